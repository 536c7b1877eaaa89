"""``tanmai network``: the analysis of flows that a user brings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import networkx as nx
import pandas as pd
import pytest

from command_line import as_svg_alone, status_of

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("Ore", "Smelter", "Mill", "Works", "Yard")
WEIGHTS = {
    ("Ore", "Smelter"): 9.0,
    ("Smelter", "Mill"): 7.0,
    ("Mill", "Works"): 5.0,
    ("Works", "Yard"): 4.0,
    ("Yard", "Smelter"): 2.0,
    ("Mill", "Ore"): 1.0,
    ("Ore", "Ore"): 50.0,
    ("Yard", "Ore"): -3.0,
}


def write_list(path: Path, flows: dict[tuple[str, str], float]) -> Path:
    rows = [f"{origin},{to},{value}" for (origin, to), value in flows.items()]
    path.write_text("\n".join(["from,to,value", *rows]) + "\n", encoding="utf-8")
    return path


def write_matrix(path: Path) -> Path:
    frame = pd.DataFrame(0.0, index=pd.Index(NAMES, name="from"), columns=list(NAMES))
    for (origin, to), value in WEIGHTS.items():
        frame.loc[origin, to] = value
    frame.to_csv(path)
    return path


def steps_between() -> dict[tuple[str, str], float]:
    """Return a made-up matrix that explains: a number for every pair of names."""
    pairs = [(a, b) for a in NAMES for b in NAMES if a != b]
    return {pair: float(i * i % 7) for i, pair in enumerate(pairs)}


def test_a_list_and_a_matrix_give_the_same_network_of_any_names(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    as_svg_alone(monkeypatch)
    explained = write_list(tmp_path / "steps.csv", steps_between())
    files = [write_list(tmp_path / "flows.csv", WEIGHTS), write_matrix(tmp_path / "matrix.csv")]
    for path in files:
        words = ("network", path, "--unit", "kt", "--explain", explained, "--permutations", "50")
        asked = (*words, "--lang", "en", "--out", tmp_path / path.stem)
        assert status_of(monkeypatch, *asked) == 0
    first, second = (tmp_path / path.stem for path in files)
    for table in ("network_nodes", "network_edges", "qap_regression", "structure"):
        named = f"{table}.csv"
        assert (first / named).read_bytes() == (second / named).read_bytes()
    flows = pd.read_csv(first / "largest_flows.csv")
    assert flows["kt"].to_list() == [9.0, 7.0, 5.0, 4.0, 2.0, 1.0]
    assert flows["share_percent"].sum() == pytest.approx(100.0)
    graph = nx.read_gexf(first / "network.gexf")
    assert set(graph) == set(NAMES)
    assert graph["Ore"]["Smelter"]["weight"] == 9.0
    assert "1 flow below zero, −3.00 kt in total" in (first / "NOTES.txt").read_text("utf-8")
    regression = pd.read_csv(first / "qap_regression.csv").iloc[0]
    assert regression["matrix"] == "steps"
    assert regression["observations"] == 20
    assert 0 < regression["p_two_sided"] <= 1
    run = json.loads((first / "run.json").read_text(encoding="utf-8"))
    assert set(run["inputs_sha256"]) == {"flows.csv", "steps.csv"}
    drawn = {path.name for path in (first / "pictures").glob("*.svg")}
    assert drawn == {"network.en.svg"}


def test_provinces_are_known_by_any_of_their_names(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    as_svg_alone(monkeypatch)
    flows = {("山西", "Hebei"): 3.0, ("130000", "北京市"): 2.0, ("Beijing", "Shanxi"): 1.0}
    path = write_list(tmp_path / "flows.csv", flows)
    words = ("network", path, "--lang", "zh", "--out", tmp_path / "out")
    assert status_of(monkeypatch, *words) == 0
    drawn = {path.name for path in (tmp_path / "out" / "pictures").glob("*.svg")}
    assert drawn == {"network.zh.svg", "network-map.zh.svg"}
    nodes = pd.read_csv(tmp_path / "out" / "network_nodes.csv")
    assert nodes["adcode"].to_list() == [140000, 130000, 110000]
    assert nodes["in_strength_units"].to_list() == [1.0, 3.0, 2.0]


GOOD = {("Hebei", "Beijing"): 1.0, ("Beijing", "Hebei"): 2.0, ("Hebei", "Shanxi"): 3.0}
BAD = {
    "a province is misspelt": (
        {**GOOD, ("Hebay", "Beijing"): 4.0},
        (),
        "line 5: 'Hebay' is not a province of China that tanmai knows. Did you mean 'Hebei'",
    ),
    "a flow twice, under two names": (
        {**GOOD, ("河北", "Beijing"): 4.0},
        (),
        "line 5: 河北 → Beijing is given twice",
    ),
    "nothing flows": ({("A", "A"): 1.0, ("A", "B"): 0.0}, (), "has no flow above zero"),
    "a matrix with a gap": (
        GOOD,
        ("--explain", "gap.csv"),
        "has no value for 5 pairs of the network, the first Hebei 河北 → Shanxi 山西",
    ),
    "two matrices of one name": (
        GOOD,
        ("--explain", "gap.csv", "--explain", "gap.csv"),
        "two files of the name 'gap'",
    ),
    "no flows": (None, (), "is neither a list of flows (columns from, to, value) nor a square"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_one_message(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    case: str,
) -> None:
    flows, words, said = BAD[case]
    monkeypatch.chdir(tmp_path)
    write_list(tmp_path / "gap.csv", {("Hebei", "Beijing"): 1.0})
    path = tmp_path / "flows.csv"
    if flows is None:
        path.write_text("name,A,B\nA,0,1\nC,2,0\n", encoding="utf-8")
    else:
        write_list(path, flows)
    assert status_of(monkeypatch, "network", path, *words, "--out", "out") == 2
    assert said in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "out").exists()


def test_other_names_beside_provinces_are_kept_where_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    as_svg_alone(monkeypatch)
    path = write_list(tmp_path / "flows.csv", {**GOOD, ("Beijing", "Abroad"): 4.0})
    words = ("network", path, "--names", "any", "--out", tmp_path / "out")
    assert status_of(monkeypatch, *words) == 0
    nodes = pd.read_csv(tmp_path / "out" / "network_nodes.csv", dtype=str)
    assert nodes["adcode"].to_list() == ["130000", "110000", "140000", "Abroad"]
