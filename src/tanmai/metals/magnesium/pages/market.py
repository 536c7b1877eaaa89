"""What the page of ``tanmai magnesium market`` says."""

from __future__ import annotations

from tanmai.metals.magnesium.industry.market_result import MarketResult
from tanmai.metals.magnesium.pages.market_pictures import LEVELS, POLICIES, market_sheets
from tanmai.metals.result import View
from tanmai.report.frame_table import Field, frame_table
from tanmai.report.page_table import NAME, TEXT, Column, PageTable
from tanmai.report.result_findings import Findings, Part
from tanmai.report.speech import Speech

_MOST = 12


def market_findings(result: MarketResult, say: Speech) -> Findings:
    """Return what the page of the market says in a language."""
    return Findings(
        say("镁的市场：出口、库存与汽车需求", "The market of magnesium: exports, stocks and cars"),
        say(
            "2025年价格，边境碳价若扩展至镁",
            "Prices of 2025; a border price if extended to magnesium",
        ),
        _answer(result, say),
        (
            Part(
                "levy",
                say("边境碳价（若扩展至镁）", "The border price, if extended to magnesium"),
                ["market-levy"],
                [_levy_table(result, say), _margin_table(result, say)],
            ),
            Part(
                "stocks",
                say("库存策略", "Stocks"),
                ["market-policies"],
                [_policy_table(result, say)],
            ),
            Part(
                "cars",
                say("汽车需求与错配", "Cars and mismatch"),
                ["market-demand", "market-warning"],
                [_cluster_table(result, say), _elasticity_table(result, say)],
            ),
        ),
    )


def _answer(result: MarketResult, say: Speech) -> list[str]:
    levies = result.tables["levies"]
    own = levies[(levies["works"] == "pidgeon") & (levies["year"] == result.year)]
    said = []
    if len(own):
        row = own.iloc[0]
        said.append(
            say(
                f"若扩展至镁，{result.year}年皮江法每吨按核查值{row['verified_EUR_per_t']:,.0f}欧元"
                f"（{row['verified_CNY_per_t']:,.0f}元），按默认值{row['default_EUR_per_t']:,.0f}欧元；"
                f"无免费配额时{row['full_EUR_per_t']:,.0f}欧元。默认值低于实际，故高碳者不核查反而更省。",
                f"If extended to magnesium, a tonne of the Pidgeon process owes in {result.year} "
                f"{row['verified_EUR_per_t']:,.0f} EUR ({row['verified_CNY_per_t']:,.0f} CNY) on "
                f"verified emissions and {row['default_EUR_per_t']:,.0f} EUR on the default, "
                f"without free allocation {row['full_EUR_per_t']:,.0f} EUR. The default is below "
                "what is emitted, so that works high in carbon pay less by not verifying.",
            )
        )
    margins = result.tables["margins"]
    best = margins.iloc[0]
    said.append(
        say(
            f"利润最高的是{best['works_zh']}售往{best['destinations_zh']}的{best['forms_zh']}，"
            f"{best['margin_CNY_per_t']:,.0f}元/吨。",
            f"The best margin is that of {best['works_en']}, {best['forms_en'].lower()} to "
            f"{best['destinations_en']}: {best['margin_CNY_per_t']:,.0f} CNY/t.",
        )
    )
    rows = result.tables["policies"].to_dict("records")
    most = max(rows, key=lambda row: row["margin_CNY_per_t"])
    safest = max(rows, key=lambda row: row["worst_CNY_per_t"])
    gain = f"{most['margin_CNY_per_t'] - rows[0]['margin_CNY_per_t']:,.0f}"
    names = [POLICIES[str(row["policy"])] for row in (most, safest)]
    said.append(
        say(
            f"库存策略：平均利润最高的是{names[0][0]}（比即产即销高{gain}元/吨），"
            f"最差5%最好的是{names[1][0]}。",
            f"Of the ways to sell, {names[0][1]} has the best mean ({gain} CNY/t above selling as "
            f"made), {names[1][1].lower()} the best worst 5 %.",
        )
    )
    said.append(_of_cars(result, say))
    return said


def _of_cars(result: MarketResult, say: Speech) -> str:
    cars = result.tables["car_demand"].iloc[-1]
    low, mid, high = (f"{cars[f'demand_t_q{q}'] / 1e4:.1f}" for q in (5, 50, 95))
    printed = f"{result.parameters.value('cars.printed_2030', 't') / 1e4:g}"
    per_car, capacity = f"{cars['kg_per_car_q50']:.1f}", f"{cars['capacity_t_q50'] / 1e4:.1f}"
    return say(
        f"2030年新能源汽车用镁{mid}万吨（5–95%：{low}–{high}），报告为{printed}；单车{per_car}千克，"
        f"远低于摘要的15千克。国内合格产能{capacity}万吨。",
        f"Electric cars take {mid} × 10⁴ t in 2030 (5 to 95 %: {low} to {high}), the report has "
        f"{printed}: {per_car} kg a car, far below the 15 kg of its summary. Qualified capacity at "
        f"home is {capacity} × 10⁴ t.",
    )


def _levy_table(result: MarketResult, say: Speech) -> PageTable:
    frame = result.tables["levies"]
    frame = frame[frame["year"].isin([2026, result.year])]
    euro, yuan = say("欧元/吨", "EUR/t"), say("元/吨", "CNY/t")
    return frame_table(
        "levies",
        say("每吨征收额", "Levied on a tonne"),
        frame.assign(free=100 * frame["free_share"], named=frame["year"].astype(str)),
        [
            Field(f"works_{say.language}", Column(say("企业", "Works"), NAME)),
            Field("named", Column(say("年份", "Year"), TEXT)),
            Field("free", Column(say("免费比例", "Free"), unit="%"), 1),
            Field("verified_EUR_per_t", Column(say("核查值", "Verified"), unit=euro), 0),
            Field("verified_CNY_per_t", Column(say("核查值", "Verified"), unit=yuan), 0),
            Field("default_EUR_per_t", Column(say("默认值", "Default"), unit=euro), 0),
            Field("default_CNY_per_t", Column(say("默认值", "Default"), unit=yuan), 0),
            Field("full_EUR_per_t", Column(say("无免费配额", "Nothing free"), unit=euro), 0),
        ],
    )


def _margin_table(result: MarketResult, say: Speech) -> PageTable:
    frame = result.tables["margins"].head(_MOST)
    yuan = say("元/吨", "CNY/t")
    return frame_table(
        "margins",
        say(
            f"利润最高的{len(frame)}种组合，{result.year}年免费比例",
            f"The {len(frame)} best combinations, free allocation of {result.year}",
        ),
        frame,
        [
            Field(f"works_{say.language}", Column(say("企业", "Works"), NAME)),
            Field(f"destinations_{say.language}", Column(say("去向", "Destination"), TEXT)),
            Field(f"forms_{say.language}", Column(say("形态", "Form"), TEXT)),
            Field("price_CNY_per_t", Column(say("价格", "Price"), unit=yuan), 0),
            Field("levy_CNY_per_t", Column(say("碳费", "Levy"), unit=yuan), 0),
            Field("margin_CNY_per_t", Column(say("利润", "Margin"), unit=yuan), 0),
        ],
        say(
            "价格取报告的LME参考价3850美元；其与国内价之差使出口利润偏高。",
            "At the report's reference price of 3850 USD, whose gap to the price at home makes "
            "the margins of exports high.",
        ),
    )


def _policy_table(result: MarketResult, say: Speech) -> PageTable:
    frame = result.tables["policies"]
    yuan = say("元/吨", "CNY/t")
    return frame_table(
        "policies",
        say("五种策略", "Five policies"),
        frame.assign(name=[say(*POLICIES[key]) for key in frame["policy"]]),
        [
            Field("name", Column(say("策略", "Policy"), NAME)),
            Field("margin_CNY_per_t", Column(say("平均利润", "Mean margin"), unit=yuan), 0),
            Field("worst_CNY_per_t", Column(say("最差5%", "Worst 5 %"), unit=yuan), 0),
            Field("spread_CNY_per_t", Column(say("标准差", "Spread"), unit=yuan), 0),
            Field("stock_days", Column(say("库存", "Stock"), unit=say("天", "d")), 1),
            Field("capital_CNY_per_t", Column(say("资金成本", "Capital"), unit=yuan), 0),
        ],
    )


def _cluster_table(result: MarketResult, say: Speech) -> PageTable:
    frame = result.tables["clusters"]
    tonnes = say("吨", "t")
    return frame_table(
        "clusters",
        say("各集群的供需，2030年", "Demand and supply by cluster, 2030"),
        frame.assign(said=[say(*LEVELS[level]) for level in frame["level"]]),
        [
            Field(f"cluster_{say.language}", Column(say("集群", "Cluster"), NAME)),
            Field("demand_t", Column(say("需求", "Demand"), unit=tonnes), 0),
            Field("supplied_t", Column(say("供应", "Supply"), unit=tonnes), 0),
            Field("index", Column(say("指数", "Index")), 2),
            Field("said", Column(say("等级", "Level"), TEXT)),
            Field("stock_days", Column(say("储备可用", "Reserve lasts"), unit=say("天", "d")), 0),
            Field("haul_km", Column(say("运距", "Haul"), unit="km"), 0),
            Field("haul_CNY_per_t", Column(say("运费", "Freight"), unit=say("元/吨", "CNY/t")), 0),
        ],
    )


def _elasticity_table(result: MarketResult, say: Speech) -> PageTable:
    names = {
        "printed": say("报告", "Printed"),
        "implied by 2020 and 2025": say("由2020与2025年推得", "Implied by 2020 and 2025"),
        "of the series given": say("由所给序列估计", "Of the series given"),
    }
    frame = result.tables["elasticities"]
    return frame_table(
        "elasticities",
        say("用镁对汽车产量的弹性", "Elasticity of metal to cars"),
        frame.assign(name=frame["which"].map(names)),
        [
            Field("name", Column(say("来源", "Which"), NAME)),
            Field("value", Column(say("弹性", "Elasticity"))),
            Field("error", Column(say("标准误", "Standard error"))),
            Field("low", Column(say("95%下限", "95 % from"))),
            Field("high", Column(say("95%上限", "to"))),
        ],
    )


VIEWS = {
    "magnesium market": View(
        market_findings,
        market_sheets,
        {
            "year": ("免费配额年份", "Year of free allocation"),
            "draws": ("抽样次数", "Draws"),
            "config": ("自备文件", "File of your own"),
            "prices": ("价格序列", "Series of prices"),
            "series": ("弹性序列", "Series for an elasticity"),
        },
    )
}
