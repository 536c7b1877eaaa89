"""Every word that a map says by itself, in Chinese and English."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tanmai.core.labels import Region
from tanmai.draw.boundaries import Boundaries

_MOST_NAMES = 8


@dataclass(frozen=True)
class Wording:
    """The words of a map in one language."""

    review: str
    approved: str
    inset: str
    north: str
    projection: str
    kilometres: str
    jenks: str
    given: str
    signed: str
    jenks_signed: str
    no_data: str
    no_data_of_many: str
    separator: str
    taiwan: str
    range: str
    one_value: str
    width: str
    width_detail: str
    fill: str
    fill_sign: str
    one_flow: str
    flows: str
    share: str
    of_map: str
    islands: tuple[tuple[str, float, float], ...]

    def names_without_data(self, regions: Sequence[Region], language: str) -> str:
        """Return the legend's words for the regions that have no value; none for none."""
        if not regions:
            return ""
        names = [self.taiwan if r.code == "710000" else r.name(language) for r in regions]
        if len(names) <= _MOST_NAMES:
            return self.no_data.format(names=self.separator.join(names))
        last, others = names[-3:], len(names) - 3
        return self.no_data_of_many.format(
            names=self.separator.join(last), others=others, count=len(names)
        )


_ZH = Wording(
    review="行政区划数据来源：{source}；本图未经地图审核，公开出版前请依法送审。",
    approved="行政区划数据来源：{source}；审图号：{number}。",
    inset="南海诸岛",
    north="北",
    projection="Albers 等积圆锥投影：中央经线 105°E，标准纬线 25°N、47°N",
    kilometres="{km} km",
    jenks="自然断点法（Fisher-Jenks）{classes} 级，括号内为省份数",
    given="分级界限为给定值，括号内为省份数",
    signed="正值：{positive}；负值：{negative}",
    jenks_signed="以 0 为中心，自然断点法（Fisher-Jenks），括号内为省份数",
    no_data="{names}资料暂缺",
    no_data_of_many="{names}等 {count} 个省级行政区资料暂缺",
    separator="、",
    taiwan="台湾省",
    range="{low} ~ {high}（{count}）",
    one_value="{value}（{count}）",
    width="流量{unit}",
    width_detail="线宽与流量成正比，箭头指向流入地",
    fill="底色：净流出{unit}",
    fill_sign="正值为净流出，负值为净流入",
    one_flow="图中 1 条流量为",
    flows="图中 {count} 条流量合计",
    share="{flows} {sum}，占省际流量总量（{total}）的 {share}",
    of_map="{name}：{text}",
    islands=(("钓鱼岛", 123.47, 25.74), ("赤尾屿", 124.56, 25.92)),
)
_EN = Wording(
    review=(
        "Boundaries: {source}. This map has not been through official map review; "
        "submit it for review as the law requires before publication in China."
    ),
    approved="Boundaries: {source}. Map approval number (审图号): {number}.",
    inset="South China Sea Islands",
    north="N",
    projection="Albers equal-area conic projection: 105°E, standard parallels 25°N and 47°N",
    kilometres="{km} km",
    jenks="Fisher-Jenks, {classes} classes (number of provinces)",
    given="Classes as given (number of provinces)",
    signed="Positive: {positive}; negative: {negative}",
    jenks_signed="Centred on 0, Fisher-Jenks (number of provinces)",
    no_data="No data: {names}",
    no_data_of_many="No data: {names} and {others} more",
    separator=", ",
    taiwan="Taiwan",
    range="{low} to {high} ({count})",
    one_value="{value} ({count})",
    width="Flow{unit}",
    width_detail="Width is proportional to the flow; arrows point to where it goes",
    fill="Colour: net outflow{unit}",
    fill_sign="Positive: net outflow; negative: net inflow",
    one_flow="The flow drawn is",
    flows="The {count} flows drawn sum to",
    share="{flows} {sum}, {share} of all flows between provinces ({total})",
    of_map="{name}: {text}",
    islands=(("Diaoyu Dao", 123.47, 25.74), ("Chiwei Yu", 124.56, 25.92)),
)


_ZH_GROUPS = replace(
    _ZH,
    given="分级界限为给定值，括号内为地区数",
    jenks="自然断点法（Fisher-Jenks）{classes} 级，括号内为地区数",
    jenks_signed="以 0 为中心，自然断点法（Fisher-Jenks），括号内为地区数",
    no_data_of_many="{names}等 {count} 个地区资料暂缺",
    one_flow="图中 1 条流量为",
    flows="图中 {count} 条流量合计",
    share="{flows} {sum}，占地区间流量总量（{total}）的 {share}",
)
_EN_GROUPS = replace(
    _EN,
    given="Classes as given (number of regions)",
    jenks="Fisher-Jenks, {classes} classes (number of regions)",
    jenks_signed="Centred on 0, Fisher-Jenks (number of regions)",
    share="{flows} {sum}, {share} of all flows between regions ({total})",
)


def wording(language: str, boundaries: Boundaries) -> Wording:
    """Return the words of a map of provinces, or of groups, in ``"zh"`` or ``"en"``."""
    zh, en = (_ZH, _EN) if boundaries.of_provinces else (_ZH_GROUPS, _EN_GROUPS)
    return zh if language == "zh" else en
