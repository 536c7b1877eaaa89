"""The pictures of ``tanmai metals``, in Chinese and English."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from tanmai.core.language import Language, significant
from tanmai.core.messages import message
from tanmai.draw.charts import Areas, sankey, stacked_areas, year_grid
from tanmai.draw.charts.fan_chart import FanPanel, Line, fan_chart
from tanmai.draw.page import Caption, Sheet
from tanmai.metals.stocks.diagram import metal_diagram
from tanmai.metals.stocks.exploration import Draws
from tanmai.metals.stocks.metal_tables import MetalCase
from tanmai.metals.stocks.result import MetalsResult
from tanmai.metals.stocks.supply import PATHS
from tanmai.metals.stocks.system import flow_name

UNITS = {
    "kg": message("kg"),
    "t": message("t"),
    "kt": message("kt"),
    "10^4 t": message("10⁴ t"),
    "Mt": message("Mt"),
    "vehicles": message("vehicles"),
}
"""Units of mass, and of things that the package counts, in Chinese and English."""
_PATHS = dict(zip(PATHS, ("#8f3d16", "#8fbcd6", "#5f8757", "#a8c496", "#c4c4c4"), strict=True))
_NEED = {"primary": "#d99a62", "saved": "#a8c496"}
_COURSES = {
    "stock_t": (message("Stock in use"), 0.0),
    "scrap_t": (message("Scrap"), 0.0),
    "need_t": (message("Need"), 0.0),
    "secondary_share": (message("Secondary metal in the need"), 0.01),
}
"""Courses of the draws: words, and the unit that they are shown in where it is not the metal's."""
_FIRST = 0.005  # of the largest sum: years before it is reached are not drawn
_SEVERAL, _MANY = 10.0, 100.0


def unit_of(case: MetalCase, say: Language) -> str:
    """Return the unit of mass of a metal as people write it."""
    return say(UNITS[case.definition.unit])


def stock_sheets(result: MetalsResult, say: Language) -> dict[str, Sheet]:
    """Return flow diagram, and stock and scrap by use, of each metal."""
    sheets = {}
    for case in result.cases:
        name = case.definition.name
        sheets[f"flows-{name}"] = _flow_diagram(case, say)
        sheets[f"stocks-{name}"] = _stock_areas(case, say)
        if case.draws is not None:
            sheets[f"draws-{name}"] = _fans(case, case.draws, say, ("stock_t", "scrap_t"))
    return sheets


def supply_sheets(result: MetalsResult, say: Language) -> dict[str, Sheet]:
    """Return supply paths, crossing year, and need against reserves, of each metal."""
    sheets = {}
    for case in result.cases:
        name = case.definition.name
        sheets[f"paths-{name}"] = _path_areas(case, say)
        sheets[f"crossing-{name}"] = _crossing_grid(case, say)
        sheets[f"reserves-{name}"] = _need_areas(case, say)
        if case.draws is not None:
            kinds = ("need_t", "secondary_share")
            sheets[f"draws-{name}"] = _fans(case, case.draws, say, kinds)
    return sheets


def caption_of(case: MetalCase, say: Language, what: str, subtitle: str = "") -> Caption:
    """Return a caption that names metal and region, the sources, and the assumption file."""
    definition = case.definition
    cited = [s.citation(say.language) for s in definition.sources.values() if not s.assumed]
    assumed = any(source.assumed for source in definition.sources.values())
    file = definition.assumptions or definition.name
    return Caption(
        say("{title}: {what}", title=definition.title(say.language), what=what),
        unit_of(case, say),
        "; ".join(cited),
        say.language,
        subtitle,
        say(
            "Holds assumptions (file {file}): splits, lifetimes, recovery and paths that no "
            "source prints.",
            file=file,
        )
        if assumed
        else "",
    )


def _flow_diagram(case: MetalCase, say: Language) -> Sheet:
    since, until = case.definition.sankey_years
    when = f"{since}–{until}" if since < until else f"{until}"
    diagram = metal_diagram(case.central, say.language, case.tonnes)
    largest = diagram.links["most"].max()
    digits = 0 if largest >= _MANY else 2 if largest >= _SEVERAL else 3
    caption = caption_of(case, say, say("flows of {when}", when=when), _left_out(case, say))
    return sankey(diagram.nodes, diagram.links, caption, decimals=digits)


def _left_out(case: MetalCase, say: Language) -> str:
    """Return what the diagram does not draw: ore that is lost, new scrap that returns."""
    since, until = case.definition.sankey_years
    system, said = case.central, []
    span = slice(system.at(since), system.at(until) + 1)
    losses, reclaimed = (
        float(system.total(key)[span].sum()) / case.tonnes for key in ("mining_losses", "reclaimed")
    )
    if losses > 0:
        lost = significant(losses)
        said.append(say("{lost} lost in mining and smelting", lost=lost))
    if reclaimed > 0:
        back = significant(reclaimed)
        said.append(say("{back} of new scrap reclaimed in fabrication", back=back))
    if not said:
        return ""
    listed = say(", ").join(said)
    return say("Not drawn: {listed}", listed=listed)


def _from_first(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the years from the first in which the sum is more than a trifle."""
    total = frame.sum(axis=1).to_numpy()
    first = int(np.argmax(total > _FIRST * total.max()))
    return frame.iloc[min(first, len(frame) - 2) :]


def _stock_areas(case: MetalCase, say: Language) -> Sheet:
    system = case.central
    keys = [use.key for use in case.definition.uses]
    index = pd.Index(system.years, name="year")
    stock = pd.DataFrame(system.uses.stock / case.tonnes, index=index, columns=keys)
    scrap = pd.DataFrame(system.uses.outflow / case.tonnes, index=index, columns=keys)
    stock = _from_first(stock.clip(lower=0.0))
    scrap = scrap.clip(lower=0.0).loc[stock.index[0] :]
    return stacked_areas(
        [
            Areas(stock, say("Stock in use")),
            Areas(scrap, say("Leaving use in a year")),
        ],
        caption_of(case, say, say("stock in use and scrap")),
        names={use.key: use.name(say.language) for use in case.definition.uses},
        base_year=case.definition.base_year,
    )


def path_names(case: MetalCase, say: Language) -> dict[str, str]:
    """Return the names of the supply paths that a region takes."""
    names = {path: flow_name(path, case.definition, say.language) for path in PATHS}
    used = case.supplied["central"].paths.max()
    return {path: name for path, name in names.items() if used[path] > 0}


def _path_areas(case: MetalCase, say: Language) -> Sheet:
    names = path_names(case, say)
    paths = case.supplied["central"].paths[list(names)].clip(lower=0.0) / case.tonnes
    paths = _from_first(paths)
    return stacked_areas(
        [
            Areas(paths, say("Supply")),
            Areas(paths, say("Shares of the paths"), share=True),
        ],
        caption_of(case, say, say("supply paths")),
        names=names,
        colours=_PATHS,
        base_year=case.definition.base_year,
    )


def _crossing_grid(case: MetalCase, say: Language) -> Sheet:
    assert case.crossing is not None
    last = case.definition.last_year
    grid = case.crossing.rename(
        index=lambda step: f"{step:g}", columns=lambda step: f"{100 * float(step):.0f}"
    )
    return year_grid(
        grid,
        caption_of(case, say, say("year in which recycling overtakes primary metal")),
        along=say("Share of scrap recovered (%)"),
        up=say("Demand in {last} / central", last=last),
        last_year=last,
    )


def _need_areas(case: MetalCase, say: Language) -> Sheet:
    """Return the cumulated need: what recycling saves, and what remains, beside the reserves."""
    supplied, definition = case.supplied["central"], case.definition
    since = definition.reserves.year if definition.reserves else definition.base_year
    after = supplied.years > since
    index = pd.Index(supplied.years[after], name="year")
    ore = case.central.inputs.mine_yield[after]
    saved = np.cumsum(supplied.need[after] / ore) - supplied.primary_need[after]
    parts = pd.DataFrame(
        {"primary": supplied.primary_need[after], "saved": np.maximum(saved, 0.0)}, index=index
    )
    lines = {}
    if supplied.reserves is not None:
        reserves = pd.Series(supplied.reserves[after] / case.tonnes, index=index)
        lines[say("Reserves")] = reserves
    if lines and definition.supply.trade == "open":
        mined = pd.Series(supplied.mined[after] / case.tonnes, index=index)
        lines[say("Mined at home")] = mined
    return stacked_areas(
        [Areas(parts / case.tonnes, lines=lines)],
        caption_of(
            case,
            say,
            say("cumulated need against reserves" if lines else "cumulated need"),
            say("From {since} on, as metal in ore", since=since + 1),
        ),
        names={
            "primary": say("Primary need"),
            "saved": say("Saved by recycling"),
        },
        colours=_NEED,
    )


def _fans(case: MetalCase, draws: Draws, say: Language, kinds: Sequence[str]) -> Sheet:
    """Return courses with the bands that half and nine tenths of the draws lie in."""
    shown = draws.years >= case.definition.base_year
    panels = []
    for kind in kinds:
        words, scale = _COURSES[kind]
        per = scale or case.tonnes
        unit = "%" if scale else unit_of(case, say)
        low, quarter, median, three, high = np.quantile(
            draws.courses[kind][:, shown] / per, (0.05, 0.25, 0.5, 0.75, 0.95), axis=0
        )
        line = Line(median, [(low, high), (quarter, three)])
        title = say(words) + say.brackets(unit)
        panels.append(FanPanel(title, draws.years[shown], {say("Median"): line}))
    return fan_chart(
        panels,
        caption_of(case, say, say("what the draws give")),
        notes=[
            say(
                "{number} draws: the pale band holds 90 % of them, the darker 50 %.",
                number=len(draws.outcomes),
            )
        ],
        zero=True,
    )
