"""CH4 that travels with the embedded tables: joined by label, labelled, refused elsewhere."""

from __future__ import annotations

import numpy as np
import pytest

import tanmai as tm
from embedded import embedded_table
from tanmai.core.aggregation import aggregate
from tanmai.core.errors import OptionError
from tanmai.io.concordance_file import find_region_groups
from tanmai.io.methane import methane_cells, methane_of, with_methane
from tanmai.studies.options import StudyOptions
from tanmai.studies.prepare import prepare_table

TIBET = "540000"


@pytest.fixture(scope="module")
def table():
    return embedded_table()


def test_a_cell_stands_where_its_labels_say(table):
    both = with_methane(table)
    assert both.stressors == ("CO2", "CH4")
    assert np.array_equal(both.F[0], table.F[0])
    rows = methane_cells()
    coal = rows[(rows["year"] == 2017) & (rows["province"] == "140000") & (rows["sector"] == "02")]
    place = table.index.region_codes.index("140000") * table.index.n + 1
    assert both.F[1, place] == pytest.approx(coal["CH4_kt"].sum())
    assert coal["CH4_kt"].sum() > 9000


def test_it_is_labelled_as_an_estimate_with_its_uncertainty(table):
    origin = methane_of(table).provenance
    assert "not an official inventory" in origin.caveat_en
    assert "自行估算" in origin.caveat_zh
    assert all("−23" in said for said in (origin.caveat_en, origin.caveat_zh))
    assert origin.sources[-1].name == "methane/cn31.csv"


def test_a_province_without_co2_has_ch4_but_no_sum_of_both(table):
    assert TIBET in table.without_emissions
    alone = methane_of(table)
    place = table.rows_of(table.index.region_codes.index(TIBET))
    assert alone.without_emissions == ()
    assert alone.F[0, place].sum() > 0
    summed = with_methane(table).characterised("AR6 GWP100").of("CO2e")
    assert summed.without_emissions == (TIBET,)
    assert not summed.F[0, place].any()
    shanxi = table.rows_of(table.index.region_codes.index("140000"))
    expected = table.F[0, shanxi] + 27.9e-3 * alone.F[0, shanxi]
    assert summed.F[0, shanxi] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("asked", "stressors"),
    [
        ({}, ("CO2",)),
        ({"pressure": "甲烷"}, ("CH4",)),
        ({"gwp": "AR6 GWP100"}, ("CO2e",)),
        ({"pressure": "value-added"}, ("value-added",)),
    ],
)
def test_options_ask_for_it(asked, stressors):
    assert prepare_table(StudyOptions(table="cn31-2017", **asked)).table.stressors == stressors


def test_co2e_needs_a_set_of_factors():
    with pytest.raises(OptionError, match=r"CO2, CH4, which give CO2e .* --gwp"):
        prepare_table(StudyOptions(table="cn31-2017", pressure="CO2e"))


def test_the_front_door_accounts_it(table):
    found = tm.accounts(table, pressure="CH4")
    assert found.table.pressure.unit == "kt CH4"
    assert found.production_based.sum() == pytest.approx(57228.8, abs=0.1)


def test_other_tables_have_none(table):
    merged = aggregate(table, regions=find_region_groups("sic8"))
    for other in (embedded_table("textbook-mini"), merged):
        with pytest.raises(OptionError):
            with_methane(other)
    with pytest.raises(OptionError, match="has no pressure 'CH4'"):
        prepare_table(StudyOptions(table="textbook-mini", pressure="CH4"))
