"""Changes of a table: demand, inputs, power, emission factors, sourcing; and the price model."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import made_up
import strategies
from hand_made_tables import chain_of_regions, miller_blair, table_of
from tanmai.accounting.carbon import carbon_accounts
from tanmai.analysis.counterfactual import Counterfactual
from tanmai.analysis.price_model import money_of_unit, price_effects
from tanmai.analysis.scenario_changes import (
    EXPORTS,
    DemandChange,
    FactorChange,
    InputChange,
    PowerMixChange,
    Selection,
    SourcingChange,
    changed,
)
from tanmai.core.errors import OptionError, TableError, UnitError
from tanmai.core.table import MrioTable

ROUNDING = 1e-9


def everything(table: MrioTable) -> Selection:
    return Selection(table.regions, table.sectors)


def costs(numbers: Counterfactual) -> np.ndarray:
    """Return what a unit of output costs: inputs, imports and value added."""
    return np.asarray(numbers.A.sum(axis=0) + numbers.imports + numbers.value_added.sum(axis=0))


def test_no_change_gives_the_table_back() -> None:
    table = miller_blair()
    assert changed(table, []) is table
    same = changed(table, [FactorChange(everything(table), 1.0)])
    np.testing.assert_allclose(same.x, table.x, rtol=ROUNDING)
    np.testing.assert_allclose(same.Z, table.Z, rtol=ROUNDING)


def test_demand_of_miller_and_blair() -> None:
    """Miller and Blair (2022), section 2.3: demand of 600 and 1500 needs 1247.5 and 1841.6."""
    table = miller_blair()
    more = DemandChange(Selection(table.regions, table.sectors[:1]), ("C",), amount=250.0)
    less = DemandChange(Selection(table.regions, table.sectors[1:]), ("C",), factor=1500 / 1700)
    after = changed(table, [more, less])
    np.testing.assert_allclose(after.x, [1247.5, 1841.6], atol=0.1)
    np.testing.assert_allclose(after.F[0], [124.75, 368.3], atol=0.05)


@given(strategies.tables(max_regions=3), st.floats(0.1, 3.0))
def test_all_demand_times_a_factor_is_all_output_times_it(table: MrioTable, factor: float) -> None:
    still = replace(
        table,
        error=np.zeros_like(table.error),
        stock_change=np.zeros_like(table.stock_change),
        x=table.x - table.error - table.stock_change,
    )
    still = changed(still, [FactorChange(everything(still), 1.0)])
    every = (*(category.code for category in still.categories), EXPORTS)
    after = changed(still, [DemandChange(everything(still), every, factor=factor)])
    np.testing.assert_allclose(after.x, factor * still.x, rtol=ROUNDING, atol=1e-6)
    np.testing.assert_allclose(after.F, factor * still.F, rtol=ROUNDING, atol=1e-9)


@given(strategies.tables(max_regions=3), st.floats(0.0, 1.0), st.booleans())
def test_inputs_saved_are_value_added_or_other_inputs(
    table: MrioTable, factor: float, spent: bool
) -> None:
    numbers = Counterfactual.of(table)
    before, inputs = costs(numbers), numbers.A.sum(axis=0)
    bought = numbers.A.reshape(table.index.m, table.index.n, -1).sum(axis=0)
    other = spent and table.index.n > 1 and (bought[-1] > 0).all()
    instead = table.sectors[-1] if other else None
    InputChange(everything(table), table.sectors[:1], factor, instead).apply(numbers)
    np.testing.assert_allclose(costs(numbers), before, atol=ROUNDING)
    if instead is not None:
        np.testing.assert_allclose(numbers.A.sum(axis=0), inputs, atol=ROUNDING)


@given(strategies.tables(max_regions=4), st.floats(0.0, 1.0))
def test_sourcing_moves_purchases_between_regions_alone(table: MrioTable, share: float) -> None:
    numbers = Counterfactual.of(table)
    A, Y = numbers.A.copy(), numbers.Y.copy()
    made = [
        s for s in table.sectors if table.x[table.index.position(table.regions[0].code, s.code)]
    ]
    SourcingChange(table.regions, tuple(made[:2]), table.regions, table.regions[0], share).apply(
        numbers
    )
    m, n = table.index.m, table.index.n
    by_product = numbers.A.reshape(m, n, -1).sum(axis=0), numbers.Y.reshape(m, n, -1).sum(axis=0)
    np.testing.assert_allclose(by_product[0], A.reshape(m, n, -1).sum(axis=0), atol=ROUNDING)
    np.testing.assert_allclose(by_product[1], Y.reshape(m, n, -1).sum(axis=0), rtol=ROUNDING)


def test_all_bought_at_home_ends_the_flows_of_a_product() -> None:
    table = chain_of_regions()
    home = SourcingChange(table.regions, table.sectors, table.regions, None, 1.0)
    flows = carbon_accounts(changed(table, [home])).flows.values
    assert not (flows - np.diag(np.diag(flows))).any()


def test_power_mix_follows_what_is_left_of_fuel() -> None:
    table = made_up.small_table()
    plants = Selection(table.regions[:1], table.sectors[2:3])
    one, other = Counterfactual.of(table), Counterfactual.of(table)
    PowerMixChange(plants, table.sectors[1:2], 0.2, 0.6).apply(one)
    FactorChange(plants, 0.5).apply(other)
    InputChange(plants, table.sectors[1:2], 0.5).apply(other)
    np.testing.assert_allclose(one.intensity, other.intensity)
    np.testing.assert_allclose(one.A, other.A)
    np.testing.assert_allclose(one.value_added, other.value_added)


class TestBadChanges:
    def test_more_taken_away_than_there_is(self) -> None:
        table = miller_blair()
        less = DemandChange(everything(table), ("C",), amount=-2051.0)
        with pytest.raises(OptionError, match=r"is 2,050, less than the 2,051 to be taken away"):
            changed(table, [less])

    def test_inputs_that_cost_more_than_the_output(self) -> None:
        table = miller_blair()
        more = InputChange(everything(table), table.sectors, 10.0)
        with pytest.raises(OptionError, match=r"would cost more than its output"):
            changed(table, [more])

    def test_nothing_bought_of_what_is_to_be_bought_instead(self) -> None:
        table = table_of([[10, 40], [0, 0]], [[50], [100]], [1, 1])
        less = InputChange(everything(table), table.sectors[:1], 0.5, table.sectors[1])
        with pytest.raises(OptionError, match=r"buys no 1 Sector 1 today"):
            changed(table, [less])

    def test_more_given_up_than_is_bought(self) -> None:
        table = table_of([[10, 40], [5, 5]], [[50], [90]], [1, 1])
        more = InputChange(everything(table), table.sectors[:1], 2.0, table.sectors[1])
        with pytest.raises(OptionError, match=r"buys less 1 Sector 1 than would have to be given"):
            changed(table, [more])

    def test_a_product_instead_of_itself(self) -> None:
        table = miller_blair()
        less = InputChange(everything(table), table.sectors, 0.5, table.sectors[1])
        with pytest.raises(OptionError, match=r"cannot be bought instead of itself"):
            changed(table, [less])

    def test_a_product_bought_where_it_is_not_made(self) -> None:
        table = made_up.small_table()
        idle = replace(table, x=table.x * np.r_[0.0, np.ones(11)], F=table.F * np.r_[0.0, [1] * 11])
        move = SourcingChange(
            table.regions, table.sectors[:1], table.regions, table.regions[0], 0.5
        )
        with pytest.raises(OptionError, match=r"has no output, so nothing can be bought there"):
            changed(idle, [move])

    def test_an_amount_of_what_nobody_demands(self) -> None:
        table = miller_blair()
        none = replace(table, Y=np.zeros_like(table.Y))
        with pytest.raises(OptionError, match=r"no final demand for .* in proportion"):
            changed(none, [DemandChange(everything(none), ("C",), amount=1.0)])


class TestPriceModel:
    @given(strategies.tables(max_regions=3), st.floats(0.0, 500.0))
    def test_all_that_is_paid_arrives_in_final_demand(self, table: MrioTable, price: float) -> None:
        """Duality: the rise of prices times final demand is the price times all emissions."""
        found = price_effects(table, price, np.ones(len(table.index)))
        sinks = table.Y.sum(axis=1) + table.exports + table.error + table.stock_change
        assert found.rise @ sinks == pytest.approx(found.revenue, rel=1e-8, abs=1e-6)

    def test_miller_and_blair_by_hand(self) -> None:
        table = replace(miller_blair(), money_unit="million CNY")
        found = price_effects(table, 10.0, np.array([1.0, 0.0]))
        # 0.1 Mt a million CNY at 10 CNY/t: a cost of 1 CNY for each CNY of the first product
        np.testing.assert_allclose(found.cost, [1.0, 0.0])
        np.testing.assert_allclose(found.rise, [1.2541, 0.3300], atol=1e-4)
        assert found.revenue == pytest.approx(1000.0)

    def test_final_demand_pays_by_its_mix(self) -> None:
        table = replace(miller_blair(), imports_final=np.array([2050.0]))
        found = price_effects(table, 0.01, np.ones(2))
        paid = found.by_final_demand()
        assert paid["cost_rise_percent"].tolist() == pytest.approx(
            [100 * found.rise @ [350, 1700] / 4100]
        )

    def test_bad_price_and_unit(self) -> None:
        with pytest.raises(OptionError, match=r"The carbon price is -1"):
            price_effects(miller_blair(), -1.0, np.ones(2))

    @pytest.mark.parametrize("unit", ["heaps CNY", "M.Euro", "10^5CNY", "money", ""])
    def test_money_in_no_known_unit(self, unit: str) -> None:
        with pytest.raises(UnitError, match=rf"not in '{re.escape(unit)}'"):
            money_of_unit(unit)

    def test_money_and_emissions_of_a_world_table(self) -> None:
        """M.EUR is a million euros, and a kt a thousandth of a Mt: neither is taken for one."""
        own = replace(miller_blair(), money_unit="million EUR")
        world = replace(own, money_unit="M.EUR", F=1e3 * own.F, emission_unit="kt CO2")
        found = [price_effects(table, 10.0, np.ones(2)) for table in (own, world)]
        np.testing.assert_allclose(found[1].rise, found[0].rise)
        assert found[1].revenue == pytest.approx(found[0].revenue)


def test_a_sector_without_output_cannot_be_asked_for_any() -> None:
    table = made_up.small_table()
    idle = replace(table, x=table.x * np.r_[np.ones(11), 0.0], F=table.F * np.r_[np.ones(11), 0.0])
    with pytest.raises(TableError, match=r"has no output in table 'small'"):
        changed(idle, [FactorChange(everything(idle), 0.5)])
