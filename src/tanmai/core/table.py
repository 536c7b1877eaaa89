"""The multi-regional input-output table: frozen, labelled, with units and provenance.

Rows sell, columns buy:

- ``x = Z 1 + Y 1 + exports + stock change + error`` by row,
- ``x' = 1' Z + imports + value added`` by column.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tanmai.core import units
from tanmai.core.errors import TableError
from tanmai.core.flows import Flows, Sparse, flows_of, frozen
from tanmai.core.labels import Region, RegionSectorIndex, Sector, refuse_control_characters
from tanmai.core.trade_shares import TradeShares

if TYPE_CHECKING:
    # imported where it is used: half a second and 60 MB that accounts alone do not need
    import pandas as pd

FloatArray = NDArray[np.float64]
IntermediateFlows = FloatArray | Sparse | Flows


@dataclass(frozen=True)
class FinalDemandCategory:
    """A category of final demand; ``code`` is the code of the source, for instance FU101."""

    code: str
    name_zh: str
    name_en: str

    def name(self, language: str) -> str:
        """Return the name in ``"zh"`` or ``"en"``."""
        return self.name_zh if language == "zh" else self.name_en


@dataclass(frozen=True)
class SourceFile:
    """A file that went into a table: its name, sheet and sha256."""

    name: str
    sha256: str
    sheet: str = ""


_ASSUMED = ("taken as ", "left out", "in one region alone", "never stands as", "Read from sheet")


@dataclass(frozen=True)
class Provenance:
    """Where a table comes from and everything that was done to it.

    Attributes
    ----------
    name : str
        Name of the table, for instance ``cn31-2017``.
    status : str
        ``"official"``, ``"estimate"``, ``"made-up"`` or ``"user"``.
    reader : str
        Module that read it.
    sources : tuple of SourceFile
        The files that were read.
    changes : tuple of str
        Every change made since reading, in order.
    caveat_zh, caveat_en : str
        The sentence that every output of the table must carry; empty if none.
    """

    name: str
    status: str
    reader: str
    sources: tuple[SourceFile, ...] = ()
    changes: tuple[str, ...] = ()
    caveat_zh: str = ""
    caveat_en: str = ""

    @property
    def assumptions(self) -> tuple[str, ...]:
        """The changes that say what was taken for granted, or left out, at reading."""
        return tuple(line for line in self.changes if any(word in line for word in _ASSUMED))

    def with_change(self, change: str) -> Provenance:
        """Return the same provenance with one more change."""
        return replace(self, changes=(*self.changes, change))


@dataclass(frozen=True, eq=False, repr=False)
class MrioTable:
    """A multi-regional input-output table of m regions and n sectors, N = mn.

    Parameters
    ----------
    index : RegionSectorIndex
        The one index of rows and columns.
    categories : tuple of FinalDemandCategory
        k categories of final demand.
    Z : array, CSR array, TradeShares or AmendedShares (N, N)
        Intermediate flows of domestic origin; money. A memory-mapped array stays
        one; a table too large to be written out has them in trade-share form alone.
    Y : array (N, mk)
        Final demand of domestic origin; columns are (region, category).
    exports : array (N,)
        Sales abroad: a sink of their own, never demand of the province of origin.
    error : array (N,)
        The balancing column (ERR) of the source: zero where it has none.
    x : array (N,)
        Total output.
    imports : array (N,)
        Imported inputs of each using sector (a row of the table).
    imports_final : array (mk,)
        Imported final demand.
    value_added : array (v, N)
        Value added by component.
    value_added_labels : tuple of str
        Names of the v components.
    F : array (e, N)
        Emissions by stressor; Mt CO2.
    F_Y : array (e, m)
        Direct emissions of households by stressor and region; Mt CO2.
    stressors : tuple of str
        Names of the e stressors.
    without_emissions : tuple of str
        Codes of the regions for which the source has no inventory: their
        zeros are gaps, not measurements.
    year : int
        Year of the table.
    provenance : Provenance
        Where it comes from.
    money_unit, emission_unit : str
        Units of the two kinds of values.
    price_basis : str
        ``"current"`` or ``"constant YYYY"``.
    stock_change : array (N,), optional
        Changes in inventories whose region the source does not name: a sink of
        their own. Zero, and left out here, where they stand in Y.
    trade_shares : TradeShares or None
        The same Z in trade-share form, where it has one; Z itself, where Z is in that form.

    Raises
    ------
    TableError
        A part does not have the shape that the labels ask for.
    """

    index: RegionSectorIndex
    categories: tuple[FinalDemandCategory, ...]
    Z: IntermediateFlows
    Y: FloatArray
    exports: FloatArray
    error: FloatArray
    x: FloatArray
    imports: FloatArray
    imports_final: FloatArray
    value_added: FloatArray
    value_added_labels: tuple[str, ...]
    F: FloatArray
    F_Y: FloatArray
    stressors: tuple[str, ...]
    year: int
    provenance: Provenance
    without_emissions: tuple[str, ...] = ()
    money_unit: str = units.MONEY
    emission_unit: str = units.EMISSIONS
    price_basis: str = "current"
    stock_change: FloatArray = field(default_factory=lambda: np.zeros(0), repr=False)
    trade_shares: TradeShares | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        size, m, k = len(self.index), self.index.m, len(self.categories)
        if not self.stock_change.size:
            object.__setattr__(self, "stock_change", np.zeros(size))
        expected = {
            "Z": (size, size),
            "Y": (size, m * k),
            "exports": (size,),
            "error": (size,),
            "stock_change": (size,),
            "x": (size,),
            "imports": (size,),
            "imports_final": (m * k,),
            "value_added": (len(self.value_added_labels), size),
            "F": (len(self.stressors), size),
            "F_Y": (len(self.stressors), m),
        }
        for part, shape in expected.items():
            values = getattr(self, part)
            if values.shape != shape:
                raise TableError(
                    f"{part} of table '{self.provenance.name}' is {values.shape}, but {m} regions, "
                    f"{self.index.n} sectors and {k} categories of final demand ask for {shape}."
                )
            object.__setattr__(self, part, frozen(values))
        for category in self.categories:
            names = (category.code, category.name_zh, category.name_en)
            refuse_control_characters("final use", *names)
        refuse_control_characters("stressor", *self.stressors)
        refuse_control_characters("value added", *self.value_added_labels)
        refuse_control_characters("name of the table", self.provenance.name)
        unknown = set(self.without_emissions) - set(self.index.region_codes)
        if unknown:
            raise TableError(
                f"Regions without emissions {sorted(unknown)} are not regions of the table."
            )
        form = self.flows.trade_shares or self.trade_shares
        object.__setattr__(self, "trade_shares", form)
        if form is not None and (*form.shares.shape[:2], form.final_use.shape[2]) != (
            self.index.n,
            m,
            k,
        ):
            raise TableError(
                f"The trade-share form of table '{self.provenance.name}' is of "
                f"{form.shares.shape[1]} regions, {form.shares.shape[0]} sectors and "
                f"{form.final_use.shape[2]} categories, the table of {m}, {self.index.n} and {k}."
            )

    def __repr__(self) -> str:
        return (
            f"<MrioTable {self.provenance.name} ({self.provenance.status}), {self.year}: "
            f"{self.index.m} regions x {self.index.n} sectors, output {self.x.sum():,.6g} x "
            f"{self.money_unit}, {', '.join(self.stressors)} {self.F.sum():,.6g} "
            f"{self.emission_unit} of sectors, {self.F_Y.sum():,.6g} of households>"
        )

    @property
    def regions(self) -> tuple[Region, ...]:
        """The m regions, in order."""
        return self.index.regions

    @property
    def sectors(self) -> tuple[Sector, ...]:
        """The n sectors, in order."""
        return self.index.sectors

    @property
    def is_estimate(self) -> bool:
        """Whether the table is an estimate: its trade between regions, at least, is modelled."""
        return self.provenance.status == "estimate"

    @cached_property
    def flows(self) -> Flows:
        """Z with the same operations in whatever form it is held."""
        return flows_of(self.Z)

    @cached_property
    def final_demand(self) -> FloatArray:
        """Final demand by destination region, all categories together (N, m)."""
        size, m, k = len(self.index), self.index.m, len(self.categories)
        return self.Y if k == 1 else np.asarray(self.Y.reshape(size, m, k).sum(axis=2))

    @cached_property
    def intermediate_sales(self) -> FloatArray:
        """Sales of each sector to all sectors, Z 1 (N,)."""
        return self.flows.sum(axis=1)

    @cached_property
    def intermediate_inputs(self) -> FloatArray:
        """Purchases of each sector from all sectors, 1'Z (N,)."""
        return self.flows.sum(axis=0)

    @cached_property
    def total_value_added(self) -> FloatArray:
        """Value added, all components together (N,)."""
        return np.asarray(self.value_added.sum(axis=0))

    @cached_property
    def final_demand_columns(self) -> pd.MultiIndex:
        """Labels of the columns of Y: (region code, category code)."""
        import pandas as pd

        return pd.MultiIndex.from_product(
            [self.index.region_codes, [c.code for c in self.categories]],
            names=["region", "category"],
        )

    def rows_of(self, region: int) -> slice:
        """Return where the n sectors of a region stand."""
        return slice(region * self.index.n, (region + 1) * self.index.n)

    @cached_property
    def _may_be_negative(self) -> bool:
        return self.flows.min() < 0

    def negative_flows(self) -> tuple[NDArray[np.intp], NDArray[np.intp], FloatArray]:
        """Return seller, buyer and value of the negative cells of Z, searched region by region."""
        regions = range(self.index.m) if self._may_be_negative else range(0)
        found = [(np.empty(0, np.intp), np.empty(0, np.intp), np.empty(0))]
        for region in regions:
            stored = self.flows.stored(self.rows_of(region))
            negative = stored.values < 0
            found.append((*stored.where(negative), stored.values[negative]))
        sellers, buyers, values = (np.concatenate(parts) for parts in zip(*found, strict=True))
        return sellers, buyers, values

    def by_region(self, values: FloatArray) -> FloatArray:
        """Sum values (N, ...) over the sectors of each region: (m, ...)."""
        return np.asarray(values.reshape(self.index.m, self.index.n, *values.shape[1:]).sum(axis=1))

    def changed(self, change: str, parts: Mapping[str, Any]) -> MrioTable:
        """Return a new table with other parts; the change is written into the provenance.

        Parameters
        ----------
        change : str
            One sentence on what was done.
        parts : mapping
            Names of fields and their new values. A new Z or Y drops
            the trade-share form unless one is given with it.
        """
        values = dict(parts)
        if values.keys() & {"Z", "Y"}:
            values.setdefault("trade_shares", None)
        return replace(self, provenance=self.provenance.with_change(change), **values)

    def with_source(self, source: SourceFile) -> MrioTable:
        """Return the same table with one more source file in its provenance."""
        provenance = replace(self.provenance, sources=(*self.provenance.sources, source))
        return replace(self, provenance=provenance)
