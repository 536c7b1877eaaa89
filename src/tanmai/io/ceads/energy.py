"""Energy of the fuels that an inventory of CEADs counts by their CO2.

``mrio_tables/fuel_energy.csv`` has, for each fuel and the rows that it holds for, the CO2 and
the heat of a tonne or of 10^4 m3: factors by which CEADs computes its inventories, recovered from
these, and net calorific values of the energy statistics.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.core.inventory import EmissionInventory
from tanmai.core.labels import Sector
from tanmai.core.messages import message
from tanmai.core.pressures import Pressure
from tanmai.core.resources import resource

FloatArray = NDArray[np.float64]

ENERGY = Pressure("energy", "PJ")
CAVEAT = message(
    "Energy use is the heat of the fossil fuels that are burnt, from their CO₂ in the CEADs "
    "inventory by its factors and net calorific values; power and heat count where they are made; "
    "renewables, nuclear power and feedstock are not in it."
)
_PROCESS, _OF_COAL = "Process", "Raw Coal"


def energy_inventory(inventory: EmissionInventory) -> EmissionInventory:
    """Return an inventory of the energy of the fuels, PJ, in the place of one of their CO2.

    Parameters
    ----------
    inventory : EmissionInventory
        CO2 by province, row and fuel, Mt, as `read_ceads_inventory` gives it.

    Notes
    -----
    E = CO2 q / c, with the heat q and the CO2 c of a unit of the fuel: Mt times GJ a tonne of
    CO2 are PJ. CO2 of industrial processes has no energy.
    """
    return replace(
        inventory,
        values=inventory.values * heat_of_carbon(inventory.rows, inventory.fuels),
        households=inventory.households * heat_of_carbon(inventory.household_rows, inventory.fuels),
        emission_unit=ENERGY.unit,
        provenance=inventory.provenance.with_change(
            message(
                "energy of the fuels from their CO2, by the factors of fuel_energy.csv; process "
                "emissions have none"
            )
        ),
    )


def heat_of_carbon(rows: tuple[Sector, ...], fuels: tuple[str, ...]) -> FloatArray:
    """Return the heat of a tonne of CO2 of each fuel in each row of an inventory, GJ (q, u)."""
    return np.array([[_heat(row.code, fuel) for fuel in fuels] for row in rows])


@cache
def _heat(code: str, fuel: str) -> float:
    if fuel == _PROCESS:
        return 0.0
    found = _factor(code, fuel)
    carbon = float(found["tCO2"])
    if found["relative_to"]:
        carbon *= float(_factor(code, _OF_COAL)["tCO2"])
    return float(found["GJ"]) / carbon


def _factor(code: str, fuel: str) -> dict[str, str]:
    """Return the factors of a fuel that hold for a row."""
    return next(
        row
        for row in _factors()
        if row["fuel"] == fuel and (not row["rows"] or code in row["rows"].split())
    )


@cache
def _factors() -> tuple[dict[str, str], ...]:
    path = resource("mrio_tables", "fuel_energy.csv")
    rows = pd.read_csv(path, dtype=str, keep_default_na=False).to_dict("records")
    return tuple({str(key): str(value) for key, value in row.items()} for row in rows)
