"""The magnesium industry to 2030: capacity, output, energy, carbon, cost and exports.

A scenario is the baseline with what one more file says otherwise. Its numbers are drawn many
times over their ranges; what comes out is a fan, with the run on the values themselves in it.

Output is min(demand, utilisation x capacity), spread as capacity. Demand is that of electric
cars, exports and other uses. CO2 is from the cradle to the gate, by route, province and grid.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.core.errors import OptionError
from tanmai.core.labels import find_province
from tanmai.core.messages import message
from tanmai.metals.magnesium.industry.draws import Draws
from tanmai.metals.magnesium.industry.outlook_carbon import (
    BASE_YEAR,
    RouteIntensity,
    route_intensity,
)
from tanmai.metals.magnesium.industry.outlook_cohorts import CapacityPath, capacity_path
from tanmai.metals.magnesium.industry.outlook_cost import cost_of_routes
from tanmai.metals.magnesium.industry.outlook_scenario import (
    ELECTROLYTIC,
    LAST_YEAR,
    capacity_inputs,
    straight,
)
from tanmai.metals.magnesium.routes.data import RouteBook
from tanmai.metals.magnesium.routes.file import magnesium_routes
from tanmai.metals.parameters import Parameters

FloatArray = NDArray[np.float64]

FIRST_YEAR = BASE_YEAR + 1
_GJ_PER_TCE = 29.3076


@dataclass(frozen=True, eq=False)
class Outlook:
    """A scenario run; Y years from the base year, n draws, P provinces, R routes.

    Attributes
    ----------
    key : str
        Of the scenario.
    draws : Draws
        Its numbers.
    years : tuple of int
    provinces, routes : tuple of str
    capacity : CapacityPath
    intensity : RouteIntensity
    demand : dict
        Demand in t by use: ``electric_cars``, ``exports``, ``other``; arrays (Y, n).
    output : array (Y, n, P, R)
        Tonnes.
    """

    key: str
    draws: Draws
    years: tuple[int, ...]
    provinces: tuple[str, ...]
    routes: tuple[str, ...]
    capacity: CapacityPath
    intensity: RouteIntensity
    demand: dict[str, FloatArray]
    output: FloatArray

    @property
    def parameters(self) -> Parameters:
        """The numbers of the scenario."""
        return self.draws.parameters

    def title(self, language: str) -> str:
        """Return the name of the scenario in ``"zh"`` or ``"en"``."""
        return str(self.parameters[f"title_{language}"])

    @cached_property
    def low_carbon(self) -> NDArray[np.bool_]:
        """Which routes are low-carbon, (R,)."""
        return np.array([self.parameters[f"routes.{key}.low_carbon"] for key in self.routes])

    @cached_property
    def indicators(self) -> dict[str, FloatArray]:
        """Totals and means of the country by name, arrays (Y, n)."""
        stock, total = self.capacity.stock.values, self.output.sum(axis=(2, 3))
        capacity = stock.sum(axis=(2, 3))
        carbon = (self.output * self.intensity.total).sum(axis=(2, 3))
        by_route = self.output.sum(axis=2)
        cost = (by_route * self._of_routes("cost", "CNY/t Mg")).sum(axis=2) / total
        paid = self._carbon_paid * carbon / total
        energy = (by_route * self._of_routes("energy", "tce/t Mg")).sum(axis=2) / total
        share = self._path("exports.eu_share", "exports.eu_share_2030", "share")
        return {
            "capacity_t": capacity,
            "output_t": total,
            "utilisation_share": total / capacity,
            "demand_t": np.asarray(sum(self.demand.values())),
            "low_carbon_share": stock[..., self.low_carbon].sum(axis=(2, 3)) / capacity,
            "pidgeon_share": 1.0
            - stock[..., self.routes.index(ELECTROLYTIC)].sum(axis=2) / capacity,
            "carbon_t_per_t": carbon / total,
            "carbon_MtCO2": carbon / 1e6,
            "works_energy_GJ_per_t": energy * _GJ_PER_TCE,
            "works_energy_PJ": energy * _GJ_PER_TCE * total / 1e6,
            "cost_before_carbon_CNY_per_t": cost,
            "carbon_cost_CNY_per_t": paid,
            "cost_CNY_per_t": cost + paid,
            "cost_by_items_CNY_per_t": by_route @ self._costs_by_items / total + paid,
            "exports_t": self.demand["exports"],
            "exports_to_eu_t": self.demand["exports"] * share,
        }

    @property
    def _costs_by_items(self) -> FloatArray:
        """CNY per tonne before carbon by the cost model, (R,)."""
        return cost_of_routes(self.parameters, self.routes)

    @property
    def _carbon_paid(self) -> FloatArray:
        """CNY paid for a tonne of CO2, (Y, n)."""
        start = self.parameters.value("carbon_price.from", "a")
        price = self.draws.of("carbon_price.price", "CNY/t CO2")
        price = price * (1.0 - self.draws.of("carbon_price.free", "share"))
        return np.array([price if year >= start else 0.0 * price for year in self.years])

    def _of_routes(self, what: str, unit: str) -> FloatArray:
        """Return a quantity of the routes, (n, R)."""
        return np.column_stack([self.draws.of(f"routes.{r}.{what}", unit) for r in self.routes])

    def _path(self, first: str, last: str, unit: str) -> FloatArray:
        """Return a straight line from the base year to 2030, (Y, n)."""
        return straight(self.years, self.draws.of(first, unit), self.draws.of(last, unit))

    def fan(self, quantiles: Sequence[float] = (0.05, 0.25, 0.5, 0.75, 0.95)) -> pd.DataFrame:
        """Return quantiles of the indicators over the draws, a row a year and indicator."""
        rows = []
        for name, values in self.indicators.items():
            found = np.quantile(values, quantiles, axis=1)
            for y, year in enumerate(self.years):
                row = {f"q{100 * q:g}": v for q, v in zip(quantiles, found[:, y], strict=True)}
                rows.append({"scenario": self.key, "year": year, "indicator": name, **row})
        return pd.DataFrame(rows)


def run_outlook(
    key: str,
    parameters: Parameters,
    *,
    draws: int = 0,
    until: int = LAST_YEAR,
    book: RouteBook | None = None,
) -> Outlook:
    """Run a scenario year by year.

    Parameters
    ----------
    key : str
        Of the scenario.
    parameters : Parameters
        Its numbers.
    draws : int
        Draws over the ranges; 0 runs the values themselves.
    until : int
        The last year, after the base year.
    book : RouteBook, optional
        Routes; by default those of the package.

    Raises
    ------
    OptionError
        A year before the base year, or as in `capacity_path`.
    LabelError
        A province or a route is unknown.
    FileError
        Shares of routes do not sum to 1.
    """
    if not BASE_YEAR < until <= LAST_YEAR:
        raise OptionError(
            message(
                "An outlook until {until} does not lie after its base year {base_year} and up to "
                "{last_year}; give a year from {first_year} to {last_year}.",
                until=until,
                base_year=BASE_YEAR,
                last_year=LAST_YEAR,
                first_year=FIRST_YEAR,
            )
        )
    years = tuple(range(BASE_YEAR, until + 1))
    drawn = Draws(parameters, draws)
    provinces = tuple(find_province(code).code for code in parameters.group("provinces"))
    routes = tuple(parameters.group("routes"))
    intensity = route_intensity(book or magnesium_routes(), routes, provinces, years, drawn)
    inputs = capacity_inputs(drawn, years, provinces, routes, intensity)
    capacity = capacity_path(inputs)
    demand = _demand(drawn, years)
    stock = capacity.stock.values
    whole = stock.sum(axis=(2, 3))
    most = drawn.of("capacity.utilisation", "share") * whole
    made = np.minimum(np.asarray(sum(demand.values())), most)
    output = stock * (made / whole)[..., None, None]
    return Outlook(key, drawn, years, provinces, routes, capacity, intensity, demand, output)


def _demand(draws: Draws, years: Sequence[int]) -> dict[str, FloatArray]:
    """Return demand by use; what is made in the base year and not seen is of other uses."""
    after = np.array([year - BASE_YEAR for year in years])[:, None]
    cars = draws.of("demand.vehicles", "vehicle") * draws.of("demand.per_vehicle", "t Mg/vehicle")
    exports = draws.of("demand.exports", "t")
    made = sum(
        draws.of(f"provinces.{code}.output", "t") for code in draws.parameters.group("provinces")
    )
    other = made - cars - exports
    if (other < 0).any():
        raise OptionError(
            message(
                "Electric cars and exports take {needed} t, more than the {made} t of all "
                "provinces; correct demand or provinces.",
                needed=f"{float((cars + exports).max()):,.0f}",
                made=f"{float(np.max(made)):,.0f}",
            )
        )
    to_2030 = draws.of("demand.electric_cars_2030", "t")
    return {
        "electric_cars": cars * (to_2030 / cars) ** (after / (LAST_YEAR - BASE_YEAR)),
        "exports": exports * (1.0 + draws.of("demand.exports_growth", "share")) ** after,
        "other": other * (1.0 + draws.of("demand.other_growth", "share")) ** after,
    }
