"""What the page of ``tanmai magnesium value`` says."""

from __future__ import annotations

from tanmai.core.language import Language
from tanmai.core.messages import message
from tanmai.core.units import MONEY, header
from tanmai.metals.magnesium.flows.value import value_unit
from tanmai.metals.magnesium.pages.flows import READ
from tanmai.metals.magnesium.results import FlowsResult
from tanmai.report.frame_table import Field, frame_table, ranged
from tanmai.report.page_table import NAME, TEXT, Column, PageTable
from tanmai.report.result_findings import Findings, Part

_HUNDRED_MILLION = 1e4  # units of MONEY
_YUAN = 1e4  # in a unit of MONEY
_EXPORTS_AT = {
    "customs price": message("The customs price (used)"),
    "ingots at home price": message("Ingots at home price, others as customs"),
    "all at home price": message("Every product at its price at home"),
}


def value_findings(result: FlowsResult, say: Language) -> Findings:
    """Return what the page of the value flow says in a language."""
    definition = result.definition
    kinds = ("whole", "production", "processing", "trade")
    return Findings(
        say("{title}: value flow", title=definition.title(say.language)),
        say("{year}, value is mass times price", year=definition.year),
        _answer_of_value(result, say),
        (
            Part(
                "stages",
                say("Value created and added by stage"),
                [f"value-{kind}" for kind in kinds],
                [_stage_table(result, say), *_trade_tables(result, say)],
            ),
            Part("costs", say("Costs of inputs"), tables=[_cost_table(result, say)]),
            Part("values", say("Value of flows"), tables=[_value_table(result, say)]),
        ),
        {f"value-{kind}": say(READ) for kind in kinds},
    )


def _answer_of_value(result: FlowsResult, say: Language) -> list[str]:
    flows = result.flows
    names = {entry.key: entry.name(say.language) for entry in result.definition.inputs}
    costs = flows.costs.sort_values("cost", ascending=False)
    largest = say.join(
        [
            f"{say.inside(names[str(key)])}{say(' (')}{say.percent(float(share))}{say(')')}"
            for key, share in costs["share"].head(2).items()
        ]
    )
    said = []
    for stage in result.definition.stages:
        if stage.key in flows.stages:
            account = flows.stages[stage.key]
            created, added = (
                say.yuan(one.least * _YUAN, one.most * _YUAN)
                for one in (account.created, account.added)
            )
            said.append(
                say(
                    "{name} created {created}, of which {added} were value added.",
                    name=stage.name(say.language),
                    created=created,
                    added=added,
                )
            )
    bounds = result.tables.get("trade_bounds")
    if bounds is not None:
        low, high = (
            float(bounds[end].agg(how)) * _YUAN for end, how in (("least", "min"), ("most", "max"))
        )
        said.append(
            say(
                "What trade adds depends on one customs price: with ingots or all products at the "
                "domestic price it ranges over {ranged}.",
                ranged=say.yuan(low, high),
            )
        )
    exported = ranged(100 * flows.export_share.least, 100 * flows.export_share.most, 1)
    return [
        *said,
        say(
            "The inputs of a tonne of Pidgeon magnesium cost CNY {cost}, mostly {largest}.",
            cost=f"{costs['cost'].sum():,.1f}",
            largest=largest,
        ),
        say(
            "Exports are {exported} % of the value of products at domestic prices: a range, "
            "as exports by product are not published.",
            exported=exported,
        ),
    ]


def _trade_tables(result: FlowsResult, say: Language) -> list[PageTable]:
    """Return what trade adds under other prices of exports, where it can be told."""
    bounds = result.tables.get("trade_bounds")
    if bounds is None:
        return []
    frame = bounds.assign(
        name=[say(_EXPORTS_AT[str(one)]) for one in bounds["exports_at"]],
        least=bounds["least"] / _HUNDRED_MILLION,
        most=bounds["most"] / _HUNDRED_MILLION,
    )
    return [
        frame_table(
            "trade",
            say("What trade adds, by the price of exports"),
            frame,
            [
                Field("name", Column(say("Exports at"), NAME)),
                Field("least", Column(say("Added"), unit=say("10⁸ CNY")), 2, "most"),
            ],
        )
    ]


def _stage_table(result: FlowsResult, say: Language) -> PageTable:
    money, unit = header(MONEY), say("10⁸ CNY")
    frame = result.tables["stages"]
    numbers = [name for name in frame if str(name).endswith(money)]
    frame = frame.assign(**{str(name): frame[name] / _HUNDRED_MILLION for name in numbers})
    titles = {
        "bought": say("Bought"),
        "created": say("Created"),
        "added": say("Added"),
    }
    return frame_table(
        "stages",
        say("Accounts of value by stage"),
        frame,
        [
            Field(f"name_{say.language}", Column(say("Stage"), NAME)),
            *(
                Field(f"{what}_least_{money}", Column(title, unit=unit), 2, f"{what}_most_{money}")
                for what, title in titles.items()
            ),
        ],
    )


def _cost_table(result: FlowsResult, say: Language) -> PageTable:
    names = {entry.key: entry.name(say.language) for entry in result.definition.inputs}
    frame = result.tables["input_costs"]
    frame = frame.assign(input=frame["input"].map(names), share=100 * frame["share"])
    return frame_table(
        "costs",
        say("What the inputs of a tonne of Pidgeon magnesium cost"),
        frame,
        [
            Field("input", Column(say("Input"), NAME)),
            Field("use", Column(say("Quantity used"))),
            Field("unit", Column(say("Unit"), TEXT)),
            Field("price", Column(say("Price"), unit=say("CNY per unit"))),
            Field("cost", Column(say("Cost"), unit=say("CNY/t")), 1),
            Field("share", Column(say("Share"), unit="%"), 1),
        ],
    )


def _value_table(result: FlowsResult, say: Language) -> PageTable:
    money, dollars = header(value_unit("CNY")), header(value_unit("USD"))
    frame = result.tables["values"]
    scaled = {
        f"{end}_{unit}": frame[f"{end}_{unit}"] / _HUNDRED_MILLION
        for end in ("least", "most")
        for unit in (money, dollars)
        if f"{end}_{unit}" in frame
    }
    fields = [
        Field(f"name_{say.language}", Column(say("Flow"), NAME)),
        Field("price", Column(say("Price"), unit=say("per tonne")), 0),
        Field("currency", Column(say("Currency"), TEXT)),
        Field(
            f"least_{money}",
            Column(say("Economic value"), unit=say("10⁸ CNY")),
            most=f"most_{money}",
        ),
    ]
    if f"least_{dollars}" in frame:
        column = Column(say("Economic value"), unit=say("10⁸ USD"))
        fields.append(Field(f"least_{dollars}", column, most=f"most_{dollars}"))
    return frame_table("values", say("Flows with a price"), frame.assign(**scaled), fields)
