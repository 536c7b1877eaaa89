import numpy as np
import pytest

from tanmai.core.errors import ConservationError, LabelError
from tanmai.metals.magnesium.flows.definition_file import load_definition, read_definition
from tanmai.metals.magnesium.flows.equations import Interval
from tanmai.metals.magnesium.flows.solution import solve_flows
from tanmai.metals.magnesium.flows.system import balance_gaps, check_balance, flow_system


def test_what_the_balances_determine_is_solved(aluminium):
    solution = solve_flows(aluminium)
    assert solution.flows.loc["metal", "status"] == "given"
    assert solution.flows.loc["co2", "status"] == "solved"
    # 3 CO2 for 4 Al: 3 x 44.009 / (4 x 26.982) = 1.2233 (rounded coefficients)
    assert solution.amount("co2") == pytest.approx(1223.35, rel=1e-9)


def test_what_they_leave_open_is_bounded(aluminium):
    # goods = (metal + scrap)(1 - d), scrap = goods / 5, d between 1 and 3 %
    solution = solve_flows(aluminium)
    goods = [1000 * (1 - d) / (1 - 0.2 * (1 - d)) for d in (0.03, 0.01)]
    assert solution.flows.loc["goods", "status"] == "bounded"
    assert solution.amount("goods") is None
    found = solution.interval("goods")
    np.testing.assert_allclose([found.least, found.most], goods, rtol=1e-7)
    stored = solution.interval("in_use")
    np.testing.assert_allclose([stored.least, stored.most], [0.8 * g for g in goods], rtol=1e-7)


def test_what_nothing_limits_is_unbounded(edited):
    path = edited(
        'flows = ["scrap"]\nof = ["goods"]\nshare = 0.2', 'flows = ["co2"]\ntotal = 1223.35'
    )
    solution = solve_flows(read_definition(path))
    assert solution.flows.loc["scrap", "status"] == "unbounded"
    assert solution.interval("scrap") == Interval(0.0, np.inf)
    # What is lost as dross in every round comes out of the stock.
    assert solution.interval("in_use").least == -np.inf
    assert solution.interval("in_use").most == pytest.approx(990.0)


def test_ranges_of_sums_and_ratios(aluminium):
    solution = solve_flows(aluminium)
    both = solution.range_of({"scrap": 1.0, "goods": -0.2})
    assert both.holds(0.0, 1e-6)
    assert both.width < 1e-6
    ratio = solution.range_of_ratio({"dross": 1.0}, {"metal": 1.0, "scrap": 1.0})
    np.testing.assert_allclose([ratio.least, ratio.most], [0.01, 0.03], rtol=1e-7)


def test_a_share_of_what_can_be_zero_is_refused():
    solution = solve_flows(load_definition("magnesium-2015"))
    with pytest.raises(ConservationError, match="powder_made can be zero"):
        solution.range_of_ratio({"powder_used": 1.0}, {"powder_made": 1.0})


def test_an_unknown_flow_is_refused(aluminium):
    solution = solve_flows(aluminium)
    with pytest.raises(LabelError, match=r"no flow 'good'.*'goods'"):
        solution.range_of({"good": 1.0})
    with pytest.raises(LabelError, match=r"no flow or stock 'good'"):
        solution.interval("good")


def test_interval():
    interval = Interval(1.0, 3.0)
    assert interval.width == 2.0
    assert interval.middle == 2.0
    assert interval.holds(3.0)
    assert not interval.holds(3.1)


def test_a_sum_may_be_known_where_its_parts_are_not():
    solution = solve_flows(load_definition("magnesium-2015"))
    both = solution.range_of({"powder_made": 1.0, "anodes_made": 1.0})
    assert solution.interval("powder_made").width == pytest.approx(12.5, abs=1e-6)
    np.testing.assert_allclose([both.least, both.most], 84.70 - 72.20, rtol=1e-7)


# --- the balance check ---------------------------------------------------------------------


def amounts_of_bypass(**changed):
    flows = {
        "feed": 100.0,
        "to_exchanger": 64.0,
        "to_valve": 36.0,
        "from_exchanger": 64.0,
        "from_valve": 36.0,
        "product": 100.0,
    }
    return flows | changed


def test_a_balanced_system_passes_also_by_flodym(bypass):
    system = flow_system(bypass, amounts_of_bypass())
    check_balance(system)
    system.check_mass_balance()
    assert (balance_gaps(system)["gap"] == 0).all()


def test_process_and_gap_are_named(bypass):
    system = flow_system(bypass, amounts_of_bypass(from_valve=35.5))
    with pytest.raises(
        ConservationError,
        match=r"valve keeps 0\.5 that never leaves, mixer gives out 0\.5 that never came in",
    ):
        check_balance(system)


def test_tolerance_grows_with_the_largest_flow(bypass):
    system = flow_system(bypass, amounts_of_bypass(from_valve=36.0 + 1e-8))
    check_balance(system)
    small = {key: 1e-8 * value for key, value in amounts_of_bypass(from_valve=35.5).items()}
    with pytest.raises(ConservationError, match="valve keeps 5e-09"):
        check_balance(flow_system(bypass, small))


def test_what_is_stored_counts_as_leaving(aluminium):
    amounts = {"alumina": 2.0, "carbon": 1.0, "co2": 2.0, "metal": 1.0, "goods": 1.0}
    amounts |= {"scrap": 0.25, "dross": 0.25, "in_use": 0.75}
    system = flow_system(aluminium, amounts)
    check_balance(system)
    assert balance_gaps(system).loc["use", "stock_change"] == 0.75
    amounts |= {"in_use": -0.75, "goods": -0.5 + 0.0, "dross": 1.75}
    drawn = flow_system(aluminium, amounts)
    assert balance_gaps(drawn).loc["use", "stock_change"] == -0.75
    check_balance(drawn)


def test_a_flow_without_amount_is_refused(bypass):
    amounts = amounts_of_bypass()
    del amounts["feed"]
    with pytest.raises(LabelError, match="bypass: feed has no amount; solve the flows first"):
        flow_system(bypass, amounts)
