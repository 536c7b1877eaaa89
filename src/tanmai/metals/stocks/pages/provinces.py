"""What the page of ``tanmai metals provinces`` says and draws."""

from __future__ import annotations

import pandas as pd

from tanmai.core.labels import find_province
from tanmai.draw.charts import stacked_bars
from tanmai.draw.maps.choropleth import choropleth, choropleths_side_by_side
from tanmai.draw.page import Caption, Sheet
from tanmai.metals.stocks.province_files import PATHS, PRIMARY, SECONDARY, USE
from tanmai.metals.stocks.provinces import ProvincesResult
from tanmai.report.frame_table import Field, frame_table
from tanmai.report.page_table import NAME, TEXT, Column, PageTable
from tanmai.report.result_findings import Findings, Part
from tanmai.report.speech import Speech, significant

_WORDS = {PRIMARY: ("原生", "Primary"), SECONDARY: ("再生", "Secondary"), USE: ("使用", "Use")}
_CARBON = {
    "gate": ("厂内", "At the gate"),
    "same_province": ("本省上游", "Upstream, same province"),
    "other_provinces": ("外省上游", "Upstream, other provinces"),
}


def province_findings(result: ProvincesResult, say: Speech) -> Findings:
    """Return what the page of a metal by province says in a language."""
    name = say(result.process.name_zh, result.process.name_en)
    return Findings(
        say(f"{name}的省际分布与碳排放", f"{name} by province, and its carbon"),
        say(f"数据表{_table(result)}", f"Table {_table(result)}"),
        _answer(result, say),
        (
            Part(
                "provinces",
                say("产量与使用", "Output and use"),
                ["map-paths"],
                [_province_table(result, say)],
            ),
            Part(
                "carbon",
                say("碳排放", "Carbon"),
                ["carbon-of-a-tonne", "map-emitted"],
                [_carbon_table(result, say)],
            ),
            Part("inputs", say("输入数据", "Inputs"), tables=[_input_table(result, say)]),
        ),
    )


def province_sheets(result: ProvincesResult, say: Speech) -> dict[str, Sheet]:
    """Return the maps and the bars of a metal by province."""
    name = say(result.process.name_zh, result.process.name_en)
    tonnes = {
        say(*_WORDS[path]): (result.tonnes[path].dropna() / 1e3).astype(float)
        for path in PATHS
        if result.tonnes[path].notna().any()
    }
    drawn = {title: values for title, values in tonnes.items() if len(values)}
    where = _caption(
        result, say, say(f"{name}的产量与使用", f"{name}: output and use"), say("千吨", "kt")
    )
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
                say(f"{name}的碳排放在何处产生", f"Where the carbon of {name.lower()} is emitted"),
                "kt CO2",
            ),
        ),
    }


def _caption(result: ProvincesResult, say: Speech, title: str, unit: str) -> Caption:
    provenance = result.mrio_tables[0].provenance
    assumed = bool(result.assumptions)
    own = say("部分数值为假设，见说明。", "Some numbers are assumptions; see the notes.")
    caveat = say(provenance.caveat_zh, provenance.caveat_en)
    return Caption(
        title,
        unit,
        say(f"{provenance.name}；各省数值见输入表", f"{provenance.name}; see the table of inputs"),
        say.language,
        caveat=" ".join(filter(None, (own if assumed else "", caveat))),
    )


def _table(result: ProvincesResult) -> str:
    return f"{result.mrio_tables[0].provenance.name}"


def _row_name(code: str, path: str, say: Speech) -> str:
    place, word = find_province(code).name(say.language), say(*_WORDS[path])
    return say(f"{place}（{word}）", f"{place}, {word.lower()}")


def _bars(result: ProvincesResult, say: Speech, name: str) -> Sheet:
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
        {part: say(*words) for part, words in _CARBON.items()},
        _caption(
            result,
            say,
            say(f"每吨{name}的碳排放", f"Carbon of a tonne of {name.lower()}"),
            "t CO2/t",
        ),
        decimals=1,
    )


def _answer(result: ProvincesResult, say: Speech) -> list[str]:
    frame, name = result.tables["carbon_of_a_tonne"], result.process
    said = []
    means = {}
    for path in (PRIMARY, SECONDARY):
        own = frame[frame["path"] == path]
        if own.empty:
            continue
        tonnes = result.tonnes[path].reindex(own["adcode"]).to_numpy(float)
        totals = own["total_tCO2_per_t"].to_numpy(float)
        means[path] = float((tonnes * totals).sum() / tonnes.sum())
        low, high = significant(float(totals.min())), significant(float(totals.max()))
        word = say(*_WORDS[path])
        said.append(
            say(
                f"{word}{name.name_zh}每吨排放{low}至{high}吨CO₂，平均{significant(means[path])}吨；"
                f"共{significant(float(tonnes.sum()) / 1e4)}万吨。",
                f"{word} {name.name_en.lower()} emits {low} to {high} t CO₂ a tonne, "
                f"{significant(means[path])} t in the mean, of "
                f"{significant(float(tonnes.sum()) / 1e3)} kt made.",
            )
        )
    if len(means) > 1:
        saved = means[PRIMARY] - means[SECONDARY]
        said.append(
            say(
                f"以再生替代一吨原生，少排放{significant(saved)}吨CO₂。",
                f"A tonne of secondary in the place of primary metal saves {significant(saved)} t "
                "CO₂.",
            )
        )
    return said


def _province_table(result: ProvincesResult, say: Speech) -> PageTable:
    frame = result.tables["provinces"]
    unit = say("吨", "t")
    columns = {**_WORDS, "elsewhere": ("来自别处", "From elsewhere")}
    return frame_table(
        "provinces",
        say("各省产量与使用", "Output and use by province"),
        frame,
        [
            Field(f"name_{say.language}", Column(say("省份", "Province"), NAME)),
            *(
                Field(f"{key}_t", Column(say(*words), unit=unit), 0)
                for key, words in columns.items()
            ),
        ],
        say(
            "“来自别处”为使用减本省产量，负值为净输出。",
            "From elsewhere: use less own output; below zero it goes out.",
        ),
    )


def _carbon_table(result: ProvincesResult, say: Speech) -> PageTable:
    frame = result.tables["carbon_of_a_tonne"]
    frame = frame.assign(path=[say(*_WORDS[path]) for path in frame["path"]])
    unit = say("吨CO₂/吨", "t CO₂/t")
    columns = {**_CARBON, "total": ("合计", "Total")}
    return frame_table(
        "carbon",
        say("每吨的碳排放", "Carbon of a tonne"),
        frame,
        [
            Field(f"name_{say.language}", Column(say("省份", "Province"), NAME)),
            Field("path", Column(say("途径", "Path"), TEXT)),
            *(
                Field(f"{key}_tCO2_per_t", Column(say(*words), unit=unit))
                for key, words in columns.items()
            ),
        ],
    )


def _input_table(result: ProvincesResult, say: Speech) -> PageTable:
    kinds = {"yes": say("假设", "assumption"), "no": say("来源", "source")}
    frame = result.tables["inputs"]
    frame = frame.assign(assumption=frame["assumption"].map(kinds))
    return frame_table(
        "inputs",
        say("输入数据与出处", "Inputs and their sources"),
        frame,
        [
            Field("what", Column(say("输入", "Input"), NAME)),
            Field("value", Column(say("数值", "Value"))),
            Field("unit", Column(say("单位", "Unit"), TEXT)),
            Field("assumption", Column(say("依据", "Basis"), TEXT)),
            Field("source", Column(say("出处", "Source"), TEXT)),
        ],
    )
