"""Provincial MRIO workbooks of CEADs (2012, 2015, 2017, 2018, 2020), as they are downloaded.

Rows and columns are found by code and label, never by position
(`tanmai.io.ceads.headings`); a sector is known by code and name, so that
the two classifications of 42 sectors are never mixed up. Every number is a
number and every row, column and total adds up, or the reading ends with one
message that names the cell and the fix. An empty cell is never taken for a
zero: to a reader of workbooks a formula without a stored value and an Excel
error look the same.

Sources: Zheng, H. et al. (2020), Regional determinants of China's
consumption-based emissions in the economic transition, Environmental Research
Letters 15, 074001, for the tables of 2012 and 2015; carbon emission accounts
and datasets (CEADs) for the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from tanmai.core.errors import LabelError
from tanmai.core.labels import RegionSectorIndex, all_provinces
from tanmai.core.messages import Message, listed, message
from tanmai.core.table import MrioTable, Provenance, SourceFile
from tanmai.core.trade_shares import find_trade_shares
from tanmai.io.ceads import labels
from tanmai.io.ceads.balance import require_balance
from tanmai.io.ceads.companions import household_emissions, listed_provinces, provenance_in_note
from tanmai.io.ceads.layout import Layout, find_layout
from tanmai.io.ceads.numbers import SheetNumbers, holds_numbers
from tanmai.io.ceads.parts import (
    Emissions,
    SheetParts,
    read_emissions,
    read_parts,
    value_added_of,
)
from tanmai.io.ceads.sectors import find_sectors
from tanmai.io.ceads.sheets import choose_sheet, chosen_among, find_year, money_factor
from tanmai.io.workbook import Grid, Sheets, open_workbook
from tanmai.io.workbook_size import AXES_OF_MANY, line_name

Step = Callable[[str], None]

_SAID_PROVINCES = re.compile(r"(?<!\d)(\d{1,2})\s*(?:个?省|provinces)", re.IGNORECASE)

_NO_HOUSEHOLDS = message(
    "Emissions are those of the row CO2 of the workbook; direct emissions of households are not "
    "among them."
)


def read_ceads(
    path: Path,
    *,
    sheet: str | None = None,
    year: int | None = None,
    step: Step = lambda _: None,
) -> MrioTable:
    """Read a provincial MRIO workbook of CEADs.

    Parameters
    ----------
    path : Path
        An ``.xlsx`` or ``.xlsm`` file; macros are not run, links not followed.
    sheet : str, optional
        Name of the sheet; without it the one that holds the table, the
        Chinese one where there are two languages.
    year : int, optional
        Year of the table; without it the one that sheet, title and file name say.
    step : callable, optional
        Is told each step as it begins: ``open``, ``cells``, ``labels``,
        ``numbers``, ``balance``.

    Returns
    -------
    MrioTable
        Provinces in NBS order, money in 10⁴ CNY. ``error`` is
        x − Z 1 − Y 1 − exports, which closes each row exactly and equals ERR
        of the sheet to 1e-6 of the output. Emissions are the row ``CO2 (Mt)``
        where there is one, without those of households unless `write_ceads` has
        added their sheet. Everything that was corrected is in ``provenance.changes``.

    Raises
    ------
    FileError
        The file cannot be opened, is not of this layout, or a cell holds no number.
    LabelError
        A province or sector is unknown, missing, or stands twice; years disagree.
    TableError
        A row, a column or a total does not add up.
    """
    step("open")
    return table_of_workbook(open_workbook(path), sheet=sheet, year=year, step=step)


def table_of_workbook(
    workbook: Sheets,
    *,
    sheet: str | None = None,
    year: int | None = None,
    step: Step = lambda _: None,
) -> MrioTable:
    """Return the table of a workbook that is open; `read_ceads` says the rest."""
    chosen = choose_sheet(workbook, sheet, year)
    step("cells")
    grid = _rectangular(workbook.grid(chosen))
    step("labels")
    layout = find_layout(workbook, chosen, grid)
    table_year = find_year(workbook, layout, year)
    _require_said_provinces(workbook, layout)
    sectors, sector_fixes = find_sectors(workbook, layout)
    index = RegionSectorIndex(layout.regions, sectors)
    step("numbers")
    sheet_numbers = SheetNumbers(grid, layout, index)
    parts, notes = read_parts(sheet_numbers)
    step("balance")
    balance_notes = require_balance(sheet_numbers, parts)
    households = household_emissions(workbook, index.regions)
    emissions = read_emissions(sheet_numbers, parts, households)
    factor, unit_notes = money_factor(workbook, layout, grid)
    changes = [*chosen_among(workbook, chosen), *layout.fixes, *sector_fixes]
    changes += [*_order_notes(layout, index), *notes, *balance_notes]
    changes += [*emissions.notes, *_left_out(sheet_numbers), *unit_notes]
    if workbook.has_links:
        changes.append(
            message("links to other workbooks not followed; the values stored were read")
        )
    provenance = _provenance(workbook, layout, emissions, tuple(changes))
    return _table(sheet_numbers, parts, emissions, factor, table_year, provenance)


def _rectangular(grid: Grid) -> Grid:
    width = max(map(len, grid), default=0)
    return [row if len(row) == width else [*row, *[""] * (width - len(row))] for row in grid]


def _require_said_provinces(workbook: Sheets, layout: Layout) -> None:
    found = len(layout.rows.provinces)
    said = {int(n) for title in layout.titles for n in _SAID_PROVINCES.findall(title)}
    if said and found not in said:
        raise LabelError(
            message(
                "{place} has {found} provinces, but its title says {said}; add what is missing, "
                "or correct the title.",
                place=layout.place,
                found=found,
                said=max(said),
            )
        )
    given = listed_provinces(workbook)
    codes = {province.code for province in given}
    if given and codes != set(layout.rows.provinces) & {p.code for p in all_provinces()}:
        differing = codes ^ set(layout.rows.provinces)
        names = listed(p for p in all_provinces() if p.code in differing)
        raise LabelError(
            message(
                "{place} has {found} provinces, but the sheet 'Province' lists {n}; they differ "
                "in {names}. Correct the one that is wrong.",
                place=layout.place,
                found=found,
                n=len(given),
                names=names,
            )
        )


def _order_notes(layout: Layout, index: RegionSectorIndex) -> tuple[Message, ...]:
    axes = (layout.rows, layout.columns)
    notes = [
        message("provinces of the {axes} put into NBS order by name", axes=AXES_OF_MANY[axis.name])
        for axis in axes
        if axis.provinces != index.region_codes
    ]
    final = tuple(dict.fromkeys(province for province, _ in layout.columns.final_demand))
    if final != index.region_codes:
        notes.append(message("provinces of final demand put into NBS order by name"))
    notes += [
        message(
            "sectors of the {axes} put into the order of their codes", axes=AXES_OF_MANY[axis.name]
        )
        for axis in axes
        if [*axis.sectors] != [(p, s) for p in axis.provinces for s in index.sector_codes]
    ]
    return tuple(notes)


def _left_out(sheet: SheetNumbers) -> tuple[Message, ...]:
    """Name rows and columns that hold numbers but are no part of a table."""
    notes = []
    for axis in (sheet.layout.columns, sheet.layout.rows):
        placed = {*axis.sectors.values(), *axis.final_demand.values(), *axis.special.values()}
        other = sheet.layout.columns if axis.name == "row" else sheet.layout.rows
        first = min(axis.sectors.values())
        across = sorted({*other.sectors.values()})
        length = len(sheet.grid) if axis.name == "row" else len(sheet.grid[0])
        for at in sorted({*range(first, length)} - placed - {*axis.checks}):
            row = axis.name == "row"
            cells = [sheet.grid[at][c] if row else sheet.grid[c][at] for c in across]
            if holds_numbers(cells):
                notes.append(
                    message(
                        "{line}{label} is not part of the table, left out",
                        line=line_name(axis.name, at),
                        label=f" '{axis.left_out[at]}'" if at in axis.left_out else "",
                    )
                )
    return tuple(notes)


def _provenance(
    workbook: Sheets, layout: Layout, emissions: Emissions, changes: tuple[Message, ...]
) -> Provenance:
    without_households = emissions.F.any() and not emissions.F_Y.any()
    caveat_zh, caveat_en = _NO_HOUSEHOLDS.pair if without_households else ("", "")
    provenance = Provenance(
        name=workbook.name.rsplit(".", 1)[0],
        status="user",
        reader="tanmai.io.ceads",
        sources=(SourceFile(workbook.name, workbook.sha256, layout.place.sheet),),
        changes=changes,
        caveat_zh=caveat_zh,
        caveat_en=caveat_en,
    )
    return provenance_in_note(workbook, provenance)


def _table(
    sheet: SheetNumbers,
    parts: SheetParts,
    emissions: Emissions,
    factor: float,
    year: int,
    provenance: Provenance,
) -> MrioTable:
    """Return the table in 10⁴ CNY, its balancing column being the residual of each row."""
    index, value_added = sheet.index, value_added_of(sheet.layout)
    names = {code: name for code, (_, name) in labels.VALUE_ADDED.items()}
    Z, Y = parts.Z * factor, parts.Y * factor
    return MrioTable(
        index=index,
        categories=sheet.layout.categories,
        Z=Z,
        Y=Y,
        exports=parts.exports * factor,
        error=parts.residual() * factor,
        x=parts.x * factor,
        imports=parts.imports * factor,
        imports_final=parts.imports_final * factor,
        value_added=parts.value_added * factor,
        value_added_labels=tuple(
            f"{code} {names.get(code, 'value added')}" for code in value_added
        ),
        F=emissions.F,
        F_Y=emissions.F_Y,
        stressors=("CO2",) * len(emissions.F),
        without_emissions=emissions.without,
        year=year,
        provenance=provenance,
        trade_shares=find_trade_shares(Z, Y, index.m, index.n),
    )
