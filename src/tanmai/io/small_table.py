"""Rows of a small file by the names that were wanted, and what a user says about the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import compress
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tanmai.core.errors import FileError, LabelError
from tanmai.core.labels import Region, find_province, known_province
from tanmai.core.messages import Message, listed, message
from tanmai.core.reserved_labels import is_country, is_total
from tanmai.io.small_cells import SmallSheet
from tanmai.io.small_numbers import held_against_sum, is_no_number, is_percent, number_in

if TYPE_CHECKING:
    import pandas as pd  # half a second to import, which a map of values should not wait for


@dataclass(frozen=True)
class Asked:
    """What a user says about a file.

    Attributes
    ----------
    columns : mapping
        The name in the file of a column, by the name that it is wanted under: only these
        columns have an option (``--province-column``), whose value may be None.
    sheet : str, optional
        The sheet of a workbook.
    year : int, optional
        The year to take.
    has_options : bool
        Whether the command has ``--sheet`` and ``--year``, for messages.
    """

    columns: Mapping[str, str | None] = field(default_factory=dict)
    sheet: str | None = None
    year: int | None = None
    has_options: bool = False

    def named(self, column: str) -> str | None:
        """Return the name that is given for a column, if any is."""
        return self.columns.get(column)


NOTHING_ASKED = Asked()


@dataclass(frozen=True, eq=False)
class SmallTable:
    """Rows of a small file as text, by the names that were wanted.

    Attributes
    ----------
    source : SmallSheet
        The file and sheet.
    lines : sequence of int
        The number of the line of each row.
    columns : mapping of str to sequence of str
        The texts of each column, by row.
    notes : tuple of Message
        What was left out.
    left_out : tuple of str
        Columns that are not read.
    called : mapping
        The name in the file of each column.
    """

    source: SmallSheet
    lines: Sequence[int]
    columns: Mapping[str, Sequence[str]]
    notes: tuple[Message, ...] = ()
    left_out: tuple[str, ...] = ()
    called: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, column: str) -> Sequence[str]:
        return self.columns[column]

    def __contains__(self, column: str) -> bool:
        return column in self.columns

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The texts as a table, on the numbers of their lines."""
        import pandas as pd

        return pd.DataFrame(dict(self.columns), index=list(self.lines), dtype=object)

    def kept(self, wanted: Iterable[bool]) -> SmallTable:
        """Return the table with the rows that are wanted alone."""
        wanted = list(wanted)
        columns = {name: list(compress(texts, wanted)) for name, texts in self.columns.items()}
        return replace(self, lines=list(compress(self.lines, wanted)), columns=columns)

    def where(self, line: object) -> Message:
        """Return a line of the file for a message."""
        return self.source.where(line)

    def numbers(self, column: str, *, percent: bool = False) -> NDArray[np.float64]:
        """Return a column as numbers; a percent only where it may be one.

        Raises
        ------
        FileError
            A cell is no number, or some are percents and some are not; the line is named.
        """
        cells = list(zip(self.lines, self[column], strict=True))
        found = [number_in(text) for _, text in cells]
        marked = [is_percent(text) for _, text in cells]
        for (line, text), number, mark in zip(cells, found, marked, strict=True):
            if number is None or (mark and not percent):
                raise FileError(
                    message(
                        "{where}: '{text}' is not a number; correct it, or remove the row where "
                        "there are no data.",
                        where=self.where(line),
                        text=text,
                    )
                )
        if any(marked) and not all(marked):
            one, other = cells[marked.index(True)], cells[marked.index(False)]
            raise FileError(
                message(
                    "{where}: '{text}' is a percent, and '{other}' ({there}) is none; write all "
                    "in one way.",
                    where=self.where(one[0]),
                    text=one[1],
                    other=other[1],
                    there=self.where(other[0]),
                )
            )
        return np.array(found, dtype=np.float64)

    def require_distinct(self, keys: Sequence[object], *named: str) -> None:
        """Reject rows of the same key, named by the texts of some columns.

        Raises
        ------
        LabelError
            A key stands twice; its line is named.
        """
        seen = set()
        for at, key in enumerate(keys):
            if key in seen:
                raise LabelError(
                    message(
                        "{where}: {name} is given twice; keep one row of it.",
                        where=self.where(self.lines[at]),
                        name=" → ".join(self[column][at] for column in named),
                    )
                )
            seen.add(key)

    def in_percent(self, column: str) -> bool:
        """Say whether the numbers of a column are percents."""
        return bool(self.lines) and all(map(is_percent, self[column]))

    def without_no_numbers(self, column: str) -> SmallTable:
        """Return the table without the rows that have no number in a column, and name them."""
        empty = [is_no_number(text) for text in self[column]]
        if not any(empty):
            return self
        names = compress(next(iter(self.columns.values())), empty)
        note = message(
            "{file} has no number for {names}: left out as without data.",
            file=self.source.brief.name,
            names=listed(dict.fromkeys(names)),
        )
        return replace(self.kept(not one for one in empty), notes=(*self.notes, note))

    def without_totals(
        self, key: str, value: str | None = None, own: Collection[str] = ()
    ) -> SmallTable:
        """Return the table without the rows of the country or of totals, and say so.

        Parameters
        ----------
        key : str
            The column that names regions.
        value : str, optional
            A column of numbers whose total is held against the sum of the other rows.
        own : collection of str
            Names that are no totals here, folded: the regions of a table.
        """
        total = [name.casefold() not in own and is_whole_country(name) for name in self[key]]
        if not any(total):
            return self
        others = self.kept(not one for one in total)
        notes = [self._of_total(at, key, value, others) for at, one in enumerate(total) if one]
        return replace(others, notes=(*self.notes, *notes))

    def _of_total(self, at: int, key: str, value: str | None, others: SmallTable) -> Message:
        row = {name: texts[at] for name, texts in self.columns.items()}
        said = {"where": self.source.brief.where(self.lines[at]), "name": row[key]}
        like = others
        for name in self.columns.keys() - {value, key}:
            like = like.kept([text == row[name] for text in like[name]])
        parts = [] if value is None else [t for t in like[value] if not is_no_number(t)]
        held = None if value is None else held_against_sum(str(row[value]), parts)
        if held is None:
            return message("{where}: '{name}' is a total, not a province; left out.", **said)
        if held.agrees:
            return message(
                "{where}: '{name}' is a total, not a province; left out. It is the sum of the "
                "other rows.",
                **said,
            )
        return message(
            "{where}: '{name}' is a total, not a province; left out. It is {total}, and the other "
            "rows sum to {summed}.",
            **said,
            total=f"{held.total:,.10g}",
            summed=f"{held.summed:,.10g}",
        )

    def provinces(
        self, column: str, other: Callable[[str], Region | None] = lambda _: None
    ) -> list[str]:
        """Return a column of codes or names of provinces as adcodes; 11 is 110000 here.

        Parameters
        ----------
        column : str
            The column.
        other : callable
            What finds other regions that it may name, before it is looked among provinces.

        Raises
        ------
        LabelError
            A province is unknown; the line is named.
        """
        return self.regions(column, lambda name: other(name) or named_province(name))

    def regions(self, column: str, find: Callable[[str], Region]) -> list[str]:
        """Return the codes of the regions of a column, as they are found by their names.

        Raises
        ------
        LabelError
            A region is unknown; the line is named.
        """
        codes = []
        for line, name in zip(self.lines, self[column], strict=True):
            try:
                codes.append(find(name).code)
            except LabelError as error:
                said = error.message
                if is_whole_country(name):
                    said = message(
                        "'{name}' is a total, not a province; remove the row.", name=name
                    )
                raise LabelError(
                    message("{where}: {error}", where=self.where(line), error=said)
                ) from error
        return codes


def is_whole_country(name: str) -> bool:
    """Say whether a name is that of a total or of China, not of a province."""
    return is_total(name) or is_country(name)


def named_province(name: str) -> Region:
    """Return a province by what a column of provinces may call it."""
    return find_province(_whole_code(name))


def _whole_code(name: str) -> str:
    return f"{name}0000" if re.fullmatch(r"\d\d", name) else name


def is_province_name(name: str) -> bool:
    """Say whether a name or code is that of a province; 11 is 110000 here."""
    return known_province(_whole_code(name)) is not None
