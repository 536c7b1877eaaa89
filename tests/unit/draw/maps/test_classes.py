from itertools import combinations, pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tanmai.core.errors import LabelError, OptionError, TableError
from tanmai.draw.boundaries import load_boundaries
from tanmai.draw.maps.classes import (
    centred_classes,
    checked,
    given_classes,
    natural_classes,
    written,
)

numbers = st.lists(st.floats(-1e4, 1e4).map(lambda v: round(v, 3)), min_size=1, max_size=34)


def test_three_clear_groups_become_three_classes():
    classes = natural_classes([1.0, 2.0, 50.0, 51.0, 52.0, 900.0], 3)
    assert classes.counts == (2, 3, 1)
    assert classes.bounds == (1.0, 2.0, 52.0, 900.0)
    assert [classes.of(v) for v in (1.0, 2.0, 2.5, 52.0, 900.0)] == [0, 0, 1, 1, 2]


def test_a_class_of_one_value_says_that_value():
    assert natural_classes([27.0, 40.0, 27.0], 5).ranges == ((27, 27), (40, 40))
    assert natural_classes([5.0, 6.0, 30.0, 31.0], 2).ranges == ((5, 6), (30, 31))


@given(numbers.map(lambda values: [abs(v) for v in values]), st.integers(2, 7))
def test_every_value_is_counted_once_and_within_its_bounds(values: list[float], k: int):
    classes = natural_classes(values, k)
    assert sum(classes.counts) == len(values)
    assert len(classes.counts) <= k
    for value in values:
        number = classes.of(value)
        assert classes.bounds[number] <= value <= classes.bounds[number + 1]


@given(numbers.map(lambda values: [abs(v) for v in values]), st.integers(2, 7))
def test_what_a_legend_says_of_classes_overlaps_nowhere(values: list[float], k: int):
    ranges = natural_classes(values, k).ranges
    assert all(low <= high for low, high in ranges)
    assert all(one[1] < other[0] for one, other in pairwise(ranges))
    assert {end for ends in ranges for end in ends} <= set(values)


@given(st.lists(st.integers(0, 60), min_size=6, max_size=12), st.integers(2, 4))
def test_no_other_bounds_leave_less_within_the_classes(values: list[int], k: int):
    def within(bounds: tuple[float, ...]) -> float:
        groups = [[v for v in values if low < v <= high] for low, high in pairwise(bounds)]
        return sum(float(np.var(group)) * len(group) for group in groups)

    distinct = sorted(map(float, set(values)))
    assume(len(distinct) > k)
    found = natural_classes([float(v) for v in values], k)
    others = [(-1.0, *inner, distinct[-1]) for inner in combinations(distinct[:-1], k - 1)]
    assert within((-1.0, *found.bounds[1:])) == pytest.approx(min(map(within, others)), abs=1e-9)


@given(numbers)
def test_centred_classes_are_split_at_zero_and_mirror_each_other(values: list[float]):
    classes = centred_classes(values)
    assert 0.0 in classes.bounds
    assert list(classes.bounds) == sorted(classes.bounds)
    assert sum(classes.counts) == len(values)
    below = {-bound for bound in classes.bounds if bound < 0}
    above = {bound for bound in classes.bounds if bound > 0}
    assert below <= above or above <= below
    zero = classes.bounds.index(0.0)
    for value in values:
        assert (classes.of(value) >= zero) == (value > 0) or value == 0
        assert abs(value) <= max(abs(bound) for bound in classes.bounds)


def test_far_classes_without_a_province_are_left_out():
    classes = centred_classes([-1.0, -2.0, 5.0, 40.0, 90.0])
    assert classes.bounds[0] > -90
    assert classes.bounds[-1] == 90


def test_classes_lie_between_given_bounds():
    classes = given_classes([1.0, 50.0, 60.0, 900.0], [50, 100])
    assert classes.bounds == (1.0, 50.0, 100.0, 900.0)
    assert classes.counts == (2, 1, 1)
    assert classes.by_bounds


@pytest.mark.parametrize(
    ("breaks", "match"),
    [
        ([100, 50], "ascend"),
        ([], "one to six"),
        ([float("nan")], "ascend|one to six"),
        ([1.0], "lowest value, 1"),
        ([1000.0], "the highest, 900"),
    ],
)
def test_bounds_that_bound_nothing_are_named(breaks: list[float], match: str):
    with pytest.raises(OptionError, match=match):
        given_classes([1.0, 50.0, 60.0, 900.0], breaks)


def test_wrong_code_is_named():
    with pytest.raises(LabelError, match="'100000' is not the code of a region"):
        checked(pd.Series([1.0], index=["100000"]), load_boundaries())


def test_a_number_is_no_code():
    with pytest.raises(LabelError, match="Codes are text, as '110000'"):
        checked(pd.Series([1.0], index=[110000]), load_boundaries())


def test_code_that_stands_twice_is_named():
    with pytest.raises(LabelError, match="Region 110000 has more than one value"):
        checked(pd.Series([1.0, 2.0], index=["110000", "110000"]), load_boundaries())


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_value_that_is_no_number_is_named(value: float):
    with pytest.raises(TableError, match="value of region 140000 is not a number"):
        checked(pd.Series([1.0, value], index=["110000", "140000"]), load_boundaries())


def test_no_value_at_all_is_an_error():
    with pytest.raises(TableError, match="no value to draw"):
        checked(pd.Series([], dtype=float), load_boundaries())


@pytest.mark.parametrize("k", [1, 8])
def test_number_of_classes_is_limited(k: int):
    with pytest.raises(OptionError, match=f"2 to 7 classes, not {k}"):
        natural_classes([1.0, 2.0], k)


@pytest.mark.parametrize(
    ("given_numbers", "texts"),
    [
        ((42.1, 161.4, 836.0), ["42", "161", "836"]),
        ((-1234.0, 0.0, 1234.0), ["−1,234", "0", "1,234"]),
        ((3.71, 12.6, 67.0), ["3.7", "12.6", "67.0"]),
        ((-6.432, 0.0, 17.59), ["−6.4", "0", "17.6"]),
        ((0.01101, 0.01202), ["0.0110", "0.0120"]),
        ((10.0, 25.0, 50.0), ["10", "25", "50"]),
        ((1000.2, 1000.3), ["1,000.2", "1,000.3"]),
    ],
)
def test_numbers_are_written_with_as_few_decimals_as_tell_them_apart(given_numbers, texts):
    assert written(given_numbers) == texts


@pytest.mark.parametrize(
    ("numbers", "texts"),
    [
        ((0.0, 1.05e-8, 3.3e-7), ["0", "1.05×10⁻⁸", "3.30×10⁻⁷"]),
        ((-2e-9, 2e-9), ["−2.00×10⁻⁹", "2.00×10⁻⁹"]),
        ((1.0, 1.0 + 1e-9), ["1.000000000×10⁰", "1.000000001×10⁰"]),
        ((1e20, 2e20), ["1.00×10²⁰", "2.00×10²⁰"]),
    ],
)
def test_numbers_that_decimals_do_not_tell_apart_are_in_powers_of_ten(numbers, texts):
    assert written(numbers) == texts
