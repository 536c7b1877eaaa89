r"""A cluster: its weight by province and year, and what the park does for a works.

The location quotient of a province is its share of magnesium over its share of the economy
(Florence 1939). A works inside the park and the same works outside differ by item in use q and in
price p (or factor of carbon); of :math:`\Delta(pq)` the part :math:`\bar q \Delta p` is price and
:math:`\bar p \Delta q` technology, with means over the two.
"""

from __future__ import annotations

import pandas as pd

from tanmai.core.labels import find_province
from tanmai.core.messages import message
from tanmai.core.table import MrioTable
from tanmai.metals.magnesium.industry.concentration import provinces_by_year
from tanmai.metals.parameters import Parameters
from tanmai.metals.statements import Statement, statement


def location_quotients(table: MrioTable) -> pd.DataFrame:
    """Return share and location quotient of magnesium by province and year.

    Parameters
    ----------
    table : MrioTable
        Its output by province is the economy; one year stands for all.

    Returns
    -------
    DataFrame
        ``year``, ``region_code``, names, ``output_kt``, ``share`` of the country, ``economy_share``
        and ``location_quotient``. What is not published by province has no quotient.
    """
    made = provinces_by_year()
    total = table.by_region(table.x)
    economy = dict(zip(table.index.region_codes, (total / total.sum()).tolist(), strict=True))
    rows = []
    for year, group in made.groupby("year", sort=True):
        whole = float(group["size"].sum())
        for row in group.to_dict("records"):
            code, share = str(row["firm"]), float(row["size"]) / whole
            own = economy.get(code)
            region = find_province(code) if code.isdigit() else None
            zh, en = (region.name_zh, region.name_en) if region else message("Other").pair
            rows.append(
                {
                    "year": str(year),
                    "region_code": code,
                    "region_en": en,
                    "region_zh": zh,
                    "output_kt": float(row["size"]),
                    "share": share,
                    "economy_share": own,
                    "location_quotient": share / own if own else None,
                }
            )
    numbers = ["economy_share", "location_quotient"]
    return pd.DataFrame(rows).astype(dict.fromkeys(numbers, float))


def inside_and_outside(parameters: Parameters) -> pd.DataFrame:
    """Return what the park does for a tonne, item by item: inside less outside.

    Returns
    -------
    DataFrame
        Index: item. ``cost`` = ``cost_price`` + ``cost_technology`` in CNY/t, ``carbon`` =
        ``carbon_factor`` + ``carbon_use`` in t CO2/t; below zero where the park is better. And
        the cost and carbon of either side.

    Raises
    ------
    UnitError
        Use, price or carbon of an item are in units that do not fit.
    """
    rows = {}
    for item in parameters.group("cluster.items"):
        inside, outside = (_side(parameters, item, side) for side in ("inside", "outside"))
        sign = -1.0 if "income" in parameters[f"cluster.items.{item}"] else 1.0
        rows[item] = {
            "cost_inside": sign * inside["use"] * inside["price"],
            "cost_outside": sign * outside["use"] * outside["price"],
            "cost_price": sign * _mean(inside, outside, "use") * _change(inside, outside, "price"),
            "cost_technology": sign
            * _mean(inside, outside, "price")
            * _change(inside, outside, "use"),
            "carbon_inside": inside["use"] * inside["carbon"],
            "carbon_outside": outside["use"] * outside["carbon"],
            "carbon_factor": _mean(inside, outside, "use") * _change(inside, outside, "carbon"),
            "carbon_use": _mean(inside, outside, "carbon") * _change(inside, outside, "use"),
        }
    frame = pd.DataFrame.from_dict(rows, orient="index").rename_axis("item")
    frame["cost"] = frame["cost_price"] + frame["cost_technology"]
    frame["carbon"] = frame["carbon_factor"] + frame["carbon_use"]
    return frame


def _side(parameters: Parameters, item: str, side: str) -> dict[str, float]:
    """Return use, price and carbon of an item on one side, in units that multiply."""
    key = f"cluster.items.{item}"
    unit = str(parameters[f"{key}.unit"])
    of = unit.partition("/")[0]
    return {
        "use": parameters.value(f"{key}.{side}.use", unit),
        "price": parameters.value(f"{key}.{side}.price", f"CNY/{of}"),
        "carbon": parameters.value(f"{key}.{side}.carbon", f"t CO2/{of}"),
    }


def _mean(inside: dict[str, float], outside: dict[str, float], name: str) -> float:
    return (inside[name] + outside[name]) / 2


def _change(inside: dict[str, float], outside: dict[str, float], name: str) -> float:
    return inside[name] - outside[name]


def cluster_statements(parameters: Parameters) -> list[Statement]:
    """Return the printed statements on the cluster with ours."""

    def value(name: str, unit: str) -> float:
        return parameters.value(f"cluster.{name}", unit)

    capacity = value("capacity", "10^4 t Mg/a")
    share = value("capacity_share", "share")
    profit = parameters.quantity("cluster.profit").bounds
    price = parameters.value("price.magnesium", "CNY/t Mg")
    made = capacity * value("utilisation", "share")
    slag = value("slag_used", "10^4 t slag/a") / value("slag_use_rate", "share")
    implied = parameters.value("concentration.total", "10^4 t Mg/a")
    return [
        statement(
            "S17",
            "2.2",
            message("national capacity that the share of the cluster implies"),
            156,
            156,
            capacity / share,
            "10^4 t/a",
            0.5,
            message(
                "{capacity} over {share} %; of {implied} (3.2) the share would be {capacity_2} %.",
                capacity=f"{capacity:g}",
                share=f"{100 * share:g}",
                implied=f"{implied:g}",
                capacity_2=f"{100 * capacity / implied:.1f}",
            ),
        ),
        statement(
            "S17",
            "2.2",
            message("fall of carbon from 2020 to 2025"),
            14.5,
            14.5,
            100 * (1 - value("carbon", "t CO2/t Mg") / 32.5),
            "%",
            0.05,
            message("27.8 against 32.5; at that pace the limit of 18 is ten years away."),
        ),
        statement(
            "S48",
            "2.2",
            message("full cost that price less profit leaves"),
            None,
            value("full_cost", "CNY/t Mg"),
            price - profit[1],
            "CNY/t Mg",
            50,
            message(
                "{price} less {profit} to {profit_2} leaves {price_2} to {price_3}; the "
                "summary prints at most 16500.",
                price=f"{price:g}",
                profit=f"{profit[0]:g}",
                profit_2=f"{profit[1]:g}",
                price_2=f"{price - profit[1]:g}",
                price_3=f"{price - profit[0]:g}",
            ),
        ),
        statement(
            "S50",
            "2.2",
            message("slag of the cluster at 5 to 6 t per tonne"),
            made * 5,
            made * 6,
            slag,
            "10^4 t/a",
            0.5,
            message(
                "85 used at a rate of 91 % is {slag}, the slag of {slag_2}e4 t of metal; the "
                "cluster makes {made}e4 t.",
                slag=f"{slag:.1f}",
                slag_2=f"{slag / 5.5:.1f}",
                made=f"{made:.1f}",
            ),
        ),
    ]
