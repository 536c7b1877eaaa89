"""Damaged inventories and tables: one message each, with the place and the fix."""

import re
import zipfile

import pytest

import made_up_sheets as sheets
from tanmai.core.errors import FileError, LabelError, TanmaiError, UnitError
from tanmai.io.ceads.inventory import read_ceads_inventory
from tanmai.io.nbs import read_nbs
from tanmai.io.sic import read_sic

BEIJING, SHANXI = "Beijing2017", "Shanxi2017"


def renamed(old, new):
    def damage(grids):
        return {new if name == old else name: grid for name, grid in grids.items()}

    return damage


def cell(row, column, value, sheet=BEIJING):
    def damage(grids):
        grids[sheet][row][column] = value
        return grids

    return damage


def without_row(row, sheet=BEIJING):
    def damage(grids):
        del grids[sheet][row]
        return grids

    return damage


def without_column(column, sheet=BEIJING):
    def damage(grids):
        for cells in grids[sheet]:
            del cells[column]
        return grids

    return damage


def scaled(factor, sheet=BEIJING):
    def damage(grids):
        grid = grids[sheet]
        for row in grid[4:]:
            row[1:] = [factor * value for value in row[1:]]
        return grids

    return damage


def one_more(sheet, like):
    def damage(grids):
        return grids | {sheet: sheets.inventory_sheet(9), like: grids[like]}

    return damage


def swapped_headers(grids):
    head = grids[BEIJING][0]
    head[1], head[5] = head[5], head[1]
    head[2] = head[1]
    return grids


def only_note(grids):
    return {"NOTE": grids["NOTE"]}


INVENTORIES = {
    "text in a cell": (
        cell(6, 3, "n.a."),
        FileError,
        "inventory_2017.xlsx, sheet 'Beijing2017', cell D7 holds 'n.a.', not a number",
    ),
    "thousands separators": (
        cell(6, 3, "1,234.5"),
        FileError,
        "cell D7 holds the text '1,234.5'; make it a number, without thousands separators",
    ),
    "an empty cell": (
        cell(6, 3, None),
        FileError,
        "cell D7 is empty, or a formula without a value; write 0 where there is none",
    ),
    "a truth value": (cell(6, 3, True), FileError, "cell D7 holds 'True', not a number"),
    "a negative emission": (
        cell(6, 3, -1.0),
        FileError,
        "cell D7 holds a negative emission (-1 Mt CO2)",
    ),
    "a changed cell": (
        cell(6, 3, 99.0),
        FileError,
        "row 'Petroleum and Natural Gas Extraction': the fuels sum to a figure that differs from "
        "'Scope 1 Total' by",
    ),
    "a changed total": (
        cell(3, 1, 1.0),
        FileError,
        "column 'Raw Coal': the rows differ from the total by",
    ),
    "all rows off by ten thousand": (
        scaled(1e4),
        FileError,
        "sheet 'Beijing2017', column 'Scope 1 Total': the rows differ from the total by",
    ),
    "a row missing": (
        without_row(6),
        FileError,
        "sheet 'Beijing2017' has no row 'Petroleum and Natural Gas Extraction'",
    ),
    "a row misspelt": (
        cell(6, 0, "Petrolium and Natural Gas Extraction"),
        FileError,
        "has a row 'Petrolium and Natural Gas Extraction' that no CEADs inventory has",
    ),
    "a row twice": (
        cell(6, 0, "Coal Mining and Dressing"),
        FileError,
        "'Coal Mining and Dressing' appears in rows 6, 7; it may appear once",
    ),
    "a fuel missing": (
        without_column(5),
        FileError,
        "has no column 'Coke'. Give the column this heading",
    ),
    "a fuel twice": (
        swapped_headers,
        FileError,
        "sheet 'Beijing2017' has no column 'Cleaned Coal'",
    ),
    "a fuel more": (
        cell(0, 18, "Hydrogen"),
        FileError,
        "has a column 'Hydrogen' that no CEADs inventory has",
    ),
    "no total": (
        without_row(3),
        FileError,
        "has no row 'Total Consumption' (or 'Total Emissions')",
    ),
    "an unknown unit": (
        cell(1, 4, "Mt C"),
        UnitError,
        "sheet 'Beijing2017', cell E2: 'Mt C' is not a unit of emissions that tanmai knows",
    ),
    "no unit": (
        cell(1, 4, None),
        UnitError,
        "column E: the header must hold one unit under 'Briquettes', such as 'Mt CO2'",
    ),
    "another unit in the same numbers": (
        cell(1, 1, "万吨"),
        FileError,
        "differs from 'Scope 1 Total' by",
    ),
    "an unknown province": (
        renamed(SHANXI, "Shanksi2017"),
        LabelError,
        "sheet 'Shanksi2017': 'Shanksi' is not a province of China that tanmai knows. Did you",
    ),
    "Shanxi twice": (
        one_more("山西2017", SHANXI),
        LabelError,
        "sheets 'Shanxi2017' and '山西2017' are both of Shanxi 山西; keep one",
    ),
    "two years": (
        renamed(SHANXI, "Shanxi2015"),
        LabelError,
        "mixes years: sheet 'Beijing2017' is of 2017, sheet 'Shanxi2015' of 2015",
    ),
    "no year": (
        renamed(SHANXI, "Shanxi"),
        LabelError,
        "sheet 'Shanxi': the name holds no year; name it as CEADs does, for instance 'Shanxi2017'",
    ),
    "a two-letter code": (
        renamed(SHANXI, "SX2017"),
        LabelError,
        "'SX' is not a province of China",
    ),
    "no province": (
        only_note,
        FileError,
        "has no sheet of a province (such as 'Beijing2017'); its sheets are NOTE",
    ),
    "an empty sheet": (
        lambda grids: grids | {BEIJING: [[""]]},
        FileError,
        "sheet 'Beijing2017' has no column of codes or labels of rows",
    ),
    "another table": (
        lambda grids: grids | {BEIJING: sheets.sic_sheet()},
        FileError,
        "sheet 'Beijing2017' has no column of codes or labels of rows",
    ),
}


@pytest.mark.parametrize("name", INVENTORIES)
def test_a_damaged_inventory(tmp_path, name):
    damage, error, message = INVENTORIES[name]
    grids = damage(sheets.inventory(("Beijing", "Shanxi", "Zhejiang")))
    path = sheets.write_workbook(tmp_path / "inventory_2017.xlsx", grids)
    with pytest.raises(error, match=re.escape(message)):
        read_ceads_inventory(path)


def sic_cell(row, column, value):
    def damage(grid):
        grid[row][column] = value
        return grid

    return damage


def swapped(one, other):
    def damage(grid):
        grid[one], grid[other] = grid[other], grid[one]
        grid[one][3], grid[other][3] = grid[other][3], grid[one][3]
        return grid

    return damage


def swapped_cells(one, other, *columns):
    def damage(grid):
        for column in columns:
            cell = grid[one][column]
            grid[one][column], grid[other][column] = grid[other][column], cell
        return grid

    return damage


def transposed_flows(grid):
    n = 64
    block = [row[4 : 4 + n] for row in grid[1 : 1 + n]]
    for row, cells in zip(grid[1 : 1 + n], zip(*block, strict=True), strict=True):
        row[4 : 4 + n] = cells
    return grid


def without_label(code, axis):
    def damage(grid):
        cells = grid[0] if axis == "column" else [row[3] for row in grid]
        at = cells.index(code)
        (grid[0] if axis == "column" else grid[at])[at if axis == "column" else 3] = ""
        return grid

    return damage


SIC = {
    "text in a cell": (sic_cell(1, 4, "x"), "sheet '2007-8', cell E2 holds 'x', not a number"),
    "a cell changed": (
        sic_cell(1, 4, 1e12),
        "row A001 (Northeast 东北, 01 Agriculture) sums to",
    ),
    "two rows swapped under their codes": (
        swapped(1, 2),
        "row 2: code A001 should be '农业', but the row is named '东北区域 采选业'",
    ),
    "flows transposed": (transposed_flows, "but XX says"),
    "imports of final demand changed": (
        sic_cell(65, -5, 1e12),
        "row IM sums to",
    ),
    "two components of value added swapped": (
        swapped_cells(66, 67, 5),
        "row VA001 sums to",
    ),
    "no column of stocks": (without_label("STK", "column"), "sheet '2007-8' has no column 'STK'"),
    "no row of imports": (without_label("IM", "row"), "sheet '2007-8' has no row 'IM'"),
    "a code twice": (sic_cell(2, 3, "A001"), "'A001' appears in rows 2, 3"),
    "no codes at all": (lambda _: [["a", "b"]], "so it is not of this layout"),
}


@pytest.mark.parametrize("name", SIC)
def test_a_damaged_interregional_table(tmp_path, name):
    damage, message = SIC[name]
    path = sheets.write_workbook(tmp_path / "sic.xlsx", {"2007-8": damage(sheets.sic_sheet())})
    with pytest.raises(FileError, match=re.escape(message)):
        read_sic(path, 2007, 8)


def test_an_interregional_workbook_without_the_year(tmp_path):
    path = sheets.write_workbook(tmp_path / "sic.xlsx", {"2002-8": sheets.sic_sheet()})
    with pytest.raises(FileError, match=r"has no sheet '2007-8'\..* Its sheets: 2002-8"):
        read_sic(path, 2007, 8)


def nbs_cell(row, column, value):
    def damage(grid):
        at = grid[0].index(column) if isinstance(column, str) else column
        grid[row][at] = value
        return grid

    return damage


NBS = {
    "text in a cell": (nbs_cell(3, 7, "x"), FileError, "cell H4 holds 'x', not a number"),
    "NaN": (nbs_cell(3, 7, "NaN"), FileError, "cell H4 holds 'NaN', not a number"),
    "infinity": (nbs_cell(3, 7, "1e999"), FileError, "cell H4 holds 'inf', not a number"),
    "thousands separators": (
        nbs_cell(3, 7, "1 234 567.8"),
        FileError,
        "cell H4 holds the text '1 234 567.8'; make it a number",
    ),
    "a cell emptied": (
        nbs_cell(3, 7, ""),
        FileError,
        "row 03 Exploitation of petroleum and natural gas is",
    ),
    "a total changed": (nbs_cell(3, "GO", 1.0), FileError, "but GO says 1 (10^4 CNY)"),
    "value added of two kinds swapped": (
        swapped_cells(43, 46, *range(5, 15)),
        FileError,
        "Every column adds up, so either this total is wrong, or the value added of a sector",
    ),
    "no error column": (
        nbs_cell(0, "ERR", "?"),
        FileError,
        "column BB '?' has no heading that tanmai knows and is not read, and it holds just what is",
    ),
    "no exports": (
        nbs_cell(0, "EX", "?"),
        FileError,
        "column AZ '?' has no heading that tanmai knows and is not read, and it holds just what is",
    ),
    "a sector more in the rows": (
        lambda grid: [*grid[:43], ["43", "New", "新", *[0.0] * 52], *grid[43:]],
        FileError,
        "rows and columns do not name the same sectors (43 appear in one of them only)",
    ),
    "a sector without a name": (
        lambda grid: nbs_cell(3, 1, "")(nbs_cell(3, 2, "")(grid)),
        FileError,
        "row 4: sector 3 has no name; add it",
    ),
    "another layout": (lambda _: [["a", "b"], ["1", "2"]], FileError, "not of this layout"),
}


@pytest.mark.parametrize("name", NBS)
def test_a_damaged_national_table(tmp_path, name):
    damage, error, message = NBS[name]
    path = sheets.write_csv(tmp_path / "china_2017.csv", damage(sheets.competitive_sheet()))
    with pytest.raises(error, match=re.escape(message)):
        read_nbs(path)


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"region": "Shanxi"}, LabelError, "the title says region Shaanxi 陕西, not Shanxi 山西"),
        ({"year": 2012}, LabelError, "the title says year 2007, not 2012; name the right sheet"),
        ({"unit": "亿元"}, UnitError, "states the unit '万元', not '亿元'; leave the unit out"),
        ({"sheet": "Shanxi"}, FileError, "has no sheet 'Shanxi'. Did you mean 'Shaanxi'?"),
        ({"region": "Shanxxi"}, LabelError, "'Shanxxi' is not a province of China"),
    ],
)
def test_what_is_said_against_the_title(tmp_path, given, error, message):
    path = sheets.write_workbook(tmp_path / "p.xlsx", {"Shaanxi": sheets.provincial_sheet()})
    with pytest.raises(error, match=re.escape(message)):
        read_nbs(path, **given)


def test_a_file_that_does_not_say_its_year(tmp_path):
    path = sheets.write_csv(tmp_path / "china.csv", sheets.competitive_sheet())
    with pytest.raises(LabelError, match=r"china\.csv does not state its year once; give the year"):
        read_nbs(path)
    assert read_nbs(path, year=2017).year == 2017


def broken(path, content):
    path.write_bytes(content)
    return path


OLE = bytes.fromhex("d0cf11e0a1b11ae1")
FILES = {
    "an empty file": ("t.xlsx", b"", "is empty; download it again"),
    "an empty CSV": ("t.csv", b"", "is empty; download it again"),
    "a web page": ("t.xlsx", b"<!DOCTYPE html><html></html>", "is a web page, whatever its name"),
    "a cut .xls": ("t.xls", OLE + b"\0" * 600, "is damaged"),
    "a cut .xlsx": ("t.xlsx", b"PK\x03\x04 cut", "is cut off or damaged"),
    "another encoding": (
        "t.csv",
        "代码,电力\n01,煤炭\n".encode("gbk"),
        "cannot be read as a UTF-8 CSV",
    ),
}


@pytest.mark.parametrize("reader", [read_nbs, lambda path: read_sic(path, 2007)])
@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_something_else(tmp_path, name, reader):
    file, content, message = FILES[name]
    with pytest.raises(FileError, match=re.escape(message)):
        reader(broken(tmp_path / file, content))


@pytest.mark.parametrize(
    "reader", [read_nbs, read_ceads_inventory, lambda path: read_sic(path, 2007)]
)
@pytest.mark.parametrize("file", ["none.csv", "none.xlsx", "none.xls"])
def test_a_file_that_is_not_there(tmp_path, reader, file):
    with pytest.raises(FileError, match=r"none\.\w+ is not a file; name a"):
        reader(tmp_path / file)


def test_a_zip_of_something_else(tmp_path):
    path = tmp_path / "t.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "a")
    with pytest.raises(TanmaiError, match="is a zip archive without a workbook in it"):
        read_ceads_inventory(path)
