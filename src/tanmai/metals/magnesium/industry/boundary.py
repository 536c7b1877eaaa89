r"""The boundary of low-carbon works: what they emit and cost beside the reference.

.. math:: e = D(h) + a f + w \gamma (1 - g), \qquad
   \Delta c = w g (p_g - p_w) + a p_a (m - 1) + p_h (h - h_0) + k - p_c (e_0 - e)

with direct emission D at reduction heat h, use a of a reductant of factor f at m times the price
of ferrosilicon :math:`p_a`, power w of grid factor :math:`\gamma` with green share g, prices of
green and grid power, of heat and carbon, yearly charge k on the investment and the reference's
emission :math:`e_0`. A works is inside where e is within the limit and :math:`\Delta c \le 0`.

Three readings of D, as the report contradicts itself: ``works`` counts the heat of the whole
works, of which the reduction is a part; ``printed`` takes the direct emission that is printed;
``reduction`` counts the heat of the reduction alone, as if it were all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from tanmai.core.errors import FileError, OptionError, did_you_mean
from tanmai.core.messages import listed, message
from tanmai.metals.magnesium.industry.cost import capital_recovery
from tanmai.metals.parameters import Parameters
from tanmai.metals.quantity_units import conversion

Number: TypeAlias = float | NDArray[np.float64]
Point: TypeAlias = Mapping[str, Number]
READINGS = ("works", "printed", "reduction")
UNITS = {
    "green_share": "share",
    "reductant_factor": "t CO2/t FeSi",
    "reduction_heat": "GJ/t Mg",
    "carbon_price": "CNY/t CO2",
    "green_price": "CNY/kWh",
    "reductant_price": "times",
}
"""The variables, in their units."""
VARIABLES = tuple(UNITS)
_BASE = {
    "reduction_heat": "GJ/t Mg",
    "works_heat": "GJ/t Mg",
    "direct": "t CO2/t Mg",
    "calcination": "t CO2/t Mg",
    "fuel_factor": "t CO2/GJ",
    "grid_factor": "t CO2/kWh",
    "power": "kWh/t Mg",
    "ferrosilicon": "t FeSi/t Mg",
    "ferrosilicon_price": "CNY/t FeSi",
    "power_price": "CNY/kWh",
    "investment": "CNY/t Mg",
    "utilisation": "share",
}


@dataclass(frozen=True, eq=False)
class Boundary:
    """Carbon and cost of a works at any point of the variables.

    Attributes
    ----------
    parameters : Parameters
    reading : str
        One of `READINGS`.

    Raises
    ------
    OptionError
        There is no such reading.
    """

    parameters: Parameters
    reading: str = "works"

    def __post_init__(self) -> None:
        if self.reading not in READINGS:
            raise OptionError(
                message(
                    "reading = '{reading}': give {readings}.{nearest}",
                    reading=self.reading,
                    readings=listed(READINGS),
                    nearest=did_you_mean(self.reading, READINGS),
                )
            )
        for name, (low, high) in self.ranges.items():
            if not low < high:
                raise FileError(
                    message(
                        "boundary.variables.{name} has no range; give low and high that differ.",
                        name=name,
                    )
                )

    @cached_property
    def base(self) -> dict[str, float]:
        """What does not vary."""
        value = self.parameters.value
        found = {name: value(f"boundary.base.{name}", unit) for name, unit in _BASE.items()}
        found["reference"] = value("boundary.reference_emission", "t CO2/t Mg")
        return {**found, "fuel_price": value("price.fuel", "CNY/GJ")}

    @cached_property
    def limit(self) -> float:
        """The limit of carbon, t CO2/t."""
        return self.parameters.value("boundary.limit", "t CO2/t Mg")

    @cached_property
    def ranges(self) -> dict[str, tuple[float, float]]:
        """Low and high of each variable."""
        found = {}
        for name, unit in UNITS.items():
            one = self.parameters.quantity(f"boundary.variables.{name}")
            factor = conversion(one.unit, unit)
            found[name] = (one.bounds[0] * factor, one.bounds[1] * factor)
        return found

    @cached_property
    def values(self) -> dict[str, float]:
        """The value of each variable: the printed boundary."""
        value = self.parameters.value
        return {name: value(f"boundary.variables.{name}", unit) for name, unit in UNITS.items()}

    @cached_property
    def works(self) -> dict[str, dict[str, float]]:
        """The works, as points."""
        value = self.parameters.value
        return {
            key: {name: value(f"boundary.works.{key}.{name}", unit) for name, unit in UNITS.items()}
            for key in self.parameters.group("boundary.works")
        }

    def direct(self, heat: Number) -> Number:
        """Return the direct emission at a heat of the reduction, t CO2/t."""
        b = self.base
        if self.reading == "printed":
            return b["direct"] + b["fuel_factor"] * (heat - b["reduction_heat"])
        other = b["works_heat"] - b["reduction_heat"] if self.reading == "works" else 0.0
        return b["calcination"] + b["fuel_factor"] * (other + heat)

    def carbon(self, point: Point) -> Number:
        """Return the emission of a tonne at a point, t CO2/t."""
        b = self.base
        power = b["power"] * b["grid_factor"] * (1.0 - point["green_share"])
        reductant = b["ferrosilicon"] * point["reductant_factor"]
        return self.direct(point["reduction_heat"]) + reductant + power

    @cached_property
    def capital(self) -> float:
        """The yearly charge on the investment, CNY/t."""
        b, value = self.base, self.parameters.value
        rate, life = value("finance.discount_rate", "share"), value("finance.life", "a")
        return float(b["investment"] * capital_recovery(rate, life) / b["utilisation"])

    def cost_gap(self, point: Point) -> Number:
        """Return the cost of a tonne less that of the reference, CNY/t."""
        b = self.base
        heat = b["fuel_price"] * (point["reduction_heat"] - b["reduction_heat"])
        dearer = point["green_price"] - b["power_price"]
        over = point["reductant_price"] - 1.0
        return (
            b["power"] * point["green_share"] * dearer
            + b["ferrosilicon"] * b["ferrosilicon_price"] * over
            + heat
            + self.capital
            - point["carbon_price"] * (b["reference"] - self.carbon(point))
        )

    def margins(self, point: Point) -> tuple[Number, Number]:
        """Return how far within the limits a point lies: carbon t CO2/t, cost CNY/t."""
        return self.limit - self.carbon(point), 0.0 - self.cost_gap(point)
