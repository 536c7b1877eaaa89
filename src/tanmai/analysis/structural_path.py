"""Structural path analysis: the footprint of a demand, path by path, with a certified rest.

A path i_k → … → i_1 → i_0 → final demand carries f_{ik} a_{ik,ik-1} … a_{i1,i0} y_{i0}.
All paths together are f (I + A + A² + …) y = ε y. The search goes tier by tier
from final demand upstream and enters a branch when all that lies in it, its
weight times the total multiplier ε, reaches the cut-off. As no path carries
more than its branch, no path at or above the cut-off is lost, and what was
not entered is known: the rest is certified.

Sources: Defourny and Thorbecke (1984); Treloar (1997); Lenzen (2003).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tanmai.accounting.carbon import CarbonAccounts
from tanmai.analysis.branch_and_bound import MOST_TIERS, BranchAndBound, Search, Tier, steps_of
from tanmai.analysis.certified_paths import CertifiedPaths, trimmed
from tanmai.core.errors import OptionError
from tanmai.core.labels import RegionSectorIndex
from tanmai.core.messages import message
from tanmai.core.units import header

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int32]

# The search for the largest paths starts at this share of the total and goes down by this step.
_FIRST_CUT_OFF, _STEP = 1e-3, 4.0


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class StructuralPaths(CertifiedPaths):
    """Paths whose steps are sectors: column 0 sells to final demand, column k supplies at tier k.

    Attributes
    ----------
    index : RegionSectorIndex
        Names of the N sectors, by their rows.
    """

    index: RegionSectorIndex

    def to_frame(self, top: int | None = None) -> pd.DataFrame:
        """Return the ``top`` largest paths, or all, with their carbon, share and tier.

        Returns
        -------
        DataFrame
            ``rank``, ``tier``, emissions under their unit (``MtCO2``), ``share_percent``,
            ``cumulative_share_percent``, ``emitter_adcode``, ``emitter_sector`` and
            ``path`` (codes from the emitter to who sells to final demand).
        """
        import pandas as pd

        index, chains = self.index, self.chains(top)
        count, share = len(chains), 100.0 * self.share
        regions, sectors = np.divmod(self.emitter[:count], index.n)
        return pd.DataFrame(
            {
                "rank": np.arange(1, count + 1),
                "tier": self.tier[:count],
                header(self.unit): self.carbon[:count],
                "share_percent": share[:count],
                "cumulative_share_percent": share.cumsum()[:count],
                "emitter_adcode": [index.region_codes[region] for region in regions],
                "emitter_sector": [index.sector_codes[sector] for sector in sectors],
                "path": [" > ".join(_codes(index, chain)) for chain in chains],
            }
        )


def _codes(index: RegionSectorIndex, chain: Sequence[int]) -> list[str]:
    return [
        f"{index.region_codes[row // index.n]}/{index.sector_codes[row % index.n]}" for row in chain
    ]


def structural_paths(
    accounts: CarbonAccounts,
    demand: FloatArray,
    cut_off: float,
) -> StructuralPaths:
    """Return every path of a demand that carries at least the cut-off.

    Parameters
    ----------
    accounts : CarbonAccounts
        Accounts of the table; with a focus on emitters, paths end at these alone.
    demand : array (N,)
        Final demand, for instance ``accounts.demand[:, s]`` of region s; money.
    cut_off : float
        Smallest emission of a path that is kept, in the unit of the emissions.

    Raises
    ------
    OptionError
        The cut-off is not above zero or opens too many branches, the demand
        does not fit the table, or it embodies nothing.
    UnsolvableError
        A flow or an emission is negative.
    ConservationError
        The multipliers of the accounts are not f + ε A.

    Notes
    -----
    Source: Treloar (1997); Lenzen (2003).
    """
    if not cut_off > 0:
        raise OptionError(
            message(
                "The cut-off of paths is {cut_off}; give an emission above zero.",
                cut_off=cut_off,
            )
        )
    bounds = BranchAndBound(accounts, demand)
    return _paths(accounts, bounds, bounds.tiers(cut_off), cut_off)


def largest_structural_paths(
    accounts: CarbonAccounts,
    demand: FloatArray,
    *,
    count: int = 100_000,
    coverage: float = 0.9,
) -> StructuralPaths:
    """Return the largest paths of a demand: until they cover a share, or a number of them.

    Parameters
    ----------
    accounts : CarbonAccounts
        Accounts of the table; with a focus on emitters, paths end at these alone.
    demand : array (N,)
        Final demand; money.
    count : int
        Most paths that are returned.
    coverage : float
        Share of the total, above 0 and below 1, that is enough.

    Raises
    ------
    OptionError
        The count or the share is out of range, the demand does not fit the
        table or embodies nothing, or the search opens too many branches or ends before
        any path is certified.
    UnsolvableError, ConservationError
        As in `structural_paths`.

    Notes
    -----
    The search is repeated with a smaller cut-off until enough paths stand
    above it; the largest of these are then the largest of all. Where a smaller one
    is too much work, fewer paths are returned than were asked for.
    """
    if count < 1 or not 0.0 < coverage < 1.0:
        raise OptionError(
            message(
                "{count} paths or a coverage of {coverage} cannot be asked for; give at least "
                "one path, and a coverage between 0 and 1.",
                count=count,
                coverage=coverage,
            )
        )
    bounds = BranchAndBound(accounts, demand)
    cut_off = _FIRST_CUT_OFF * bounds.size
    search = bounds.tiers(cut_off)
    while not search.left and not _are_enough(search, count, coverage * bounds.total):
        try:
            search = bounds.tiers(cut_off / _STEP)
        except OptionError:  # what stands above the last cut-off is known all the same
            break
        cut_off /= _STEP
    largest = np.sort(np.abs(_kept(search.tiers)))[::-1]
    if largest.size > count:  # the steps of these alone are written out
        cut_off = max(cut_off, float(largest[count]))
    found = _paths(accounts, bounds, search, cut_off)
    if not found.carbon.size:
        raise OptionError(
            message(
                "Chains of more than {most_tiers} steps may carry more than any path that was "
                "found, so none is certified; merge the sectors that use nearly all of their "
                "output.",
                most_tiers=f"{MOST_TIERS:,}",
            )
        )
    return found.largest(count, coverage)


def _are_enough(search: Search, count: int, carbon: float) -> bool:
    kept = _kept(search.tiers)
    return kept.size >= count or float(kept.sum()) >= carbon


def _kept(tiers: list[Tier]) -> FloatArray:
    return np.concatenate([np.zeros(0), *(tier.carbon[tier.kept] for tier in tiers)])


def _paths(
    accounts: CarbonAccounts, bounds: BranchAndBound, search: Search, cut_off: float
) -> StructuralPaths:
    """Return the kept paths of a search, largest first; none that a path not found may exceed."""
    cut_off = max(cut_off, search.left)
    tiers = [tier.above(cut_off) for tier in search.tiers]
    width = max(len(tiers), 1)
    found = [steps_of(tiers, at, width) for at, tier in enumerate(tiers) if tier.kept.any()]
    carbon = _kept(tiers)
    order = np.argsort(-np.abs(carbon), kind="stable")
    steps = np.concatenate([np.empty((0, width), dtype=np.int32), *found])[order]
    rest = bounds.size - float(np.abs(carbon).sum())
    return StructuralPaths(
        index=accounts.table.index,
        unit=accounts.table.emission_unit,
        steps=trimmed(steps),
        carbon=carbon[order],
        gross=np.abs(carbon[order]),
        total=bounds.total,
        cut_off=cut_off,
        rest_bound=max(rest, 0.0),
    )
