import pytest

from tanmai.core.errors import FileError
from tanmai.io.labelled_sheet import LabelledSheet, find_sheet_labels, open_sheets, places

CELLS = [["", "", ""], ["code", "b", "a"], ["x", 1.0, 2], ["y", "", 3.5], ["x", 0.0]]


def sheet(blank=None):
    rows, columns = [str(row[0]) for row in CELLS], [str(cell) for cell in CELLS[1]]
    return LabelledSheet("f.xlsx, sheet 's'", CELLS, places(rows), places(columns), blank)


def test_labels_stand_in_the_lines_with_most_marks():
    rows, columns = find_sheet_labels(CELLS, "f.xlsx", ["x", "y"], ["a", "b"], str)
    assert rows == ["", "code", "x", "y", "x"]
    assert columns == ["code", "b", "a"]
    with pytest.raises(FileError, match=r"f\.xlsx has no column of codes or labels of rows \(p, q"):
        find_sheet_labels(CELLS, "f.xlsx", ["p", "q", "x"], ["a", "b"], str)


def test_numbers_by_label_in_the_order_that_is_asked_for():
    found = sheet(blank=0.0)
    assert found.block(["y"], ["a", "b"]).tolist() == [[3.5, 0.0]]
    assert found.blanks(["y"], ["a", "b"]) == 1
    assert found.in_order(["y"], ["b", "a"])
    assert not found.in_order(["y"], ["a", "b"])


@pytest.mark.parametrize(
    ("rows", "columns", "message"),
    [
        (["y"], ["b"], r"sheet 's', cell B4 is empty, or a formula without a value"),
        (["x"], ["a"], "'x' appears in rows 3, 5; it may appear once"),
        (["y"], ["code1"], "has no column 'code1'. Did you mean 'code'"),
        (["code"], ["a"], "cell C2 holds 'a', not a number"),
    ],
)
def test_what_is_no_number_is_named_by_its_cell(rows, columns, message):
    with pytest.raises(FileError, match=message):
        sheet().block(rows, columns)


def test_codes_of_a_csv_keep_their_leading_zeros(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("\ufeffcode,01,10\n001,-1.5e3, .5 \n-,nan,\n", encoding="utf-8")
    opened = open_sheets(path)
    assert opened.sheet_names == ("",)
    assert opened.grid("") == [["code", "01", 10.0], ["001", -1500.0, 0.5], ["-", "nan", ""]]
    with pytest.raises(FileError, match=r"t\.csv is a CSV and has no sheet 's'; leave it out"):
        opened.grid("s")
