from itertools import combinations

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from tanmai.core.errors import OptionError
from tanmai.draw.maps.palette import (
    PALE,
    STRONG,
    diverging_colours,
    lightness,
    named_colours,
    sequential_colours,
)


def test_lightness_is_that_of_the_standard():
    assert lightness("#ffffff") == pytest.approx(100.0, abs=0.01)
    assert lightness("#000000") == 0.0
    assert lightness("#777777") == pytest.approx(50.03, abs=0.05)
    assert lightness("#ff0000") == pytest.approx(53.24, abs=0.05)


@pytest.mark.parametrize("count", [2, 3, 4, 5, 6, 7])
def test_higher_classes_are_darker_in_grey_too(count: int):
    found = [lightness(colour) for colour in sequential_colours(count)]
    assert all(np.diff(found) < -7)


@pytest.mark.parametrize(("steps", "apart"), [(STRONG, 6.0), (PALE, 5.0)])
def test_signs_are_told_apart_in_grey(steps, apart: float):
    colours = diverging_colours(len(steps[0]), len(steps[1]), steps)
    found = [lightness(colour) for colour in colours]
    assert min(abs(a - b) for a, b in combinations(found, 2)) > apart
    below, above = found[: len(steps[0])], found[len(steps[0]) :]
    assert below == sorted(below)  # darker away from zero
    assert above == sorted(above, reverse=True)


def test_blue_is_below_zero_and_brown_above():
    for colour in diverging_colours(3, 0):
        red, _, blue = to_rgb(colour)
        assert blue > red
    for colour in diverging_colours(0, 3):
        red, _, blue = to_rgb(colour)
        assert red > blue


def test_a_side_with_fewer_classes_takes_the_colours_next_to_zero():
    assert diverging_colours(1, 2) == diverging_colours(3, 3)[2:5]


def test_colours_are_those_that_a_user_names():
    assert named_colours("white, #ff0000", 2) == ["#ffffff", "#ff0000"]
    assert len(set(named_colours("batlow", 5))) == 5


@pytest.mark.parametrize(
    ("colours", "match"),
    [("whitish,red", "'whitish' is not a colour"), ("white,red", "3 classes and 2")],
)
def test_colours_that_cannot_be_used_are_named(colours: str, match: str):
    with pytest.raises(OptionError, match=match):
        named_colours(colours, 3)
