"""What the pages of ``tanmai metals stocks`` and ``supply`` say."""

from __future__ import annotations

import pandas as pd

from tanmai.core.language import Language
from tanmai.core.messages import message
from tanmai.metals.stocks.metal_tables import MetalCase, milestones
from tanmai.metals.stocks.pages.inputs import common_parts
from tanmai.metals.stocks.pages.pictures import path_names, unit_of
from tanmai.metals.stocks.result import MetalsResult
from tanmai.report.frame_table import Field, frame_table
from tanmai.report.main_parts import main_parts
from tanmai.report.page_table import NAME, TEXT, Column, PageTable
from tanmai.report.result_findings import Findings, Part


def stock_findings(result: MetalsResult, say: Language) -> Findings:
    """Return what the page of stocks and scrap says in a language."""
    names = [case.definition.name for case in result.cases]
    return Findings(
        say("Metals in use and as scrap"),
        _metals(result, say),
        [_stock_sentence(case, say) for case in result.cases],
        (
            Part(
                "stocks",
                say("Stocks and scrap"),
                [f"{kind}-{name}" for name in names for kind in ("stocks", "flows")],
                [_stock_table(case, say) for case in result.cases],
            ),
            *common_parts(result, say),
        ),
        {f"stocks-{name}": _read_areas(say) for name in names}
        | {f"flows-{name}": _read_flows(say) for name in names},
    )


def supply_findings(result: MetalsResult, say: Language) -> Findings:
    """Return what the page of supply says in a language."""
    names = [case.definition.name for case in result.cases]
    return Findings(
        say("Supply paths of metals"),
        _metals(result, say),
        [text for case in result.cases for text in _supply_sentences(case, say)],
        (
            Part(
                "paths",
                say("Supply paths"),
                [f"paths-{name}" for name in names],
                [_path_table(case, say) for case in result.cases],
            ),
            Part(
                "crossing",
                say("When recycling takes over"),
                [f"crossing-{name}" for name in names],
                [_milestone_table(result, say)],
            ),
            Part(
                "reserves",
                say("Need against reserves"),
                [f"reserves-{name}" for name in names],
            ),
            *common_parts(result, say),
        ),
        {f"paths-{name}": _read_areas(say) for name in names}
        | {f"reserves-{name}": _read_need(say) for name in names},
    )


def _metals(result: MetalsResult, say: Language) -> str:
    return say("; ").join(
        say(
            "{title}, {first_year}–{last_year}",
            title=case.definition.title(say.language),
            first_year=case.definition.first_year,
            last_year=case.definition.last_year,
        )
        for case in result.cases
    )


def _read_areas(say: Language) -> str:
    return say("Parts are stacked; the upper edge is the sum.")


def _read_flows(say: Language) -> str:
    return say("The width of a band is its flow.")


def _read_need(say: Language) -> str:
    return say(
        "The upper edge is all need; what recycling does not save must come from ore, and "
        "where it meets the line, the reserves are used up."
    )


def _stock_sentence(case: MetalCase, say: Language) -> str:
    system, definition = case.central, case.definition
    base = system.at(definition.base_year)
    middle_year = min(2050, definition.last_year)
    middle = system.at(middle_year)
    stock, left = system.uses.stock.sum(axis=1), system.uses.outflow.sum(axis=1)
    uses = [say.inside(use.name(say.language)) for use in definition.uses]
    held = say.join(main_parts(say, system.uses.stock[base], uses))
    return say(
        "{title}: {amount} were in use in {base_year}, mostly in {held}, and {amount_2} left "
        "use. In {middle_year}, {amount_3} will be in use and {amount_4} will leave it.",
        title=definition.title(say.language),
        amount=say.tonnes(stock[base]),
        base_year=definition.base_year,
        held=held,
        amount_2=say.tonnes(left[base]),
        middle_year=middle_year,
        amount_3=say.tonnes(stock[middle]),
        amount_4=say.tonnes(left[middle]),
    )


def _supply_sentences(case: MetalCase, say: Language) -> list[str]:
    definition, supplied = case.definition, case.supplied["central"]
    found = milestones(case.central, supplied)
    base = case.central.at(definition.base_year)
    names = path_names(case, say)
    shares = supplied.paths[list(names)].iloc[base].to_numpy(float)
    paths = say.join(main_parts(say, shares, [say.inside(name) for name in names.values()]))
    sentences = [
        say(
            "{title}: demand in {base_year}, {amount}, was met by {paths}.",
            title=definition.title(say.language),
            base_year=definition.base_year,
            amount=say.tonnes(supplied.need[base]),
            paths=paths,
        )
    ]
    return [*sentences, _crossing_sentence(case, found["crossing_year"], say), _ore(case, say)]


def _crossing_sentence(case: MetalCase, year: object, say: Language) -> str:
    last_year = case.definition.last_year
    assert case.crossing is not None
    full = case.crossing.loc[1.0].iloc[-1]
    central = (
        say("Secondary metal does not overtake primary metal by {last_year}", last_year=last_year)
        if year is None
        else say("Secondary metal overtakes primary metal in {year}", year=year)
    )
    best: str = (
        say("nor does it if all scrap is recovered")
        if pd.isna(full)
        else say("with all scrap recovered it would in {full}", full=full)
    )
    ceiling = float(case.supplied["central"].ceiling[-1])
    return say(
        "{central} in the central scenario; {best}. In {last_year} scrap could meet at most "
        "{ceiling} of demand.",
        central=central,
        best=best,
        last_year=last_year,
        ceiling=say.percent(ceiling),
    )


def _ore(case: MetalCase, say: Language) -> str:
    definition, supplied = case.definition, case.supplied["central"]
    need = say.tonnes(float(supplied.primary_need[-1]))
    if definition.reserves is None or supplied.reserves is None:
        return say(
            "From {base_year} to {last_year}, {need} of metal must come from ore; no source at "
            "hand gives reserves.",
            base_year=definition.base_year + 1,
            last_year=definition.last_year,
            need=need,
        )
    share = say.percent(float(supplied.primary_need[-1] / supplied.reserves[-1]))
    found = milestones(case.central, supplied)
    reached = found["primary_need_reaches_reserves"]
    when = (
        say("they are not used up by then")
        if reached is None
        else say("they would be used up in {reached}", reached=reached)
    )
    return say(
        "From {year} to {last_year}, {need} must come from ore, {share} of the reserves of "
        "{region}: {when}.",
        year=definition.reserves.year + 1,
        last_year=definition.last_year,
        need=need,
        share=share,
        region=definition.region(say.language),
        when=when,
    )


# --- tables ------------------------------------------------------------------------------


def _stock_table(case: MetalCase, say: Language) -> PageTable:
    system, years = case.central, case.milestone_years
    rows: list[tuple[object, ...]] = []
    for number, use in enumerate(case.definition.uses):
        stock = [system.uses.stock[system.at(year), number] / case.tonnes for year in years]
        left = [system.uses.outflow[system.at(year), number] / case.tonnes for year in years]
        rows.append((use.name(say.language), *stock, *left))
    columns = ["use", *(f"stock{y}" for y in years), *(f"left{y}" for y in years)]
    unit = unit_of(case, say)
    held, gone = say("Stock in use"), say("Leaving")
    return frame_table(
        f"stocks-{case.definition.name}",
        case.definition.title(say.language),
        pd.DataFrame(rows, columns=columns),
        [
            Field("use", Column(say("End use"), NAME)),
            *(Field(f"stock{y}", Column(f"{held} {y}", unit=unit)) for y in years),
            *(Field(f"left{y}", Column(f"{gone} {y}", unit=unit)) for y in years),
        ],
    )


def _path_table(case: MetalCase, say: Language) -> PageTable:
    supplied, names = case.supplied["central"], path_names(case, say)
    rows = []
    for year in case.milestone_years:
        at = case.central.at(year)
        need = float(supplied.need[at])
        shares = [100 * float(supplied.by_path[path][at]) / (need or 1.0) for path in names]
        last = (supplied.dependence[at], supplied.ceiling[at])
        rows.append((str(year), need / case.tonnes, *shares, *(100 * float(x) for x in last)))
    more = {
        "dependence": message("Net imports / need"),
        "ceiling": message("Scrap / need"),
    }
    frame = pd.DataFrame(rows, columns=["year", "need", *names, *more])
    return frame_table(
        f"paths-{case.definition.name}",
        case.definition.title(say.language),
        frame,
        [
            Field("year", Column(say("Year"), NAME)),
            Field("need", Column(say("Need"), unit=unit_of(case, say))),
            *(Field(path, Column(name, unit="%"), 1) for path, name in names.items()),
            *(Field(key, Column(say(words), unit="%"), 1) for key, words in more.items()),
        ],
    )


def _milestone_table(result: MetalsResult, say: Language) -> PageTable:
    never = say("never")
    rows = []
    for case in result.cases:
        for key, system in case.systems.items():
            found = milestones(system, case.supplied[key])
            years = [found[name] for name in _MILESTONES]
            said = [never if year is None else str(year) for year in years]
            title = case.definition.title(say.language)
            rows.append((title, system.scenario.name(say.language), *said))
    frame = pd.DataFrame(rows, columns=["metal", "scenario", *_MILESTONES])
    return frame_table(
        "milestones",
        say("Turning years by scenario"),
        frame,
        [
            Field("metal", Column(say("Metal"), NAME)),
            Field("scenario", Column(say("Scenario"), TEXT)),
            *(Field(name, Column(say(words), TEXT)) for name, words in _MILESTONES.items()),
        ],
        say(
            "In order: more secondary than primary metal; as much scrap as enters use; more "
            "metal in use than left in reserves; the region's mines, and all its primary need, "
            "use up the reserves."
        ),
    )


_MILESTONES = {
    "crossing_year": message("Recycling leads"),
    "balance_year": message("Scrap meets inflow"),
    "stock_crossing_year": message("Stock over reserves"),
    "mines_exhausted": message("Mines exhausted"),
    "primary_need_reaches_reserves": message("Need meets reserves"),
}
