"""The pictures of scenarios: what changes where, flows gained and lost, effects on prices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.core.language import LanguageOf
from tanmai.core.messages import Message, message
from tanmai.draw.boundaries import Boundaries
from tanmai.draw.charts import spread_chart, stacked_bars
from tanmai.draw.maps import (
    MOST_SIDE_BY_SIDE,
    diverging_choropleth,
    diverging_choropleths_side_by_side,
    flow_map,
    flow_maps_side_by_side,
)
from tanmai.draw.page import Caption, Sheet
from tanmai.report.ground import flows_on_ground, ground_of, on_ground
from tanmai.studies.files import focus_sentence
from tanmai.studies.scenario import ScenarioNumbers, household_groups
from tanmai.studies.scenario_file import Scenario

FloatArray = NDArray[np.float64]
Draw = Callable[[ScenarioNumbers, LanguageOf], Sheet]

_MOST_ARROWS, _MOST_BARS = 12, 15
_NOTHING = 1e-9
ACCOUNTS = {
    "production": (
        "production_based",
        message("Change in production-based CO₂ emissions by scenario, {year}"),
    ),
    "consumption": (
        "consumption_based",
        message("Change in consumption-based CO₂ emissions by scenario, {year}"),
    ),
}


def scenario_pictures(numbers: ScenarioNumbers) -> dict[str, Draw]:
    """Return how each picture is drawn, by its kind, in the order of the page."""
    ground = ground_of(numbers.table, numbers.prepared.groups)
    moved = [one for one in numbers.wanted if change_of(numbers, one, "production_based").any()]
    drawn: dict[str, Draw] = {}
    for kind in ACCOUNTS if moved else ():
        if ground is None:
            drawn |= {f"{kind}-{one.key}": partial(_bars, kind=kind, scenario=one) for one in moved}
        elif 1 < len(moved) <= MOST_SIDE_BY_SIDE:
            drawn[f"map-{kind}"] = partial(_maps, kind=kind, moved=moved, ground=ground)
        else:
            drawn |= {
                f"map-{kind}-{one.key}": partial(_map, kind=kind, scenario=one, ground=ground)
                for one in moved
            }
    for one in moved:
        if ground is not None and any(map(len, _on_ground(moving_flows(numbers, one), ground))):
            drawn[f"map-flows-{one.key}"] = partial(_flows, scenario=one, ground=ground)
    for one in numbers.wanted:
        if one.key in numbers.prices:
            drawn[f"prices-{one.key}"] = partial(_prices, scenario=one)
            if len(household_groups(numbers.table)) > 1:
                drawn[f"households-{one.key}"] = partial(_households, scenario=one)
    return drawn


def change_of(numbers: ScenarioNumbers, scenario: Scenario, account: str) -> FloatArray:
    """Return the change of an account of each region (m,); rounding is none."""
    before = numbers.found.base.accounts[account]
    after = numbers.found.changed[scenario.key].accounts[account]
    return _without_rounding(after - before, before)


def moving_flows(numbers: ScenarioNumbers, scenario: Scenario) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the flows between regions that grow and those that shrink, the largest first.

    ``from``, ``to`` (codes) and ``value``, the change without its sign.
    """
    before = numbers.found.base.flows.between_regions()
    after = numbers.found.changed[scenario.key].flows.between_regions()
    changes = after.to_records()
    changes["value"] = _without_rounding(after.values - before.values, before.values).ravel()
    parts = []
    for sign in (1.0, -1.0):
        part = changes.assign(value=sign * changes["value"])
        part = part[part["value"] > 0].sort_values("value", ascending=False, kind="stable")
        parts.append(part.reset_index(drop=True))
    return parts[0], parts[1]


def _on_ground(parts: Sequence[pd.DataFrame], ground: Boundaries) -> list[pd.DataFrame]:
    return [flows_on_ground(part, ground) for part in parts]


def _without_rounding(changes: FloatArray, scale: FloatArray) -> FloatArray:
    return np.where(np.abs(changes) > _NOTHING * np.abs(scale).sum(), changes, 0.0)


def price_parts(numbers: ScenarioNumbers, scenario: Scenario) -> pd.DataFrame:
    """Return what a price adds to the price of each sector's product, the mean of all regions, %.

    By position of the sector: ``direct``, for what it emits itself, and ``upstream``, for what its
    suppliers do; means are weighted by output.
    """
    effects = numbers.prices[scenario.key]
    weights = effects.table.x.reshape(-1, effects.table.index.n)
    output = weights.sum(axis=0)

    def mean(values: FloatArray) -> FloatArray:
        paid = (weights * values.reshape(weights.shape)).sum(axis=0)
        share = np.divide(paid, output, out=np.zeros_like(paid), where=output > 0)
        return np.asarray(100.0 * share)

    direct = mean(effects.cost)
    return pd.DataFrame({"direct": direct, "upstream": mean(effects.rise) - direct})


def _caption(
    numbers: ScenarioNumbers, say: LanguageOf, title: str, unit: str, subtitle: str = ""
) -> Caption:
    provenance = numbers.table.provenance
    kept = say(focus_sentence(numbers.focus)) if numbers.focus else ""
    return Caption(
        title,
        unit,
        say("multi-regional input-output table {name}", name=provenance.name),
        say.language,
        subtitle=subtitle or kept,
        caveat=provenance.caveat(say.language),
        pressure=say.pressure,
    )


def _of_account(
    numbers: ScenarioNumbers, say: LanguageOf, kind: str, subtitle: str = ""
) -> Caption:
    title = say(ACCOUNTS[kind][1].filled(year=numbers.table.year))
    return _caption(numbers, say, title, numbers.table.emission_unit, subtitle)


def _signs(say: LanguageOf) -> tuple[str, str]:
    return say("more than today"), say("less than today")


def _values(numbers: ScenarioNumbers, scenario: Scenario, kind: str) -> pd.Series:
    table, (account, _) = numbers.table, ACCOUNTS[kind]
    values = pd.Series(change_of(numbers, scenario, account), index=table.index.region_codes)
    return values.drop(list(table.without_emissions)) if kind == "production" else values


def _maps(
    numbers: ScenarioNumbers,
    say: LanguageOf,
    kind: str,
    moved: list[Scenario],
    ground: Boundaries,
) -> Sheet:
    values = {
        one.name(say.language): on_ground(_values(numbers, one, kind), ground) for one in moved
    }
    caption = _of_account(numbers, say, kind)
    positive, negative = _signs(say)
    return diverging_choropleths_side_by_side(
        values, caption, positive=positive, negative=negative, boundaries=ground
    )


def _map(
    numbers: ScenarioNumbers, say: LanguageOf, kind: str, scenario: Scenario, ground: Boundaries
) -> Sheet:
    caption = _of_account(numbers, say, kind, scenario.name(say.language))
    values = on_ground(_values(numbers, scenario, kind), ground)
    positive, negative = _signs(say)
    return diverging_choropleth(
        values, caption, positive=positive, negative=negative, boundaries=ground
    )


def _bars(numbers: ScenarioNumbers, say: LanguageOf, kind: str, scenario: Scenario) -> Sheet:
    values = _values(numbers, scenario, kind)
    largest = values[values.abs().sort_values(ascending=False, kind="stable").index[:_MOST_BARS]]
    known = {region.code: say.name(region) for region in numbers.table.regions}
    parts = pd.DataFrame({"change": largest.to_numpy()}, index=[known[c] for c in largest.index])
    caption = _of_account(numbers, say, kind, scenario.name(say.language))
    return stacked_bars(parts, caption, names={"change": say("change")}, decimals=2)


def _flows(
    numbers: ScenarioNumbers, say: LanguageOf, scenario: Scenario, ground: Boundaries
) -> Sheet:
    names = say("Flows that grow"), say("Flows that shrink")
    both = zip(names, _on_ground(moving_flows(numbers, scenario), ground), strict=True)
    changes = {name: part for name, part in both if len(part)}
    first = {name: part.head(_MOST_ARROWS) for name, part in changes.items()}
    totals = {name: float(part["value"].sum()) for name, part in changes.items()}
    title = say(
        "Flows of embodied CO₂ that change most: {scenario}, {year}",
        scenario=scenario.name(say.language),
        year=numbers.table.year,
    )
    caption = _caption(numbers, say, title, numbers.table.emission_unit)
    if len(first) > 1:
        return flow_maps_side_by_side(first, totals, caption, changes=True, boundaries=ground)
    ((name, alone),) = first.items()
    caption = replace(caption, subtitle=name)
    return flow_map(alone, totals[name], caption, changes=True, boundaries=ground)


_PRICE_PARTS: dict[str, Message] = {
    "direct": message("its own emissions"),
    "upstream": message("emissions of its suppliers"),
}


def _prices(numbers: ScenarioNumbers, say: LanguageOf, scenario: Scenario) -> Sheet:
    parts = price_parts(numbers, scenario)
    order = parts.sum(axis=1).sort_values(ascending=False, kind="stable").index[:_MOST_BARS]
    sectors = numbers.table.sectors
    shown = parts.loc[order]
    shown.index = pd.Index([say.name(sectors[at]) for at in order])
    title = say(
        "Rise of prices by a carbon price: {scenario}, {year}",
        scenario=scenario.name(say.language),
        year=numbers.table.year,
    )
    names = {part: say(text) for part, text in _PRICE_PARTS.items()}
    notes = [say("Mean of all regions, weighted by output; full pass-through.")]
    return stacked_bars(
        shown,
        _caption(numbers, say, title, "%"),
        names=names,
        decimals=2,
        notes=notes,
    )


def _households(numbers: ScenarioNumbers, say: LanguageOf, scenario: Scenario) -> Sheet:
    groups = household_groups(numbers.table)
    values = cost_rises(numbers, scenario)[list(groups)].dropna()
    names = {at: one.name(say.language) for at, one in groups.items()}
    *others, last = groups
    title = say(
        "Rise of the cost of household consumption by a carbon price: {scenario}, {year}",
        scenario=scenario.name(say.language),
        year=numbers.table.year,
    )
    words = (
        names[last],
        say.join([names[at] for at in others]),
        say("Lines join the groups of a region. Imported products keep their price."),
    )
    known = [region for region in numbers.table.regions if region.code in values.index]
    caption = _caption(numbers, say, title, "%")
    chosen = str(last)
    return spread_chart(
        values.rename(columns=str),
        caption,
        chosen=chosen,
        regions=known,
        words=words,
    )


def cost_rises(numbers: ScenarioNumbers, scenario: Scenario) -> pd.DataFrame:
    """Return the rise of the cost of final demand by region and position of the category, %."""
    rows = numbers.prices[scenario.key].by_final_demand()
    at = {one.code: place for place, one in enumerate(numbers.table.categories)}
    wide = rows.assign(at=rows["category"].map(at)).pivot_table(
        index="adcode", columns="at", values="cost_rise_percent"
    )
    return wide.reindex(index=list(numbers.table.index.region_codes), columns=list(at.values()))
