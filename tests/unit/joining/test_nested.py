"""Provinces in the place of their country in a world table."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import made_up
import strategies
from made_up_world import make_world
from tanmai.accounting.carbon import carbon_accounts
from tanmai.checks import check_table
from tanmai.core.aggregation import aggregate, merging
from tanmai.core.errors import LabelError, TableError, UnitError
from tanmai.core.labels import Region, Sector
from tanmai.core.table import MrioTable
from tanmai.io.pymrio.writing import to_pymrio
from tanmai.joining import nest

ROUNDING = 1e-12
BALANCE = 1e-9


def summed_over_provinces(table: MrioTable, world: MrioTable) -> MrioTable:
    """Return the nested table with the provinces added up to China again."""
    of_world = {region.code: region for region in world.regions}
    into = {
        region.code: Sector(*_names(of_world.get(region.code, of_world["CHN"])))
        for region in table.regions
    }
    return aggregate(table, regions=merging("countries", into))


def _names(region: Region) -> tuple[str, str, str]:
    return region.code, region.name_zh, region.name_en


def assert_same(one: np.ndarray, other: np.ndarray) -> None:
    np.testing.assert_allclose(one, other, rtol=0, atol=ROUNDING * np.abs(other).max())


@given(strategies.seeds(), st.integers(1, 4), st.integers(1, 4), st.sampled_from([0.0, -2.0]))
def test_provinces_add_up_to_the_world_table_and_balance(
    seed: int, m: int, n: int, fallen_stock: float
) -> None:
    provinces = made_up.make_table(seed, m, n, 3, 0)
    world = make_world(seed, provinces.sectors, fallen_stock=fallen_stock)
    table = nest(world, provinces, country="CHN").table
    again = summed_over_provinces(table, world)
    for part in ("Z", "Y", "x", "value_added", "exports", "imports"):
        assert_same(getattr(again, part), getattr(world, part))
    rows = table.Z.sum(axis=1) + table.Y.sum(axis=1) + table.exports
    columns = table.Z.sum(axis=0) + table.value_added.sum(axis=0) + table.imports
    assert np.abs(rows - table.x).max() <= BALANCE * table.x.max()
    assert np.abs(columns - table.x).max() <= BALANCE * table.x.max()
    assert check_table(table).passed


def test_output_follows_the_provinces_and_emissions_are_their_own() -> None:
    provinces = made_up.make_table(3, 3, 4, 2, 0)
    world = make_world(3, provinces.sectors)
    table = nest(world, provinces, country="China").table
    assert table.index.region_codes == ("AUS", *provinces.index.region_codes, "DEU")
    own = slice(4, 16)
    output = provinces.x.reshape(3, 4)
    wanted = world.x[4:8] * output / output.sum(axis=0)
    np.testing.assert_allclose(table.x[own], wanted.ravel(), rtol=ROUNDING)
    np.testing.assert_array_equal(table.F[:, own], provinces.F)
    np.testing.assert_array_equal(table.F[:, :4], world.F[:, :4])
    np.testing.assert_array_equal(table.F_Y[0], [3.0, *provinces.F_Y[0], 5.0])
    assert table.money_unit == "million USD"


def test_provinces_of_one_technology_import_what_their_country_did() -> None:
    """Where the provinces differ in size alone, the world's flows of carbon do not change."""
    sectors = made_up.make_table(1, 1, 3, 2, 0).sectors
    world = make_world(5, sectors)
    provinces = _of_one_technology(world, (0.2, 0.3, 0.5))
    made = nest(world, provinces, country="CHN")
    before, after = carbon_accounts(world), carbon_accounts(made.table)
    flows, within = before.flows.values, after.flows.values
    assert_same(within[[0, 4]][:, [0, 4]], flows[[0, 2]][:, [0, 2]])
    assert_same(within[0, 1:4].sum(), flows[0, 1])
    assert_same(within[1:4, 4], flows[1, 2] * np.array([0.2, 0.3, 0.5]))
    assert made.moved < BALANCE


def _of_one_technology(world: MrioTable, sizes: tuple[float, ...]) -> MrioTable:
    """Return provinces that are China's block of the world table, each by its size."""
    template = made_up.make_table(1, len(sizes), world.index.n, len(world.categories), 0)
    n, k = world.index.n, len(world.categories)
    own, wide = slice(n, 2 * n), slice(k, 2 * k)
    share = np.array(sizes)
    exports = world.Z[own].sum(axis=1) + world.Y[own].sum(axis=1)
    exports -= world.Z[own, own].sum(axis=1) + world.Y[own, wide].sum(axis=1)
    return replace(
        template,
        Z=np.kron(np.outer(share, share), world.Z[own, own]),
        Y=np.kron(np.outer(share, share), world.Y[own, wide]),
        exports=np.kron(share, exports),
        error=np.zeros(len(template.index)),
        stock_change=np.zeros(len(template.index)),
        x=np.kron(share, world.x[own]),
        imports=np.kron(share, world.Z[:, own].sum(axis=0) - world.Z[own, own].sum(axis=0)),
        imports_final=np.kron(share, world.Y[:, wide].sum(axis=0) - world.Y[own, wide].sum(axis=0)),
        value_added=np.kron(share, world.value_added[:, own]),
        value_added_labels=world.value_added_labels,
        F=np.kron(share, world.F[:, own]),
        F_Y=np.outer(world.F_Y[:, 1], share),
        trade_shares=None,
    )


def test_final_demand_follows_the_categories_that_are_named() -> None:
    provinces = made_up.make_table(8, 2, 2, 3, 0)
    world = make_world(8, provinces.sectors)
    codes = [category.code for category in provinces.categories]
    alone = provinces.Y.copy()
    alone[:, [0, 1, 2]] = 1e-6  # the first province demands almost nothing of any category ...
    alone[:, 2] = 1e3 * alone.max()  # ... but the third
    one_sided = replace(provinces, Y=alone, trade_shares=None)
    named = {"INVNT": [codes[2]], "HFCE": codes[:2]}
    Y = nest(world, one_sided, country="CHN", categories=named).table.Y
    first = Y[:, [3, 4, 5]].sum(axis=0) / (Y[:, [3, 4, 5]] + Y[:, [6, 7, 8]]).sum(axis=0)
    assert first[2] > 0.7
    assert first[0] < 0.3


def test_pymrio_accounts_the_nested_table_alike() -> None:
    provinces = made_up.make_table(11, 2, 3, 2, 0)
    table = nest(make_world(11, provinces.sectors), provinces, country="CHN").table
    system = to_pymrio(table)
    system.calc_all()
    footprints = system.emissions.D_cba.T.groupby(level=0, sort=False).sum().to_numpy().ravel()
    accounts = carbon_accounts(table)
    np.testing.assert_allclose(accounts.flows.values.sum(axis=0), footprints, rtol=1e-9)


class TestBadInput:
    @pytest.fixture
    def provinces(self) -> MrioTable:
        return made_up.make_table(2, 2, 3, 2, 0)

    @pytest.fixture
    def world(self, provinces: MrioTable) -> MrioTable:
        return make_world(2, provinces.sectors)

    def test_other_sectors(self, world: MrioTable) -> None:
        with pytest.raises(LabelError, match=r"must have the same sectors, but have 3 and 2"):
            nest(world, made_up.make_table(2, 2, 2, 2, 0), country="CHN")

    def test_no_such_country(self, world: MrioTable, provinces: MrioTable) -> None:
        with pytest.raises(LabelError, match=r"'CHI' is not a region of this table"):
            nest(world, provinces, country="CHI")

    def test_a_sector_that_no_province_has(self, world: MrioTable, provinces: MrioTable) -> None:
        idle = np.tile([1.0, 0.0, 1.0], 2)
        without = replace(provinces, x=provinces.x * idle, trade_shares=None)
        with pytest.raises(TableError, match=r"Sector 02 .* has output in the country, but in no"):
            nest(world, without, country="CHN")

    def test_other_units(self, world: MrioTable, provinces: MrioTable) -> None:
        with pytest.raises(UnitError, match=r"Emissions are in kt CO2 and in Mt CO2"):
            nest(replace(world, emission_unit="kt CO2"), provinces, country="CHN")

    def test_other_stressors(self, world: MrioTable, provinces: MrioTable) -> None:
        with pytest.raises(TableError, match=r"has CH4, table .* under the same name"):
            nest(replace(world, stressors=("CH4",)), provinces, country="CHN")

    def test_unknown_category(self, world: MrioTable, provinces: MrioTable) -> None:
        with pytest.raises(LabelError, match=r"'GOV' is not a category of final demand"):
            nest(world, provinces, country="CHN", categories={"GOV": ["FU101"]})
