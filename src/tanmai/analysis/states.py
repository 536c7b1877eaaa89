"""The flows of carbon with some factors of one year and the others of another."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from tanmai.accounting.carbon import CarbonAccounts
from tanmai.analysis.demand_factors import DemandFactors
from tanmai.analysis.orders import Flows
from tanmai.analysis.production_factors import ProductionFactors
from tanmai.core.errors import UnsolvableError
from tanmai.core.messages import message

FloatArray = NDArray[np.float64]


def states_of_structure(
    accounts: tuple[CarbonAccounts, CarbonAccounts], years: tuple[DemandFactors, DemandFactors]
) -> Flows:
    """Return C (m, m) by the bits of f, L, structure, mix, demand per head and population."""

    @cache
    def multipliers(f: int, L: int) -> FloatArray:
        return accounts[L].system.multipliers(_spread(accounts[f]))

    @cache
    def per_level(f: int, L: int, structure: int, mix: int) -> FloatArray:
        demand = np.einsum("jsc,sc->js", years[structure].structure, years[mix].mix)
        return np.asarray(multipliers(f, L) @ demand)

    def flows(state: int) -> FloatArray:
        f, L, structure, mix, head, people = ((state >> bit) & 1 for bit in range(6))
        level = years[head].per_head * years[people].population
        return np.asarray(per_level(f, L, structure, mix) * level)

    return flows


def states_of_sourcing(
    accounts: tuple[CarbonAccounts, CarbonAccounts],
    years: tuple[ProductionFactors, ProductionFactors],
) -> Flows:
    """Return C (m, m) by the bits of f, a, Q, D, structure, mix, demand per head and population."""
    size = len(accounts[0].table.index)
    m = accounts[0].table.index.m

    @cache
    def multipliers(f: int, technology: int, sourcing: int, domestic: int) -> FloatArray:
        A = years[sourcing].inputs.sourcing * years[domestic].inputs.domestic
        A = (A * years[technology].technology[None]).reshape(size, size)
        solved = np.linalg.solve((np.eye(size) - A).T, _spread(accounts[f]).T)
        found = np.asarray(solved, dtype=np.float64)
        _require_productive(accounts, found)
        return found.T

    @cache
    def per_level(
        f: int, technology: int, sourcing: int, domestic: int, structure: int, mix: int
    ) -> FloatArray:
        products = years[structure].demand.structure * years[mix].demand.mix
        origins = years[sourcing].products.sourcing * years[domestic].products.domestic
        demand = (origins * products[None]).sum(axis=3).reshape(size, m)
        return np.asarray(multipliers(f, technology, sourcing, domestic) @ demand)

    def flows(state: int) -> FloatArray:
        *production, head, people = ((state >> bit) & 1 for bit in range(8))
        level = years[head].demand.per_head * years[people].demand.population
        return np.asarray(per_level(*production) * level)

    return flows


def _spread(accounts: CarbonAccounts) -> FloatArray:
    """Return R' f̂ (m, N): the intensities of each region in a row of their own."""
    m, n = accounts.table.index.m, accounts.table.index.n
    return np.kron(np.eye(m), np.ones(n)) * accounts.direct_intensity


def _require_productive(
    accounts: tuple[CarbonAccounts, CarbonAccounts], multipliers: FloatArray
) -> None:
    """Reject technology of one year and origins of the other that need more than they make."""
    if multipliers.min() < -1e-12 * max(float(np.abs(multipliers).max()), 1e-300):
        first, second = (each.table.provenance.name for each in accounts)
        raise UnsolvableError(
            message(
                "Technology of one year with the origins of the other, of '{first}' and "
                "'{second}', needs more than it makes, so technology and sourcing cannot be "
                "separated; decompose with production structure as one factor (sourcing=False).",
                first=first,
                second=second,
            )
        )
