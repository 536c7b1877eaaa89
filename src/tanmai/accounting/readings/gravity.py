"""Trade between regions rebuilt from its margins by another exponent of cost.

What each region keeps, sends and receives of a commodity is what the table has; who trades
with whom follows from cost to the power −β, the number that a modelled table knows least.

Sources: Leontief and Strout (1963); Wilson (1970).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tanmai.core.errors import LabelError, OptionError
from tanmai.core.labels import Region
from tanmai.core.messages import listed, message, together
from tanmai.core.table import MrioTable
from tanmai.core.trade_shares import TradeShares
from tanmai.joining import default_costs, nearness
from tanmai.solve.balancing import ras

FloatArray = NDArray[np.float64]

# Below this share of what the margins alone would give, a pair trades next to nothing;
# a commodity most of whose pairs do follows lines, not costs.
_NOTHING, _MOST = 1e-3, 0.5


def costs_between(regions: Sequence[Region]) -> FloatArray:
    """Return the cost between regions (m, m): of transport for provinces, else their distance.

    Raises
    ------
    OptionError
        A region is no province of the mainland, and its place is not known.
    """
    try:
        return default_costs(regions)[0]
    except LabelError as error:
        raise OptionError(
            message(
                "The place of {region} is not known, so that trade cannot be rebuilt by distance; "
                "leave the readings of the gravity exponent out.",
                region=error.message.parts["region"],
            )
        ) from error


def rebuilt_trade(table: MrioTable, costs: FloatArray, exponent: float) -> MrioTable:
    """Return the table with the trade between its regions rebuilt from its margins.

    Commodity by commodity, what a region keeps stands; what it sends and receives in all goes
    by ``cost^-exponent``, fitted to both by RAS. A commodity that follows lines, most of whose
    pairs trade next to nothing (power), keeps its trade.

    Parameters
    ----------
    table : MrioTable
        A table in trade-share form.
    costs : array (m, m)
        Cost or distance between the regions.
    exponent : float
        Exponent of cost, 0 or more.

    Raises
    ------
    OptionError
        The table is not in trade-share form, or is of one region.
    """
    form = table.trade_shares
    if form is None or table.index.m < 2:
        raise OptionError(
            message(
                "Table '{table}' is not in trade-share form, so that its trade cannot be rebuilt "
                "from its margins; tables that `tanmai join` makes are.",
                table=table.provenance.name,
            )
        )
    use = form.use.sum(axis=2) + form.final_use.sum(axis=2)
    trade = form.shares * use.T[:, None, :]
    rebuilt = np.flatnonzero(~_by_lines(trade) & (trade.min(axis=(1, 2)) >= 0))
    shares = form.shares.copy()
    made = _by_cost(trade[rebuilt], costs, exponent)
    used = use.T[rebuilt][:, None, :]
    shares[rebuilt] = np.divide(made, used, out=np.zeros_like(made), where=used > 0)
    new = TradeShares(shares, form.use, form.final_use)
    kept_codes = sorted(set(range(len(shares))) - set(rebuilt.tolist()))
    said = message(
        "trade between regions rebuilt from its margins by cost^-{exponent}",
        exponent=f"{exponent:g}",
    )
    if kept_codes:
        named = listed(table.index.sector_codes[at] for at in kept_codes)
        said = together(
            said, message("; that of {sectors} kept, since it follows lines", sectors=named)
        )
    held = table.flows.trade_shares is not None
    return table.changed(
        said,
        {
            "Z": new if held else new.whole(),
            "Y": new.final_demand(),
            "trade_shares": new,
        },
    )


def _by_cost(trade: FloatArray, costs: FloatArray, exponent: float) -> FloatArray:
    """Return trade (n, m, m) with the same diagonal and margins, by cost between regions."""
    away = ~np.eye(len(costs), dtype=bool)
    between = trade * away
    out, into = between.sum(axis=2), between.sum(axis=1)
    prior = nearness(costs, exponent) * out[:, :, None] * into[:, None, :]
    total = np.maximum(out.sum(axis=1), np.finfo(float).tiny)[:, None, None]
    fitted = ras(prior / total, out, into, tolerance=1e-11)
    return np.asarray(fitted + trade * ~away)


def _by_lines(trade: FloatArray) -> NDArray[np.bool_]:
    """Return for each commodity (n,) whether most pairs of regions trade next to nothing."""
    m = trade.shape[1]
    between = trade * ~np.eye(m, dtype=bool)
    out, into = between.sum(axis=2), between.sum(axis=1)
    total = np.maximum(out.sum(axis=1), np.finfo(float).tiny)[:, None, None]
    expected = out[:, :, None] * into[:, None, :] / total * ~np.eye(m, dtype=bool)
    possible = expected > 0
    empty = possible & (between < _NOTHING * expected)
    return np.asarray(empty.sum(axis=(1, 2)) > _MOST * possible.sum(axis=(1, 2)))
