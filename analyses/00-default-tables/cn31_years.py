"""The stacked provincial tables of each year: read, interpolated, or moved by regional product."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
from cn31_sources import (
    CODES,
    SCHEMES,
    TIBET,
    customs,
    provincial_tables,
    read_codes,
    regional_product,
    scheme_sectors,
    trade_abroad_2007,
)

from tanmai.core.labels import RegionSectorIndex, find_province, mainland_provinces
from tanmai.core.table import FloatArray
from tanmai.io.competitive import CompetitiveTable
from tanmai.io.concordance_file import find_concordance
from tanmai.io.tables import BETWEEN_YEARS, MOVED_ON
from tanmai.joining import RegionalTables, stack_tables

INDUSTRIES = (
    "agriculture",
    "industry",
    "construction",
    "transport",
    "wholesale_retail",
    "hotels_catering",
    "finance",
    "real_estate",
    "other",
)
TIBET_NEIGHBOURS = ("630000", "620000", "650000")
TIBET_SHARE = 0.1
NET_TRADE_ONLY = ("420000", "630000")
"""Hubei and Qinghai 2012: their columns hold what is left of trade of both kinds."""
NOT_APART = ("150000",)
"""Inner Mongolia 2012: outflow and inflow hold trade abroad."""
WEIGHT_2015 = 0.6
"""2015 lies three of five years on the way from 2012 to 2017."""
STOCKS = 4
"""Change of stocks among the categories of final demand: of both signs."""


@cache
def regional_tables(sources: Path, year: int) -> RegionalTables:
    """Return the stacked provincial tables of a year, 31 provinces in NBS order."""
    match year:
        case 2007:
            return _of_2007(sources)
        case 2012:
            return _of_2012(sources)
        case 2015:
            first, last = regional_tables(sources, 2012), regional_tables(sources, 2017)
            return interpolated(first, in_scheme(last, "nbs42-2012"), WEIGHT_2015, 2015)
        case 2018:
            growth = regional_product(sources, 2018) / regional_product(sources, 2017)
            totals = regional_product(sources, 2018).sum(axis=1) / regional_product(
                sources, 2017
            ).sum(axis=1)
            return moved_by_product(regional_tables(sources, 2017), growth, totals, 2018)
        case _:
            return stack_tables(list(provincial_tables(sources, year).values()))


def _of_2007(sources: Path) -> RegionalTables:
    """Trade abroad as the bureaux tell it for 18 provinces, else as the customs count it."""
    tables = provincial_tables(sources, 2007)
    product = regional_product(sources, 2007).sum(axis=1)
    at = [region.code for region in mainland_provinces()].index(TIBET)
    tables = {**tables, TIBET: tibet_2007(tables, float(product[at]))}
    ordered = [tables[region.code] for region in mainland_provinces()]
    return stack_tables(ordered, abroad=customs(sources, 2007) | trade_abroad_2007(sources))


def tibet_2007(tables: dict[str, CompetitiveTable], product: float) -> CompetitiveTable:
    """Return a table of Tibet: a tenth of the mean of three neighbours, at its own product."""
    neighbours = [tables[code] for code in TIBET_NEIGHBOURS]
    parts = ("Z", "Y", "exports", "imports", "outflow", "inflow", "error", "x", "value_added")
    mean = {
        part: TIBET_SHARE * np.mean([getattr(table, part) for table in neighbours], axis=0)
        for part in parts
    }
    scale = product / mean["value_added"].sum()
    return replace(
        neighbours[0],
        region=find_province(TIBET),
        provenance=replace(neighbours[0].provenance, name="Tibet 2007", sources=()),
        **{part: scale * values for part, values in mean.items()},
    )


def _of_2012(sources: Path) -> RegionalTables:
    tables = provincial_tables(sources, 2012)
    given = customs(sources, 2012)
    abroad = {code: given[code] for code in (*NET_TRADE_ONLY, *NOT_APART)}
    told = [
        replace(table, trade="net" if code in NET_TRADE_ONLY else table.trade)
        for code, table in tables.items()
    ]
    return stack_tables(told, abroad=abroad)


def in_scheme(tables: RegionalTables, scheme: str) -> RegionalTables:
    """Return the tables in the sectors of another scheme; own shares by output."""
    sectors = scheme_sectors(scheme)
    concordance = find_concordance(f"{SCHEMES[tables.year]}_to_{scheme}")
    codes = [sector.code for sector in sectors]
    W = concordance.matrix(tables.index.sector_codes, codes)
    output = tables.output @ W
    kept = (tables.own_share * tables.output) @ W
    return replace(
        tables,
        index=RegionSectorIndex(tables.index.regions, sectors),
        use=np.einsum("ip,rij,jq->rpq", W, tables.use, W),
        final_use=np.einsum("ip,rik->rpk", W, tables.final_use),
        output=output,
        value_added=tables.value_added @ W,
        exports=tables.exports @ W,
        imports=tables.imports @ W,
        own_share=np.divide(kept, output, out=np.ones_like(kept), where=output > 0),
    )


def interpolated(
    first: RegionalTables, last: RegionalTables, weight: float, year: int
) -> RegionalTables:
    """Return the tables of a year between two others, of the same sectors.

    Output, trade abroad, own shares and final use are interpolated in logarithms (changes of
    stocks, and what is zero in one of the years, in their own units); coefficients are those
    of the first year, and of the last where a sector had no output in the first.
    """
    output = _between(first.output, last.output, weight)
    began = first.output > 0
    rates = [
        np.where(
            began[:, None, :],
            _per(getattr(first, part), first.output),
            _per(getattr(last, part), last.output),
        )
        for part in ("use", "value_added")
    ]
    final_use = _between(first.final_use, last.final_use, weight)
    final_use[:, :, STOCKS] = (1 - weight) * first.final_use[:, :, STOCKS] + weight * (
        last.final_use[:, :, STOCKS]
    )
    return replace(
        first,
        use=rates[0] * output[:, None, :],
        value_added=rates[1] * output[:, None, :],
        final_use=final_use,
        output=output,
        exports=_between(first.exports, last.exports, weight),
        imports=_between(first.imports, last.imports, weight),
        own_share=_between(first.own_share, last.own_share, weight),
        year=year,
        provenance=replace(
            first.provenance,
            sources=first.provenance.sources + last.provenance.sources,
            changes=(
                *first.provenance.changes,
                BETWEEN_YEARS.filled(
                    year=year,
                    first=first.year,
                    last=last.year,
                    of_first=f"{1 - weight:.1f}",
                    of_last=f"{weight:.1f}",
                ),
            ),
        ),
    )


def moved_by_product(
    tables: RegionalTables, growth: FloatArray, total_growth: FloatArray, year: int
) -> RegionalTables:
    """Return the tables of a later year, moved by regional product.

    Output, inputs, value added and exports of a sector grow with the product of its industry,
    final use and imports with that of the province; own shares stay.
    """
    rows = read_codes(CODES / f"{SCHEMES[tables.year]}.csv")
    industry = [INDUSTRIES.index(row["industry"]) for row in rows]
    g = growth[:, industry]
    everything = total_growth[:, None]
    return replace(
        tables,
        use=tables.use * g[:, None, :],
        value_added=tables.value_added * g[:, None, :],
        final_use=tables.final_use * everything[:, :, None],
        output=tables.output * g,
        exports=tables.exports * g,
        imports=tables.imports * everything,
        year=year,
        provenance=tables.provenance.with_change(MOVED_ON.filled(year=year, first=tables.year)),
    )


def _between(first: FloatArray, last: FloatArray, weight: float) -> FloatArray:
    """Return values between two, in logarithms where both are positive."""
    both = (first > 0) & (last > 0)
    one = np.ones_like(first)
    logs = (1 - weight) * np.log(np.where(both, first, one)) + weight * np.log(
        np.where(both, last, one)
    )
    return np.where(both, np.exp(logs), (1 - weight) * first + weight * last)


def _per(values: FloatArray, output: FloatArray) -> FloatArray:
    """Return columns (m, ., n) per unit of output (m, n)."""
    by = np.broadcast_to(output[:, None, :], values.shape)
    return np.divide(values, by, out=np.zeros_like(values), where=by > 0)
