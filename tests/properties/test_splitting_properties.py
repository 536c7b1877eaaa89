"""Identities of a sector that is split by shares, in random tables."""

import numpy as np
from hypothesis import given, reject
from hypothesis import strategies as st

from strategies import seeds, tables
from tanmai.accounting.carbon import carbon_accounts
from tanmai.core.aggregation import aggregate_sectors
from tanmai.core.errors import TableError
from tanmai.core.labels import Sector
from tanmai.core.splitting import SectorSplit, split_sector

PARTS = tuple(Sector(f"P{part}", f"部分{part}", f"Part {part}") for part in range(3))


def shares(rng, m):
    found = rng.random((m, len(PARTS)))
    return found / found.sum(axis=1, keepdims=True)


def split_of(table, seed):
    rng = np.random.default_rng(seed)
    sector = table.sectors[rng.integers(table.index.n)].code
    m = table.index.m
    return SectorSplit(sector, PARTS, shares(rng, m), shares(rng, m))


@given(tables(), seeds())
def test_balances_are_kept_and_merging_gives_the_table_back(table, seed):
    split = split_of(table, seed)
    found = split_sector(table, split)
    scale = np.where(found.x > 0, found.x, 1.0)
    rows = found.intermediate_sales + found.final_demand.sum(axis=1)
    rows += found.exports + found.stock_change + found.error
    columns = found.intermediate_inputs + found.imports + found.total_value_added
    assert (np.abs(rows - found.x) <= 1e-12 * scale).all()
    assert (np.abs(columns - found.x) <= 1e-12 * scale).all()
    whole = {one.code: one for one in table.sectors}
    into = {one.code: whole.get(one.code, whole[split.sector]) for one in found.sectors}
    merged = aggregate_sectors(found, into, "whole")
    assert merged.sectors == table.sectors
    for part in ("Z", "Y", "x", "exports", "imports", "value_added", "F"):
        ours, theirs = getattr(merged, part), getattr(table, part)
        np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-12 * table.x.sum())


@given(tables(), seeds())
def test_accounts_of_regions_and_of_other_sectors_stay(table, seed):
    split = split_of(table, seed)
    before, after = carbon_accounts(table), carbon_accounts(split_sector(table, split))
    scale = table.F.sum()
    np.testing.assert_allclose(after.flows.values, before.flows.values, atol=1e-12 * scale)
    others = [code != split.sector for code in table.index.sector_codes]
    same = [code not in {part.code for part in PARTS} for code in after.table.index.sector_codes]
    m = table.index.m
    for account in ("emissions_by_destination", "embodied_intensity", "direct"):
        old = getattr(before, account).reshape(m, len(others), -1)[:, others]
        new = getattr(after, account).reshape(m, len(same), -1)[:, same]
        np.testing.assert_allclose(new, old, rtol=1e-9, atol=1e-12 * scale)


@given(tables(max_sectors=5).filter(lambda table: table.index.n > 2), seeds(), st.floats(0, 1))
def test_named_inputs_and_sales_are_met_in_balance(table, seed, step):
    rng = np.random.default_rng(seed)
    at, product, buyer = (int(one) for one in rng.permutation(table.index.n)[:3])
    codes, m, n = table.index.sector_codes, table.index.m, table.index.n
    output = shares(rng, m)
    # near the shares of output, so that the rest can balance
    near = [(1 - 0.2 * step) * output + 0.2 * step * output[:, ::-1] for _ in range(2)]
    flows = np.asarray(table.Z).reshape(m, n, m, n)
    inputs, sales = {codes[product]: near[0]}, {codes[buyer]: near[1]}
    try:
        found = split_sector(table, SectorSplit(codes[at], PARTS, output, None, inputs, sales))
    except TableError:
        reject()  # the rest cannot balance
    rows = found.intermediate_sales + found.final_demand.sum(axis=1)
    rows += found.exports + found.stock_change + found.error
    scale = np.where(table.x > 0, table.x, 1.0).reshape(m, n)[:, at].repeat(3)
    places = [found.index.sector_codes.index(part.code) for part in PARTS]
    gap = np.abs(rows - found.x).reshape(m, -1)[:, places].ravel()
    assert (gap <= 1e-12 * scale).all()
    bought = found.intermediate_inputs + found.imports + found.total_value_added
    assert (np.abs(bought - found.x).reshape(m, -1)[:, places].ravel() <= 1e-12 * scale).all()
    cells = np.asarray(found.Z).reshape(m, n + 2, m, n + 2)
    row = found.index.sector_codes.index(codes[product])
    given_ = cells[:, row][:, :, places].sum(axis=0)
    wanted = flows[:, product, :, at].sum(axis=0)[:, None] * near[0]
    np.testing.assert_allclose(given_, wanted, atol=1e-12 * table.x.max())
