"""Trade, responsibility and value added of a chain of three regions, worked by hand.

Region 0 sells 50 to 1 and 10 to 2's people, region 1 sells 80 to 2's factory and 20
to its people, the factory of 2 sells 100 at home; 0.1 Mt for each unit made.
"""

import numpy as np
import pytest

from hand_made_tables import chain_of_regions, miller_blair
from tanmai.accounting.bilateral import bilateral_trade_accounts, split_flows
from tanmai.accounting.carbon import carbon_accounts
from tanmai.accounting.responsibility import (
    income_accounts,
    shared_responsibility,
    value_added_responsibility,
)
from tanmai.accounting.value_added import value_added_accounts


@pytest.fixture
def chain():
    return carbon_accounts(chain_of_regions())


def test_bilateral_trade_counts_every_sale_and_the_footprint_the_last(chain):
    bilateral = bilateral_trade_accounts(chain).flows.values
    np.testing.assert_allclose(bilateral, [[0, 5, 1], [0, 0, 10], [0, 0, 10]], atol=1e-12)
    np.testing.assert_allclose(chain.flows.values, [[0, 0, 6], [0, 0, 10], [0, 0, 10]], atol=1e-12)


def test_six_from_region_0_part_three_ways(chain):
    """10 units finished at home, 0.5 · 20 in region 1, 0.5 · 0.8 · 100 in region 2."""
    split = split_flows(chain)
    assert split.final_goods.values[0, 2] == pytest.approx(1)
    assert split.via_third_regions.values[0, 2] == pytest.approx(1)
    assert split.intermediates.values[0, 2] == pytest.approx(4)


def test_income_enables_what_lies_downstream(chain):
    """g = (0.25, 0.18, 0.1) from B_01 = 50/60 and B_12 = 80/100; value added (60, 50, 20)."""
    income = income_accounts(chain)
    np.testing.assert_allclose(income.enabled_intensity, [0.25, 0.18, 0.1], rtol=1e-12)
    np.testing.assert_allclose(income.income_based, [15, 9, 2], rtol=1e-12)
    np.testing.assert_allclose(income.flows.values, [[6, 5, 4], [0, 5, 4], [0, 0, 2]], atol=1e-12)


def test_income_runs_on_output_coefficients():
    """Miller and Blair (2022): G = [1.254 .660; .132 1.122], not L; f = (0.1, 0.2)."""
    income = income_accounts(carbon_accounts(miller_blair()))
    G = np.array([[0.95, 0.50], [0.10, 0.85]]) / 0.7575
    np.testing.assert_allclose(income.enabled_intensity, G @ [0.1, 0.2], rtol=1e-12)


def test_value_added_keeps_its_share_along_the_chain(chain):
    """α = (0, 0.5, 0.8): 0 keeps 6; 1 keeps 5 of 10; 2 keeps 2.8 of 10 + 4; people bear 12.2."""
    shared = value_added_responsibility(chain)
    np.testing.assert_allclose(shared.passed_on, [0, 0.5, 0.8], atol=1e-12)
    np.testing.assert_allclose(shared.producers, [6, 5, 2.8], atol=1e-12)
    np.testing.assert_allclose(shared.consumers, [0, 0, 12.2], atol=1e-12)


def test_half_and_half_and_a_quarter(chain):
    np.testing.assert_allclose(shared_responsibility(chain), [3, 5, 18], atol=1e-12)
    np.testing.assert_allclose(shared_responsibility(chain, 0.25), [1.5, 2.5, 22], atol=1e-12)


def test_people_of_region_2_pay_all_value_added():
    value_added = value_added_accounts(chain_of_regions())
    np.testing.assert_allclose(value_added.flows.values[:, 2], [60, 50, 20], rtol=1e-12)
    np.testing.assert_allclose(value_added.flows.values[:, :2], 0, atol=1e-12)
