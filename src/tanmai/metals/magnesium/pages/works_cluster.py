"""What the page of ``tanmai magnesium cluster`` says, and its pictures."""

from __future__ import annotations

import pandas as pd

from tanmai.draw.charts import stacked_bars
from tanmai.draw.maps import choropleth
from tanmai.draw.page import Caption, Sheet, fixed
from tanmai.metals.magnesium.industry.cluster_result import ClusterResult
from tanmai.metals.magnesium.pages.works_words import SOURCE
from tanmai.metals.statement_table import printed_table, said_of_statements
from tanmai.report.frame_table import Field, frame_table
from tanmai.report.page_table import NAME, TEXT, Column, PageTable
from tanmai.report.result_findings import Findings, Part
from tanmai.report.speech import Speech

OPTIONS = {
    "table": ("数据表", "Table"),
    "provinces": ("省份", "Province"),
    "config": ("自备文件", "File of your own"),
}
_WHERE = {
    "node": ("本省镁冶炼", "Magnesium of the province"),
    "own_province": ("本省其他部门", "Other sectors of the province"),
    "other_provinces": ("其他省份", "Other provinces"),
}
_CAUSES = {
    "price": ("价格", "Price"),
    "technology": ("技术", "Technology"),
    "factor": ("排放因子", "Factor"),
    "use": ("单耗", "Use"),
}


def cluster_findings(result: ClusterResult, say: Speech) -> Findings:
    """Return what the page of the cluster says in a language."""
    where = result.province.name(say.language)
    return Findings(
        say(f"镁产业集群：{where}", f"The magnesium cluster of {where}"),
        say(
            f"集聚程度、园区内外之别、带动作用（{result.case.table.provenance.name}）",
            f"Weight, what the park saves, what it induces ({result.case.table.provenance.name})",
        ),
        _answer(result, say),
        (
            Part(
                "weight",
                say("集聚程度", "Weight"),
                ["cluster-shares"],
                [_quotients(result, say)],
            ),
            Part(
                "park",
                say("园区内外的同一企业", "The same works inside and outside"),
                ["cluster-cost", "cluster-carbon"],
                [_sides(result, say)],
            ),
            Part(
                "induced",
                say("带动的产出与碳排放", "Output and carbon that it induces"),
                ["cluster-map"],
                [_induced(result, say)],
            ),
            Part(
                "published",
                say("与报告所列数值并列", "Beside printed figures"),
                tables=[printed_table(result.statements, say)],
            ),
        ),
        {
            "cluster-shares": say("条形为各省占全国的份额。", "Bars are shares of the country."),
            "cluster-cost": say(
                "向左为园区内节约；按价格与技术分开。",
                "To the left is what the park saves, by price and by technology.",
            ),
            "cluster-carbon": say(
                "向左为园区内少排；按因子与单耗分开。",
                "To the left is what the park emits less, by factor and by use.",
            ),
            "cluster-map": say(
                "去掉该省镁节点后，各省碳排放减少多少。",
                "By how much carbon falls in each province without the magnesium of the cluster.",
            ),
        },
    )


def _answer(result: ClusterResult, say: Speech) -> list[str]:
    own = result.quotients[result.quotients["region_code"] == result.province.code]
    where = result.province.name(say.language)
    total = result.sides[["cost", "cost_price", "cost_technology", "carbon"]].sum()
    found = result.induced.groupby("where")[["output_1e8_CNY", "MtCO2"]].sum()
    said = []
    if len(own):
        last = own.iloc[-1].to_dict()
        said.append(
            say(
                f"{last['year']}年{where}原镁占全国{say.percent(float(last['share']))}，区位商"
                f"{float(last['location_quotient']):.0f}。",
                f"In {last['year']} {where} made {say.percent(float(last['share']))} of the "
                "country's magnesium, a location quotient of "
                f"{float(last['location_quotient']):.0f}.",
            )
        )
    node, home, away = (found.loc[key] for key in _WHERE)
    return [
        *said,
        say(
            f"同一企业在园区内每吨少花{fixed(-float(total['cost']), 0)}元，其中价格"
            f"{fixed(-float(total['cost_price']), 0)}元、技术"
            f"{fixed(-float(total['cost_technology']), 0)}元；"
            f"少排{-float(total['carbon']):.2f}吨CO₂。",
            f"Inside the park the same works spends {fixed(-float(total['cost']), 0)} CNY/t less, "
            f"{fixed(-float(total['cost_price']), 0)} of it by price and "
            f"{fixed(-float(total['cost_technology']), 0)} by technology, and emits "
            f"{-float(total['carbon']):.2f} t CO₂/t less.",
        ),
        say(
            f"{result.case.table.year}年，{where}的镁自身排放{node['MtCO2']:.2f}百万吨CO₂，带动本省其他部门"
            f"{home['MtCO2']:.2f}、其他省份{away['MtCO2']:.2f}百万吨；带动产出{home['output_1e8_CNY']:.0f}"
            f"与{away['output_1e8_CNY']:.0f}亿元。",
            f"In {result.case.table.year} the magnesium of {where} emitted "
            f"{node['MtCO2']:.2f} Mt CO₂ "
            f"itself and induced {home['MtCO2']:.2f} Mt in other sectors of the province and "
            f"{away['MtCO2']:.2f} in other provinces, with an output of "
            f"{home['output_1e8_CNY']:.0f} "
            f"and {away['output_1e8_CNY']:.0f} × 10⁸ CNY.",
        ),
        said_of_statements(result.statements, say),
    ]


def _quotients(result: ClusterResult, say: Speech) -> PageTable:
    frame = result.quotients.assign(
        share=100 * result.quotients["share"],
        economy_share=100 * result.quotients["economy_share"],
    )
    return frame_table(
        "quotients",
        say("各省份额与区位商", "Share and location quotient by province"),
        frame,
        [
            Field("year", Column(say("年份", "Year"), TEXT)),
            Field(f"region_{say.language}", Column(say("省份", "Province"), NAME)),
            Field("output_kt", Column(say("产量", "Output"), unit=say("千吨", "kt")), 1),
            Field("share", Column(say("占全国", "Share"), unit="%"), 1),
            Field("economy_share", Column(say("占总产出", "Share of the economy"), unit="%"), 1),
            Field("location_quotient", Column(say("区位商", "Location quotient")), 1),
        ],
        say(
            f"各省经济份额取{result.case.table.year}年，适用于所有年份。",
            f"Shares of the economy are those of {result.case.table.year} for all years.",
        ),
    )


def _named(result: ClusterResult, say: Speech) -> pd.DataFrame:
    return result.sides.assign(
        name=[
            result.parameters.name(f"cluster.items.{item}", say.language)
            for item in result.sides.index
        ]
    )


def _sides(result: ClusterResult, say: Speech) -> PageTable:
    frame = _named(result, say)
    total = frame.drop(columns="name").sum()
    frame = pd.concat([frame, pd.DataFrame([{**total, "name": say("合计", "Sum")}])])
    cny = say("元/吨", "CNY/t")
    return frame_table(
        "sides",
        say("园区内减园区外，逐项", "Inside less outside, item by item"),
        frame,
        [
            Field("name", Column(say("项目", "Item"), NAME)),
            Field("cost_inside", Column(say("园区内", "Inside"), unit=cny), 0),
            Field("cost_outside", Column(say("园区外", "Outside"), unit=cny), 0),
            Field("cost_price", Column(say("价格", "Price"), unit=cny), 0),
            Field("cost_technology", Column(say("技术", "Technology"), unit=cny), 0),
            Field("cost", Column(say("成本之差", "Difference"), unit=cny), 0),
            Field("carbon", Column(say("碳排放之差", "Carbon"), unit="t CO₂/t"), 2),
        ],
        say(
            "另有煅烧4.6吨CO₂/吨，两边相同。",
            "Calcination, 4.6 t CO₂/t, is the same on both sides.",
        ),
    )


def _induced(result: ClusterResult, say: Speech) -> PageTable:
    frame = result.induced.sort_values("MtCO2", ascending=False).head(12)
    frame = frame.assign(kind=[say(*_WHERE[str(one)]) for one in frame["where"]])
    return frame_table(
        "induced",
        say("带动的产出与碳排放（最大的12项）", "Output and carbon induced, the 12 largest"),
        frame,
        [
            Field(f"region_{say.language}", Column(say("省份", "Province"), NAME)),
            Field("kind", Column(say("部门", "Where"), TEXT)),
            Field("output_1e8_CNY", Column(say("产出", "Output"), unit=say("亿元", "10⁸ CNY")), 1),
            Field("MtCO2", Column(say("碳排放", "Carbon"), unit=say("百万吨", "Mt CO₂")), 3),
        ],
    )


def cluster_sheets(result: ClusterResult, say: Speech) -> dict[str, Sheet]:
    """Return the pictures of the cluster in a language, by kind."""
    named = _named(result, say).set_index("name")
    provenance = result.case.table.provenance
    by_province = result.induced[result.induced["where"] != "node"]
    where = result.province.name(say.language)
    return {
        "cluster-shares": _shares(result, say),
        "cluster-cost": _bars(
            named,
            {"cost_price": "price", "cost_technology": "technology"},
            say("园区内减园区外的成本", "Cost inside less outside the park"),
            say("元/吨", "CNY/t"),
            0,
            say,
        ),
        "cluster-carbon": _bars(
            named,
            {"carbon_factor": "factor", "carbon_use": "use"},
            say("园区内减园区外的碳排放", "Carbon inside less outside the park"),
            "t CO2/t",
            2,
            say,
        ),
        "cluster-map": choropleth(
            1e3 * by_province.groupby("region_code")["MtCO2"].sum(),
            Caption(
                say(f"{where}原镁带动的碳排放", f"Carbon induced by the magnesium of {where}"),
                "kt CO2",
                provenance.name,
                say.language,
                say(
                    f"{result.case.table.year}年，镁冶炼自身除外",
                    f"{result.case.table.year}, without the emission of the works themselves",
                ),
                say(provenance.caveat_zh, provenance.caveat_en),
            ),
        ),
    }


def _bars(
    named: pd.DataFrame, causes: dict[str, str], title: str, unit: str, decimals: int, say: Speech
) -> Sheet:
    parts = named[list(causes)]
    kept = parts[(parts != 0).any(axis=1)]
    total = parts.sum().to_frame().T.set_axis([say("合计", "All")])
    return stacked_bars(
        pd.concat([kept, total]),
        {column: say(*_CAUSES[cause]) for column, cause in causes.items()},
        Caption(title, unit, say(*SOURCE), say.language),
        decimals=decimals,
    )


def _shares(result: ClusterResult, say: Speech) -> Sheet:
    frame = result.quotients
    wide = 100 * frame.pivot_table(index="year", columns="region_code", values="share")
    first = result.province.code
    order = [code for code in wide if code not in (first, "other")]
    order = [*([first] if first in wide else []), *order, "other"]
    names = dict(zip(frame["region_code"], frame[f"region_{say.language}"], strict=True))
    return stacked_bars(
        wide.reindex(columns=order).fillna(0.0),
        names,
        Caption(
            say("原镁产量的分省份额", "Magnesium by province"),
            "%",
            say(
                "中国有色金属工业协会等公布的分省产量",
                "output by province as published by the China Nonferrous Metals Industry "
                "Association and others",
            ),
            say.language,
        ),
        shares=[
            say.percent(float(value) / 100)
            for value in wide.get(result.province.code, pd.Series(0.0, index=wide.index))
        ],
        notes=[
            say(
                f"右侧为{result.province.name_zh}的份额。",
                f"On the right: share of {result.province.name_en}.",
            )
        ],
    )
