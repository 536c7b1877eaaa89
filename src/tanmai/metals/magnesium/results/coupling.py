"""``tanmai magnesium couple``: magnesium opened in a provincial table, and what follows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tanmai.accounting.frames import accounts_by_province
from tanmai.checks import Finding, check_table
from tanmai.core.aggregation import aggregate_sectors
from tanmai.core.messages import message
from tanmai.core.table import MrioTable
from tanmai.metals.magnesium.coupling.case import (
    CoupledCase,
    carbon_by_stage,
    coupled_case,
    destinations,
    final_products,
    size,
    upstream,
)
from tanmai.metals.magnesium.coupling.data import COUPLING_FILES, published_output
from tanmai.metals.magnesium.coupling.magnesium import route_in
from tanmai.metals.magnesium.coupling.nodes import nodes, paths_through
from tanmai.metals.magnesium.coupling.options import CouplingOptions, among, read_coupling_options
from tanmai.metals.magnesium.coupling.power import at_grid_factors, power_check
from tanmai.metals.magnesium.flows.magnesium import OUTPUT_FILE
from tanmai.metals.magnesium.results.coupling_assumptions import coupling_assumptions
from tanmai.metals.magnesium.routes.file import route_files
from tanmai.metals.magnesium.routes.grid_factors import GRID_FACTORS_FILE
from tanmai.metals.result import MetalResult
from tanmai.studies.files import solution_record
from tanmai.studies.result import hashes, law

_CLOSED = 1e-9
_LIMITS = (
    message(
        "The table records power in money, so the carbon of a kWh follows its price; results at "
        "grid factors are given separately, and provinces should be ranked by those."
    ),
    message(
        "No split of magnesium's uses by sector is published; its final products are those of "
        "smelting."
    ),
    message("Works of provinces without a published output stay inside smelting."),
)


@dataclass(frozen=True, eq=False, repr=False)
class CoupledResult(MetalResult):
    """A coupled table and what follows from it."""

    case: CoupledCase

    _views = "tanmai.metals.magnesium.pages.views"


def couple_magnesium(
    table: MrioTable,
    inputs: Mapping[str, str],
    *,
    route: str | None = None,
    provinces: Sequence[str] = (),
    config: Path | None = None,
) -> CoupledResult:
    """Open magnesium in a table and account for it.

    Parameters
    ----------
    table : MrioTable
        A table in the sectors of ``nbs42-2012`` or ``nbs42-2017``.
    inputs : mapping
        sha256 of its files, by name.
    route : str, optional
        Route of all works, in the place of those of the options.
    provinces : sequence of str
        Provinces whose magnesium is opened; all with a known output where none is named.
    config : Path, optional
        Options of the coupling, as `CouplingOptions`.

    Raises
    ------
    LabelError, OptionError, TableError, FileError
        As in `coupled_case` and `read_coupling_options`.
    """
    options = _options(table, route, provinces, config)
    case = coupled_case(table, options)
    tables = {
        "carbon_of_a_tonne": carbon_by_stage(case).drop(columns="case"),
        "upstream": upstream(case),
        "destinations": destinations(case),
        "final_products": final_products(case),
        "size": size(case),
        "shortfalls": case.shortfalls,
        "accounts_by_province": accounts_by_province(case.accounts),
        "nodes": nodes(case),
        "paths_through_magnesium": paths_through(case),
        "power_check": power_check(case),
        "at_grid_factors": at_grid_factors(case),
        "recipes": _recipes(case),
    }
    own = [] if config is None else [config]
    files = [*own, *route_files(options.routes_file), *COUPLING_FILES, OUTPUT_FILE]
    return CoupledResult(
        "magnesium couple",
        {
            "table": table.provenance.name,
            "routes": list(dict.fromkeys(route_in(code, options) for code in case.makers)),
            "provinces": list(case.makers),
            "config": None if config is None else config.name,
            "inventory": list(options.inventory),
        },
        {**inputs, **hashes([*files, GRID_FACTORS_FILE])},
        tables,
        _checks(case),
        coupling_assumptions(case),
        _LIMITS,
        {
            **solution_record(case.accounts),
            "changes": [
                str(change)
                for change in case.table.provenance.changes[len(table.provenance.changes) :]
            ],
            "conservation": _conservation(case),
            "largest_shortfall": options.largest_shortfall,
            "shortfalls": case.shortfalls.to_dict("records"),
        },
        case,
        mrio_tables=(case.before,),
    )


def _options(
    table: MrioTable, route: str | None, provinces: Sequence[str], config: Path | None
) -> CouplingOptions:
    options = CouplingOptions() if config is None else read_coupling_options(config)
    given: dict[str, object] = {}
    if route is not None:
        given |= {"route": route, "routes": {}}
    if provinces:
        known = published_output(table.year) if options.output is None else options.output
        given["output"] = among(known, provinces)
    return options.model_copy(update=given)


def _conservation(case: CoupledCase) -> dict[str, object]:
    """Return the emissions before, those newly counted and those after, Mt CO2."""
    before, after = (float(t.F[0].sum() + t.F_Y[0].sum()) for t in (case.before, case.table))
    new = float(case.newly_counted.sum())
    return {
        "unit": case.table.emission_unit,
        "in_the_inventory_of_the_table": before,
        "newly_counted": new,
        "in_the_coupled_table": after,
        "difference": after - before - new,
    }


def _checks(case: CoupledCase) -> tuple[Finding, ...]:
    before, after, new = case.before, case.table, case.newly_counted
    own = before.by_region(before.F[0]) + before.F_Y[0]
    coupled = after.by_region(after.F[0]) + after.F_Y[0]
    demand = [t.final_demand.sum() + t.exports.sum() for t in (before, after)]
    total = coupled.sum()
    return (
        law(
            message("Errors of the coupled table"),
            float(len(check_table(after).failures)),
            0.0,
        ),
        law(
            message(
                "Emissions of each province are the table's and those newly counted, over the total"
            ),
            float(np.abs(coupled - own - new).max() / total),
            _CLOSED,
        ),
        law(
            message("Final demand and exports are unchanged, relative"),
            float(abs(demand[1] - demand[0]) / demand[0]),
            _CLOSED,
        ),
        law(
            message(
                "Merged with their host, the new sectors give the table back, over the largest cell"
            ),
            _gap_when_merged(case),
            _CLOSED,
        ),
        law(
            message("Conservation of the accounts, relative"),
            float(case.accounts.conservation_gap),
            _CLOSED,
        ),
    )


def _gap_when_merged(case: CoupledCase) -> float:
    into = {sector.code: sector for sector in case.before.sectors}
    opened = {one.sector.code: into[one.host] for one in case.products if case.has(one.sector.code)}
    merged = aggregate_sectors(case.table, into | opened, "before")
    places = [case.before.rows_of(r) for r in range(case.before.index.m)]
    flows = [(case.before.flows.rows(at), merged.flows.rows(at)) for at in places]
    parts = [
        (getattr(case.before, part), getattr(merged, part))
        for part in ("Y", "x", "value_added", "imports")
    ]
    return max(_gap(flows), *(_gap([part]) for part in parts))


def _gap(pairs: Iterable[tuple[Any, Any]]) -> float:
    """Return the largest difference of what came back from what was, over the largest number."""
    gaps, sizes = zip(
        *((abs(back - own).max(), abs(own).max()) for own, back in pairs), strict=True
    )
    return float(max(gaps) / max(sizes))


def _recipes(case: CoupledCase) -> pd.DataFrame:
    """Return what a tonne takes and emits in each province, by supplying sector."""
    names = {sector.code: sector for sector in case.table.sectors}
    rows = [
        {
            "made_in": code,
            "sector_code": sector,
            "sector_en": names[sector].name_en,
            "sector_zh": names[sector].name_zh,
            "CNY_per_t": recipe.purchases.get(sector),
            "basis": "route" if sector in recipe.purchases else "as smelting buys",
        }
        for code in case.makers
        for recipe in [case.magnesium.recipes[code]]
        for sector in (*recipe.purchases, *recipe.at_host_rate)
    ]
    return pd.DataFrame(rows)
