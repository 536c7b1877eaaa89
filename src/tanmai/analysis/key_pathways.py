"""Key pathways: the paths and routes behind the largest flows, and the paths of all demand.

The flow from region r to region s is ε_r y_s: the final demand of s, with what it embodies
of the emissions of r alone, ε_r = f_r L, a row of R' f̂ L. Searched with these emitters and
multipliers, paths and routes of a flow are certified as those of a whole demand are.

Sources: Defourny and Thorbecke (1984); Lenzen (2003).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd

from tanmai.accounting.carbon import CarbonAccounts
from tanmai.analysis.certified_paths import CertifiedPaths, path_coverage
from tanmai.analysis.final_demand import total_final_demand
from tanmai.analysis.path_tables import path_table
from tanmai.analysis.routes import RegionRoutes, region_routes
from tanmai.analysis.structural_path import StructuralPaths, largest_structural_paths
from tanmai.core.errors import OptionError
from tanmai.core.labels import Region
from tanmai.core.notebook import Shown


@dataclass(frozen=True, eq=False, repr=False)
class FlowPathways(Shown):
    """What a flow between two regions is made of.

    Attributes
    ----------
    origin, destination : Region
        Who emits, and whose final demand it is for.
    paths : StructuralPaths
        Its largest paths from sector to sector.
    routes : RegionRoutes
        Its largest routes from region to region.
    """

    origin: Region
    destination: Region
    paths: StructuralPaths
    routes: RegionRoutes

    def __repr__(self) -> str:
        ends = f"{self.origin.name_en} to {self.destination.name_en}"
        return f"<FlowPathways {ends}: {self.paths!r}, {self.routes!r}>"

    def to_frame(self) -> pd.DataFrame:
        """Return the paths with their meaning, as `path_table` does."""
        return path_table(self.paths, self.destination)


@dataclass(frozen=True)
class UncertifiedFlow:
    """A flow of which no path, or no route, is certified to be among the largest.

    Attributes
    ----------
    origin, destination : Region
        Who emits, and whose final demand it is for.
    total : float
        Its emissions: what each of its paths, and all of them, carry at most.
    """

    origin: Region
    destination: Region
    total: float


@dataclass(frozen=True, eq=False, repr=False)
class KeyPathways(Shown):
    """The largest paths of all final demand, and those of single flows.

    Attributes
    ----------
    overall : StructuralPaths
        Paths of the final demand of all sinks: regions, exports and the others.
    flows : tuple of FlowPathways
        Flow by flow, in the order that was asked for.
    uncertified : tuple of UncertifiedFlow
        Those of which no path, or no route, is certified, and none is listed.
    """

    overall: StructuralPaths
    flows: tuple[FlowPathways, ...]
    uncertified: tuple[UncertifiedFlow, ...] = ()

    def __repr__(self) -> str:
        return f"<KeyPathways of {len(self.flows)} flows, of all demand: {self.overall!r}>"

    def to_frame(self) -> pd.DataFrame:
        """Return how much the paths and routes of every search cover, and what is left at most."""
        rows: list[tuple[str, str, str, CertifiedPaths]] = [("overall_paths", "", "", self.overall)]
        for flow in self.flows:
            ends = (flow.origin.code, flow.destination.code)
            rows += [("structural_paths", *ends, flow.paths), ("region_routes", *ends, flow.routes)]
        covered = path_coverage(rows)
        none = [
            (table, flow.origin.code, flow.destination.code, flow.total, 0, 0.0, 100.0, flow.total)
            for flow in self.uncertified
            for table in ("structural_paths", "region_routes")
        ]
        return pd.concat([covered, pd.DataFrame(none, columns=covered.columns)], ignore_index=True)


def key_pathways(
    accounts: CarbonAccounts,
    flows: Sequence[tuple[str, str]],
    *,
    count: int = 20,
    coverage: float = 0.9,
) -> KeyPathways:
    """Return the largest paths and routes of flows, and the largest paths of all final demand.

    Parameters
    ----------
    accounts : CarbonAccounts
        Accounts of the table; with a focus, paths and routes keep to it.
    flows : sequence of (str, str)
        Codes of the region that emits and of that whose final demand it is for.
    count : int
        Most paths, and most routes, of each.
    coverage : float
        Share of each, above 0 and below 1, that is enough.

    Raises
    ------
    OptionError
        The count or the share is out of range, or of all demand no path is certified, or it
        embodies nothing on balance.
    UnsolvableError
        A flow or an emission of the table is negative, so that nothing is bounded.
    """
    paths = partial(largest_structural_paths, count=count, coverage=coverage)
    routes = partial(region_routes, count=count, coverage=coverage)
    regions, codes = accounts.table.regions, accounts.table.index.region_codes
    found, uncertified = [], []
    for origin, destination in flows:
        r, s = codes.index(origin), codes.index(destination)
        emitted = _emitted_in(accounts, r)
        try:
            found.append(
                FlowPathways(
                    origin=regions[r],
                    destination=regions[s],
                    paths=paths(emitted, accounts.demand[:, s]),
                    routes=routes(emitted, [destination]),
                )
            )
        except OptionError:
            total = float(emitted.embodied_intensity @ accounts.demand[:, s])
            uncertified.append(UncertifiedFlow(regions[r], regions[s], total))
    overall = paths(accounts, total_final_demand(accounts))
    return KeyPathways(overall, tuple(found), tuple(uncertified))


def paths_between(
    accounts: CarbonAccounts,
    origin: str | None,
    destination: str | None,
    *,
    count: int = 20,
    coverage: float = 0.9,
) -> StructuralPaths:
    """Return the largest paths from the emitters of a region to the final demand of a region.

    Parameters
    ----------
    accounts : CarbonAccounts
        Accounts of the table; with a focus, paths keep to it.
    origin, destination : str or None
        Name or code of a region; None for the emitters of all regions, or for all sinks.
    count, coverage
        As for `largest_structural_paths`.

    Raises
    ------
    LabelError
        The table has no such region.
    OptionError, UnsolvableError
        As for `largest_structural_paths`.
    """
    index = accounts.table.index
    emitted, demand = accounts, total_final_demand(accounts)
    if origin is not None:
        emitted = _emitted_in(accounts, index.regions.index(index.find_region(origin)))
    if destination is not None:
        demand = accounts.demand[:, index.regions.index(index.find_region(destination))]
    return largest_structural_paths(emitted, demand, count=count, coverage=coverage)


def routes_between(
    accounts: CarbonAccounts,
    origin: str | None,
    destination: str | None,
    *,
    count: int = 20,
    coverage: float = 0.9,
) -> RegionRoutes:
    """Return the largest routes from the emitters of a region to the final demand of a region.

    Parameters
    ----------
    accounts, origin, destination
        As for `paths_between`; without a destination, to all regions.
    count, coverage
        As for `region_routes`.

    Raises
    ------
    LabelError
        The table has no such region.
    OptionError, UnsolvableError
        As for `region_routes`.
    """
    index = accounts.table.index
    emitted, chosen = accounts, None
    if origin is not None:
        emitted = _emitted_in(accounts, index.regions.index(index.find_region(origin)))
    if destination is not None:
        chosen = [index.find_region(destination).code]
    return region_routes(emitted, chosen, count=count, coverage=coverage)


def _emitted_in(accounts: CarbonAccounts, region: int) -> CarbonAccounts:
    """Return the accounts of the emitters of one region alone, for the demand of all."""
    m, n = accounts.table.index.m, accounts.table.index.n
    home = np.zeros(m)
    home[region] = 1.0
    own = np.repeat(home, n)
    held, flows = accounts.held, accounts.flows
    return replace(
        accounts,
        direct_intensity=accounts.direct_intensity * own,
        embodied_intensity=accounts.region_multipliers[region],
        flows=replace(flows, values=flows.values * home[:, None]),
        direct=accounts.direct * own,
        exported=accounts.exported * own,
        stocked=accounts.stocked * own,
        balancing=accounts.balancing * own,
        household=accounts.household * home,
        held=None if held is None else held * own[:, None],
    )
