import numpy as np
import pytest

from embedded import embedded_table
from tanmai.accounting.carbon import carbon_accounts
from tanmai.analysis import final_product_emissions
from tanmai.core.errors import ConservationError
from tanmai.core.focus import find_focus


@pytest.mark.parametrize("reading", [None, "emitters", "products"])
def test_parts_close_with_the_accounts(make_table, reading):
    table = make_table(3)
    focus = find_focus(table.sectors[0].code, table, reading, {}) if reading else None
    accounts = carbon_accounts(table, focus=focus)
    found = final_product_emissions(accounts)
    by_sink = found.values.sum(axis=1)
    k = len(table.categories)
    np.testing.assert_allclose(by_sink.sum(axis=1), table.by_region(accounts.direct))
    np.testing.assert_allclose(by_sink[:, :k], accounts.flows_by_category.sum(axis=1))
    np.testing.assert_allclose(by_sink[:, k], accounts.export)
    np.testing.assert_allclose(
        found.values[:, :, :k].sum(axis=(0, 2)), accounts.footprint_by_product.sum(axis=0)
    )


def test_only_the_sinks_that_a_table_has_are_named():
    accounts = carbon_accounts(embedded_table("textbook-mini"))
    found = final_product_emissions(accounts)
    codes = [sink.code for sink in found.sinks]
    assert codes[: len(accounts.table.categories)] == [c.code for c in accounts.table.categories]
    assert codes[len(accounts.table.categories)] == "export"
    assert ("balancing" in codes) == bool(accounts.table.error.any())
    assert ("stock_change" in codes) == bool(accounts.table.stock_change.any())
    assert found.values.shape[2] == len(codes)


def test_parts_that_do_not_close_are_refused(make_table):
    accounts = carbon_accounts(make_table(1))
    object.__setattr__(accounts, "region_multipliers", accounts.region_multipliers * 1.01)
    with pytest.raises(ConservationError, match="final products of"):
        final_product_emissions(accounts)
