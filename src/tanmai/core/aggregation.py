"""Aggregation of a table by sectors and by regions; totals are conserved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tanmai.core.concordance import Concordance, Link, merged_region
from tanmai.core.errors import LabelError
from tanmai.core.labels import Region, RegionSectorIndex, Sector
from tanmai.core.messages import Message, listed, message
from tanmai.core.table import MrioTable

FloatArray = NDArray[np.float64]


def aggregate(
    table: MrioTable,
    *,
    sectors: Concordance | None = None,
    regions: Concordance | None = None,
) -> MrioTable:
    """Return the table in other sectors, or in groups of its regions, or both.

    With the weights W of the sectors (n, n') and the membership G of the regions
    (m, m'), S = (G ⊗ W)': Z' = S Z S', Y' = S Y (G ⊗ 1), x' = S x, and likewise
    for the rest. A sector that is split buys, sells and emits in proportion to
    the weights. Both balances and all totals are kept.

    Parameters
    ----------
    table : MrioTable
        The table.
    sectors : Concordance, optional
        From its sectors to others.
    regions : Concordance, optional
        From its regions to groups of them.

    Raises
    ------
    LabelError
        A label of the table has no row, or another name than in the concordance,
        or a region is split.
    OptionError
        A sector is split by output.
    TableError
        What is left of mapped flows, or of flows in trade-share form, is too large to be
        written out.

    Notes
    -----
    Merging before solving changes results (aggregation bias): merged sectors
    are taken to buy and emit alike. Source: Miller and Blair (2022), section 4.9.
    """
    from scipy import sparse

    W, new_sectors = _weights(sectors, table.sectors)
    G, groups = _membership(regions, table.regions)
    index = RegionSectorIndex(groups, new_sectors)
    S = sparse.csr_array(sparse.kron(G, W)).T.tocsr()
    to_groups = np.kron(G, np.eye(len(table.categories)))
    vectors = ("exports", "stock_change", "error", "x", "imports")
    return table.changed(
        _change(table, index, sectors, regions),
        {
            "index": index,
            "Z": table.flows.merged(S, table.index.n),
            "Y": S @ table.Y @ to_groups,
            "imports_final": table.imports_final @ to_groups,
            "value_added": table.value_added @ S.T,
            "F": table.F @ S.T,
            "F_Y": table.F_Y @ G,
            "without_emissions": _without_emissions(table, G, groups),
            **{part: S @ getattr(table, part) for part in vectors},
        },
    )


def aggregate_sectors(table: MrioTable, into: Mapping[str, Sector], scheme: str) -> MrioTable:
    """Return the table with its sectors merged into those of a view of its scheme.

    Parameters
    ----------
    table : MrioTable
        The table.
    into : mapping
        For each sector code of the table, the sector that it goes into.
    scheme : str
        Name of the coarser scheme, for the provenance.

    Raises
    ------
    LabelError
        A sector of the table has no place in the coarser scheme.
    """
    return aggregate(table, sectors=merging(scheme, into))


def merging(name: str, into: Mapping[str, Sector]) -> Concordance:
    """Return the concordance that puts each code whole into one sector.

    Parameters
    ----------
    name : str
        Name of the concordance.
    into : mapping
        For each code, the sector that it goes into.
    """
    return Concordance(
        name, tuple(Link(Sector(code, code, code), to, 1.0, "") for code, to in into.items())
    )


def _weights(
    concordance: Concordance | None, sectors: tuple[Sector, ...]
) -> tuple[FloatArray, tuple[Sector, ...]]:
    if concordance is None:
        return np.eye(len(sectors)), sectors
    concordance.require_source_names(sectors)
    return _numbers(
        concordance, [sector.code for sector in sectors], message("the sectors of the table")
    )


def _numbers(
    concordance: Concordance, codes: Sequence[str], what: Message
) -> tuple[FloatArray, tuple[Sector, ...]]:
    """Return the weights of some codes, and the targets that they reach."""
    concordance.require_sources(codes, what)
    concordance.require_numbers()
    weights = concordance.matrix(codes, [target.code for target in concordance.targets])
    used = np.flatnonzero(weights.any(axis=0))
    return weights[:, used], tuple(concordance.targets[at] for at in used)


def _membership(
    concordance: Concordance | None, regions: tuple[Region, ...]
) -> tuple[FloatArray, tuple[Region, ...]]:
    if concordance is None:
        return np.eye(len(regions)), regions
    weights, groups = _numbers(
        concordance, [region.code for region in regions], message("the regions of the table")
    )
    split = np.flatnonzero((weights > 0).sum(axis=1) > 1)
    if split.size:
        raise LabelError(
            message(
                "Concordance '{concordance}' splits {regions}; a region goes into one group as a "
                "whole.",
                concordance=concordance.name,
                regions=regions[split[0]],
            )
        )
    members = [
        [region for region, share in zip(regions, column, strict=True) if share > 0]
        for column in weights.T
    ]
    return weights, tuple(map(merged_region, groups, members))


def _without_emissions(
    table: MrioTable, G: FloatArray, groups: tuple[Region, ...]
) -> tuple[str, ...]:
    """Return the groups of which no member has an inventory."""
    known = np.array([r.code not in table.without_emissions for r in table.regions])
    return tuple(g.code for g, has in zip(groups, known @ G > 0, strict=True) if not has)


def _change(
    table: MrioTable,
    index: RegionSectorIndex,
    sectors: Concordance | None,
    regions: Concordance | None,
) -> Message:
    parts = []
    if sectors is not None:
        parts.append(
            message(
                "sectors merged from {n} to {fewer} (scheme {scheme})",
                n=table.index.n,
                fewer=index.n,
                scheme=sectors.name,
            )
        )
    if regions is not None:
        parts.append(
            message(
                "regions merged from {m} to {fewer} (groups {groups})",
                m=table.index.m,
                fewer=index.m,
                groups=regions.name,
            )
        )
        gaps = [region for region in table.regions if region.code in table.without_emissions]
        if gaps:
            parts.append(message("without the emissions of {regions}", regions=listed(gaps)))
    return message("{merged} before solving", merged=listed(parts))


def merging_weights(table: MrioTable, into: Mapping[str, Sector]) -> FloatArray:
    """Return the weights (n, n') that sum results by sector to those of a coarser view.

    Results (..., n) times these are results (..., n'). They must add up: emissions, never
    intensities.

    Parameters
    ----------
    table : MrioTable
        The table of the results.
    into : mapping
        For each sector code of the table, the sector of the view.
    """
    weights, _ = _weights(merging("view", into), table.sectors)
    return weights
