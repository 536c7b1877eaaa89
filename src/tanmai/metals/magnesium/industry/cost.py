r"""Cost of a tonne of magnesium by route: items, printed break-even, switching values.

.. math:: c = \sum_i p_i q_i + I\,\mathrm{CRF}(r, n)/u + l + p_c \max(e - a, 0) - b

with prices p, uses q, investment I per annual capacity at utilisation u, labour and environment
l, carbon price p_c on emission e above free allocation a, by-products b, and the capital recovery
factor CRF = r (1 + r)^n / ((1 + r)^n − 1). Maintenance is a share of the operating cost at the
prices of the parameters; it does not move with them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from tanmai.core.errors import LabelError, OptionError, did_you_mean
from tanmai.core.messages import listed, message
from tanmai.metals.parameters import Parameters

Number: TypeAlias = float | NDArray[np.float64]
Values: TypeAlias = Mapping[str, Number]
ITEMS = (
    "fuel",
    "power",
    "reductant",
    "ores",
    "labour_environment",
    "maintenance",
    "capital",
    "carbon",
    "byproduct",
)
"""Items of the cost in the order in which they are stacked; the last is taken off."""
_PRICES = {
    "magnesium": "CNY/t Mg",
    "power_grid": "CNY/kWh",
    "power_green": "CNY/kWh",
    "ferrosilicon": "CNY/t FeSi",
    "fuel": "CNY/tce",
    "semi_coke_gas": "CNY/tce",
    "dolomite": "CNY/t",
    "fluorite": "CNY/t",
    "carbon": "CNY/t CO2",
}
_USES = {
    "use.dolomite": "t/t Mg",
    "use.fluorite": "t/t Mg",
    "use.ferrosilicon": "t FeSi/t Mg",
    "use.fuel": "tce/t Mg",
    "use.power": "kWh/t Mg",
    "use.own_power": "kWh/t Mg",
    "ferrosilicon_saving": "CNY/t FeSi",
    "emission": "t CO2/t Mg",
    "capital": "CNY/t Mg",
    "utilisation": "share",
    "labour_environment": "CNY/t Mg",
    "maintenance": "share",
    "byproduct": "CNY/t Mg",
}
_TERMS = {"finance.discount_rate": "share", "finance.life": "a"}
ALLOCATION = "carbon.free_allocation"
CARBON_PRICE = "price.carbon"


def capital_recovery(rate: Number, years: Number) -> Number:
    """Return the yearly charge on a unit of capital.

    Examples
    --------
    >>> round(float(capital_recovery(0.08, 15)), 6)
    0.11683
    """
    grown = (1.0 + np.asarray(rate)) ** np.asarray(years)
    found: NDArray[np.float64] = rate * grown / (grown - 1.0)
    return found


@dataclass(frozen=True, eq=False)
class CostModel:
    """Cost by route, for one value of every number or for many.

    Attributes
    ----------
    parameters : Parameters
        As of `works_parameters`.
    """

    parameters: Parameters

    def __post_init__(self) -> None:
        for route in self.routes:
            own, used = (self._base(route)[f"use.{key}"] for key in ("own_power", "power"))
            if own > used:
                raise OptionError(
                    message(
                        "routes.{route}: power from waste heat ({own} kWh/t) is more than the "
                        "power used ({used}); lower use.own_power.",
                        route=route,
                        own=f"{own:g}",
                        used=f"{used:g}",
                    )
                )

    @property
    def routes(self) -> list[str]:
        """Keys of the routes."""
        return self.parameters.group("routes")

    def find(self, route: str) -> str:
        """Return the key of a route.

        Raises
        ------
        LabelError
            There is none; the message lists those that are there.
        """
        if route not in self.routes:
            raise LabelError(
                message(
                    "There is no route '{key}'.{nearest} Known: {known}.",
                    key=route,
                    nearest=did_you_mean(route, self.routes),
                    known=listed(self.routes),
                )
            )
        return route

    def keys(self, route: str) -> dict[str, str]:
        """Return the numbers that the cost of a route hangs on, with the units they are taken in.

        Those that only another route takes are not among them.
        """
        tree = self.parameters[f"routes.{route}"]
        prices = ["dolomite", "fluorite", "ferrosilicon", "carbon"]
        prices += [tree["fuel_price"], tree["power_price"]]
        found = {f"price.{name}": _PRICES[name] for name in prices}
        found |= {f"routes.{route}.{name}": unit for name, unit in _USES.items()}
        return {**found, **_TERMS, ALLOCATION: "t CO2/t Mg"}

    def values(self, route: str) -> dict[str, Number]:
        """Return these numbers."""
        return {key: self.parameters.value(key, unit) for key, unit in self.keys(route).items()}

    def _base(self, route: str) -> dict[str, float]:
        prefix = f"routes.{route}."
        return {n: self.parameters.value(f"{prefix}{n}", unit) for n, unit in _USES.items()}

    def items(self, route: str, changed: Values | None = None) -> dict[str, Number]:
        """Return the items of the cost of a tonne, CNY; by-products below zero.

        Parameters
        ----------
        route : str
        changed : mapping, optional
            Other values of some numbers, in the units of `keys`; arrays give arrays.
        """
        base = self.values(route)
        v = {**base, **(changed or {})}
        own = {name: v[f"routes.{route}.{name}"] for name in _USES}
        operating: Number = sum(self._operating(route, base).values())
        share = own["maintenance"]
        charge = capital_recovery(v["finance.discount_rate"], v["finance.life"])
        return {
            **self._operating(route, v),
            "maintenance": operating * share / (1.0 - share),
            "capital": own["capital"] * charge / own["utilisation"],
            "carbon": self.carbon(own["emission"], v[ALLOCATION], v[CARBON_PRICE]),
            "byproduct": 0.0 - own["byproduct"],
        }

    def _operating(self, route: str, v: Values) -> dict[str, Number]:
        tree = self.parameters[f"routes.{route}"]
        own = {name: v[f"routes.{route}.{name}"] for name in _USES}
        bought = own["use.power"] - own["use.own_power"]
        reductant = v["price.ferrosilicon"] - own["ferrosilicon_saving"]
        return {
            "fuel": own["use.fuel"] * v[f"price.{tree['fuel_price']}"],
            "power": bought * v[f"price.{tree['power_price']}"],
            "reductant": own["use.ferrosilicon"] * reductant,
            "ores": own["use.dolomite"] * v["price.dolomite"]
            + own["use.fluorite"] * v["price.fluorite"],
            "labour_environment": own["labour_environment"],
        }

    def carbon(self, emission: Number, allocation: Number, price: Number) -> Number:
        """Return the cost of carbon; where a surplus is sold it may be below zero."""
        gap = emission - allocation
        return price * (gap if self.parameters["carbon.surplus_sold"] else np.maximum(gap, 0.0))

    def cost(self, route: str, changed: Values | None = None) -> Number:
        """Return the cost of a tonne, CNY: the price at which the works break even."""
        return sum(self.items(route, changed).values())

    def conditions(self, route: str) -> dict[str, float]:
        """Return the prices under which break-even is printed, for the numbers of a route."""
        printed = {
            name: self.parameters.value(f"printed.conditions.{name}", unit)
            for name, unit in (
                ("carbon", "CNY/t CO2"),
                ("ferrosilicon", "CNY/t FeSi"),
                ("power", "CNY/kWh"),
            )
        }
        power = self.parameters[f"routes.{route}.power_price"]
        return {
            CARBON_PRICE: printed["carbon"],
            "price.ferrosilicon": printed["ferrosilicon"],
            f"price.{power}": printed["power"],
        }

    @property
    def printed(self) -> list[str]:
        """The routes whose break-even price is printed."""
        return [name for name in self.parameters.group("printed") if name != "conditions"]

    def printed_cost(self, route: str, changed: Values | None = None) -> Number:
        """Return the printed break-even price, moved by what changes in the items.

        Raises
        ------
        LabelError
            None is printed of the route.
        """
        if route not in self.printed:
            raise LabelError(
                message(
                    "No break-even price is printed of {route}.",
                    route=route,
                )
            )
        anchor = self.parameters.value(f"printed.{route}", "CNY/t Mg")
        now = {**self.values(route), **(changed or {})}
        then = {**now, **self.conditions(route)}
        return anchor + self.cost(route, now) - self.cost(route, then)


def switching_value(
    cost: Sequence[float], at: Sequence[float], target: Sequence[float] = (0.0, 0.0)
) -> float | None:
    """Return the input at which a cost that is linear in it meets a target that is too.

    Parameters
    ----------
    cost : pair of float
        The cost at two values of the input.
    at : pair of float
        The two values.
    target : pair of float
        The target at the two values.

    Returns
    -------
    float or None
        None where the two run side by side.

    Examples
    --------
    >>> switching_value((10.0, 20.0), (0.0, 1.0), (15.0, 15.0))
    0.5
    """
    gaps = [c - t for c, t in zip(cost, target, strict=True)]
    slope = (gaps[1] - gaps[0]) / (at[1] - at[0])
    scale = max(abs(one) for one in (*cost, *target)) or 1.0
    if abs(slope * (at[1] - at[0])) < 1e-12 * scale:
        return None
    return float(at[0] - gaps[0] / slope)
