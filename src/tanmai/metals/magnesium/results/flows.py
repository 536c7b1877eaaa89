"""``tanmai magnesium flows``: what is known of every flow of mass."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from tanmai.checks import Finding
from tanmai.core.errors import OptionError
from tanmai.core.messages import message
from tanmai.core.units import header
from tanmai.metals.magnesium.flows.definition import ProcessDefinition
from tanmai.metals.magnesium.flows.definition_file import bundled_definitions, read_definition
from tanmai.metals.magnesium.flows.magnesium import (
    COURSE,
    OUTPUT_FILE,
    MagnesiumFlows,
    indicator_table,
    magnesium_definition,
    magnesium_flows,
)
from tanmai.metals.magnesium.flows.solution import FlowSolution
from tanmai.metals.model_file import files_behind
from tanmai.metals.result import MetalResult
from tanmai.studies.result import hashes, law

CLOSED = 1e-6
"""Largest gap of a balance or an account, relative to its largest flow."""
ASSUMPTIONS = (
    message("Mass balances up to refining, contained magnesium from the metal on."),
    message(
        "Standard deviations are an assumption, since the source prints none: 4 % of "
        "coefficients, 5 % of losses; output is exact."
    ),
    message("No product is a net import."),
    message(
        "The efficiencies of circulation and environment enter as the ranges that round to "
        "the printed figures, as quantities of scrap are not printed."
    ),
    message(
        "The use of inputs and the share of the Pidgeon process, 99 %, are the same in every year."
    ),
)
LIMITS = (
    message(
        "Gross trade, traded scrap, powder and anodes by themselves and uses by kind are not "
        "published; they have bounds only."
    ),
    message("A year of which no output is known stays a gap; nothing is interpolated."),
)


@dataclass(frozen=True, eq=False, repr=False)
class FlowsResult(MetalResult):
    """Mass or value of magnesium in a year."""

    flows: MagnesiumFlows

    @property
    def definition(self) -> ProcessDefinition:
        """What the flows were solved from."""
        return self.flows.solution.definition

    _views = "tanmai.metals.magnesium.pages.views"


def magnesium_mass(year: int | None = None, config: Path | None = None) -> FlowsResult:
    """Solve the substance flow: flows, balances, resources, indicators, course.

    Parameters
    ----------
    year : int, optional
        Year of a definition of the package [default: 2015].
    config : Path, optional
        A definition of the user's own in its place.

    Raises
    ------
    OptionError
        Nothing is published for the year.
    FileError, LabelError, UnitError, ConservationError
        The definition is at fault; see `read_definition` and `solve_flows`.
    """
    definition = definition_of(year, config)
    flows = magnesium_flows(definition)
    solution = flows.solution
    unit = header(definition.unit)
    indicators = indicator_table(flows).reset_index()
    tables = {
        "flows": _flow_table(solution),
        "balance": _balance(solution).add_suffix(f"_{unit}").rename_axis("process").reset_index(),
        "reconciliation": solution.reconciliation.flows.reset_index(),
        "indicators": indicators[~of_value(indicators)].reset_index(drop=True),
        "resources": flows.resources.inputs.reset_index(),
        "course": _course_table(flows),
        "sources": _source_table(definition),
    }
    reconciled = solution.reconciliation
    return FlowsResult(
        "magnesium flows",
        options_of(definition, config),
        hashes([*definition_files(definition, config), OUTPUT_FILE]),
        tables,
        (balance_check(solution),),
        ASSUMPTIONS,
        LIMITS,
        {
            "reconciliation": "weighted least squares",
            "sum_of_squares": reconciled.sum_of_squares,
            "redundancy": reconciled.redundancy,
            "p_value": reconciled.p_value,
            "bounds": "linear programming (HiGHS)",
        },
        flows,
    )


def definition_of(year: int | None, config: Path | None) -> ProcessDefinition:
    """Return the definition of the package for a year, or the user's own.

    Raises
    ------
    OptionError
        Nothing is published for the year, or the user's file is of another.
    """
    if config is None:
        return magnesium_definition() if year is None else magnesium_definition(year)
    definition = read_definition(config)
    if year not in (None, definition.year):
        raise OptionError(
            message(
                "{config} is of {year}, and --year asks for {year_2}; leave --year out, or "
                "correct 'year' in the file.",
                config=config,
                year=definition.year,
                year_2=year,
            )
        )
    return definition


def definition_files(definition: ProcessDefinition, config: Path | None) -> list[Path]:
    """Return the files that a definition was read from."""
    bundled = bundled_definitions()
    return [bundled[definition.name]] if config is None else files_behind(config, bundled)


def options_of(definition: ProcessDefinition, config: Path | None) -> dict[str, object]:
    """Return what ``run.json`` holds of the request."""
    return {
        "definition": definition.name,
        "year": definition.year,
        "config": None if config is None else config.name,
    }


def of_value(indicators: pd.DataFrame) -> pd.Series:
    """Return which indicators are of value."""
    return indicators["unit"].str.contains("CNY")


def _flow_table(solution: FlowSolution) -> pd.DataFrame:
    definition, unit = solution.definition, header(solution.definition.unit)
    ends = {flow.key: (flow.start, flow.end) for flow in definition.flows}
    ends |= {stock.key: (stock.process, "") for stock in definition.stocks}
    names = {part.key: part for part in (*definition.flows, *definition.stocks)}
    table = solution.flows.astype({"given": "Float64"}).reset_index()
    table.insert(1, "name_en", [names[key].name_en for key in table["flow"]])
    table.insert(2, "name_zh", [names[key].name_zh for key in table["flow"]])
    table.insert(3, "from", [ends[key][0] for key in table["flow"]])
    table.insert(4, "to", [ends[key][1] for key in table["flow"]])
    return table.rename(columns={name: f"{name}_{unit}" for name in ("given", "least", "most")})


def _balance(solution: FlowSolution) -> pd.DataFrame:
    """Return the least and the most that a process may keep over every set of flows allowed."""
    definition = solution.definition
    rows = {}
    for process in definition.processes:
        weights: dict[str, float] = {}
        for flow in definition.flows:
            weights[flow.key] = float(flow.end == process.key) - float(flow.start == process.key)
        weights |= {s.key: -1.0 for s in definition.stocks if s.process == process.key}
        kept = solution.range_of({key: weight for key, weight in weights.items() if weight})
        rows[process.key] = (kept.least, kept.most)
    return pd.DataFrame.from_dict(rows, orient="index", columns=["gap_least", "gap_most"])


def balance_check(solution: FlowSolution) -> Finding:
    """Return the check that every process balances whatever the flows are."""
    largest = float(solution.flows["least"].abs().max())
    return law(
        message("Balance of every process, over the largest flow"),
        float(_balance(solution).abs().to_numpy().max()) / largest,
        CLOSED,
    )


def _course_table(flows: MagnesiumFlows) -> pd.DataFrame:
    years = flows.course.years.reindex(range(COURSE[0], COURSE[1] + 1)).rename_axis("year")
    years["basis"] = years["basis"].fillna("no data")
    numbers = {name: f"{name}_t" for name in ("output", "rucksack", "abiotic", "direct")}
    return years.rename(columns=numbers).reset_index()


def _source_table(definition: ProcessDefinition) -> pd.DataFrame:
    """Return every number that went in, with its source."""
    rows: list[tuple[object, ...]] = []
    for flow in definition.flows:
        if flow.is_known:
            amount = flow.value if flow.value is not None else f"{flow.times:g} x {flow.of}"
            rows.append((flow.key, amount, flow.unit or definition.unit, flow.source, flow.note))
    rows += [
        (stock.key, stock.change, definition.unit, stock.source, "")
        for stock in definition.stocks
        if stock.change is not None
    ]
    for relation in definition.relations:
        limits = " to ".join(f"{end:g}" for end in dict.fromkeys(relation.limits))
        unit = definition.unit if relation.total is not None else "t/t"
        rows.append((relation.name, limits, unit, relation.source, relation.note))
    for entry in definition.inputs:
        unit = f"{entry.unit}/t {entry.product}"
        rows.append((f"use of {entry.key}", entry.use, unit, entry.source, ""))
        unit = f"t/{entry.unit}"
        rows.append((f"abiotic intensity of {entry.key}", entry.intensity, unit, entry.source, ""))
    return cited(rows, definition)


def cited(rows: list[tuple[object, ...]], definition: ProcessDefinition) -> pd.DataFrame:
    """Return numbers with what they are of, their unit, source and note."""
    table = pd.DataFrame(rows, columns=["what", "amount", "unit", "source", "note"])
    sources = {key: source.citation("en") for key, source in definition.sources.items()}
    return table.assign(amount=table["amount"].astype(str), source=table["source"].map(sources))
