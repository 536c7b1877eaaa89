"""The pictures of ``tanmai magnesium outlook``: fans, diffusion, payback, causes and maps."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tanmai.core.language import Language
from tanmai.core.messages import message
from tanmai.draw.charts import FanPanel, Line, fan_chart, stacked_bars
from tanmai.draw.maps import diverging_choropleths_side_by_side
from tanmai.draw.page import Caption, Sheet
from tanmai.metals.magnesium.industry.conversion import conversion_flows
from tanmai.metals.magnesium.industry.outlook_network import NetworkOutlook
from tanmai.metals.magnesium.industry.outlook_result import OutlookResult

_PANELS = (
    ("capacity_t", 1e-4, message("Capacity (10⁴ t/a)")),
    ("output_t", 1e-4, message("Output (10⁴ t)")),
    ("low_carbon_share", 100.0, message("Low-carbon share of capacity (%)")),
    ("carbon_t_per_t", 1.0, message("CO₂ of a tonne (t/t)")),
    ("carbon_MtCO2", 1.0, message("CO₂ (Mt)")),
    ("cost_CNY_per_t", 1e-3, message("Cost with carbon (10³ CNY/t)")),
)
PRINTED = {
    "baseline": {"capacity_t": 172.0, "carbon_t_per_t": 29.1, "low_carbon_share": 31.0},
    "policy": {"carbon_t_per_t": 22.1},
    "technology": {"carbon_t_per_t": 16.3},
}
"""Figures of the report for 2030, in the units of the panels (section 4.1)."""
_PRINTED_YEAR = 2030
_WORKS = ("magnesium", "ferrosilicon", "power", "other")
_MOST_MAPS = 4


def outlook_sheets(result: OutlookResult, say: Language) -> dict[str, Sheet]:
    """Return the pictures of an outlook in one language, by kind."""
    sheets = {
        "outlook-fans": _fans(result, say),
        "outlook-diffusion": _diffusion(result, say),
        "outlook-payback": _payback(result, say),
    }
    if result.network is not None:
        sheets["outlook-causes"] = _causes(result, say)
        sheets |= _maps(result, result.network, say)
    return sheets


def _fans(result: OutlookResult, say: Language) -> Sheet:
    fans = result.tables["fans"]
    panels = []
    for indicator, factor, title in _PANELS:
        lines, marks = {}, {}
        for key, one in result.runs.items():
            drawn = fans[(fans["scenario"] == key) & (fans["indicator"] == indicator)]
            low, high = (factor * drawn[q].to_numpy(float) for q in ("q5", "q95"))
            central = factor * one.indicators[indicator][:, 0]
            lines[one.title(say.language)] = Line(central, [(low, high)])
            if indicator in PRINTED.get(key, {}) and one.years[-1] == _PRINTED_YEAR:
                value = PRINTED[key][indicator]
                marks[say("report {value}", value=f"{value:g}")] = (_PRINTED_YEAR, value)
        years = np.array(next(iter(result.runs.values())).years, float)
        panels.append(FanPanel(say(title), years, lines, marks))
    return fan_chart(
        panels,
        Caption(
            say("The magnesium industry to 2030 by scenario"),
            "",
            _source(say),
            say.language,
        ),
        notes=[
            say(
                "Lines are the values, bands 5 to 95 % of the draws; diamonds are figures "
                "printed in the report, whose boundary may differ. Scenarios that agree, as on "
                "capacity, coincide."
            ),
            say(
                "The carbon price is drawn from 50 to 120 CNY/t, its value is the upper end: "
                "the lines of cost lie at the top of their bands."
            ),
        ],
    )


def _diffusion(result: OutlookResult, say: Language) -> Sheet:
    frame = result.tables["diffusion"]
    names = {
        "scenario_share": say("Scenario (cohorts)"),
        "bass": say("Bass curve, left to itself"),
        "bass_policy": say("Bass curve with the policy"),
        "logistic": say("Logistic curve"),
    }
    panels = []
    for key, one in result.runs.items():
        own = frame[frame["scenario"] == key]
        lines = {
            name: Line(100.0 * own[column].to_numpy(float), dashed=column != "scenario_share")
            for column, name in names.items()
        }
        title = say("{title}, %", title=one.title(say.language))
        panels.append(FanPanel(title, own["year"].to_numpy(float), lines))
    return fan_chart(
        panels,
        Caption(
            say("Spread of the low-carbon share of capacity"),
            "",
            _source(say) + say("; Sultan et al. (1990)"),
            say.language,
        ),
        zero=True,
    )


def _payback(result: OutlookResult, say: Language) -> Sheet:
    numbers = next(iter(result.runs.values())).parameters
    discount = numbers.value("project.discount", "share")
    titles = {
        "whole": say("Whole investment, 10⁸ CNY"),
        "above_conventional": say("What lies above a conventional line, 10⁸ CNY"),
    }
    owners = {
        "project": say("Project"),
        "equity": say("Equity, loan at the prime rate"),
        "equity_preferential": say("Equity, preferential loan"),
    }
    panels = []
    for case, title in titles.items():
        lines = {}
        for owner, name in owners.items():
            flows = conversion_flows(numbers)[case, owner]
            years = np.arange(len(flows))
            worth = np.cumsum(flows / (1.0 + discount) ** years) / 1e8
            lines[name] = Line(worth, dashed=owner == "equity_preferential")
        panels.append(FanPanel(title, years.astype(float), lines))
    return fan_chart(
        panels,
        Caption(
            say("Payback of a conversion: discounted, summed up"),
            "",
            _source(say),
            say.language,
            say(
                "A vertical-retort line of 10 kt/a at {discount} %, before tax",
                discount=f"{100 * discount:g}",
            ),
        ),
        along=say("Years after the investment"),
    )


def _causes(result: OutlookResult, say: Language) -> Sheet:
    frame = result.tables["network_causes"]
    parts = pd.DataFrame(
        {
            "output": frame["output_MtCO2"],
            **{f"works_{name}": frame[f"works_{name}_MtCO2"] for name in _WORKS},
            "grids": frame["grids_MtCO2"],
        }
    )
    parts.index = pd.Index([one.title(say.language) for one in result.runs.values()])
    names = {
        "output": say("Output"),
        "works_magnesium": say("Routes: works"),
        "works_ferrosilicon": say("Routes: ferrosilicon"),
        "works_power": say("Routes: power"),
        "works_other": say("Routes: other sectors"),
        "grids": say("Fall of grid factors used"),
    }
    last = int(frame["year"].iloc[0])
    return stacked_bars(
        parts,
        _network_caption(
            result,
            say,
            say("What magnesium changes in China's CO₂, 2025-{last}", last=last),
        ),
        names=names,
        decimals=1,
    )


def _maps(result: OutlookResult, network: NetworkOutlook, say: Language) -> dict[str, Sheet]:
    frame = result.tables["network_provinces"]
    green = network.green[:_MOST_MAPS]
    if len(green) < 2:
        return {}
    kinds = {
        "production_based": say("production-based CO₂"),
        "consumption_based": say("consumption-based CO₂"),
        "net_outflow": say("net outflow of embodied CO₂"),
    }
    sheets = {}
    for column, name in kinds.items():
        values = {
            network.outlooks[key].title(say.language): _by_province(frame, key, column)
            for key in green
        }
        sheets[f"outlook-map-{column.replace('_', '-')}"] = diverging_choropleths_side_by_side(
            values,
            _network_caption(
                result,
                say,
                say(
                    "Change of {name} against the baseline, {last_year}",
                    name=name,
                    last_year=network.last_year,
                ),
                "kt CO2",
            ),
            positive=say("Above the baseline"),
            negative=say("Below the baseline"),
        )
    return sheets


def _by_province(frame: pd.DataFrame, scenario: str, column: str) -> pd.Series:
    own = frame[frame["scenario"] == scenario].set_index("adcode")
    return 1e3 * own[f"{column}_against_baseline"].astype(float)


def _network_caption(
    result: OutlookResult, say: Language, title: str, unit: str = "Mt CO2"
) -> Caption:
    provenance = result.mrio_tables[0].provenance
    return Caption(
        title,
        unit,
        say("table {name}; ", name=provenance.name) + _source(say),
        say.language,
        say("Recipes and final demand of all else as they are in the table"),
        caveat=provenance.caveat(say.language),
    )


def _source(say: Language) -> str:
    return say(
        "Report on the magnesium smelting industry of China (2026 edition); China Nonferrous "
        "Metals Industry Association; assumptions as listed"
    )
