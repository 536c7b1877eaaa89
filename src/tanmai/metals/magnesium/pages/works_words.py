"""Names that the pages and pictures of the magnesium works share, in Chinese and English."""

from __future__ import annotations

from tanmai.core.language import Language
from tanmai.core.messages import message
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
_UNITS_ZH = {
    "CNY/t Mg": "元/吨",
    "CNY/t FeSi": "元/吨硅铁",
    "CNY/t CO2": "元/吨CO₂",
    "CNY/tce": "元/吨标煤",
    "CNY/kWh": "元/千瓦时",
    "CNY/t": "元/吨",
    "t CO2/t Mg": "吨CO₂/吨",
    "t/t Mg": "吨/吨",
    "t FeSi/t Mg": "吨/吨",
    "tce/t Mg": "吨标煤/吨",
    "kWh/t Mg": "千瓦时/吨",
    "GJ/t Mg": "吉焦/吨",
    "CNY/t slag": "元/吨渣",
    "t CO2/t": "吨CO₂/吨",
    "t slag/t Mg": "吨/吨",
    "EUR/t": "欧元/吨",
    "t/t": "吨/吨",
    "tce/t": "吨标煤/吨",
    "10^4 t": "万吨",
    "10^4 t/a": "万吨/年",
    "10^4 t Mg/a": "万吨/年",
    "share": "",
    "times": "倍",
    "t CO2/t FeSi": "吨CO₂/吨",
    "a": "年",
}
_UNITS_EN = {"share": "", "a": "years", "CNY/t Mg": "CNY/t", "t CO2/t Mg": "t CO₂/t"}


def unit_name(unit: str, say: Language) -> str:
    """Return a unit of a parameter as people write it; a share has none."""
    if say.language == "zh":
        return _UNITS_ZH.get(unit, _plain(unit))
    return _UNITS_EN.get(unit, _plain(unit))


def _plain(unit: str) -> str:
    return unit.replace("CO2", "CO₂").replace("10^4", "10⁴")


def titled(key: str, unit: str, parameters: Parameters, say: Language) -> str:
    """Return the name of a parameter with its unit in brackets."""
    name, written = parameters.name(key, say.language), unit_name(unit, say)
    return name + (say(" ({written})", written=written) if written else "")


def route_name(route: str, parameters: Parameters, say: Language) -> str:
    """Return the name of a route of the cost model."""
    return parameters.name(f"routes.{route}", say.language)
