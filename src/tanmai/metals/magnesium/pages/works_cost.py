"""What the page of ``tanmai magnesium cost`` says, and its pictures."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tanmai.draw.charts import Contours, contour_map, stacked_bars, tornado_chart
from tanmai.draw.charts.plot_frame import Axis
from tanmai.draw.page import Caption, Sheet, fixed
from tanmai.metals.magnesium.industry.cost import CARBON_PRICE
from tanmai.metals.magnesium.industry.cost_analysis import PriceGrid, overtaking_carbon_price
from tanmai.metals.magnesium.industry.cost_result import CostResult
from tanmai.metals.magnesium.pages.works_words import ITEMS, SOURCE, route_name, titled, unit_name
from tanmai.metals.statement_table import printed_table, said_of_statements
from tanmai.report.frame_table import Field, frame_table
from tanmai.report.page_table import NAME, TEXT, Column, PageTable
from tanmai.report.result_findings import Findings, Part
from tanmai.report.speech import Speech, significant

OPTIONS = {
    "route": ("分析的路线", "Route"),
    "against": ("对比路线", "Compared with"),
    "config": ("自备文件", "File of your own"),
    "draws": ("抽样基数", "Base sample"),
}
_CNY = ("元/吨", "CNY/t")
_READINGS = {
    "parts": ("各项加总", "Sum of the items"),
    "printed": ("以所列盈亏平衡点为基准", "Printed break-even prices"),
}


def option_word(result: CostResult, key: str, value: object, say: Speech) -> str:
    """Return a value of an option as people write it: a route by its name."""
    known = key in ("route", "against")
    return route_name(str(value), result.parameters, say) if known else str(value)


def cost_findings(result: CostResult, say: Speech) -> Findings:
    """Return what the page of the cost says in a language."""
    first, second = (route_name(r, result.parameters, say) for r in (result.route, result.against))
    return Findings(
        say("原镁的吨成本", "Cost of a tonne of magnesium"),
        say(
            "2025年价格；各路线的成本构成、盈亏平衡与敏感性",
            "Prices of 2025; items, break-even and sensitivity by route",
        ),
        _answer(result, say),
        (
            Part("items", say("成本构成", "Items"), ["cost-stack"], [_items(result, say)]),
            Part(
                "sensitivity",
                say(f"敏感性：{first}", f"Sensitivity: {first}"),
                ["cost-tornado"],
                [_variance(result, say), _switching(result, say)],
            ),
            Part(
                "crossing",
                say(
                    f"{first}与{second}何时成本相同",
                    f"Where {say.inside(first)} and {say.inside(second)} cost the same",
                ),
                ["cost-power-ferrosilicon", "cost-green-power-carbon"],
                [_linkage(result, say)],
            ),
            Part(
                "published",
                say("与报告所列数值并列", "Beside printed figures"),
                tables=[printed_table(result.statements, say), _seconds(result, say)],
            ),
        ),
        {
            "cost-stack": say(
                "虚线为2025年原镁均价。", "The dashed line is the mean price of magnesium in 2025."
            ),
            "cost-tornado": say(
                "每条为一个输入单独取其低值与高值时的成本。",
                "Each bar is the cost with one input alone at its low and its high value.",
            ),
            **{
                kind: say(
                    "黑线上两路线成本相同；负值处前者较低。",
                    "On the black line both cost the same; the first is cheaper where the value is "
                    "below zero.",
                )
                for kind in ("cost-power-ferrosilicon", "cost-green-power-carbon")
            },
        },
    )


def _answer(result: CostResult, say: Speech) -> list[str]:
    cost = result.items.sum(axis=1)
    name = {route: route_name(route, result.parameters, say) for route in cost.index}
    price = result.parameters.value("price.magnesium", "CNY/t Mg")
    below = [name[str(route)] for route in cost.index[cost <= price]]
    ranked = result.tables["sobol"].head(3)
    parts = [
        f"{result.parameters.name(str(row['input']), say.language)}{say('（', ' (')}"
        f"{say.percent(float(row['total']))}{say('）', ')')}"
        for _, row in ranked.iterrows()
    ]
    return [
        say(
            "按报告各项加总，吨镁成本为"
            + "，".join(f"{name[str(r)]}{fixed(float(c), 0)}元" for r, c in cost.items())
            + f"；2025年均价{price:,.0f}元。",
            "Summed from the items of the report, a tonne costs "
            + "; ".join(f"{name[str(r)]} {fixed(float(c), 0)}" for r, c in cost.items())
            + f" CNY. The mean price of 2025 is {price:,.0f}.",
        ),
        say(
            f"成本不高于该价的有：{say.join(below)}。" if below else "没有一条路线的成本低于该价。",
            f"Below that price: {say.join(below)}." if below else "No route lies below that price.",
        ),
        say(
            f"{name[result.route]}成本的不确定性主要来自{say.join(parts)}（占方差的份额）。",
            f"Most of the variance of {name[result.route]} comes from {say.join(parts)}.",
        ),
        *_said_of_printed(result, say),
        said_of_statements(result.statements, say),
    ]


def _said_of_printed(result: CostResult, say: Speech) -> list[str]:
    model, pair = result.model, (result.route, result.against)
    if not set(pair) <= set(model.printed):
        return []
    first, second = (route_name(route, result.parameters, say) for route in pair)
    printed = [model.parameters.value(f"printed.{route}", "CNY/t Mg") for route in pair]
    parts = [float(model.cost(route, model.conditions(route))) for route in pair]
    crossing = overtaking_carbon_price(model, *pair)
    unit = unit_name("CNY/t CO2", say)
    said = [
        say(
            f"报告所列盈亏平衡点为{first}{printed[0]:,.0f}元、{second}{printed[1]:,.0f}元；"
            f"同一条件下各项加总为{parts[0]:,.0f}元与{parts[1]:,.0f}元，二者不能同时成立。",
            f"The report prints break-even at {printed[0]:,.0f} CNY ({first}) and "
            f"{printed[1]:,.0f} "
            f"({second}); under the same conditions the items make {parts[0]:,.0f} and "
            f"{parts[1]:,.0f}: both cannot hold.",
        )
    ]
    if crossing is not None and crossing > 0:
        base = model.conditions(result.route)[CARBON_PRICE]
        said.append(
            say(
                f"以所列盈亏平衡点为基准，碳价自{base:g}升至{crossing:.1f}{unit}时二者成本相同。",
                f"From the printed prices the two cost the same once carbon rises from {base:g} to "
                f"{crossing:.1f} {unit}.",
            )
        )
    return said


def _items(result: CostResult, say: Speech) -> PageTable:
    frame = result.items.assign(
        route=[route_name(str(r), result.parameters, say) for r in result.items.index],
        total=result.items.sum(axis=1),
    ).merge(
        result.tables["carbon"].set_index("route")["charged"], left_index=True, right_index=True
    )
    return frame_table(
        "items",
        say("吨镁成本，元/吨", "Cost of a tonne, CNY/t"),
        frame,
        [
            Field("route", Column(say("路线", "Route"), NAME)),
            *(Field(key, Column(say(*ITEMS[key])), 0) for key in result.items.columns),
            Field("total", Column(say("合计", "Sum")), 0),
            Field("charged", Column(say("碳排放", "Carbon"), unit=say("吨CO₂/吨", "t CO₂/t")), 1),
        ],
    )


def _named(frame: pd.DataFrame, result: CostResult, say: Speech) -> pd.DataFrame:
    return frame.assign(
        name=[result.parameters.name(str(key), say.language) for key in frame["input"]]
    )


def _variance(result: CostResult, say: Speech) -> PageTable:
    frame = _named(result.tables["sobol"], result, say)
    scaled = {k: 100 * frame[k] for k in ("first", "total", "total_error")}
    return frame_table(
        "sobol",
        say(
            "各输入占成本方差的份额（Sobol指数）", "Shares of the variance of cost (Sobol indices)"
        ),
        frame.assign(**scaled),
        [
            Field("name", Column(say("输入", "Input"), NAME)),
            Field("first", Column(say("单独", "Alone"), unit="%"), 1),
            Field("total", Column(say("含交互", "With interactions"), unit="%"), 1),
            Field("total_error", Column("± 95 %", unit="%"), 1),
        ],
    )


def _switching(result: CostResult, say: Speech) -> PageTable:
    frame = _named(result.tables["switching_values"], result, say)
    words = {
        key: [_figure(value) for value in frame[key]]
        for key in ("value", "break_even", "equal_cost")
    }
    units = [unit_name(str(unit), say) for unit in frame["unit"]]
    other = route_name(result.against, result.parameters, say)
    return frame_table(
        "switching",
        say("转折值：其他输入不变", "Switching values, all else unchanged"),
        frame.assign(**words, unit=units),
        [
            Field("name", Column(say("输入", "Input"), NAME)),
            Field("unit", Column(say("单位", "Unit"), TEXT)),
            Field("value", Column(say("取值", "Value"), TEXT)),
            Field("break_even", Column(say("成本等于镁价", "Cost meets the price"), TEXT)),
            Field(
                "equal_cost",
                Column(say(f"成本等于{other}", f"Cost meets that of {other}"), TEXT),
            ),
        ],
        say("—：零以上没有这样的值。", "—: no value above zero does."),
    )


def _figure(value: object) -> str:
    number = float(str(value))
    return "—" if np.isnan(number) else significant(number)


def _linkage(result: CostResult, say: Speech) -> PageTable:
    return frame_table(
        "linkage",
        say("联动线", "Lines of linkage"),
        result.tables["linkage_lines"].iloc[::3],
        [
            Field(
                "power_price_CNY_per_kWh",
                Column(say("网电价格", "Price of grid power"), NAME, say("元/千瓦时", "CNY/kWh")),
            ),
            Field(
                "ferrosilicon_price_CNY_per_t",
                Column(
                    say(
                        "硅铁价高于此，自发电宜用于自产硅铁",
                        "Own power goes to own ferrosilicon above",
                    ),
                    unit=say("元/吨", "CNY/t"),
                ),
                0,
            ),
            Field(
                "green_power_price_parts_CNY_per_kWh",
                Column(
                    say(
                        "绿电价低于此，电解法较低（加总）", "Electrolysis is cheaper below (items)"
                    ),
                    unit=say("元/千瓦时", "CNY/kWh"),
                ),
                3,
            ),
            Field(
                "green_power_price_printed_CNY_per_kWh",
                Column(
                    say("同前（以所列为基准）", "The same (printed prices)"),
                    unit=say("元/千瓦时", "CNY/kWh"),
                ),
                3,
            ),
        ],
    )


def _seconds(result: CostResult, say: Speech) -> PageTable:
    frame = _named(result.tables["second_values"], result, say)
    frame = frame[frame["route"].isin([result.route, result.against])]
    frame = frame.assign(
        route=[route_name(str(r), result.parameters, say) for r in frame["route"]],
        value=[significant(float(v)) for v in frame["value"]],
        second_value=[significant(float(v)) for v in frame["second_value"]],
        unit=[unit_name(str(unit), say) for unit in frame["unit"]],
    )
    cny = say(*_CNY)
    return frame_table(
        "seconds",
        say(
            "报告前后不一的数字，两种取值的成本", "Numbers printed twice, and the cost with either"
        ),
        frame,
        [
            Field("route", Column(say("路线", "Route"), TEXT)),
            Field("name", Column(say("输入", "Input"), NAME)),
            Field("unit", Column(say("单位", "Unit"), TEXT)),
            Field("value", Column(say("取值", "Value"), TEXT)),
            Field("second_value", Column(say("另一处", "Elsewhere"), TEXT)),
            Field("cost_CNY_per_t", Column(say("成本", "Cost"), unit=cny), 0),
            Field("cost_at_second_value_CNY_per_t", Column(say("另一成本", "Cost"), unit=cny), 0),
        ],
    )


# --- pictures ----------------------------------------------------------------------------


def cost_sheets(result: CostResult, say: Speech) -> dict[str, Sheet]:
    """Return the pictures of the cost in a language, by kind."""
    first, second = (route_name(r, result.parameters, say) for r in (result.route, result.against))
    gap = say(f"{first}减{second}", f"{first}, less {say.inside(second)}")
    return {
        "cost-stack": _stack(result, say),
        "cost-tornado": _tornado(result, first, say),
        "cost-power-ferrosilicon": _equal_cost(
            result.grids["power_and_ferrosilicon"], result, gap, say
        ),
        "cost-green-power-carbon": _equal_cost(
            result.grids["green_power_and_carbon"], result, gap, say
        ),
    }


def _caption(title: str, say: Speech, subtitle: str = "") -> Caption:
    return Caption(title, say(*_CNY), say(*SOURCE), say.language, subtitle)


def _stack(result: CostResult, say: Speech) -> Sheet:
    parts = result.items.rename(index=lambda r: route_name(str(r), result.parameters, say))
    used = parts.loc[:, (parts != 0).any()]
    price = result.parameters.value("price.magnesium", "CNY/t Mg")
    return stacked_bars(
        used,
        {key: say(*ITEMS[str(key)]) for key in used.columns},
        _caption(
            say("吨镁成本的构成", "What a tonne of magnesium costs"),
            say,
            say("报告各项加总，2025年价格", "Items of the report summed, prices of 2025"),
        ),
        marks={say(f"镁价{price:,.0f}", f"Price {price:,.0f}"): price},
        notes=[
            say(
                "电解法未计氯化镁原料与脱水热的价格（报告未列）。",
                "Of electrolysis, magnesium chloride and the heat of its dehydration are not "
                "priced, as the report prints none.",
            )
        ],
    )


def _end(value: float) -> str:
    """Write an end of a range: whole from a thousand on, else to four digits."""
    return f"{value:,.0f}" if abs(value) >= 1e3 else f"{value:.4g}"


def _tornado(result: CostResult, name: str, say: Speech) -> Sheet:
    frame = result.tables["tornado"].head(12)
    keys = result.model.keys(result.route)
    inputs = pd.DataFrame(
        {
            "at_low": frame["at_low"].to_numpy(),
            "at_high": frame["at_high"].to_numpy(),
            "range": [
                f"{_end(float(row['low']))}–{_end(float(row['high']))} "
                f"{unit_name(keys[str(row['input'])], say)}".strip()
                for _, row in frame.iterrows()
            ],
        },
        index=[result.parameters.name(str(key), say.language) for key in frame["input"]],
    )
    return tornado_chart(
        inputs,
        float(result.model.cost(result.route)),
        _caption(
            say(f"什么在改变吨镁成本：{name}", f"What moves the cost of a tonne: {name}"), say
        ),
    )


def _equal_cost(grid: PriceGrid, result: CostResult, gap: str, say: Speech) -> Sheet:
    units = {**result.model.keys(result.route), **result.model.keys(result.against)}
    axes = []
    for key, ends in zip(grid.keys, (grid.along, grid.up), strict=True):
        unit = units.get(key, result.parameters.quantity(key).unit)
        axes.append(Axis(titled(key, unit, result.parameters, say), ends[0], ends[-1]))
    base = tuple(result.parameters.quantity(key).value for key in grid.keys)
    panels = [
        Contours(
            axes[0],
            axes[1],
            values,
            say(*_READINGS[reading]),
            {say("成本相同", "equal cost"): (values, 0.0)},
            {say("基准", "base"): (base[0], base[1])},
        )
        for reading, values in grid.gap.items()
    ]
    return contour_map(
        panels,
        _caption(say(f"成本差：{gap}", f"Difference of cost: {gap}"), say),
        notes=[
            say(
                "黑线上两路线成本相同；图中没有黑线时，其中一条在全部范围内较低。",
                "On the black line both cost the same; where there is none, one route is cheaper "
                "over the whole range.",
            )
        ],
    )
