"""``tanmai magnesium outlook``, ``market``, ``prices``, ``plants --rank`` as a user meets them."""

import json

import numpy as np
import pandas as pd
import pytest

from command_line import as_svg_alone, files, status_of

PROMISED = {"report.html", "tables.xlsx", "run.json", "NOTES.txt", "MANIFEST.txt"}


def daily_series(folder):
    steps = np.random.default_rng(1).normal(0.0, 0.01, (160, 2))
    frame = pd.DataFrame(np.exp(10 + np.cumsum(steps, axis=0)), columns=["home", "abroad"])
    frame.insert(0, "date", pd.bdate_range("2024-01-01", periods=160).strftime("%Y-%m-%d"))
    frame.to_csv(folder / "series.csv", index=False)
    return folder / "series.csv"


@pytest.mark.parametrize(
    ("words", "table", "picture"),
    [
        (("outlook", "--draws", "5", "--until", "2026", "--scenario", "policy"), "fans", "fans"),
        (("market", "--draws", "20"), "margins", "levy"),
        (("prices", "SERIES"), "skill", "forecast"),
        (("plants", "--rank"), "ranks", "rank"),
    ],
)
def test_every_promised_file_is_written(monkeypatch, tmp_path, words, table, picture):
    as_svg_alone(monkeypatch)
    words = [daily_series(tmp_path) if word == "SERIES" else word for word in words]
    out = tmp_path / "out"
    assert status_of(monkeypatch, "magnesium", *words, "--lang", "en", "--out", out) == 0
    written = files(out)
    assert set(written) >= PROMISED | {f"{table}.csv"}
    assert any(name.endswith(f"{picture}.en.svg") for name in written)
    record = json.loads(written["run.json"])
    assert record["checks"]
    assert all(check["passed"] for check in record["checks"])
    assert record["inputs_sha256"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("outlook", "--until", "2024"), "does not lie after its base year 2025"),
        (("outlook", "--scenario", "green"), "'green' is neither a scenario nor a TOML file"),
        (("market", "--year", "2020"), "No share of free allocation is known for 2020"),
        (("prices", "nothing.csv"), "nothing.csv: cannot be read"),
        (("plants", "--rank", "--concentration"), "exclude each other"),
    ],
)
def test_mistakes_are_said_in_a_line(monkeypatch, tmp_path, capsys, words, said):
    out = tmp_path / "out"
    assert status_of(monkeypatch, "magnesium", *words, "--out", out) != 0
    assert said in " ".join(capsys.readouterr().err.split())
    assert not out.exists()
