"""What draws say in words: how often a path, a rank or a direction holds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from tanmai.analysis.intervals import Ensemble
from tanmai.analysis.spread import ModelledTrade

_PATHS = 5
# Below this share of the draws a direction is not called sure.
_SURE_PERCENT = 95.0
_RANKINGS = {
    "production_based": ("生产侧排放", "in production-based emissions"),
    "consumption_based": ("消费侧排放", "in consumption-based emissions"),
    "net_outflow": ("净流出", "in net outflow"),
    "key_province": ("综合名次", "in composite rank"),
}
NBSP = "\N{NO-BREAK SPACE}"


def statements(drawn: Ensemble, language: str) -> list[str]:
    """Return how often the main results hold, a sentence each.

    Parameters
    ----------
    drawn : Ensemble
        The draws.
    language : str
        ``"zh"`` or ``"en"``.

    Returns
    -------
    list of str
        The largest flows, the first ranks, the directions of net flows; nothing where
        nothing flows between regions.
    """
    if not drawn.central.flows.between_regions().values.any():
        return []
    return [*_paths(drawn, language), _firsts(drawn, language), _directions(drawn, language)]


def assumptions(drawn: Ensemble, language: str) -> str:
    """Return what was drawn, and from what."""
    spread, n = drawn.spread, f"{drawn.draws:,}"
    activity, coal, oil, gas, process = (
        _percent(100 * deviation, language)
        for deviation in (spread.activity, spread.coal, spread.oil, spread.gas, spread.process)
    )
    flows = _of_flows(spread.flows, language)
    if language == "zh":
        factors = (
            f"煤、油、气与工业过程的排放因子全国各有一个误差（{coal}、{oil}、{gas}、{process}）"
            if drawn.by_fuel
            else f"没有分品种清单，排放因子全国共一个误差（{coal}）"
        )
        return (
            f"蒙特卡罗 {n} 次（种子 {drawn.seed}），区间含 90% 的抽样。对数标准差："
            f"{flows}，再用 RAS 拟合回各行各列合计；各地区各部门的活动水平 {activity}，"
            f"同一地区内相关 {spread.within_region:g}；{factors}。"
        )
    factors = (
        f"one error of the nation each for the emission factors of coal ({coal}), oil ({oil}), "
        f"gas ({gas}) and processes ({process})"
        if drawn.by_fuel
        else f"one error of the nation for all emission factors ({coal}), as there is no "
        "inventory by fuel"
    )
    return (
        f"Monte Carlo of {n} draws (seed {drawn.seed}); intervals hold 90{NBSP}% of the draws. "
        f"Standard deviations of logarithms: {flows}, fitted back by RAS to the "
        f"totals of rows and columns; {activity} for the activity of each sector of each region, "
        f"correlated {spread.within_region:g} within a region; {factors}."
    )


def _of_flows(flows: float | ModelledTrade, language: str) -> str:
    """Say how far flows are moved."""
    if not isinstance(flows, ModelledTrade):
        width = _percent(100 * flows, language)
        return f"每个流量 {width}" if language == "zh" else f"{width} for each flow"
    inside, between = (
        [_percent(round(100 * width), language) for width in (widths[-1], widths[0])]
        for widths in (flows.inside, flows.between)
    )
    pairs = _percent(round(100 * flows.pairs), language)
    if language == "zh":
        return (
            f"地区内流量 {inside[0]}（大）至 {inside[1]}（小），地区间流量 {between[0]} 至 "
            f"{between[1]}，同一对地区的全部流量共有 {pairs}，运输成本指数在 0.5 至 2 之间"
            "（由 2007 年实际区域间表测得）"
        )
    return (
        f"{inside[0]} (large) to {inside[1]} (small) for flows inside a region, {between[0]} to "
        f"{between[1]} between regions, {pairs} common to all flows of a pair of regions, and an "
        "exponent of cost between 0.5 and 2 (measured on the real interregional table of 2007)"
    )


def left_out(language: str) -> str:
    """Return what no interval here holds."""
    if language == "zh":
        return (
            "区间反映逐格、逐对地区的随机误差，其中一部分在求和时相互抵消。整张表的系统性误差"
            "（各省表之间的不一致、统计口径与普遍漏报、部门过粗）不会抵消，不在区间之内，"
            "对估算表往往比区间更大。"
        )
    return (
        "The intervals hold the random errors of single cells and of pairs of regions, part of "
        "which averages out in sums. What is wrong with a table as a whole (what the provinces' "
        "tables contradict each other in, what statistics miss everywhere, sectors that are too "
        "coarse) does not average out and is not in them; in an estimated table it is often larger "
        "than they are."
    )


def _paths(drawn: Ensemble, language: str) -> list[str]:
    frame = drawn.path_intervals(top=(_PATHS,))
    if len(frame) <= _PATHS:  # all of them are, in every draw
        return []
    frame = frame.head(_PATHS)
    return [
        (
            f"{origin} → {to} 在 {_share(share, language)} 的抽样中属于最大的五条流动。"
            if language == "zh"
            else f"{origin} → {to} is among the five largest flows in {_share(share, language)} "
            "of the draws."
        )
        for origin, to, share in zip(
            frame[f"from_{language}"],
            frame[f"to_{language}"],
            frame[f"among_top_{_PATHS}_percent"],
            strict=True,
        )
    ]


def _firsts(drawn: Ensemble, language: str) -> str:
    frame = drawn.rank_intervals()
    said = []
    for account, (zh, en) in _RANKINGS.items():
        first = frame[frame["account"] == account].iloc[0]
        share = _share(first["first_percent"], language)
        said.append(
            f"{zh}第一的{first['province_zh']}为 {share}"
            if language == "zh"
            else f"{first['province_en']} {en} ({share})"
        )
    if language == "zh":
        return "保持第一位的抽样占比：" + "，".join(said) + "。"
    return f"First, and in how many of the draws: {'; '.join(said)}."


def _directions(drawn: Ensemble, language: str) -> str:
    frame = drawn.account_intervals()
    unsure = frame[
        (frame["net_outflow_sign_percent"] < _SURE_PERCENT) & np.any(drawn.net_outflow, axis=0)
    ].sort_values("net_outflow_sign_percent", kind="stable")
    sure = len(frame) - len(unsure)
    bound = _percent(_SURE_PERCENT, language)
    if language == "zh":
        start = f"{len(frame)} 个地区中 {sure} 个的净流向在 {bound} 以上的抽样中不变"
        return f"{start}；其余：{_listed(unsure, language)}。" if len(unsure) else f"{start}。"
    start = (
        f"The net flow of {sure} of {len(frame)} regions keeps its direction in {bound} of the "
        "draws or more"
    )
    return f"{start}; the others: {_listed(unsure, language)}." if len(unsure) else f"{start}."


def _listed(unsure: pd.DataFrame, language: str) -> str:
    names: Sequence[str] = unsure[f"province_{language}"].tolist()
    shares = [_share(share, language) for share in unsure["net_outflow_sign_percent"]]
    if language == "zh":
        return "、".join(f"{name}（{share}）" for name, share in zip(names, shares, strict=True))
    return ", ".join(f"{name} ({share})" for name, share in zip(names, shares, strict=True))


def _share(percent: float, language: str) -> str:
    """Write a share of the draws in whole percent; what is not all or none is not said to be."""
    whole = round(percent)
    if 0 < percent < 100:
        whole = min(max(whole, 1), 99)
    return _percent(whole, language)


def _percent(value: float, language: str) -> str:
    return f"{value:g}%" if language == "zh" else f"{value:g}{NBSP}%"
