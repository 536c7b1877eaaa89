"""Dots with whiskers: how sure the accounts of each region are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Circle

from tanmai.charts.panel import Panel, draw_scales
from tanmai.errors import LabelError, TableError
from tanmai.figures import (
    BLUE,
    BODY_SIZE,
    BROWN,
    INK,
    LABEL_SIZE,
    MARGIN,
    WIDTH,
    Caption,
    Layer,
    Sheet,
    framed_sheet,
    in_figures,
    title_height,
)
from tanmai.fonts import text_width
from tanmai.labels import Region

_ROW, _APART = 5.0, 1.0
_NAMES, _ACCOUNTS, _BETWEEN = 23.0, 88.0, 9.0
_HEADING = 13.0
_DOT, _LINE = 0.75, 1.1
_WORDS = {
    "zh": (
        "生产侧",
        "消费侧",
        "净流出（正）与净流入（负）",
        "点为核算值，线为{level}的抽样所在的区间；空心点：区间跨过零，净流向不确定。",
        "无点：没有排放清单（{}）。",
    ),
    "en": (
        "Production-based",
        "Consumption-based",
        "Net outflow (+), net inflow (−)",
        "Dots are the accounts, lines hold {level} of the draws; a hollow dot: the interval spans "
        "zero, so the direction of the net flow is not sure.",
        "No dot: no emission inventory ({}).",
    ),
}


class _Interval(NamedTuple):
    """A value and the ends of its interval."""

    central: float
    low: float
    high: float

    @property
    def spans_zero(self) -> bool:
        return self.low < 0 < self.high


def interval_chart(
    regions: Sequence[Region],
    production: pd.DataFrame,
    consumption: pd.DataFrame,
    net_outflow: pd.DataFrame,
    caption: Caption,
    *,
    level: float = 0.9,
    without_data: Sequence[str] = (),
) -> Sheet:
    """Draw three values of each region with their intervals, the largest production-based on top.

    Parameters
    ----------
    regions : sequence of Region
        The regions to draw.
    production, consumption, net_outflow : DataFrame
        Columns ``central``, ``low`` and ``high`` by code of region, in the unit of the
        caption.
    caption : Caption
        Title, unit, source and language.
    level : float
        Share of the draws inside an interval.
    without_data : sequence of str
        Codes of the regions whose emissions are not known: production-based and net outflow
        have no dot there.

    Raises
    ------
    LabelError
        A region has no value.
    TableError
        An interval ends before it begins.
    """
    produced = _intervals(regions, production, "production-based")
    consumed = _intervals(regions, consumption, "consumption-based")
    net = _intervals(regions, net_outflow, "net outflow")
    words = _WORDS[caption.language]
    ranked = sorted(regions, key=lambda region: (-produced[region.code].central, region.code))
    rows = _ROW * len(ranked)
    share = f"{100 * level:.0f}%" if caption.language == "zh" else f"{100 * level:.0f} %"
    notes = [words[3].format(level=share)]
    if without_data:
        unknown = [r.name(caption.language) for r in ranked if r.code in without_data]
        notes.append(words[4].format(", ".join(unknown)))
    sheet, bottom = framed_sheet(
        caption,
        title_height(caption) + _HEADING + rows,
        description=_description(ranked, net, caption),
        notes=notes,
    )
    top = bottom + rows
    accounts = Panel(
        MARGIN + _NAMES, _ACCOUNTS, bottom, top, *_limits(*produced.values(), *consumed.values())
    )
    left = MARGIN + _NAMES + _ACCOUNTS + _BETWEEN
    nets = Panel(left, WIDTH - MARGIN - left, bottom, top, *_limits(*net.values()))
    draw_scales(sheet.layer("scales"), accounts, nets)
    _draw_headings(sheet.layer("legend"), accounts, nets, words, caption.unit_name)
    marks, names = sheet.layer("intervals"), sheet.layer("labels")
    for number, region in enumerate(ranked):
        code, y = region.code, top - (number + 0.5) * _ROW
        name = region.name(caption.language)
        names.write(
            MARGIN + _NAMES - 1.5, y, name, size=LABEL_SIZE, ha="right", va="center_baseline"
        )
        _draw_interval(marks, accounts, y - _APART, consumed[code], BLUE)
        if code in without_data:
            continue
        _draw_interval(marks, accounts, y + _APART, produced[code], BROWN)
        _draw_interval(marks, nets, y, net[code], BROWN if net[code].central >= 0 else BLUE)
    return sheet


def _intervals(regions: Sequence[Region], frame: pd.DataFrame, name: str) -> dict[str, _Interval]:
    """Return the intervals by code of region; refuse those that are none."""
    values = frame.reindex([region.code for region in regions])[["central", "low", "high"]]
    found = {}
    for region, row in zip(regions, values.to_numpy(float), strict=True):
        if not np.isfinite(row).all():
            raise LabelError(f"{region} has no {name} interval; leave it out of the regions.")
        interval = _Interval(*map(float, row))
        if interval.low > interval.high:
            raise TableError(f"The {name} interval of {region} ends before it begins.")
        found[region.code] = interval
    return found


def _limits(*intervals: _Interval) -> tuple[float, float]:
    """Return the ends of a scale that holds zero and every dot and whisker."""
    low = min(0.0, *(min(interval) for interval in intervals))
    high = max(0.0, *(max(interval) for interval in intervals))
    pad = 0.02 * (high - low) or 1.0
    return low - pad * (low < 0), high + pad


def _description(ranked: Sequence[Region], net: Mapping[str, _Interval], caption: Caption) -> str:
    largest = sorted(ranked, key=lambda region: -abs(net[region.code].central))[:5]
    said = "; ".join(
        "{} {} ({} … {})".format(region.name(caption.language), *in_figures(net[region.code], 4))
        for region in largest
    )
    return f"{caption.title} ({caption.unit_name}): {said}."


def _draw_headings(
    layer: Layer, accounts: Panel, nets: Panel, words: Sequence[str], unit: str
) -> None:
    y, x = accounts.top + 6.4, accounts.left
    page = Panel(0.0, 1.0, 0.0, 0.0, 0.0, 1.0)  # millimetres as they are
    for text, colour in zip(words, (BROWN, BLUE), strict=False):
        _draw_interval(layer, page, y + 1.1, _Interval(x + 3.0, x, x + 6.0), colour)
        layer.write(x + 7.4, y + 0.2, text, size=BODY_SIZE)
        x += 7.4 + text_width(text, BODY_SIZE) + 6.0
    layer.write(accounts.left - 1.5, y + 0.2, unit, size=BODY_SIZE, ha="right")
    layer.write(nets.left, y + 0.2, words[2], size=BODY_SIZE)


def _draw_interval(layer: Layer, panel: Panel, y: float, interval: _Interval, colour: str) -> None:
    low, high = panel.x(interval.low), panel.x(interval.high)
    layer.draw_mm(Line2D([low, high], [y, y], color=colour, lw=_LINE, solid_capstyle="butt"))
    for end in (low, high):
        layer.draw_mm(Line2D([end, end], [y - 0.5, y + 0.5], color=colour, lw=0.6))
    fill = "white" if interval.spans_zero else colour
    layer.draw_mm(Circle((panel.x(interval.central), y), _DOT, fc=fill, ec=INK, lw=0.35))
