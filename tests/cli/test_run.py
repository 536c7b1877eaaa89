"""A whole study, as the command leaves it on disk."""

import json

import networkx as nx
import pytest
import python_calamine

from command_line import files, status_of, without_pictures

DRAWN = ("production", "consumption", "net_outflow", "key_paths", "flows", "readings")
LIGHT = ("--lang", "en", "--formats", "svg")
PROMISED = {
    "run.json",
    "report.html",
    "tables.xlsx",
    "NOTES.txt",
    "accounts_by_province.csv",
    "accounts_by_sector.csv",
    "extraction.csv",
    "final_products.csv",
    "flows.csv",
    "net_flows.csv",
    "key_paths.csv",
    "overall_paths.csv",
    "path_coverage.csv",
    "region_routes.csv",
    "structural_paths.csv",
    "readings.csv",
    "reading_totals.csv",
    "reading_agreement.csv",
    "network_nodes.csv",
    "network_edges.csv",
    "network_summary.csv",
    "network.gexf",
    "network.graphml",
    "words/methods.en.txt",
    "words/captions.en.txt",
    "words/references.bib",
}


def run(monkeypatch, folder, *words):
    return status_of(monkeypatch, "run", "--out", folder, *words)


@pytest.fixture(scope="module")
def two_runs(tmp_path_factory):
    """The same study in English, run twice into one folder, with some of its pictures."""
    folder, found = tmp_path_factory.mktemp("study") / "s", []
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("tanmai.report.pictures.PICTURES", DRAWN)
        for _ in range(2):
            assert run(monkeypatch, folder, "--table", "textbook-mini", "--lang", "en") == 0
            found.append(files(folder))
    assert list(folder.parent.iterdir()) == [folder]
    return found


def test_every_promised_file_is_there_and_nothing_half_written(two_runs):
    written = two_runs[0]
    assert set(written) >= PROMISED
    assert not [name for name in written if name.startswith(".")]
    maps = {name for name in written if name.startswith("maps/")}
    for kind in DRAWN:
        for ending in ("en.png", "en.svg", "en.pdf"):
            assert f"maps/{kind}.{ending}" in maps
    assert all(written.values())


def test_a_study_run_again_into_its_folder_gives_the_same_bytes(two_runs):
    one, other = two_runs
    assert set(one) == set(other)
    changed = [name for name in one if one[name] != other[name]]
    assert not changed


def test_one_language_makes_pictures_in_that_language_only(monkeypatch, tmp_path):
    monkeypatch.setattr("tanmai.report.pictures.PICTURES", ("production",))
    asked = ("--table", "textbook-mini", "--lang", "zh", "--formats", "svg")
    asked += ("--reading", "final_producer")
    assert run(monkeypatch, tmp_path / "s", *asked) == 0
    record = json.loads((tmp_path / "s" / "run.json").read_text("utf-8"))
    assert record["options"]["reading"] == record["readings"]["of_the_study"] == "final_producer"
    assert not list((tmp_path / "s" / "maps").glob("*.en.*"))
    assert list((tmp_path / "s" / "maps").glob("*.zh.svg"))
    assert (tmp_path / "s" / "words" / "methods.zh.txt").exists()


def test_a_focus_is_said_everywhere(monkeypatch, tmp_path):
    without_pictures(monkeypatch)
    words = ("--table", "textbook-mini", "--focus", "01", *LIGHT)
    assert run(monkeypatch, tmp_path / "s", *words) == 0
    record = json.loads((tmp_path / "s" / "run.json").read_text(encoding="utf-8"))
    assert record["focus"]["reading"] == "emitters"
    notes = (tmp_path / "s" / "NOTES.txt").read_text(encoding="utf-8")
    assert "as emitters" in notes
    assert "households are left out" in notes
    for read, name in ((nx.read_gexf, "network.gexf"), (nx.read_graphml, "network.graphml")):
        assert "emitters" in (tmp_path / "s" / name).read_text(encoding="utf-8")
        assert read(tmp_path / "s" / name).number_of_nodes() == 2
    book = python_calamine.CalamineWorkbook.from_path(tmp_path / "s" / "tables.xlsx")
    said = [row[0] for row in book.get_sheet_by_name("说明 notes").to_python()]
    assert any("as emitters" in line for line in said)
    assert "focus" in (tmp_path / "s" / "report.html").read_text(encoding="utf-8").casefold()


def test_a_failure_in_the_last_step_leaves_what_was_there(monkeypatch, tmp_path, capsys):
    def fail(*_):
        raise OSError(28, "No space left on device")

    without_pictures(monkeypatch)
    monkeypatch.setattr("tanmai.report.study_page.page", fail)
    assert run(monkeypatch, tmp_path / "s", "--table", "textbook-mini", *LIGHT) == 2
    assert not list(tmp_path.iterdir())
    said = capsys.readouterr().err
    assert f"error: {tmp_path / 's'} cannot be written (No space left on device); name" in said


def test_years_are_compared(monkeypatch, tmp_path):
    words = ["compare", "cn31-2012", "cn31-2017", "--focus", "mining"]
    words += ["--current-prices", "--regions", "sic8", *LIGHT]
    assert status_of(monkeypatch, *words, "--out", tmp_path / "c") == 0
    written = files(tmp_path / "c")
    assert {"accounts.csv", "key_paths.csv", "qap.csv", "tables.xlsx", "run.json"} <= set(written)
    assert {"report.html", "decomposition.csv", "words/methods.en.txt"} <= set(written)
    assert len(written["report.html"]) < 2_000_000
    assert {"maps/outflow_2012.en.svg", "maps/ranks.en.svg"} <= set(written)
    record = json.loads(written["run.json"])
    assert list(record) == ["2012", "2017", "decomposition"]
    assert {record[year]["options"]["scheme"] for year in ("2012", "2017")} == {"nbs42-2012"}
    assert "(nbs42-2012, nbs42-2017); all were merged into nbs42-2012" in (
        written["NOTES.txt"].decode()
    )
    assert record["decomposition"]["prices"] == "current prices"
    assert record["decomposition"]["residuals"]["2012-2017"] < 1e-9


def test_a_way_to_decompose_that_is_unknown_is_refused(monkeypatch, tmp_path, capsys):
    words = ["compare", "cn31-2012", "cn31-2017", "--decomposition", "lmd"]
    assert status_of(monkeypatch, *words, "--out", tmp_path / "c") == 2
    assert "Did you mean 'lmdi'" in capsys.readouterr().err.replace("\n", " ")


def test_a_table_that_is_given_again_and_again_is_refused(monkeypatch, tmp_path, capsys):
    assert status_of(monkeypatch, "compare", *["textbook-mini"] * 3, "--out", tmp_path / "c") == 2
    assert "textbook-mini cannot be distinguished from another table" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
