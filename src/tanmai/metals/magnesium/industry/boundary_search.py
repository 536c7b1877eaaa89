"""How far a works is from the boundary, the cheapest way to it, and how much lies within."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import linprog

from tanmai.metals.feasible_region import nearest_point, share_inside
from tanmai.metals.magnesium.industry.boundary import READINGS, VARIABLES, Boundary, Number
from tanmai.metals.parameters import Parameters

FloatArray = NDArray[np.float64]
LEVERS = ("green_share", "reductant_factor", "reduction_heat")
"""What a works can change by itself."""


def works_table(boundary: Boundary) -> pd.DataFrame:
    """Return each works' carbon and cost beside the limits, and the nearest point inside.

    Returns
    -------
    DataFrame
        Index: works. ``distance`` in shares of the ranges; 0 inside, NaN where no point of the
        ranges is inside.
    """
    rows = {}
    for key, point in boundary.works.items():
        carbon, cost = (float(m) for m in boundary.margins(point))
        inside = carbon >= 0 and cost >= 0
        near = None if inside else nearest_point(_margins(boundary), boundary.ranges, point)
        moved = {} if near is None else near.point
        rows[key] = {
            "carbon_t_per_t": float(boundary.carbon(point)),
            "cost_gap_CNY_per_t": float(boundary.cost_gap(point)),
            "inside": inside,
            "distance": 0.0 if inside else float("nan") if near is None else near.distance,
            **{f"nearest_{name}": moved.get(name, float("nan")) for name in VARIABLES},
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("works")


def _margins(boundary: Boundary) -> Any:
    return lambda point: boundary.margins(point)


def shares_table(parameters: Parameters, draws: int) -> pd.DataFrame:
    """Return the share of the ranges that lies within each limit and both, by reading."""
    rows = []
    for reading in READINGS:
        boundary = Boundary(parameters, reading)
        for name, kept in (("carbon", (0,)), ("cost", (1,)), ("both", (0, 1))):

            def margins(
                point: Mapping[str, FloatArray],
                boundary: Boundary = boundary,
                kept: tuple[int, ...] = kept,
            ) -> list[Any]:
                both = boundary.margins(point)
                return [both[place] for place in kept]

            found = share_inside(margins, boundary.ranges, draws)
            rows.append(
                {"reading": reading, "within": name, "share": found.share, "error": found.error}
            )
    return pd.DataFrame(rows)


def reductant_steps(parameters: Parameters) -> list[tuple[float, float]]:
    """Return the carbon factors that reductants allow to save, with the price of a unit saved.

    Each step leads from one reductant to the next lower in carbon: length in t CO2/t and the price
    over ferrosilicon that a unit of it adds. The steps grow dearer.
    """
    keys = parameters.group("boundary.reductants")
    found = [
        (
            parameters.value(f"boundary.reductants.{key}.factor", "t CO2/t FeSi"),
            parameters.value(f"boundary.reductants.{key}.price", "times"),
        )
        for key in keys
    ]
    found.sort(reverse=True)
    steps = [
        (before[0] - after[0], (after[1] - before[1]) / (before[0] - after[0]))
        for before, after in pairwise(found)
    ]
    return sorted(steps, key=lambda step: step[1])


def cheapest_way(boundary: Boundary, start: Mapping[str, float]) -> pd.Series | None:
    """Return the cheapest change of the levers that brings the carbon of a works to the limit.

    Parameters
    ----------
    boundary : Boundary
    start : mapping
        The works.

    Returns
    -------
    Series or None
        New values of the levers, ``carbon_t_per_t``, ``cost_CNY_per_t`` of the change without and
        ``net_CNY_per_t`` with what carbon it saves at the works' carbon price. None where the
        levers cannot reach the limit.

    Notes
    -----
    A linear programme: green power costs its price over that of the grid, a reductant what its
    steps cost, heat saved its share of the investment less the fuel.
    """
    b, ranges = boundary.base, boundary.ranges
    steps = _open_steps(boundary, start)
    heat_room = max(start["reduction_heat"] - ranges["reduction_heat"][0], 0.0)
    whole = b["reduction_heat"] - ranges["reduction_heat"][0]
    per_gj = boundary.capital / whole - b["fuel_price"] if whole > 0 else 0.0
    lengths = [max(ranges["green_share"][1] - start["green_share"], 0.0), heat_room]
    lengths += [length for length, _ in steps]
    costs = [b["power"] * (start["green_price"] - b["power_price"]), per_gj]
    costs += [b["ferrosilicon"] * b["ferrosilicon_price"] * price for _, price in steps]
    saved = [b["power"] * b["grid_factor"], b["fuel_factor"]]
    saved += [b["ferrosilicon"]] * len(steps)
    need = float(boundary.carbon(start)) - boundary.limit
    found = linprog(
        costs,
        A_ub=[[-one for one in saved]],
        b_ub=[-need],
        bounds=[(0.0, length) for length in lengths],
        method="highs",
    )
    if not found.success:
        return None
    moved = np.asarray(found.x, dtype=float)
    green, heat, *factors = moved.tolist()
    carbon = float(boundary.carbon(start)) - float(np.dot(saved, moved))
    avoided = float(boundary.carbon(start)) - carbon
    net = float(found.fun or 0.0)
    return pd.Series(
        {
            "green_share": start["green_share"] + green,
            "reductant_factor": start["reductant_factor"] - sum(factors),
            "reduction_heat": start["reduction_heat"] - heat,
            "carbon_t_per_t": carbon,
            "cost_CNY_per_t": net,
            "net_CNY_per_t": net - start["carbon_price"] * avoided,
        },
        dtype=float,
    )


def _open_steps(boundary: Boundary, start: Mapping[str, float]) -> list[tuple[float, float]]:
    """Return the steps of the reductant that a works has not taken yet."""
    steps = reductant_steps(boundary.parameters)
    highest = max(
        boundary.parameters.value(f"boundary.reductants.{key}.factor", "t CO2/t FeSi")
        for key in boundary.parameters.group("boundary.reductants")
    )
    taken = max(highest - start["reductant_factor"], 0.0)
    found = []
    for length, price in steps:
        left = max(length - taken, 0.0)
        taken = max(taken - length, 0.0)
        if left > 0:
            found.append((left, price))
    return found


def ways_table(boundary: Boundary) -> pd.DataFrame:
    """Return the cheapest way of every works; NaN where there is none."""
    columns = [*LEVERS, "carbon_t_per_t", "cost_CNY_per_t", "net_CNY_per_t"]
    rows = {}
    for key, point in boundary.works.items():
        way = cheapest_way(boundary, point)
        rows[key] = dict.fromkeys(columns, float("nan")) if way is None else way.to_dict()
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("works")


def plane(
    boundary: Boundary, keys: tuple[str, str], at: Mapping[str, float], steps: int = 61
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return two variables' grids, and carbon and cost on them with the others at a point."""
    along, up = (np.linspace(*boundary.ranges[key], steps) for key in keys)
    mesh = dict(zip(keys, np.meshgrid(along, up), strict=True))
    point: dict[str, Number] = {**at, **mesh}
    shape = (steps, steps)
    carbon = np.broadcast_to(np.asarray(boundary.carbon(point)), shape).astype(float)
    cost = np.broadcast_to(np.asarray(boundary.cost_gap(point)), shape).astype(float)
    return along, up, carbon, cost


def reductant_ceiling(boundary: Boundary, *, capital: bool) -> float:
    """Return the price of the reductant over ferrosilicon at which costs equal the reference.

    At the values of the variables otherwise; without the charge on the investment where asked.
    """
    point = {**boundary.values, "reductant_price": 1.0}
    gap = float(boundary.cost_gap(point)) - (0.0 if capital else boundary.capital)
    b = boundary.base
    return 1.0 - gap / (b["ferrosilicon"] * b["ferrosilicon_price"])
