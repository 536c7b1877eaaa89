import pandas as pd
import python_calamine

from tanmai.spreadsheet import write_workbook

TABLES = {
    "flows": pd.DataFrame({"from": ["山西"], "MtCO2": [1.25], "rank": [3]}),
    "harmful": pd.DataFrame({"name": ["=1+1", "@SUM(A1)"], "in_backbone": [True, False]}),
}


def test_numbers_stay_numbers_and_text_stays_text(tmp_path):
    write_workbook(tmp_path / "t.xlsx", TABLES, ["about", "关于"])
    book = python_calamine.CalamineWorkbook.from_path(tmp_path / "t.xlsx")
    assert book.sheet_names == ["notes", "flows", "harmful"]
    assert book.get_sheet_by_name("notes").to_python() == [["about"], ["关于"]]
    head, row = book.get_sheet_by_name("flows").to_python()
    assert (head, row) == (["from", "MtCO2", "rank"], ["山西", 1.25, 3.0])
    assert book.get_sheet_by_name("harmful").to_python()[1] == ["=1+1", True]


def test_the_same_tables_give_the_same_bytes(tmp_path):
    for name in ("one.xlsx", "other.xlsx"):
        write_workbook(tmp_path / name, TABLES, ["about"])
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "other.xlsx").read_bytes()
