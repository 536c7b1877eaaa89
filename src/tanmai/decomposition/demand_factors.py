"""Final demand as a product of structure, category mix, level per head and population."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tanmai.accounts import CarbonAccounts
from tanmai.errors import TableError

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
    demand, treatments = _split_by_sign(first, second)
    levels = [cells.sum(axis=0) for cells in demand]
    structures = [
        np.divide(cells, level, out=np.zeros_like(cells), where=level != 0)
        for cells, level in zip(demand, levels, strict=True)
    ]
    factors = []
    for year, accounts in enumerate((first, second)):
        total = levels[year].sum(axis=1)
        empty = np.flatnonzero(total <= 0)
        if empty.size:
            region = accounts.table.regions[int(empty[0])]
            raise TableError(
                f"Table '{accounts.table.provenance.name}': final demand of {region} is "
                f"{total[empty[0]]:,.6g} in all; its change has no factors. Leave the region out "
                "or mend its final demand."
            )
        factors.append(
            DemandFactors(
                structure=np.where(levels[year] != 0, structures[year], structures[1 - year]),
                mix=levels[year] / total[:, None],
                per_head=total / populations[year],
                population=populations[year],
            )
        )
    return factors[0], factors[1], treatments


def _split_by_sign(
    first: CarbonAccounts, second: CarbonAccounts
) -> tuple[tuple[FloatArray, FloatArray], tuple[str, ...]]:
    """Return the demand (N, m, c) of both years, every category of one sign only."""
    size, m = first.demand.shape
    years = [accounts.category_demand.reshape(size, m, -1) for accounts in (first, second)]
    parts: tuple[list[FloatArray], list[FloatArray]] = ([], [])
    treatments = []
    for number, category in enumerate(first.table.categories):
        cells = [year[:, :, number] for year in years]
        if all((cell >= 0).all() for cell in cells):
            kept = [[cell] for cell in cells]
        else:
            kept = [[np.maximum(cell, 0.0), np.minimum(cell, 0.0)] for cell in cells]
            treatments.append(f"category {category.code} ({category.name_en}) split by sign")
        for year, split in zip(parts, kept, strict=True):
            year.extend(split)
    return (np.stack(parts[0], axis=2), np.stack(parts[1], axis=2)), tuple(treatments)
