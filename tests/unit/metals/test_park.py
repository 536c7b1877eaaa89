"""The park: a linear programme by hand, its front, its shadow prices, and how gains are shared."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanmai.core.errors import FileError, OptionError
from tanmai.metals.magnesium.industry.parameters import works_parameters
from tanmai.metals.magnesium.industry.park import PLAYERS, park_programme
from tanmai.metals.magnesium.industry.park_result import magnesium_park
from tanmai.metals.park_programme import Activity, Programme, Row, core_test, shapley_shares
from tanmai.metals.statements import INPUT, REPRODUCED

A, B = frozenset("a"), frozenset("ab")
SMALL = Programme(
    [
        Activity("dirty", A, 1.0, 2.0, {"need": 1.0}),
        Activity("clean", A, 4.0, 0.5, {"need": 1.0}),
        Activity("shared", B, 2.0, 1.0, {"need": 1.0, "room": 1.0}),
    ],
    [Row("need", "a", 10.0, True, "t"), Row("room", "b", 3.0, False, "t")],
    ("a", "b"),
)


@pytest.fixture(scope="module")
def park():
    return magnesium_park()


def test_a_programme_by_hand():
    assert SMALL.solve().cost == pytest.approx(10.0)
    cleanest = SMALL.solve(least="carbon")
    assert cleanest.carbon == pytest.approx(5.0)
    limited = SMALL.solve(carbon_limit=17.0)
    assert limited.extents["shared"] == pytest.approx(3.0)
    assert limited.cost == pytest.approx(13.0)
    tight = SMALL.solve(carbon_limit=14.0)
    assert tight.cost == pytest.approx(13.0 + 3 * 3 / 1.5)
    assert tight.carbon_price == pytest.approx(2.0)
    assert SMALL.solve(["a"], carbon_limit=17.0).cost == pytest.approx(16.0)


def test_a_shadow_price_is_the_change_of_the_cost():
    tight = SMALL.solve(carbon_limit=14.0)
    wider = Programme(
        SMALL.activities, [SMALL.rows[0], Row("room", "b", 3.5, False, "t")], ("a", "b")
    )
    change = wider.solve(carbon_limit=14.0).cost - tight.cost
    assert change == pytest.approx(0.5 * tight.prices["room"])


def test_a_park_that_cannot_be_says_which_limit_and_by_how_much():
    with pytest.raises(OptionError, match=r"carbon limit: 2 t CO2"):
        SMALL.solve(carbon_limit=3.0)
    blocked = Programme(
        [Activity("do", A, 1.0, 0.0, {"need": 1.0, "room": 1.0})],
        [Row("need", "a", 10.0, True, "t"), Row("room", "a", 4.0, False, "kWh")],
        ("a",),
    )
    with pytest.raises(OptionError, match=r"room: 6 kWh"):
        blocked.solve()


def test_together_is_never_worse_than_apart(park):
    cost = dict(zip(park.tables["groups"]["group"], park.tables["groups"]["cost"], strict=True))
    named = {frozenset(group.split(", ")): value for group, value in cost.items()}
    for one, other in combinations(named, 2):
        if not one & other:
            assert named[one | other] <= named[one] + named[other] + 1e-6


def test_the_front_falls_and_its_slope_is_the_shadow_price(park):
    front = park.front
    assert len(front) >= 10
    assert (np.diff(front["cost"]) <= 1e-6).all()
    slopes = -np.diff(front["cost"]) / np.diff(front["carbon"])
    assert (np.diff(slopes) <= 1e-6).all()
    programme = park.programme
    for row in front.iloc[1:-1].itertuples():
        near = programme.solve(carbon_limit=row.carbon - 1e-3)
        assert (near.cost - row.cost) / 1e-3 == pytest.approx(row.carbon_price, rel=1e-3)


def test_gains_add_up_and_lie_in_the_core(park):
    apart = sum(one.cost for one in park.alone.values())
    assert park.gains.sum() == pytest.approx(apart - park.plan.cost)
    assert park.core["gain"].min() >= -1e-6


def worth_of(values):
    groups = [frozenset(g) for n in range(1, 4) for g in combinations("abc", n)]
    return dict(zip(groups, values, strict=True))


@given(st.lists(st.floats(0, 100), min_size=7, max_size=7))
@settings(deadline=None, max_examples=40)
def test_shapley_values_add_up(values):
    worth = worth_of(values)
    assert shapley_shares("abc", worth).sum() == pytest.approx(worth[frozenset("abc")], abs=1e-9)


def test_shapley_values_of_known_games():
    """Gloves: a has a left one, b and c a right one each; and a game that treats all alike."""
    worth = worth_of([0, 0, 0, 1, 1, 0, 1])
    shares = shapley_shares("abc", worth)
    assert shares.to_dict() == pytest.approx({"a": 2 / 3, "b": 1 / 6, "c": 1 / 6})
    core = core_test(shares, worth)
    assert core["gain"].min() == pytest.approx(-1 / 6)
    alike = shapley_shares("abc", worth_of([0, 0, 0, 2, 2, 2, 6]))
    assert alike.to_dict() == pytest.approx(dict.fromkeys("abc", 2.0))
    nobody = shapley_shares("abc", worth_of([1, 1, 0, 2, 1, 1, 2]))
    assert nobody["c"] == pytest.approx(0.0)


def test_carbon_in_slag_is_credited_once(park):
    bound = [one.key for one in park.programme.activities if one.carbon < 0 and "slag" in one.key]
    assert bound == ["slag_mineralised"]
    slag = sum(park.plan.extents[key] for key in park.plan.extents.index if key.startswith("slag_"))
    assert slag == pytest.approx(5.5)


def test_the_smelter_alone_by_hand(park):
    alone = park.alone["smelter"]
    power = 964.25 * 0.28 + 1350 * 0.05 + (3857 - 964.25 - 1350) * 0.35
    cost = 3.876 * 1654 + power + 1.15 * (8500 + 450) + 5.5 * 140
    assert alone.cost == pytest.approx(cost)
    carbon = 4.629 + 3.876 * 2.6085 + (3857 - 964.25 - 1350) * 0.5306e-3
    assert alone.carbon == pytest.approx(carbon + 1.15 * (4.0 + 8.5 * 0.5306))


def test_what_is_printed(park):
    found = {one.name_en: one.finding for one in park.statements}
    assert found["CO2 of closed-loop parks below isolated works"] == REPRODUCED
    assert found["power from waste heat in the demand of the works"] == INPUT
    assert found["slag of a tonne of magnesium"] == REPRODUCED


def test_a_limit_of_carbon_is_kept_and_costs(park):
    limited = magnesium_park(10.0).plan
    assert limited.carbon == pytest.approx(10.0)
    assert limited.cost > park.plan.cost
    assert limited.carbon_price > 0


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        (
            '[park]\ngrid_connection = { value = 10, unit = "kWh/t Mg" }\n'
            'waste_heat = { value = 0, low = 0, high = 0, unit = "kWh/t Mg" }',
            OptionError,
            r"least breach is .*kWh",
        ),
        ('[park]\ngas = { value = -1, unit = "tce/t Mg" }', FileError, "below zero"),
        ('[park]\nwaste_heat = { value = 900, unit = "kWh/t Mg" }', FileError, "lies outside"),
    ],
)
def test_parks_of_ones_own_that_cannot_be(tmp_path, text, error, said):
    own = tmp_path / "own.toml"
    own.write_text(text, encoding="utf-8")
    with pytest.raises(error, match=said):
        magnesium_park(config=own)


def test_options_that_cannot_be():
    with pytest.raises(OptionError, match="carbon limit"):
        magnesium_park(-40.0)
    with pytest.raises(OptionError, match="points is 5; give 10"):
        magnesium_park(points=5)
    assert set(park_programme(works_parameters()).players) == set(PLAYERS)
