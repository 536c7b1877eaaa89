"""A study and a comparison as results, with their pictures and page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx
import pandas as pd

from tanmai.accounting.carbon import CarbonAccounts
from tanmai.analysis import read_yearly_deflators
from tanmai.checks import Finding
from tanmai.core.table import MrioTable, SourceFile
from tanmai.report.shown_result import ShownResult
from tanmai.studies.basic_options import Headers
from tanmai.studies.comparison import compare_studies, make_studies
from tanmai.studies.decomposition import Reasons, decomposed_as_asked
from tanmai.studies.files import (
    notes,
    run_record,
    study_record,
    write_networks,
)
from tanmai.studies.national_statistics import embedded_sources
from tanmai.studies.options import comparison_options, study_options
from tanmai.studies.result import Doing
from tanmai.studies.steps import Step, silent
from tanmai.studies.study import Study, make_study
from tanmai.studies.tables import said_of

if TYPE_CHECKING:
    from tanmai.report.document import Document, Picture


@dataclass(frozen=True, eq=False, repr=False)
class StudyResult(ShownResult):
    """A study as a result.

    Attributes
    ----------
    study : Study
        Every number of it.
    """

    study: Study

    @property
    def title(self) -> str:
        """The table, its year and its focus."""
        return f"Study of {self.study.accounts!r}"

    @property
    def accounts(self) -> CarbonAccounts:
        """The accounts."""
        return self.study.accounts

    @property
    def network(self) -> nx.DiGraph[str]:
        """The transfer network."""
        return self.study.network

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables, by the stem of their CSV."""
        return said_of(self.study.table.pressure, self.study.tables)

    @cached_property
    def checks(self) -> tuple[Finding, ...]:
        """What the checks of the table, and of the user's own boundaries, found."""
        boundaries = self.study.boundary_checks
        return (*self.study.checks.results, *(boundaries.results if boundaries else ()))

    @property
    def notes(self) -> list[str]:
        """What must be said with the tables."""
        return notes(self.study)

    @property
    def record(self) -> dict[str, Any]:
        """What ``run.json`` holds."""
        return study_record(self.study)

    @property
    def sources(self) -> tuple[Sequence[MrioTable], Sequence[SourceFile]]:
        """The table, and the series of the package that were read."""
        return [self.study.table], embedded_sources(self.study.inputs)

    def _write_numbers(self, folder: Path, headers: Headers) -> None:
        super()._write_numbers(folder, headers)
        write_networks(self.study, folder)

    def _draw(self, folder: Path, do: Doing) -> Sequence[Picture]:
        with self.study.explored():
            from tanmai.report.pictures import draw_pictures  # which takes a second

        return draw_pictures(self.study, folder, do)

    def _page(self, pictures: Sequence[Picture]) -> Document:
        from tanmai.report.study_page import page

        return page(self.study, pictures)


@dataclass(frozen=True, eq=False, repr=False)
class ComparisonResult(ShownResult):
    """Studies side by side as a result.

    Attributes
    ----------
    studies : mapping of Study
        The studies by name, mostly the year.
    reasons : Reasons
        The decomposition of the changes between them, or why there is none.
    """

    studies: Mapping[str, Study]
    reasons: Reasons

    @property
    def title(self) -> str:
        """What is compared."""
        return f"Comparison of {', '.join(self.studies)}"

    @cached_property
    def _compared(self) -> dict[str, pd.DataFrame]:
        return compare_studies(self.studies, self.reasons.changes)

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables that set them side by side, by the stem of their CSV."""
        return said_of(next(iter(self.studies.values())).table.pressure, self._compared)

    @cached_property
    def checks(self) -> tuple[Finding, ...]:
        """What the checks of every table found."""
        return tuple(one for study in self.studies.values() for one in study.checks.results)

    @property
    def notes(self) -> list[str]:
        """What must be said of any of the studies, once each."""
        studies = self.studies.values()
        return list(dict.fromkeys(line for one in studies for line in notes(one, compared=True)))

    @property
    def record(self) -> dict[str, Any]:
        """What ``run.json`` holds: the record of every study, and of the decomposition."""
        records = {name: run_record(study) for name, study in self.studies.items()}
        return {**records, "decomposition": self.reasons.record()}

    @property
    def sources(self) -> tuple[Sequence[MrioTable], Sequence[SourceFile]]:
        """The tables, and the series of the package that were read."""
        first = next(iter(self.studies.values()))
        inputs = {**first.inputs, **self.reasons.record().get("inputs_sha256", {})}
        return [study.table for study in self.studies.values()], embedded_sources(inputs)

    def _draw(self, folder: Path, do: Doing) -> Sequence[Picture]:
        from tanmai.report.comparison_pictures import draw_comparison

        return draw_comparison(self.studies, folder, self.reasons.changes, do)

    def _page(self, pictures: Sequence[Picture]) -> Document:
        from tanmai.report.comparison_page import comparison_page

        return comparison_page(self.studies, self._compared, pictures, self.reasons)


def study_result(table: str, options: Mapping[str, Any]) -> StudyResult:
    """Make a study of a table with the options of `StudyOptions`, by name."""
    return StudyResult(make_study(study_options(None, {**options, "table": table})))


def comparison_result(
    tables: Sequence[str], options: Mapping[str, Any], step: Step = silent
) -> ComparisonResult:
    """Make the studies of several tables, and decompose the changes between them.

    Parameters
    ----------
    tables : sequence of str
        Two or more tables, by name or path, in their order.
    options : mapping
        As for `tanmai.studies.options.comparison_options`.
    step : callable, optional
        Is told the name of each step as it begins.

    Raises
    ------
    TanmaiError
        An option, a file, a label or a table is wrong; the message says what to fix.
    """
    asked, change = comparison_options(tables, options)
    deflators = None if change.deflators is None else read_yearly_deflators(change.deflators)
    studies = make_studies(asked, step)
    step("decompose")
    reasons = decomposed_as_asked(studies, change, deflators, asked[0].scheduler)
    return ComparisonResult(studies, reasons)
