"""``tanmai magnesium cost``: what a tonne costs, and what moves it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from tanmai.checks import Finding
from tanmai.core.errors import OptionError
from tanmai.core.messages import message
from tanmai.metals.magnesium.industry.cost import CARBON_PRICE, CostModel
from tanmai.metals.magnesium.industry.cost_analysis import (
    FERROSILICON,
    GREEN_POWER,
    POWER,
    PriceGrid,
    grid_table,
    items_table,
    price_grids,
    routes_table,
    second_values,
    switching_lines,
    switching_table,
    tornado,
    variance_shares,
)
from tanmai.metals.magnesium.industry.cost_statements import cost_statements
from tanmai.metals.magnesium.industry.parameters import works_parameters
from tanmai.metals.magnesium.routes.emissions import Conditions
from tanmai.metals.magnesium.routes.file import magnesium_routes
from tanmai.metals.magnesium.routes.routes import route_carbon
from tanmai.metals.parameters import Parameters
from tanmai.metals.result import MetalResult
from tanmai.metals.statements import Statement, statement_table
from tanmai.studies.result import hashes, law

DRAWS = 1024
GRID_YEAR = 2025
_PREFIXES = ("price", "finance", "carbon", "routes", "ferrosilicon_making", "printed")
_ASSUMPTIONS = (
    message(
        "The cost is the sum of stated items; a number that the report does not print follows "
        "from others that it does, with a note."
    ),
    message(
        "Capital is spread by discount rate and years (capital recovery factor), over the "
        "capacity in use."
    ),
    message("Carbon is charged on the whole chain, as the report does; nothing is allocated free."),
    message("In the analysis of sensitivity each input is uniform over its range and independent."),
)
_LIMITS = (
    message(
        "The items of the report and its break-even prices cannot both hold; two readings are "
        "given side by side: the sum of the items, and the printed prices as anchors."
    ),
    message(
        "Of electrolysis, magnesium chloride and the heat of its dehydration have no printed "
        "price; the sum of its items is too low."
    ),
    message(
        "Coal, labour and environment are not printed; what is derived for them has a wide range."
    ),
)


@dataclass(frozen=True, eq=False, repr=False)
class CostResult(MetalResult):
    """Cost of a tonne by route.

    Attributes
    ----------
    parameters : Parameters
    model : CostModel
    route, against : str
        The route that is looked into, and the one that it is compared with.
    items : DataFrame
        Index: route. Columns: items, CNY/t.
    grids : dict
        The cost of the one less that of the other over two prices.
    statements : list of Statement
    """

    parameters: Parameters
    model: CostModel
    route: str
    against: str
    items: pd.DataFrame
    grids: dict[str, PriceGrid]
    statements: list[Statement]

    _views = "tanmai.metals.magnesium.pages.works_views"


def magnesium_cost(
    route: str = "pidgeon_vertical",
    against: str = "electrolytic_green",
    config: Path | None = None,
    draws: int = DRAWS,
) -> CostResult:
    """Account for the cost of a tonne of magnesium by route.

    Parameters
    ----------
    route : str
        The route whose sensitivity and switching values are found.
    against : str
        The route that it is compared with.
    config : Path, optional
        Numbers and routes of the user's own.
    draws : int
        Base sample of the Sobol indices, a power of two.

    Raises
    ------
    LabelError
        A route is unknown.
    OptionError
        The routes are the same, or the draws no power of two.
    FileError, UnitError
        The user's file is at fault.
    """
    if draws < 2 or draws & (draws - 1):
        raise OptionError(
            message(
                "draws = {draws}: give a power of two, such as {draws_2}.",
                draws=draws,
                draws_2=DRAWS,
            )
        )
    parameters = works_parameters(config)
    model = CostModel(parameters)
    route, against = model.find(route), model.find(against)
    if route == against:
        raise OptionError(
            message(
                "'{route}' is compared with itself; name two routes.",
                route=route,
            )
        )
    items, grids = items_table(model), price_grids(model, route, against)
    statements = cost_statements(model)
    tables = {
        "routes": routes_table(model),
        "cost_by_item": items.reset_index(),
        "carbon": carbon_table(model),
        "tornado": tornado(model, route).reset_index(),
        "sobol": variance_shares(model, route, draws).reset_index(),
        "switching_values": switching_table(model, route, against),
        "equal_cost_lines": grid_table(grids),
        "linkage_lines": switching_lines(model),
        "second_values": pd.concat([second_values(model, one) for one in model.routes]),
        "published": statement_table(statements),
        "inputs": parameters.table(*_PREFIXES),
    }
    return CostResult(
        "magnesium cost",
        {
            "route": route,
            "against": against,
            "config": None if config is None else config.name,
            "draws": draws,
        },
        hashes(parameters.files),
        tables,
        _checks(model, items),
        _ASSUMPTIONS,
        _LIMITS,
        {
            "cost": "sum of use x price + investment x CRF(r, n) / utilisation + labour and "
            "environment + carbon price x max(emission - allocation, 0) - by-products",
            "sobol": f"Saltelli sample of {draws}, uniform and independent inputs",
        },
        parameters,
        model,
        route,
        against,
        items,
        grids,
        statements,
    )


def carbon_table(model: CostModel) -> pd.DataFrame:
    """Return printed carbon of a tonne beside that of the project's own routes, t CO2/t."""
    book = magnesium_routes()
    known = {one.key for one in book.routes}
    rows = []
    for route in model.routes:
        one = model.parameters.quantity(f"routes.{route}.emission")
        own = model.parameters[f"routes.{route}.carbon_route"]
        computed = (
            route_carbon(book, own, Conditions(None, GRID_YEAR)).cradle_to_gate
            if own in known
            else None
        )
        rows.append(
            {
                "route": route,
                "charged": one.in_unit("t CO2/t Mg"),
                "printed_elsewhere": one.second,
                "by_process": computed,
            }
        )
    return pd.DataFrame(rows).astype({"printed_elsewhere": float, "by_process": float})


def _checks(model: CostModel, items: pd.DataFrame) -> tuple[Finding, ...]:
    total = items.sum(axis=1)
    gap = max(abs(float(model.cost(r)) - float(total[r])) for r in model.routes)
    falling = 0
    for route in model.routes:
        for key in (POWER, GREEN_POWER, FERROSILICON, CARBON_PRICE):
            if key in model.keys(route):
                base = float(model.values(route)[key])
                more = float(model.cost(route, {key: base * 1.1 + 1e-6}))
                falling += more < float(model.cost(route)) - 1e-9
    off = max(
        (
            abs(
                float(model.printed_cost(r, model.conditions(r)))
                - model.parameters.value(f"printed.{r}", "CNY/t Mg")
            )
            for r in model.printed
        ),
        default=0.0,
    )
    return (
        law(message("Items add up to the cost, CNY/t"), gap, 1e-6),
        law(
            message("Prices that lower the cost as they rise"),
            float(int(falling)),
            0.0,
        ),
        law(
            message("Printed break-even prices come back under their conditions, CNY/t"),
            off,
            1e-6,
        ),
    )
