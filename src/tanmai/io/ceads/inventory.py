"""CEADs inventories of provincial CO2 emissions: one sheet a province, rows by sector and fuel.

Source of the layout: the workbooks ``Emission_Inventories_for_30_Provinces_YYYY``
(CEADs; Shan et al. 2018, 2020; Guan et al. 2021). Sheets are joined by the
name of their province, rows and columns found by their labels.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tanmai.core import units
from tanmai.core.errors import FileError, LabelError, UnitError
from tanmai.core.inventory import HOUSEHOLD, EmissionInventory
from tanmai.core.labels import Region, Sector, find_province, mainland_provinces
from tanmai.core.messages import listed, message
from tanmai.core.table import Provenance, SourceFile
from tanmai.io.concordance_file import find_concordance
from tanmai.io.labelled_sheet import LabelledSheet, find_sheet_labels, in_sheet, places
from tanmai.io.workbook import Cell, ExcelWorkbook, cell_name, column_name, open_workbook
from tanmai.io.workbook_size import COLUMN, ROW

FloatArray = NDArray[np.float64]

FUEL_KIND_OF = {
    "Raw Coal": "coal",
    "Cleaned Coal": "coal",
    "Other Washed Coal": "coal",
    "Briquettes": "coal",
    "Coke": "coal",
    "Coke Oven Gas": "coal",
    "Other Gas": "coal",
    "Other Coking Products": "coal",
    "Crude Oil": "oil",
    "Gasoline": "oil",
    "Kerosene": "oil",
    "Diesel Oil": "oil",
    "Fuel Oil": "oil",
    "LPG": "oil",
    "Refinery Gas": "oil",
    "Other Petroleum Products": "oil",
    "Natural Gas": "gas",
    "Other Energy": "coal",
    "Process": "process",
}
"""What each column of an inventory comes from; gases of coking and furnaces come from coal."""

FUELS = tuple(FUEL_KIND_OF)
SCOPE_2 = ("Scope 2 Heat", "Scope 2 Electricity")
TOTAL_COLUMN = "Scope 1 Total"
PUBLISHED_ORDER = (*FUELS[:17], *SCOPE_2, *FUELS[17:], TOTAL_COLUMN)
TOTAL_ROWS = ("Total Consumption", "Total Emissions")
UNIT = "unit"

_SHEET = re.compile(r"(?P<place>.*?)[\s_-]*(?P<year>(?:19|20)[0-9]{2})?\s*")
_NOT_PROVINCES = ("note", "sum")
_TOLERANCE = 1e-9


def read_ceads_inventory(path: Path) -> EmissionInventory:
    """Read a year's inventory of the provinces.

    Parameters
    ----------
    path : Path
        The workbook as downloaded, of any year. Labels are compared by their
        letters, so both dialects are read: ``Raw Coal`` and ``Raw_Coal``, ``Cleaned
        Coal`` and ``CleanedCoal``, ``Total Consumption`` and ``TotalEmissions``;
        sheets stand in any order.

    Returns
    -------
    EmissionInventory
        Scope 1 emissions of 45 rows of sectors and 2 of households by 17 fuels,
        other energy and industrial processes; Mt CO2, provinces in NBS order.

    Raises
    ------
    FileError
        The file is no such workbook, a label is missing, a cell holds no number, or
        rows or columns do not add up to the totals that the sheet states.
    LabelError
        A sheet bears no province's name, two bear the same, or their years differ.
    UnitError
        A unit is unknown.
    """
    workbook = open_workbook(path)
    sheets, year = _sheets_of_provinces(workbook)
    labels = find_concordance("ceads47_to_nbs42-2017")
    of_households = {k.source.code for k in labels.links if k.target.code == HOUSEHOLD}
    rows = tuple(row for row in labels.sources if row.code not in of_households)
    household_rows = tuple(row for row in labels.sources if row.code in of_households)
    provinces = tuple(p for p in mainland_provinces() if p.code in sheets)
    read = [_read_sheet(workbook, sheets[p.code], labels.sources) for p in provinces]
    values = np.stack([numbers for numbers, _ in read])
    moved = tuple(sheets[p.code] for p, (_, moved) in zip(provinces, read, strict=True) if moved)
    split = np.array([row.code in of_households for row in labels.sources])
    return EmissionInventory(
        year=year,
        provinces=provinces,
        rows=rows,
        household_rows=household_rows,
        fuels=FUELS,
        values=values[:, ~split],
        households=values[:, split],
        provenance=_provenance(workbook, sheets, moved),
        missing=tuple(p for p in mainland_provinces() if p.code not in sheets),
    )


def _sheets_of_provinces(workbook: ExcelWorkbook) -> tuple[dict[str, str], int]:
    """Return the sheet of each province by adcode, and the year of all of them."""
    sheets: dict[str, str] = {}
    years: dict[str, str] = {}
    for sheet in workbook.sheet_names:
        if sheet.strip().casefold() in _NOT_PROVINCES:
            continue
        province, year = _province_and_year(workbook, sheet)
        if province.code in sheets:
            raise LabelError(
                message(
                    "{workbook}: sheets '{sheets}' and '{sheet}' are both of {province}; keep "
                    "one. (Shanxi is 山西, Shaanxi is 陕西.)",
                    workbook=workbook.name,
                    sheets=sheets[province.code],
                    sheet=sheet,
                    province=province,
                )
            )
        sheets[province.code] = sheet
        years.setdefault(year, sheet)
    if len(years) > 1:
        (one, first), (other, second) = list(years.items())[:2]
        raise LabelError(
            message(
                "{workbook} mixes years: sheet '{first}' is of {one}, sheet '{second}' of "
                "{other}; keep the sheets of one year.",
                workbook=workbook.name,
                first=first,
                one=one,
                second=second,
                other=other,
            )
        )
    if not sheets:
        raise FileError(
            message(
                "{workbook} has no sheet of a province (such as 'Beijing2017'); its sheets are "
                "{sheet_names}. Name a CEADs inventory by sectors.",
                workbook=workbook.name,
                sheet_names=listed(workbook.sheet_names),
            )
        )
    return sheets, int(next(iter(years)))


def _province_and_year(workbook: ExcelWorkbook, sheet: str) -> tuple[Region, str]:
    match = _SHEET.fullmatch(sheet)
    assert match is not None
    try:
        province = find_province(match["place"])
    except LabelError as error:
        raise LabelError(
            message(
                "{in_sheet}: {problem}",
                in_sheet=in_sheet(workbook, sheet),
                problem=error.message,
            )
        ) from error
    if match["year"] is None:
        raise LabelError(
            message(
                "{in_sheet}: the name holds no year; name it as CEADs does, for instance "
                "'{name}2017'.",
                in_sheet=in_sheet(workbook, sheet),
                name=sheet.strip(),
            )
        )
    return province, match["year"]


def _read_sheet(
    workbook: ExcelWorkbook, sheet: str, rows: tuple[Sector, ...]
) -> tuple[FloatArray, bool]:
    """Return the emissions of a province by row and fuel (47, 19), and whether lines moved."""
    where = in_sheet(workbook, sheet)
    cells = workbook.grid(sheet)
    names = [row.name_en for row in rows]
    fuels = [*FUELS, *SCOPE_2, TOTAL_COLUMN]
    row_labels, column_labels = find_sheet_labels(
        cells, where, names, fuels, published_labels(names)
    )
    found = LabelledSheet(where, cells, places(row_labels), places(column_labels))
    _require_known(found, {*names, *TOTAL_ROWS, UNIT, column_labels[0]}, fuels)
    total_row = _total_row(found)
    numbers = found.block([total_row, *names], fuels) * _factors(found, fuels, total_row)
    _require_non_negative(found, [total_row, *names], fuels, numbers)
    _check_totals(found, numbers[1:], numbers[0], rows)
    moved = not found.in_order(names, PUBLISHED_ORDER)
    return np.asarray(numbers[1:, : len(FUELS)]), moved


def _require_known(found: LabelledSheet, rows: set[str], columns: list[str]) -> None:
    """Reject labels beyond those of the layout: a column more may be a fuel more."""
    for places_of, known, axis in (
        (found.rows, rows, ROW),
        (found.columns, {*columns, *rows}, COLUMN),
    ):
        unknown = [label for label in places_of if label not in known]
        if unknown:
            raise FileError(
                message(
                    "{where} has a {axis} '{unknown}' that no CEADs inventory has; take it out, "
                    "or put its label back as it was published.",
                    where=found.where,
                    axis=axis,
                    unknown=unknown[0],
                )
            )


def _total_row(found: LabelledSheet) -> str:
    for label in TOTAL_ROWS:
        if label in found.rows:
            return label
    raise FileError(
        message(
            "{where} has no row '{label}' (or '{other}') to check its sums by; put "
            "it back as it was published.",
            where=found.where,
            label=TOTAL_ROWS[0],
            other=TOTAL_ROWS[1],
        )
    )


def _factors(found: LabelledSheet, columns: list[str], total_row: str) -> FloatArray:
    """Return the factors from the units under the headers to Mt CO2."""
    first = found.row(total_row)
    factors = np.empty(len(columns))
    for k, column in enumerate(columns):
        at = found.column(column)
        texts = [
            (row, text)
            for row in range(first)
            if isinstance(text := found.text_or_number(row, at), str)
            and text.strip()
            and _letters(text) != _letters(column)
        ]
        if len(texts) != 1:
            raise UnitError(
                message(
                    "{where}, column {at}: the header must hold one unit under '{column}', such "
                    "as 'Mt CO2', but holds {n}.",
                    where=found.where,
                    at=column_name(at),
                    column=column,
                    n=len(texts),
                )
            )
        row, text = texts[0]
        try:
            factors[k] = units.parse_emissions(str(text)).factor
        except UnitError as error:
            raise UnitError(
                message(
                    "{where}, cell {at}: {problem}",
                    where=found.where,
                    at=cell_name(row, at),
                    problem=error.message,
                )
            ) from error
    return factors


def _require_non_negative(
    found: LabelledSheet, rows: list[str], columns: list[str], numbers: FloatArray
) -> None:
    if (numbers < 0).any():
        row, column = (int(at) for at in np.argwhere(numbers < 0)[0])
        cell = cell_name(found.row(rows[row]), found.column(columns[column]))
        raise FileError(
            message(
                "{where}, cell {cell} holds a negative emission ({numbers} Mt CO2); put the "
                "number back as it was published.",
                where=found.where,
                cell=cell,
                numbers=f"{numbers[row, column]:.6g}",
            )
        )


def _check_totals(
    found: LabelledSheet, numbers: FloatArray, totals: FloatArray, rows: tuple[Sector, ...]
) -> None:
    """Reject sums over the rows or the fuels that differ from what the sheet states."""
    n = len(FUELS)
    limit = _TOLERANCE * max(1.0, float(totals[-1]))
    by_row = numbers[:, :n].sum(axis=1) - numbers[:, -1]
    by_column = numbers.sum(axis=0) - totals
    names = [row.name_en for row in rows]
    for gaps, labels, axis, what in (
        (
            by_row,
            names,
            ROW,
            message("fuels sum to a figure that differs from '{total}' by", total=TOTAL_COLUMN),
        ),
        (
            by_column,
            [*FUELS, *SCOPE_2, TOTAL_COLUMN],
            COLUMN,
            message("rows differ from the total by"),
        ),
    ):
        worst = int(np.abs(gaps).argmax())
        if abs(gaps[worst]) > limit:
            raise FileError(
                message(
                    "{where}, {axis} '{labels}': the {what} {gaps} Mt CO2; a cell was changed or "
                    "a row is missing, so download the file again.",
                    where=found.where,
                    axis=axis,
                    labels=labels[worst],
                    what=what,
                    gaps=f"{gaps[worst]:.6g}",
                )
            )


def _provenance(
    workbook: ExcelWorkbook, sheets: dict[str, str], moved: tuple[str, ...]
) -> Provenance:
    left_out = [sheet for sheet in workbook.sheet_names if sheet not in sheets.values()]
    changes = [
        message(
            "{columns} are left out: they are emitted where the power is made.",
            columns=listed(SCOPE_2, message(" and ")),
        )
    ]
    if left_out:
        changes.append(
            message(
                "Sheets that are not provinces are left out: {sheets}.", sheets=listed(left_out)
            )
        )
    if moved:
        changes.append(
            message(
                "Rows or columns are not in the published order and were read by their labels: "
                "{moved}.",
                moved=listed(moved),
            )
        )
    return Provenance(
        name=Path(workbook.name).stem,
        status="official",
        reader=__name__,
        sources=(SourceFile(workbook.name, workbook.sha256),),
        changes=tuple(changes),
    )


def published_labels(rows: Sequence[str]) -> Callable[[Cell], str]:
    """Return a function of a cell that gives its label as most of the workbooks write it.

    An unknown label stays as it stands.
    """
    columns = (*FUELS, *SCOPE_2, TOTAL_COLUMN)
    published = {_letters(label): label for label in (*rows, *columns, *TOTAL_ROWS, UNIT)}

    def label(cell: Cell) -> str:
        return published.get(_letters(cell), cell.strip()) if isinstance(cell, str) else ""

    return label


def _letters(text: str) -> str:
    """Return the letters and digits of a label: blanks and dashes differ between the years."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())
