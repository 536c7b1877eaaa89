"""Carbon of a tonne of metal by route, stage and kind, at the gate and from the cradle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.errors import LabelError, OptionError, did_you_mean
from tanmai.process.grid_factors import GridFactor, grid_factor
from tanmai.process.route_data import Route, RouteBook, Use
from tanmai.process.route_file import POWER_EQUIVALENT

Number: TypeAlias = float | NDArray[np.float64]
"""One value, or one for each draw."""
UNIT = "t CO2/t"
GRID, GRID_OF_REDUCTANT, GREEN_SHARE = "grid", "grid_of_reductant", "green_share"
GATE_KINDS = ("fuel", "calcination")
UPSTREAM_KINDS = ("power", "reductant")
KINDS = (*GATE_KINDS, *UPSTREAM_KINDS)
KIND_NAMES = {
    "fuel": ("Fuel combustion", "燃料燃烧"),
    "calcination": ("Calcination", "煅烧分解"),
    "power": ("Power", "电力"),
    "reductant": ("Reductant, upstream", "还原剂上游"),
}


@dataclass(frozen=True)
class Conditions:
    """Where and when a route runs.

    Attributes
    ----------
    province : str or None
        Name or adcode; None for the national grid.
    year : int
    green_share : float, optional
        Share of carbon-free power in the power bought, in place of that of the route.
    reductant_province : str, optional
        Where the reductant is made; else in the same province.
    """

    province: str | None
    year: int
    green_share: float | None = None
    reductant_province: str | None = None

    def __post_init__(self) -> None:
        if self.green_share is not None and not 0 <= self.green_share <= 1:
            raise OptionError(f"A green share lies between 0 and 1, not {self.green_share:g}.")


@dataclass(frozen=True)
class RouteCarbon:
    r"""CO2 of a tonne of metal.

    Attributes
    ----------
    route : Route
    conditions : Conditions
    parts : DataFrame
        Index: stage. Columns: kinds (:data:`KINDS`), in t CO2 per tonne.
    bound : float
        CO2 that by-products could bind, in t/t; in no total.
    grid, grid_of_reductant : GridFactor
        Factor of the works' power and of the reductant's.
    uncounted : tuple of str
        Inputs of which no carbon is counted, for want of a factor.

    Notes
    -----
    :math:`E = \sum_i a_i f_i + (P - P_{own}) (1 - g) e` with use a, factor f, power P bought
    at the grid factor e, green share g.
    """

    route: Route
    conditions: Conditions
    parts: pd.DataFrame
    bound: float
    grid: GridFactor
    grid_of_reductant: GridFactor
    uncounted: tuple[str, ...]

    @property
    def by_kind(self) -> pd.Series:
        """CO2 by kind, in t/t."""
        return self.parts.sum(axis=0)

    @property
    def by_stage(self) -> pd.Series:
        """CO2 by stage, in t/t."""
        return self.parts.sum(axis=1)

    @property
    def gate_to_gate(self) -> float:
        """CO2 emitted at the works: fuel and calcination. Power bought is not in it."""
        return float(self.by_kind[list(GATE_KINDS)].sum())

    @property
    def indirect(self) -> float:
        """CO2 of power bought and of the making of the reductant."""
        return float(self.by_kind[list(UPSTREAM_KINDS)].sum())

    @property
    def cradle_to_gate(self) -> float:
        """CO2 at the works and upstream. Mining and transport are not in it."""
        return self.gate_to_gate + self.indirect

    @property
    def notes(self) -> tuple[tuple[str, str], ...]:
        """Notes on the grid factors, each in English and Chinese."""
        both = dict.fromkeys((self.grid, self.grid_of_reductant))
        return tuple((grid.note_en, grid.note_zh) for grid in both if grid.note_en)


def find_route(book: RouteBook, key: str) -> Route:
    """Return a route by its key.

    Raises
    ------
    LabelError
        There is none of that key; the message lists those that are there.
    """
    for route in book.routes:
        if route.key == key:
            return route
    known = [route.key for route in book.routes]
    raise LabelError(
        f"There is no route '{key}'.{did_you_mean(key, known)} Known: {', '.join(known)}."
    )


def route_carbon(book: RouteBook, key: str, conditions: Conditions) -> RouteCarbon:
    """Account the carbon of a tonne of metal on a route.

    Parameters
    ----------
    book : RouteBook
        Routes and factors, for instance :func:`tanmai.process.route_file.magnesium_routes`.
    key : str
        Route.
    conditions : Conditions
        Province and year, which set the grid factor.

    Raises
    ------
    LabelError
        The route or a province is unknown.
    OptionError
        The works make more power than they use, or use more than their energy.
    """
    route = find_route(book, key)
    grids = grids_of(conditions)
    cells = emissions(
        book,
        route,
        {name: mid for name, (_, mid, _) in parameters(book, route, conditions).items()},
    )
    stages = {stage.key: None for stage in book.stages if any(stage.key == s for s, _ in cells)}
    parts = pd.DataFrame(0.0, index=pd.Index(list(stages), name="stage"), columns=list(KINDS))
    bound = 0.0
    for (stage, kind), value in cells.items():
        if kind == "bound":
            bound += float(value)
        else:
            parts.loc[stage, kind] = float(value)
    uncounted = tuple(use.key for use in route.inputs if use.kind == "material")
    return RouteCarbon(route, conditions, parts, bound, *grids, uncounted)


def route_table(book: RouteBook, results: Mapping[str, RouteCarbon]) -> pd.DataFrame:
    """Return results side by side, one row each.

    Parameters
    ----------
    book : RouteBook
    results : mapping
        Results by a label of the caller.

    Returns
    -------
    DataFrame
        Index: label. Columns: route, province, year, grid factor with its region and year, each
        kind, ``gate_to_gate``, ``cradle_to_gate``, ``bound`` (t CO2/t) and the notes.
    """
    rows = {}
    for label, result in results.items():
        rows[label] = {
            "route_en": result.route.name_en,
            "route_zh": result.route.name_zh,
            "province": result.conditions.province or "",
            "year": result.conditions.year,
            "grid_kgCO2_per_kWh": result.grid.value,
            "grid_region": result.grid.region_en,
            "grid_year": result.grid.year,
            **result.by_kind,
            "gate_to_gate": result.gate_to_gate,
            "cradle_to_gate": result.cradle_to_gate,
            "bound": result.bound,
            "class": clean_class(book, result.cradle_to_gate),
            "note_en": " ".join(english for english, _ in result.notes),
            "note_zh": "".join(chinese for _, chinese in result.notes),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("label")


def clean_class(book: RouteBook, intensity: float) -> str:
    """Return the class of clean production of a total, or ``"above III"`` beyond the last.

    Parameters
    ----------
    book : RouteBook
        Its classes, strictest first.
    intensity : float
        Direct and indirect emission, t CO2 per tonne.
    """
    for one in book.classes:
        if intensity <= one.limit:
            return one.name
    return f"above {book.classes[-1].name}" if book.classes else ""


# --- the account itself, for one value or for many draws ---------------------------------------


def grids_of(conditions: Conditions) -> tuple[GridFactor, GridFactor]:
    """Return the grid factor of the works and of the reductant."""
    works = grid_factor(conditions.province, conditions.year)
    if conditions.reductant_province is None:
        return works, works
    return works, grid_factor(conditions.reductant_province, conditions.year)


def parameters(
    book: RouteBook, route: Route, conditions: Conditions
) -> dict[str, tuple[float, float, float]]:
    """Return low, value and high of every number that a route's carbon hangs on."""
    works, reductant = grids_of(conditions)
    share = (route.green_share or 0.0) if conditions.green_share is None else conditions.green_share
    found = {f"use:{use.key}": use.bounds(use.amount) for use in route.inputs}
    found |= {f"factor:{factor.key}": factor.bounds(factor.value) for factor in book.factors}
    found[GRID] = (works.low, works.value, works.high)
    found[GREEN_SHARE] = (share, share, share)
    if conditions.reductant_province is not None:
        found[GRID_OF_REDUCTANT] = (reductant.low, reductant.value, reductant.high)
    return found


def emissions(
    book: RouteBook, route: Route, values: Mapping[str, Number]
) -> dict[tuple[str, str], Number]:
    """Return CO2 by stage and kind from a value, or an array of draws, of every parameter.

    Raises
    ------
    OptionError
        The works make more power than they use, or use more than their energy.
    """
    cells: dict[tuple[str, str], Number] = {}
    for use in route.inputs:
        if use.kind in ("own_power", "material"):
            continue
        whole = _emission(book, route, use, values)
        for stage, share in use.stages.items():
            cell = (stage, use.kind)
            cells[cell] = cells.get(cell, 0.0) + share * whole
    return cells


def _power(route: Route, values: Mapping[str, Number], kind: str) -> Number:
    total: Number = 0.0
    for use in route.inputs:
        if use.kind == kind:
            total = total + values[f"use:{use.key}"]
    return total


def _emission(book: RouteBook, route: Route, use: Use, values: Mapping[str, Number]) -> Number:
    amount = values[f"use:{use.key}"]
    if use.kind == "power":
        # one of several inputs of power carries its share of what is bought
        bought = 1.0 - _power(route, values, "own_power") / _power(route, values, "power")
        _refuse_negative(bought, f"Route '{route.key}' makes more power than it uses")
        return amount * bought / 1000.0 * values[GRID] * (1.0 - values[GREEN_SHARE])
    if use.includes_power:
        power = _power(route, values, "power") * values[f"factor:{POWER_EQUIVALENT}"]
        amount = amount - power
        _refuse_negative(amount, f"Route '{route.key}': its power is more than all of its energy")
    assert use.factor is not None
    return amount * _factor(book, use.factor, values)


def _refuse_negative(value: Number, what: str) -> None:
    if np.any(np.asarray(value) < 0):
        raise OptionError(f"{what}; mend the amounts or their ranges.")


def _factor(book: RouteBook, key: str, values: Mapping[str, Number]) -> Number:
    factor = next(one for one in book.factors if one.key == key)
    total = values[f"factor:{key}"]
    if factor.power is not None:
        grid = values.get(GRID_OF_REDUCTANT, values[GRID])
        total = total + _factor(book, factor.power, values) / 1000.0 * grid
    for other in factor.times:
        total = total * _factor(book, other, values)
    return total
