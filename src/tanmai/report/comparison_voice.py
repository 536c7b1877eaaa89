"""The voice of a comparison: that of its last study, with the others at hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from tanmai.report.voice import Voice
from tanmai.studies.decomposition import Change
from tanmai.studies.study import Study


@dataclass(frozen=True)
class ComparisonVoice(Voice):
    """Says things of several studies in one language; ``study`` is the last of them.

    Attributes
    ----------
    studies : mapping
        The studies by name, mostly the year, in their order.
    tables : mapping
        Tables as `tanmai.studies.comparison.compare_studies` gives them.
    changes : tuple of Change
        The decomposition from each study to the next; empty where it was not asked for.
    """

    studies: Mapping[str, Study]
    tables: Mapping[str, pd.DataFrame]
    changes: tuple[Change, ...]

    @property
    def names(self) -> list[str]:
        """The names of the studies."""
        return list(self.studies)

    @property
    def first(self) -> Voice:
        """The voice of the first study."""
        return next(self.each())[1]

    def each(self) -> Iterator[tuple[str, Voice]]:
        """Return the name of every study with its own voice."""
        for name, study in self.studies.items():
            yield name, Voice(self.language, study)

    @property
    def span(self) -> str:
        """From the first study to the last."""
        return f"{self.names[0]}–{self.names[-1]}"

    def signed(self, value: float) -> str:
        """Write a change as it stands in a table, with its sign."""
        return ("+" if value > 0 else "") + self.amount(value)
