import subprocess
import sys

import numpy as np
import pytest

from made_up import make_table, small_table
from tanmai.accounting.carbon import carbon_accounts, direct_intensity
from tanmai.accounting.imports import imported_by_domestic_technology
from tanmai.core.errors import ConservationError, LabelError, OptionError, TableError
from tanmai.core.focus import Focus

MINING = ("02",)


def changed(table, part, position, value):
    values = np.array(getattr(table, part))
    values[position] = value
    return table.changed("changed by the test", {part: values})


def test_flows_are_those_of_the_inverse():
    table = small_table()
    L = np.linalg.inv(np.eye(12) - np.array(table.Z) / table.x)
    emitted = (table.F[0] / table.x)[:, None] * (L @ table.final_demand)
    expected = emitted.reshape(3, 4, 3).sum(axis=1)
    np.testing.assert_allclose(carbon_accounts(table).flows.values, expected, rtol=1e-12)


def test_what_is_produced_is_consumed_exported_or_in_the_balancing_column():
    accounts = carbon_accounts(small_table())
    produced = accounts.production_based.sum()
    assert produced == pytest.approx(small_table().F.sum() + small_table().F_Y.sum(), rel=1e-12)
    sinks = accounts.consumption_based.sum() + accounts.export.sum() + accounts.balancing.sum()
    assert produced == pytest.approx(sinks, rel=1e-12)
    assert accounts.balancing.sum() != 0


def test_each_region_balances():
    accounts = carbon_accounts(make_table(2))
    difference = accounts.production_based - accounts.consumption_based
    explained = accounts.net_outflow + accounts.export + accounts.balancing_share
    np.testing.assert_allclose(difference, explained, atol=1e-8)


def test_households_are_in_both_accounts_of_their_own_region_only():
    table = small_table()
    before = carbon_accounts(table)
    after = carbon_accounts(changed(table, "F_Y", (0, 1), 109.0))
    added = [0, 100, 0]
    np.testing.assert_allclose(after.production_based - before.production_based, added, atol=1e-9)
    np.testing.assert_allclose(after.consumption_based - before.consumption_based, added, atol=1e-9)
    np.testing.assert_array_equal(after.flows.values, before.flows.values)


def test_exports_are_demand_of_no_province():
    table = small_table()
    abroad = table.changed(
        "all demand abroad",
        {
            "Y": np.zeros_like(table.Y),
            "exports": table.exports + table.Y.sum(axis=1),
        },
    )
    accounts = carbon_accounts(abroad)
    assert not accounts.flows.values.any()
    np.testing.assert_allclose(accounts.consumption_based, table.F_Y[0])
    assert accounts.export.sum() == pytest.approx(table.F.sum() - accounts.balancing.sum())


def test_categories_and_products_add_up_to_the_flows():
    accounts = carbon_accounts(make_table(3))
    values = accounts.flows.values
    np.testing.assert_allclose(accounts.flows_by_category.sum(axis=2), values, rtol=1e-9, atol=1e-9)
    assert accounts.emitting_sectors(1, 2).sum() == pytest.approx(values[1, 2])
    assert accounts.final_products(1, 2).sum() == pytest.approx(values[1, 2])
    np.testing.assert_allclose(
        accounts.footprint_by_product.sum(axis=1) + accounts.household, accounts.consumption_based
    )


def test_focus_on_emitters_keeps_their_emissions_alone():
    table = small_table()
    accounts = carbon_accounts(table, focus=Focus(MINING, "emitters", "mining"))
    mining = table.F[0].reshape(3, 4)[:, 1]
    np.testing.assert_allclose(accounts.production_based, mining, rtol=1e-12)
    assert not accounts.household.any()
    assert not accounts.emitting_sectors(0, 1)[[0, 2, 3]].any()


def test_focus_on_products_keeps_the_footprint_of_their_final_demand():
    table = small_table()
    accounts = carbon_accounts(table, focus=Focus(MINING, "products", "mining"))
    footprint = accounts.footprint_by_product
    assert not footprint[:, [0, 2, 3]].any()
    whole = carbon_accounts(table).footprint_by_product
    np.testing.assert_allclose(footprint[:, 1], whole[:, 1], rtol=1e-12)
    assert accounts.emitting_sectors(0, 0)[2] > 0


def test_emitters_and_products_are_told_apart():
    table = small_table()
    emitters = carbon_accounts(table, focus=Focus(MINING, "emitters", "mining"))
    products = carbon_accounts(table, focus=Focus(MINING, "products", "mining"))
    assert emitters.production_based.sum() != pytest.approx(products.production_based.sum())


def test_focuses_on_all_sectors_add_up():
    table = small_table()
    parts = [
        carbon_accounts(table, focus=Focus((code,), "emitters", code)).flows.values
        for code in table.index.sector_codes
    ]
    np.testing.assert_allclose(sum(parts), carbon_accounts(table).flows.values, rtol=1e-12)


def test_an_unknown_reading_or_sector_is_refused():
    with pytest.raises(OptionError, match="Did you mean 'products'"):
        Focus(MINING, "product", "mining")
    with pytest.raises(LabelError, match="Sector '99' is not in table"):
        carbon_accounts(small_table(), focus=Focus(("99",), "emitters", "99"))


def test_emission_without_output_is_refused_by_name():
    table = make_table(5, idle=1)
    idle = int(np.flatnonzero(table.x == 0)[0])
    emitting = changed(table, "F", (0, idle), 2.5)
    with pytest.raises(TableError, match=r"has emissions of 2\.5 Mt CO2 but no output"):
        direct_intensity(emitting)


def test_an_emission_that_is_not_a_number_is_refused():
    with pytest.raises(TableError, match="Zhejiang 浙江, 02 Coal mining is not a number"):
        carbon_accounts(changed(small_table(), "F", (0, 5), np.nan))


def test_a_table_whose_rows_do_not_add_up_is_refused():
    table = small_table()
    with pytest.raises(ConservationError, match="fix the rows"):
        carbon_accounts(table.changed("too much", {"exports": table.exports + 1.0}))


def test_a_stressor_is_asked_for_where_there_are_several():
    table = small_table()
    two = table.changed(
        "two emissions",
        {
            "F": np.vstack([table.F, 2 * table.F]),
            "F_Y": np.vstack([table.F_Y, 0 * table.F_Y]),
            "stressors": ("CO2", "CH4"),
        },
    )
    with pytest.raises(OptionError, match="name one of: CO2, CH4"):
        carbon_accounts(two)
    with pytest.raises(LabelError, match="'N2O' is not an emission"):
        carbon_accounts(two, stressor="N2O")
    doubled = carbon_accounts(two, stressor="CH4").flows.values
    np.testing.assert_allclose(doubled, 2 * carbon_accounts(table).flows.values)


def test_a_table_that_is_changed_gives_new_accounts():
    table = small_table()
    more = carbon_accounts(table.changed("double", {"F": table.F * 2, "F_Y": table.F_Y * 2}))
    np.testing.assert_allclose(
        more.production_based, 2 * carbon_accounts(table).production_based, rtol=1e-12
    )


def test_imported_carbon_by_domestic_technology():
    """Where imports are a fixed share of each input, A⁺ = A (1 + share)."""
    table = small_table()
    domestic = np.asarray(table.Z.sum(axis=0))
    share = 0.1
    imported = table.changed(
        "imports in a fixed share",
        {"imports": share * domestic, "imports_final": 0 * table.imports_final},
    )
    A = table.Z / table.x
    f = table.F[0] / table.x
    opened = f @ np.linalg.inv(np.eye(12) - (1 + share) * A) @ table.final_demand
    closed = f @ np.linalg.inv(np.eye(12) - A) @ table.final_demand
    np.testing.assert_allclose(
        imported_by_domestic_technology(carbon_accounts(imported)), opened - closed
    )


@pytest.mark.parametrize("reading", ["emitters", "products"])
def test_imported_carbon_keeps_to_the_focus(reading):
    table = small_table()
    parts = [
        imported_by_domestic_technology(carbon_accounts(table, focus=Focus((code,), reading, code)))
        for code in table.index.sector_codes
    ]
    whole = imported_by_domestic_technology(carbon_accounts(table))
    np.testing.assert_allclose(sum(parts), whole, rtol=1e-9)
    assert (parts[0] < sum(parts)).all()


def test_imports_without_domestic_purchases_are_refused():
    table = make_table(5, idle=1)
    idle = int(np.flatnonzero(table.x == 0)[0])
    with pytest.raises(TableError, match="has imports but no domestic purchases"):
        imported_by_domestic_technology(carbon_accounts(changed(table, "imports", idle, 1.0)))


def test_accounts_need_no_frames():
    code = "import sys, tanmai.accounting.carbon; print('pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
