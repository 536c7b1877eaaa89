"""Rows, columns and totals of a CEADs sheet must add up; what does not is named by its cells."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tanmai.core.errors import TableError
from tanmai.core.messages import Message, message
from tanmai.io.ceads.headings import AxisName
from tanmai.io.ceads.numbers import SheetNumbers
from tanmai.io.ceads.parts import SheetParts
from tanmai.io.workbook import cell_name
from tanmai.io.workbook_size import AXES_OF_MANY, line_name

FloatArray = NDArray[np.float64]

# Gaps are held against the output of the sector, at least one per cent of the mean output.
_TOLERANCE = 1e-6
_SMALLEST_SCALE = 0.01
# One slip opens a row or two; from here on something larger is wrong.
_MANY = 5
_MOST_DECIMALS = 4


def require_balance(sheet: SheetNumbers, parts: SheetParts) -> tuple[Message, ...]:
    """Require that rows, columns and every total given add up; return what must be said of ERR.

    ERR is output less sales, as tables state it, or throughout the reverse.
    A gap is allowed up to 1e-6 of the output of the sector (of one per cent
    of the mean output, where that is more). In a sheet that is rounded to q, a
    sum of n cells may be off by six standard errors, 6 q √(n/12), more.

    Raises
    ------
    TableError
        A row, a column or a total does not add up; where one cell explains
        the gaps of its row and of its column, that cell is named.
    """
    tolerance = _tolerance(parts)
    rows, notes = _row_gaps(parts, tolerance)
    inputs = parts.Z.sum(axis=0) + parts.imports + parts.value_added.sum(axis=0)
    columns = parts.x - inputs
    bad_rows, bad_columns = np.abs(rows) > tolerance, np.abs(columns) > tolerance
    if bad_rows.any():
        _reject_row(sheet, parts, rows, columns, tolerance)
    if bad_columns.any():
        _reject_column(sheet, parts, columns, tolerance)
    _require_totals(sheet, parts, tolerance)
    return notes


def _row_gaps(parts: SheetParts, tolerance: FloatArray) -> tuple[FloatArray, tuple[Message, ...]]:
    """Return the gaps of the rows; ERR may be written with either sign, but with one throughout."""
    added = np.asarray(parts.residual() - parts.stated_error)
    taken = np.asarray(parts.residual() + parts.stated_error)
    if (np.abs(taken) <= tolerance).all() and not (np.abs(added) <= tolerance).all():
        return taken, (message("ERR has the opposite sign in the sheet: sales less output"),)
    return added, ()


def _tolerance(parts: SheetParts) -> FloatArray:
    output = np.abs(parts.x)
    scale = np.maximum(output, _SMALLEST_SCALE * output.mean())
    return np.asarray(_TOLERANCE * scale + _rounding(parts))


def _rounding(parts: SheetParts) -> float:
    """Return what rounding of the cells allows: six standard errors of a sum of them."""
    numbers = (parts.x, parts.exports, parts.imports, parts.value_added, parts.Y, parts.Z)
    for decimals in range(_MOST_DECIMALS + 1):
        if all(_is_rounded(values, decimals) for values in numbers):
            count = parts.Z.shape[1] + parts.Y.shape[1] + 3
            return float(6.0 * 10.0**-decimals * np.sqrt(count / 12.0))
    return 0.0


def _is_rounded(values: FloatArray, decimals: int) -> bool:
    scaled = values * 10.0**decimals
    exact = 4.0 * np.finfo(float).eps * np.abs(scaled)
    return bool((np.abs(scaled - np.rint(scaled)) <= exact).all())


def _reject_row(
    sheet: SheetNumbers,
    parts: SheetParts,
    rows: FloatArray,
    columns: FloatArray,
    tolerance: FloatArray,
) -> None:
    worst = int(np.argmax(np.abs(rows) / np.maximum(tolerance, np.finfo(float).tiny)))
    where = sheet.layout.place.line("row", parts.rows[worst])
    added = parts.x[worst] - parts.residual()[worst]
    special = sheet.layout.columns.special
    if "ERR" in special:
        err = cell_name(parts.rows[worst], special["ERR"])
        stated = message(
            "while ERR ({cell}) says {error}", cell=err, error=f"{parts.stated_error[worst]:,.6g}"
        )
        fix = message("Correct the cell that is wrong, or ERR in {cell}", cell=err)
    else:
        stated = message("and there is no column ERR")
        fix = message("Correct the cell that is wrong, or add the column ERR")
    raise TableError(
        message(
            "{where} ({sector}) does not add up: GO is {x}, but sales, final demand and EX are "
            "{added} together, a difference of {residual}, {stated}. {fix}.{one_cell}{many}",
            where=where,
            sector=sheet.index.where(worst),
            x=f"{parts.x[worst]:,.6g}",
            added=f"{added:,.6g}",
            residual=f"{parts.residual()[worst]:,.6g}",
            stated=stated,
            fix=fix,
            one_cell=_one_cell(parts, worst, rows, columns, tolerance),
            many=_many(int((np.abs(rows) > tolerance).sum()), "row"),
        )
    )


def _many(off: int, axis: AxisName) -> Message:
    if off < _MANY:
        return Message("")
    return message(
        " {n} {axes} are off: the table may be transposed, blocks exchanged or in another unit.",
        n=off,
        axes=AXES_OF_MANY[axis],
    )


def _one_cell(
    parts: SheetParts,
    row: int,
    rows: FloatArray,
    columns: FloatArray,
    tolerance: FloatArray,
) -> Message:
    """Name the one cell whose error would open its row and its column by the same amount."""
    same = np.flatnonzero(
        (np.abs(columns) > tolerance) & (np.abs(columns - rows[row]) <= tolerance + tolerance[row])
    )
    if same.size != 1:
        return Message("")
    cell = cell_name(parts.rows[row], parts.columns[int(same[0])])
    return message(" Row and column point to cell {cell}.", cell=cell)


def _reject_column(
    sheet: SheetNumbers, parts: SheetParts, gaps: FloatArray, tolerance: FloatArray
) -> None:
    worst = int(np.argmax(np.abs(gaps)))
    where = sheet.layout.place.line("column", parts.columns[worst])
    raise TableError(
        message(
            "{where} ({sector}) does not add up: its inputs, imports and value added are {x} "
            "together, but its output is {output} (GO in row {rows}). Correct the cell that is "
            "wrong.{many}",
            where=where,
            sector=sheet.index.where(worst),
            x=f"{parts.x[worst] - gaps[worst]:,.6g}",
            output=f"{parts.x[worst]:,.6g}",
            rows=parts.rows[worst] + 1,
            many=_many(int((np.abs(gaps) > tolerance).sum()), "column"),
        )
    )


def _require_totals(sheet: SheetNumbers, parts: SheetParts, tolerance: FloatArray) -> None:
    """Hold every total that the sheet gives against its sums; tables differ in what they add."""
    Z, Y, x = parts.Z, parts.Y, parts.x
    added = parts.value_added.sum(axis=0)
    bought, sold = Z.sum(axis=0), Z.sum(axis=1)
    final, wanted = Y.sum(axis=1), Y.sum(axis=0)
    columns = {"TIU": (sold,), "TFU": (final, final + parts.exports)}
    for code, sums in columns.items():
        at = sheet.layout.columns.special.get(code)
        if at is not None:
            _require_total(sheet, code, sums, "row", [(row, at) for row in parts.rows], tolerance)
    rows = {
        "TII": (bought, bought + parts.imports),
        "TVA": (added,),
        "TI": (x,),
        "GI": (x,),
    }
    demand = wanted + parts.imports_final
    of_final = {"TII": (wanted, demand), "TI": (demand, wanted), "GI": (demand, wanted)}
    smallest = _SMALLEST_SCALE * np.abs(x).mean()
    of_demand = _TOLERANCE * np.maximum(np.abs(demand), smallest) + _rounding(parts)
    for code, sums in rows.items():
        at = sheet.layout.rows.special.get(code)
        if at is None:
            continue
        cells = [(at, column) for column in parts.columns]
        _require_total(sheet, code, sums, "column", cells, tolerance)
        if code in of_final:
            cells = [(at, column) for column in parts.final]
            _require_total(sheet, code, of_final[code], "column", cells, of_demand)


def _require_total(
    sheet: SheetNumbers,
    code: str,
    sums: Sequence[FloatArray],
    axis: AxisName,
    cells: Sequence[tuple[int, int]],
    tolerance: FloatArray,
) -> None:
    """Require a total to be one of its known sums, the same in all its cells."""
    given = sheet.known(cells)
    gaps = [np.where(np.isnan(given), 0.0, np.abs(given - total)) for total in sums]
    missed = [int((gap > tolerance).sum()) for gap in gaps]
    best = int(np.argmin(missed))
    if not missed[best]:
        return
    worst = int(np.argmax(gaps[best] - tolerance))
    row, column = cells[worst]
    at = row if axis == "row" else column
    raise TableError(
        message(
            "{cell}: total {code} of {line_name} ({meaning}) is {given}, but its cells add up to "
            "{sums}; correct the total or the cell that is wrong.",
            cell=sheet.layout.place.cell(row, column),
            code=code,
            line_name=line_name(axis, at),
            meaning=sheet.meaning(row, column),
            given=f"{given[worst]:,.6g}",
            sums=f"{sums[best][worst]:,.6g}",
        )
    )
