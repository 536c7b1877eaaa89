"""What the page of ``tanmai magnesium plants --rank`` says, and its picture."""

from __future__ import annotations

import pandas as pd

from tanmai.core.language import Language
from tanmai.core.messages import message
from tanmai.draw.charts import front_chart
from tanmai.draw.page import Caption, Sheet
from tanmai.metals.magnesium.industry.ranking_result import RankingResult
from tanmai.metals.result import View
from tanmai.report.frame_table import Field, frame_table
from tanmai.report.page_table import NAME, TEXT, Column, PageTable
from tanmai.report.result_findings import Findings, Part

_WEIGHTS = {
    "entropy": message("Entropy weights"),
    "critic": message("CRITIC"),
    "equal": message("Equal"),
}
_METHODS = {"topsis": "TOPSIS", "vikor": "VIKOR"}


def ranking_findings(result: RankingResult, say: Language) -> Findings:
    """Return what the page of the ranking says in a language."""
    return Findings(
        say("Competitiveness of magnesium plants"),
        say(
            "{number} plants, {number_2} indicators",
            number=len(result.decision.names),
            number_2=len(result.decision.criteria),
        ),
        _answer(result, say),
        (
            Part(
                "ranks",
                say("Ranks"),
                ["plants-rank"],
                [_rank_table(result, say), _range_table(result, say)],
            ),
            Part(
                "weights",
                say("Weights and reversals"),
                [],
                [_weight_table(result, say), _reversal_table(result, say)],
            ),
        ),
    )


def _name(result: RankingResult, key: object, say: Language) -> str:
    return result.plants.name(str(key), say.language)


def _answer(result: RankingResult, say: Language) -> list[str]:
    ranks = result.tables["ranks"]
    firsts = ranks[ranks["rank"] == 1]["key"].value_counts()
    over = result.tables["ranks_over_weights"]
    best = over.sort_values("first_percent", ascending=False).iloc[0]
    reversed_pairs = result.tables["rank_reversals"]
    lists = len(_WEIGHTS) * len(_METHODS)
    first = _name(result, firsts.index[0], say)
    return [
        say(
            "{first} is first in {iloc} of {lists} lists; over all weights and gaps {name} is "
            "first in {first_percent} % of draws.",
            first=first,
            iloc=int(firsts.iloc[0]),
            lists=lists,
            name=_name(result, best["key"], say),
            first_percent=f"{best['first_percent']:.0f}",
        ),
        _reversals(reversed_pairs, say),
    ]


def _reversals(pairs: pd.DataFrame, say: Language) -> str:
    if pairs.empty:
        return say(
            "With so few plants the rest cannot be ranked once one is left out, so that "
            "reversals cannot be looked for."
        )
    worst = float((pairs["pairs_reversed"] / pairs["pairs"]).max())
    return say(
        "With one plant left out, up to {worst} % of the other pairs change places.",
        worst=f"{100 * worst:.0f}",
    )


def _rank_table(result: RankingResult, say: Language) -> PageTable:
    ranks = result.tables["ranks"]
    ranks = ranks.assign(column=ranks["weighting"] + " " + ranks["method"])
    wide = ranks.pivot_table(index="key", columns="column", values="rank", sort=False)
    wide = wide.reset_index()
    wide["name"] = [_name(result, key, say) for key in wide["key"]]
    fields = [Field("name", Column(say("Plant"), NAME))]
    for weighting, names in _WEIGHTS.items():
        for method, title in _METHODS.items():
            column = f"{weighting} {method}"
            fields.append(Field(column, Column(f"{say(names)} {title}"), 0))
    return frame_table("ranks", say("Ranks under all weights and methods"), wide, fields)


def _range_table(result: RankingResult, say: Language) -> PageTable:
    frame = result.tables["ranks_over_weights"]
    frame = frame.assign(
        name=[_name(result, key, say) for key in frame["key"]],
        said=frame["method"].map(_METHODS),
    )
    return frame_table(
        "ranges",
        say("Ranks over all weights and gaps"),
        frame,
        [
            Field("name", Column(say("Plant"), NAME)),
            Field("said", Column(say("Method"), TEXT)),
            Field("median", Column(say("Median rank")), 0),
            Field("best_5", Column(say("90 % range")), 0, "worst_5"),
            Field("first_percent", Column(say("First"), unit="%"), 0),
        ],
    )


def _weight_table(result: RankingResult, say: Language) -> PageTable:
    frame = result.tables["weights"]
    criteria = result.plants.criteria
    frame = frame.assign(
        name=[criteria[str(key)].name(say.language) for key in frame["criterion"]],
    )
    return frame_table(
        "weights",
        say("Weights of the indicators"),
        frame,
        [
            Field("name", Column(say("Indicator"), NAME)),
            *(Field(key, Column(say(names))) for key, names in _WEIGHTS.items()),
        ],
    )


def _reversal_table(result: RankingResult, say: Language) -> PageTable:
    frame = result.tables["rank_reversals"]
    frame = frame.groupby("left_out", sort=False)[["pairs_reversed", "pairs"]].max().reset_index()
    frame["name"] = [_name(result, key, say) for key in frame["left_out"]]
    return frame_table(
        "reversals",
        say("Pairs reversed when a plant leaves (at most)"),
        frame,
        [
            Field("name", Column(say("Left out"), NAME)),
            Field("pairs_reversed", Column(say("Reversed")), 0),
            Field("pairs", Column(say("Pairs")), 0),
        ],
    )


def ranking_sheets(result: RankingResult, say: Language) -> dict[str, Sheet]:
    """Return the picture of the ranking: the scores of both methods under equal weights."""
    ranks = result.tables["ranks"]
    equal = ranks[ranks["weighting"] == "equal"]
    points = equal.pivot_table(index="key", columns="method", values="score", sort=False)
    points = points[list(_METHODS)]
    over = result.tables["ranks_over_weights"]
    spans = over[over["method"] == "topsis"].set_index("key")
    points.index = pd.Index(
        [f"{_name(result, key, say)} · {_span(spans.loc[key])}" for key in points.index]
    )
    source = (
        say("plants of the report on the magnesium smelting industry (2026 edition)")
        if result.options["table"] is None
        else str(result.options["table"])
    )
    title = say("Competitiveness of magnesium plants")
    sheet = front_chart(
        {say("Plant, equal weights"): points},
        Caption(title, "", source, say.language),
        along=say("Score by TOPSIS"),
        up=say("Score by VIKOR (1 − Q)"),
        notes=[
            say(
                "1 is best of both scores; behind a name the ranks by TOPSIS in 90 % of the "
                "draws of weights and gaps."
            )
        ],
    )
    return {"plants-rank": sheet}


def _span(row: pd.Series) -> str:
    """Write the ranks from the best to the worst."""
    best, worst = int(row["best_5"]), int(row["worst_5"])
    return f"{best}" if best == worst else f"{best}–{worst}"


VIEWS = {
    "magnesium plants --rank": View(
        ranking_findings,
        ranking_sheets,
        {
            "table": message("Table of plants"),
            "config": message("File of your own"),
            "draws": message("Draws"),
        },
    )
}
