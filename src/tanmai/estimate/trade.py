"""Trade between provinces: the gravity model and the Chenery-Moses form."""

from __future__ import annotations

import numpy as np

from tanmai.errors import TableError
from tanmai.estimate.balancing import ras
from tanmai.table import FloatArray
from tanmai.trade_share import TradeShares

USE_TOLERANCE = 1e-8


def trade_affinity(transport_cost: FloatArray, home_preference: FloatArray) -> FloatArray:
    """Return how readily provinces trade each commodity (n, m, m).

    Between provinces ``1 / max(c, 1)`` with the mean of the transport costs of
    both directions, scaled to a mean of 1; within a province ``exp(κ_i)``.

    Parameters
    ----------
    transport_cost : array (m, m)
        Cost between provinces; the diagonal is not used.
    home_preference : array (n,)
        κ by commodity.
    """
    m = len(transport_cost)
    nearness = 1 / np.maximum((transport_cost + transport_cost.T) / 2, 1.0)
    away = ~np.eye(m, dtype=bool)
    nearness /= nearness[away].mean()
    return np.where(away, nearness, np.exp(home_preference)[:, None, None])


def gravity_trade(supply: FloatArray, demand: FloatArray, affinity: FloatArray) -> FloatArray:
    """Return the trade between m regions in n commodities (n, m, m).

    Commodity by commodity, `ras` of ``K_rs S_r D_s / Σ D`` to supply and demand.

    Parameters
    ----------
    supply : array (n, m)
        What each region sells within the country, S.
    demand : array (n, m)
        What each region buys from within the country, D.
    affinity : array (n, m, m)
        K, for instance from `trade_affinity`.

    Returns
    -------
    array (n, m, m)
        ``[i, r, s]``: commodity i from region r to region s.

    Raises
    ------
    TableError
        Supply and demand of a commodity do not have the same sum.

    Notes
    -----
    Leontief and Strout (1963), in the doubly constrained form of Wilson (1970).
    """
    total = demand.sum(axis=1)[:, None, None]
    product = affinity * supply[:, :, None] * demand[:, None, :]
    prior = np.divide(product, total, out=np.zeros_like(product), where=total > 0)
    return ras(prior, supply, demand)


def chenery_moses(
    trade: FloatArray, imports: FloatArray, use: FloatArray, final_use: FloatArray
) -> tuple[TradeShares, FloatArray]:
    """Return the trade-share form of a table, and the share of imports in use.

    Every user of a commodity in a region draws it from the same origins:
    ``C[i,r,s] = T[i,r,s] / u[s,i]`` and ``M[s,i] = m[s,i] / u[s,i]``, with the use
    u by sectors and final demand, so that ``Σ_r C[i,r,s] + M[s,i] = 1``.

    Parameters
    ----------
    trade : array (n, m, m)
        Trade T between regions, what stays at home on the diagonal.
    imports : array (m, n)
        Imports m of each region by commodity.
    use : array (m, n, n)
        Use of commodity i by sector j, from everywhere.
    final_use : array (m, n, k)
        Use of commodity i by category of final demand, from everywhere.

    Returns
    -------
    TradeShares
        Shares C with the use and the final use.
    array (m, n)
        Share M of imports in use.

    Raises
    ------
    TableError
        Trade and imports of a commodity do not add up to its use in a region.

    Notes
    -----
    Chenery (1953); Moses (1955).
    """
    total = use.sum(axis=2) + final_use.sum(axis=2)
    gap = np.abs(trade.sum(axis=1).T + imports - total)
    if (gap > USE_TOLERANCE * np.abs(total).max()).any():
        region, commodity = np.unravel_index(int(np.argmax(gap)), gap.shape)
        raise TableError(
            f"Trade and imports of commodity {commodity} in region {region} miss its use by "
            f"{gap.max():.6g}; fit them to the use first, for instance with gravity_trade."
        )
    by_commodity = total.T[:, None, :]
    shares = np.divide(trade, by_commodity, out=np.zeros_like(trade), where=by_commodity > 0)
    import_shares = np.divide(imports, total, out=np.zeros_like(imports), where=total > 0)
    return TradeShares(shares, use, final_use), import_shares
