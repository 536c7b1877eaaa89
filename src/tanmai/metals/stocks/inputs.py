"""A definition as arrays by year and use, and what a scenario changes in them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tanmai.metals.model_parts import MASS_IN_TONNES
from tanmai.metals.stocks.definition import MetalDefinition, Scenario, Use
from tanmai.metals.stocks.lifetimes import Lifetime
from tanmai.metals.stocks.series import FloatArray, Series


@dataclass(frozen=True, eq=False)
class Inputs:
    """What a metal is solved from.

    Arrays run over years, or over years and uses; mass is in tonnes.

    Attributes
    ----------
    definition : MetalDefinition
    years : array of int
    amount : array, years x uses
        Inflow or stock, in things where the use has an intensity, else in tonnes.
    intensity : array, years x uses
        Tonnes in a thing.
    is_stock : array of bool, uses
        Whether the amount is a stock.
    lifetimes : tuple of Lifetime
    collection, recovery, dissipation, fabrication_yield, new_scrap_recovery : array
        Shares, years x uses.
    product_exports : array, years x uses
        Net exports in products per inflow.
    mine : array or None
        None where mines follow the need.
    mine_cap : array or None
        What the hosts yield, of a by-product.
    mine_yield, refined_exports, secondary_imports : array
        By year.
    reserves : array or None
        What can be mined, from the end of the year of the reserves on, as it grows.
    """

    definition: MetalDefinition
    years: np.ndarray
    amount: FloatArray
    intensity: FloatArray
    is_stock: np.ndarray
    lifetimes: tuple[Lifetime, ...]
    collection: FloatArray
    recovery: FloatArray
    dissipation: FloatArray
    fabrication_yield: FloatArray
    new_scrap_recovery: FloatArray
    product_exports: FloatArray
    mine: FloatArray | None
    mine_cap: FloatArray | None
    mine_yield: FloatArray
    refined_exports: FloatArray
    secondary_imports: FloatArray
    reserves: FloatArray | None

    @property
    def is_future(self) -> np.ndarray:
        """Which years lie after the base year."""
        return np.asarray(self.years > self.definition.base_year)


def inputs_of(definition: MetalDefinition) -> Inputs:
    """Return the arrays of a definition, as its central scenario has them."""
    years = np.arange(definition.first_year, definition.last_year + 1)

    def by_use(name: str, default: float) -> FloatArray:
        return np.column_stack(
            [_over(getattr(use, name), years, default) for use in definition.uses]
        )

    def of_mass(series: Series | None) -> FloatArray:
        return _mass(series, years) if series is not None else np.zeros(len(years))

    supply = definition.supply
    return Inputs(
        definition,
        years,
        _amounts(definition, years),
        np.column_stack(
            [
                _mass(use.intensity, years) if use.intensity else np.ones(len(years))
                for use in definition.uses
            ]
        ),
        np.array([use.driven_by == "stock" for use in definition.uses]),
        tuple(use.lifetime for use in definition.uses),
        by_use("collection", 0.0),
        by_use("recovery", 0.0),
        by_use("dissipation", 0.0),
        by_use("fabrication_yield", 1.0),
        by_use("new_scrap_recovery", 0.0),
        by_use("product_exports", 0.0),
        _mass(supply.mine, years) if supply.mine else None,
        _cap(definition, years),
        _over(supply.mine_yield, years, 1.0),
        of_mass(supply.refined_exports),
        of_mass(supply.secondary_imports),
        _reserves(definition, years, 1.0, None),
    )


def with_scenario(inputs: Inputs, scenario: Scenario) -> Inputs:
    """Return the arrays under a scenario: what is known up to the base year stays."""
    definition, future = inputs.definition, inputs.is_future
    ahead = np.maximum(inputs.years - definition.base_year, 0)
    pace = scenario.demand ** (ahead / ahead[-1])
    changes = {
        name: np.where(future[:, None], value, getattr(inputs, name))
        for name in ("collection", "recovery", "dissipation")
        if (value := getattr(scenario, name)) is not None
    }
    intensity = inputs.intensity
    for number, use in enumerate(definition.uses):
        if use.key in scenario.intensity:
            factor = np.where(future, scenario.intensity[use.key].over(inputs.years), 1.0)
            intensity = intensity.copy()
            intensity[:, number] *= factor
    return replace(
        inputs,
        amount=inputs.amount * pace[:, None],
        intensity=intensity,
        lifetimes=tuple(one.times(scenario.lifetime) for one in inputs.lifetimes),
        reserves=_reserves(definition, inputs.years, scenario.reserves, scenario.reserve_growth),
        **changes,
    )


def _over(series: Series | None, years: np.ndarray, default: float) -> FloatArray:
    return np.full(len(years), default) if series is None else series.over(years)


def _mass(series: Series, years: np.ndarray) -> FloatArray:
    """Return a series of mass in tonnes."""
    assert series.unit is not None
    return series.over(years) * MASS_IN_TONNES[series.unit]


def _amounts(definition: MetalDefinition, years: np.ndarray) -> FloatArray:
    total = _mass(definition.total, years) if definition.total else np.zeros(len(years))
    shares = [use.share.over(years) for use in definition.uses if use.share]
    rest = np.maximum(1.0 - sum(shares, np.zeros(len(years))), 0.0)
    return np.column_stack([_amount(use, total, rest, years) for use in definition.uses])


def _amount(use: Use, total: FloatArray, rest: FloatArray, years: np.ndarray) -> FloatArray:
    if use.amount is None:
        return total * (rest if use.share is None else use.share.over(years))
    return use.amount.over(years) if use.intensity else _mass(use.amount, years)


def _cap(definition: MetalDefinition, years: np.ndarray) -> FloatArray | None:
    if not definition.hosts:
        return None
    won = [
        _mass(host.output, years) * host.grade.over(years) * host.recovery.over(years)
        for host in definition.hosts
    ]
    return np.asarray(sum(won, np.zeros(len(years))))


def _reserves(
    definition: MetalDefinition, years: np.ndarray, factor: float, growth: float | None
) -> FloatArray | None:
    reserves = definition.reserves
    if reserves is None:
        return None
    tonnes = factor * reserves.amount * MASS_IN_TONNES[reserves.unit]
    since = np.maximum(years - reserves.year, 0)
    return np.asarray(tonnes * (1 + (reserves.growth if growth is None else growth)) ** since)
