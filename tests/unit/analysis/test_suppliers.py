"""The order of suppliers: the same purchases, whatever the form of the flows."""

import numpy as np
import pytest
from scipy import sparse

from made_up import make_trade_share_table
from tanmai.accounting.carbon import carbon_accounts
from tanmai.analysis import path_search as suppliers
from tanmai.analysis import structural_paths
from tanmai.analysis.path_search import ordered_suppliers
from tanmai.core.errors import OptionError

TABLE = make_trade_share_table(7, 4, 5)
FORMS = {
    "dense": TABLE,
    "sparse": TABLE.changed("sparse", {"Z": sparse.csr_array(TABLE.Z)}),
    "trade shares": TABLE.changed("the form alone", {"Z": TABLE.trade_shares}),
}
BUYERS = np.array([3, 11, 3, 19], dtype=np.int32)
WEIGHTS = np.array([5.0, 2.0, 0.1, 30.0])
MOST = np.full(20, 31.0)


@pytest.fixture(params=list(FORMS))
def table(request):
    return FORMS[request.param]


@pytest.mark.parametrize("share", [0.001, 0.02, 0.5])
def test_just_the_purchases_that_reach_the_limit_are_entered(table, share):
    multipliers = carbon_accounts(TABLE).embodied_intensity
    A = np.asarray(TABLE.Z) / TABLE.x
    embodied = multipliers[:, None] * A[:, BUYERS] * WEIGHTS
    limit = share * embodied.max()
    found = ordered_suppliers(table, multipliers, MOST, limit).entered(BUYERS, WEIGHTS)
    expected = {(int(b), int(i)) for i, b in np.argwhere(embodied >= limit)}
    assert len(expected) == found.branches.size > 0
    assert set(zip(found.branches.tolist(), found.suppliers.tolist(), strict=True)) == expected
    np.testing.assert_allclose(
        found.coefficients, A[found.suppliers, BUYERS[found.branches]], rtol=1e-12
    )


def test_paths_are_the_same_in_every_form(table):
    accounts, expected = carbon_accounts(table), carbon_accounts(TABLE)
    found = structural_paths(accounts, accounts.demand[:, 1], 0.5)
    paths = structural_paths(expected, expected.demand[:, 1], 0.5)
    assert len(found.carbon) == len(paths.carbon) > 20
    np.testing.assert_array_equal(found.steps, paths.steps)
    np.testing.assert_allclose(found.carbon, paths.carbon, rtol=1e-8)


def test_paths_of_a_large_table_write_nothing_out(monkeypatch):
    table = FORMS["trade shares"]
    for name in ("tanmai.solve.choice.SMALL", "tanmai.core.flows.MOST_WRITTEN_OUT"):
        monkeypatch.setattr(name, 5)
    monkeypatch.setattr(type(table.trade_shares), "whole", None)
    accounts = carbon_accounts(table)
    assert len(structural_paths(accounts, accounts.demand[:, 1], 0.5).carbon) > 20


def test_too_many_branches_are_refused(monkeypatch, table):
    monkeypatch.setattr(suppliers, "MOST_BRANCHES", 3)
    with pytest.raises(OptionError, match="branches at one tier, above 3"):
        ordered_suppliers(table, np.ones(20), MOST, 1e-9).entered(BUYERS, WEIGHTS)


def test_what_no_path_can_carry_is_not_kept(table):
    multipliers = carbon_accounts(TABLE).embodied_intensity
    carried = multipliers[:, None] * np.asarray(TABLE.Z) / TABLE.x * MOST
    limit = float(np.quantile(carried, 0.9))
    everybody = np.arange(20, dtype=np.int32)
    found = ordered_suppliers(table, multipliers, MOST, limit).entered(everybody, 1e6 * MOST)
    expected = {(int(b), int(i)) for i, b in np.argwhere(carried >= limit)}
    assert expected <= set(zip(found.branches.tolist(), found.suppliers.tolist(), strict=True))
    assert 40 == len(expected) <= found.branches.size < 100 < carried.size
