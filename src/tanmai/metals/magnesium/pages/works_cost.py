"""What the page of ``tanmai magnesium cost`` says, and its pictures."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tanmai.core.language import Language, significant
from tanmai.core.messages import message
from tanmai.draw.charts import Contours, contour_map, stacked_bars, tornado_chart
from tanmai.draw.charts.plot_frame import Axis
from tanmai.draw.page import Caption, Sheet, fixed
from tanmai.metals.magnesium.industry.cost import CARBON_PRICE
from tanmai.metals.magnesium.industry.cost_analysis import PriceGrid, overtaking_carbon_price
from tanmai.metals.magnesium.industry.cost_result import CostResult
from tanmai.metals.magnesium.pages.works_words import ITEMS, SOURCE, route_name, titled
from tanmai.metals.quantity_units import unit_name
from tanmai.metals.statement_table import printed_table, said_of_statements
from tanmai.report.frame_table import Field, frame_table
from tanmai.report.page_table import NAME, TEXT, Column, PageTable
from tanmai.report.result_findings import Findings, Part

OPTIONS = {
    "route": message("Route studied"),
    "against": message("Compared with"),
    "config": message("File of your own"),
    "draws": message("Base sample"),
}
_CNY = message("CNY/t")
_READINGS = {
    "parts": message("Sum of the items"),
    "printed": message("Printed break-even prices"),
}


def option_word(result: CostResult, key: str, value: object, say: Language) -> str:
    """Return a value of an option as people write it: a route by its name."""
    known = key in ("route", "against")
    return route_name(str(value), result.parameters, say) if known else str(value)


def cost_findings(result: CostResult, say: Language) -> Findings:
    """Return what the page of the cost says in a language."""
    first, second = (route_name(r, result.parameters, say) for r in (result.route, result.against))
    return Findings(
        say("Cost of a tonne of magnesium"),
        say("Prices of 2025; items, break-even and sensitivity by route"),
        _answer(result, say),
        (
            Part("items", say("Items"), ["cost-stack"], [_items(result, say)]),
            Part(
                "sensitivity",
                say("Sensitivity: {first}", first=first),
                ["cost-tornado"],
                [_variance(result, say), _switching(result, say)],
            ),
            Part(
                "crossing",
                say(
                    "Where {first} and {second} cost the same",
                    first=say.inside(first),
                    second=say.inside(second),
                ),
                ["cost-power-ferrosilicon", "cost-green-power-carbon"],
                [_linkage(result, say)],
            ),
            Part(
                "published",
                say("Beside printed figures"),
                tables=[printed_table(result.statements, say), _seconds(result, say)],
            ),
        ),
        {
            "cost-stack": say("The dashed line is the mean price of magnesium in 2025."),
            "cost-tornado": say(
                "Each bar is the cost with one input alone at its low and its high value."
            ),
            **{
                kind: say(
                    "On the black line both cost the same; the first is cheaper where the "
                    "value is below zero."
                )
                for kind in ("cost-power-ferrosilicon", "cost-green-power-carbon")
            },
        },
    )


def _answer(result: CostResult, say: Language) -> list[str]:
    cost = result.items.sum(axis=1)
    name = {route: route_name(route, result.parameters, say) for route in cost.index}
    price = result.parameters.value("price.magnesium", "CNY/t Mg")
    below = [name[str(route)] for route in cost.index[cost <= price]]
    ranked = result.tables["sobol"].head(3)
    parts = [
        f"{result.parameters.name(str(row['input']), say.language)}{say(' (')}"
        f"{say.percent(float(row['total']))}{say(')')}"
        for _, row in ranked.iterrows()
    ]
    return [
        say(
            "Summed from the items of the report, a tonne costs {costs}. The mean price of 2025 "
            "is {price} CNY.",
            costs=say("; ").join(
                say("{route} CNY {cost}", route=name[str(route)], cost=fixed(float(one), 0))
                for route, one in cost.items()
            ),
            price=f"{price:,.0f}",
        ),
        (
            say("Routes that cost no more than that: {routes}.", routes=say.join(below))
            if below
            else say("No route costs less than that.")
        ),
        say(
            "Most of the variance of {name} comes from {parts}.",
            name=name[result.route],
            parts=say.join(parts),
        ),
        *_said_of_printed(result, say),
        said_of_statements(result.statements, say),
    ]


def _said_of_printed(result: CostResult, say: Language) -> list[str]:
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
            "The report prints break-even at {printed} CNY ({first}) and {printed_2} "
            "({second}); under the same conditions the items make {parts} and {parts_2}: both "
            "cannot hold.",
            printed=f"{printed[0]:,.0f}",
            first=first,
            printed_2=f"{printed[1]:,.0f}",
            second=second,
            parts=f"{parts[0]:,.0f}",
            parts_2=f"{parts[1]:,.0f}",
        )
    ]
    if crossing is not None and crossing > 0:
        base = model.conditions(result.route)[CARBON_PRICE]
        said.append(
            say(
                "From the printed prices the two cost the same once carbon rises from {base} "
                "to {crossing} {unit}.",
                base=f"{base:g}",
                crossing=f"{crossing:.1f}",
                unit=unit,
            )
        )
    return said


def _items(result: CostResult, say: Language) -> PageTable:
    frame = result.items.assign(
        route=[route_name(str(r), result.parameters, say) for r in result.items.index],
        total=result.items.sum(axis=1),
    ).merge(
        result.tables["carbon"].set_index("route")["charged"], left_index=True, right_index=True
    )
    return frame_table(
        "items",
        say("Cost of a tonne, CNY/t"),
        frame,
        [
            Field("route", Column(say("Route"), NAME)),
            *(Field(key, Column(say(ITEMS[key])), 0) for key in result.items.columns),
            Field("total", Column(say("Sum")), 0),
            Field("charged", Column(say("Carbon"), unit=say("t CO₂/t")), 1),
        ],
    )


def _named(frame: pd.DataFrame, result: CostResult, say: Language) -> pd.DataFrame:
    return frame.assign(
        name=[result.parameters.name(str(key), say.language) for key in frame["input"]]
    )


def _variance(result: CostResult, say: Language) -> PageTable:
    frame = _named(result.tables["sobol"], result, say)
    scaled = {k: 100 * frame[k] for k in ("first", "total", "total_error")}
    return frame_table(
        "sobol",
        say("Shares of the variance of cost (Sobol indices)"),
        frame.assign(**scaled),
        [
            Field("name", Column(say("Model input"), NAME)),
            Field("first", Column(say("Alone"), unit="%"), 1),
            Field("total", Column(say("With interactions"), unit="%"), 1),
            Field("total_error", Column("± 95 %", unit="%"), 1),
        ],
    )


def _switching(result: CostResult, say: Language) -> PageTable:
    frame = _named(result.tables["switching_values"], result, say)
    words = {
        key: [_figure(value) for value in frame[key]]
        for key in ("value", "break_even", "equal_cost")
    }
    units = [unit_name(str(unit), say) for unit in frame["unit"]]
    other = route_name(result.against, result.parameters, say)
    return frame_table(
        "switching",
        say("Switching values, all else unchanged"),
        frame.assign(**words, unit=units),
        [
            Field("name", Column(say("Model input"), NAME)),
            Field("unit", Column(say("Unit"), TEXT)),
            Field("value", Column(say("Value"), TEXT)),
            Field("break_even", Column(say("Cost meets the price"), TEXT)),
            Field(
                "equal_cost",
                Column(say("Cost meets that of {other}", other=other), TEXT),
            ),
        ],
        say("—: no value above zero does."),
    )


def _figure(value: object) -> str:
    number = float(str(value))
    return "—" if np.isnan(number) else significant(number)


def _linkage(result: CostResult, say: Language) -> PageTable:
    return frame_table(
        "linkage",
        say("Lines of linkage"),
        result.tables["linkage_lines"].iloc[::3],
        [
            Field(
                "power_price_CNY_per_kWh",
                Column(say("Price of grid power"), NAME, say("CNY/kWh")),
            ),
            Field(
                "ferrosilicon_price_CNY_per_t",
                Column(
                    say("Own power goes to own ferrosilicon above"),
                    unit=say("CNY/t"),
                ),
                0,
            ),
            Field(
                "green_power_price_parts_CNY_per_kWh",
                Column(
                    say("Electrolysis is cheaper below (items)"),
                    unit=say("CNY/kWh"),
                ),
                3,
            ),
            Field(
                "green_power_price_printed_CNY_per_kWh",
                Column(
                    say("The same (printed prices)"),
                    unit=say("CNY/kWh"),
                ),
                3,
            ),
        ],
    )


def _seconds(result: CostResult, say: Language) -> PageTable:
    frame = _named(result.tables["second_values"], result, say)
    frame = frame[frame["route"].isin([result.route, result.against])]
    frame = frame.assign(
        route=[route_name(str(r), result.parameters, say) for r in frame["route"]],
        value=[significant(float(v)) for v in frame["value"]],
        second_value=[significant(float(v)) for v in frame["second_value"]],
        unit=[unit_name(str(unit), say) for unit in frame["unit"]],
    )
    cny = say(_CNY)
    return frame_table(
        "seconds",
        say("Numbers printed twice, and the cost with either"),
        frame,
        [
            Field("route", Column(say("Route"), TEXT)),
            Field("name", Column(say("Model input"), NAME)),
            Field("unit", Column(say("Unit"), TEXT)),
            Field("value", Column(say("Value"), TEXT)),
            Field("second_value", Column(say("Elsewhere"), TEXT)),
            Field("cost_CNY_per_t", Column(say("Cost"), unit=cny), 0),
            Field("cost_at_second_value_CNY_per_t", Column(say("Cost there"), unit=cny), 0),
        ],
    )


# --- pictures ----------------------------------------------------------------------------


def cost_sheets(result: CostResult, say: Language) -> dict[str, Sheet]:
    """Return the pictures of the cost in a language, by kind."""
    first, second = (route_name(r, result.parameters, say) for r in (result.route, result.against))
    gap = say("{first}, less {second}", first=first, second=say.inside(second))
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


def _caption(title: str, say: Language, subtitle: str = "") -> Caption:
    return Caption(title, say(_CNY), say(SOURCE), say.language, subtitle)


def _stack(result: CostResult, say: Language) -> Sheet:
    parts = result.items.rename(index=lambda r: route_name(str(r), result.parameters, say))
    used = parts.loc[:, (parts != 0).any()]
    price = result.parameters.value("price.magnesium", "CNY/t Mg")
    return stacked_bars(
        used,
        _caption(
            say("What a tonne of magnesium costs"),
            say,
            say("Items of the report summed, prices of 2025"),
        ),
        names={key: say(ITEMS[str(key)]) for key in used.columns},
        marks={say("Price {price}", price=f"{price:,.0f}"): price},
        notes=[
            say(
                "Of electrolysis, magnesium chloride and the heat of its dehydration are not "
                "priced, as the report prints none."
            )
        ],
    )


def _end(value: float) -> str:
    """Write an end of a range: whole from a thousand on, else to four digits."""
    return f"{value:,.0f}" if abs(value) >= 1e3 else f"{value:.4g}"


def _tornado(result: CostResult, name: str, say: Language) -> Sheet:
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
        _caption(say("What moves the cost of a tonne: {name}", name=name), say),
    )


def _equal_cost(grid: PriceGrid, result: CostResult, gap: str, say: Language) -> Sheet:
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
            say(_READINGS[reading]),
            {say("equal cost"): (values, 0.0)},
            {say("base"): (base[0], base[1])},
        )
        for reading, values in grid.gap.items()
    ]
    return contour_map(
        panels,
        _caption(say("Difference of cost: {gap}", gap=gap), say),
        notes=[
            say(
                "On the black line both cost the same; where there is none, one route is "
                "cheaper over the whole range."
            )
        ],
    )
