import numpy as np
import pytest

from made_up import small_table
from tanmai.errors import FileError, LabelError
from tanmai.readers.emissions_csv import with_emissions

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


def test_a_file_that_is_not_utf8_is_named(tmp_path):
    path = write(tmp_path / "e.csv", rows(), encoding="gbk")
    with pytest.raises(FileError, match="cannot be read as a UTF-8 CSV"):
        with_emissions(small_table(), path)
