"""``tanmai scenario``: a file of scenarios beside the table as it is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from command_line import as_svg_alone, status_of

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """
[scenario.less-building]
name_en = "Less building"
name_zh = "少建设"

[[scenario.less-building.change]]
kind = "final-demand"
provinces = ["Guangdong", "江苏"]
sectors = "27"
categories = "FU201"
factor = 0.5

[[scenario.less-building.change]]
kind = "sourcing"
provinces = "Guangdong"
sectors = "24"
sellers = "Yunnan, 贵州"
share = 0.2

[scenario.power]
carbon_price = { price = 100, sectors = "24" }

[[scenario.power.change]]
kind = "power-mix"
provinces = "Inner Mongolia"
sectors = "24"
fuels = "02"
clean_share = [0.2, 0.5]

[[scenario.power.change]]
kind = "input"
provinces = "Hebei"
sectors = "14"
inputs = "mining"
factor = 0.9

[[scenario.power.change]]
kind = "emission-factor"
sectors = "13"
factor = 0.95
"""


def test_scenarios_stand_beside_the_table_as_it_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    as_svg_alone(monkeypatch)
    file, out = tmp_path / "scenarios.toml", tmp_path / "out"
    file.write_text(GOOD, encoding="utf-8")
    words = ("scenario", "cn31-2017", file, "--lang", "en", "--out", out)
    assert status_of(monkeypatch, *words) == 0
    totals = pd.read_csv(out / "scenarios.csv").set_index("scenario")
    assert list(totals.index) == ["base", "less-building", "power"]
    assert totals["emitted_change_MtCO2"].iloc[0] == 0
    assert (totals["emitted_change_MtCO2"].iloc[1:] < -10).all()
    provinces = pd.read_csv(out / "scenario_provinces.csv")
    change = provinces.groupby("scenario")["production_based_change_MtCO2"].sum()
    assert change["power"] == pytest.approx(totals["emitted_change_MtCO2"]["power"])
    paths = pd.read_csv(out / "scenario_key_paths.csv")
    assert set(paths["key_path"]) <= {"kept", "gained", "lost"}
    for _, own in paths.groupby("scenario"):
        assert (own["key_path"] == "gained").sum() == (own["key_path"] == "lost").sum()
    prices = pd.read_csv(out / "price_by_final_demand.csv")
    assert (prices["cost_rise_percent"] >= 0).all()
    assert set(prices["scenario"]) == {"power"}
    run = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert "scenarios.toml" in run["inputs_sha256"]
    assert run["method"]["changes"]["less-building"]
    kinds = {path.name.removesuffix(".en.svg") for path in (out / "pictures").glob("*.svg")}
    flows = {"map-flows-less-building", "map-flows-power"}
    maps = {"map-production", "map-consumption"}
    assert kinds == maps | flows | {"prices-power", "households-power"}
    page = (out / "report.html").read_text(encoding="utf-8")
    fall = -totals["emitted_change_MtCO2"]["less-building"]
    assert f"Less building: emissions fall by {fall:.0f}\N{NO-BREAK SPACE}Mt CO₂" in page
    assert "final demand (Gross fixed capital formation) of Guangdong, Jiangsu" in page


BAD = {
    "unknown province": (
        '[[scenario.a.change]]\nkind = "final-demand"\nprovinces = "Guangdon"\nfactor = 0.5',
        r"scenario 'a', change 1 (final-demand): 'Guangdon' is not a region of this table. Did "
        "you mean 'Guangdong'?",
    ),
    "unknown sector": (
        '[[scenario.a.change]]\nkind = "emission-factor"\nsectors = "99"\nfactor = 0.5',
        "scenario 'a', change 1 (emission-factor): '99' is neither a sector",
    ),
    "unknown category": (
        '[[scenario.a.change]]\nkind = "final-demand"\ncategories = "FU2011"\nfactor = 0.5',
        "'FU2011' is not a category of final demand of table 'cn31-2017'. Did you mean 'FU201'?",
    ),
    "unknown kind": (
        '[[scenario.a.change]]\nkind = "power_mix"\nfactor = 0.5',
        "scenario 'a', change 1: kind = 'power_mix'. Did you mean 'power-mix'?",
    ),
    "unknown key": (
        '[[scenario.a.change]]\nkind = "emission-factor"\nsectors = "24"\nfactr = 0.5',
        "scenario 'a', change 1, ",
    ),
    "negative factor": (
        '[[scenario.a.change]]\nkind = "emission-factor"\nsectors = "24"\nfactor = -0.5',
        "scenario 'a', change 1, factor = -0.5: input should be greater than or equal to 0.",
    ),
    "share above one": (
        '[[scenario.a.change]]\nkind = "sourcing"\nsectors = "24"\nshare = 1.5',
        "scenario 'a', change 1, share = 1.5: input should be less than or equal to 1.",
    ),
    "factor and amount": (
        '[[scenario.a.change]]\nkind = "final-demand"\nfactor = 0.5\namount = 3',
        "scenario 'a', change 1: give either factor or amount.",
    ),
    "no fuel left": (
        '[[scenario.a.change]]\nkind = "power-mix"\nsectors = "24"\nclean_share = [1, 1]',
        "scenario 'a', change 1: clean_share starts at 1",
    ),
    "nothing": ("[scenario.a]\nname_en = 'A'", "scenario 'a': it has neither a change nor"),
    "no scenario": ("[scenario]", "scenario"),
    "not TOML": ("[scenario", "is not valid TOML"),
    "taken away": (
        '[[scenario.a.change]]\nkind = "final-demand"\nsectors = "27"\namount = -1e12',
        "Scenario 'a': Final demand for Construction of Beijing, Tianjin, Hebei and 28 more is",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_files_say_where_and_what(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    case: str,
) -> None:
    text, message = BAD[case]
    file, out = tmp_path / "scenarios.toml", tmp_path / "out"
    file.write_text(text, encoding="utf-8")
    assert status_of(monkeypatch, "scenario", "cn31-2017", file, "--out", out) == 2
    assert message in " ".join(capsys.readouterr().err.split())
    assert not out.exists()
