"""Magnesium and the ferrosilicon in it as products to be opened, from the data of the package.

Amounts, prices and emissions of a route are those of `routes.routes`; the sectors that
its inputs are booked with, the prices of the two products and who supplies ferrosilicon stand
with their sources in ``data/coupling_*.csv``, outputs in ``magnesium-output.csv``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import isnan, prod
from typing import Any

from tanmai.core.errors import LabelError, OptionError, TableError
from tanmai.core.labels import Sector, find_province
from tanmai.core.messages import listed, message
from tanmai.core.sector_schemes import sector_schemes
from tanmai.core.table import MrioTable
from tanmai.metals.magnesium.coupling.data import (
    coupling_inputs,
    coupling_products,
    ferrosilicon_suppliers,
    published_output,
)
from tanmai.metals.magnesium.coupling.options import CouplingOptions, by_code
from tanmai.metals.magnesium.coupling.products import OpenedProduct, Recipe
from tanmai.metals.magnesium.routes.data import Factor, Route, RouteBook, Use
from tanmai.metals.magnesium.routes.emissions import Conditions
from tanmai.metals.magnesium.routes.file import POWER_EQUIVALENT, magnesium_routes
from tanmai.metals.magnesium.routes.routes import GATE_KINDS, find_route, route_carbon

MAGNESIUM, FERROSILICON = "Mg", "FeSi"
_SCHEMES = ("nbs42-2012", "nbs42-2017")


def magnesium_products(
    table: MrioTable, options: CouplingOptions | None = None
) -> tuple[OpenedProduct, OpenedProduct]:
    """Return magnesium and its ferrosilicon, to be opened in a table.

    Parameters
    ----------
    table : MrioTable
        A table in the sectors of ``nbs42-2012`` or ``nbs42-2017``.
    options : CouplingOptions, optional
        Outputs, routes, suppliers and prices where they are not those of the package.

    Raises
    ------
    LabelError
        The table is in other sectors, or a province or a route is unknown.
    OptionError
        No output by province is published for the year of the table, none is made, a province
        stands twice, an input of a route has no sector or no price, or the routes have different
        reductants.

    Notes
    -----
    A province of which no supplier is known makes its own ferrosilicon.
    """
    options = options or CouplingOptions()
    book = options.book()
    tonnes = published_output(table.year) if options.output is None else by_code(options.output)
    if not any(tonnes.values()):
        raise OptionError(
            message(
                "No province makes magnesium; give an output above zero, in tonnes by province, "
                "or leave 'output' out to take those published."
            )
        )
    _require_producers(table, tonnes)
    facts = coupling_products()
    host, exported = facts["host"].to_dict(), facts["exported"].to_dict()[MAGNESIUM]
    recipes = {code: magnesium_recipe(table, code, options, book=book) for code in tonnes}
    used = [route_in(code, options) for code in tonnes]
    arc = ferrosilicon_recipe(table, _with_reductant(book, used), book)
    return (
        OpenedProduct(
            _sector(MAGNESIUM),
            host[MAGNESIUM],
            options.price or price_of(MAGNESIUM),
            recipes,
            tonnes,
            exported=exported if options.exported is None else options.exported,
            uses=options.uses,
            largest_shortfall=options.largest_shortfall,
        ),
        OpenedProduct(
            _sector(FERROSILICON),
            host[FERROSILICON],
            options.ferrosilicon_price or price_of(FERROSILICON),
            dict.fromkeys(table.index.region_codes, arc),
            sold_to=MAGNESIUM,
            largest_shortfall=options.largest_shortfall,
        ),
    )


def _require_producers(table: MrioTable, tonnes: Mapping[str, float]) -> None:
    """Require every province that makes magnesium among the regions of a table.

    Raises
    ------
    TableError
        Some are missing; they are named.
    """
    there = table.index.region_codes
    made = [code for code, amount in tonnes.items() if amount]
    if missing := [code for code in made if code not in there]:
        names = [find_province(code) for code in missing]
        own = [find_province(code) for code in made if code in there]
        raise TableError(
            message(
                "Table '{table}' lacks provinces that make magnesium: {names}. The coupling "
                "needs each of them as a region: take a table that has them, or give the output "
                "of the provinces that are there ({own}) under [output] in a file and name that "
                "with --config.",
                table=table.provenance.name,
                names=listed(names),
                own=listed(own),
            )
        )


def price_of(product: str) -> float:
    """Return the price of a product in the data of the package, CNY per tonne."""
    return float(coupling_products()["price_cny_per_t"].to_dict()[product])


def route_in(province: str, options: CouplingOptions) -> str:
    """Return the key of the route that the works of a province use."""
    return by_code(options.routes).get(find_province(province).code, options.route)


def ferrosilicon_of(province: str, options: CouplingOptions) -> dict[str, float]:
    """Return the share of each province, by code, that supplies the works of a province."""
    code = find_province(province).code
    own = by_code(options.ferrosilicon)
    known = _known_suppliers() | {user: by_code(shares) for user, shares in own.items()}
    return known.get(code, {code: 1.0})


def magnesium_recipe(
    table: MrioTable,
    province: str,
    options: CouplingOptions | None = None,
    *,
    book: RouteBook | None = None,
) -> Recipe:
    """Return what a tonne of magnesium takes and emits in a province, in the sectors of a table.

    Parameters
    ----------
    table : MrioTable
        A table in the sectors of ``nbs42-2012`` or ``nbs42-2017``, coupled or not.
    province : str
        Code of the province.
    options : CouplingOptions, optional
        Its route, supplier of ferrosilicon and prices, and what the inventory holds.
    book : RouteBook, optional
        The routes; by default those of the options.

    Raises
    ------
    LabelError, OptionError
        As in `magnesium_products`.

    Notes
    -----
    Power of the works' own and green power are not bought: their value stays with the value
    added of the works. Emissions are those at the gate, E_gate of `routes.routes`.
    """
    options = options or CouplingOptions()
    book = book or options.book()
    route = route_in(province, options)
    found, scheme = find_route(book, route), _scheme(table)
    inputs = dict(_booked(MAGNESIUM))
    if options.ferrosilicon_price is not None:
        inputs["reductant"] = {**inputs["reductant"], "price": options.ferrosilicon_price}
    purchases: dict[str, float] = {}
    for use in found.inputs:
        if use.kind in ("own_power", "bound"):
            continue
        if use.key not in inputs:
            raise OptionError(
                message(
                    "Input '{key}' of route '{route}' has no sector to be bought from; add it to "
                    "coupling_inputs.csv.",
                    key=use.key,
                    route=route,
                )
            )
        booked = inputs[use.key]
        code = booked[scheme]
        price = use.price if isnan(booked["price"]) else booked["price"]
        if not code:
            continue
        if price is None:
            raise OptionError(
                message(
                    "Input '{key}' of route '{route}' has no price; give one in CNY per {unit}.",
                    key=use.key,
                    route=route,
                    unit=use.unit,
                )
            )
        purchases[code] = purchases.get(code, 0.0) + _bought(book, found, use) * price
    emitted = route_carbon(book, route, Conditions(province, table.year)).by_kind
    listed = [kind for kind in GATE_KINDS if kind in options.inventory]
    return Recipe(
        purchases,
        float(emitted[listed].sum()),
        _sectors(MAGNESIUM, "host rate", scheme),
        suppliers={inputs["reductant"][scheme]: ferrosilicon_of(province, options)},
        unlisted=float(emitted[[kind for kind in GATE_KINDS if kind not in listed]].sum()),
        interchangeable=_sectors(MAGNESIUM, "interchangeable", scheme),
    )


def ferrosilicon_recipe(table: MrioTable, route: str, book: RouteBook | None = None) -> Recipe:
    """Return what a tonne of the ferrosilicon of a route takes and emits.

    Parameters
    ----------
    table, route, book
        A table as in `magnesium_recipe`, the key of the route, and the routes.

    Notes
    -----
    Its carbon is that of reduction, which comes from coke: a fuel of the inventories.
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
    return Recipe(
        purchases,
        emissions,
        _sectors(FERROSILICON, "host rate", scheme),
        interchangeable=_sectors(FERROSILICON, "interchangeable", scheme),
    )


def power_of_a_tonne(book: RouteBook, route: str) -> tuple[float, float]:
    """Return the power of a tonne of magnesium in kWh: bought by the works, and in its reductant.

    Parameters
    ----------
    book : RouteBook
        The routes.
    route : str
        Key of the route.
    """
    found = find_route(book, route)
    values = {one.key: one.value for one in book.factors}
    works = sum(_bought(book, found, use) for use in found.inputs if use.kind == "power")
    factor = _reductant(book, found)
    if factor is None or factor.power is None:
        return works, 0.0
    reductant = sum(use.amount for use in found.inputs if use.kind == "reductant")
    return works, reductant * values[factor.power]


def _with_reductant(book: RouteBook, used: Iterable[str]) -> str:
    """Return a route of those used that has a reductant; they share one, or have none."""
    found = {key: _reductant(book, find_route(book, key)) for key in dict.fromkeys(used)}
    having = {key: factor for key, factor in found.items() if factor is not None}
    if len({factor.key for factor in having.values()}) > 1:
        raise OptionError(
            message(
                "The routes {having} have different reductants, and the sector of ferrosilicon "
                "is of one kind; couple them one by one.",
                having=listed(having),
            )
        )
    return next(iter(having or found))


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


@lru_cache
def _booked(product: str) -> Mapping[str, Mapping[str, Any]]:
    rows = coupling_inputs().reset_index()
    own = rows[rows["product"] == product].set_index("input")
    return {str(key): {str(k): v for k, v in row.items()} for key, row in own.iterrows()}


def _sectors(product: str, row: str, scheme: str) -> tuple[str, ...]:
    return tuple(_booked(product)[row][scheme].split(";"))


def power_sector(table: MrioTable) -> str:
    """Return the code of power in the sectors of a table, a coupled one too."""
    found = [s.code for s in table.sectors if s.name_zh.startswith("电力、热力")]
    if len(found) != 1:
        raise LabelError(
            message(
                "Table '{table}' has {n} sectors of power and heat; name the right one.",
                table=table.provenance.name,
                n=len(found),
            )
        )
    return found[0]


def _scheme(table: MrioTable) -> str:
    """Return the scheme that the sectors of a table are in, opened ones aside."""
    opened = (MAGNESIUM, FERROSILICON)
    own = [sector for sector in table.sectors if sector.code not in opened]
    for scheme in sector_schemes():
        if scheme.name in _SCHEMES and scheme.is_of(own):
            return scheme.name
    raise LabelError(
        message(
            "Table '{table}' is not in the sectors of {schemes}, in which the inputs of "
            "magnesium are booked. Load it in its own sectors, or give products of your own.",
            table=table.provenance.name,
            schemes=" or ".join(_SCHEMES),
        )
    )


def _sector(code: str) -> Sector:
    row = coupling_products().loc[code]
    return Sector(code, str(row["name_zh"]), str(row["name_en"]))


@lru_cache(maxsize=1)
def _known_suppliers() -> dict[str, dict[str, float]]:
    known: dict[str, dict[str, float]] = {}
    for _, row in ferrosilicon_suppliers().iterrows():
        known.setdefault(str(row["user"]), {})[str(row["supplier"])] = row["share"]
    return known
