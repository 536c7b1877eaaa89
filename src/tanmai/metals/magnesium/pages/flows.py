"""What the page of ``tanmai magnesium flows`` says."""

from __future__ import annotations

import pandas as pd

from tanmai.core.language import Language, significant
from tanmai.core.messages import message
from tanmai.core.units import header
from tanmai.metals.magnesium.flows.equations import Interval
from tanmai.metals.magnesium.flows.solution import BOUNDED, SOLVED, UNBOUNDED
from tanmai.metals.magnesium.results import FlowsResult
from tanmai.report.frame_table import Field, frame_table, ranged
from tanmai.report.page_table import NAME, TEXT, Column, PageTable
from tanmai.report.result_findings import Findings, Part

_STATUS = {
    "given": message("given"),
    "reconciled": message("reconciled"),
    "solved": message("solved"),
    "bounded": message("bounded"),
    "unbounded": message("unbounded"),
}
_TWO_SIDED_95 = 1.959964
READ = message(
    "The width of a band is its flow; two numbers are its lower and upper bound, pale up to the "
    "upper."
)


def flow_findings(result: FlowsResult, say: Language) -> Findings:
    """Return what the page of the substance flow says in a language."""
    definition = result.definition
    kinds = ("production", "processing", "use", "whole")
    return Findings(
        say("{title}: substance flow", title=definition.title(say.language)),
        say(
            "{year}, from ore to scrap; tonnes of material, then of magnesium in it",
            year=definition.year,
        ),
        _answer_of_mass(result, say),
        (
            Part(
                "flows",
                say("Flows"),
                [f"mass-{kind}" for kind in ("whole", "production", "processing", "use")],
                [_flow_table(result, say)],
            ),
            Part(
                "resources",
                say("Resources and efficiencies"),
                tables=[_resource_table(result, say), _indicator_table(result, say)],
            ),
            Part(
                "course",
                say("Course"),
                tables=[_course_table(result, say)],
                paragraphs=[
                    say(
                        "Only years of which a whole year's output is published have numbers; "
                        "the rest stay gaps. The use of inputs per tonne is that of the "
                        "definition."
                    )
                ],
            ),
            Part(
                "reconciliation",
                say("Reconciliation"),
                tables=[_reconciled_table(result, say)],
            ),
        ),
        {f"mass-{kind}": say(READ) for kind in kinds},
    )


def _answer_of_mass(result: FlowsResult, say: Language) -> list[str]:
    flows, year = result.flows, result.definition.year
    use, status = flows.resources, flows.solution.flows["status"]
    largest = use.inputs["share_of_abiotic"].idxmax()
    name = {entry.key: entry for entry in result.definition.inputs}[str(largest)].name(say.language)
    share = say.percent(float(use.inputs["share_of_abiotic"].max()))
    open_flows = int(status.isin([BOUNDED, UNBOUNDED]).sum())
    solved = int((status == SOLVED).sum())
    circulated, released = (
        ranged(one.least, one.most, 3)
        for one in (flows.circulation_efficiency, flows.environmental_efficiency)
    )
    known = say.join([str(row) for row in flows.course.years.index])
    made = say.tonnes(use.output)
    return [
        say(
            "In {year}, {made} of magnesium were made by the Pidgeon process. A tonne moved "
            "{abiotic_per_tonne} t of abiotic resources, {share} of them for {name}; "
            "its rucksack, {rucksack_per_tonne} t/t, is {rucksack_per_direct} times the "
            "direct input.",
            year=year,
            made=made,
            abiotic_per_tonne=f"{use.abiotic_per_tonne:.1f}",
            share=share,
            name=name.lower(),
            rucksack_per_tonne=f"{use.rucksack_per_tonne:.1f}",
            rucksack_per_direct=f"{use.rucksack_per_direct:.1f}",
        ),
        say(
            "Of {number} flows and stocks, {number_2} are given or reconciled, {solved} are "
            "solved by the balances, and {open_flows} are known only within bounds.",
            number=len(status),
            number_2=len(status) - solved - open_flows,
            solved=solved,
            open_flows=open_flows,
        ),
        say(
            "Circulation efficiency is {circulated} t/t and environmental efficiency "
            "{released} t/t: magnesium returned, and magnesium lost, per tonne of primary "
            "magnesium.",
            circulated=circulated,
            released=released,
        ),
        _said_of_measurements(result, say),
        say(
            "The rucksack can be traced only in {known}; {number} years have no published output.",
            known=known,
            number=len(flows.course.gaps),
        ),
    ]


def _said_of_measurements(result: FlowsResult, say: Language) -> str:
    """Hold what reconciliation moves against the 95 % interval of each measurement itself."""
    frame = result.flows.solution.reconciliation.flows
    if frame.empty:
        return say("No flow is measured, so none is reconciled.")
    moved, in_sd = frame["adjustment"].abs(), frame["adjustment_in_sd"].abs()
    most = _amount(float(moved.max()), result, say)
    outside = frame.index[in_sd > _TWO_SIDED_95]
    if not len(outside):
        return say(
            "Reconciliation keeps all {number} measured flows within their own 95 % intervals: "
            "it moves none by more than {most}, or {deviations} standard deviations.",
            number=len(frame),
            most=most,
            deviations=f"{in_sd.max():.2f}",
        )
    names = {flow.key: flow.name(say.language) for flow in result.definition.flows}
    return say(
        "Reconciliation moves {number} of {number_2} measured flows out of their own 95 % "
        "intervals, {names} furthest ({in_sd} standard deviations).",
        number=len(outside),
        number_2=len(frame),
        names=names[str(in_sd.idxmax())],
        in_sd=f"{in_sd.max():.1f}",
    )


def _amount(value: float, result: FlowsResult, say: Language) -> str:
    """Write a mass in the unit of a definition."""
    if result.definition.unit == "10^4 t":
        return say.tonnes(1e4 * value)
    return f"{significant(value)} {_unit(result, say)}"


def _unit(result: FlowsResult, say: Language) -> str:
    unit = result.definition.unit
    return say("10⁴ t") if unit == "10^4 t" else unit.replace("10^4", "10⁴")


def _flow_table(result: FlowsResult, say: Language) -> PageTable:
    unit, shown = header(result.definition.unit), _unit(result, say)
    frame = result.tables["flows"]
    frame = frame.assign(status=[say(_STATUS[status]) for status in frame["status"]])
    return frame_table(
        "flows",
        say("Every flow and change of stock"),
        frame,
        [
            Field(f"name_{say.language}", Column(say("Flow"), NAME)),
            Field("status", Column(say("Status"), TEXT)),
            Field(f"given_{unit}", Column(say("Given"), unit=shown)),
            Field(f"least_{unit}", Column(say("Result"), unit=shown), most=f"most_{unit}"),
        ],
    )


def _resource_table(result: FlowsResult, say: Language) -> PageTable:
    names = {entry.key: entry.name(say.language) for entry in result.definition.inputs}
    frame = result.flows.resources.inputs.reset_index()
    frame = frame.assign(
        input=frame["input"].map(names),
        abiotic=frame["abiotic"] / 1e4,
        share_of_direct=100 * frame["share_of_direct"],
        share_of_abiotic=100 * frame["share_of_abiotic"],
    )
    return frame_table(
        "resources",
        say("Resources behind Pidgeon magnesium"),
        frame,
        [
            Field("input", Column(say("Input"), NAME)),
            Field("use", Column(say("Use per tonne"))),
            Field("unit", Column(say("Unit"), TEXT)),
            Field("abiotic", Column(say("Abiotic resources"), unit=say("10⁴ t"))),
            Field("share_of_direct", Column(say("Of direct input"), unit="%"), 1),
            Field("share_of_abiotic", Column(say("Of abiotic"), unit="%"), 1),
        ],
    )


def _indicator_table(result: FlowsResult, say: Language) -> PageTable:
    flows = result.flows
    rows: list[tuple[str, Interval]] = [
        (say("Circulation efficiency"), flows.circulation_efficiency),
        (say("Environmental efficiency"), flows.environmental_efficiency),
    ]
    yields = (
        say("Magnesium per dolomite"),
        say("Calcined dolomite per dolomite"),
        say("Crude magnesium per briquettes"),
        say("Magnesium per crude magnesium"),
        say("New scrap per magnesium to processing"),
    )
    rows += list(zip(yields, flows.yields.values(), strict=True))
    frame = pd.DataFrame(
        [(name, one.least, one.most) for name, one in rows], columns=["name", "least", "most"]
    )
    return frame_table(
        "indicators",
        say("Efficiencies, and yield of each stage"),
        frame,
        [
            Field("name", Column(say("Indicator"), NAME)),
            Field("least", Column(say("Value"), unit=say("t/t")), 3, "most"),
        ],
    )


def _course_table(result: FlowsResult, say: Language) -> PageTable:
    frame = result.tables["course"]
    basis = {"reported": message("reported"), "derived": message("derived")}
    basis["no data"] = message("no data")
    numbers = ["output_t", "direct_t", "abiotic_t", "rucksack_t"]
    scaled = {name: frame[name].astype(float) / 1e4 for name in numbers}
    frame = frame.assign(**scaled, basis=[say(basis[one]) for one in frame["basis"]])
    unit = say("10⁴ t")
    return frame_table(
        "course",
        say("Output and rucksack"),
        frame,
        [
            Field("year", Column(say("Year"), NAME)),
            Field("basis", Column(say("Basis"), TEXT)),
            Field("output_t", Column(say("Output of magnesium"), unit=unit)),
            Field("direct_t", Column(say("Direct input"), unit=unit), 0),
            Field("abiotic_t", Column(say("Abiotic resources"), unit=unit), 0),
            Field("rucksack_t", Column(say("Rucksack"), unit=unit), 0),
        ],
    )


def _reconciled_table(result: FlowsResult, say: Language) -> PageTable:
    names = {flow.key: flow.name(say.language) for flow in result.definition.flows}
    frame = result.tables["reconciliation"]
    frame = frame.assign(flow=frame["flow"].map(names))
    unit = _unit(result, say)
    return frame_table(
        "reconciliation",
        say("Adjustment of measured flows"),
        frame,
        [
            Field("flow", Column(say("Flow"), NAME)),
            Field("measured", Column(say("Measured"), unit=unit), 3),
            Field("sd", Column(say("Standard deviation"), unit=unit), 3),
            Field("reconciled", Column(say("Reconciled"), unit=unit), 3),
            Field("adjustment", Column(say("Adjustment"), unit=unit), 4),
        ],
    )
