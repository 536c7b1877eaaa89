"""A commodity whose physical exchange is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tanmai.core.errors import LabelError, TableError
from tanmai.joining import (
    Exchange,
    RegionalTables,
    join_stack,
    reconciled,
    stack_tables,
    with_exchange,
)

POWER = 3


@pytest.fixture
def tables(provinces) -> RegionalTables:
    return reconciled(stack_tables(provinces))[0]


@pytest.fixture
def exchange() -> Exchange:
    """Shanxi sends to Hebei alone, Hebei to Shanghai; each makes a quantity of its own."""
    quantities = np.array([[0.0, 8.0, 0.0], [0.0, 0.0, 4.0], [0.0, 0.0, 0.0]])
    return Exchange("04", quantities, np.array([60.0, 100.0, 30.0]))


def test_the_price_is_the_senders_own_and_held_within_a_range() -> None:
    exchange = Exchange("04", np.zeros((4, 4)), np.array([10.0, 10.0, 10.0, 0.0]))
    # 2, 1 and 100 a unit: the median is 2, so that 100 becomes 6; what makes none has the median
    np.testing.assert_allclose(exchange.prices(np.array([20.0, 10.0, 1000.0, 5.0])), [2, 1, 6, 2])


def test_the_net_position_is_the_physical_one(tables: RegionalTables, exchange: Exchange) -> None:
    changed, effect = with_exchange(tables, exchange)
    values = exchange.values(tables.output[:, POWER])
    net = changed.output - changed.exports - (changed.total_use - changed.imports)
    np.testing.assert_allclose(
        net[:, POWER], values.sum(axis=1) - values.sum(axis=0), atol=1e-8 * tables.output.max()
    )
    np.testing.assert_array_equal(effect.values, values)
    np.testing.assert_array_equal(effect.held, 0)


def test_columns_and_the_other_rows_keep_their_totals(
    tables: RegionalTables, exchange: Exchange
) -> None:
    changed, _ = with_exchange(tables, exchange)
    np.testing.assert_allclose(changed.use.sum(axis=1), tables.use.sum(axis=1), rtol=1e-10)
    np.testing.assert_allclose(
        changed.final_use.sum(axis=1), tables.final_use.sum(axis=1), rtol=1e-10
    )
    np.testing.assert_allclose(
        changed.total_use.sum(axis=0), tables.total_use.sum(axis=0), rtol=1e-9
    )


def test_trade_runs_along_the_lines_only(provinces, costs, exchange: Exchange) -> None:
    record = join_stack(stack_tables(provinces), costs, exchanges=[exchange]).record
    flows = record.flows[POWER]
    assert flows[0, 1] > 0
    assert flows[1, 2] > 0
    assert flows[0, 2] == flows[1, 0] == flows[2, 0] == flows[2, 1] == 0


def test_a_kwh_sent_carries_what_one_made_there_does(provinces, costs, exchange: Exchange) -> None:
    joined = join_stack(stack_tables(provinces), costs, exchanges=[exchange])
    output = joined.record.given.output[:, POWER]
    sent = joined.record.flows[POWER][0, 1] / exchange.quantities[0, 1]
    made = output[0] / exchange.production[0]
    assert sent == pytest.approx(made, rel=1e-8)


def test_a_region_that_would_use_too_little_sends_less(tables: RegionalTables) -> None:
    quantities = np.zeros((3, 3))
    quantities[0, 1] = 58.0
    exchange = Exchange("04", quantities, np.array([60.0, 100.0, 30.0]))
    changed, effect = with_exchange(tables, exchange)
    assert effect.use_factors[0] == pytest.approx(0.4, rel=1e-6)
    assert effect.held[0] > 0
    np.testing.assert_allclose(
        changed.total_use.sum(axis=0), tables.total_use.sum(axis=0), rtol=1e-9
    )


def test_a_buyer_is_held_at_nine_tenths_of_its_purchases(tables: RegionalTables) -> None:
    use = tables.use.copy()
    use[0, :POWER, POWER] *= 0.02  # the power sector of Shanxi buys hardly anything but power
    steep = replace(tables, use=use)
    quantities = np.zeros((3, 3))
    quantities[1, 0] = 20.0
    exchange = Exchange("04", quantities, np.array([60.0, 100.0, 30.0]))
    changed, effect = with_exchange(steep, exchange)
    assert effect.capped[0, POWER]
    purchases = steep.use[0, :, POWER].sum()
    assert changed.use[0, POWER, POWER] == pytest.approx(0.9 * purchases, rel=1e-9)


@pytest.mark.parametrize("quantity", [-1.0, np.nan])
def test_a_quantity_that_is_none_is_refused(quantity: float) -> None:
    with pytest.raises(TableError, match="exchange of 04 has a quantity that is negative"):
        Exchange("04", np.array([[0.0, quantity], [0.0, 0.0]]), np.ones(2))


def test_an_exchange_that_nobody_produces_has_no_price() -> None:
    with pytest.raises(TableError, match="no price; check the code"):
        Exchange("04", np.zeros((2, 2)), np.zeros(2)).prices(np.ones(2))


def test_an_exchange_of_an_unknown_sector_is_refused(provinces, costs) -> None:
    with pytest.raises(LabelError, match="sector 99, which the tables do not have"):
        join_stack(
            stack_tables(provinces), costs, exchanges=[Exchange("99", np.zeros((3, 3)), np.ones(3))]
        )
