"""What holds for every table and every way to merge it."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from strategies import seeds, tables
from tanmai.checks import check_table
from tanmai.core.aggregation import aggregate
from tanmai.core.concordance import Concordance, Link
from tanmai.core.labels import Sector

SUMS = ("Z", "Y", "exports", "stock_change", "error", "x", "imports", "imports_final")
RESULTS = (*SUMS, "value_added", "F", "F_Y")


def named(prefix, number):
    return Sector(f"{prefix}{number}", f"{prefix}{number}", f"{prefix} {number}")


def merger(codes, seed):
    """Return a concordance that puts each region whole into one of few groups."""
    rng = np.random.default_rng(seed)
    groups = rng.integers(0, max(1, len(codes) - 1), len(codes))
    return Concordance(
        "groups",
        tuple(
            Link(Sector(code, code, code), named("g", group), 1.0, "")
            for code, group in zip(codes, groups, strict=True)
        ),
    )


def splitter(codes, seed):
    """Return a concordance that splits and merges sectors by random weights."""
    rng = np.random.default_rng(seed)
    links = []
    for code in codes:
        targets = rng.choice(len(codes) + 1, rng.integers(1, 3), replace=False)
        weights = rng.dirichlet(np.ones(len(targets)))
        links += [
            Link(Sector(code, code, code), named("s", target), float(weight), "by chance")
            for target, weight in zip(targets, weights, strict=True)
        ]
    return Concordance("parts", tuple(links))


def alike(one, other):
    assert one.index.region_codes == other.index.region_codes
    assert one.index.sector_codes == other.index.sector_codes
    for part in RESULTS:
        expected = getattr(one, part)
        np.testing.assert_allclose(
            getattr(other, part), expected, rtol=1e-10, atol=1e-12 * np.abs(one.x).sum()
        )


@given(tables(), seeds(), seeds())
def test_totals_and_balances_are_conserved(table, by_sector, by_region):
    found = aggregate(
        table,
        sectors=splitter(table.index.sector_codes, by_sector),
        regions=merger(table.index.region_codes, by_region),
    )
    for part in RESULTS:
        before, after = getattr(table, part), getattr(found, part)
        scale = np.abs(before).sum()
        assert abs(after.sum() - before.sum()) <= 1e-11 * max(scale, 1.0), part
    report = {result.rule.code: result.passed for result in check_table(found).results}
    assert report["row-balance"]
    assert report["column-balance"]


@given(tables(), seeds(), seeds())
def test_the_order_of_merging_is_irrelevant(table, by_sector, by_region):
    sectors = splitter(table.index.sector_codes, by_sector)
    regions = merger(table.index.region_codes, by_region)
    at_once = aggregate(table, sectors=sectors, regions=regions)
    alike(at_once, aggregate(aggregate(table, sectors=sectors), regions=regions))
    alike(at_once, aggregate(aggregate(table, regions=regions), sectors=sectors))


@given(tables(), seeds(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_of_a_concordance_moves_labels_only(table, seed, random):
    links = list(splitter(table.index.sector_codes, seed).links)
    straight = aggregate(table, sectors=Concordance("parts", tuple(links)))
    random.shuffle(links)
    shuffled = aggregate(table, sectors=Concordance("parts", tuple(links)))
    codes = straight.index.sector_codes
    order = [shuffled.index.sector_codes.index(code) for code in codes]
    m, n = straight.index.m, straight.index.n
    np.testing.assert_allclose(
        shuffled.Z.reshape(m, n, m, n)[:, order][:, :, :, order],
        straight.Z.reshape(m, n, m, n),
        rtol=1e-12,
    )
    np.testing.assert_allclose(
        shuffled.x.reshape(m, n)[:, order], straight.x.reshape(m, n), rtol=1e-12
    )


@given(tables())
@settings(max_examples=20, deadline=None)
def test_merging_nothing_changes_no_number(table):
    same = Concordance("same", tuple(Link(sector, sector, 1.0, "") for sector in table.sectors))
    found = aggregate(table, sectors=same)
    assert found.index.sectors == table.index.sectors
    for part in RESULTS:
        np.testing.assert_array_equal(getattr(found, part), getattr(table, part))
