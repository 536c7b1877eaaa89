"""Checks of form: labels, values that are not numbers, the trade-share form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

import numpy as np

from tanmai.checks import rules
from tanmai.checks.report import Finding, Places, judged, not_applicable
from tanmai.core.labels import Region, all_provinces, known_province
from tanmai.core.messages import Message, Name, listed, message
from tanmai.core.reserved_labels import same_label_key
from tanmai.core.table import MrioTable


def check_labels(table: MrioTable) -> Finding:
    """Check that every label is there, is unique, and that names of provinces fit their adcodes.

    Codes of regions and sectors are unique by construction of the index;
    their names, the categories, stressors and value-added labels are checked here.
    """
    wrong = [said for region in table.regions if (said := _misnamed(region))]
    for kind, labels in _label_lists(table):
        counts = Counter(labels)
        wrong += [
            message("an empty {kind}", kind=kind)
            if not label.strip()
            else message(
                "{kind} '{label}' appears {count} times",
                kind=kind,
                label=label,
                count=counts[label],
            )
            for label in sorted(counts)
            if counts[label] > 1 or not label.strip()
        ]
    for said, groups in _label_groups(table):
        for same in groups:
            quoted = [message("'{name}'", name=label) for label in same]
            wrong.append(said.filled(labels=listed(quoted, message(" and "))))
    return judged(rules.LABELS, float(len(wrong)), Places.listed(wrong))


def _label_groups(table: MrioTable) -> tuple[tuple[Message, list[list[str]]], ...]:
    """Return labels that differ only in case, blanks or marks, and names of one province."""
    regions = grouped([region.code for region in table.regions], _region_key)
    sectors = grouped([sector.code for sector in table.sectors], same_label_key)
    uses = grouped([category.code for category in table.categories], same_label_key)
    return (
        (message("regions {labels} are one"), regions),
        (message("sectors {labels} are one"), sectors),
        (message("final uses {labels} are one"), uses),
    )


def _region_key(code: str) -> str:
    known = known_province(code)
    return same_label_key(code) if known is None else known.code


def grouped(labels: Iterable[str], key: Callable[[str], str]) -> list[list[str]]:
    """Return the groups of two or more different labels that share a key."""
    groups: dict[str, dict[str, None]] = {}
    for label in labels:
        groups.setdefault(key(label), {})[label] = None
    return [list(group) for group in groups.values() if len(group) > 1]


def _label_lists(table: MrioTable) -> tuple[tuple[Message, list[str]], ...]:
    return (
        (message("Chinese name of a region"), [r.name_zh for r in table.regions]),
        (message("English name of a region"), [r.name_en for r in table.regions]),
        (message("Chinese name of a sector"), [s.name_zh for s in table.sectors]),
        (message("English name of a sector"), [s.name_en for s in table.sectors]),
        (message("code of a final-demand category"), [c.code for c in table.categories]),
        (message("stressor"), list(table.stressors)),
        (message("value-added label"), list(table.value_added_labels)),
    )


def _misnamed(region: Region) -> Message | None:
    """Return what is wrong with a province's code and names.

    Adcodes within a province begin with its two digits, and a city may bear
    the name of its province (Jilin), so only these two must fit a name. A code
    that is a name itself, as a list wrote it, is no adcode.
    """
    if region.code in (region.name_zh, region.name_en):
        return None
    by_code = {province.code: province for province in all_provinces()}
    expected = by_code.get(region.code)
    for name in (region.name_zh, region.name_en):
        named = known_province(name)
        if named is not None and named.code[:2] != region.code[:2]:
            return message(
                "code {code} is named '{name}', but {province} is {own_code}",
                code=region.code,
                name=name,
                province=Name.of(named),
                own_code=named.code,
            )
        if named is None and expected is not None:
            return message(
                "code {code} is {province}, but is named '{name}'",
                code=region.code,
                province=Name.of(expected),
                name=name,
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
