"""What the page of ``tanmai magnesium flows`` says."""

from __future__ import annotations

import pandas as pd

from tanmai.core.units import header
from tanmai.metals.magnesium.flows.equations import Interval
from tanmai.metals.magnesium.flows.solution import BOUNDED, SOLVED, UNBOUNDED
from tanmai.metals.magnesium.results import FlowsResult
from tanmai.report.frame_table import Field, frame_table, ranged
from tanmai.report.page_table import NAME, TEXT, Column, PageTable
from tanmai.report.result_findings import Findings, Part
from tanmai.report.speech import Speech, significant

_STATUS = {
    "given": ("给定", "given"),
    "reconciled": ("校正", "reconciled"),
    "solved": ("解出", "solved"),
    "bounded": ("上下界", "bounded"),
    "unbounded": ("无上界", "unbounded"),
}
_TWO_SIDED_95 = 1.959964
READ = (
    "带宽与流量成正比；两个数字为最小与最大值，浅色延伸至最大值。",
    "Bands are as wide as the flows; two numbers are the least and the most, pale up to the most.",
)


def flow_findings(result: FlowsResult, say: Speech) -> Findings:
    """Return what the page of the substance flow says in a language."""
    definition = result.definition
    kinds = ("production", "processing", "use", "whole")
    return Findings(
        say(f"{definition.title_zh}的物质流", f"{definition.title_en}: substance flow"),
        say(
            f"{definition.year}年，从矿石到废镁；单位为实物吨与含镁吨",
            f"{definition.year}, from ore to scrap; tonnes of material, then of magnesium in it",
        ),
        _answer_of_mass(result, say),
        (
            Part(
                "flows",
                say("流动", "Flows"),
                [f"mass-{kind}" for kind in ("whole", "production", "processing", "use")],
                [_flow_table(result, say)],
            ),
            Part(
                "resources",
                say("资源与效率", "Resources and efficiencies"),
                tables=[_resource_table(result, say), _indicator_table(result, say)],
            ),
            Part(
                "course",
                say("历年变化", "Course"),
                tables=[_course_table(result, say)],
                paragraphs=[
                    say(
                        "只列出有全年产量的年份；其余留空。单位投入取本定义的数值。",
                        "Only years of which a whole year's output is published have numbers; the "
                        "rest stay gaps. The use of inputs per tonne is that of the definition.",
                    )
                ],
            ),
            Part(
                "reconciliation",
                say("数据校正", "Reconciliation"),
                tables=[_reconciled_table(result, say)],
            ),
        ),
        {f"mass-{kind}": say(*READ) for kind in kinds},
    )


def _answer_of_mass(result: FlowsResult, say: Speech) -> list[str]:
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
    made = significant(use.output / 1e4)
    return [
        say(
            f"{year}年皮江法原镁产量{made}万吨；每吨动用非生物资源{use.abiotic_per_tonne:.1f}吨，"
            f"其中{name}占{share}；生态包袱{use.rucksack_per_tonne:.1f}吨/吨，"
            f"为直接投入的{use.rucksack_per_direct:.1f}倍。",
            f"In {year}, {made} × 10⁴ t of magnesium were made by the Pidgeon process. A tonne "
            f"moved {use.abiotic_per_tonne:.1f} t of abiotic resources, {share} of them for "
            f"{name.lower()}; its rucksack, {use.rucksack_per_tonne:.1f} t/t, is "
            f"{use.rucksack_per_direct:.1f} times the direct input.",
        ),
        say(
            f"{len(status)}项流量与存量中，{len(status) - solved - open_flows}项给定或校正，"
            f"{solved}项由平衡解出，{open_flows}项只知上下界。",
            f"Of {len(status)} flows and stocks {len(status) - solved - open_flows} are given or "
            f"reconciled, {solved} are solved by the balances, and {open_flows} are known between "
            "bounds alone.",
        ),
        say(
            f"循环效率{circulated}吨/吨，环境效率{released}吨/吨：每吨原镁返回的废镁与散失的镁。",
            f"Circulation efficiency is {circulated} t/t and environmental efficiency {released} "
            "t/t: magnesium returned, and magnesium lost, per tonne of primary magnesium.",
        ),
        _said_of_measurements(result, say),
        say(
            f"历年生态包袱只有{known}年可算，其余{len(flows.course.gaps)}年没有已发表的全年产量。",
            f"The rucksack can be followed in {known} alone; {len(flows.course.gaps)} years have "
            "no published output.",
        ),
    ]


def _said_of_measurements(result: FlowsResult, say: Speech) -> str:
    """Hold what reconciliation moves against the 95 % interval of each measurement itself."""
    frame = result.flows.solution.reconciliation.flows
    if frame.empty:
        return say("没有测量值，无需校正。", "No flow is measured, so none is reconciled.")
    moved, in_sd = frame["adjustment"].abs(), frame["adjustment_in_sd"].abs()
    unit = _unit(result, say)
    most = f"{moved.max():.3f}"
    outside = frame.index[in_sd > _TWO_SIDED_95]
    if not len(outside):
        return say(
            f"{len(frame)}个测量值的校正都在各自的95%区间之内，最大改动{most}{unit}"
            f"（最多{in_sd.max():.2f}倍标准差）。",
            f"Reconciliation keeps all {len(frame)} measured flows within their own 95 % "
            f"intervals: it moves none by more than {most} {unit.replace('10⁴', '× 10⁴')}, or "
            f"{in_sd.max():.2f} standard deviations.",
        )
    names = {flow.key: flow.name(say.language) for flow in result.definition.flows}
    return say(
        f"{len(frame)}个测量值中有{len(outside)}个校正后超出自身的95%区间，"
        f"最远的是{names[str(in_sd.idxmax())]}（{in_sd.max():.1f}倍标准差）。",
        f"Reconciliation moves {len(outside)} of {len(frame)} measured flows out of their own 95 % "
        f"intervals, {names[str(in_sd.idxmax())]} furthest ({in_sd.max():.1f} standard "
        "deviations).",
    )


def _unit(result: FlowsResult, say: Speech) -> str:
    unit = result.definition.unit
    return say("万吨" if unit == "10^4 t" else unit, unit.replace("10^4", "10⁴"))


def _flow_table(result: FlowsResult, say: Speech) -> PageTable:
    unit, shown = header(result.definition.unit), _unit(result, say)
    frame = result.tables["flows"]
    frame = frame.assign(status=[say(*_STATUS[status]) for status in frame["status"]])
    return frame_table(
        "flows",
        say("每一流量与存量变化", "Every flow and change of stock"),
        frame,
        [
            Field(f"name_{say.language}", Column(say("流量", "Flow"), NAME)),
            Field("status", Column(say("状态", "Status"), TEXT)),
            Field(f"given_{unit}", Column(say("给定", "Given"), unit=shown)),
            Field(f"least_{unit}", Column(say("结果", "Result"), unit=shown), most=f"most_{unit}"),
        ],
    )


def _resource_table(result: FlowsResult, say: Speech) -> PageTable:
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
        say("皮江法原镁动用的资源", "Resources behind Pidgeon magnesium"),
        frame,
        [
            Field("input", Column(say("投入", "Input"), NAME)),
            Field("use", Column(say("每吨用量", "Use per tonne"))),
            Field("unit", Column(say("单位", "Unit"), TEXT)),
            Field(
                "abiotic", Column(say("非生物资源", "Abiotic resources"), unit=say("万吨", "10⁴ t"))
            ),
            Field("share_of_direct", Column(say("占直接投入", "Of direct input"), unit="%"), 1),
            Field("share_of_abiotic", Column(say("占非生物资源", "Of abiotic"), unit="%"), 1),
        ],
    )


def _indicator_table(result: FlowsResult, say: Speech) -> PageTable:
    flows = result.flows
    rows: list[tuple[str, Interval]] = [
        (say("循环效率", "Circulation efficiency"), flows.circulation_efficiency),
        (say("环境效率", "Environmental efficiency"), flows.environmental_efficiency),
    ]
    yields = (
        say("镁 / 白云石", "Magnesium per dolomite"),
        say("煅白 / 白云石", "Calcined dolomite per dolomite"),
        say("粗镁 / 球团", "Crude magnesium per briquettes"),
        say("镁 / 粗镁", "Magnesium per crude magnesium"),
        say("加工废镁 / 进入加工的镁", "New scrap per magnesium to processing"),
    )
    rows += list(zip(yields, flows.yields.values(), strict=True))
    frame = pd.DataFrame(
        [(name, one.least, one.most) for name, one in rows], columns=["name", "least", "most"]
    )
    return frame_table(
        "indicators",
        say("效率与各阶段收率", "Efficiencies, and yield of each stage"),
        frame,
        [
            Field("name", Column(say("指标", "Indicator"), NAME)),
            Field("least", Column(say("数值", "Value"), unit=say("吨/吨", "t/t")), 3, "most"),
        ],
    )


def _course_table(result: FlowsResult, say: Speech) -> PageTable:
    frame = result.tables["course"]
    basis = {"reported": ("公布", "reported"), "derived": ("推算", "derived")}
    basis["no data"] = ("无数据", "no data")
    numbers = ["output_t", "direct_t", "abiotic_t", "rucksack_t"]
    scaled = {name: frame[name].astype(float) / 1e4 for name in numbers}
    frame = frame.assign(**scaled, basis=[say(*basis[one]) for one in frame["basis"]])
    unit = say("万吨", "10⁴ t")
    return frame_table(
        "course",
        say("产量与生态包袱", "Output and rucksack"),
        frame,
        [
            Field("year", Column(say("年份", "Year"), NAME)),
            Field("basis", Column(say("依据", "Basis"), TEXT)),
            Field("output_t", Column(say("原镁产量", "Output"), unit=unit)),
            Field("direct_t", Column(say("直接投入", "Direct input"), unit=unit), 0),
            Field("abiotic_t", Column(say("非生物资源", "Abiotic resources"), unit=unit), 0),
            Field("rucksack_t", Column(say("生态包袱", "Rucksack"), unit=unit), 0),
        ],
    )


def _reconciled_table(result: FlowsResult, say: Speech) -> PageTable:
    names = {flow.key: flow.name(say.language) for flow in result.definition.flows}
    frame = result.tables["reconciliation"]
    frame = frame.assign(flow=frame["flow"].map(names))
    unit = _unit(result, say)
    return frame_table(
        "reconciliation",
        say("测量值的调整", "Adjustment of measured flows"),
        frame,
        [
            Field("flow", Column(say("流量", "Flow"), NAME)),
            Field("measured", Column(say("测量值", "Measured"), unit=unit), 3),
            Field("sd", Column(say("标准差", "Standard deviation"), unit=unit), 3),
            Field("reconciled", Column(say("校正值", "Reconciled"), unit=unit), 3),
            Field("adjustment", Column(say("调整", "Adjustment"), unit=unit), 4),
        ],
    )
