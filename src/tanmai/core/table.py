"""The multi-regional input-output table: frozen, labelled, with units and provenance.

Rows sell, columns buy:

- ``x = Z 1 + Y 1 + exports + stock change + error`` by row,
- ``x' = 1' Z + imports + value added`` by column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tanmai.core import units
from tanmai.core.errors import OptionError, TableError
from tanmai.core.flows import Flows, Sparse, flows_of, frozen
from tanmai.core.labels import (
    Region,
    RegionSectorIndex,
    Sector,
    require_printable,
    require_readable,
)
from tanmai.core.messages import Message, Name, listed, message
from tanmai.core.notebook import Shown
from tanmai.core.pressures import (
    VALUE_ADDED,
    Characterisation,
    Pressure,
    find_characterisation,
    find_pressure,
    known_name,
    tonnes_in,
)
from tanmai.core.trade_shares import TradeShares

if TYPE_CHECKING:
    # imported where it is used: half a second and 60 MB that accounts alone do not need
    import pandas as pd

FloatArray = NDArray[np.float64]
IntermediateFlows: TypeAlias = "FloatArray | Sparse | Flows"
FIRST_YEAR, LAST_YEAR = 1800, 2200


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


_ASSUMED = ("taken as ", "left out", "in one region alone", "never appears as", "Read from sheet")


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
    changes : tuple of Message
        Every change made since reading, in order.
    caveat_zh, caveat_en : str
        The sentence that every output of the table must carry; empty if none.
    """

    name: str
    status: str
    reader: str
    sources: tuple[SourceFile, ...] = ()
    changes: tuple[Message, ...] = ()
    caveat_zh: str = ""
    caveat_en: str = ""

    def caveat(self, language: str) -> str:
        """Return the caveat in ``"zh"`` or ``"en"``."""
        return self.caveat_zh if language == "zh" else self.caveat_en

    @property
    def caveats(self) -> Name:
        """The caveat in both languages."""
        return Name(self.caveat_zh, self.caveat_en)

    @property
    def assumptions(self) -> tuple[Message, ...]:
        """The changes that say what was taken for granted, or left out, at reading."""
        return tuple(one for one in self.changes if any(word in str(one) for word in _ASSUMED))

    def record(self) -> dict[str, Any]:
        """Return what files hold of it: changes in English."""
        return asdict(self) | {"changes": [str(one) for one in self.changes]}

    def with_caveat(self, zh: str, en: str) -> Provenance:
        """Return the same provenance with one more sentence that every output must carry."""
        return replace(
            self,
            caveat_zh=self.caveat_zh + zh,
            caveat_en=f"{self.caveat_en} {en}".strip(),
        )

    def with_change(self, change: str | Message) -> Provenance:
        """Return the same provenance with one more change."""
        said = change if isinstance(change, Message) else Message(change)
        return replace(self, changes=(*self.changes, said))


@dataclass(frozen=True, eq=False, repr=False)
class MrioTable(Shown):
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
        Pressures by stressor, each in its own unit: emissions in Mt CO2, water, jobs ...
    F_Y : array (e, m)
        The same, directly of households, by stressor and region.
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
        Units of the two kinds of values; ``emission_unit`` is that of the stressors that are
        not described and, where all of them are, the one unit that they have.
    described : tuple of Pressure
        Stressors with a unit or names of their own, in any order; empty where one unit and
        the names of the stressors say it all. `pressures` has all of them.
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
    described: tuple[Pressure, ...] = ()
    price_basis: str = "current"
    stock_change: FloatArray = field(default_factory=lambda: np.zeros(0), repr=False)
    trade_shares: TradeShares | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        size, m, k = len(self.index), self.index.m, len(self.categories)
        if not self.stock_change.size:
            object.__setattr__(self, "stock_change", np.zeros(size))
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise TableError(
                message(
                    "{year} of table '{table}' is not a year from {first_year} to {last_year}; "
                    "give the year of the table.",
                    year=self.year,
                    table=self.provenance.name,
                    first_year=FIRST_YEAR,
                    last_year=LAST_YEAR,
                )
            )
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
                    message(
                        "{part} of table '{table}' is {shape}, but {m} regions, {n} sectors and "
                        "{k} categories of final demand ask for {shape_2}.",
                        part=part,
                        table=self.provenance.name,
                        shape=values.shape,
                        m=m,
                        n=self.index.n,
                        k=k,
                        shape_2=shape,
                    )
                )
            object.__setattr__(self, part, frozen(values))
        self._settle_units()
        for category in self.categories:
            names = (category.code, category.name_zh, category.name_en)
            require_readable(message("final use"), *names)
        require_printable(message("stressor"), *self.stressors)
        require_printable(message("value added"), *self.value_added_labels)
        require_printable(message("name of the table"), self.provenance.name)
        unknown = set(self.without_emissions) - set(self.index.region_codes)
        if unknown:
            raise TableError(
                message(
                    "Regions without emissions {unknown} are not regions of the table.",
                    unknown=listed(sorted(unknown)),
                )
            )
        form = self.flows.trade_shares or self.trade_shares
        object.__setattr__(self, "trade_shares", form)
        if form is not None and (*form.shares.shape[:2], form.final_use.shape[2]) != (
            self.index.n,
            m,
            k,
        ):
            raise TableError(
                message(
                    "The trade-share form of table '{table}' is of {shape} regions, {shape_2} "
                    "sectors and {shape_3} categories, the table of {m}, {n} and {k}.",
                    table=self.provenance.name,
                    shape=form.shares.shape[1],
                    shape_2=form.shares.shape[0],
                    shape_3=form.final_use.shape[2],
                    m=m,
                    n=self.index.n,
                    k=k,
                )
            )

    def _settle_units(self) -> None:
        """Keep what is described apart only where one unit and plain names do not say it."""
        pressures = self.pressures
        in_units = tuple(dict.fromkeys(one.unit for one in pressures)) or (self.emission_unit,)
        plain = [Pressure(one.name, in_units[0]) for one in pressures]
        described = () if list(pressures) == plain else pressures
        object.__setattr__(self, "described", described)
        object.__setattr__(self, "emission_unit", " | ".join(in_units))

    def __repr__(self) -> str:
        return (
            f"<MrioTable {self.provenance.name} ({self.provenance.status}), {self.year}: "
            f"{self.index.m} regions x {self.index.n} sectors, output {self.x.sum():,.6g} x "
            f"{self.money_unit}, {self.totals}>"
        )

    def to_frame(self) -> pd.DataFrame:
        """Return the totals of each region, one row each.

        Returns
        -------
        DataFrame
            Code and names; output, value added, imports, exports and final demand that is made
            at home, in the unit of money; every pressure of sectors and of households.
        """
        import pandas as pd

        money = {
            "output": self.x,
            "value_added": self.total_value_added,
            "imports": self.imports,
            "exports": self.exports,
            "final_demand": self.final_demand.sum(axis=1),
        }
        columns: dict[str, object] = {
            "adcode": self.index.region_codes,
            "name_zh": [region.name_zh for region in self.regions],
            "name_en": [region.name_en for region in self.regions],
        }
        for name, values in money.items():
            columns[f"{name} ({self.money_unit})"] = self.by_region(values)
        for row, pressure in enumerate(self.pressures):
            columns[f"{pressure.name} ({pressure.unit})"] = self.by_region(self.F[row])
            columns[f"{pressure.name} of households ({pressure.unit})"] = self.F_Y[row]
        return pd.DataFrame(columns)

    @property
    def totals(self) -> Message:
        """What all sectors and all households come to; two pressures are not added."""
        rows = range(len(self.stressors))
        groups = [list(rows)] if self._is_of_co2 else [[row] for row in rows]
        said = [
            message(
                "{stressors}: {of_sectors} {unit} of sectors, {of_households} of households",
                stressors=listed(self.stressors[row] for row in of),
                of_sectors=f"{self.F[of].sum():,.6g}",
                unit=self.pressures[of[0]].unit,
                of_households=f"{self.F_Y[of].sum():,.6g}",
            )
            for of in groups
            if of
        ]
        return listed(said, message("; "))

    @property
    def _is_of_co2(self) -> bool:
        """Whether every stressor is carbon dioxide, so that all of them add up."""
        return all(one.is_co2 for one in self.pressures)

    @cached_property
    def pressures(self) -> tuple[Pressure, ...]:
        """The pressure of each row of F, with its unit and its names."""
        known = {one.name: one for one in self.described}
        return tuple(
            known.get(name) or Pressure(name, self.emission_unit) for name in self.stressors
        )

    @property
    def pressure(self) -> Pressure:
        """The one pressure of the table.

        Raises
        ------
        OptionError
            The table has several, or none.
        """
        if len(self.pressures) != 1:
            raise OptionError(
                message(
                    "Table '{table}' has the pressures {stressors}; choose one: table.of(name), "
                    "--pressure.",
                    table=self.provenance.name,
                    stressors=listed(self.stressors),
                )
            )
        return self.pressures[0]

    def of(self, pressure: str, *, beside: Sequence[str] = ()) -> MrioTable:
        """Return the table with one of its pressures alone, in the unit of it.

        Parameters
        ----------
        pressure : str
            Its name, in any language; ``"value-added"`` is that of the table itself.
        beside : sequence of str
            What else can be had, for the message: pressures that travel with the package.

        Raises
        ------
        OptionError
            There is no such pressure; those that can be had are named.
        """
        if known_name(pressure) == VALUE_ADDED and VALUE_ADDED not in self.stressors:
            return self.with_pressures(
                f"the pressure is value added, of {self.provenance.name} itself",
                (Pressure(VALUE_ADDED, self.money_unit),),
                self.total_value_added[None, :],
                np.zeros((1, self.index.m)),
            )
        row = find_pressure(pressure, self.pressures, self.provenance.name, beside)
        if len(self.stressors) == 1:
            return self
        chosen = self.pressures[row]
        return self.with_pressures(
            message(
                "the pressure is {chosen}, of {stressors}",
                chosen=chosen.name,
                stressors=listed(self.stressors),
            ),
            (chosen,),
            self.F[[row]],
            self.F_Y[[row]],
            without=self.without_emissions,
        )

    def with_pressures(
        self,
        change: str | Message,
        pressures: tuple[Pressure, ...],
        F: FloatArray,
        F_Y: FloatArray,
        without: tuple[str, ...] = (),
    ) -> MrioTable:
        """Return the table with other pressures.

        Parameters
        ----------
        change : str or Message
            One sentence on what was done.
        pressures : tuple of Pressure
            What each row of F is.
        F, F_Y : array (e, N), array (e, m)
            Values of sectors and of households.
        without : tuple of str
            Codes of the regions that have no data.
        """
        parts = {
            "F": F,
            "F_Y": F_Y,
            "stressors": tuple(one.name for one in pressures),
            "described": pressures,
            "without_emissions": without,
        }
        return self.changed(change, parts)

    def characterised(self, by: str | Characterisation) -> MrioTable:
        """Return the table with one more stressor: the sum of others by their factors.

        Parameters
        ----------
        by : str or Characterisation
            A set of factors, such as ``"AR6 GWP100"``.

        Raises
        ------
        OptionError
            The set is unknown, or the table has none of its substances, or has the sum already.
        UnitError
            The unit of a stressor is no mass.

        Notes
        -----
        F_c = Σ g_i F_i, in megatonnes; accounts are linear in F, so that those of the sum are
        the sum of the accounts. A region without data of one of them has no sum: a part of a
        sum would look like the whole.
        """
        factors = find_characterisation(by) if isinstance(by, str) else by
        weights = {
            row: factors.factors.get(one.name, factors.factors.get(one.substance, 0.0))
            for row, one in enumerate(self.pressures)
        }
        used = {row: weight for row, weight in weights.items() if weight}
        if not used or factors.pressure in self.stressors:
            raise OptionError(
                message(
                    "{factors} makes {pressure} of {factors_2}, and table '{table}' has {has}. "
                    "Give it emissions of these.",
                    factors=factors.name,
                    pressure=factors.pressure,
                    factors_2=listed(factors.factors),
                    table=self.provenance.name,
                    has=listed(self.stressors),
                )
            )
        megatonnes = np.zeros(len(self.stressors))
        for row, weight in used.items():
            megatonnes[row] = weight * tonnes_in(self.pressures[row]) * 1e-6
        terms = ", ".join(f"{self.stressors[row]} x {weight:g}" for row, weight in used.items())
        known = np.array([code not in self.without_emissions for code in self.index.region_codes])
        return self.with_pressures(
            f"{factors.pressure} is {terms} ({factors.name}: {factors.source})",
            (*self.pressures, Pressure(factors.pressure, f"Mt {factors.pressure}")),
            np.vstack([self.F, megatonnes @ self.F * np.repeat(known, self.index.n)]),
            np.vstack([self.F_Y, megatonnes @ self.F_Y * known]),
            without=self.without_emissions,
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
    def absolute_demand(self) -> FloatArray:
        """Final demand without its signs, by region of origin, destination and category (m, m, k).

        It is summed region by region, so that Y is not copied.
        """
        m, k = self.index.m, len(self.categories)
        of_regions = (self.Y[self.rows_of(region)] for region in range(m))
        return np.stack([np.abs(own).sum(axis=0) for own in of_regions]).reshape(m, m, k)

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

    def changed(self, change: str | Message, parts: Mapping[str, Any]) -> MrioTable:
        """Return a new table with other parts; the change is written into the provenance.

        Parameters
        ----------
        change : str or Message
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
