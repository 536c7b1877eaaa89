"""What many draws say: intervals of accounts, of ranks and of flows between regions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.accounting.carbon import CarbonAccounts
from tanmai.analysis.spread import Spread
from tanmai.core.labels import Region
from tanmai.core.notebook import Shown
from tanmai.core.units import header

FloatArray = NDArray[np.float64]

ACCOUNTS = ("production_based", "consumption_based", "net_outflow")


@dataclass(frozen=True, eq=False, repr=False)
class Ensemble(Shown):
    """The results of many draws.

    Attributes
    ----------
    central : CarbonAccounts
        The accounts of the table as it stands.
    key_rank_central : array (m,)
        Composite rank of each region in them; see `tanmai.networks.key_provinces`.
    flows : array (draws, m, m)
        Flow matrix C of each draw.
    production_based, consumption_based, key_rank : array (draws, m)
        Accounts and composite ranks of each draw.
    spread : Spread
        What was assumed.
    by_fuel : bool
        Whether emission factors erred by fuel, or one for all.
    method : str
        How each draw was solved; ``block_gcr`` or one of `tanmai.solve.METHODS`.
    seed : int
        Seed of the draws.
    """

    central: CarbonAccounts
    key_rank_central: FloatArray
    flows: FloatArray
    production_based: FloatArray
    consumption_based: FloatArray
    key_rank: FloatArray
    spread: Spread
    by_fuel: bool
    method: str
    seed: int

    def __repr__(self) -> str:
        name = self.central.table.provenance.name
        return f"<Ensemble of {name}: {self.draws} draws of {len(self.regions)} regions>"

    @property
    def draws(self) -> int:
        """The number of draws."""
        return len(self.flows)

    @property
    def regions(self) -> tuple[Region, ...]:
        """The m regions."""
        return self.central.table.regions

    @property
    def net_outflow(self) -> FloatArray:
        """Net outflow between regions of each draw (draws, m)."""
        return np.asarray(self.flows.sum(axis=2) - self.flows.sum(axis=1))

    def to_frame(self) -> pd.DataFrame:
        """Return the intervals of the accounts, as `account_intervals` does."""
        return self.account_intervals()

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
        columns: dict[str, Any] = self._names(self.regions)
        for name in ACCOUNTS:
            low, high = _bounds(getattr(self, name), level)
            columns[f"{name}_{unit}"] = getattr(self.central, name)
            columns[f"{name}_low_{unit}"], columns[f"{name}_high_{unit}"] = low, high
        same = np.sign(self.net_outflow) == np.sign(self.central.net_outflow)
        columns["net_outflow_sign_percent"] = 100.0 * same.mean(axis=0)
        return pd.DataFrame(columns)

    def rank_intervals(self, top: int = 5, level: float = 0.9) -> pd.DataFrame:
        """Return the rank of each region in each account and among the key regions.

        Parameters
        ----------
        top : int
            ``among_top_5_percent`` is the share of draws in which a region is among
            the first five; likewise for another number.
        level : float
            Share of the draws between ``low`` and ``high``, or a little more, since
            both are ranks that were drawn.

        Returns
        -------
        DataFrame
            One row for each region in each ``account`` (``production_based``,
            ``consumption_based``, ``net_outflow``, ``key_province``), in the order of
            the central rank. Rank 1 is the largest value; equal values share the best.
        """
        parts = []
        for account in ACCOUNTS:
            central = _ranks(getattr(self.central, account)[None])[0]
            parts.append(self._ranked(account, central, _ranks(getattr(self, account)), top, level))
        parts.append(self._ranked("key_province", self.key_rank_central, self.key_rank, top, level))
        return pd.concat(parts, ignore_index=True)

    def _ranked(
        self, account: str, central: FloatArray, drawn: FloatArray, top: int, level: float
    ) -> pd.DataFrame:
        low, high = _bounds(drawn, level, method="inverted_cdf")
        columns = {
            "account": account,
            **self._names(self.regions),
            "rank": central.astype(int),
            "median": np.median(drawn, axis=0),
            "low": low.astype(int),
            "high": high.astype(int),
            "first_percent": 100.0 * (drawn == 1).mean(axis=0),
            f"among_top_{top}_percent": 100.0 * (drawn <= top).mean(axis=0),
        }
        return pd.DataFrame(columns).sort_values("rank", kind="stable")

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
        drawn = self.flows.reshape(self.draws, -1)[:, pairs]
        low, high = _bounds(drawn, level)
        unit = header(self.central.table.emission_unit)
        frame = pd.DataFrame(
            {
                **self._names([self.regions[pair // m] for pair in pairs], "from_"),
                **self._names([self.regions[pair % m] for pair in pairs], "to_"),
                unit: self.central.flows.values.ravel()[pairs],
                f"low_{unit}": low,
                f"high_{unit}": high,
                **{f"among_top_{k}_percent": 100.0 * _among(drawn, k).mean(axis=0) for k in top},
            }
        )
        return frame.sort_values(unit, ascending=False, kind="stable").reset_index(drop=True)

    @staticmethod
    def _names(regions: Sequence[Region], end: str = "") -> dict[str, list[str]]:
        zh, en = (f"{end}zh", f"{end}en") if end else ("province_zh", "province_en")
        return {
            f"{end}adcode": [region.code for region in regions],
            zh: [region.name_zh for region in regions],
            en: [region.name_en for region in regions],
        }


def _ranks(values: FloatArray) -> FloatArray:
    """Return the rank of each value in its row, 1 for the largest; equal values share the best."""
    return np.asarray(pd.DataFrame(values).rank(axis=1, ascending=False, method="min"))


def _among(values: FloatArray, top: int) -> NDArray[np.bool_]:
    """Return whether each value is among the largest of its row; see `_ranks`."""
    if top >= values.shape[1]:
        return np.ones(values.shape, dtype=bool)
    least = np.partition(values, -top, axis=1)[:, -top, None]
    return np.asarray(values >= least)


def _bounds(
    values: FloatArray, level: float, method: Any = "linear"
) -> tuple[FloatArray, FloatArray]:
    outside = (1.0 - level) / 2
    low, high = np.quantile(values, [outside, 1.0 - outside], axis=0, method=method)
    return low, high
