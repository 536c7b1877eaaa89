"""Concentration: textbook values, equal firms, and changes split into entry, exit and growth."""

from __future__ import annotations

from math import log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanmai.core.errors import FileError, LabelError, TableError, UnitError
from tanmai.metals.concentration import (
    CAUSES,
    SizeClass,
    change_by_cause,
    entropy,
    gini,
    herfindahl,
    herfindahl_bounds,
    indices,
)
from tanmai.metals.magnesium.industry.concentration import read_firms
from tanmai.metals.magnesium.industry.plants_result import plants_concentration
from tanmai.metals.statements import INCONSISTENT, REPRODUCED

SIZES = st.lists(st.floats(0.1, 100), min_size=1, max_size=12)
FIRMS = """key,firm,year,province,capacity [kt Mg/a]
1,a,2020,陕西,10
2,b,2020,陕西,10
3,c,2020,山西,20
4,a,2025,陕西,30
5,b,2025,陕西,10
6,d,2025,山西,10
"""


@pytest.mark.parametrize("n", [1, 2, 5, 40])
def test_equal_firms(n):
    found = indices([3.0] * n)
    assert found["HHI"] == pytest.approx(1 / n)
    assert found["entropy"] == pytest.approx(log(n))
    assert found["Gini"] == pytest.approx(0.0)
    assert found["CR5"] == pytest.approx(min(5 / n, 1))


def test_a_known_industry():
    """Shares 0.4, 0.3, 0.2, 0.1."""
    sizes = [4, 3, 2, 1]
    assert herfindahl(sizes) == pytest.approx(0.30)
    assert gini(sizes) == pytest.approx(0.25)
    assert entropy(sizes) == pytest.approx(1.279854)
    assert indices([0, 0, 0, 5])["Gini"] == pytest.approx(0.75)


@given(SIZES, st.floats(0.1, 10))
@settings(deadline=None)
def test_indices_do_not_depend_on_the_unit(sizes, factor):
    for name, value in indices(sizes).items():
        assert indices([factor * size for size in sizes])[name] == pytest.approx(value, abs=1e-9)


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.floats(0.1, 50), min_size=1),
    st.dictionaries(st.sampled_from("abcdef"), st.floats(0.1, 50), min_size=1),
)
@settings(deadline=None, max_examples=20)
def test_entry_exit_and_growth_add_up(before, after):
    change = change_by_cause(before, after)
    then, now = indices(list(before.values())), indices(list(after.values()))
    for name in then:
        assert change.loc[name, "total"] == pytest.approx(now[name] - then[name], abs=1e-9)
    entered = sum(size for firm, size in after.items() if firm not in before)
    assert change.loc["size", "entry"] == pytest.approx(entered)
    if set(before) == set(after):
        assert change[["entry", "exit"]].abs().to_numpy().max() < 1e-12


def test_bounds_where_sums_of_classes_are_known():
    assert herfindahl_bounds([SizeClass(10.0, 2)]) == pytest.approx((0.5, 1.0))
    assert herfindahl_bounds([SizeClass(10.0, 2, least=4.0)]) == pytest.approx((0.5, 0.52))
    assert herfindahl_bounds([SizeClass(10.0, most=4.0)]) == pytest.approx((0.0, 0.36))


def test_firms_of_ones_own(tmp_path):
    path = tmp_path / "firms.csv"
    path.write_text(FIRMS, encoding="utf-8")
    result = plants_concentration(path)
    years = result.tables["concentration"].set_index("year")
    assert years.loc["2020", "HHI"] == pytest.approx(0.25**2 * 2 + 0.25)
    assert years.loc["2025", "CR1"] == pytest.approx(0.6)
    provinces = result.tables["by_province"].set_index(["province", "year"])
    assert provinces.loc[("610000", "2025"), "HHI"] == pytest.approx(0.75**2 + 0.25**2)
    change = result.tables["change_by_cause"].set_index("index")
    row = change.loc["size"]
    assert [row[cause] for cause in CAUSES] == pytest.approx([20, -20, 10])


def test_what_is_printed():
    result = plants_concentration()
    found = {}
    for one in result.statements:
        found.setdefault(one.key, set()).add(one.finding)
    assert found == {"S31": {REPRODUCED}, "S46": {INCONSISTENT}}
    low, high = result.bounds
    assert pytest.approx(low) == 5 * (68.3 / 5 / 163.8) ** 2
    assert low < high < 0.417**2


@pytest.mark.parametrize(
    ("old", "new", "error", "said"),
    [
        ("capacity [kt Mg/a]", "capacity", UnitError, "column 'capacity' has no unit"),
        ("capacity [kt Mg/a]", "capacity [CNY 2025]", UnitError, "is money"),
        ("capacity [kt Mg/a]", "capacity [ktt]", UnitError, "Did you mean"),
        ("2020,陕西,10\n2", "2020,陕西,-10\n2", FileError, "row 2 .*from zero up"),
        ("2020,陕西,10\n2", "2020,陕西,ten\n2", FileError, "'ten' is not a number"),
        ("2020,陕西,10\n2", "2020,陕西,\n2", FileError, "has no capacity"),
        ("2,b", "1,b", LabelError, "row 3: '1' appears twice"),
        ("陕西,10\n2", "峡西,10\n2", LabelError, "峡西"),
        ("key,", "id,", FileError, "first row must name the columns"),
        (",2020,山西,20", ",2020,20", FileError, "row 4 has 4 cells"),
    ],
)
def test_bad_tables_of_firms(tmp_path, old, new, error, said):
    path = tmp_path / "firms.csv"
    path.write_text(FIRMS.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(error, match=said):
        read_firms(path)


def test_a_capacity_below_zero_is_named_by_its_row(tmp_path):
    path = tmp_path / "firms.csv"
    path.write_text(FIRMS.replace("2020,陕西,10\n2", "2020,陕西,-10\n2", 1), encoding="utf-8")
    with pytest.raises(FileError) as error:
        plants_concentration(path)
    assert str(error.value) == (
        f"{path}: row 2 ('1'), capacity [kt Mg/a]: -10 must be a number from zero up; correct it."
    )


@pytest.mark.parametrize("sizes", [[], [0.0], [-1.0, 2.0]])
def test_sizes_that_are_none(sizes):
    with pytest.raises(TableError, match="from zero up"):
        herfindahl(sizes)
