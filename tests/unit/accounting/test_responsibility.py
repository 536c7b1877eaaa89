import numpy as np
import pytest
from scipy import sparse

from made_up import make_table, small_table
from tanmai.accounting.carbon import carbon_accounts
from tanmai.accounting.responsibility import (
    income_accounts,
    shared_responsibility,
    value_added_responsibility,
)
from tanmai.core.errors import ConservationError, OptionError, TableError
from tanmai.core.focus import Focus


def test_enabled_intensity_is_that_of_the_ghosh_inverse():
    table = make_table(7)
    B = np.asarray(table.Z) / table.x[:, None]
    G = np.linalg.inv(np.eye(len(B)) - B)
    f = table.F[0] / table.x
    income = income_accounts(carbon_accounts(table))
    np.testing.assert_allclose(income.enabled_intensity, G @ f, rtol=1e-10)
    np.testing.assert_allclose(income.by_sector, table.total_value_added * (G @ f), rtol=1e-10)
    np.testing.assert_allclose(income.imports, table.imports * (G @ f), rtol=1e-10)


def test_columns_that_do_not_close_are_shown_as_a_balance():
    table = small_table()
    less = table.value_added * 0.9
    income = income_accounts(carbon_accounts(table.changed("less", {"value_added": less})))
    whole = income_accounts(carbon_accounts(table))
    np.testing.assert_allclose(whole.balancing, 0, atol=1e-9)
    np.testing.assert_allclose(income.balancing, 0.1 * whole.by_sector, rtol=1e-9, atol=1e-9)


def test_emissions_without_output_of_their_rows_are_not_lost_silently():
    table = small_table()
    accounts = carbon_accounts(table)
    object.__setattr__(accounts, "table", table.changed("more output", {"x": table.x * 1.01}))
    with pytest.raises(ConservationError, match="income-based accounts give"):
        income_accounts(accounts)


@pytest.mark.parametrize("account", [income_accounts, value_added_responsibility])
def test_products_have_no_downstream(account):
    focused = carbon_accounts(small_table(), focus=Focus(("02",), "products", "mining"))
    with pytest.raises(OptionError, match="Focus on emitters instead"):
        account(focused)


def test_ends_of_beta_are_the_two_accounts():
    accounts = carbon_accounts(small_table())
    np.testing.assert_array_equal(shared_responsibility(accounts, 1.0), accounts.production_based)
    np.testing.assert_array_equal(shared_responsibility(accounts, 0.0), accounts.consumption_based)


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_beta_is_a_share(share):
    with pytest.raises(OptionError, match=r"from 0 .* to 1"):
        shared_responsibility(carbon_accounts(small_table()), share)


def test_a_sector_keeps_value_added_over_net_output():
    table = make_table(8)
    shared = value_added_responsibility(carbon_accounts(table))
    own = np.diagonal(np.asarray(table.Z))
    kept = table.total_value_added / (table.x - own)
    np.testing.assert_allclose(1 - shared.passed_on, kept, rtol=1e-10)


def test_responsibility_does_not_turn_on_sales_to_oneself():
    """Sales to itself taken out of a sector and of its output move nothing (Lenzen et al. 2007)."""
    table = small_table()
    own = np.diag(np.diagonal(table.Z))
    net = table.changed("net of own use", {"Z": table.Z - own, "x": table.x - np.diagonal(own)})
    gross, trimmed = (value_added_responsibility(carbon_accounts(t)) for t in (table, net))
    np.testing.assert_allclose(gross.producers, trimmed.producers, rtol=1e-9)
    np.testing.assert_allclose(gross.consumers, trimmed.consumers, rtol=1e-9)


def test_compressed_flows_share_the_same():
    table = small_table()
    thin = table.changed("sparse", {"Z": sparse.csr_array(table.Z)})
    first, second = (value_added_responsibility(carbon_accounts(t)) for t in (table, thin))
    np.testing.assert_allclose(first.producers, second.producers, rtol=1e-12)


@pytest.mark.parametrize("factor", [-1.0, 9.0])
def test_value_added_must_be_a_share(factor):
    table = small_table()
    value_added = np.array(table.value_added)
    value_added[:, 5] *= factor
    accounts = carbon_accounts(table.changed("wrong", {"value_added": value_added}))
    with pytest.raises(TableError, match="it cannot be a share that is kept"):
        value_added_responsibility(accounts)
