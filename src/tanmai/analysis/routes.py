"""Routes of regions: by way of which provinces carbon reaches those whom it is emitted for.

A route r_k → … → r_1 → s is a walk of supply-chain steps, not a shortest path: goods
cross a border at every arrow, as intermediates or at last as finished goods,
and all steps within a region between two borders are summed. With
D^r = (I − A^{rr})⁻¹, what the last arrow calls for is d = y^{ts} + A^{ts} D^s y^{ss}, every
arrow before it calls for A^{tr} D^r d, and the route carries f^{r_k} D^{r_k} d. All routes
from r to s together are the flow C[r, s]. The search is the branch and bound
of structural paths, and its rest is certified likewise.

Sources: Defourny and Thorbecke (1984); Lenzen (2003); blocks: Miller (1969).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.accounting.carbon import CONSERVATION_LIMIT, CarbonAccounts
from tanmai.analysis.certified_paths import CertifiedPaths, trimmed
from tanmai.analysis.final_demand import require_bounded_paths
from tanmai.analysis.upstream import embodied_inputs_by_region
from tanmai.core.errors import OptionError
from tanmai.core.labels import REGION, Region, not_in_table
from tanmai.core.language import significant
from tanmai.core.messages import Message, Name, listed, message
from tanmai.core.pressure_units import unit_in_words
from tanmai.core.pressures import Pressure
from tanmai.core.units import header

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int32]

# A state is a vector of n sectors; more of them at once would take gigabytes.
MOST_ROUTES = 500_000
MOST_BORDERS = 200
_FIRST_CUT_OFF, _STEP = 1e-3, 4.0


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class RegionRoutes(CertifiedPaths):
    """Routes whose steps are regions: column 0 consumes, column k lies k borders upstream.

    Attributes
    ----------
    regions : tuple of Region
        The m regions, by position.
    """

    regions: tuple[Region, ...]

    def to_frame(self, top: int | None = None) -> pd.DataFrame:
        """Return the ``top`` largest routes, or all, as `route_table` does."""
        return route_table(self, top)


def region_routes(
    accounts: CarbonAccounts,
    destinations: Sequence[str] | None = None,
    *,
    count: int = 1000,
    coverage: float = 0.9,
) -> RegionRoutes:
    """Return the routes of regions that carry most: until they cover a share, or a number of them.

    Parameters
    ----------
    accounts : CarbonAccounts
        Accounts of the table.
    destinations : sequence of str, optional
        Codes of the regions whose final demand is followed; all where it is not given.
    count : int
        Most routes that are returned.
    coverage : float
        Share of the footprint, above 0 and below 1, that is enough.

    Returns
    -------
    RegionRoutes
        Largest first; unit of the emissions. A route without an arrow stays at home.

    Raises
    ------
    LabelError
        A destination is not in the table.
    OptionError
        The count or the share is out of range, the demand embodies nothing, or
        too many routes open.
    UnsolvableError
        A flow or an emission is negative.
    ConservationError
        The multipliers of the accounts are not f + ε A.
    """
    if count < 1 or not 0.0 < coverage < 1.0:
        raise OptionError(
            message(
                "{count} routes or a coverage of {coverage} cannot be asked for; give at least "
                "one route, and a coverage between 0 and 1.",
                count=count,
                coverage=coverage,
            )
        )
    codes = accounts.table.index.region_codes
    chosen = codes if destinations is None else tuple(destinations)
    for code in chosen:
        if code not in codes:
            raise not_in_table(REGION, code, codes)
    search = _RouteSearch(accounts, [codes.index(code) for code in chosen])
    cut_off = _FIRST_CUT_OFF * search.size
    levels, left = search.levels(cut_off)
    while not left and not _are_enough(levels, count, coverage * search.total):
        try:
            levels, left = search.levels(cut_off / _STEP)
        except OptionError:  # what stands above the last cut-off is known all the same
            break
        cut_off /= _STEP
    found = search.result(levels, max(cut_off, left))
    if not found.carbon.size:
        raise OptionError(
            message(
                "Routes of more than {most_borders} borders may carry more than any route that "
                "was found, so none is certified; merge the sectors that use nearly all of their "
                "output.",
                most_borders=MOST_BORDERS,
            )
        )
    return found.largest(count, coverage)


def _are_enough(levels: list[_Level], count: int, carbon: float) -> bool:
    kept = np.concatenate([level.carbon[level.kept] for level in levels])
    return kept.size >= count or float(kept.sum()) >= carbon


@dataclass(frozen=True, eq=False)
class _Level:
    """The routes entered at one number of borders; signed and gross carbon."""

    regions: IntArray
    parents: IntArray
    carbon: FloatArray
    gross: FloatArray
    kept: NDArray[np.bool_]

    def above(self, carbon: float) -> _Level:
        """Return the level with the routes alone that carry at least so much."""
        return replace(self, kept=self.kept & (np.abs(self.carbon) >= carbon))


class _RouteSearch:
    """Branch and bound over regions; a state (2, n) holds demand above and below zero."""

    def __init__(self, accounts: CarbonAccounts, destinations: list[int]) -> None:
        self._accounts, self._destinations = accounts, np.array(destinations, dtype=np.int32)
        m, n = accounts.table.index.m, accounts.table.index.n
        demand = accounts.demand[:, destinations].T.reshape(-1, m, n)
        self._demand = np.stack([np.maximum(demand, 0.0), np.maximum(-demand, 0.0)], axis=1)
        require_bounded_paths(accounts)
        self._A = accounts.system.A
        self._within = self._A.inverses_at_home
        self._f = accounts.direct_intensity.reshape(m, n)
        self._multipliers = accounts.embodied_intensity.reshape(m, n)
        # reach[r, t, j]: embodied in what a unit of output of sector j in r calls for from t.
        reach = embodied_inputs_by_region(accounts).reshape(m, n, m).transpose(0, 2, 1)
        reach[np.arange(m), np.arange(m)] = 0.0  # a step at home crosses no border
        self._reach = reach
        embodied = np.einsum("ti,kpti->p", self._multipliers, self._demand)
        self.total, self.size = float(embodied[0] - embodied[1]), float(embodied.sum())
        if not self.total > CONSERVATION_LIMIT * self.size:
            raise OptionError(
                message(
                    "Final demand of these regions embodies {total} {unit} on balance, so no "
                    "route has a share in it.",
                    total=f"{self.total:.3g}",
                    unit=accounts.table.emission_unit,
                )
            )

    def levels(self, cut_off: float) -> tuple[list[_Level], float]:
        """Return every route that may carry the cut-off or lead to one that does.

        The search ends after ``MOST_BORDERS`` borders or ``MOST_ROUTES`` routes; with them
        comes what no route beyond can exceed, zero where all were entered.
        """
        limit = cut_off * (1.0 - CONSERVATION_LIMIT)
        regions = self._destinations
        parents = np.zeros_like(regions)
        imported = self._demand.copy()
        states = imported[np.arange(regions.size), :, regions].copy()
        imported[np.arange(regions.size), :, regions] = 0.0
        first: FloatArray | None = imported
        levels: list[_Level] = []
        entered = 0
        while regions.size:
            entered += regions.size
            if len(levels) == MOST_BORDERS or (levels and entered > MOST_ROUTES):
                bounds = np.einsum("kn,kpn->k", self._multipliers[regions], states)
                return levels, float(bounds.max())
            outputs = self._each(regions, states, self._within)
            both = np.einsum("kn,kpn->kp", self._f[regions], outputs)
            carbon, gross = both[:, 0] - both[:, 1], both.sum(axis=1)
            levels.append(_Level(regions, parents, carbon, gross, np.abs(carbon) >= cut_off))
            regions, parents, states = self._upstream(regions, outputs, first, limit)
            first = None
        return levels, 0.0

    def _upstream(
        self, regions: IntArray, outputs: FloatArray, imported: FloatArray | None, limit: float
    ) -> tuple[IntArray, IntArray, FloatArray]:
        """Return the routes with one more border: region, position of the shorter one, state."""
        reached = self._each(regions, outputs, self._reach).sum(axis=1)
        if imported is not None:
            reached += np.einsum("ti,kpti->kt", self._multipliers, imported)
        parents, entered = np.nonzero(reached >= limit)
        if parents.size > MOST_ROUTES:
            raise OptionError(
                message(
                    "This search opens {size} routes at one border, above {most_routes}; ask for "
                    "fewer routes or less coverage.",
                    size=f"{parents.size:,}",
                    most_routes=f"{MOST_ROUTES:,}",
                )
            )
        states = np.zeros((parents.size, 2, self._f.shape[1]))
        pairs = regions[parents] * len(self._f) + entered
        order = np.argsort(pairs, kind="stable")
        starts = np.flatnonzero(np.diff(pairs[order], prepend=-1))
        for rows in np.split(order, starts[1:]) if order.size else []:
            buyer, seller = regions[parents[rows[0]]], entered[rows[0]]
            states[rows] = outputs[parents[rows]] @ self._A.between(seller, buyer).T
        if imported is not None:
            states += imported[parents, :, entered]
        return entered.astype(np.int32), parents.astype(np.int32), states

    def _each(self, regions: IntArray, vectors: FloatArray, matrices: FloatArray) -> FloatArray:
        """Multiply each vector (2, n) by its region's matrix: a product a region, not a route."""
        products = np.empty((regions.size, 2, matrices.shape[1]))
        for region in np.unique(regions):
            rows = regions == region
            products[rows] = vectors[rows] @ matrices[region].T
        return products

    def result(self, levels: list[_Level], cut_off: float) -> RegionRoutes:
        """Return the routes of all levels that carry the cut-off, largest first."""
        levels = [level.above(cut_off) for level in levels]
        found = [_steps(levels, number) for number in range(len(levels))]
        carbon = np.concatenate([level.carbon[level.kept] for level in levels])
        gross = np.concatenate([level.gross[level.kept] for level in levels])
        order = np.argsort(-np.abs(carbon), kind="stable")
        return RegionRoutes(
            regions=self._accounts.table.regions,
            unit=self._accounts.table.emission_unit,
            steps=trimmed(np.concatenate(found)[order]),
            carbon=carbon[order],
            gross=gross[order],
            total=self.total,
            cut_off=cut_off,
            rest_bound=max(self.size - float(gross.sum()), 0.0),
        )


def _steps(levels: list[_Level], number: int) -> IntArray:
    at = np.flatnonzero(levels[number].kept).astype(np.int32)
    steps = np.full((at.size, len(levels)), -1, dtype=np.int32)
    for level in range(number, -1, -1):
        steps[:, level] = levels[level].regions[at]
        at = levels[level].parents[at]
    return steps


def route_table(routes: RegionRoutes, top: int | None = None) -> pd.DataFrame:
    """Return routes with their carbon, share, borders and meaning, largest first.

    Parameters
    ----------
    routes : RegionRoutes
        The routes.
    top : int, optional
        Number of rows; all routes where it is not given.

    Returns
    -------
    DataFrame
        ``rank``, ``borders``, emissions under their unit (``MtCO2``), ``share_percent``,
        ``cumulative_share_percent``, ``from_adcode``, ``to_adcode``, ``route`` (codes from the
        emitter to who consumes), ``meaning_zh``, ``meaning_en``.
    """
    count = len(routes.carbon) if top is None else min(top, len(routes.carbon))
    walks = [[routes.regions[region] for region in chain] for chain in routes.chains(count)]
    carbon, share = routes.carbon[:count], 100.0 * routes.share[:count]
    meanings = [
        _meaning(walk, value, routes.unit) for walk, value in zip(walks, carbon, strict=True)
    ]
    return pd.DataFrame(
        {
            "rank": np.arange(1, count + 1),
            "borders": routes.tier[:count],
            header(routes.unit): carbon,
            "share_percent": share,
            "cumulative_share_percent": share.cumsum(),
            "from_adcode": [walk[0].code for walk in walks],
            "to_adcode": [walk[-1].code for walk in walks],
            "route": [" > ".join(region.code for region in walk) for walk in walks],
            "meaning_zh": [said.into("zh") for said in meanings],
            "meaning_en": [said.into("en") for said in meanings],
        }
    )


def _meaning(walk: Sequence[Region], carbon: float, unit: str) -> Message:
    of_carbon = Pressure("", unit).is_co2
    first, *between, last = walk if len(walk) > 1 else (walk[0], walk[0])
    said = {
        "arises": message("Emitted in") if of_carbon else message("Arises in"),
        "first": Name.of(first),
        "last": Name.of(last),
        "amount": significant(carbon),
        "unit": unit if of_carbon else Name(unit_in_words(unit, "zh"), unit_in_words(unit, "en")),
    }
    if len(walk) == 1:
        return message(
            "{arises} {first} for its own final demand, in goods that never left: {amount} {unit}."
        ).filled(**said)
    if not between:
        return message(
            "{arises} {first} for final demand of {last}, with no region between: {amount} {unit}."
        ).filled(**said)
    return message(
        "{arises} {first} for final demand of {last}, by way of {way}: {amount} {unit}."
    ).filled(way=listed(map(Name.of, between), message(", then ")), **said)
