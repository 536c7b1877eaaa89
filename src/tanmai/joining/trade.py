"""Trade between regions: own supply, the gravity model and the Chenery-Moses form."""

from __future__ import annotations

import numpy as np

from tanmai.core.errors import TableError
from tanmai.core.messages import message
from tanmai.core.table import FloatArray
from tanmai.core.trade_shares import TradeShares
from tanmai.solve.balancing import ras

PHI = 0.7
"""Least share of what a region could supply itself with that it does."""

EXPONENT = 1.0
"""Exponent of cost in the gravity model."""

_USE_TOLERANCE = 1e-8
_PASSES = 200


def own_share(
    supply: FloatArray, demand: FloatArray, inflow: FloatArray, phi: float = PHI
) -> FloatArray:
    """Return the share of its own products that a region keeps, of the most that it could.

    ``o = clip(D − IF, φ N, N) / N`` with ``N = min(D, S)``: what is used and does not flow in
    is of the region itself. What flows in and out again is not trade, so that a share below
    φ is taken for transit.

    Parameters
    ----------
    supply : array
        What the region sells within the country, S = X − EX.
    demand : array
        What it uses from within the country, D = use − IM.
    inflow : array
        What flows in from other regions, IF.
    phi : float
        Least share φ.
    """
    most = np.maximum(np.minimum(demand, supply), 0.0)
    kept = np.clip(demand - inflow, phi * most, most)
    return np.divide(kept, most, out=np.ones_like(most), where=most > 0)


def nearness(costs: FloatArray, exponent: float = EXPONENT) -> FloatArray:
    """Return how readily regions trade, ``c_rs^-exponent`` off the diagonal (m, m).

    The costs of both directions are averaged; the diagonal is zero.

    Parameters
    ----------
    costs : array (m, m)
        Cost or distance between regions, positive; the diagonal is not used.
    exponent : float
        Exponent of the cost.
    """
    m = len(costs)
    mean = (costs + costs.T) / 2
    away = ~np.eye(m, dtype=bool)
    near = np.zeros((m, m))
    # relative to the mean, so that no power leaves the range of numbers
    near[away] = (mean[away] / mean[away].mean()) ** -exponent if m > 1 else 0.0
    return near


def gravity_trade(
    supply: FloatArray, demand: FloatArray, own: FloatArray, near: FloatArray
) -> FloatArray:
    """Return the trade of n commodities between m regions (n, m, m).

    The own flow ``o min(S, D)`` stands on the diagonal; what it leaves of supply and demand
    goes between the regions as ``K_rs S'_r D'_s``, fitted to both. One RAS of the whole to S
    and D closes it.

    Parameters
    ----------
    supply, demand : array (n, m)
        What each region sells and buys within the country, S and D.
    own : array (n, m)
        Own share o.
    near : array (m, m)
        K, from `nearness`.

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
    kept = own * np.minimum(supply, demand)
    between = _near_fit(near * _outer(supply - kept, demand - kept), supply - kept, demand - kept)
    return fitted_trade(between, kept, supply, demand)


def fitted_trade(
    between: FloatArray, kept: FloatArray, supply: FloatArray, demand: FloatArray
) -> FloatArray:
    """Return trade between regions and what they keep, fitted to supply and demand (n, m, m).

    Parameters
    ----------
    between : array (n, m, m)
        Trade between regions before the fit; the diagonal is not used.
    kept : array (n, m)
        What each region keeps, before the fit.
    supply, demand : array (n, m)
        What each region sells and buys within the country.
    """
    prior = between.copy()
    at = np.arange(prior.shape[1])
    prior[:, at, at] = kept
    return ras(prior, supply, demand, tolerance=1e-11, memory=5)


def _outer(supply: FloatArray, demand: FloatArray) -> FloatArray:
    total = demand.sum(axis=1)[:, None, None]
    product = supply[:, :, None] * demand[:, None, :]
    return np.asarray(np.divide(product, total, out=np.zeros_like(product), where=total > 0))


def _near_fit(prior: FloatArray, rows: FloatArray, columns: FloatArray) -> FloatArray:
    """Return the prior after some passes over rows and columns.

    What a region can only sell to itself has no fit off the diagonal, so that the passes
    are limited and the closing fit, which has the diagonal, takes the rest.
    """
    fitted = prior
    for _ in range(_PASSES):
        sums = fitted.sum(axis=2)
        fitted = fitted * np.divide(rows, sums, out=np.zeros_like(rows), where=sums > 0)[:, :, None]
        sums = fitted.sum(axis=1)
        gap = np.abs(sums - columns).max()
        factor = np.divide(columns, sums, out=np.zeros_like(columns), where=sums > 0)
        fitted = fitted * factor[:, None, :]
        if gap <= 1e-9 * columns.max():
            break
    return fitted


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
    if (gap > _USE_TOLERANCE * np.abs(total).max()).any():
        region, commodity = np.unravel_index(int(np.argmax(gap)), gap.shape)
        raise TableError(
            message(
                "Trade and imports of commodity {commodity} in region {region} miss its use by "
                "{gap}; fit them to the use first, for instance with gravity_trade.",
                commodity=commodity,
                region=region,
                gap=f"{gap.max():.6g}",
            )
        )
    by_commodity = total.T[:, None, :]
    shares = np.divide(trade, by_commodity, out=np.zeros_like(trade), where=by_commodity > 0)
    import_shares = np.divide(imports, total, out=np.zeros_like(imports), where=total > 0)
    return TradeShares(shares, use, final_use), import_shares
