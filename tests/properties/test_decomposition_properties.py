import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from brute_force_paths import all_paths
from made_up import make_table, make_trade_share_table
from strategies import seeds, tables
from tanmai.accounting.bilateral import bilateral_trade_accounts, split_flows
from tanmai.accounting.carbon import carbon_accounts
from tanmai.accounting.responsibility import (
    income_accounts,
    shared_responsibility,
    value_added_responsibility,
)
from tanmai.accounting.value_added import value_added_accounts
from tanmai.analysis import (
    METHODS,
    Deflators,
    at_constant_prices,
    average_propagation_lengths,
    blocks_by_region,
    blocks_by_region_and_sector,
    blocks_by_sector,
    decompose_change,
    emission_linkages,
    first_tier,
    hypothetical_extraction,
    largest_structural_paths,
    output_linkages,
    region_routes,
    sector_betweenness,
    structural_paths,
    total_final_demand,
    transaction_betweenness,
    ultimate_emitters,
)
from tanmai.solve import LeontiefSystem

BLOCKS = st.sampled_from([blocks_by_region, blocks_by_sector, blocks_by_region_and_sector])


def close(actual, desired, scale):
    """Equal to 1e-9 of the scale."""
    np.testing.assert_allclose(actual, desired, rtol=1e-9, atol=1e-9 * float(np.abs(scale)))


@given(tables())
def test_bilateral_trade_sums_to_production(table):
    accounts = carbon_accounts(table)
    bilateral = bilateral_trade_accounts(accounts)
    close(bilateral.production_based, accounts.production_based, table.F.sum())
    inside = bilateral.flows.values.sum() + table.F_Y.sum()
    close(bilateral.consumption_based.sum(), inside, table.F.sum())


@given(tables())
def test_parts_of_every_flow_sum_to_it(table):
    accounts = carbon_accounts(table)
    split = split_flows(accounts)
    parts = split.final_goods.values + split.intermediates.values + split.via_third_regions.values
    close(parts, accounts.flows.values, table.F.sum())


@given(tables())
def test_income_enables_all_emissions(table):
    income = income_accounts(carbon_accounts(table))
    enabled = income.by_sector.sum() + income.imports.sum()
    close(enabled, table.F.sum(), table.F.sum())
    close(income.flows.values.sum(axis=1), table.by_region(income.by_sector), table.F.sum())
    # the balance of Ghosh: x' = v' G, so g = f + B g
    B = np.divide(table.Z, table.x[:, None], out=np.zeros_like(table.Z), where=table.x[:, None] > 0)
    f = carbon_accounts(table).direct_intensity
    g = income.enabled_intensity
    np.testing.assert_allclose(g, f + B @ g, rtol=1e-8, atol=1e-12 * g.max())


@given(tables(), st.floats(0.0, 1.0))
def test_shares_of_responsibility_sum_to_all_emissions(table, share):
    accounts = carbon_accounts(table)
    outside = accounts.export + accounts.stock_change + accounts.balancing_share
    shared = shared_responsibility(accounts, share).sum() + (1 - share) * outside.sum()
    close(shared, accounts.production_based.sum(), table.F.sum())


@given(tables())
def test_value_added_shares_all_emissions(table):
    shared = value_added_responsibility(carbon_accounts(table))
    total = shared.producers.sum() + shared.consumers.sum() + shared.outside.sum()
    close(total, table.F.sum(), table.F.sum())
    assert ((shared.passed_on >= 0) & (shared.passed_on <= 1)).all()


@given(tables())
def test_value_added_is_conserved(table):
    accounts = value_added_accounts(table)
    by_region = accounts.flows.values.sum(axis=1) + accounts.outside
    close(by_region, table.by_region(table.total_value_added), table.total_value_added.sum())


@given(tables(), BLOCKS)
def test_effects_of_extraction_sum_to_emissions_and_to_demand(table, by):
    accounts, blocks = carbon_accounts(table), by(table.index)
    effects = hypothetical_extraction(accounts, blocks)
    own = effects.internal + effects.mixed
    emitted = np.bincount(blocks.membership, weights=accounts.direct)
    close(own + effects.net_forward, emitted, table.F.sum())
    embodied = accounts.embodied_intensity * total_final_demand(accounts)
    demanded = np.bincount(blocks.membership, weights=embodied)
    close(own + effects.net_backward, demanded, table.F.sum())
    close(effects.net_transfer.sum(), 0, table.F.sum())
    close(effects.pairwise.values.sum(), table.F.sum(), table.F.sum())


@given(tables())
def test_linkages_are_one_on_average(table):
    assume(len(table.index) > 1)
    for linkages in (output_linkages(table), emission_linkages(carbon_accounts(table))):
        values = linkages.drop(columns="linkage")
        assert np.isfinite(values.to_numpy()).all()
        means = values.filter(regex="^(power|sensitivity|sensitivity_ghosh)$").mean()
        np.testing.assert_allclose(means, 1.0)
        assert (values >= 0).all(axis=None)


@given(tables())
def test_propagation_takes_a_step_at_least(table):
    lengths = average_propagation_lengths(LeontiefSystem(table)).to_numpy()
    assert ((lengths == 0) | (lengths >= 1 - 1e-9)).all()


@given(tables(), st.integers(0, 2**16))
def test_upstream_of_a_group_sums_to_what_it_embodies(table, bits):
    group = np.array([(bits >> (k % 16)) & 1 for k in range(len(table.index))], dtype=float)
    assume(group.any())
    accounts = carbon_accounts(table)
    embodied = accounts.embodied_intensity * group
    ultimate = ultimate_emitters(accounts, group).sum()
    close(ultimate, embodied @ total_final_demand(accounts), table.F.sum())
    bought = first_tier(accounts, group, embodied=True).sum() + accounts.direct @ group
    close(bought, embodied @ table.x, table.F.sum())


@given(tables())
def test_betweenness_of_sectors_and_of_transactions_agree(table):
    """b_i = Σ_j b_ji − (f'T)_i y_i: what reaches i, less what its final demand takes off."""
    accounts = carbon_accounts(table)
    reached = transaction_betweenness(accounts).sum(axis=0)
    upstream = accounts.embodied_intensity - accounts.direct_intensity
    expected = reached - upstream * total_final_demand(accounts)
    close(sector_betweenness(accounts), expected, table.F.sum())


@given(tables(max_regions=3, max_sectors=2), st.floats(1e-3, 0.2))
def test_no_path_above_the_cut_off_is_lost(table, share):
    accounts = carbon_accounts(table)
    demand = accounts.demand[:, 0]
    cut_off = share * float(accounts.embodied_intensity @ np.abs(demand))
    paths = structural_paths(accounts, demand, cut_off)
    known = all_paths(table, demand, cut_off)
    found = {
        tuple(step for step in row if step >= 0): value
        for row, value in zip(paths.steps.tolist(), paths.carbon.tolist(), strict=True)
    }
    for path in found.keys() ^ known.keys():  # only rounding may part them
        value = known.get(path, found.get(path))
        assert abs(abs(value) - cut_off) <= 1e-9 * cut_off
    for path in found.keys() & known.keys():
        assert abs(found[path] - known[path]) <= 1e-9 * abs(known[path])
    assert abs(paths.total - paths.carbon.sum()) <= paths.rest_bound + 1e-9 * abs(paths.total)


@given(tables(), st.integers(1, 300), st.floats(0.1, 0.9))
def test_found_and_rest_are_the_whole(table, count, coverage):
    accounts = carbon_accounts(table)
    demand = np.maximum(accounts.demand[:, 0], 0.0)
    paths = largest_structural_paths(accounts, demand, count=count, coverage=coverage)
    total = float(accounts.embodied_intensity @ demand)
    close(paths.carbon.sum() + paths.rest_bound, total, total)
    assert len(paths.carbon) <= count
    assert len(paths.carbon) == count or paths.coverage >= coverage * (1 - 1e-12)
    assert paths.carbon.min() >= paths.cut_off * (1 - 1e-9)


@given(tables(), st.integers(1, 200))
def test_routes_never_exceed_the_flow_that_they_are_part_of(table, count):
    Y = np.maximum(table.Y, 0.0)
    spare = table.exports - (Y - table.Y).sum(axis=1)
    accounts = carbon_accounts(table.changed("no stock drawn down", {"Y": Y, "exports": spare}))
    routes = region_routes(accounts, count=count, coverage=0.99)
    together = np.zeros_like(accounts.flows.values)
    np.add.at(together, (routes.emitter, routes.steps[:, 0]), routes.carbon)
    total = accounts.flows.values.sum()
    assert (together <= accounts.flows.values + 1e-9 * total).all()
    close(together.sum() + routes.rest_bound, total, total)


@given(seeds(), seeds(), st.integers(1, 4), st.integers(1, 4), st.integers(1, 5), st.data())
def test_effects_leave_no_residual(one, other, m, n, k, data):
    first, second = (make_table(seed, m, n, k) for seed in (one, other))
    old, new = carbon_accounts(first), carbon_accounts(second)
    size = st.floats(0.5, 50.0)
    people = tuple({code: data.draw(size) for code in first.index.region_codes} for _ in range(2))
    change = new.flows.values - old.flows.values
    for method in METHODS:
        result = decompose_change(
            old,
            new,
            people,
            method=method,
            prices="current prices",
            zeros="analytical limit",
        )
        close(result.effects.sum(axis=0), change, old.flows.values.sum())
        assert np.isfinite(result.effects).all()
        back = decompose_change(
            new,
            old,
            people[::-1],
            method=method,
            prices="current prices",
            zeros="analytical limit",
        )
        scale = np.abs(result.effects).max()
        np.testing.assert_allclose(back.effects, -result.effects, rtol=1e-6, atol=1e-8 * scale)


@given(tables(), st.data())
def test_prices_move_no_carbon(table, data):
    size = len(table.index)
    prices = np.array(data.draw(st.lists(st.floats(0.5, 2.0), min_size=size, max_size=size)))
    constant = at_constant_prices(table, Deflators(2012, prices, 1.0))
    assume((constant.Z.sum(axis=0) < 0.99 * constant.x)[table.x > 0].all())
    before, after = carbon_accounts(table).flows.values, carbon_accounts(constant).flows.values
    close(after, before, table.F.sum())


@given(seeds(), seeds(), st.booleans(), st.sampled_from(METHODS))
def test_technology_sourcing_and_imports_share_the_change_and_turn_with_the_years(
    seed, later, by_commodity, method
):
    """The effects sum to the change; exchanged years change the sign of every one."""
    make = make_trade_share_table if by_commodity else make_table
    first, second = (carbon_accounts(make(number, m=3, n=3)) for number in (seed, later))
    people = tuple(dict.fromkeys(first.table.index.region_codes, heads) for heads in (10.0, 12.0))
    options = {
        "method": method,
        "prices": "current prices",
        "zeros": "analytical limit",
        "sourcing": True,
    }
    forward = decompose_change(first, second, people, **options)
    backward = decompose_change(second, first, people[::-1], **options)
    scale = max(np.abs(each.flows.values).sum() for each in (first, second))
    change = second.flows.values - first.flows.values
    assert np.abs(forward.effects.sum(axis=0) - change).max() <= 1e-9 * scale
    assert np.abs(forward.effects + backward.effects).max() <= 1e-9 * scale
