"""``tanmai extract`` as a user meets it: the files that it leaves on disk."""

import io
import json

import pandas as pd
import pytest

from command_line import files, status_of
from tanmai.accounting.carbon import carbon_accounts
from tanmai.io.tables import load_table


def extract(monkeypatch, folder, *words):
    return status_of(monkeypatch, "extract", "textbook-mini", "--out", folder, *words)


@pytest.mark.parametrize("by", ["province-sector", "province", "sector"])
def test_every_block_is_written_with_what_falls_away(monkeypatch, tmp_path, by):
    assert extract(monkeypatch, tmp_path / "e", "--by", by) == 0
    written = files(tmp_path / "e")
    beside = {"tables.xlsx", "columns.csv", "NOTES.txt", "run.json", "MANIFEST.txt"}
    assert set(written) == {"extraction.csv"} | beside
    frame = pd.read_csv(io.BytesIO(written["extraction.csv"]), dtype={"sector_code": str})
    table = load_table("textbook-mini")
    index = table.index
    keys = {
        "province-sector": [(r, s) for r in index.region_codes for s in index.sector_codes],
        "province": [(r,) for r in index.region_codes],
        "sector": [(s,) for s in index.sector_codes],
    }
    named = [name for name in ("adcode", "sector_code") if name in frame]
    assert [tuple(map(str, row)) for row in frame[named].to_numpy()] == keys[by]
    accounts = carbon_accounts(table)
    emitted = accounts.production_based.sum() - accounts.household.sum()
    assert frame["emissions_MtCO2"].sum() == pytest.approx(emitted)
    assert (frame["emissions_lost_MtCO2"] >= frame["emissions_MtCO2"] * (1 - 1e-9)).all()
    record = json.loads(written["run.json"])
    assert record["command"] == "tanmai extract"
    assert record["options"]["by"] == by
    assert record["mrio_tables"][0]["name"] == "textbook-mini"
    assert all(check["passed"] for check in record["checks"])


def test_a_cluster_writes_the_same_bytes(monkeypatch, tmp_path, cluster):
    assert extract(monkeypatch, tmp_path / "here") == 0
    assert extract(monkeypatch, tmp_path / "there", "--scheduler", cluster) == 0
    assert files(tmp_path / "here") == files(tmp_path / "there")


def test_a_block_that_is_unknown_is_named(monkeypatch, tmp_path, capsys):
    assert extract(monkeypatch, tmp_path / "e", "--by", "provinces") == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "by = 'provinces': give province, sector, province-sector. Did you mean" in said
    assert not (tmp_path / "e").exists()
