"""``tanmai metals`` as a user meets it: the files that it leaves on disk, and its messages."""

import json
from pathlib import Path

import pandas as pd
import pytest

from command_line import as_svg_alone, files, status_of
from made_up_metals import HEAD, OPEN, RESERVES, use

PROMISED = {"report.html", "tables.xlsx", "run.json", "NOTES.txt", "MANIFEST.txt"}
RANGES = """
[[uncertain]]
lever = "lifetime"
low = 0.8
high = 1.2
source = "made_up"
[[uncertain]]
lever = "recovery"
low = 0.5
high = 0.9
source = "made_up"
"""
SCENARIOS = """
[[scenarios]]
key = "double"
name_en = "Twice the demand"
name_zh = "需求加倍"
demand = 2.0
intensity.gadgets = { value = 0.5, source = "made_up" }
"""


@pytest.fixture
def metal_file(tmp_path):
    """A made-up metal, with scenarios of a user's own beside it."""
    short = HEAD.replace("1950", "1990").replace("2100", "2050")
    own = tmp_path / "own.toml"
    own.write_text(short + use() + OPEN + RESERVES + RANGES, encoding="utf-8")
    (tmp_path / "scenarios.toml").write_text(SCENARIOS, encoding="utf-8")
    return own


def run(monkeypatch, *words):
    return status_of(monkeypatch, "metals", *words)


def test_the_metals_are_listed(monkeypatch, capsys):
    assert run(monkeypatch) == 0
    said = capsys.readouterr().out
    assert "li-china" in said
    assert "mg-china" in said


def test_supply_writes_everything_that_is_promised(monkeypatch, metal_file, tmp_path):
    as_svg_alone(monkeypatch)
    folder = tmp_path / "result"
    words = ("--config", metal_file, "--scenario", tmp_path / "scenarios.toml", "--draws", "20")
    assert run(monkeypatch, "supply", *words, "--out", folder) == 0
    written = files(folder)
    tables = {"milestones.csv", "supply.csv", "crossing.csv", "inputs.csv", "intervals.csv"}
    assert set(written) >= PROMISED | tables | {"what_matters.csv"}
    for kind in ("paths", "crossing", "reserves", "draws"):
        for language in ("zh", "en"):
            assert f"pictures/{kind}-unobtainium.{language}.svg" in written
    page = written["report.html"].decode("utf-8")
    assert "Holds assumptions" in page
    assert "含假设" in page
    record = json.loads(written["run.json"])
    assert record["command"] == "tanmai metals supply"
    assert set(record["inputs_sha256"]) == {"own.toml", "scenarios.toml"}
    assert all(check["passed"] for check in record["checks"])
    supply = pd.read_csv(folder / "supply.csv")
    assert set(supply["scenario"]) == {"central", "double"}
    last = supply[supply["year"] == 2050].set_index("scenario")["need_t"]
    assert last["double"] == pytest.approx(last["central"])  # twice the demand at half the metal


def test_the_same_request_gives_the_same_bytes(monkeypatch, metal_file, tmp_path):
    as_svg_alone(monkeypatch)
    words = ("stocks", "--config", metal_file, "--lang", "en", "--draws", "4")
    for name in ("one", "other"):
        assert run(monkeypatch, *words, "--out", tmp_path / name) == 0
    one, other = (files(tmp_path / name) for name in ("one", "other"))
    assert set(one) >= PROMISED | {"stocks.csv", "metal_flows.csv"}
    assert not [name for name in one if one[name] != other[name]]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("stocks",), "Name a metal with --metal (co-china"),
        (("stocks", "--metal", "lii"), "There is no metal 'lii'. Known: co-china"),
        (("supply", "--metal", "li,li-china"), "li-china is asked for twice"),
        (("stocks", "--metal", "ge", "--draws", "1"), "The number of draws is 1; give 2 or more"),
        (("stocks", "--metal", "ge", "--lang", "fr"), "input should be 'zh', 'en' or 'both'"),
        (("stocks", "--config", "none.toml"), "none.toml is not a file; name a metal (TOML)"),
        (
            ("stocks", "--metal", "ge", "--scenario", "none.toml"),
            "none.toml is not a file; name a scenario file (TOML)",
        ),
    ],
)
def test_a_wrong_request_is_one_message(monkeypatch, tmp_path, capsys, words, said):
    monkeypatch.chdir(tmp_path)
    assert run(monkeypatch, *words, "--out", "result") == 2
    message = " ".join(capsys.readouterr().err.split())
    assert said in message
    assert "Traceback" not in message
    assert not (tmp_path / "result").exists()


def test_provinces_draw_maps_and_write_the_carbon(monkeypatch, tmp_path):
    examples = Path(__file__).parents[2] / "analyses/05-strategic-metals/provinces"
    words = (examples / "magnesium-2018.csv", "--process", examples / "magnesium-process.toml")
    as_svg_alone(monkeypatch)
    folder = tmp_path / "result"
    assert run(monkeypatch, "provinces", *words, "--lang", "zh", "--out", folder) == 0
    written = files(folder)
    assert set(written) >= PROMISED | {"carbon_of_a_tonne.csv", "carbon_by_province.csv"}
    for kind in ("map-paths", "map-emitted", "carbon-of-a-tonne"):
        assert f"pictures/{kind}.zh.svg" in written
    assert "未经地图审核" in written["report.html"].decode("utf-8")
