"""The table of each reading.

Sources: Peters (2008), Kanemoto et al. (2012) for exports, bilateral trade and the multi-regional
account; Miller and Blair (2022) for competitive imports.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tanmai.accounting.readings.gravity import costs_between, rebuilt_trade
from tanmai.core.flows import written_out
from tanmai.core.messages import message
from tanmai.core.readings import DEFAULT_READING, GRAVITY_EXPONENTS
from tanmai.core.table import FinalDemandCategory, IntermediateFlows, MrioTable
from tanmai.core.trade_shares import TradeShares

FloatArray = NDArray[np.float64]

_EXPORTS = FinalDemandCategory("EXPORTS", "出口", "Exports")
_USERS = FinalDemandCategory("USERS", "中间使用", "Intermediate use")
# Shares that sum to less leave something to imports.
_COMPLETE = 1e-6
# A column of A must stay below one: what is left of a domestic column that buys more.
_FULL = 0.999


def under_reading(table: MrioTable, name: str) -> MrioTable:
    """Return the table whose account C = R' f̂ L Y is the flow of carbon under a reading.

    Parameters
    ----------
    table : MrioTable
        The table.
    name : str
        One of ``READINGS``.

    Raises
    ------
    OptionError
        The trade of the table cannot be rebuilt: it is not in trade-share form, or
        nothing is known of the distances between its regions.
    TableError
        The flows are too large to be written out.
    """
    if name == DEFAULT_READING:
        return table
    if name in GRAVITY_EXPONENTS:
        return rebuilt_trade(table, costs_between(table.regions), GRAVITY_EXPONENTS[name])
    return _TABLES[name](table)


def _exports_at_origin(table: MrioTable) -> MrioTable:
    """Return the table with exports as a category of final demand of the region of origin."""
    return _with_demand(table, "exports", _at_home(table, table.exports), exports=_none(table))


def _direct_sales(table: MrioTable) -> MrioTable:
    """Return the table with all intermediate sales as demand of the buyer's region: L = I."""
    sold = _by_buyer(table)
    nothing = sparse.csr_array((len(table.x), len(table.x)))
    return _with_demand(table, "users", sold, Z=nothing)


def _final_producer(table: MrioTable) -> MrioTable:
    """Return the table with all final goods, exports too, as demand of the region of origin."""
    size, m, k = len(table.x), table.index.m, len(table.categories)
    made = table.Y.reshape(size, m, k).sum(axis=1)
    at_home = (_at_home(table, np.ones(size))[:, :, None] * made[:, None, :]).reshape(size, -1)
    finished = table.changed(message("final goods counted where they are made"), {"Y": at_home})
    return _exports_at_origin(finished)


def _bilateral_trade(table: MrioTable) -> MrioTable:
    """Return the table with intermediate sales to other regions as demand of theirs."""
    n = table.index.n
    flows = written_out(table.Z)
    blocks = [flows[at : at + n, at : at + n] for at in range(0, len(flows), n)]
    sold = _by_buyer(table) * (1.0 - _at_home(table, np.ones(len(flows))))
    return _with_demand(table, "users", sold, Z=sparse.csr_array(sparse.block_diag(blocks)))


def _competitive(table: MrioTable) -> MrioTable:
    """Return the table with imports counted as made at home; what that adds is a negative sink."""
    form = table.trade_shares
    if form is not None and _tells_imports(form):
        parts = _scaled_by_commodity(table, form)
    else:
        parts = _scaled_by_user(table)
    Z, Y = parts["Z"], parts["Y"]
    inputs = np.asarray(Z.sum(axis=0)).ravel()
    sold = np.asarray(Z.sum(axis=1)).ravel() + Y.sum(axis=1)
    return table.changed(
        message(
            "imports counted as made at home, where what is made abroad appears as a negative sink"
        ),
        {
            **parts,
            "imports": table.imports - (inputs - table.intermediate_inputs),
            "imports_final": table.imports_final - (Y.sum(axis=0) - table.Y.sum(axis=0)),
            "error": table.x - sold - table.exports - table.stock_change,
        },
    )


def _tells_imports(form: TradeShares) -> bool:
    """Whether the shares of some commodity that is used leave something to imports."""
    used = (form.use.sum(axis=2) + np.abs(form.final_use).sum(axis=2)).T > 0
    return bool((used & (form.shares.sum(axis=1) < 1.0 - _COMPLETE)).any())


def _scaled_by_commodity(table: MrioTable, form: TradeShares) -> dict[str, FloatArray]:
    """Return Z and Y with every commodity from the regions that sell it, in their proportions.

    A sector whose inputs from everywhere are worth its output or more keeps its domestic ones.
    """
    domestic = form.shares.sum(axis=1)
    some = domestic > 0
    shares = form.shares / np.where(some, domestic, 1.0)[:, None, :]
    bought = form.use * some.T[:, :, None]
    full = bought.sum(axis=1).ravel() >= _FULL * table.x
    home = form.use * domestic.T[:, :, None]
    use = np.where(full.reshape(table.index.m, 1, table.index.n), home, bought)
    opened = TradeShares(shares, use, form.final_use * some.T[:, :, None])
    return {"Z": opened.whole(), "Y": opened.final_demand()}


def _scaled_by_user(table: MrioTable) -> dict[str, FloatArray]:
    """Return Z and Y with imported inputs in the mix of the domestic ones of every user."""
    flows, k = written_out(table.Z), len(table.categories)
    inputs, demand = table.intermediate_inputs, table.final_demand.sum(axis=0)
    imports = table.imports_final.reshape(table.index.m, k).sum(axis=1)
    opened = 1.0 + np.divide(table.imports, inputs, out=_none(table), where=inputs > 0)
    full = inputs * opened >= _FULL * table.x
    final = 1.0 + np.divide(imports, demand, out=np.zeros_like(demand), where=demand > 0)
    return {"Z": flows * np.where(full, 1.0, opened), "Y": table.Y * np.repeat(final, k)}


def _with_demand(
    table: MrioTable, kind: str, demand: FloatArray, **parts: IntermediateFlows
) -> MrioTable:
    """Return the table with one more category of final demand (N, m)."""
    category, change = {
        "exports": (
            _EXPORTS,
            message("exports counted as demand of the region that ships them"),
        ),
        "users": (
            _USERS,
            message("intermediate sales counted as demand of the region that buys them"),
        ),
    }[kind]
    size, m, k = len(table.x), table.index.m, len(table.categories)
    Y = np.concatenate([table.Y.reshape(size, m, k), demand[:, :, None]], axis=2)
    imports = np.pad(table.imports_final.reshape(m, k), ((0, 0), (0, 1)))
    Z = parts.pop("Z", written_out(table.Z))
    moved = table.intermediate_inputs - np.asarray(Z.sum(axis=0)).ravel()
    return table.changed(
        change,
        {
            "categories": (*table.categories, category),
            "Z": Z,
            "Y": Y.reshape(size, -1),
            "imports_final": imports.ravel(),
            "value_added": np.vstack([table.value_added, moved]),
            "value_added_labels": (*table.value_added_labels, "inputs counted as demand"),
            **parts,
        },
    )


def _by_buyer(table: MrioTable) -> FloatArray:
    """Return Z R, the intermediate sales of each sector to each region (N, m)."""
    m, n = table.index.m, table.index.n
    return np.asarray(written_out(table.Z).reshape(-1, m, n).sum(axis=2))


def _at_home(table: MrioTable, values: FloatArray) -> FloatArray:
    """Return values (N,) in the column of their own region (N, m)."""
    return np.kron(np.eye(table.index.m), np.ones((table.index.n, 1))) * values[:, None]


def _none(table: MrioTable) -> FloatArray:
    return np.zeros_like(table.x)


_TABLES: Mapping[str, Callable[[MrioTable], MrioTable]] = {
    "exports_at_origin": _exports_at_origin,
    "direct_sales": _direct_sales,
    "final_producer": _final_producer,
    "bilateral_trade": _bilateral_trade,
    "competitive_imports": _competitive,
}
