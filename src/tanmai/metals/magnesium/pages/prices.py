"""What the page of ``tanmai magnesium prices`` says, and its pictures."""

from __future__ import annotations

import numpy as np

from tanmai.core.language import Language
from tanmai.core.messages import message
from tanmai.draw.charts import FanPanel, Line, fan_chart
from tanmai.draw.page import Caption, Sheet
from tanmai.metals.magnesium.industry.forecast_skill import CALIBRATION, conformal
from tanmai.metals.magnesium.industry.forecasts import NAIVE
from tanmai.metals.magnesium.industry.price_linkage import SPAN
from tanmai.metals.magnesium.industry.prices_result import LEVEL, PricesResult
from tanmai.metals.result import View
from tanmai.report.frame_table import Field, frame_table
from tanmai.report.page_table import NAME, TEXT, Column, PageTable
from tanmai.report.result_findings import Findings, Part

MODELS = {
    "naive": message("Naive"),
    "drift": message("Drift"),
    "seasonal_naive": message("Seasonal naive"),
    "arima": message("ARIMA"),
    "error_correction": message("Error correction (VECM)"),
    "gradient_boosting": message("Gradient boosting"),
    "lstm": message("LSTM"),
}
_MOST_SERIES = 4
_LEVEL = f"{100 * LEVEL:.0f}"


def prices_findings(result: PricesResult, say: Language) -> Findings:
    """Return what the page of the prices says in a language."""
    return Findings(
        say("Forecasts of the magnesium price, and its links to other prices"),
        say(
            "{name}, a window of {window} days, {horizon} days ahead",
            name=result.names[0],
            window=result.window,
            horizon=result.horizon,
        )
        + (say("; made-up series") if result.made_up else ""),
        _answer(result, say),
        (
            Part(
                "skill",
                say("Accuracy of the forecasts"),
                ["prices-forecast"],
                [_skill_table(result, say)],
            ),
            Part(
                "links",
                say("Links between the prices"),
                ["prices-spillover"] if _over_time(result) else [],
                [_cointegration_table(result, say), _break_table(result, say)],
            ),
        ),
    )


def _answer(result: PricesResult, say: Language) -> list[str]:
    rows = result.tables["skill"].to_dict("records")
    best = min(rows, key=lambda row: row["mape_percent"])
    better = [say(MODELS[str(row["model"])]) for row in rows if row["better"]]
    naive = next(row for row in rows if row["model"] == NAIVE)
    said = [
        say(
            "The model with the smallest error is {model}, with a MAPE of {error} %; the naive "
            "forecast has {naive} %.",
            model=say.inside(say(MODELS[str(best["model"])])),
            error=f"{best['mape_percent']:.1f}",
            naive=f"{naive['mape_percent']:.1f}",
        ),
        say("Significantly better than naive (5 %): {models}.", models=say.join(better))
        if better
        else say("No model is significantly better than naive (5 %)."),
        _said_of_intervals(result, naive["coverage_percent"], say),
    ]
    spill = result.tables["spillover"]
    if len(spill):
        first = spill[spill["series"] == result.names[1]]
        said.append(
            say(
                "Spillover from {other} to {target} averages {there} %, in the other direction "
                "{back} %.",
                other=result.names[1],
                target=result.names[0],
                there=f"{100 * first['second_to_first'].mean():.0f}",
                back=f"{100 * first['first_to_second'].mean():.0f}",
            )
        )
    return said


def _said_of_intervals(result: PricesResult, coverage: float, say: Language) -> str:
    if not np.isfinite(coverage):
        return say(
            "{origins} origins are too few for intervals, which need {least} earlier origins "
            "with known outcomes.",
            origins=len(result.rolled.origins),
            least=CALIBRATION,
        )
    return say(
        "The {level} % intervals of the naive forecast cover {coverage} % of the outcomes.",
        level=_LEVEL,
        coverage=f"{coverage:.0f}",
    )


def _skill_table(result: PricesResult, say: Language) -> PageTable:
    frame = result.tables["skill"]
    return frame_table(
        "skill",
        say.plural("{n} rolling origin", "{n} rolling origins", len(result.rolled.origins)),
        frame.assign(
            name=[say(MODELS[str(key)]) for key in frame["model"]],
            said=[say("yes" if one else "no") for one in frame["better"]],
        ),
        [
            Field("name", Column(say("Model"), NAME)),
            Field("mape_percent", Column("MAPE", unit="%"), 2),
            Field("mase", Column("MASE"), 2),
            Field("against_naive_percent", Column(say("Relative to naive"), unit="%"), 1),
            Field("dm_statistic", Column("DM"), 2),
            Field("dm_p", Column("p"), 3),
            Field("said", Column(say("Better than naive"), TEXT)),
            Field("coverage_percent", Column(say("Coverage"), unit="%"), 1),
            Field("width_percent", Column(say("Interval width"), unit="%"), 1),
            Field("printed_percent", Column(say("Printed error"), unit="%"), 1),
        ],
        say(
            "The errors printed in the report are of unpublished series and cannot be compared "
            "with these."
        ),
    )


def _cointegration_table(result: PricesResult, say: Language) -> PageTable:
    frame = result.tables["cointegration"]
    return frame_table(
        "cointegration",
        say("Cointegration (Engle and Granger)"),
        frame.assign(said=[say("yes" if one else "no") for one in frame["cointegrated"]]),
        [
            Field("series", Column(say("Series"), NAME)),
            Field("statistic", Column(say("Statistic"))),
            Field("p_value", Column("p"), 4),
            Field("said", Column(say("Cointegrated"), TEXT)),
        ],
    )


def _break_table(result: PricesResult, say: Language) -> PageTable:
    return frame_table(
        "breaks",
        say("Structural breaks of the pass-through (Andrews 1993, 5 %)"),
        result.tables["breaks"],
        [
            Field("series", Column(say("Series"), NAME)),
            Field("day", Column(say("Day")), 0),
            Field("wald", Column(say("Wald statistic")), 1),
        ],
        "" if len(result.tables["breaks"]) else say("No break was found."),
    )


def prices_sheets(result: PricesResult, say: Language) -> dict[str, Sheet]:
    """Return the pictures of the prices in one language, by kind."""
    sheets = {"prices-forecast": _forecast(result, say)}
    if _over_time(result):
        sheets["prices-spillover"] = _spillover(result, say)
    return sheets


def _over_time(result: PricesResult) -> list[str]:
    """Return the series whose spillover is known at two times or more, the first few."""
    spans = result.tables["spillover"].groupby("series", sort=False).size()
    return [str(name) for name, count in spans.items() if count > 1][:_MOST_SERIES]


def _forecast(result: PricesResult, say: Language) -> Sheet:
    """Draw the last origin: what was known, what was said, and what came."""
    rolled, horizon = result.rolled, result.horizon
    origin = int(rolled.origins[-1])
    ahead = np.arange(0, horizon + 1, dtype=float)
    past = np.arange(-result.window + 1, horizon + 1, dtype=float)
    forecast = (
        say("Forecast and {level} % interval", level=_LEVEL)
        if np.isfinite(conformal(rolled, NAIVE, LEVEL)[0][-1]).all()
        else say("Forecast")
    )
    over = 1e3 if result.made_up else 1.0
    known = result.prices[origin - result.window + 1 : origin + horizon + 1, 0] / over
    panels = []
    for name, said in rolled.forecasts.items():
        low, high = conformal(rolled, name, LEVEL)
        start = result.prices[origin, 0]
        path = np.full(len(past), np.nan)
        path[-len(ahead) :] = np.concatenate([[start], said[-1]]) / over
        bands = []
        if np.isfinite(low[-1]).all():
            ends = []
            for end in (low[-1], high[-1]):
                whole = np.full(len(past), np.nan)
                whole[-len(ahead) :] = np.concatenate([[start], end]) / over
                ends.append(whole)
            bands = [(ends[0], ends[1])]
        panels.append(
            FanPanel(
                say(MODELS[name]),
                past,
                {
                    say("Price"): Line(known),
                    forecast: Line(path, bands),
                },
            )
        )
    return fan_chart(
        panels,
        Caption(
            say("Forecasts from the last origin"),
            "",
            _source(result, say),
            say.language,
            say("Price, 10³ CNY/t") if result.made_up else say("Price, in the unit of the series"),
        ),
        along=say("Days from the origin"),
        alike=True,
    )


def _spillover(result: PricesResult, say: Language) -> Sheet:
    frame = result.tables["spillover"]
    panels = []
    for name in _over_time(result):
        own = frame[frame["series"] == name]
        panels.append(
            FanPanel(
                say.join([result.names[0], name]),
                own["day"].to_numpy(float),
                {
                    say("From the other to the target"): Line(
                        100 * own["second_to_first"].to_numpy(float)
                    ),
                    say("From the target to the other"): Line(
                        100 * own["first_to_second"].to_numpy(float)
                    ),
                },
            )
        )
    return fan_chart(
        panels,
        Caption(
            say("Spillover between the prices"),
            "",
            _source(result, say),
            say.language,
            say(
                "Share of the forecast error variance, %; each point covers the {days} days "
                "before it",
                days=SPAN,
            ),
        ),
        along=say("Day of the series"),
        zero=True,
    )


def _source(result: PricesResult, say: Language) -> str:
    if result.made_up:
        return say("made-up prices that follow a known law; not those of a market")
    return str(result.options["series"])


VIEWS = {
    "magnesium prices": View(
        prices_findings,
        prices_sheets,
        {
            "series": message("Series"),
            "target": message("Target"),
            "window": message("Window (days)"),
            "horizon": message("Horizon (days)"),
            "origins": message("Origins"),
        },
    )
}
