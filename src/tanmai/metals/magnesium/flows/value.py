"""Value that flows with the mass: value of each flow, and what each stage creates and adds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from tanmai.core.errors import LabelError, OptionError, did_you_mean
from tanmai.core.messages import listed, message
from tanmai.core.units import MONEY
from tanmai.metals.magnesium.flows.definition import Price, ProcessDefinition
from tanmai.metals.magnesium.flows.equations import Interval
from tanmai.metals.magnesium.flows.solution import FlowSolution
from tanmai.metals.model_parts import MASS_IN_TONNES

CNY_PER_MONEY = 1e4
"""CNY in one ``units.MONEY``."""


@dataclass(frozen=True)
class StageAccount:
    """What a stage buys, what it sells, and the difference, in 10⁴ CNY.

    Attributes
    ----------
    stage : str
    bought : Interval
        Priced flows into the stage and its inputs.
    created : Interval
        Priced flows out of the stage; a flow that costs to be rid of counts as negative.
    added : Interval
        Created less bought; its range is narrower than the difference of the two ranges, as
        both belong to the same flows.
    """

    stage: str
    bought: Interval
    created: Interval
    added: Interval


def prices_in_cny(definition: ProcessDefinition) -> dict[str, float]:
    """Return the price of each priced flow, in CNY per tonne.

    Raises
    ------
    OptionError
        A price is in USD and the definition has no rate.
    """
    return {price.flow: _in_cny(price, definition) for price in definition.prices}


def _in_cny(price: Price, definition: ProcessDefinition) -> float:
    if price.currency == "CNY":
        return price.value
    if definition.cny_per_usd is None:
        raise OptionError(
            message(
                "{definition}: the price of '{flow}' is in USD; give the year's rate as "
                "'cny_per_usd'.",
                definition=definition.name,
                flow=price.flow,
            )
        )
    return price.value * definition.cny_per_usd


def value_weights(
    definition: ProcessDefinition, flows: Mapping[str, float] | tuple[str, ...]
) -> dict[str, float]:
    """Return the value of flows as weights on their mass, in 10⁴ CNY per unit of mass.

    Parameters
    ----------
    definition : ProcessDefinition
    flows : tuple of str, or mapping
        Flows to value; a mapping gives a weight to each.

    Raises
    ------
    OptionError
        A flow has no price.
    """
    weights = flows if isinstance(flows, Mapping) else dict.fromkeys(flows, 1.0)
    prices = prices_in_cny(definition)
    lacking = [key for key in weights if key not in prices]
    if lacking:
        raise OptionError(
            message(
                "{definition}: {lacking} has no price; add a [[prices]] entry (value = 0.0 where "
                "it is not to be valued).",
                definition=definition.name,
                lacking=listed(lacking),
            )
        )
    factor = MASS_IN_TONNES[definition.unit] / CNY_PER_MONEY
    return {key: weight * prices[key] * factor for key, weight in weights.items()}


def flow_values(solution: FlowSolution) -> pd.DataFrame:
    """Return the value of every priced flow.

    Value = mass x price, in the prices of the definition.

    Parameters
    ----------
    solution : FlowSolution

    Returns
    -------
    DataFrame
        Index: key of the flow. Columns: ``market``, ``price`` and ``currency`` as given,
        ``price_cny`` (CNY/t), ``least`` and ``most`` (10⁴ CNY), ``least_usd`` and ``most_usd``
        (10⁴ USD; left out where the definition has no rate).
    """
    definition = solution.definition
    rows = {}
    for price in definition.prices:
        weight = value_weights(definition, (price.flow,))[price.flow]
        mass = solution.interval(price.flow)
        ends = (mass.least * weight, mass.most * weight) if weight else (0.0, 0.0)
        rows[price.flow] = {
            "market": price.market,
            "price": price.value,
            "currency": price.currency,
            "price_cny": _in_cny(price, definition),
            "least": min(ends),
            "most": max(ends),
        }
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("flow")
    rate = definition.cny_per_usd
    return table if rate is None else _with_dollars(table, rate)


def _with_dollars(table: pd.DataFrame, cny_per_usd: float) -> pd.DataFrame:
    return table.assign(
        least_usd=table["least"] / cny_per_usd, most_usd=table["most"] / cny_per_usd
    )


def input_costs(definition: ProcessDefinition, product: str) -> pd.DataFrame:
    """Return what the inputs of a tonne of a product cost.

    Parameters
    ----------
    definition : ProcessDefinition
    product : str
        Flow that the inputs belong to.

    Returns
    -------
    DataFrame
        Index: key of the input. Columns: ``use`` (per t), ``unit``, ``price`` (CNY per unit),
        ``cost`` (CNY/t) and ``share`` of the cost of all inputs.

    Raises
    ------
    LabelError
        No input belongs to the product.
    """
    inputs = [entry for entry in definition.inputs if entry.product == product]
    if not inputs:
        known = sorted({entry.product for entry in definition.inputs})
        raise LabelError(
            message(
                "{definition}: '{product}' has no inputs.{nearest}",
                definition=definition.name,
                product=product,
                nearest=did_you_mean(product, known),
            )
        )
    table = pd.DataFrame(
        [[i.use, i.unit, i.price, i.use * i.price] for i in inputs],
        index=pd.Index([i.key for i in inputs], name="input"),
        columns=["use", "unit", "price", "cost"],
    )
    return table.assign(share=table["cost"] / table["cost"].sum())


def stage_account(solution: FlowSolution, stage: str) -> StageAccount:
    """Return the value that a stage buys, creates and adds.

    The flows across the border of the stage are valued, and the inputs of the stage, once each:
    an input that is a flow of the system too counts as an input.

    Parameters
    ----------
    solution : FlowSolution
    stage : str
        Key of the stage.

    Raises
    ------
    LabelError
        The definition has no such stage.
    OptionError
        A flow across the border of the stage has no price.
    """
    definition = solution.definition
    stages = [entry.key for entry in definition.stages]
    if stage not in stages:
        raise LabelError(
            message(
                "{definition} has no stage '{stage}'.{nearest}",
                definition=definition.name,
                stage=stage,
                nearest=did_you_mean(stage, stages),
            )
        )
    as_inputs = {entry.flow for entry in definition.inputs}
    arriving, leaving = [], []
    for flow in definition.flows:
        at_start = definition.stage_of(flow.start) == stage
        at_end = definition.stage_of(flow.end) == stage
        if at_end and not at_start and flow.key not in as_inputs:
            arriving.append(flow.key)
        elif at_start and not at_end:
            leaving.append(flow.key)
    bought = value_weights(definition, tuple(arriving))
    factor = MASS_IN_TONNES[definition.unit] / CNY_PER_MONEY
    for entry in definition.inputs:
        if entry.stage == stage:
            cost = entry.use * entry.price * factor
            bought[entry.product] = bought.get(entry.product, 0.0) + cost
    created = value_weights(definition, tuple(leaving))
    added = dict(created)
    for key, weight in bought.items():
        added[key] = added.get(key, 0.0) - weight
    return StageAccount(
        stage,
        solution.range_of(bought),
        solution.range_of(created),
        solution.range_of(added),
    )


def value_unit(currency: str) -> str:
    """Return the unit of values in a currency, ``"CNY"`` or ``"USD"``."""
    return MONEY.replace("CNY", currency)
