r"""Two plants side by side, and their difference in carbon split by cause.

With heat, power w at the factor g of a kWh, reductant and calcination,

.. math:: e = e_{heat} + w g + e_{reductant} + e_{calcination}

the difference of two plants is exactly energy (:math:`\Delta e_{heat} + \bar g \Delta w`), power
mix (:math:`\bar w \Delta g`), reductant and calcination, with means over the two plants: the
Shapley split of a product of two factors, which changes its sign alone where the plants change
places.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tanmai.core.errors import FileError, OptionError
from tanmai.core.labels import find_province
from tanmai.core.messages import message
from tanmai.metals.magnesium.industry.plants import Plants
from tanmai.metals.magnesium.routes.data import Route
from tanmai.metals.magnesium.routes.emissions import Conditions
from tanmai.metals.magnesium.routes.file import magnesium_routes
from tanmai.metals.magnesium.routes.routes import route_carbon
from tanmai.metals.parameters import Parameters

CAUSES = ("energy", "power_mix", "reductant", "calcination")
_FERROSILICON = "ferrosilicon_carbon"
_STANDS_FOR = {"pidgeon": "pidgeon_vertical_coal", "electrolytic": "electrolytic"}
GRID_YEAR = 2025


@dataclass(frozen=True)
class CarbonParts:
    """Carbon of a tonne by part, t CO2/t.

    Attributes
    ----------
    heat, reductant, calcination : float
    power : float
        Power bought, kWh/t.
    factor : float
        Carbon of a kWh, t.
    """

    heat: float
    power: float
    factor: float
    reductant: float
    calcination: float

    @property
    def total(self) -> float:
        """The sum of the parts."""
        return self.heat + self.power * self.factor + self.reductant + self.calcination


def split(one: CarbonParts, other: CarbonParts) -> dict[str, float]:
    """Return the carbon of one plant less that of another by cause; the causes add up to it."""
    return {
        "energy": one.heat
        - other.heat
        + (one.power - other.power) * (one.factor + other.factor) / 2,
        "power_mix": (one.factor - other.factor) * (one.power + other.power) / 2,
        "reductant": one.reductant - other.reductant,
        "calcination": one.calcination - other.calcination,
    }


def route_of(plants: Plants, key: str) -> str:
    """Return the route whose uses stand in where a plant states none."""
    route = str(plants.table.labels.loc[key, "route"])
    return _STANDS_FOR.get(route, route)


def process_parts(plants: Plants, key: str) -> CarbonParts:
    """Return the carbon of a plant by the project's own route, on the grid of its province."""
    book = magnesium_routes()
    province = find_province(str(plants.table.labels.loc[key, "province"]))
    found = route_carbon(book, route_of(plants, key), Conditions(province.code, GRID_YEAR))
    power = _use(found.route, "power") - _use(found.route, "own_power")
    kinds = {str(kind): float(value) for kind, value in found.by_kind.items()}
    return CarbonParts(
        kinds["fuel"],
        power,
        kinds["power"] / power if power else 0.0,
        kinds["reductant"],
        kinds["calcination"],
    )


def printed_parts(plants: Plants, key: str, ferrosilicon: float) -> CarbonParts:
    """Return the carbon of a plant from its printed direct and indirect emission.

    Parameters
    ----------
    plants : Plants
    key : str
    ferrosilicon : float
        Carbon of ferrosilicon, t CO2/t.

    Raises
    ------
    OptionError
        Direct or indirect emission is not stated.
    FileError
        They are less than what calcination or the reductant alone emit.

    Notes
    -----
    Heat is what direct emission leaves after calcination, power what indirect emission leaves
    after the reductant. Uses that are not stated are those of the route.
    """
    units = {
        "direct": "t CO2/t Mg",
        "indirect": "t CO2/t Mg",
        "power": "kWh/t Mg",
        "ferrosilicon": "t FeSi/t Mg",
        "dolomite": "t/t Mg",
    }
    own = {name: float(plants.table.in_unit(name, unit)[key]) for name, unit in units.items()}
    lacking = [name for name in ("direct", "indirect") if np.isnan(own[name])]
    if lacking:
        raise OptionError(
            message(
                "Plant '{key}' states no {lacking} emission, which the split by cause needs; "
                "fill in the column '{lacking} [t CO2/t Mg]'.",
                key=key,
                lacking=lacking[0],
            )
        )
    book = magnesium_routes()
    route = next(one for one in book.routes if one.key == route_of(plants, key))
    uses = {"power": "power", "ferrosilicon": "reductant", "dolomite": "calcination"}
    for name, kind in uses.items():
        if np.isnan(own[name]):
            own[name] = _use(route, kind)
    calcination = own["dolomite"] * _dolomite_factor()
    reductant = own["ferrosilicon"] * ferrosilicon
    heat, power = own["direct"] - calcination, own["indirect"] - reductant
    for left, of, part in (
        (heat, message("direct"), message("calcination")),
        (power, message("indirect"), message("the reductant")),
    ):
        if left < 0:
            raise FileError(
                message(
                    "Plant '{key}': its {of} emission is {left} t CO2/t less than {part} alone; "
                    "correct one of them.",
                    key=key,
                    of=of,
                    left=f"{-left:.2f}",
                    part=part,
                )
            )
    factor = power / own["power"] if own["power"] else 0.0
    return CarbonParts(heat, own["power"], factor, reductant, calcination)


def _use(route: Route, kind: str) -> float:
    return sum(use.amount for use in route.inputs if use.kind == kind)


def _dolomite_factor() -> float:
    """Return the carbon of a tonne of dolomite, calcined."""
    factors = {one.key: one for one in magnesium_routes().factors}
    found = factors["dolomite"].value
    for key in factors["dolomite"].times:
        found *= factors[key].value
    return found


def split_table(plants: Plants, parameters: Parameters, pair: tuple[str, str]) -> pd.DataFrame:
    """Return the difference of two plants by cause, in each reading.

    Returns
    -------
    DataFrame
        Index: reading. ``printed`` from the printed emissions with ferrosilicon at its first and
        at its second value, where both plants state them; ``by_process`` from the project's own
        routes on the grids of the two provinces. Columns: causes and ``total``, t CO2/t.
    """
    factor = parameters.quantity(_FERROSILICON)
    readings = {}
    values = [factor.value, *([] if factor.second is None else [factor.second])]
    stated = plants.table.numbers.reindex(columns=["direct", "indirect"]).loc[[*pair]]
    if stated.notna().all(axis=None):
        for value in values:
            parts = [printed_parts(plants, key, value) for key in pair]
            readings[f"printed, ferrosilicon {value:g}"] = split(*parts)
    readings["by process"] = split(*(process_parts(plants, key) for key in pair))
    frame = pd.DataFrame.from_dict(readings, orient="index")[list(CAUSES)]
    return frame.assign(total=frame.sum(axis=1)).rename_axis("reading")


def side_by_side(plants: Plants, pair: tuple[str, str]) -> pd.DataFrame:
    """Return every indicator of two plants and the difference, first less second."""
    numbers = plants.table.numbers.loc[[*pair]].dropna(axis=1, how="all")
    return pd.DataFrame(
        {
            "unit": [plants.table.units[str(name)] for name in numbers],
            "first": numbers.loc[pair[0]].to_numpy(),
            "second": numbers.loc[pair[1]].to_numpy(),
            "difference": (numbers.loc[pair[0]] - numbers.loc[pair[1]]).to_numpy(),
        },
        index=pd.Index(numbers.columns, name="indicator"),
    )
