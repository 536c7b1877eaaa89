"""A table of a page: what stands in each cell, and by what it is sorted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

NUMBER, NAME, TEXT = "number", "name", "text"
UNKNOWN = "—"
"""What stands for a number that is not known."""


@dataclass(frozen=True)
class Cell:
    """A cell: its text, what it is sorted by, and a class for its looks."""

    text: str | Markup
    sort: str
    look: str = ""


@dataclass(frozen=True)
class Column:
    """A column: its title, the unit below it, and whether it holds names, numbers or text."""

    title: str
    kind: str = NUMBER
    unit: str = ""


@dataclass(frozen=True)
class PageTable:
    """A table of a page.

    Attributes
    ----------
    stem : str
        Name for links to it.
    caption : str
        What it shows, with unit.
    columns : tuple of Column
        Its columns; the first column of names heads the rows.
    rows : tuple of tuple of Cell
        Its rows.
    total : tuple of Cell
        The row of sums, or empty.
    note : str
        A line below it.
    sortable : bool
        Whether its columns can be sorted.
    look : str
        The stem of the table that it looks like, where it is one of several alike.
    regions : tuple of tuple of str
        The code of the region that each row speaks of, or those of the ends of a flow; scripts
        follow them. Empty for a table of something else.
    sectors : tuple of tuple of str
        The codes of the sectors that each row speaks of, likewise.
    """

    stem: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()
    note: str = ""
    sortable: bool = True
    look: str = ""
    regions: tuple[tuple[str, ...], ...] = ()
    sectors: tuple[tuple[str, ...], ...] = ()

    @property
    def heading_column(self) -> int:
        """Position of the column that heads the rows."""
        return next(i for i, column in enumerate(self.columns) if column.kind == NAME)


def words(text: str | Markup, look: str = "") -> Cell:
    """Return a cell of text."""
    return Cell(text, text, look)


def parts(texts: Sequence[str], separator: str) -> Cell:
    """Return a cell of several texts, each of which is broken only where it must be."""
    ends = [separator] * (len(texts) - 1) + [""]
    spans = (
        Markup('<span class="part">{}{}</span>').format(text, end)
        for text, end in zip(texts, ends, strict=False)
    )
    return Cell(Markup("").join(spans), separator.join(texts))


def number(text: str, value: float) -> Cell:
    """Return a cell of a number that is sorted by its value."""
    return Cell(text, f"{value:.9g}")


def unknown() -> Cell:
    """Return the cell of a number that is not known; it is sorted below all others."""
    return Cell(UNKNOWN, str(-1e300))


def rank(value: float) -> Cell:
    """Return a cell of a whole number."""
    return number(f"{value:.0f}", value)
