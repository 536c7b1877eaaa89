"""What the report prints on the path to 2030, beside what the models give."""

from __future__ import annotations

from collections.abc import Mapping

from tanmai.core.messages import Message, message
from tanmai.metals.magnesium.industry.conversion import conversion_returns
from tanmai.metals.magnesium.industry.outlook import Outlook, run_outlook
from tanmai.metals.magnesium.industry.outlook_scenario import scenario_parameters
from tanmai.metals.parameters import Parameters
from tanmai.metals.statements import Statement, statement

SCENARIOS = ("baseline", "policy", "technology", "international", "summary")
_GJ_PER_TCE = 29.3076


def outlook_statements() -> list[Statement]:
    """Return the printed statements of chapter 4 with ours."""
    read = {key: scenario_parameters(key) for key in SCENARIOS}
    runs = {key: run_outlook(key, one) for key, one in read.items()}
    return [
        *_capacity(runs),
        *_intensity(runs),
        *_summary(runs["summary"]),
        *_energy(read["baseline"]),
        *_returns(read["baseline"]),
    ]


def _last(one: Outlook, indicator: str) -> float:
    return float(one.indicators[indicator][-1, 0])


def _capacity(runs: Mapping[str, Outlook]) -> list[Statement]:
    base, numbers = runs["baseline"], runs["baseline"].parameters
    converted = numbers.value("diffusion.capacity_converted", "10^4 t")
    return [
        statement(
            "S28",
            "4.1",
            message("capacity of the baseline, 2030"),
            172,
            172,
            _last(base, "capacity_t") / 1e4,
            "10^4 t/a",
            0.5,
            message("158 at 2.1 % a year over four years."),
        ),
        statement(
            "S36",
            "4.3",
            message("penetration of green technology, 2025"),
            31.0,
            31.0,
            100 * converted / numbers.value("capacity.start", "10^4 t"),
            "%",
            0.05,
            message("49 of 158; of the 163.8 of section 3.2 it is 29.9 %."),
        ),
        statement(
            "S29",
            "4.1",
            message("low-carbon share of capacity, policy scenario 2030"),
            52,
            52,
            100 * _last(runs["policy"], "low_carbon_share"),
            "%",
            0.5,
            message("Given; conversions follow from it."),
            is_input=True,
        ),
        statement(
            "S29",
            "4.1",
            message("share of the EU in exports, international scenario 2030, at most"),
            None,
            20,
            100
            * _last(runs["international"], "exports_to_eu_t")
            / _last(runs["international"], "exports_t"),
            "%",
            1e-6,
            message("Given as the end of a line from 38 %."),
            is_input=True,
        ),
    ]


def _intensity(runs: Mapping[str, Outlook]) -> list[Statement]:
    carbon = {key: _last(one, "carbon_t_per_t") for key, one in runs.items()}
    first = float(runs["baseline"].indicators["carbon_t_per_t"][0, 0])
    cost = {key: _last(one, "cost_CNY_per_t") for key, one in runs.items()}
    items = {key: _last(one, "cost_by_items_CNY_per_t") for key, one in runs.items()}
    by_items = items["baseline"] - items["technology"]
    why = message(
        "From the routes of the package at the grids of the provinces: the country starts at "
        "{first} t in 2025, not at 29.6, as most of it burns gas in vertical retorts.",
        first=f"{first:.1f}",
    )
    return [
        _ours(
            "S29",
            message("CO2 of the baseline, 2030"),
            (28.9, 29.3),
            carbon["baseline"],
            "t CO2/t",
            0.1,
            why,
        ),
        _ours(
            "S29",
            message("CO2 of the policy scenario, 2030"),
            (22.1, 22.1),
            carbon["policy"],
            "t CO2/t",
            0.1,
            message(
                "52 % low-carbon capacity does not reach it: green power for the works "
                "touches 2 of 27 t, and 22.1 would need low-carbon capacity at 15.6 t."
            ),
        ),
        _ours(
            "S29",
            message("CO2 of the technology scenario, 2030"),
            (16.3, 16.3),
            carbon["technology"],
            "t CO2/t",
            0.1,
            message(
                "Below the coal and dolomite of a retort alone unless electrolysis makes a "
                "third or more of it; here it reaches {last} % of capacity.",
                last=f"{100 * (1 - _last(runs['technology'], 'pidgeon_share')):.0f}",
            ),
        ),
        _ours(
            "S29",
            message("CO2 of the policy scenario below the baseline"),
            (24, 24),
            100 * (1 - carbon["policy"] / carbon["baseline"]),
            "%",
            0.5,
            message("1 - 22.1/29.1 as printed; ours from both scenarios run."),
        ),
        _ours(
            "S29",
            message("CO2 of the technology scenario below 2025"),
            (45, 45),
            100 * (1 - carbon["technology"] / first),
            "%",
            0.5,
            message("1 - 16.3/29.6 as printed; ours from the scenario run."),
        ),
        _ours(
            "S29",
            message("cost of the technology scenario below the baseline"),
            (1100, 1100),
            cost["baseline"] - cost["technology"],
            "CNY/t Mg",
            50,
            message(
                "The carbon saved is worth 770 CNY/t at 120 CNY/t; the routes themselves cost "
                "more by their printed costs. By the items of the cost model it is "
                "{by_items}.",
                by_items=f"{by_items:.0f}",
            ),
        ),
    ]


def _ours(
    key: str,
    name: Message,
    printed: tuple[float, float],
    ours: float,
    unit: str,
    tolerance: float,
    reason: Message,
) -> Statement:
    return statement(
        key,
        "4.1",
        name,
        *printed,
        ours,
        unit,
        tolerance,
        reason,
        is_assumed=True,
    )


def _summary(one: Outlook) -> list[Statement]:
    return [
        statement(
            "S30",
            "summary",
            message("effective capacity of the summary's base case, 2030"),
            130,
            130,
            172.0,
            "10^4 t/a",
            0.5,
            message("Section 4.1 prints 172 for its base case."),
        ),
        statement(
            "S30",
            "summary",
            message("share of the Pidgeon process in the summary's base case, 2030, at most"),
            None,
            60,
            100 * _last(one, "pidgeon_share"),
            "%",
            0.5,
            message(
                "With the one line announced (50 kt/a) electrolysis holds 5 % of 130 x 10^4 "
                "t; 40 % would need ten such lines."
            ),
            is_assumed=True,
        ),
        statement(
            "S30",
            "summary",
            message("full cost in the summary's base case, 2030, at most"),
            None,
            15000,
            _last(one, "cost_CNY_per_t"),
            "CNY/t Mg",
            100,
            message(
                "Below the lowest cost of 2025 that the report prints (16500), before carbon "
                "is paid."
            ),
            is_assumed=True,
        ),
    ]


def _energy(numbers: Parameters) -> list[Statement]:
    vertical = numbers.value("routes.pidgeon_vertical_coal.energy", "tce/t Mg") * _GJ_PER_TCE
    return [
        statement(
            "S42",
            "3.1, 4.1",
            message("energy of a tonne"),
            32.4,
            40,
            vertical,
            "GJ/t",
            1,
            message("4.5 tce of section 1.2; 28-40 GJ is the heat of reduction, another boundary."),
        ),
        statement(
            "S43",
            "4.1",
            message("CO2 of a GJ"),
            0.914,
            0.914,
            2.6085 / _GJ_PER_TCE,
            "t CO2/GJ",
            0.01,
            message("29.6 t over 32.4 GJ is ten times coal: the energy is not that of the carbon."),
        ),
    ]


def _returns(numbers: Parameters) -> list[Statement]:
    found = conversion_returns(numbers).set_index(["case", "owner"])["irr_percent"]
    rates = {str(owner): float(found.loc["printed"][owner]) for owner in found.loc["printed"].index}
    whole, above = (float(found.loc[case]["project"]) for case in ("whole", "above_conventional"))
    return [
        statement(
            "S37",
            "4.3",
            message("investment of a conversion of 10 kt/a"),
            1.8,
            2.2,
            numbers.value("project.investment", "10^8 CNY"),
            "10^8 CNY",
            0,
            message("Taken as it stands; section 3.1 prints 8-12."),
            is_input=True,
        ),
        statement(
            "S38",
            "3.3",
            message("internal rate of a conversion without a preferential loan"),
            5.2,
            5.2,
            whole,
            "%",
            0.5,
            message(
                "Of the savings and premiums printed, at 76.3 % utilisation, on the whole "
                "investment; on what lies above a conventional line it is {above} %.",
                above=f"{above:.0f}",
            ),
            is_assumed=True,
        ),
        statement(
            "S38",
            "3.3",
            message("internal rate with a preferential loan, from 5.2 % by its 50 basis points"),
            8.7,
            8.7,
            5.2 + rates["equity_preferential"] - rates["equity"],
            "%",
            0.2,
            message("The 50 basis points add about 1 point, and to the equity alone."),
        ),
        statement(
            "S38",
            "3.3",
            message("internal rate of the equity at 70 % debt, from 5.2 % of the project"),
            8.7,
            8.7,
            rates["equity"],
            "%",
            0.2,
            message("Leverage at the prime rate alone gives it."),
        ),
    ]
