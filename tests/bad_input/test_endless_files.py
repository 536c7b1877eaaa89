"""Inputs without an end, and names that no file has: refused at once by every reader."""

import os
from pathlib import Path

import pytest

from made_up import small_table
from tanmai.analysis import read_yearly_deflators
from tanmai.core import input_file
from tanmai.core.errors import TanmaiError
from tanmai.core.input_file import read_input, require_file
from tanmai.draw.boundaries.own_file import read_boundaries
from tanmai.io.ceads.inventory import read_ceads_inventory
from tanmai.io.ceads.reading import read_ceads
from tanmai.io.concordance_file import read_concordance
from tanmai.io.emissions_csv import with_emissions
from tanmai.io.lists import read_mapped
from tanmai.io.nbs import read_nbs
from tanmai.io.province_values import read_province_flows, read_province_values
from tanmai.io.sic import read_sic
from tanmai.io.tables import load_table
from tanmai.io.toml import read_toml

READERS = {
    "boundaries": read_boundaries,
    "ceads": read_ceads,
    "concordance": read_concordance,
    "deflators": read_yearly_deflators,
    "emissions": lambda path: with_emissions(small_table(), path),
    "flows": read_province_flows,
    "inventory": read_ceads_inventory,
    "mapped": read_mapped,
    "nbs": read_nbs,
    "sic": lambda path: read_sic(path, 2007, 8),
    "table": lambda path: load_table(str(path)),
    "toml": lambda path: read_toml(path, "a study file"),
    "values": read_province_values,
}
ENDINGS = {"boundaries": "geojson", "ceads": "xlsx", "sic": "xls", "table": "xlsx"}


@pytest.mark.parametrize("reader", READERS)
def test_a_pipe_is_refused_at_once(tmp_path, reader):
    path = tmp_path / f"pipe.{ENDINGS.get(reader, 'csv')}"
    os.mkfifo(path)
    with pytest.raises(TanmaiError, match=r"pipe.\w+"):
        READERS[reader](path)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", ["/dev/zero", "a\0b.csv"])
def test_what_is_no_file_is_refused_at_once(tmp_path, reader, name):
    with pytest.raises(TanmaiError):
        READERS[reader](tmp_path / name)


def test_what_is_wrong_with_a_path_is_said(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path, message in (
        (tmp_path / "pipe", "pipe is not a file but a pipe or a device, which may have no end"),
        (Path("/dev/zero"), "zero is not a file but a pipe or a device"),
        (tmp_path, "is not a file but a folder; name a CSV"),
        (tmp_path / "none", "none is not a file; name a CSV"),
        (tmp_path / "pipe" / "none", "none is not a file; name a CSV"),
        (tmp_path / ("n" * 300), "cannot be read .File name too long."),
    ):
        with pytest.raises(TanmaiError, match=message):
            require_file(path, "a CSV", 1)


def test_a_file_that_says_that_it_is_empty_and_is_not_is_read_to_its_limit(tmp_path, monkeypatch):
    (tmp_path / "file").write_bytes(bytes(2**20 + 1))
    with pytest.raises(TanmaiError, match="file is larger than 1 MiB, too large to be a CSV"):
        read_input(tmp_path / "file", "a CSV", 1)
    monkeypatch.setattr(input_file, "require_file", lambda *_: None)
    with pytest.raises(TanmaiError, match="file is larger than 1 MiB, too large to be a CSV"):
        read_input(tmp_path / "file", "a CSV", 1)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a = " + b"[" * 5000 + b"]" * 5000, "is nested too deeply to be a study file"),
        (b"a = " + b"{b=" * 5000 + b"1" + b"}" * 5000, "is nested too deeply to be a study file"),
        (b"a = " + b"9" * 5000, "is not valid TOML"),
        (b'[b]\nc = ["d", {e = "f\\u0000"}]', "'e' holds the character NUL"),
        (b'"\\u0000" = 1', "holds the character NUL"),
        (b"a = \xff", "is not valid TOML"),
    ],
)
def test_toml_that_no_file_can_be(tmp_path, content, message):
    (tmp_path / "study.toml").write_bytes(content)
    with pytest.raises(TanmaiError, match=message):
        read_toml(tmp_path / "study.toml", "a study file")


def test_toml_may_begin_as_an_editor_of_windows_writes_it(tmp_path):
    (tmp_path / "study.toml").write_text('table = "x"', encoding="utf-8-sig")
    assert read_toml(tmp_path / "study.toml", "a study file") == {"table": "x"}
