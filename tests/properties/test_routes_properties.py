"""Laws of a route's carbon that hold for any amounts, factors and places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanmai.core.labels import mainland_provinces
from tanmai.metals.magnesium.routes.emissions import Conditions, emissions, parameters
from tanmai.metals.magnesium.routes.file import magnesium_routes
from tanmai.metals.magnesium.routes.grid_factors import grid_factor
from tanmai.metals.magnesium.routes.routes import KINDS, find_route, route_carbon

BOOK = magnesium_routes()
ROUTES = st.sampled_from([route.key for route in BOOK.routes])
PROVINCES = st.sampled_from([None, *(region.code for region in mainland_provinces())])
# The years that the published factors may stand in for.
YEARS = st.integers(2010, 2028)
SHARES = st.floats(0, 1)


@given(ROUTES, PROVINCES, YEARS, SHARES)
def test_stages_and_kinds_sum_to_both_scopes(key, province, year, share):
    found = route_carbon(BOOK, key, Conditions(province, year, green_share=share))
    total = found.parts.to_numpy().sum()
    assert found.cradle_to_gate == pytest.approx(total, rel=1e-12)
    assert found.by_stage.sum() == pytest.approx(total, rel=1e-12)
    assert 0 <= found.gate_to_gate <= found.cradle_to_gate
    assert (found.parts >= 0).all().all()


@given(ROUTES, PROVINCES, YEARS, SHARES, SHARES)
def test_more_green_power_never_adds_carbon_and_never_moves_the_gate(key, province, year, a, b):
    less, more = sorted((a, b))
    first, second = (
        route_carbon(BOOK, key, Conditions(province, year, green_share=share))
        for share in (less, more)
    )
    assert second.cradle_to_gate <= first.cradle_to_gate + 1e-12
    assert second.gate_to_gate == first.gate_to_gate


@given(ROUTES, YEARS, PROVINCES, PROVINCES)
def test_the_gate_is_the_same_wherever_and_the_cradle_follows_the_grid(key, year, one, other):
    first, second = (route_carbon(BOOK, key, Conditions(place, year)) for place in (one, other))
    assert first.gate_to_gate == second.gate_to_gate
    if first.grid.value <= second.grid.value:
        assert first.cradle_to_gate <= second.cradle_to_gate + 1e-12


@given(ROUTES, PROVINCES, YEARS, st.floats(0.1, 10))
def test_carbon_is_homogeneous_in_what_a_tonne_takes(key, province, year, scale):
    """A tonne that takes all inputs ``scale`` times emits ``scale`` times as much."""
    route = find_route(BOOK, key)
    values = {
        name: value
        for name, (_, value, _) in parameters(BOOK, route, Conditions(province, year)).items()
    }
    scaled = {
        name: value * scale if name.startswith("use:") else value for name, value in values.items()
    }
    first, second = emissions(BOOK, route, values), emissions(BOOK, route, scaled)
    for cell, value in first.items():
        assert second[cell] == pytest.approx(scale * value, rel=1e-9, abs=1e-12)
        assert cell[1] in (*KINDS, "bound")


@given(PROVINCES, YEARS)
def test_a_grid_factor_lies_in_its_range_and_says_when_it_is_another(province, year):
    found = grid_factor(province, year)
    assert 0 < found.low <= found.value <= found.high
    if found.year != year:
        assert found.note
