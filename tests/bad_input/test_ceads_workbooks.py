"""Damaged workbooks of the layout of CEADs: each gives one message that says what to fix.

The base: Shanxi, Inner Mongolia, Henan, Shaanxi x 5 sectors; sectors stand in
D to W and in rows 5 to 24, TIU in X, final demand in Y to AR, EX, TFU, ERR and
GO in AS to AV; IM, TII, VA001, VA002, TVA, TI in rows 25 to 30, CO2 in row 32.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable

import pytest

import workbooks
from tanmai.core.errors import FileError, LabelError, TableError, TanmaiError, UnitError
from tanmai.io.ceads.reading import table_of_workbook
from tanmai.io.workbook import Grid
from workbooks import MemoryWorkbook, companion_sheets, edited, provincial_table, workbook

SHEET = "Table_2017"
TABLE = provincial_table()
TABLE_42 = provincial_table(n=42)


def grid(**variation: object) -> Grid:
    return workbook(TABLE, **variation).grid(SHEET)


def with_cells(cells: dict, **variation: object) -> MemoryWorkbook:
    return MemoryWorkbook({SHEET: edited(grid(**variation), cells)})


def value(name: str) -> float:
    row, column = workbooks.position(name)
    return grid(emissions=True)[row][column]


def without_rows(first: int, last: int, **variation: object) -> MemoryWorkbook:
    """Return the base without its Excel rows first to last."""
    lines = grid(**variation)
    return MemoryWorkbook({SHEET: lines[: first - 1] + lines[last:]})


def without_columns(first: str, last: str, **variation: object) -> MemoryWorkbook:
    (_, begin), (_, end) = workbooks.position(f"{first}1"), workbooks.position(f"{last}1")
    return MemoryWorkbook({SHEET: [r[:begin] + r[end + 1 :] for r in grid(**variation)]})


def transposed_flows() -> MemoryWorkbook:
    lines = edited(grid(), {})
    for i in range(20):
        for j in range(20):
            lines[4 + i][3 + j] = float(TABLE.Z[j, i])
    return MemoryWorkbook({SHEET: lines})


def rows_without_thirty_first() -> MemoryWorkbook:
    """Give the title a number of provinces that the sheet does not have."""
    return workbook(TABLE, title="2017年中国31省多区域投入产出表")


def in_42(cells: dict) -> MemoryWorkbook:
    return MemoryWorkbook({SHEET: edited(workbook(TABLE_42).grid(SHEET), cells)})


def named_42(scheme: str, codes_of: str) -> MemoryWorkbook:
    """Return a sheet with the names of one vintage at the codes of another."""
    other = workbook(workbooks.relabelled(TABLE_42, codes_of)).grid(SHEET)
    lines = edited(workbook(workbooks.relabelled(TABLE_42, scheme)).grid(SHEET), {})
    for row in range(4, 4 + 42):
        lines[row][1] = other[row][1]
    return MemoryWorkbook({SHEET: lines})


def scaled_block() -> MemoryWorkbook:
    """Give final demand in another unit than the rest: off by 10⁴."""
    lines = edited(grid(), {})
    for row in range(4, 24):
        for column in range(24, 44):
            lines[row][column] *= 1e4
    return MemoryWorkbook({SHEET: lines})


def exchanged_row_labels() -> MemoryWorkbook:
    return with_cells({"A5": "内蒙古", "A10": "山西"})


CASES: dict[str, tuple[Callable[[], MemoryWorkbook], dict, type[TanmaiError], list[str]]] = {
    # values that are not numbers
    "text in a number cell": (
        lambda: with_cells({"E7": "n.a."}),
        {},
        FileError,
        [
            "MRIO2017.xlsx, sheet 'Table_2017', cell E7 (Shanxi 山西, 03 部门3 → Shanxi 山西, "
            "02 部门2) is the text 'n.a.', not a number; write the number there, 0 if there is none"
        ],
    ),
    "number stored as text": (
        lambda: with_cells({"E7": "12.5"}),
        {},
        FileError,
        ["cell E7", "is the text '12.5', not a number; in Excel use Data, Text to Columns"],
    ),
    "thousands separators": (
        lambda: with_cells({"Z9": "1,234.5"}),
        {},
        FileError,
        ["cell Z9 (Shanxi 山西, 05 部门5 → Shanxi 山西, FU102) is the text '1,234.5'", "Columns"],
    ),
    "empty cell, or formula without value": (
        lambda: with_cells({"D6": ""}),
        {},
        FileError,
        ["cell D6", "is empty, or is a formula without a stored value or an Excel error", "0 if"],
    ),
    "blanks in a number cell": (lambda: with_cells({"D6": "  "}), {}, FileError, ["D6", "empty"]),
    "true in a number cell": (
        lambda: with_cells({"D6": True}),
        {},
        FileError,
        ["cell D6", "is the text 'TRUE', not a number"],
    ),
    "date in a number cell": (
        lambda: with_cells({"D6": datetime.date(2017, 1, 1)}),
        {},
        FileError,
        ["cell D6", "is formatted as a date or time (2017-01-01); give it a number format"],
    ),
    "NaN": (lambda: with_cells({"D6": math.nan}), {}, FileError, ["cell D6", "is nan, which no"]),
    "infinity": (
        lambda: with_cells({"AV8": -math.inf}),
        {},
        FileError,
        ["cell AV8 (Shanxi 山西, 04 部门4 → GO) is -inf, which no amount can be"],
    ),
    "number beyond all measure": (
        lambda: with_cells({"D6": 1e300}),
        {},
        FileError,
        ["cell D6", "is 1e+300, which no amount can be; correct it in the source"],
    ),
    "empty exports": (lambda: with_cells({"AS6": ""}), {}, FileError, ["cell AS6", "→ EX"]),
    "empty value added": (lambda: with_cells({"F27": ""}), {}, FileError, ["cell F27 (VA001 →"]),
    "text among totals": (lambda: with_cells({"X6": "?"}), {}, FileError, ["X6", "the text '?'"]),
    "half a province without emissions": (
        lambda: with_cells({"E32": ""}, emissions=True),
        {},
        FileError,
        ["cell E32 (CO2 → Shanxi 山西, 02 部门2) is empty"],
    ),
    "imports of final demand half given": (
        lambda: with_cells({"AA25": ""}),
        {},
        FileError,
        ["cell AA25 (IM → Shanxi 山西, FU103) is empty"],
    ),
    "value added of final demand": (
        lambda: with_cells({"Y27": 7.0}),
        {},
        FileError,
        ["cell Y27", "is 7, but final demand has no value added; empty the cell"],
    ),
    # sums
    "one flow wrong": (
        lambda: with_cells({"G12": value("G12") + 1e6}),
        {},
        TableError,
        ["row 12 (Inner Mongolia 内蒙古, 03 部门3) does not add up", "ERR (AU12)", "cell G12."],
    ),
    "final demand wrong": (
        lambda: with_cells({"AC12": value("AC12") + 1e6}),
        {},
        TableError,
        ["row 12 (Inner Mongolia 内蒙古, 03 部门3) does not add up: GO is", "or ERR in AU12."],
    ),
    "ERR wrong": (
        lambda: with_cells({"AU12": value("AU12") + 1e6}),
        {},
        TableError,
        ["row 12", "while ERR (AU12) says", "Correct the cell that is wrong, or ERR in AU12"],
    ),
    "rows open and no ERR": (
        lambda: workbook(TABLE, err=False),
        {},
        TableError,
        ["does not add up", "and there is no column ERR", "or add the column ERR"],
    ),
    "value added wrong": (
        lambda: with_cells({"F27": value("F27") * 2}),
        {},
        TableError,
        ["column F (Shanxi 山西, 03 部门3) does not add up", "GO in row 7"],
    ),
    "transposed flows": (
        transposed_flows,
        {},
        TableError,
        ["20 rows are off: the table may be transposed, blocks exchanged or in another unit."],
    ),
    "row labels of two provinces exchanged": (
        exchanged_row_labels,
        {},
        TableError,
        ["does not add up", "10 columns are off: the table may be transposed, blocks exchanged"],
    ),
    "total TIU": (
        lambda: with_cells({"X6": value("X6") + 1e6}),
        {},
        TableError,
        ["cell X6: total TIU of row 6 (Shanxi 山西, 02 部门2 → TIU) is", "correct the total"],
    ),
    "total TFU": (
        lambda: with_cells({"AT6": value("AT6") + 1e6}),
        {},
        TableError,
        ["cell AT6: total TFU of row 6"],
    ),
    "total TII": (
        lambda: with_cells({"E26": value("E26") + 1e6}),
        {},
        TableError,
        ["cell E26: total TII of column E"],
    ),
    "total TVA": (
        lambda: with_cells({"E29": value("E29") + 1e6}),
        {},
        TableError,
        ["cell E29: total TVA of column E"],
    ),
    "total TI": (
        lambda: with_cells({"E30": value("E30") + 1e6}),
        {},
        TableError,
        ["cell E30: total TI of column E", "but its cells add up to"],
    ),
    "imports of final demand against their total": (
        lambda: with_cells({"Z25": value("Z25") + 1e7}),
        {},
        TableError,
        ["cell Z26: total TII of column Z (TII → Shanxi 山西, FU102)"],
    ),
    "final demand off by 10⁴": (
        scaled_block,
        {},
        TableError,
        ["20 rows are off: the table may be transposed, blocks exchanged or in another unit."],
    ),
    # provinces
    "province unknown": (
        lambda: with_cells({"A10": "Inner Mangolia"}, english=True),
        {},
        LabelError,
        ["cell A10: 'Inner Mangolia' is not a province", "Did you mean 'Inner Mongolia'?"],
    ),
    "province twice": (
        lambda: with_cells({"A10": "河南"}),
        {},
        LabelError,
        ["Henan 河南, 01 appears twice, in row 10 and in row 15; correct the province or the code"],
    ),
    "two blocks called Shanxi": (
        lambda: workbook(TABLE, english=True, renamed={"Shaanxi": "Shanxi"}),
        {},
        LabelError,
        [
            "Shanxi 山西, 01 appears twice, in column D and in column S",
            "them Shaanxi 陕西 (610000)?",
        ],
    ),
    "Shanxi for Shaanxi in the rows only": (
        lambda: with_cells({"A20": "Shanxi"}, english=True),
        {},
        LabelError,
        ["Shanxi 山西, 01 appears twice, in row 5 and in row 20", "Shaanxi 陕西 (610000)?"],
    ),
    "label of a block lost": (
        lambda: with_cells({"A10": ""}),
        {},
        LabelError,
        ["Shanxi 山西, 01 appears twice, in row 5 and in row 10"],
    ),
    "label of the first block lost": (
        lambda: with_cells({"D2": ""}),
        {},
        LabelError,
        ["cell D2: column D (code 01) has no region; write its name there"],
    ),
    "first label of final demand lost": (
        lambda: with_cells({"Y2": ""}),
        {},
        LabelError,
        ["cell Y2: column Y (code FU101) has no region"],
    ),
    "rows of a province missing": (
        lambda: without_rows(10, 14),
        {},
        LabelError,
        ["Inner Mongolia 内蒙古 has columns but no rows; add them"],
    ),
    "columns of a province missing": (
        lambda: without_columns("I", "M"),
        {},
        LabelError,
        ["Inner Mongolia 内蒙古 has columns of final demand but no sectors"],
    ),
    "final demand of a province missing": (
        lambda: without_columns("AD", "AH"),
        {},
        LabelError,
        ["has no column for Inner Mongolia 内蒙古, FU101; add it"],
    ),
    "fewer provinces than the title says": (
        rows_without_thirty_first,
        {},
        LabelError,
        ["has 4 provinces, but its title says 31; add what is missing, or correct the title"],
    ),
    "fewer provinces than the sheet 'Province' lists": (
        lambda: MemoryWorkbook(
            {
                SHEET: grid(),
                "Province": [["Province"], *[[p] for p in (*workbooks.PROVINCES, "Tibet")]],
            }
        ),
        {},
        LabelError,
        ["has 4 provinces, but the sheet 'Province' lists 5; they differ in Tibet 西藏"],
    ),
    "no provinces at all": (
        lambda: workbook(TABLE, names=False),
        {},
        LabelError,
        [
            "names no region in its columns, only '01' in cell D3 and similar cells, and there is "
            "no sheet 'Province'"
        ],
    ),
    "list of provinces too short": (
        lambda: MemoryWorkbook(
            {
                SHEET: grid(names=False),
                "Province": [["山西"], ["河南"], ["陕西"]],
                "Sector ": companion_sheets(TABLE)["Sector "],
            }
        ),
        {},
        LabelError,
        ["column S: block 4 has no name in the sheet 'Province', which lists 3"],
    ),
    # sectors and codes
    "code twice": (
        lambda: with_cells({"C7": "02"}),
        {},
        LabelError,
        ["Shanxi 山西, 02 appears twice, in row 6 and in row 7"],
    ),
    "code damaged": (
        lambda: with_cells({"C7": "O3"}),
        {},
        LabelError,
        ["has no row for Shanxi 山西, 03 部门3; add it, or correct the label of the one"],
    ),
    "one sector's row missing": (
        lambda: without_rows(12, 12),
        {},
        LabelError,
        ["has no row for Inner Mongolia 内蒙古, 03"],
    ),
    "names of two sectors exchanged": (
        lambda: with_cells({"B6": "部门3", "B7": "部门2"}),
        {},
        LabelError,
        ["sector 02 is called '部门2' in E3 but '部门3' in B6; correct the name or the code"],
    ),
    "sectors without names": (
        lambda: MemoryWorkbook(
            {SHEET: grid(names=False), "Province": companion_sheets(TABLE)["Province"]}
        ),
        {},
        LabelError,
        ["sector 01 has no name; write its name beside the code, or add a sheet 'Sector '"],
    ),
    "two sectors of one name": (
        lambda: workbook(TABLE, renamed={"部门3": "部门2"}),
        {},
        LabelError,
        ["sectors 02 and 03 are both called '部门2'"],
    ),
    "names of 2012 at codes of 2017": (
        lambda: named_42("nbs42-2012", "nbs42-2017"),
        {},
        LabelError,
        ["cannot be sector", "correct the name or the code"],
    ),
    "42 sectors of neither vintage": (
        lambda: in_42({"B8": "海水捕捞"}),
        {},
        LabelError,
        [
            "cell B8: '海水捕捞' cannot be sector 04, which is '金属矿采选产品' in nbs42-2017 "
            "(nearest of nbs42-2012, nbs42-2017)"
        ],
    ),
    "no codes of final demand": (
        lambda: without_columns("Y", "AR"),
        {},
        FileError,
        ["has no columns of final demand by region; give each region its own"],
    ),
    "no codes of value added": (
        lambda: without_rows(25, 30),
        {},
        FileError,
        ["has no column of labels beside its rows (regions; sectors; IM, VA001 …)"],
    ),
    "no GO": (
        lambda: without_columns("AV", "AV"),
        {},
        FileError,
        ["has no column GO; add it, or put the code"],
    ),
    "no EX": (lambda: without_columns("AS", "AS"), {}, FileError, ["has no column EX; add it"]),
    "no IM": (
        lambda: without_rows(25, 25),
        {},
        FileError,
        ["has no row IM; add it, or put the code where it stands"],
    ),
    "GO twice": (
        lambda: with_cells({"AU4": "GO"}),
        {},
        LabelError,
        ["GO appears twice, in column AU and in column AV; delete one of them"],
    ),
    "no codes of sectors": (
        lambda: without_rows(5, 24),
        {},
        FileError,
        ["has no codes of sectors (01, 02 …), nor their names, in column C"],
    ),
    # sheets, years, units
    "no sheet of that name": (
        lambda: workbook(TABLE),
        {"sheet": "Table_2018"},
        FileError,
        ["has no sheet 'Table_2018'. Did you mean 'Table_2017'? Its sheets: Table_2017."],
    ),
    "only companions": (
        lambda: MemoryWorkbook(companion_sheets(TABLE)),
        {},
        FileError,
        ["has no sheet with a table, only Note, Sector , Province"],
    ),
    "two tables": (
        lambda: MemoryWorkbook({"Table_2015": grid(), SHEET: grid()}, name="MRIO.xlsx"),
        {},
        FileError,
        ["several sheets that may hold the table: Table_2015, Table_2017; name the one to read"],
    ),
    "sheet and file of two years": (
        lambda: MemoryWorkbook({SHEET: grid()}, name="MRIO2015.xlsx"),
        {},
        LabelError,
        [
            "the year is not clear: the sheet 'Table_2017' says 2017, the file name "
            "'MRIO2015.xlsx' says 2015. Give the year."
        ],
    ),
    "title of another year": (
        lambda: workbook(TABLE, title="2015年中国多区域投入产出表"),
        {},
        LabelError,
        ["the title says 2015"],
    ),
    "wrong year asked for": (
        lambda: workbook(TABLE),
        {"year": 2012},
        LabelError,
        ["year 2012 was asked for, but the sheet 'Table_2017' says 2017"],
    ),
    "no year": (
        lambda: MemoryWorkbook({"Table": grid()}, name="MRIO.xlsx"),
        {},
        LabelError,
        ["says no year in its name, its title or the name of the file; give the year"],
    ),
    "unit unknown": (
        lambda: workbook(TABLE, title="MRIO (unit: dollars)"),
        {},
        UnitError,
        ["sheet 'Table_2017', cell A1: 'dollars' is not a unit of money that tanmai knows"],
    ),
    "units of money that differ": (
        lambda: with_cells({"B5": "部门1", "AW5": "金额单位为亿元"}),
        {},
        UnitError,
        ["states two units of money, '万元' in A1, '亿元' in AW5; keep the one"],
    ),
    "units of emissions that differ": (
        lambda: with_cells({"B32": "CO2 (Mt)", "A32": "排放（万吨）"}, emissions=True),
        {},
        UnitError,
        ["row 32 states several units of emissions (万吨, mt); keep the right one"],
    ),
    "unit of emissions unknown": (
        lambda: with_cells({"B32": "CO2 (tons of ice)"}, emissions=True),
        {},
        UnitError,
        ["sheet 'Table_2017', row 32: 'tons of ice' is not a unit of emissions"],
    ),
    "households without a number": (
        lambda: MemoryWorkbook(
            {SHEET: grid(emissions=True), "Household CO2": [["140000", "山西", "much"]]}
        ),
        {},
        FileError,
        ["sheet 'Household CO2' has no number for Shanxi 山西; write it there, or delete"],
    ),
    "sheet of one cell": (
        lambda: MemoryWorkbook({SHEET: [["x"]]}),
        {},
        FileError,
        ["has no row of labels over its columns"],
    ),
    "sheet without cells": (lambda: MemoryWorkbook({SHEET: []}), {}, FileError, ["is empty"]),
}


@pytest.mark.parametrize("name", CASES)
def test_a_damaged_sheet_gives_one_message(name):
    damaged, options, error, fragments = CASES[name]
    with pytest.raises(error, match=r"^MRIO") as caught:
        table_of_workbook(damaged(), **options)
    assert type(caught.value) is error
    message = str(caught.value)
    for fragment in fragments:
        assert fragment in message
    assert "\n" not in message
