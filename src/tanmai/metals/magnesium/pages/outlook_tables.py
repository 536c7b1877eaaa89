"""The tables of the page of ``tanmai magnesium outlook``."""

from __future__ import annotations

import pandas as pd

from tanmai.core.labels import find_province
from tanmai.metals.magnesium.industry.outlook_carbon import BASE_YEAR
from tanmai.metals.magnesium.industry.outlook_result import OutlookResult
from tanmai.report.frame_table import Field, frame_table
from tanmai.report.page_table import NAME, TEXT, Column, PageTable
from tanmai.report.speech import Speech

_MOST = 12


def titles(result: OutlookResult, say: Speech) -> dict[str, str]:
    """Return the names of the scenarios by key."""
    titles = {key: one.title(say.language) for key, one in result.runs.items()}
    return {**titles, "all": str(BASE_YEAR)}


def scenario_table(result: OutlookResult, say: Speech) -> PageTable:
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
    ten_kt = say("万吨", "10⁴ t")
    return frame_table(
        "scenarios",
        say(f"{BASE_YEAR}年与{last}年各情景", f"{BASE_YEAR}, and {last} by scenario"),
        frame,
        [
            Field("name", Column(say("情景", "Scenario"), NAME)),
            Field("capacity", Column(say("产能", "Capacity"), unit=ten_kt), 1),
            Field("output", Column(say("产量", "Output"), unit=ten_kt), 1),
            Field("share", Column(say("低碳产能", "Low-carbon"), unit="%"), 1),
            Field("carbon_t_per_t", Column(say("碳强度", "CO₂"), unit=say("吨/吨", "t/t")), 1),
            Field("carbon_MtCO2", Column(say("碳排放", "CO₂"), unit=say("百万吨", "Mt")), 1),
            Field(
                "works_energy_GJ_per_t",
                Column(say("全厂能耗", "Energy of works"), unit=say("吉焦/吨", "GJ/t")),
                0,
            ),
            Field("cost_CNY_per_t", Column(say("成本", "Cost"), unit=say("元/吨", "CNY/t")), 0),
            Field(
                "cost_by_items_CNY_per_t",
                Column(say("成本，各项加总", "Cost by items"), unit=say("元/吨", "CNY/t")),
                0,
            ),
            Field(
                "carbon_cost_CNY_per_t",
                Column(say("其中碳成本", "Of it carbon"), unit=say("元/吨", "CNY/t")),
                0,
            ),
            Field("to_eu", Column(say("对欧盟出口", "Exports to the EU"), unit=ten_kt), 1),
        ],
    )


def difference_table(result: OutlookResult, say: Speech) -> PageTable:
    """Return where the scenarios differ from the baseline."""
    frame = result.tables["differences"]
    if frame.empty:
        frame = pd.DataFrame(columns=["name", "key", "baseline", "value", "unit"])
    else:
        frame = frame.assign(name=frame["scenario"].map(titles(result, say)))
    return frame_table(
        "differences",
        say("各情景与基准不同的数字", "Numbers in which scenarios differ from the baseline"),
        frame,
        [
            Field("name", Column(say("情景", "Scenario"), NAME)),
            Field("key", Column(say("参数", "Parameter"), TEXT)),
            Field("baseline", Column(say("基准", "Baseline"))),
            Field("value", Column(say("取值", "Value"))),
            Field("unit", Column(say("单位", "Unit"), TEXT)),
        ],
    )


def cause_table(result: OutlookResult, say: Speech) -> PageTable:
    """Return the change of China's emissions by cause."""
    frame = result.tables["network_causes"]
    frame = frame.assign(name=frame["scenario"].map(titles(result, say)))
    unit = say("百万吨 CO₂", "Mt CO₂")

    def column(name: str, title: str) -> Field:
        return Field(f"{name}_MtCO2", Column(title, unit=unit))

    return frame_table(
        "causes",
        say("全国排放的改变，按起因", "Change of China's CO₂ by cause"),
        frame,
        [
            Field("name", Column(say("情景", "Scenario"), NAME)),
            column("output", say("产量", "Output")),
            column("works_magnesium", say("路线：镁厂", "Routes: works")),
            column("works_ferrosilicon", say("路线：硅铁厂", "Routes: ferrosilicon")),
            column("works_power", say("路线：电力", "Routes: power")),
            column("works_other", say("路线：其他", "Routes: other")),
            column("grids", say("电网", "Grids")),
            column("total", say("合计", "Total")),
            column("total_against_baseline", say("与基准之差", "Against the baseline")),
        ],
    )


def province_table(result: OutlookResult, say: Speech) -> PageTable:
    """Return the provinces that change most."""
    frame = result.tables["network_provinces"].dropna(subset=["production_based_against_baseline"])
    frame = frame.assign(name=frame["scenario"].map(titles(result, say)))
    frame = frame[frame["scenario"] != next(iter(result.runs))]
    order = frame["production_based_against_baseline"].abs().sort_values(ascending=False).index
    unit = say("百万吨 CO₂", "Mt CO₂")
    return frame_table(
        "provinces",
        say("与基准相比改变最多的省份", "Provinces that change most against the baseline"),
        frame.loc[order].head(_MOST),
        [
            Field(f"province_{say.language}", Column(say("省份", "Province"), NAME)),
            Field("name", Column(say("情景", "Scenario"), TEXT)),
            Field(
                "production_based_against_baseline", Column(say("生产侧", "Production"), unit=unit)
            ),
            Field(
                "consumption_based_against_baseline",
                Column(say("消费侧", "Consumption"), unit=unit),
            ),
            Field("net_outflow_against_baseline", Column(say("净流出", "Net outflow"), unit=unit)),
        ],
    )


def flow_table(result: OutlookResult, say: Speech) -> PageTable:
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
        say("与基准相比改变最多的省际流", "Flows that change most against the baseline"),
        frame,
        [
            Field("origin", Column(say("排放省份", "Emitted in"), NAME)),
            Field("end", Column(say("需求省份", "For the demand of"), TEXT)),
            Field("name", Column(say("情景", "Scenario"), TEXT)),
            Field("baseline_MtCO2", Column(say("基准", "Baseline"), unit=say("百万吨", "Mt"))),
            Field("change", Column(say("改变", "Change"), unit=say("千吨", "kt")), 0),
            Field("percent", Column(say("改变", "Change"), unit="%"), 1),
        ],
    )


def node_table(result: OutlookResult, say: Speech) -> PageTable:
    """Return magnesium and ferrosilicon as nodes."""
    frame = result.tables["network_nodes"].nlargest(_MOST, "emits_MtCO2")
    frame = frame.assign(name=frame["scenario"].map(titles(result, say)))
    unit = say("百万吨", "Mt")
    return frame_table(
        "nodes",
        say("镁与硅铁的节点", "Nodes of magnesium and ferrosilicon"),
        frame,
        [
            Field(f"region_{say.language}", Column(say("省份", "Province"), NAME)),
            Field(f"sector_{say.language}", Column(say("部门", "Sector"), TEXT)),
            Field("name", Column(say("情景", "Scenario"), TEXT)),
            Field("emits_MtCO2", Column(say("排放", "Emits"), unit=unit)),
            Field("emits_rank", Column(say("名次", "Rank")), 0),
            Field("through_MtCO2", Column(say("途经", "Through it"), unit=unit)),
            Field("through_rank", Column(say("名次", "Rank")), 0),
        ],
    )


def return_table(result: OutlookResult, say: Speech) -> PageTable:
    """Return what converting a line returns."""
    cases = {
        "whole": say("全部投资", "Whole investment"),
        "above_conventional": say("高于传统产线的部分", "Above a conventional line"),
        "printed": say("报告所印5.2%", "The printed 5.2 %"),
    }
    owners = {
        "project": say("项目", "Project"),
        "equity": say("自有资金，LPR", "Equity, prime rate"),
        "equity_preferential": say("自有资金，优惠贷款", "Equity, preferential loan"),
    }
    frame = result.tables["returns"]
    frame = frame.assign(
        case=frame["case"].map(cases),
        owner=frame["owner"].map(owners),
        investment=frame["investment_CNY"] / 1e8,
        npv=frame["npv_CNY"] / 1e8,
    )
    money = say("亿元", "10⁸ CNY")
    return frame_table(
        "returns",
        say("改造1万吨产线的回报", "Returns of converting a line of 10 kt/a"),
        frame,
        [
            Field("case", Column(say("口径", "Case"), NAME)),
            Field("owner", Column(say("主体", "Whose"), TEXT)),
            Field("investment", Column(say("投入", "Investment"), unit=money)),
            Field("npv", Column(say("净现值", "Net present value"), unit=money)),
            Field("irr_percent", Column(say("内部收益率", "Internal rate"), unit="%"), 1),
            Field("payback_years", Column(say("折现回收期", "Payback"), unit=say("年", "a")), 1),
        ],
        say(
            "末组以报告的5.2%为项目收益率：70%贷款即令自有资金达8.8%，50个基点只再增1个百分点。",
            "The last three take the printed 5.2 % for the project: with 70 % debt the owners have "
            "8.8 %, and the 50 basis points add 1.",
        ),
    )
