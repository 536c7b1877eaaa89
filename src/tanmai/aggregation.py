"""Aggregation of a table's sectors; totals are conserved."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tanmai.errors import LabelError
from tanmai.labels import RegionSectorIndex, Sector
from tanmai.table import MrioTable

FloatArray = NDArray[np.float64]


def aggregate_sectors(table: MrioTable, into: Mapping[str, Sector], scheme: str) -> MrioTable:
    """Return the table with its sectors merged.

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

    Notes
    -----
    Merging before solving changes results (aggregation bias): merged sectors
    are taken to buy and emit alike. Source: Miller and Blair (2022), section 4.9.
    """
    missing = [str(sector) for sector in table.sectors if sector.code not in into]
    if missing:
        raise LabelError(
            f"Scheme '{scheme}' has no place for {', '.join(missing)}; add them to the concordance."
        )
    merged = tuple(dict.fromkeys(into[sector.code] for sector in table.sectors))
    index = RegionSectorIndex(table.regions, merged)
    membership = np.zeros((index.n, table.index.n))
    for position, sector in enumerate(table.sectors):
        membership[merged.index(into[sector.code]), position] = 1.0
    S = np.kron(np.eye(index.m), membership)
    Z = np.asarray(S @ table.Z @ S.T)
    return table.changed(
        f"sectors merged from {table.index.n} to {index.n} (scheme {scheme}) before solving",
        {
            "index": index,
            "Z": sparse.csr_array(Z) if sparse.issparse(table.Z) else Z,
            "Y": S @ table.Y,
            "value_added": table.value_added @ S.T,
            "F": table.F @ S.T,
            **{
                part: S @ getattr(table, part)
                for part in ("exports", "stock_change", "error", "x", "imports")
            },
        },
    )


def merge_results(values: FloatArray, table: MrioTable, into: Mapping[str, Sector]) -> FloatArray:
    """Sum results by sector (..., n) to the sectors of a coarser view (..., n').

    Parameters
    ----------
    values : array (..., n)
        Results that add up: emissions, never intensities.
    table : MrioTable
        The table of the results.
    into : mapping
        For each sector code of the table, the sector of the view.
    """
    merged = list(dict.fromkeys(into[sector.code] for sector in table.sectors))
    out = np.zeros((*values.shape[:-1], len(merged)))
    for position, sector in enumerate(table.sectors):
        out[..., merged.index(into[sector.code])] += values[..., position]
    return out
