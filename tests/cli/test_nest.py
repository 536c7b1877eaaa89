"""``tanmai nest``: a world table with provinces in the place of China."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

import made_up
from command_line import status_of
from made_up_world import make_world
from tanmai.io.bundle import read_bundle, write_bundle
from tanmai.io.concordance_file import find_concordance

if TYPE_CHECKING:
    from pathlib import Path

    from tanmai.core.table import MrioTable

WITHIN_SINGLE_PRECISION = 1e-5


@pytest.fixture
def icio(tmp_path: Path) -> MrioTable:
    """A world table in the sectors of the OECD's ICIO, which is stored as a bundle."""
    table = make_world(4, find_concordance("oecd-icio_to_icio31").sources)
    write_bundle(table, tmp_path / "icio")
    return table


def test_embedded_provinces_enter_the_sectors_of_the_icio(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    icio: MrioTable,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path / "nested"
    assert status_of(monkeypatch, "nest", tmp_path / "icio", "--out", out) == 0
    assert "China replaced by 31 regions; 33 regions, 31 sectors in all." in capsys.readouterr().out
    table = read_bundle(out)
    assert table.year == icio.year
    np.testing.assert_allclose(table.x.sum(), icio.x.sum(), rtol=WITHIN_SINGLE_PRECISION)
    sectors = pd.read_csv(out / "nested_sectors.csv")
    assert list(sectors.columns[3:]) == [
        "output_world_table",
        "output_provinces",
        "CO2_world_table",
        "CO2_provinces",
    ]
    run = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert run["options"]["country"] == "CHN"
    assert 0 < run["fit"]["moved_share"] < 1
    assert any(name.startswith("icio/") for name in run["inputs_sha256"])


@pytest.mark.usefixtures("icio")
class TestBadInput:
    def message(
        self,
        monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
        *words: object,
    ) -> str:
        out = tmp_path / "out"
        assert status_of(monkeypatch, "nest", *words, "--out", out) == 2
        assert not out.exists()
        return " ".join(capsys.readouterr().err.split())

    def test_no_emissions(
        self,
        monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path,
        icio: MrioTable,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        bare = replace(icio, F=np.zeros_like(icio.F), F_Y=np.zeros_like(icio.F_Y))
        write_bundle(bare, tmp_path / "bare")
        said = self.message(monkeypatch, tmp_path, capsys, tmp_path / "bare")
        assert "has no emissions, so that imports would carry none. Give --world-emissions" in said

    def test_sectors_that_nothing_brings_together(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        world = make_world(4, made_up.make_table(1, 1, 5, 1, 0).sectors)
        write_bundle(world, tmp_path / "five")
        said = self.message(monkeypatch, tmp_path, capsys, tmp_path / "five")
        assert "5 sectors (01 … 05)" in said
        assert "Give --world-sectors and --province-sectors" in said

    def test_country(
        self,
        monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        said = self.message(monkeypatch, tmp_path, capsys, tmp_path / "icio", "--country", "Germny")
        assert "'Germny' is not a region of this table. Did you mean 'Germany'?" in said
