"""Years without tables of their own: between two others, or moved by regional product."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from cn31_build import with_tibet
from cn31_sources import SCHEMES, scheme_sectors
from cn31_years import INDUSTRIES, STOCKS, in_scheme, interpolated, moved_by_product, tibet_2007

from tanmai.core.labels import RegionSectorIndex, find_province
from tanmai.core.table import FinalDemandCategory, Provenance
from tanmai.io.competitive import CompetitiveTable
from tanmai.io.tables import load_table
from tanmai.joining import RegionalTables

CODES = ("FU101", "FU102", "FU103", "FU201", "FU202")
CATEGORIES = tuple(FinalDemandCategory(code, code, code) for code in CODES)


def tables(scheme: str, year: int, seed: int) -> RegionalTables:
    """Return two provinces in the 42 sectors of a scheme."""
    rng = np.random.default_rng(seed)
    index = RegionSectorIndex(
        (find_province("Hebei"), find_province("Hunan")), scheme_sectors(scheme)
    )
    use = rng.uniform(0.1, 1, (2, 42, 42))
    output = use.sum(axis=1) * rng.uniform(1.2, 2, (2, 42))
    final_use = rng.uniform(1, 5, (2, 42, 5))
    final_use[:, :, STOCKS] -= 3
    return RegionalTables(
        index=index,
        categories=CATEGORIES,
        use=use,
        final_use=final_use,
        output=output,
        value_added=(output - use.sum(axis=1))[:, None],
        value_added_labels=("VA",),
        exports=rng.uniform(0, 2, (2, 42)),
        imports=rng.uniform(0, 2, (2, 42)),
        own_share=rng.uniform(0.7, 1, (2, 42)),
        year=year,
        provenance=Provenance("made-up", "made-up", "tests"),
    )


def test_a_year_between_two_lies_between_them_in_logarithms() -> None:
    first, last = tables("nbs42-2012", 2012, 1), tables("nbs42-2012", 2017, 2)
    between = interpolated(first, last, 0.6, 2015)
    np.testing.assert_allclose(between.output, first.output**0.4 * last.output**0.6, rtol=1e-12)
    np.testing.assert_allclose(
        between.use / between.output[:, None, :], first.use / first.output[:, None, :], rtol=1e-12
    )
    np.testing.assert_allclose(
        between.output - between.value_added.sum(axis=1), between.use.sum(axis=1), rtol=1e-12
    )
    stocks = 0.4 * first.final_use[:, :, STOCKS] + 0.6 * last.final_use[:, :, STOCKS]
    np.testing.assert_allclose(between.final_use[:, :, STOCKS], stocks, rtol=1e-12)


def test_a_sector_that_began_later_has_the_coefficients_of_the_later_year() -> None:
    first, last = tables("nbs42-2012", 2012, 1), tables("nbs42-2012", 2017, 2)
    output, use = first.output.copy(), first.use.copy()
    value_added = first.value_added.copy()
    output[0, 3] = value_added[0, :, 3] = 0.0
    use[0, :, 3] = 0.0
    between = interpolated(
        replace(first, output=output, use=use, value_added=value_added), last, 0.6, 2015
    )
    assert between.output[0, 3] == pytest.approx(0.6 * last.output[0, 3])
    np.testing.assert_allclose(
        between.use[0, :, 3] / between.output[0, 3], last.use[0, :, 3] / last.output[0, 3]
    )


def test_another_scheme_keeps_all_totals() -> None:
    later = tables("nbs42-2017", 2017, 3)
    bridged = in_scheme(later, "nbs42-2012")
    for part in ("use", "final_use", "output", "value_added", "exports", "imports"):
        assert getattr(bridged, part).sum() == pytest.approx(getattr(later, part).sum(), rel=1e-12)
    assert bridged.own_share.min() >= 0.7
    assert bridged.own_share.max() <= 1
    np.testing.assert_array_equal(bridged.output[:, 24], later.output[:, 23])  # power


def test_a_later_year_grows_with_the_product_of_its_industries() -> None:
    base = tables("nbs42-2017", 2017, 4)
    growth = np.ones((2, len(INDUSTRIES)))
    growth[0, INDUSTRIES.index("construction")] = 1.5
    moved = moved_by_product(base, growth, np.array([1.1, 1.2]), 2018)
    ratio = moved.output / base.output
    assert ratio[0, 26] == pytest.approx(1.5)
    np.testing.assert_allclose(np.delete(ratio[0], 26), 1.0)
    np.testing.assert_allclose(moved.final_use[1], 1.2 * base.final_use[1])
    np.testing.assert_allclose(
        moved.output - moved.value_added.sum(axis=1), moved.use.sum(axis=1), rtol=1e-12
    )


def competitive(name: str, value: float) -> CompetitiveTable:
    column = np.full(42, value)
    return CompetitiveTable(
        region=find_province(name),
        sectors=scheme_sectors(SCHEMES[2007]),
        categories=CATEGORIES,
        Z=np.full((42, 42), value),
        Y=np.full((42, 5), value),
        exports=column,
        imports=column,
        outflow=column,
        inflow=column,
        trade="together",
        error=column,
        x=100 * column,
        value_added=np.stack([column, column]),
        value_added_labels=("VA001", "VA004"),
        year=2007,
        provenance=Provenance(name, "official", "tests"),
    )


def test_tibet_2007_is_like_three_neighbours_at_its_own_product() -> None:
    neighbours = {
        find_province(name).code: competitive(name, value)
        for name, value in (("Qinghai", 1.0), ("Gansu", 2.0), ("Xinjiang", 6.0))
    }
    tibet = tibet_2007(neighbours, 840.0)
    assert tibet.region.code == "540000"
    assert tibet.value_added.sum() == pytest.approx(840.0)
    np.testing.assert_allclose(tibet.Z, 10.0)
    np.testing.assert_allclose(tibet.x, 1000.0)


def test_tibet_gets_its_own_emissions_by_output() -> None:
    table = load_table("cn31-2017")
    filled = with_tibet(table, 5.0)
    rows = filled.index.region_codes.index("540000") * 42 + np.arange(42)
    np.testing.assert_allclose(filled.F[0, rows].sum(), 5.0)
    np.testing.assert_allclose(
        filled.F[0, rows] * table.x[rows].sum(), 5.0 * table.x[rows], rtol=1e-12
    )
    assert filled.without_emissions == ()
