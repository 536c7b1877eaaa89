"""From the tables of single regions to one stack of them, with trade abroad apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tanmai.core.errors import LabelError, TableError
from tanmai.core.labels import RegionSectorIndex, Sector
from tanmai.core.messages import listed, message
from tanmai.core.table import FinalDemandCategory, FloatArray, Provenance
from tanmai.io.competitive import CompetitiveTable
from tanmai.joining.regional import RegionalTables
from tanmai.joining.trade import PHI, own_share

GROSS = ("apart", "together")
"""Kinds of trade columns that give gross flows to and from other regions."""

ALIKE = 0.1
"""Most of the names of sectors that may differ between two tables of one classification."""

CAVEAT = message(
    "Joined from tables of single regions. Trade between regions is modelled, not surveyed: do "
    "not cite single ranks of flows."
)

CENT = 1e-6
"""Less output than a cent (10⁴ CNY) is what a spreadsheet left of a zero."""


@dataclass(frozen=True, eq=False)
class TradeAbroad:
    """Exports and imports of one region by product, where its table does not give them apart."""

    exports: FloatArray
    imports: FloatArray


def stack_tables(
    tables: Sequence[CompetitiveTable],
    *,
    abroad: Mapping[str, TradeAbroad] | None = None,
    phi: float = PHI,
) -> RegionalTables:
    """Return the tables of several regions as one stack, in the order given.

    Negative intermediate flows become zero; intermediate input stays output less value added.
    A sector with less output than a cent has none.
    The own share of a region follows from what flows in (`own_share`); of one that gives net
    trade alone it is the median of the others, commodity by commodity.

    Parameters
    ----------
    tables : sequence of CompetitiveTable
        One table a region, all of one year and of the same sectors.
    abroad : mapping, optional
        Trade abroad by code of region, for those whose tables do not give it apart from trade
        with other regions; it takes the place of what the table says. Gross flows of the table
        are held: what is not trade abroad is trade with other regions.
    phi : float
        Least share of what a region could supply itself with that it does.

    Raises
    ------
    TableError
        There are fewer than two tables, two are of one region, their years differ, or trade
        abroad is neither apart nor given.
    LabelError
        Sectors, categories or components of value added differ, or a region of ``abroad`` is
        not among the tables.
    """
    abroad = abroad or {}
    _require_same_form(tables)
    _check_abroad(tables, abroad)
    split = [_split(table, abroad.get(table.region.code)) for table in tables]
    output = np.stack([table.x for table in tables])
    made = output >= CENT
    output = np.where(made, output, 0.0)
    use = np.stack([np.maximum(table.Z, 0.0) for table in tables]) * made[:, None, :]
    final_use = np.stack([table.Y for table in tables])
    exports, imports, inflow = (
        np.stack([getattr(table, part) for table in split])
        for part in ("exports", "imports", "inflow")
    )
    gross = np.array([table.trade in GROSS for table in split])
    demand = use.sum(axis=2) + final_use.sum(axis=2) - imports
    own = own_share(np.maximum(output - exports, 0.0), demand, inflow, phi)
    if gross.any():
        own[~gross] = np.median(own[gross], axis=0)
    first = tables[0]
    return RegionalTables(
        index=RegionSectorIndex(tuple(table.region for table in tables), first.sectors),
        categories=first.categories,
        use=use,
        final_use=final_use,
        output=output,
        value_added=np.stack([table.value_added for table in tables]) * made[:, None, :],
        value_added_labels=first.value_added_labels,
        exports=exports,
        imports=imports,
        own_share=own,
        year=first.year,
        provenance=_provenance(tables, split, abroad),
    )


def _require_same_form(tables: Sequence[CompetitiveTable]) -> None:
    if len(tables) < 2:
        raise TableError(
            message(
                "Joining needs the tables of two regions at least, but was given {n}.",
                n=len(tables),
            )
        )
    first = tables[0]
    seen: dict[str, CompetitiveTable] = {}
    for table in tables:
        if table.region.code in seen:
            raise TableError(
                message(
                    "'{table}' and '{other}' are both of {region}; keep one of them.",
                    table=seen[table.region.code].provenance.name,
                    other=table.provenance.name,
                    region=table.region,
                )
            )
        seen[table.region.code] = table
        if table.year != first.year:
            raise TableError(
                message(
                    "'{table}' is of {year}, '{other}' of {other_year}; join tables of one year.",
                    table=first.provenance.name,
                    year=first.year,
                    other=table.provenance.name,
                    other_year=table.year,
                )
            )
        _require_same_labels(first, table)


def _require_same_labels(first: CompetitiveTable, table: CompetitiveTable) -> None:
    for what, own, others in (
        (message("sectors"), _codes(table.sectors), _codes(first.sectors)),
        (message("categories of final demand"), _codes(table.categories), _codes(first.categories)),
        (message("components of value added"), table.value_added_labels, first.value_added_labels),
    ):
        if own != others:
            odd = sorted(set(own) ^ set(others))
            raise LabelError(
                message(
                    "'{table}' and '{other}' have different {what} ({odd}); join tables of one "
                    "classification.",
                    table=table.provenance.name,
                    other=first.provenance.name,
                    what=what,
                    odd=listed(odd[:3]) if odd else message("another order"),
                )
            )
    _require_same_names(first, table)


def _require_same_names(first: CompetitiveTable, table: CompetitiveTable) -> None:
    """Reject sectors of the same codes but other names: codes do not tell vintages apart."""
    pairs = list(zip(table.sectors, first.sectors, strict=True))
    odd = [(one, other) for one, other in pairs if one.name_zh != other.name_zh]
    if len(odd) > ALIKE * len(pairs):
        one, other = odd[0]
        raise LabelError(
            message(
                "'{table}' names {code} '{name_zh}', '{other}' '{other_name}', and {n} of {total} "
                "names differ; join tables of one classification.",
                table=table.provenance.name,
                code=one.code,
                name_zh=one.name_zh,
                other=first.provenance.name,
                other_name=other.name_zh,
                n=len(odd),
                total=len(pairs),
            )
        )


def _codes(labels: Sequence[Sector] | Sequence[FinalDemandCategory]) -> tuple[str, ...]:
    return tuple(label.code for label in labels)


def _check_abroad(tables: Sequence[CompetitiveTable], abroad: Mapping[str, TradeAbroad]) -> None:
    known = [table.region.code for table in tables]
    unknown = [code for code in abroad if code not in known]
    if unknown:
        raise LabelError(
            message(
                "Foreign trade is given for region {unknown}, which has no table; the tables are "
                "of {known}.",
                unknown=unknown[0],
                known=listed(known),
            )
        )


def _split(table: CompetitiveTable, abroad: TradeAbroad | None) -> CompetitiveTable:
    """Return the table with trade abroad apart; ``net_outflow`` marks unknown gross flows."""
    trades = bool(table.outflow.sum() + table.inflow.sum() > 1e-9 * table.x.sum())
    if abroad is None:
        if (table.trade == "apart" and trades) or table.trade == "net_outflow":
            return table
        raise TableError(
            message(
                "'{table}' of {region} does not separate foreign trade from trade with other "
                "regions; give its exports and imports by product as --abroad CSV (region, "
                "sector, exports, imports), for instance from the customs.",
                table=table.provenance.name,
                region=table.region,
            )
        )
    if table.trade not in GROSS or not trades:
        return replace(table, exports=abroad.exports, imports=abroad.imports, trade="net_outflow")
    exports = np.minimum(abroad.exports, table.sales_outside)
    imports = np.minimum(abroad.imports, table.purchases_outside)
    return replace(
        table,
        exports=exports,
        imports=imports,
        outflow=table.sales_outside - exports,
        inflow=table.purchases_outside - imports,
        trade="apart",
    )


def _provenance(
    tables: Sequence[CompetitiveTable],
    split: Sequence[CompetitiveTable],
    abroad: Mapping[str, TradeAbroad],
) -> Provenance:
    negative = sum(int((table.Z < 0).sum()) for table in tables)
    lost = sum(float(np.minimum(table.Z, 0.0).sum()) for table in tables)
    given = [t.region for t in tables if t.region.code in abroad]
    median = [t.region for t in split if t.trade not in GROSS]
    changes = [message("Joined from the tables of {n} regions.", n=len(tables))]
    if negative:
        changes.append(
            message(
                "{n} negative intermediate flows ({lost} x 10^4 CNY) set to 0.",
                n=negative,
                lost=f"{lost:.6g}",
            )
        )
    if given:
        changes.append(
            message("Trade abroad given apart from the tables: {regions}.", regions=listed(given))
        )
    if median:
        changes.append(
            message(
                "Only net trade is known; own shares are medians of the others: {regions}.",
                regions=listed(median),
            )
        )
    caveat_zh, caveat_en = CAVEAT.pair
    return Provenance(
        name=f"joined-{tables[0].year}",
        status="estimate",
        reader="tanmai.join",
        sources=tuple(source for table in tables for source in table.provenance.sources),
        changes=tuple(changes),
        caveat_zh=caveat_zh,
        caveat_en=caveat_en,
    )
