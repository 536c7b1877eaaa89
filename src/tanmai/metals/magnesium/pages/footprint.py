"""What the page of ``tanmai magnesium footprint`` says."""

from __future__ import annotations

import pandas as pd

from tanmai.core.labels import find_province
from tanmai.core.language import Language
from tanmai.core.messages import message
from tanmai.metals.magnesium.results import FootprintResult
from tanmai.metals.magnesium.results.footprint import code_of
from tanmai.metals.magnesium.routes.routes import KIND_NAMES, KINDS, clean_class, find_route
from tanmai.metals.magnesium.routes.uncertainty import RouteDraws
from tanmai.report.frame_table import Field, frame_table
from tanmai.report.page_table import NAME, TEXT, Column, PageTable
from tanmai.report.result_findings import Findings, Part

_PER_TONNE = message("t CO₂/t")
_COMPONENTS = {
    "energy": message("Energy"),
    "land": message("Land"),
    "water": message("Water"),
    "not_stated": message("Not stated"),
}
_SCOPES = {
    "gate": message("gate"),
    "indirect": message("indirect"),
    "cradle": message("cradle to gate"),
    "calcination": message("calcination alone"),
}


def footprint_findings(result: FootprintResult, say: Language) -> Findings:
    """Return what the page of the footprint says in a language."""
    bars = [f"routes-{code_of(place)}" for place in result.places]
    return Findings(
        say("Carbon of magnesium by route"),
        say(
            "{year}, CO₂ of a tonne of magnesium; {where}",
            year=result.year,
            where=_where(result, say),
        ),
        _answer(result, say),
        (
            Part(
                "routes",
                say("By route"),
                bars,
                [_route_table(result, say), _stage_table(result, say)],
            ),
            Part(
                "provinces",
                say("By province"),
                ["footprint-map"],
                [_province_table(result, say)],
            ),
            *_parts_beside(result, say),
        ),
        {kind: say("Bars are sums of kinds, lines across them intervals.") for kind in bars}
        | {
            bars[0]: say(
                "Bars are sums of kinds, lines across them intervals; below are published "
                "figures with ours for the same."
            ),
            "footprint-map": say(
                "Provinces differ by the factor of their grid alone; one without a factor of "
                "its own is left blank."
            ),
        },
    )


def _parts_beside(result: FootprintResult, say: Language) -> list[Part]:
    """Return the sections that a file of routes may give nothing for."""
    makes = {
        "published": _published_table,
        "plants": _plant_table,
        "ecological_footprint": _ecological_table,
    }
    titles = {
        "published": message("Beside published figures"),
        "plants": message("Plants side by side"),
        "ecological_footprint": message("Ecological footprint"),
    }
    return [
        Part(stem.partition("_")[0], say(titles[stem]), tables=[make(result, say)])
        for stem, make in makes.items()
        if stem in result.tables
    ]


def _where(result: FootprintResult, say: Language) -> str:
    names = [_place(code, say) for code in result.draws]
    return say.join(names)


def _place(code: str, say: Language) -> str:
    if code == "china":
        return say("national grid")
    return find_province(code).name(say.language)


def _first(result: FootprintResult) -> dict[str, RouteDraws]:
    return next(iter(result.draws.values()))


def _answer(result: FootprintResult, say: Language) -> list[str]:
    drawn = _first(result)
    totals = {key: one.central.cradle_to_gate for key, one in drawn.items()}
    least, most = min(totals, key=totals.__getitem__), max(totals, key=totals.__getitem__)
    name = {key: find_route(result.book, key).name(say.language) for key in drawn}
    where = _place(next(iter(result.draws)), say)
    first = next(iter(drawn))
    one = drawn[first]
    interval = one.intervals().loc["cradle"]
    said = [
        say(
            "{where}, {year}: a tonne carries from {least} t CO₂ ({least_route}) to {most} "
            "({most_route}), cradle to gate.",
            where=f"{where[:1].upper()}{where[1:]}",
            year=result.year,
            least=f"{totals[least]:.1f}",
            least_route=name[least],
            most=f"{totals[most]:.1f}",
            most_route=name[most],
        )
        if len(drawn) > 1
        else "",
        say(
            "{name}: {gate_to_gate} t CO₂/t at the gate, {cradle_to_gate} from the cradle; "
            "median of the draws {median}, 90 % interval {low}–{high}.",
            name=name[first],
            gate_to_gate=f"{one.central.gate_to_gate:.1f}",
            cradle_to_gate=f"{one.central.cradle_to_gate:.1f}",
            median=f"{interval['median']:.1f}",
            low=f"{interval['low']:.1f}",
            high=f"{interval['high']:.1f}",
        ),
        _said_of_values_outside(result, say),
        _said_of_classes(result, say),
        _said_of_published(result, say),
    ]
    return [sentence for sentence in said if sentence]


def _said_of_values_outside(result: FootprintResult, say: Language) -> str:
    """Say how many values lie outside their own interval, and why."""
    rows = [
        one.intervals().loc["cradle"] for each in result.draws.values() for one in each.values()
    ]
    outside = sum(not row["low"] <= row["central"] <= row["high"] for row in rows)
    if not outside:
        return ""
    return say(
        "{outside} of {number} values lie outside their interval, as the ranges of their inputs "
        "lie on one side of the values given; the median is given beside them.",
        outside=outside,
        number=len(rows),
    )


def _said_of_classes(result: FootprintResult, say: Language) -> str:
    found: dict[str, int] = {}
    for one in _first(result).values():
        name = clean_class(result.book, one.central.cradle_to_gate)
        found[name] = found.get(name, 0) + 1
    if not result.book.classes:
        return ""
    parts = [
        say("{count} in class {name}", count=count, name=name)
        for name, count in sorted(found.items())
    ]
    limits = say.join([f"{one.name} ≤ {one.limit:g}" for one in result.book.classes])
    return say(
        "By class of clean production ({limits} t CO₂/t) the routes are {parts}.",
        limits=limits,
        parts=say.join(parts),
    )


def _said_of_published(result: FootprintResult, say: Language) -> str:
    total = len(result.published)
    if not total:
        return ""
    meet = int(result.published["ranges_meet"].sum())
    return say(
        "Of {total} published figures {meet} have a range that meets our interval; nothing "
        "was tuned to meet one.",
        total=total,
        meet=meet,
    )


def _route_table(result: FootprintResult, say: Language) -> PageTable:
    rows = []
    for code, each in result.draws.items():
        for one in each.values():
            interval = one.intervals().loc["cradle"]
            rows.append(
                {
                    "route": one.central.route.name(say.language),
                    "place": _place(code, say),
                    **one.central.by_kind,
                    "gate": one.central.gate_to_gate,
                    "cradle": one.central.cradle_to_gate,
                    "median": interval["median"],
                    "low": interval["low"],
                    "high": interval["high"],
                    "class": clean_class(result.book, one.central.cradle_to_gate),
                }
            )
    grid = [Field("place", Column(say("Grid"), TEXT))] if len(result.draws) > 1 else []
    where = _where(result, say)
    return frame_table(
        "routes",
        say("CO₂ of a tonne by route, t/t ({where})", where=where),
        pd.DataFrame(rows),
        [
            Field("route", Column(say("Route"), NAME)),
            *grid,
            *(Field(kind, Column(say(KIND_NAMES[kind])), 1) for kind in KINDS),
            Field("gate", Column(say("Gate")), 1),
            Field("cradle", Column(say("Cradle to gate")), 1),
            Field("median", Column(say("Median")), 1),
            Field("low", Column(say("90 % interval")), 1, "high"),
            Field("class", Column(say("Class"), TEXT)),
        ],
        say(
            "Where the range of a number lies on one side of it alone, the value may lie "
            "outside the interval."
        ),
    )


def _stage_table(result: FootprintResult, say: Language) -> PageTable:
    code = next(iter(result.draws))
    frame = result.tables["footprint_by_stage"]
    names = {f"{key}, {code}": find_route(result.book, key) for key in result.draws[code]}
    frame = frame[frame["label"].isin(names)]
    frame = frame.assign(
        route=[names[label].name(say.language) for label in frame["label"]],
        kind=[say(KIND_NAMES[kind]) for kind in frame["kind"]],
        scope=[say("gate") if scope == "gate" else say("upstream") for scope in frame["scope"]],
    )
    where = _place(code, say)
    return frame_table(
        "stages",
        say("By stage and kind ({where})", where=where),
        frame,
        [
            Field("route", Column(say("Route"), NAME)),
            Field(f"stage_{say.language}", Column(say("Stage"), TEXT)),
            Field("kind", Column(say("Kind"), TEXT)),
            Field("scope", Column(say("Scope"), TEXT)),
            Field("tCO2_per_t", Column("CO₂", unit=say(_PER_TONNE))),
        ],
    )


def _province_table(result: FootprintResult, say: Language) -> PageTable:
    rows = [
        {
            "province": find_province(code).name(say.language),
            "grid": one.grid.value,
            "year": str(one.grid.year),
            "whose": one.grid.region(say.language),
            "gate": one.gate_to_gate,
            "cradle": one.cradle_to_gate,
        }
        for code, one in result.by_province.items()
    ]
    route = next(iter(result.by_province.values())).route.name(say.language)
    return frame_table(
        "provinces",
        say("{route}, if it were made in a province", route=route),
        pd.DataFrame(rows),
        [
            Field("province", Column(say("Province"), NAME)),
            Field("grid", Column(say("Grid factor"), unit="kg CO₂/kWh"), 4),
            Field("whose", Column(say("Factor of"), TEXT)),
            Field("year", Column(say("Of year"), TEXT)),
            Field("gate", Column(say("Gate"), unit=say(_PER_TONNE)), 1),
            Field("cradle", Column(say("Cradle to gate"), unit=say(_PER_TONNE)), 1),
        ],
    )


def _published_table(result: FootprintResult, say: Language) -> PageTable:
    frame = result.tables["published"]
    frame = frame.assign(quantity=[say(_SCOPES[one]) for one in frame["quantity"]])
    return frame_table(
        "published",
        say("Published figures and ours, t CO₂/t"),
        frame,
        [
            Field(f"name_{say.language}", Column(say("Source"), NAME)),
            Field("quantity", Column(say("Boundary"), TEXT)),
            Field("published", Column(say("Published")), 1),
            Field("ours", Column(say("Ours")), 1),
            Field("ours_low", Column(say("Our interval")), 1, "ours_high"),
            Field(f"finding_{say.language}", Column(say("Finding"), TEXT)),
        ],
    )


def _plant_table(result: FootprintResult, say: Language) -> PageTable:
    return frame_table(
        "plants",
        say("Plants side by side, t CO₂/t"),
        result.tables["plants"],
        [
            Field(f"name_{say.language}", Column(say("Plant"), NAME)),
            Field("energy", Column(say("Total energy use"), unit=say("tce/t"))),
            Field("direct", Column(say("Direct emission")), 1),
            Field("indirect", Column(say("Indirect")), 1),
            Field("total", Column(say("Total")), 1),
            Field("class", Column(say("Class"), TEXT)),
            Field("ours_cradle", Column(say("Ours")), 1),
            Field("ours_class", Column(say("Our class"), TEXT)),
        ],
    )


def _ecological_table(result: FootprintResult, say: Language) -> PageTable:
    code = next(iter(result.draws))
    frame = result.tables["ecological_footprint"]
    names = {f"{key}, {code}": find_route(result.book, key) for key in result.draws[code]}
    frame = frame[frame["label"].isin(names)]
    frame = frame.assign(
        route=[names[label].name(say.language) for label in frame["label"]],
        component=[say(_COMPONENTS.get(one, one)) for one in frame["component"]],
    )
    unit = say("gha/t")
    return frame_table(
        "ecological",
        say("Ecological footprint by component"),
        frame,
        [
            Field("route", Column(say("Route"), NAME)),
            Field("component", Column(say("Component"), TEXT)),
            Field("published_gha_per_t", Column(say("Published"), unit=unit)),
            Field("ours_gha_per_t", Column(say("Ours"), unit=unit)),
        ],
    )
