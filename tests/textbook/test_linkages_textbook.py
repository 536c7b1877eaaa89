"""Linkages, extraction and propagation lengths whose answers stand in books or on paper."""

import numpy as np
import pytest

from hand_made_tables import chain_of_regions, miller_blair
from tanmai.accounting.carbon import carbon_accounts
from tanmai.analysis import (
    average_propagation_lengths,
    blocks_by_region,
    blocks_by_sector,
    first_tier,
    hypothetical_extraction,
    output_linkages,
    ultimate_emitters,
)
from tanmai.solve import LeontiefSystem

# L and G of Miller and Blair (2022), sections 2.3 and 12.1, exact: A = [.15 .25; .20 .05].
L = np.array([[0.95, 0.25], [0.20, 0.85]]) / 0.7575
G = np.array([[0.95, 0.50], [0.10, 0.85]]) / 0.7575


def test_linkages_of_miller_and_blair():
    linkages = output_linkages(miller_blair())
    np.testing.assert_allclose(L, [[1.254, 0.330], [0.264, 1.122]], atol=5e-4)
    np.testing.assert_allclose(G, [[1.254, 0.660], [0.132, 1.122]], atol=5e-4)
    np.testing.assert_allclose(linkages["power"], 2 * L.sum(axis=0) / L.sum())
    np.testing.assert_allclose(linkages["sensitivity"], 2 * L.sum(axis=1) / L.sum())
    np.testing.assert_allclose(linkages["sensitivity_ghosh"], 2 * G.sum(axis=1) / G.sum())
    np.testing.assert_allclose(linkages["power"], [1.0222, 0.9778], atol=5e-5)
    assert list(linkages["linkage"]) == ["key", "weak"]


def test_variation_of_miller_and_blair():
    """Of two values a, b: mean (a + b) / 2, standard deviation |a − b| / √2."""
    linkages = output_linkages(miller_blair())
    own = np.diagonal(L)
    for name, other in (("power_cv", [L[1, 0], L[0, 1]]), ("sensitivity_cv", [L[0, 1], L[1, 0]])):
        by_hand = np.abs(own - other) / np.sqrt(2) / ((own + other) / 2)
        np.testing.assert_allclose(linkages[name], by_hand)


def test_propagation_lengths_of_miller_and_blair():
    """H = L (L − I), its rows and columns over those of L − I."""
    T = L - np.eye(2)
    H = L @ T
    lengths = average_propagation_lengths(LeontiefSystem(miller_blair()))
    forward, backward = H.sum(axis=1) / T.sum(axis=1), H.sum(axis=0) / T.sum(axis=0)
    np.testing.assert_allclose(lengths["steps_forward"], forward, rtol=1e-12)
    np.testing.assert_allclose(lengths["steps_backward"], backward, rtol=1e-12)


def test_propagation_lengths_count_the_steps_of_a_chain():
    """Region 0 sells 0.5 a unit of region 1 in one step, and 0.4 of region 2 in two."""
    lengths = average_propagation_lengths(LeontiefSystem(chain_of_regions()))
    np.testing.assert_allclose(lengths["steps_forward"], [1.3 / 0.9, 1, 0], atol=1e-12)
    np.testing.assert_allclose(lengths["steps_backward"], [0, 1, 1.6 / 1.2], atol=1e-12)


def test_extraction_of_a_chain_by_hand():
    """Region 1 emits 2 for its finished goods and 8 for region 2; region 0 emits 1 for region 1."""
    table = chain_of_regions()
    extraction = hypothetical_extraction(carbon_accounts(table), blocks_by_region(table.index))
    np.testing.assert_allclose(extraction.internal, [1, 2, 10], atol=1e-12)
    np.testing.assert_allclose(extraction.mixed, 0, atol=1e-12)
    np.testing.assert_allclose(extraction.net_forward, [5, 8, 0], atol=1e-12)
    np.testing.assert_allclose(extraction.net_backward, [0, 1, 12], atol=1e-12)
    np.testing.assert_allclose(extraction.net_transfer, [5, 7, -12], atol=1e-12)
    np.testing.assert_allclose(
        extraction.pairwise.values, [[1, 1, 4], [0, 2, 8], [0, 0, 10]], atol=1e-12
    )


def test_mixed_effect_of_miller_and_blair():
    """Sector 0 buys from sector 1, which buys from sector 0: 0.1 (L_00 − 1 / 0.85) · 350."""
    table = miller_blair()
    blocks = hypothetical_extraction(carbon_accounts(table), blocks_by_sector(table.index))
    by_hand = 0.1 * 350 / 0.85, 0.1 * 350 * (0.95 / 0.7575 - 1 / 0.85)
    assert (blocks.internal[0], blocks.mixed[0]) == pytest.approx(by_hand)
    assert blocks.net_backward[0] == pytest.approx(0.2 * 0.20 / 0.7575 * 350)
    assert blocks.net_forward[0] == pytest.approx(0.1 * 0.25 / 0.7575 * 1700)


def test_three_readings_of_upstream_by_hand():
    """Upstream of region 2's factory: 100 of final demand, 80 bought from region 1."""
    accounts = carbon_accounts(chain_of_regions())
    group = np.array([0.0, 0.0, 1.0])
    np.testing.assert_allclose(ultimate_emitters(accounts, group), [4, 8, 10], atol=1e-12)
    np.testing.assert_allclose(first_tier(accounts, group, embodied=False), [0, 8, 0], atol=1e-12)
    np.testing.assert_allclose(first_tier(accounts, group, embodied=True), [0, 12, 0], atol=1e-12)
