"""Paths, routes and betweenness of a chain of three regions, worked by hand."""

import numpy as np
import pytest

from hand_made_tables import chain_of_regions, miller_blair
from tanmai.accounting.carbon import carbon_accounts
from tanmai.analysis import (
    region_routes,
    route_table,
    sector_betweenness,
    structural_paths,
    transaction_betweenness,
)


@pytest.fixture
def chain():
    return carbon_accounts(chain_of_regions())


def test_all_paths_of_a_chain(chain):
    """From who sells to final demand upstream: six paths carry the 26 Mt."""
    paths = structural_paths(chain, chain.demand[:, 2], 1e-6)
    found = {
        tuple(step for step in row if step >= 0): value
        for row, value in zip(paths.steps.tolist(), paths.carbon, strict=True)
    }
    by_hand = {(2,): 10, (2, 1): 8, (2, 1, 0): 4, (1,): 2, (1, 0): 1, (0,): 1}
    assert found == pytest.approx(by_hand)
    assert paths.coverage == pytest.approx(1)
    assert paths.rest_bound == pytest.approx(0, abs=1e-12)


def test_a_path_that_is_all_of_its_branch_is_kept_at_the_cut_off(chain):
    """Nothing lies upstream of region 0: its two paths of 1 Mt bound themselves."""
    demand = chain.demand[:, 2]
    assert len(structural_paths(chain, demand, 0.999).carbon) == 6
    assert len(structural_paths(chain, demand, 1.001).carbon) == 4


def test_tiers_of_miller_and_blair():
    """Tier k carries f A^k y: f y at first, then f A y = 0.1 (.15·600 + .25·1500) + …"""
    accounts = carbon_accounts(miller_blair())
    demand = np.array([600.0, 1500.0])
    paths = structural_paths(accounts, demand, 1e-4)
    f, A = np.array([0.1, 0.2]), np.array([[0.15, 0.25], [0.20, 0.05]])
    for tier in range(4):
        in_tier = paths.carbon[paths.tier == tier]
        assert len(in_tier) == 2 ** (tier + 1)
        assert in_tier.sum() == pytest.approx(f @ np.linalg.matrix_power(A, tier) @ demand)


def test_routes_of_a_chain(chain):
    """Regions 0 and 2 meet directly (1 Mt) and by way of region 1 (5 Mt)."""
    routes = route_table(region_routes(chain, ["2"], coverage=0.999999))
    found = dict(zip(routes["route"], routes["MtCO2"], strict=True))
    assert found == pytest.approx({"2": 10, "1 > 2": 10, "0 > 1 > 2": 5, "0 > 2": 1})


def test_betweenness_of_a_chain(chain):
    """Only the 4 Mt of path 0 → 1 → 2 pass through region 1; 5 and 12 Mt cross the two borders."""
    np.testing.assert_allclose(sector_betweenness(chain), [0, 4, 0], atol=1e-12)
    np.testing.assert_allclose(
        transaction_betweenness(chain), [[0, 5, 0], [0, 0, 12], [0, 0, 0]], atol=1e-12
    )
