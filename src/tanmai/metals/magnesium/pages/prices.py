"""What the page of ``tanmai magnesium prices`` says, and its pictures."""

from __future__ import annotations

import numpy as np

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
from tanmai.report.speech import Speech

MODELS = {
    "naive": ("朴素", "Naive"),
    "drift": ("漂移", "Drift"),
    "seasonal_naive": ("季节朴素", "Seasonal naive"),
    "arima": ("ARIMA", "ARIMA"),
    "error_correction": ("误差修正（VECM）", "Error correction"),
    "gradient_boosting": ("梯度提升", "Gradient boosting"),
    "lstm": ("LSTM", "LSTM"),
}
_MOST_SERIES = 4


def prices_findings(result: PricesResult, say: Speech) -> Findings:
    """Return what the page of the prices says in a language."""
    return Findings(
        say("镁价预测与联动", "Forecasts of the price of magnesium, and its links"),
        say(
            f"{result.names[0]}，窗口{result.window}天，提前{result.horizon}天",
            f"{result.names[0]}, a window of {result.window} days, {result.horizon} days ahead",
        )
        + (say("；虚构序列", "; made-up series") if result.made_up else ""),
        _answer(result, say),
        (
            Part(
                "skill",
                say("预测的好坏", "How good the forecasts are"),
                ["prices-forecast"],
                [_skill_table(result, say)],
            ),
            Part(
                "links",
                say("两个市场的联动", "Links of the prices"),
                ["prices-spillover"] if _over_time(result) else [],
                [_cointegration_table(result, say), _break_table(result, say)],
            ),
        ),
    )


def _answer(result: PricesResult, say: Speech) -> list[str]:
    rows = result.tables["skill"].to_dict("records")
    best = min(rows, key=lambda row: row["mape_percent"])
    better = [say(*MODELS[str(row["model"])]) for row in rows if row["better"]]
    naive = next(row for row in rows if row["model"] == NAIVE)
    said = [
        say(
            f"误差最小的是{MODELS[str(best['model'])][0]}，MAPE {best['mape_percent']:.1f}%；朴素为"
            f"{naive['mape_percent']:.1f}%。",
            f"The smallest error is that of {MODELS[str(best['model'])][1].lower()}, a MAPE of "
            f"{best['mape_percent']:.1f} %; naive has {naive['mape_percent']:.1f} %.",
        ),
        say(
            f"显著优于朴素的模型（5%）：{say.join(better)}。",
            f"Significantly better than naive (5 %): {say.join(better)}.",
        )
        if better
        else say(
            "没有模型显著优于朴素（5%）。", "No model is significantly better than naive (5 %)."
        ),
        say(
            f"{LEVEL:.0%}区间的实际覆盖率为{naive['coverage_percent']:.0f}%（朴素）。",
            f"Intervals of {LEVEL:.0%} cover {naive['coverage_percent']:.0f} % of what came "
            "(naive).",
        )
        if np.isfinite(naive["coverage_percent"])
        else say(
            f"{len(result.rolled.origins)}个起点不足以给出区间，须先有{CALIBRATION}个结果已知的起点。",
            f"{len(result.rolled.origins)} origins are too few for intervals, which need "
            f"{CALIBRATION} whose outcome is known before.",
        ),
    ]
    spill = result.tables["spillover"]
    if len(spill):
        first = spill[spill["series"] == result.names[1]]
        to, back = 100 * first["second_to_first"].mean(), 100 * first["first_to_second"].mean()
        name = result.names[1]
        said.append(
            say(
                f"溢出：{name}到{result.names[0]}平均{to:.0f}%，反向{back:.0f}%。",
                f"Spillover: {to:.0f} % from {name} to {result.names[0]}, {back:.0f} % back.",
            )
        )
    return said


def _skill_table(result: PricesResult, say: Speech) -> PageTable:
    frame = result.tables["skill"]
    yes, no = say("是", "yes"), say("否", "no")
    return frame_table(
        "skill",
        say(f"{len(result.rolled.origins)}个滚动起点", f"{len(result.rolled.origins)} origins"),
        frame.assign(
            name=[say(*MODELS[str(key)]) for key in frame["model"]],
            said=[yes if one else no for one in frame["better"]],
        ),
        [
            Field("name", Column(say("模型", "Model"), NAME)),
            Field("mape_percent", Column("MAPE", unit="%"), 2),
            Field("mase", Column("MASE"), 2),
            Field("against_naive_percent", Column(say("较朴素", "Against naive"), unit="%"), 1),
            Field("dm_statistic", Column("DM"), 2),
            Field("dm_p", Column("p"), 3),
            Field("said", Column(say("优于朴素", "Better"), TEXT)),
            Field("coverage_percent", Column(say("覆盖率", "Coverage"), unit="%"), 1),
            Field("width_percent", Column(say("区间宽度", "Width"), unit="%"), 1),
            Field("printed_percent", Column(say("报告所印", "Printed"), unit="%"), 1),
        ],
        say(
            "报告所印误差来自未公布的序列，不可与此相比。",
            "Printed errors are of series that are not published; they do not compare with ours.",
        ),
    )


def _cointegration_table(result: PricesResult, say: Speech) -> PageTable:
    frame = result.tables["cointegration"]
    yes, no = say("是", "yes"), say("否", "no")
    return frame_table(
        "cointegration",
        say("协整（Engle–Granger）", "Cointegration (Engle and Granger)"),
        frame.assign(said=[yes if one else no for one in frame["cointegrated"]]),
        [
            Field("series", Column(say("序列", "Series"), NAME)),
            Field("statistic", Column(say("统计量", "Statistic"))),
            Field("p_value", Column("p"), 4),
            Field("said", Column(say("协整", "Cointegrated"), TEXT)),
        ],
    )


def _break_table(result: PricesResult, say: Speech) -> PageTable:
    return frame_table(
        "breaks",
        say("传导的结构突变（Andrews 1993，5%）", "Breaks of the pass-through (Andrews 1993, 5 %)"),
        result.tables["breaks"],
        [
            Field("series", Column(say("序列", "Series"), NAME)),
            Field("day", Column(say("第几日", "Day")), 0),
            Field("wald", Column(say("Wald统计量", "Wald statistic")), 1),
        ],
        "" if len(result.tables["breaks"]) else say("未发现突变。", "None was found."),
    )


def prices_sheets(result: PricesResult, say: Speech) -> dict[str, Sheet]:
    """Return the pictures of the prices in one language, by kind."""
    sheets = {"prices-forecast": _forecast(result, say)}
    if _over_time(result):
        sheets["prices-spillover"] = _spillover(result, say)
    return sheets


def _over_time(result: PricesResult) -> list[str]:
    """Return the series whose spillover is known at two times or more, the first few."""
    spans = result.tables["spillover"].groupby("series", sort=False).size()
    return [str(name) for name, count in spans.items() if count > 1][:_MOST_SERIES]


def _forecast(result: PricesResult, say: Speech) -> Sheet:
    """Draw the last origin: what was known, what was said, and what came."""
    rolled, horizon = result.rolled, result.horizon
    origin = int(rolled.origins[-1])
    ahead = np.arange(0, horizon + 1, dtype=float)
    past = np.arange(-result.window + 1, horizon + 1, dtype=float)
    forecast = (
        say(f"预测与{LEVEL:.0%}区间", f"Forecast, {LEVEL:.0%} interval")
        if np.isfinite(conformal(rolled, NAIVE, LEVEL)[0][-1]).all()
        else say("预测", "Forecast")
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
                say(*MODELS[name]),
                past,
                {
                    say("价格", "Price"): Line(known),
                    forecast: Line(path, bands),
                },
            )
        )
    return fan_chart(
        panels,
        say("起点前后天数", "Days from the origin"),
        Caption(
            say("最后一个起点的预测", "Forecasts from the last origin"),
            "",
            _source(result, say),
            say.language,
            say("价格，千元/吨", "Price, 10³ CNY/t")
            if result.made_up
            else say("价格，单位同所给序列", "Price, in the unit of the series"),
        ),
        alike=True,
    )


def _spillover(result: PricesResult, say: Speech) -> Sheet:
    frame = result.tables["spillover"]
    panels = []
    for name in _over_time(result):
        own = frame[frame["series"] == name]
        panels.append(
            FanPanel(
                say(f"{result.names[0]} 与 {name}", f"{result.names[0]} and {name}"),
                own["day"].to_numpy(float),
                {
                    say("对方到目标", "From the other to the target"): Line(
                        100 * own["second_to_first"].to_numpy(float)
                    ),
                    say("目标到对方", "From the target to the other"): Line(
                        100 * own["first_to_second"].to_numpy(float)
                    ),
                },
            )
        )
    return fan_chart(
        panels,
        say("序列的第几日", "Day of the series"),
        Caption(
            say("价格之间的溢出", "Spillover between the prices"),
            "",
            _source(result, say),
            say.language,
            say(
                f"占预测误差方差的份额，%；每点为此前{SPAN}日",
                f"Share of the variance of the forecast error, %; each point is of {SPAN} days",
            ),
        ),
        zero=True,
    )


def _source(result: PricesResult, say: Speech) -> str:
    if result.made_up:
        return say("按已知规律虚构的价格，非市场价格", "made-up prices that follow a known law")
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
