"""The labels of CEADs workbooks: provinces, sectors of either vintage, codes, and their fixes.

A sector is known by its code *and* its name: the same code means different
sectors in the tables of 2017 and of the other years.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from tanmai.core.labels import Region, find_province, known_province
from tanmai.core.table import FinalDemandCategory
from tanmai.io.workbook import Cell

CATEGORIES = (
    FinalDemandCategory("FU101", "农村居民消费", "Rural household consumption"),
    FinalDemandCategory("FU102", "城镇居民消费", "Urban household consumption"),
    FinalDemandCategory("FU103", "政府消费", "Government consumption"),
    FinalDemandCategory("FU201", "固定资本形成总额", "Gross fixed capital formation"),
    FinalDemandCategory("FU202", "存货增加", "Inventory change"),
)
VALUE_ADDED = {
    "VA001": ("劳动者报酬", "compensation of employees"),
    "VA002": ("生产税净额", "net production tax"),
    "VA003": ("固定资产折旧", "depreciation of fixed assets"),
    "VA004": ("营业盈余", "operating surplus"),
}

# Codes of columns and rows, with the names that stand for one whose code is left out.
_NAMES_OF_CODES = {
    "EX": ("出口", "国外出口", "exports", "export"),
    "ERR": ("误差", "其他", "误差项", "errors", "error", "others"),
    "GO": ("总产出", "gross output", "total output", "output", "outputs"),
    "TIU": ("中间使用合计", "中间使用", "total intermediate use"),
    "TFU": ("最终使用合计", "total final use"),
    "IM": ("进口", "imports", "import"),
    "TII": ("中间投入合计", "total intermediate inputs", "total intermediate input"),
    "TVA": ("增加值合计", "增加值", "total value added", "value added", "va", "gva"),
    "TI": ("总投入", "total input", "total inputs"),
    "GI": ("gross input", "gross inputs"),
    "VA001": ("劳动者报酬", "compensation of employees", "labour compensation"),
    "VA002": ("生产税净额", "net production tax", "net taxes on production", "production tax"),
    "VA003": ("固定资产折旧", "depreciation of fixed assets", "depreciation"),
    "VA004": ("营业盈余", "营业盈余总额", "operating surplus"),
}
_NAMES_OF_FINAL_DEMAND = {
    "FU101": ("农村居民消费", "农村居民消费支出", "rural household consumption"),
    "FU102": ("城镇居民消费", "城镇居民消费支出", "urban household consumption"),
    "FU103": ("政府消费", "政府消费支出", "government consumption"),
    "FU201": ("固定资本形成总额", "固定资本形成", "gross fixed capital formation"),
    "FU202": ("存货增加", "存货变动", "inventory change", "changes in inventories"),
}
_CODE_OF_NAME = {name: code for code, names in _NAMES_OF_CODES.items() for name in names}
CHECKS = ("proportion of errors in gross output", "gross output check", "总产出检验", "误差占比")

_MISSPELT = frozenset({"shannxi", "xizang", "内蒙"})
# A row of emissions, under any of its names; what is per something, or a check, is none.
_EMISSIONS = re.compile(
    r"\bco2\b|carbon dioxide|\bcarbon emissions?|二氧化碳|碳排放|co2排放|\bt?mt ?co2\b|\bkt ?co2\b"
    r"|\btco2\b",
    re.IGNORECASE,
)
_NO_EMISSIONS = re.compile(
    r"intensit|coefficient|factor|\bper\b|share|\bcheck|ratio|强度|系数|单位产值|人均|占比|比重|检验",
    re.IGNORECASE,
)

# A word that tells each sector from all others, in Chinese and in English.
_NON_METAL = r"non\W{0,2}metal\w*"
_SECTORS = {
    "agriculture": ("^农", "^agricultur|^farming"),
    "coal": ("^煤炭", r"^(?!.*petrol).*\bcoal"),
    "oil and gas": (
        "(石油|原油).*开采",
        "(extract|exploit|mining).*(petrol|oil)|(petrol|oil).*(extract|exploit|mining)",
    ),
    "metal ores": (
        "^金属矿|^黑色.*矿",
        rf"^(?!.*{_NON_METAL}).*\bmetals?\b.*(\bores?\b|mining|dressing)",
    ),
    "other ores": (
        "非金属矿(?!物制品)",
        rf"{_NON_METAL}.*(\bores?\b|mining|dressing)|mining.*{_NON_METAL}",
    ),
    "food": ("食品", r"^(?!.*cater).*\bfoods?\b"),
    "textiles": ("^纺织(?!服装)", "^(?!.*(leather|apparel|clothing|garment)).*textile"),
    "clothing": ("服装|皮革", "leather|apparel|garment|clothing"),
    "timber": ("木材", "timber|wood"),
    "paper": ("造纸", r"\bpaper"),
    "petroleum": (
        "炼焦|石油.*加工",
        r"\bcok(e|ing)|process\w*.*petrol|petrol.*(processing|refin)",
    ),
    "chemicals": ("化学", "chemical"),
    "mineral products": ("非金属矿物制品", rf"^(?!.*(\bores?\b|mining)).*{_NON_METAL}.*products?"),
    "smelting": ("冶炼", "smelting"),
    "metal products": (
        "^金属制品(?!.*修理)",
        rf"^(?!.*(repair|smelting|{_NON_METAL})).*\bmetal products",
    ),
    "general machinery": ("通用设备", "general.*(machinery|equipment)"),
    "special machinery": ("专用设备", "speciali?[sz]?e?d?.*(machinery|equipment)"),
    "transport equipment": ("交通运输设备", r"transport\w* equipment"),
    "electrical machinery": ("电气机械", "electric(al)? (machinery|equipment)"),
    "electronics": ("计算机", "computers?|electronic equipment"),
    "instruments": ("仪器", r"instruments?"),
    "other manufacturing": (
        "^其他制造(?!.*废)",
        "^(?!.*(waste|scrap)).*other manuf",
    ),
    "waste": ("^废", "^(?!.*other manuf).*(waste|scrap)"),
    "other manufacturing and waste": ("^其他制造.*废", "other manuf.*(waste|scrap)"),
    "repair": ("金属制品.*修理", "repair.*(metal|machinery)"),
    "electricity": ("电力", r"electric power|electricity"),
    "gas": ("^(燃气|煤气)", r"(production|supply|distribution).*\bgas\b"),
    "water": ("^(水的|水生产|自来水)", r"(production|supply|distribution).*\bwater\b"),
    "construction": ("^建筑", "^construction"),
    "trade": ("批发", "wholesale"),
    "transport": ("邮政", r"\bpost"),
    "catering": ("住宿", "accommodation|hotel"),
    "information": ("信息传输", "^information"),
    "finance": ("^金融", "^financ"),
    "real estate": ("^房地产", "^real estate"),
    "leasing": ("^租赁", "^leasing|^renting"),
    "science": ("^科学研究", "^scientific research"),
    "research": ("^研究(和|与)试验", "^research and (experiment|development)|^r&d"),
    "technical services": ("^综合技术", "^(comprehensive |polytechnic )?technical services?"),
    "public facilities": ("^水利", "water.*(environment|facilit)"),
    "other services": ("^居民服务", "^(resident|household|services to household).*services?"),
    "education": ("^教育", "^education"),
    "health": ("^卫生", "^health"),
    "culture": ("^文化", "^culture"),
    "public administration": ("^公共管理", "^public (administration|management)"),
}
_SHARED_START = tuple(_SECTORS)[:21]
_SERVICES = (
    *("electricity", "gas", "water", "construction", "trade", "transport", "catering"),
    *("information", "finance", "real estate", "leasing"),
)
_SHARED_END = tuple(_SECTORS)[-6:]
SECTORS_OF_SCHEME = {
    "nbs42-2012": (
        *_SHARED_START,
        *("other manufacturing", "waste", "repair"),
        *_SERVICES,
        "science",
        *_SHARED_END,
    ),
    "nbs42-2017": (
        *_SHARED_START,
        *("other manufacturing and waste", "repair"),
        *_SERVICES,
        *("research", "technical services"),
        *_SHARED_END,
    ),
}


def clean(cell: Cell) -> str:
    """Return the text of a label cell: one form of each character, single blanks inside only.

    Examples
    --------
    >>> clean(" Hebei "), clean(7.0)
    ('Hebei', '7')
    """
    if cell == "":
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(unicodedata.normalize("NFKC", str(cell)).split())


def sector_code(text: str) -> str | None:
    """Return the code of a sector, two digits at least, or None if the text is none.

    Examples
    --------
    >>> sector_code("7"), sector_code("07"), sector_code("FU101")
    ('07', '07', None)
    """
    return f"{int(text):02d}" if re.fullmatch(r"[0-9]{1,3}", text) and int(text) else None


def special_code(code: str, name: str) -> str:
    """Return the code of a row or column that is no sector.

    A name may stand in the place of a code, or beside a code that is left
    out. Emissions have the code ``CO2``; what is unknown keeps its own.
    """
    if is_emissions(code) or (is_emissions(name) and code.upper() not in _NAMES_OF_CODES):
        return "CO2"
    return _CODE_OF_NAME.get((code or name).casefold(), code.upper())


def final_demand_code(text: str) -> str:
    """Return the code of a category of final demand, by its code or its name, or its own label.

    Examples
    --------
    >>> final_demand_code("fu101"), final_demand_code("政府消费"), final_demand_code("最终需求")
    ('FU101', 'FU103', '最终需求')
    """
    folded = text.casefold()
    for code, names in _NAMES_OF_FINAL_DEMAND.items():
        if folded == code.casefold() or folded in names:
            return code
    return text


def is_emissions(text: str) -> bool:
    """Say whether a label is that of emissions of carbon dioxide.

    Examples
    --------
    >>> is_emissions("CO2 emissions (Mt)"), is_emissions("二氧化碳排放"), is_emissions("碳排放强度")
    (True, True, False)
    """
    return bool(_EMISSIONS.search(text)) and not _NO_EMISSIONS.search(text)


def corrected(text: str) -> str:
    """Return a damaged English label as it was: ``nan`` had been replaced by ``0``.

    Examples
    --------
    >>> corrected("He0"), corrected("Fi0ce"), corrected("Sector 10")
    ('Henan', 'Finance', 'Sector 10')
    """
    return re.sub(r"(?<=[A-Za-z])0(?![0-9])", "nan", text)


@lru_cache(maxsize=256)
def province_of(text: str) -> tuple[Region, bool]:
    """Return the province of a label, and whether the label was damaged or misspelt.

    Raises
    ------
    LabelError
        No province has this name.
    """
    whole = corrected(text)
    return find_province(whole), whole != text or text.casefold() in _MISSPELT


@lru_cache(maxsize=4096)
def is_province(text: str) -> bool:
    """Say whether a label names a province."""
    return known_province(corrected(text)) is not None


def fits_sector(text: str, sector: str) -> bool:
    """Say whether a name, Chinese or English, is that of a sector of ``SECTORS_OF_SCHEME``."""
    chinese, english = _SECTORS[sector]
    name = corrected(text).casefold()
    return bool(re.search(chinese, name) or re.search(english, name))


def is_chinese(text: str) -> bool:
    """Say whether a text has Chinese characters."""
    return any("一" <= letter <= "鿿" for letter in text)
