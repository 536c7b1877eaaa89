"""Scenarios of the magnesium industry in the provinces' carbon network, year by year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.accounting.carbon import stressor_row
from tanmai.metals.magnesium.coupling.case import CoupledCase
from tanmai.metals.magnesium.coupling.magnesium import ferrosilicon_of
from tanmai.metals.magnesium.industry.network_industry import CoupledIndustry, IndustryState
from tanmai.metals.magnesium.industry.outlook import Outlook
from tanmai.metals.magnesium.industry.outlook_carbon import BASE_YEAR, LAST_GRID_YEAR, grid_fall
from tanmai.metals.magnesium.routes.grid_factors import grid_factor, grid_factor_table

FloatArray = NDArray[np.float64]

BASELINE = "baseline"


@dataclass(frozen=True, eq=False)
class NetworkOutlook:
    """Scenarios put into a coupled table.

    Attributes
    ----------
    coupled : CoupledCase
        The table as coupled, with its own year's magnesium.
    outlooks : dict
        Scenarios run on the values themselves, the baseline first.
    start : CoupledCase
        The industry of the base year, which is one for all scenarios.
    cases : dict
        The industry by scenario and year.
    unchanged : dict
        By scenario: the output and exports of its last year made as in the base year.
    same_grid : dict
        By scenario: the industry of its last year at the grid factors of the base year.
    """

    coupled: CoupledCase
    outlooks: dict[str, Outlook]
    start: CoupledCase
    cases: dict[tuple[str, int], CoupledCase]
    unchanged: dict[str, CoupledCase]
    same_grid: dict[str, CoupledCase]

    @property
    def last_year(self) -> int:
        """The last year of the scenarios."""
        return next(iter(self.outlooks.values())).years[-1]

    def last(self, scenario: str) -> CoupledCase:
        """Return the case of a scenario in its last year."""
        return self.cases[scenario, self.last_year]

    def all_cases(self) -> Iterator[tuple[str, int, CoupledCase]]:
        """Yield scenario, year and case, the base year before all."""
        yield "", BASE_YEAR, self.start
        for (scenario, year), case in self.cases.items():
            yield scenario, year, case

    @cached_property
    def green(self) -> list[str]:
        """The scenarios but the baseline."""
        return [key for key in self.outlooks if key != BASELINE]


def network_outlook(coupled: CoupledCase, outlooks: Sequence[Outlook]) -> NetworkOutlook:
    """Put the industry of each scenario and year into a coupled table.

    Parameters
    ----------
    coupled : CoupledCase
        A coupled table.
    outlooks : sequence of Outlook
        Scenarios; their first draw is taken. The first of them says what the base year is.

    Raises
    ------
    LabelError
        The table lacks a province of the scenarios.
    TableError, OptionError
        As in `with_industry`.
    """
    network, first = CoupledIndustry(coupled), outlooks[0]
    last = first.years[-1]
    start = network.put(industry_state(first, BASE_YEAR, coupled), f"{BASE_YEAR}")
    cases, unchanged, same_grid = {}, {}, {}
    for one in outlooks:
        for year in one.years[1:]:
            cases[one.key, year] = network.put(
                industry_state(one, year, coupled), f"{one.key}, {year}"
            )
        unchanged[one.key] = network.put(
            industry_state(one, last, coupled, works_of=BASE_YEAR, grids_of=BASE_YEAR),
            f"{one.key}, {last}, made as in {BASE_YEAR}",
        )
        same_grid[one.key] = network.put(
            industry_state(one, last, coupled, grids_of=BASE_YEAR),
            f"{one.key}, {last}, grids of {BASE_YEAR}",
        )
    runs = {one.key: one for one in outlooks}
    return NetworkOutlook(coupled, runs, start, cases, unchanged, same_grid)


def changes_over_draws(
    coupled: CoupledCase, drawn: Mapping[str, Outlook], count: int
) -> pd.DataFrame:
    """Return what draws of the scenarios change in the last year against the baseline's.

    Each draw of a scenario is put into the table and set beside the same draw of the baseline.

    Parameters
    ----------
    coupled : CoupledCase
        A coupled table.
    drawn : dict
        Scenarios run on draws, the baseline first.
    count : int
        How many draws are taken, from the first; fewer where there are fewer.

    Returns
    -------
    DataFrame
        A row a scenario and draw: ``china_MtCO2``, and the production-based change of every
        province of the scenarios by its code, Mt CO2.
    """
    network, (first, *others) = CoupledIndustry(coupled), drawn.values()
    size = min(count, first.draws.shape[0])
    row = stressor_row(coupled.table, None)
    rows = []

    def emitted(one: Outlook, draw: int) -> FloatArray:
        state = industry_state(one, one.years[-1], coupled, draw=draw)
        table = network.put(state, f"{one.key}, draw {draw + 1}").table
        return np.asarray(table.F[row].reshape(table.index.m, table.index.n).sum(axis=1))

    codes = coupled.table.index.region_codes
    for draw in range(size):
        before = emitted(first, draw)
        for one in others:
            change = dict(zip(codes, emitted(one, draw) - before, strict=True))
            own = {code: float(change[code]) for code in one.provinces}
            total = float(sum(change.values()))
            rows.append({"scenario": one.key, "draw": draw + 1, "china_MtCO2": total, **own})
    return pd.DataFrame(rows)


def industry_state(
    outlook: Outlook,
    year: int,
    coupled: CoupledCase,
    *,
    draw: int = 0,
    works_of: int | None = None,
    grids_of: int | None = None,
) -> IndustryState:
    """Return the industry of a scenario and year, as it enters a coupled table.

    Parameters
    ----------
    outlook : Outlook
        The scenario.
    year : int
        Of output and exports.
    coupled : CoupledCase
        The table that it will enter.
    draw : int
        Which draw.
    works_of, grids_of : int, optional
        The year that says in which provinces and by which routes it is made, and that of grid
        factors, where it is another.

    Notes
    -----
    Grid factors enter over that of the table's year. Where a province has none published of that
    year, it is taken to have fallen as the national one since.
    """
    y, how = outlook.years.index(year), outlook.years.index(works_of or year)
    output = outlook.output[:, draw]
    by_place = output[how] * (output[y].sum() / output[how].sum())
    tonnes = dict(zip(outlook.provinces, by_place.sum(axis=1).tolist(), strict=True))
    routes = {
        code: dict(zip(outlook.routes, (made / made.sum()).tolist(), strict=True))
        for code, made in zip(outlook.provinces, by_place, strict=True)
        if made.sum() > 0
    }
    makers = {supplier for code in tonnes for supplier in ferrosilicon_of(code, coupled.options)}
    grid = {
        code: _grid_ratio(outlook, code, grids_of or year, coupled.table.year, draw)
        for code in sorted({*tonnes, *makers})
    }
    demand = {use: float(values[y, draw]) for use, values in outlook.demand.items()}
    return IndustryState(
        {code: amount for code, amount in tonnes.items() if amount > 0},
        routes,
        grid,
        demand["exports"] / sum(demand.values()),
    )


def _grid_ratio(outlook: Outlook, province: str, year: int, table_year: int, draw: int) -> float:
    newest = grid_factor(province, LAST_GRID_YEAR)
    fallen = float(grid_fall(outlook.draws, newest.year, year)[draw])
    return newest.value * fallen / _grid_of_table(province, table_year)


def _grid_of_table(province: str, year: int) -> float:
    """Return the grid factor of a province in a year, back from its first by the national one."""
    known = grid_factor_table()
    own = known[known["adcode"] == province]
    if own.empty or year >= own["year"].min():
        return grid_factor(province, year).value
    first = int(own["year"].min())
    national = grid_factor(None, year).value / grid_factor(None, first).value
    return grid_factor(province, first).value * national
