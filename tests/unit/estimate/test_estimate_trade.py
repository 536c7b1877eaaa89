"""Gravity and the Chenery-Moses form."""

from __future__ import annotations

import numpy as np
import pytest

from tanmai.errors import TableError
from tanmai.estimate import chenery_moses, gravity_trade, trade_affinity


def test_affinity_is_the_inverse_of_cost_with_mean_one_and_home_preference() -> None:
    cost = np.array([[0.0, 10.0, 40.0], [30.0, 0.0, 20.0], [40.0, 20.0, 0.0]])
    affinity = trade_affinity(cost, np.array([0.0, np.log(7)]))
    nearness = np.array([1 / 20, 1 / 40, 1 / 20])
    expected = nearness / nearness.mean()
    np.testing.assert_allclose(affinity[0][np.triu_indices(3, 1)], expected, rtol=1e-13)
    np.testing.assert_array_equal(affinity[0], affinity[0].T)
    np.testing.assert_allclose([np.diag(a) for a in affinity], [[1] * 3, [7] * 3], rtol=1e-13)


def test_costs_below_one_count_as_one() -> None:
    affinity = trade_affinity(np.array([[0.0, 0.2], [0.2, 0.0]]), np.zeros(1))
    np.testing.assert_array_equal(affinity, np.ones((1, 2, 2)))


def test_without_distance_trade_is_the_product_of_supply_and_demand() -> None:
    supply, demand = np.array([[60.0, 40.0], [0.0, 5.0]]), np.array([[30.0, 70.0], [5.0, 0.0]])
    trade = gravity_trade(supply, demand, np.ones((2, 2, 2)))
    np.testing.assert_allclose(trade[0], [[18, 42], [12, 28]], rtol=1e-12)
    np.testing.assert_allclose(trade[1], [[0, 0], [5, 0]], atol=1e-12)


def test_home_preference_keeps_supply_at_home_as_its_odds_say() -> None:
    even = np.full((1, 2), 10.0)
    trade = gravity_trade(even, even, trade_affinity(np.ones((2, 2)), np.array([np.log(9.0)])))
    np.testing.assert_allclose(trade[0], [[9, 1], [1, 9]], rtol=1e-12)


def test_supply_and_demand_must_agree() -> None:
    with pytest.raises(TableError, match="one sum"):
        gravity_trade(np.array([[1.0, 2.0]]), np.array([[2.0, 2.0]]), np.ones((1, 2, 2)))


def test_chenery_moses_gives_shares_that_add_up_with_imports_to_one() -> None:
    trade = np.array([[[6.0, 1.0], [2.0, 3.0]]])
    imports = np.array([[2.0], [4.0]])
    use, final_use = np.array([[[4.0]], [[5.0]]]), np.array([[[6.0]], [[3.0]]])
    form, import_shares = chenery_moses(trade, imports, use, final_use)
    np.testing.assert_allclose(form.shares, [[[0.6, 0.125], [0.2, 0.375]]], rtol=1e-15)
    np.testing.assert_allclose(import_shares, [[0.2], [0.5]], rtol=1e-15)
    sold = form.intermediate_flows().sum(axis=1) + form.final_demand().sum(axis=1)
    np.testing.assert_allclose(sold, [7, 5], rtol=1e-14)


def test_a_commodity_that_nobody_uses_has_no_shares() -> None:
    form, import_shares = chenery_moses(
        np.zeros((1, 2, 2)), np.zeros((2, 1)), np.zeros((2, 1, 1)), np.zeros((2, 1, 1))
    )
    assert not form.shares.any()
    assert not import_shares.any()


def test_trade_that_misses_use_is_refused_with_its_place() -> None:
    with pytest.raises(TableError, match="commodity 0 in region 1 miss its use by 3"):
        chenery_moses(
            np.array([[[6.0, 1.0], [2.0, 3.0]]]),
            np.array([[2.0], [4.0]]),
            np.array([[[4.0]], [[8.0]]]),
            np.array([[[6.0]], [[3.0]]]),
        )
