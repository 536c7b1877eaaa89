"""What the page of ``tanmai magnesium market`` says."""

from __future__ import annotations

from tanmai.core.language import Language
from tanmai.core.messages import message
from tanmai.metals.magnesium.industry.market_result import MarketResult
from tanmai.metals.magnesium.pages.market_pictures import LEVELS, POLICIES, market_sheets
from tanmai.metals.result import View
from tanmai.report.frame_table import Field, frame_table
from tanmai.report.page_table import NAME, TEXT, Column, PageTable
from tanmai.report.result_findings import Findings, Part

_MOST = 12


def market_findings(result: MarketResult, say: Language) -> Findings:
    """Return what the page of the market says in a language."""
    return Findings(
        say("The market of magnesium: exports, stocks and cars"),
        say("Prices of 2025; a border price if extended to magnesium"),
        _answer(result, say),
        (
            Part(
                "levy",
                say("The border price, if extended to magnesium"),
                ["market-levy"],
                [_levy_table(result, say), _margin_table(result, say)],
            ),
            Part(
                "stocks",
                say("Stocks"),
                ["market-policies"],
                [_policy_table(result, say)],
            ),
            Part(
                "cars",
                say("Cars and mismatch"),
                ["market-demand", "market-warning"],
                [_cluster_table(result, say), _elasticity_table(result, say)],
            ),
        ),
    )


def _answer(result: MarketResult, say: Language) -> list[str]:
    levies = result.tables["levies"]
    own = levies[(levies["works"] == "pidgeon") & (levies["year"] == result.year)]
    said = []
    if len(own):
        row = own.iloc[0]
        said.append(
            say(
                "If it is extended to magnesium, in {year} a tonne from the Pidgeon process "
                "would owe EUR {verified_eur_per_t} (CNY {verified_cny_per_t}) on verified "
                "emissions, EUR {default_eur_per_t} at the default value and EUR "
                "{full_eur_per_t} without free allocation. The default is below actual "
                "emissions, so works with high emissions pay less by not verifying.",
                year=result.year,
                verified_eur_per_t=f"{row['verified_EUR_per_t']:,.0f}",
                verified_cny_per_t=f"{row['verified_CNY_per_t']:,.0f}",
                default_eur_per_t=f"{row['default_EUR_per_t']:,.0f}",
                full_eur_per_t=f"{row['full_EUR_per_t']:,.0f}",
            )
        )
    margins = result.tables["margins"]
    best = margins.iloc[0]
    said.append(
        say(
            "The best margin is that of {works}, {forms} to {destinations}: CNY "
            "{margin_cny_per_t}/t.",
            works=best[f"works_{say.language}"],
            forms=best[f"forms_{say.language}"].lower(),
            destinations=best[f"destinations_{say.language}"],
            margin_cny_per_t=f"{best['margin_CNY_per_t']:,.0f}",
        )
    )
    rows = result.tables["policies"].to_dict("records")
    most = max(rows, key=lambda row: row["margin_CNY_per_t"])
    safest = max(rows, key=lambda row: row["worst_CNY_per_t"])
    gain = f"{most['margin_CNY_per_t'] - rows[0]['margin_CNY_per_t']:,.0f}"
    names = [say(POLICIES[str(row["policy"])]) for row in (most, safest)]
    said.append(
        say(
            "Of the ways to sell, “{best}” has the highest mean margin (CNY {gain}/t above "
            "selling as made) and “{safest}” the best mean over the worst 5 % of paths.",
            best=say.inside(names[0]),
            gain=gain,
            safest=say.inside(names[1]),
        )
    )
    said.append(_of_cars(result, say))
    return said


def _of_cars(result: MarketResult, say: Language) -> str:
    cars = result.tables["car_demand"].iloc[-1]
    low, mid, high = (say.tonnes(float(cars[f"demand_t_q{q}"])) for q in (5, 50, 95))
    printed = say.tonnes(result.parameters.value("cars.printed_2030", "t"))
    per_car, capacity = f"{cars['kg_per_car_q50']:.1f}", say.tonnes(float(cars["capacity_t_q50"]))
    return say(
        "Electric cars take {mid} in 2030 (90 % of draws: {low} to {high}); the report has "
        "{printed}. That is {per_car} kg a car, far below the 15 kg of its summary. Qualified "
        "capacity in China is {capacity}.",
        mid=mid,
        low=low,
        high=high,
        printed=printed,
        per_car=per_car,
        capacity=capacity,
    )


def _levy_table(result: MarketResult, say: Language) -> PageTable:
    frame = result.tables["levies"]
    frame = frame[frame["year"].isin([2026, result.year])]
    euro, yuan = say("EUR/t"), say("CNY/t")
    return frame_table(
        "levies",
        say("Levied on a tonne"),
        frame.assign(free=100 * frame["free_share"], named=frame["year"].astype(str)),
        [
            Field(f"works_{say.language}", Column(say("Works"), NAME)),
            Field("named", Column(say("Year"), TEXT)),
            Field("free", Column(say("Free"), unit="%"), 1),
            Field("verified_EUR_per_t", Column(say("Verified"), unit=euro), 0),
            Field("verified_CNY_per_t", Column(say("Verified"), unit=yuan), 0),
            Field("default_EUR_per_t", Column(say("Default"), unit=euro), 0),
            Field("default_CNY_per_t", Column(say("Default"), unit=yuan), 0),
            Field("full_EUR_per_t", Column(say("Nothing free"), unit=euro), 0),
        ],
    )


def _margin_table(result: MarketResult, say: Language) -> PageTable:
    frame = result.tables["margins"].head(_MOST)
    yuan = say("CNY/t")
    return frame_table(
        "margins",
        say(
            "The {number} best combinations, free allocation of {year}",
            number=len(frame),
            year=result.year,
        ),
        frame,
        [
            Field(f"works_{say.language}", Column(say("Works"), NAME)),
            Field(f"destinations_{say.language}", Column(say("Destination"), TEXT)),
            Field(f"forms_{say.language}", Column(say("Form"), TEXT)),
            Field("price_CNY_per_t", Column(say("Price"), unit=yuan), 0),
            Field("levy_CNY_per_t", Column(say("Levy"), unit=yuan), 0),
            Field("margin_CNY_per_t", Column(say("Margin"), unit=yuan), 0),
        ],
        say(
            "At the report's reference price of 3850 USD, whose gap to the price at home "
            "makes the margins of exports high."
        ),
    )


def _policy_table(result: MarketResult, say: Language) -> PageTable:
    frame = result.tables["policies"]
    yuan = say("CNY/t")
    return frame_table(
        "policies",
        say("Five policies"),
        frame.assign(name=[say(POLICIES[key]) for key in frame["policy"]]),
        [
            Field("name", Column(say("Policy"), NAME)),
            Field("margin_CNY_per_t", Column(say("Mean margin"), unit=yuan), 0),
            Field("worst_CNY_per_t", Column(say("Worst 5 %"), unit=yuan), 0),
            Field("spread_CNY_per_t", Column(say("Spread"), unit=yuan), 0),
            Field("stock_days", Column(say("Stock"), unit=say("d")), 1),
            Field("capital_CNY_per_t", Column(say("Capital"), unit=yuan), 0),
        ],
    )


def _cluster_table(result: MarketResult, say: Language) -> PageTable:
    frame = result.tables["clusters"]
    tonnes = say("t")
    return frame_table(
        "clusters",
        say("Demand and supply by cluster, 2030"),
        frame.assign(said=[say(LEVELS[level]) for level in frame["level"]]),
        [
            Field(f"cluster_{say.language}", Column(say("Cluster"), NAME)),
            Field("demand_t", Column(say("Demand"), unit=tonnes), 0),
            Field("supplied_t", Column(say("Supply"), unit=tonnes), 0),
            Field("index", Column(say("Index")), 2),
            Field("said", Column(say("Level"), TEXT)),
            Field("stock_days", Column(say("Reserve lasts"), unit=say("d")), 0),
            Field("haul_km", Column(say("Haul"), unit="km"), 0),
            Field("haul_CNY_per_t", Column(say("Freight"), unit=say("CNY/t")), 0),
        ],
    )


def _elasticity_table(result: MarketResult, say: Language) -> PageTable:
    names = {
        "printed": say("Printed"),
        "implied by 2020 and 2025": say("Implied by 2020 and 2025"),
        "of the series given": say("Of the series given"),
    }
    frame = result.tables["elasticities"]
    return frame_table(
        "elasticities",
        say("Elasticity of metal to cars"),
        frame.assign(name=frame["which"].map(names)),
        [
            Field("name", Column(say("Which"), NAME)),
            Field("value", Column(say("Elasticity"))),
            Field("error", Column(say("Standard error"))),
            Field("low", Column(say("95 % from"))),
            Field("high", Column(say("to"))),
        ],
    )


VIEWS = {
    "magnesium market": View(
        market_findings,
        market_sheets,
        {
            "year": message("Year of free allocation"),
            "draws": message("Draws"),
            "config": message("File of your own"),
            "prices": message("Series of prices"),
            "series": message("Series for an elasticity"),
        },
    )
}
