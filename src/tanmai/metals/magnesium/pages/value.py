"""What the page of ``tanmai magnesium value`` says."""

from __future__ import annotations

from tanmai.core.units import MONEY, header
from tanmai.metals.magnesium.flows.value import value_unit
from tanmai.metals.magnesium.pages.flows import READ
from tanmai.metals.magnesium.results import FlowsResult
from tanmai.report.frame_table import Field, frame_table, ranged
from tanmai.report.page_table import NAME, TEXT, Column, PageTable
from tanmai.report.result_findings import Findings, Part
from tanmai.report.speech import Speech

_HUNDRED_MILLION = 1e4  # units of MONEY
_EXPORTS_AT = {
    "customs price": ("海关价格（所用）", "The customs price (used)"),
    "ingots at home price": (
        "镁锭按国内价格，其余按海关价格",
        "Ingots at home price, others as customs",
    ),
    "all at home price": ("各产品按国内价格", "Every product at its price at home"),
}


def value_findings(result: FlowsResult, say: Speech) -> Findings:
    """Return what the page of the value flow says in a language."""
    definition = result.definition
    kinds = ("whole", "production", "processing", "trade")
    return Findings(
        say(f"{definition.title_zh}的价值流", f"{definition.title_en}: value flow"),
        say(
            f"{definition.year}年，价值 = 质量 × 价格",
            f"{definition.year}, value is mass times price",
        ),
        _answer_of_value(result, say),
        (
            Part(
                "stages",
                say("各阶段创造与增加的价值", "Value created and added by stage"),
                [f"value-{kind}" for kind in kinds],
                [_stage_table(result, say), *_trade_tables(result, say)],
            ),
            Part("costs", say("投入成本", "Costs of inputs"), tables=[_cost_table(result, say)]),
            Part(
                "values", say("各流量的价值", "Value of flows"), tables=[_value_table(result, say)]
            ),
        ),
        {f"value-{kind}": say(*READ) for kind in kinds},
    )


def _answer_of_value(result: FlowsResult, say: Speech) -> list[str]:
    flows, unit = result.flows, say("亿元", "× 10⁸ CNY")
    names = {entry.key: entry.name(say.language) for entry in result.definition.inputs}
    costs = flows.costs.sort_values("cost", ascending=False)
    largest = say.join(
        [
            f"{names[str(key)]}{say('（', ' (')}{say.percent(float(share))}{say('）', ')')}"
            for key, share in costs["share"].head(2).items()
        ]
    )
    said = []
    for stage in result.definition.stages:
        if stage.key in flows.stages:
            account = flows.stages[stage.key]
            created, added = (
                ranged(one.least / _HUNDRED_MILLION, one.most / _HUNDRED_MILLION, 1)
                for one in (account.created, account.added)
            )
            said.append(
                say(
                    f"{stage.name_zh}阶段创造价值{created}{unit}，其中增值{added}{unit}。",
                    f"{stage.name_en} created {created} {unit} and added {added} of them.",
                )
            )
    bounds = result.tables.get("trade_bounds")
    if bounds is not None:
        low, high = (
            float(bounds[end].agg(how)) / _HUNDRED_MILLION
            for end, how in (("least", "min"), ("most", "max"))
        )
        said.append(
            say(
                f"贸易阶段的增值取决于一个海关价格：若镁锭或各产品按国内价格出口，其范围扩至"
                f"{ranged(low, high, 1)}{unit}。",
                f"What trade adds hangs on one customs price: with ingots or every product at the "
                f"price at home it ranges over {ranged(low, high, 1)} {unit}.",
            )
        )
    exported = ranged(100 * flows.export_share.least, 100 * flows.export_share.most, 1)
    return [
        *said,
        say(
            f"每吨皮江法原镁的投入成本为{costs['cost'].sum():,.1f}元，最大的是{largest}。",
            f"The inputs of a tonne of Pidgeon magnesium cost {costs['cost'].sum():,.1f} CNY, most "
            f"of it {largest}.",
        ),
        say(
            f"按国内价格，出口占产品价值的{exported}%；各产品的出口量未公布，故为范围。",
            f"Exports are {exported} % of the value of products at domestic prices: a range, as "
            "exports by product are not published.",
        ),
    ]


def _trade_tables(result: FlowsResult, say: Speech) -> list[PageTable]:
    """Return what trade adds under other prices of exports, where it can be told."""
    bounds = result.tables.get("trade_bounds")
    if bounds is None:
        return []
    frame = bounds.assign(
        name=[say(*_EXPORTS_AT[str(one)]) for one in bounds["exports_at"]],
        least=bounds["least"] / _HUNDRED_MILLION,
        most=bounds["most"] / _HUNDRED_MILLION,
    )
    return [
        frame_table(
            "trade",
            say("贸易阶段的增值，按出口价格", "What trade adds, by the price of exports"),
            frame,
            [
                Field("name", Column(say("出口价格", "Exports at"), NAME)),
                Field(
                    "least", Column(say("增值", "Added"), unit=say("亿元", "10⁸ CNY")), 2, "most"
                ),
            ],
        )
    ]


def _stage_table(result: FlowsResult, say: Speech) -> PageTable:
    money, unit = header(MONEY), say("亿元", "10⁸ CNY")
    frame = result.tables["stages"]
    numbers = [name for name in frame if str(name).endswith(money)]
    frame = frame.assign(**{str(name): frame[name] / _HUNDRED_MILLION for name in numbers})
    titles = {
        "bought": say("购入", "Bought"),
        "created": say("创造", "Created"),
        "added": say("增值", "Added"),
    }
    return frame_table(
        "stages",
        say("各阶段的价值账户", "Accounts of value by stage"),
        frame,
        [
            Field(f"name_{say.language}", Column(say("阶段", "Stage"), NAME)),
            *(
                Field(f"{what}_least_{money}", Column(title, unit=unit), 2, f"{what}_most_{money}")
                for what, title in titles.items()
            ),
        ],
    )


def _cost_table(result: FlowsResult, say: Speech) -> PageTable:
    names = {entry.key: entry.name(say.language) for entry in result.definition.inputs}
    frame = result.tables["input_costs"]
    frame = frame.assign(input=frame["input"].map(names), share=100 * frame["share"])
    return frame_table(
        "costs",
        say("一吨皮江法原镁的投入成本", "What the inputs of a tonne of Pidgeon magnesium cost"),
        frame,
        [
            Field("input", Column(say("投入", "Input"), NAME)),
            Field("use", Column(say("用量", "Use"))),
            Field("unit", Column(say("单位", "Unit"), TEXT)),
            Field("price", Column(say("价格", "Price"), unit=say("元/单位", "CNY per unit"))),
            Field("cost", Column(say("成本", "Cost"), unit=say("元/吨", "CNY/t")), 1),
            Field("share", Column(say("占比", "Share"), unit="%"), 1),
        ],
    )


def _value_table(result: FlowsResult, say: Speech) -> PageTable:
    money, dollars = header(value_unit("CNY")), header(value_unit("USD"))
    frame = result.tables["values"]
    scaled = {
        f"{end}_{unit}": frame[f"{end}_{unit}"] / _HUNDRED_MILLION
        for end in ("least", "most")
        for unit in (money, dollars)
        if f"{end}_{unit}" in frame
    }
    fields = [
        Field(f"name_{say.language}", Column(say("流量", "Flow"), NAME)),
        Field("price", Column(say("价格", "Price"), unit=say("每吨", "per tonne")), 0),
        Field("currency", Column(say("货币", "Currency"), TEXT)),
        Field(
            f"least_{money}",
            Column(say("价值", "Value"), unit=say("亿元", "10⁸ CNY")),
            most=f"most_{money}",
        ),
    ]
    if f"least_{dollars}" in frame:
        column = Column(say("价值", "Value"), unit=say("亿美元", "10⁸ USD"))
        fields.append(Field(f"least_{dollars}", column, most=f"most_{dollars}"))
    return frame_table(
        "values", say("有价格的流量", "Flows with a price"), frame.assign(**scaled), fields
    )
