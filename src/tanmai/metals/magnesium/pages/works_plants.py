"""What the pages of ``tanmai magnesium plants`` say, and their pictures."""

from __future__ import annotations

import pandas as pd

from tanmai.core.language import Language, significant
from tanmai.core.messages import message
from tanmai.draw.charts import lorenz_chart, stacked_bars
from tanmai.draw.page import Caption, Sheet
from tanmai.metals.concentration import CAUSES as CHANGES
from tanmai.metals.magnesium.industry.plant_comparison import CAUSES
from tanmai.metals.magnesium.industry.plants_result import (
    ComparisonOfPlants,
    ConcentrationResult,
    ScreeningResult,
)
from tanmai.metals.magnesium.industry.screening import FAILED, PASSED, UNKNOWN
from tanmai.metals.magnesium.pages.works_words import SOURCE
from tanmai.metals.quantity_units import unit_name
from tanmai.metals.statement_table import printed_table, said_of_statements
from tanmai.report.frame_table import Field, frame_table
from tanmai.report.page_table import NAME, TEXT, Column, PageTable
from tanmai.report.result_findings import Findings, Part

OPTIONS = {
    "plants": message("Table of plants"),
    "firms": message("Table of firms"),
    "compare": message("Plants compared"),
    "first": message("Among the first"),
    "weightings": message("Draws of weights"),
    "config": message("File of your own"),
}
_OUTCOMES = {
    PASSED: message("kept"),
    FAILED: message("not kept"),
    UNKNOWN: message("not stated"),
}
_CAUSES = {
    "energy": message("Energy use"),
    "power_mix": message("Power mix"),
    "reductant": message("Reductant"),
    "calcination": message("Calcination"),
}
_CHANGES = {
    "growth": message("Growth"),
    "exit": message("Exit"),
    "entry": message("Entry"),
}


def _caption(title: str, unit: str, say: Language, subtitle: str = "", source: str = "") -> Caption:
    return Caption(title, unit, source or say(SOURCE), say.language, subtitle)


def option_word(result: ComparisonOfPlants, key: str, value: object, say: Language) -> str:
    """Return a value of an option as people write it: a plant by its name."""
    return result.plants.name(str(value), say.language) if key == "compare" else str(value)


# --- screening ---------------------------------------------------------------------------


def screening_findings(result: ScreeningResult, say: Language) -> Findings:
    """Return what the page of the screening says in a language."""
    return Findings(
        say("Screening of magnesium plants"),
        say("By resource, technology and market"),
        _screening_answer(result, say),
        (
            Part(
                "ranking",
                say("Ranking"),
                ["plants-ranks", "plants-scores"],
                [_ranking(result, say)],
            ),
            Part("thresholds", say("Thresholds"), tables=[_threshold_table(result, say)]),
        ),
        {
            "plants-ranks": say("Rank of a plant under all weights of the axes."),
            "plants-scores": say("Scores at equal weights; a gap counts as the middle."),
        },
    )


def _screening_answer(result: ScreeningResult, say: Language) -> list[str]:
    table, k = result.screening.table, result.first
    best = table["among_first_share"].nlargest(k)
    name = {key: result.plants.name(str(key), say.language) for key in table.index}
    listed = [
        f"{name[key]}{say(' (')}{say.percent(float(share))}{say(')')}"
        for key, share in best.items()
    ]
    thresholds = result.screening.thresholds
    counted = {
        outcome: int((thresholds["outcome"] == outcome).sum()) for outcome in (FAILED, UNKNOWN)
    }
    out = dict.fromkeys(thresholds.loc[thresholds["outcome"] == FAILED, "key"])
    failed = say.join([result.plants.name(key, say.language) for key in out])
    stated, possible = int(table["stated"].sum()), int(table["criteria"].sum())
    left_out = [result.plants.criteria[one].name(say.language) for one in result.screening.left_out]
    dropped = say.join([say.inside(one) for one in left_out])
    return [
        say(
            "Most often among the first {k} under all weights: {listed}.",
            k=k,
            listed=say.join(listed),
        ),
        (
            say("Plants outside the thresholds: {plants}.", plants=failed)
            if failed
            else say("No plant fails a threshold.")
        )
        + say(
            " {counted} thresholds cannot be judged, as the value is not stated.",
            counted=counted[UNKNOWN],
        ),
        *(
            [
                say(
                    "Of {possible} values, {stated} are stated; the spread of the ranks is "
                    "mostly due to the gaps.",
                    possible=possible,
                    stated=stated,
                )
            ]
            if stated < possible
            else []
        ),
        *(
            [
                say(
                    "Not ranked by, as fewer than two different values are stated: {dropped}.",
                    dropped=dropped,
                )
            ]
            if left_out
            else []
        ),
    ]


def _ranking(result: ScreeningResult, say: Language) -> PageTable:
    frame = result.tables["ranking"]
    scaled = {k: 100 * frame[k] for k in ("first_share", "among_first_share")}
    return frame_table(
        "ranking",
        say("Ranking"),
        frame.assign(**scaled),
        [
            Field(f"name_{say.language}", Column(say("Plant"), NAME)),
            Field("score", Column(say("Score"))),
            Field("score_low", Column(say("Range of score")), 2, "score_high"),
            Field("rank", Column(say("Rank")), 0),
            Field("median_rank", Column(say("Median rank")), 0),
            Field("first_share", Column(say("First"), unit="%"), 1),
            Field(
                "among_first_share",
                Column(say("First {first}", first=result.first), unit="%"),
                1,
            ),
            Field("stated", Column(say("Stated")), 0),
        ],
        say(
            "Score and rank at equal weights with gaps in the middle; the range is with gaps "
            "at the worst and at the best."
        ),
    )


def _threshold_table(result: ScreeningResult, say: Language) -> PageTable:
    frame = result.screening.thresholds
    frame = frame.assign(
        plant=[result.plants.name(key, say.language) for key in frame["key"]],
        what=[result.plants.criteria[name].name(say.language) for name in frame["criterion"]],
        limits=[
            f"{limit} {unit_name(unit, say)}".strip()
            for limit, unit in zip(frame["limit"], frame["unit"], strict=True)
        ],
        said=[say(_OUTCOMES[outcome]) for outcome in frame["outcome"]],
    )
    return frame_table(
        "thresholds",
        say("Every threshold with its reason"),
        frame,
        [
            Field("plant", Column(say("Plant"), NAME)),
            Field("what", Column(say("Indicator"), TEXT)),
            Field("value", Column(say("Value"))),
            Field("limits", Column(say("Limit"), TEXT)),
            Field("said", Column(say("Outcome"), TEXT)),
            Field("reason", Column(say("Reason"), TEXT)),
        ],
    )


def screening_sheets(result: ScreeningResult, say: Language) -> dict[str, Sheet]:
    """Return the pictures of the screening in a language, by kind."""
    table, k = result.screening.table, result.first
    names = [result.plants.name(str(key), say.language) for key in table.index]
    shares = pd.DataFrame(
        {
            "first": 100 * table["first_share"].to_numpy(),
            "among": 100 * (table["among_first_share"] - table["first_share"]).to_numpy(),
            "beyond": 100 * (1 - table["among_first_share"]).to_numpy(),
        },
        index=names,
    )
    words = {
        "first": say("First"),
        "among": say("Rank 2 to {last}", last=k),
        "beyond": say("Beyond rank {k}", k=k),
    }
    scores = result.screening.scores.loc[table.index]
    parts = (scores / scores.shape[1]).set_axis(names)
    axes = {str(axis): result.parameters.name(f"axes.{axis}", say.language) for axis in scores}
    return {
        "plants-ranks": stacked_bars(
            shares,
            _caption(
                say("Ranks of the plants under all weights"),
                say("% of the weightings"),
                say,
            ),
            names=words,
            shares=[say.percent(float(share)) for share in table["among_first_share"]],
            notes=[
                say(
                    "On the right: share of the weightings under which a plant is among the "
                    "first {k}. A gap may be anything between the worst and the best of the "
                    "others.",
                    k=k,
                )
            ],
        ),
        "plants-scores": stacked_bars(
            parts,
            _caption(
                say("Scores at equal weights of the axes"),
                say("0 to 1"),
                say,
            ),
            names=axes,
            decimals=2,
        ),
    }


# --- two plants --------------------------------------------------------------------------


def comparison_findings(result: ComparisonOfPlants, say: Language) -> Findings:
    """Return what the page of two plants says in a language."""
    one, other = (result.plants.name(key, say.language) for key in result.pair)
    return Findings(
        say("{one} and {other}", one=one, other=other),
        say("Indicators, and what their difference in carbon is of"),
        _comparison_answer(result, one, other, say),
        (
            Part(
                "causes",
                say("Difference in carbon by cause"),
                ["plants-split"],
                [_split(result, say)],
            ),
            Part("indicators", say("Indicators compared"), tables=[_sides(result, say)]),
            *(
                [
                    Part(
                        "published",
                        say("Beside printed figures"),
                        tables=[printed_table(result.statements, say)],
                    )
                ]
                if result.statements
                else []
            ),
        ),
        {
            "plants-split": say(
                "Each bar is the first less the second in one reading; the dot is the whole."
            )
        },
    )


def _reading(name: str, say: Language) -> str:
    if name == "by process":
        return say("By process, this work")
    factor = name.rpartition(" ")[2]
    return say("Printed emissions (ferrosilicon {factor} t/t)", factor=factor)


def _comparison_answer(
    result: ComparisonOfPlants, one: str, other: str, say: Language
) -> list[str]:
    said = []
    for name, row in result.split.iterrows():
        parts = [f"{say(_CAUSES[cause])}{say.gap}{float(row[cause]):.2f}" for cause in CAUSES]
        said.append(
            say(
                "{reading}: {one} emits {total} t CO₂/t more than {other}: {parts}.",
                reading=_reading(str(name), say),
                one=one,
                total=f"{float(row['total']):.2f}",
                other=other,
                parts=say(", ").join(parts).lower(),
            )
        )
    if result.statements:
        said.append(said_of_statements(result.statements, say))
    return said


def _split(result: ComparisonOfPlants, say: Language) -> PageTable:
    frame = result.split.assign(name=[_reading(str(name), say) for name in result.split.index])
    return frame_table(
        "split",
        say("First less second, t CO₂/t"),
        frame,
        [
            Field("name", Column(say("Reading"), NAME)),
            *(Field(cause, Column(say(_CAUSES[cause]))) for cause in CAUSES),
            Field("total", Column(say("Sum"))),
        ],
    )


def _sides(result: ComparisonOfPlants, say: Language) -> PageTable:
    criteria = result.plants.criteria
    others = {
        "capacity": message("Capacity"),
        "direct": message("Direct emission"),
        "indirect": message("Indirect emission"),
        "power": message("Power use"),
        "ferrosilicon": message("Ferrosilicon use"),
        "dolomite": message("Dolomite"),
    }
    frame = result.sides.assign(
        name=[
            criteria[str(key)].name(say.language)
            if key in criteria
            else say(others.get(str(key), str(key)))
            for key in result.sides.index
        ],
        unit=[unit_name(str(unit), say) for unit in result.sides["unit"]],
        **{
            column: ["—" if pd.isna(v) else _figure(float(v)) for v in result.sides[column]]
            for column in ("first", "second", "difference")
        },
    )
    one, other = (result.plants.name(key, say.language) for key in result.pair)
    return frame_table(
        "sides",
        say("Indicators"),
        frame,
        [
            Field("name", Column(say("Indicator"), NAME)),
            Field("unit", Column(say("Unit"), TEXT)),
            Field("first", Column(one, TEXT)),
            Field("second", Column(other, TEXT)),
            Field("difference", Column(say("Difference"), TEXT)),
        ],
        say("—: not stated."),
    )


def _figure(value: float) -> str:
    return significant(value) if value >= 0 else f"−{significant(-value)}"


def comparison_sheets(result: ComparisonOfPlants, say: Language) -> dict[str, Sheet]:
    """Return the picture of two plants in a language."""
    one, other = (result.plants.name(key, say.language) for key in result.pair)
    parts = result.split[list(CAUSES)].rename(index=lambda name: _reading(str(name), say))
    return {
        "plants-split": stacked_bars(
            parts,
            _caption(
                say("Difference in carbon of a tonne of two plants"),
                "t CO2/t",
                say,
                say("{one}, less {other}", one=one, other=other),
            ),
            names={cause: say(names) for cause, names in _CAUSES.items()},
            decimals=2,
        )
    }


# --- concentration -----------------------------------------------------------------------


def concentration_findings(result: ConcentrationResult, say: Language) -> Findings:
    """Return what the page of the concentration says in a language."""
    what = say("firms") if result.own else say("provinces")
    return Findings(
        say("Concentration"),
        say("By {what} and year", what=what),
        _concentration_answer(result, say),
        (
            Part(
                "years",
                say("By year"),
                ["concentration-lorenz"],
                [_years(result, say)],
            ),
            Part(
                "change",
                say("What changed it"),
                ["concentration-change"] if len(result.change) else [],
                [_change(result, say)] if len(result.change) else [],
            ),
            Part(
                "published",
                say("Beside printed figures"),
                tables=[printed_table(result.statements, say)],
            ),
        ),
        {
            "concentration-lorenz": say(
                "The further a curve is from the diagonal, the more concentrated."
            ),
            "concentration-change": say(
                "Change of the Herfindahl index by growth of those that stay, exit and entry."
            ),
        },
    )


def _concentration_answer(result: ConcentrationResult, say: Language) -> list[str]:
    first, last = result.years.iloc[0], result.years.iloc[-1]
    low, high = result.bounds
    return [
        say(
            "In {year} the largest held {cr1}; the Herfindahl index was {hhi} ({hhi_2} in "
            "{year_2}).",
            year=last["year"],
            cr1=say.percent(float(last["CR1"])),
            hhi=f"{last['HHI']:.3f}",
            hhi_2=f"{first['HHI']:.3f}",
            year_2=first["year"],
        ),
        say(
            "The report prints sums of classes: among firms the index lies between {low} and "
            "{high}.",
            low=f"{low:.3f}",
            high=f"{high:.3f}",
        ),
        said_of_statements(result.statements, say),
    ]


def _years(result: ConcentrationResult, say: Language) -> PageTable:
    frame = result.years.assign(**{k: 100 * result.years[k] for k in ("CR1", "CR3", "CR5")})
    return frame_table(
        "years",
        say("Indices by year"),
        frame,
        [
            Field("year", Column(say("Year"), NAME)),
            Field("firms", Column(say("Number")), 0),
            *(Field(name, Column(name, unit="%"), 1) for name in ("CR1", "CR3", "CR5")),
            Field("HHI", Column(say("Herfindahl")), 3),
            Field("entropy", Column(say("Entropy")), 3),
            Field("Gini", Column(say("Gini")), 3),
        ],
    )


def _change(result: ConcentrationResult, say: Language) -> PageTable:
    frame = result.change[result.change["index"].isin(["CR1", "CR3", "HHI", "Gini"])]
    frame = frame.assign(
        period=[f"{a}–{b}" for a, b in zip(frame["before"], frame["after"], strict=True)]
    )
    return frame_table(
        "change",
        say("Changes of the indices"),
        frame,
        [
            Field("period", Column(say("Period"), TEXT)),
            Field("index", Column(say("Index"), NAME)),
            *(Field(cause, Column(say(_CHANGES[cause])), 4) for cause in CHANGES),
            Field("total", Column(say("Sum")), 4),
        ],
    )


def concentration_sheets(result: ConcentrationResult, say: Language) -> dict[str, Sheet]:
    """Return the pictures of the concentration in a language, by kind."""
    firms, source = result.firms, "" if not result.own else say("file of the user")
    if not result.own:
        source = say(
            "output by province as published by the China Nonferrous Metals Industry "
            "Association and others"
        )
    years = sorted(firms["year"].unique())[-6:]
    sizes = {
        str(year): firms.loc[firms["year"] == year].groupby("firm")["size"].sum().tolist()
        for year in years
    }
    title = say("Lorenz curves of concentration")
    sheets = {"concentration-lorenz": lorenz_chart(sizes, _caption(title, "", say, "", source))}
    if len(result.change):
        hhi = result.change[result.change["index"] == "HHI"]
        parts = hhi[list(CHANGES)].set_axis(
            [f"{a}–{b}" for a, b in zip(hhi["before"], hhi["after"], strict=True)]
        )
        sheets["concentration-change"] = stacked_bars(
            parts,
            _caption(say("Change of the Herfindahl index"), "", say, "", source),
            names={cause: say(names) for cause, names in _CHANGES.items()},
            decimals=4,
            notes=[]
            if result.own
            else [
                say(
                    "Other provinces are published in other years: entry and exit may be a "
                    "change of what is published."
                )
            ],
        )
    return sheets
