"""Structural decomposition: why the carbon behind final demand changed between two years.

C[r, s] = Σ f_i L_ij structure_jsc mix_sc per-head_s population_s is a product of six factors;
with technology, provincial sourcing and imports in the place of L, which they also are in the
structure of demand, of eight. Its change is shared out among them without a residual:

- ``polar average``: the mean of the two polar orders (Dietzenbacher and Los 1998);
- ``all orders``: the mean of all orders (the Shapley value; Sun 1998);
- ``additive LMDI-I``: by logarithmic means of the elements (Ang 2005).

Sources: Dietzenbacher and Los (1998); Ang (2005); Su and Ang (2012).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.accounting.carbon import CONSERVATION_LIMIT, CarbonAccounts
from tanmai.accounting.relative import region_series
from tanmai.analysis.constant_prices import require_same_prices
from tanmai.analysis.demand_factors import demand_factors
from tanmai.analysis.log_mean import ZEROS, log_mean_effects
from tanmai.analysis.log_mean_sourcing import log_mean_sourcing_effects
from tanmai.analysis.orders import ordered_effects
from tanmai.analysis.production_factors import production_factors
from tanmai.analysis.states import states_of_sourcing, states_of_structure
from tanmai.core.errors import ConservationError, LabelError, OptionError, unknown
from tanmai.core.flow_matrix import FlowMatrix
from tanmai.core.labels import Region
from tanmai.core.messages import message
from tanmai.core.notebook import Shown
from tanmai.core.units import header

FloatArray = NDArray[np.float64]

FACTORS = (
    "emission_intensity",
    "production_structure",
    "demand_structure",
    "category_mix",
    "demand_per_head",
    "population",
)
SOURCING_FACTORS = (
    "emission_intensity",
    "technology",
    "provincial_sourcing",
    "domestic_share",
    "demand_structure",
    "category_mix",
    "demand_per_head",
    "population",
)
"""The factors with technology, provincial sourcing and imports apart."""
METHODS = ("polar average", "all orders", "additive LMDI-I")


@dataclass(frozen=True, eq=False, repr=False)
class StructuralDecomposition(Shown):
    """The change of the flows C between two years, factor by factor. Unit of the emissions.

    Attributes
    ----------
    regions : tuple of Region
        m regions.
    unit : str
        Unit of the emissions.
    years : tuple of int
        The two years.
    method : str
        One of ``METHODS``.
    prices : str
        ``"constant prices"`` or ``"current prices"``.
    factors : tuple of str
        ``FACTORS``, or ``SOURCING_FACTORS``.
    effects : array (k, m, m)
        ``effects[k, r, s]``: what factor k (in the order of ``factors``) added to the
        emissions in r for final demand of s. Direct emissions of households and
        those for exports stand outside.
    change : array (m, m)
        C of the second year less C of the first.
    residual : float
        Largest difference between the change and the sum of its effects,
        relative to the flows of the year that has more.
    treatments : tuple of str
        What was done to the final demand to give it factors.
    """

    regions: tuple[Region, ...]
    unit: str
    years: tuple[int, int]
    method: str
    prices: str
    factors: tuple[str, ...]
    effects: FloatArray
    change: FloatArray
    residual: float
    treatments: tuple[str, ...]

    def __repr__(self) -> str:
        first, second = self.years
        return (
            f"<StructuralDecomposition {first} to {second}, {self.method}, {self.prices}: "
            f"{self.change.sum():+,.6g} {self.unit} by {', '.join(self.factors)}>"
        )

    def flows(self, factor: str) -> FlowMatrix:
        """Return the effect of one factor on the flows (m, m).

        Raises
        ------
        OptionError
            The factor is unknown.
        """
        if factor not in self.factors:
            raise OptionError(unknown(factor, message("a factor"), self.factors))
        return FlowMatrix(self.regions, self.effects[self.factors.index(factor)], self.unit)

    def to_frame(self) -> pd.DataFrame:
        """Return the effects on each region, as `by_destination` does."""
        return self.by_destination()

    def by_destination(self) -> pd.DataFrame:
        """Return the effects on what each region's final demand makes others and itself emit."""
        return self._frame(self.effects.sum(axis=1), self.change.sum(axis=0))

    def by_origin(self) -> pd.DataFrame:
        """Return the effects on what is emitted in each region for all final demand."""
        return self._frame(self.effects.sum(axis=2), self.change.sum(axis=1))

    def _frame(self, effects: FloatArray, change: FloatArray) -> pd.DataFrame:
        unit = header(self.unit)
        columns = {f"{name}_{unit}": row for name, row in zip(self.factors, effects, strict=True)}
        codes = pd.Index([region.code for region in self.regions], name="region")
        return pd.DataFrame({**columns, f"change_{unit}": change}, index=codes)


def decompose_change(
    first: CarbonAccounts,
    second: CarbonAccounts,
    populations: tuple[Mapping[str, float], Mapping[str, float]],
    *,
    method: str = "polar average",
    prices: str = "constant prices",
    zeros: str = "refuse",
    sourcing: bool = False,
) -> StructuralDecomposition:
    """Share the change of carbon flows between two years among their factors.

    Parameters
    ----------
    first, second : CarbonAccounts
        Accounts of the same regions, sectors, categories, emission and focus.
    populations : two mappings
        Code of each region to its population, in both years; any one unit.
    method : str
        One of ``METHODS``.
    prices : str
        ``"constant prices"``: reject tables whose money is not the same;
        ``"current prices"``: compare them all the same.
    zeros : str
        For ``additive LMDI-I``: ``"refuse"`` elements that come or go, or take their
        ``"analytical limit"``: the change goes to the factors that are zero, in equal
        parts (Ang and Liu 2007).
    sourcing : bool
        Set technology, provincial sourcing and imports apart (``SOURCING_FACTORS``).

    Returns
    -------
    StructuralDecomposition
        Effects (k, m, m); unit of the emissions.

    Raises
    ------
    OptionError
        An option is unknown, or the prices differ; with LMDI, zeros stand in the way.
    LabelError
        The accounts are not of the same regions, sectors, categories, emission
        or focus, or a population is missing.
    UnsolvableError
        With LMDI, a flow or an emission is negative.
    ConservationError
        The effects miss the change by more than 1e-9, relative.

    Notes
    -----
    D&L's orders differ widely; neither mean is the true one. Population and
    demand per head enter as a product, so no method tells them apart but by
    their own change. Source: Dietzenbacher and Los (1998); Ang (2005).
    """
    if method not in METHODS:
        raise OptionError(unknown(method, message("a method of decomposition"), METHODS))
    if zeros not in ZEROS:
        raise OptionError(unknown(zeros, message("a treatment of zeros"), ZEROS))
    _require_comparable(first, second)
    require_same_prices(first.table, second.table, prices)
    people = (
        region_series(
            first.table, populations[0], message("population of {year}", year=first.table.year)
        ),
        region_series(
            second.table, populations[1], message("population of {year}", year=second.table.year)
        ),
    )
    factors, effects, treatments = _effects(first, second, people, method, zeros, sourcing)
    change = second.flows.values - first.flows.values
    residual = _residual(effects, change, first, second)
    return StructuralDecomposition(
        regions=first.table.regions,
        unit=first.table.emission_unit,
        years=(first.table.year, second.table.year),
        method=method,
        prices=prices,
        factors=factors,
        effects=effects,
        change=change,
        residual=residual,
        treatments=treatments,
    )


def _effects(
    first: CarbonAccounts,
    second: CarbonAccounts,
    people: tuple[FloatArray, FloatArray],
    method: str,
    zeros: str,
    sourcing: bool,
) -> tuple[tuple[str, ...], FloatArray, tuple[str, ...]]:
    """Return the factors, their effects (k, m, m), and what was done to reach them."""
    by_log_mean = method == "additive LMDI-I"
    if sourcing:
        old, new, treatments = production_factors(first, second, people)
        if by_log_mean:
            effects = log_mean_sourcing_effects((first, second), (old, new), zeros)
            return SOURCING_FACTORS, effects, (*treatments, f"zeros: {zeros}")
        states = states_of_sourcing((first, second), (old, new))
        return SOURCING_FACTORS, ordered_effects(states, len(SOURCING_FACTORS), method), treatments
    before, after, treatments = demand_factors(first, second, people)
    if by_log_mean:
        effects = log_mean_effects(first, second, before, after, zeros)
        return FACTORS, effects, (*treatments, f"zeros: {zeros}")
    states = states_of_structure((first, second), (before, after))
    return FACTORS, ordered_effects(states, len(FACTORS), method), treatments


def _require_comparable(first: CarbonAccounts, second: CarbonAccounts) -> None:
    one, other = first.table, second.table
    same = (
        (message("regions"), one.index.region_codes == other.index.region_codes),
        (
            message("sectors"),
            [(s.code, s.name_zh) for s in one.sectors]
            == [(s.code, s.name_zh) for s in other.sectors],
        ),
        (
            message("categories of final demand"),
            [c.code for c in one.categories] == [c.code for c in other.categories],
        ),
        (
            message("units"),
            (one.money_unit, one.emission_unit) == (other.money_unit, other.emission_unit),
        ),
        (message("emission"), first.stressor == second.stressor),
        (message("focus"), first.focus == second.focus),
    )
    for what, equal in same:
        if not equal:
            raise LabelError(
                message(
                    "'{one}' and '{other}' do not have the same {what}, so their difference has "
                    "no meaning. Bring both into one scheme first (`aggregate_sectors`; "
                    "`--scheme` of the command).",
                    one=one.provenance.name,
                    other=other.provenance.name,
                    what=what,
                )
            )


def _residual(
    effects: FloatArray, change: FloatArray, first: CarbonAccounts, second: CarbonAccounts
) -> float:
    scale = max(np.abs(a.flows.values).sum() for a in (first, second))
    residual = float(np.abs(change - effects.sum(axis=0)).max() / max(scale, 1e-300))
    if not residual <= CONSERVATION_LIMIT:
        raise ConservationError(
            message(
                "The effects miss the change by {residual} of all emissions, above "
                "{conservation_limit}; run `tanmai check` on both tables.",
                residual=f"{residual:.1e}",
                conservation_limit=f"{CONSERVATION_LIMIT:.0e}",
            )
        )
    return residual
