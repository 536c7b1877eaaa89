"""The files of a study that hold numbers: CSV, workbook, graphs and ``run.json``."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import networkx as nx
import pandas as pd

from tanmai import __version__
from tanmai.accounting.carbon import CarbonAccounts
from tanmai.accounting.readings import DEFAULT_READING, READINGS
from tanmai.analysis.key_pathways import KeyPathways
from tanmai.checks import CheckReport
from tanmai.core.focus import Focus
from tanmai.core.table import MrioTable
from tanmai.networks import left_out_note, write_gexf, write_graphml
from tanmai.studies.national_statistics import POPULATION, POPULATION_SOURCE
from tanmai.studies.spreadsheet import write_workbook
from tanmai.studies.study import Study
from tanmai.studies.tables import path_coverage
from tanmai.studies.uncertainty_statements import assumptions, left_out, statements

# Enough digits for the sums in a CSV to close to 1e-9, and no more.
_NUMBER = "%.12g"
_LIBRARIES = ("numpy", "scipy", "pandas", "networkx", "geopandas", "matplotlib", "pymrio")


def boundary_of_accounts(
    accounts: CarbonAccounts, reading: str = DEFAULT_READING
) -> tuple[str, str]:
    """Return what accounts under a reading hold and leave out, in Chinese and English."""
    exports = (
        (
            "出口单列，不计入生产地区的最终需求",
            "a sink of their own, never demand of the region that makes them",
        )
        if reading not in ("exports_at_origin", "final_producer")
        else ("出口计入发货地区的需求", "counted as demand of the region that ships them")
    )
    chosen = READINGS[reading]
    said = (
        ("", "")
        if reading == DEFAULT_READING
        else (
            f"口径“{chosen.title_zh}”：流量为{chosen.meaning_zh}",
            f" Reading: {chosen.within('en')}; a flow from r to s is what is {chosen.meaning_en}",
        )
    )
    households = (
        ("居民直接排放计入本地区的生产侧与消费侧", "in both accounts of their region")
        if accounts.focus is None
        else ("居民直接排放不计入", "left out")
    )
    stock = (
        (
            "存货变动按其正负号计入所在地区的最终需求",
            "final demand of their region, with their sign",
        )
        if not accounts.table.stock_change.any()
        else (
            "存货变动因来源未注明地区而单列",
            "a sink of their own, since the source names no region",
        )
    )
    return (
        f"账户只含表内各地区的排放：进口品在境外的隐含碳不在其中；{exports[0]}；"
        f"{stock[0]}；{households[0]}。{said[0]}",
        "The accounts hold the emissions of the regions of the table only: carbon emitted abroad "
        f"for imported goods is outside them; exports are {exports[1]}; changes in inventories are "
        f"{stock[1]}; direct emissions of households are {households[1]}.{said[1]}",
    )


def write_tables(tables: Mapping[str, pd.DataFrame], said: Sequence[str], folder: Path) -> None:
    """Write tables as CSV and as sheets of ``tables.xlsx``, and what must be said with them.

    Parameters
    ----------
    tables : mapping
        Tables by the stem of their CSV.
    said : sequence of str
        Lines of ``NOTES.txt`` and of the workbook's first sheet.
    folder : Path
        An existing folder.
    """
    for stem, table in tables.items():
        text = _harmless(table).to_csv(index=False, float_format=_NUMBER, lineterminator="\n")
        (folder / f"{stem}.csv").write_text(text, encoding="utf-8", newline="\n")
    write_workbook(folder / "tables.xlsx", tables, said)
    text = "\n".join(said) + "\n"
    (folder / "NOTES.txt").write_text(text, encoding="utf-8", newline="\n")


def _harmless(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose texts no spreadsheet takes for a formula, whatever the labels are."""
    safe = table.copy()
    for name in safe.select_dtypes(include=["object", "string"]):
        safe[name] = safe[name].map(_no_formula)
    safe.columns = pd.Index([_no_formula(title) for title in table.columns])
    return safe


def _no_formula(value: object) -> object:
    starts = isinstance(value, str) and value.lstrip(" ").startswith(
        ("=", "+", "-", "@", "\t", "\r")
    )
    return f"'{value}" if starts else value


def write_json(record: Mapping[str, Any], path: Path) -> None:
    """Write a record as JSON."""
    text = json.dumps(record, ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def write_networks(study: Study, folder: Path) -> None:
    """Write the network as ``network.gexf`` and ``network.graphml`` into an existing folder."""
    network = _network_to_show(study)
    write_gexf(network, folder / "network.gexf")
    write_graphml(network, folder / "network.graphml")


def _network_to_show(study: Study) -> nx.DiGraph[str]:
    """Return the network with what Gephi shows: measures, communities, backbone, caveat."""
    network = study.network.copy()
    measures = study.tables["network_nodes"].set_index("adcode")
    measures = measures.drop(columns=["province_zh", "province_en"])
    for code, values in measures.to_dict("index").items():
        network.nodes[str(code)].update({str(name): value for name, value in values.items()})
    for edge in network.edges:
        network.edges[edge]["in_backbone"] = study.backbone.has_edge(*edge)
    provenance, focus = study.table.provenance, study.accounts.focus
    network.graph.update(
        table=provenance.name,
        year=study.table.year,
        focus=f"{focus.name} ({', '.join(focus.sector_codes)})" if focus else "",
        focus_reading=focus.reading if focus else "",
        caveat_zh=provenance.caveat_zh,
        caveat_en=provenance.caveat_en,
    )
    return network


def notes(study: Study) -> list[str]:
    """Return what must be said with the tables, in both languages, a line each."""
    provenance = study.table.provenance
    lines = [
        f"tanmai {__version__} · {provenance.name} · {study.table.year}",
        provenance.caveat_zh,
        provenance.caveat_en,
        *boundary_of_accounts(study.accounts, study.options.reading),
        *boundary_notes(study, "zh"),
        *boundary_notes(study, "en"),
        *_focus_notes(study.accounts.focus),
        *(left_out_note(study.ranking) or ()),
        *provenance.assumptions,
        f"network_edges.csv: in_backbone 指{study.backbone.graph['backbone_zh']}。",
        f"network_edges.csv: in_backbone is of the {study.backbone.graph['backbone_en']}.",
    ]
    if study.population is not None and study.options.population is None:
        lines += [
            f"relative_accounts.csv: 人口为{POPULATION_SOURCE[0]}。",
            f"relative_accounts.csv: population is of {POPULATION_SOURCE[1]}.",
        ]
    if study.structure is not None and study.structure.no_blocks:
        lines += [
            "structure.csv: 网络过于对称，CONCOR 不收敛，故无块模型。",
            f"structure.csv: no block model. {study.structure.no_blocks}",
        ]
    if study.imported is not None:
        lines += [
            "imported_carbon.csv: 按国内技术假定对进口品隐含碳的估算，不属于任何账户。",
            "imported_carbon.csv: an estimate of the carbon of imports, made as at home (domestic "
            "technology); part of no account.",
        ]
    if study.ensemble is not None:
        for language in ("zh", "en"):
            lines.append(assumptions(study.ensemble, language))
            lines += [*statements(study.ensemble, language), left_out(language)]
    return [line for line in lines if line]


def boundary_notes(study: Study, language: str) -> list[str]:
    """Return what the user's own boundaries lack, a line each in ``"zh"`` or ``"en"``."""
    return study.boundary_checks.messages(language) if study.boundary_checks else []


def pathway_notes(study: Study) -> tuple[str, ...]:
    """Return what the paths and routes of a study are, or why there are none: zh and en."""
    if study.pathways is None:
        return (
            "未列出部门路径与地区路径：表中有负的流量或排放，或最终需求的隐含排放合计不为正，"
            "余下的路径因此没有上限；或所要求的条数与覆盖率使搜索的分支过多。",
            "No structural paths and no region routes are listed: a flow or an emission of the "
            "table is negative, or final demand embodies nothing on balance, so that nothing "
            "bounds the paths that are left out; or the count and the coverage that were asked "
            "for open too many branches.",
        )
    return (
        "部门路径与地区路径由分支限界法求得：列出的是最大的，其余的份额上限与最大者的上限"
        "见 path_coverage.csv。",
        "Structural paths and region routes are found by branch and bound: those listed are the "
        "largest, and path_coverage.csv gives what the rest carries at most, in all and singly.",
        *(uncertified_notes(study.pathways) if study.pathways.uncertified else ()),
    )


def uncertified_notes(found: KeyPathways) -> tuple[str, str]:
    """Say of how many flows no path is listed, and what these carry at most: zh and en."""
    flows, unit = found.uncertified, found.overall.unit
    whole = sum(flow.total for flow in flows)
    zh = "、".join(f"{flow.origin.name_zh}→{flow.destination.name_zh}" for flow in flows)
    en = ", ".join(f"{flow.origin.name_en} to {flow.destination.name_en}" for flow in flows)
    return (
        f"其中 {len(flows)} 条流动（{zh}）未列出路径：更长的链条可能大于已找到的任何一条；"
        f"其路径合计至多 {whole:.3g} {unit}。",
        f"Of {len(flows)} {'flow' if len(flows) == 1 else 'flows'} ({en}) no path is listed, since "
        "longer chains may carry more than any that was found; their paths carry at most "
        f"{whole:.3g} {unit} together.",
    )


def _focus_notes(focus: Focus | None) -> list[str]:
    if focus is None:
        return []
    lines = [*focus_sentence(focus)]
    if focus.reading == "products":
        lines += [
            "accounts_by_sector.csv: direct 为各部门因聚焦产品而排放的量，强度则对应全部排放。",
            "accounts_by_sector.csv: direct is what a sector emits for the products in focus; "
            "both intensities are those of all its emissions.",
        ]
    return lines


def focus_sentence(focus: Focus) -> tuple[str, str]:
    """Return what a focus is and how it is read, in Chinese and English."""
    codes = ", ".join(focus.sector_codes)
    kept = "排放者" if focus.reading == "emitters" else "产品"
    return (
        f"聚焦部门 {focus.name}（{codes}），视为{kept}。",
        f"Focus on {focus.name} ({codes}), read as {focus.reading}.",
    )


def versions(*libraries: str) -> dict[str, Any]:
    """Return the versions of tanmai, of Python and of libraries, for a record."""
    return {
        "tanmai": __version__,
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in libraries},
    }


def run_record(study: Study) -> dict[str, Any]:
    """Return what ``run.json`` holds: everything needed to trace the results."""
    table, accounts = study.table, study.accounts
    return {
        **versions(*_LIBRARIES),
        "options": study.options.to_record(),
        "inputs_sha256": study.inputs,
        "table": {
            **table_record(table),
            "scheme": study.options.scheme or (study.scheme.name if study.scheme else None),
        },
        "focus": asdict(accounts.focus) if accounts.focus else None,
        "boundary_of_accounts": list(boundary_of_accounts(accounts, study.options.reading)),
        "method": {
            **solution_record(accounts),
            "backbone": study.backbone.graph["backbone_en"],
            "largest_effect_of_merging_sectors": study.aggregation_effect,
        },
        "population": _population(study),
        "checks": _check_records(study.checks),
        "boundary_checks": _check_records(study.boundary_checks),
        "conservation": _conservation(study),
        "ensemble": _ensemble(study),
    }


def study_record(study: Study) -> dict[str, Any]:
    """Return the record of a study that stands alone, with its pathways and readings."""
    return run_record(study) | {"pathways": _pathways(study), "readings": _readings(study)}


def _population(study: Study) -> dict[str, Any] | None:
    if study.population is None:
        return None
    given = study.options.population
    return {
        "file": POPULATION.name if given is None else given.name,
        "source": POPULATION_SOURCE[1] if given is None else "given by --population",
        "year": study.table.year,
        "unit": "10^4 persons",
    }


def table_record(table: MrioTable) -> dict[str, Any]:
    """Return what a table is and where it comes from."""
    return {
        "name": table.provenance.name,
        "status": table.provenance.status,
        "year": table.year,
        "regions": table.index.m,
        "sectors": table.index.n,
        "final_demand_categories": len(table.categories),
        "money_unit": table.money_unit,
        "emission_unit": table.emission_unit,
        "price_basis": table.price_basis,
        "regions_without_emissions": list(table.without_emissions),
        "caveat_zh": table.provenance.caveat_zh,
        "caveat_en": table.provenance.caveat_en,
        "sources": [asdict(source) for source in table.provenance.sources],
        "changes": list(table.provenance.changes),
    }


def _check_records(checks: CheckReport | None) -> list[dict[str, Any]] | None:
    if checks is None:
        return None
    records: list[dict[str, Any]] = json.loads(checks.to_frame("en").to_json(orient="records"))
    return records


def solution_record(accounts: CarbonAccounts) -> dict[str, Any]:
    """Return how the system was solved, why so, and how near the accounts are."""
    choice = accounts.system.choice
    return {
        "solution": choice.method,
        "products": choice.products,
        "why": choice.why_en,
        "tolerance": accounts.system.tolerance,
        "residual": accounts.residual,
        "error_bound_of_a_column": accounts.error_bound,
    }


def _pathways(study: Study) -> dict[str, Any] | None:
    if study.pathways is None:
        return None
    return {
        "method": "branch and bound on total multipliers",
        "searches": path_coverage(study.pathways).to_dict("records"),
    }


def _readings(study: Study) -> dict[str, Any] | None:
    if study.readings is None:
        return None
    return {
        "of_the_study": study.options.reading,
        "made": [f"{each.scheme}: {each.reading}" for each in study.readings.made],
        "left_out": {
            f"{scheme}: {reading}": why
            for (scheme, reading), why in study.readings.left_out.items()
        },
        "largest_relative_gap": max(each.accounts.conservation_gap for each in study.readings.made),
    }


def _ensemble(study: Study) -> dict[str, Any] | None:
    drawn = study.ensemble
    if drawn is None:
        return None
    return {
        "draws": drawn.draws,
        "seed": drawn.seed,
        "spread": asdict(drawn.spread),
        "emission_factors_by_fuel": drawn.by_fuel,
        "solution": drawn.method,
    }


def _conservation(study: Study) -> dict[str, Any]:
    accounts = study.accounts
    produced = float(accounts.production_based.sum())
    consumed = float(accounts.consumption_based.sum())
    exported, stocked = float(accounts.export.sum()), float(accounts.stocked.sum())
    balancing = float(accounts.balancing.sum())
    return {
        "unit": study.table.emission_unit,
        "production_based": produced,
        "consumption_based": consumed,
        "exported": exported,
        "inventories_without_region": stocked,
        "balancing_column": balancing,
        "difference": produced - consumed - exported - stocked - balancing,
        "largest_relative_gap": accounts.conservation_gap,
    }
