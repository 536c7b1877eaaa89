"""The parts of a table, read from a CEADs sheet in the order of the table's index."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tanmai.core.errors import FileError, UnitError
from tanmai.core.messages import Message, listed, message
from tanmai.core.units import EMISSIONS, Unit, emission_units_in, parse_emissions
from tanmai.io.ceads import labels
from tanmai.io.ceads.layout import Layout
from tanmai.io.ceads.numbers import SheetNumbers

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class SheetParts:
    """The parts of a table as they stand in a sheet, in the order of the table's index.

    ``rows`` and ``columns`` are the positions of the N sectors, ``final`` those
    of the mk columns of final demand.
    """

    rows: Sequence[int]
    columns: Sequence[int]
    final: Sequence[int]
    Z: FloatArray
    Y: FloatArray
    exports: FloatArray
    stated_error: FloatArray
    x: FloatArray
    imports: FloatArray
    imports_final: FloatArray
    value_added: FloatArray

    def residual(self) -> FloatArray:
        """Return x − Z 1 − Y 1 − exports, the balancing column that closes each row exactly."""
        return np.asarray(self.x - self.Z.sum(axis=1) - self.Y.sum(axis=1) - self.exports)


def read_parts(sheet: SheetNumbers) -> tuple[SheetParts, tuple[Message, ...]]:
    """Read every part of the table, rows and columns put into the order of the index."""
    rows_axis, columns_axis = sheet.layout.rows, sheet.layout.columns
    keys = [(p, s) for p in sheet.index.region_codes for s in sheet.index.sector_codes]
    rows = [rows_axis.sectors[key] for key in keys]
    columns = [columns_axis.sectors[key] for key in keys]
    final = [
        columns_axis.final_demand[region, category.code]
        for region in sheet.index.region_codes
        for category in sheet.layout.categories
    ]
    special = columns_axis.special
    imports_row = rows_axis.special["IM"]
    notes = []
    if sheet.is_blank(imports_row, final):
        imports_final = np.zeros(len(final))
        notes.append(
            message("imported final demand is not given (row IM is empty there) and is zero")
        )
    else:
        imports_final = sheet.row(imports_row, final)
    notes += _imports_elsewhere(sheet, imports_row)
    value_added = value_added_of(sheet.layout)
    parts = SheetParts(
        rows=rows,
        columns=columns,
        final=final,
        Z=sheet.block(rows, columns),
        Y=sheet.block(rows, final),
        exports=sheet.column(special["EX"], rows),
        stated_error=_stated_error(sheet, rows),
        x=sheet.column(special["GO"], rows),
        imports=sheet.row(imports_row, columns),
        imports_final=imports_final,
        value_added=sheet.block([rows_axis.special[code] for code in value_added], columns),
    )
    _check_value_added_of_final_demand(sheet, value_added, final)
    return parts, tuple(notes)


def value_added_of(layout: Layout) -> list[str]:
    """Return the codes of value added in the order of the layout; its total where that is all.

    Raises
    ------
    FileError
        The sheet has none.
    """
    found = [code for code in (*labels.VALUE_ADDED, "TVA") if code in layout.rows.special]
    if not found:
        raise FileError(
            message(
                "{place} has no row of value added; add VA001 …, or their total (TVA, 增加值).",
                place=layout.place,
            )
        )
    return found if found == ["TVA"] else [code for code in found if code != "TVA"]


def _stated_error(sheet: SheetNumbers, rows: Sequence[int]) -> FloatArray:
    at = sheet.layout.columns.special.get("ERR")
    if at is None:
        return np.zeros(len(rows))
    return sheet.column(at, rows)


def _imports_elsewhere(sheet: SheetNumbers, imports_row: int) -> list[Message]:
    """Say what the row of imports holds under EX and ERR, where a table has no place for it."""
    special = sheet.layout.columns.special
    notes = []
    for code in ("EX", "ERR"):
        if code in special:
            value = sheet.known([(imports_row, special[code])])[0]
            if np.isfinite(value) and value:
                notes.append(
                    message(
                        "imports of {value} in column {column} left out",
                        value=f"{value:.6g}",
                        column=code,
                    )
                )
    return notes


def _check_value_added_of_final_demand(
    sheet: SheetNumbers, value_added: Sequence[str], final: Sequence[int]
) -> None:
    for code in value_added:
        row = sheet.layout.rows.special[code]
        values = sheet.known([(row, column) for column in final])
        found = np.flatnonzero(np.nan_to_num(values))
        if found.size:
            where = sheet.layout.place.cell(row, final[int(found[0])])
            raise FileError(
                message(
                    "{where} ({meaning}) is {values}, but final demand has no value added; empty "
                    "the cell.",
                    where=where,
                    meaning=sheet.meaning(row, final[int(found[0])]),
                    values=f"{values[found[0]]:,.6g}",
                )
            )


@dataclass(frozen=True, eq=False)
class Emissions:
    """Emissions of a sheet: F (e, N) and F_Y (e, m), e being 1 or 0 where there is no row."""

    F: FloatArray
    F_Y: FloatArray
    without: tuple[str, ...] = ()
    notes: tuple[Message, ...] = ()


def read_emissions(
    sheet: SheetNumbers, parts: SheetParts, households: FloatArray | None
) -> Emissions:
    """Return the row CO2; a province whose cells are all empty has no inventory."""
    m, n = sheet.index.m, sheet.index.n
    row = sheet.layout.rows.special.get("CO2")
    if row is None:
        return Emissions(np.zeros((0, m * n)), np.zeros((0, m)))
    F = np.zeros((1, m * n))
    without = []
    for at, province in enumerate(sheet.index.regions):
        own = parts.columns[at * n : (at + 1) * n]
        if sheet.is_blank(row, own):
            without.append(province.code)
        else:
            F[0, at * n : (at + 1) * n] = sheet.row(row, own)
    unit, notes = _emission_unit(sheet, row)
    if unit.factor != 1:
        F *= unit.factor
        notes.append(
            message("emissions converted from {unit} to {to}", unit=unit.read_as, to=unit.symbol)
        )
    if households is None:
        notes.append(message("emissions are the row CO2, without direct emissions of households"))
        households = np.zeros(m)
    return Emissions(F, households[None, :], tuple(without), tuple(notes))


def _emission_unit(sheet: SheetNumbers, row: int) -> tuple[Unit, list[Message]]:
    """Return the unit that any label of the row states, and what must be said of it."""
    texts = [cell for cell in sheet.grid[row] if isinstance(cell, str) and cell.strip()]
    found = {unit.factor: unit for text in texts for unit in emission_units_in(text)}
    where = sheet.layout.place.line("row", row)
    if len(found) > 1:
        said = listed(unit.read_as for unit in found.values())
        raise UnitError(
            message(
                "{where} states several units of emissions ({said}); keep the right one.",
                where=where,
                said=said,
            )
        )
    if found:
        return next(iter(found.values())), []
    for text in texts:
        if in_brackets := re.search(r"[(（]([^()（）]+)[)）]", text):
            try:
                parse_emissions(in_brackets[1])
            except UnitError as error:
                raise UnitError(
                    message(
                        "{where}: {problem}",
                        where=where,
                        problem=error.message,
                    )
                ) from error
    note = message(
        "no unit is given beside the emissions in row {row}; taken as {unit}",
        row=row + 1,
        unit=EMISSIONS,
    )
    return parse_emissions(EMISSIONS), [note]
