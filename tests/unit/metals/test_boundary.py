"""The boundary: carbon and cost by hand, the nearest point, the cheapest way, volumes."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanmai.core.errors import FileError, OptionError, UnitError
from tanmai.metals.feasible_region import nearest_point, share_inside
from tanmai.metals.magnesium.industry.boundary import READINGS, VARIABLES, Boundary
from tanmai.metals.magnesium.industry.boundary_result import magnesium_boundary
from tanmai.metals.magnesium.industry.boundary_search import (
    cheapest_way,
    reductant_ceiling,
    reductant_steps,
)
from tanmai.metals.magnesium.industry.parameters import works_parameters
from tanmai.metals.statements import INCONSISTENT, REPRODUCED

PARAMETERS = works_parameters()
BOUNDARY = Boundary(PARAMETERS)
UNIT_BOX = {"x": (0.0, 1.0), "y": (0.0, 1.0)}


@pytest.fixture(scope="module")
def result():
    return magnesium_boundary(draws=2000)


def test_carbon_and_cost_by_hand():
    point = BOUNDARY.works["printed"]
    tce = 29.3076
    heat = 4.026 * 2.6085 + (30 - 37.5) / tce * 2.6085
    carbon = 4.629 + heat + 1.15 * 1.8 + 3.857 * 0.5306 * 0.55
    assert BOUNDARY.carbon(point) == pytest.approx(carbon)
    capital = 6000 * 0.11682954 / 0.763
    gap = 3857 * 0.45 * (0.28 - 0.35) + 1.15 * 8150 * 0.15 + 1654 / tce * (30 - 37.5) + capital
    assert BOUNDARY.cost_gap(point) == pytest.approx(gap - 75 * (29.6 - carbon))


def test_the_printed_direct_emission_alone_is_above_the_limit():
    printed = Boundary(PARAMETERS, "printed")
    best = {**printed.values, "green_share": 1.0, "reductant_factor": 0.0, "reduction_heat": 28.0}
    assert printed.carbon(best) > printed.limit
    assert magnesium_boundary("printed", 100).works["distance"].isna().all()


def test_findings(result):
    found = {one.name_en: one.finding for one in result.statements}
    assert found["CO2 at the printed boundary, heat of the whole works"] == REPRODUCED
    assert found["CO2 at the printed boundary, printed direct emission"] == INCONSISTENT
    assert found["least carbon of a reductant within the price ceiling"] == INCONSISTENT
    assert found["ceiling of the price of the reductant"] == REPRODUCED


def test_at_the_ceiling_of_the_reductant_costs_are_equal():
    ceiling = reductant_ceiling(BOUNDARY, capital=True)
    assert BOUNDARY.cost_gap({**BOUNDARY.values, "reductant_price": ceiling}) == pytest.approx(0)


def test_the_nearest_point_lies_on_the_boundary(result):
    outside = result.works[~result.works["inside"]]
    assert len(outside)
    for _, row in outside.iterrows():
        point = {name: float(row[f"nearest_{name}"]) for name in VARIABLES}
        carbon, cost = BOUNDARY.margins(point)
        assert min(carbon / 18, cost / 1000) == pytest.approx(0, abs=1e-6)
        assert max(carbon, cost) >= -1e-6


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
@settings(deadline=None, max_examples=15)
def test_the_nearest_point_of_a_half_space(x, y):
    """Of x + y >= 1.5 in the unit square."""
    start = {"x": x, "y": y}
    found = nearest_point(lambda p: [p["x"] + p["y"] - 1.5], UNIT_BOX, start)
    if x + y >= 1.5:
        assert found.distance == pytest.approx(0, abs=1e-5)
    elif abs(x - y) <= 0.5:
        assert found.distance == pytest.approx((1.5 - x - y) / np.sqrt(2), abs=1e-4)


def test_a_region_that_there_is_not():
    assert nearest_point(lambda p: [p["x"] - 2.0], UNIT_BOX, {"x": 0.5, "y": 0.5}) is None


@pytest.mark.parametrize(
    ("margins", "volume"),
    [
        (lambda p: [p["x"] - 0.2, 0.7 - p["x"], p["y"] - 0.5], 0.25),
        (lambda p: [1 - p["x"] - p["y"]], 0.5),
        (lambda p: [0.5 - p["x"] - p["y"]], 0.125),
        (lambda p: [p["x"] + 1], 1.0),
        (lambda p: [p["x"] - 2], 0.0),
    ],
)
def test_volumes_of_a_box_and_of_half_spaces(margins, volume):
    found = share_inside(margins, UNIT_BOX, 40_000)
    assert abs(found.share - volume) <= 4 * found.error
    assert found.error == pytest.approx(np.sqrt(volume * (1 - volume) / 40_000), abs=2e-4)


def test_the_cheapest_way_keeps_the_limit_and_nothing_is_cheaper():
    start = BOUNDARY.works["mean_2025"]
    way = cheapest_way(BOUNDARY, start)
    assert way["carbon_t_per_t"] <= BOUNDARY.limit + 1e-9
    b, ranges = BOUNDARY.base, BOUNDARY.ranges
    steps = reductant_steps(PARAMETERS)
    per_gj = BOUNDARY.capital / (b["reduction_heat"] - 28) - b["fuel_price"]
    for green, heat, factor in product(np.linspace(0, 1, 11), repeat=3):
        share = start["green_share"] + green * (1 - start["green_share"])
        saved = heat * (start["reduction_heat"] - ranges["reduction_heat"][0])
        low = factor * sum(length for length, _ in steps)
        point = {
            **start,
            "green_share": share,
            "reduction_heat": start["reduction_heat"] - saved,
            "reductant_factor": start["reductant_factor"] - low,
        }
        if BOUNDARY.carbon(point) > BOUNDARY.limit:
            continue
        cost = b["power"] * (share - start["green_share"]) * (start["green_price"] - 0.35)
        cost += per_gj * saved
        for length, price in steps:
            cost += b["ferrosilicon"] * b["ferrosilicon_price"] * price * min(length, low)
            low -= min(length, low)
        assert cost >= way["cost_CNY_per_t"] - 1e-6


def test_steps_of_the_reductant_grow_dearer():
    steps = reductant_steps(PARAMETERS)
    assert sum(length for length, _ in steps) == pytest.approx(3.2 - 1.3)
    assert [price for _, price in steps] == sorted(price for _, price in steps)


def test_both_limits_hold_less_than_one(result):
    table = result.shares.pivot_table(index="reading", columns="within", values="share")
    assert (table["both"] <= table[["carbon", "cost"]].min(axis=1)).all()
    assert set(table.index) == set(READINGS)


def test_works_of_ones_own(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text(
        '[boundary.works.mine]\nlike = "mean_2025"\nname_en = "Mine"\n'
        'green_share = { value = 95, unit = "%" }\n'
        'reductant_factor = { value = 1.3, unit = "t CO2/t FeSi" }',
        encoding="utf-8",
    )
    works = magnesium_boundary(draws=100, config=own).works
    assert works.loc["mine", "inside"]
    assert works.loc["mine", "distance"] == 0


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        (
            "[boundary.variables]\ngreen_share = { value = 0.4, low = 0.4, high = 0.4, "
            'unit = "share" }',
            FileError,
            "boundary.variables.green_share has no range",
        ),
        (
            '[boundary.works.mean_2025]\ngreen_share = { value = 1.4, unit = "share" }',
            FileError,
            "must lie from 0 to 1",
        ),
        (
            '[boundary.base]\npower = { value = 14, unit = "GJ/t Mg" }',
            UnitError,
            "give kWh/t Mg",
        ),
    ],
)
def test_bad_files(tmp_path, text, error, said):
    own = tmp_path / "own.toml"
    own.write_text(text, encoding="utf-8")
    with pytest.raises(error, match=said):
        magnesium_boundary(draws=100, config=own)


def test_options_that_cannot_be():
    with pytest.raises(OptionError, match="Did you mean 'printed'"):
        magnesium_boundary("print")
    with pytest.raises(OptionError, match="draws is 5; give 100"):
        magnesium_boundary(draws=5)
