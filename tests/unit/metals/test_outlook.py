"""Scenarios of the magnesium industry: capacity is conserved, and what is given comes out."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from tanmai.core.errors import FileError, LabelError, OptionError
from tanmai.metals.magnesium.industry.cost import CARBON_PRICE, CostModel
from tanmai.metals.magnesium.industry.draws import Draws
from tanmai.metals.magnesium.industry.outlook import run_outlook
from tanmai.metals.magnesium.industry.outlook_cohorts import CapacityInputs, capacity_path
from tanmai.metals.magnesium.industry.outlook_cost import costs_by_items
from tanmai.metals.magnesium.industry.outlook_result import magnesium_outlook
from tanmai.metals.magnesium.industry.outlook_scenario import scenario_parameters
from tanmai.metals.magnesium.industry.parameters import works_parameters

YEARS = (2025, 2026, 2027, 2028)


def inputs(target=(100.0, 100.0, 110.0, 90.0), share=(0.2, 0.3, 0.5, 0.6), **changes):
    """Two provinces and three routes: an old one, one to convert to, and one built by itself."""
    start = np.array([[60.0, 15.0, 0.0], [20.0, 0.0, 5.0]])
    mix = np.zeros((4, 1, 3))
    mix[..., 1] = 1.0
    given = {
        "years": YEARS,
        "provinces": ("A", "B"),
        "routes": ("old", "new", "electric"),
        "start": start,
        "vintages": {2000: 0.5, 2015: 0.5},
        "new": np.array([False, False, True]),
        "life": np.array([20.0]),
        "spread": np.array([5.0]),
        "target": np.array(target)[:, None],
        "low_carbon": np.array([False, True, True]),
        "share": np.array(share)[:, None],
        "mix": mix,
        "built_low_carbon": np.array([0.4]),
        "conventional": np.array([[1.0, 0.0, 0.0], [0.5, 0.0, 0.0]]),
        "electrolysis": np.zeros((4, 1, 2, 3)),
        "beyond_class": np.zeros((4, 1, 2, 3), bool),
    }
    return CapacityInputs(**{**given, **changes})


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.floats(50.0, 200.0), min_size=3, max_size=3),
    st.lists(st.floats(0.0, 0.95), min_size=3, max_size=3),
    st.floats(5.0, 40.0),
    st.floats(0.0, 3.0),
)
def test_capacity_is_conserved_by_name(target, share, life, electric):
    built = np.zeros((4, 1, 2, 3))
    built[1:, 0, 1, 2] = electric
    path = capacity_path(
        inputs((100.0, *target), (0.2, *share), life=np.array([life]), electrolysis=built)
    )
    assert path.gap < 1e-12
    stock = path.stock.values
    np.testing.assert_allclose(stock[1:].sum(axis=(1, 2, 3)), target, rtol=1e-9)
    low = stock[1:, ..., 1:].sum(axis=(1, 2, 3)) / stock[1:].sum(axis=(1, 2, 3))
    assert (low >= np.array(share) - 1e-9).all()
    assert path.cohorts.min() >= -1e-9
    np.testing.assert_allclose(path.cohorts.sum(axis=3), stock[-1])


def test_lines_die_as_their_lives_say():
    """A line built at the start of 2005 is 21 years old at the end of 2025."""
    alone = inputs((100.0,) * 4, (0.0,) * 4, vintages={2005: 1.0})
    died = capacity_path(alone).flows["retired"].values[1, 0, 0, 0]
    before, after = (1.0 - norm.cdf(age, 20.0, 5.0) for age in (21, 22))
    assert died / 60.0 == pytest.approx(1.0 - after / before)


def test_the_class_limit_closes_and_the_oldest_go_first():
    beyond = np.zeros((4, 1, 2, 3), bool)
    beyond[2:, 0, 1, 0] = True
    path = capacity_path(inputs((100.0, 100.0, 50.0, 50.0), (0.0,) * 4, beyond_class=beyond))
    assert path.stock.values[2, 0, 1, 0] == 0.0
    shrunk = capacity_path(inputs((100.0, 60.0, 60.0, 60.0), (0.0,) * 4, life=np.array([200.0])))
    of_2000 = path.building_years.index(2000)
    assert shrunk.cohorts[..., of_2000].sum() == pytest.approx(47.5 - 40.0, abs=0.01)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"named": {(2026, "B", "old"): 25.0}}, r"closes 25 t/a of old in B in 2026, .* more than"),
        ({"life": np.array([-3.0])}, "A line lives -3 years"),
        ({"share": np.full((4, 1), 1.2)}, "converts more conventional retorts in 2026 than"),
    ],
)
def test_more_than_there_is_is_refused(changes, said):
    with pytest.raises(OptionError, match=said):
        capacity_path(inputs(**changes))


@pytest.fixture(scope="module")
def baseline():
    return run_outlook("baseline", scenario_parameters("baseline"))


def test_the_base_year_is_what_is_published(baseline):
    found = {name: values[:, 0] for name, values in baseline.indicators.items()}
    assert found["capacity_t"][0] == pytest.approx(158e4)
    assert found["output_t"][0] == pytest.approx(1_042_200.0)
    assert found["capacity_t"][-1] == pytest.approx(158e4 * 1.021**4)
    assert found["low_carbon_share"][0] == pytest.approx(0.31, abs=0.001)
    shaanxi = baseline.output[0, 0, baseline.provinces.index("610000")].sum()
    assert shaanxi == pytest.approx(685_200.0)
    cars = baseline.demand["electric_cars"][:, 0]
    assert cars[[0, -1]] == pytest.approx([35_840.0, 120_000.0])


def test_a_scenario_equal_to_the_base_gives_the_base(baseline, tmp_path):
    path = tmp_path / "same.toml"
    path.write_text('title_en = "Same"\n[grid]\ndecline = { value = 2.4, unit = "%" }\n', "utf-8")
    same = run_outlook("same", scenario_parameters(str(path)))
    np.testing.assert_array_equal(same.output, baseline.output)
    for name, values in baseline.indicators.items():
        np.testing.assert_array_equal(same.indicators[name], values)


def test_all_scenarios_start_alike_and_part_after(baseline):
    for key in ("policy", "technology", "international", "summary"):
        other = run_outlook(key, scenario_parameters(key))
        np.testing.assert_allclose(other.output[0], baseline.output[0])
        np.testing.assert_allclose(other.intensity.total[0], baseline.intensity.total[0])
        carbon = [one.indicators["carbon_t_per_t"][-1, 0] for one in (other, baseline)]
        assert carbon[0] < carbon[1]


def test_draws_lie_in_their_ranges_and_are_common():
    policy, base = (Draws(scenario_parameters(key), 500) for key in ("policy", "baseline"))
    drawn = policy.of("low_carbon.share_2030", "share")
    assert 0.45 <= drawn.min() < drawn.max() <= 0.60
    assert drawn.mean() == pytest.approx((0.45 + 0.52 + 0.60) / 3, abs=0.003)
    np.testing.assert_array_equal(
        policy.of("demand.other_growth", "share"), base.of("demand.other_growth", "share")
    )
    with pytest.raises(OptionError, match="draws is -1; give 0"):
        Draws(base.parameters, -1)


def test_the_values_lie_within_the_fan():
    result = magnesium_outlook(["policy"], draws=200)
    fan = result.tables["fans"].set_index(["scenario", "year", "indicator"])
    for key, one in result.runs.items():
        value = one.indicators["carbon_MtCO2"][-1, 0]
        assert fan.loc[(key, 2030, "carbon_MtCO2"), "q5"] < value
        assert value < fan.loc[(key, 2030, "carbon_MtCO2"), "q95"]
    assert all(check.passed for check in result.checks)


def test_the_same_outlook_is_written_to_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        magnesium_outlook(["policy"], draws=20).write(tmp_path / name, pictures=False)
    for file in sorted((tmp_path / "a").rglob("*")):
        if file.is_file():
            other = tmp_path / "b" / file.relative_to(tmp_path / "a")
            assert file.read_bytes() == other.read_bytes(), file.name


@pytest.mark.parametrize(
    ("written", "error", "said"),
    [
        ('[capacity]\nlifetime = { value = -5, unit = "a" }', FileError, "capacity.lifetime"),
        (
            '[retirement.one]\nprovince = "Shaanxi"\nroute = "pidgeon_horizontal"\n'
            'year = { value = 2027, unit = "a" }\ncapacity = { value = 30, unit = "10^4 t" }',
            OptionError,
            "closes 300,000 t/a of pidgeon_horizontal in 610000 in 2027",
        ),
        (
            '[retirement.one]\nprovince = "Hainan"\nroute = "pidgeon_horizontal"\n'
            'year = { value = 2027, unit = "a" }\ncapacity = { value = 1, unit = "t" }',
            LabelError,
            "there is no province '460000' in the scenario",
        ),
        (
            '[retirement.one]\nprovince = "Shaanxi"\nroute = "pidgeon_horizontal"\n'
            'year = { value = 2024, unit = "a" }\ncapacity = { value = 1, unit = "t" }',
            OptionError,
            "2024 is not a year of the outlook; give 2026 to 2030",
        ),
        (
            '[provinces.610000.routes]\nclosed_loop_park = { value = 0.5, unit = "share" }',
            FileError,
            "provinces.610000.routes: the shares sum to 1.29",
        ),
        (
            '[demand]\nexports = { value = 110, unit = "10^4 t" }',
            OptionError,
            "Electric cars and exports take 1,135,840 t, more than",
        ),
        ("[capacities]\nstart = 1", LabelError, "there is no 'capacities'"),
    ],
)
def test_bad_scenarios_are_refused_with_their_place(tmp_path, written, error, said):
    path = tmp_path / "own.toml"
    path.write_text(written, encoding="utf-8")
    with pytest.raises(error, match=said):
        run_outlook("own", scenario_parameters(str(path)))


def test_what_is_asked_wrongly_is_refused(baseline):
    with pytest.raises(OptionError, match="does not lie after its base year 2025"):
        run_outlook("baseline", baseline.parameters, until=2025)
    with pytest.raises(LabelError, match=r"'polcy' is neither .* Did you mean 'policy'"):
        magnesium_outlook(["polcy"])
    with pytest.raises(OptionError, match="number of draws is 1; give 2"):
        magnesium_outlook(draws=1)


def test_printed_costs_stand_beside_the_items_of_the_cost_model(baseline):
    costs = costs_by_items(baseline.parameters, baseline.routes)
    model = CostModel(works_parameters())
    alone = {CARBON_PRICE: 0.0}
    assert costs.loc["closed_loop_park", "by_items"] == pytest.approx(
        float(model.cost("closed_loop", alone))
    )
    parts = costs.drop(columns=["by_items", "printed", "difference"]).sum(axis=1)
    assert parts.to_numpy() == pytest.approx(costs["by_items"].to_numpy())
    # half of 3857 kWh at 0.28 in the place of 0.35, and 0.6e8 CNY per 10 kt of capital
    green, coal = (costs.loc[f"pidgeon_{name}"] for name in ("green_power", "vertical_coal"))
    assert green["power"] - coal["power"] == pytest.approx(-0.5 * 3857 * 0.07)
    assert green["capital"] / coal["capital"] == pytest.approx(2.0 / 1.4)
    dearer = costs.loc["pidgeon_low_carbon_ferrosilicon", "reductant"]
    assert dearer == pytest.approx(1.12 * coal["reductant"])
    of_china = baseline.indicators["cost_by_items_CNY_per_t"][0, 0]
    made = baseline.output[0, 0].sum(axis=0)
    assert of_china == pytest.approx(made @ costs["by_items"].to_numpy() / made.sum())
