"""A world table in which one country is replaced by its provinces.

`nest` splits the country's rows and columns in place: the world table keeps every total, and the
table of the provinces says how each is shared out. r and s are m provinces, i and j the n sectors
that both tables have, w the other regions of the world, k its categories of final demand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from tanmai.core.errors import LabelError, TableError, UnitError
from tanmai.core.flows import written_out
from tanmai.core.labels import Region, RegionSectorIndex
from tanmai.core.messages import listed, message, together
from tanmai.core.notebook import Shown
from tanmai.core.table import FloatArray, MrioTable, Provenance

TOLERANCE = 1e-10
MAX_PASSES = 5_000
SUPPORT = 1e-6
"""Part of every total that is shared out by output, so that a balanced table always exists."""


@dataclass(frozen=True, eq=False, repr=False)
class NestedTable(Shown):
    """A world table with provinces in the place of their country, and how it was made.

    Attributes
    ----------
    table : MrioTable
        The table; the provinces stand where the country stood.
    country : Region
        The country that was replaced.
    provinces : int
        Number of regions in its place.
    passes : int
        Passes of the fit.
    moved : float
        Half the sum of the absolute changes between the country's flows as the provinces' table
        shares them out and as they were fitted, relative to their sum.
    unshared : int
        Flows (i, j) of the country's own block that the provinces' table does not know, and that
        were shared out by output.
    sectors : DataFrame
        By sector: output and emissions of the country in the two tables.
    """

    table: MrioTable
    country: Region
    provinces: int
    passes: int
    moved: float
    unshared: int
    sectors: pd.DataFrame

    def __repr__(self) -> str:
        return f"<NestedTable, {self.country.name_en} as {self.provinces} regions: {self.table!r}>"

    def to_frame(self) -> pd.DataFrame:
        """Return output and emissions of the country by sector, in the two tables."""
        return self.sectors


def nest(
    world: MrioTable,
    provinces: MrioTable,
    *,
    country: str,
    categories: Mapping[str, Sequence[str]] | None = None,
) -> NestedTable:
    """Replace a country of a world table by its provinces.

    Every total of the world table is kept: summed over the provinces, the result is the world
    table again, to rounding. The provinces' table gives the shares only, so that currency and
    prices are those of the world table:

    - output, x[r,i] = x_c[i] x°[r,i] / Σ_r x°[r,i];
    - flows within the country, Z_c[i,j] shared out as Z°[(r,i),(s,j)], and final demand
      Y_c[i,k] as Y°[(r,i),s];
    - sales to region w, shared out by the provinces' exports e°[r,i]: exports gain a destination;
    - purchases from region w by sector j, shared out by the provinces' imports m°[s,j], final
      ones by their final imports: imported goods gain an origin, and bring its emissions;
    - value added, as the provinces' value added.

    One part in 10⁶ of each total is shared out by output, so that a balanced table exists whatever
    cells of the provinces' table are empty.

    These shares alone balance no province. Flows, exports, imports and value added are therefore
    fitted by iterative proportional fitting to three families of totals at once: the row of each
    (r, i), the column of each (s, j), both equal to x, and each total of the world table.
    Negative cells of the world table (changes in inventories, subsidies) are shared out by output
    and held.

    Emissions of the provinces are those of their own table, those of the rest of the world are
    those of the world table.

    Parameters
    ----------
    world : MrioTable
        M regions, n sectors; the country is one of its regions.
    provinces : MrioTable
        m regions, the same n sectors in the same order.
    country : str
        Code or name of the country in the world table.
    categories : mapping, optional
        For a category of the world table, the categories of the provinces' table that it is
        shared out by. All of them together where none are given.

    Returns
    -------
    NestedTable

    Raises
    ------
    LabelError
        The tables have other sectors, the country is not in the world table, or a category is
        not in its table.
    TableError
        A sector has output in the country and in no province, the tables have no stressor in
        common, or no table on the cells of the provinces' table has these totals.
    UnitError
        Emissions are in two units.

    Notes
    -----
    Nesting of regional tables in a world table: Wang, Geschke and Lenzen (2017), Constructing a
    time series of nested multiregion input-output tables, International Regional Science Review
    40 (5). Fitting to several families of totals: Bishop, Fienberg and Holland (1975), chapter 3.
    """
    _require_same_sectors(world, provinces)
    place = world.regions.index(world.index.find_region(country))
    block = _CountryBlock.of(world, place)
    shares = _Shares.of(provinces, world, block, categories or {})
    fitted = _fit(block, shares, provinces)
    table = _assembled(world, provinces, place, shares, fitted)
    return NestedTable(
        table=table,
        country=world.regions[place],
        provinces=provinces.index.m,
        passes=fitted.passes,
        moved=fitted.moved,
        unshared=shares.unshared,
        sectors=_by_sector(world, provinces, place),
    )


def _require_same_sectors(world: MrioTable, provinces: MrioTable) -> None:
    if world.index.sector_codes == provinces.index.sector_codes:
        return
    other = sorted(set(world.index.sector_codes) ^ set(provinces.index.sector_codes))
    what = (
        message("for instance {code} appears in only one", code=other[0])
        if other
        else message("in another order")
    )
    raise LabelError(
        message(
            "Tables '{world}' and '{provinces}' must have the same sectors, but have {n} and "
            "{other_n}, {what}. Merge both into a common scheme first, each by a concordance.",
            world=world.provenance.name,
            provinces=provinces.provenance.name,
            n=world.index.n,
            other_n=provinces.index.n,
            what=what,
        )
    )


@dataclass(frozen=True, eq=False)
class _CountryBlock:
    """The totals of the country in the world table, by sector; positive parts and negative ones.

    Attributes
    ----------
    flows, final : array (n, n), (n, k)
        Sales within the country.
    abroad : array (n,)
        Sales to the rest of the world, its exports without destination among them.
    from_abroad : array (n,)
        Purchases of each sector from the rest of the world.
    value_added : array (n,)
        All components together.
    sinks : array (n,)
        Error and stock change of the country's rows: shared out by output.
    x : array (n,)
    """

    flows: FloatArray
    final: FloatArray
    abroad: FloatArray
    from_abroad: FloatArray
    value_added: FloatArray
    sinks: FloatArray
    x: FloatArray

    @classmethod
    def of(cls, world: MrioTable, place: int) -> _CountryBlock:
        n, k = world.index.n, len(world.categories)
        own = slice(place * n, (place + 1) * n)
        own_final = slice(place * k, (place + 1) * k)
        sold = world.flows.rows(own)
        bought = world.flows.columns(np.arange(own.start, own.stop))
        flows, final = sold[:, own], world.Y[own, own_final]
        return cls(
            flows=flows,
            final=final,
            abroad=sold.sum(axis=1)
            - flows.sum(axis=1)
            + world.Y[own].sum(axis=1)
            - final.sum(axis=1)
            + world.exports[own],
            from_abroad=bought.sum(axis=0) - flows.sum(axis=0) + world.imports[own],
            value_added=world.total_value_added[own],
            sinks=world.error[own] + world.stock_change[own],
            x=world.x[own],
        )


@dataclass(frozen=True, eq=False)
class _Shares:
    """How the provinces' table shares out each total of the country.

    Attributes
    ----------
    output : array (m, n)
        Of each sector's output.
    flows, final : array (m, n, m, n), (m, n, m, k)
        Shares of each flow (i, j) and of each final demand (i, k); each sums to 1 over (r, s).
    abroad, from_abroad, value_added : array (m, n)
        Of exports of each product, of imports of each sector, and of its value added.
    demand : array (m, k)
        Of the country's final demand of each category, by province.
    final_imports : array (m, k)
        Of imported final demand.
    unshared : int
        Flows of the country that the provinces' table does not know.
    """

    output: FloatArray
    flows: FloatArray
    final: FloatArray
    abroad: FloatArray
    from_abroad: FloatArray
    value_added: FloatArray
    demand: FloatArray
    final_imports: FloatArray
    unshared: int

    @classmethod
    def of(
        cls,
        provinces: MrioTable,
        world: MrioTable,
        block: _CountryBlock,
        categories: Mapping[str, Sequence[str]],
    ) -> _Shares:
        m, n = provinces.index.m, provinces.index.n
        output = provinces.x.reshape(m, n)
        missing = np.flatnonzero((block.x > 0) & (output.sum(axis=0) <= 0))
        if missing.size:
            raise TableError(
                message(
                    "Sector {sectors} has output in the country, but in no province of table "
                    "'{provinces}'; merge it into another sector in both tables.",
                    sectors=world.sectors[missing[0]],
                    provinces=provinces.provenance.name,
                )
            )
        by_output = _share(output, np.full((m, n), 1 / m))
        flows = np.maximum(written_out(provinces.Z), 0.0).reshape(m, n, m, n)
        final, imported = _final_patterns(provinces, world, categories)
        demand = _share(final.sum(axis=(0, 1)), np.full((m, 1), 1 / m))
        evenly = by_output[:, :, None, None]
        unshared = (flows.sum(axis=(0, 2)) <= 0) & (block.flows > 0)
        return cls(
            output=by_output,
            flows=_mixed(_share(flows, evenly * by_output, over=(0, 2)), evenly * by_output),
            final=_mixed(_share(final, evenly * demand, over=(0, 2)), evenly * demand),
            abroad=_mixed(_share(provinces.exports.reshape(m, n), by_output), by_output),
            from_abroad=_mixed(_share(provinces.imports.reshape(m, n), by_output), by_output),
            value_added=_mixed(
                _share(provinces.total_value_added.reshape(m, n), by_output), by_output
            ),
            demand=demand,
            final_imports=_share(imported, demand),
            unshared=int(unshared.sum()),
        )


def _share(
    values: FloatArray, otherwise: FloatArray, over: int | tuple[int, ...] = 0
) -> FloatArray:
    """Return values as shares of their sums over some axes; others where there is nothing."""
    positive = np.maximum(values, 0.0)
    total = positive.sum(axis=over, keepdims=True)
    shares = np.divide(positive, total, out=np.zeros_like(positive), where=total > 0)
    return np.where(total > 0, shares, otherwise)


def _mixed(shares: FloatArray, by_output: FloatArray) -> FloatArray:
    """Return shares of which one part in 10⁶ follows output."""
    return (1 - SUPPORT) * shares + SUPPORT * by_output


def _final_patterns(
    provinces: MrioTable, world: MrioTable, categories: Mapping[str, Sequence[str]]
) -> tuple[FloatArray, FloatArray]:
    """Return final demand (m, n, m, k) and its imports (m, k) in the world table's categories."""
    m, n = provinces.index.m, provinces.index.n
    own = [category.code for category in provinces.categories]
    unknown = sorted(set(categories) - {category.code for category in world.categories})
    unknown += sorted({code for codes in categories.values() for code in codes} - set(own))
    if unknown:
        raise LabelError(
            message(
                "'{unknown}' is not a category of final demand: the world table has "
                "{categories}, the provinces {own}.",
                unknown=unknown[0],
                categories=listed(c.code for c in world.categories),
                own=listed(own),
            )
        )
    chosen = np.array(
        [[code in categories.get(c.code, own) for c in world.categories] for code in own], float
    )
    demand = np.maximum(provinces.Y, 0.0).reshape(m, n, m, len(own))
    return demand @ chosen, provinces.imports_final.reshape(m, len(own)) @ chosen


@dataclass(frozen=True, eq=False)
class _Fitted:
    """The country's totals shared out so that every province balances.

    Attributes
    ----------
    flows, final : array (m, n, m, n), (m, n, m, k)
    abroad, from_abroad, value_added : array (m, n)
        Totals, as in `_CountryBlock`.
    passes : int
    moved : float
    """

    flows: FloatArray
    final: FloatArray
    abroad: FloatArray
    from_abroad: FloatArray
    value_added: FloatArray
    passes: int
    moved: float


def _fit(block: _CountryBlock, shares: _Shares, provinces: MrioTable) -> _Fitted:
    """Fit the positive parts to rows, columns and totals; share negative ones out by output."""
    held = {part: np.minimum(getattr(block, part), 0.0) for part in _PARTS}
    totals = {part: getattr(block, part) - held[part] for part in _PARTS}
    parts = {part: getattr(shares, part) * _along(part, totals[part]) for part in _PARTS}
    first = parts["flows"].copy()
    rows = shares.output * sum(_row_sums(totals))
    columns = shares.output * sum(_column_sums(totals))
    passes = _proportionally(parts, totals, rows, columns, provinces.index)
    moved = np.abs(parts["flows"] - first).sum() / 2 / max(first.sum(), np.finfo(float).tiny)
    own = shares.output
    evenly = {
        "flows": own[:, :, None, None] * own,
        "final": own[:, :, None, None] * shares.demand,
        **dict.fromkeys(("abroad", "from_abroad", "value_added"), own),
    }
    whole = {part: parts[part] + evenly[part] * _along(part, held[part]) for part in _PARTS}
    return _Fitted(**whole, passes=passes, moved=float(moved))


_PARTS = ("flows", "final", "abroad", "from_abroad", "value_added")
_MATRICES = ("flows", "final")


def _along(part: str, totals: FloatArray) -> FloatArray:
    """Return totals so that they multiply what is shared out over provinces."""
    return totals[None, :, None, :] if part in _MATRICES else totals


def _row_sums(totals: Mapping[str, FloatArray]) -> list[FloatArray]:
    return [totals["flows"].sum(axis=1), totals["final"].sum(axis=1), totals["abroad"]]


def _column_sums(totals: Mapping[str, FloatArray]) -> list[FloatArray]:
    return [totals["flows"].sum(axis=0), totals["from_abroad"], totals["value_added"]]


def _proportionally(
    parts: dict[str, FloatArray],
    totals: Mapping[str, FloatArray],
    rows: FloatArray,
    columns: FloatArray,
    index: RegionSectorIndex,
) -> int:
    """Scale the parts in place to rows, columns and totals in turn; return the passes needed."""
    for passes in range(MAX_PASSES):
        for part in _PARTS:
            over = (0, 2) if part in _MATRICES else 0
            reached = parts[part].sum(axis=over)
            parts[part] *= _along(part, _ratio(totals[part], reached))
        sold = parts["flows"].sum(axis=(2, 3)) + parts["final"].sum(axis=(2, 3)) + parts["abroad"]
        bought = parts["flows"].sum(axis=(0, 1)) + parts["from_abroad"] + parts["value_added"]
        gaps = np.abs(np.array([sold - rows, bought - columns]))
        if (gaps <= TOLERANCE * np.maximum(np.array([rows, columns]), 1e-6 * rows.max())).all():
            return passes
        for part in ("flows", "final", "abroad"):
            factors = _ratio(rows, sold)
            parts[part] *= factors[:, :, None, None] if part in _MATRICES else factors
        bought = parts["flows"].sum(axis=(0, 1)) + parts["from_abroad"] + parts["value_added"]
        for part in ("flows", "from_abroad", "value_added"):
            parts[part] *= _ratio(columns, bought)
    worst = int(np.argmax(gaps.max(axis=0)))
    raise TableError(
        message(
            "The provinces did not balance in {max_passes} passes; the largest difference is "
            "that of {where} ({gap}). The table of the provinces has no cells there that could "
            "take the country's sales or purchases; merge the sector into another one.",
            max_passes=f"{MAX_PASSES:,}",
            where=index.where(worst),
            gap=f"{gaps.max():.3g}",
        )
    )


def _ratio(wanted: FloatArray, reached: FloatArray) -> FloatArray:
    return np.divide(wanted, reached, out=np.zeros_like(wanted), where=reached > 0)


def _assembled(
    world: MrioTable,
    provinces: MrioTable,
    place: int,
    shares: _Shares,
    fitted: _Fitted,
) -> MrioTable:
    """Return the world table with the provinces' rows and columns in the country's place."""

    def split(shares: FloatArray) -> _Split:
        return _Split(world.index.m, shares.shape[1], place, shares)

    rows = split(_of_total(fitted.abroad, shares.output))
    columns = split(_of_total(fitted.from_abroad, shares.output))
    worth = split(_of_total(fitted.value_added, shares.output))
    final, output = split(shares.final_imports), split(shares.output)
    m, n, k = provinces.index.m, world.index.n, len(world.categories)
    Z = columns.along_columns(rows.along_rows(written_out(world.Z)))
    Y = final.along_columns(rows.along_rows(world.Y))
    own = slice(place * n, (place + m) * n)
    Z[own, own] = fitted.flows.reshape(m * n, m * n)
    Y[own, place * k : (place + m) * k] = fitted.final.reshape(m * n, m * k)
    return MrioTable(
        index=RegionSectorIndex(
            (*world.regions[:place], *provinces.regions, *world.regions[place + 1 :]),
            world.sectors,
        ),
        categories=world.categories,
        Z=Z,
        Y=Y,
        exports=rows.along_rows(world.exports),
        error=output.along_rows(world.error),
        stock_change=output.along_rows(world.stock_change),
        x=output.along_rows(world.x),
        imports=columns.along_rows(world.imports),
        imports_final=final.along_rows(world.imports_final),
        value_added=worth.along_columns(world.value_added),
        value_added_labels=world.value_added_labels,
        year=world.year,
        provenance=_provenance(world, provinces, world.regions[place]),
        money_unit=world.money_unit,
        price_basis=world.price_basis,
        emission_unit=world.emission_unit,
        described=world.described,
        **_emissions(world, provinces, place),
    )


def _of_total(values: FloatArray, otherwise: FloatArray) -> FloatArray:
    """Return values (m, n), which may be negative, as shares of their sums over the provinces."""
    total = values.sum(axis=0)
    shares = np.divide(values, total, out=np.zeros_like(values), where=total != 0)
    return np.where(total != 0, shares, otherwise)


@dataclass(frozen=True, eq=False)
class _Split:
    """Replaces the rows of one of M regions, n rows each, by m times as many.

    Attributes
    ----------
    regions, size, place : int
        M, n, and the region that is replaced.
    shares : array (m, n)
        Share of each row that each province takes.
    """

    regions: int
    size: int
    place: int
    shares: FloatArray

    def along_rows(self, values: FloatArray) -> FloatArray:
        """Return values (Mn, ...) as ((M + m - 1) n, ...)."""
        start, stop = self.place * self.size, (self.place + 1) * self.size
        shares = self.shares.reshape(*self.shares.shape, *[1] * (values.ndim - 1))
        split = (shares * values[start:stop]).reshape(-1, *values.shape[1:])
        return np.concatenate([values[:start], split, values[stop:]])

    def along_columns(self, values: FloatArray) -> FloatArray:
        """Return values (..., Mn) as (..., (M + m - 1) n)."""
        return np.ascontiguousarray(self.along_rows(values.T).T)


def _emissions(world: MrioTable, provinces: MrioTable, place: int) -> dict[str, Any]:
    """Return the stressors that both tables have: the provinces' own, and the world's elsewhere."""
    common = [name for name in world.stressors if name in provinces.stressors]
    if not common:
        raise TableError(
            message(
                "Table '{world}' has {stressors}, table '{provinces}' {other_stressors}: give one "
                "of them the emissions that the other has, under the same name.",
                world=world.provenance.name,
                stressors=listed(world.stressors),
                provinces=provinces.provenance.name,
                other_stressors=listed(provinces.stressors),
            )
        )
    n, m = world.index.n, world.index.m
    of_world = [world.stressors.index(name) for name in common]
    of_provinces = [provinces.stressors.index(name) for name in common]
    for one, other in zip(of_world, of_provinces, strict=True):
        units = world.pressures[one].unit, provinces.pressures[other].unit
        if units[0] != units[1]:
            raise UnitError(
                message(
                    "Emissions are in {unit} and in {other_unit}; bring both tables to one unit.",
                    unit=units[0],
                    other_unit=units[1],
                )
            )
    parts = [world.F[of_world, : place * n], provinces.F[of_provinces]]
    parts.append(world.F[of_world, (place + 1) * n :])
    households = [world.F_Y[of_world, :place], provinces.F_Y[of_provinces]]
    households.append(world.F_Y[of_world, place + 1 : m])
    elsewhere = set(world.without_emissions) - {world.regions[place].code}
    return {
        "F": np.concatenate(parts, axis=1),
        "F_Y": np.concatenate(households, axis=1),
        "stressors": tuple(common),
        "without_emissions": (
            *(r.code for r in world.regions if r.code in elsewhere),
            *provinces.without_emissions,
        ),
    }


def _provenance(world: MrioTable, provinces: MrioTable, country: Region) -> Provenance:
    inside, outside = provinces.provenance, world.provenance
    of_other_year = [message("; shares of {year}", year=provinces.year)]
    replaced = message(
        "{country} of '{outside}' ({year}) replaced by the {m} regions of '{inside}'",
        country=country,
        outside=outside.name,
        year=world.year,
        m=provinces.index.m,
        inside=inside.name,
    )
    return Provenance(
        name=f"{inside.name} in {outside.name}",
        status="made-up" if "made-up" in (inside.status, outside.status) else "estimate",
        reader="tanmai.joining.nested",
        sources=(*outside.sources, *inside.sources),
        changes=(
            *outside.changes,
            *inside.changes,
            together(
                replaced,
                *(of_other_year if world.year != provinces.year else []),
                message("; its totals kept, shares fitted to the balances"),
            ),
        ),
        caveat_zh=" ".join(filter(None, [outside.caveat_zh, inside.caveat_zh])),
        caveat_en=" ".join(filter(None, [outside.caveat_en, inside.caveat_en])),
    )


def _by_sector(world: MrioTable, provinces: MrioTable, place: int) -> pd.DataFrame:
    m, n = provinces.index.m, provinces.index.n
    own = slice(place * n, (place + 1) * n)
    names = [name for name in world.stressors if name in provinces.stressors]
    columns: dict[str, object] = {
        "sector": [sector.code for sector in world.sectors],
        "name_zh": [sector.name_zh for sector in world.sectors],
        "name_en": [sector.name_en for sector in world.sectors],
        "output_world_table": world.x[own],
        "output_provinces": provinces.x.reshape(m, n).sum(axis=0),
    }
    for name in names:
        inside = provinces.F[provinces.stressors.index(name)].reshape(m, n).sum(axis=0)
        columns[f"{name}_world_table"] = world.F[world.stressors.index(name), own]
        columns[f"{name}_provinces"] = inside
    return pd.DataFrame(columns)
