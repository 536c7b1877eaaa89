"""``tanmai paths``: the paths and routes of one flow, with what the rest carries at most."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from command_line import status_of
from tanmai.accounting.carbon import carbon_accounts
from tanmai.io.tables import load_table

if TYPE_CHECKING:
    from pathlib import Path


def both_ends() -> tuple[str, str]:
    first, second = load_table("textbook-mini").regions
    return first.name_en, second.name_en


def test_the_paths_and_routes_of_a_flow_add_up_with_their_rest(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    origin, to = both_ends()
    out = tmp_path / "out"
    words = ("paths", "textbook-mini", "--from", origin, "--to", to, "--out", out)
    assert status_of(monkeypatch, *words, "--top", "7") == 0
    flow = carbon_accounts(load_table("textbook-mini")).flows.values[0, 1]
    covered = pd.read_csv(out / "path_coverage.csv").set_index("table")
    assert covered["total_MtCO2"].to_list() == pytest.approx([flow, flow])
    for stem in covered.index:
        found = pd.read_csv(out / f"{stem}.csv", dtype=str)
        carbon = found["MtCO2"].astype(float)
        row = covered.loc[stem]
        assert len(found) == row["listed"] <= 7
        rest = row["rest_percent_at_most"] / 100 * flow
        assert carbon.sum() + rest == pytest.approx(flow)
        assert carbon.min() >= row["largest_of_rest_at_most_MtCO2"] * (1 - 1e-9)
    emitters = pd.read_csv(out / "structural_paths.csv", dtype=str)["emitter_adcode"]
    assert set(emitters) == {load_table("textbook-mini").regions[0].code}
    run = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert run["options"]["origin"] == origin
    assert len(run["checks"]) == 2


def test_a_sector_keeps_to_what_it_emits_and_ends_may_be_left_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    table = load_table("textbook-mini")
    code, out = table.sectors[0].code, tmp_path / "out"
    words = ("paths", "textbook-mini", "--sector", code, "--out", out)
    assert status_of(monkeypatch, *words) == 0
    found = pd.read_csv(out / "structural_paths.csv", dtype=str)
    assert set(found["emitter_sector"]) == {code}
    total = pd.read_csv(out / "path_coverage.csv")["total_MtCO2"].iloc[0]
    assert total == pytest.approx(table.F.reshape(-1, table.index.n)[:, 0].sum())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--from", "Atlantis"), "'Atlantis' is not a region of this table."),
        (("--sector", "99"), "'99'"),
        (("--top", "0"), "top = 0"),
    ],
)
def test_what_is_unknown_is_named(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, str],
    said: str,
) -> None:
    out = tmp_path / "out"
    assert status_of(monkeypatch, "paths", "textbook-mini", *words, "--out", out) == 2
    assert said in " ".join(capsys.readouterr().err.split())
    assert not out.exists()
