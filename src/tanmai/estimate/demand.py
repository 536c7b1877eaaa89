"""Intermediate use and final demand by province, whatever their origin."""

from __future__ import annotations

import numpy as np

from tanmai.estimate.balancing import ras
from tanmai.estimate.inputs import BaseStructure
from tanmai.estimate.production import relative_to_nation, share
from tanmai.table import FloatArray

USE_WEIGHT = 0.25
FINAL_WEIGHT = 0.5


def provincial_use(
    intermediate_input: FloatArray,
    base: BaseStructure,
    base_nation: BaseStructure,
    national_use: FloatArray,
) -> FloatArray:
    """Return the use of commodity i by sector j of province r (m, n, n).

    Sector by sector, `ras` of ``t_rj (0.75 + 0.25 q_rij) Z_ij / Σ_i Z_ij`` to the
    provinces' intermediate input t and to the nation's use Z, where q is the
    ratio of the province's to the nation's share of i in the intermediate cost
    of j in the base year, held between 0.1 and 5. So the provinces add up to Z.

    Parameters
    ----------
    intermediate_input : array (m, n)
        Output less value added.
    base, base_nation : BaseStructure
        The base year.
    national_use : array (n, n)
        The nation's use Z.
    """
    shares, national_shares = share(base.use, axis=1), share(base_nation.use, axis=1)
    ratio = relative_to_nation(shares, national_shares, 0.1, 5.0, smallest=1e-6)
    ratio = np.where(shares.sum(axis=1, keepdims=True) > 0, ratio, 1.0)
    spread = intermediate_input[:, None, :] * share(national_use)
    prior = spread * (1 - USE_WEIGHT + USE_WEIGHT * ratio)
    columns = national_use.T
    rows = share(intermediate_input).T * columns.sum(axis=1, keepdims=True)
    return ras(prior.transpose(2, 0, 1), rows, columns).transpose(1, 2, 0)


def provincial_final_demand(
    final_use: FloatArray,
    base: BaseStructure,
    base_nation: BaseStructure,
    national: FloatArray,
) -> FloatArray:
    """Return consumption and fixed capital formation by province (m, n, 4).

    Category by category, `ras` of ``(0.5 + 0.5 q_ri) f_i w_r`` to the provinces'
    final use w, scaled to the nation's, and to the nation's demand f, where q
    is the ratio of base-year shares of commodity i, held between 0 and 5.

    Parameters
    ----------
    final_use : array (m, 4)
        Final use of the provinces by category.
    base, base_nation : BaseStructure
        The base year.
    national : array (n, 4)
        The nation's final demand.
    """
    ratio = relative_to_nation(
        share(base.final_demand, axis=1), share(base_nation.final_demand, axis=1), 0.0, 5.0
    )
    rows = (share(final_use) * national.sum(axis=0)).T
    prior = (1 - FINAL_WEIGHT + FINAL_WEIGHT * ratio).transpose(2, 0, 1)
    prior = prior * rows[:, :, None] * national.T[:, None, :]
    return ras(prior, rows, national.T).transpose(1, 2, 0)


def provincial_inventory(output: FloatArray, use: FloatArray, national: FloatArray) -> FloatArray:
    """Spread the nation's inventory change over the provinces (m, n).

    An increase goes by output. A decrease goes by use, since by output it
    would leave some provinces with a negative use.

    Parameters
    ----------
    output : array (m, n)
        Output by province.
    use : array (m, n)
        Use by sectors and by the other categories of final demand.
    national : array (n,)
        The nation's inventory change.
    """
    spread: FloatArray = np.where(national >= 0, share(output), share(use)) * national
    return spread
