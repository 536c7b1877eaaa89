"""The park of section 3.1: smelter, ferrosilicon works, power station and slag user.

Per tonne of magnesium. Power sold to the grid is counted at its factor, as it takes the place of
other power; gas of the semi-coke works is burnt whatever is done with it. Carbon bound in slag is
credited where slag is mineralised, once.
"""

from __future__ import annotations

from tanmai.metals.parameters import Parameters
from tanmai.metals.park_programme import Activity, Programme, Row

SMELTER, ALLOY, POWER, SLAG = "smelter", "ferrosilicon", "power", "slag"
PLAYERS = (SMELTER, ALLOY, POWER, SLAG)
_NUMBERS = {
    "park.heat": "tce/t Mg",
    "park.power": "kWh/t Mg",
    "park.ferrosilicon": "t FeSi/t Mg",
    "park.slag": "t slag/t Mg",
    "park.waste_heat": "kWh/t Mg",
    "park.gas": "tce/t Mg",
    "park.ferrosilicon_capacity": "t FeSi/t Mg",
    "park.green_share": "share",
    "park.product": "t/t Mg",
    "park.grid_connection": "kWh/t Mg",
    "park.gas_efficiency": "kWh/tce",
    "park.price.feed_in": "CNY/kWh",
    "park.price.stored_green": "CNY/kWh",
    "park.price.waste_heat": "CNY/kWh",
    "park.price.haul_outside": "CNY/t FeSi",
    "park.price.haul_inside": "CNY/t FeSi",
    "park.price.biochar": "CNY/t FeSi",
    "park.price.landfill": "CNY/t slag",
    "park.price.product": "CNY/t",
    "park.price.slag_treatment": "CNY/t slag",
    "park.price.lime": "CNY/t",
    "park.price.mineralisation": "CNY/t slag",
    "park.carbon.coal": "t CO2/tce",
    "park.carbon.gas": "t CO2/tce",
    "park.carbon.grid": "t CO2/kWh",
    "park.carbon.ferrosilicon": "t CO2/t FeSi",
    "park.carbon.ferrosilicon_biochar": "t CO2/t FeSi",
    "park.carbon.calcination": "t CO2/t Mg",
    "park.carbon.lime": "t CO2/t",
    "park.carbon.bound": "t CO2/t slag",
    "price.power_grid": "CNY/kWh",
    "price.power_green": "CNY/kWh",
    "price.ferrosilicon": "CNY/t FeSi",
    "price.fuel": "CNY/tce",
    "ferrosilicon_making.power": "kWh/t FeSi",
    "ferrosilicon_making.other_cost": "CNY/t FeSi",
}


def park_programme(parameters: Parameters) -> Programme:
    """Return the linear programme of the park, per tonne of magnesium: CNY and t CO2."""
    v = {key: parameters.value(key, unit) for key, unit in _NUMBERS.items()}
    alloy_power = v["park.ferrosilicon_capacity"] * v["ferrosilicon_making.power"]
    rows = [
        Row("heat", SMELTER, v["park.heat"], True, "tce"),
        Row("power of the smelter", SMELTER, v["park.power"], True, "kWh"),
        Row("ferrosilicon of the smelter", SMELTER, v["park.ferrosilicon"], True, "t"),
        Row("slag", SMELTER, v["park.slag"], True, "t"),
        Row("waste heat", SMELTER, v["park.waste_heat"], False, "kWh"),
        Row("grid connection", SMELTER, v["park.grid_connection"], False, "kWh"),
        Row(
            "green contract of the smelter",
            SMELTER,
            v["park.green_share"] * v["park.power"],
            False,
            "kWh",
        ),
        Row(
            "green contract of the ferrosilicon works",
            ALLOY,
            v["park.green_share"] * alloy_power,
            False,
            "kWh",
        ),
        Row("ferrosilicon capacity", ALLOY, v["park.ferrosilicon_capacity"], False, "t"),
        Row("ferrosilicon made", ALLOY, 0.0, True, "t"),
        Row("power of the ferrosilicon works", ALLOY, 0.0, True, "kWh"),
        Row("gas", POWER, v["park.gas"], True, "tce"),
        Row("power from gas", POWER, 0.0, True, "kWh"),
        Row("market of desulphuriser", SLAG, v["park.product"], False, "t"),
    ]
    activities = [*_heat(v), *_power(v), *_alloy(v), *_slag(v)]
    return Programme(activities, rows, PLAYERS, {SMELTER: v["park.carbon.calcination"]})


def _do(key: str, owners: tuple[str, ...], cost: float, carbon: float, **takes: float) -> Activity:
    return Activity(key, frozenset(owners), cost, carbon, {_ROWS[k]: v for k, v in takes.items()})


_ROWS = {
    "heat": "heat",
    "smelter": "power of the smelter",
    "alloy": "power of the ferrosilicon works",
    "reductant": "ferrosilicon of the smelter",
    "made": "ferrosilicon made",
    "capacity": "ferrosilicon capacity",
    "slag": "slag",
    "waste": "waste heat",
    "grid": "grid connection",
    "green_smelter": "green contract of the smelter",
    "green_alloy": "green contract of the ferrosilicon works",
    "gas": "gas",
    "own": "power from gas",
    "product": "market of desulphuriser",
}


def _heat(v: dict[str, float]) -> list[Activity]:
    gas = v["park.carbon.gas"]
    return [
        _do("coal_heat", (SMELTER,), v["price.fuel"], v["park.carbon.coal"], heat=1.0),
        _do("gas_heat", (SMELTER, POWER), 0.0, gas, heat=1.0, gas=1.0),
        _do("gas_power", (POWER,), 0.0, gas, gas=1.0, own=v["park.gas_efficiency"]),
        _do("gas_flared", (POWER,), 0.0, gas, gas=1.0),
    ]


def _power(v: dict[str, float]) -> list[Activity]:
    grid, sold = v["price.power_grid"], -v["park.price.feed_in"]
    factor, waste = v["park.carbon.grid"], v["park.price.waste_heat"]
    green, stored = v["price.power_green"], v["park.price.stored_green"]
    return [
        _do("grid_smelter", (SMELTER,), grid, factor, smelter=1.0, grid=1.0),
        _do("green_smelter", (SMELTER,), green, 0.0, smelter=1.0, green_smelter=1.0),
        _do("stored_smelter", (SMELTER,), stored, 0.0, smelter=1.0, grid=1.0),
        _do("waste_smelter", (SMELTER,), waste, 0.0, smelter=1.0, waste=1.0),
        _do("waste_alloy", (SMELTER, ALLOY), waste, 0.0, alloy=1.0, waste=1.0),
        _do("waste_sold", (SMELTER,), waste + sold, -factor, waste=1.0, grid=1.0),
        _do("gas_smelter", (POWER, SMELTER), 0.0, 0.0, smelter=1.0, own=-1.0),
        _do("gas_alloy", (POWER, ALLOY), 0.0, 0.0, alloy=1.0, own=-1.0),
        _do("gas_sold", (POWER,), sold, -factor, own=-1.0),
        _do("grid_alloy", (ALLOY,), grid, factor, alloy=1.0),
        _do("green_alloy", (ALLOY,), green, 0.0, alloy=1.0, green_alloy=1.0),
        _do("stored_alloy", (ALLOY,), stored, 0.0, alloy=1.0),
    ]


def _alloy(v: dict[str, float]) -> list[Activity]:
    price, power = v["price.ferrosilicon"], v["ferrosilicon_making.power"]
    other, carbon = v["ferrosilicon_making.other_cost"], v["park.carbon.ferrosilicon"]
    outside, inside = v["park.price.haul_outside"], v["park.price.haul_inside"]
    upstream = carbon + power * v["park.carbon.grid"]
    biochar = v["park.price.biochar"]
    return [
        _do("alloy_bought", (SMELTER,), price + outside, upstream, reductant=1.0),
        _do("alloy_passed", (SMELTER, ALLOY), inside, 0.0, reductant=1.0, made=-1.0),
        _do("alloy_sold", (ALLOY,), outside - price, -upstream, made=-1.0),
        _do("alloy_made", (ALLOY,), other, carbon, made=1.0, capacity=1.0, alloy=-power),
        _do(
            "alloy_biochar",
            (ALLOY,),
            other + biochar,
            v["park.carbon.ferrosilicon_biochar"],
            made=1.0,
            capacity=1.0,
            alloy=-power,
        ),
    ]


def _slag(v: dict[str, float]) -> list[Activity]:
    income = -v["park.price.product"]
    return [
        _do("slag_landfill", (SMELTER,), v["park.price.landfill"], 0.0, slag=1.0),
        _do(
            "slag_product",
            (SMELTER, SLAG),
            v["park.price.slag_treatment"] + income,
            0.0,
            slag=1.0,
            product=1.0,
        ),
        _do(
            "slag_mineralised",
            (SMELTER, SLAG),
            v["park.price.mineralisation"],
            -v["park.carbon.bound"],
            slag=1.0,
        ),
        _do(
            "lime_product",
            (SLAG,),
            v["park.price.lime"] + income,
            v["park.carbon.lime"],
            product=1.0,
        ),
    ]
