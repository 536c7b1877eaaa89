"""The estimate beside what others have published: nothing of it is an input but the gas of coal."""

from __future__ import annotations

import numpy as np
import pandas as pd
from methane_estimate import national
from methane_sources import HERE, Sources

from tanmai.accounting.carbon import carbon_accounts
from tanmai.core.table import MrioTable
from tanmai.io.methane import with_methane
from tanmai.io.tables import load_table

ENERGY = ("coal-mining", "oil-and-gas", "power", "industry-fuel", "transport-fuel")
AGRICULTURE = ("enteric", "manure", "rice", "field-burning")
WASTE = ("solid-waste", "wastewater")
EAST = (
    *("110000", "120000", "130000", "210000", "310000", "320000", "330000", "350000"),
    *("370000", "440000", "460000"),
)
CENTRE = ("140000", "220000", "230000", "340000", "360000", "410000", "420000", "430000")
EAST_CHINA = ("310000", "320000", "330000", "340000", "350000", "360000", "370000")
NORTHEAST = ("210000", "220000", "230000")


def published() -> pd.DataFrame:
    """Return what others have published, by id."""
    return pd.read_csv(HERE / "published.csv", dtype={"published": str}).set_index("id")


def of_cells(cells: pd.DataFrame) -> dict[str, float | str]:
    """Return our figures for those of `published.csv` that the embedded cells give."""
    total = cells.pivot_table("CH4_kt", "year", "source", aggfunc="sum") / 1e3
    coal = cells[cells["source"] == "coal-mining"].pivot_table(
        index="year", columns="province", values="CH4_kt", aggfunc="sum"
    )
    in_2007, in_2015 = total.loc[2007], total.loc[2015]
    return {
        "P04": 100 * coal.loc[2018, "140000"] / coal.loc[2018].sum(),
        "P05": total.loc[2018, "coal-mining"],
        "P06": str(coal.loc[2012].reindex(EAST_CHINA).idxmax()),
        "P07": str(coal.loc[2012, list(NORTHEAST)].idxmax()),
        "P08": in_2007.sum(),
        "P09": 100 * in_2007["coal-mining"] / in_2007.sum(),
        "P10": 100 * in_2007["enteric"] / in_2007.sum(),
        "P11": 100 * in_2007["rice"] / in_2007.sum(),
        "P12": in_2015.sum(),
        "P13": in_2015[[*ENERGY, "household-fuel"]].sum(),
        "P14": in_2015[list(AGRICULTURE)].sum(),
        "P15": in_2015[list(WASTE)].sum(),
    }


def of_accounts(table: MrioTable) -> dict[str, float | str]:
    """Return our figures for those of the footprints of 2007."""
    accounts = carbon_accounts(table)
    footprint = pd.Series(accounts.consumption_based, index=table.index.region_codes)
    share = 100 * footprint / footprint.sum()
    flows = accounts.flows.values * (1 - np.eye(table.index.m))
    net = pd.Series(flows.sum(axis=1) - flows.sum(axis=0), index=table.index.region_codes)
    east, centre = share[list(EAST)].sum(), share[list(CENTRE)].sum()
    return {
        "P16": east,
        "P17": centre,
        "P18": 100 - east - centre,
        "P19": str(footprint.idxmax()),
        "P20": str(net.idxmax()),
        "P21": str(net.idxmin()),
    }


def of_sources(sources: Sources) -> dict[str, float | str]:
    """Return our figures of coal mining in years without a table."""
    years = {"P01": 2010, "P02": 2013, "P03": 2016}
    return {key: national(sources, "coal-mining", year) / 1e3 for key, year in years.items()}


def ledger(cells: pd.DataFrame, sources: Sources | None = None) -> pd.DataFrame:
    """Return the published figures with ours and whether they agree within the tolerance."""
    ours = of_cells(cells) | of_accounts(with_methane(load_table("cn31-2007")).of("CH4"))
    if sources is not None:
        ours |= of_sources(sources)
    rows = published().loc[[key for key in published().index if key in ours]]
    return rows.assign(
        ours=[ours[key] for key in rows.index],
        agrees=[
            agree(row.published, ours[key], row.tolerance)
            for key, row in zip(rows.index, rows.itertuples(), strict=True)
        ],
    )[["what", "published", "ours", "unit", "tolerance", "agrees"]]


def agree(published_figure: str, ours: float | str, tolerance: str) -> bool:
    """Whether two figures are the same, or as near as a tolerance in percent or points says."""
    if isinstance(ours, str):
        return ours == published_figure
    amount, kind = tolerance.split()
    allowed = float(amount) * (float(published_figure) / 100 if kind == "%" else 1.0)
    return abs(ours - float(published_figure)) <= allowed
