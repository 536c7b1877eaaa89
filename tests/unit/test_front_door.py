"""Seven tasks that a user of pymrio would try, each in a few lines from ``import tanmai as tm``."""

import inspect
import subprocess
import sys

import networkx as nx
import pandas as pd
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

import tanmai as tm
from command_line import files
from tanmai import accounting, analysis, networks
from tanmai.core.errors import LabelError, OptionError
from tanmai.networks import differences, distances

TABLE = "cn31-2017"


@pytest.fixture(scope="module")
def accounts():
    return tm.accounts(tm.load(TABLE))


def test_footprint_by_sector_of_a_province(accounts):
    found = accounts.by_sector("陕西")
    assert set(found["province_en"]) == {"Shaanxi"}
    unit = "footprint_MtCO2"
    households = accounts.by_region().loc["Shaanxi", "household_MtCO2"]
    total = accounts.by_region().loc["Shaanxi", "consumption_based_MtCO2"]
    assert found[unit].sum() + households == pytest.approx(total)


def test_ten_largest_flows(accounts):
    found = tm.largest_flows(accounts, 10)
    flows = accounts.flows.to_frame("en")
    first = found.iloc[0]
    assert len(found) == 10
    assert first["MtCO2"] == flows.loc[first["from_en"], first["to_en"]]


def test_structural_paths_to_a_province(accounts):
    found = tm.paths(accounts, to="Zhejiang", count=5)
    within = tm.paths(accounts, origin="610000", to="浙江", count=5)
    assert len(found) == len(within) == 5
    assert set(within["emitter_adcode"]) == {"610000"}
    assert within["MtCO2"].max() <= accounts.flows.to_frame("en").loc["Shaanxi", "Zhejiang"]


def test_decomposition_between_years(accounts):
    first = tm.accounts(tm.load("cn31-2012"))
    with pytest.raises(LabelError, match="sectors"):
        tm.decompose(first, accounts)
    same = [
        tm.accounts(tm.aggregate(tm.load(f"cn31-{year}"), sectors="s26")) for year in (2012, 2017)
    ]
    found = tm.decompose(*same, prices="current prices")
    assert found.residual < 1e-9


def test_network_and_its_key_provinces(accounts):
    graph = tm.network(accounts)
    assert isinstance(graph, nx.DiGraph)
    assert set(tm.key_provinces(graph).index) == set(graph)


def test_structure_and_what_explains_the_flows(accounts):
    graph = tm.network(accounts)
    found = tm.structure(graph)
    summary = found.summary.set_index("measure")["value"]
    assert 0 < summary["efficiency"] < 1
    assert set(found.regions.index) == set(graph)
    emissions = pd.Series(accounts.production_based, index=accounts.table.index.region_codes)
    regression = tm.qap_regression(
        graph, {"km": distances(graph), "emissions": differences(emissions)}, permutations=99
    )
    assert regression.coefficients.loc["km", "coefficient"] < 0
    for one in (found, regression, networks.qap_correlation(graph, graph, permutations=9)):
        assert len(repr(one)) < 400
        assert len(one.to_frame())


def test_maps(accounts, tmp_path):
    values = accounts.by_region()["production_based_MtCO2"]
    sheet = tm.map(values, title="Production-based CO2, 2017", unit="Mt CO2")
    sheet.savefig(tmp_path / "map.png", dpi=50)
    tm.flow_map(accounts, count=5, title="流量", language="zh").savefig(
        tmp_path / "flows.png", dpi=50
    )
    assert (tmp_path / "map.png").stat().st_size > 10_000


def test_magnesium_coupled():
    result = tm.couple_magnesium(provinces=["Shaanxi"])
    assert "carbon_of_a_tonne" in result.tables


def test_a_study_is_one_call(tmp_path):
    study = tm.study("textbook-mini", top=3)
    folder = study.write(tmp_path / "study", pictures=False)
    assert (folder / "accounts_by_province.csv").exists()
    assert "accounts_by_province: 2 x " in repr(study)
    assert "accounts_by_province" in study._repr_html_()
    assert all(check.passed for check in study.checks)
    with pytest.raises(OptionError, match="colour"):
        tm.study("textbook-mini", colour="red")


def test_draws_extraction_and_readings_of_focus(accounts):
    assert tm.draws(tm.accounts(tm.load("textbook-mini")), 4).draws == 4
    assert len(tm.extract(accounts, by="province")) == 31
    mining = tm.accounts(accounts.table, focus=["02", "03"])
    assert "emitters" in repr(mining)
    assert mining.production_based.sum() < accounts.production_based.sum()


def test_a_table_goes_to_pymrio_and_back():
    table = tm.load("textbook-mini")
    again = tm.from_pymrio(tm.to_pymrio(table))
    assert again.x == pytest.approx(table.x)


def test_what_is_printed_fits_a_line_or_two():
    table = tm.load("textbook-mini")
    accounts = tm.accounts(table)
    change = tm.decompose(accounts, accounts)
    shown = (table, accounts, accounts.flows, tm.check(table), tm.draws(accounts, 2), change)
    assert [type(one).__name__ for one in shown if not 20 < len(repr(one)) < 300] == []
    assert "0 Mt CO2" in repr(change)
    assert "broken: none" in repr(tm.check(table))
    for one in shown:
        page = one._repr_html_()
        assert page.count("<table") == 1
        assert len(page) < 10_000
        assert len(one.to_frame())


def test_every_public_result_is_a_table_with_units_and_fits_a_line_or_two():
    table = tm.load("textbook-mini")
    accounts = tm.accounts(table)
    graph = tm.network(accounts)
    blocks = analysis.blocks_by_region(table.index)
    demand = analysis.total_final_demand(accounts)
    ends = table.index.region_codes
    pathways = analysis.key_pathways(accounts, [ends], count=3)
    in_carbon = [
        accounts,
        accounting.bilateral_trade_accounts(accounts),
        accounting.split_flows(accounts),
        accounting.income_accounts(accounts),
        accounting.value_added_responsibility(accounts),
        analysis.hypothetical_extraction(accounts, blocks),
        analysis.complete_extraction(accounts, blocks),
        analysis.final_product_emissions(accounts),
        analysis.largest_structural_paths(accounts, demand, count=3),
        analysis.region_routes(accounts, count=3),
        analysis.decompose_change(accounts, accounts, (dict.fromkeys(ends, 1.0),) * 2),
        pathways,
        *pathways.flows,
    ]
    others = [
        accounting.value_added_accounts(table),
        blocks,
        networks.community_stability(graph, seeds=range(2)),
        networks.core_periphery(graph),
    ]
    shown = {type(one).__name__: one for one in (*in_carbon, *others)}
    for one in shown.values():
        assert 20 < len(repr(one)) < 400
        assert len(one.to_frame())
        assert one._repr_html_().count("<table") == 1
    assert [one for one in in_carbon if not any("MtCO2" in c for c in one.to_frame())] == []
    rooms = (accounting, analysis, networks)
    public = {
        name for room in rooms for name in room.__all__ if inspect.isclass(getattr(room, name))
    }
    bases = {"CertifiedPaths", "ExtractionEffects"}
    of_networks = {"NetworkStructure", "QapCorrelation", "QapRegression"}
    assert public - set(shown) == bases | of_networks | {"Deflators", "YearlyDeflators"}


def test_a_table_in_totals_by_region():
    table = tm.load("textbook-mini")
    frame = table.to_frame()
    assert list(frame["adcode"]) == list(table.index.region_codes)
    assert frame["output (10^4 CNY)"].sum() == pytest.approx(table.x.sum())
    assert frame["CO2 (Mt CO2)"].sum() == pytest.approx(table.F.sum())


def test_a_region_that_is_not_there_is_named_with_its_nearest(accounts):
    with pytest.raises(LabelError, match="Shaanxi"):
        accounts.by_sector("Shaaanxi")


def test_every_public_name_is_there_and_documented():
    for name in tm.__all__:
        assert getattr(tm, name).__doc__


def test_import_brings_no_heavy_library():
    heavy = "{'pandas', 'matplotlib', 'networkx', 'geopandas', 'pymrio'}"
    code = f"import sys, tanmai; assert not {heavy} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_sums_are_made_on_one_thread_whatever_the_user_has_set(monkeypatch, tmp_path):
    seen = set()

    def look(*_, **__):
        seen.update(pool["num_threads"] for pool in threadpool_info())
        return []

    monkeypatch.setattr("tanmai.accounting.carbon.carbon_accounts", look)
    study = tm.study("textbook-mini")
    monkeypatch.setattr("tanmai.studies.result.write_tables", look)
    with threadpool_limits(limits=2):
        tm.accounts(tm.load("textbook-mini"))
        study.write(tmp_path / "s", pictures=False)
        assert {pool["num_threads"] for pool in threadpool_info()} == {2}
    assert seen == {1}


def test_one_and_two_threads_give_the_same_bytes(tmp_path):
    for threads in (1, 2):
        with threadpool_limits(limits=threads):
            tm.study(TABLE, focus="mining").write(tmp_path / str(threads), pictures=False)
            flows = tm.accounts(tm.load(TABLE)).flows.to_frame()
            (tmp_path / f"{threads}.bin").write_bytes(flows.to_numpy().tobytes())
    assert (tmp_path / "1.bin").read_bytes() == (tmp_path / "2.bin").read_bytes()
    assert files(tmp_path / "1") == files(tmp_path / "2")
