"""A result: tables, what must be said of them, their record, what was checked; how it is written.

Every command gives one: a study, a comparison, an extraction, a joined table, a metal's.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from tanmai import __version__
from tanmai.checks import ERROR, Finding, Rule
from tanmai.core.errors import ConservationError
from tanmai.core.messages import LANGUAGES, Message, Spoken, listed, message
from tanmai.core.notebook import folded
from tanmai.core.table import MrioTable
from tanmai.draw.workers import begun
from tanmai.io.output import require_own_folder, written_whole
from tanmai.solve.tasks import on_one_thread
from tanmai.studies.basic_options import Headers
from tanmai.studies.result_files import table_record, versions, write_json, write_tables
from tanmai.studies.steps import Step, silent

Doing = Callable[[Sequence[Callable[[], None]]], object]
"""Does tasks, or has them done later."""

_LIBRARIES = ("numpy", "scipy", "pandas", "pydantic", "flodym", "matplotlib")


class Result(ABC):
    """What a command finds.

    Attributes
    ----------
    tables : dict of DataFrame
        Tables for people, by the stem of their CSV; units in the headers.
    checks : tuple of Finding
        What was checked, and what was found.
    """

    if TYPE_CHECKING:  # read, not set: fields of a dataclass may stand for both

        @property
        def tables(self) -> dict[str, pd.DataFrame]:
            """The tables."""

        @property
        def checks(self) -> tuple[Finding, ...]:
            """The findings."""

    @property
    @abstractmethod
    def title(self) -> str:
        """What it is, in a line."""

    @property
    @abstractmethod
    def notes(self) -> list[str]:
        """What must be said with the tables, a line each."""

    @property
    @abstractmethod
    def record(self) -> dict[str, Any]:
        """What ``run.json`` holds: everything needed to trace the result."""

    @on_one_thread
    def write(
        self,
        folder: str | Path,
        *,
        pictures: bool = True,
        page: bool = True,
        headers: Headers = "names",
        step: Step = silent,
    ) -> Path:
        """Write tables, ``run.json``, pictures, page and words; whole or not at all.

        Parameters
        ----------
        folder : str or Path
            It may be missing, empty, or one that tanmai wrote.
        pictures : bool
            Whether to draw the pictures. The page shows them and is not written without.
        page : bool
            Whether to write the page, and its words for a paper.
        headers : {"names", "zh"}
            Headers of the tables: the names of the columns, or Chinese ones.
        step : callable, optional
            Is told the name of each step as it begins.

        Returns
        -------
        Path
            The folder.

        Raises
        ------
        FileError
            The folder holds files of others, or cannot be written.

        Notes
        -----
        The same result gives the same bytes.
        """
        target = Path(folder)
        require_own_folder(target)
        with written_whole(target) as partial:
            step("tables")
            tasks: list[Callable[[], None]] = []
            drawn = self._draw(partial, tasks.extend) if pictures else ()
            with begun(tasks) as drawing:
                self._write_numbers(partial, headers)
                write_json(self.record, partial / "run.json")
                write_page = self._page_writer(drawn) if pictures and page else None
                if tasks:
                    step("pictures", 0, len(tasks))
                    drawing.results(lambda done: step("pictures", done, len(tasks)))
            if write_page is not None:
                step("page")
                write_page(partial)
        return target

    def _write_numbers(self, folder: Path, headers: Headers) -> None:
        write_tables(self.tables, self.notes, folder, headers)

    def _draw(self, folder: Path, do: Doing) -> Sequence[Any]:  # noqa: ARG002
        """Have the pictures drawn into a folder, and return them; tables alone have none."""
        return ()

    def _page_writer(self, pictures: Sequence[Any]) -> Callable[[Path], None] | None:  # noqa: ARG002
        """Return what writes the page, if there is one, into a folder with its pictures."""
        return None

    def to_frame(self, table: str | None = None) -> pd.DataFrame:
        """Return one of ``tables`` by its name; by default the first."""
        return self.tables[table or next(iter(self.tables))]

    def __repr__(self) -> str:
        sizes = (f"  {stem}: {len(t)} x {t.shape[1]}" for stem, t in self.tables.items())
        return "\n".join([f"<{self.title}>", *sizes])

    def _repr_html_(self) -> str:
        return folded(self.title, self.tables)


@dataclass(frozen=True, eq=False, repr=False)
class ModelResult(Result):
    """A result that stands on stated options, files, assumptions and limits.

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
    checks : tuple of Finding
        The laws that it obeys, each a `law`.
    assumptions, limits : tuple of Spoken
        Messages, or what has a name in each language.
    method : dict
        How it was solved, for ``run.json``.
    mrio_tables : tuple of MrioTable
        The multi-regional tables that it rests on.

    Raises
    ------
    ConservationError
        A law is broken.
    """

    command: str
    options: dict[str, Any]
    inputs: dict[str, str]
    tables: dict[str, pd.DataFrame]
    checks: tuple[Finding, ...]
    assumptions: tuple[Spoken, ...]
    limits: tuple[Spoken, ...]
    method: dict[str, Any]
    mrio_tables: tuple[MrioTable, ...] = field(default=(), kw_only=True)

    def __post_init__(self) -> None:
        broken = [check for check in self.checks if not check.passed]
        if broken:
            raise ConservationError(
                message(
                    "The result does not obey its own laws: {broken} This is a defect of tanmai or "
                    "of the file that was given; nothing was written.",
                    broken=listed(broken),
                )
            )

    @property
    def title(self) -> str:
        """The command."""
        return f"tanmai {self.command}"

    @property
    def notes(self) -> list[str]:
        """The assumptions and the limits, in Chinese and English."""
        both = (*self.assumptions, *self.limits)
        texts = (said.into(language) for said in both for language in LANGUAGES)
        return [f"tanmai {__version__} · {self.command}", *filter(None, texts)]

    @property
    def record(self) -> dict[str, Any]:
        """What ``run.json`` holds."""
        return {
            **versions(*_LIBRARIES),
            "command": f"tanmai {self.command}",
            "options": self.options,
            "mrio_tables": [table_record(table) for table in self.mrio_tables],
            "inputs_sha256": self.inputs,
            "method": self.method,
            "checks": [_law_record(check) for check in self.checks],
            "assumptions": [said.into("en") for said in self.assumptions],
            "limits": [said.into("en") for said in self.limits],
        }


def law(name: Message, found: float, limit: float, unit: str = "") -> Finding:
    """Return what was found of a law that a result must obey, and which it is rejected without.

    Parameters
    ----------
    name : Message
        What must hold.
    found, limit : float
        How far it is off, and how far it may be.
    unit : str
        Their unit.
    """
    rule = Rule("law", ERROR, limit, unit, name, Message(""), ConservationError)
    return Finding(rule, rule.keeps(found), found)


def _law_record(check: Finding) -> dict[str, Any]:
    rule = check.rule
    return {
        "name_zh": rule.name("zh"),
        "name_en": rule.name("en"),
        "found": check.found,
        "limit": rule.limit,
        "unit": rule.unit,
        "passed": check.passed,
    }


def hashes(files: Iterable[Path]) -> dict[str, str]:
    """Return the sha256 of files by name."""
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in files}
