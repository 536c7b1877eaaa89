import pytest

from made_up_groups import groups_of
from tanmai.core.errors import FileError, LabelError, UnitError
from tanmai.core.labels import Region
from tanmai.io.province_values import read_population

TEXT = "province,year,population\n北京,2015,2171\n北京,2017,2171\n陕西,2017,3835\n"


def written(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def test_the_population_of_a_year_is_read_by_code(tmp_path):
    path = written(tmp_path / "p.csv", TEXT)
    assert read_population(path, 2017)[0] == {"110000": 2171.0, "610000": 3835.0}
    assert read_population(path, 2015)[0] == {"110000": 2171.0}


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


def test_the_population_of_a_group_is_the_sum_of_its_provinces(tmp_path):
    groups = groups_of({"110000": {"N": 1.0}, "140000": {"N": 1.0}, "610000": {"W": 1.0}})
    rows = "Beijing,2017,1000\n山西,2017,2000\n陕西,2017,3000\n"
    path = written(tmp_path / "p.csv", "province,year,population\n" + rows)
    found, _ = read_population(path, 2017, (Region("N", "北", "North"),), groups)
    assert (found["N"], found["W"]) == (3000.0, 3000.0)


@pytest.mark.parametrize("name", ["N", "north", " 北 "])
def test_a_group_may_have_its_own_population(tmp_path, name):
    groups = groups_of({"110000": {"N": 1.0}, "140000": {"N": 1.0}})
    path = written(tmp_path / "p.csv", f"province,year,population\n{name},2017,5000\n")
    assert read_population(path, 2017, (Region("N", "北", "North"),), groups)[0] == {"N": 5000.0}


def test_a_province_that_its_group_lacks_is_named(tmp_path):
    groups = groups_of({"110000": {"N": 1.0}, "140000": {"N": 1.0}})
    path = written(tmp_path / "p.csv", "province,year,population\n110000,2017,1000\n")
    with pytest.raises(LabelError, match=r"no population of .*, which belongs to group 'N'"):
        read_population(path, 2017, (), groups)
