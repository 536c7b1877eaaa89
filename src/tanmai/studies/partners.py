"""Provinces and the other regions of their table: what is emitted in the ones for the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.accounting.carbon import CarbonAccounts
from tanmai.core.frames import region_columns
from tanmai.core.labels import Region, all_provinces
from tanmai.core.units import header

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Partners:
    """What m provinces exchange with the k other regions of a table.

    Attributes
    ----------
    provinces, others : tuple of Region
        m provinces, k other regions: countries, in a world table.
    outflow : array (m, k)
        Emitted in a province for the final demand of another region.
    inflow : array (m, k)
        Emitted in another region for the final demand of a province.
    unit : str
    """

    provinces: tuple[Region, ...]
    others: tuple[Region, ...]
    outflow: FloatArray
    inflow: FloatArray
    unit: str

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """By partner, the largest first; and by province and partner."""
        m, k = self.outflow.shape
        totals = self.outflow.sum(axis=0), self.inflow.sum(axis=0)
        order = np.argsort(-(totals[0] + totals[1]), kind="stable")
        names = region_columns(self.others, "partner_")
        pairs = [
            region_columns(self.provinces).loc[np.repeat(np.arange(m), k)].reset_index(drop=True),
            pd.concat([names] * m, ignore_index=True),
        ]
        by_pair = self._columns(self.outflow.ravel(), self.inflow.ravel())
        return {
            "partners": names.assign(**self._columns(*totals)).iloc[order].reset_index(drop=True),
            "partners_by_province": pd.concat(pairs, axis=1).assign(**by_pair),
        }

    def _columns(self, outflow: FloatArray, inflow: FloatArray) -> dict[str, FloatArray]:
        unit = header(self.unit)
        return {
            f"outflow_{unit}": outflow,
            f"inflow_{unit}": inflow,
            f"net_outflow_{unit}": outflow - inflow,
        }


def partners_of(accounts: CarbonAccounts) -> Partners | None:
    """Return what provinces exchange with other regions; None where a table lacks either."""
    table, flows = accounts.table, accounts.flows
    known = {province.code for province in all_provinces()}
    here = np.array([code in known for code in table.index.region_codes])
    if here.all() or not here.any():
        return None
    provinces, others = np.flatnonzero(here), np.flatnonzero(~here)
    return Partners(
        provinces=tuple(table.regions[at] for at in provinces),
        others=tuple(table.regions[at] for at in others),
        outflow=flows.values[np.ix_(provinces, others)],
        inflow=flows.values[np.ix_(others, provinces)].T,
        unit=flows.unit,
    )
