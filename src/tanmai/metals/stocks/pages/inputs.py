"""Tables of the pages of ``tanmai metals``: what went in, and what draws say of what comes out."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from tanmai.core.language import Language
from tanmai.core.messages import message
from tanmai.metals.stocks.definition import MetalDefinition, Source
from tanmai.metals.stocks.definition_checks import cited_parts
from tanmai.metals.stocks.metal_tables import MetalCase, cited
from tanmai.metals.stocks.pages.pictures import UNITS, unit_of
from tanmai.metals.stocks.result import MetalsResult
from tanmai.report.frame_table import Field, frame_table
from tanmai.report.page_table import NAME, TEXT, Column, PageTable
from tanmai.report.result_findings import Part

_LEVERS = {
    "demand": message("Demand"),
    "lifetime": message("Lifetimes"),
    "collection": message("Collection rate"),
    "recovery": message("Recovery"),
    "dissipation": message("Dissipation"),
    "reserves": message("Reserves"),
    "reserve_growth": message("Growth of reserves"),
}
_WORDS = {
    **_LEVERS,
    "amount": message("amount"),
    "share": message("share"),
    "intensity": message("content"),
    "fabrication_yield": message("yield of fabrication"),
    "new_scrap_recovery": message("recovery of new scrap"),
    "product_exports": message("net exports in products"),
    "total": message("Total use"),
    "mine": message("mines"),
    "mine_yield": message("yield of mining and smelting"),
    "refined_exports": message("exports of metal"),
    "secondary_imports": message("imports of secondary metal"),
    "output": message("output"),
    "grade": message("grade"),
}
_GROUPS = {
    "supply": message("Supply"),
    "uncertain": message("Range"),
    "scenarios": message("Scenario"),
}
_IN_VALUES = {
    "lognormal": message("lognormal"),
    "normal": message("normal"),
    "weibull": message("weibull"),
    "fixed": message("fixed"),
    "shape": message("shape"),
    "before": message("before"),
    "after": message("after"),
    " to ": message(" to "),
    " in ": message(" in "),
    " a": message(" a"),
}
"""What the value of an input is written with."""
_OUTCOMES = {
    "stock": message("Stock in use in {year}"),
    "scrap": message("Scrap in {year}"),
    "secondary": message("Secondary share in {year}"),
    "primary": message("Primary need, cumulated"),
    "crossing": message("Crossing year"),
}


def common_parts(result: MetalsResult, say: Language) -> Sequence[Part]:
    """Return the sections of uncertainty, where there are draws, and of inputs."""
    parts = []
    if all(case.shares is not None for case in result.cases):
        tables = [table(case, say) for case in result.cases for table in (_interval_table, _shares)]
        kinds = [f"draws-{case.definition.name}" for case in result.cases]
        parts.append(Part("uncertainty", say("Uncertainty"), kinds, tables))
    inputs = [_input_table(result, case, say) for case in result.cases]
    return [*parts, Part("inputs", say("Inputs"), tables=inputs)]


def _input_table(result: MetalsResult, case: MetalCase, say: Language) -> PageTable:
    frame = result.tables["inputs"]
    frame = frame[frame["metal"] == case.definition.name]
    kinds = {
        "yes": say("assumption"),
        "partly": say("partly assumption"),
        "no": say("source"),
    }
    definition = case.definition
    file = definition.assumptions or definition.name

    def name(source: Source) -> str:
        own = say("file {file}", file=file)
        return own if source.assumed else source.citation(say.language)

    sources = [_value(cited(part, definition, name), say) for _, part in cited_parts(definition)]
    set_by = [say("set by the scenario")] * (len(frame) - len(sources))
    frame = frame.assign(
        what=[_input_name(what, case.definition, say) for what in frame["what"]],
        value=[_value(text, say) for text in frame["value"]],
        unit=[say(UNITS.get(unit, unit)) for unit in frame["unit"]],
        assumption=frame["assumption"].map(kinds),
        source=sources + set_by,
    )
    return frame_table(
        f"inputs-{case.definition.name}",
        case.definition.title(say.language),
        frame,
        [
            Field("what", Column(say("Model input"), NAME)),
            Field("value", Column(say("Value"), TEXT)),
            Field("unit", Column(say("Unit"), TEXT)),
            Field("assumption", Column(say("Basis"), TEXT)),
            Field("source", Column(say("Source"), TEXT)),
        ],
        say(
            "Partly assumption: the years or parameters that the source column lists are "
            "printed, the others are assumptions."
        ),
    )


_COURSES = (("stock_t", 0.0), ("scrap_t", 0.0), ("secondary_share", 0.01))
"""Courses of the draws, with the unit that they are shown in; that of the metal where none is."""


def _interval_table(case: MetalCase, say: Language) -> PageTable:
    assert case.draws is not None
    rows = []
    for year in case.milestone_years:
        at = case.central.at(year)
        row: list[object] = [str(year)]
        for name, scale in (
            ("stock_t", case.tonnes),
            ("scrap_t", case.tonnes),
            ("secondary_share", 0.01),
        ):
            low, high = np.quantile(case.draws.courses[name][:, at] / scale, (0.05, 0.95))
            row += [float(low), float(high)]
        rows.append(row)
    ends = [f"{name}{end}" for name in ("stock", "scrap", "share") for end in ("_low", "_high")]
    unit = unit_of(case, say)
    return frame_table(
        f"intervals-{case.definition.name}",
        say(
            "{title}: 90 % of {number} draws",
            title=case.definition.title(say.language),
            number=len(case.draws.outcomes),
        ),
        pd.DataFrame(rows, columns=["year", *ends]),
        [
            Field("year", Column(say("Year"), NAME)),
            Field("stock_low", Column(say("Stock in use"), unit=unit), 2, "stock_high"),
            Field("scrap_low", Column(say("Scrap"), unit=unit), 2, "scrap_high"),
            Field("share_low", Column(say("Secondary share"), unit="%"), 1, "share_high"),
        ],
    )


def _shares(case: MetalCase, say: Language) -> PageTable:
    assert case.shares is not None
    table = case.shares.pivot_table(index="outcome", columns="lever", values="total", sort=False)
    frame = (100 * table).reset_index()
    frame["outcome"] = [_outcome(str(name), say) for name in frame["outcome"]]
    return frame_table(
        f"variance-{case.definition.name}",
        say(
            "{title}: what the variance comes from (Sobol total effects)",
            title=case.definition.title(say.language),
        ),
        frame,
        [
            Field("outcome", Column(say("Outcome"), NAME)),
            *(Field(str(lever), Column(say(_LEVERS[str(lever)]), unit="%"), 0) for lever in table),
        ],
        say(
            "With few draws an index has an error and may pass 100 %; a row may add up to "
            "more, as levers act together."
        ),
    )


def _outcome(name: str, say: Language) -> str:
    words = say(_OUTCOMES[name.partition("_")[0]])
    year = re.search(r"\d{4}", name)
    return words.format(year=year[0] if year else "")


def _input_name(where: str, definition: MetalDefinition, say: Language) -> str:
    """Return what an input is called: that of a use by the name of the use."""
    group, *rest = where.split(" ")
    names = {part.key: part.name(say.language) for part in (*definition.uses, *definition.hosts)}
    names |= {one.key: one.name(say.language) for one in definition.scenarios}
    said = [names.get(word) or say(_WORDS.get(word, word)) for word in rest]
    if group in _GROUPS:
        said = [say(_GROUPS[group]), *said]
    elif group not in ("uses", "hosts"):
        said = [say(_WORDS.get(group, group)), *said]
    return say(": ").join(said)


def _value(text: str, say: Language) -> str:
    for written, word in _IN_VALUES.items():
        text = text.replace(written, say(word))
    return text
