"""Checks of what labels stand for: totals, trade and errors among sectors and final uses.

A total that stands as a sector, a region or a category is counted twice; exports
or errors that stand as final demand are charged to the province that sells. Both
are looked for by words and by numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import starmap
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tanmai.checks import rules
from tanmai.checks.report import Finding, Places, judged, not_applicable
from tanmai.checks.sums import sums_of_others
from tanmai.core.flows import MOST_WRITTEN_OUT
from tanmai.core.labels import Region, Sector, mainland_provinces
from tanmai.core.messages import Message, Name, listed, message
from tanmai.core.reserved_labels import (
    is_country,
    is_final_use,
    is_primary_input,
    is_total,
    is_whole,
    outside_kind,
)
from tanmai.core.table import FinalDemandCategory, MrioTable

FloatArray = NDArray[np.float64]
Label = Region | Sector | FinalDemandCategory

_KINDS = {
    "a total": message("a total"),
    "exports": message("exports"),
    "outflow to other regions": message("outflow to other regions"),
    "imports": message("imports"),
    "inflow from other regions": message("inflow from other regions"),
    "errors": message("errors"),
    "trade with other regions": message("trade with other regions"),
    "a component of value added": message("a component of value added"),
    "the whole country": message("the whole country"),
}
_REGION, _SECTOR, _FINAL_USE = message("region"), message("sector"), message("final use")
_SHORTEST_WORD = 4  # shorter Latin texts are codes of regions: GI is Gibraltar


def check_label_kinds(table: MrioTable) -> Finding:
    """Check that no region, sector or category that holds numbers is called a total or trade."""
    n = table.index.n
    activity = np.abs(table.x) + np.abs(table.intermediate_inputs)
    bought = table.absolute_demand.sum(axis=0)
    regions = table.by_region(activity) + bought.sum(axis=1)
    provinces = {province.code for province in mainland_provinces()}
    among_provinces = len(provinces.intersection(table.index.region_codes)) > 1

    def region_kind(name: str) -> str | None:
        if name.isascii() and len(name) < _SHORTEST_WORD:
            return None
        country = "the whole country" if among_provinces and is_country(name) else None
        return "a total" if is_total(name) else country or _trade_kind(name)

    found = [
        *_named_wrongly(_REGION, table.regions, regions, region_kind),
        *_named_wrongly(_SECTOR, table.sectors, activity.reshape(-1, n).sum(axis=0), _sector_kind),
        *_named_wrongly(_FINAL_USE, table.categories, bought.sum(axis=0), _category_kind),
    ]
    return judged(rules.LABEL_KINDS, float(len(found)), Places.listed(found))


def _trade_kind(region: str) -> str | None:
    """Return what a name of trade stands for; the rest of the world may be a region."""
    kind = outside_kind(region)
    return None if kind == "trade with other regions" else kind


def _sector_kind(name: str) -> str | None:
    if is_primary_input(name):
        return "a component of value added"
    return "a total" if is_total(name) or is_whole(name) else outside_kind(name)


def _category_kind(name: str) -> str | None:
    return outside_kind(name) or ("a total" if is_total(name) or is_whole(name) else None)


def _named_wrongly(
    what: Message,
    labels: Sequence[Label],
    size: FloatArray,
    kind_of: Callable[[str], str | None],
) -> list[Message]:
    """Name the labels that hold numbers and are of a kind; all of one label may be a total."""
    found = []
    for label, holds in zip(labels, size != 0, strict=True):
        names = dict.fromkeys((label.code, label.name_zh, label.name_en))
        kind = next(filter(None, map(kind_of, names)), None)
        if holds and kind is not None and (len(labels) > 1 or kind != "a total"):
            found.append(
                message(
                    "{what} '{label}' is {kind}", what=what, label=Name.of(label), kind=_KINDS[kind]
                )
            )
    return found


def check_repeated_sums(table: MrioTable) -> Finding:
    """Check that no region, sector or category equals the sum of two or more others.

    Sectors and regions are compared as sellers and as buyers, cell by cell of their
    flows summed over the partners' regions or sectors; a flow to itself is left
    out, since tables differ in what a total sells to itself.
    """
    found: dict[tuple[str, str], None] = {}
    for what, labels, total, parts in _sums(table):
        if len(parts) > 1:
            summed = message(
                "{what} '{label}' is the sum of {parts}",
                what=what,
                label=Name.of(labels[total]),
                parts=listed(_quoted(labels[part]) for part in parts),
            )
            found[summed.pair] = None
    return judged(rules.REPEATED_SUMS, float(len(found)), Places.listed(starmap(Name, found)))


def check_equal_labels(table: MrioTable) -> Finding:
    """Check that no region, sector or category equals another in every cell."""
    found: dict[tuple[str, str], None] = {}
    for what, labels, one, parts in _sums(table):
        if len(parts) == 1:
            first, second = labels[min(one, *parts)], labels[max(one, *parts)]
            same = message(
                "{what} '{label}' has the numbers of '{other}'",
                what=what,
                label=Name.of(second),
                other=Name.of(first),
            )
            found[same.pair] = None
    return judged(rules.EQUAL_LABELS, float(len(found)), Places.listed(starmap(Name, found)))


def _sums(
    table: MrioTable,
) -> Iterator[tuple[Message, Sequence[Label], int, tuple[int, ...]]]:
    """Yield the kind and the labels, and of them each that equals others, with these."""
    for what, labels, blocks, own in _compared(table):
        for total, parts in sums_of_others(blocks, own):
            yield what, labels, total, parts


def _compared(
    table: MrioTable,
) -> Iterator[tuple[Message, Sequence[Label], Sequence[FloatArray], int]]:
    """Yield the kind and the labels, their numbers, and how many of these are their own.

    Flows that are not written out, of very large tables, are left out; their final
    demand is not.
    """
    m, n, k = table.index.m, table.index.n, len(table.categories)
    traded = _Traded.of(table) if len(table.index) <= MOST_WRITTEN_OUT else None
    final, exports = table.final_demand.reshape(m, n, m), table.exports.reshape(m, n, 1)
    inputs = np.vstack([table.imports, table.value_added]).reshape(-1, m, n)
    sold = final.transpose(1, 0, 2), exports.transpose(1, 0, 2)
    bought, bought_by_regions = inputs.transpose(2, 1, 0), inputs.transpose(1, 2, 0)
    if traded is None:
        yield _SECTOR, table.sectors, sold, 0
        yield _SECTOR, table.sectors, [bought], 0
        yield _REGION, table.regions, [final, exports], m
        yield _REGION, table.regions, [bought_by_regions], 0
    else:
        yield _SECTOR, table.sectors, [traded.sells, *sold], n
        yield _SECTOR, table.sectors, [traded.buys, bought], n
        yield _REGION, table.regions, [traded.sends + final, exports], m
        yield _REGION, table.regions, [traded.takes, bought_by_regions], m
    yield _FINAL_USE, table.categories, [table.Y.reshape(-1, m, k).transpose(2, 0, 1)], 0


class _Traded(NamedTuple):
    """Flows of sectors and of regions as sellers and as buyers, summed over their partners.

    Each is an array (labels, partners, cells); its cells are of the labels' own kind.
    """

    sells: FloatArray
    buys: FloatArray
    sends: FloatArray
    takes: FloatArray

    @classmethod
    def of(cls, table: MrioTable) -> _Traded:
        """Return the flows of a table, of which those of one region are written out at a time."""
        m, n = table.index.m, table.index.n
        sells, buys = np.zeros((n, m, n)), np.zeros((n, m, n))
        sends, takes = np.zeros((m, n, m)), np.zeros((m, n, m))
        for region in range(m):
            flows = table.flows.rows(table.rows_of(region)).reshape(n, m, n)
            sells[:, region, :] = flows.sum(axis=1)
            buys += flows.transpose(2, 1, 0)
            sends[region] = flows.sum(axis=2)
            takes[:, :, region] = flows.sum(axis=0)
        return cls(sells, buys, sends, takes)


def check_home_categories(table: MrioTable) -> Finding:
    """Check that no category lies on its own region's products alone while others do not.

    Exports, imports or errors that are listed as final demand of the region that
    sells look like that. A category that is named as consumption, capital or
    inventories is taken for what it is called.
    """
    demand = table.absolute_demand
    whole = demand.sum(axis=(0, 1))
    at_home = np.einsum("rrk->k", demand)
    alone = (whole > 0) & (at_home == whole)
    if table.index.m == 1 or not (whole > at_home).any():
        return not_applicable(rules.HOME_CATEGORIES)
    found = [
        _quoted(category)
        for category, home in zip(table.categories, alone, strict=True)
        if home and not any(map(is_final_use, (category.code, category.name_zh, category.name_en)))
    ]
    return judged(rules.HOME_CATEGORIES, float(len(found)), Places.listed(found))


def _quoted(label: Label) -> Message:
    return message("'{name}'", name=Name.of(label))
