"""``tanmai magnesium couple``: magnesium opened in a provincial table, and what follows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tanmai.aggregation import aggregate_sectors
from tanmai.checks import check_table
from tanmai.labels import find_province
from tanmai.process.grid_factors import GRID_FACTORS_FILE
from tanmai.process.hybrid_case import (
    CoupledCase,
    carbon_by_stage,
    coupled_case,
    destinations,
    final_products,
    size,
    upstream,
)
from tanmai.process.hybrid_data import COUPLING_FILES, published_output
from tanmai.process.hybrid_magnesium import FERROSILICON, ferrosilicon_of, route_in
from tanmai.process.hybrid_nodes import nodes, paths_through
from tanmai.process.hybrid_options import CouplingOptions, among, read_coupling_options
from tanmai.process.hybrid_power import at_grid_factors, power_check
from tanmai.process.magnesium import OUTPUT_FILE
from tanmai.process.route_file import route_files
from tanmai.result import Check, Result, hashes
from tanmai.result_tables import accounts_by_province
from tanmai.study_files import solution_record
from tanmai.table import MrioTable

_CLOSED = 1e-9
_LIMITS = (
    (
        "表中电力以货币计，每度电的碳随电价而变；电网因子下的结果另列，省间排序以后者为准。",
        "The table knows power in money, so the carbon of a kWh follows its price; results at grid "
        "factors stand apart, and provinces should be ranked by those.",
    ),
    (
        "镁的用途没有分部门的公布数据，最终产品的分布只是冶炼部门的分布。",
        "No split of magnesium's uses by sector is published; its final products are those of "
        "smelting.",
    ),
    (
        "无分省产量的省份留在冶炼部门之内。",
        "Works of provinces without a published output stay inside smelting.",
    ),
)


@dataclass(frozen=True, eq=False)
class CoupledResult(Result):
    """A coupled table and what follows from it."""

    case: CoupledCase


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
        _assumptions(case),
        _LIMITS,
        {
            **solution_record(case.accounts),
            "changes": list(case.table.provenance.changes[len(table.provenance.changes) :]),
            "conservation": _conservation(case),
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


def _assumptions(case: CoupledCase) -> tuple[tuple[str, str], ...]:
    exported, used = case.magnesium.exported or 0.0, sum(case.magnesium.uses.values())
    at_home = (
        (
            f"国内的{100 * used:.0f}%销往给定用途，其余按冶炼部门的去向销售",
            f"at home {100 * used:.0f} % goes to the uses given and the rest where smelting sells",
        )
        if used
        else ("国内按冶炼部门的去向销售", "at home it goes where smelting sells")
    )
    return (
        (
            "镁自金属冶炼部门中拆分；投入按该省冶炼的采购来源分摊到各供应省。",
            "Magnesium is opened out of metal smelting; inputs come from where the smelting of the "
            "province buys.",
        ),
        *_assumptions_of_the_inventory(case),
        *_assumptions_of_ferrosilicon(case),
        (
            f"金属出口占比{100 * exported:.1f}%；{at_home[0]}。",
            f"{100 * exported:.1f} % of the metal is exported; {at_home[1]}.",
        ),
        (
            f"镁价{case.magnesium.price:,.0f}元/吨（缺省为2016年10月）；燃料、矿石与电力缺省取2015年"
            "价格。",
            f"Magnesium is {case.magnesium.price:,.0f} CNY/t (by default of October 2016); fuels, "
            "ores and power are by default at prices of 2015.",
        ),
    )


def _assumptions_of_the_inventory(case: CoupledCase) -> tuple[tuple[str, str], ...]:
    if not case.newly_counted.any():
        return (
            (
                "镁厂的排放都在数据表的清单之内，从宿主扣除。",
                "All that the works emit is held by the inventory of the table, and is taken from "
                "the host.",
            ),
        )
    if "fuel" not in case.options.inventory:
        return (
            (
                "按所给选项，数据表的清单不含镁厂燃料的CO₂：新增计入，单列，不从宿主扣除。",
                "By the options given the inventory of the table does not hold the CO2 of the "
                "works' fuels: it is counted anew, shown apart, and taken from no host.",
            ),
        )
    return (
        (
            "省级清单只含化石燃料燃烧与水泥过程排放，白云石煅烧的CO₂不在其中：新增计入，单列，"
            "不从宿主扣除。",
            "The inventories of the provinces hold fuels and cement alone, so the CO2 of calcined "
            "dolomite is counted anew, shown apart, and taken from no host.",
        ),
    )


def _assumptions_of_ferrosilicon(case: CoupledCase) -> tuple[tuple[str, str], ...]:
    if not case.has(FERROSILICON):
        return ()
    suppliers = {code: ferrosilicon_of(code, case.options) for code in case.makers}
    price = case.products[1].price
    return (
        (
            f"硅铁（或代替它的还原剂）同样拆分，{price:,.0f}元/吨；其还原碳视为来自焦炭，"
            "已在清单的燃料之中，从宿主扣除。",
            f"Ferrosilicon, or the reductant in its place, is opened too, at {price:,.0f} CNY/t; "
            "its carbon is taken to be that of coke, a fuel of the inventory, and leaves the host.",
        ),
        (_said_of_suppliers(suppliers, "zh"), _said_of_suppliers(suppliers, "en")),
    )


def _said_of_suppliers(suppliers: Mapping[str, Mapping[str, float]], language: str) -> str:
    def name(code: str) -> str:
        return find_province(code).name(language)

    chinese = language == "zh"
    said = [
        f"{name(user)}{'来自' if chinese else ' from '}"
        + ("、" if chinese else " and ").join(map(name, shares))
        for user, shares in suppliers.items()
    ]
    if chinese:
        return f"硅铁的产地：{'，'.join(said)}。"
    return f"Where the ferrosilicon of the works comes from: {', '.join(said)}."


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


def _checks(case: CoupledCase) -> tuple[Check, ...]:
    before, after, new = case.before, case.table, case.newly_counted
    own = before.by_region(before.F[0]) + before.F_Y[0]
    coupled = after.by_region(after.F[0]) + after.F_Y[0]
    demand = [t.final_demand.sum() + t.exports.sum() for t in (before, after)]
    total = coupled.sum()
    return (
        Check(
            "拆分后数据表的错误数",
            "Errors of the coupled table",
            float(len(check_table(after).failures)),
            0.0,
        ),
        Check(
            "各省排放 = 表内排放 + 新增计入（相对全国）",
            "Emissions of each province are the table's and those newly counted, over the total",
            float(np.abs(coupled - own - new).max() / total),
            _CLOSED,
        ),
        Check(
            "最终需求与出口不变（相对）",
            "Final demand and exports are unchanged, relative",
            float(abs(demand[1] - demand[0]) / demand[0]),
            _CLOSED,
        ),
        Check(
            "并回宿主后与原表一致（相对最大值）",
            "Merged with their host, the new sectors give the table back, over the largest cell",
            _gap_when_merged(case),
            _CLOSED,
        ),
        Check(
            "账户守恒（相对）",
            "Conservation of the accounts, relative",
            float(case.accounts.conservation_gap),
            _CLOSED,
        ),
    )


def _gap_when_merged(case: CoupledCase) -> float:
    into = {sector.code: sector for sector in case.before.sectors}
    opened = {one.sector.code: into[one.host] for one in case.products if case.has(one.sector.code)}
    merged = aggregate_sectors(case.table, into | opened, "before")
    flows = [(case.before.sold_by(r), merged.sold_by(r)) for r in range(case.before.index.m)]
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
