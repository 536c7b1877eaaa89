"""``tanmai magnesium value``: what is known of the value of every flow and stage."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from tanmai.magnesium.flows import (
    ASSUMPTIONS,
    CLOSED,
    LIMITS,
    FlowsResult,
    balance_check,
    cited,
    definition_files,
    definition_of,
    of_value,
    options_of,
)
from tanmai.process.definition import ProcessDefinition
from tanmai.process.equations import Interval
from tanmai.process.magnesium import MagnesiumFlows, indicator_table, magnesium_flows
from tanmai.process.value import CNY_PER_MONEY, value_unit
from tanmai.result import Check, hashes
from tanmai.units import MONEY, header

_VALUED = (
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
    definition = definition_of(year, config)
    flows = magnesium_flows(definition)
    indicators = indicator_table(flows).reset_index()
    names = pd.DataFrame(
        {flow.key: (flow.name_en, flow.name_zh) for flow in definition.flows},
        index=["name_en", "name_zh"],
    ).T
    money, dollars = header(value_unit("CNY")), header(value_unit("USD"))
    ends = {"least": f"least_{money}", "most": f"most_{money}"}
    ends |= {"least_usd": f"least_{dollars}", "most_usd": f"most_{dollars}"}
    values = names.join(flows.values, how="inner").rename_axis("flow").reset_index()
    tables = {
        "values": values.rename(columns=ends),
        "stages": _stage_table(flows, definition),
        "input_costs": flows.costs.reset_index(),
        "indicators": indicators[of_value(indicators)].reset_index(drop=True),
        "sources": _price_sources(definition),
    }
    return FlowsResult(
        "magnesium value",
        options_of(definition, config),
        hashes(definition_files(definition, config)),
        tables,
        (
            balance_check(flows.solution),
            Check(
                "生产阶段购入 = 单位投入成本 × 产量（相对）",
                "Purchases of production are the costs of its inputs times output, relative",
                _gap_of_inputs(flows),
                CLOSED,
            ),
        ),
        (*_VALUED, *ASSUMPTIONS[:1]),
        (
            *LIMITS[:1],
            ("存量与使用阶段不计价值。", "The value of stocks and of use is left out."),
        ),
        {"value": "mass x price, in prices of the year", "cny_per_usd": definition.cny_per_usd},
        flows,
    )


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


def _price_sources(definition: ProcessDefinition) -> pd.DataFrame:
    rows: list[tuple[object, ...]] = [
        (price.flow, price.value, f"{price.currency}/t", price.source, price.note)
        for price in definition.prices
    ]
    rows += [
        (f"{entry.key} (input)", entry.price, f"CNY/{entry.unit}", entry.source, "")
        for entry in definition.inputs
    ]
    return cited(rows, definition)
