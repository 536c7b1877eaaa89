"""The page of scenarios: what changes, by how much and where; flows, key paths and prices."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pandas as pd

from tanmai.analysis.price_model import money_of_unit
from tanmai.core.language import LanguageOf, fixed, significant
from tanmai.core.messages import Message, message
from tanmai.core.table import MrioTable
from tanmai.core.units import header
from tanmai.report.document import Edition, KeyFigure, Picture
from tanmai.report.frame_table import Field, frame_table
from tanmai.report.page_table import NAME, TEXT, Column, PageTable
from tanmai.report.result_edition import result_edition
from tanmai.report.result_findings import Findings, Part
from tanmai.report.scenario_pictures import (
    change_of,
    cost_rises,
    moving_flows,
    price_parts,
)
from tanmai.report.scenario_result import ScenarioResult
from tanmai.studies.scenario import household_groups
from tanmai.studies.scenario_file import Scenario

_NAMED, _MOST_FIGURES = 3, 6
_FATES = {"gained": message("gained"), "lost": message("lost")}


def scenario_edition(
    result: ScenarioResult, pictures: Sequence[Picture], say: LanguageOf
) -> Edition:
    """Return the page in one language.

    Parameters
    ----------
    result : ScenarioResult
        The scenarios.
    pictures : sequence of Picture
        Their pictures in all languages.
    say : LanguageOf
        The language, which speaks of the pressure.
    """
    table = result.numbers.table
    provenance = table.provenance
    drawn = [picture.kind for picture in pictures if picture.language == say.language]
    parts = [
        part
        for part in _parts(result, drawn, say)
        if part.tables or part.figures or part.paragraphs
    ]
    title = say("Scenarios: what changes in CO₂ emissions and their flows, {year}", year=table.year)
    subtitle = say("Multi-regional input-output table {name}", name=provenance.name)
    asked = [
        (say("Command"), "tanmai scenario"),
        (say("Table"), provenance.name),
        (say("File of scenarios"), str(result.options["scenarios"])),
    ]
    return result_edition(
        result,
        pictures,
        say,
        Findings(title, subtitle, list(_findings(result, say)), parts),
        provenance,
        asked,
        lead=drawn[:1],
        more={"priced": bool(result.numbers.prices)},
        key_figures=_key_figures(result, say),
    )


def _parts(result: ScenarioResult, drawn: Sequence[str], say: LanguageOf) -> list[Part]:
    def of(*beginnings: str) -> list[str]:
        return [kind for kind in drawn if kind.startswith(beginnings)]

    def each(table: Callable[[ScenarioResult, Scenario, LanguageOf], PageTable]) -> list[PageTable]:
        return [table(result, one, say) for one in moved]

    numbers = result.numbers
    moved = [one for one in numbers.wanted if change_of(numbers, one, "production_based").any()]
    maps = ("map-production", "map-consumption", "production-", "consumption-")
    parts = [
        Part("changed", say("What each scenario changes"), paragraphs=_changes(result, say)),
        Part("accounts", say("Changes by region"), of(*maps), each(_region_table)),
        Part("flows", say("Flows gained and lost"), of("map-flows"), each(_flow_table)),
        Part("key-paths", say("Key paths gained and lost"), (), each(_path_table)),
        Part(
            "prices",
            say("Prices and the cost of consumption"),
            of("prices", "households"),
            [
                table(result, one, say)
                for one in numbers.wanted
                if one.key in numbers.prices
                for table in (_price_table, _cost_table)
            ],
        ),
    ]
    return [part for part in parts if part.paragraphs or part.figures or part.tables]


def _key_figures(result: ScenarioResult, say: LanguageOf) -> list[KeyFigure]:
    """Return the change of the whole in each scenario that moves it."""
    found = []
    for one in result.numbers.wanted:
        before, change = _whole(result, one)
        if change:
            unit = result.numbers.table.emission_unit
            found.append(
                KeyFigure(
                    one.name(say.language),
                    signed(say.quantity(change, unit)),
                    signed(say.percent(change / before)) if before else "",
                )
            )
    return found[:_MOST_FIGURES]


def _whole(result: ScenarioResult, scenario: Scenario) -> tuple[float, float]:
    """Return what all regions have today, and its change."""
    today = result.numbers.found.base.accounts["production_based"]
    change = change_of(result.numbers, scenario, "production_based")
    return float(today.sum()), float(change.sum())


def signed(figure: str) -> str:
    """Write a plus before a figure that has no minus."""
    return figure if figure.startswith("−") else f"+{figure}"


def _findings(result: ScenarioResult, say: LanguageOf) -> Iterator[str]:
    """Yield what changes, by how much and where, scenario by scenario."""
    for one in result.numbers.wanted:
        sentences = [*_on_the_whole(result, one, say), *_on_flows(result, one, say)]
        sentences += _on_prices(result, one, say)
        yield say(
            "{scenario}: {sentences}",
            scenario=one.name(say.language),
            sentences=say.gap.join(sentences),
        )


def _on_the_whole(result: ScenarioResult, scenario: Scenario, say: LanguageOf) -> Iterator[str]:
    numbers = result.numbers
    unit = numbers.table.emission_unit
    before, change = _whole(result, scenario)
    by_region = change_of(numbers, scenario, "production_based")
    if not by_region.any():
        yield say("emissions and flows stay as they are.")
        return
    text = (
        message("emissions rise by {amount} ({share}).")
        if change > 0
        else message("emissions fall by {amount} ({share}).")
    )
    share = say.percent(abs(change) / before) if before else ""
    yield say(text.filled(amount=say.quantity(abs(change), unit), share=share))
    order = np.argsort(-np.abs(by_region), kind="stable")[:_NAMED]
    named = [
        f"{say.name(numbers.table.regions[at])}"
        + say.brackets(signed(say.quantity(float(by_region[at]), unit)))
        for at in order
        if by_region[at]
    ]
    yield say("The largest changes are in {regions}.", regions=say.join(named))


def _on_flows(result: ScenarioResult, scenario: Scenario, say: LanguageOf) -> Iterator[str]:
    unit = result.numbers.table.emission_unit
    known = {region.code: say.name(region) for region in result.numbers.table.regions}
    for changes, text in zip(
        moving_flows(result.numbers, scenario),
        (
            message("Of flows, {origin} → {destination} grows most, by {amount}."),
            message("{origin} → {destination} shrinks most, by {amount}."),
        ),
        strict=True,
    ):
        if len(changes):
            first = changes.iloc[0]
            amount = say.quantity(float(first["value"]), unit)
            ends = {"origin": known[first["from"]], "destination": known[first["to"]]}
            yield say(text.filled(amount=amount, **ends))


def _on_prices(result: ScenarioResult, scenario: Scenario, say: LanguageOf) -> Iterator[str]:
    numbers = result.numbers
    if scenario.carbon_price is None:
        return
    effects, table = numbers.prices[scenario.key], numbers.table
    rises = price_parts(numbers, scenario).sum(axis=1)
    yield say(
        "A price of {price} {currency} a tonne costs {revenue} and raises prices most for "
        "{sector}, by {rise} on average.",
        price=f"{effects.price:,.6g}",
        currency=_currency(table, say),
        revenue=_money(effects.revenue, table, say),
        sector=say.within(table.sectors[int(rises.to_numpy().argmax())]),
        rise=_percent(float(rises.max()), say),
    )
    costs = cost_rises(numbers, scenario)
    for at, group in household_groups(table).items():
        rise = costs[at].dropna()
        if len(rise):
            where = table.index.region_codes.index(str(rise.idxmax()))
            yield say(
                "The cost of {group} rises most in {region}, by {rise}.",
                group=say.within(group),
                region=say.name(table.regions[where]),
                rise=_percent(float(rise.max()), say),
            )


def _currency(table: MrioTable, say: LanguageOf) -> str:
    code = table.money_unit.split()[-1]
    return say("CNY") if code == "CNY" else code


def _money(amount: float, table: MrioTable, say: LanguageOf) -> str:
    """Write an amount of money: English counts it by 10⁹, Chinese by 10⁸."""
    currency, amount = _currency(table, say), amount * money_of_unit(table.money_unit)
    if currency == say("CNY"):
        return say.yuan(amount)
    return f"{significant(amount / 1e6)}\N{NO-BREAK SPACE}× 10⁶ {currency}"


def _percent(value: float, say: LanguageOf) -> str:
    return say("{figure}\N{NO-BREAK SPACE}%", figure=fixed(value, 2))


def _captioned(scenario: Scenario, text: str, say: LanguageOf) -> str:
    return say("{scenario}: {sentences}", scenario=scenario.name(say.language), sentences=text)


def _changes(result: ScenarioResult, say: LanguageOf) -> list[str]:
    """Return what each scenario changes, a paragraph each."""
    table, paragraphs = result.numbers.table, []
    for one in result.numbers.wanted:
        said: list[Message] = [change.said(table) for change in one.changes]
        if one.carbon_price is not None:
            said.append(
                message(
                    "carbon price of {price} {currency} a tonne on {sources}",
                    price=f"{one.carbon_price.price:,.6g}",
                    currency=_currency(table, say),
                    sources=one.carbon_price.emitters.named(table),
                )
            )
        paragraphs.append(_captioned(one, say("; ").join(map(say, said)) + say("."), say))
    return paragraphs


def _region_table(result: ScenarioResult, scenario: Scenario, say: LanguageOf) -> PageTable:
    emitted = result.numbers.table.emission_unit
    unit, shown = header(emitted), say.unit_name(emitted)
    titles = {
        "production_based": say("Production-based"),
        "production_based_change": say("Change"),
        "consumption_based": say("Consumption-based"),
        "consumption_based_change": say("Change"),
        "net_outflow_change": say("Change of net outflow"),
    }
    frame = _largest_first(
        result.tables["scenario_provinces"], scenario, f"production_based_change_{unit}"
    )
    gaps = frame["adcode"].isin(result.numbers.table.without_emissions)
    unknown = [f"{name}_{unit}" for name in titles if not name.startswith("consumption")]
    frame = frame.assign(**{name: frame[name].mask(gaps) for name in unknown})
    return frame_table(
        f"scenario-provinces-{scenario.key}",
        _captioned(scenario, say("accounts by region, and their change from today"), say),
        frame,
        [
            Field(f"province_{say.language}", Column(say("Region"), NAME)),
            *(Field(f"{name}_{unit}", Column(title, unit=shown)) for name, title in titles.items()),
        ],
    )


def _largest_first(frame: pd.DataFrame, scenario: Scenario, column: str) -> pd.DataFrame:
    """Return the rows of a scenario, the largest change first, whatever its sign."""
    own = frame[frame["scenario"] == scenario.key]
    return own.sort_values(column, key=np.abs, ascending=False, kind="stable")


def _flow_table(result: ScenarioResult, scenario: Scenario, say: LanguageOf) -> PageTable:
    emitted = result.numbers.table.emission_unit
    unit, shown = header(emitted), say.unit_name(emitted)
    frame = result.tables["scenario_flows"]
    frame = frame[frame["from_adcode"] != frame["to_adcode"]]
    return frame_table(
        f"scenario-flows-{scenario.key}",
        _captioned(scenario, say("flows between regions that change most"), say),
        _largest_first(frame, scenario, f"change_{unit}").head(result.top),
        [
            Field(f"from_{say.language}", Column(say("From"), NAME)),
            Field(f"to_{say.language}", Column(say("To"), TEXT)),
            Field(unit, Column(say("Flow"), unit=shown)),
            Field(f"change_{unit}", Column(say("Change"), unit=shown)),
        ],
    )


def _path_table(result: ScenarioResult, scenario: Scenario, say: LanguageOf) -> PageTable:
    emitted = result.numbers.table.emission_unit
    unit, shown = header(emitted), say.unit_name(emitted)
    frame = result.tables["scenario_key_paths"]
    frame = frame[(frame["key_path"] != "kept") & (frame["scenario"] == scenario.key)]
    fates = frame["key_path"].map({fate: say(text) for fate, text in _FATES.items()})
    said = say("flows that join the {count} largest, or leave them", count=result.top)
    return frame_table(
        f"scenario-key-paths-{scenario.key}",
        _captioned(scenario, said, say),
        frame.assign(key_path=fates),
        [
            Field(f"from_{say.language}", Column(say("From"), NAME)),
            Field(f"to_{say.language}", Column(say("To"), TEXT)),
            Field("key_path", Column(say("Key path"), TEXT)),
            Field("rank_before", Column(say("Rank today")), 0),
            Field("rank_after", Column(say("Rank in the scenario")), 0),
            Field(f"{unit}_before", Column(say("Flow today"), unit=shown)),
            Field(f"{unit}_after", Column(say("Flow in the scenario"), unit=shown)),
        ],
    )


def _price_table(result: ScenarioResult, scenario: Scenario, say: LanguageOf) -> PageTable:
    parts = price_parts(result.numbers, scenario)
    sectors = [say.name(sector) for sector in result.numbers.table.sectors]
    frame = parts.assign(sector=sectors, rise=parts.sum(axis=1))
    said = say("rise of the price of each sector, mean of all regions weighted by output")
    return frame_table(
        f"price-by-sector-{scenario.key}",
        _captioned(scenario, said, say),
        frame.sort_values("rise", ascending=False, kind="stable"),
        [
            Field("sector", Column(say("Sector"), NAME)),
            Field("direct", Column(say("Its own emissions"), unit="%")),
            Field("upstream", Column(say("Emissions of its suppliers"), unit="%")),
            Field("rise", Column(say("Rise of the price"), unit="%")),
        ],
    )


def _cost_table(result: ScenarioResult, scenario: Scenario, say: LanguageOf) -> PageTable:
    table = result.numbers.table
    costs = cost_rises(result.numbers, scenario).rename(columns=str)
    return frame_table(
        f"price-by-final-demand-{scenario.key}",
        _captioned(scenario, say("rise of the cost of final demand"), say),
        costs.assign(region=[say.name(region) for region in table.regions]),
        [
            Field("region", Column(say("Region"), NAME)),
            *(
                Field(str(at), Column(one.name(say.language), unit="%"))
                for at, one in enumerate(table.categories)
            ),
        ],
    )
