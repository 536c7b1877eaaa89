"""Names that the pages and pictures of the magnesium works share."""

from __future__ import annotations

from tanmai.core.language import Language
from tanmai.core.messages import message
from tanmai.metals.parameters import Parameters
from tanmai.metals.quantity_units import unit_name

ITEMS = {
    "fuel": message("Fuel"),
    "power": message("Power"),
    "reductant": message("Reductant"),
    "ores": message("Ore and flux"),
    "labour_environment": message("Labour, environment"),
    "maintenance": message("Maintenance"),
    "capital": message("Capital cost"),
    "carbon": message("Carbon cost"),
    "byproduct": message("By-products (taken off)"),
}
"""Items of the cost."""
SOURCE = message(
    "Report on the magnesium smelting industry of China, 2026 edition; Dong et al. (2019)"
)


def titled(key: str, unit: str, parameters: Parameters, say: Language) -> str:
    """Return the name of a parameter with its unit in brackets."""
    name, written = parameters.name(key, say.language), unit_name(unit, say)
    return name + (say(" ({written})", written=written) if written else "")


def route_name(route: str, parameters: Parameters, say: Language) -> str:
    """Return the name of a route of the cost model."""
    return parameters.name(f"routes.{route}", say.language)
