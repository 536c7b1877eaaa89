"""A result: tables with what was asked, what went in, what was checked and what limits it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd

from tanmai import __version__
from tanmai.core.errors import ConservationError
from tanmai.core.table import MrioTable
from tanmai.studies.files import table_record, versions, write_json, write_tables

_LIBRARIES = ("numpy", "scipy", "pandas", "pydantic", "flodym", "matplotlib")


@dataclass(frozen=True)
class Check:
    """A law that the result must obey, and how far it is off."""

    name_zh: str
    name_en: str
    found: float
    limit: float
    unit: str = ""

    @property
    def passed(self) -> bool:
        """Whether it is within the limit."""
        return self.found <= self.limit

    def name(self, language: str) -> str:
        """Return the name in ``"zh"`` or ``"en"``."""
        return self.name_zh if language == "zh" else self.name_en


@dataclass(frozen=True, eq=False)
class Result:
    """What one command finds.

    Attributes
    ----------
    command : str
        As it is typed: ``magnesium flows``, ``extract``.
    options : dict
        What was asked, as ``run.json`` holds it.
    inputs : dict
        sha256 of every file that went in, by name.
    tables : dict
        Tables for people, by the stem of their CSV.
    checks : tuple of Check
        The laws that it obeys.
    assumptions, limits : tuple of (str, str)
        In Chinese and English.
    method : dict
        How it was solved, for ``run.json``.
    mrio_tables : tuple of MrioTable
        The multi-regional tables that it rests on.
    """

    command: str
    options: dict[str, Any]
    inputs: dict[str, str]
    tables: dict[str, pd.DataFrame]
    checks: tuple[Check, ...]
    assumptions: tuple[tuple[str, str], ...]
    limits: tuple[tuple[str, str], ...]
    method: dict[str, Any]
    mrio_tables: tuple[MrioTable, ...] = field(default=(), kw_only=True)

    def __post_init__(self) -> None:
        broken = [check for check in self.checks if not check.passed]
        if broken:
            said = "; ".join(
                f"{check.name_en}: found {check.found:.3g}, limit {check.limit:g} {check.unit}"
                for check in broken
            )
            raise ConservationError(
                f"The result does not obey its own laws: {said.rstrip()}. This is a defect of "
                "tanmai or of the file that was given; nothing was written."
            )


def write_result(result: Result, folder: Path) -> None:
    """Write the tables as CSV and workbook, the notes and ``run.json``.

    Parameters
    ----------
    result : Result
        The result.
    folder : Path
        An existing folder.

    Notes
    -----
    The same result gives the same bytes.
    """
    write_tables(result.tables, _notes(result), folder)
    write_json(run_record(result), folder / "run.json")


def run_record(result: Result) -> dict[str, Any]:
    """Return what ``run.json`` holds: everything needed to trace the result."""
    return {
        **versions(*_LIBRARIES),
        "command": f"tanmai {result.command}",
        "options": result.options,
        "mrio_tables": [table_record(table) for table in result.mrio_tables],
        "inputs_sha256": result.inputs,
        "method": result.method,
        "checks": [asdict(check) | {"passed": check.passed} for check in result.checks],
        "assumptions": [english for _, english in result.assumptions],
        "limits": [english for _, english in result.limits],
    }


def _notes(result: Result) -> list[str]:
    both = (*result.assumptions, *result.limits)
    return [
        f"tanmai {__version__} · {result.command}",
        *(text for pair in both for text in pair if text),
    ]


def hashes(files: Iterable[Path]) -> dict[str, str]:
    """Return the sha256 of files by name."""
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in files}
