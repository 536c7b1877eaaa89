import numpy as np
import pytest
from scipy import sparse

from made_up import make_table, small_table
from tanmai.accounting.bilateral import bilateral_trade_accounts, split_flows
from tanmai.accounting.carbon import carbon_accounts
from tanmai.core.errors import ConservationError, OptionError
from tanmai.core.focus import Focus


def test_each_flow_is_the_formula_of_one_pair():
    """e^{rs} = f^r (I − A^{rr})⁻¹ (Z^{rs} 1 + y^{rs}), written out."""
    table = make_table(5, m=3, n=4)
    bilateral = bilateral_trade_accounts(carbon_accounts(table))
    r, s = slice(4, 8), slice(8, 12)
    Z, x = np.asarray(table.Z), table.x
    multipliers = (table.F[0] / x)[r] @ np.linalg.inv(np.eye(4) - Z[r, r] / x[r])
    sold = Z[r, s].sum(axis=1) + table.final_demand[r, 2]
    assert bilateral.flows.values[1, 2] == pytest.approx(multipliers @ sold)
    assert bilateral.flows.values[1, 1] == pytest.approx(multipliers @ table.final_demand[r, 1])
    assert bilateral.export[1] == pytest.approx(multipliers @ table.exports[r])


def test_production_is_the_same_in_both_accounts_and_consumption_is_not():
    accounts = carbon_accounts(small_table())
    bilateral = bilateral_trade_accounts(accounts)
    np.testing.assert_allclose(bilateral.production_based, accounts.production_based, rtol=1e-12)
    assert not np.allclose(bilateral.consumption_based, accounts.consumption_based, rtol=1e-3)
    assert bilateral.flows.unit == "Mt CO2"


def test_flows_in_compressed_form_give_the_same():
    table = small_table()
    thin = table.changed("sparse", {"Z": sparse.csr_array(table.Z)})
    np.testing.assert_allclose(
        bilateral_trade_accounts(carbon_accounts(thin)).flows.values,
        bilateral_trade_accounts(carbon_accounts(table)).flows.values,
        rtol=1e-12,
    )


def test_a_focus_on_emitters_is_kept_and_one_on_products_refused():
    table = small_table()
    mining = carbon_accounts(table, focus=Focus(("02",), "emitters", "mining"))
    emitted = bilateral_trade_accounts(mining).production_based
    np.testing.assert_allclose(emitted, table.F[0].reshape(3, 4)[:, 1], rtol=1e-12)
    products = carbon_accounts(table, focus=Focus(("02",), "products", "mining"))
    with pytest.raises(OptionError, match="cannot be accounted by final product"):
        bilateral_trade_accounts(products)


def test_a_table_that_does_not_balance_is_refused():
    table = small_table()
    accounts = carbon_accounts(table)
    wrong = table.changed("sales abroad forgotten", {"exports": np.zeros(12)})
    object.__setattr__(accounts, "table", wrong)
    with pytest.raises(ConservationError, match="flows of bilateral trade of"):
        bilateral_trade_accounts(accounts)


def test_parts_of_a_flow_are_blocks_of_the_inverse():
    table = make_table(6, m=3, n=4)
    split = split_flows(carbon_accounts(table))
    L = np.linalg.inv(np.eye(12) - np.asarray(table.Z) / table.x)
    f = (table.F[0] / table.x)[:4]
    y = table.final_demand
    assert split.final_goods.values[0, 2] == pytest.approx(f @ L[:4, :4] @ y[:4, 2])
    assert split.intermediates.values[0, 2] == pytest.approx(f @ L[:4, 8:] @ y[8:, 2])
    assert split.via_third_regions.values[0, 2] == pytest.approx(f @ L[:4, 4:8] @ y[4:8, 2])
    home_again = f @ L[:4, 4:] @ y[4:, 0]
    assert split.via_third_regions.values[0, 0] == pytest.approx(home_again)
    assert not split.intermediates.values.diagonal().any()


def test_a_split_that_misses_its_flow_is_refused():
    accounts = carbon_accounts(small_table())
    object.__setattr__(accounts, "region_multipliers", accounts.region_multipliers * 1.001)
    with pytest.raises(ConservationError, match="parts of a flow differ"):
        split_flows(accounts)
