"""``tanmai magnesium flows`` and ``value``: what is known of every flow of mass and of value."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from tanmai.errors import OptionError
from tanmai.magnesium.result import Check, Result, hashes
from tanmai.process.definition import ProcessDefinition
from tanmai.process.definition_file import read_definition
from tanmai.process.equations import Interval
from tanmai.process.magnesium import (
    COURSE,
    MagnesiumFlows,
    indicator_table,
    magnesium_definition,
    magnesium_flows,
)
from tanmai.process.solution import FlowSolution
from tanmai.process.value import CNY_PER_MONEY
from tanmai.units import MONEY, header

_CLOSED = 1e-6
"""Largest gap of a balance or an account, relative to its largest flow."""
_MASS_ASSUMPTIONS = (
    (
        "精炼及以前按实物量平衡，金属之后按含镁量平衡。",
        "Mass balances up to refining, contained magnesium from the metal on.",
    ),
    (
        "来源未给出标准差：系数取4%，损失取5%；产量视为准确。",
        "Standard deviations are an assumption, since the source prints none: 4 % of coefficients, "
        "5 % of losses; output is exact.",
    ),
    ("任何镁产品都不是净进口。", "No product is a net import."),
    (
        "循环效率与环境效率以其四舍五入所覆盖的范围进入模型，因废镁数量未公布。",
        "The efficiencies of circulation and environment enter as the ranges that round to the "
        "printed figures, as quantities of scrap are not printed.",
    ),
    (
        "单位投入与皮江法占比（99%）在各年不变。",
        "The use of inputs and the share of the Pidgeon process, 99 %, are the same in every year.",
    ),
)
_VALUE_ASSUMPTIONS = (
    ("镁锭按原镁价格计价。", "Ingots are valued at the price of primary magnesium."),
    (
        "除镁粉外，各产品出口按同一海关价格计价。",
        "All products but powder are exported at one customs price.",
    ),
    (
        "生产阶段的废物不计价，填埋按费用计为负值。",
        "The waste of production is not valued; landfill costs, so its value is negative.",
    ),
)
_LIMITS = (
    (
        "进出口总量、废镁贸易量、镁粉与牺牲阳极各自的产量以及分用途消费均未公布，只能给出上下界。",
        "Gross trade, traded scrap, powder and anodes apart and uses by kind are not published; "
        "they have bounds only.",
    ),
    (
        "某年产量未知时，该年留空，不作插值。",
        "A year of which no output is known stays a gap; nothing is interpolated.",
    ),
)


@dataclass(frozen=True, eq=False)
class FlowsResult(Result):
    """Mass or value of magnesium in a year."""

    flows: MagnesiumFlows

    @property
    def definition(self) -> ProcessDefinition:
        """What the flows were solved from."""
        return self.flows.solution.definition


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
    definition = _definition(year, config)
    flows = magnesium_flows(definition)
    solution = flows.solution
    unit = header(definition.unit)
    indicators = indicator_table(flows).reset_index()
    tables = {
        "flows": _flow_table(solution),
        "balance": _balance(solution).add_suffix(f"_{unit}").rename_axis("process").reset_index(),
        "reconciliation": solution.reconciliation.flows.reset_index(),
        "indicators": indicators[~_of_value(indicators)].reset_index(drop=True),
        "resources": flows.resources.inputs.reset_index(),
        "course": _course_table(flows),
        "sources": _source_table(definition),
    }
    reconciled = solution.reconciliation
    return FlowsResult(
        "flows",
        _options(definition, year, config),
        hashes([] if config else [f"{definition.name}.toml", "magnesium-output.csv"], [config]),
        tables,
        (
            _balance_check(solution),
            Check(
                "数据校正的调整不大于（标准差）",
                "Largest adjustment of a measured flow, in standard deviations",
                float(reconciled.flows["adjustment_in_sd"].abs().max())
                if len(reconciled.flows)
                else 0.0,
                3.0,
            ),
        ),
        _MASS_ASSUMPTIONS,
        _LIMITS,
        {
            "reconciliation": "weighted least squares",
            "sum_of_squares": reconciled.sum_of_squares,
            "redundancy": reconciled.redundancy,
            "p_value": reconciled.p_value,
            "bounds": "linear programming (HiGHS)",
        },
        flows,
    )


def magnesium_value(year: int | None = None, config: Path | None = None) -> FlowsResult:
    """Account for the value of the flows: each priced flow, each stage, the costs of inputs.

    Parameters
    ----------
    year, config
        As for `magnesium_mass`.

    Raises
    ------
    OptionError
        A flow across the border of a stage has no price, or a price in USD no rate.
    FileError, LabelError, UnitError, ConservationError
        As for `magnesium_mass`.
    """
    definition = _definition(year, config)
    flows = magnesium_flows(definition)
    indicators = indicator_table(flows).reset_index()
    names = pd.DataFrame(
        {flow.key: (flow.name_en, flow.name_zh) for flow in definition.flows},
        index=["name_en", "name_zh"],
    ).T
    money = header(MONEY)
    ends = {
        f"{end}{usd}": f"{end}_{money.replace('CNY', usd[1:].upper() or 'CNY')}"
        for end in ("least", "most")
        for usd in ("", "_usd")
    }
    values = names.join(flows.values, how="inner").rename_axis("flow").reset_index()
    tables = {
        "values": values.rename(columns=ends),
        "stages": _stage_table(flows, definition),
        "input_costs": flows.costs.reset_index(),
        "indicators": indicators[_of_value(indicators)].reset_index(drop=True),
        "sources": _price_sources(definition),
    }
    return FlowsResult(
        "value",
        _options(definition, year, config),
        hashes([] if config else [f"{definition.name}.toml"], [config]),
        tables,
        (
            _balance_check(flows.solution),
            Check(
                "生产阶段购入 = 单位投入成本 × 产量（相对）",
                "Purchases of production are the costs of its inputs times output, relative",
                _gap_of_inputs(flows),
                _CLOSED,
            ),
        ),
        (*_VALUE_ASSUMPTIONS, *_MASS_ASSUMPTIONS[:1]),
        (
            *_LIMITS[:1],
            ("存量与使用阶段不计价值。", "The value of stocks and of use is left out."),
        ),
        {"value": "mass x price, in prices of the year", "cny_per_usd": definition.cny_per_usd},
        flows,
    )


def _definition(year: int | None, config: Path | None) -> ProcessDefinition:
    if config is None:
        return magnesium_definition() if year is None else magnesium_definition(year)
    definition = read_definition(config)
    if year not in (None, definition.year):
        raise OptionError(
            f"{config} is of {definition.year}, and --year asks for {year}; leave --year out, or "
            "correct 'year' in the file."
        )
    return definition


def _options(
    definition: ProcessDefinition, year: int | None, config: Path | None
) -> dict[str, object]:
    return {
        "definition": definition.name,
        "year": definition.year if year is None else year,
        "config": None if config is None else config.name,
    }


def _of_value(indicators: pd.DataFrame) -> pd.Series:
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


def _balance_check(solution: FlowSolution) -> Check:
    largest = float(solution.flows["least"].abs().max())
    return Check(
        "各过程物质平衡（相对最大流量）",
        "Balance of every process, over the largest flow",
        float(_balance(solution).abs().to_numpy().max()) / largest,
        _CLOSED,
    )


def _course_table(flows: MagnesiumFlows) -> pd.DataFrame:
    years = flows.course.years.reindex(range(COURSE[0], COURSE[1] + 1)).rename_axis("year")
    years["basis"] = years["basis"].fillna("no data")
    numbers = {name: f"{name}_t" for name in ("output", "rucksack", "abiotic", "direct")}
    return years.rename(columns=numbers).reset_index()


def _stage_table(flows: MagnesiumFlows, definition: ProcessDefinition) -> pd.DataFrame:
    names = {stage.key: stage for stage in definition.stages}
    unit = header(MONEY)
    rows = []
    for key, account in flows.stages.items():
        row: dict[str, object] = {
            "stage": key,
            "name_en": names[key].name_en,
            "name_zh": names[key].name_zh,
        }
        for what in ("bought", "created", "added"):
            ends: Interval = getattr(account, what)
            row |= {f"{what}_least_{unit}": ends.least, f"{what}_most_{unit}": ends.most}
        rows.append(row)
    return pd.DataFrame(rows)


def _gap_of_inputs(flows: MagnesiumFlows) -> float:
    """Return how far the purchases of production are off the costs of its inputs, relative."""
    bought = flows.stages["production"].bought.most * CNY_PER_MONEY
    costs = float(flows.costs["cost"].sum()) * flows.resources.output
    return abs(bought - costs) / costs


def _source_table(definition: ProcessDefinition) -> pd.DataFrame:
    """Return every number that went in, with its source."""
    rows = []
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
    return _cited(
        pd.DataFrame(rows, columns=["what", "amount", "unit", "source", "note"]), definition
    )


def _price_sources(definition: ProcessDefinition) -> pd.DataFrame:
    rows = [
        (price.flow, price.value, f"{price.currency}/t", price.source, price.note)
        for price in definition.prices
    ]
    rows += [
        (f"{entry.key} (input)", entry.price, f"CNY/{entry.unit}", entry.source, "")
        for entry in definition.inputs
    ]
    return _cited(
        pd.DataFrame(rows, columns=["what", "amount", "unit", "source", "note"]), definition
    )


def _cited(table: pd.DataFrame, definition: ProcessDefinition) -> pd.DataFrame:
    sources = {key: source.citation("en") for key, source in definition.sources.items()}
    return table.assign(amount=table["amount"].astype(str), source=table["source"].map(sources))
