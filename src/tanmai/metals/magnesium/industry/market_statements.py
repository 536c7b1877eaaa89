"""What the report prints on exports, demand and prices, beside what follows."""

from __future__ import annotations

import numpy as np

from tanmai.core.messages import message
from tanmai.metals.magnesium.industry.border_price import levy
from tanmai.metals.magnesium.industry.car_demand import car_demand, metal_per_car
from tanmai.metals.magnesium.industry.draws import Draws
from tanmai.metals.magnesium.industry.prices_result import PRINTED
from tanmai.metals.parameters import Parameters
from tanmai.metals.statements import Statement, statement


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
        statement(
            "S25",
            "3.3, 4.1",
            message("border price of a tonne, in EUR"),
            2550,
            2550,
            euros,
            "EUR/t Mg",
            50,
            message(
                "29.6 x 85 without free allocation, if extended to magnesium; the report "
                "prints CNY."
            ),
        ),
        statement(
            "S25",
            "3.3, 4.1",
            message("border price of a tonne, in CNY as printed"),
            2550,
            2550,
            euros * rate,
            "CNY/t Mg",
            50,
            message("The same at {rate} CNY/EUR: eight times what is printed.", rate=f"{rate:g}"),
        ),
        statement(
            "S47",
            "2.3, 3.3, 4.1",
            message("border price of a tonne in 2026"),
            2550,
            2550,
            start,
            "EUR/t Mg",
            50,
            message(
                "CN 8104 is not in Annex I: run as if it were extended, with 97.5 % of a "
                "benchmark of 12.5 t still free in 2026. Under the law in force it is zero."
            ),
            is_assumed=True,
        ),
    ]


def _exports(numbers: Parameters) -> list[Statement]:
    metal, alloy = (numbers.value(f"exports.{key}", "10^4 t") for key in ("metal", "alloy"))
    dollar = numbers.value("border.dollar", "CNY/USD")
    reference = numbers.value("destinations.eu.price", "USD/t Mg")
    home = numbers.value("price.mean", "CNY/t Mg")
    return [
        statement(
            "S39",
            "2.3",
            message("reference price"),
            3850,
            3850,
            reference,
            "USD/t Mg",
            0,
            message("Taken as printed."),
            is_input=True,
        ),
        statement(
            "S39",
            "2.3",
            message("exports of alloy ingot"),
            9.7,
            9.7,
            alloy,
            "10^4 t",
            0,
            message("Taken as printed."),
            is_input=True,
        ),
        statement(
            "S40",
            "2.3",
            message("share of alloy in exports"),
            28.6,
            28.6,
            100 * alloy / (metal + alloy),
            "%",
            0.5,
            message(
                "9.7 of 42.3 + 9.7; 28.6 % would make all exports 33.9, below the metal alone."
            ),
        ),
        statement(
            "S41",
            "2.3, 4.2",
            message("reference price in CNY"),
            24300,
            24300,
            reference * dollar,
            "CNY/t Mg",
            300,
            message("3850 USD at {dollar}; 24300 implies 6.31 CNY/USD.", dollar=f"{dollar:g}"),
        ),
        statement(
            "S41",
            "2.3, 4.2",
            message("gap of the reference price to the price at home"),
            2450,
            2450,
            numbers.value("exports.gap_dollar", "USD/t Mg") * dollar,
            "CNY/t Mg",
            100,
            message(
                "420 USD at {dollar}; the two prices themselves differ by {reference}.",
                dollar=f"{dollar:g}",
                reference=f"{reference * dollar - home:.0f}",
            ),
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
        statement(
            "S32",
            "3.4",
            message("magnesium of electric cars, 2025"),
            3.6,
            3.6,
            metal[1] / 1e4,
            "10^4 t",
            0.05,
            message("12.8e6 cars at 2.8 kg; at the 8 kg of the summary it would be 10.2."),
        ),
        statement(
            "S33",
            "3.4",
            message("growth of it, 2020-2025"),
            38.2,
            38.2,
            growth,
            "%/a",
            1,
            message("From 1.14e6 cars (IEA) at 1.2 kg; 38.2 % would need 5.9e6 cars in 2020."),
        ),
        statement(
            "S34",
            "summary",
            message("elasticity of it to the number of cars"),
            1.3,
            1.3,
            response,
            "",
            0.06,
            message(
                "ln(demand ratio) over ln(car ratio) of 2020 and 2025, with the cars of the IEA."
            ),
        ),
        statement(
            "S44",
            "3.4",
            message("magnesium of electric cars, 2030"),
            12,
            12,
            metal[2] / 1e4,
            "10^4 t",
            0.3,
            message(
                "21.2e6 cars (IEA, stated policies) at {per_car} kg on a logistic to 15 kg.",
                per_car=f"{per_car[2]:.1f}",
            ),
        ),
        statement(
            "S44",
            "summary",
            message("magnesium per car, 2030"),
            15,
            15,
            12e4 / cars[2] * 1e3,
            "kg/vehicle",
            0.5,
            message(
                "12e4 t over 21.2e6 cars; at 15 kg it would be 8.0e6 cars, fewer than in 2025."
            ),
        ),
        statement(
            "S45",
            "3.4",
            message("demand of 2025 over that of 2020"),
            5,
            5,
            metal[1] / metal[0],
            "",
            0.1,
            message("With the cars made in 2020 it is 26 times."),
        ),
    ]


def _prices() -> list[Statement]:
    names = {"lstm": "LSTM", "gradient_boosting": "XGBoost", "arima": "ARIMA"}
    errors = [
        statement(
            "S35",
            "4.2",
            message("error over 30 days, {names}", names=names[key]),
            value,
            value,
            None,
            "%",
            0,
            message("Rests on twelve daily series of 2018-2025 that are not published."),
        )
        for key, value in PRINTED.items()
    ]
    links = (
        (message("LME to home, before 2020"), 0.73),
        (message("LME to home, 2025"), 0.31),
        (message("home to LME, 2025"), 0.48),
    )
    return [
        *errors,
        *(
            statement(
                "S52",
                "4.2",
                message("transmission {link}", link=link),
                value,
                value,
                None,
                "",
                0,
                message(
                    "The series are not published, and there is no listed LME contract of "
                    "magnesium."
                ),
            )
            for link, value in links
        ),
    ]
