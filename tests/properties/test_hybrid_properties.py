"""Products opened out of random tables: nothing is lost, nothing is counted twice."""

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from strategies import tables
from tanmai.accounting.carbon import carbon_accounts
from tanmai.checks import check_table
from tanmai.core.aggregation import aggregate_sectors
from tanmai.core.labels import Sector
from tanmai.metals.magnesium.coupling.footprint import carbon_of_a_tonne, final_destinations
from tanmai.metals.magnesium.coupling.open_product import CNY, TONNES, couple, newly_counted
from tanmai.metals.magnesium.coupling.products import OpenedProduct, Recipe
from tanmai.metals.magnesium.coupling.what_if import with_own_green_power
from tanmai.solve import LeontiefSystem, technical_coefficients

PRICE = 16_000.0
NEW = Sector("Mg", "镁", "Magnesium")
shares = st.floats(0.001, 0.05)
factors = st.floats(0.5, 1.0)


def recipe_of_host(table, place, factor=1.0, unlisted=0.0):
    m, n = table.index.m, table.index.n
    inputs = np.asarray(table.Z)[:, place].reshape(m, n).sum(axis=0) / table.x[place] * PRICE
    return Recipe(
        dict(zip(table.index.sector_codes, factor * inputs, strict=True)),
        factor * table.F[0, place] / table.x[place] * PRICE / CNY * TONNES,
        imports=factor * table.imports[place] / table.x[place] * PRICE,
        unlisted=unlisted,
    )


def product_of(table, host, share, factor=1.0, unlisted=0.0, **options):
    n = table.index.n
    places = [p * n + host for p in range(table.index.m)]
    places = [place for place in places if table.x[place] > 0]
    assume(places)
    codes = [table.index.region_codes[place // n] for place in places]
    return OpenedProduct(
        NEW,
        table.index.sector_codes[host],
        PRICE,
        {c: recipe_of_host(table, p, factor, unlisted) for c, p in zip(codes, places, strict=True)},
        {c: share * table.x[p] * CNY / PRICE for c, p in zip(codes, places, strict=True)},
        **options,
    )


@st.composite
def cases(draw, factor=factors):
    table = draw(tables())
    host = draw(st.integers(0, table.index.n - 1))
    return table, product_of(table, host, draw(shares), draw(factor))


@given(cases())
def test_without_output_the_accounts_are_the_same_to_the_last_bit(case):
    table, product = case
    none = OpenedProduct(NEW, product.host, PRICE, {}, dict.fromkeys(product.output, 0.0))
    before, after = carbon_accounts(table), carbon_accounts(couple(table, [none]))
    assert before.flows.values.tobytes() == after.flows.values.tobytes()
    assert before.emissions_by_destination.tobytes() == after.emissions_by_destination.tobytes()


@given(cases(factor=st.just(1.0)))
def test_with_the_hosts_own_recipe_the_accounts_do_not_change(case):
    table, product = case
    before, after = carbon_accounts(table), carbon_accounts(couple(table, [product]))
    size = np.abs(before.flows.values).max()
    np.testing.assert_allclose(after.flows.values, before.flows.values, atol=1e-9 * size)
    np.testing.assert_allclose(after.export, before.export, atol=1e-9 * size)


@given(cases())
def test_merged_with_its_host_the_table_comes_back(case):
    table, product = case
    into = {sector.code: sector for sector in table.sectors}
    host = into[product.host]
    merged = aggregate_sectors(couple(table, [product]), {**into, NEW.code: host}, "before")
    for part in ("Z", "Y", "exports", "stock_change", "error", "x", "imports", "value_added", "F"):
        own, back = np.asarray(getattr(table, part)), np.asarray(getattr(merged, part))
        np.testing.assert_allclose(back, own, rtol=1e-9, atol=1e-12 * np.abs(own).max(initial=0))


@given(cases())
def test_totals_are_kept_and_the_table_passes_its_checks(case):
    table, product = case
    coupled = couple(table, [product])
    check_table(coupled).require()
    before, after = carbon_accounts(table), carbon_accounts(coupled)
    total = after.consumption_based.sum() + after.export.sum() + after.balancing_share.sum()
    assert abs(total - coupled.F.sum() - coupled.F_Y.sum()) <= 1e-9 * total
    np.testing.assert_allclose(coupled.final_demand.sum(0), table.final_demand.sum(0), rtol=1e-9)
    np.testing.assert_allclose(after.production_based, before.production_based, rtol=1e-9)


@given(cases(), st.just(0.0) | st.floats(1e-6, 50.0))
def test_what_no_inventory_held_is_all_that_is_added(case, unlisted):
    table, product = case
    host = table.index.sector_codes.index(product.host)
    value = next(iter(product.output.items()))
    share = value[1] * PRICE / CNY / table.x[table.index.position(value[0], product.host)]
    other = product_of(table, host, share, unlisted=unlisted)
    coupled, plain = couple(table, [other]), couple(table, [product_of(table, host, share)])
    new = newly_counted(coupled, [other])
    size = plain.F.max()
    added = (coupled.F - plain.F)[0].reshape(table.index.m, -1)
    np.testing.assert_allclose(added[:, -1], new, atol=1e-12 * max(size, 1e-300))
    np.testing.assert_array_equal(added[:, :-1], 0.0)
    expected = sum(other.output.values()) * unlisted / TONNES
    np.testing.assert_allclose(new.sum(), expected, rtol=1e-9)
    after = carbon_accounts(coupled).production_based
    before = carbon_accounts(table).production_based
    np.testing.assert_allclose(after, before + new, rtol=1e-9)
    check_table(coupled).require()


@given(cases(), st.sampled_from([1e-3, 10.0, 1e3]))
def test_the_unit_of_the_product_does_not_matter(case, unit):
    table, product = case
    scaled = OpenedProduct(
        NEW,
        product.host,
        PRICE / unit,
        {
            code: Recipe(
                {sector: amount / unit for sector, amount in recipe.purchases.items()},
                recipe.emissions / unit,
                imports=recipe.imports / unit,
            )
            for code, recipe in product.recipes.items()
        },
        {code: tonnes * unit for code, tonnes in product.output.items()},
    )
    first, second = couple(table, [product]), couple(table, [scaled])
    for part in ("Z", "Y", "x", "F", "value_added"):
        own = getattr(first, part)
        np.testing.assert_allclose(getattr(second, part), own, rtol=1e-9, atol=1e-9 * own.max())


@given(cases())
def test_it_is_the_mixed_system_with_the_product_in_tonnes(case):
    """A* = [[A', C_u], [C_d, B]], money for the sectors and tonnes for the product."""
    table, product = case
    coupled = couple(table, [product])
    n, size = coupled.index.n, len(coupled.index)
    new = np.arange(n - 1, size, n)
    units = np.ones(size)
    units[new] = CNY / PRICE
    output = coupled.x * units
    A = technical_coefficients(np.asarray(coupled.Z) * units[:, None], output)
    f = np.divide(coupled.F[0], output, out=np.zeros(size), where=output > 0)
    per_tonne = np.linalg.solve(np.eye(size) - A.T, f)[new] * TONNES
    for region, expected in zip(table.index.region_codes, per_tonne, strict=True):
        if product.output.get(region):
            found = carbon_of_a_tonne(coupled, product, region)
            np.testing.assert_allclose(found.total, expected, rtol=1e-8)


@given(cases())
def test_a_tonne_is_its_gate_and_what_lies_upstream(case):
    """ε = f + ε A: the gate, and the embodied carbon of every input."""
    table, product = case
    coupled = couple(table, [product])
    system = LeontiefSystem(coupled)
    embodied = carbon_accounts(coupled, system=system).embodied_intensity
    for region in product.output:
        tonne = carbon_of_a_tonne(coupled, product, region, system=system)
        place = coupled.index.position(region, NEW.code)
        inputs = embodied @ system.coefficients()[:, place] * PRICE / CNY * TONNES
        np.testing.assert_allclose(tonne.total, tonne.gate + inputs, rtol=1e-8)
        np.testing.assert_allclose(tonne.gate, product.recipes[region].emissions, rtol=1e-9)
        assert tonne.gate <= tonne.process_study * (1 + 1e-9) <= tonne.total * (1 + 1e-8)


@given(cases())
def test_all_tonnes_end_somewhere(case):
    table, product = case
    coupled = couple(table, [product])
    for region, tonnes in product.output.items():
        ends = final_destinations(coupled, product, region)
        np.testing.assert_allclose(ends.to_numpy().sum(), tonnes, rtol=1e-8)


@given(cases(), st.floats(0.0, 1.0))
def test_green_power_lowers_emissions_and_keeps_final_demand(case, share):
    table, product = case
    coupled = couple(table, [product])
    power, region = table.index.sector_codes[0], next(iter(product.output))
    green = with_own_green_power(coupled, [NEW.code], region, power, share)
    assert green.F.sum() <= coupled.F.sum() * (1 + 1e-9)
    np.testing.assert_allclose(green.Y, coupled.Y)
    check_table(green).require()
