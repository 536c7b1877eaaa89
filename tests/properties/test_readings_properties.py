import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from made_up import make_trade_share_table
from strategies import seeds, tables, trade_share_tables
from tanmai.accounting.bilateral import bilateral_trade_accounts
from tanmai.accounting.carbon import carbon_accounts
from tanmai.accounting.readings import GRAVITY_EXPONENTS, READINGS, rebuilt_trade, under_reading
from tanmai.checks import check_column_balance, check_row_balance

EMITTED = [name for name in READINGS if name not in GRAVITY_EXPONENTS]


@given(st.one_of(tables(), trade_share_tables()), st.sampled_from(EMITTED))
def test_a_reading_loses_nothing_and_its_table_balances(table, name):
    """What is emitted goes somewhere, sums of regions included; rows and columns still close."""
    read = under_reading(table, name)
    accounts = carbon_accounts(read)
    assert accounts.conservation_gap <= 1e-9
    usual = carbon_accounts(table)
    scale = usual.production_based.sum()
    assert np.abs(accounts.production_based - usual.production_based).max() <= 1e-9 * scale
    assert check_row_balance(read).passed == check_row_balance(table).passed
    assert check_column_balance(read).passed == check_column_balance(table).passed


@given(tables())
@settings(deadline=None)
def test_bilateral_trade_as_a_table_is_bilateral_trade_as_an_account(table):
    accounts = carbon_accounts(table)
    known = bilateral_trade_accounts(accounts)
    read = carbon_accounts(under_reading(table, "bilateral_trade"))
    scale = np.abs(known.flows.values).sum()
    assert np.abs(read.flows.values - known.flows.values).max() <= 1e-9 * scale
    assert np.abs(read.export - known.export).max() <= 1e-9 * scale


@given(tables())
@settings(deadline=None)
def test_direct_sales_are_intensity_times_sales(table):
    accounts = carbon_accounts(table)
    m, n = table.index.m, table.index.n
    sold = table.Z.reshape(m * n, m, n).sum(axis=2) + table.final_demand
    expected = table.by_region(accounts.direct_intensity[:, None] * sold)
    read = carbon_accounts(under_reading(table, "direct_sales"))
    np.testing.assert_allclose(read.flows.values, expected, rtol=1e-9, atol=1e-9)


@given(tables())
@settings(deadline=None)
def test_exports_at_origin_add_what_exports_embody_and_nothing_else(table):
    usual = carbon_accounts(table)
    read = carbon_accounts(under_reading(table, "exports_at_origin"))
    m, n = table.index.m, table.index.n
    shipped = usual.region_multipliers.reshape(m, m, n) * table.exports.reshape(m, n)
    np.testing.assert_allclose(
        read.flows.values, usual.flows.values + shipped.sum(axis=2), rtol=1e-9, atol=1e-9
    )
    assert np.abs(read.export).max() == 0.0


@given(seeds(), st.integers(2, 5), st.floats(0.0, 3.0), seeds())
@settings(deadline=None)
def test_rebuilt_trade_keeps_what_is_kept_sent_and_received(seed, m, exponent, of_costs):
    table = make_trade_share_table(seed, m=m, n=3)
    costs = np.random.default_rng(of_costs).uniform(50.0, 500.0, (m, m))
    rebuilt = rebuilt_trade(table, costs, exponent)
    old, new = ((t.trade_shares.shares * used(t).T[:, None, :]) for t in (table, rebuilt))
    scale = old.max()
    at = np.arange(m)
    assert np.abs(old[:, at, at] - new[:, at, at]).max() <= 1e-9 * scale
    for axis in (1, 2):
        assert np.abs(old.sum(axis=axis) - new.sum(axis=axis)).max() <= 1e-9 * scale
    again = rebuilt_trade(rebuilt, costs, exponent)
    np.testing.assert_allclose(
        again.trade_shares.shares, rebuilt.trade_shares.shares, rtol=1e-6, atol=1e-9
    )


def used(table):
    return table.trade_shares.use.sum(axis=2) + table.trade_shares.final_use.sum(axis=2)


@given(trade_share_tables(), st.sampled_from(list(GRAVITY_EXPONENTS)))
@settings(deadline=None)
def test_a_gravity_reading_conserves(table, name):
    assume(table.index.m > 1)
    accounts = carbon_accounts(under_reading(table, name))
    assert accounts.conservation_gap <= 1e-9
