"""The commands of the magnesium works as a user meets them."""

from __future__ import annotations

import json

import pytest

from command_line import as_svg_alone, files, status_of

PROMISED = {"report.html", "tables.xlsx", "run.json", "NOTES.txt", "MANIFEST.txt", "published.csv"}


def run(monkeypatch, folder, *words):
    return status_of(monkeypatch, "magnesium", *words, "--out", folder)


@pytest.mark.parametrize(
    ("words", "command", "tables", "picture"),
    [
        (
            ("plants", "--compare", "yinguang", "western"),
            "magnesium plants --compare",
            {"carbon_by_cause", "side_by_side"},
            "plants-split",
        ),
        (
            ("boundary", "--park"),
            "magnesium boundary --park",
            {"front", "gains", "core", "shadow_prices"},
            "park-front",
        ),
    ],
)
def test_a_command_writes_tables_pictures_and_page(
    monkeypatch, tmp_path, words, command, tables, picture
):
    as_svg_alone(monkeypatch)
    folder = tmp_path / "out"
    assert run(monkeypatch, folder, *words, "--lang", "en") == 0
    written = files(folder)
    assert set(written) >= PROMISED | {f"{name}.csv" for name in tables}
    assert f"pictures/{picture}.en.svg" in written
    page = written["report.html"].decode("utf-8")
    assert f'id="en-picture-{picture}"' in page
    record = json.loads(written["run.json"])
    assert record["command"] == f"tanmai {command}"
    assert "prices.toml" in record["inputs_sha256"]
    assert all(check["passed"] for check in record["checks"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("cost", "--route", "closed_lop"), "Did you mean 'closed_loop'"),
        (("plants", "--compare", "a", "b", "--first", "2"), "exclude each other"),
        (("plants", "--compare", "a", "western"), "There is no plant 'a'"),
        (("boundary", "--park", "--draws", "9"), "--carbon-limit belongs to --park"),
        (("boundary", "--park", "--carbon-limit", "-60"), "carbon limit: 52.45 t CO2"),
        (("boundary", "--config", "nowhere.toml"), "nowhere.toml is not a file"),
        (("cluster", "--province", "Hainan"), "makes no magnesium"),
    ],
)
def test_a_fault_is_one_message(monkeypatch, tmp_path, capsys, words, said):
    assert run(monkeypatch, tmp_path / "out", *words) == 2
    assert said in capsys.readouterr().err.replace("\n", " ")
    assert not (tmp_path / "out").exists()
