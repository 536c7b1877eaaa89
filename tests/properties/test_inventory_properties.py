"""What holds for every inventory on every table."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies import seeds
from tanmai.core.errors import TableError
from tanmai.core.inventory import HOUSEHOLD, EmissionInventory
from tanmai.core.labels import mainland_provinces
from tanmai.core.table import Provenance
from tanmai.io.concordance_file import find_concordance

NAMES = (
    "ceads47_to_nbs42-2007",
    "ceads47_to_nbs42-2012",
    "ceads47_to_nbs42-2017",
    "ceads47_to_s26",
)


def inventory_of(seed, p):
    rng = np.random.default_rng(seed)
    rows = find_concordance(NAMES[0]).sources
    return EmissionInventory(
        year=2017,
        provinces=mainland_provinces()[:p],
        rows=rows[:45],
        household_rows=rows[45:],
        fuels=("Coal", "Gas"),
        values=rng.gamma(0.3, 1.0, (p, 45, 2)) * (rng.random((p, 45, 1)) > 0.2),
        households=rng.gamma(1.0, 1.0, (p, 2, 2)),
        provenance=Provenance("made up", "made-up", "tests"),
    )


def output_of(seed, p, n, idle):
    rng = np.random.default_rng(seed)
    return rng.gamma(0.5, 1e6, (p, n)) * (rng.random((p, n)) > idle)


def sectors_of(name):
    return [t for t in find_concordance(name).targets if t.code != HOUSEHOLD]


@given(st.sampled_from(NAMES), seeds(), seeds(), st.integers(1, 5), st.sampled_from((0.0, 0.3)))
def test_each_province_keeps_its_emissions(name, seed, other, p, idle):
    inventory, sectors = inventory_of(seed, p), sectors_of(name)
    output = output_of(other, p, len(sectors), idle)
    found = inventory.emissions_by_sector_and_fuel(
        find_concordance(name), sectors, output, "spread"
    ).sum(axis=2)
    np.testing.assert_allclose(
        found.sum(axis=1), inventory.values.sum(axis=(1, 2)), rtol=1e-12, atol=1e-12
    )
    assert (found >= 0).all()
    assert not found[output <= 0].any()


@given(st.sampled_from(NAMES), seeds(), seeds())
def test_only_shares_of_output_matter(name, seed, other):
    inventory, sectors = inventory_of(seed, 3), sectors_of(name)
    output = output_of(other, 3, len(sectors), 0.0)
    concordance = find_concordance(name)
    once = inventory.emissions_by_sector_and_fuel(concordance, sectors, output).sum(axis=2)
    scaled = output * np.array([[1e-3], [7.0], [1e4]])
    again = inventory.emissions_by_sector_and_fuel(concordance, sectors, scaled).sum(axis=2)
    np.testing.assert_allclose(again, once, rtol=1e-10)


def test_a_province_without_any_output_is_refused():
    inventory, sectors = inventory_of(1, 2), sectors_of(NAMES[2])
    output = output_of(2, 2, len(sectors), 0.0)
    output[1] = 0.0
    with pytest.raises(
        TableError, match="Tianjin 天津 has emissions in the inventory but no sector"
    ):
        inventory.emissions_by_sector_and_fuel(
            find_concordance(NAMES[2]), sectors, output, "spread"
        )
