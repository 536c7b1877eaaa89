import numpy as np
import pandas as pd
import pytest

from tanmai.core.errors import LabelError, OptionError
from tanmai.metals.magnesium.routes.comparison import (
    compare_plants,
    compare_with_published,
    ecological_footprint,
)
from tanmai.metals.magnesium.routes.emissions import Conditions
from tanmai.metals.magnesium.routes.file import magnesium_routes
from tanmai.metals.magnesium.routes.routes import find_route, route_carbon
from tanmai.metals.magnesium.routes.uncertainty import route_draws

BOOK = magnesium_routes()
HERE = Conditions("陕西", 2025)


def test_draws_lie_in_the_ranges_and_centre_near_the_account():
    found = route_draws(BOOK, "pidgeon_vertical_gas", HERE, 4000)
    reductant = found.drawn["use:reductant"]
    assert reductant.between(1.12, 1.18).all()
    assert reductant.max() - reductant.min() > 0.05
    intervals = found.intervals()
    assert intervals.loc["cradle", "mean"] == pytest.approx(found.central.cradle_to_gate, rel=0.02)
    assert (intervals["low"] <= intervals["mean"]).all()
    assert (intervals["mean"] <= intervals["high"]).all()
    assert intervals["median"].between(intervals["low"], intervals["high"]).all()
    np.testing.assert_allclose(found.by_kind.sum(axis=1), found.cradle_to_gate)


def test_a_triangular_draw_has_the_mean_of_its_triangle():
    drawn = route_draws(BOOK, "pidgeon_vertical_gas", HERE, 20000).drawn["use:power"]
    assert drawn.mean() == pytest.approx((3000 + 3857 + 5000) / 3, rel=0.005)


def test_the_same_seed_gives_the_same_draws_and_another_does_not():
    first, again, other = (
        route_draws(BOOK, "electrolytic", HERE, 50, seed).by_kind for seed in (1, 1, 2)
    )
    pd.testing.assert_frame_equal(first, again)
    assert not np.allclose(first["power"], other["power"])


def test_routes_share_the_draws_of_what_they_have_in_common():
    coal, gas = (
        route_draws(BOOK, key, HERE, 100)
        for key in ("pidgeon_vertical_coal", "pidgeon_vertical_gas")
    )
    np.testing.assert_array_equal(coal.by_kind["reductant"], gas.by_kind["reductant"])


def test_the_grid_is_drawn_once_for_works_and_reductant():
    drawn = route_draws(BOOK, "pidgeon_horizontal", HERE, 500)
    power = drawn.by_kind["power"] / drawn.drawn["use:power"] * 1000
    np.testing.assert_allclose(power, drawn.drawn["grid"])
    factor = drawn.drawn["factor:ferrosilicon"] + (
        drawn.drawn["factor:ferrosilicon_power"] / 1000 * drawn.drawn["grid"]
    )
    np.testing.assert_allclose(drawn.by_kind["reductant"], factor * drawn.drawn["use:reductant"])


def test_what_matters_names_numbers_of_the_route_alone():
    found = route_draws(BOOK, "pidgeon_vertical_gas", HERE, 1000).what_matters()
    assert found.index[0] == "factor:semi_coke_gas_tce"
    assert "factor:coal_tce" not in found.index
    assert found.abs().is_monotonic_decreasing
    assert found.abs().max() <= 1


def test_too_few_draws_and_an_impossible_level_are_refused():
    with pytest.raises(OptionError, match="give 2 or more"):
        route_draws(BOOK, "electrolytic", HERE, 1)
    with pytest.raises(OptionError, match="level lies between 0 and 1"):
        route_draws(BOOK, "electrolytic", HERE, 10).intervals(1.0)


# --- beside what is published --------------------------------------------------------------


def test_every_published_footprint_stands_beside_ours():
    found = compare_with_published(BOOK, draws=200)
    assert list(found.index) == [figure.key for figure in BOOK.published]
    np.testing.assert_allclose(found["difference"], found["ours"] - found["published"])
    assert not found.isna().any().any()
    assert (found[["finding_en", "finding_zh"]] != "").all().all()
    assert list(found.index[found["withdrawn"]]) == ["huang2023"]
    whole = route_carbon(BOOK, "pidgeon_vertical_coal", Conditions("山西", 2025))
    assert found.loc["S03", "ours"] == pytest.approx(whole.cradle_to_gate)
    assert found.loc["S01", "ours"] == pytest.approx(whole.gate_to_gate)
    assert found.loc["S02", "ours"] == pytest.approx(whole.indirect)


def test_ranges_meet_where_they_overlap():
    found = compare_with_published(BOOK, draws=200)
    apart = (found["ours_low"] > found["published_high"]) | (
        found["ours_high"] < found["published_low"]
    )
    assert (found["ranges_meet"] == ~apart).all()
    assert found["ranges_meet"].nunique() == 2


def test_findings_about_the_electrolytic_plant_hold():
    """The printed indirect emission is the national factor without any green power."""
    at_mean = route_carbon(BOOK, "electrolytic", Conditions(None, 2023))
    green = route_carbon(BOOK, "electrolytic_green_power", Conditions(None, 2023))
    assert at_mean.indirect == pytest.approx(6.5, abs=0.05)
    assert green.indirect == pytest.approx(0.85, abs=0.005)


def test_findings_about_the_vertical_retort_hold():
    central = route_carbon(BOOK, "pidgeon_vertical_coal", Conditions("山西", 2025))
    coal = next(factor.value for factor in BOOK.factors if factor.key == "coal_tce")
    needed = (21.3 - central.by_kind["calcination"]) / coal
    assert needed == pytest.approx(6.4, abs=0.05)
    left = (9.8 - 1.15 * 5.2) / central.grid.value * 1000
    assert left == pytest.approx(5800, rel=0.01)
    horizontal = route_carbon(BOOK, "pidgeon_horizontal", Conditions("山西", 2025))
    assert horizontal.cradle_to_gate - central.cradle_to_gate == pytest.approx(4.4, abs=0.05)


def test_plants_side_by_side_with_their_classes():
    found = compare_plants(BOOK)
    assert found["class"].to_dict() == {
        "wenxi": "III",
        "wenxi_horizontal": "III",
        "fugu_shenmu": "III",
        "closed_loop_parks": "III",
        "isolated_plants": "III",
        "qinghai_electrolytic": "I",
    }
    np.testing.assert_allclose(found["ours_cradle"], found["ours_gate"] + found["ours_indirect"])
    both = found[found["direct"].notna()]
    np.testing.assert_allclose(
        (both["direct"] + both["indirect"]).astype(float), both["total"], atol=1e-9
    )


def test_the_ecological_footprint_of_the_published_plant_is_returned_by_its_own_carbon():
    result = route_carbon(BOOK, "pidgeon_vertical_coal", HERE)
    found = ecological_footprint(BOOK, result)
    assert found["published"].sum() == pytest.approx(4.8)
    assert found.loc["not_stated", "published"] == pytest.approx(0.03 * 4.8)
    assert found.loc["energy", "ours"] == pytest.approx(
        0.76 * 4.8 * result.cradle_to_gate / 31.1, rel=1e-12
    )
    same = found.drop("energy")
    assert (same["ours"] == same["published"]).all()


def test_a_technology_without_ecological_footprint_is_named():
    other = find_route(BOOK, "electrolytic").model_copy(update={"technology": "carbothermic"})
    result = route_carbon(
        BOOK.model_copy(update={"routes": (other,)}), "electrolytic", Conditions("青海", 2025)
    )
    with pytest.raises(LabelError, match="technology 'carbothermic'"):
        ecological_footprint(BOOK, result)
