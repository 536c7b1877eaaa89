import openpyxl
import pandas as pd
import pytest
import python_calamine

from tanmai.studies.spreadsheet import sheet_name, write_workbook

TABLES = {
    "flows": pd.DataFrame({"from": ["山西"], "MtCO2": [1.25], "rank": [3]}),
    "harmful": pd.DataFrame({"name": ["=1+1", "@SUM(A1)"], "in_backbone": [True, False]}),
}


def test_numbers_stay_numbers_and_text_stays_text(tmp_path):
    write_workbook(tmp_path / "t.xlsx", TABLES, ["about", "关于"])
    book = python_calamine.CalamineWorkbook.from_path(tmp_path / "t.xlsx")
    assert book.sheet_names == ["说明 notes", "流动 flows", "harmful"]
    head, row = book.get_sheet_by_name("流动 flows").to_python()
    assert (head, row) == (["from", "MtCO2", "rank"], ["山西", 1.25, 3.0])
    assert book.get_sheet_by_name("harmful").to_python()[1] == ["=1+1", True]


def test_the_notes_lead_to_every_sheet(tmp_path):
    write_workbook(tmp_path / "t.xlsx", TABLES, ["about", "关于"])
    book = python_calamine.CalamineWorkbook.from_path(tmp_path / "t.xlsx")
    lines = [row[0] for row in book.get_sheet_by_name("说明 notes").to_python()]
    assert lines == ["about", "关于", "", *book.sheet_names[1:]]


def test_the_same_tables_give_the_same_bytes(tmp_path):
    for name in ("one.xlsx", "other.xlsx"):
        write_workbook(tmp_path / name, TABLES, ["about"])
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "other.xlsx").read_bytes()


@pytest.mark.parametrize("stem", ["accounts_by_province", "a_table_with_quite_a_long_name_indeed"])
def test_a_sheet_has_a_name_that_a_workbook_takes(stem):
    assert 0 < len(sheet_name(stem)) <= 31


@pytest.mark.parametrize(
    ("largest", "shown"),
    [(12345.6, "#,##0.0"), (123.4, "#,##0.00"), (0.5, "0.0000"), (2e-4, "0.000E+00")],
)
def test_a_column_shows_four_figures_of_its_largest_number(tmp_path, largest, shown):
    frame = pd.DataFrame({"province": ["山西", "陕西"], "MtCO2": [-largest, largest / 100]})
    write_workbook(tmp_path / "t.xlsx", {"flows": frame}, [])
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx")["流动 flows"]
    assert {sheet["B2"].number_format, sheet["B3"].number_format} == {shown}
    assert sheet.freeze_panes == "B2"
