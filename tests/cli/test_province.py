"""``tanmai province``: the report of one province."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from command_line import as_svg_alone, status_of
from tanmai.accounting.carbon import carbon_accounts
from tanmai.io.tables import load_table

if TYPE_CHECKING:
    from pathlib import Path


def test_a_report_holds_what_the_accounts_say_of_the_province(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    as_svg_alone(monkeypatch)
    out = tmp_path / "out"
    words = ("province", "Shanxi", "cn31-2017", "cn31-2015", "--lang", "en", "--top", "3")
    assert status_of(monkeypatch, *words, "--out", out) == 0
    accounts = carbon_accounts(load_table("cn31-2017"))
    place = accounts.table.index.region_codes.index("140000")
    years = pd.read_csv(out / "accounts_by_year.csv").set_index("year")
    assert list(years.index) == [2015, 2017]
    produced = accounts.production_based
    assert years.loc[2017, "production_based_MtCO2"] == pytest.approx(produced[place])
    assert years.loc[2017, "production_based_rank"] == 1 + (produced > produced[place]).sum()
    flows = pd.read_csv(out / "largest_flows.csv")
    assert flows.groupby("direction").size().to_dict() == {"in": 3, "out": 3}
    sent = flows[flows["direction"] == "out"]
    values = accounts.flows.between_regions().values[place]
    assert sent["MtCO2"].to_list() == pytest.approx(sorted(values, reverse=True)[:3])
    sectors = pd.read_csv(out / "sectors.csv")
    assert sectors["outflow_MtCO2"].sum() == pytest.approx(accounts.outflow[place])
    paths = pd.read_csv(out / "structural_paths.csv")
    assert set(paths.loc[paths["direction"] == "out", "emitter_adcode"]) == {140000}
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "Embodied CO₂ of Shanxi, 2017" in page
    kinds = {path.name for path in (out / "pictures").glob("*.svg")}
    assert kinds == {"map-flows.en.svg", "sectors.en.svg", "years.en.svg"}
    run = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert run["options"]["province"] == "140000"
    assert len(run["mrio_tables"]) == 2


def test_what_a_province_without_inventory_emits_stays_blank(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    as_svg_alone(monkeypatch)
    out = tmp_path / "out"
    words = ("province", "西藏", "cn31-2017", "--lang", "zh", "--top", "2", "--out", out)
    assert status_of(monkeypatch, *words) == 0
    row = pd.read_csv(out / "accounts_by_year.csv").iloc[0]
    assert pd.isna(row["production_based_MtCO2"])
    assert row["inflow_MtCO2"] > 0
    assert "西藏没有排放清单" in (out / "report.html").read_text(encoding="utf-8")


def test_an_unknown_province_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("province", "Shansi", "cn31-2017", "--out", tmp_path / "out")
    assert status_of(monkeypatch, *words) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "'Shansi' is not a region of this table. Did you mean 'Shanxi'" in said
    assert not (tmp_path / "out").exists()
