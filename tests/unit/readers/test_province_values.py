import pytest

from tanmai.errors import FileError, LabelError
from tanmai.readers.province_values import read_population

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
