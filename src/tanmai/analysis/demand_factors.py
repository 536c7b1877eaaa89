"""Final demand as a product of structure, category mix, level per head and population."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tanmai.accounting.carbon import CarbonAccounts
from tanmai.core.errors import TableError
from tanmai.core.messages import message
from tanmai.core.table import MrioTable

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class DemandFactors:
    """y_jsc = structure_jsc · mix_sc · per_head_s · population_s of one year.

    Attributes
    ----------
    structure : array (N, m, c)
        Share of each product in each region's demand of each category; sums to one.
    mix : array (m, c)
        Share of each category in each region's demand; sums to one; below
        zero for a category of negative cells.
    per_head : array (m,)
        Final demand a person; money.
    population : array (m,)
        In the unit that it was given in.
    """

    structure: FloatArray
    mix: FloatArray
    per_head: FloatArray
    population: FloatArray

    @property
    def level(self) -> FloatArray:
        """Final demand of each region (m,); money."""
        return self.per_head * self.population


def demand_factors(
    first: CarbonAccounts,
    second: CarbonAccounts,
    populations: tuple[FloatArray, FloatArray],
) -> tuple[DemandFactors, DemandFactors, tuple[str, ...]]:
    """Return the factors of the final demand of two years, and what was done to reach them.

    A category with negative cells in either year (stock drawn down) is split by
    sign into two, so that every structure is a set of shares; a category
    without demand in one year takes the structure of the other, so that its
    coming or going counts as category mix.

    Parameters
    ----------
    first, second : CarbonAccounts
        Accounts of the two years, of the same regions, sectors and categories.
    populations : two arrays (m,)
        Population of each region.

    Raises
    ------
    TableError
        A region has no final demand, or less than none, in one of the years.
    """
    size, m = first.demand.shape
    demand, places = split_by_sign(
        [year.category_demand.reshape(size, m, -1) for year in (first, second)]
    )
    before, after = factors_of_demand((first.table, second.table), demand, populations)
    return before, after, split_categories(first.table, places)


def factors_of_demand(
    tables: tuple[MrioTable, MrioTable],
    demand: Sequence[FloatArray],
    populations: tuple[FloatArray, FloatArray],
) -> tuple[DemandFactors, DemandFactors]:
    """Return the factors of final demand (N, m, c) of two years, every category of one sign.

    Raises
    ------
    TableError
        As for `demand_factors`.
    """
    levels = [cells.sum(axis=0) for cells in demand]
    structures = [
        np.divide(cells, level, out=np.zeros_like(cells), where=level != 0)
        for cells, level in zip(demand, levels, strict=True)
    ]
    factors = []
    for year, table in enumerate(tables):
        total = levels[year].sum(axis=1)
        empty = np.flatnonzero(total <= 0)
        if empty.size:
            region = table.regions[int(empty[0])]
            raise TableError(
                message(
                    "Table '{table}': final demand of {region} is {total} in all; its change has "
                    "no factors. Leave the region out or correct its final demand.",
                    table=table.provenance.name,
                    region=region,
                    total=f"{total[empty[0]]:,.6g}",
                )
            )
        factors.append(
            DemandFactors(
                structure=np.where(levels[year] != 0, structures[year], structures[1 - year]),
                mix=levels[year] / total[:, None],
                per_head=total / populations[year],
                population=populations[year],
            )
        )
    return factors[0], factors[1]


def split_by_sign(years: Sequence[FloatArray]) -> tuple[list[FloatArray], list[tuple[int, int]]]:
    """Return the demand (N, m, c) of two years, every category of one sign only.

    Returns
    -------
    list of array
        The demand of each year; a category with negative cells in one of them stands twice.
    list of (int, int)
        The category of each column, and its sign.
    """
    parts: tuple[list[FloatArray], ...] = tuple([] for _ in years)
    places = []
    for number in range(years[0].shape[2]):
        cells = [year[:, :, number] for year in years]
        signs = (1,) if all((cell >= 0).all() for cell in cells) else (1, -1)
        for sign in signs:
            places.append((number, sign))
            for part, cell in zip(parts, cells, strict=True):
                part.append(np.maximum(cell, 0.0) if sign > 0 else np.minimum(cell, 0.0))
    return [np.stack(part, axis=2) for part in parts], places


def split_categories(table: MrioTable, places: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """Return in words which categories were split."""
    named = [table.categories[number] for number, sign in places if sign < 0]
    return tuple(f"category {each.code} ({each.name_en}) split by sign" for each in named)
