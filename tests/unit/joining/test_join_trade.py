"""Own shares, gravity and the Chenery-Moses form."""

from __future__ import annotations

import numpy as np
import pytest

from tanmai.core.errors import TableError
from tanmai.joining import chenery_moses, gravity_trade, nearness, own_share

TWO_NEAR = nearness(np.ones((2, 2)))


def test_own_share_is_what_is_used_and_does_not_flow_in() -> None:
    # of 100 that are used 15 flow in, so 85 of the 100 that could be its own are its own
    share = own_share(np.array([120.0]), np.array([100.0]), np.array([15.0]))
    np.testing.assert_allclose(share, [0.85], rtol=1e-15)


def test_transit_is_not_trade_so_that_the_own_share_stays_above_phi() -> None:
    supply, demand = np.array([100.0, 100.0, 0.0]), np.array([100.0, 50.0, 10.0])
    inflow = np.array([500.0, 0.0, 10.0])
    np.testing.assert_allclose(own_share(supply, demand, inflow, 0.6), [0.6, 1.0, 1.0], rtol=1e-15)


def test_nearness_is_the_inverse_power_of_the_mean_cost_of_both_ways() -> None:
    costs = np.array([[0.0, 10.0, 40.0], [30.0, 0.0, 20.0], [40.0, 20.0, 0.0]])
    near = nearness(costs, 2.0)
    np.testing.assert_array_equal(near, near.T)
    np.testing.assert_array_equal(np.diag(near), 0)
    np.testing.assert_allclose(near[0, 1] / near[0, 2], (40 / 20) ** 2, rtol=1e-13)


def test_exponent_zero_leaves_no_distance() -> None:
    near = nearness(np.array([[0.0, 1.0], [1e6, 0.0]]), 0.0)
    np.testing.assert_array_equal(near, [[0, 1], [1, 0]])


def test_what_is_not_kept_goes_to_the_others() -> None:
    # two regions alike keep 0.7 of 10 and send 3 to each other, whatever the distance
    even = np.full((1, 2), 10.0)
    trade = gravity_trade(even, even, np.full((1, 2), 0.7), nearness(np.full((2, 2), 5.0)))
    np.testing.assert_allclose(trade[0], [[7, 3], [3, 7]], rtol=1e-9)


def test_trade_between_three_regions_is_in_inverse_proportion_to_cost() -> None:
    # 0 sells 10 to 1 and 2, which make nothing and want 5 each: no choice; with a second seller
    # the odds ratio of the flows is that of the costs
    costs = np.array(
        [[0.0, 9.0, 1.0, 2.0], [9.0, 0.0, 2.0, 1.0], [1.0, 2.0, 0.0, 9.0], [2.0, 1.0, 9.0, 0.0]]
    )
    supply = np.array([[6.0, 6.0, 0.0, 0.0]])
    demand = np.array([[0.0, 0.0, 6.0, 6.0]])
    trade = gravity_trade(supply, demand, np.ones((1, 4)), nearness(costs))[0]
    odds = trade[0, 2] * trade[1, 3] / (trade[0, 3] * trade[1, 2])
    assert odds == pytest.approx(4.0, rel=1e-9)
    np.testing.assert_allclose(trade.sum(axis=1), supply[0], atol=1e-9)
    np.testing.assert_allclose(trade.sum(axis=0), demand[0], atol=1e-9)


def test_a_region_that_can_only_sell_to_itself_keeps_more_than_its_own_share() -> None:
    # the other region neither makes nor wants anything, so that nothing can leave
    trade = gravity_trade(
        np.array([[10.0, 0.0]]),
        np.array([[10.0, 0.0]]),
        np.array([[0.7, 1.0]]),
        TWO_NEAR,
    )
    np.testing.assert_allclose(trade[0], [[10, 0], [0, 0]], atol=1e-12)


def test_supply_and_demand_must_agree() -> None:
    with pytest.raises(TableError, match="one sum"):
        gravity_trade(
            np.array([[1.0, 2.0]]),
            np.array([[2.0, 2.0]]),
            np.ones((1, 2)),
            TWO_NEAR,
        )


def test_chenery_moses_gives_shares_that_add_up_with_imports_to_one() -> None:
    trade = np.array([[[6.0, 1.0], [2.0, 3.0]]])
    imports = np.array([[2.0], [4.0]])
    use, final_use = np.array([[[4.0]], [[5.0]]]), np.array([[[6.0]], [[3.0]]])
    form, import_shares = chenery_moses(trade, imports, use, final_use)
    np.testing.assert_allclose(form.shares, [[[0.6, 0.125], [0.2, 0.375]]], rtol=1e-15)
    np.testing.assert_allclose(import_shares, [[0.2], [0.5]], rtol=1e-15)
    sold = form.whole().sum(axis=1) + form.final_demand().sum(axis=1)
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
