"""What the page of ``tanmai metals provinces`` says and draws."""

from __future__ import annotations

import pandas as pd

from tanmai.core.labels import find_province
from tanmai.core.language import Language, significant
from tanmai.core.messages import message
from tanmai.draw.charts import stacked_bars
from tanmai.draw.maps.choropleth import choropleth, choropleths_side_by_side
from tanmai.draw.page import Caption, Sheet
from tanmai.metals.stocks.province_files import PATHS, PRIMARY, SECONDARY, USE
from tanmai.metals.stocks.provinces import ProvincesResult
from tanmai.report.frame_table import Field, frame_table
from tanmai.report.page_table import NAME, TEXT, Column, PageTable
from tanmai.report.result_findings import Findings, Part

_WORDS = {PRIMARY: message("Primary"), SECONDARY: message("Secondary"), USE: message("In use")}
_CARBON = {
    "gate": message("At the gate"),
    "same_province": message("Upstream, same province"),
    "other_provinces": message("Upstream, other provinces"),
}


def province_findings(result: ProvincesResult, say: Language) -> Findings:
    """Return what the page of a metal by province says in a language."""
    name = result.process.name(say.language)
    return Findings(
        say("{name} by province, and its carbon", name=name),
        say("Table {table}", table=_table(result)),
        _answer(result, say),
        (
            Part(
                "provinces",
                say("Output and use"),
                ["map-paths"],
                [_province_table(result, say)],
            ),
            Part(
                "carbon",
                say("Carbon"),
                ["carbon-of-a-tonne", "map-emitted"],
                [_carbon_table(result, say)],
            ),
            Part("inputs", say("Inputs"), tables=[_input_table(result, say)]),
        ),
    )


def province_sheets(result: ProvincesResult, say: Language) -> dict[str, Sheet]:
    """Return the maps and the bars of a metal by province."""
    name = result.process.name(say.language)
    tonnes = {
        say(_WORDS[path]): (result.tonnes[path].dropna() / 1e3).astype(float)
        for path in PATHS
        if result.tonnes[path].notna().any()
    }
    drawn = {title: values for title, values in tonnes.items() if len(values)}
    where = _caption(result, say, say("{name}: output and use", name=name), say("kt"))
    emitted = result.emitted.sum(axis=1)
    return {
        "map-paths": choropleths_side_by_side(drawn, where)
        if len(drawn) > 1
        else choropleth(next(iter(drawn.values())), where),
        "carbon-of-a-tonne": _bars(result, say, name),
        "map-emitted": choropleth(
            emitted[emitted > 0],
            _caption(
                result,
                say,
                say("Where the carbon of {name} is emitted", name=name.lower()),
                "kt CO2",
            ),
        ),
    }


def _caption(result: ProvincesResult, say: Language, title: str, unit: str) -> Caption:
    provenance = result.mrio_tables[0].provenance
    assumed = bool(result.assumptions)
    own = say("Some numbers are assumptions; see the notes.")
    caveat = provenance.caveat(say.language)
    return Caption(
        title,
        unit,
        say("{name}; see the table of inputs", name=provenance.name),
        say.language,
        caveat=" ".join(filter(None, (own if assumed else "", caveat))),
    )


def _table(result: ProvincesResult) -> str:
    return f"{result.mrio_tables[0].provenance.name}"


def _row_name(code: str, path: str, say: Language) -> str:
    place, word = find_province(code).name(say.language), say(_WORDS[path])
    return say("{place}, {word}", place=place, word=word.lower())


def _bars(result: ProvincesResult, say: Language, name: str) -> Sheet:
    frame = result.tables["carbon_of_a_tonne"]
    parts = frame[[f"{part}_tCO2_per_t" for part in _CARBON]].set_axis(list(_CARBON), axis=1)
    parts.index = pd.Index(
        [
            _row_name(code, path, say)
            for code, path in zip(frame["adcode"], frame["path"], strict=True)
        ]
    )
    return stacked_bars(
        parts,
        _caption(
            result,
            say,
            say("Carbon of a tonne of {name}", name=name.lower()),
            "t CO2/t",
        ),
        names={part: say(words) for part, words in _CARBON.items()},
        decimals=1,
    )


def _answer(result: ProvincesResult, say: Language) -> list[str]:
    frame, metal = result.tables["carbon_of_a_tonne"], result.process.name(say.language)
    said = []
    means = {}
    for path in (PRIMARY, SECONDARY):
        own = frame[frame["path"] == path]
        if own.empty:
            continue
        tonnes = result.tonnes[path].reindex(own["adcode"]).to_numpy(float)
        totals = own["total_tCO2_per_t"].to_numpy(float)
        means[path] = float((tonnes * totals).sum() / tonnes.sum())
        said.append(
            say(
                "{path} {metal} emits {low} to {high} t CO₂ a tonne, {mean} t in the mean, of "
                "{output} kt made.",
                path=say(_WORDS[path]),
                metal=say.inside(metal),
                low=significant(float(totals.min())),
                high=significant(float(totals.max())),
                mean=significant(means[path]),
                output=significant(float(tonnes.sum()) / 1e3),
            )
        )
    if len(means) > 1:
        saved = means[PRIMARY] - means[SECONDARY]
        said.append(
            say(
                "A tonne of secondary in the place of primary metal saves {saved} t CO₂.",
                saved=significant(saved),
            )
        )
    return said


def _province_table(result: ProvincesResult, say: Language) -> PageTable:
    frame = result.tables["provinces"]
    unit = say("t")
    columns = {**_WORDS, "elsewhere": message("From elsewhere")}
    return frame_table(
        "provinces",
        say("Output and use by province"),
        frame,
        [
            Field(f"name_{say.language}", Column(say("Province"), NAME)),
            *(
                Field(f"{key}_t", Column(say(words), unit=unit), 0)
                for key, words in columns.items()
            ),
        ],
        say("From elsewhere: use less own output; below zero it goes out."),
    )


def _carbon_table(result: ProvincesResult, say: Language) -> PageTable:
    frame = result.tables["carbon_of_a_tonne"]
    frame = frame.assign(path=[say(_WORDS[path]) for path in frame["path"]])
    unit = say("t CO₂/t")
    columns = {**_CARBON, "total": message("Total")}
    return frame_table(
        "carbon",
        say("Carbon of a tonne"),
        frame,
        [
            Field(f"name_{say.language}", Column(say("Province"), NAME)),
            Field("path", Column(say("Path of supply"), TEXT)),
            *(
                Field(f"{key}_tCO2_per_t", Column(say(words), unit=unit))
                for key, words in columns.items()
            ),
        ],
    )


def _input_table(result: ProvincesResult, say: Language) -> PageTable:
    kinds = {"yes": say("assumption"), "no": say("source")}
    frame = result.tables["inputs"]
    frame = frame.assign(assumption=frame["assumption"].map(kinds))
    return frame_table(
        "numbers",
        say("Inputs and their sources"),
        frame,
        [
            Field("what", Column(say("Model input"), NAME)),
            Field("value", Column(say("Value"))),
            Field("unit", Column(say("Unit"), TEXT)),
            Field("assumption", Column(say("Basis"), TEXT)),
            Field("source", Column(say("Source"), TEXT)),
        ],
    )
