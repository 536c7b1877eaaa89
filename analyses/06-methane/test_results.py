"""The committed estimate against what is claimed of it; no source file is needed."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest
from methane_checks import agree, of_accounts, of_cells, published
from methane_estimate import SOURCES, coal_weights, estimate, national
from methane_ranges import ranges
from methane_sources import FIELDS_FILE, HERE, Sources, factors

from tanmai.core.labels import mainland_provinces
from tanmai.core.resources import resource
from tanmai.io.methane import methane_cells, methane_ranges, with_methane
from tanmai.io.tables import load_table

YEARS = (2007, 2012, 2015, 2017, 2018)
ROUNDING_KT = 0.01
"""Four decimals of a kilotonne, over at most 700 cells of a source."""
ROUNDING_OF_RANGES_KT = 0.05
ROUNDING_OF_LEDGER = 0.005
MISSES = {"P05", "P07", "P08", "P13", "P15", "P16", "P18", "P19", "P21"}
"""Published figures that README.md names as missed."""
PROVINCES = [province.code for province in mainland_provinces()]


@cache
def committed(name: str) -> pd.DataFrame:
    keys = {"province": str, "sector": str}
    return pd.read_csv(resource("mrio_tables", "methane", f"{name}.csv"), dtype=keys)


@pytest.mark.parametrize("year", YEARS)
def test_the_nation_s_total_of_every_source_is_met(year):
    cells, nation = methane_cells(), committed("national")
    ours = cells[cells["year"] == year].groupby("source")["CH4_kt"].sum()
    told = nation[nation["year"] == year].set_index("source")["CH4_kt"]
    assert set(told.index) == set(SOURCES)
    assert (ours - told).abs().max() < ROUNDING_KT


@pytest.mark.parametrize("year", YEARS)
def test_ch4_is_where_something_is_made_and_of_households(year):
    table = with_methane(load_table(f"cn31-{year}")).of("CH4")
    rows = methane_cells()
    rows = rows[rows["year"] == year]
    assert (rows["CH4_kt"] > 0).all()
    assert not ((table.x <= 0) & (table.F[0] > 0)).any()
    fuel = rows.loc[rows["sector"] == "household", "CH4_kt"].sum()
    assert table.F_Y.sum() == pytest.approx(fuel)
    assert table.F.sum() + table.F_Y.sum() == pytest.approx(rows["CH4_kt"].sum())


def test_ranges_follow_from_the_estimate_and_its_uncertainty():
    found, told = ranges(methane_cells()), methane_ranges()
    values = ["CH4_kt", "low", "high"]
    assert list(found["province"]) == list(told["province"])
    assert np.abs(found[values] - told[values]).to_numpy().max() <= ROUNDING_OF_RANGES_KT + 1e-9
    assert ((told["low"] < told["CH4_kt"]) & (told["CH4_kt"] < told["high"])).all()


def test_published_figures_agree_but_for_those_that_are_named():
    ledger = pd.read_csv(HERE / "ledger.csv", dtype={"ours": str}).set_index("id")
    told = {key: float(text) for key, text in ledger["ours"].items()}
    ours = of_cells(methane_cells()) | of_accounts(with_methane(load_table("cn31-2007")).of("CH4"))
    for key, figure in ours.items():
        assert told[key] == pytest.approx(float(figure), abs=ROUNDING_OF_LEDGER), key
    rows = published()
    missed = {
        key
        for key in rows.index
        if not agree(rows["published"][key], ours.get(key, told[key]), rows["tolerance"][key])
    }
    assert missed == MISSES == set(ledger.index[~ledger["agrees"]])


def made_up() -> Sources:
    """Ten times as much coal in Hebei as in Shanxi; one head, one hectare everywhere."""
    years = pd.Index([2005, 2011, 2017, 2020], name="year")
    coal = pd.DataFrame(1.0, index=years, columns=PROVINCES)
    coal["130000"] = 10.0
    variables = sorted(
        {*factors()["item"], "sown area: all crops", "sown area: rice, all"} - {"raw coal"}
    )
    fields = pd.DataFrame(
        1.0,
        index=pd.MultiIndex.from_product([variables, [2017]], names=["variable", "year"]),
        columns=PROVINCES,
    )
    codes = [code for source in SOURCES.values() for code in source.codes]
    nation = pd.DataFrame({2005: 100.0, 2020: 250.0}, index=codes)
    return Sources(coal, fields, nation)


def test_the_nation_lies_between_its_two_reports():
    sources = made_up()
    assert national(sources, "rice", 2005) == 100.0
    assert national(sources, "rice", 2020) == 250.0
    assert national(sources, "rice", 2011) == pytest.approx(160.0)
    more = Sources(sources.coal.copy(), sources.fields, sources.nation)
    more.coal.loc[2011] *= 3
    assert national(more, "coal-mining", 2011) == pytest.approx(3 * 160.0)


def test_coal_of_a_gassy_region_weighs_more():
    weights = coal_weights(made_up(), 2011)
    whole = weights.sum()
    southwest = weights[["500000", "510000", "520000", "530000"]].sum()
    assert weights["140000"] / whole == pytest.approx(0.35)
    assert southwest / whole == pytest.approx(0.28)
    assert weights["130000"] / weights["370000"] == pytest.approx(10.0)


def test_an_estimate_shares_by_activity():
    cells = estimate(load_table("cn31-2017"), made_up()).set_index(["source", "province"])["CH4_kt"]
    assert cells["rice"].to_numpy() == pytest.approx(np.full(31, 220.0 / 31), abs=1e-4)
    manure = cells["manure"]
    assert manure["430000"] > manure["110000"]
    assert "310000" not in cells["coal-mining"].index


def test_sources_are_told_with_licence_and_checksum():
    rows = pd.read_csv(HERE / "sources.csv", dtype=str, keep_default_na=False)
    assert FIELDS_FILE in set(rows["file"])
    for column in ("publisher", "year", "licence", "url", "retrieved"):
        assert rows[column].str.len().gt(0).all(), column
    assert rows["sha256"].str.fullmatch("[0-9a-f]{64}").all()
