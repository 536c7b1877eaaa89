import json
from dataclasses import replace

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from embedded import embedded_study, embedded_table
from hand_made_tables import table_of
from tanmai.core.errors import LabelError
from tanmai.core.labels import RegionSectorIndex
from tanmai.io.bundle import read_bundle, write_bundle
from tanmai.report.results import StudyResult
from tanmai.solve import LeontiefSystem
from tanmai.studies.files import run_record
from tanmai.studies.options import StudyOptions
from tanmai.studies.result_files import write_tables
from tanmai.studies.study import MOST_FLOWS, MOST_FLOWS_OF_LARGE, make_study


@pytest.fixture(scope="module")
def study():
    return embedded_study(top=10)


@pytest.fixture(scope="module")
def written(study, tmp_path_factory):
    """The folder of the study."""
    return StudyResult(study).write(tmp_path_factory.mktemp("study") / "s", pictures=False)


def test_steps_are_told_in_order():
    told = []
    make_study(StudyOptions(table="textbook-mini", draws=7), lambda *step: told.append(step))
    names = ["read", "check", "solve", "draws", "draws", "draws", "network"]
    assert [name for name, *_ in told] == names
    assert told[3] == ("draws", 0, 7)
    assert told[4] in {("draws", 5, 7), ("draws", 2, 7)}  # whichever batch was first
    assert told[5] == ("draws", 7, 7)


def test_merging_sectors_keeps_totals_and_says_its_effect(study):
    merged = embedded_study(scheme="s26")
    assert merged.table.index.n == 26
    np.testing.assert_allclose(
        merged.accounts.production_based, study.accounts.production_based, rtol=1e-9
    )
    moved = merged.accounts.consumption_based - study.accounts.consumption_based
    assert merged.aggregation_effect == pytest.approx(np.abs(moved).max())
    assert merged.aggregation_effect > 0
    assert study.aggregation_effect is None
    assert any("26 (scheme s26)" in change for change in map(str, merged.table.provenance.changes))


def test_the_effect_of_merging_is_solved_by_the_method_that_was_named(monkeypatch):
    named = []
    monkeypatch.setattr(
        "tanmai.studies.study.LeontiefSystem",
        lambda table, method, **more: (
            named.append((table.index.n, method)) or LeontiefSystem(table, method, **more)
        ),
    )
    make_study(StudyOptions(scheme="s26", method="krylov"))
    assert named == [(26, "krylov"), (42, "krylov")]


def test_the_tables_own_scheme_merges_nothing():
    assert embedded_study(scheme="nbs42-2017").aggregation_effect is None


def test_a_focus_is_the_same_group_in_a_merged_scheme():
    focus = {"focus": "mining"}
    detailed, merged = (
        make_study(StudyOptions(**focus, **more)).accounts for more in ({}, {"scheme": "s26"})
    )
    assert merged.focus.sector_codes == ("S2",)
    np.testing.assert_allclose(merged.production_based, detailed.production_based, rtol=1e-9)


def test_a_table_of_no_known_scheme_is_not_merged():
    with pytest.raises(LabelError, match=r"no scheme that tanmai knows, .*leave --scheme out"):
        embedded_study(table="textbook-mini", scheme="s26")


def test_provinces_are_merged_into_groups(study):
    groups = embedded_study(regions="sic8")
    assert groups.table.index.m == 8
    total = study.accounts.production_based.sum()
    assert groups.accounts.production_based.sum() == pytest.approx(total, rel=1e-9)
    with pytest.raises(LabelError, match="Did you mean 'sic8'"):
        embedded_study(regions="sic9")


def test_a_table_is_seen_in_the_other_vintage(study):
    older = embedded_study(scheme="nbs42-2012")
    assert older.table.index.n == 42
    assert older.table.index.sector_codes[24] == "25"
    assert older.table.sectors[24].name_zh == "电力、热力的生产和供应"
    np.testing.assert_allclose(
        older.accounts.production_based, study.accounts.production_based, rtol=1e-9
    )


def test_a_concordance_of_ones_own_merges_sectors_and_regions(tmp_path):
    rows = ["from,to,weight,reason", "01,A,1,", "02,A,1,"]
    (tmp_path / "one.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    options = StudyOptions(table="textbook-mini", scheme=str(tmp_path / "one.csv"))
    merged = make_study(options)
    assert merged.table.index.sector_codes == ("A",)
    assert merged.options.to_record()["scheme"] == "one.csv"
    with pytest.raises(LabelError, match="has no row for 03, 04"):
        make_study(StudyOptions(scheme=str(tmp_path / "one.csv"), regions="sic8"))


def test_imports_are_estimated_apart_when_asked():
    study = embedded_study(table="textbook-mini")
    with_imports = embedded_study(table="textbook-mini", imports="domestic_technology")
    assert (with_imports.imported[np.array(study.accounts.consumption_based) > 0] > 0).all()
    np.testing.assert_array_equal(
        with_imports.accounts.consumption_based, study.accounts.consumption_based
    )
    assert "imported_carbon" in with_imports.tables
    assert "imported_carbon" not in study.tables


def test_the_record_traces_the_study(study):
    record = json.loads(json.dumps(run_record(study)))
    assert record["table"]["status"] == "estimate"
    assert "ot the official CEADs" in record["table"]["caveat_en"]
    assert record["table"]["regions_without_emissions"] == ["540000"]
    assert record["method"]["residual"] < 1e-10
    assert abs(record["conservation"]["difference"]) < 1e-6
    assert {len(digest) for digest in record["inputs_sha256"].values()} == {64}
    assert all("passed" in row for row in record["checks"])


def test_the_method_of_solution_is_recorded_and_may_be_named(study):
    record = run_record(embedded_study(table="textbook-mini", method="krylov"))
    assert record["options"]["method"] == record["method"]["solution"] == "krylov"
    assert record["method"]["why"] == "chosen by the user"
    default = run_record(study)["method"]
    assert default["solution"] == "krylov"
    assert default["products"] == "trade shares"
    assert default["residual"] <= default["tolerance"] == 1e-10
    assert 0 < default["error_bound_of_a_column"] < 1e-5


def test_paths_and_routes_of_the_key_paths_are_certified(written):
    tables = {
        name: pd.read_csv(written / f"{name}.csv", dtype={"from_adcode": str, "to_adcode": str})
        for name in ("key_paths", "structural_paths", "region_routes", "path_coverage")
    }
    flows = tables["key_paths"].set_index(["from_adcode", "to_adcode"])["MtCO2"]
    searches = tables["path_coverage"].set_index("table")
    for name in ("structural_paths", "region_routes"):
        covered = searches.loc[name].set_index(["from_adcode", "to_adcode"])
        listed = tables[name].groupby(["from_adcode", "to_adcode"], sort=False)
        assert len(covered) == listed.ngroups == 10
        np.testing.assert_allclose(covered["total_MtCO2"], flows[covered.index], rtol=1e-9)
        np.testing.assert_allclose(
            listed["MtCO2"].sum() / flows * 100, covered["covered_percent"], rtol=1e-9
        )
        assert (covered["listed"] == listed.size()).all()
        assert (listed["MtCO2"].min() >= covered["largest_of_rest_at_most_MtCO2"]).all()
        whole = covered["covered_percent"] + covered["rest_percent_at_most"]
        assert whole.between(100 - 1e-9, 103).all()  # above 100 where stock is drawn down
    assert searches.loc["region_routes", "covered_percent"].median() > 80
    record = json.loads((written / "run.json").read_text("utf-8"))["pathways"]
    assert "branch and bound" in record["method"]
    assert len(record["searches"]) == 21


def test_the_paths_of_no_more_than_twenty_flows_are_listed_and_as_many_as_asked_for():
    found = embedded_study(top=50, path_count=3).pathways
    assert len(found.flows) == MOST_FLOWS
    assert {len(flow.paths.carbon) for flow in found.flows} == {3}
    assert max(len(flow.routes.carbon) for flow in found.flows) == 3
    assert len(found.overall.carbon) == 3


def test_the_paths_of_fewer_flows_are_listed_of_a_large_table(monkeypatch):
    monkeypatch.setattr("tanmai.studies.study.LARGE", 1000)
    found = make_study(StudyOptions(path_count=1)).pathways
    assert len(found.flows) == MOST_FLOWS_OF_LARGE


def test_a_table_whose_paths_nothing_bounds_says_so(tmp_path):
    """A negative cell of Z: the accounts stand, the paths are left out with the reason."""
    table = table_of([[1, -1], [2, 1]], [[5, 3], [4, 2]], [1, 1], regions=2)
    write_bundle(table, tmp_path / "negative")
    study = make_study(StudyOptions(table=str(tmp_path / "negative")))
    assert study.pathways is None
    out = StudyResult(study).write(tmp_path / "out", pictures=False)
    assert not (out / "path_coverage.csv").exists()
    record = json.loads((out / "run.json").read_text("utf-8"))["pathways"]
    assert record == {"method": None, "why_not": str(study.why_no_pathways)}
    assert "negative" in str(study.why_no_pathways)
    assert (out / "NOTES.txt").read_text("utf-8").count(str(study.why_no_pathways)) == 1


def test_the_csv_files_close(written):
    provinces = pd.read_csv(written / "accounts_by_province.csv")
    produced = provinces["production_based_MtCO2"].sum()
    sinks = provinces["consumption_based_MtCO2"].sum() + provinces["export_MtCO2"].sum()
    assert produced == pytest.approx(sinks, rel=1e-9)
    flows = pd.read_csv(written / "flows.csv")
    consumed = flows.groupby("to_en")["MtCO2"].sum()[provinces["province_en"]].to_numpy()
    household = provinces["household_MtCO2"].to_numpy()
    np.testing.assert_allclose(
        consumed + household, provinces["consumption_based_MtCO2"], rtol=1e-9
    )


def test_the_graphs_open(study, written):
    for graph in (
        nx.read_gexf(written / "network.gexf"),
        nx.read_graphml(written / "network.graphml"),
    ):
        assert graph.nodes["610000"]["name_en"] == "Shaanxi"
        assert graph.edges["130000", "110000"]["weight"] == pytest.approx(
            study.network.edges["130000", "110000"]["weight"]
        )


def test_a_users_bundle_is_studied_like_an_embedded_table(tmp_path):
    write_bundle(embedded_table("textbook-mini"), tmp_path / "mine")
    assert read_bundle(tmp_path / "mine").index.m == 2
    study = make_study(StudyOptions(table=str(tmp_path / "mine")))
    assert "mine/table.json" in study.inputs


def test_a_label_that_looks_like_a_formula_is_written_harmless(tmp_path):
    table = embedded_table("textbook-mini")
    name = '=HYPERLINK("x")'
    sectors = (replace(table.sectors[0], name_en=name), *table.sectors[1:])
    index = RegionSectorIndex(table.regions, sectors)
    write_bundle(table.changed("a hostile label", {"index": index}), tmp_path / "hostile")
    study = make_study(StudyOptions(table=str(tmp_path / "hostile")))
    StudyResult(study).write(tmp_path / "out", pictures=False)
    rows = pd.read_csv(tmp_path / "out" / "accounts_by_sector.csv")
    assert set(rows["sector_en"]) == {f"'{name}", table.sectors[1].name_en}
    assert rows["direct_MtCO2"].sum() == pytest.approx(table.F.sum())


@pytest.mark.filterwarnings("ignore::tanmai.studies.columns.UnexplainedColumn")
def test_a_header_that_looks_like_a_formula_is_written_harmless(tmp_path):
    table = pd.DataFrame({"=1+1": [1.0], " @cmd": ["+2"], "x": ["=3"]})
    write_tables({"hostile": table}, [], tmp_path)
    text = (tmp_path / "hostile.csv").read_text(encoding="utf-8").splitlines()
    assert text == ["'=1+1,' @cmd,x", "1,'+2,'=3"]


def test_what_copies_of_the_process_find_is_not_found_again(monkeypatch):
    monkeypatch.setattr("tanmai.draw.workers._cores", lambda: 2)
    study, alone = (make_study(StudyOptions(table="textbook-mini")) for _ in range(2))
    with study.explored():
        pass
    assert {"_readings", "structure"} <= set(vars(study))
    pd.testing.assert_frame_equal(study.readings.totals(), alone.readings.totals())
    pd.testing.assert_frame_equal(study.structure.summary, alone.structure.summary)
