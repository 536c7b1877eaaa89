"""Grids, draws, shares of the variance and ranges of a made-up metal."""

import numpy as np
import pandas as pd
import pytest

from made_up_metals import CLOSED, HEAD, metal, use
from tanmai.core.errors import OptionError
from tanmai.metals.stocks import load_metal
from tanmai.metals.stocks.definition import Uncertain
from tanmai.metals.stocks.exploration import (
    crossing_grid,
    draw_metal,
    levers,
    range_where,
    sobol_shares,
)
from tanmai.metals.stocks.system import solve_metal, solve_scenarios

SHORT = HEAD.replace("last_year = 2100", "last_year = 2050").replace("1950", "1990")


def ranged(lever: str, low: float, high: float) -> Uncertain:
    return Uncertain(lever=lever, low=low, high=high, source="made_up")


@pytest.fixture
def gadgets(tmp_path):
    return metal(tmp_path, use(), CLOSED, head=SHORT)


def test_more_recovery_brings_the_crossing_nearer(gadgets):
    grid = crossing_grid(gadgets, recoveries=(0.0, 0.5, 0.51, 1.0), demands=(0.5, 1.0))
    # with a constant demand scrap equals need: more than half is recovered from the next year on
    assert grid.loc[1.0].tolist() == [pd.NA, pd.NA, 2021, 2021]
    assert grid.loc[0.5, 0.5] == 2021  # scrap of larger cohorts than those that enter


def test_draws_are_repeatable_and_move_what_their_levers_move(gadgets):
    ranges = [ranged("recovery", 0.2, 0.8)]
    one, other = (draw_metal(gadgets, 50, ranges, seed=3) for _ in range(2))
    pd.testing.assert_frame_equal(one.outcomes, other.outcomes)
    assert np.ptp(one.outcomes["stock_2050_t"]) == 0
    expected = 0.5 * one.values["recovery"]  # half of the scrap is collected
    assert one.outcomes["secondary_share_2050"].to_numpy() == pytest.approx(expected.to_numpy())
    course = one.intervals().set_index(["what", "year"]).loc["secondary_share"]
    assert (course["low"] <= course["median"]).all()
    assert course.loc[2020, "low"] == pytest.approx(course.loc[2020, "high"])


def test_scenarios_solved_side_by_side_are_those_solved_alone():
    """Two blocks of lithium, of which the uses are given as stocks."""
    definition = load_metal("li-china")
    several = [levers(lifetime=0.8 + 0.02 * n, demand=1.0 + 0.01 * n) for n in range(20)]
    for system in solve_scenarios(definition, several):
        alone = solve_metal(definition, system.scenario)
        for name in ("inflow", "outflow", "stock"):
            together, own = getattr(system.uses, name), getattr(alone.uses, name)
            assert together == pytest.approx(own, rel=1e-12, abs=1e-9)


def test_the_variance_belongs_to_the_lever_that_causes_it(gadgets):
    ranges = [ranged("recovery", 0.2, 0.8), ranged("reserves", 0.5, 2.0)]
    shares = sobol_shares(gadgets, 256, ranges).set_index(["outcome", "lever"])
    share = shares.loc["secondary_share_2050"]
    assert share.loc["recovery", "first_order"] == pytest.approx(1.0, abs=0.1)
    assert share.loc["reserves", "total"] == pytest.approx(0.0, abs=1e-12)
    assert shares.loc["stock_2050_t"].to_numpy() == pytest.approx(np.zeros((2, 4)))


def test_a_product_of_two_levers_shares_its_variance_as_the_formula_has_it(gadgets):
    """x y on [a, b] each: S = V(x) E(y)^2 / V(xy), the same for both (Saltelli et al. 2008)."""
    ranges = [ranged("collection", 0.0, 1.0), ranged("recovery", 0.0, 1.0)]
    shares = sobol_shares(gadgets, 2048, ranges).set_index(["outcome", "lever"])
    share = shares.loc["secondary_share_2050"]
    variance = 1 / 9 - 1 / 16
    assert share["first_order"].to_numpy() == pytest.approx((1 / 12 / 4) / variance, abs=0.06)
    assert share["total"].to_numpy() == pytest.approx((1 / 12 / 3) / variance, abs=0.06)


def test_the_range_of_a_number_for_which_something_holds():
    assert range_where(lambda value: 0.3 < value < 0.61, 0.0, 1.0) == pytest.approx((0.3, 0.61))
    assert range_where(lambda value: value >= 0.5, 0.0, 1.0) == pytest.approx((0.5, 1.0))
    assert range_where(lambda value: value > 2, 0.0, 1.0) is None


def test_wrong_requests_are_refused(gadgets):
    with pytest.raises(OptionError, match=r"'price' is not a lever.* Known: demand"):
        levers(price=2.0)
    with pytest.raises(OptionError, match="no range to draw from"):
        draw_metal(gadgets, 10)
    with pytest.raises(OptionError, match="number of draws is 1; give 2"):
        draw_metal(gadgets, 1, [ranged("demand", 0.5, 2.0)])
