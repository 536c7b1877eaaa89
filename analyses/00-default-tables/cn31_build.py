"""One year's embedded table: joined, with its emissions, its name and its label."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from cn31_sources import (
    TIBET,
    files_of,
    found,
    inventory_file,
    power_exchange,
    provincial_tables,
    tibet_emissions,
    transport_cost,
)
from cn31_years import regional_tables

from tanmai.core.emissions import with_inventory
from tanmai.core.messages import Message
from tanmai.core.table import MrioTable, SourceFile
from tanmai.io.ceads.inventory import read_ceads_inventory
from tanmai.io.tables import BEFORE_THE_FIT, NOT_FORCED, TIBET_APART
from tanmai.joining import JoinedTable, join_stack

OWN_TABLES = {2007: (2007,), 2012: (2012,), 2015: (2012, 2017), 2017: (2017,), 2018: (2017,)}
"""Years of the provincial tables that a year's table is made from."""
TIBET_YEARS = (2007, 2012, 2015)

CAVEAT_EN = (
    "Provincial tables: the official ones of the year (2015, 2018: carried between years). Trade "
    "between provinces: modelled. Not the official CEADs MRIO. Median errors measured: sales "
    "inside a province 15 / 23 / 17 % (2012 / 2015 / 2017, published cells); against the real "
    "table of 8 regions of 2007, CO2 of a flow 31 %, of a footprint 18 % (at most 43 %)."
)
CAVEAT_ZH = (
    "各省表：当年官方投入产出表（2015、2018 年由相邻年份推算）；省际贸易：由模型推算。"
    "本表不是 CEADs 官方多区域投入产出表。实测误差中位数：省内销售 15%、23%、17%"
    "（2012、2015、2017 年，对照已发表数据）；对照 2007 年八区域实际表，"
    "区域间流动的 CO2 为 31%，消费侧排放为 18%（最大 43%）。"
)


def joined_table(sources: Path, year: int, exponent: float = 1.0) -> JoinedTable:
    """Return a year's joined table without emissions, and what was moved."""
    return join_stack(
        regional_tables(sources, year),
        transport_cost(sources),
        exchanges=[power_exchange(sources, year)],
        exponent=exponent,
    )


def finished_table(joined: JoinedTable, sources: Path, year: int) -> MrioTable:
    """Return a joined table with the emissions of its year, its name and its label."""
    table = with_emissions_of_year(joined.table, sources, year)
    provenance = replace(
        table.provenance,
        name=f"cn31-{year}",
        sources=_sources(sources, year),
        changes=(*table.provenance.changes, *_remarks(joined)),
        caveat_zh=CAVEAT_ZH,
        caveat_en=CAVEAT_EN,
    )
    return replace(table, provenance=provenance)


def with_emissions_of_year(table: MrioTable, sources: Path, year: int) -> MrioTable:
    """Return the table with the CEADs inventory of a year, and Tibet's own where there is one."""
    inventory = read_ceads_inventory(found(sources, inventory_file(year)))
    filled = with_inventory(table, inventory, stranded="spread")
    if year in TIBET_YEARS:
        filled = with_tibet(filled, tibet_emissions(sources, year))
    F, F_Y = (part.astype(np.float32).astype(float) for part in (filled.F, filled.F_Y))
    return replace(filled, F=F, F_Y=F_Y)


def with_tibet(table: MrioTable, emissions: float) -> MrioTable:
    """Return the table with Tibet's emissions split over its sectors by output."""
    at = table.index.region_codes.index(TIBET)
    rows = slice(at * table.index.n, (at + 1) * table.index.n)
    F = table.F.copy()
    F[0, rows] = emissions * table.x[rows] / table.x[rows].sum()
    return table.changed(
        TIBET_APART.filled(emissions=f"{emissions:.4g}"),
        {"F": F, "without_emissions": ()},
    )


def _sources(sources: Path, year: int) -> tuple[SourceFile, ...]:
    tables = (
        source
        for own in OWN_TABLES[year]
        for table in provincial_tables(sources, own).values()
        for source in table.provenance.sources
    )
    return (*tables, *files_of(sources, year))


def _remarks(joined: JoinedTable) -> tuple[Message, ...]:
    summary = joined.record.summary()
    return (
        BEFORE_THE_FIT.filled(
            gap=f"{summary['gap_percent_of_output']:.1f}",
            factor=f"{summary['final_use_factor']:.3f}",
        ),
        NOT_FORCED,
    )
