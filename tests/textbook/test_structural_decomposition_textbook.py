"""Decompositions of one region and one sector, where every effect can be worked by hand."""

from dataclasses import replace
from math import log

import numpy as np
import pytest

from hand_made_tables import table_of
from tanmai.accounting.carbon import carbon_accounts
from tanmai.analysis import FACTORS, SOURCING_FACTORS, decompose_change

# f 0.1 → 0.08, L 1/(1−.5) = 2 → 1/(1−.6) = 2.5, demand 100 → 150, people 10 → 12.
FIRST = table_of([[100]], [[100]], [20], year=2012)
SECOND = table_of([[225]], [[150]], [30], year=2017)
PEOPLE = ({"0": 10.0}, {"0": 12.0})
OLD = np.array([0.1, 2.0, 1.0, 1.0, 10.0, 10.0])
NEW = np.array([0.08, 2.5, 1.0, 1.0, 12.5, 12.0])


def effects(method):
    result = decompose_change(
        carbon_accounts(FIRST),
        carbon_accounts(SECOND),
        PEOPLE,
        method=method,
        prices="current prices",
    )
    assert result.change[0, 0] == pytest.approx(10.0)
    return dict(zip(FACTORS, result.effects[:, 0, 0], strict=True))


def test_polar_average_by_hand():
    """Δf with all others new, and with all others old; and so on along both orders."""
    found = effects("polar average")
    forward = [np.prod(NEW[:k]) * (NEW[k] - OLD[k]) * np.prod(OLD[k + 1 :]) for k in range(6)]
    backward = [np.prod(OLD[:k]) * (NEW[k] - OLD[k]) * np.prod(NEW[k + 1 :]) for k in range(6)]
    assert list(found.values()) == pytest.approx((np.array(forward) + backward) / 2)
    assert found["emission_intensity"] == pytest.approx((-0.02 * 200 - 0.02 * 375) / 2)
    assert found["demand_structure"] == pytest.approx(0, abs=1e-12)


def test_lmdi_by_hand():
    """One element, 20 → 30: L(30, 20) = 10 / ln 1.5, times the logarithm of each factor."""
    found = effects("additive LMDI-I")
    mean = 10 / log(1.5)
    assert list(found.values()) == pytest.approx(
        [mean * log(n / o) for n, o in zip(NEW, OLD, strict=True)]
    )


def test_all_orders_of_two_changing_factors():
    """Where two factors change alone, all orders and the polar average agree: Δa (b₀ + b₁) / 2."""
    second = table_of([[150]], [[150]], [24], year=2017)
    people = ({"0": 10.0}, {"0": 10.0})
    result = [
        decompose_change(
            carbon_accounts(FIRST),
            carbon_accounts(second),
            people,
            method=method,
            prices="current prices",
        ).effects[:, 0, 0]
        for method in ("all orders", "polar average")
    ]
    np.testing.assert_allclose(result[0], result[1], atol=1e-12)
    assert result[0][0] == pytest.approx(-0.02 * (200 + 300) / 2)
    assert result[0][4] == pytest.approx((0.1 + 0.08) / 2 * 100)


def test_carbon_that_comes_belongs_to_what_was_zero():
    """The second product is made and bought in the second year only, and then carries 5 Mt."""
    first = table_of(np.zeros((2, 2)), [[100], [0]], [10, 0], year=2012)
    second = table_of(np.zeros((2, 2)), [[50], [50]], [5, 5], year=2017)
    result = decompose_change(
        carbon_accounts(first),
        carbon_accounts(second),
        ({"0": 1.0}, {"0": 1.0}),
        method="additive LMDI-I",
        prices="current prices",
        zeros="analytical limit",
    )
    found = dict(zip(FACTORS, result.effects[:, 0, 0], strict=True))
    # The new product has neither intensity nor share in the first year: half of 5 each.
    assert found["emission_intensity"] == pytest.approx(2.5)
    assert found["demand_structure"] == pytest.approx(2.5 - 5.0)


def test_lmdi_of_changes_that_make_up_for_one_another():
    """Half the intensity, twice the demand: 10 stay 10, and L(10, 10) = 10, so ∓10 ln 2."""
    first = table_of([[0]], [[100]], [10], year=2012)
    second = table_of([[0]], [[200]], [10], year=2017)
    result = decompose_change(
        carbon_accounts(first),
        carbon_accounts(second),
        ({"0": 1.0}, {"0": 1.0}),
        method="additive LMDI-I",
        prices="current prices",
    )
    by_hand = [-10 * log(2), 0, 0, 0, 10 * log(2), 0]
    assert list(result.effects[:, 0, 0]) == pytest.approx(by_hand, abs=1e-12)


def two_provinces(from_the_other: float, imported: float, used: float = 0.0):
    """Two provinces of one product; people of the first use 100 of it, f is 0.1 and 0.3.

    Of the 100, a part is imported, and a part of what is domestic comes from the other; the
    first uses ``used`` of its own product for every 100 that it makes.
    """
    domestic = 100.0 - imported
    own, other = domestic * (1 - from_the_other), domestic * from_the_other
    made = own / (1 - used)
    table = table_of([[used * made, 0], [0, 0]], [[own, 0], [other, 1]], [0, 0], regions=2)
    return replace(
        table, F=np.array([[0.1, 0.3]]) * table.x, imports_final=np.array([imported, 0.0])
    )


def apart(first, second, method="polar average"):
    people = ({"0": 10.0, "1": 10.0}, {"0": 10.0, "1": 10.0})
    accounts = carbon_accounts(first), carbon_accounts(second)
    taken = decompose_change(
        *accounts,
        people,
        method=method,
        prices="current prices",
        zeros="analytical limit",
        sourcing=True,
    )
    assert taken.factors == SOURCING_FACTORS
    return dict(zip(taken.factors, taken.effects[:, :, 0], strict=True))


def test_what_is_bought_elsewhere_is_an_effect_of_sourcing_by_hand():
    """Half of 100 moves from the province of 0.1 to that of 0.3: 5 less there, 15 more here."""
    found = apart(two_provinces(0.0, 0.0), two_provinces(0.5, 0.0))
    np.testing.assert_allclose(found.pop("provincial_sourcing"), [-5.0, 15.0])
    np.testing.assert_allclose(list(found.values()), 0.0, atol=1e-12)


def test_imports_in_the_place_of_domestic_goods_by_hand():
    """A fifth of 100 is imported: 20 less of 0.1; and together with sourcing, the mean of both."""
    found = apart(two_provinces(0.0, 0.0), two_provinces(0.0, 20.0))
    np.testing.assert_allclose(found["domestic_share"], [-2.0, 0.0])
    np.testing.assert_allclose(found["provincial_sourcing"], 0.0, atol=1e-12)
    both = apart(two_provinces(0.0, 0.0), two_provinces(0.5, 20.0))
    np.testing.assert_allclose(both["provincial_sourcing"], [-4.5, 13.5])
    np.testing.assert_allclose(both["domestic_share"], [-1.5, -1.5])


def test_more_inputs_per_output_are_an_effect_of_technology_by_hand():
    """L grows from 1 to 1 / (1 − 0.2): 10 become 12.5."""
    found = apart(two_provinces(0.0, 0.0), two_provinces(0.0, 0.0, used=0.2), "all orders")
    np.testing.assert_allclose(found.pop("technology"), [2.5, 0.0])
    np.testing.assert_allclose(list(found.values()), 0.0, atol=1e-12)


def test_lmdi_with_sourcing_by_hand():
    """From 20 to 50 of 100 bought elsewhere, and a fifth imported.

    The own part goes from 80 to 40 and the other's from 20 to 40: by logarithmic means,
    sourcing has L(4, 8) ln(0.5 / 0.8) and 0.3 L(40, 20) ln(0.5 / 0.2), the domestic share ln 0.8
    of the same means.
    """
    found = apart(two_provinces(0.2, 0.0), two_provinces(0.5, 20.0), "additive LMDI-I")
    own, other = 0.1 * (80 - 40) / log(2), 0.3 * (40 - 20) / log(2)
    expected = [own * log(0.5 / 0.8), other * log(0.5 / 0.2)]
    np.testing.assert_allclose(found["provincial_sourcing"], expected)
    np.testing.assert_allclose(found["domestic_share"], [own * log(0.8), other * log(0.8)])
    np.testing.assert_allclose(found["technology"], 0.0, atol=1e-12)


def test_lmdi_gives_all_of_a_chain_to_technology_by_hand():
    """L grows from 1 / (1 − 0.1) to 1 / (1 − 0.2), all by what is used per output."""
    found = apart(two_provinces(0.0, 0.0, 0.1), two_provinces(0.0, 0.0, 0.2), "additive LMDI-I")
    np.testing.assert_allclose(found.pop("technology"), [10 / 0.8 - 10 / 0.9, 0.0])
    np.testing.assert_allclose(list(found.values()), 0.0, atol=1e-12)
