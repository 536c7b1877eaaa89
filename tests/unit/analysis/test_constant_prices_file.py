import numpy as np
import pytest

from embedded import embedded_table
from tanmai.analysis import read_yearly_deflators
from tanmai.core.errors import FileError, LabelError

HEAD = "year,sector_code,price_index\n"


@pytest.fixture
def table():
    return embedded_table("textbook-mini")


def written(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def rows(year, *prices):
    return "".join(
        f"{year},{code},{price}\n"
        for code, price in zip(("1", "02", "imports"), prices, strict=True)
    )


def test_the_base_year_is_the_one_whose_prices_are_all_one(tmp_path, table):
    text = HEAD + rows(2010, 1, 1, 1) + rows(table.year, 2, 4, 1)
    found = read_yearly_deflators(written(tmp_path / "p.csv", text))
    assert found.base_year == 2010
    deflated = found.deflated(table)
    assert deflated.price_basis == "constant 2010"
    np.testing.assert_allclose(deflated.x, table.x / np.tile([2.0, 4.0], table.index.m))


def test_prices_may_differ_by_province(tmp_path, table):
    text = "year,province,sector_code,price_index\n2010,北京,01,1\n"
    for k, region in enumerate(table.regions, start=1):
        text += f"{table.year},{region.name_zh},01,{k + 1}\n{table.year},{region.code},02,{k + 3}\n"
    text += f"{table.year},,imports,1.5\n"
    deflated = read_yearly_deflators(written(tmp_path / "p.csv", text)).deflated(table)
    np.testing.assert_allclose(table.x / deflated.x, [2, 4, 3, 5])


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        (HEAD + rows(2010, 2, 1, 1), FileError, "0 years whose price indices are all 1"),
        (HEAD + rows(2010, 1, 1, 1) + rows(2011, 1, 1, 1), FileError, "2 years"),
        (HEAD + "2010,01,cheap\n", FileError, "line 2: 'cheap' is not a number"),
        ("year,sector_code\n2010,01\n", FileError, "no column price_index"),
        (
            "year,province,sector_code,price_index\n2010,Atlantis,01,1\n",
            LabelError,
            "line 2: .*Atlantis",
        ),
    ],
)
def test_what_is_wrong_is_named(tmp_path, text, error, said):
    with pytest.raises(error, match=said):
        read_yearly_deflators(written(tmp_path / "p.csv", text))


def test_a_year_without_prices_is_named(tmp_path, table):
    found = read_yearly_deflators(written(tmp_path / "p.csv", HEAD + rows(1990, 1, 1, 1)))
    with pytest.raises(FileError, match=f"no price index of {table.year}"):
        found.deflated(table)
