import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from made_up import small_table
from tanmai.accounting.carbon import carbon_accounts
from tanmai.analysis import Deflators, at_constant_prices, read_deflators
from tanmai.analysis.constant_prices import require_same_prices
from tanmai.core.errors import LabelError, OptionError, TableError, UnitError
from tanmai.solve import technical_coefficients

PRICES = np.linspace(0.8, 1.4, 12)


def by_sector(**changes):
    codes = ["01", "02", "03", "04", "imports"]
    frame = pd.DataFrame({"sector_code": codes, "price_index": [1.1, 1.3, 0.9, 1.2, 1.05]})
    return frame.assign(**changes)


def test_prices_of_a_sector_hold_in_every_region():
    deflators = read_deflators(by_sector(), small_table(), 2012)
    np.testing.assert_array_equal(deflators.price_index, [1.1, 1.3, 0.9, 1.2] * 3)
    assert (deflators.base_year, deflators.import_price_index) == (2012, 1.05)


def test_prices_by_region_are_found_by_code_in_any_order():
    index = small_table().index
    rows = [
        (region, sector, PRICES[index.position(region, sector)])
        for region in reversed(index.region_codes)
        for sector in index.sector_codes
    ]
    rows.append(("", "imports", 1.0))
    frame = pd.DataFrame(rows, columns=["adcode", "sector_code", "price_index"])
    np.testing.assert_array_equal(read_deflators(frame, small_table(), 2012).price_index, PRICES)


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (by_sector().drop(columns="price_index"), "no column price_index"),
        (by_sector().iloc[:4], "0 rows of sector code 'imports'"),
        (by_sector().iloc[[0, 1, 3, 4]], "no price for 03"),
        (by_sector().iloc[[0, 0, 1, 2, 3, 4]], "two prices for 01"),
    ],
)
def test_every_product_has_one_price(frame, message):
    with pytest.raises(LabelError, match=message):
        read_deflators(frame, small_table(), 2012)


@pytest.mark.parametrize("value", [105.0, 0.0, float("nan")])
def test_an_index_is_of_base_one(value):
    with pytest.raises(UnitError, match="indices are of base 1"):
        read_deflators(by_sector(price_index=[1.0, value, 1.0, 1.0, 1.0]), small_table(), 2012)


def test_every_use_of_a_product_is_divided_by_its_price():
    table = small_table()
    constant = at_constant_prices(table, Deflators(2012, PRICES, 1.25))
    np.testing.assert_allclose(constant.Z, table.Z / PRICES[:, None])
    np.testing.assert_allclose(constant.exports, table.exports / PRICES)
    np.testing.assert_allclose(constant.imports, table.imports / 1.25)
    assert constant.price_basis == "constant 2012"
    assert "prices of 2017 turned into those of 2012" in str(constant.provenance.changes[-1])


def test_a_deflated_table_balances_by_row_and_by_column():
    constant = at_constant_prices(small_table(), Deflators(2012, PRICES, 1.25))
    sold = constant.Z.sum(axis=1) + constant.Y.sum(axis=1)
    sold += constant.exports + constant.stock_change + constant.error
    np.testing.assert_allclose(sold, constant.x)
    paid = constant.Z.sum(axis=0) + constant.imports + constant.total_value_added
    np.testing.assert_allclose(paid, constant.x)


def test_deflating_leaves_the_carbon_flows():
    """A change of the unit of each product moves no carbon."""
    table = small_table()
    constant = at_constant_prices(table, Deflators(2012, PRICES, 1.25))
    np.testing.assert_allclose(
        carbon_accounts(constant).flows.values, carbon_accounts(table).flows.values, rtol=1e-10
    )
    A = technical_coefficients(table.Z, table.x) * PRICES / PRICES[:, None]
    np.testing.assert_allclose(technical_coefficients(constant.Z, constant.x), A, rtol=1e-12)


def test_compressed_flows_are_deflated_alike():
    table = small_table()
    thin = table.changed("sparse", {"Z": sparse.csr_array(table.Z)})
    deflators = Deflators(2012, PRICES, 1.25)
    first, second = (at_constant_prices(t, deflators) for t in (table, thin))
    np.testing.assert_allclose(second.Z.toarray(), first.Z)


def test_a_table_is_deflated_once():
    deflators = Deflators(2012, PRICES, 1.0)
    constant = at_constant_prices(small_table(), deflators)
    with pytest.raises(OptionError, match="constant 2012 prices already"):
        at_constant_prices(constant, deflators)


@pytest.mark.parametrize("prices", [np.ones(4), -PRICES])
def test_deflators_fit_the_table(prices):
    with pytest.raises(TableError, match="12 prices above zero"):
        at_constant_prices(small_table(), Deflators(2012, prices, 1.0))


def test_the_current_prices_of_the_base_year_are_its_constant_prices():
    now = small_table()
    then = at_constant_prices(now, Deflators(2012, PRICES, 1.0))
    base = now.changed("of 2012", {"year": 2012})
    require_same_prices(then, base, "constant prices")
    require_same_prices(now, base, "current prices")
    with pytest.raises(OptionError, match="would be inflation"):
        require_same_prices(now, base, "constant prices")
    with pytest.raises(OptionError, match=r"not a basis of prices\. Known: constant prices"):
        require_same_prices(now, base, "any prices")
