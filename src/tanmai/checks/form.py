"""Checks of form: labels, values that are not numbers, the trade-share form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

import numpy as np

from tanmai.checks import rules
from tanmai.checks.report import Finding, Places, judged, not_applicable
from tanmai.core.errors import LabelError
from tanmai.core.labels import Region, all_provinces, find_province
from tanmai.core.reserved_labels import same_label_key
from tanmai.core.table import MrioTable


def check_labels(table: MrioTable) -> Finding:
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
    for kind_zh, kind_en, groups in _label_groups(table):
        for same in groups:
            wrong_zh.append(f"{kind_zh}{'、'.join(f'“{label}”' for label in same)}实为同一个")
            listed = " and ".join(f"'{label}'" for label in same)
            wrong_en.append(f"{kind_en} {listed} are one")
    return judged(rules.LABELS, float(len(wrong_en)), Places.listed(wrong_zh, wrong_en))


def _label_groups(table: MrioTable) -> tuple[tuple[str, str, list[list[str]]], ...]:
    """Return labels that differ only in case, blanks or marks, and names of one province."""
    return (
        ("地区", "regions", grouped([r.code for r in table.regions], _region_key)),
        ("部门", "sectors", grouped([s.code for s in table.sectors], same_label_key)),
        ("最终使用", "final uses", grouped([c.code for c in table.categories], same_label_key)),
    )


def _region_key(code: str) -> str:
    try:
        return find_province(code).code
    except LabelError:
        return same_label_key(code)


def grouped(labels: Iterable[str], key: Callable[[str], str]) -> list[list[str]]:
    """Return the groups of two or more different labels that share a key."""
    groups: dict[str, dict[str, None]] = {}
    for label in labels:
        groups.setdefault(key(label), {})[label] = None
    return [list(group) for group in groups.values() if len(group) > 1]


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
    the name of its province (Jilin), so only these two must fit a name. A code
    that is a name itself, as a list wrote it, is no adcode.
    """
    if region.code in (region.name_zh, region.name_en):
        return None
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


def check_finite(table: MrioTable) -> Finding:
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
    if np.isfinite(table.intermediate_sales.sum()):
        return []
    regions = [table.flows.stored(table.rows_of(region)) for region in range(table.index.m)]
    return [
        (int(row), int(column))
        for stored in regions
        for row, column in zip(*stored.where(~np.isfinite(stored.values)), strict=True)
    ]


def _bad_cells(values: np.ndarray) -> list[tuple[int, int]]:
    """Return the cells (row, column) that are not finite; a vector is one column."""
    matrix = values if values.ndim == 2 else values[:, None]
    return [(row, column) for row, column in np.argwhere(~np.isfinite(matrix)).tolist()]


def cell_name(table: MrioTable, part: str, row: int, column: int, language: str) -> str:
    """Return the name of a cell of a part of the table; a vector has one column."""

    def sector(position: int) -> str:
        return table.index.where(position).into(language)

    def final_user(position: int) -> str:
        region, category = divmod(position, len(table.categories))
        return f"{table.regions[region].into(language)}, {table.categories[category].code}"

    names: dict[str, Callable[[], str]] = {
        "Z": lambda: f"{sector(row)} → {sector(column)}",
        "Y": lambda: f"{sector(row)} → {final_user(column)}",
        "imports_final": lambda: final_user(row),
        "value_added": lambda: f"{table.value_added_labels[row]}, {sector(column)}",
        "F": lambda: f"{table.stressors[row]}, {sector(column)}",
        "F_Y": lambda: f"{table.stressors[row]}, {table.regions[column].into(language)}",
    }
    return names.get(part, lambda: sector(row))()


def check_trade_share_form(table: MrioTable) -> Finding:
    """Check that the trade-share form gives back Z and Y, relative to the largest flow."""
    form = table.trade_shares
    if form is None:
        return not_applicable(rules.TRADE_SHARE_FORM)
    gap, largest = np.zeros(len(table.index)), float(np.finfo(float).tiny)
    for region in range(table.index.m):
        rows = table.rows_of(region)
        gap[rows] = np.abs(form.final_sold_by(region) - table.Y[rows]).max(axis=1)
        largest = max(largest, float(np.abs(table.Y[rows]).max()))
        if form is not table.Z:
            sold = table.flows.rows(rows)
            gap[rows] = np.maximum(gap[rows], np.abs(form.rows(rows) - sold).max(axis=1))
            largest = max(largest, float(np.abs(sold).max()))
    gap /= largest
    worst = int(gap.argmax())
    places = Places(1, lambda _, language: table.index.where(worst).into(language))
    return judged(rules.TRADE_SHARE_FORM, float(gap[worst]), places)
