"""Codes and names of the rows and columns of tables of one region, as bureaux write them.

Codes are those of the National Bureau of Statistics, in any case, with the slips and the
variants of the provinces; what has no code is known by its name in Chinese or English.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from math import isfinite

from tanmai.core.messages import Message, message
from tanmai.io.workbook import Cell

VALUE_ADDED = {
    "VA001": "VA001 compensation of employees",
    "VA002": "VA002 net production tax",
    "VA003": "VA003 depreciation of fixed assets",
    "VA004": "VA004 operating surplus",
}
ROWS = ("TII", *VALUE_ADDED, "TVA", "TI")
"""Rows beside those of sectors."""

SUM = "a subtotal"
"""Label of a column whose heading is only 小计 or 合计."""

_SECTOR = re.compile(r"[0-9]+(/[0-9]+)*")
_ROW_CODES = {
    **{code: code for code in ROWS},
    **{"CP": "VA001", "NT": "VA002", "DP": "VA003", "OP": "VA004"},
    **{"TO": "TI", "TO1": "TI"},
}
_COLUMN_CODES = {
    **{code: code for code in ("TIU", "THC", "TC", "GCF", "TFU", "GO", "ERR")},
    **{code: code for code in ("FU101", "FU102", "FU103", "FU201", "FU202")},
    **{code: code for code in ("EX", "OF", "OUT", "IM", "IF", "IN", "NX", "NOF", "DI")},
    **{"FU301": "EX", "FU302": "OF", "FU303": "IM", "FU304": "IF"},
    **{"DO": "OF", "GO/IM": "GO", "TO": "GO"},
}
_OUTSIDE = r"(国内)?(省|市|区|区域|地区|省际|省区|外省)?外?(商品和?服务)?"
_OUT, _IN = r"(流出|调出|输出)", r"(流入|调入|输入)"
_COLUMN_NAMES = {
    "TIU": r"中间(使用|需求|产品)?(合计|小计|总计)",
    "FU101": r"农村居民(消费)?(支出)?",
    "FU102": r"城镇居民(消费)?(支出)?",
    "THC": r"居民消费(支出)?(小计|合计)?",
    "FU103": r"政府(部门)?消费(支出)?",
    "TC": r"最终消费(支出)?(合计|小计)?|消费(支出)?(合计|小计)",
    "FU201": r"固定资本形成(总额)?",
    "FU202": r"存货(增加|变动|变化|增减)",
    "GCF": r"资本形成(总额)?(合计|小计)?",
    "NX": r"(货物和?服务)?净出口",
    "EX": r"(货物和?服务)?出口(总额)?",
    "NOF": _OUTSIDE + "净" + _OUT + "|净" + _OUT,
    "NIF": _OUTSIDE + "净" + _IN + "|净" + _IN,
    "OF": _OUTSIDE + _OUT + r"(省外|市外|区外)?",
    "IM": r"(货物和?服务)?进口(总额)?",
    "IF": _OUTSIDE + _IN + r"(省外|市外|区外)?",
    "TFU": r"最终(使用|需求)(合计|小计|总计)",
    "ERR": r"其他|其它|(统计)?误差(项)?|平衡项",
    "GO": r"(国内)?总?产出(合计)?|国内产出进口",
    SUM: r"小计|合计",
}
_ROW_NAMES = {
    "TII": r"中间投入(合计|小计|总计)",
    "VA001": r"(劳动者|雇员|从业人员)报酬",
    "VA002": r"生产税净额",
    "VA003": r"固定资产折旧",
    "VA004": r"营业盈余",
    "TVA": r"增加值(合计|小计|总计)?",
    "TI": r"总投入(合计)?",
}
_COLUMN_NAMES_EN = {
    "TIU": r"total intermediate (use|uses|demand)",
    "FU101": r"rural( households?)?( consumption)?( expenditures?)?",
    "FU102": r"urban( households?)?( consumption)?( expenditures?)?",
    "THC": r"(total )?household consumption( expenditures?)?",
    "FU103": r"government consumption( expenditures?)?",
    "TC": r"(total )?final consumption( expenditures?)?",
    "FU201": r"(gross )?fixed capital formation",
    "FU202": r"(changes?|increases?) (in|of) (inventor(y|ies)|stocks)|inventory changes?",
    "GCF": r"(total )?gross capital formation",
    "NX": r"net exports?",
    "EX": r"exports?",
    "NOF": r"net (domestic )?outflows?",
    "NIF": r"net (domestic )?inflows?",
    "OF": r"(domestic |inter ?provincial )?outflows?",
    "IM": r"imports?",
    "IF": r"(domestic |inter ?provincial )?inflows?",
    "TFU": r"total final (use|uses|demand)",
    "ERR": r"errors?|others?|statistical (error|discrepancy)",
    "GO": r"(gross|total) outputs?",
    SUM: r"(sub ?)?total",
}
_ROW_NAMES_EN = {
    "TII": r"total intermediate inputs?",
    "VA001": r"compensation of employees",
    "VA002": r"net taxes on production",
    "VA003": r"depreciation( of fixed (assets|capital))?",
    "VA004": r"operating surplus",
    "TVA": r"(total )?value[ -]added",
    "TI": r"total inputs?",
}


def code_text(cell: Cell) -> str:
    """Return a code as it is meant: a number or a text, full or half width, in any case.

    Examples
    --------
    >>> code_text(7.0), code_text("０7"), code_text(" tiu "), code_text("21、22")
    ('7', '7', 'TIU', '21/22')
    """
    if isinstance(cell, bool):
        return ""
    if isinstance(cell, float | int):
        return str(int(cell)) if isfinite(cell) and cell == int(cell) and cell > 0 else ""
    return _code_in(str(cell))


@lru_cache(maxsize=4096)
def _code_in(text: str) -> str:
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
    text = re.sub(r"(?<=[0-9])[、,+&-](?=[0-9])", "/", text)
    return str(int(text)) if text.isdigit() and text.isascii() else text


def is_sector_code(code: str) -> bool:
    """Whether a code is one of a sector: digits, or several joined by a stroke."""
    return _SECTOR.fullmatch(code) is not None


def sector_order(code: str) -> tuple[int, int]:
    """Return the place of a sector: by the serial number in five-digit codes, else by code."""
    number = int(code.split("/")[0])
    return (number % 1000 if number > 1000 else number, number)


def row_label(codes: Iterable[Cell], names: Iterable[Cell]) -> str:
    """Return the label of a row by the first code or name that is known; else nothing."""
    return _label(codes, names, _ROW_CODES, _ROWS_BY_NAME)


def column_label(codes: Iterable[Cell], names: Iterable[Cell]) -> str:
    """Return the label of a column by the first code or name that is known; else nothing.

    The name of a trade column says more than its code, which changed its meaning over the
    years: FU301 is 出口 in some tables and 净出口 in others.
    """
    texts = list(names)
    label = _label(codes, texts, _COLUMN_CODES, _COLUMNS_BY_NAME)
    named = _label((), texts, _COLUMN_CODES, _COLUMNS_BY_NAME)
    return named if label in _NAMED_BETTER and named in _TRADE_NAMES else label


def row_contradiction(code: Cell, names: Iterable[Cell]) -> Message | None:
    """Return how the code and the name of a row contradict each other, or nothing."""
    return _contradiction(code, names, row_label)


def column_contradiction(code: Cell, names: Iterable[Cell]) -> Message | None:
    """Return how the code and the heading of a column contradict each other, or nothing.

    Codes of trade changed their meaning, and their headings are followed.
    """
    return _contradiction(code, names, column_label)


def _contradiction(
    code: Cell, names: Iterable[Cell], label: Callable[[Iterable[Cell], Iterable[Cell]], str]
) -> Message | None:
    by_code = label([code], [])
    if not by_code or by_code in _NAMED_BETTER | {"OUT", "IN"}:
        return None
    for name in names:
        by_name = label([], [name])
        if by_name not in ("", SUM, by_code) and _narrower(by_name) != by_code:
            return message(
                "code {code}, but named '{name}'", code=str(code).strip(), name=str(name).strip()
            )
    return None


def _narrower(label: str) -> str:
    """Return the part beside which the heading of several lines may stand, the first."""
    return {"TC": "FU101", "GCF": "FU201", "THC": "FU101", "TVA": "VA001"}.get(label, label)


_TRADE_NAMES = {"EX", "OF", "IM", "IF", "NX", "NOF", "NIF"}
_NAMED_BETTER = _TRADE_NAMES | {"DI"}


def _compiled(*names: Mapping[str, str]) -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(pattern), label) for group in names for label, pattern in group.items()]


_COLUMNS_BY_NAME = _compiled(_COLUMN_NAMES, _COLUMN_NAMES_EN)
_ROWS_BY_NAME = _compiled(_ROW_NAMES, _ROW_NAMES_EN)


def _label(
    codes: Iterable[Cell],
    names: Iterable[Cell],
    known: Mapping[str, str],
    patterns: list[tuple[re.Pattern[str], str]],
) -> str:
    for code in codes:
        if (text := code_text(code)) in known:
            return known[text]
    for cell in names:
        if not isinstance(cell, str) or not cell.strip():
            continue
        for name in _spoken(cell):
            for pattern, label in patterns:
                if pattern.fullmatch(name):
                    return label
    return ""


def _spoken(cell: str) -> tuple[str, ...]:
    """Return the Chinese and the English part of a heading, without blanks and signs."""
    text = unicodedata.normalize("NFKC", cell)
    chinese = "".join(re.findall(r"[\u4e00-\u9fff]+", text))
    english = " ".join(re.findall(r"[a-z]+", text.casefold()))
    return tuple(part for part in (chinese, english) if part)
