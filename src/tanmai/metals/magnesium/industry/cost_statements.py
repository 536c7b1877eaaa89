"""What the report prints on cost, beside what follows from its own numbers."""

from __future__ import annotations

from tanmai.core.messages import message
from tanmai.metals.magnesium.industry.cost import CARBON_PRICE, CostModel
from tanmai.metals.magnesium.industry.cost_analysis import (
    GREEN_POWER,
    credited,
    overtaking_carbon_price,
)
from tanmai.metals.statements import Statement, statement

_MEAN = 29.6  # t CO2/t, mean of 2025 in sections 3.3 and 4.1
_VERTICAL, _GREEN = "pidgeon_vertical", "electrolytic_green"


def cost_statements(model: CostModel) -> list[Statement]:
    """Return the printed statements on cost with ours, for the routes of the package."""
    return [*_structure(model), *_break_even(model), *_slopes(model), *_carbon(model)]


def _structure(model: CostModel) -> list[Statement]:
    items = {key: float(value) for key, value in model.items(_VERTICAL).items()}
    cost, energy = sum(items.values()), items["fuel"] + items["power"]
    least = (7200 + 1.15 * 8500) / 0.83
    return [
        statement(
            "S12",
            "2.1",
            message("full cost"),
            16500,
            21800,
            cost,
            "CNY/t Mg",
            50,
            message(
                "Sum of the stated items. The printed energy (7200) and ferrosilicon (1.15 x "
                "8500) alone, at the largest printed share of 83 %, make {least}.",
                least=f"{least:.0f}",
            ),
        ),
        statement(
            "S12",
            "2.1",
            message("share of energy"),
            42,
            48,
            100 * energy / cost,
            "%",
            0.5,
            message(
                "With the items summed, energy is a smaller part, as ferrosilicon, capital "
                "and labour are larger than the printed shares leave room for."
            ),
        ),
        statement(
            "S12",
            "2.1",
            message("share of reductant"),
            30,
            35,
            100 * items["reductant"] / cost,
            "%",
            0.5,
            message("1.15 t at 8500 CNY/t over the sum of the items."),
        ),
        *(
            statement(
                "S13",
                "2.1",
                message("cost of ferrosilicon, {use} t at 8150 CNY/t", use=f"{use:g}"),
                printed,
                printed,
                use * 8150,
                "CNY/t Mg",
                50,
                message("Use times price."),
            )
            for use, printed in ((1.12, 9100), (1.18, 9600))
        ),
        statement(
            "S13",
            "2.1",
            message("least share of ferrosilicon in cost"),
            30,
            35,
            100 * 1.12 * 8150 / 21800,
            "%",
            0.5,
            message("Cheapest ferrosilicon over the highest printed cost."),
        ),
    ]


def _break_even(model: CostModel) -> list[Statement]:
    found = []
    for route, name in (
        (_VERTICAL, message("vertical retort")),
        (_GREEN, message("green electrolytic")),
    ):
        if route not in model.printed:
            continue
        anchor = model.parameters.value(f"printed.{route}", "CNY/t Mg")
        conditions = model.conditions(route)
        parts = float(model.cost(route, conditions))
        found += [
            statement(
                "S15",
                "2.1",
                message("break-even price, {name}", name=name),
                anchor,
                anchor,
                float(model.printed_cost(route, conditions)),
                "CNY/t Mg",
                0.5,
                message("Anchor of the second reading; prices move it by the uses of the route."),
                is_input=True,
            ),
            statement(
                "S15",
                "2.1",
                message("break-even price, {name}, from its parts", name=name),
                anchor,
                anchor,
                parts,
                "CNY/t Mg",
                50,
                message("Sum of the stated items at carbon 50, ferrosilicon 8500 and power 0.35."),
            ),
        ]
    if not {_VERTICAL, _GREEN} <= set(model.printed):
        return found
    credit = credited(model, _VERTICAL)
    at_120 = {**credit.conditions(_GREEN), CARBON_PRICE: 120.0}
    paid = float(model.printed_cost(_GREEN, at_120))
    return [
        *found,
        statement(
            "S16",
            "2.1",
            message("break-even price of green electrolysis at carbon 120"),
            17800,
            17800,
            float(credit.printed_cost(_GREEN, at_120)),
            "CNY/t Mg",
            100,
            message(
                "Only if carbon avoided against the vertical retort is credited; paying for "
                "its own carbon it would rise to {paid}.",
                paid=f"{paid:.0f}",
            ),
        ),
        statement(
            "S16",
            "2.1",
            message("carbon price at which electrolysis overtakes"),
            50,
            120,
            overtaking_carbon_price(model, _VERTICAL, _GREEN),
            "CNY/t CO2",
            0.05,
            message("50 + 1300 / (31.1 - 7.7), the same whether carbon is paid or credited."),
        ),
        statement(
            "I209",
            "3.1",
            message("green power price for parity with the improved Pidgeon works"),
            0.28,
            0.28,
            _parity(model, 50.0),
            "CNY/kWh",
            0.005,
            message(
                "From the printed break-even prices at carbon 50; at carbon 75 it is "
                "{parity}. Section 2.1 prints 0.30.",
                parity=f"{_parity(model, 75.0):.3f}",
            ),
        ),
    ]


def _parity(model: CostModel, carbon: float) -> float:
    """Return the green power price at which the printed break-even prices meet."""
    target = float(
        model.printed_cost(_VERTICAL, {**model.conditions(_VERTICAL), CARBON_PRICE: carbon})
    )
    base = {**model.conditions(_GREEN), CARBON_PRICE: carbon}
    power = base[GREEN_POWER]
    here = float(model.printed_cost(_GREEN, base))
    cheaper = float(model.printed_cost(_GREEN, {**base, GREEN_POWER: power - 0.1}))
    return power - 0.1 * (here - target) / (here - cheaper)


def _slopes(model: CostModel) -> list[Statement]:
    p = model.parameters
    own = p.value(f"routes.{_VERTICAL}.use.power", "kWh/t Mg")
    use = p.value(f"routes.{_VERTICAL}.use.ferrosilicon", "t FeSi/t Mg")
    alloy = use * p.value("ferrosilicon_making.power", "kWh/t FeSi")
    implied = 700 / 0.05 - alloy
    return [
        statement(
            "S14",
            "3.1",
            message("cost moved by 0.05 CNY/kWh"),
            700,
            700,
            0.05 * (alloy + own),
            "CNY/t Mg",
            50,
            message(
                "With the power of the ferrosilicon passed on and {own} kWh of the works; 700 "
                "implies {implied} kWh. Power of the works alone gives {own_2}.",
                own=f"{own:.0f}",
                implied=f"{implied:.0f}",
                own_2=f"{0.05 * own:.0f}",
            ),
        ),
        statement(
            "S49",
            "3.1",
            message("worth of a kWh from waste heat"),
            0.28,
            0.36,
            6.0e7 / 1.8e8,
            "CNY/kWh",
            0.005,
            message(
                "CNY 60 million over 180 million kWh, within the printed power prices; at "
                "1,350 kWh/t the station serves {served} × 10⁴ t of metal.",
                served=f"{1.8e8 / 1350 / 1e4:.1f}",
            ),
        ),
    ]


def _carbon(model: CostModel) -> list[Statement]:
    def charge(emission: float, price: float) -> float:
        return float(model.carbon(emission, 0.0, price))

    return [
        statement(
            "S22",
            "3.3",
            message("carbon cost saved within the boundary at 75 CNY/t CO2"),
            880,
            880,
            charge(_MEAN - 18.0, 75.0),
            "CNY/t Mg",
            10,
            message("(29.6 - 18) x 75."),
        ),
        statement(
            "S26",
            "3.3",
            message("carbon cost of the old process at 120 CNY/t CO2"),
            1800,
            1800,
            charge(_MEAN, 120.0),
            "CNY/t Mg",
            50,
            message("29.6 x 120; section 4.1 prints 3470. 1800 is the carbon of 15 t."),
        ),
        statement(
            "S27",
            "4.1",
            message("carbon cost at 120 CNY/t CO2"),
            3470,
            3470,
            charge(28.9, 120.0),
            "CNY/t Mg",
            5,
            message("28.9 x 120: the emission of 2030 at a price of 2027."),
        ),
        statement(
            "S27",
            "4.1",
            message("carbon cost in the price"),
            15.8,
            15.8,
            100 * 3470 / 22000,
            "%",
            0.05,
            message("3470 over 22000."),
        ),
    ]
