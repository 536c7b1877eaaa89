import numpy as np
import pytest

from hand_made_tables import chain_of_regions
from made_up import make_table, small_table
from tanmai.accounting.carbon import carbon_accounts
from tanmai.accounting.value_added import (
    carbon_per_value_added,
    terms_of_trade,
    value_added_accounts,
)
from tanmai.core.errors import ConservationError, TableError
from tanmai.solve import LeontiefSystem


def test_flows_are_those_of_the_inverse():
    table = make_table(3, m=3, n=4)
    L = np.linalg.inv(np.eye(12) - np.asarray(table.Z) / table.x)
    earned = (table.total_value_added / table.x)[:, None] * (L @ table.final_demand)
    accounts = value_added_accounts(table, system=LeontiefSystem(table))
    np.testing.assert_allclose(
        accounts.flows.values, earned.reshape(3, 4, 3).sum(axis=1), rtol=1e-10
    )
    assert accounts.flows.unit == "10^4 CNY"


def test_value_added_without_output_is_refused():
    table = small_table()
    idle = {"x": table.x.copy(), "Z": table.Z.copy(), "F": table.F.copy()}
    idle["x"][0] = idle["Z"][:, 0] = idle["F"][:, 0] = 0.0
    with pytest.raises(TableError, match="value added but no output"):
        value_added_accounts(table.changed("idle", idle))


def test_rows_that_do_not_close_are_refused():
    table = small_table()
    wrong = table.changed("sales abroad forgotten", {"exports": np.zeros(12)})
    with pytest.raises(ConservationError, match="flows of value added give"):
        value_added_accounts(wrong)


def test_carbon_beside_value_pair_by_pair():
    table = small_table()
    carbon, value_added = carbon_accounts(table), value_added_accounts(table)
    records = carbon_per_value_added(carbon, value_added)
    assert len(records) == 6
    first = records.iloc[0]
    assert (first["from"], first["to"]) == ("140000", "330000")
    expected = 1e6 * carbon.flows.values[0, 1] / value_added.flows.values[0, 1]
    assert first["tCO2_per_1e4CNY"] == pytest.approx(expected)


def test_a_pair_that_earns_nothing_has_no_quotient():
    table = chain_of_regions()
    records = carbon_per_value_added(carbon_accounts(table), value_added_accounts(table))
    assert list(zip(records["from"], records["to"], strict=True)) == [("0", "2"), ("1", "2")]


def test_terms_of_trade_are_what_is_sold_over_what_is_bought():
    table = small_table()
    carbon, value_added = carbon_accounts(table), value_added_accounts(table)
    terms = terms_of_trade(carbon, value_added)
    earned = value_added.flows.between_regions().values
    outward = 1e6 * carbon.outflow / earned.sum(axis=1)
    inward = 1e6 * carbon.inflow / earned.sum(axis=0)
    np.testing.assert_allclose(terms["terms_of_trade"], outward / inward)
    assert list(terms.index) == list(table.index.region_codes)


def test_a_region_that_buys_nothing_has_no_terms_of_trade():
    table = chain_of_regions()
    with pytest.raises(TableError, match="has no terms of trade"):
        terms_of_trade(carbon_accounts(table), value_added_accounts(table))


def test_quotients_are_in_the_units_of_the_table():
    table = small_table().changed("in dollars", {"money_unit": "USD"})
    carbon, value_added = carbon_accounts(table), value_added_accounts(table)
    records = carbon_per_value_added(carbon, value_added)
    np.testing.assert_allclose(records["MtCO2_per_USD"], records["MtCO2"] / records["USD"])
    assert "outflow_MtCO2_per_USD" in terms_of_trade(carbon, value_added)
