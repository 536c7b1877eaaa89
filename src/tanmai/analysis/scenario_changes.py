"""What a scenario may change in a table: demand, inputs, power, emission factors, sourcing.

Each change alters a `Counterfactual` in place and says in a sentence what it does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tanmai.analysis.counterfactual import Counterfactual
from tanmai.core.errors import OptionError
from tanmai.core.labels import Region, RegionSectorIndex, Sector
from tanmai.core.messages import Message, Name, listed, message
from tanmai.core.table import FloatArray, MrioTable

Positions = NDArray[np.intp]
EXPORTS = "exports"
_ROUNDING = 1e-9


class TableChange(Protocol):
    """A change of a table's coefficients or of its final demand."""

    def said(self, table: MrioTable) -> Message:
        """Return what it does, in the names of a table."""

    def apply(self, numbers: Counterfactual) -> None:
        """Change the numbers in place."""


@dataclass(frozen=True)
class Selection:
    """Sectors of regions: every one of the sectors in every one of the regions.

    Attributes
    ----------
    regions : tuple of Region
        The regions.
    sectors : tuple of Sector
        The sectors.
    """

    regions: tuple[Region, ...]
    sectors: tuple[Sector, ...]

    def positions(self, index: RegionSectorIndex) -> Positions:
        """Return the rows of an index that are selected."""
        region_at, sector_at = (
            {code: place for place, code in enumerate(codes)}
            for codes in (index.region_codes, index.sector_codes)
        )
        return np.array(
            [
                region_at[region.code] * index.n + sector_at[sector.code]
                for region in self.regions
                for sector in self.sectors
            ],
            dtype=np.intp,
        )

    def into(self, language: str) -> str:
        """Return what is selected as messages have it."""
        return message(
            "{sectors} of {regions}", sectors=_some(self.sectors), regions=_some(self.regions)
        ).into(language)

    def named(self, table: MrioTable) -> Message:
        """Return the names of sectors and regions, as those of a table."""
        return message(
            "{sectors} of {regions}",
            sectors=_sectors(self.sectors, table),
            regions=_regions(self.regions, table),
        )

    def __str__(self) -> str:
        return self.into("en")


def _some(labels: Sequence[Region] | Sequence[Sector]) -> Message:
    named = listed([Name.of(label) for label in labels[:3]])
    if len(labels) <= 3:
        return named
    return message("{named} and {n} more", named=named, n=len(labels) - 3)


def _regions(regions: Sequence[Region], table: MrioTable) -> Message:
    return message("all regions") if set(regions) == set(table.regions) else _some(regions)


def _sectors(sectors: Sequence[Sector], table: MrioTable) -> Message:
    return message("all sectors") if set(sectors) == set(table.sectors) else _some(sectors)


@dataclass(frozen=True)
class DemandChange:
    """Final demand of some regions for some products, times a factor or by an amount.

    Attributes
    ----------
    products : Selection
        Demanding regions, and the products (of any origin) that they demand. Of exports: regions
        and products that are exported.
    categories : tuple of str
        Categories of final demand, or ``exports``.
    factor : float
        What it is multiplied by.
    amount : float
        What is added, in the table's money, in proportion to what is demanded.
    """

    products: Selection
    categories: tuple[str, ...]
    factor: float = 1.0
    amount: float = 0.0

    def said(self, table: MrioTable) -> Message:
        """Return what it does, in the names of a table."""
        known = {one.code: one for one in table.categories}
        kinds = [known[code] for code in self.categories if code != EXPORTS]
        named = listed([Name.of(one) for one in kinds])
        if EXPORTS in self.categories:
            exports = message("exports")
            named = message("{kinds}, {more}", kinds=named, more=exports) if kinds else exports
        elif len(kinds) == len(known):
            named = message("all categories")
        how = f"× {self.factor:.6g}"
        if self.amount:
            how = f"{self.amount:+,.6g} {table.money_unit}".replace("-", "−")
        return message(
            "final demand ({kinds}) of {regions} for {sectors} {how}",
            kinds=named,
            regions=_regions(self.products.regions, table),
            sectors=_sectors(self.products.sectors, table),
            how=how,
        )

    def apply(self, numbers: Counterfactual) -> None:
        """Change final demand and exports."""
        cells = self._cells(numbers)
        total = sum(float(part[where].sum()) for part, where in cells)
        if self.amount and total <= 0:
            raise OptionError(
                message(
                    "There is no final demand for {products} to which an amount could be added "
                    "in proportion; choose products with final demand.",
                    products=self.products,
                )
            )
        factor = self.factor + (self.amount / total if self.amount else 0.0)
        if factor < 0:
            raise OptionError(
                message(
                    "Final demand for {products} is {total}, less than the {amount} to be taken "
                    "away; take less.",
                    products=self.products,
                    total=f"{total:,.6g}",
                    amount=f"{-self.amount:,.6g}",
                )
            )
        for part, where in cells:
            part[where] *= factor

    def _cells(self, numbers: Counterfactual) -> list[tuple[FloatArray, tuple[Positions, ...]]]:
        table = numbers.table
        index = table.index
        found: list[tuple[FloatArray, tuple[Positions, ...]]] = []
        if EXPORTS in self.categories:
            found.append((numbers.exports, (self.products.positions(index),)))
        columns = _demand_columns(table, self.products.regions, self.categories)
        if columns.size:
            products = Selection(index.regions, self.products.sectors).positions(index)
            found.append((numbers.Y, np.ix_(products, columns)))
        return found


def _demand_columns(
    table: MrioTable, regions: Sequence[Region], categories: Sequence[str]
) -> Positions:
    """Return the columns of Y of some regions and categories."""
    k, codes = len(table.categories), [category.code for category in table.categories]
    chosen = [codes.index(code) for code in categories if code != EXPORTS]
    places = [table.regions.index(region) for region in regions]
    return np.array([place * k + at for place in places for at in chosen], dtype=int)


@dataclass(frozen=True)
class InputChange:
    """What some sectors buy of some products by unit of output, times a factor.

    Attributes
    ----------
    buyers : Selection
        The sectors that buy.
    products : tuple of Sector
        What they buy, of any origin.
    factor : float
        What these inputs are multiplied by.
    instead : Sector or None
        What is bought instead, so that the sum of inputs stays; without it, value added takes the
        difference.
    """

    buyers: Selection
    products: tuple[Sector, ...]
    factor: float
    instead: Sector | None = None

    def said(self, table: MrioTable) -> Message:
        """Return what it does, in the names of a table."""
        spent = (
            message("the difference is value added")
            if self.instead is None
            else message("{product} instead", product=_some((self.instead,)))
        )
        return message(
            "{products} bought by {buyers} × {factor}; {spent}",
            products=_sectors(self.products, table),
            buyers=self.buyers.named(table),
            factor=f"{self.factor:.6g}",
            spent=spent,
        )

    def apply(self, numbers: Counterfactual) -> None:
        """Change the columns of the buyers."""
        if self.instead in self.products:
            raise OptionError(
                message(
                    "{instead} cannot be bought instead of itself.",
                    instead=self.instead,
                )
            )
        index = numbers.table.index
        rows = Selection(index.regions, self.products).positions(index)
        columns = self.buyers.positions(index)
        saved = (1.0 - self.factor) * numbers.A[np.ix_(rows, columns)].sum(axis=0)
        numbers.A[np.ix_(rows, columns)] *= self.factor
        if self.instead is None:
            add_to_value_added(numbers, columns, saved)
        else:
            self._buy_instead(numbers, columns, saved)

    def _buy_instead(self, numbers: Counterfactual, columns: Positions, saved: FloatArray) -> None:
        """Spend what is saved on one product, from where each buyer buys it already."""
        assert self.instead is not None
        index = numbers.table.index
        rows = Selection(index.regions, (self.instead,)).positions(index)
        bought = numbers.A[np.ix_(rows, columns)]
        total = bought.sum(axis=0)
        short = np.flatnonzero((total <= 0) & (np.abs(saved) > 0))
        if short.size:
            raise OptionError(
                message(
                    "{where} buys no {instead} today, so its suppliers are unknown; name another "
                    "product to be bought instead.",
                    where=index.where(columns[short[0]]),
                    instead=self.instead,
                )
            )
        left = total + saved
        short = np.flatnonzero(left < 0)
        if short.size:
            raise OptionError(
                message(
                    "{where} buys less {instead} than would have to be given up; choose a "
                    "smaller factor.",
                    where=index.where(columns[short[0]]),
                    instead=self.instead,
                )
            )
        scale = np.divide(left, total, out=np.ones_like(total), where=total > 0)
        numbers.A[np.ix_(rows, columns)] = bought * scale


def add_to_value_added(numbers: Counterfactual, columns: Positions, saved: FloatArray) -> None:
    """Add what inputs cost less to value added, component by component in proportion.

    Raises
    ------
    OptionError
        Inputs would cost more than the value added of a sector.
    """
    held = numbers.value_added[:, columns]
    total = held.sum(axis=0)
    left = total + saved
    short = np.flatnonzero((left < -_ROUNDING) & (saved < 0))
    if short.size:
        raise OptionError(
            message(
                "The inputs of {where} would cost more than its output: value added of {total} a "
                "unit, {saved} more for inputs. Choose a smaller factor, or name what is bought "
                "less instead.",
                where=numbers.table.index.where(columns[short[0]]),
                total=f"{total[short[0]]:.4g}",
                saved=f"{-saved[short[0]]:.4g}",
            )
        )
    scale = np.divide(left, total, out=np.ones_like(total), where=total > 0)
    scaled = held * scale
    scaled[0] += np.where(total > 0, 0.0, saved)
    numbers.value_added[:, columns] = scaled


@dataclass(frozen=True)
class FactorChange:
    """Emissions of some sectors by unit of output, times a factor.

    Attributes
    ----------
    emitters : Selection
        The sectors.
    factor : float
        What their emissions are multiplied by.
    """

    emitters: Selection
    factor: float

    def said(self, table: MrioTable) -> Message:
        """Return what it does, in the names of a table."""
        return message(
            "emissions by unit of output of {sources} × {factor}",
            sources=self.emitters.named(table),
            factor=f"{self.factor:.6g}",
        )

    def apply(self, numbers: Counterfactual) -> None:
        """Change emissions by unit of output."""
        numbers.intensity[:, self.emitters.positions(numbers.table.index)] *= self.factor


@dataclass(frozen=True)
class PowerMixChange:
    """The share of power that is generated without fuel.

    Fuel and emissions by unit of power follow the share that is generated from fuel, (1 - after) /
    (1 - before). What fuel costs less pays for what generates instead, and is value added.

    Attributes
    ----------
    plants : Selection
        Regions, and the sectors that generate power.
    fuels : tuple of Sector
        What they burn.
    before, after : float
        Share generated without fuel, 0 to 1.
    """

    plants: Selection
    fuels: tuple[Sector, ...]
    before: float
    after: float

    def said(self, table: MrioTable) -> Message:
        """Return what it does, in the names of a table."""
        return message(
            "share generated without fuel, {plants}: from {before} to {after} %",
            plants=self.plants.named(table),
            before=f"{100 * self.before:.4g}",
            after=f"{100 * self.after:.4g}",
        )

    def apply(self, numbers: Counterfactual) -> None:
        """Change emissions and fuel of the plants."""
        factor = (1.0 - self.after) / (1.0 - self.before)
        FactorChange(self.plants, factor).apply(numbers)
        if self.fuels:
            InputChange(self.plants, self.fuels, factor).apply(numbers)


@dataclass(frozen=True)
class SourcingChange:
    """A share of what some regions buy of some products from others is bought elsewhere.

    Attributes
    ----------
    buyers : tuple of Region
        Regions that buy, their sectors and their final demand.
    products : tuple of Sector
        What they buy.
    sellers : tuple of Region
        From where it comes today.
    to : Region or None
        From where it comes instead; None where each buyer takes it from its own region.
    share : float
        Share that moves, 0 to 1.
    """

    buyers: tuple[Region, ...]
    products: tuple[Sector, ...]
    sellers: tuple[Region, ...]
    to: Region | None
    share: float

    def said(self, table: MrioTable) -> Message:
        """Return what it does, in the names of a table."""
        elsewhere = message("the buyers' own regions") if self.to is None else _some((self.to,))
        return message(
            "{share} % of purchases of {products} by {buyers} from {sellers} moved to {elsewhere}",
            share=f"{100 * self.share:.4g}",
            products=_sectors(self.products, table),
            buyers=_regions(self.buyers, table),
            sellers=_regions(self.sellers, table),
            elsewhere=elsewhere,
        )

    def apply(self, numbers: Counterfactual) -> None:
        """Move purchases of sectors and of final demand from sellers to the other region."""
        table = numbers.table
        index = table.index
        every = tuple(category.code for category in table.categories)
        for buyer in self.buyers:
            instead = self.to or buyer
            columns = Selection((buyer,), index.sectors).positions(index)
            final = _demand_columns(table, (buyer,), every)
            sellers = tuple(seller for seller in self.sellers if seller.code != instead.code)
            for product in self.products:
                target = index.position(instead.code, product.code)
                if table.x[target] <= 0:
                    raise OptionError(
                        message(
                            "{where} has no output, so nothing can be bought there; name another "
                            "region or leave the product out.",
                            where=index.where(target),
                        )
                    )
                rows = Selection(sellers, (product,)).positions(index)
                for part, where in ((numbers.A, columns), (numbers.Y, final)):
                    cells = np.ix_(rows, where)
                    moved = self.share * np.maximum(part[cells], 0.0)
                    part[cells] -= moved
                    part[target, where] += moved.sum(axis=0)


def changed(table: MrioTable, changes: Sequence[TableChange]) -> MrioTable:
    """Return a table with changes made one after the other, solved for its final demand.

    Raises
    ------
    OptionError
        A change asks for more than there is.
    TableError
        The table is too large to be written out, or a sector that makes nothing is asked to.
    UnsolvableError
        The changed coefficients use up more than is made.
    """
    if not changes:
        return table
    numbers = Counterfactual.of(table)
    for change in changes:
        change.apply(numbers)
    return numbers.solved(listed((change.said(table) for change in changes), message("; ")))
