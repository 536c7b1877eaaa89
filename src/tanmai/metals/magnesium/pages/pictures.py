"""The pictures of ``tanmai magnesium``, in Chinese and English."""

from __future__ import annotations

import pandas as pd

from tanmai.core.labels import find_province
from tanmai.core.language import Language
from tanmai.core.messages import message
from tanmai.draw.charts import sankey
from tanmai.draw.maps import choropleth, flow_map
from tanmai.draw.page import Caption, Sheet
from tanmai.metals.magnesium.coupling.case import CoupledCase, destinations
from tanmai.metals.magnesium.coupling.magnesium import FERROSILICON, MAGNESIUM, power_sector
from tanmai.metals.magnesium.flows.definition import OWN_CHOICE
from tanmai.metals.magnesium.flows.diagrams import magnesium_diagrams
from tanmai.metals.magnesium.pages.route_bars import route_bars
from tanmai.metals.magnesium.results import CoupledResult, FlowsResult, FootprintResult
from tanmai.metals.magnesium.results.footprint import code_of
from tanmai.metals.magnesium.routes.routes import find_route
from tanmai.metals.result import MetalResult

ARROWS = 20
_OF_MASS = {"magnesium flows": "mass-", "magnesium value": "value-"}
_KT, _PER_TONNE = "kt CO2", "t CO2/t"
_SMALLEST = 0.5  # kt: a thinner band is none
_STAGES = {
    "gate": message("Magnesium works"),
    "alloy": message("Ferrosilicon works"),
    "power": message("Power"),
    "rest": message("All else upstream"),
}
_ENDS = {
    "abroad": message("Abroad"),
    "home": message("Same province"),
    "others": message("Other provinces"),
    "stocks": message("Stocks, statistical difference"),
}


def magnesium_sheets(result: MetalResult, say: Language) -> dict[str, Sheet]:
    """Return the pictures of a result in one language, by kind."""
    if isinstance(result, FlowsResult):
        return _flow_diagrams(result, say)
    if isinstance(result, FootprintResult):
        return {**_bars(result, say), **_footprint_map(result, say)}
    assert isinstance(result, CoupledResult)
    return coupled_sheets(result.case, say)


def _flow_diagrams(result: FlowsResult, say: Language) -> dict[str, Sheet]:
    return {
        name: sankey(
            drawn.diagram.nodes,
            drawn.diagram.links,
            Caption(drawn.title, drawn.unit, drawn.source, say.language, drawn.subtitle),
            decimals=drawn.digits,
        )
        for name, drawn in magnesium_diagrams(result.flows, say.language).items()
        if name.startswith(_OF_MASS[result.command])
    }


def _bars(result: FootprintResult, say: Language) -> dict[str, Sheet]:
    """Return a picture for each place; the first holds the published figures."""
    sheets = {}
    published = result.published
    for place in result.places:
        where = place.name(say.language) if place else say("national grid")
        caption = Caption(
            say(
                "CO₂ of a tonne of magnesium by route ({where}, {year})",
                where=where,
                year=result.year,
            ),
            _PER_TONNE,
            _sources(result, say),
            say.language,
        )
        drawn = {
            find_route(result.book, key).name(say.language): one
            for key, one in result.draws[code_of(place)].items()
        }
        sheets[f"routes-{code_of(place)}"] = route_bars(
            drawn, published, caption, classes=result.book.classes
        )
        published = published.head(0)
    return sheets


def _sources(result: FootprintResult, say: Language) -> str:
    uses = [use for route in result.book.routes for use in route.inputs]
    cited = dict.fromkeys(use.source for use in uses if use.source != OWN_CHOICE)
    return "; ".join(result.book.sources[key].citation(say.language) for key in cited)


def _footprint_map(result: FootprintResult, say: Language) -> dict[str, Sheet]:
    """Return the map of provinces that have a grid factor of their own; none in early years."""
    own = {
        code: one.cradle_to_gate
        for code, one in result.by_province.items()
        if one.grid.region_en == find_province(code).name_en
    }
    if not own:
        return {}
    route = next(iter(result.by_province.values())).route
    caption = Caption(
        say("CO₂ of a tonne of magnesium by the grid of each province, {year}", year=result.year),
        _PER_TONNE,
        _sources(result, say),
        say.language,
        say("{name}, cradle to gate, if it were made there", name=route.name(say.language)),
    )
    return {"footprint-map": choropleth(pd.Series(own), caption)}


def coupled_sheets(case: CoupledCase, say: Language) -> dict[str, Sheet]:
    """Return the maps and the diagram of a coupled table in one language, by kind."""
    ends = destinations(case)
    provinces = set(case.table.index.region_codes)
    home = ends[ends["destination"].isin(provinces)]
    between = home[(home["made_in"] != home["destination"]) & (home["MtCO2"] > 0)]
    flows = between.assign(value=between["MtCO2"] * 1e3)
    flows = flows.rename(columns={"made_in": "from", "destination": "to"})
    largest = flows.nlargest(ARROWS, "value")[["from", "to", "value"]].reset_index(drop=True)
    served = home.groupby("destination")["MtCO2"].sum().clip(lower=0.0) * 1e3
    return {
        "sankey": _whole_diagram(case, ends, say),
        "map-emitted": choropleth(
            _emitted(case),
            _caption(
                case,
                say,
                say("Where the carbon of magnesium is emitted"),
                say("Gate and upstream"),
            ),
        ),
        "map-destinations": choropleth(
            served,
            _caption(
                case,
                say,
                say("Whose final demand magnesium's carbon serves"),
                say("Exports separate; metal follows smelting's sales"),
            ),
        ),
        "map-flows": flow_map(
            largest,
            float(flows["value"].sum()),
            _caption(
                case,
                say,
                say("Carbon of magnesium from works to final demand"),
                say("The {number} largest flows between provinces", number=len(largest)),
            ),
        ),
    }


def _emitted(case: CoupledCase) -> pd.Series:
    """Return where the carbon of all magnesium is emitted, kt CO2 by province."""
    parts = [case.tonnes[code].by_region() * case.output_tonnes[code] / 1e3 for code in case.makers]
    return pd.Series(pd.concat(parts, axis=1).sum(axis=1))


def _caption(case: CoupledCase, say: Language, title: str, subtitle: str) -> Caption:
    provenance = case.table.provenance
    makers = say.join([case.tonnes[code].region.name(say.language) for code in case.makers])
    return Caption(
        title,
        _KT,
        say("{name}; magnesium opened out of smelting by its process", name=provenance.name),
        say.language,
        say(
            "Output of {makers}, {year}. {subtitle}",
            makers=makers,
            year=case.table.year,
            subtitle=subtitle,
        ),
        provenance.caveat(say.language),
    )


def _whole_diagram(case: CoupledCase, ends: pd.DataFrame, say: Language) -> Sheet:
    """Who emits, where the metal is made, where it ends."""
    links = [link for code in case.makers for link in _links_of(case, ends, code)]
    frame = pd.DataFrame(links, columns=["source", "target", "least"])
    frame = frame[frame["least"] > _SMALLEST].assign(most=lambda kept: kept["least"], name="")
    frame["kind"] = frame["target"].map({"abroad": "trade"}).fillna("forward")
    bars = [(key, say(names), 0) for key, names in _STAGES.items()]
    bars += [(code, case.tonnes[code].region.name(say.language), 1) for code in case.makers]
    bars += [(key, say(names), 2) for key, names in _ENDS.items()]
    used = {*frame["source"], *frame["target"]}
    nodes = pd.DataFrame([bar for bar in bars if bar[0] in used], columns=["key", "name", "column"])
    return sankey(
        nodes.set_index("key"),
        frame,
        _caption(
            case,
            say,
            say("Carbon of magnesium: who emits, makes and uses it"),
            say("Cradle to gate"),
        ),
        decimals=0,
    )


def _links_of(case: CoupledCase, ends: pd.DataFrame, code: str) -> list[tuple[str, str, float]]:
    by_sector = case.tonnes[code].by_sector() * case.output_tonnes[code] / 1e3
    parts = {
        "gate": by_sector[MAGNESIUM],
        "alloy": by_sector.get(FERROSILICON, 0.0),
        "power": by_sector[power_sector(case.table)],
    }
    parts["rest"] = by_sector.sum() - sum(parts.values())
    own = ends[ends["made_in"] == code].set_index("destination")["MtCO2"] * 1e3
    out = {"abroad": own["exports"], "home": own[code]}
    out["stocks"] = own["stock_change"] + own["error"]
    out["others"] = own.sum() - sum(out.values())
    return [
        *((key, code, float(value)) for key, value in parts.items()),
        *((code, key, float(value)) for key, value in out.items()),
    ]
