"""Magnesium and the ferrosilicon in it as products to be opened, from the data of the package.

Amounts, prices and emissions of a route are those of `tanmai.process.routes`; the sectors that
its inputs are booked with, the prices of the two products and who supplies ferrosilicon stand
with their sources in ``definitions/coupling_*.csv``, outputs in ``magnesium-output.csv``.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan, prod
from typing import Any

from tanmai.errors import LabelError, OptionError
from tanmai.labels import Sector, find_province
from tanmai.process.hybrid_data import (
    coupling_inputs,
    coupling_products,
    ferrosilicon_suppliers,
    published_output,
)
from tanmai.process.hybrid_products import OpenedProduct, Recipe
from tanmai.process.route_data import Factor, Route, RouteBook, Use
from tanmai.process.route_emissions import Conditions
from tanmai.process.route_file import POWER_EQUIVALENT, magnesium_routes
from tanmai.process.routes import find_route, route_carbon
from tanmai.sector_schemes import sector_schemes
from tanmai.table import MrioTable

MAGNESIUM, FERROSILICON = "Mg", "FeSi"
DEFAULT_ROUTE = "pidgeon_2015"
_SCHEMES = ("nbs42-2012", "nbs42-2017")


def magnesium_products(
    table: MrioTable,
    output: Mapping[str, float] | None = None,
    *,
    route: str = DEFAULT_ROUTE,
    ferrosilicon: Mapping[str, Mapping[str, float]] | None = None,
    book: RouteBook | None = None,
) -> tuple[OpenedProduct, OpenedProduct]:
    """Return magnesium and its ferrosilicon, to be opened in a table.

    Parameters
    ----------
    table : MrioTable
        A table in the sectors of ``nbs42-2012`` or ``nbs42-2017``.
    output : mapping, optional
        Tonnes by province, by code or by name; by default those published for the table's year.
    route : str
        Key of the route that all works use.
    ferrosilicon : mapping, optional
        For a province that makes magnesium, the share of each that supplies it with
        ferrosilicon; by default as in ``coupling_ferrosilicon.csv``.
    book : RouteBook, optional
        The routes; by default those of the package.

    Raises
    ------
    LabelError
        The table is in other sectors, or a province or the route is unknown.
    OptionError
        No output by province is published for the year of the table, or an input of the route
        has no sector or no price.

    Notes
    -----
    A province of which no supplier is known makes its own ferrosilicon.
    """
    book = book or magnesium_routes()
    tonnes = published_output(table.year) if output is None else _by_code(output)
    facts = coupling_products()
    host, price = facts["host"].to_dict(), facts["price_cny_per_t"].to_dict()
    arc = ferrosilicon_recipe(table, route, book)
    makers = _known_suppliers() | {
        find_province(user).code: _by_code(shares) for user, shares in (ferrosilicon or {}).items()
    }
    recipes = {
        code: magnesium_recipe(table, route, code, makers.get(code), book) for code in tonnes
    }
    return (
        OpenedProduct(
            _sector(MAGNESIUM),
            host[MAGNESIUM],
            price[MAGNESIUM],
            recipes,
            tonnes,
            exported=facts["exported"].to_dict()[MAGNESIUM],
        ),
        OpenedProduct(
            _sector(FERROSILICON),
            host[FERROSILICON],
            price[FERROSILICON],
            dict.fromkeys(table.index.region_codes, arc),
            sold_to=MAGNESIUM,
        ),
    )


def magnesium_recipe(
    table: MrioTable,
    route: str,
    province: str,
    suppliers: Mapping[str, float] | None = None,
    book: RouteBook | None = None,
) -> Recipe:
    """Return what a tonne of magnesium takes and emits on a route, in the sectors of a table.

    Parameters
    ----------
    table : MrioTable
        A table in the sectors of ``nbs42-2012`` or ``nbs42-2017``, coupled or not.
    route : str
        Key of the route.
    province : str
        Code of the province.
    suppliers : mapping, optional
        Share of each province that supplies ferrosilicon; by default the province itself.
    book : RouteBook, optional
        The routes; by default those of the package.

    Raises
    ------
    LabelError, OptionError
        As in `magnesium_products`.

    Notes
    -----
    Power of the works' own and green power are not bought: their value stays with the value
    added of the works. Emissions are those at the gate, E_gate of `tanmai.process.routes`.
    """
    book = book or magnesium_routes()
    found, scheme = find_route(book, route), _scheme(table)
    inputs = _booked(MAGNESIUM)
    purchases: dict[str, float] = {}
    for use in found.inputs:
        if use.kind in ("own_power", "bound"):
            continue
        if use.key not in inputs:
            raise OptionError(
                f"Input '{use.key}' of route '{route}' has no sector to be bought from; add it to "
                "coupling_inputs.csv."
            )
        booked = inputs[use.key]
        code = booked[scheme]
        price = use.price if isnan(booked["price"]) else booked["price"]
        if not code:
            continue
        if price is None:
            raise OptionError(
                f"Input '{use.key}' of route '{route}' has no price; give one in CNY per "
                f"{use.unit}."
            )
        purchases[code] = purchases.get(code, 0.0) + _bought(book, found, use) * price
    gate = route_carbon(book, route, Conditions(province, table.year)).gate_to_gate
    makers = {inputs["reductant"][scheme]: suppliers or {province: 1.0}}
    return Recipe(purchases, gate, _at_host_rate(MAGNESIUM, scheme), suppliers=makers)


def ferrosilicon_recipe(table: MrioTable, route: str, book: RouteBook | None = None) -> Recipe:
    """Return what a tonne of the ferrosilicon of a route takes and emits.

    Parameters
    ----------
    table, route, book
        As in `magnesium_recipe`.

    Notes
    -----
    Power and emissions are those of the factor of the route's reductant, which stands in the
    sector of ferrosilicon whatever it is; a route without one gives an empty recipe.
    """
    book = book or magnesium_routes()
    scheme = _scheme(table)
    factor = _reductant(book, find_route(book, route))
    if factor is None:
        return Recipe({}, 0.0)
    values = {one.key: one.value for one in book.factors}
    inputs = _booked(FERROSILICON)
    power, carbon = inputs["power"], inputs["semi_coke"]
    purchases = {carbon[scheme]: carbon["amount"] * carbon["price"]}
    if factor.power is not None:
        purchases[power[scheme]] = values[factor.power] * power["price"]
    emissions = factor.value * prod(values[key] for key in factor.times)
    return Recipe(purchases, emissions, _at_host_rate(FERROSILICON, scheme))


def _reductant(book: RouteBook, route: Route) -> Factor | None:
    keys = [use.factor for use in route.inputs if use.kind == "reductant"]
    return next((factor for factor in book.factors if factor.key in keys), None)


def _bought(book: RouteBook, route: Route, use: Use) -> float:
    """Return what is bought of an input per tonne, in its unit."""
    power, own = (
        sum(other.amount for other in route.inputs if other.kind == kind)
        for kind in ("power", "own_power")
    )
    if use.kind == "power":
        return use.amount * (1.0 - own / power) * (1.0 - (route.green_share or 0.0))
    if use.includes_power:
        equivalent = next(one.value for one in book.factors if one.key == POWER_EQUIVALENT)
        return use.amount - power * equivalent
    return use.amount


def _booked(product: str) -> dict[str, dict[str, Any]]:
    rows = coupling_inputs().reset_index()
    own = rows[rows["product"] == product].set_index("input")
    return {str(key): {str(k): v for k, v in row.items()} for key, row in own.iterrows()}


def _at_host_rate(product: str, scheme: str) -> tuple[str, ...]:
    return tuple(_booked(product)["host rate"][scheme].split(";"))


def power_sector(table: MrioTable) -> str:
    """Return the code of power in the sectors of a table, a coupled one too."""
    found = [s.code for s in table.sectors if s.name_zh.startswith("电力、热力")]
    if len(found) != 1:
        raise LabelError(
            f"Table '{table.provenance.name}' has {len(found)} sectors of power and heat; name the "
            "one that is meant."
        )
    return found[0]


def _scheme(table: MrioTable) -> str:
    """Return the scheme that the sectors of a table are in, opened ones aside."""
    opened = (MAGNESIUM, FERROSILICON)
    own = [(s.code, s.name_zh) for s in table.sectors if s.code not in opened]
    for scheme in sector_schemes():
        labels = list(scheme.rows[["code", "name_zh"]].itertuples(index=False, name=None))
        if scheme.name in _SCHEMES and labels == own:
            return scheme.name
    raise LabelError(
        f"Table '{table.provenance.name}' is not in the sectors of {' or '.join(_SCHEMES)}, in "
        "which the inputs of magnesium are booked. Load it in its own sectors, or give products "
        "of your own."
    )


def _by_code(output: Mapping[str, float]) -> dict[str, float]:
    return {find_province(name).code: float(tonnes) for name, tonnes in output.items()}


def _sector(code: str) -> Sector:
    row = coupling_products().loc[code]
    return Sector(code, str(row["name_zh"]), str(row["name_en"]))


def _known_suppliers() -> dict[str, dict[str, float]]:
    known: dict[str, dict[str, float]] = {}
    for _, row in ferrosilicon_suppliers().iterrows():
        known.setdefault(str(row["user"]), {})[str(row["supplier"])] = row["share"]
    return known
