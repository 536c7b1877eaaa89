"""``tanmai magnesium`` as a user meets it: the files that it leaves on disk."""

import json

import pytest

from command_line import as_svg_alone, files, status_of

PROMISED = {"report.html", "tables.xlsx", "run.json", "NOTES.txt", "MANIFEST.txt"}


def run(monkeypatch, folder, *words):
    return status_of(monkeypatch, "magnesium", *words, "--out", folder)


@pytest.fixture(scope="module")
def two_runs(tmp_path_factory):
    """The same request, run twice."""
    folders = [tmp_path_factory.mktemp("magnesium") / name for name in ("one", "other")]
    with pytest.MonkeyPatch.context() as monkeypatch:
        for folder in folders:
            words = ("--route", "electrolytic", "--province", "Qinghai", "--draws", "20")
            assert run(monkeypatch, folder, "footprint", *words, "--lang", "en") == 0
    return [files(folder) for folder in folders]


def test_every_promised_file_is_there(two_runs):
    written = two_runs[0]
    tables = {"footprint.csv", "footprint_by_stage.csv", "intervals.csv", "published.csv"}
    assert set(written) >= PROMISED | tables
    for ending in ("png", "svg", "pdf"):
        assert f"pictures/routes-630000.en.{ending}" in written
    assert not [name for name in written if ".zh." in name]


def test_the_same_request_gives_the_same_bytes(two_runs):
    one, other = two_runs
    assert set(one) == set(other)
    assert not [name for name in one if one[name] != other[name]]


def test_what_was_asked_is_recorded(two_runs):
    record = json.loads(two_runs[0]["run.json"])
    assert record["command"] == "tanmai magnesium footprint"
    assert record["options"]["routes"] == ["electrolytic"]
    assert record["options"]["provinces"] == ["630000"]
    assert {"magnesium.toml", "grid_factors.csv"} == set(record["inputs_sha256"])


@pytest.mark.parametrize(
    ("command", "table", "picture"),
    [
        ("flows", "flows.csv", "mass-whole"),
        ("value", "stages.csv", "value-whole"),
        ("couple", "carbon_of_a_tonne.csv", "sankey"),
    ],
)
def test_the_other_commands_write_tables_pictures_and_page(
    monkeypatch, tmp_path, command, table, picture
):
    as_svg_alone(monkeypatch)
    folder = tmp_path / command
    assert run(monkeypatch, folder, command, "--lang", "zh") == 0
    written = files(folder)
    assert set(written) >= PROMISED | {table, f"pictures/{picture}.zh.svg"}
    assert f'id="zh-picture-{picture}"' in written["report.html"].decode("utf-8")


def test_a_folder_of_the_users_own_is_left_alone(monkeypatch, tmp_path, capsys):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    assert run(monkeypatch, tmp_path, "flows") == 2
    assert "mine.txt" in capsys.readouterr().err
    assert files(tmp_path) == {"mine.txt": b"mine"}
