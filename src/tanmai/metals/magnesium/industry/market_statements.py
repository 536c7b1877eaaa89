"""What the report prints on exports, demand and prices, beside what follows."""

from __future__ import annotations

import numpy as np

from tanmai.metals.magnesium.industry.border_price import levy
from tanmai.metals.magnesium.industry.car_demand import car_demand, metal_per_car
from tanmai.metals.magnesium.industry.draws import Draws
from tanmai.metals.magnesium.industry.prices_result import PRINTED
from tanmai.metals.parameters import Parameters
from tanmai.metals.statements import Statement


def market_statements(numbers: Parameters) -> list[Statement]:
    """Return the printed statements of sections 2.3, 3.4 and 4.2 with ours."""
    return [*_border(numbers), *_exports(numbers), *_cars(numbers), *_prices()]


def _border(numbers: Parameters) -> list[Statement]:
    price, rate = (
        numbers.value("border.carbon_price", "EUR/t CO2"),
        numbers.value("border.euro", "CNY/EUR"),
    )
    carbon = numbers.value("works.pidgeon.carbon", "t CO2/t Mg")
    euros = float(levy(carbon, 0.0, 0.0, price))
    start = float(
        levy(
            carbon,
            numbers.value("border.free_share.2026", "share"),
            numbers.value("border.benchmark", "t CO2/t Mg"),
            price,
        )
    )
    return [
        Statement(
            "S25",
            "3.3, 4.1",
            "border price of a tonne, in EUR",
            "每吨边境碳价（欧元）",
            2550,
            2550,
            euros,
            "EUR/t Mg",
            50,
            "29.6 x 85 without free allocation, if extended to magnesium; the report prints CNY.",
            "29.6×85，无免费配额，若扩展至镁；报告印作元。",
        ),
        Statement(
            "S25",
            "3.3, 4.1",
            "border price of a tonne, in CNY as printed",
            "每吨边境碳价（元，所印单位）",
            2550,
            2550,
            euros * rate,
            "CNY/t Mg",
            50,
            f"The same at {rate:g} CNY/EUR: eight times what is printed.",
            f"按{rate:g}元/欧元，为所印的八倍。",
        ),
        Statement(
            "S47",
            "2.3, 3.3, 4.1",
            "border price of a tonne in 2026",
            "2026年每吨边境碳价",
            2550,
            2550,
            start,
            "EUR/t Mg",
            50,
            "CN 8104 is not in Annex I: run as if it were extended, with 97.5 % of a benchmark of "
            "12.5 t still free in 2026. As the law stands it is zero.",
            "CN 8104不在附件一之内：按若扩展至镁计，2026年12.5吨基准的97.5%仍免费。依现行法为零。",
            is_assumed=True,
        ),
    ]


def _exports(numbers: Parameters) -> list[Statement]:
    metal, alloy = (numbers.value(f"exports.{key}", "10^4 t") for key in ("metal", "alloy"))
    dollar = numbers.value("border.dollar", "CNY/USD")
    reference = numbers.value("destinations.eu.price", "USD/t Mg")
    home = numbers.value("price.mean", "CNY/t Mg")
    return [
        Statement(
            "S39",
            "2.3",
            "reference price",
            "参考价",
            3850,
            3850,
            reference,
            "USD/t Mg",
            0,
            "Taken as it stands.",
            "按所印取值。",
            is_input=True,
        ),
        Statement(
            "S39",
            "2.3",
            "exports of alloy ingot",
            "镁合金锭出口",
            9.7,
            9.7,
            alloy,
            "10^4 t",
            0,
            "Taken as it stands.",
            "按所印取值。",
            is_input=True,
        ),
        Statement(
            "S40",
            "2.3",
            "share of alloy in exports",
            "合金占出口比例",
            28.6,
            28.6,
            100 * alloy / (metal + alloy),
            "%",
            0.5,
            "9.7 of 42.3 + 9.7; 28.6 % would make all exports 33.9, below the metal alone.",
            "9.7除以42.3+9.7；28.6%意味着总量33.9万吨，低于原镁一项。",
        ),
        Statement(
            "S41",
            "2.3, 4.2",
            "reference price in CNY",
            "参考价（元）",
            24300,
            24300,
            reference * dollar,
            "CNY/t Mg",
            300,
            f"3850 USD at {dollar:g}; 24300 implies 6.31 CNY/USD.",
            f"3850美元按{dollar:g}；24300意味着汇率6.31。",
        ),
        Statement(
            "S41",
            "2.3, 4.2",
            "gap of the reference price to the price at home",
            "内外价差",
            2450,
            2450,
            numbers.value("exports.gap_dollar", "USD/t Mg") * dollar,
            "CNY/t Mg",
            100,
            f"420 USD at {dollar:g}; the two prices themselves differ by "
            f"{reference * dollar - home:.0f}.",
            f"420美元按{dollar:g}；两价自身相差{reference * dollar - home:.0f}元。",
        ),
    ]


def _cars(numbers: Parameters) -> list[Statement]:
    years = np.array([2020.0, 2025.0, 2030.0])
    drawn = Draws(numbers)
    metal = car_demand(drawn, years)[:, 0]
    per_car = metal_per_car(drawn, years)[:, 0]
    cars = [numbers.value(f"cars.made_{year}", "vehicle") for year in (2020, 2025, 2030)]
    growth = 100 * ((metal[1] / metal[0]) ** 0.2 - 1)
    response = float(np.log(metal[1] / metal[0]) / np.log(cars[1] / cars[0]))
    return [
        Statement(
            "S32",
            "3.4",
            "magnesium of electric cars, 2025",
            "2025年新能源汽车用镁",
            3.6,
            3.6,
            metal[1] / 1e4,
            "10^4 t",
            0.05,
            "12.8e6 cars at 2.8 kg; at the 8 kg of the summary it were 10.2.",
            "1280万辆×2.8千克；按摘要8千克则为10.2。",
        ),
        Statement(
            "S33",
            "3.4",
            "growth of it, 2020-2025",
            "2020–2025年年均增速",
            38.2,
            38.2,
            growth,
            "%/a",
            1,
            "From 1.14e6 cars (IEA) at 1.2 kg; 38.2 % would need 5.9e6 cars in 2020.",
            "2020年114万辆（IEA）×1.2千克；38.2%须当年590万辆。",
        ),
        Statement(
            "S34",
            "summary",
            "elasticity of it to the number of cars",
            "用镁对汽车产量的弹性",
            1.3,
            1.3,
            response,
            "",
            0.06,
            "ln(demand ratio) over ln(car ratio) of 2020 and 2025, with the cars of the IEA.",
            "2020与2025年需求比与汽车比的对数之商，汽车数取IEA。",
        ),
        Statement(
            "S44",
            "3.4",
            "magnesium of electric cars, 2030",
            "2030年新能源汽车用镁",
            12,
            12,
            metal[2] / 1e4,
            "10^4 t",
            0.3,
            f"21.2e6 cars (IEA, stated policies) at {per_car[2]:.1f} kg on a logistic to 15 kg.",
            f"2120万辆（IEA既定政策）×{per_car[2]:.1f}千克，逻辑斯蒂曲线上限15千克。",
        ),
        Statement(
            "S44",
            "summary",
            "magnesium per car, 2030",
            "2030年单车用镁",
            15,
            15,
            12e4 / cars[2] * 1e3,
            "kg/vehicle",
            0.5,
            "12e4 t over 21.2e6 cars; at 15 kg it were 8.0e6 cars, fewer than in 2025.",
            "12万吨除以2120万辆；按15千克只合800万辆，少于2025年。",
        ),
        Statement(
            "S45",
            "3.4",
            "demand of 2025 over that of 2020",
            "2025年需求为2020年的倍数",
            5,
            5,
            metal[1] / metal[0],
            "",
            0.1,
            "With the cars made in 2020 it is 26 times.",
            "按2020年实际产量为26倍。",
        ),
    ]


def _prices() -> list[Statement]:
    names = {"lstm": "LSTM", "gradient_boosting": "XGBoost", "arima": "ARIMA"}
    errors = [
        Statement(
            "S35",
            "4.2",
            f"error over 30 days, {names[key]}",
            f"30日误差，{names[key]}",
            value,
            value,
            None,
            "%",
            0,
            "Rests on twelve daily series of 2018-2025 that are not published.",
            "依赖2018–2025年未公布的12个日度序列。",
        )
        for key, value in PRINTED.items()
    ]
    links = (
        ("LME to home, before 2020", "LME至国内，2020年前", 0.73),
        ("LME to home, 2025", "LME至国内，2025年", 0.31),
        ("home to LME, 2025", "国内至LME，2025年", 0.48),
    )
    return [
        *errors,
        *(
            Statement(
                "S52",
                "4.2",
                f"transmission {english}",
                f"传导系数，{chinese}",
                value,
                value,
                None,
                "",
                0,
                "The series are not published, and there is no listed LME contract of magnesium.",
                "序列未公布，LME亦无挂牌镁合约。",
            )
            for english, chinese, value in links
        ),
    ]
