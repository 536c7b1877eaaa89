"""Scenarios of the magnesium industry: their files, and the capacity that they speak of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.core.errors import FileError, LabelError, OptionError, did_you_mean
from tanmai.core.labels import find_province
from tanmai.core.messages import listed, message
from tanmai.metals.magnesium.industry.draws import Draws
from tanmai.metals.magnesium.industry.outlook_carbon import BASE_YEAR, RouteIntensity
from tanmai.metals.magnesium.industry.outlook_cohorts import CapacityInputs
from tanmai.metals.parameter_file import load_parameters
from tanmai.metals.parameters import Parameters, Quantity

FloatArray = NDArray[np.float64]

DATA = Path(__file__).parent / "data" / "market"
BASE_FILE, RETURNS_FILE = DATA / "outlook.toml", DATA / "returns.toml"
ROUTE_COSTS_FILE = DATA / "route_costs.toml"
VINTAGES_FILE = DATA / "china_output.csv"
LAST_YEAR = 2030
ELECTROLYTIC, ELECTROLYSIS_IN = "electrolytic_green_power", "630000"
_VERTICAL = ("pidgeon_vertical_gas", "pidgeon_vertical_coal")


def scenario_file(name: str) -> Path:
    """Return the file of a scenario of the package, or of the user's own path.

    Raises
    ------
    LabelError
        It is neither.
    """
    known = {path.stem: path for path in sorted((DATA / "scenarios").glob("*.toml"))}
    if name in known:
        return known[name]
    path = Path(name)
    if path.suffix != ".toml" or not path.is_file():
        raise LabelError(
            message(
                "'{name}' is neither a scenario nor a TOML file.{nearest} Scenarios: baseline, "
                "{known}.",
                name=name,
                nearest=did_you_mean(name, known),
                known=listed(known),
            )
        )
    return path


def scenario_parameters(name: str, config: Path | None = None) -> Parameters:
    """Return the numbers of a scenario: the baseline's, the user's in their place, its own last.

    Raises
    ------
    LabelError, FileError, UnitError
        As in `scenario_file` and `load_parameters`.
    """
    own = None if name == "baseline" else scenario_file(name)
    return load_parameters([BASE_FILE, RETURNS_FILE, ROUTE_COSTS_FILE], config, own)


def straight(years: Sequence[int], first: FloatArray, last: FloatArray) -> FloatArray:
    """Return a straight line from the base year to 2030, year by year, (Y, n)."""
    along = np.array([(year - BASE_YEAR) / (LAST_YEAR - BASE_YEAR) for year in years])
    return np.asarray(first + along[:, None] * (last - first))


def capacity_inputs(
    draws: Draws,
    years: tuple[int, ...],
    provinces: tuple[str, ...],
    routes: tuple[str, ...],
    intensity: RouteIntensity,
) -> CapacityInputs:
    """Return what the capacity of a scenario follows from.

    Parameters
    ----------
    draws : Draws
        The scenario.
    years, provinces, routes : tuple
        The axes.
    intensity : RouteIntensity
        CO2 of a tonne, for the class limit.

    Raises
    ------
    LabelError, FileError, OptionError
        A route, a province or a year is unknown, or shares do not sum to 1.
    """
    numbers = draws.parameters
    start = _start(numbers, provinces, routes)
    low = np.array([numbers[f"routes.{key}.low_carbon"] for key in routes])
    first_share = float(start[:, low].sum() / start.sum())
    from_year = numbers.value("capacity.growth_from", "a")
    growth = draws.of("capacity.growth", "share")
    grown = np.array([max(0.0, year - from_year + 1) for year in years])[:, None]
    limit = draws.of("clean_class.limit", "t CO2/t Mg")
    since = numbers.value("clean_class.limit_from", "a")
    late = np.array([year >= since for year in years])
    return CapacityInputs(
        years,
        provinces,
        routes,
        start,
        _vintages(),
        np.array([key == ELECTROLYTIC for key in routes]),
        draws.of("capacity.lifetime", "a"),
        draws.of("capacity.spread", "a"),
        float(start.sum()) * (1.0 + growth) ** grown,
        low,
        straight(
            years,
            np.full(draws.shape, first_share),
            np.maximum(draws.of("low_carbon.share_2030", "share"), 0.0),
        ),
        _mix(draws, years, routes),
        draws.of("new_build.low_carbon", "share"),
        _conventional(start, routes),
        _electrolysis(draws, years, provinces, routes),
        (intensity.total > limit[:, None, None]) & late[:, None, None, None],
        _named(numbers, years, provinces, routes),
    )


def _start(numbers: Parameters, provinces: tuple[str, ...], routes: tuple[str, ...]) -> FloatArray:
    made = np.array([numbers.value(f"provinces.{p}.output", "t") for p in provinces])
    shares = np.zeros((len(provinces), len(routes)))
    for p, code in enumerate(provinces):
        for key in numbers.group(f"provinces.{code}.routes"):
            if key not in routes:
                raise LabelError(
                    message(
                        "provinces.{code}.routes: there is no route '{key}'.{nearest} Known: "
                        "{routes}.",
                        code=code,
                        key=key,
                        nearest=did_you_mean(key, routes),
                        routes=listed(routes),
                    )
                )
            shares[p, routes.index(key)] = numbers.value(f"provinces.{code}.routes.{key}", "share")
        if abs(shares[p].sum() - 1.0) > 1e-9:
            raise FileError(
                message(
                    "provinces.{code}.routes: the shares sum to {sum}; make them 1.",
                    code=code,
                    sum=f"{shares[p].sum():g}",
                )
            )
    spread = (made / made.sum())[:, None] * shares
    return np.asarray(numbers.value("capacity.start", "t") * spread)


def _vintages() -> dict[int, float]:
    """Return capacity by year of building: where output went above all years before."""
    made = pd.read_csv(VINTAGES_FILE).set_index("year")["output_t"]
    added = made.cummax().diff().fillna(made.iloc[0])
    return {int(str(year)): float(tonnes) for year, tonnes in added.items() if tonnes > 0}


def _mix(draws: Draws, years: Sequence[int], routes: Sequence[str]) -> FloatArray:
    """Return shares of routes in what becomes low-carbon; what is not ready leaves its share."""
    mix = np.zeros((len(years), *draws.shape, len(routes)))
    for key in draws.parameters.group("low_carbon.mix"):
        first = draws.parameters.value(f"low_carbon.first_year.{key}", "a")
        share = draws.of(f"low_carbon.mix.{key}", "share")
        for y, year in enumerate(years):
            if year >= first:
                mix[y, :, routes.index(key)] = share
    total = mix.sum(axis=2, keepdims=True)
    if (total[1:] <= 0).any():
        raise FileError(
            message("low_carbon.mix: no route is ready in every year; give one a share.")
        )
    shares: FloatArray = np.divide(mix, total, out=np.zeros_like(mix), where=total > 0)
    return shares


def _conventional(start: FloatArray, routes: Sequence[str]) -> FloatArray:
    """Return the pattern of conventional lines that are built: vertical retorts as they stand."""
    pattern = np.zeros_like(start)
    for key in _VERTICAL:
        pattern[:, routes.index(key)] = start[:, routes.index(key)]
    return pattern


def _electrolysis(
    draws: Draws, years: Sequence[int], provinces: Sequence[str], routes: Sequence[str]
) -> FloatArray:
    built = np.zeros((len(years), *draws.shape, len(provinces), len(routes)))
    yearly = draws.of("new_build.electrolysis", "t")
    since = draws.parameters.value("new_build.electrolysis_from", "a")
    for y, year in enumerate(years):
        if year >= since and ELECTROLYSIS_IN in provinces:
            built[y, :, provinces.index(ELECTROLYSIS_IN), routes.index(ELECTROLYTIC)] = yearly
    return built


_WHAT = {"province": message("province"), "route": message("route")}


def _named(
    numbers: Parameters, years: Sequence[int], provinces: Sequence[str], routes: Sequence[str]
) -> Mapping[tuple[int, str, str], float]:
    """Return what is closed by name."""
    closed: dict[tuple[int, str, str], float] = {}
    for name in numbers.group("retirement"):
        place = f"retirement.{name}"
        one = numbers[place]
        known = {"province": provinces, "route": routes}
        code = find_province(str(one.get("province"))).code
        for what, key in (("province", code), ("route", one.get("route"))):
            if key not in known[what]:
                raise LabelError(
                    message(
                        "{place}: there is no {what} '{key}' in the scenario. Known: {known}.",
                        place=place,
                        what=_WHAT[what],
                        key=key,
                        known=listed(known[what]),
                    )
                )
        if not isinstance(one.get("year"), Quantity):
            raise FileError(
                message(
                    '{place}: give year = {{ value = 2027, unit = "a" }}.',
                    place=place,
                )
            )
        year = int(numbers.value(f"{place}.year", "a"))
        if year not in years[1:]:
            raise OptionError(
                message(
                    "{place}: {year} is not a year of the outlook; give {years} to {last}.",
                    place=place,
                    year=year,
                    years=years[1],
                    last=years[-1],
                )
            )
        at = (year, code, str(one["route"]))
        closed[at] = closed.get(at, 0.0) + numbers.value(f"{place}.capacity", "t")
    return closed
