"""Energy of the fuels of an inventory: heat of the CO2 of each, none of processes."""

from __future__ import annotations

import numpy as np
import pytest

from embedded import embedded_table
from tanmai.core.emissions import all_fuels, with_inventory_by_fuel
from tanmai.core.inventory import EmissionInventory
from tanmai.core.labels import Sector, mainland_provinces
from tanmai.core.table import Provenance
from tanmai.io.ceads.energy import energy_inventory, heat_of_carbon
from tanmai.io.ceads.inventory import FUELS
from tanmai.io.concordance_file import find_concordance

CODES = [f"{code:02d}" for code in range(1, 48)]
TIBET = "540000"


def rows(*codes: str) -> tuple[Sector, ...]:
    return tuple(Sector(code, code, code) for code in codes)


def test_every_fuel_has_heat_in_every_row_but_processes():
    heat = heat_of_carbon(rows(*CODES), FUELS)
    process = FUELS.index("Process")
    assert not heat[:, process].any()
    rest = np.delete(heat, process, axis=1)
    assert rest.min() > 5
    assert rest.max() < 20


@pytest.mark.parametrize(
    ("code", "fuel", "gj"),
    [
        ("39", "Raw Coal", 20.908 / 1.7263),
        ("39", "Cleaned Coal", 26.344 / (1.26 * 1.7263)),
        ("46", "Natural Gas", 389.31 / 21.60729),
        ("01", "Diesel Oil", 42.652 / 3.09382),
    ],
)
def test_heat_of_a_tonne_of_co2(code, fuel, gj):
    assert heat_of_carbon(rows(code), (fuel,))[0, 0] == pytest.approx(gj)


def test_a_table_gets_energy_in_the_place_of_co2():
    provinces = tuple(one for one in mainland_provinces() if one.code != TIBET)
    concordance = find_concordance("ceads47_to_nbs42-2017")
    sectors = tuple(one for one in concordance.sources if one.code not in ("46", "47"))
    fuels = ("Raw Coal", "Process")
    inventory = EmissionInventory(
        year=2017,
        provinces=provinces,
        rows=sectors,
        household_rows=tuple(one for one in concordance.sources if one.code in ("46", "47")),
        fuels=fuels,
        values=np.ones((30, len(sectors), 2)),
        households=np.ones((30, 2, 2)),
        provenance=Provenance("made-up", "made-up", "tests"),
    )
    energy = energy_inventory(inventory)
    assert (energy.emission_unit, inventory.emission_unit) == ("PJ", "Mt CO2")
    table = embedded_table()
    found = all_fuels(with_inventory_by_fuel(table, energy, stranded="spread"))
    assert found.stressors == ("energy",)
    assert found.pressure.unit == "PJ"
    assert found.pressure.called("zh") == "能源消费"
    assert found.F_Y[0].max() == pytest.approx(2 * 20.908 / 1.46296)
    assert found.F.sum() == pytest.approx(energy.values.sum())
