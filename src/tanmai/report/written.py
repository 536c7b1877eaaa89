"""A study or a comparison with its tables, pictures and page: what ``tm.study`` gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import networkx as nx
import pandas as pd

from tanmai.accounting.carbon import CarbonAccounts
from tanmai.analysis import METHODS
from tanmai.io.output import refuse_foreign, written_whole
from tanmai.report.comparison_page import write_comparison_page
from tanmai.report.comparison_pictures import draw_comparison
from tanmai.report.pictures import draw_pictures
from tanmai.report.study_page import write_page
from tanmai.report.words import write_words
from tanmai.studies.comparison import compare_studies, make_studies
from tanmai.studies.decomposition import Reasons, reasons_by_default
from tanmai.studies.files import write_comparison_files, write_study_files
from tanmai.studies.national_statistics import embedded_sources
from tanmai.studies.options import study_options
from tanmai.studies.study import Step, Study, make_study, silent

PAGE = "report.html"


@dataclass(frozen=True, eq=False, repr=False)
class WrittenStudy:
    """A study, ready to be looked at and to be written.

    Attributes
    ----------
    study : Study
        Every number of it.
    """

    study: Study

    def __repr__(self) -> str:
        return f"<Study of {self.study.accounts!r}: tables {', '.join(self.tables)}>"

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables, by the stem of their CSV."""
        return self.study.tables

    @property
    def accounts(self) -> CarbonAccounts:
        """The accounts."""
        return self.study.accounts

    @property
    def network(self) -> nx.DiGraph[str]:
        """The transfer network."""
        return self.study.network

    def write(self, folder: str | Path, *, pictures: bool = True, step: Step = silent) -> Path:
        """Write tables, ``run.json``, pictures, page and words; whole or not at all.

        Parameters
        ----------
        folder : str or Path
            The folder; it may be empty, missing, or one that tanmai wrote.
        pictures : bool
            Whether to draw the pictures, and to write the page with them.
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
        """
        target = Path(folder)
        refuse_foreign(target)
        with written_whole(target) as partial:
            step("tables")
            write_study_files(self.study, partial)
            if pictures:
                step("pictures")
                drawn = draw_pictures(self.study, partial)
                step("page")
                write_page(self.study, drawn, partial / PAGE)
                sources = embedded_sources(self.study.inputs)
                write_words(partial / PAGE, [self.study.table], partial, sources)
        return target


@dataclass(frozen=True, eq=False, repr=False)
class WrittenComparison:
    """Studies side by side, ready to be looked at and to be written.

    Attributes
    ----------
    studies : mapping of Study
        The studies by name, mostly the year.
    reasons : Reasons
        The decomposition of the changes between them, or why there is none.
    """

    studies: Mapping[str, Study]
    reasons: Reasons

    def __repr__(self) -> str:
        return f"<Comparison of {', '.join(self.studies)}: tables {', '.join(self.tables)}>"

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables that set them side by side, by the stem of their CSV."""
        return compare_studies(self.studies, self.reasons.changes)

    def write(self, folder: str | Path) -> Path:
        """Write tables, ``run.json``, pictures, page and words; whole or not at all.

        Raises
        ------
        FileError
            The folder holds files of others, or cannot be written.
        """
        target = Path(folder)
        refuse_foreign(target)
        record = self.reasons.record()
        first = next(iter(self.studies.values()))
        with written_whole(target) as partial:
            write_comparison_files(self.studies, self.tables, partial, record)
            drawn = draw_comparison(self.studies, partial, self.reasons.changes)
            write_comparison_page(self.studies, self.tables, drawn, partial / PAGE, self.reasons)
            inputs = {**first.inputs, **record.get("inputs_sha256", {})}
            compared = [study.table for study in self.studies.values()]
            write_words(partial / PAGE, compared, partial, embedded_sources(inputs))
        return target


def written_study(table: str, options: Mapping[str, Any]) -> WrittenStudy:
    """Make a study of a table with the options of `StudyOptions`, by name."""
    return WrittenStudy(make_study(study_options(None, {**options, "table": table})))


def written_comparison(tables: Sequence[str], options: Mapping[str, Any]) -> WrittenComparison:
    """Make the studies of several tables with the same options, by name."""
    asked = [study_options(None, {**options, "table": table}) for table in tables]
    studies = make_studies(asked)
    return WrittenComparison(studies, reasons_by_default(studies, method=METHODS[0]))
