"""From reconciled tables and trade to a multi-regional table that closes exactly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tanmai.core.messages import message
from tanmai.core.table import FloatArray, MrioTable
from tanmai.core.trade_shares import TradeShares
from tanmai.joining.regional import RegionalTables


def closed_table(tables: RegionalTables, form: TradeShares, import_shares: FloatArray) -> MrioTable:
    """Round what is stored to single precision, then let output and value added close the table.

    Rounding moves output by some 1e-7 of itself. What a column lacks is added to its
    components of value added in proportion to their absolute values, so that a negative value
    added stays negative.

    Parameters
    ----------
    tables : RegionalTables
        Reconciled tables.
    form : TradeShares
        Shares of origin with the use and the final use.
    import_shares : array (m, n)
        Share of imports in the use of each commodity.
    """
    index = tables.index
    size, m = len(index), index.m
    rounded = TradeShares(_single(form.shares), _single(form.use), _single(form.final_use))
    imports = _single(np.einsum("si,sij->sj", import_shares, form.use).reshape(size))
    imports_final = _single(np.einsum("si,sik->sk", import_shares, form.final_use).reshape(-1))
    sold_abroad = _single(tables.exports.reshape(size))
    Z, Y = rounded.whole(), rounded.final_demand()
    x = Z.sum(axis=1) + Y.sum(axis=1) + sold_abroad
    components = tables.value_added.transpose(1, 0, 2).reshape(-1, size)
    return MrioTable(
        index=index,
        categories=tables.categories,
        Z=Z,
        Y=Y,
        exports=sold_abroad,
        error=np.zeros(size),
        x=x,
        imports=imports,
        imports_final=imports_final,
        value_added=_closing(components, x - Z.sum(axis=0) - imports, x > 0),
        value_added_labels=tables.value_added_labels,
        F=np.zeros((1, size)),
        F_Y=np.zeros((1, m)),
        stressors=("CO2",),
        year=tables.year,
        provenance=tables.provenance.with_change(
            message("Stored in single precision; output and value added close rows and columns.")
        ),
        without_emissions=index.region_codes,
        trade_shares=rounded,
    )


def _single(values: FloatArray) -> FloatArray:
    """Return values rounded to single precision, held in double."""
    return values.astype(np.float32).astype(np.float64)


def _closing(components: FloatArray, totals: FloatArray, made: NDArray[np.bool_]) -> FloatArray:
    """Return components (v, N) that sum to totals (N,), moved by their absolute values."""
    size = np.abs(components)
    sums = size.sum(axis=0)
    even = np.full_like(components, 1 / len(components))
    weights = np.divide(size, sums, out=even, where=sums > 0)
    closed = components + weights * (totals - components.sum(axis=0))
    # a sector that makes nothing buys nothing, and adds no value
    return np.asarray(np.where(made, closed, 0.0))
