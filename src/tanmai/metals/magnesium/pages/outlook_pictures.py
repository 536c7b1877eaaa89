"""The pictures of ``tanmai magnesium outlook``: fans, diffusion, payback, causes and maps."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tanmai.draw.charts import FanPanel, Line, fan_chart, stacked_bars
from tanmai.draw.maps import diverging_choropleths_side_by_side
from tanmai.draw.page import Caption, Sheet
from tanmai.metals.magnesium.industry.conversion import conversion_flows
from tanmai.metals.magnesium.industry.outlook_network import NetworkOutlook
from tanmai.metals.magnesium.industry.outlook_result import OutlookResult
from tanmai.report.speech import Speech

_PANELS = (
    ("capacity_t", 1e-4, ("产能（万吨/年）", "Capacity (10⁴ t/a)")),
    ("output_t", 1e-4, ("产量（万吨）", "Output (10⁴ t)")),
    ("low_carbon_share", 100.0, ("低碳产能占比（%）", "Low-carbon share of capacity (%)")),
    ("carbon_t_per_t", 1.0, ("碳强度（吨 CO₂/吨）", "CO₂ of a tonne (t/t)")),
    ("carbon_MtCO2", 1.0, ("碳排放（百万吨 CO₂）", "CO₂ (Mt)")),
    ("cost_CNY_per_t", 1e-3, ("成本，含碳（千元/吨）", "Cost with carbon (10³ CNY/t)")),
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


def outlook_sheets(result: OutlookResult, say: Speech) -> dict[str, Sheet]:
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


def _fans(result: OutlookResult, say: Speech) -> Sheet:
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
                marks[say(f"报告 {value:g}", f"report {value:g}")] = (_PRINTED_YEAR, value)
        years = np.array(next(iter(result.runs.values())).years, float)
        panels.append(FanPanel(say(*title), years, lines, marks))
    return fan_chart(
        panels,
        "",
        Caption(
            say("镁冶炼业到2030年的情景", "The magnesium industry to 2030 by scenario"),
            "",
            _source(say),
            say.language,
        ),
        notes=[
            say(
                "线为取值，带为抽样的5%至95%；菱形为报告所印数值，边界未必相同。产能等情景相同者线相重叠。",
                "Lines are the values, bands 5 to 95 % of the draws; diamonds are figures printed "
                "in the report, whose boundary may differ. Scenarios that agree, as on capacity, "
                "lie upon each other.",
            ),
            say(
                "碳价抽样自50–120元/吨，取值为上限120元，故成本线位于带的上缘。",
                "The carbon price is drawn from 50 to 120 CNY/t, its value is the upper end: the "
                "lines of cost lie at the top of their bands.",
            ),
        ],
    )


def _diffusion(result: OutlookResult, say: Speech) -> Sheet:
    frame = result.tables["diffusion"]
    names = {
        "scenario_share": say("情景（队列模型）", "Scenario (cohorts)"),
        "bass": say("Bass曲线，自行扩散", "Bass curve, left to itself"),
        "bass_policy": say("Bass曲线，计入政策", "Bass curve with the policy"),
        "logistic": say("逻辑斯蒂曲线", "Logistic curve"),
    }
    panels = []
    for key, one in result.runs.items():
        own = frame[frame["scenario"] == key]
        lines = {
            name: Line(100.0 * own[column].to_numpy(float), dashed=column != "scenario_share")
            for column, name in names.items()
        }
        title = say(f"{one.title('zh')}，%", f"{one.title('en')}, %")
        panels.append(FanPanel(title, own["year"].to_numpy(float), lines))
    return fan_chart(
        panels,
        "",
        Caption(
            say("低碳产能占比的扩散", "Spread of the low-carbon share of capacity"),
            "",
            _source(say) + say("；Sultan等（1990）", "; Sultan et al. (1990)"),
            say.language,
        ),
        zero=True,
    )


def _payback(result: OutlookResult, say: Speech) -> Sheet:
    numbers = next(iter(result.runs.values())).parameters
    discount = numbers.value("project.discount", "share")
    titles = {
        "whole": say("全部投资，亿元", "Whole investment, 10⁸ CNY"),
        "above_conventional": say(
            "高于传统产线的部分，亿元", "What lies above a conventional line, 10⁸ CNY"
        ),
    }
    owners = {
        "project": say("项目", "Project"),
        "equity": say("自有资金，LPR贷款", "Equity, loan at the prime rate"),
        "equity_preferential": say("自有资金，优惠贷款", "Equity, preferential loan"),
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
        say("投资后年数", "Years after the investment"),
        Caption(
            say("绿色改造的回收：累计折现现金流", "Payback of a conversion: discounted, summed up"),
            "",
            _source(say),
            say.language,
            say(
                f"年产1万吨竖罐产线，折现率{100 * discount:g}%，税前",
                f"A vertical-retort line of 10 kt/a at {100 * discount:g} %, before tax",
            ),
        ),
    )


def _causes(result: OutlookResult, say: Speech) -> Sheet:
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
        "output": say("产量", "Output"),
        "works_magnesium": say("路线：镁厂", "Routes: works"),
        "works_ferrosilicon": say("路线：硅铁厂", "Routes: ferrosilicon"),
        "works_power": say("路线：电力", "Routes: power"),
        "works_other": say("路线：其他部门", "Routes: other sectors"),
        "grids": say("所用电网因子下降", "Fall of grid factors used"),
    }
    last = int(frame["year"].iloc[0])
    return stacked_bars(
        parts,
        names,
        _network_caption(
            result,
            say,
            say(
                f"镁业使全国排放改变多少，2025–{last}年",
                f"What magnesium changes in China's CO₂, 2025-{last}",
            ),
        ),
        decimals=1,
    )


def _maps(result: OutlookResult, network: NetworkOutlook, say: Speech) -> dict[str, Sheet]:
    frame = result.tables["network_provinces"]
    green = network.green[:_MOST_MAPS]
    if len(green) < 2:
        return {}
    kinds = {
        "production_based": say("生产侧排放", "production-based CO₂"),
        "consumption_based": say("消费侧排放", "consumption-based CO₂"),
        "net_outflow": say("净流出的隐含碳", "net outflow of embodied CO₂"),
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
                    f"绿色情景下各省{name}与基准之差，{network.last_year}年",
                    f"Change of {name} against the baseline, {network.last_year}",
                ),
                "kt CO2",
            ),
            positive=say("高于基准", "Above the baseline"),
            negative=say("低于基准", "Below the baseline"),
        )
    return sheets


def _by_province(frame: pd.DataFrame, scenario: str, column: str) -> pd.Series:
    own = frame[frame["scenario"] == scenario].set_index("adcode")
    return 1e3 * own[f"{column}_against_baseline"].astype(float)


def _network_caption(
    result: OutlookResult, say: Speech, title: str, unit: str = "Mt CO2"
) -> Caption:
    provenance = result.mrio_tables[0].provenance
    return Caption(
        title,
        unit,
        say(f"数据表 {provenance.name}；", f"table {provenance.name}; ") + _source(say),
        say.language,
        say(
            "其余部门的系数与最终需求不变",
            "Recipes and final demand of all else as they are in the table",
        ),
        caveat=say(provenance.caveat_zh, provenance.caveat_en),
    )


def _source(say: Speech) -> str:
    return say(
        "中国镁冶炼行业研究报告（2026版）；中国有色金属工业协会；本文假设",
        "Report on the magnesium smelting industry of China (2026 edition); China Nonferrous "
        "Metals Industry Association; assumptions as listed",
    )
