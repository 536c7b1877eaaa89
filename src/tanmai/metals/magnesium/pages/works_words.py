"""Names that the pages and pictures of the magnesium works share."""

from __future__ import annotations

from tanmai.core.language import Language
from tanmai.core.messages import Message, message
from tanmai.metals.parameters import Parameters

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
_UNITS = {
    "share": Message(""),
    "a": message("years"),
    "times": message("times"),
    "10^4 t": message("10⁴ t"),
    "10^4 t/a": message("10⁴ t/a"),
    "10^4 t Mg/a": message("10⁴ t Mg/a"),
    "CNY/t": message("CNY/t"),
    "CNY/t Mg": message("CNY/t"),
    "CNY/t FeSi": message("CNY/t FeSi"),
    "CNY/t CO2": message("CNY/t CO₂"),
    "CNY/t slag": message("CNY/t slag"),
    "CNY/tce": message("CNY/tce"),
    "CNY/kWh": message("CNY/kWh"),
    "EUR/t": message("EUR/t"),
    "t CO2/t": message("t CO₂/t"),
    "t CO2/t Mg": message("t CO₂/t"),
    "t CO2/t FeSi": message("t CO₂/t FeSi"),
    "t/t": message("t/t"),
    "t/t Mg": message("t/t Mg"),
    "t FeSi/t Mg": message("t FeSi/t Mg"),
    "t slag/t Mg": message("t slag/t Mg"),
    "tce/t": message("tce/t"),
    "tce/t Mg": message("tce/t Mg"),
    "kWh/t Mg": message("kWh/t Mg"),
    "GJ/t Mg": message("GJ/t Mg"),
}


def unit_name(unit: str, say: Language) -> str:
    """Return a unit of a parameter as people write it; a share has none."""
    return say(_UNITS[unit]) if unit in _UNITS else say.unit_name(unit)


def titled(key: str, unit: str, parameters: Parameters, say: Language) -> str:
    """Return the name of a parameter with its unit in brackets."""
    name, written = parameters.name(key, say.language), unit_name(unit, say)
    return name + (say(" ({written})", written=written) if written else "")


def route_name(route: str, parameters: Parameters, say: Language) -> str:
    """Return the name of a route of the cost model."""
    return parameters.name(f"routes.{route}", say.language)
