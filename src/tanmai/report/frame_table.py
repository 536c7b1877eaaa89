"""A table of a page from a DataFrame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from tanmai.core.language import fixed
from tanmai.report.page_table import NUMBER, UNKNOWN, Cell, Column, PageTable, number, words


@dataclass(frozen=True)
class Field:
    """A column of a DataFrame as a column of a page.

    Attributes
    ----------
    name : str
        In the DataFrame.
    column : Column
        In the page.
    decimals : int
        Of its numbers.
    most : str
        The column that holds the other end, where a number is a range.
    """

    name: str
    column: Column
    decimals: int = 2
    most: str = ""

    def cell(self, row: pd.Series) -> Cell:
        """Return the cell of a row; what is not known is a dash."""
        value = row[self.name]
        if pd.isna(value):
            return words(UNKNOWN)
        if self.column.kind != NUMBER:
            return words(str(value))
        end = row[self.most] if self.most else value
        return number(ranged(float(value), float(end), self.decimals), float(value))


def frame_table(
    stem: str, caption: str, frame: pd.DataFrame, fields: Sequence[Field], note: str = ""
) -> PageTable:
    """Return a DataFrame as a table of a page.

    Parameters
    ----------
    stem, caption : str
        As of a `PageTable`.
    frame : DataFrame
        Its rows.
    fields : sequence of Field
        Which of its columns, in their order.
    note : str
        As of a `PageTable`.
    """
    return PageTable(
        stem,
        caption,
        tuple(field.column for field in fields),
        tuple(tuple(field.cell(row) for field in fields) for _, row in frame.iterrows()),
        note=note,
    )


def ranged(least: float, most: float, decimals: int) -> str:
    """Write a range, or one number where its ends read alike."""
    low, high = fixed(least, decimals), fixed(most, decimals)
    return low if low == high else f"{low}–{high}"
