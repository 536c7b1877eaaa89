"""What the report prints on cost, beside what follows from its own numbers."""

from __future__ import annotations

from tanmai.metals.magnesium.industry.cost import CARBON_PRICE, CostModel
from tanmai.metals.magnesium.industry.cost_analysis import (
    GREEN_POWER,
    credited,
    overtaking_carbon_price,
)
from tanmai.metals.statements import Statement

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
        Statement(
            "S12",
            "2.1",
            "full cost",
            "综合成本",
            16500,
            21800,
            cost,
            "CNY/t Mg",
            50,
            f"Sum of the stated items. The printed energy (7200) and ferrosilicon (1.15 x 8500) "
            f"alone, at the largest printed share of 83 %, make {least:.0f}.",
            f"各项之和。仅所列能源（7200元）与硅铁（1.15×8500元），按其最大占比83%即达{least:.0f}元。",
        ),
        Statement(
            "S12",
            "2.1",
            "share of energy",
            "能源占比",
            42,
            48,
            100 * energy / cost,
            "%",
            0.5,
            "With the items summed, energy is a smaller part, as ferrosilicon, capital and labour "
            "are larger than the printed shares leave room for.",
            "各项加总后能源占比较低，因硅铁、投资与人工超出所列占比的余地。",
        ),
        Statement(
            "S12",
            "2.1",
            "share of reductant",
            "还原剂占比",
            30,
            35,
            100 * items["reductant"] / cost,
            "%",
            0.5,
            "1.15 t at 8500 CNY/t over the sum of the items.",
            "1.15吨按8500元/吨，除以各项之和。",
        ),
        *(
            Statement(
                "S13",
                "2.1",
                f"cost of ferrosilicon, {use:g} t at 8150 CNY/t",
                f"硅铁成本（{use:g}吨，8150元/吨）",
                printed,
                printed,
                use * 8150,
                "CNY/t Mg",
                50,
                "Use times price.",
                "单耗乘单价。",
            )
            for use, printed in ((1.12, 9100), (1.18, 9600))
        ),
        Statement(
            "S13",
            "2.1",
            "least share of ferrosilicon in cost",
            "硅铁占成本的最低比例",
            30,
            35,
            100 * 1.12 * 8150 / 21800,
            "%",
            0.5,
            "Cheapest ferrosilicon over the highest printed cost.",
            "最低硅铁成本除以所列最高成本。",
        ),
    ]


def _break_even(model: CostModel) -> list[Statement]:
    found = []
    for route, en, zh in (
        (_VERTICAL, "vertical retort", "竖罐皮江法"),
        (_GREEN, "green electrolytic", "绿电电解法"),
    ):
        if route not in model.printed:
            continue
        anchor = model.parameters.value(f"printed.{route}", "CNY/t Mg")
        conditions = model.conditions(route)
        parts = float(model.cost(route, conditions))
        found += [
            Statement(
                "S15",
                "2.1",
                f"break-even price, {en}",
                f"盈亏平衡点，{zh}",
                anchor,
                anchor,
                float(model.printed_cost(route, conditions)),
                "CNY/t Mg",
                0.5,
                "Anchor of the second reading; prices move it by the uses of the route.",
                "第二种读法的基准；价格变动按单耗传导。",
                is_input=True,
            ),
            Statement(
                "S15",
                "2.1",
                f"break-even price, {en}, from its parts",
                f"盈亏平衡点，{zh}，由各项加总",
                anchor,
                anchor,
                parts,
                "CNY/t Mg",
                50,
                "Sum of the stated items at carbon 50, ferrosilicon 8500 and power 0.35.",
                "碳价50、硅铁8500、电价0.35时各项之和。",
            ),
        ]
    if not {_VERTICAL, _GREEN} <= set(model.printed):
        return found
    credit = credited(model, _VERTICAL)
    at_120 = {**credit.conditions(_GREEN), CARBON_PRICE: 120.0}
    paid = float(model.printed_cost(_GREEN, at_120))
    return [
        *found,
        Statement(
            "S16",
            "2.1",
            "break-even price of green electrolysis at carbon 120",
            "碳价120元时绿电电解法盈亏平衡点",
            17800,
            17800,
            float(credit.printed_cost(_GREEN, at_120)),
            "CNY/t Mg",
            100,
            f"Only if carbon avoided against the vertical retort is credited; paying for its own "
            f"carbon it would rise to {paid:.0f}.",
            f"仅当相对竖罐法的减排可获收益时成立；若为自身排放付费则升至{paid:.0f}元。",
        ),
        Statement(
            "S16",
            "2.1",
            "carbon price at which electrolysis overtakes",
            "电解法反超的碳价",
            50,
            120,
            overtaking_carbon_price(model, _VERTICAL, _GREEN),
            "CNY/t CO2",
            0.05,
            "50 + 1300 / (31.1 - 7.7), the same whether carbon is paid or credited.",
            "50 + 1300/(31.1−7.7)，付费或计收益结果相同。",
        ),
        Statement(
            "I209",
            "3.1",
            "green power price for parity with the improved Pidgeon works",
            "与优化皮江法持平的绿电价格",
            0.28,
            0.28,
            _parity(model, 50.0),
            "CNY/kWh",
            0.005,
            f"From the printed break-even prices at carbon 50; at carbon 75 it is "
            f"{_parity(model, 75.0):.3f}. Section 2.1 prints 0.30.",
            f"由所列盈亏平衡点按碳价50推得；碳价75时为{_parity(model, 75.0):.3f}。"
            "第2.1节另列0.30。",
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
        Statement(
            "S14",
            "3.1",
            "cost moved by 0.05 CNY/kWh",
            "电价变动0.05元的成本变动",
            700,
            700,
            0.05 * (alloy + own),
            "CNY/t Mg",
            50,
            f"With the power of the ferrosilicon passed on and {own:.0f} kWh of the works; 700 "
            f"implies {implied:.0f} kWh. Power of the works alone gives {0.05 * own:.0f}.",
            f"计入硅铁电耗的传导与厂内{own:.0f}千瓦时；700元隐含厂内{implied:.0f}千瓦时。仅厂内用电为"
            f"{0.05 * own:.0f}元。",
        ),
        Statement(
            "S49",
            "3.1",
            "worth of a kWh from waste heat",
            "余热电的单位价值",
            0.28,
            0.36,
            6.0e7 / 1.8e8,
            "CNY/kWh",
            0.005,
            f"6.0e7 CNY over 1.8e8 kWh, within the printed power prices; at 1350 kWh/t the station "
            f"serves {1.8e8 / 1350 / 1e3:.0f} kt of metal.",
            f"6.0×10⁷元除以1.8×10⁸千瓦时，在所列电价之内；按1350千瓦时/吨对应"
            f"{1.8e8 / 1350 / 1e4:.1f}万吨镁。",
        ),
    ]


def _carbon(model: CostModel) -> list[Statement]:
    def charge(emission: float, price: float) -> float:
        return float(model.carbon(emission, 0.0, price))

    return [
        Statement(
            "S22",
            "3.3",
            "carbon cost saved within the boundary at 75 CNY/t CO2",
            "边界内按75元/吨节约的碳成本",
            880,
            880,
            charge(_MEAN - 18.0, 75.0),
            "CNY/t Mg",
            10,
            "(29.6 - 18) x 75.",
            "（29.6−18）×75。",
        ),
        Statement(
            "S26",
            "3.3",
            "carbon cost of the old process at 120 CNY/t CO2",
            "传统工艺按120元/吨的碳成本",
            1800,
            1800,
            charge(_MEAN, 120.0),
            "CNY/t Mg",
            50,
            "29.6 x 120; section 4.1 prints 3470. 1800 is the carbon of 15 t.",
            "29.6×120；第4.1节列3470元。1800元相当于15吨CO₂。",
        ),
        Statement(
            "S27",
            "4.1",
            "carbon cost at 120 CNY/t CO2",
            "按120元/吨的碳成本",
            3470,
            3470,
            charge(28.9, 120.0),
            "CNY/t Mg",
            5,
            "28.9 x 120: the emission of 2030 at a price of 2027.",
            "28.9×120：以2030年排放配2027年碳价。",
        ),
        Statement(
            "S27",
            "4.1",
            "carbon cost in the price",
            "碳成本占价格",
            15.8,
            15.8,
            100 * 3470 / 22000,
            "%",
            0.05,
            "3470 over 22000.",
            "3470除以22000。",
        ),
    ]
