"""How a run ends that cannot go on: one message, a status, and nothing half written."""

import errno
import io
import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from command_line import files, status_of
from tanmai.core.errors import TanmaiError
from tanmai.io.bundle import write_bundle
from workbooks import provincial_table


@pytest.fixture(scope="module")
def convertible(tmp_path_factory):
    """A bundle that can be written as a workbook."""
    folder = tmp_path_factory.mktemp("tables") / "b"
    write_bundle(provincial_table(n=42), folder)
    return folder


def failing(error):
    def fail(*_, **__):
        raise error

    return fail


@pytest.mark.parametrize(("name", "status"), [("SIGTERM", 143), ("SIGHUP", 129)])
def test_a_signal_to_end_cleans_up(monkeypatch, tmp_path, capsys, request, name, status):
    number = getattr(signal, name)
    # What is ignored, as SIGHUP is under nohup, a run leaves ignored; here it is not.
    found = signal.signal(number, signal.SIG_DFL)
    request.addfinalizer(partial(signal.signal, number, found))

    def end(*_, **__):
        assert list(tmp_path.glob("*/.tanmai-*")) or list(tmp_path.glob(".tanmai-*"))
        os.kill(os.getpid(), number)

    monkeypatch.setattr("tanmai.studies.result.write_tables", end)
    words = ("run", "--table", "textbook-mini", "--lang", "en", "--out", tmp_path / "s")
    assert status_of(monkeypatch, *words) == status
    assert "stopped: The system ended the run. What was there before is unchanged." in (
        capsys.readouterr().err
    )
    assert not list(tmp_path.iterdir())
    assert signal.getsignal(number) == signal.SIG_DFL


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (MemoryError("Unable to allocate 9 GiB"), "error: The memory is not enough. Merge sectors"),
        (OSError(5, "Input/output error", "x"), "error: x: Input/output error. Check the folder"),
        (
            ValueError(r"C:\[red]\[/] and [bold]"),
            r"unexpected error: ValueError: C:\[red]\[/] and [bold]",
        ),
    ],
)
def test_what_cannot_go_on_is_one_message(monkeypatch, capsys, error, message):
    monkeypatch.setattr("tanmai.studies.table_options.load_table", failing(error))
    assert status_of(monkeypatch, "check", "cn31-2017") in (1, 2)
    said = capsys.readouterr().err
    assert message in said
    assert "Traceback" not in said


@pytest.mark.parametrize("name", [r"\[bold]", "[/]", "[red]x", "\\"])
def test_brackets_in_a_name_are_no_markup(monkeypatch, tmp_path, capsys, name):
    monkeypatch.chdir(tmp_path)
    assert status_of(monkeypatch, "check", name) == 2
    assert capsys.readouterr().err.startswith(f"error: '{name}' is neither")
    assert status_of(monkeypatch, "extract", "textbook-mini", "--out", name) == 0
    assert f"{name}/extraction.csv" in capsys.readouterr().out


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "latin-1"])
def test_a_pipe_of_another_encoding_does_not_end_a_run(monkeypatch, tmp_path, encoding):
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding))
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(io.BytesIO(), encoding))
    monkeypatch.chdir(tmp_path)
    assert status_of(monkeypatch, "info", "cn31-2017") == 0
    assert status_of(monkeypatch, "map", "boundaries", "none·₂.gpkg") == 2
    sys.stdout.flush()
    assert "Beijing" in written.getvalue().decode(encoding)


@pytest.mark.parametrize("to", ["there.xlsx", "there"])
def test_a_file_that_is_there_is_not_replaced_by_a_table(monkeypatch, tmp_path, capsys, to):
    (tmp_path / to).write_text("mine")
    read = failing(AssertionError("read first"))
    monkeypatch.setattr("tanmai.studies.table_options.load_table", read)
    assert status_of(monkeypatch, "convert", "cn31-2017", tmp_path / to) == 2
    assert "there" in capsys.readouterr().err
    assert (tmp_path / to).read_text() == "mine"


def test_a_bundle_that_was_changed_by_hand_is_not_replaced(monkeypatch, tmp_path, small_table):
    write_bundle(small_table, tmp_path / "b")
    write_bundle(small_table, tmp_path / "b")
    (tmp_path / "b" / "x.parquet").write_bytes(b"mine")
    before = files(tmp_path / "b")
    for words in ((), ("--overwrite",)):
        assert status_of(monkeypatch, "convert", "textbook-mini", tmp_path / "b", *words) == 2
        assert files(tmp_path / "b") == before


@pytest.mark.parametrize("to", ["t.xlsx", "b"])
def test_a_conversion_replaces_only_what_it_was_told_to(
    monkeypatch, tmp_path, capsys, small_table, to
):
    write_bundle(small_table, tmp_path / "source")
    words = ("convert", tmp_path / "source", tmp_path / to)
    assert status_of(monkeypatch, *words) == 0
    before = files(tmp_path)
    assert status_of(monkeypatch, *words) == 2
    assert "give --overwrite to replace it" in " ".join(capsys.readouterr().err.split())
    for answer, status in (("n", 2), ("y", 0)):
        asked = io.StringIO(f"{answer}\n")
        asked.isatty = lambda: True
        monkeypatch.setattr("sys.stdin", asked)
        assert status_of(monkeypatch, *words) == status
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert status_of(monkeypatch, *words, "--overwrite") == 0
    assert files(tmp_path) == before


def test_sums_are_made_on_one_thread_whatever_the_machine_has(monkeypatch):
    seen = []

    def look(*_, **__):
        seen.extend(pool["num_threads"] for pool in threadpool_info())
        raise TanmaiError("looked at")

    monkeypatch.setattr("tanmai.studies.table_options.load_table", look)
    with threadpool_limits(limits=2):
        assert status_of(monkeypatch, "check", "cn31-2017") == 2
    assert set(seen) == {1}


def test_libraries_that_a_command_loads_late_have_one_thread_too(monkeypatch):
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        monkeypatch.setenv(name, "2")
    seen = []

    def look(*_, **__):
        load = "import scipy.linalg, sklearn.ensemble, threadpoolctl as t; "
        code = load + "print({pool['num_threads'] for pool in t.threadpool_info()})"
        seen.append(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True))
        raise TanmaiError("looked at")

    monkeypatch.setattr("tanmai.studies.table_options.load_table", look)
    assert status_of(monkeypatch, "check", "cn31-2017") == 2
    assert seen[0].stdout.strip() == "{1}"


@pytest.mark.parametrize("to", ["t.xlsx", "b", "p"])
@pytest.mark.parametrize("call", ["rename", "write_bytes", "write_text", "mkdir"])
def test_a_full_disk_ends_a_conversion_with_one_message_and_nothing_left(
    monkeypatch, tmp_path, convertible, capsys, to, call
):
    def full(path, *_, **__):
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    source = convertible if to == "t.xlsx" else "textbook-mini"
    monkeypatch.setattr(Path, call, full)
    form = ("--format", "pymrio") if to == "p" else ()
    done = status_of(monkeypatch, "convert", source, tmp_path / to, *form)
    said = capsys.readouterr().err
    monkeypatch.undo()
    assert done in (0, 2)
    if done:
        assert said.count("error:") == 1
        assert "unexpected" not in said
        assert not list(tmp_path.iterdir())


def test_a_workbook_that_does_not_fit_on_the_disk_is_one_message(
    monkeypatch, tmp_path, convertible, capsys
):
    def full(path, content):
        with path.open("wb") as file:
            file.write(content[: len(content) // 2])
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(Path, "write_bytes", full)
    assert status_of(monkeypatch, "convert", convertible, tmp_path / "t.xlsx") == 2
    said = " ".join(capsys.readouterr().err.split())
    assert said.startswith("error:")
    assert "t.xlsx cannot be written (No space left on device); name another folder." in said
    assert not list(tmp_path.iterdir())
