import numpy as np
import pytest

from made_up import small_table
from tanmai.core.errors import FileError, LabelError
from tanmai.io.emissions_csv import with_emissions

PROVINCES = ("山西", "Zhejiang", "610000")
SECTORS = ("1", "02", "03", "04", "household")


def rows():
    return [
        f"{province},{sector},{10 * p + s}"
        for p, province in enumerate(PROVINCES)
        for s, sector in enumerate(SECTORS)
    ]


def write(path, lines, encoding="utf-8"):
    path.write_text("\n".join(["province,sector_code,MtCO2", *lines]) + "\n", encoding=encoding)
    return path


def test_emissions_are_joined_by_name_in_any_order(tmp_path):
    path = write(tmp_path / "e.csv", rows()[::-1], encoding="utf-8-sig")
    table = with_emissions(small_table(), path)
    np.testing.assert_array_equal(table.F[0], [0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23])
    np.testing.assert_array_equal(table.F_Y[0], [4, 14, 24])
    assert table.provenance.sources[-1].name == "e.csv"
    assert "e.csv" in table.provenance.changes[-1]


def test_a_province_left_out_is_one_without_emissions(tmp_path):
    path = write(tmp_path / "e.csv", rows()[5:])
    table = with_emissions(small_table(), path)
    assert table.without_emissions == ("140000",)
    assert not table.F[0, :4].any()


@pytest.mark.parametrize(
    ("lines", "error", "message"),
    [
        (rows()[:-1], LabelError, "no row for Shaanxi 陕西, household"),
        ([*rows(), rows()[0]], LabelError, "line 17: 山西, 1 is given twice"),
        (["Shanxii,01,1"], LabelError, r"line 2: 'Shanxii' is not a province.*'Shanxi'"),
        (["广东,01,1"], LabelError, "line 2: 广东 is not in the table"),
        (["山西,77,1"], LabelError, "line 2: sector '77' is not in the table; give one of 01 … 04"),
        (["山西,01,n.a."], FileError, "line 2: MtCO2 is 'n.a.', not a number"),
        (["山西,01,"], FileError, "line 2: MtCO2 is '', not a number; zero must be 0"),
        (["山西,01,inf"], FileError, "line 2: MtCO2 is 'inf', not a number"),
    ],
)
def test_a_bad_row_is_named(tmp_path, lines, error, message):
    with pytest.raises(error, match=message):
        with_emissions(small_table(), write(tmp_path / "e.csv", lines))


def test_a_missing_file_or_column_is_named(tmp_path):
    with pytest.raises(FileError, match="is not a file; name a CSV with the columns province"):
        with_emissions(small_table(), tmp_path / "none.csv")
    (tmp_path / "e.csv").write_text("province,MtCO2\n山西,1\n", encoding="utf-8")
    with pytest.raises(FileError, match="has no column sector_code"):
        with_emissions(small_table(), tmp_path / "e.csv")


def test_a_file_in_the_encoding_of_chinese_excel_is_read(tmp_path):
    path = write(tmp_path / "e.csv", rows(), encoding="gb18030")
    np.testing.assert_array_equal(with_emissions(small_table(), path).F_Y[0], [4, 14, 24])


def test_a_file_in_no_such_encoding_is_named(tmp_path):
    path = write(tmp_path / "e.csv", rows(), encoding="utf-16")
    with pytest.raises(FileError, match="cannot be read as a UTF-8 CSV; save it as 'CSV UTF-8'"):
        with_emissions(small_table(), path)


def test_columns_left_out_are_said_and_two_of_one_name_refused(tmp_path):
    path = tmp_path / "e.csv"
    text = "province,sector_code,MtCO2,MtCH4\n" + "".join(f"{row},7\n" for row in rows())
    path.write_text(text, encoding="utf-8")
    changes = with_emissions(small_table(), path).provenance.changes
    assert changes[-1].endswith("whose columns MtCH4 are left out")
    path.write_text(text.replace("MtCH4", "MtCO2"), encoding="utf-8")
    with pytest.raises(FileError, match="has the column MtCO2 twice"):
        with_emissions(small_table(), path)


@pytest.mark.parametrize("number", ["1_5", "1,5", "\uff11", "0x1F", "1e", "nan", "True"])
def test_a_number_is_nothing_but_a_number(tmp_path, number):
    path = write(tmp_path / "e.csv", [f'山西,01,"{number}"'])
    with pytest.raises(FileError, match=r"line 2: MtCO2 is .*, not a number"):
        with_emissions(small_table(), path)


def test_lines_are_those_of_an_editor(tmp_path):
    path = write(tmp_path / "e.csv", ["", "", '"山西",01,"1"', "", "山西,01,x"])
    with pytest.raises(LabelError, match="line 6: 山西, 01 is given twice"):
        with_emissions(small_table(), path)
    path.write_text('province,sector_code,"Mt\nCO2",MtCO2\n山西,01,,x\n', encoding="utf-8")
    with pytest.raises(FileError, match="line 3: MtCO2 is 'x'"):
        with_emissions(small_table(), path)


def test_commas_at_the_end_move_no_column(tmp_path):
    path = write(tmp_path / "e.csv", [f"{row}," for row in rows()])
    np.testing.assert_array_equal(with_emissions(small_table(), path).F_Y[0], [4, 14, 24])
