"""The words around each picture of a study: title, subtitle, and how to read it."""

from __future__ import annotations

from tanmai.draw.page import Caption
from tanmai.report.pictures_of_study import MOST_ARROWS
from tanmai.report.study_tables import backbone_rule
from tanmai.report.voice import Voice


def picture_caption(say: Voice, kind: str) -> Caption:
    """Return the words around a picture in the language of the voice."""
    provenance = say.study.table.provenance
    return Caption(
        title=f"{_title(say, kind)}{say.topic}",
        unit=say.study.table.emission_unit,
        source=say(
            f"多区域投入产出表 {provenance.name}（{say.status}）",
            f"multi-regional input-output table {provenance.name} ({say.status})",
        ),
        language=say.language,
        subtitle=_subtitle(say, kind),
        caveat=say(provenance.caveat_zh, provenance.caveat_en),
        approval_number=say.study.options.approval_number or "",
    )


def _title(say: Voice, kind: str) -> str:
    year, place = say.study.table.year, say.place
    top = min(len(say.study.paths), MOST_ARROWS[say.study.options.columns])
    titles = {
        "production": (f"{year} 年生产侧 CO₂ 排放", f"Production-based CO₂ emissions, {year}"),
        "consumption": (f"{year} 年消费侧 CO₂ 排放", f"Consumption-based CO₂ emissions, {year}"),
        "net_outflow": (f"{year} 年隐含碳净流出", f"Net outflow of embodied CO₂, {year}"),
        "key_paths": (
            f"{year} 年{place}间最大的 {top} 条隐含碳流动",
            f"The {f'{top} largest flows' if top > 1 else 'largest flow'} of embodied CO₂ "
            f"between {place}s, {year}",
        ),
        "flows": (
            f"{year} 年各{place}之间的隐含碳流动",
            f"Flows of embodied CO₂ from {place} to {place}, {year}",
        ),
        "accounts": (
            f"{year} 年各{place}生产侧与消费侧 CO₂ 排放",
            f"Production-based and consumption-based CO₂ emissions by {place}, {year}",
        ),
        "chords": (
            f"{year} 年最大的{place}间隐含碳流动",
            f"The largest flows of embodied CO₂ among all {place}s, {year}",
        ),
        "extraction": (
            f"{year} 年各{place}的净前向与净后向关联",
            f"Net forward and net backward linkages of CO₂ by {place}, {year}",
        ),
        "network_map": (
            f"{year} 年碳转移网络的骨架与社区",
            f"Backbone and communities of the carbon transfer network, {year}",
        ),
        "network": (
            f"{year} 年碳转移网络：力导向布局",
            f"The carbon transfer network by the pull of its flows, {year}",
        ),
        "final_products": (
            f"{year} 年排放的去向：{place}、最终产品与最终需求",
            f"From emitting {place}s through final products to final demand, {year}",
        ),
        "readings": (
            f"{year} 年最大路径在各口径下的名次与流量",
            f"The largest paths under every reading, {year}",
        ),
        "reading_positions": (
            f"{year} 年各{place}在各口径下的净流出",
            f"Net outflow of each {place} under every reading, {year}",
        ),
        "intervals": (
            f"{year} 年各{place}账户不确定性",
            f"Uncertainty of the accounts of each {place}, {year}",
        ),
    }
    return say(*titles[kind])


def _subtitle(say: Voice, kind: str) -> str:
    place, household = say.place, say.study.accounts.focus is None
    negative = say.study.network.graph["negative_flows_left_out"] > 0
    stock = (
        ("；动用库存的负值不画", "; negative parts, of stock drawn down, are not drawn")
        if (say.study.final_products.values < 0).any()
        else ("", "")
    )
    unknown = (
        ("；没有排放清单的不画", "; what has no inventory is not drawn")
        if say.study.table.without_emissions
        else ("", "")
    )
    rule = say(f"骨架：{backbone_rule(say)}", f"Backbone: {backbone_rule(say)}")
    compared = say.study.readings
    other = compared is not None and len(compared.own) < len(compared.made)
    subtitles = {
        "production": (
            "各地境内的排放" + ("，含居民直接排放" if household else ""),
            "Emitted within each " + say.place + (", households included" if household else ""),
        ),
        "consumption": (
            "为各地最终需求而在表内任何地方的排放" + ("，含居民直接排放" if household else ""),
            "Emitted anywhere in the table for each "
            + say.place
            + "'s final demand"
            + (", households included" if household else ""),
        ),
        "net_outflow": (
            f"为其他{say.place}的排放，减去其他{say.place}为本地的排放",
            "Emitted for the others, less what the others emit for here",
        ),
        "key_paths": (
            "箭头由排放地指向最终需求所在地；底色为净流出",
            "From where CO₂ is emitted to where it serves final demand; background: net outflow",
        ),
        "flows": (
            "行为排放地，列为最终需求所在地，按社区排列"
            + ("；负流量（动用库存）留空" if negative else ""),
            "Rows emit, columns have the final demand, in the order of communities"
            + ("; negative flows, of stock drawn down, are left blank" if negative else ""),
        ),
        "accounts": ("", ""),
        "chords": (
            f"圆环为各{place}的流出与流入，按社区排列",
            f"Around the circle: outflow and inflow of each {place}, in the order of communities",
        ),
        "extraction": (
            "假设抽取法" + ("；不含居民直接排放" if household else "") + unknown[0],
            "Hypothetical extraction" + ("; households left out" if household else "") + unknown[1],
        ),
        "network_map": (rule, rule),
        "network": (rule, rule),
        "final_products": (
            "左：排放地；中：最终产品的部门；右：最终需求类别"
            + ("；不含居民直接排放" if household else "")
            + stock[0],
            "Left: where it is emitted; middle: sector of the final product; right: kind of final "
            "demand" + ("; households left out" if household else "") + stock[1],
        ),
        "readings": (
            "列为口径" + ("；最右一列为本研究的口径在另一部门分类下的结果" if other else ""),
            "Columns are readings"
            + ("; the last is that of the study in the other scheme of sectors" if other else ""),
        ),
        "reading_positions": (
            f"为其他{place}的排放减去其他{place}为本地的排放；每点一种口径",
            "Emitted for the others less what the others emit for here; a dot for each reading",
        ),
        "intervals": (
            "随机误差的 90% 区间，不含整张表的系统性误差",
            "90\N{NO-BREAK SPACE}% intervals of random errors; what is wrong with the table as a "
            "whole is not in them",
        ),
    }
    return say(*subtitles[kind])


def reading(say: Voice, kind: str) -> str:
    """Return how to read a picture, for its caption."""
    readings = {
        "production": ("颜色越深，境内排放越多。", "The darker, the more is emitted within."),
        "consumption": (
            "颜色越深，为满足当地最终需求而产生的排放越多。",
            "The darker, the more is emitted to meet final demand there.",
        ),
        "accounts": (
            "左：生产侧与消费侧；右：净流出。",
            "Left: both accounts; right: net outflow.",
        ),
        "net_outflow": (
            "棕色：为他处排放多于他处为本地排放；蓝色相反。",
            "Brown: more is emitted for others than others emit for here; blue: the reverse.",
        ),
        "key_paths": (
            "箭头由排放地指向最终需求所在地，线宽与流量成正比。",
            "Arrows run from where CO₂ is emitted to the final demand that it serves; "
            "their width is proportional to the flow.",
        ),
        "flows": (
            "每行是排放地，每列是最终需求所在地。",
            "Each row emits, each column holds the final demand.",
        ),
        "chords": (
            "弦由排放地出发，箭头指向最终需求所在地，宽度与流量成正比。",
            "Chords leave where CO₂ is emitted and point to the final demand that it serves; "
            "their width is proportional to the flow.",
        ),
        "extraction": (
            "越靠上，为他处产品的最终需求排放越多；越靠右，他处为本地产品的最终需求排放越多。",
            "The higher, the more is emitted for final products of others; the further right, the "
            "more others emit for final products from here.",
        ),
        "network_map": (
            "颜色与形状为社区；节点越大流出与流入越多，边越宽流量越大。",
            "Colour and shape tell the community; the larger a node, the more flows out and in; "
            "the wider an edge, the larger the flow.",
        ),
        "network": (
            "流动密切的节点彼此靠近；位置与地理无关。",
            "Nodes with strong ties lie near each other, whatever the geography.",
        ),
        "final_products": (
            "带的宽度与排放成正比：从排放地，经最终产品的部门，到最终需求类别与出口。",
            "Bands are as wide as the emissions: from where they arise, through the sector of the "
            "final product, to the kind of final demand or to exports.",
        ),
        "readings": (
            "一行中颜色不变的路径不取决于口径。",
            "A path whose row keeps its colour does not turn on the reading.",
        ),
        "reading_positions": (
            "点越分散，净流出越取决于口径。",
            "The wider the dots lie apart, the more net outflow turns on the reading.",
        ),
        "intervals": (
            "区间越长越不可靠；两点的区间重叠越多，名次越不可靠。",
            "The longer a line, the less sure; the more two lines overlap, the less sure which "
            "rank is whose.",
        ),
    }
    return say(*readings[kind])
