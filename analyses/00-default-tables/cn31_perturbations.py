"""Rebuild a table from perturbed inputs, to see how far its results can be trusted.

The widths below are judgements made before the rebuilds were run, not fits:

- structure of 2007 (value added, output, use, final demand by cell): it is five
  to ten years old when it is used;
- home preference: the share of trade between regions rose from 0.117 to 0.190
  from 2002 to 2007 in the tables of the State Information Center, a change of
  ln odds by 0.57 in five years, taken as the error common to all commodities;
- distance: the exponent of transport cost, 1 in the recipe;
- customs exports, and the split of exports and imports of 2007;
- provincial accounts, which were revised after each economic census.

Emissions are not perturbed.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tanmai.estimate import BaseStructure, EstimateInputs, ProvincialAccounts
from tanmai.table import FloatArray

WIDTHS = {
    "value added and output of 2007, by province and sector, log-normal": 0.4,
    "output of 2007 apart from value added, log-normal": 0.1,
    "use of 2007 by cell, log-normal": 0.5,
    "final demand of 2007 by cell, log-normal": 0.4,
    "exports and imports of 2007 by cell, log-normal": 0.5,
    "home preference, common to all commodities, normal": 0.57,
    "home preference, by commodity, normal": 0.5,
    "exponent of transport cost, log-normal": 0.3,
    "customs exports by province, log-normal": 0.2,
    "regional product by province and industry, log-normal": 0.05,
    "final use by province and category, log-normal": 0.1,
}
(
    STRUCTURE,
    OUTPUT,
    USE,
    FINAL_DEMAND,
    FOREIGN_TRADE,
    PREFERENCE,
    PREFERENCE_BY_COMMODITY,
    COST_EXPONENT,
    CUSTOMS,
    REGIONAL_PRODUCT,
    FINAL_USE,
) = WIDTHS.values()


def perturbed(inputs: EstimateInputs, seed: int) -> EstimateInputs:
    """Return the inputs with every uncertain one moved at random; one seed, one result."""
    rng = np.random.default_rng([inputs.year, seed])
    n = inputs.index.n
    preference = inputs.codes.home_preference + (
        rng.normal(0, PREFERENCE) + rng.normal(0, PREFERENCE_BY_COMMODITY, n)
    )
    exponent = np.exp(rng.normal(0, COST_EXPONENT))
    return replace(
        inputs,
        base=_base(inputs.base, rng),
        accounts=_accounts(inputs.accounts, rng),
        codes=replace(inputs.codes, home_preference=preference),
        transport_cost=np.maximum(inputs.transport_cost, 1.0) ** exponent,
    )


def _moved(values: FloatArray, width: float, rng: np.random.Generator) -> FloatArray:
    return np.asarray(values * np.exp(rng.normal(0, width, values.shape)))


def _base(base: BaseStructure, rng: np.random.Generator) -> BaseStructure:
    structure = np.exp(rng.normal(0, STRUCTURE, base.output.shape))
    return BaseStructure(
        use=_moved(base.use, USE, rng),
        final_demand=_moved(base.final_demand, FINAL_DEMAND, rng),
        output=_moved(base.output * structure, OUTPUT, rng),
        value_added=base.value_added * structure,
        exports=_moved(base.exports, FOREIGN_TRADE, rng),
        imports=_moved(base.imports, FOREIGN_TRADE, rng),
    )


def _accounts(accounts: ProvincialAccounts, rng: np.random.Generator) -> ProvincialAccounts:
    customs = _moved(accounts.customs_exports, CUSTOMS, rng)
    return ProvincialAccounts(
        regional_product=_moved(accounts.regional_product, REGIONAL_PRODUCT, rng),
        final_use=_moved(accounts.final_use, FINAL_USE, rng),
        income=accounts.income,
        customs_exports=customs / customs.sum(),
    )
