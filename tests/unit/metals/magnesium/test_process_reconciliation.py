import numpy as np
import pytest

from tanmai.core.errors import ConservationError
from tanmai.metals.magnesium.flows.definition import Stock
from tanmai.metals.magnesium.flows.definition_file import load_definition, read_definition
from tanmai.metals.magnesium.flows.equations import flow_equations
from tanmai.metals.magnesium.flows.reconciliation import reconcile
from tanmai.metals.magnesium.flows.solution import solve_flows


def test_the_textbook_case_gives_the_textbook_answer(bypass):
    flows = reconcile(bypass).flows
    expected = {
        "feed": 100.22,
        "to_exchanger": 64.50,
        "to_valve": 35.72,
        "from_exchanger": 64.50,
        "from_valve": 35.72,
        "product": 100.22,
    }
    assert flows["reconciled"].round(2).to_dict() == expected
    np.testing.assert_allclose(flows["sd"], 1.0, rtol=1e-6)
    np.testing.assert_allclose(flows["adjustment"], flows["reconciled"] - flows["measured"])


def test_bounds_aside_the_answer_is_that_of_the_closed_form(bypass):
    result = reconcile(bypass)
    equations = flow_equations(bypass)
    variance = np.diag(result.flows["sd"] ** 2)
    measured = result.flows["measured"].to_numpy()
    E = equations.E
    gain = variance @ E.T @ np.linalg.inv(E @ variance @ E.T)
    np.testing.assert_allclose(
        result.flows["reconciled"], measured - gain @ (E @ measured), rtol=1e-9
    )
    left = np.sqrt(np.diag(variance - gain @ E @ variance))
    np.testing.assert_allclose(result.flows["sd_reconciled"], left, rtol=1e-9)
    assert result.redundancy == 4
    assert 0 < result.p_value < 1


def test_no_flow_turns_negative(edited):
    path = edited("value = 34.65\nsd = 0.02886003", "value = 0.1\nsd = 10.0", "bypass")
    text = path.read_text(encoding="utf-8").replace(
        "value = 36.44\nsd = 0.02744237", "value = 0.1\nsd = 10.0"
    )
    path.write_text(text.replace("value = 101.91", "value = 50.0"), encoding="utf-8")
    flows = reconcile(read_definition(path)).flows
    # The splitter would need to give out more than it gets.
    assert flows.loc["to_valve", "reconciled"] == pytest.approx(0.0, abs=1e-9)
    assert flows.loc["feed", "reconciled"] == pytest.approx(
        flows.loc["to_exchanger", "reconciled"], rel=1e-9
    )


@pytest.mark.parametrize("product", [98.88, 150.0])
def test_a_stock_takes_what_the_flows_leave_of_either_sign(edited, product):
    path = edited("value = 98.88", f"value = {product}", "bypass")
    tank = Stock(key="tank", name_en="Tank", name_zh="罐", process="mixer")
    definition = read_definition(path).model_copy(update={"stocks": (tank,)})
    result = reconcile(definition)
    found = result.flows["reconciled"]
    assert result.redundancy == 3
    assert found["product"] == pytest.approx(product, rel=1e-9)
    stored = solve_flows(definition).amount("tank")
    assert stored == pytest.approx(found["from_exchanger"] + found["from_valve"] - product)


def test_the_most_precise_measurement_is_adjusted_least(edited):
    flows = reconcile(read_definition(edited("sd = 0.00981258", "sd = 0.00001", "bypass"))).flows
    assert flows["adjustment"].abs().idxmin() == "feed"
    assert abs(flows.loc["feed", "adjustment"]) < 1e-3


def test_nothing_measured_leaves_nothing_to_reconcile(aluminium):
    result = reconcile(aluminium)
    assert result.flows.empty
    assert (result.sum_of_squares, result.redundancy, result.p_value) == (0.0, 0, 1.0)


def test_exact_amounts_that_contradict_are_named_with_the_gap(edited):
    old = 'name_zh = "二氧化碳"\n'
    path = edited(old, old + 'value = 1200.0\nsource = "made_up"\n')
    # 1889.48 + 333.87 - 1000 = 1223.35 kt must leave
    with pytest.raises(
        ConservationError, match=r"contradict each other: balance of electrolysis \(gap 23\.35\)"
    ):
        reconcile(read_definition(path))


def test_a_measurement_of_zero_is_refused(edited):
    with pytest.raises(ConservationError, match="measured flow 'feed' is zero"):
        reconcile(read_definition(edited("value = 101.91", "value = 0.0", "bypass")))


def test_magnesium_production_closes_with_tiny_adjustments():
    result = reconcile(load_definition("magnesium-2015"))
    assert result.redundancy == 1
    assert result.flows["adjustment"].abs().max() < 0.02
    assert result.flows["adjustment_in_sd"].abs().max() < 0.001
