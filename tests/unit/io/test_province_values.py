import pytest

from made_up_groups import groups_of
from tanmai.core.errors import FileError, LabelError, UnitError
from tanmai.core.labels import Region
from tanmai.io.province_values import read_population, read_province_flows, read_province_values

TEXT = "province,year,population\n北京,2015,2171\n北京,2017,2171\n陕西,2017,3835\n"


def written(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def test_the_population_of_a_year_is_read_by_code(tmp_path):
    path = written(tmp_path / "p.csv", TEXT)
    assert read_population(path, 2017) == {"110000": 2171.0, "610000": 3835.0}
    assert read_population(path, 2015) == {"110000": 2171.0}


def test_what_is_wrong_is_named(tmp_path):
    path = written(tmp_path / "p.csv", TEXT + "Beijing,2017,1\n")
    with pytest.raises(FileError, match="no population of 2012"):
        read_population(path, 2012)
    with pytest.raises(LabelError, match="line 5: Beijing is given twice"):
        read_population(path, 2017)


@pytest.mark.parametrize(
    ("heads", "said"),
    [
        ("21710000", "line 2: .* where about 2,194 .* look like persons"),
        ("21710", "look like thousand persons"),
        ("21.71", "look like million persons"),
        ("2", "where about 2,194"),
    ],
)
def test_a_population_in_another_unit_is_refused(tmp_path, heads, said):
    path = written(tmp_path / "p.csv", f"province,year,population\n北京,2017,{heads}\n")
    with pytest.raises(UnitError, match=said):
        read_population(path, 2017)


VALUES = "province,value\n北京,1\n"


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        (VALUES + "全国,3\n", LabelError, "line 3: '全国' is a total, not a province"),
        (VALUES + "Total,3\n", LabelError, "line 3: 'Total' is a total, not a province"),
        (VALUES + "Hebay,3\n", LabelError, "line 3: .* Did you mean 'Hebei'"),
        (VALUES + "注：来源\n", FileError, r"line 3: 1 cells .* header of 2 columns"),
        (VALUES + '天津,"1,000"\n', FileError, "line 3: '1,000' is not a number"),
        (VALUES + "天津,-\n", FileError, "line 3: '-' is not a number"),
        (VALUES.replace(",", ";"), FileError, "is separated by semicolons"),
        ("北京,1\n天津,2\n", FileError, "no column province, value; .* and has 北京, 1"),
        (
            "省份,地区,value\n北京,北京,1\n",
            FileError,
            "no column province; .* 省份, 地区",
        ),
        ("province,a,b\n北京,1,2\n", FileError, "no column value; .* has province, a, b"),
        ("province,,value\n北京,,1\n", FileError, "column 2 has no name"),
        ('province,value\n"北京,1\n', FileError, "cannot be read as a CSV"),
        ("province,value\n", FileError, "no row below its header"),
        ("", FileError, "no column province, value"),
    ],
)
def test_values_are_read_right_or_not_at_all(tmp_path, text, error, said):
    with pytest.raises(error, match=said):
        read_province_values(written(tmp_path / "v.csv", text))


@pytest.mark.parametrize("text", ["\n" + VALUES + "\n,\n", VALUES.replace("1\n", "1,,\n")])
def test_blank_lines_and_cells_are_nothing(tmp_path, text):
    assert read_province_values(written(tmp_path / "v.csv", text)).to_dict() == {"110000": 1.0}


def test_a_workbook_named_csv_is_called_what_it_is(tmp_path):
    path = tmp_path / "v.csv"
    path.write_bytes(b"PK\x03\x04" + bytes(range(128, 256)))
    with pytest.raises(FileError, match="is a workbook, not a CSV"):
        read_province_flows(path)


def test_the_population_of_a_group_is_the_sum_of_its_provinces(tmp_path):
    groups = groups_of({"110000": {"N": 1.0}, "140000": {"N": 1.0}, "610000": {"W": 1.0}})
    rows = "Beijing,2017,1000\n山西,2017,2000\n陕西,2017,3000\n"
    path = written(tmp_path / "p.csv", "province,year,population\n" + rows)
    found = read_population(path, 2017, (Region("N", "北", "North"),), groups)
    assert (found["N"], found["W"]) == (3000.0, 3000.0)


@pytest.mark.parametrize("name", ["N", "north", " 北 "])
def test_a_group_may_have_its_own_population(tmp_path, name):
    groups = groups_of({"110000": {"N": 1.0}, "140000": {"N": 1.0}})
    path = written(tmp_path / "p.csv", f"province,year,population\n{name},2017,5000\n")
    assert read_population(path, 2017, (Region("N", "北", "North"),), groups) == {"N": 5000.0}


def test_a_province_that_its_group_lacks_is_named(tmp_path):
    groups = groups_of({"110000": {"N": 1.0}, "140000": {"N": 1.0}})
    path = written(tmp_path / "p.csv", "province,year,population\n110000,2017,1000\n")
    with pytest.raises(LabelError, match=r"no population of .*, which belongs to group 'N'"):
        read_population(path, 2017, (), groups)


@pytest.mark.parametrize("head", ["Province,VALUE", "省份,数值", "adcode,value", "地区,碳排放(Mt)"])
def test_columns_by_their_other_names_are_read(tmp_path, head):
    path = written(tmp_path / "v.csv", f"{head}\n110000,1\n")
    assert read_province_values(path).to_dict() == {"110000": 1.0}


@pytest.mark.parametrize(
    "head", ["Source,Target,Weight", "流出地,流入地,碳转移量", "from,to,value"]
)
def test_flows_by_their_other_names_are_read(tmp_path, head):
    flows = read_province_flows(written(tmp_path / "f.csv", f"{head}\n河北,北京,10\n"))
    assert flows.to_numpy().tolist() == [["130000", "110000", 10.0]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separator", [",", "\t"])
def test_encodings_and_separators_of_a_desk(tmp_path, encoding, separator):
    text = "省份,数值\n北京市,1.5\n廣東,2\nCN-HE,3\n".replace(",", separator)
    mark = b"\xff\xfe" if encoding == "utf-16-le" else b""
    path = tmp_path / "v.csv"
    path.write_bytes(mark + text.encode(encoding))
    assert read_province_values(path).to_dict() == {"110000": 1.5, "440000": 2.0, "130000": 3.0}
