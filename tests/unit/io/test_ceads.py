"""CEADs workbooks in every variation seen: the same table, and what was corrected is said once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import workbooks
from made_up import make_trade_share_table
from tanmai.checks import check_table
from tanmai.core.sector_schemes import scheme_of
from tanmai.io.ceads.reading import read_ceads, table_of_workbook
from tanmai.io.ceads.writing import write_ceads
from workbooks import (
    MemoryWorkbook,
    Variation,
    companion_sheets,
    edited,
    provincial_table,
    relabelled,
    sheet_of,
    workbook,
)

SHEET = "Table_2017"
PARTS = ("Z", "Y", "x", "exports", "imports", "imports_final", "value_added")
TABLE = provincial_table()


def same(read, table=TABLE):
    assert read.regions == table.regions
    assert read.index.sector_codes == table.index.sector_codes
    for part in PARTS:
        np.testing.assert_array_equal(getattr(read, part), getattr(table, part))


@pytest.mark.parametrize(
    "variation",
    [
        {},
        {"english": True},
        {"merged": False},
        {"number_codes": True},
        {"tiu": False},
        {"check_columns": False},
        {"totals": False},
        {"totals": False, "tiu": False, "check_columns": False},
        {"blanks": True},
        {"english": True, "blanks": True, "merged": False},
    ],
    ids=lambda variation: ", ".join(f"{k}={v}" for k, v in variation.items()) or "plain",
)
def test_every_variation_gives_the_same_table_and_nothing_to_report(variation):
    read = table_of_workbook(workbook(TABLE, **variation))
    same(read)
    assert read.provenance.changes == ()
    assert read.stressors == ()
    assert read.year == 2017


@pytest.mark.parametrize(
    "sheet",
    ["Table_2017", "Table_2017_consistent", "Table_2017_English Version", "Table 2017 ", "2017"],
)
def test_sheets_of_every_name_are_found(sheet):
    book = MemoryWorkbook(
        {**companion_sheets(TABLE), sheet: workbook(TABLE).grid(SHEET)}, name="MRIO.xlsx"
    )
    read = table_of_workbook(book)
    same(read)
    assert read.provenance.sources[0].sheet == sheet


@pytest.mark.parametrize(
    ("sheet", "file"), [("English_Version", "MRIO2017_42+CEADS.xlsx"), ("Table", "2017.xlsx")]
)
def test_the_year_is_taken_from_the_file_where_the_sheet_says_none(sheet, file):
    book = MemoryWorkbook({sheet: workbook(TABLE, english=True).grid(SHEET)}, name=file)
    assert table_of_workbook(book).year == 2017


def test_the_year_is_taken_from_the_title():
    title = "Multi-regional input-output table of China in 2015"
    book = MemoryWorkbook({"Table": workbook(TABLE, title=title).grid(SHEET)}, name="MRIO.xlsx")
    assert table_of_workbook(book).year == 2015


def test_a_year_that_is_given_settles_a_contradiction():
    book = MemoryWorkbook({SHEET: workbook(TABLE).grid(SHEET)}, name="MRIO2015.xlsx")
    assert table_of_workbook(book, year=2015).year == 2015


def test_of_two_languages_the_chinese_sheet_is_read():
    other = provincial_table(seed=1)
    english = sheet_of(other, Variation(english=True, damaged=True))
    book = MemoryWorkbook(
        {**companion_sheets(TABLE), SHEET: workbook(TABLE).grid(SHEET), f"{SHEET}_English": english}
    )
    same(table_of_workbook(book))
    same(table_of_workbook(book, sheet="Table_2017_English"), other)


def test_of_several_years_the_one_asked_for_is_read():
    other = provincial_table(seed=1)
    book = MemoryWorkbook(
        {"Table_2015": workbook(other).grid(SHEET), SHEET: workbook(TABLE).grid(SHEET)},
        name="MRIO.xlsx",
    )
    same(table_of_workbook(book, year=2015), other)
    same(table_of_workbook(book, year=2017))


def test_a_sheet_that_is_chosen_among_several_is_named():
    grid = workbook(TABLE).grid(SHEET)
    several = MemoryWorkbook({**companion_sheets(TABLE), SHEET: grid, "Sheet1": grid})
    read = table_of_workbook(several)
    assert str(read.provenance.assumptions[0]) == f"Read from sheet '{SHEET}'; not read: Sheet1."
    alone = MemoryWorkbook({**companion_sheets(TABLE), SHEET: grid})
    assert not any(
        "not read" in line for line in map(str, table_of_workbook(alone).provenance.changes)
    )


def test_both_languages_are_taken_from_the_sheet_of_sectors():
    book = MemoryWorkbook({SHEET: workbook(TABLE).grid(SHEET), **companion_sheets(TABLE)})
    assert table_of_workbook(book).sectors == TABLE.sectors


def test_rows_in_one_language_and_columns_in_another_are_joined():
    chinese = workbook(TABLE).grid(SHEET)
    lines = edited(workbook(TABLE, english=True).grid(SHEET), {})
    for at in (1, 2):
        lines[at] = chinese[at]
    read = table_of_workbook(MemoryWorkbook({SHEET: lines}))
    same(read)
    assert read.sectors == TABLE.sectors


def test_names_are_taken_from_their_sheets_where_the_table_has_none():
    book = MemoryWorkbook(
        {SHEET: workbook(TABLE, names=False).grid(SHEET), **companion_sheets(TABLE)}
    )
    read = table_of_workbook(book)
    same(read)
    assert tuple(map(str, read.provenance.changes)) == (
        "names of provinces taken from the sheet 'Province', in its order",
    )


@pytest.mark.parametrize(
    ("variation", "changes"),
    [
        (
            {"english": True, "damaged": True},
            ("label 'He0' read as Henan 河南",),
        ),
        (
            {"english": True, "renamed": {"Shaanxi": "Shannxi"}, "merged": False},
            ("label 'Shannxi' read as Shaanxi 陕西",),
        ),
        ({"renamed": {"内蒙古": "内蒙"}}, ("label '内蒙' read as Inner Mongolia 内蒙古",)),
        (
            {"row_order": (3, 2, 1, 0)},
            ("provinces of the rows put into NBS order by name",),
        ),
        (
            {"column_order": (3, 2, 1, 0), "final_order": (1, 0, 2, 3)},
            (
                "provinces of the columns put into NBS order by name",
                "provinces of final demand put into NBS order by name",
            ),
        ),
    ],
)
def test_what_is_mended_is_said_once(variation, changes):
    read = table_of_workbook(workbook(TABLE, **variation))
    same(read)
    assert tuple(map(str, read.provenance.changes)) == changes


def test_damaged_names_of_the_workbooks_of_2018_and_2020_are_read():
    provinces = ("Henan", "Hunan", "Hainan", "Yunnan", "Tibet")
    table = relabelled(provincial_table(n=42, provinces=provinces), "nbs42-2012")
    how = {"english": True, "damaged": True, "renamed": {"Tibet": "Xizang"}}
    read = table_of_workbook(workbook(table, **how))
    same(read, table)
    assert read.sectors == table.sectors
    assert tuple(map(str, read.provenance.changes)) == (
        "label 'He0' read as Henan 河南",
        "label 'Hu0' read as Hunan 湖南",
        "label 'Hai0' read as Hainan 海南",
        "label 'Yun0' read as Yunnan 云南",
        "label 'Xizang' read as Tibet 西藏",
        "label 'Fi0ce' read as Finance",
    )


@pytest.mark.parametrize("scheme", ["nbs42-2012", "nbs42-2017"])
@pytest.mark.parametrize("english", [False, True])
def test_the_vintage_of_42_sectors_is_known_by_their_names(scheme, english):
    table = relabelled(provincial_table(n=42), scheme)
    read = table_of_workbook(workbook(table, english=english))
    same(read, table)
    assert scheme_of(read).name == scheme
    assert read.sectors == table.sectors


def test_a_row_that_stands_elsewhere_is_found_by_its_labels():
    lines = workbook(TABLE, merged=False).grid(SHEET)
    lines = [*lines[:4], *reversed(lines[4:24]), *lines[24:]]
    read = table_of_workbook(MemoryWorkbook({SHEET: lines}))
    same(read)
    assert tuple(map(str, read.provenance.changes)) == (
        "provinces of the rows put into NBS order by name",
        "sectors of the rows put into the order of their codes",
    )


def test_the_balancing_column_closes_each_row_exactly():
    read = table_of_workbook(workbook(TABLE))
    sales = read.Z.sum(axis=1) + read.Y.sum(axis=1) + read.exports
    np.testing.assert_array_equal(read.error, read.x - read.Z.sum(1) - read.Y.sum(1) - read.exports)
    np.testing.assert_allclose(sales + read.error, read.x, rtol=1e-15)
    np.testing.assert_allclose(read.error, TABLE.error, rtol=1e-6)


def test_a_table_without_err_has_rows_that_close():
    exact = replace(
        TABLE, x=TABLE.x, error=np.zeros(len(TABLE.x)), exports=TABLE.exports + TABLE.error
    )
    read = table_of_workbook(workbook(exact, err=False))
    same(read, exact)
    np.testing.assert_allclose(read.error, 0, atol=1e-6)


def test_rounding_of_a_published_table_is_no_error_and_stays_in_the_balancing_column():
    rounded = replace(
        TABLE,
        **{part: np.rint(getattr(TABLE, part)) for part in (*PARTS, "error")},
    )
    read = table_of_workbook(workbook(rounded))
    same(read, rounded)
    assert 0 < np.abs(read.error - rounded.error).max() <= 6 * np.sqrt(43 / 12)


def test_emissions_are_read_without_those_of_households_which_is_said():
    read = table_of_workbook(workbook(TABLE, emissions=True, column_order=(2, 0, 1, 3)))
    np.testing.assert_array_equal(read.F, TABLE.F)
    assert read.stressors == ("CO2",)
    assert not read.F_Y.any()
    assert str(read.provenance.changes[-1]) == (
        "emissions are the row CO2, without direct emissions of households"
    )
    assert "households are not among them" in read.provenance.caveat_en
    assert "不含居民直接排放" in read.provenance.caveat_zh


def test_a_province_with_empty_emissions_has_no_inventory():
    empty = {f"{column}32": "" for column in "IJKLM"}
    lines = edited(workbook(TABLE, emissions=True).grid(SHEET), empty)
    read = table_of_workbook(MemoryWorkbook({SHEET: lines}))
    assert read.without_emissions == ("150000",)
    assert not read.F[0, 5:10].any()


def test_emissions_in_another_unit_are_converted_which_is_said():
    lines = edited(workbook(TABLE, emissions=True).grid(SHEET), {"B32": "CO2 (kt)"})
    read = table_of_workbook(MemoryWorkbook({SHEET: lines}))
    np.testing.assert_allclose(read.F, TABLE.F / 1000, rtol=1e-14)
    assert "emissions converted from kt to Mt CO2" in map(str, read.provenance.changes)


@pytest.mark.parametrize(
    ("label", "cells", "factor"),
    [
        ("CO2 emissions (kt)", {}, 1e-3),
        ("二氧化碳排放", {"A32": "万吨"}, 1e-2),
        ("碳排放", {"C32": "(10^4 t)"}, 1e-2),
        ("CO2, million tonnes", {}, 1.0),
        ("CO2", {"AW32": "单位：吨"}, 1e-6),
    ],
)
def test_the_unit_of_emissions_stands_in_any_label_of_its_row(label, cells, factor):
    lines = edited(workbook(TABLE, emissions=True).grid(SHEET), {"B32": label, **cells})
    read = table_of_workbook(MemoryWorkbook({SHEET: lines}))
    np.testing.assert_allclose(read.F, TABLE.F * factor, rtol=1e-14)
    assert not any("taken as" in change for change in map(str, read.provenance.changes))


def test_units_that_are_stated_nowhere_are_said():
    lines = edited(workbook(TABLE, emissions=True, title="").grid(SHEET), {"B32": "CO2"})
    read = table_of_workbook(MemoryWorkbook({SHEET: lines}))
    same(read)
    assert "no unit of money is given in the sheet; taken as 10^4 CNY" in map(
        str, read.provenance.changes
    )
    said = "no unit is given beside the emissions in row 32; taken as Mt CO2"
    assert said in map(str, read.provenance.changes)


@pytest.mark.parametrize(
    ("cell", "text", "factor"),
    [
        ("A1", "2017年投入产出表（亿元）", 1e4),
        ("A1", "2017, 计量单位：百万元", 100),
        ("A1", "MRIO table 2017 in 10⁸ CNY", 1e4),
        ("A1", "MRIO 2017 (billion RMB)", 1e5),
        ("AV3", "总产出（亿元）", 1e4),
        ("B35", "注：本表按当年价格计算，单位为千元", 0.1),
    ],
)
def test_the_unit_of_money_may_stand_anywhere(cell, text, factor):
    lines = edited(workbook(TABLE, title="").grid(SHEET), {})
    lines += [[""] * len(lines[0]) for _ in range(5)]
    read = table_of_workbook(MemoryWorkbook({SHEET: edited(lines, {cell: text})}))
    np.testing.assert_allclose(read.Z, TABLE.Z * factor, rtol=1e-14)


@pytest.mark.parametrize(
    ("title", "factor"),
    [
        ("2017年投入产出表（单位：万元）", 1),
        ("MRIO 2017 (Unit: 10,000 Yuan)", 1),
        ("2017年投入产出表（单位：亿元）", 1e4),
        ("MRIO 2017, unit: million CNY", 100),
    ],
)
def test_the_unit_of_the_title_is_converted_which_is_said(title, factor):
    read = table_of_workbook(workbook(TABLE, title=title))
    np.testing.assert_allclose(read.Z, TABLE.Z * factor, rtol=1e-14)
    np.testing.assert_allclose(read.x, TABLE.x * factor, rtol=1e-14)
    assert bool(read.provenance.changes) == (factor != 1)


def test_imports_of_final_demand_that_are_not_given_are_zero_which_is_said():
    columns = [workbooks.position("Y1")[1] + i for i in range(20)]
    lines = edited(workbook(TABLE, totals=False, check_columns=False).grid(SHEET), {})
    for column in columns:
        lines[24][column] = ""
    read = table_of_workbook(MemoryWorkbook({SHEET: lines}))
    assert not read.imports_final.any()
    assert tuple(map(str, read.provenance.changes)) == (
        "imported final demand is not given (row IM is empty there) and is zero",
    )


def test_rows_and_columns_that_are_no_part_of_a_table_are_left_out_which_is_said():
    lines = [[*row, ""] for row in workbook(TABLE, check_columns=False).grid(SHEET)]
    lines[2][-1] = "Employment"
    for row in range(4, 24):
        lines[row][-1] = 3.0
    lines += [["", "Energy (tce)", "", *[1.0] * 20, *[""] * 26]]
    read = table_of_workbook(MemoryWorkbook({SHEET: lines}))
    same(read)
    assert tuple(map(str, read.provenance.changes)) == (
        "column AW 'Employment' is not part of the table, left out",
        "row 31 'Energy (tce)' is not part of the table, left out",
    )


def test_imports_that_are_exported_again_have_no_place_which_is_said():
    lines = edited(workbook(TABLE).grid(SHEET), {"AS25": 12.5})
    read = table_of_workbook(MemoryWorkbook({SHEET: lines}))
    assert tuple(map(str, read.provenance.changes)) == ("imports of 12.5 in column EX left out",)


def test_the_steps_are_told_in_order():
    told = []
    table_of_workbook(workbook(TABLE), step=told.append)
    assert told == ["cells", "labels", "numbers", "balance"]


def test_a_real_file_with_merged_cells_gives_the_same_table(tmp_path):
    grids = {SHEET: workbook(TABLE, emissions=True).grid(SHEET), **companion_sheets(TABLE)}
    path = workbooks.save(grids, tmp_path / "MRIO2017.xlsx", merged=True)
    told = []
    read = read_ceads(path, step=told.append)
    for part in PARTS:  # a workbook as Excel writes it keeps 16 digits
        np.testing.assert_allclose(getattr(read, part), getattr(TABLE, part), rtol=1e-15)
    assert read.index == TABLE.index
    source = read.provenance.sources[0]
    assert (source.name, source.sheet, len(source.sha256)) == ("MRIO2017.xlsx", SHEET, 64)
    assert read.provenance.status == "user"
    assert told == ["open", "cells", "labels", "numbers", "balance"]
    assert check_table(read).passed


def test_err_of_the_opposite_sign_is_known_which_is_said():
    how = {"check_columns": False}
    column = workbooks.position("AU1")[1]
    lines = edited(workbook(TABLE, **how).grid(SHEET), {})
    for row in range(4, 24):
        lines[row][column] *= -1
    read = table_of_workbook(MemoryWorkbook({SHEET: lines}))
    np.testing.assert_allclose(read.error, TABLE.error, rtol=1e-6)
    assert tuple(map(str, read.provenance.changes)) == (
        "ERR has the opposite sign in the sheet: sales less output",
    )


def test_a_name_may_stand_in_the_place_of_a_code():
    lines = edited(workbook(TABLE).grid(SHEET), {"C25": "进口", "AS4": "Export", "AV4": ""})
    same(table_of_workbook(MemoryWorkbook({SHEET: lines})))


def test_groups_in_the_sheet_of_sectors_do_not_disturb_the_42():
    table = provincial_table(n=42)
    sectors = [[s.code, "制造业", s.name_zh] for s in table.sectors]
    book = MemoryWorkbook({SHEET: workbook(table).grid(SHEET), "Sector ": sectors})
    assert table_of_workbook(book).sectors == table.sectors


def test_trade_shares_come_back_to_the_last_bit(tmp_path):
    table = provincial_table(n=42)
    shares = make_trade_share_table(0, table.index.m, 42)
    table = replace(shares, index=table.index, year=2017, provenance=table.provenance)
    write_ceads(table, tmp_path / "shares.xlsx")
    read = read_ceads(tmp_path / "shares.xlsx")
    for part in (*PARTS, "F", "F_Y"):
        np.testing.assert_array_equal(getattr(read, part), getattr(table, part))
    assert read.index == table.index
    assert read.trade_shares is not None
    assert read.without_emissions == table.without_emissions
    one, other = read.provenance, table.provenance
    assert (one.name, one.status) == (other.name, other.status)
    assert (one.caveat_zh, one.caveat_en) == (other.caveat_zh, other.caveat_en)
