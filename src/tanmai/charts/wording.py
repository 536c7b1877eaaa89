"""What several charts say by themselves, in Chinese and English."""

from __future__ import annotations

from collections.abc import Sequence

from tanmai.figures import Caption, in_figures

NO_INVENTORY = {
    "zh": "斜线：没有排放清单（{}）。",
    "en": "Hatched: no emission inventory ({}).",
}
"""Note on the regions, by name, whose emissions are not known."""

_SHARE = {
    "zh": "图中 {drawn} 条流量合计 {sum} {unit}，占地区间流量总量（{total} {unit}）的 {share}。",
    "en": (
        "The {drawn} flows drawn sum to {sum} {unit}, {share} of all flows between regions "
        "({total} {unit})."
    ),
}


def share_drawn(drawn: Sequence[float], total: float, caption: Caption) -> str:
    """Say how much of all flows the ones that are drawn carry."""
    part, whole = in_figures([sum(drawn), total], 4)
    return _SHARE[caption.language].format(
        drawn=len(drawn),
        sum=part,
        total=whole,
        share=f"{sum(drawn) / total:.1%}",
        unit=caption.unit_name,
    )
