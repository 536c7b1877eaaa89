"""The one reader of the small files that users bring: values, flows, population, groups.

A file is read as it comes: header lines and notes above and below, columns by any of their
names. What could be meant in two ways is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from tanmai.core.errors import FileError, LabelError, did_you_mean
from tanmai.core.input_file import csv_with
from tanmai.core.labels import Region, find_province, known_province
from tanmai.core.messages import Message, listed, message, plural
from tanmai.core.reserved_labels import is_country, is_total
from tanmai.io.small_cells import SmallSheet, read_sheets
from tanmai.io.small_numbers import held_against_sum, is_no_number, is_percent, number_in

_OTHER_NAMES = {
    "province": (
        *("adcode", "region", "province_name", "省份", "省", "省市", "省市区", "省（市、区）"),
        *("省级行政区", "地区", "地区名称", "行政区划代码", "地區"),
    ),
    "city": (
        *("adcode", "region", "city_name", "name", "code", "城市", "市", "地市", "地级市"),
        *("市州", "地市州", "盟市", "地区", "县", "区县", "名称", "行政区划代码", "代码"),
    ),
    "from": ("source", "origin", "sender", "流出地", "流出省份", "来源", "来源地", "起点"),
    "to": ("target", "destination", "receiver", "流入地", "流入省份", "去向", "目的地", "终点"),
    "value": ("weight", "数值", "值", "數值"),
    "year": ("年份", "年", "年度"),
    "sector_code": ("部门代码", "行业代码"),
    "price_index": ("价格指数",),
    "population": ("人口", "常住人口", "年末常住人口"),
    "weight": ("权重",),
    "reason": ("理由", "依据", "说明"),
    "group": ("分组", "组", "组别", "区域", "大区"),
    "region": ("province", "地区", "省份", "城市", "city"),
    "quantity": ("数量", "实物量"),
}
_MOST_ABOVE = 40
_YEAR = re.compile(r"(19|20)\d\d ?年?")
_UNIT = re.compile(r"\s*[(\[（【][^)\]）】]*[)\]）】]\s*$")
_NOTE = re.compile(
    r"(注|备注|附注|说明|(资料|数据)?来源|单位|数据库|指标|时间|notes?|(data )?sources?|units?)"
    r"\s*\d*\s*[:：.].*|[*※①].*",
    re.IGNORECASE | re.DOTALL,
)


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
    rows : DataFrame
        Texts, on the numbers of their lines.
    notes : tuple of Message
        What was left out.
    left_out : tuple of str
        Columns that are not read.
    called : mapping
        The name in the file of each column.
    """

    source: SmallSheet
    rows: pd.DataFrame
    notes: tuple[Message, ...] = ()
    left_out: tuple[str, ...] = ()
    called: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, column: str) -> pd.Series:
        return self.rows[column]

    def __contains__(self, column: str) -> bool:
        return column in self.rows.columns

    def where(self, line: object) -> Message:
        """Return a line of the file for a message."""
        return self.source.where(line)

    def numbers(self, column: str, *, percent: bool = False) -> pd.Series:
        """Return a column as numbers; a percent only where it may be one.

        Raises
        ------
        FileError
            A cell is no number, or some are percents and some are not; the line is named.
        """
        cells = list(self.rows[column].items())
        found = [number_in(text) for _, text in cells]
        marked = [is_percent(text) for _, text in cells]
        for (line, text), number, mark in zip(cells, found, marked, strict=True):
            if number is None or (mark and not percent):
                raise FileError(
                    message(
                        "{where}: '{text}' is not a number; correct it, or take the row out where "
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
        return pd.Series(found, index=self.rows.index, dtype=np.float64)

    def in_percent(self, column: str) -> bool:
        """Say whether the numbers of a column are percents."""
        return bool(len(self.rows)) and bool(self.rows[column].map(is_percent).all())

    def without_no_numbers(self, column: str) -> SmallTable:
        """Return the table without the rows that have no number in a column, and name them."""
        empty = self.rows[column].map(is_no_number)
        if not empty.any():
            return self
        names = self.rows.loc[empty].iloc[:, 0]
        note = message(
            "{file} has no number for {names}: left out as without data.",
            file=self.source.brief.name,
            names=listed(dict.fromkeys(names)),
        )
        return replace(self, rows=self.rows[~empty], notes=(*self.notes, note))

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
        names = self.rows[key]
        total = names.map(lambda name: name.casefold() not in own and is_whole_country(name))
        if not total.any():
            return self
        rows = self.rows[~total]
        notes = [self._of_total(line, key, value, rows) for line in self.rows.index[total]]
        return replace(self, rows=rows, notes=(*self.notes, *notes))

    def _of_total(self, line: int, key: str, value: str | None, rows: pd.DataFrame) -> Message:
        row = self.rows.loc[line]
        said = {"where": self.source.brief.where(line), "name": row[key]}
        alike = [c for c in self.rows.columns if c not in (value, key)]
        like = rows[(rows[alike] == row[alike]).all(axis=1)]
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
    ) -> pd.Series:
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
        return self.regions(column, lambda name: other(name) or _province(name))

    def regions(self, column: str, find: Callable[[str], Region]) -> pd.Series:
        """Return the codes of the regions of a column, as they are found by their names.

        Raises
        ------
        LabelError
            A region is unknown; the line is named.
        """
        codes = []
        for line, name in self.rows[column].items():
            try:
                codes.append(find(name).code)
            except LabelError as error:
                said = error.message
                if is_whole_country(name):
                    said = message(
                        "'{name}' is a total, not a province; take the row out.", name=name
                    )
                raise LabelError(
                    message("{where}: {error}", where=self.where(line), error=said)
                ) from error
        return pd.Series(codes, index=self.rows.index, dtype=object)


def is_whole_country(name: str) -> bool:
    """Say whether a name is that of a total or of China, not of a province."""
    return is_total(name) or is_country(name)


def _province(name: str) -> Region:
    """Return a province by what a column of provinces may call it."""
    return find_province(_whole_code(name))


def _whole_code(name: str) -> str:
    return f"{name}0000" if re.fullmatch(r"\d\d", name) else name


def _is_province(name: str) -> bool:
    return known_province(_whole_code(name)) is not None


def read_small_table(
    path: Path,
    columns: Sequence[str],
    optional: Sequence[str] = (),
    asked: Asked = NOTHING_ASKED,
) -> SmallTable:
    """Read the rows of a small file: CSV in its kinds, or a workbook.

    Notes above the header and below the rows are passed over; those beside numbers are not. A
    column may be written in capitals or by another of its names, with a unit in brackets. The
    column ``province`` may be the only one that holds nothing but provinces, and ``value`` the
    only one that holds numbers.

    Parameters
    ----------
    path : Path
        The file; `read_sheets` says which kinds.
    columns : sequence of str
        Columns that it must have.
    optional : sequence of str
        Columns that are kept where it has them; all others are left out.
    asked : Asked
        What the user says: names of columns, sheet, year.

    Raises
    ------
    FileError
        The file cannot be read, lacks a column, or has no row; or it can be read in two ways.
    """
    return table_in(read_sheets(path, csv_with(columns)), path, columns, optional, asked)


def table_in(
    sheets: Sequence[SmallSheet],
    path: Path,
    columns: Sequence[str],
    optional: Sequence[str] = (),
    asked: Asked = NOTHING_ASKED,
) -> SmallTable:
    """Return the table in the sheets of a file, as `read_small_table` does.

    Raises
    ------
    FileError
        As for `read_small_table`.
    """
    found, errors = [], []
    for sheet in _chosen(sheets, path, asked):
        try:
            found.append(_in_sheet(sheet, columns, optional, asked))
        except FileError as error:
            errors.append(error)
    if len(found) > 1:
        raise FileError(
            message(
                "{path} has these columns in several sheets: {sheets}. {remedy}",
                path=path,
                sheets=listed(one.source.sheet for one in found),
                remedy=message("Choose one with --sheet.")
                if asked.has_options
                else message("Keep the one that is meant in a file of its own."),
            )
        )
    if found and found[0].rows.empty:
        raise FileError(
            message(
                "{path} has no row below its header; give at least one.", path=found[0].source.name
            )
        )
    if found:
        return found[0]
    if errors:
        raise errors[0]
    raise FileError(
        message(
            "{path} is empty; it needs the columns {wanted}.", path=path, wanted=listed(columns)
        )
    )


def names_columns(sheets: Sequence[SmallSheet], columns: Sequence[str]) -> bool:
    """Say whether a sheet has columns, be there rows or not."""
    for sheet in sheets:
        try:
            _in_sheet(sheet, columns, (), NOTHING_ASKED)
        except FileError:
            continue
        return True
    return False


def _chosen(sheets: Sequence[SmallSheet], path: Path, asked: Asked) -> Sequence[SmallSheet]:
    if asked.sheet is None:
        return sheets
    found = [sheet for sheet in sheets if sheet.sheet == asked.sheet]
    if not found:
        known = [sheet.sheet for sheet in sheets if sheet.sheet]
        raise FileError(
            message(
                "{path} has no sheet '{sheet}'.{nearest} Its sheets: {known}.",
                path=path,
                sheet=asked.sheet,
                nearest=did_you_mean(asked.sheet, known),
                known=listed(known),
            )
        )
    return found


def _in_sheet(
    sheet: SmallSheet, columns: Sequence[str], optional: Sequence[str], asked: Asked
) -> SmallTable:
    names, first = _header(sheet, columns, asked)
    rows, notes = _body(sheet, names, first)
    places = _places(sheet, names, rows, columns, optional, asked)
    named = pd.DataFrame(
        {column: rows[at] for column, at in places.items()}, index=rows.index, dtype=object
    )
    kept = {*places.values()}
    left = [name for at, name in enumerate(names) if at not in kept and name]
    called = {column: names[at] for column, at in places.items()}
    return SmallTable(sheet, named, notes, tuple(left), called)


def _bare(name: str) -> str:
    """Return the name of a column in one form: small letters, no unit in brackets."""
    return " ".join(_UNIT.sub("", name).casefold().split())


def _known_as(column: str) -> set[str]:
    return {_bare(name) for name in (column, *_OTHER_NAMES.get(column, ()))}


def is_called(name: str, column: str, asked: Asked = NOTHING_ASKED) -> bool:
    """Say whether a name in a file is that of a column, by any of the names that it has."""
    given = asked.named(column)
    if given is not None:
        return name.casefold() == given.strip().casefold()
    return bool(name) and (name.casefold() == column.casefold() or _bare(name) in _known_as(column))


def _header(sheet: SmallSheet, columns: Sequence[str], asked: Asked) -> tuple[list[str], int]:
    """Return the names of the columns, and where the rows begin."""
    above = sheet.lines[:_MOST_ABOVE]
    hits = [sum(any(is_called(c, w, asked) for c in line) for w in columns) for line in above]
    if max(hits, default=0):
        at = hits.index(max(hits))
        names = list(sheet.lines[at])
        below = sheet.lines[at + 1 : at + 2]
        if below and _goes_on(names, below[0]):
            return _joined(names, below[0]), at + 2
        return names, at + 1
    return _header_by_provinces(sheet, columns)


def _goes_on(names: Sequence[str], below: Sequence[str]) -> bool:
    """Say whether a line goes on with the header: names or years, blank below the first name."""
    said = [cell for cell in below if cell]
    years = all(_YEAR.fullmatch(cell) for cell in said) and len(said) > 1
    return (
        not below[0]
        and bool(names[0])
        and bool(said)
        and (years or all(number_in(cell) is None and not is_no_number(cell) for cell in said))
    )


def _joined(names: Sequence[str], below: Sequence[str]) -> list[str]:
    """Return the names of two lines of a header; a name above goes on to the right."""
    whole: list[str] = []
    for name in names:
        whole.append(name or (whole[-1] if whole else ""))
    width = max(len(names), len(below))
    padded = [*below, *[""] * (width - len(below))]
    upper = [*whole, *[""] * (width - len(whole))]
    own = [*names, *[""] * (width - len(names))]
    return [
        f"{over} {under}" if under else name
        for over, under, name in zip(upper, padded, own, strict=True)
    ]


def _header_by_provinces(sheet: SmallSheet, columns: Sequence[str]) -> tuple[list[str], int]:
    """Return the header of a file of other names: the line above the first province.

    A file of two columns needs none: a province and a number in every row.
    """
    first_lines = sheet.lines[:_MOST_ABOVE]
    with_province = [k for k, line in enumerate(first_lines) if any(map(_is_province, line))]
    if "province" in columns and with_province:
        at = with_province[0]
        above = sheet.lines[at - 1] if at else []
        if sum(bool(cell) for cell in above) > 1:
            return list(above), at
        pairs = [[cell for cell in line if cell] for line in sheet.lines[at:]]
        if set(columns) == {"province", "value"} and all(
            len(pair) == 2 and number_in(pair[0]) is None for pair in pairs if len(pair) > 1
        ):
            return ["province", "value"], at
    header = next((line for line in sheet.lines if sum(map(bool, line)) > 1), sheet.lines[0])
    return list(header), sheet.lines.index(header) + 1


def _body(
    sheet: SmallSheet, names: list[str], first: int
) -> tuple[pd.DataFrame, tuple[Message, ...]]:
    """Return the rows below a header, by position, and the lines of notes that are left out."""
    while names and not names[-1]:
        names.pop()
    kept: dict[int, list[str]] = {}
    notes: list[str] = []
    for number, line in zip(sheet.numbers[first:], sheet.lines[first:], strict=True):
        cells = [cell for cell in line if cell]
        if _is_note(line, cells, len(names)):
            notes.append(" ".join(cells))
            continue
        if any(line[len(names) :]) or (not sheet.sheet and len(line) < len(names) != len(cells)):
            raise FileError(
                message(
                    "{where}: {n} cells ({cells}) under a header of {columns} columns ({names}); "
                    "put a cell with a comma into quotes, and take out lines that are notes.",
                    where=sheet.where(number),
                    n=len(line),
                    cells=listed(line),
                    columns=len(names),
                    names=listed(names),
                )
            )
        kept[number] = [*line, *[""] * len(names)][: len(names)]
    said = _of_notes(sheet, notes)
    return pd.DataFrame.from_dict(
        kept, orient="index", columns=range(len(names)), dtype=object
    ), said


def _is_note(line: Sequence[str], cells: Sequence[str], columns: int) -> bool:
    """Say whether a line is a note: words alone, or after 注, 数据来源, Source and a colon."""
    if any(number_in(cell) is not None for cell in cells):
        return False
    names_region = bool(line[0]) and (_is_province(line[0]) or is_whole_country(line[0]))
    alone = len(cells) == 1 and columns > 1 and not names_region
    return alone or _NOTE.fullmatch(cells[0]) is not None


def _of_notes(sheet: SmallSheet, notes: Sequence[str]) -> tuple[Message, ...]:
    if not notes:
        return ()
    return (
        plural(
            "{file}: a line below the header is a note and left out: {first}",
            "{file}: {n} lines below the header are notes and left out, the first: {first}",
            len(notes),
            file=sheet.brief.name,
            first=notes[0][:60],
        ),
    )


def _places(
    sheet: SmallSheet,
    names: Sequence[str],
    rows: pd.DataFrame,
    columns: Sequence[str],
    optional: Sequence[str],
    asked: Asked,
) -> dict[str, int]:
    """Return the position of each column that is wanted."""
    places: dict[str, int] = {}
    for column in (*columns, *optional):
        found = [at for at, name in enumerate(names) if is_called(name, column, asked)]
        exact = [at for at in found if names[at] == column]
        if len(exact) > 1:
            raise FileError(
                message(
                    "{file} has the column {name} twice; keep the one that is meant.",
                    file=sheet.name,
                    name=column,
                )
            )
        found = exact or found
        if len(found) > 1 and not _says_the_same(rows, found):
            raise _several(sheet, column, [names[at] for at in found], asked)
        if found:
            places[column] = found[0]
    if "province" in columns and "province" not in places and asked.named("province") is None:
        alone = [at for at in range(len(names)) if _all_provinces(rows[at])]
        if len(alone) == 1:
            places["province"] = alone[0]
    missing = [column for column in columns if column not in places]
    if missing == ["value"] and asked.named("value") is None:
        places["value"] = _value_column(sheet, names, rows, places, asked)
        missing = []
    if missing:
        raise _missing(sheet, columns, missing, names, asked)
    return {column: places[column] for column in (*columns, *optional) if column in places}


def _says_the_same(rows: pd.DataFrame, places: Sequence[int]) -> bool:
    """Say whether columns name the same provinces in every row: by code and by name."""
    for cells in rows[list(places)].itertuples(index=False, name=None):
        try:
            if len({_province(cell).code for cell in cells}) > 1:
                return False
        except LabelError:
            if not any(map(is_whole_country, cells)):
                return False
    return True


def _all_provinces(cells: pd.Series) -> bool:
    named = [cell for cell in cells if cell and not is_whole_country(cell)]
    return bool(named) and all(map(_is_province, named))


def _value_column(
    sheet: SmallSheet,
    names: Sequence[str],
    rows: pd.DataFrame,
    places: Mapping[str, int],
    asked: Asked,
) -> int:
    """Return the column of the values that no name tells: the only one of numbers, or of a year."""
    years = [at for at, name in enumerate(names) if is_called(name, "year", asked)]
    taken = {*places.values(), *years}
    numeric = [
        at
        for at in range(len(names))
        if at not in taken
        and (_holds_numbers(rows[at]) or (rows.empty and bool(names[at])))
        and not (not names[at] and _counts(rows[at]))
    ]
    of_years = {_year_of(names[at]): at for at in numeric}
    if asked.year in of_years and None not in of_years:
        return of_years[asked.year]
    if len(numeric) == 1:
        return numeric[0]
    if len(numeric) > 1 and None not in of_years:
        raise _which_year(sheet, [year for year in of_years if year is not None], asked)
    if numeric:
        raise _several(sheet, "value", [names[at] for at in numeric], asked)
    raise _missing(sheet, [*places, "value"], ["value"], names, asked)


def _year_of(name: str) -> int | None:
    bare = _bare(name)
    return int(bare[:4]) if _YEAR.fullmatch(bare) else None


def _holds_numbers(cells: pd.Series) -> bool:
    found = [number_in(cell) for cell in cells if not is_no_number(cell)]
    return bool(found) and None not in found


def _counts(cells: pd.Series) -> bool:
    """Say whether cells are the numbers of rows, as programs write them."""
    found = [number_in(cell) for cell in cells]
    return found in ([*range(len(found))], [*range(1, len(found) + 1)])


def of_year(table: SmallTable, asked: Asked) -> SmallTable:
    """Return the rows of the year that is asked for, or of the only one that there is.

    Raises
    ------
    FileError
        There are several years and none is asked for, or none is that year.
    """
    if "year" not in table:
        if asked.year is not None and _year_of(table.called.get("value", "")) != asked.year:
            raise FileError(
                message("{file} has no year; leave --year out.", file=table.source.name)
            )
        return table
    years = {}
    for line, text in table["year"].items():
        years[line] = _year_of(text)
        if years[line] is None:
            raise FileError(
                message("{where}: '{text}' is not a year.", where=table.where(line), text=text)
            )
    known = sorted({year for year in years.values() if year is not None})
    if (asked.year is None and len(known) > 1) or (
        asked.year is not None and asked.year not in known
    ):
        raise _which_year(table.source, known, asked)
    wanted = [line for line, year in years.items() if asked.year in (None, year)]
    return replace(table, rows=table.rows.loc[wanted].drop(columns="year"))


def _which_year(sheet: SmallSheet, years: Sequence[int], asked: Asked) -> FileError:
    known = listed(sorted(years))
    if asked.year is not None:
        return FileError(
            message(
                "{file} has no values of {year}; it has those of {known}.",
                file=sheet.name,
                year=asked.year,
                known=known,
            )
        )
    return FileError(
        message(
            "{file} has values of several years: {known}. {remedy}",
            file=sheet.name,
            known=known,
            remedy=message("Choose one with --year.")
            if asked.has_options
            else message("Keep the one that is meant."),
        )
    )


def _several(sheet: SmallSheet, column: str, names: Sequence[str], asked: Asked) -> FileError:
    return FileError(
        message(
            "{file}: the column {column} may be any of {names}. {remedy}",
            file=sheet.name,
            column=column,
            names=listed(names),
            remedy=_remedy([column], asked),
        )
    )


def _missing(
    sheet: SmallSheet,
    columns: Sequence[str],
    missing: Sequence[str],
    names: Sequence[str],
    asked: Asked,
) -> FileError:
    given = asked.named(missing[0])
    has = listed(name for name in names if name)
    if given is not None:
        return FileError(
            message(
                "{file} has no column '{given}'.{nearest} It has: {has}.",
                file=sheet.name,
                given=given,
                nearest=did_you_mean(given, names),
                has=has,
            )
        )
    return FileError(
        message(
            "{file} has no column {missing}; it needs {wanted}, and has {has}.{nearest} {remedy}",
            file=sheet.name,
            missing=listed(missing),
            wanted=listed(columns),
            has=has,
            nearest=did_you_mean(missing[0], names),
            remedy=_remedy(missing, asked),
        )
    )


def _remedy(columns: Sequence[str], asked: Asked) -> Message:
    """Return how to say which column is meant: by an option, or in the file."""
    options = [f"--{column}-column" for column in columns if column in asked.columns]
    options = [option.replace("city", "province") for option in options]
    if options:
        return message("Name the column with {options}.", options=listed(options))
    return message("Give the column its name in the header: {columns}.", columns=listed(columns))
