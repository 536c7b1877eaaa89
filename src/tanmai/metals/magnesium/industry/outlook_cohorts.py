"""Capacity by province, route and year of building: what is closed, converted and built.

Each year, in this order: lines die of age, capacity above the class limit or closed by name
goes, electrolysis and then retorts are built up to the capacity of the year (or the oldest lines
are closed down to it), and conventional retorts are converted until the low-carbon share of the
year is reached. A converted line keeps its province and its year of building.

Lives are normal (flodym); with S the survival, a line of age a that stands dies within the year
with probability 1 - S(a + 1) / S(a). A cohort model as in Pauliuk and Heeren (2020).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from flodym import Dimension, DimensionSet, FlodymArray, NormalLifetime
from numpy.typing import NDArray

from tanmai.core.errors import ConservationError, OptionError
from tanmai.core.messages import message

FloatArray = NDArray[np.float64]

FLOWS = ("built", "converted_to", "converted_from", "retired", "closed")
CONSERVED = 1e-9
_LEAST_SURVIVAL = 1e-12


@dataclass(frozen=True, eq=False)
class CapacityInputs:
    """What capacity follows from; n draws, P provinces, R routes, C years of building.

    Attributes
    ----------
    years : tuple of int
        The base year first.
    provinces, routes : tuple of str
    start : array (P, R)
        Capacity of the base year, t/a.
    vintages : dict
        Share of it by year of building.
    new : array (R,) of bool
        Routes whose capacity was all built in the base year.
    life, spread : array (n,)
        Mean and standard deviation of the life, years.
    target : array (Y, n)
        Capacity of each year.
    low_carbon : array (R,) of bool
    share : array (Y, n)
        Low-carbon share to be reached.
    mix : array (Y, n, R)
        Share of what is converted, or built as low-carbon, by route.
    built_low_carbon : array (n,)
        Share of it in what is built.
    conventional : array (P, R)
        Routes of what is built else, by province.
    electrolysis : array (Y, n, P, R)
        Built in any case.
    beyond_class : array (Y, n, P, R) of bool
        Above the class limit.
    named : dict
        Capacity closed by name: (year, province, route) to t/a.
    """

    years: tuple[int, ...]
    provinces: tuple[str, ...]
    routes: tuple[str, ...]
    start: FloatArray
    vintages: Mapping[int, float]
    new: NDArray[np.bool_]
    life: FloatArray
    spread: FloatArray
    target: FloatArray
    low_carbon: NDArray[np.bool_]
    share: FloatArray
    mix: FloatArray
    built_low_carbon: FloatArray
    conventional: FloatArray
    electrolysis: FloatArray
    beyond_class: NDArray[np.bool_]
    named: Mapping[tuple[int, str, str], float] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class CapacityPath:
    """Capacity and its changes by year, draw, province and route, t/a.

    Attributes
    ----------
    stock : FlodymArray (y, n, p, r)
        At the end of the year.
    flows : dict
        What changed it in the year, by name: ``built``, ``converted_to``, ``converted_from``,
        ``retired`` of age, ``closed``.
    cohorts : array (n, P, R, C)
        The stock of the last year by year of building.
    building_years : tuple of int
    """

    stock: FlodymArray
    flows: dict[str, FlodymArray]
    cohorts: FloatArray
    building_years: tuple[int, ...]

    @property
    def gap(self) -> float:
        """Largest difference of a year's stock from the last one's and the flows, relative."""
        stock, by_name = self.stock.values, {k: v.values for k, v in self.flows.items()}
        gained = by_name["built"] + by_name["converted_to"]
        lost = by_name["converted_from"] + by_name["retired"] + by_name["closed"]
        expected = stock[:-1] + gained[1:] - lost[1:]
        whole = float(stock.sum(axis=(2, 3)).max())
        by_route = float(np.abs(stock[1:] - expected).max()) / whole
        converted = by_name["converted_to"] - by_name["converted_from"]
        return max(by_route, float(np.abs(converted.sum(axis=3)).max()) / whole)


def capacity_path(inputs: CapacityInputs) -> CapacityPath:
    """Return capacity year by year.

    Raises
    ------
    OptionError
        More is closed by name, or is to be converted, than there is; a life or its spread is
        not above zero.
    ConservationError
        Capacity is not conserved; a defect.
    """
    run = _Run(inputs)
    for y in range(1, len(inputs.years)):
        run.step(y)
    return run.path()


class _Run:
    """The state of the recursion: capacity by draw, province, route and year of building."""

    def __init__(self, inputs: CapacityInputs) -> None:
        self.inputs = inputs
        draws = len(inputs.life)
        first = min(inputs.vintages)
        self.building = tuple(range(first, inputs.years[-1] + 1))
        shares = np.array([inputs.vintages.get(year, 0.0) for year in self.building])
        built = np.tile(shares / shares.sum(), (len(inputs.routes), 1))
        built[inputs.new] = [float(year == inputs.years[0]) for year in self.building]
        self.state = np.tile(inputs.start[..., None] * built, (draws, 1, 1, 1))
        self.dying = _dying(inputs, self.building)
        shape = (len(inputs.years), draws, *inputs.start.shape)
        self.stock = np.zeros(shape)
        self.flows = {name: np.zeros(shape) for name in FLOWS}
        self.stock[0] = self.state.sum(axis=3)

    def step(self, y: int) -> None:
        year = self.inputs.years[y]
        self._remove("retired", y, self.state * self.dying[y][:, None, None, :])
        beyond = self.inputs.beyond_class[y][..., None]
        self._remove("closed", y, np.where(beyond, self.state, 0.0))
        self._close_by_name(y, year)
        self._meet_target(y, year)
        self._convert(y, year)
        self.stock[y] = self.state.sum(axis=3)

    def path(self) -> CapacityPath:
        inputs = self.inputs
        dims = DimensionSet(
            dim_list=[
                Dimension(name="year", letter="y", items=list(inputs.years)),
                Dimension(name="draw", letter="n", items=list(range(len(inputs.life)))),
                Dimension(name="province", letter="p", items=list(inputs.provinces)),
                Dimension(name="route", letter="r", items=list(inputs.routes)),
            ]
        )
        flows = {k: FlodymArray(dims=dims, values=v, name=k) for k, v in self.flows.items()}
        stock = FlodymArray(dims=dims, values=self.stock, name="stock")
        path = CapacityPath(stock, flows, self.state, self.building)
        if path.gap > CONSERVED:
            raise ConservationError(
                message(
                    "Capacity by province and route is off by {gap} of the whole, above "
                    "{conserved}. This is a defect of tanmai; nothing was written.",
                    gap=f"{path.gap:.3g}",
                    conserved=f"{CONSERVED:g}",
                )
            )
        return path

    def _remove(self, flow: str, y: int, gone: FloatArray) -> None:
        self.state -= gone
        self.flows[flow][y] += gone.sum(axis=3)

    def _close_by_name(self, y: int, year: int) -> None:
        for (when, province, route), amount in self.inputs.named.items():
            if when != year:
                continue
            p, r = self.inputs.provinces.index(province), self.inputs.routes.index(route)
            there = self.state[:, p, r].sum(axis=1)
            if (short := amount - float(there.min())) > CONSERVED * amount:
                raise OptionError(
                    message(
                        "The scenario closes {amount} t/a of {route} in {province} in {year}, "
                        "{short} more than there is; lower 'capacity' of that retirement.",
                        amount=f"{amount:,.0f}",
                        route=route,
                        province=province,
                        year=year,
                        short=f"{short:,.0f}",
                    )
                )
            gone = np.zeros_like(self.state)
            gone[:, p, r] = self.state[:, p, r] * (amount / there)[:, None]
            self._remove("closed", y, gone)

    def _meet_target(self, y: int, year: int) -> None:
        inputs = self.inputs
        self._build(y, year, inputs.electrolysis[y])
        total = self.state.sum(axis=(1, 2, 3))
        lacking = np.maximum(inputs.target[y] - total, 0.0)
        green = (lacking * inputs.built_low_carbon)[:, None] * inputs.mix[y]
        other = lacking * (1.0 - inputs.built_low_carbon)
        provinces = inputs.conventional.sum(axis=1)
        weights = provinces / provinces.sum()
        pattern = inputs.conventional / inputs.conventional.sum()
        new = weights[None, :, None] * green[:, None, :] + other[:, None, None] * pattern
        self._build(y, year, new)
        self._close_oldest(y, np.maximum(total - inputs.target[y], 0.0))

    def _build(self, y: int, year: int, new: FloatArray) -> None:
        self.state[..., self.building.index(year)] += new
        self.flows["built"][y] += new

    def _close_oldest(self, y: int, excess: FloatArray) -> None:
        """Close the oldest lines of the country down to the capacity of the year."""
        by_age = self.state.sum(axis=(1, 2))
        before = np.cumsum(by_age, axis=1) - by_age
        closing = np.clip(excess[:, None] - before, 0.0, by_age)
        share = np.divide(closing, by_age, out=np.zeros_like(by_age), where=by_age > 0)
        self._remove("closed", y, self.state * share[:, None, None, :])

    def _convert(self, y: int, year: int) -> None:
        inputs, low = self.inputs, self.inputs.low_carbon
        by_route = self.state.sum(axis=(1, 3))
        have, total = by_route[:, low].sum(axis=1), by_route.sum(axis=1)
        needed = np.maximum(inputs.share[y] * total - have, 0.0)
        there = total - have
        if (needed > there * (1.0 + CONSERVED)).any():
            raise OptionError(
                message(
                    "The scenario converts more conventional retorts in {year} than there are; "
                    "lower low_carbon.share_2030.",
                    year=year,
                )
            )
        part = np.divide(needed, there, out=np.zeros_like(needed), where=there > 0)
        gone = self.state * part[:, None, None, None] * (~low)[None, None, :, None]
        moved = gone.sum(axis=2)
        self._remove("converted_from", y, gone)
        gained = moved[:, :, None, :] * inputs.mix[y][:, None, :, None]
        self.state += gained
        self.flows["converted_to"][y] += gained.sum(axis=3)


def _dying(inputs: CapacityInputs, building: tuple[int, ...]) -> FloatArray:
    """Return the probability that a line dies within a year, (Y, n, C)."""
    if (inputs.life <= 0).any() or (inputs.spread <= 0).any():
        raise OptionError(
            message(
                "A line lives {min} years with a spread of {min_2}; give capacity.lifetime and "
                "capacity.spread above zero.",
                min=f"{float(inputs.life.min()):g}",
                min_2=f"{float(inputs.spread.min()):g}",
            )
        )
    dims = DimensionSet(
        dim_list=[
            Dimension(name="year", letter="t", items=list(building)),
            Dimension(name="draw", letter="n", items=list(range(len(inputs.life)))),
        ]
    )
    shape = (len(building), len(inputs.life))
    lives = NormalLifetime(
        dims=dims,
        mean=np.broadcast_to(inputs.life, shape).copy(),
        std=np.broadcast_to(inputs.spread, shape).copy(),
        inflow_at="start",
    )
    survival = np.asarray(lives.sf)  # (year, year of building, draw)
    dying = np.zeros((len(inputs.years), len(inputs.life), len(building)))
    for y, year in enumerate(inputs.years[1:], start=1):
        at = building.index(year)
        before, after = survival[at - 1], survival[at]
        alive = before > _LEAST_SURVIVAL
        share = np.divide(after, before, out=np.zeros_like(after), where=alive)
        dying[y] = np.where(np.array(building)[:, None] < year, 1.0 - share, 0.0).T
    return dying
