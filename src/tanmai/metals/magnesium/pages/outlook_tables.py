"""The tables of the page of ``tanmai magnesium outlook``."""

from __future__ import annotations

import pandas as pd

from tanmai.core.labels import find_province
from tanmai.core.language import Language
from tanmai.metals.magnesium.industry.outlook_carbon import BASE_YEAR
from tanmai.metals.magnesium.industry.outlook_result import OutlookResult
from tanmai.report.frame_table import Field, frame_table
from tanmai.report.page_table import NAME, TEXT, Column, PageTable

_MOST = 12


def titles(result: OutlookResult, say: Language) -> dict[str, str]:
    """Return the names of the scenarios by key."""
    titles = {key: one.title(say.language) for key, one in result.runs.items()}
    return {**titles, "all": str(BASE_YEAR)}


def scenario_table(result: OutlookResult, say: Language) -> PageTable:
    """Return the base year, and the last year by scenario."""
    frame = result.tables["scenarios"]
    last = frame["year"].max()
    frame = frame[(frame["year"] == last) | ((frame["year"] == BASE_YEAR) & (frame.index == 0))]
    frame = frame.assign(
        name=[
            str(BASE_YEAR) if year == BASE_YEAR else titles(result, say)[key]
            for key, year in zip(frame["scenario"], frame["year"], strict=True)
        ],
        capacity=frame["capacity_t"] / 1e4,
        output=frame["output_t"] / 1e4,
        share=100 * frame["low_carbon_share"],
        to_eu=frame["exports_to_eu_t"] / 1e4,
    )
    ten_kt = say("10⁴ t")
    return frame_table(
        "scenarios",
        say("{base_year}, and {last} by scenario", base_year=BASE_YEAR, last=last),
        frame,
        [
            Field("name", Column(say("Scenario"), NAME)),
            Field("capacity", Column(say("Capacity"), unit=ten_kt), 1),
            Field("output", Column(say("Output"), unit=ten_kt), 1),
            Field("share", Column(say("Low-carbon"), unit="%"), 1),
            Field("carbon_t_per_t", Column(say("CO₂"), unit=say("t/t")), 1),
            Field("carbon_MtCO2", Column(say("Carbon"), unit=say("Mt")), 1),
            Field(
                "works_energy_GJ_per_t",
                Column(say("Energy of works"), unit=say("GJ/t")),
                0,
            ),
            Field("cost_CNY_per_t", Column(say("Cost"), unit=say("CNY/t")), 0),
            Field(
                "cost_by_items_CNY_per_t",
                Column(say("Cost by items"), unit=say("CNY/t")),
                0,
            ),
            Field(
                "carbon_cost_CNY_per_t",
                Column(say("Of it carbon"), unit=say("CNY/t")),
                0,
            ),
            Field("to_eu", Column(say("Exports to the EU"), unit=ten_kt), 1),
        ],
    )


def difference_table(result: OutlookResult, say: Language) -> PageTable:
    """Return where the scenarios differ from the baseline."""
    frame = result.tables["differences"]
    if frame.empty:
        frame = pd.DataFrame(columns=["name", "key", "baseline", "value", "unit"])
    else:
        frame = frame.assign(name=frame["scenario"].map(titles(result, say)))
    return frame_table(
        "differences",
        say("Numbers in which scenarios differ from the baseline"),
        frame,
        [
            Field("name", Column(say("Scenario"), NAME)),
            Field("key", Column(say("Parameter"), TEXT)),
            Field("baseline", Column(say("Baseline"))),
            Field("value", Column(say("Value"))),
            Field("unit", Column(say("Unit"), TEXT)),
        ],
    )


def cause_table(result: OutlookResult, say: Language) -> PageTable:
    """Return the change of China's emissions by cause."""
    frame = result.tables["network_causes"]
    frame = frame.assign(name=frame["scenario"].map(titles(result, say)))
    unit = say("Mt CO₂")

    def column(name: str, title: str) -> Field:
        return Field(f"{name}_MtCO2", Column(title, unit=unit))

    return frame_table(
        "causes",
        say("Change of China's CO₂ by cause"),
        frame,
        [
            Field("name", Column(say("Scenario"), NAME)),
            column("output", say("Output")),
            column("works_magnesium", say("Routes: works")),
            column("works_ferrosilicon", say("Routes: ferrosilicon")),
            column("works_power", say("Routes: power")),
            column("works_other", say("Routes: other")),
            column("grids", say("Grids")),
            column("total", say("Total")),
            column("total_against_baseline", say("Against the baseline")),
        ],
    )


def province_table(result: OutlookResult, say: Language) -> PageTable:
    """Return the provinces that change most."""
    frame = result.tables["network_provinces"].dropna(subset=["production_based_against_baseline"])
    frame = frame.assign(name=frame["scenario"].map(titles(result, say)))
    frame = frame[frame["scenario"] != next(iter(result.runs))]
    order = frame["production_based_against_baseline"].abs().sort_values(ascending=False).index
    unit = say("Mt CO₂")
    return frame_table(
        "provinces",
        say("Provinces that change most against the baseline"),
        frame.loc[order].head(_MOST),
        [
            Field(f"province_{say.language}", Column(say("Province"), NAME)),
            Field("name", Column(say("Scenario"), TEXT)),
            Field("production_based_against_baseline", Column(say("Production"), unit=unit)),
            Field(
                "consumption_based_against_baseline",
                Column(say("Consumption"), unit=unit),
            ),
            Field("net_outflow_against_baseline", Column(say("Net outflow"), unit=unit)),
        ],
    )


def flow_table(result: OutlookResult, say: Language) -> PageTable:
    """Return the flows that change most."""
    frame = result.tables["network_flows"]
    names = {
        code: find_province(str(code)).name(say.language) for code in {*frame["from"], *frame["to"]}
    }
    order = frame["change_MtCO2"].abs().sort_values(ascending=False).index
    frame = frame.loc[order].head(_MOST)
    frame = frame.assign(
        name=frame["scenario"].map(titles(result, say)),
        origin=frame["from"].map(names),
        end=frame["to"].map(names),
        change=1e3 * frame["change_MtCO2"],
        percent=100 * frame["change_MtCO2"] / frame["baseline_MtCO2"],
    )
    return frame_table(
        "flows",
        say("Flows that change most against the baseline"),
        frame,
        [
            Field("origin", Column(say("Province of emission"), NAME)),
            Field("end", Column(say("For the demand of"), TEXT)),
            Field("name", Column(say("Scenario"), TEXT)),
            Field("baseline_MtCO2", Column(say("Baseline"), unit=say("Mt"))),
            Field("change", Column(say("Change"), unit=say("kt")), 0),
            Field("percent", Column(say("Change"), unit="%"), 1),
        ],
    )


def node_table(result: OutlookResult, say: Language) -> PageTable:
    """Return magnesium and ferrosilicon as nodes."""
    frame = result.tables["network_nodes"].nlargest(_MOST, "emits_MtCO2")
    frame = frame.assign(name=frame["scenario"].map(titles(result, say)))
    unit = say("Mt")
    return frame_table(
        "nodes",
        say("Nodes of magnesium and ferrosilicon"),
        frame,
        [
            Field(f"region_{say.language}", Column(say("Province"), NAME)),
            Field(f"sector_{say.language}", Column(say("Sector"), TEXT)),
            Field("name", Column(say("Scenario"), TEXT)),
            Field("emits_MtCO2", Column(say("Emits"), unit=unit)),
            Field("emits_rank", Column(say("Rank")), 0),
            Field("through_MtCO2", Column(say("Through it"), unit=unit)),
            Field("through_rank", Column(say("Rank")), 0),
        ],
    )


def return_table(result: OutlookResult, say: Language) -> PageTable:
    """Return what converting a line returns."""
    cases = {
        "whole": say("Whole investment"),
        "above_conventional": say("Above a conventional line"),
        "printed": say("The printed 5.2 %"),
    }
    owners = {
        "project": say("Project"),
        "equity": say("Equity, prime rate"),
        "equity_preferential": say("Equity, preferential loan"),
    }
    frame = result.tables["returns"]
    frame = frame.assign(
        case=frame["case"].map(cases),
        owner=frame["owner"].map(owners),
        investment=frame["investment_CNY"] / 1e8,
        npv=frame["npv_CNY"] / 1e8,
    )
    money = say("10⁸ CNY")
    return frame_table(
        "returns",
        say("Returns of converting a line of 10 kt/a"),
        frame,
        [
            Field("case", Column(say("Case"), NAME)),
            Field("owner", Column(say("Whose"), TEXT)),
            Field("investment", Column(say("Investment"), unit=money)),
            Field("npv", Column(say("Net present value"), unit=money)),
            Field("irr_percent", Column(say("Internal rate"), unit="%"), 1),
            Field("payback_years", Column(say("Payback"), unit=say("a")), 1),
        ],
        say(
            "The last three take the printed 5.2 % for the project: with 70 % debt the owners "
            "have 8.8 %, and the 50 basis points add 1."
        ),
    )
