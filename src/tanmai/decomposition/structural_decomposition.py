"""Structural decomposition: why the carbon behind final demand changed between two years.

C[r, s] = Σ f_i L_ij structure_jsc mix_sc per-head_s population_s is a product of six factors;
its change is shared out among them without a residual, in one of three ways:

- ``polar average``: the mean of the two polar orders (Dietzenbacher and Los 1998);
- ``all orders``: the mean of all 6! orders (the Shapley value; Sun 1998);
- ``additive LMDI-I``: by logarithmic means of the elements (Ang 2005).

Sources: Dietzenbacher and Los (1998); Ang (2005); Su and Ang (2012).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import factorial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.accounts import CONSERVATION_LIMIT, CarbonAccounts
from tanmai.decomposition.constant_prices import require_same_prices
from tanmai.decomposition.demand_factors import DemandFactors, demand_factors
from tanmai.decomposition.log_mean import ZEROS, log_mean_effects
from tanmai.errors import ConservationError, LabelError, OptionError, did_you_mean
from tanmai.flow_matrix import FlowMatrix
from tanmai.labels import Region
from tanmai.relative_accounts import region_series
from tanmai.units import header

FloatArray = NDArray[np.float64]

FACTORS = (
    "emission_intensity",
    "production_structure",
    "demand_structure",
    "category_mix",
    "demand_per_head",
    "population",
)
METHODS = ("polar average", "all orders", "additive LMDI-I")


@dataclass(frozen=True, eq=False)
class StructuralDecomposition:
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
    effects : array (6, m, m)
        ``effects[k, r, s]``: what factor k (in the order of ``FACTORS``) added to the
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
    effects: FloatArray
    change: FloatArray
    residual: float
    treatments: tuple[str, ...]

    def flows(self, factor: str) -> FlowMatrix:
        """Return the effect of one factor on the flows (m, m).

        Raises
        ------
        OptionError
            The factor is unknown.
        """
        if factor not in FACTORS:
            raise OptionError(
                f"'{factor}' is not a factor.{did_you_mean(factor, FACTORS)} "
                f"Known: {', '.join(FACTORS)}."
            )
        return FlowMatrix(self.regions, self.effects[FACTORS.index(factor)], self.unit)

    def by_destination(self) -> pd.DataFrame:
        """Return the effects on what each region's final demand makes others and itself emit."""
        return self._frame(self.effects.sum(axis=1), self.change.sum(axis=0))

    def by_origin(self) -> pd.DataFrame:
        """Return the effects on what is emitted in each region for all final demand."""
        return self._frame(self.effects.sum(axis=2), self.change.sum(axis=1))

    def _frame(self, effects: FloatArray, change: FloatArray) -> pd.DataFrame:
        unit = header(self.unit)
        columns = {f"{name}_{unit}": row for name, row in zip(FACTORS, effects, strict=True)}
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
) -> StructuralDecomposition:
    """Share the change of carbon flows between two years among six factors.

    Parameters
    ----------
    first, second : CarbonAccounts
        Accounts of the same regions, sectors, categories, emission and focus.
    populations : two mappings
        Code of each region to its population, in both years; any one unit.
    method : str
        One of ``METHODS``.
    prices : str
        ``"constant prices"``: refuse tables whose money is not the same;
        ``"current prices"``: compare them all the same.
    zeros : str
        For ``additive LMDI-I``: ``"refuse"`` elements that come or go, or take their
        ``"analytical limit"``: the change goes to the factors that are zero, in equal
        parts (Ang and Liu 2007).

    Returns
    -------
    StructuralDecomposition
        Effects (6, m, m); unit of the emissions.

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
        raise OptionError(
            f"'{method}' is not a way to decompose.{did_you_mean(method, METHODS)} "
            f"Known: {', '.join(METHODS)}."
        )
    if zeros not in ZEROS:
        raise OptionError(f"'{zeros}' is no treatment of zeros; known: {', '.join(ZEROS)}.")
    _require_comparable(first, second)
    require_same_prices(first.table, second.table, prices)
    people = (
        region_series(first.table, populations[0], f"population of {first.table.year}"),
        region_series(second.table, populations[1], f"population of {second.table.year}"),
    )
    before, after, treatments = demand_factors(first, second, people)
    if method == "additive LMDI-I":
        effects = log_mean_effects(first, second, before, after, zeros)
        treatments += (f"zeros: {zeros}",)
    else:
        effects = _ordered_effects(first, second, before, after, method)
    change = second.flows.values - first.flows.values
    residual = _residual(effects, change, first, second)
    return StructuralDecomposition(
        regions=first.table.regions,
        unit=first.table.emission_unit,
        years=(first.table.year, second.table.year),
        method=method,
        prices=prices,
        effects=effects,
        change=change,
        residual=residual,
        treatments=treatments,
    )


def _ordered_effects(
    first: CarbonAccounts,
    second: CarbonAccounts,
    before: DemandFactors,
    after: DemandFactors,
    method: str,
) -> FloatArray:
    """Return the effects (6, m, m) of the mean over two polar, or over all, orders."""
    flows = _states(first, second, before, after)
    count = len(FACTORS)
    everything = 2**count - 1
    effects = []
    for factor in range(count):
        own, before_it = 1 << factor, (1 << factor) - 1
        if method == "polar average":
            # Set bits are factors of the second year: those before this one, or those after it.
            weights = {before_it: 0.5, everything ^ before_it ^ own: 0.5}
        else:
            weights = {
                state: _share_of_orders(state.bit_count(), count)
                for state in range(everything + 1)
                if not state & own
            }
        effects.append(
            sum(weight * (flows(state | own) - flows(state)) for state, weight in weights.items())
        )
    return np.array(effects)


def _share_of_orders(changed: int, count: int) -> float:
    """Return the share of all orders in which exactly a given set changes before a factor."""
    return factorial(changed) * factorial(count - changed - 1) / factorial(count)


def _states(
    first: CarbonAccounts,
    second: CarbonAccounts,
    before: DemandFactors,
    after: DemandFactors,
) -> Callable[[int], FloatArray]:
    """Return C (m, m) with the factors of the set bits taken from the second year."""
    m, n = first.table.index.m, first.table.index.n
    spread, accounts = np.kron(np.eye(m), np.ones(n)), (first, second)
    multipliers = {
        (f, L): accounts[L].system.multipliers(spread * accounts[f].direct_intensity)
        for f in (0, 1)
        for L in (0, 1)
    }
    years = (before, after)
    unit_flows = {
        (f, L, structure, mix): multiplier
        @ np.einsum("jsc,sc->js", years[structure].structure, years[mix].mix)
        for (f, L), multiplier in multipliers.items()
        for structure in (0, 1)
        for mix in (0, 1)
    }

    def flows(state: int) -> FloatArray:
        f, L, structure, mix, head, people = ((state >> bit) & 1 for bit in range(len(FACTORS)))
        level = years[head].per_head * years[people].population
        return np.asarray(unit_flows[f, L, structure, mix] * level)

    return flows


def _require_comparable(first: CarbonAccounts, second: CarbonAccounts) -> None:
    one, other = first.table, second.table
    same = {
        "regions": one.index.region_codes == other.index.region_codes,
        "sectors": [(s.code, s.name_zh) for s in one.sectors]
        == [(s.code, s.name_zh) for s in other.sectors],
        "categories of final demand": [c.code for c in one.categories]
        == [c.code for c in other.categories],
        "units": (one.money_unit, one.emission_unit) == (other.money_unit, other.emission_unit),
        "emission": first.stressor == second.stressor,
        "focus": first.focus == second.focus,
    }
    for what, equal in same.items():
        if not equal:
            raise LabelError(
                f"'{one.provenance.name}' and '{other.provenance.name}' do not have the same "
                f"{what}, so their difference has no meaning. Bring both into one scheme first "
                "(`aggregate_sectors`; `--scheme` of the command)."
            )


def _residual(
    effects: FloatArray, change: FloatArray, first: CarbonAccounts, second: CarbonAccounts
) -> float:
    scale = max(np.abs(a.flows.values).sum() for a in (first, second))
    residual = float(np.abs(change - effects.sum(axis=0)).max() / max(scale, 1e-300))
    if not residual <= CONSERVATION_LIMIT:
        raise ConservationError(
            f"The effects miss the change by {residual:.1e} of all emissions, above "
            f"{CONSERVATION_LIMIT:.0e}; run `tanmai check` on both tables."
        )
    return residual
