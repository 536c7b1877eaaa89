"""Words and codes that cannot be a region, a sector or a final use: totals, trade, errors.

Official tables print sums, exports, imports and a column of errors beside their
sectors. Where such a column comes into a list of cells as one more sector or
category it is counted twice, or charged to the province that sells.
"""

from __future__ import annotations

import re
import unicodedata

_TOTALS = re.compile(
    r"(grand |sub[- ]?)?totals?\b(?!ly).*|.*\b(sub[- ]?)?totals?|sums?|sum of .*|Σ.*"
    r"|all|(all|whole) (sectors|industries|regions|provinces|products|countries|country|nation)"
    r"|gross (output|inputs?)|national|aggregate|overall"
    r"|.*(合计|总计|小计|共计|总和|总额合计|汇总)|总(产出|投入|使用|需求|供给|量|数|体)?"
    r"|(合计|小计|总计|汇总).*|全国.*|全部.*|全行业|所有(部门|地区|省份|行业)|各(部门|地区|省)(合计|之和)",
    re.IGNORECASE,
)
_WHOLES = re.compile(
    r"intermediate (uses?|inputs?|demand|consumption)|final (uses?|demand)"
    r"|value[- ]added|中间(投入|使用|需求)|最终(使用|需求)|增加值",
    re.IGNORECASE,
)
_CODES_OF_TOTALS = frozenset({"TIU", "TFU", "TII", "TVA", "GO", "GI"})
_OUTSIDE = {
    "exports": re.compile(
        r"(net |international |foreign |total )?exports?( of .*|[:,( ].*)?|ex|exp|nx"
        r"|.*出口(额|合计|总额)?|国外输出",
        re.IGNORECASE,
    ),
    "outflow to other regions": re.compile(
        r"(domestic |net |interprovincial |interregional )?outflows?( .*)?|OF|NOF"
        r"|.*(流出|调出)(额|合计|省外|外省)?",
        re.IGNORECASE,
    ),
    "imports": re.compile(
        r"(international |foreign |total )?imports?( of .*|[:,( ].*)?|im|imp|.*进口(额|合计|总额)?",
        re.IGNORECASE,
    ),
    "inflow from other regions": re.compile(
        r"(domestic |interprovincial |interregional )?inflows?( .*)?|IF|.*(流入|调入)(额|合计)?",
        re.IGNORECASE,
    ),
    "trade with other regions": re.compile(
        r"rest of (the )?(world|country|nation|china)|row|other (provinces|regions|countries)"
        r"|省外|国外|外省|国内其他地区|其[他它](省|省份|省区市|地区|国家)",
        re.IGNORECASE,
    ),
    "errors": re.compile(
        r"err(or)?s?|(statistical|balancing) (errors?|differences?|discrepanc(y|ies)|items?)"
        r"|discrepanc(y|ies)|residuals?|.*误差(项|额|合计)?|统计差(异|额)|平衡项",
        re.IGNORECASE,
    ),
}
_PRIMARY = re.compile(
    r"VA00[1-9]|compensation of employees|(net )?production tax(es)?( .*)?"
    r"|depreciation( of fixed assets)?|operating surplus|(net )?taxes( .*)?"
    r"|劳动者报酬|生产税净额|固定资产折旧|营业盈余",
    re.IGNORECASE,
)
_FINAL_USES = re.compile(
    r"FU[12]\d\d|consum|household|resident|government|npish|non-?profit|capital|invest|inventor"
    r"|stock|\bGFCF\b|\bGCF\b|\bHFCE\b|\bGGFC\b|消费|居民|政府|资本|投资|存货|库存",
    re.IGNORECASE,
)
_SIMPLIFIED = str.maketrans(
    "總総計額誤國內調統匯產需數體營業餘費資庫進業稅報酬動",
    "总总计额误国内调统汇产需数体营业余费资库进业税报酬动",
)
_BRACKETS = re.compile(r"[(\[【{〔]([^)\]】}〕]*)[)\]】}〕]")
_CODE = re.compile(r"[A-Z]{2,4}[0-9]{0,3}")
_PUNCTUATION = frozenset({"Pc", "Pd", "Pe", "Pf", "Pi", "Ps"})
_MARKS = frozenset(",.:;'\"·、。")
_THE_COUNTRY = re.compile(r"china|prc|chn|national|中国|全国.*|中华人民共和国", re.IGNORECASE)


def _plain(text: str) -> str:
    """Return a label in one form: single blanks, and none between Chinese characters (合 计)."""
    simplified = unicodedata.normalize("NFKC", text).translate(_SIMPLIFIED)
    single = " ".join(simplified.split())
    return re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", single)


def _names_in(text: str) -> tuple[str, ...]:
    """Return a label and what it may be made of: 误差(ERR), Errors/Others, 出口 EX, 合计（万元）.

    What stands before or in brackets, on a side of a slash beside a code, and the Chinese
    and the Latin part of a label in both.
    """
    plain = _plain(text)
    bare = _BRACKETS.sub(" ", plain)
    parts = [plain, bare, *_BRACKETS.findall(plain)]
    sides = bare.split("/")
    if any(_CODE.fullmatch(side.strip()) for side in sides):
        parts += sides
    latin = re.sub(r"[^\x00-\x7f]+", " ", bare)
    if _CODE.fullmatch(latin.strip(" -_,:;.")):
        parts += [latin.strip(" -_,:;."), re.sub(r"[\x00-\x7f]+", "", bare)]
    return tuple(dict.fromkeys(" ".join(part.split()) for part in parts if part.strip()))


def is_total(text: str) -> bool:
    """Say whether a label is that of a total or a subtotal.

    Examples
    --------
    >>> is_total("合计"), is_total("Sub-total"), is_total("TFU"), is_total("Agriculture")
    (True, True, True, False)
    """
    return any(
        name.upper() in _CODES_OF_TOTALS or _TOTALS.fullmatch(name) is not None
        for name in _names_in(text)
    )


def is_whole(text: str) -> bool:
    """Say whether a label is that of all uses or all inputs together: final demand, value added."""
    return any(map(_WHOLES.fullmatch, _names_in(text)))


def is_country(text: str) -> bool:
    """Say whether a label is that of China as a whole."""
    return _THE_COUNTRY.fullmatch(_plain(text)) is not None


def is_primary_input(text: str) -> bool:
    """Say whether a label is that of a component of value added."""
    return any(map(_PRIMARY.fullmatch, _names_in(text)))


def outside_kind(text: str) -> str | None:
    """Return what a label of trade or of errors stands for, or None.

    Examples
    --------
    >>> outside_kind("出口"), outside_kind("ERR"), outside_kind("Gross capital formation")
    ('exports', 'errors', None)
    """
    names = _names_in(text)
    return next((k for k, known in _OUTSIDE.items() if any(map(known.fullmatch, names))), None)


def is_final_use(text: str) -> bool:
    """Say whether a label names a use at home: consumption, capital formation, inventories."""
    return _FINAL_USES.search(_plain(text)) is not None


def same_label_key(text: str) -> str:
    """Return what labels share that differ only in case, width, blanks or punctuation.

    Signs such as ``<`` and ``+`` count, since they tell sizes and grades apart.

    Examples
    --------
    >>> same_label_key("Coal  mining"), same_label_key("coal-mining"), same_label_key("ＣＯＡＬ")
    ('coalmining', 'coalmining', 'coal')
    """
    letters = unicodedata.normalize("NFKC", text).casefold()
    kept = "".join(
        letter
        for letter in letters
        if unicodedata.category(letter)[0] not in "ZC"
        and unicodedata.category(letter) not in _PUNCTUATION
        and letter not in _MARKS
    )
    return kept or text


def control_character(text: str) -> str | None:
    """Return the first character that cannot be seen or written in XML, or None.

    Control and format characters, and halves of pairs: a backspace, a zero-width space.
    """
    return next(
        (
            letter
            for letter in text
            if unicodedata.category(letter) in ("Cc", "Cf", "Cs") or letter in "\ufffe\uffff"
        ),
        None,
    )
