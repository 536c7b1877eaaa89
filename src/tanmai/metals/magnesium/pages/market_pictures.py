"""The pictures of ``tanmai magnesium market``: border price, policies, demand and warning."""

from __future__ import annotations

import pandas as pd

from tanmai.core.language import Language
from tanmai.core.messages import message
from tanmai.draw.charts import FanPanel, Line, fan_chart, front_chart, gauge_chart
from tanmai.draw.page import Caption, Sheet
from tanmai.metals.magnesium.industry.market_result import MarketResult

LEVELS = {"green": message("enough"), "yellow": message("tight"), "red": message("short")}
POLICIES = {
    "as_made": message("Sold as made"),
    "base_stock": message("Base stock"),
    "trigger": message("(s, S) on the price"),
    "forward": message("A share forward"),
    "option": message("Put option"),
}


def market_sheets(result: MarketResult, say: Language) -> dict[str, Sheet]:
    """Return the pictures of the market in one language, by kind."""
    return {
        "market-levy": _levy(result, say),
        "market-policies": _policies(result, say),
        "market-demand": _demand(result, say),
        "market-warning": _warning(result, say),
    }


def _caption(say: Language, title: str, unit: str = "", subtitle: str = "") -> Caption:
    source = say(
        "Report on the magnesium smelting industry of China (2026 edition); assumptions as listed"
    )
    return Caption(title, unit, source, say.language, subtitle)


def _levy(result: MarketResult, say: Language) -> Sheet:
    frame = result.tables["levies"]
    lines = {}
    for _, own in frame.groupby("works", sort=False):
        name = str(own[f"works_{say.language}"].iloc[0])
        lines[name] = Line(own["verified_EUR_per_t"].to_numpy(float))
        years = own["year"].to_numpy(float)
        default = own["default_EUR_per_t"].to_numpy(float)
    lines[say("On the default of 12.5 t")] = Line(default, dashed=True)
    title = say("Levied on a tonne (EUR)")
    price = result.parameters.value("border.carbon_price", "EUR/t CO2")
    return fan_chart(
        [FanPanel(title, years, lines)],
        _caption(
            say,
            say("The EU's carbon border price, if extended to magnesium"),
            subtitle=say("{price} EUR/t CO₂", price=f"{price:g}"),
        ),
        notes=[
            say(
                "(Emissions − free share × benchmark) × price; magnesium is not in Annex I, "
                "and no benchmark of it exists."
            )
        ],
        zero=True,
    )


def _policies(result: MarketResult, say: Language) -> Sheet:
    frame = result.tables["policies"]
    points = pd.DataFrame(
        {
            "worst": frame["worst_CNY_per_t"].to_numpy(float),
            "mean": frame["margin_CNY_per_t"].to_numpy(float),
        },
        index=[
            say(POLICIES[row["policy"]])
            + say(" ({stock_days} d)", stock_days=f"{row['stock_days']:.0f}")
            for row in frame.to_dict("records")
        ],
    )
    return front_chart(
        {say("Policy (mean days of stock)"): points},
        _caption(
            say,
            say("Ways to sell under a swinging price"),
            subtitle=say(
                "{number} paths of the price over a year, the same for all",
                number=len(result.prices),
            ),
        ),
        along=say("Mean margin of the worst 5 % (CNY/t)"),
        up=say("Mean margin (CNY/t)"),
    )


def _demand(result: MarketResult, say: Language) -> Sheet:
    frame = result.tables["car_demand"]

    def line(name: str, factor: float) -> Line:
        low, mid, high = (factor * frame[f"{name}_q{q}"].to_numpy(float) for q in (5, 50, 95))
        return Line(mid, [(low, high)])

    years = frame["year"].to_numpy(float)
    printed = result.parameters.value("cars.printed_2030", "t") / 1e4
    both = {
        say("Demand of electric cars"): line("demand_t", 1e-4),
        say("Qualified capacity at home"): line("capacity_t", 1e-4),
    }
    panels = [
        FanPanel(
            say("Magnesium (10⁴ t)"),
            years,
            both,
            {say("report {printed}", printed=f"{printed:g}"): (2030.0, printed)},
        ),
        FanPanel(
            say("Magnesium per car (kg)"),
            years,
            {say("Demand of electric cars"): line("kg_per_car", 1.0)},
        ),
    ]
    return fan_chart(
        panels,
        _caption(
            say,
            say("Magnesium of electric cars and qualified capacity"),
        ),
        notes=[say("Bands are 5 to 95 % of the draws.")],
        zero=True,
    )


def _warning(result: MarketResult, say: Language) -> Sheet:
    frame = result.tables["clusters"]
    index = pd.Series(
        frame["index"].to_numpy(float), index=pd.Index(frame[f"cluster_{say.language}"])
    )
    tight, short = (result.parameters.value(f"cars.{name}", "times") for name in ("yellow", "red"))
    zones = {say(LEVELS["green"]): 0.0, say(LEVELS["yellow"]): tight, say(LEVELS["red"]): short}
    return gauge_chart(
        index,
        zones,
        _caption(
            say,
            say("Warning by cluster of car makers, 2030"),
            subtitle=say(
                "Warning index = (demand − qualified supply) / standard deviation of the gap"
            ),
        ),
        most=2.0 * short,
        notes=(say("A needle beyond the scale is drawn at its end; the figure is on the right."),),
    )
