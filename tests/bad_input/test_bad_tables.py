"""Bad tables: each is refused for what is wrong with it, with the place, and never gives a NaN."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

import made_up
from tanmai.accounting.carbon import carbon_accounts
from tanmai.checks import check_table
from tanmai.core.errors import LabelError, TableError, TanmaiError, UnitError, UnsolvableError
from tanmai.core.labels import RegionSectorIndex
from tanmai.core.table import MrioTable

SHAANXI = 26  # position in NBS order
SHANXI = 3
COAL = 1  # position of a sector


@dataclass(frozen=True)
class BadTable:
    """One thing wrong with a table of China, and what must be said of it."""

    name: str
    spoil: Callable[[MrioTable], MrioTable]
    rule: str
    error: type[TanmaiError]
    said: str
    refused_by_accounts: bool = False
    also: frozenset[str] = frozenset()


def _cell(part: str, cell: tuple[int, ...], value: float) -> Callable[[MrioTable], MrioTable]:
    def spoil(table: MrioTable) -> MrioTable:
        values = np.array(getattr(table, part))
        values[cell] = value
        return table.changed(f"{part} spoilt", {part: values})

    return spoil


def _scaled(factor: float, *parts: str) -> Callable[[MrioTable], MrioTable]:
    def spoil(table: MrioTable) -> MrioTable:
        scaled: dict[str, Any] = {part: getattr(table, part) * factor for part in parts}
        return table.changed("scaled", scaled)

    return spoil


def _swapped_names(table: MrioTable) -> MrioTable:
    regions = list(table.regions)
    shaanxi, shanxi = regions[SHAANXI], regions[SHANXI]
    regions[SHAANXI] = replace(shanxi, code=shaanxi.code)
    regions[SHANXI] = replace(shaanxi, code=shanxi.code)
    return replace(table, index=RegionSectorIndex(tuple(regions), table.sectors))


def _swapped_blocks(table: MrioTable) -> MrioTable:
    """The rows of two provinces exchanged in Z alone, as a join by position does."""
    n = table.index.n
    order = np.arange(len(table.index)).reshape(-1, n)
    order[[SHANXI, SHAANXI]] = order[[SHAANXI, SHANXI]]
    return table.changed("rows swapped", {"Z": np.asarray(table.Z)[order.ravel()]})


def _dear_inputs(table: MrioTable) -> MrioTable:
    """A sector that buys more of itself than its output, with the value added to balance it."""
    column = SHAANXI * table.index.n + COAL
    Z = np.array(table.Z)
    bought = Z[:, column].sum()
    Z[column, column] = 1.05 * table.x[column]
    added = Z[:, column].sum() - bought
    value_added = np.array(table.value_added)
    value_added[0, column] -= added
    Y = np.array(table.Y)
    Y[:, 0] -= Z.sum(axis=1) - np.asarray(table.Z).sum(axis=1)
    return table.changed("dear inputs", {"Z": Z, "value_added": value_added, "Y": Y})


def _at(sector: int) -> int:
    return SHAANXI * 6 + sector


MONEY = ("Z", "Y", "x", "exports", "error", "imports", "imports_final", "value_added")
BAD_TABLES = [
    BadTable("names of Shaanxi and Shanxi swapped", _swapped_names, "labels", LabelError, "陕西"),
    BadTable(
        "a NaN in Z",
        _cell("Z", (_at(COAL), 0), np.nan),
        "finite",
        TableError,
        r"Z \(Shaanxi 陕西, 02 Sector 2 → Beijing 北京, 01 Sector 1\)",
        refused_by_accounts=True,
    ),
    BadTable(
        "an infinity in F",
        _cell("F", (0, _at(COAL)), np.inf),
        "finite",
        TableError,
        r"F \(CO2, Shaanxi 陕西, 02 Sector 2\)",
        refused_by_accounts=True,
    ),
    BadTable(
        "money in yuan", _scaled(1e4, *MONEY), "money-magnitude", UnitError, "figures look like CNY"
    ),
    BadTable(
        "money in million yuan",
        _scaled(1e-2, *MONEY),
        "money-magnitude",
        UnitError,
        "figures look like million CNY",
    ),
    BadTable("emissions in kt", _scaled(1e3, "F", "F_Y"), "emission-magnitude", UnitError, "CO2"),
    BadTable(
        "rows of two provinces swapped",
        _swapped_blocks,
        "row-balance",
        TableError,
        "Shaanxi 陕西|Shanxi 山西",
        refused_by_accounts=True,
    ),
    BadTable(
        "exports forgotten",
        _scaled(0.0, "exports"),
        "row-balance",
        TableError,
        "Check the sales, exports and output",
        refused_by_accounts=True,
    ),
    BadTable(
        "imports forgotten",
        _scaled(0.0, "imports"),
        "column-balance",
        TableError,
        "Check the inputs, imports and value added",
    ),
    BadTable(
        "a negative output",
        _cell("x", (_at(COAL),), -5.0),
        "negative-output",
        UnsolvableError,
        r"Shaanxi 陕西, 02 Sector 2: -5 10\^4 CNY",
        refused_by_accounts=True,
        also=frozenset({"row-balance", "column-balance", "emission-without-output"}),
    ),
    BadTable(
        "a zero output with purchases",
        _cell("x", (_at(COAL),), 0.0),
        "zero-output",
        UnsolvableError,
        "Shaanxi 陕西, 02 Sector 2",
        refused_by_accounts=True,
        also=frozenset({"row-balance", "column-balance", "emission-without-output"}),
    ),
    BadTable(
        "a spectral radius above one",
        _dear_inputs,
        "spectral-radius",
        UnsolvableError,
        "the spectral radius is 1",
        refused_by_accounts=True,
    ),
    BadTable(
        "prices up threefold in Z alone",
        _scaled(3.0, "Z"),
        "row-balance",
        TableError,
        "sales",
        refused_by_accounts=True,
        also=frozenset({"column-balance", "spectral-radius"}),
    ),
]


@pytest.fixture(scope="module")
def china() -> MrioTable:
    return made_up.make_table(5, 31, 6, 5)


@pytest.fixture(params=BAD_TABLES, ids=lambda bad: bad.name)
def bad(request: pytest.FixtureRequest) -> BadTable:
    return request.param


def test_the_places_are_those_of_the_provinces(china: MrioTable) -> None:
    assert china.regions[SHAANXI].name_en == "Shaanxi"
    assert china.regions[SHANXI].name_en == "Shanxi"
    assert check_table(china).failures == ()


def test_the_rule_that_is_broken_is_found_and_no_other(china: MrioTable, bad: BadTable) -> None:
    found = {result.rule.code for result in check_table(bad.spoil(china)).failures}
    assert found == {bad.rule} | bad.also


def test_one_message_names_the_place_and_the_mend(china: MrioTable, bad: BadTable) -> None:
    with pytest.raises(bad.error, match=bad.said) as raised:
        check_table(bad.spoil(china)).require()
    message = str(raised.value)
    assert message.startswith("Table 'made up': ")
    assert "\n" not in message
    assert "nan" not in message.split()


def test_both_languages_say_the_same_places(china: MrioTable, bad: BadTable) -> None:
    report = check_table(bad.spoil(china))
    zh, en = report.to_frame("zh"), report.to_frame("en")
    assert (zh["found"].astype(object) == en["found"].astype(object))[zh["found"].notna()].all()
    for chinese, english in zip(zh["where"], en["where"], strict=True):
        assert bool(chinese) == bool(english)
    broken = zh[zh["passed"].eq(False)]
    assert (broken["fix"] != "").all()


def test_the_accounts_refuse_it_or_give_numbers(china: MrioTable, bad: BadTable) -> None:
    """Even unchecked, a bad table gives an error of ours or numbers, never a NaN."""
    table = bad.spoil(china)
    if bad.refused_by_accounts:
        with pytest.raises(TanmaiError, match=r"^Table 'made up'"):
            carbon_accounts(table)
    else:
        accounts = carbon_accounts(table)
        assert np.isfinite(accounts.flows.values).all()
        assert np.isfinite(accounts.consumption_based).all()
