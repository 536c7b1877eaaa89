"""The labels of lists of cells held against each other: a slip must not become a sector."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from tanmai.core.errors import LabelError, did_you_mean, nearest_names
from tanmai.core.messages import Message, message
from tanmai.core.reserved_labels import same_label_key
from tanmai.io.cell_lists import KINDS, place_of

Column = tuple[pd.DataFrame, str]
"""A list of cells and one of its columns."""


@dataclass(frozen=True)
class LabelAxis:
    """The labels of one kind, in their order, and the columns where they stand.

    Parameters
    ----------
    kind : str
        ``sector``, ``category`` or ``region``.
    columns : sequence of (DataFrame, str)
        Where such labels stand.
    declared : tuple of str or None
        The labels that the mapping lists, if it does.
    """

    kind: str
    columns: Sequence[Column]
    declared: tuple[str, ...] | None = None

    def labels(self) -> tuple[str, ...]:
        """Return the labels: as declared, else in the order in which they stand first.

        Raises
        ------
        LabelError
            A label is not among those declared; two differ in case, blanks or marks alone.
        """
        found = tuple(dict.fromkeys(label for cells, name in self.columns for label in cells[name]))
        if self.declared is None:
            self._require_distinct(found)
            return found
        for label in found:
            if label not in self.declared:
                raise LabelError(
                    message(
                        "{place}: '{label}' is not a {kind} that the mapping lists.{nearest}",
                        place=self._first_place(label),
                        label=label,
                        kind=KINDS[self.kind],
                        nearest=did_you_mean(label, self.declared),
                    )
                )
        return self.declared

    def _first_place(self, label: str) -> Message:
        return next(
            place_of(cells, name, label)
            for cells, name in self.columns
            if (cells[name] == label).any()
        )

    def _require_distinct(self, labels: Iterable[str]) -> None:
        known: dict[str, str] = {}
        for label in labels:
            other = known.setdefault(same_label_key(label), label)
            if other != label:
                raise LabelError(
                    message(
                        "{place}: {kind} '{label}' and '{other}' of {other_place} differ "
                        "only in case, blanks or marks; write both alike.",
                        place=self._first_place(label),
                        kind=KINDS[self.kind],
                        label=label,
                        other=other,
                        other_place=self._first_place(other),
                    )
                )

    def require_everywhere(self, sides: Sequence[Column], by: Sequence[Column]) -> list[Message]:
        """Hold each label against where others of its kind stand, and return what must be said.

        Parameters
        ----------
        sides : sequence of (DataFrame, str)
            Columns of which each should know every label.
        by : sequence of (DataFrame, str)
            Columns of labels of this kind and, in the same list, of the regions that
            each should be used in.

        Raises
        ------
        LabelError
            A label is missing on a side, or used in one region alone, and is a slip of
            the pen away from another.
        """
        labels = self.labels()
        if self.declared is not None:
            return []
        lonely = {label: self._gap(label, sides, by) for label in labels}
        notes = []
        for label, gap in lonely.items():
            if not gap:
                continue
            near = [
                other for other in labels if other != label and _digits(other) == _digits(label)
            ]
            if nearest_names(label, near):
                raise LabelError(
                    message(
                        "{place}: {kind} '{label}' {gap}.{nearest} If it is one of its "
                        "own, list every {kind} in the mapping: {key} = [...].",
                        place=self._first_place(label),
                        kind=KINDS[self.kind],
                        label=label,
                        gap=gap,
                        nearest=did_you_mean(label, near),
                        key=self._key,
                    )
                )
            notes.append(
                message("{kind} '{label}' {gap}", kind=KINDS[self.kind], label=label, gap=gap)
            )
        return notes

    @property
    def _key(self) -> str:
        return {"category": "categories"}.get(self.kind, f"{self.kind}s")

    def _gap(self, label: str, sides: Sequence[Column], by: Sequence[Column]) -> Message:
        """Say where a label is missing, or in which one region alone it stands."""
        for cells, name in sides:
            if not (cells[name] == label).any():
                return message(
                    "never appears as {column} in {file}",
                    column=name,
                    file=cells.attrs["path"].name,
                )
        regions: set[str] = set()
        everywhere: set[str] = set()
        for cells, name in by:
            column = name.replace("sector", "region") if self.kind == "sector" else "to_region"
            regions |= set(cells.loc[cells[name] == label, column])
            everywhere |= set(cells[column])
        if len(regions) == 1 and len(everywhere) > 1:
            return message("stands in one region alone ({region})", region=regions.pop())
        return Message("")


def _digits(text: str) -> list[str]:
    """Return the numbers in a label: those of Sector 1 and Sector 10 are no slip of each other."""
    return re.findall(r"\d+", text)
