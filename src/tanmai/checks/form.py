"""Checks of form: labels, numbers that are none, units and magnitudes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
from scipy import sparse

from tanmai import units
from tanmai.checks import rules
from tanmai.checks.report import (
    CheckResult,
    Places,
    judged,
    not_applicable,
    region_name,
    row_name,
)
from tanmai.errors import LabelError
from tanmai.labels import Region, all_provinces, find_province, mainland_provinces
from tanmai.table import MrioTable, written_out
from tanmai.trade_share import TradeShares

# Gross domestic product of China at current prices, 10⁸ CNY.
# Source: National Bureau of Statistics, China Statistical Yearbook 2024, table 3-1.
CHINA_GDP = {
    1997: 79715.0,
    1998: 85195.5,
    1999: 90564.4,
    2000: 100280.1,
    2001: 110863.1,
    2002: 121717.4,
    2003: 137422.0,
    2004: 161840.2,
    2005: 187318.9,
    2006: 219438.5,
    2007: 270092.3,
    2008: 319244.6,
    2009: 348517.7,
    2010: 412119.3,
    2011: 487940.2,
    2012: 538580.0,
    2013: 592963.2,
    2014: 643563.1,
    2015: 688858.2,
    2016: 746395.1,
    2017: 832035.9,
    2018: 919281.1,
    2019: 986515.2,
    2020: 1013567.0,
    2021: 1149237.0,
    2022: 1204724.0,
    2023: 1260582.1,
}
_MOST_OF_CHINA = 25
_UNITS_OF_MONEY = (
    (1e-4, "元", "CNY"),
    (1e-1, "千元", "thousand CNY"),
    (1e2, "百万元", "million CNY"),
    (1e4, "亿元", "10^8 CNY"),
    (1e5, "十亿元", "billion CNY"),
)


def covers_china(table: MrioTable) -> bool:
    """Whether the regions are provinces of China and nearly all of them (25 or more)."""
    provinces = {province.code for province in mainland_provinces()}
    codes = set(table.index.region_codes)
    return codes <= provinces and len(codes) >= _MOST_OF_CHINA


def check_labels(table: MrioTable) -> CheckResult:
    """Check that every label is there, is unique, and that names of provinces fit their adcodes.

    Codes of regions and sectors are unique by construction of the index;
    their names, the categories, stressors and value-added labels are checked here.
    """
    wrong_zh: list[str] = []
    wrong_en: list[str] = []
    for region in table.regions:
        if said := _misnamed(region):
            wrong_zh.append(said[0])
            wrong_en.append(said[1])
    for kind_zh, kind_en, labels in _label_lists(table):
        counts = Counter(labels)
        for label in sorted(label for label in counts if counts[label] > 1 or not label.strip()):
            wrong_zh.append(
                f"{kind_zh}“{label}”出现 {counts[label]} 次" if label.strip() else f"{kind_zh}为空"
            )
            wrong_en.append(
                f"{kind_en} '{label}' stands {counts[label]} times"
                if label.strip()
                else f"an empty {kind_en}"
            )
    return judged(rules.LABELS, float(len(wrong_en)), Places.listed(wrong_zh, wrong_en))


def _label_lists(table: MrioTable) -> tuple[tuple[str, str, list[str]], ...]:
    return (
        ("地区名称", "Chinese name of a region", [r.name_zh for r in table.regions]),
        ("地区英文名", "English name of a region", [r.name_en for r in table.regions]),
        ("部门名称", "Chinese name of a sector", [s.name_zh for s in table.sectors]),
        ("部门英文名", "English name of a sector", [s.name_en for s in table.sectors]),
        ("最终需求代码", "code of a final-demand category", [c.code for c in table.categories]),
        ("排放名称", "stressor", list(table.stressors)),
        ("增加值项目", "value-added label", list(table.value_added_labels)),
    )


def _misnamed(region: Region) -> tuple[str, str] | None:
    """Return what is wrong with a province's code and names, in Chinese and English.

    Adcodes within a province begin with its two digits, and a city may bear
    the name of its province (Jilin), so only these two must fit a name.
    """
    by_code = {province.code: province for province in all_provinces()}
    expected = by_code.get(region.code)
    for name in (region.name_zh, region.name_en):
        try:
            named = find_province(name)
        except LabelError:
            named = None
        if named is not None and named.code[:2] != region.code[:2]:
            return (
                f"代码 {region.code} 的地区名为“{name}”，而{named.name_zh}的代码是 {named.code}",
                f"code {region.code} is named '{name}', but {named.name_en} is {named.code}",
            )
        if named is None and expected is not None:
            return (
                f"代码 {region.code} 是{expected.name_zh}，地区名却是“{name}”",
                f"code {region.code} is {expected.name_en}, but is named '{name}'",
            )
    return None


def check_finite(table: MrioTable) -> CheckResult:
    """Check that no part of the table holds a NaN or an infinity; each is named by its cell."""
    cells = [("Z", *cell) for cell in _bad_flows(table)]
    cells += [(part, *cell) for part in _OTHER_PARTS for cell in _bad_cells(getattr(table, part))]

    def name(position: int, language: str) -> str:
        part, row, column = cells[position]
        return f"{part} ({cell_name(table, part, row, column, language)})"

    return judged(rules.FINITE, float(len(cells)), Places(len(cells), name))


_OTHER_PARTS = (
    "Y",
    "exports",
    "stock_change",
    "error",
    "x",
    "imports",
    "imports_final",
    "value_added",
    "F",
    "F_Y",
)


def _bad_flows(table: MrioTable) -> list[tuple[int, int]]:
    """Return the flows that are not finite, searched region by region."""
    flows, n = table.Z, table.index.n
    if isinstance(flows, TradeShares) and np.isfinite(flows.shares.sum() + flows.use.sum()):
        return []
    return [
        (region * n + row, column)
        for region in range(table.index.m)
        for row, column in _bad_cells(table.sold_by(region))
    ]


def _bad_cells(values: np.ndarray | sparse.csr_array) -> list[tuple[int, int]]:
    """Return the cells (row, column) that are not finite; a vector is one column."""
    if sparse.issparse(values):
        coordinates = values.tocoo()
        places = np.column_stack([coordinates.row, coordinates.col])
        return [(row, column) for row, column in places[~np.isfinite(coordinates.data)].tolist()]
    matrix = values if values.ndim == 2 else values[:, None]
    return [(row, column) for row, column in np.argwhere(~np.isfinite(matrix)).tolist()]


def cell_name(table: MrioTable, part: str, row: int, column: int, language: str) -> str:
    """Return the name of a cell of a part of the table; a vector has one column."""

    def sector(position: int) -> str:
        return row_name(table.index, position, language)

    def final_user(position: int) -> str:
        region, category = divmod(position, len(table.categories))
        return f"{region_name(table.regions[region], language)}, {table.categories[category].code}"

    names: dict[str, Callable[[], str]] = {
        "Z": lambda: f"{sector(row)} → {sector(column)}",
        "Y": lambda: f"{sector(row)} → {final_user(column)}",
        "imports_final": lambda: final_user(row),
        "value_added": lambda: f"{table.value_added_labels[row]}, {sector(column)}",
        "F": lambda: f"{table.stressors[row]}, {sector(column)}",
        "F_Y": lambda: f"{table.stressors[row]}, {region_name(table.regions[column], language)}",
    }
    return names.get(part, lambda: sector(row))()


def check_units(table: MrioTable) -> CheckResult:
    """Check that emissions are in Mt CO2, and the money of a table of provinces in 10⁴ CNY.

    A table with other regions keeps the currency of its source, which its results name.
    """
    provinces = {province.code for province in all_provinces()}
    own_money = provinces.issuperset(table.index.region_codes)
    money = [(table.money_unit, units.MONEY)] if own_money else []
    pairs = [*money, (table.emission_unit, units.EMISSIONS)]
    wrong = [(given, own) for given, own in pairs if given != own]
    zh = [f"单位是“{given}”，应为 {own}" for given, own in wrong]
    en = [f"the unit is '{given}' instead of {own}" for given, own in wrong]
    return judged(rules.UNITS, float(len(wrong)), Places.listed(zh, en))


def check_money_magnitude(table: MrioTable) -> CheckResult:
    """Check total value added against China's GDP of the year, and name the unit it looks like.

    Applies to tables of 25 or more provinces at current prices, for the years
    of ``CHINA_GDP``. Provincial products add up to the nation's within some
    ten per cent; a unit mistaken is a factor of ten at least.
    """
    if not covers_china(table) or table.year not in CHINA_GDP or table.price_basis != "current":
        return not_applicable(rules.MONEY_MAGNITUDE)
    gdp = CHINA_GDP[table.year] * 1e4
    found = float(table.total_value_added.sum()) / gdp
    said_zh = f"增加值合计是 {table.year} 年 GDP 的 {found:.3g} 倍"
    said_en = f"total value added is {found:.3g} times the GDP of {table.year}"
    for factor, zh, en in _UNITS_OF_MONEY:
        if rules.MONEY_MAGNITUDE.keeps(found * factor):
            said_zh += f"，数值像是以{zh}计"
            said_en += f"; the figures look like {en}"
    return judged(rules.MONEY_MAGNITUDE, found, Places.listed([said_zh], [said_en]))


def check_trade_share_form(table: MrioTable) -> CheckResult:
    """Check that the trade-share form gives back Z and Y, relative to the largest flow."""
    form, n = table.trade_shares, table.index.n
    if form is None:
        return not_applicable(rules.TRADE_SHARE_FORM)
    gap, largest = np.zeros(len(table.index)), float(np.finfo(float).tiny)
    for region in range(table.index.m):
        rows = slice(region * n, (region + 1) * n)
        gap[rows] = np.abs(form.final_sold_by(region) - table.Y[rows]).max(axis=1)
        largest = max(largest, float(np.abs(table.Y[rows]).max()))
        if form is not table.Z:
            sold = written_out(table.sold_by(region))
            gap[rows] = np.maximum(gap[rows], np.abs(form.sold_by(region) - sold).max(axis=1))
            largest = max(largest, float(np.abs(sold).max()))
    gap /= largest
    worst = int(gap.argmax())
    places = Places(1, lambda _, language: row_name(table.index, worst, language))
    return judged(rules.TRADE_SHARE_FORM, float(gap[worst]), places)
