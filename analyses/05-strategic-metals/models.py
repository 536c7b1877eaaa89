"""What our models give for the figures of the document, and what inputs would give its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np

from tanmai.metals.stocks import definition_file
from tanmai.metals.stocks.definition import MetalDefinition
from tanmai.metals.stocks.exploration import levers, range_where
from tanmai.metals.stocks.supply import (
    Supplied,
    balance_year,
    exhaustion_year,
    first_year,
    stock_crossing_year,
    supply_of,
)
from tanmai.metals.stocks.system import MetalSystem, solve_metal

TEN_THOUSAND = 1e4
NAMED = ("televisions", "laptops", "phones", "monitors", "tablets", "leds")
"""The electronics in which the document follows indium."""
IDEAL = {"collection": 1.0, "recovery": 1.0}
_STEPS = 24
_NEAR = 1e-6
"""How near the ends of a range are found, of which three figures are printed."""


load_metal = cache(definition_file.load_metal)


@cache
def solved(name: str) -> MetalSystem:
    """Return a metal of the package under its central scenario."""
    return solve_metal(load_metal(name))


@cache
def supplied(name: str) -> Supplied:
    return supply_of(solved(name))


@cache
def electronics() -> MetalDefinition:
    """Return indium in the electronics that the document names, alone."""
    world = load_metal("in-world")
    named = tuple(use for use in world.uses if use.key in NAMED)
    return world.model_copy(update={"uses": named, "hosts": (), "scenarios": (), "uncertain": ()})


def with_levers(definition: MetalDefinition, **values: float) -> MetalSystem:
    return solve_metal(definition, levers(**values))


def at(system: MetalSystem, key: str, year: int) -> float:
    """Return a flow of a year, in tonnes."""
    return float(system.total(key)[system.at(year)])


def between(system: MetalSystem, key: str, first: int, last: int) -> float:
    """Return a flow summed from one year to another, in tonnes."""
    return float(system.total(key)[system.at(first) : system.at(last) + 1].sum())


def stock(system: MetalSystem, year: int) -> float:
    return float(system.uses.stock[system.at(year)].sum())


def use_share(name: str, what: str, use: str, year: int) -> float:
    """Return the share of a use in the stock or in a flow of a year, %."""
    system = solved(name)
    number = [one.key for one in system.definition.uses].index(use)
    flows = system.uses.stock if what == "stock" else system.flows[what]
    row = flows[system.at(year)]
    return float(100 * row[number] / row.sum())


def first_above(course: np.ndarray, *others: str) -> int | None:
    """Return the first year in which a use of cobalt in the world is above each of some others."""
    world = solved("co-world")
    keys = [use.key for use in world.definition.uses]
    largest = world.uses.inflow[:, [keys.index(key) for key in others]].max(axis=1)
    return first_year(world.years, course > largest)


def main_years(use: str) -> tuple[int, int] | None:
    """Return the first and last year in which a battery is the main one in the use of cobalt."""
    world = solved("co-world")
    keys = [one.key for one in world.definition.uses]
    batteries = ("cars", "laptops", "phones")
    inflow = world.uses.inflow[:, [keys.index(key) for key in batteries]]
    mains = (inflow.argmax(axis=1) == batteries.index(use)) & (inflow.max(axis=1) > 0)
    years = world.years[mains]
    return (int(years[0]), int(years[-1])) if years.size else None


def lost_in_a_life(system: MetalSystem) -> float:
    """Return what is not recovered of what leaves use in the last year."""
    return float(1 - system.total("secondary")[-1] / system.uses.outflow[-1].sum())


def dissipated_in_a_life(system: MetalSystem) -> float:
    """Return what dissipates of what leaves use in the last year."""
    return float(system.total("dissipated")[-1] / system.uses.outflow[-1].sum())


def years_to_add(amount: float, *, first: bool) -> float:
    """Return how long 0.73 (1922) to 14.78 (2022), growing steadily, took for an amount more."""
    begin, end = 0.73, 14.78
    pace = np.log(end / begin) / 100
    return float(np.log(1 + amount / begin if first else end / (end - amount)) / pace)


def magnesium_into_stock(lifetime: float) -> float:
    """Return what the stock of magnesium in use grew by in 2015, 10^4 t."""
    system = with_levers(load_metal("mg-china"), lifetime=lifetime)
    return (stock(system, 2015) - stock(system, 2014)) / TEN_THOUSAND


def magnesium_lifetimes() -> tuple[float, float]:
    """Return the factors on lifetimes between which magnesium in use grew by 35.40 in 2015."""
    found = range_where(lambda x: near(magnesium_into_stock(x), 35.40, 0.5), 0.5, 3, 50, _NEAR)
    assert found is not None
    return found


# --- ranges of inputs --------------------------------------------------------------------


def _said(found: tuple[float, float] | None, what: str, low: float, high: float) -> str:
    if found is None:
        return f"no {what} from {low:g} to {high:g} gives it"
    ends = "to".join(f" {end:.3g} " for end in found).strip()
    return f"{what} {ends}"


def range_of(
    what: str, holds: Callable[[float], bool], low: float, high: float, steps: int = _STEPS
) -> str:
    """Say between what values of an input a figure holds."""
    return _said(range_where(holds, low, high, steps, _NEAR), what, low, high)


def near(value: float, figure: float, tolerance: float) -> bool:
    return abs(value - figure) <= tolerance


def lithium_ranges() -> dict[str, str]:
    china, world = load_metal("li-china"), load_metal("li-world")

    def scrap(definition: MetalDefinition, year: int, **values: float) -> float:
        return at(with_levers(definition, **values), "scrap", year) / TEN_THOUSAND

    def saved(recovery: float) -> float:
        system = with_levers(world, collection=1.0, recovery=recovery)
        return between(system, "secondary", 2022, 2100) / TEN_THOUSAND

    def overtaken(factor: float) -> int | None:
        system = with_levers(world, reserves=factor, **IDEAL)
        return stock_crossing_year(system, supply_of(system))

    return {
        "K059": range_of(
            "lifetimes times",
            lambda x: near(scrap(china, 2021, lifetime=x), 1.2, 0.05),
            0.3,
            1.5,
        ),
        "K065": range_of(
            "world lifetimes times", lambda x: near(scrap(world, 2030, lifetime=x), 11, 0.5), 0.3, 2
        ),
        "K066": range_of(
            "world lifetimes times", lambda x: near(scrap(world, 2050, lifetime=x), 40, 0.5), 0.3, 2
        ),
        "K067": range_of(
            "China's demand of 2100 times",
            lambda x: near(scrap(china, 2080, demand=x), 115, 0.5),
            1,
            40,
            160,
        ),
        "K138": range_of("recovery of all scrap", lambda x: near(saved(x), 2650, 25), 0, 1, 120),
        "K141": range_of(
            "world reserves of 37 Mt times", lambda x: overtaken(x) == 2050, 0.02, 1.0, 200
        ),
    }


def cobalt_ranges() -> dict[str, str]:
    world = load_metal("co-world")

    def held(lifetime: float) -> float:
        return stock(with_levers(world, lifetime=lifetime), 2021) / TEN_THOUSAND

    def net(recovery: float) -> float:
        system = with_levers(world, collection=1.0, recovery=recovery)
        return at(system, "mine", 2100) / TEN_THOUSAND

    def over_reserves(factor: float) -> float:
        found = supply_of(with_levers(world, reserves=factor))
        assert found.reserves is not None
        return float(100 * found.primary_need[-1] / found.reserves[-1])

    return {
        "K079": range_of("lifetimes times", lambda x: near(held(x), 45, 0.5), 0.3, 1.5),
        "K143": range_of("recovery of all scrap", lambda x: near(net(x), 26, 0.5), 0, 1),
        "K144": range_of(
            "world reserves of 12 Mt times", lambda x: near(over_reserves(x), 112, 0.5), 0.5, 3, 200
        ),
    }


def scrap_of_electronics(lifetime: float) -> float:
    """Return indium scrapped with the named electronics from 2010 to 2050, t."""
    return between(with_levers(electronics(), lifetime=lifetime), "scrap", 2010, 2050)


def balance_of_electronics(lifetime: float) -> int | None:
    """Return the first year whose scrap reaches the indium that enters the named electronics."""
    return balance_year(with_levers(electronics(), lifetime=lifetime, **IDEAL))


def mean_life(lifetime: float) -> float:
    """Return the mean lifetime of the named electronics, weighted by indium, in years."""
    definition = electronics()
    weights = np.array(
        [use.amount.over(np.array([2020]))[0] for use in definition.uses if use.amount]
    )
    lives = np.array([use.lifetime.mean for use in definition.uses])
    return float(lifetime * (weights * lives).sum() / weights.sum())


def indium_ranges() -> dict[str, str]:
    summed = range_where(lambda x: near(scrap_of_electronics(x), 4068, 40), 0.5, 4, 60, _NEAR)
    balanced = range_where(lambda x: balance_of_electronics(x) == 2035, 0.5, 5, 60, _NEAR)
    return {
        "K146": _life(summed, "scrap adds up to the figure"),
        "K147": _life(balanced, "the balance falls in 2035"),
    }


def _life(found: tuple[float, float] | None, what: str) -> str:
    if found is None:
        return f"at no lifetime {what}"
    low, high = (mean_life(end) for end in found)
    return f"mean lifetimes {low:.1f} to {high:.1f} a ({mean_life(1.0):.1f} a by K094-K107)"


def niobium_levels() -> dict[str, str]:
    """Return the use of 2020 at which scrap to 2090 adds up to the figure, by growth."""
    said = []
    for name in ("nb-world", "nb-china"):
        system = solved(name)
        level = 16.8 * at(system, "inflow", 2020) / between(system, "scrap", 2021, 2090)
        said.append(level)
    low, high = sorted(said)
    return {"K150": f"a use of {low:.2f} to {high:.2f} x 10^4 t in 2020"}


def germanium_ranges() -> dict[str, str]:
    china = load_metal("ge-china")

    def ends(factor: float) -> int | None:
        found = supply_of(with_levers(china, reserves=factor))
        return exhaustion_year(found, found.mined)

    def scrapped(lifetime: float) -> float:
        return between(with_levers(china, lifetime=lifetime), "scrap", 2020, 2050)

    def held(lifetime: float) -> float:
        return stock(with_levers(china, lifetime=lifetime), 2019)

    return {
        "K133": range_of("lifetimes times", lambda x: near(held(x), 450, 5), 0.3, 2),
        "K134": range_of(
            "lifetimes times",
            lambda x: near(at(with_levers(china, lifetime=x), "scrap", 2019), 9, 0.5),
            0.3,
            4,
        ),
        "K155": range_of("reserves of 3500 t times", lambda x: ends(x) == 2035, 0.2, 1.5, 60),
        "K156": range_of("lifetimes times", lambda x: near(scrapped(x), 1000, 20), 0.3, 4, 100),
    }


def loss_ranges() -> dict[str, str]:
    """Return the recovery of all scrap at which a life loses 5 to 10 %, of what is dissipated."""
    lithium, germanium = load_metal("li-world"), load_metal("ge-china")

    def holds(definition: MetalDefinition, recovery: float) -> bool:
        system = with_levers(definition, collection=1.0, recovery=recovery)
        return 0.05 - 1e-9 <= lost_in_a_life(system) <= 0.1 + 1e-9

    said = range_of("recovery of all scrap", lambda x: holds(lithium, x), 0, 1, 40)
    other = range_of("recovery", lambda x: holds(germanium, x), 0, 1, 40)
    return {"K004": f"{said} where nothing dissipates; germanium: {other}"}


@cache
def ranges() -> dict[str, str]:
    """Return, by id, what the inputs that the document does not print would have to be."""
    return {
        **loss_ranges(),
        **lithium_ranges(),
        **cobalt_ranges(),
        **indium_ranges(),
        **niobium_levels(),
        **germanium_ranges(),
    }
