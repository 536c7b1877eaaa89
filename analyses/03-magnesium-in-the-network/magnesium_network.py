"""What the study of magnesium in the network computes, from a coupled table."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from tanmai.io.tables import load_table
from tanmai.metals.magnesium.coupling.case import (
    CoupledCase,
    carbon_by_stage,
    coupled_case,
    destinations,
    effects,
    final_products,
    size,
    upstream,
)
from tanmai.metals.magnesium.coupling.magnesium import (
    FERROSILICON,
    MAGNESIUM,
    magnesium_recipe,
    power_sector,
)
from tanmai.metals.magnesium.coupling.nodes import nodes, paths_through
from tanmai.metals.magnesium.coupling.options import CouplingOptions
from tanmai.metals.magnesium.coupling.power import at_grid_factors, power_check
from tanmai.metals.magnesium.coupling.what_if import with_moved_production, with_own_green_power

SHANXI, SHAANXI, NINGXIA, QINGHAI = "140000", "610000", "640000", "630000"
MOVED_TONNES = 100_000.0
GREEN_SHARE = 0.45


def base_case(table: str = "cn31-2017") -> CoupledCase:
    """Return the case with magnesium and ferrosilicon opened."""
    return coupled_case(load_table(table))


def what_ifs(base: CoupledCase) -> list[CoupledCase]:
    """Return the cases of electrolysis in Qinghai and of green power in Shaanxi."""
    share = MOVED_TONNES / base.output_tonnes[SHAANXI]
    recipe = magnesium_recipe(base.table, QINGHAI, CouplingOptions(route="electrolytic"))
    power = power_sector(base.table)
    moved = with_moved_production(base.table, base.magnesium, SHAANXI, QINGHAI, share, recipe)
    cases = [base.changed(f"{MOVED_TONNES / 1e3:.0f} kt by electrolysis in Qinghai", moved)]
    for sectors, said in (
        ([MAGNESIUM], "smelting"),
        ([MAGNESIUM, FERROSILICON], "smelting and ferrosilicon"),
    ):
        green = with_own_green_power(base.table, sectors, SHAANXI, power, GREEN_SHARE)
        cases.append(base.changed(f"{GREEN_SHARE:.0%} green power in Shaanxi, {said}", green))
    return cases


def study() -> tuple[Mapping[str, pd.DataFrame], CoupledCase]:
    """Return every table of the study, and the case as made."""
    base = base_case()
    cases = what_ifs(base)
    stages = pd.concat([carbon_by_stage(case) for case in (base, *cases)], ignore_index=True)
    return {
        "carbon_of_a_tonne": stages,
        "upstream": upstream(base),
        "destinations": destinations(base),
        "final_products": final_products(base),
        "power_check": power_check(base),
        "at_grid_factors": at_grid_factors(base),
        "size": size(base),
        "shortfalls": base.shortfalls,
        "nodes": nodes(base),
        "paths_through_magnesium": paths_through(base),
        "what_ifs": effects(base, cases),
    }, base
