"""What the page of ``tanmai magnesium couple`` says."""

from __future__ import annotations

from tanmai.core.labels import find_province
from tanmai.metals.magnesium.coupling.magnesium import FERROSILICON
from tanmai.metals.magnesium.pages.order import said_of_order
from tanmai.metals.magnesium.pages.shortfalls import shortfall_part
from tanmai.metals.magnesium.results import CoupledResult
from tanmai.report.frame_table import Field, frame_table, ranged
from tanmai.report.page_table import NAME, TEXT, Column, PageTable
from tanmai.report.result_findings import Findings, Part
from tanmai.report.speech import Speech

_PER_TONNE = ("吨 CO₂/吨", "t CO₂/t")
_MOST = 20


def coupling_findings(result: CoupledResult, say: Speech) -> Findings:
    """Return what the page of the coupling says in a language."""
    table, opened = result.case.before, _opened(result, say)
    return Findings(
        say("镁在各省碳网络之中", "Magnesium in the network of the provinces' carbon"),
        say(
            f"{table.year}年，数据表 {table.provenance.name}，{opened}自金属冶炼中拆分",
            f"{table.year}, table {table.provenance.name}, {opened} opened out of metal smelting",
        ),
        _answer(result, say),
        (
            Part(
                "tonne",
                say("一吨的碳", "The carbon of a tonne"),
                ["map-emitted"],
                [_tonne_table(result, say), _upstream_table(result, say)],
            ),
            Part(
                "power",
                say("电力：数据表与电网", "Power: the table and the grid"),
                tables=[_grid_table(result, say)],
                paragraphs=[
                    say(
                        "数据表以货币计量电力。把电力换成电网因子后，各省的差别随之改变；"
                        "省份排序应以此为准。",
                        "The table knows power in money. With the factors of the grids in its "
                        "place the differences between provinces change; rank provinces by these.",
                    )
                ],
            ),
            Part(
                "ends",
                say("碳到哪里去", "Where it ends"),
                ["sankey", "map-destinations", "map-flows"],
                [_end_table(result, say), _product_table(result, say)],
            ),
            Part(
                "network",
                say("网络中的镁", "Magnesium in the network"),
                tables=[_node_table(result, say), _path_table(result, say)],
            ),
            Part("size", say("有多大", "How large it is"), tables=[_size_table(result, say)]),
            *shortfall_part(result, say),
        ),
        {
            "sankey": say(
                "左为排放者，中为产地，右为去向；带宽与CO₂成正比。",
                "Who emits stands left, who makes in the middle, where it ends right; bands are as "
                "wide as the CO₂.",
            ),
            "map-emitted": say("含厂内与上游全部排放。", "All that is emitted, gate and upstream."),
            "map-destinations": say(
                "金属在国内的去向同冶炼部门，出口不在图中。",
                "At home the metal goes where smelting sells; exports are not in the map.",
            ),
            "map-flows": say(
                "箭头由产地指向最终需求所在地。",
                "Arrows run from the works to where final demand is.",
            ),
        },
    )


def _answer(result: CoupledResult, say: Speech) -> list[str]:
    case, opened = result.case, _opened(result, say)
    stages, ends = result.tables["carbon_of_a_tonne"], result.tables["destinations"]
    grids = result.tables["at_grid_factors"]
    names = {row["region_code"]: row[f"region_{say.language}"] for _, row in stages.iterrows()}
    total = float(ends["MtCO2"].sum())
    abroad = float(ends.loc[ends["destination"] == "exports", "MtCO2"].sum())
    own = float(ends.loc[ends["destination"] == ends["made_in"], "MtCO2"].sum())
    leaves, stays = say.percent(abroad / total), say.percent(own / total)
    new = float(case.newly_counted.sum())
    per_tonne = [
        f"{names[code]} {total_of:.1f}"
        for code, total_of in zip(stages["region_code"], stages["total_t_per_t"], strict=True)
    ]
    at_grid = [
        f"{names[row['region_code']]} {row['total_t_per_t']:.1f}"
        for _, row in grids[grids["grid_factor"] == "value"].iterrows()
    ]
    left_out = ranged(stages["left_out_percent"].min(), stages["left_out_percent"].max(), 0)
    largest = result.tables["size"].nlargest(1, "percent_of_province").iloc[0]
    return [
        say(
            f"每吨原镁的碳（吨CO₂）：{say.join(per_tonne)}。只数工艺的研究会漏掉{left_out}%。",
            f"A tonne of magnesium carries, in t CO₂: {say.join(per_tonne)}. A study of the "
            f"process alone leaves out {left_out} % of it.",
        ),
        say(
            f"数据表以货币计量电力；改按电网因子计，则为{say.join(at_grid)}。"
            f"{said_of_order(result, say)}",
            "The table knows power in money; at the factors of the grids it is "
            f"{say.join(at_grid)}.{said_of_order(result, say)}",
        ),
        say(
            f"镁的碳共{say.quantity(total, 'Mt CO2')}：{leaves}随出口离开中国，"
            f"{stays}服务于产地本省。",
            f"The carbon of all of it is {say.quantity(total, 'Mt CO2')}: {leaves} leaves China "
            f"with exports, {stays} serves the province of the works.",
        ),
        say(
            f"{opened}的厂内排放最多占一省的{largest['percent_of_province']:.1f}%"
            f"（{largest['region_zh']}）。",
            f"Works of {opened} emit at most {largest['percent_of_province']:.1f} % of what a "
            f"province emits ({largest['region_en']}).",
        ),
        say(
            f"镁厂的{say.quantity(new, 'Mt CO2')}不在清单之内，另行计入；其余排放总量与原表相同。",
            f"{say.quantity(new, 'Mt CO2')} of the works were in no inventory and are counted "
            "anew; all other emissions are those of the table.",
        )
        if new
        else say("排放总量与原表相同。", "Total emissions are those of the table."),
    ]


def _opened(result: CoupledResult, say: Speech) -> str:
    if result.case.has(FERROSILICON):
        return say("镁与硅铁", "magnesium and ferrosilicon")
    return say("镁", "magnesium")


def _region(say: Speech) -> str:
    return f"region_{say.language}"


def _tonne_table(result: CoupledResult, say: Speech) -> PageTable:
    return frame_table(
        "tonnes",
        say("每吨原镁的碳，吨CO₂/吨", "Carbon of a tonne, t CO₂/t"),
        result.tables["carbon_of_a_tonne"],
        [
            Field(_region(say), Column(say("产地", "Made in"), NAME)),
            Field("output_t", Column(say("产量", "Output"), unit=say("吨", "t")), 0),
            Field("gate_t_per_t", Column(say("镁厂", "Works"))),
            Field("ferrosilicon_gate_t_per_t", Column(say("硅铁厂", "Ferrosilicon"))),
            Field("power_t_per_t", Column(say("电力", "Power"))),
            Field("left_out_t_per_t", Column(say("工艺研究所漏", "Left out by a process study"))),
            Field("total_t_per_t", Column(say("合计", "Total"))),
            Field("left_out_percent", Column(say("漏掉", "Left out"), unit="%"), 1),
            Field("outside_province_t_per_t", Column(say("省外", "Outside the province"))),
        ],
    )


def _upstream_table(result: CoupledResult, say: Speech) -> PageTable:
    frame = result.tables["upstream"].nlargest(_MOST, "t_per_t")
    frame = frame.assign(made_in=[_province(code, say) for code in frame["made_in"]])
    return frame_table(
        "upstream",
        say(
            f"为一吨镁而排放者，最大的{len(frame)}项",
            f"Who emits for a tonne, the largest {len(frame)}",
        ),
        frame,
        [
            Field("made_in", Column(say("产地", "Made in"), NAME)),
            Field(_region(say), Column(say("排放省份", "Emits in"), TEXT)),
            Field(f"sector_{say.language}", Column(say("排放部门", "Sector"), TEXT)),
            Field("t_per_t", Column(say("全部", "All"), unit=say(*_PER_TONNE))),
            Field(
                "process_t_per_t",
                Column(say("工艺研究所计", "Of a process study"), unit=say(*_PER_TONNE)),
            ),
        ],
    )


def _grid_table(result: CoupledResult, say: Speech) -> PageTable:
    grids = result.tables["at_grid_factors"].pivot_table(
        index="region_code", columns="grid_factor", values="total_t_per_t", sort=False
    )
    frame = result.tables["carbon_of_a_tonne"].merge(grids, on="region_code")
    return frame_table(
        "grids",
        say(
            "每吨原镁的碳：数据表的电力与电网因子，吨CO₂/吨",
            "Carbon of a tonne: power of the table and of the grids, t CO₂/t",
        ),
        frame,
        [
            Field(_region(say), Column(say("产地", "Made in"), NAME)),
            Field("total_t_per_t", Column(say("数据表", "Table")), 1),
            Field("value", Column(say("电网因子", "Grid factors")), 1),
            Field("low", Column(say("因子范围", "Range of the factors")), 1, "high"),
        ],
    )


def _end_table(result: CoupledResult, say: Speech) -> PageTable:
    frame = result.tables["destinations"].groupby("destination", sort=False).sum(numeric_only=True)
    frame = frame.sort_values("MtCO2", ascending=False).head(_MOST).reset_index()
    frame = frame.assign(
        destination=[_end(code, say) for code in frame["destination"]], MtCO2=1e3 * frame["MtCO2"]
    )
    return frame_table(
        "ends",
        say(f"最大的{len(frame)}个去向", f"The {len(frame)} largest destinations"),
        frame,
        [
            Field("destination", Column(say("去向", "Destination"), NAME)),
            Field("tonnes", Column(say("金属", "Metal"), unit=say("吨", "t")), 0),
            Field("MtCO2", Column("CO₂", unit=say("千吨", "kt")), 0),
        ],
    )


def _product_table(result: CoupledResult, say: Speech) -> PageTable:
    frame = result.tables["final_products"].head(_MOST // 2)
    return frame_table(
        "products",
        say("金属所进入的最终产品", "Final products that the metal goes into"),
        frame,
        [
            Field(f"sector_{say.language}", Column(say("最终产品", "Final product"), NAME)),
            Field("at_home_t", Column(say("国内", "At home"), unit=say("吨", "t")), 0),
            Field("exports_t", Column(say("出口", "Exports"), unit=say("吨", "t")), 0),
        ],
        say(
            "没有镁用途的分部门数据，此为冶炼部门的去向，其大部分是钢。",
            "No split of the uses of magnesium by sector is published; this is where smelting, "
            "mostly steel, sells.",
        ),
    )


def _node_table(result: CoupledResult, say: Speech) -> PageTable:
    frame = result.tables["nodes"]
    unit = say("百万吨", "Mt")
    return frame_table(
        "nodes",
        say("镁与硅铁的节点及其名次", "Nodes of magnesium and ferrosilicon, with ranks"),
        frame,
        [
            Field(_region(say), Column(say("省份", "Province"), NAME)),
            Field(f"sector_{say.language}", Column(say("部门", "Sector"), TEXT)),
            Field("emits_MtCO2", Column(say("排放", "Emits"), unit=unit)),
            Field("emits_rank", Column(say("名次", "Rank")), 0),
            Field("through_MtCO2", Column(say("途经", "Through it"), unit=unit)),
            Field("through_rank", Column(say("名次", "Rank")), 0),
            Field("for_others_MtCO2", Column(say("为他人", "For others"), unit=unit)),
            Field("by_others_MtCO2", Column(say("他人为其", "By others"), unit=unit)),
            Field("of", Column(say("节点数", "Of nodes")), 0),
        ],
    )


def _path_table(result: CoupledResult, say: Speech) -> PageTable:
    frame = result.tables["paths_through_magnesium"].head(_MOST)
    frame = frame.assign(
        path=[_path(path, result, say) for path in frame["path"]], MtCO2=1e3 * frame["MtCO2"]
    )
    return frame_table(
        "through",
        say(
            f"经过镁的最大的{len(frame)}条路径", f"The {len(frame)} largest paths through magnesium"
        ),
        frame,
        [
            Field("path", Column(say("路径", "Path"), NAME)),
            Field("MtCO2", Column("CO₂", unit=say("千吨", "kt")), 0),
        ],
    )


def _path(path: str, result: CoupledResult, say: Speech) -> str:
    """Return a path by names in the place of codes."""
    sectors = {sector.code: sector for sector in result.case.table.sectors}
    said = []
    for step in path.split(" > "):
        region, _, sector = step.partition("/")
        said.append(
            f"{_province(region, say)} {say.within(sectors[sector])}"
            if sector
            else _end(region, say)
        )
    return " → ".join(said)


def _size_table(result: CoupledResult, say: Speech) -> PageTable:
    unit = say("百万吨", "Mt")
    return frame_table(
        "size",
        say("镁与硅铁的厂内排放", "Emissions at the gate of magnesium and ferrosilicon"),
        result.tables["size"],
        [
            Field(_region(say), Column(say("省份", "Province"), NAME)),
            Field("magnesium_MtCO2", Column(say("镁", "Magnesium"), unit=unit)),
            Field("ferrosilicon_MtCO2", Column(say("硅铁", "Ferrosilicon"), unit=unit)),
            Field(
                "newly_counted_MtCO2", Column(say("其中新增计入", "Of it newly counted"), unit=unit)
            ),
            Field(
                "taken_from_host_percent",
                Column(say("取自冶炼部门", "Taken from smelting"), unit="%"),
                1,
            ),
            Field("percent_of_province", Column(say("占全省", "Of the province"), unit="%"), 2),
            Field("province_MtCO2", Column(say("全省", "Province"), unit=unit), 1),
        ],
    )


def _province(code: str, say: Speech) -> str:
    return find_province(code).name(say.language)


def _end(code: str, say: Speech) -> str:
    ends = {
        "exports": ("出口", "Exports"),
        "abroad": ("出口", "abroad"),
        "stock_change": ("存货变动", "Changes in inventories"),
        "error": ("误差项", "Balancing"),
    }
    return say(*ends[code]) if code in ends else _province(code, say)
