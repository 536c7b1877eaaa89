"""What the files of a study hold beside its tables: notes, graphs and ``run.json``."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from tanmai import __version__
from tanmai.accounting.readings import DEFAULT_READING, READINGS, Reading
from tanmai.checks import CheckReport
from tanmai.core.focus import Focus
from tanmai.core.language import Language, LanguageOf
from tanmai.core.messages import LANGUAGES, Message, message, plural
from tanmai.studies.national_statistics import POPULATION, POPULATION_SOURCE
from tanmai.studies.result_files import table_record, versions
from tanmai.studies.uncertainty_statements import LEFT_OUT, assumptions, statements

if TYPE_CHECKING:
    # a second and 60 MB that a result without a study does not need
    import networkx as nx

    from tanmai.accounting.carbon import CarbonAccounts
    from tanmai.analysis.key_pathways import KeyPathways
    from tanmai.studies.study import Study

_LIBRARIES = ("numpy", "scipy", "pandas", "networkx", "geopandas", "matplotlib", "pymrio")


def boundary_of_accounts(accounts: CarbonAccounts, reading: str = DEFAULT_READING) -> Message:
    """Return what accounts under a reading hold and leave out."""
    exports = (
        message("are counted as demand of the region that ships them")
        if reading in ("exports_at_origin", "final_producer")
        else message("are kept separate, never counted as demand of the region that makes them")
    )
    stock = (
        message("are kept separate, as the source names no region")
        if accounts.table.stock_change.any()
        else message("are part of final demand of their region, with their sign")
    )
    households = (
        message("are in both accounts of their region")
        if accounts.focus is None
        else message("are left out")
    )
    table = accounts.table
    abroad = (
        message(" only; CO₂ emitted abroad for imported goods is not included")
        if table.imports.any() or table.imports_final.any()
        else ""
    )
    return message(
        "The accounts cover emissions within the regions of the table{abroad}. Exports {exports}; "
        "changes in inventories {stock}; direct emissions of households {households}.{reading}",
        abroad=abroad,
        exports=exports,
        stock=stock,
        households=households,
        reading=_reading_note(READINGS[reading]),
    )


def _reading_note(chosen: Reading) -> Message | str:
    if chosen.name == DEFAULT_READING:
        return ""
    return message(
        " Definition of a flow: “{title}”; a flow from r to s is CO₂ {meaning}",
        title=chosen.title,
        meaning=chosen.meaning,
    )


def write_networks(study: Study, folder: Path) -> None:
    """Write the network as ``network.gexf`` and ``network.graphml`` into an existing folder."""
    fill_networks(_network_to_show(study), folder)


def fill_networks(network: nx.DiGraph[str], folder: Path) -> None:
    """Write a network as ``network.gexf`` and ``network.graphml`` into an existing folder."""
    from tanmai.networks import write_gexf, write_graphml

    write_gexf(network, folder / "network.gexf")
    write_graphml(network, folder / "network.graphml")


def _network_to_show(study: Study) -> nx.DiGraph[str]:
    """Return the network with what Gephi shows: measures, communities, backbone, caveat."""
    network = with_measures(study.network, study.tables["network_nodes"], study.backbone)
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


def with_measures(
    network: nx.DiGraph[str], nodes: pd.DataFrame, backbone: nx.DiGraph[str]
) -> nx.DiGraph[str]:
    """Return a network whose nodes have the measures of `node_table`, and edges ``in_backbone``."""
    shown = network.copy()
    measures = nodes.set_index("adcode").drop(columns=["province_zh", "province_en"])
    for code, values in measures.to_dict("index").items():
        shown.nodes[str(code)].update({str(name): value for name, value in values.items()})
    for edge in shown.edges:
        shown.edges[edge]["in_backbone"] = backbone.has_edge(*edge)
    return shown


def notes(study: Study, *, compared: bool = False) -> list[str]:
    """Return what must be said with the tables, in both languages, a line each.

    Of a study that is compared, nothing is said of paths and structure: a comparison has none.
    """
    provenance = study.table.provenance
    lines = [
        f"tanmai {__version__} · {provenance.name} · {study.table.year}",
        provenance.caveat_zh,
        provenance.caveat_en,
    ]
    for language in LANGUAGES:
        say = LanguageOf(language, study.table.pressure.spoken(language))
        lines += _notes_in(say, study, compared=compared)
    return [line for line in lines if line]


def _notes_in(say: Language, study: Study, *, compared: bool) -> list[str]:
    from tanmai.networks import left_out_note

    left = left_out_note(study.ranking)
    lines = [
        *map(say, study.table.provenance.assumptions),
        say(boundary_of_accounts(study.accounts, study.options.reading)),
        *boundary_notes(study, say.language),
        *map(say, _focus_notes(study.accounts.focus)),
        say(left) if left else "",
        "" if compared else say(pathway_note(study)),
        *map(say, study.notes),
        "" if compared else _uncertified(say, study),
        say(
            "network_edges.csv: in_backbone refers to this backbone: {rule}.",
            rule=study.backbone.graph[f"backbone_{say.language}"],
        ),
    ]
    if study.population is not None and study.options.population is None:
        lines.append(say("relative_accounts.csv: population: {source}.", source=POPULATION_SOURCE))
    if not compared and study.structure is not None and study.structure.no_blocks:
        lines.append(
            say("structure.csv: no block model. {reason}", reason=study.structure.no_blocks)
        )
    if study.imported is not None:
        lines.append(
            say(
                "imported_carbon.csv: CO₂ embodied in imports, estimated with domestic technology; "
                "part of no account."
            )
        )
    if study.ensemble is not None:
        lines.append(assumptions(study.ensemble, say))
        lines += [*statements(study.ensemble, say), say(LEFT_OUT)]
    return lines


def _uncertified(say: Language, study: Study) -> str:
    found = study.pathways
    if found is None or not found.uncertified:
        return ""
    return say(uncertified_note(found, say.language))


def boundary_notes(study: Study, language: str) -> list[str]:
    """Return what the user's own boundaries lack, a line each in ``"zh"`` or ``"en"``."""
    return study.boundary_checks.messages(language) if study.boundary_checks else []


def pathway_note(study: Study) -> Message:
    """Return what the paths and routes of a study are, or why there are none."""
    if study.why_no_pathways:
        return message("No supply-chain paths are listed: {why}", why=study.why_no_pathways)
    return message(
        "Supply-chain paths and routes between regions are found by branch and bound. Those "
        "listed are the largest; the coverage table gives the upper bound of what the rest "
        "carries, in total and individually."
    )


def uncertified_note(found: KeyPathways, language: str) -> Message:
    """Return of how many flows no path is listed, and what these carry at most."""
    flows = found.uncertified
    say = Language(language)
    return plural(
        "For {n} flow ({names}) no path is listed, as longer chains may carry more than any that "
        "was found; the paths carry at most {amount}.",
        "For {n} flows ({names}) no path is listed, as longer chains may carry more than any that "
        "was found; the paths carry at most {amount} in total.",
        len(flows),
        names=say(", ").join(f"{say.name(f.origin)} → {say.name(f.destination)}" for f in flows),
        amount=say.quantity(sum(flow.total for flow in flows), found.overall.unit),
    )


def _focus_notes(focus: Focus | None) -> list[Message]:
    if focus is None:
        return []
    if focus.reading != "products":
        return [focus_sentence(focus)]
    return [
        focus_sentence(focus),
        message(
            "accounts_by_sector.csv: direct is what a sector emits for the products in focus; both "
            "intensities are those of all its emissions."
        ),
    ]


def focus_sentence(focus: Focus) -> Message:
    """Return what a focus is and how it is read."""
    return message(
        "Focus on {name} ({codes}), as {kept}.",
        name=focus.name,
        codes=", ".join(focus.sector_codes),
        kept=message("emitters") if focus.reading == "emitters" else message("products"),
    )


def run_record(study: Study) -> dict[str, Any]:
    """Return what ``run.json`` holds: everything needed to trace the results."""
    table, accounts = study.table, study.accounts
    boundary = boundary_of_accounts(accounts, study.options.reading)
    return {
        **versions(*_LIBRARIES),
        "options": study.options.to_record(),
        "inputs_sha256": study.inputs,
        "table": {
            **table_record(table),
            "scheme": study.options.scheme or (study.scheme.name if study.scheme else None),
        },
        "focus": asdict(accounts.focus) if accounts.focus else None,
        "boundary_of_accounts": [
            boundary.into(language, table.pressure.spoken(language)) for language in LANGUAGES
        ],
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
        "source": str(POPULATION_SOURCE) if given is None else "given by --population",
        "year": study.table.year,
        "unit": "10^4 persons",
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
        "why": str(choice.why),
        "tolerance": accounts.system.tolerance,
        "residual": accounts.residual,
        "error_bound_of_a_column": accounts.error_bound,
    }


def _pathways(study: Study) -> dict[str, Any]:
    if study.pathways is None:
        return {"method": None, "why_not": str(study.why_no_pathways)}
    return {
        "method": "branch and bound on total multipliers",
        "searches": study.pathways.to_frame().to_dict("records"),
    }


def _readings(study: Study) -> dict[str, Any]:
    if study.readings is None:
        return {"made": [], "why_not": str(study.why_no_readings)}
    return {
        "of_the_study": study.options.reading,
        "made": [f"{each.scheme}: {each.reading}" for each in study.readings.made],
        "left_out": {
            f"{scheme}: {reading}": str(why)
            for (scheme, reading), why in study.readings.left_out.items()
        },
        "largest_relative_gap": max(each.conservation_gap for each in study.readings.made),
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
