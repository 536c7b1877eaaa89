"""Carbon of a tonne of metal by route, stage and kind, at the gate and from the cradle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from tanmai.core.errors import LabelError, did_you_mean
from tanmai.core.messages import Message, listed, message
from tanmai.metals.magnesium.routes.data import Route, RouteBook
from tanmai.metals.magnesium.routes.emissions import Conditions, emissions, grids_of, parameters
from tanmai.metals.magnesium.routes.grid_factors import GridFactor

GATE_KINDS = ("fuel", "calcination")
UPSTREAM_KINDS = ("power", "reductant")
KINDS = (*GATE_KINDS, *UPSTREAM_KINDS)
KIND_NAMES = {
    "fuel": message("Fuel combustion"),
    "calcination": message("Calcining"),
    "power": message("Power"),
    "reductant": message("Reductant, upstream"),
}


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

    @cached_property
    def by_kind(self) -> pd.Series:
        """CO2 by kind, in t/t."""
        return self.parts.sum(axis=0)

    @cached_property
    def by_stage(self) -> pd.Series:
        """CO2 by stage, in t/t."""
        return self.parts.sum(axis=1)

    @property
    def gate_to_gate(self) -> float:
        """CO2 emitted at the works: fuel and calcination. Power bought is not in it."""
        return sum(float(self.by_kind[kind]) for kind in GATE_KINDS)

    @property
    def indirect(self) -> float:
        """CO2 of power bought and of the making of the reductant."""
        return sum(float(self.by_kind[kind]) for kind in UPSTREAM_KINDS)

    @property
    def cradle_to_gate(self) -> float:
        """CO2 at the works and upstream. Mining and transport are not in it."""
        return self.gate_to_gate + self.indirect

    @property
    def notes(self) -> tuple[Message, ...]:
        """Notes on the grid factors."""
        grids = [self.grid]
        if self.grid_of_reductant != self.grid:
            grids.append(self.grid_of_reductant)
        return tuple(grid.note for grid in grids if grid.note)


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
        message(
            "There is no route '{key}'.{nearest} Known: {known}.",
            key=key,
            nearest=did_you_mean(key, known),
            known=listed(known),
        )
    )


def route_carbon(book: RouteBook, key: str, conditions: Conditions) -> RouteCarbon:
    """Account the carbon of a tonne of metal on a route.

    Parameters
    ----------
    book : RouteBook
        Routes and factors, for instance those of `magnesium_routes`.
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
    middle = {name: value for name, (_, value, _) in parameters(book, route, conditions).items()}
    cells = emissions(book, route, middle)
    stages = [stage.key for stage in book.stages if any(stage.key == at for at, _ in cells)]
    parts = pd.DataFrame(0.0, index=pd.Index(stages, name="stage"), columns=list(KINDS))
    bound = 0.0
    for (stage, kind), value in cells.items():
        if kind == "bound":
            bound += float(value)
        else:
            parts.loc[stage, kind] = float(value)
    uncounted = tuple(use.key for use in route.inputs if use.kind == "material")
    return RouteCarbon(route, conditions, parts, bound, *grids_of(conditions), uncounted)


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
            "note_en": " ".join(note.into("en") for note in result.notes),
            "note_zh": "".join(note.into("zh") for note in result.notes),
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
