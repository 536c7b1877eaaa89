"""Tables of single regions on one stack: what belongs together, and trade abroad apart."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tanmai.core.errors import LabelError, TableError
from tanmai.core.labels import Sector
from tanmai.joining import TradeAbroad, own_share, stack_tables

if TYPE_CHECKING:
    from tanmai.io.competitive import CompetitiveTable


def test_own_shares_follow_from_the_tables_themselves(provinces: list[CompetitiveTable]) -> None:
    stacked = stack_tables(provinces, phi=0.5)
    table = provinces[1]
    demand = table.Z.sum(axis=1) + table.Y.sum(axis=1) - table.imports
    expected = own_share(table.x - table.exports, demand, table.inflow, 0.5)
    np.testing.assert_allclose(stacked.own_share[1], expected, rtol=1e-14)


def test_negative_intermediate_flows_become_zero_and_are_said(
    provinces: list[CompetitiveTable],
) -> None:
    Z = provinces[0].Z.copy()
    Z[1, 2] = -4.0
    stacked = stack_tables([replace(provinces[0], Z=Z), *provinces[1:]])
    assert stacked.use[0, 1, 2] == 0
    assert "1 negative intermediate flows (-4 x 10^4 CNY) set to 0." in map(
        str, stacked.provenance.changes
    )


def test_trade_given_together_is_split_by_what_is_given_abroad(
    provinces: list[CompetitiveTable],
) -> None:
    table = provinces[2]
    together = replace(
        table,
        trade="together",
        exports=np.zeros(4),
        imports=np.zeros(4),
        outflow=table.sales_outside,
        inflow=table.purchases_outside,
    )
    abroad = {table.region.code: TradeAbroad(table.exports, table.imports)}
    stacked = stack_tables([*provinces[:2], together], abroad=abroad)
    as_told = stack_tables(provinces)
    for part in ("exports", "imports", "own_share"):
        np.testing.assert_allclose(getattr(stacked, part), getattr(as_told, part), rtol=1e-12)


def test_trade_abroad_never_exceeds_what_a_table_sells_outside(
    provinces: list[CompetitiveTable],
) -> None:
    table = provinces[0]
    abroad = {table.region.code: TradeAbroad(10 * table.x, np.zeros(4))}
    stacked = stack_tables(provinces, abroad=abroad)
    np.testing.assert_allclose(stacked.exports[0], table.sales_outside, rtol=1e-14)


def test_own_shares_of_a_region_that_gives_net_trade_are_the_median_of_the_others(
    provinces: list[CompetitiveTable],
) -> None:
    net = replace(provinces[0], trade="net")
    abroad = {net.region.code: TradeAbroad(np.ones(4), np.ones(4))}
    stacked = stack_tables([net, *provinces[1:]], abroad=abroad)
    np.testing.assert_allclose(
        stacked.own_share[0], np.median(stacked.own_share[1:], axis=0), rtol=1e-14
    )
    np.testing.assert_array_equal(stacked.exports[0], np.ones(4))
    assert any(
        "medians of the others: Shanxi 山西" in c for c in map(str, stacked.provenance.changes)
    )


def test_one_table_is_not_joined(provinces: list[CompetitiveTable]) -> None:
    with pytest.raises(TableError, match="two regions at least, but was given 1"):
        stack_tables(provinces[:1])


def test_two_tables_of_one_region_are_refused(provinces: list[CompetitiveTable]) -> None:
    with pytest.raises(TableError, match="'Shanxi 2017' and 'Shanxi 2017' are both of Shanxi 山西"):
        stack_tables([*provinces, provinces[0]])


def test_tables_of_two_years_are_refused(provinces: list[CompetitiveTable]) -> None:
    with pytest.raises(TableError, match="is of 2017, 'Hebei 2017' of 2012; join tables of one"):
        stack_tables([provinces[0], replace(provinces[1], year=2012)])


def test_tables_of_two_classifications_are_refused_though_their_codes_agree(
    provinces: list[CompetitiveTable],
) -> None:
    other = tuple(Sector(s.code, f"{s.name_zh}业", s.name_en) for s in provinces[1].sectors)
    with pytest.raises(LabelError, match=r"'Hebei 2017' names 01 '农业业', 'Shanxi 2017' '农业'"):
        stack_tables([provinces[0], replace(provinces[1], sectors=other)])


def test_tables_of_other_components_are_refused(provinces: list[CompetitiveTable]) -> None:
    other = replace(provinces[1], value_added_labels=("VA001", "VA004"))
    with pytest.raises(LabelError, match="different components of value added"):
        stack_tables([provinces[0], other])


@pytest.mark.parametrize("trade", ["together", "net", "abroad"])
def test_a_table_without_trade_abroad_apart_asks_for_it(
    provinces: list[CompetitiveTable], trade: str
) -> None:
    with pytest.raises(TableError, match="of Hebei 河北 does not separate foreign trade"):
        stack_tables([provinces[0], replace(provinces[1], trade=trade)])


def test_a_table_whose_columns_of_trade_with_others_are_empty_asks_for_it(
    provinces: list[CompetitiveTable],
) -> None:
    empty = replace(provinces[1], outflow=np.zeros(4), inflow=np.zeros(4))
    with pytest.raises(TableError, match="does not separate foreign trade"):
        stack_tables([provinces[0], empty])


def test_trade_abroad_of_an_unknown_region_is_refused(provinces: list[CompetitiveTable]) -> None:
    with pytest.raises(LabelError, match="given for region 999999, which has no table"):
        stack_tables(provinces, abroad={"999999": TradeAbroad(np.zeros(4), np.zeros(4))})
