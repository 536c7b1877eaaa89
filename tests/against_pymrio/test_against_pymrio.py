"""The same table in pymrio and in tanmai: every account of pymrio, to 1e-9."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pymrio
import pytest

import made_up
from tanmai.accounting.carbon import CarbonAccounts, carbon_accounts
from tanmai.core.table import MrioTable
from tanmai.io.pymrio.reading import from_pymrio
from tanmai.io.pymrio.writing import to_pymrio
from tanmai.solve import LeontiefSystem

AIR = "emission_type1 | air"
WATER = "emission_type2 | water"


@dataclass(frozen=True)
class Pair:
    """A table, its accounts by tanmai, and its system after pymrio calculated everything."""

    table: MrioTable
    accounts: CarbonAccounts
    system: Any
    stressor: Any
    factor: float

    def of_pymrio(self, account: str) -> np.ndarray:
        """One account of the stressor, sinks left out, in tanmai's unit."""
        values = getattr(self.system.emissions, account).loc[self.stressor].to_numpy(dtype=float)
        size = self.table.index.m if account.endswith("_reg") else len(self.table.index)
        return values[:size] * self.factor


def _of_the_test_system(name: str, stressor: tuple[str, str]) -> Pair:
    system = pymrio.load_test()
    table = from_pymrio(system, year=2010)
    system.calc_all()
    return Pair(table, carbon_accounts(table, stressor=name), system, stressor, 1e-9)


def _of_a_table(table: MrioTable) -> Pair:
    system = to_pymrio(table)
    system.x = None  # pymrio shall find the output itself
    system.calc_all()
    return Pair(table, carbon_accounts(table), system, "CO2", 1.0)


PAIRS = {
    "pymrio's test system, air": lambda: _of_the_test_system(AIR, ("emission_type1", "air")),
    "pymrio's test system, water": lambda: _of_the_test_system(WATER, ("emission_type2", "water")),
    "whole numbers, exports, ERR": lambda: _of_a_table(made_up.small_table()),
    "inventories without a region": lambda: _of_a_table(
        made_up.with_stock_change(made_up.make_table(10, 4, 5, 2))
    ),
    "random provinces": lambda: _of_a_table(made_up.make_table(11, 6, 7, 5)),
    "sectors without output": lambda: _of_a_table(made_up.make_table(12, 5, 6, 3, idle=7)),
    "trade shares": lambda: _of_a_table(made_up.make_trade_share_table(13, 6, 5, 4)),
    "one province": lambda: _of_a_table(made_up.make_table(14, 1, 6, 5)),
}


@pytest.fixture(scope="module", params=list(PAIRS))
def pair(request: pytest.FixtureRequest) -> Pair:
    return PAIRS[request.param]()


def _assert_same(ours: np.ndarray, theirs: np.ndarray) -> None:
    """Equal to 1e-9 of the largest value, and of each value that is not near zero."""
    assert ours.shape == theirs.shape
    assert np.abs(theirs).max() > 0
    np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-9 * np.abs(theirs).max())


def test_output(pair: Pair) -> None:
    size = len(pair.table.index)
    _assert_same(pair.table.x, pair.system.x.to_numpy()[:size, 0])


def test_coefficients_and_inverse(pair: Pair) -> None:
    size = len(pair.table.index)
    system = LeontiefSystem(pair.table)
    _assert_same(system.coefficients(), pair.system.A.to_numpy()[:size, :size])
    _assert_same(system.inverse(), pair.system.L.to_numpy()[:size, :size])


def test_direct_and_embodied_intensity(pair: Pair) -> None:
    _assert_same(pair.accounts.direct_intensity, pair.of_pymrio("S"))
    _assert_same(pair.accounts.embodied_intensity, pair.of_pymrio("M"))


def test_accounts_by_sector(pair: Pair) -> None:
    _assert_same(pair.accounts.direct, pair.of_pymrio("D_pba"))
    _assert_same(pair.accounts.footprint_by_product.ravel(), pair.of_pymrio("D_cba"))


def test_accounts_by_region(pair: Pair) -> None:
    _assert_same(pair.accounts.production_based, pair.of_pymrio("D_pba_reg"))
    _assert_same(pair.accounts.consumption_based, pair.of_pymrio("D_cba_reg"))


def test_transfers_by_region(pair: Pair) -> None:
    """pymrio counts what leaves for a sink (exports, stocks, ERR) as exported by the region."""
    accounts = pair.accounts
    sinks = accounts.export + accounts.stock_change + accounts.balancing_share
    sent = accounts.outflow + sinks
    if pair.table.index.m > 1:
        _assert_same(accounts.inflow, pair.of_pymrio("D_imp_reg"))
    else:
        assert accounts.inflow == pytest.approx([0.0], abs=1e-12)
    _assert_same(sent, pair.of_pymrio("D_exp_reg"))


def test_flows_between_regions(pair: Pair) -> None:
    m = pair.table.index.m
    extension = pair.system.emissions.diag_stressor(pair.stressor, name="flows")
    extension.calc_system(x=pair.system.x, Y=pair.system.Y, L=pair.system.L)
    by_origin = extension.D_cba.groupby(level="region", sort=False).sum()
    by_pair = by_origin.T.groupby(level="region", sort=False).sum().T.to_numpy() * pair.factor
    _assert_same(pair.accounts.flows.values, by_pair[:m, :m])


def test_sinks(pair: Pair) -> None:
    """What pymrio books for the regions of the sinks is our export, stock and ERR share."""
    m = pair.table.index.m
    extra = pair.system.emissions.D_cba_reg.loc[pair.stressor].to_numpy(dtype=float)[m:]
    expected = [
        share.sum()
        for share, column in (
            (pair.accounts.export, pair.table.exports),
            (pair.accounts.stock_change, pair.table.stock_change),
            (pair.accounts.balancing_share, pair.table.error),
        )
        if np.any(column != 0)
    ]
    assert extra * pair.factor == pytest.approx(expected, rel=1e-9)


def test_emissions_without_output_are_lost_in_pymrio() -> None:
    """Why tanmai refuses them: pymrio's total is short by just these emissions, without a word."""
    table = made_up.make_table(15, 4, 5, 3, idle=2)
    idle = int(np.flatnonzero(table.x == 0)[0])
    F = table.F.copy()
    F[0, idle] = 100.0
    spoilt = table.changed("an emission without output", {"F": F})
    system = to_pymrio(spoilt)
    system.calc_all()
    accounted = float(system.emissions.D_cba_reg.loc["CO2"].sum())
    assert F.sum() + table.F_Y.sum() - accounted == pytest.approx(100.0)
