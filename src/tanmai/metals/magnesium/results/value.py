"""``tanmai magnesium value``: what is known of the value of every flow and stage."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from tanmai.core.messages import message
from tanmai.core.units import MONEY, header
from tanmai.metals.magnesium.flows.definition import ProcessDefinition
from tanmai.metals.magnesium.flows.equations import Interval
from tanmai.metals.magnesium.flows.magnesium import MagnesiumFlows, indicator_table, magnesium_flows
from tanmai.metals.magnesium.flows.value import CNY_PER_MONEY, stage_account, value_unit
from tanmai.metals.magnesium.results.flows import (
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
from tanmai.studies.result import hashes, law

_EXPORTED, _USED = "_exported", "_used"
_VALUED = (
    message("Ingots are valued at the price of primary magnesium."),
    message("All products but powder are exported at one customs price."),
    message("The waste of production is not valued; landfill costs, so its value is negative."),
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
    bounds = trade_bounds(flows)
    tables = {
        "values": values.rename(columns=ends),
        "stages": _stage_table(flows, definition),
        "input_costs": flows.costs.reset_index(),
        "indicators": indicators[of_value(indicators)].reset_index(drop=True),
        "sources": _price_sources(definition),
        **({"trade_bounds": bounds} if len(bounds) else {}),
    }
    return FlowsResult(
        "magnesium value",
        options_of(definition, config),
        hashes(definition_files(definition, config)),
        tables,
        (
            balance_check(flows.solution),
            law(
                message(
                    "Purchases of production are the costs of its inputs times output, relative"
                ),
                _gap_of_inputs(flows),
                CLOSED,
            ),
        ),
        (*_VALUED, *ASSUMPTIONS[:1]),
        (
            *LIMITS[:1],
            message("The value of stocks and of use is left out."),
            message(
                "What trade adds depends on one customs price; it is given beside what it would "
                "be with ingots, or every product, exported at the domestic price."
            ),
        ),
        {"value": "mass x price, in prices of the year", "cny_per_usd": definition.cny_per_usd},
        flows,
    )


def trade_bounds(flows: MagnesiumFlows) -> pd.DataFrame:
    """Return what trade adds under other prices of exports than the one of customs.

    Customs print one price for all products but powder: four fifths above ingots at home, and
    below alloys. Beside it stand ingots, and every product, at what they cost at home.

    Returns
    -------
    DataFrame
        ``exports_at``, ``least`` and ``most`` of the value that trade adds, in 10⁴ CNY; empty
        where the definition has no trade or no price at home.
    """
    definition = flows.solution.definition
    prices = {price.flow: price for price in definition.prices}
    home = {
        key: prices[key.removesuffix(_EXPORTED) + _USED]
        for key in prices
        if key.endswith(_EXPORTED) and key.removesuffix(_EXPORTED) + _USED in prices
    }
    if "trade" not in flows.stages or not home:
        return pd.DataFrame()
    ingots = {key: one for key, one in home.items() if key.startswith("ingots")}
    cases = {"customs price": {}, "ingots at home price": ingots, "all at home price": home}
    rows = []
    for name, at_home in cases.items():
        changed = [
            price.model_copy(
                update={
                    "value": at_home[price.flow].value,
                    "currency": at_home[price.flow].currency,
                }
            )
            if price.flow in at_home
            else price
            for price in definition.prices
        ]
        own = definition.model_copy(update={"prices": tuple(changed)})
        added = stage_account(replace(flows.solution, definition=own), "trade").added
        rows.append({"exports_at": name, "least": added.least, "most": added.most})
    return pd.DataFrame(rows)


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
