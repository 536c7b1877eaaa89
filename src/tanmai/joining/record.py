"""What joining moved, as tables for people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tanmai.core.notebook import Shown
from tanmai.core.table import FloatArray
from tanmai.joining.exchange import ExchangeEffect
from tanmai.joining.regional import RegionalTables
from tanmai.joining.use import Reconciliation

MOST_CHANGES = 50


@dataclass(frozen=True, eq=False, repr=False)
class JoinRecord(Shown):
    """What was moved from the regions' own tables to the joined one.

    Parameters
    ----------
    given, fitted : RegionalTables
        The tables as they were given and after all fits.
    reconciliation : Reconciliation
        Supply and demand of the commodities before the fit.
    effects : tuple of ExchangeEffect
        What the exchange of named commodities moved.
    flows : array (n, m, m)
        Trade between the regions.
    """

    given: RegionalTables
    fitted: RegionalTables
    reconciliation: Reconciliation
    effects: tuple[ExchangeEffect, ...]
    flows: FloatArray

    def __repr__(self) -> str:
        m, n = self.given.output.shape
        return f"<JoinRecord of {m} regions, {n} commodities, {len(self.effects)} exchanged>"

    def to_frame(self) -> pd.DataFrame:
        """Return what was moved, commodity by commodity, as `commodities` does."""
        return self.commodities()

    def commodities(self) -> pd.DataFrame:
        """Return supply, demand before the fit and their gap by commodity, and trade.

        Money in 10⁴ CNY; ``gap_percent`` is demand less supply in per cent of output,
        ``between_regions_percent`` the share of trade that leaves its region.
        """
        index, moved = self.given.index, self.reconciliation
        output = self.given.output.sum(axis=0)
        total = self.flows.sum(axis=(1, 2))
        kept = np.trace(self.flows, axis1=1, axis2=2)
        return pd.DataFrame(
            {
                "sector": index.sector_codes,
                "name_zh": [sector.name_zh for sector in index.sectors],
                "name_en": [sector.name_en for sector in index.sectors],
                "output": output,
                "supply": moved.supply,
                "demand_before": moved.demand_before,
                "gap": moved.gaps,
                "gap_percent": 100 * _ratio(moved.gaps, output),
                "between_regions_percent": 100 * _ratio(total - kept, total),
            }
        )

    def regions(self) -> pd.DataFrame:
        """Return what the fits moved by region.

        Factors of intermediate use and of final use are sums after the fit over sums before,
        shares in per cent; ``moved_percent`` is Σ |after − before| over Σ before of the cells
        of use.
        """
        given, fitted = self.given, self.fitted
        before = _cells(given)
        after = _cells(fitted)
        between = self.flows.sum(axis=0)
        own = np.diag(between)
        frame = pd.DataFrame(
            {
                "region": given.index.region_codes,
                "name_zh": [region.name_zh for region in given.index.regions],
                "name_en": [region.name_en for region in given.index.regions],
                "output": given.output.sum(axis=1),
                "intermediate_factor": _ratio(
                    fitted.use.sum(axis=(1, 2)), given.use.sum(axis=(1, 2))
                ),
                "final_factor": _ratio(
                    fitted.final_use.sum(axis=(1, 2)), given.final_use.sum(axis=(1, 2))
                ),
                "moved_percent": 100
                * _ratio(np.abs(after - before).sum(axis=(1, 2)), np.abs(before).sum(axis=(1, 2))),
                "exports_cut": (given.exports - fitted.exports).sum(axis=1),
                "imports_cut": (given.imports - fitted.imports).sum(axis=1),
                "outflow": between.sum(axis=1) - own,
                "inflow": between.sum(axis=0) - own,
            }
        )
        for effect in self.effects:
            frame[f"use_factor_{effect.sector}"] = effect.use_factors
            frame[f"price_{effect.sector}"] = effect.prices
            frame[f"held_percent_{effect.sector}"] = 100 * effect.held
        return frame

    def largest_changes(self) -> pd.DataFrame:
        """Return the cells of use that the fits moved most, in money; the largest first."""
        given = self.given
        before, after = _cells(given), _cells(self.fitted)
        change = np.abs(after - before)
        most = np.argsort(-change, axis=None, kind="stable")[:MOST_CHANGES]
        buyers = [*given.index.sector_codes, *(category.code for category in given.categories)]
        rows = []
        for region, sector, buyer in zip(*np.unravel_index(most, change.shape), strict=True):
            cell = region, sector, buyer
            rows.append(
                {
                    "region": given.index.region_codes[region],
                    "name_zh": given.index.regions[region].name_zh,
                    "name_en": given.index.regions[region].name_en,
                    "sector": given.index.sector_codes[sector],
                    "buyer": buyers[buyer],
                    "before": before[cell],
                    "after": after[cell],
                    "change": after[cell] - before[cell],
                }
            )
        return pd.DataFrame(rows)

    def held_buyers(self) -> pd.DataFrame:
        """Return the buyers of a named commodity that were held at 0.9 of their purchases."""
        given = self.given
        buyers = [*given.index.sector_codes, *(category.code for category in given.categories)]
        rows = [
            {
                "sector": effect.sector,
                "region": given.index.region_codes[region],
                "name_zh": given.index.regions[region].name_zh,
                "name_en": given.index.regions[region].name_en,
                "buyer": buyers[buyer],
            }
            for effect in self.effects
            for region, buyer in np.argwhere(effect.capped)
        ]
        return pd.DataFrame(rows, columns=["sector", "region", "name_zh", "name_en", "buyer"])

    def summary(self) -> dict[str, float]:
        """Return the figures that say most: gap, factor of final use, trade between regions."""
        moved, output = self.reconciliation, float(self.given.output.sum())
        between = self.flows.sum(axis=0)
        return {
            "gap_percent_of_output": 100 * float(np.abs(moved.gaps).sum()) / output,
            "final_use_factor": moved.final_use_factor,
            "between_regions_percent": 100 * float(1 - np.trace(between) / between.sum()),
            "exports_cut_percent": 100
            * _part(np.abs(self.given.exports - self.fitted.exports), self.given.exports)
            / 2,
            "imports_cut_percent": 100
            * _part(np.abs(self.given.imports - self.fitted.imports), self.given.imports)
            / 2,
        }


def _cells(tables: RegionalTables) -> FloatArray:
    return np.concatenate([tables.use, tables.final_use], axis=2)


def _ratio(part: FloatArray, whole: FloatArray) -> FloatArray:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole != 0)


def _part(part: FloatArray, whole: FloatArray) -> float:
    total = float(whole.sum())
    return float(part.sum()) / total if total else 0.0
