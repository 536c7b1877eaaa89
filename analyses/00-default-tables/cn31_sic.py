"""cn31-2007 against the real interregional table of 2007 (State Information Center)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from cn31_build import finished_table, joined_table
from cn31_sources import TIBET, found, inventory_file
from scipy.stats import spearmanr

from tanmai.accounting.carbon import carbon_accounts
from tanmai.core.aggregation import aggregate
from tanmai.core.concordance import region_groups
from tanmai.core.emissions import with_inventory
from tanmai.core.table import FloatArray, MrioTable
from tanmai.io.ceads.inventory import read_ceads_inventory
from tanmai.io.concordance_file import find_concordance
from tanmai.io.sic import read_sic

YEAR = 2007
SIC_FILE = "sic_interregional_io/SIC_interregional_IO_2002_2007.xls"
EXPONENTS = (0.5, 1.0, 1.5, 2.0)
SIZES = (1e5, 3e5, 1e6, 3e6, 1e7)
"""Bounds of the classes of flows by size, 10⁴ CNY."""
WITHIN_ONE_DEVIATION = 0.6827
FEWEST = 50
"""Fewest flows of a class that a width is taken from."""


def compared_with_real(sources: Path) -> dict[str, Any]:
    """Return trade, net positions, embodied CO2 and footprints of both tables side by side."""
    inventory = read_ceads_inventory(found(sources, inventory_file(YEAR)))
    real = with_inventory(
        read_sic(found(sources, SIC_FILE), YEAR, 17), inventory, stranded="spread", without=(TIBET,)
    )
    tables = {exponent: _modelled(sources, exponent) for exponent in EXPONENTS}
    return {
        "source": "State Information Center (Zhang and Qi, 2012), 8 regions x 17 sectors",
        "trade_by_exponent": {
            f"{exponent:g}": trade_between(real, table) for exponent, table in tables.items()
        },
        "interregional_share_by_sector_percent": _shares_by_sector(real, tables[1.0]),
        "net_outflow_1e4CNY": _by_region(real, _net(real), _net(tables[1.0])),
        "carbon_by_exponent": {
            f"{exponent:g}": carbon_between(real, table) for exponent, table in tables.items()
        },
        "log_deviation_of_flows": spread_of_flows(real, tables[1.0])
        | {"pairs_of_regions_at_exponent_2": _pairs_width(real, tables[2.0])},
        "footprint_MtCO2": _by_region(
            real,
            carbon_accounts(real).consumption_based,
            carbon_accounts(tables[1.0]).consumption_based,
        ),
        "net_carbon_outflow_MtCO2": _by_region(
            real, carbon_accounts(real).net_outflow, carbon_accounts(tables[1.0]).net_outflow
        ),
    }


def _modelled(sources: Path, exponent: float) -> MrioTable:
    table = finished_table(joined_table(sources, YEAR, exponent), sources, YEAR)
    return aggregate(
        table, sectors=find_concordance("nbs42-2007_to_sic17"), regions=region_groups()["sic8"]
    )


def trade_between(real: MrioTable, modelled: MrioTable) -> dict[str, float]:
    """Return how the trade between pairs of regions agrees, each a share of all trade of them."""
    ours, theirs = _trade(modelled), _trade(real)
    away = ~np.eye(real.index.m, dtype=bool)
    pairs, known = ours.sum(axis=0), theirs.sum(axis=0)
    cells, known_cells = ours[:, away], theirs[:, away]
    return {
        "pairs_rank_correlation": float(spearmanr(pairs[away], known[away])[0]),
        "pairs_median_error_percent": _median_error(_share(pairs[away]), _share(known[away])),
        "cells_rank_correlation": float(spearmanr(cells.ravel(), known_cells.ravel())[0]),
        "interregional_share_percent": 100 * float(pairs[away].sum() / pairs.sum()),
        "interregional_share_percent_real": 100 * float(known[away].sum() / known.sum()),
    }


def carbon_between(real: MrioTable, modelled: MrioTable) -> dict[str, float]:
    """Return how the CO2 embodied in flows between regions, and footprints, agree."""
    ours, theirs = carbon_accounts(modelled), carbon_accounts(real)
    away = ~np.eye(real.index.m, dtype=bool)
    flows, known = ours.flows.values[away], theirs.flows.values[away]
    footprints, known_footprints = ours.consumption_based, theirs.consumption_based
    return {
        "flows_rank_correlation": float(spearmanr(flows, known)[0]),
        "flows_median_error_percent": _median_error(flows, known),
        "flows_wape_percent": 100 * float(np.abs(flows - known).sum() / known.sum()),
        "flows_log_deviation": float(np.std(np.log(flows / known))),
        "between_regions_MtCO2": float(flows.sum()),
        "between_regions_MtCO2_real": float(known.sum()),
        "net_outflow_correlation": float(np.corrcoef(ours.net_outflow, theirs.net_outflow)[0, 1]),
        "footprints_median_error_percent": _median_error(footprints, known_footprints),
        "footprints_largest_error_percent": 100
        * float(np.abs(footprints / known_footprints - 1).max()),
    }


def spread_of_flows(real: MrioTable, modelled: MrioTable) -> dict[str, Any]:
    """Return how far flows between sectors are off, by size, and those between pairs of regions.

    Half the width that holds 68 % of the logarithms of the ratios around their median:
    inside regions; and between them, apart from what a pair of regions has in common. Money
    in 10⁴ CNY; the size is that of the modelled flow.
    """
    m, n = real.index.m, real.index.n
    theirs, ours = (np.asarray(table.Z).reshape(m, n, m, n) for table in (real, modelled))
    both = (theirs > 0) & (ours > 0)
    ratio = np.log(np.where(both, theirs, 1.0) / np.where(both, ours, 1.0))
    pairs = np.log(theirs.sum(axis=(1, 3)) / ours.sum(axis=(1, 3)))
    away = ~np.eye(m, dtype=bool)
    between = np.broadcast_to(away[:, None, :, None], ratio.shape)
    apart = np.where(between, ratio - pairs[:, None, :, None], ratio)
    sizes = np.digitize(ours, SIZES)
    classes = range(len(SIZES) + 1)
    return {
        "sizes_1e4CNY": list(SIZES),
        "inside_regions": [_width(apart[both & ~between & (sizes == k)]) for k in classes],
        "between_regions": [_width(apart[both & between & (sizes == k)]) for k in classes],
        "pairs_of_regions": _pairs_width(real, modelled),
    }


def _pairs_width(real: MrioTable, modelled: MrioTable) -> float | None:
    m, n = real.index.m, real.index.n
    theirs, ours = (
        np.asarray(table.Z).reshape(m, n, m, n).sum(axis=(1, 3)) for table in (real, modelled)
    )
    return _width(np.log(theirs / ours)[~np.eye(m, dtype=bool)])


def _width(logarithms: FloatArray) -> float | None:
    if logarithms.size < FEWEST:
        return None
    off = np.abs(logarithms - np.median(logarithms))
    return float(np.quantile(off, WITHIN_ONE_DEVIATION))


def _trade(table: MrioTable) -> FloatArray:
    """Return the trade of each product between regions (n, m, m)."""
    m, n = table.index.m, table.index.n
    flows = np.asarray(table.Z).reshape(m, n, m, n).sum(axis=3)
    flows += table.Y.reshape(m, n, m, -1).sum(axis=3)
    return np.asarray(flows.transpose(1, 0, 2))


def _net(table: MrioTable) -> FloatArray:
    flows = _trade(table).sum(axis=0)
    return np.asarray(flows.sum(axis=1) - flows.sum(axis=0))


def _shares_by_sector(real: MrioTable, modelled: MrioTable) -> dict[str, list[float]]:
    shares = []
    for table in (real, modelled):
        flows = _trade(table)
        shares.append(100 * (1 - np.trace(flows, axis1=1, axis2=2) / flows.sum(axis=(1, 2))))
    return {
        sector.name_en: [float(real_share), float(ours)]
        for sector, real_share, ours in zip(real.sectors, *shares, strict=True)
    }


def _by_region(real: MrioTable, theirs: FloatArray, ours: FloatArray) -> dict[str, list[float]]:
    return {
        region.name_en: [float(one), float(other)]
        for region, one, other in zip(real.regions, theirs, ours, strict=True)
    }


def _share(values: FloatArray) -> FloatArray:
    return np.asarray(values / values.sum())


def _median_error(found: FloatArray, known: FloatArray) -> float:
    return 100 * float(np.median(np.abs(found / known - 1)))
