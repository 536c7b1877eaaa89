import numpy as np
import pytest

from made_up import small_table
from tanmai.core.errors import FileError, LabelError, UnitError
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
    assert "e.csv" in str(table.provenance.changes[-1])


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


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_a_file_in_the_encodings_of_chinese_excel_is_read(tmp_path, encoding):
    path = write(tmp_path / "e.csv", rows(), encoding=encoding)
    np.testing.assert_array_equal(with_emissions(small_table(), path).F_Y[0], [4, 14, 24])


def test_a_file_in_no_such_encoding_is_named(tmp_path):
    path = write(tmp_path / "e.csv", rows(), encoding="utf-8")
    path.write_bytes(path.read_bytes() + b"\xff\n")
    with pytest.raises(FileError, match="cannot be read as a UTF-8 CSV; save it as 'CSV UTF-8'"):
        with_emissions(small_table(), path)


def test_columns_left_out_are_said_and_two_of_one_name_refused(tmp_path):
    path = tmp_path / "e.csv"
    text = "province,sector_code,MtCO2,note\n" + "".join(f"{row},7\n" for row in rows())
    path.write_text(text, encoding="utf-8")
    changes = tuple(map(str, with_emissions(small_table(), path).provenance.changes))
    assert changes[-1].endswith("whose columns note are left out")
    path.write_text(text.replace("note", "MtCO2"), encoding="utf-8")
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


def pressures(path, header, encoding="utf-8", households=True, amounts="3,4"):
    lines = [row.rsplit(",", 1)[0] for row in rows() if households or "household" not in row]
    text = "\n".join([header, *(f"{line},{amounts}" for line in lines)])
    path.write_text(text + "\n", encoding=encoding)
    return path


def test_other_pressures_are_read_with_names_and_units_of_their_headers(tmp_path):
    path = pressures(tmp_path / "p.csv", "省份,sector_code,用水量（亿立方米）,就业_万人", "gb18030")
    table = with_emissions(small_table(), path)
    assert [(one.name, one.unit) for one in table.pressures] == [
        ("water", "10^8 m3"),
        ("jobs", "10^4 persons"),
    ]
    assert (set(table.of("water").F[0]), set(table.of("jobs").F_Y[0])) == ({3.0}, {4.0})


def test_carbon_dioxide_is_brought_to_megatonnes_beside_methane(tmp_path):
    path = pressures(tmp_path / "p.csv", "province,sector_code,CO2 (kt),CH4_kt")
    table = with_emissions(small_table(), path)
    assert [one.unit for one in table.pressures] == ["Mt CO2", "kt CH4"]
    np.testing.assert_allclose(table.F[:, 0], [3e-3, 4.0])


def test_households_may_be_left_out_of_what_they_have_no_part_in(tmp_path):
    path = pressures(tmp_path / "p.csv", "province,sector_code,jobs_persons,note", households=False)
    table = with_emissions(small_table(), path)
    assert not table.F_Y.any()
    assert not table.without_emissions
    assert "has no households" in str(table.provenance.changes[-1])


def test_a_unit_is_given_for_the_column_that_has_none(tmp_path):
    path = pressures(tmp_path / "p.csv", "province,sector_code,用水", amounts="3")
    table = with_emissions(small_table(), path, "亿立方米")
    assert (table.pressure.name, table.emission_unit) == ("water", "10^8 m3")
    with pytest.raises(FileError, match=r"For '用水' give its unit: --unit"):
        with_emissions(small_table(), path)
    with pytest.raises(UnitError, match="'亿立方' is not a unit"):
        with_emissions(small_table(), path, "亿立方")


def test_two_columns_without_a_unit_or_of_one_pressure_are_refused(tmp_path):
    path = pressures(tmp_path / "p.csv", "province,sector_code,用水,就业")
    with pytest.raises(FileError, match="these have none: 用水, 就业"):
        with_emissions(small_table(), path, "亿立方米")
    path = pressures(tmp_path / "p.csv", "province,sector_code,用水_m3,water_1e8m3")
    with pytest.raises(FileError, match="has water in two columns, 用水_m3, water_1e8m3"):
        with_emissions(small_table(), path)
