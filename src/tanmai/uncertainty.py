"""How far results may be off: Monte Carlo over a table and its emissions.

A draw multiplies every flow and every emission by a log-normal factor of mean
one. Emissions of one region share a part of their error, since they come from
one statistical office. The flows of a draw are fitted back (RAS) to the output
of each seller and to the total of each buyer, which are known much better than
the cells between them; so each draw is a table that balances. Draws are
independent and are mapped with Dask, on threads or on any scheduler, with the
same results for the same seed.

Errors of single cells are independent here, and much of them averages out in
sums. What is wrong with a table as a whole (an estimated structure, a modelled
trade) does not average out and is not in these intervals.

Sources: Lenzen, Wood and Wiedmann (2010); Rodrigues et al. (2018).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.accounts import CarbonAccounts, carbon_accounts
from tanmai.errors import OptionError
from tanmai.estimate import ras
from tanmai.focus import Focus
from tanmai.labels import Region
from tanmai.table import MrioTable
from tanmai.units import header

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Spread:
    """How uncertain the numbers of a table are taken to be.

    Attributes
    ----------
    flows : float
        Standard deviation of the logarithm of each flow and final demand.
    emissions : float
        The same of each emission.
    within_region : float
        Correlation of the errors of emissions inside one region, 0 to 1.
    """

    flows: float = 0.3
    emissions: float = 0.1
    within_region: float = 0.5

    def __post_init__(self) -> None:
        if self.flows < 0 or self.emissions < 0 or not 0 <= self.within_region <= 1:
            raise OptionError(
                f"{self} is no spread: standard deviations must not be negative, the correlation "
                "must lie between 0 and 1."
            )


@dataclass(frozen=True, eq=False)
class Ensemble:
    """The results of many draws.

    Attributes
    ----------
    central : CarbonAccounts
        The accounts of the table as it stands.
    flows : array (draws, m, m)
        Flow matrix C of each draw.
    production_based, consumption_based : array (draws, m)
        Accounts of each draw.
    spread : Spread
        What was assumed.
    seed : int
        Seed of the draws.
    """

    central: CarbonAccounts
    flows: FloatArray
    production_based: FloatArray
    consumption_based: FloatArray
    spread: Spread
    seed: int

    @property
    def regions(self) -> tuple[Region, ...]:
        """The m regions."""
        return self.central.table.regions

    @property
    def net_outflow(self) -> FloatArray:
        """Net outflow between regions of each draw (draws, m)."""
        return np.asarray(self.flows.sum(axis=2) - self.flows.sum(axis=1))

    def account_intervals(self, level: float = 0.9) -> pd.DataFrame:
        """Return each region's accounts with their interval.

        Parameters
        ----------
        level : float
            Share of the draws inside the interval.

        Returns
        -------
        DataFrame
            For each account its central value and the bounds ``low`` and
            ``high``; ``net_outflow_sign_percent`` is the share of draws in which
            net outflow has its central sign.
        """
        unit = header(self.central.table.emission_unit)
        columns: dict[str, Any] = {
            "adcode": [region.code for region in self.regions],
            "province_zh": [region.name_zh for region in self.regions],
            "province_en": [region.name_en for region in self.regions],
        }
        for name in ("production_based", "consumption_based", "net_outflow"):
            low, high = _bounds(getattr(self, name), level)
            columns[f"{name}_{unit}"] = getattr(self.central, name)
            columns[f"{name}_low_{unit}"], columns[f"{name}_high_{unit}"] = low, high
        same = np.sign(self.net_outflow) == np.sign(self.central.net_outflow)
        columns["net_outflow_sign_percent"] = 100.0 * same.mean(axis=0)
        return pd.DataFrame(columns)

    def path_intervals(self, top: Sequence[int] = (5, 20), level: float = 0.9) -> pd.DataFrame:
        """Return the flows between regions with their interval, largest first.

        Parameters
        ----------
        top : sequence of int
            ``among_top_5_percent`` is the share of draws in which a flow is
            among the five largest; likewise for each number given.
        level : float
            Share of the draws inside the interval.
        """
        m = len(self.regions)
        pairs = np.flatnonzero(~np.eye(m, dtype=bool).ravel())
        drawn = self.flows.reshape(len(self.flows), -1)[:, pairs]
        central = self.central.flows.values.ravel()[pairs]
        rank = np.argsort(np.argsort(-drawn, axis=1, kind="stable"), axis=1, kind="stable")
        low, high = _bounds(drawn, level)
        unit = header(self.central.table.emission_unit)
        names = [(self.regions[pair // m], self.regions[pair % m]) for pair in pairs]
        frame = pd.DataFrame(
            {
                "from_adcode": [origin.code for origin, _ in names],
                "from_zh": [origin.name_zh for origin, _ in names],
                "from_en": [origin.name_en for origin, _ in names],
                "to_adcode": [to.code for _, to in names],
                "to_zh": [to.name_zh for _, to in names],
                "to_en": [to.name_en for _, to in names],
                unit: central,
                f"low_{unit}": low,
                f"high_{unit}": high,
                **{f"among_top_{k}_percent": 100.0 * (rank < k).mean(axis=0) for k in top},
            }
        )
        return frame.sort_values(unit, ascending=False, kind="stable").reset_index(drop=True)


def ensemble(
    table: MrioTable,
    draws: int,
    *,
    spread: Spread | None = None,
    focus: Focus | None = None,
    seed: int = 2017,
) -> Ensemble:
    """Account many perturbed tables.

    Parameters
    ----------
    table : MrioTable
        The table.
    draws : int
        Number of draws, 2 or more.
    spread : Spread, optional
        How uncertain the numbers are taken to be.
    focus : Focus, optional
        As for `carbon_accounts`.
    seed : int
        The same seed gives the same draws, wherever they are computed.

    Raises
    ------
    OptionError
        Fewer than two draws.

    Notes
    -----
    Draws run on Dask's threads, or where ``dask.config`` or a
    ``distributed.Client`` says.
    """
    if draws < 2:
        raise OptionError(f"{draws} draws give no interval; ask for 2 or more.")
    # Dask takes a moment to import, which a study without draws should not wait for.
    from dask.base import compute
    from dask.delayed import delayed

    assumed = spread or Spread()
    central = carbon_accounts(table, focus=focus)
    account_one: Any = delayed(_account_one, pure=False)
    seeds = np.random.SeedSequence(seed).spawn(draws)
    all_at_once: Any = compute
    results = all_at_once(*(account_one(table, assumed, focus, one) for one in seeds))
    flows, production, consumption = (np.stack(parts) for parts in zip(*results, strict=True))
    return Ensemble(central, flows, production, consumption, assumed, seed)


def perturbed(table: MrioTable, spread: Spread, random: np.random.Generator) -> MrioTable:
    """Return one draw: a table near the given one, with the same margins.

    Negative cells (inventories) are kept as they are.

    Parameters
    ----------
    table : MrioTable
        The table; its flows must be written out.
    spread : Spread
        How uncertain the numbers are taken to be.
    random : Generator
        Source of the draw.
    """
    size = len(table.index)
    flows = np.hstack([np.asarray(table.Z), table.Y, table.exports[:, None]])
    fixed = np.minimum(flows, 0.0)
    free = flows - fixed
    noise = random.standard_normal(free.shape)
    prior = free * np.exp(spread.flows * noise - spread.flows**2 / 2)
    drawn = ras(prior, free.sum(axis=1), free.sum(axis=0), tolerance=1e-9) + fixed
    Z, Y, exports = drawn[:, :size], drawn[:, size:-1], drawn[:, -1]
    x = Z.sum(axis=1) + Y.sum(axis=1) + exports + table.stock_change + table.error
    return table.changed(
        "one draw of an ensemble",
        {
            "Z": Z,
            "Y": Y,
            "exports": exports,
            "x": x,
            "F": table.F * _emission_factors(table, spread, random),
        },
    )


def _emission_factors(table: MrioTable, spread: Spread, random: np.random.Generator) -> FloatArray:
    own = random.standard_normal((table.index.m, table.index.n))
    shared = random.standard_normal((table.index.m, 1))
    mixed = np.sqrt(spread.within_region) * shared + np.sqrt(1 - spread.within_region) * own
    return np.asarray(np.exp(spread.emissions * mixed - spread.emissions**2 / 2)).ravel()


def _account_one(
    table: MrioTable, spread: Spread, focus: Focus | None, seed: np.random.SeedSequence
) -> tuple[FloatArray, FloatArray, FloatArray]:
    draw = perturbed(table, spread, np.random.default_rng(seed))
    accounts = carbon_accounts(draw, focus=focus)
    return accounts.flows.values, accounts.production_based, accounts.consumption_based


def _bounds(values: FloatArray, level: float) -> tuple[FloatArray, FloatArray]:
    outside = (1.0 - level) / 2
    low, high = np.quantile(values, [outside, 1.0 - outside], axis=0)
    return low, high
