"""The pictures of ``tanmai magnesium market``: border price, policies, demand and warning."""

from __future__ import annotations

import pandas as pd

from tanmai.draw.charts import FanPanel, Line, fan_chart, front_chart, gauge_chart
from tanmai.draw.page import Caption, Sheet
from tanmai.metals.magnesium.industry.market_result import MarketResult
from tanmai.report.speech import Speech

LEVELS = {"green": ("正常", "enough"), "yellow": ("偏紧", "tight"), "red": ("短缺", "short")}
POLICIES = {
    "as_made": ("即产即销", "Sold as made"),
    "base_stock": ("常备库存", "Base stock"),
    "trigger": ("按价囤售 (s, S)", "(s, S) on the price"),
    "forward": ("部分远期", "A share forward"),
    "option": ("看跌期权", "Put option"),
}


def market_sheets(result: MarketResult, say: Speech) -> dict[str, Sheet]:
    """Return the pictures of the market in one language, by kind."""
    return {
        "market-levy": _levy(result, say),
        "market-policies": _policies(result, say),
        "market-demand": _demand(result, say),
        "market-warning": _warning(result, say),
    }


def _caption(say: Speech, title: str, unit: str = "", subtitle: str = "") -> Caption:
    source = say(
        "中国镁冶炼行业研究报告（2026版）；本文假设",
        "Report on the magnesium smelting industry of China (2026 edition); assumptions as listed",
    )
    return Caption(title, unit, source, say.language, subtitle)


def _levy(result: MarketResult, say: Speech) -> Sheet:
    frame = result.tables["levies"]
    lines = {}
    for _, own in frame.groupby("works", sort=False):
        name = str(own[f"works_{say.language}"].iloc[0])
        lines[name] = Line(own["verified_EUR_per_t"].to_numpy(float))
        years = own["year"].to_numpy(float)
        default = own["default_EUR_per_t"].to_numpy(float)
    lines[say("按默认值12.5吨", "On the default of 12.5 t")] = Line(default, dashed=True)
    title = say("每吨征收（欧元）", "Levied on a tonne (EUR)")
    price = result.parameters.value("border.carbon_price", "EUR/t CO2")
    return fan_chart(
        [FanPanel(title, years, lines)],
        "",
        _caption(
            say,
            say(
                "欧盟边境碳价：若扩展至镁", "The EU's carbon border price, if extended to magnesium"
            ),
            subtitle=say(f"碳价{price:g}欧元/吨", f"{price:g} EUR/t CO₂"),
        ),
        notes=[
            say(
                "（排放 − 免费比例 × 基准）× 碳价；镁目前不在条例附件一之内，没有镁的基准。",
                "(Emissions − free share × benchmark) × price; magnesium is not in Annex I, and "
                "no benchmark of it exists.",
            )
        ],
        zero=True,
    )


def _policies(result: MarketResult, say: Speech) -> Sheet:
    frame = result.tables["policies"]
    points = pd.DataFrame(
        {
            "worst": frame["worst_CNY_per_t"].to_numpy(float),
            "mean": frame["margin_CNY_per_t"].to_numpy(float),
        },
        index=[
            say(*POLICIES[row["policy"]])
            + say(f"（{row['stock_days']:.0f}天）", f" ({row['stock_days']:.0f} d)")
            for row in frame.to_dict("records")
        ],
    )
    return front_chart(
        {say("策略（平均库存天数）", "Policy (mean days of stock)"): points},
        (
            say("最差5%的平均利润（元/吨）", "Mean margin of the worst 5 % (CNY/t)"),
            say("平均利润（元/吨）", "Mean margin (CNY/t)"),
        ),
        _caption(
            say,
            say("价格波动下的销售与库存策略", "Ways to sell under a swinging price"),
            subtitle=say(
                f"{len(result.prices)}条一年期价格路径，各策略相同",
                f"{len(result.prices)} paths of the price over a year, the same for all",
            ),
        ),
    )


def _demand(result: MarketResult, say: Speech) -> Sheet:
    frame = result.tables["car_demand"]

    def line(name: str, factor: float) -> Line:
        low, mid, high = (factor * frame[f"{name}_q{q}"].to_numpy(float) for q in (5, 50, 95))
        return Line(mid, [(low, high)])

    years = frame["year"].to_numpy(float)
    printed = result.parameters.value("cars.printed_2030", "t") / 1e4
    both = {
        say("汽车用镁需求", "Demand of electric cars"): line("demand_t", 1e-4),
        say("国内合格产能", "Qualified capacity at home"): line("capacity_t", 1e-4),
    }
    panels = [
        FanPanel(
            say("镁（万吨）", "Magnesium (10⁴ t)"),
            years,
            both,
            {say(f"报告 {printed:g}", f"report {printed:g}"): (2030.0, printed)},
        ),
        FanPanel(
            say("单车用镁（千克）", "Magnesium per car (kg)"),
            years,
            {say("汽车用镁需求", "Demand of electric cars"): line("kg_per_car", 1.0)},
        ),
    ]
    return fan_chart(
        panels,
        "",
        _caption(
            say,
            say("新能源汽车的镁与合格产能", "Magnesium of electric cars and qualified capacity"),
        ),
        notes=[say("带为抽样的5%至95%。", "Bands are 5 to 95 % of the draws.")],
        zero=True,
    )


def _warning(result: MarketResult, say: Speech) -> Sheet:
    frame = result.tables["clusters"]
    index = pd.Series(
        frame["index"].to_numpy(float), index=pd.Index(frame[f"cluster_{say.language}"])
    )
    tight, short = (result.parameters.value(f"cars.{name}", "times") for name in ("yellow", "red"))
    zones = {say(*LEVELS["green"]): 0.0, say(*LEVELS["yellow"]): tight, say(*LEVELS["red"]): short}
    return gauge_chart(
        index,
        zones,
        _caption(
            say,
            say("各汽车集群的镁供需预警，2030年", "Warning by cluster of car makers, 2030"),
            subtitle=say(
                "预警指数 =（需求 − 合格供应）÷ 缺口的标准差",
                "Warning index = (demand − qualified supply) / standard deviation of the gap",
            ),
        ),
        most=2.0 * short,
        notes=(
            say(
                "指针超出量程时停在末端，右侧数字为其值。",
                "A needle beyond the scale stands at its end; the figure is on the right.",
            ),
        ),
    )
