from itertools import pairwise

import numpy as np
import pytest

from brute_force_paths import all_paths
from hand_made_tables import table_of
from made_up import small_table
from tanmai.accounting.carbon import carbon_accounts
from tanmai.analysis import (
    betweenness_between_regions,
    largest_transactions,
    sector_betweenness,
    transaction_betweenness,
)


def test_betweenness_counts_the_paths_that_pass():
    """Each path counts at each of its inner sectors, and at each of its transactions."""
    Z = np.random.default_rng(3).uniform(0, 4, (4, 4))
    final = np.array([[30.0, 5], [10, 25], [20, 10], [15, 15]])
    accounts = carbon_accounts(table_of(Z, final, [9, 5, 2, 7], regions=2))
    demand = accounts.demand[:, 0]
    through, over = np.zeros(4), np.zeros((4, 4))
    for path, carbon in all_paths(accounts.table, demand, 2e-9).items():
        through += carbon * np.bincount(path[1:-1], minlength=4)
        for buyer, seller in pairwise(path):
            over[seller, buyer] += carbon
    np.testing.assert_allclose(sector_betweenness(accounts, demand), through, rtol=1e-3)
    np.testing.assert_allclose(transaction_betweenness(accounts, demand), over, rtol=1e-3)


def test_over_all_demand_transactions_carry_what_they_embody():
    accounts = carbon_accounts(small_table())
    embodied = accounts.embodied_intensity[:, None] * accounts.table.Z
    np.testing.assert_allclose(transaction_betweenness(accounts), embodied, rtol=1e-10)


def test_between_regions_it_is_summed_by_seller_and_buyer():
    accounts = carbon_accounts(small_table())
    transactions = transaction_betweenness(accounts)
    flows = betweenness_between_regions(accounts)
    assert flows.values[0, 2] == pytest.approx(transactions[:4, 8:].sum())
    assert flows.values.sum() == pytest.approx(transactions.sum())


def test_largest_transactions_are_named():
    accounts = carbon_accounts(small_table())
    transactions = transaction_betweenness(accounts)
    table = largest_transactions(accounts, top=7)
    largest = np.sort(transactions.ravel())[::-1][:7]
    np.testing.assert_allclose(table["MtCO2"], largest, rtol=1e-12)
    index = accounts.table.index
    first = table.iloc[0]
    seller = index.position(first["from_adcode"], first["from_sector"])
    buyer = index.position(first["to_adcode"], first["to_sector"])
    assert transactions[seller, buyer] == pytest.approx(first["MtCO2"])


def test_transactions_without_carbon_are_left_out():
    Z = np.zeros((4, 4))
    Z[0, 1], Z[1, 3] = 2.0, 3.0
    accounts = carbon_accounts(table_of(Z, np.full((4, 2), 5.0), [9, 5, 2, 7], regions=2))
    demand = np.array([0.0, 6.0, 0.0, 0.0])
    assert len(largest_transactions(accounts)) == 2
    only = largest_transactions(accounts, demand)
    assert only[["from_adcode", "from_sector"]].to_numpy().tolist() == [
        [accounts.table.index.region_codes[0], accounts.table.index.sector_codes[0]]
    ]
    assert only["MtCO2"].sum() == pytest.approx(transaction_betweenness(accounts, demand).sum())
