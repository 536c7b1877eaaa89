"""The command line as a user calls it, and what it leaves on disk."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tanmai import cli

if TYPE_CHECKING:
    from pathlib import Path


def status_of(monkeypatch: pytest.MonkeyPatch, *words: object) -> int | str:
    """Return the exit status of ``tanmai`` with these words."""
    monkeypatch.setattr(sys, "argv", ["tanmai", *map(str, words)])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    return stop.value.code or 0


def without_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a study draw nothing, which takes the most of its time; nobody looks at its pictures."""
    monkeypatch.setattr("tanmai.report.pictures.draw_pictures", lambda *_: ())


def as_svg_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pictures be written as SVG alone, of which pages are made; nobody looks at the rest."""
    monkeypatch.setattr("tanmai.draw.files.FORMATS", ("svg",))


def files(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder by its name in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
