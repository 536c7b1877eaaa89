"""Cost of the outlook's routes by the items of the cost model, beside the printed costs.

The scenarios hold the costs that the report prints of a route. The cost model (section 2.1) adds
up what a tonne takes; the two differ, as the printed prices and uses do not add up to the printed
costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.metals.magnesium.industry.cost import CARBON_PRICE, ITEMS, CostModel
from tanmai.metals.magnesium.industry.parameters import works_parameters
from tanmai.metals.parameters import Parameters


def costs_by_items(numbers: Parameters, routes: Sequence[str]) -> pd.DataFrame:
    """Return what a tonne costs before carbon on the routes of a scenario, item by item.

    Parameters
    ----------
    numbers : Parameters
        The scenario; ``items.ROUTE`` says how the cost model reads a route.
    routes : sequence of str
        Its routes.

    Returns
    -------
    DataFrame
        Index: routes; CNY/t: a column for each item but carbon, their sum ``by_items``, what is
        ``printed``, and the ``difference``.
    """
    rows = {}
    for key in routes:
        items = {name: float(value) for name, value in _items(numbers, key).items()}
        del items["carbon"]
        whole, printed = sum(items.values()), numbers.value(f"routes.{key}.cost", "CNY/t Mg")
        rows[key] = {**items, "by_items": whole, "printed": printed, "difference": whole - printed}
    names = [name for name in ITEMS if name != "carbon"]
    columns = [*names, "by_items", "printed", "difference"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("route")


def cost_of_routes(numbers: Parameters, routes: Sequence[str]) -> NDArray[np.float64]:
    """Return the sums of `costs_by_items`, (R,)."""
    return costs_by_items(numbers, routes)["by_items"].to_numpy(float)


def _items(numbers: Parameters, key: str) -> dict[str, float]:
    place, model = f"items.{key}", _cost_model()
    works, route = model.parameters, model.find(str(numbers[f"{place}.route"]))
    green = numbers.value(f"{place}.green_power", "share")
    dearer = numbers.value(f"{place}.reductant_price", "times")
    capital = works.value(f"routes.{route}.capital", "CNY/t Mg")
    power = f"price.{works[f'routes.{route}.power_price']}"
    bought, of_green = (works.value(name, "CNY/kWh") for name in (power, "price.power_green"))
    changed = {
        CARBON_PRICE: 0.0,
        "price.ferrosilicon": dearer * works.value("price.ferrosilicon", "CNY/t FeSi"),
        power: (1.0 - green) * bought + green * of_green,
        f"routes.{route}.capital": capital + numbers.value(f"{place}.added_capital", "CNY/t Mg"),
    }
    if numbers[f"{place}.semi_coke_gas"]:
        changed["price.fuel"] = works.value("price.semi_coke_gas", "CNY/tce")
        changed[f"routes.{route}.use.fuel"] = works.value(
            "cluster.items.heat.inside.use", "tce/t Mg"
        )
    return {name: float(value) for name, value in model.items(route, changed).items()}


@cache
def _cost_model() -> CostModel:
    return CostModel(works_parameters())
