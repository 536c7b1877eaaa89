"""What moves the cost of a tonne, and where one route becomes cheaper than another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.metals.magnesium.industry.cost import (
    ALLOCATION,
    CARBON_PRICE,
    ITEMS,
    CostModel,
    Number,
    switching_value,
)
from tanmai.metals.sensitivity import one_at_a_time, sobol_indices

FloatArray = NDArray[np.float64]
STEPS = 41
POWER = "price.power_grid"
GREEN_POWER = "price.power_green"
FERROSILICON = "price.ferrosilicon"
GRIDS = {
    "power_and_ferrosilicon": (POWER, FERROSILICON),
    "green_power_and_carbon": (GREEN_POWER, CARBON_PRICE),
}
"""Grids of two prices: along and up."""
READINGS = ("parts", "printed")
"""The sum of the stated items; the printed break-even prices moved by what the items move."""


@dataclass(frozen=True, eq=False)
class PriceGrid:
    """The cost of one route less that of another over two prices.

    Attributes
    ----------
    along, up : array
        The prices.
    gap : dict
        By reading, shape (up, along), CNY/t; below zero where the first is cheaper.
    """

    keys: tuple[str, str]
    along: FloatArray
    up: FloatArray
    gap: dict[str, FloatArray]


def items_table(model: CostModel) -> pd.DataFrame:
    """Return the items of every route: index route, columns `ITEMS`, CNY/t."""
    rows = {route: {k: float(v) for k, v in model.items(route).items()} for route in model.routes}
    return pd.DataFrame.from_dict(rows, orient="index")[list(ITEMS)].rename_axis("route")


def routes_table(model: CostModel) -> pd.DataFrame:
    """Return each route's cost, share of energy and reductant, margin, and printed break-even."""
    items = items_table(model)
    price = model.parameters.value("price.magnesium", "CNY/t Mg")
    cost = items.sum(axis=1)
    printed = pd.Series({r: float(model.printed_cost(r)) for r in model.printed}, dtype=float)
    return pd.DataFrame(
        {
            "cost_CNY_per_t": cost,
            "energy_percent": 100 * (items["fuel"] + items["power"]) / cost,
            "reductant_percent": 100 * items["reductant"] / cost,
            "margin_CNY_per_t": price - cost,
            "printed_break_even_CNY_per_t": printed.reindex(cost.index),
            "parts_less_printed_CNY_per_t": cost - printed.reindex(cost.index),
        }
    ).reset_index()


def ranges_of(model: CostModel, *routes: str) -> dict[str, tuple[float, float]]:
    """Return low and high of the numbers of routes that have a range, in the units of a route."""
    found = {}
    for route in routes:
        for key, unit in model.keys(route).items():
            one = model.parameters.quantity(key)
            factor = one.model_copy(update={"value": 1.0}).in_unit(unit)
            if one.is_ranged:
                found[key] = (one.bounds[0] * factor, one.bounds[1] * factor)
    return found


def tornado(model: CostModel, route: str) -> pd.DataFrame:
    """Return the cost of a route with each ranged number alone at its ends."""
    ranges = ranges_of(model, route)
    return one_at_a_time(lambda changed: float(model.cost(route, {**changed})), ranges)


def variance_shares(model: CostModel, route: str, draws: int) -> pd.DataFrame:
    """Return the Sobol indices of the cost of a route over all ranged numbers."""
    return sobol_indices(
        lambda points: np.asarray(model.cost(route, {**points})), ranges_of(model, route), draws
    )


def switching_table(model: CostModel, route: str, against: str) -> pd.DataFrame:
    """Return at what value of each price and ranged number the answer changes.

    Returns
    -------
    DataFrame
        ``break_even``: where the cost meets the price of magnesium; ``equal_cost``: where it
        meets that of the other route. Empty where no value from zero up does.
    """
    market = model.parameters.value("price.magnesium", "CNY/t Mg")
    prices = [key for key in model.keys(route) if key.startswith("price.")]
    rows = []
    for key in dict.fromkeys([*prices, *ranges_of(model, route)]):
        if "finance." in key or key.endswith(".utilisation") or key.endswith(".maintenance"):
            continue  # the cost is not linear in them
        base = float(model.values(route)[key])
        at = (base, base * 1.01 or 1.0)
        own = [float(model.cost(route, {key: one})) for one in at]
        shared = key in model.keys(against)
        other = [float(model.cost(against, {key: one} if shared else {})) for one in at]
        rows.append(
            {
                "input": key,
                "unit": model.keys(route)[key],
                "value": base,
                "break_even": _above_zero(switching_value(own, at, [market, market])),
                "equal_cost": _above_zero(switching_value(own, at, other)),
            }
        )
    return pd.DataFrame(rows).astype({"break_even": float, "equal_cost": float})


def _above_zero(value: float | None) -> float | None:
    return value if value is not None and value >= 0 else None


def price_grids(model: CostModel, route: str, against: str) -> dict[str, PriceGrid]:
    """Return the cost of a route less that of another over two prices at a time."""
    return {name: _grid(model, route, against, keys) for name, keys in GRIDS.items()}


def _grid(model: CostModel, route: str, against: str, keys: tuple[str, str]) -> PriceGrid:
    ends = [model.parameters.quantity(key).bounds for key in keys]
    along, up = (np.linspace(low, high, STEPS) for low, high in ends)
    mesh = dict(zip(keys, np.meshgrid(along, up), strict=True))
    gap = {"parts": _gap(model, route, against, mesh, "cost")}
    if {route, against} <= set(model.printed):
        gap["printed"] = _gap(model, route, against, mesh, "printed_cost")
    return PriceGrid(keys, along, up, gap)


def _gap(
    model: CostModel, route: str, against: str, mesh: dict[str, FloatArray], reading: str
) -> FloatArray:
    cost = getattr(model, reading)
    both: list[Number] = [cost(r, mesh) for r in (route, against)]
    shape = next(iter(mesh.values())).shape
    return np.broadcast_to(np.asarray(both[0]) - np.asarray(both[1]), shape).astype(float)


def grid_table(grids: dict[str, PriceGrid]) -> pd.DataFrame:
    """Return the lines of equal cost: for each price along, the price up where both cost alike.

    Empty where the line leaves the grid.
    """
    rows = []
    for name, grid in grids.items():
        for reading, gap in grid.gap.items():
            for place, price in enumerate(grid.along):
                ends = (float(grid.up[0]), float(grid.up[-1]))
                found = switching_value((gap[0, place], gap[-1, place]), ends)
                inside = found is not None and ends[0] <= found <= ends[1]
                rows.append(
                    {
                        "grid": name,
                        "reading": reading,
                        "along": grid.keys[0],
                        "along_value": float(price),
                        "up": grid.keys[1],
                        "up_value_of_equal_cost": found if inside else None,
                    }
                )
    return pd.DataFrame(rows).astype({"up_value_of_equal_cost": float})


def credited(model: CostModel, reference: str) -> CostModel:
    """Return the model in which carbon below that of a reference is sold at the carbon price."""
    tree = {**model.parameters.tree}
    tree["carbon"] = {**tree["carbon"], "surplus_sold": True}
    allowance = model.parameters.value(f"routes.{reference}.emission", "t CO2/t Mg")
    changed = type(model.parameters)(tree, model.parameters.files, model.parameters.sources)
    return CostModel(changed.replaced({ALLOCATION: allowance}))


def second_values(model: CostModel, route: str) -> pd.DataFrame:
    """Return the cost of a route with what the sources print elsewhere for each of its numbers."""
    rows = []
    for key, unit in model.keys(route).items():
        one = model.parameters.quantity(key)
        if one.second is None:
            continue
        second = one.model_copy(update={"value": one.second}).in_unit(unit)
        rows.append(
            {
                "route": route,
                "input": key,
                "unit": unit,
                "value": one.in_unit(unit),
                "section": one.section,
                "second_value": second,
                "second_section": one.second_section,
                "cost_CNY_per_t": float(model.cost(route)),
                "cost_at_second_value_CNY_per_t": float(model.cost(route, {key: second})),
            }
        )
    return pd.DataFrame(rows)


def overtaking_carbon_price(model: CostModel, route: str, against: str) -> float | None:
    """Return the carbon price at which the printed break-even prices of two routes meet."""
    at = (model.conditions(route)[CARBON_PRICE], 1000.0)

    def printed(which: str, price: float) -> float:
        conditions = model.conditions(which)
        return float(model.printed_cost(which, {**conditions, CARBON_PRICE: price}))

    return switching_value([printed(route, p) for p in at], at, [printed(against, p) for p in at])


def switching_lines(model: CostModel) -> pd.DataFrame:
    """Return the lines of linkage between energy, reductant and route.

    Returns
    -------
    DataFrame
        By price of grid power: the price of ferrosilicon above which a kWh of one's own is worth
        more in one's own ferrosilicon than as power, o + w p with other cost o and power w of a
        tonne; and the price of green power below which electrolysis costs less than the vertical
        retort, on the stated items and on the printed break-even prices.
    """
    p = model.parameters
    other = p.value("ferrosilicon_making.other_cost", "CNY/t FeSi")
    power = p.value("ferrosilicon_making.power", "kWh/t FeSi")
    rows = []
    for price in np.linspace(*p.quantity(POWER).bounds, 13):
        at = (0.1, 0.4)
        green = {}
        for reading in READINGS:
            cost = getattr(model, "cost" if reading == "parts" else "printed_cost")
            electrolytic = [float(cost("electrolytic_green", {GREEN_POWER: one})) for one in at]
            retort = float(cost("pidgeon_vertical", {POWER: price}))
            green[reading] = switching_value(electrolytic, at, (retort, retort))
        rows.append(
            {
                "power_price_CNY_per_kWh": float(price),
                "ferrosilicon_price_CNY_per_t": other + power * float(price),
                "green_power_price_parts_CNY_per_kWh": green["parts"],
                "green_power_price_printed_CNY_per_kWh": green["printed"],
            }
        )
    return pd.DataFrame(rows)
