"""LMDI-I with technology, provincial sourcing and imports in the place of L.

L is no product of them, but A is: an element of A changes by the logarithmic mean of its two
values times the logarithm of each factor's ratio, which gives ΔA in three parts. Since
ΔL = L₁ ΔA L₀ = L₀ ΔA L₁, the mean of both gives ΔL in three parts; the effect of L in an element
is shared out by them. No residual is left, and exchanged years change the signs alone.

Sources: Ang (2005); Ang and Liu (2007); for ΔL, Miller and Blair (2022).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tanmai.accounting.carbon import CarbonAccounts
from tanmai.analysis.demand_factors import DemandFactors
from tanmai.analysis.log_mean import Parts, log_mean_effects
from tanmai.analysis.production_factors import ProductionFactors

FloatArray = NDArray[np.float64]

# Where two values differ by less, relative to their sum, their mean is the logarithmic one.
_NEAR = 1e-5


def log_mean_sourcing_effects(
    accounts: tuple[CarbonAccounts, CarbonAccounts],
    years: tuple[ProductionFactors, ProductionFactors],
    zeros: str,
) -> FloatArray:
    """Return the LMDI-I effects (8, m, m) of the factors of `ProductionFactors`.

    In the order of f, a, Q, D, structure, mix, demand per head and population.

    Parameters
    ----------
    accounts : two CarbonAccounts
        Accounts of the two years.
    years : two ProductionFactors
        Their factors.
    zeros : str
        ``"refuse"`` or ``"analytical limit"``.

    Raises
    ------
    OptionError, UnsolvableError, ConservationError
        As for `log_mean_effects`.
    """
    size = len(accounts[0].table.index)
    inputs = [
        _products(year.technology[None], year.inputs.sourcing, year.inputs.domestic)
        for year in years
    ]
    products = [
        _products(year.demand.structure[None], year.products.sourcing, year.products.domestic)
        for year in years
    ]
    demand = [
        DemandFactors(
            structure=np.prod(factors, axis=0).reshape(size, *year.demand.mix.shape),
            mix=year.demand.mix,
            per_head=year.demand.per_head,
            population=year.demand.population,
        )
        for year, factors in zip(years, products, strict=True)
    ]
    leontief = _leontief_parts(accounts, *(each.reshape(3, size, size) for each in inputs))
    structure = _logarithms(*(each.reshape(3, size, -1) for each in products))
    (first, second), (before, after) = accounts, demand
    effects = log_mean_effects(first, second, before, after, zeros, Parts(leontief, structure))
    f, technology, sourcing, domestic, of_structure, sourced, at_home, *rest = effects
    return np.stack([f, technology, sourcing + sourced, domestic + at_home, of_structure, *rest])


def _products(*factors: FloatArray) -> FloatArray:
    """Return factors (m, n, m, u) as one array (3, m, n, m, u)."""
    return np.stack(np.broadcast_arrays(*factors))


def _logarithms(old: FloatArray, new: FloatArray) -> list[tuple[FloatArray, FloatArray]]:
    """Return the logarithm of each factor's ratio, and its share in an element that is zero."""
    both = (old > 0) & (new > 0)
    logs = np.log(np.where(both, new, 1.0) / np.where(both, old, 1.0))
    gone = ((old == 0) != (new == 0)).astype(float)
    count = gone.sum(axis=0)
    shares = np.divide(gone, count, out=np.zeros_like(gone), where=count > 0)
    return list(zip(logs, shares, strict=True))


def _leontief_parts(
    accounts: tuple[CarbonAccounts, CarbonAccounts], old: FloatArray, new: FloatArray
) -> list[tuple[FloatArray, FloatArray]]:
    """Return what each factor has of the logarithm of L, and its share where L is zero."""
    before, after = (each.system.inverse() for each in accounts)
    cells = [np.prod(year, axis=0) for year in (old, new)]
    mean, change = _log_mean(*cells), cells[1] - cells[0]
    both = (cells[0] > 0) & (cells[1] > 0)
    of_input = [np.where(both, mean * log, change * share) for log, share in _logarithms(old, new)]
    moved = after - before
    parts = [0.5 * (after @ part @ before + before @ part @ after) for part in of_input[1:]]
    parts.insert(0, moved - sum(parts))
    level = _log_mean(before, after)
    return [
        (
            np.divide(part, level, out=np.zeros_like(part), where=level > 0).T.copy(),
            np.divide(part, moved, out=np.zeros_like(part), where=moved != 0).T.copy(),
        )
        for part in parts
    ]


def _log_mean(old: FloatArray, new: FloatArray) -> FloatArray:
    """Return the logarithmic mean of two arrays; zero where either is not above zero."""
    both = (old > 0) & (new > 0)
    one, other = np.where(both, old, 1.0), np.where(both, new, 1.0)
    log, change = np.log(other / one), other - one
    near = np.abs(change) < _NEAR * (one + other)
    mean = np.where(near, 0.5 * (one + other), change / np.where(near, 1.0, log))
    return np.where(both, mean, 0.0)
