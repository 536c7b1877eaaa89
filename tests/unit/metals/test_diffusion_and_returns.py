"""Bass and logistic curves against closed forms, and returns against what they must obey."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from tanmai.core.errors import FileError, OptionError
from tanmai.metals.magnesium.industry.conversion import (
    adopted,
    conversion_returns,
    diffusion_paths,
)
from tanmai.metals.magnesium.industry.diffusion import Bass, Logistic, fit_bass
from tanmai.metals.magnesium.industry.market_series import read_adoption
from tanmai.metals.magnesium.industry.outlook import run_outlook
from tanmai.metals.magnesium.industry.outlook_scenario import scenario_parameters
from tanmai.metals.magnesium.industry.returns import (
    Loan,
    capital_recovery,
    discounted_payback,
    equity_flows,
    internal_rates,
    levelised_cost,
    net_present_value,
    project_flows,
    rates_in_words,
)


@settings(deadline=None, max_examples=20)
@given(st.floats(0.001, 0.1), st.floats(0.0, 0.8))
def test_the_bass_curve_solves_its_equation(p, q):
    """dF/dt = (p + q F)(1 - F), F(0) = 0."""
    times = np.linspace(0.0, 20.0, 9)
    solved = solve_ivp(
        lambda _, f: (p + q * f) * (1.0 - f), (0, 20), [0.0], t_eval=times, rtol=1e-9, atol=1e-11
    )
    curve = Bass(p, q)
    np.testing.assert_allclose(curve.share(times), solved.y[0], atol=1e-7)
    assert curve.time_of(float(curve.share(7.0))) == pytest.approx(7.0)


def test_known_coefficients_are_found_again_with_and_without_a_policy():
    policy = np.array([0, 0, 1, 1, 0, 1, 0, 1, 1, 0], float)
    curve = Bass(0.02, 0.4)
    shares = np.array([0.05, *curve.onward(0.05, 1.0 + 0.7 * policy[1:])])
    fitted, effect = fit_bass(shares, policy)
    assert (fitted.innovation, fitted.imitation, effect) == pytest.approx(
        (0.02, 0.4, 0.7), rel=1e-4
    )
    alone, none = fit_bass([0.05, *curve.onward(0.05, np.ones(8))])
    assert (alone.innovation, alone.imitation, none) == pytest.approx((0.02, 0.4, 0.0), rel=1e-4)


def test_a_logistic_goes_through_its_points():
    curve = Logistic.through((2025, 0.31), (2030, 0.52))
    assert curve.share([2025, 2030]) == pytest.approx([0.31, 0.52])
    assert curve.share(curve.middle) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Bass(0.0, 0.3), "give p above zero"),
        (lambda: Bass(0.1, 0.3).time_of(1.0), "A share of 1 is never reached"),
        (lambda: Logistic.through((1, 0.0), (2, 0.5)), "No logistic curve goes through 0"),
        (lambda: fit_bass([0.1, 0.2, 0.3]), "3 years, fewer than 4"),
        (lambda: fit_bass([0.1, 0.2, np.nan, 0.4]), "with gaps"),
        (lambda: fit_bass([0.1, 0.2, 0.3, 1.1]), "from 0 to below 1"),
        (lambda: project_flows(1.0, 1.0, 0), "lifetime of 0 years"),
        (lambda: Loan(1.0, 0.03, 10), "share from 0 to below 1"),
        (lambda: equity_flows(project_flows(1.0, 0.2, 5), Loan(0.5, 0.03, 6)), "outlasts the 5"),
        (lambda: levelised_cost(1.0, 1.0, 0.0, 0.1, 10), "makes nothing"),
    ],
)
def test_what_cannot_be_is_said(make, said):
    with pytest.raises(OptionError, match=said):
        make()


@settings(deadline=None, max_examples=50)
@given(st.floats(1.0, 1e3), st.floats(0.05, 5.0), st.integers(1, 30))
def test_the_internal_rate_zeroes_the_net_present_value(investment, part, years):
    flows = project_flows(investment, investment * part / years * 1.5, years)
    (rate,) = internal_rates(flows)
    assert net_present_value(rate, flows) == pytest.approx(0.0, abs=1e-6 * investment)


def test_several_or_no_internal_rates_are_said():
    """-100 + 230 / (1 + r) - 132 / (1 + r)^2 is zero at 10 and at 20 %."""
    assert internal_rates([-100.0, 230.0, -132.0]) == pytest.approx((0.1, 0.2))
    assert (
        rates_in_words(internal_rates([-100.0, 230.0, -132.0]), "en") == "several: 10.0 %, 20.0 %"
    )
    assert rates_in_words(internal_rates([-100.0, 230.0, -132.0]), "zh").startswith("多个")
    assert internal_rates([1.0, 2.0, 3.0]) == ()
    assert internal_rates([-100.0, 100.0, -100.0]) == ()
    assert rates_in_words((), "en") == "no internal rate"


def test_payback_and_cost_against_annuities():
    flows = project_flows(100.0, 20.0, 10)
    assert discounted_payback(0.0, flows) == pytest.approx(5.0)
    assert discounted_payback(0.3, flows) is None
    years = discounted_payback(0.1, project_flows(100.0, 100.0 * capital_recovery(0.1, 10), 10))
    assert years == pytest.approx(10.0, abs=1e-6)
    assert levelised_cost(100.0, 5.0, 10.0, 0.1, 10) == pytest.approx(
        (100.0 * capital_recovery(0.1, 10) + 5.0) / 10.0
    )
    assert capital_recovery(0.0, 4) == 0.25


def test_leverage_makes_the_printed_return_and_the_interest_rate_does_not():
    """5.2 % of the project are 8.7 % of the equity at 70 % debt; 50 basis points give about 1."""
    found = conversion_returns(scenario_parameters("baseline"))
    rates = found[found["case"] == "printed"].set_index("owner")["irr_percent"]
    assert rates["project"] == pytest.approx(5.2, abs=1e-6)
    assert 8.6 < rates["equity"] < 8.9
    assert rates["equity_preferential"] - rates["equity"] == pytest.approx(1.0, abs=0.1)


def test_a_loan_at_the_projects_own_rate_changes_nothing():
    flows = project_flows(100.0, 100.0 * capital_recovery(0.06, 12), 12)
    (rate,) = internal_rates(equity_flows(flows, Loan(0.7, 0.06, 12)))
    assert rate == pytest.approx(0.06)


def test_policy_quickens_the_curve_of_a_scenario():
    runs = {key: run_outlook(key, scenario_parameters(key)) for key in ("baseline", "policy")}
    found = diffusion_paths(runs["baseline"].parameters, runs).set_index(["scenario", "year"])
    baseline, policy = (found.loc[key] for key in runs)
    assert baseline["bass_policy"].tolist() == pytest.approx(baseline["bass"].tolist())
    assert (policy["bass_policy"] > policy["bass"]).iloc[1:].all()
    # two years of which each counts as one and a half are three years of the curve
    assert policy.loc[2027, "bass_policy"] == pytest.approx(policy.loc[2028, "bass"])


def adoption(folder, text):
    path = folder / "adoption.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_course_of_ones_own_gives_the_curve(tmp_path):
    policy = [0, 0, 0, 1, 1, 1, 1, 0, 0]
    shares = [0.05, *Bass(0.02, 0.3).onward(0.05, [1 + 0.6 * z for z in policy[1:]])]
    rows = [f"{2015 + n},{100 * float(shares[n])!r},{z}" for n, z in enumerate(policy)]
    course = read_adoption(adoption(tmp_path, "\n".join(["year,share,policy", *rows])))
    found = adopted(scenario_parameters("baseline"), course)
    values = [
        found.value(f"diffusion.{name}", unit)
        for name, unit in (
            ("innovation", "share"),
            ("imitation", "share"),
            ("policy_effect", "times"),
        )
    ]
    assert values == pytest.approx([0.02, 0.3, 0.6], rel=1e-3)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("year,share\n2020,5\n2022,8\n", "line 3, column 'year' does not follow"),
        ("year,share\n2020,5\n2021,108\n", "line 3, column 'share' is not a share"),
        ("year,share\n2020,5\n2021,\n", "line 3, column 'share' is not a share"),
        ("year,share,policy\n2020,5,3\n", "line 2, column 'policy' is not from 0 to 1"),
        ("year,part\n2020,5\n", "has no column 'share'"),
    ],
)
def test_courses_that_cannot_be_read(tmp_path, text, said):
    with pytest.raises(FileError, match=said):
        read_adoption(adoption(tmp_path, text))
