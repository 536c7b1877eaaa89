"""Scenarios in the provinces' network: the coupled table comes back, and differences add up."""

import numpy as np
import pytest

from embedded import embedded_table
from tanmai.checks import check_table
from tanmai.core.errors import LabelError, OptionError, TableError
from tanmai.core.messages import LANGUAGES
from tanmai.metals.magnesium.coupling.case import coupled_case
from tanmai.metals.magnesium.coupling.options import CouplingOptions
from tanmai.metals.magnesium.industry import outlook_network_tables as tables
from tanmai.metals.magnesium.industry.network_industry import CoupledIndustry, IndustryState
from tanmai.metals.magnesium.industry.outlook import run_outlook
from tanmai.metals.magnesium.industry.outlook_network import (
    changes_over_draws,
    industry_state,
    network_outlook,
)
from tanmai.metals.magnesium.industry.outlook_result import magnesium_outlook
from tanmai.metals.magnesium.industry.outlook_scenario import scenario_parameters
from tanmai.metals.result_page import result_page

SHAANXI, QINGHAI = "610000", "630000"


@pytest.fixture(scope="module")
def coupled():
    return coupled_case(embedded_table())


@pytest.fixture(scope="module")
def network(coupled):
    runs = [
        run_outlook(key, scenario_parameters(key), until=2027) for key in ("baseline", "technology")
    ]
    return network_outlook(coupled, runs)


def own_industry(coupled):
    return IndustryState(
        coupled.output_tonnes, {code: {"pidgeon_2015": 1.0} for code in coupled.makers}
    )


def test_its_own_year_gives_the_coupled_table(coupled):
    back = CoupledIndustry(coupled).put(own_industry(coupled), "own")
    for part in ("Z", "Y", "x", "exports", "value_added", "imports", "F"):
        old, new = (np.asarray(getattr(one.table, part)) for one in (coupled, back))
        np.testing.assert_allclose(new, old, rtol=1e-9, atol=1e-11 * np.abs(old).max())
    np.testing.assert_allclose(back.newly_counted, coupled.newly_counted, rtol=1e-9)
    np.testing.assert_allclose(
        back.accounts.consumption_based, coupled.accounts.consumption_based, rtol=1e-9
    )


def test_a_table_that_fell_short_comes_back_too():
    short = coupled_case(embedded_table("cn31-2012"))
    back = CoupledIndustry(short).put(own_industry(short), "own")
    old, new = np.asarray(short.table.Z), np.asarray(back.table.Z)
    np.testing.assert_allclose(new, old, rtol=1e-9, atol=1e-11 * old.max())


def test_output_routes_and_exports_are_those_given(coupled):
    state = IndustryState(
        {SHAANXI: 6e5, QINGHAI: 5e4},
        {
            SHAANXI: {"pidgeon_vertical_coal": 0.5, "pidgeon_low_carbon_ferrosilicon": 0.5},
            QINGHAI: {"electrolytic_green_power": 1.0},
        },
        {SHAANXI: 0.8},
        exported=0.3,
    )
    case = CoupledIndustry(coupled).put(state, "given")
    check_table(case.table).require()
    made = case.output_tonnes
    assert {code: tonnes for code, tonnes in made.items() if tonnes > 1} == pytest.approx(
        {SHAANXI: 6e5, QINGHAI: 5e4}
    )
    index = case.table.index
    metal = [index.position(code, "Mg") for code in index.region_codes]
    share = case.table.exports[metal].sum() / case.table.x[metal].sum()
    assert share == pytest.approx(0.3)
    alloy = [index.position(code, "FeSi") for code in index.region_codes]
    assert case.table.x[alloy].sum() * 1e4 / 5500 == pytest.approx(1.15 * 6e5)
    assert case.tonnes[QINGHAI].gate == pytest.approx(1.2)
    assert case.accounts.conservation_gap < 1e-9


def test_a_lower_grid_factor_saves_power_alone(coupled):
    industry, own = CoupledIndustry(coupled), own_industry(coupled)
    greener = IndustryState(own.tonnes, own.routes, dict.fromkeys(coupled.makers, 0.5))
    change = tables.emitter_changes(coupled, industry.put(greener, "half")).sum()
    assert change["power"] < 0
    assert abs(change["power"]) > 20 * abs(change[["magnesium", "ferrosilicon"]]).max()


def test_differences_add_up(network):
    totals, causes = tables.totals(network), tables.causes(network)
    parts = totals[[f"{name}_change" for name in tables.EMITTERS]].sum(axis=1)
    np.testing.assert_allclose(parts, totals["china_change"], atol=1e-9)
    three = causes[["output_MtCO2", "works_MtCO2", "grids_MtCO2"]].sum(axis=1)
    np.testing.assert_allclose(three, causes["total_MtCO2"], atol=1e-9)
    provinces = tables.provinces(network)
    last = provinces[provinces["scenario"] == "technology"]
    against = causes.set_index("scenario").loc["technology", "total_against_baseline_MtCO2"]
    assert last["production_based_against_baseline"].sum() == pytest.approx(against)
    by_emitter = tables.emitters(network)
    changed = by_emitter[list(tables.EMITTERS)].to_numpy().sum()
    assert changed == pytest.approx(against)
    assert last["net_outflow_change"].sum() == pytest.approx(0.0, abs=1e-8)


def test_every_case_is_a_sound_table(network):
    for *_, case in network.all_cases():
        check_table(case.table).require()


def test_the_page_says_how_large_the_effect_is():
    result = magnesium_outlook(["technology"], draws=2, table=embedded_table(), until=2026)
    page = result_page(result, [], LANGUAGES).html()
    assert "Green magnesium matters for what its own provinces emit" in page
    assert "绿色镁对镁厂所在省的排放有作用" in page
    assert {"network_causes", "network_provinces", "network_flows"} <= set(result.tables)
    assert set(result.tables["network_nodes"]["scenario"]) == {"all", "baseline", "technology"}
    assert (result.tables["network_paths"]["MtCO2"] > 0).all()


def test_what_the_table_lacks_is_refused(coupled):
    industry = CoupledIndustry(coupled)
    with pytest.raises(LabelError, match="region '710000' is not in this table"):
        industry.put(IndustryState({"710000": 1.0}, {"710000": {"electrolytic": 1.0}}), "Taiwan")
    with pytest.raises(LabelError, match="There is no route 'pigeon'"):
        industry.put(IndustryState({SHAANXI: 1.0}, {SHAANXI: {"pigeon": 1.0}}), "wrong")
    with pytest.raises(OptionError, match="do not sum to 1"):
        IndustryState({SHAANXI: 1.0}, {SHAANXI: {"electrolytic": 0.5}})
    with pytest.raises(OptionError, match="below zero"):
        IndustryState({SHAANXI: -1.0}, {SHAANXI: {"electrolytic": 1.0}})


def test_a_coupling_without_ferrosilicon_is_refused():
    options = CouplingOptions(output={"Qinghai": 1e4}, route="electrolytic")
    with pytest.raises(TableError, match="coupled without ferrosilicon"):
        CoupledIndustry(coupled_case(embedded_table(), options))


def test_made_as_in_the_base_year_keeps_its_pattern(network, coupled):
    one = network.outlooks["technology"]
    state = industry_state(one, 2027, coupled, works_of=2025, grids_of=2025)
    first = industry_state(one, 2025, coupled)
    assert sum(state.tonnes.values()) == pytest.approx(one.output[-1].sum())
    for code, tonnes in first.tonnes.items():
        assert state.tonnes[code] / tonnes == pytest.approx(
            one.output[-1].sum() / one.output[0].sum()
        )
    assert state.grid == first.grid


def test_draws_are_set_beside_the_same_draw_of_the_baseline(coupled):
    drawn = {
        key: run_outlook(key, scenario_parameters(key), draws=2) for key in ("baseline", "policy")
    }
    found = changes_over_draws(coupled, drawn, 5)
    assert found["scenario"].tolist() == ["policy", "policy"]
    assert found["draw"].tolist() == [1, 2]
    network = CoupledIndustry(coupled)
    totals = [
        float(network.put(industry_state(one, 2030, coupled, draw=1), key).accounts.direct.sum())
        for key, one in drawn.items()
    ]
    assert found["china_MtCO2"].iloc[1] == pytest.approx(totals[1] - totals[0], rel=1e-6)
    assert (found[list(drawn["policy"].provinces)].sum(axis=1) < 0).all()
