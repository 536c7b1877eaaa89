"""Which sheet of a CEADs workbook holds the table, of which year, in which unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tanmai.core.errors import FileError, LabelError, UnitError
from tanmai.core.messages import Message, listed, message
from tanmai.core.units import (
    MONEY,
    Unit,
    emission_units_in,
    money_units_in,
    parse_money,
    stated_unit,
)
from tanmai.io.ceads import labels
from tanmai.io.ceads.companions import HOUSEHOLDS, companion
from tanmai.io.ceads.layout import Layout
from tanmai.io.workbook import Cell, Grid, Sheets, cell_name, no_sheet

_COMPANIONS = frozenset(
    {"note", "notes", "sector", "sectors", "province", "provinces", "readme"}
    | {HOUSEHOLDS.casefold()}
)
_YEAR = re.compile(r"(?<!\d)(19[89]\d|20[0-4]\d)(?!\d)")
_MAY_STATE = re.compile(r"元|单位|cny|rmb|yuan|renminbi|\bunit", re.IGNORECASE)


def choose_sheet(workbook: Sheets, sheet: str | None, year: int | None) -> str:
    """Return the sheet that holds the table.

    Without a name it is the one that is no companion ('Note', 'Sector ',
    'Province'); of two languages the Chinese one, whose labels are whole; of
    several years the one asked for.

    Raises
    ------
    FileError
        There is no such sheet, or several could be meant.
    """
    names = list(workbook.sheet_names)
    if sheet is not None:
        same = [n for n in names if labels.clean(n).casefold() == labels.clean(sheet).casefold()]
        if not same:
            raise no_sheet(workbook.name, sheet, names)
        return same[0]
    found = _with_tables(workbook)
    for narrower in (
        [n for n in found if year is not None and str(year) in n],
        [n for n in found if "english" not in n.casefold()],
        [n for n in found if "table" in n.casefold() or "表" in n],
    ):
        kept = [n for n in found if n in narrower]
        found = kept or found
    if len(found) == 1:
        return found[0]
    if not found:
        raise FileError(
            message(
                "{workbook} has no sheet with a table, only {names}; download the workbook "
                "again, or name the sheet.",
                workbook=workbook.name,
                names=listed(names),
            )
        )
    raise FileError(
        message(
            "{workbook} has several sheets that may hold the table: {found}; name the one to read.",
            workbook=workbook.name,
            found=listed(found),
        )
    )


def chosen_among(workbook: Sheets, chosen: str) -> tuple[Message, ...]:
    """Return a line that names the sheet that was taken, where others might hold a table."""
    others = [name for name in _with_tables(workbook) if name != chosen]
    read = message(
        "Read from sheet '{sheet}'; not read: {others}.", sheet=chosen, others=listed(others)
    )
    return (read,) if others else ()


def _with_tables(workbook: Sheets) -> list[str]:
    names = workbook.sheet_names
    return [name for name in names if labels.clean(name).casefold() not in _COMPANIONS]


def find_year(workbook: Sheets, layout: Layout, year: int | None) -> int:
    """Return the year that the sheet's name, its title and the file's name agree upon.

    Raises
    ------
    LabelError
        None of them says a year, or they contradict each other or the year given.
    """
    places = (
        (message("the sheet '{sheet}'", sheet=layout.place.sheet), _years(layout.place.sheet)),
        (message("the title"), {y for title in layout.titles for y in _years(title)}),
        (message("the file name '{name}'", name=workbook.name), _years(workbook.name)),
    )
    said = [years for _, years in places if years]
    sources = listed(
        message("{source} says {years}", source=source, years=listed(sorted(years)))
        for source, years in places
        if years
    )
    if year is not None:
        if said and not any(year in years for years in said):
            raise LabelError(
                message(
                    "{place}: year {year} was asked for, but {sources}. Ask for the right year or "
                    "name the right sheet.",
                    place=layout.place,
                    year=year,
                    sources=sources,
                )
            )
        return year
    if not said:
        raise LabelError(
            message(
                "{place} says no year in its name, its title or the name of the file; give the "
                "year.",
                place=layout.place,
            )
        )
    agreed = set.intersection(*said)
    if len(agreed) != 1:
        raise LabelError(
            message(
                "{place}: the year is not clear: {sources}. Give the year.",
                place=layout.place,
                sources=sources,
            )
        )
    return agreed.pop()


def _years(text: str) -> set[int]:
    return {int(year) for year in _YEAR.findall(text)}


def money_factor(workbook: Sheets, layout: Layout, grid: Grid) -> tuple[float, tuple[Message, ...]]:
    """Return what turns the sheet's unit into 10⁴ CNY, and the note of it.

    The unit may stand in a title, in the label of any row or column, or in a note.
    Where none stands, 10⁴ CNY is taken, as official workbooks have it, and said.

    Raises
    ------
    UnitError
        The sheet states a unit that is not known, or two.
    """
    found = _stated(layout, grid, layout.rows.special.get("CO2"))
    found = found or _stated(layout, companion(workbook, "note"), None)
    if len(found) > 1:
        said = listed(
            message("'{unit}' in {cell}", unit=unit.read_as, cell=cell)
            for unit, cell in found.values()
        )
        raise UnitError(
            message(
                "{place} states two units of money, {said}; keep the one that its numbers are in.",
                place=layout.place,
                said=said,
            )
        )
    if not found:
        return 1.0, (
            message("no unit of money is given in the sheet; taken as {unit}", unit=MONEY),
        )
    (unit, _), *_ = found.values()
    converted = message("money converted from {unit} to {to}", unit=unit.read_as, to=MONEY)
    return unit.factor, (converted,) if unit.factor != 1 else ()


def _stated(layout: Layout, grid: Grid, left_out: int | None) -> dict[float, tuple[Unit, str]]:
    """Return the units of money that the texts of a sheet state, by factor, with their cells."""
    found: dict[float, tuple[Unit, str]] = {}
    for at, row in enumerate(grid):
        for column, cell in _texts(row):
            if not _MAY_STATE.search(cell) or at == left_out:
                continue
            units = money_units_in(cell)
            other = stated_unit(cell)
            if not units and other and not emission_units_in(cell):
                _check_unit(layout, cell_name(at, column), other)
            for unit in units:
                found.setdefault(unit.factor, (unit, cell_name(at, column)))
    return found


def _texts(row: Sequence[Cell]) -> Iterator[tuple[int, str]]:
    """Yield the few texts of a long row of numbers, each with its position."""
    kinds, at = list(map(type, row)), -1
    for _ in range(kinds.count(str)):
        at = kinds.index(str, at + 1)
        yield at, str(row[at])


def _check_unit(layout: Layout, cell: str, stated: str) -> None:
    try:
        parse_money(stated)
    except UnitError as error:
        raise UnitError(
            message(
                "{place}, cell {cell}: {problem}",
                place=layout.place,
                cell=cell,
                problem=error.message,
            )
        ) from error
