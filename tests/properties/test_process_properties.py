"""What holds of every process system, and not of magnesium alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanmai.metals.magnesium.flows.definition import ProcessDefinition
from tanmai.metals.magnesium.flows.equations import flow_equations
from tanmai.metals.magnesium.flows.reconciliation import reconcile
from tanmai.metals.magnesium.flows.solution import solve_flows


def part(key: str, **more: object) -> dict[str, object]:
    return {"key": key, "name_en": key, "name_zh": key, **more}


def system(places: list[tuple[int, int]], amounts: list[float], known: list[float | None]):
    """Return processes 0..n-1 between which flows run; place -1 is outside."""
    count = max(max(pair) for pair in places) + 1

    def name(place: int) -> str:
        return "world" if place < 0 else f"p{place}"

    flows = []
    for number, ((start, end), amount, sd) in enumerate(zip(places, amounts, known, strict=True)):
        flow = part(f"f{number}", **{"from": name(start), "to": name(end)})
        if sd is not None:
            flow |= {"value": amount, "source": "s"} | ({"sd": sd} if sd else {})
        flows.append(flow)
    return ProcessDefinition(
        name="made-up",
        title_en="Made up",
        title_zh="虚构",
        unit="t",
        year=2000,
        sources={"s": {"citation_en": "none", "citation_zh": "无"}},
        stages=[part("s")],
        processes=[part(f"p{number}", stage="s") for number in range(count)],
        outside=[part("world")],
        flows=flows,
    )


@st.composite
def balanced(draw: st.DrawFn):
    """Return a chain with bypasses and a true set of flows that balances everywhere.

    The truth is a sum of ways through the system, each with an amount, so it balances.
    """
    count = draw(st.integers(2, 4))
    places = [(-1, 0), *((n, n + 1) for n in range(count - 1)), (count - 1, -1)]
    amounts = [draw(st.floats(1.0, 100.0))] * len(places)
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, count - 2))
        end = draw(st.integers(start + 1, count - 1))
        amount = draw(st.floats(0.5, 50.0))
        places.append((start, end))
        amounts.append(amount)
        for number in (*range(start + 1), *range(end + 1, count + 1)):
            amounts[number] += amount
    return places, amounts


def errors(count: int) -> st.SearchStrategy[list[float]]:
    return st.lists(st.floats(-0.3, 0.3), min_size=count, max_size=count)


@given(balanced(), st.data())
def test_truth_lies_between_the_bounds(made, data):
    places, amounts = made
    is_known = data.draw(st.lists(st.booleans(), min_size=len(places), max_size=len(places)))
    solution = solve_flows(system(places, amounts, [0.0 if k else None for k in is_known]))
    for number, amount in enumerate(amounts):
        assert solution.interval(f"f{number}").holds(amount, 1e-6 * max(amounts))


@given(balanced(), st.data())
def test_knowing_more_never_widens_a_bound(made, data):
    places, amounts = made
    less = [0.0] + [None] * (len(places) - 1)
    more = list(less)
    more[data.draw(st.integers(1, len(places) - 1))] = 0.0
    before, after = (solve_flows(system(places, amounts, known)) for known in (less, more))
    for number in range(len(places)):
        wide, narrow = before.interval(f"f{number}"), after.interval(f"f{number}")
        slack = 1e-6 * max(amounts)
        assert narrow.least >= wide.least - slack
        assert narrow.most <= wide.most + slack


@given(balanced(), st.data())
def test_reconciled_flows_balance_and_are_not_negative(made, data):
    places, amounts = made
    measured = [a * (1 + e) for a, e in zip(amounts, data.draw(errors(len(amounts))), strict=True)]
    definition = system(places, measured, [0.1] * len(places))
    result = reconcile(definition)
    found = result.flows["reconciled"].to_numpy()
    E = flow_equations(definition).E
    np.testing.assert_allclose(E @ found, 0.0, atol=1e-8 * max(measured))
    assert found.min() >= 0
    assert result.redundancy == np.linalg.matrix_rank(E)
    assert (result.flows["sd_reconciled"] <= result.flows["sd"] * (1 + 1e-9)).all()


@given(balanced(), st.data())
def test_no_balanced_flows_are_closer_to_the_measurements(made, data):
    places, amounts = made
    measured = [a * (1 + e) for a, e in zip(amounts, data.draw(errors(len(amounts))), strict=True)]
    result = reconcile(system(places, measured, [0.1] * len(places)))
    distance = (np.array(amounts) - measured) / result.flows["sd"]
    assert result.sum_of_squares <= float((distance**2).sum()) * (1 + 1e-9) + 1e-12


@given(balanced())
def test_measurements_that_agree_stay_as_they_are(made):
    places, amounts = made
    result = reconcile(system(places, amounts, [0.05] * len(places)))
    np.testing.assert_allclose(result.flows["reconciled"], amounts, rtol=1e-7)


@given(balanced(), st.floats(0.01, 100.0), st.data())
def test_answers_scale_with_the_unit(made, factor, data):
    places, amounts = made
    measured = [a * (1 + e) for a, e in zip(amounts, data.draw(errors(len(amounts))), strict=True)]
    known = [0.1] * len(places)
    one = reconcile(system(places, measured, known))
    other = reconcile(system(places, [factor * m for m in measured], known))
    np.testing.assert_allclose(
        other.flows["reconciled"], factor * one.flows["reconciled"], rtol=1e-6
    )
    assert other.sum_of_squares == pytest.approx(one.sum_of_squares, rel=1e-5, abs=1e-9)
