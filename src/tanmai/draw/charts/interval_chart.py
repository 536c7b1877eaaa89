"""Dots with whiskers: uncertainty of the accounts of each region."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Circle

from tanmai.core.errors import TableError, left_without
from tanmai.core.labels import Region
from tanmai.core.messages import message
from tanmai.draw.charts.panel import Panel, draw_scales
from tanmai.draw.charts.two_panels import TwoPanels
from tanmai.draw.design import Design
from tanmai.draw.key import SWATCH, Mark
from tanmai.draw.page import (
    BLUE,
    BROWN,
    INK,
    Caption,
    Layer,
    Sheet,
    framed_sheet,
    in_figures,
    title_height,
)

_ROW, _APART = 5.0, 1.0
_DOT, _LINE = 0.75, 1.1


class _Interval(NamedTuple):
    """A value and the ends of its interval."""

    central: float
    low: float
    high: float

    @property
    def spans_zero(self) -> bool:
        return self.low < 0 < self.high


def interval_chart(
    production: pd.DataFrame,
    consumption: pd.DataFrame,
    net_outflow: pd.DataFrame,
    caption: Caption,
    *,
    regions: Sequence[Region],
    level: float = 0.9,
    without_data: Sequence[str] = (),
    design: Design | None = None,
) -> Sheet:
    """Draw three values of each region with their intervals, the largest production-based on top.

    Parameters
    ----------
    production, consumption, net_outflow : DataFrame
        Columns ``central``, ``low`` and ``high`` by code of region, in the unit of the
        caption.
    caption : Caption
        Title, unit, source and language.
    regions : sequence of Region
        The regions to draw.
    level : float
        Share of the draws inside an interval.
    without_data : sequence of str
        Codes of the regions whose emissions are not known: production-based and net outflow
        have no dot there.
    design : Design, optional
        Its form; default: two columns wide.

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
    say = caption.say
    ranked = sorted(regions, key=lambda region: (-produced[region.code].central, region.code))
    design, rows = design or Design(), _ROW * len(ranked)
    place = TwoPanels.of(ranked, _ROW, caption, design)
    notes = [
        say(
            "Dots are the accounts, lines hold {level} % of the draws; a hollow dot: the interval "
            "spans zero, so the direction of the net flow is uncertain.",
            level=f"{100 * level:.0f}",
        )
    ]
    if without_data:
        unknown = say(", ").join(say.name(r) for r in ranked if r.code in without_data)
        notes.append(say("No dot: no emission inventory ({regions}).", regions=unknown))
    sheet, bottom = framed_sheet(
        caption,
        title_height(caption, design.sheet_width) + place.heading + rows,
        description=_description(ranked, net, caption),
        notes=notes,
        sheet_width=design.sheet_width,
    )
    top = bottom + rows
    limits = _limits(*produced.values(), *consumed.values())
    accounts = Panel(place.left, place.accounts, bottom, top, *limits)
    nets = Panel(place.nets_left, place.nets, bottom, top, *_limits(*net.values()))
    draw_scales(sheet.layer("scales"), accounts, nets)
    place.draw_heading(sheet.layer("legend"), top, (_mark(BROWN), _mark(BLUE)), caption)
    marks = sheet.layer("intervals")
    for region, y in place.rows(sheet.layer("labels"), ranked, top, caption.language):
        code = region.code
        _draw_interval(marks, accounts, y - _APART, consumed[code], BLUE)
        if code in without_data:
            continue
        _draw_interval(marks, accounts, y + _APART, produced[code], BROWN)
        _draw_interval(marks, nets, y, net[code], BROWN if net[code].central >= 0 else BLUE)
    return sheet


def _intervals(regions: Sequence[Region], frame: pd.DataFrame, name: str) -> dict[str, _Interval]:
    """Return the intervals by code of region; reject those that are none."""
    values = frame.reindex([region.code for region in regions])[["central", "low", "high"]]
    found = {}
    for region, row in zip(regions, values.to_numpy(float), strict=True):
        if not np.isfinite(row).all():
            raise left_without([region], message("{name} interval", name=name))
        interval = _Interval(*map(float, row))
        if interval.low > interval.high:
            raise TableError(
                message(
                    "The {name} interval of {region} ends before it begins.",
                    name=name,
                    region=region,
                )
            )
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


def _mark(colour: str) -> Mark:
    """Return the mark of a key: a dot with its whiskers."""
    page = Panel(0.0, 1.0, 0.0, 0.0, 0.0, 1.0)  # millimetres as they are

    def draw(layer: Layer, x: float, y: float) -> None:
        ends = _Interval(x + SWATCH / 2, x, x + SWATCH)
        _draw_interval(layer, page, y + 1.1, ends, colour)

    return draw


def _draw_interval(layer: Layer, panel: Panel, y: float, interval: _Interval, colour: str) -> None:
    low, high = panel.x(interval.low), panel.x(interval.high)
    layer.draw_mm(Line2D([low, high], [y, y], color=colour, lw=_LINE, solid_capstyle="butt"))
    for end in (low, high):
        layer.draw_mm(Line2D([end, end], [y - 0.5, y + 0.5], color=colour, lw=0.6))
    fill = "white" if interval.spans_zero else colour
    layer.draw_mm(Circle((panel.x(interval.central), y), _DOT, fc=fill, ec=INK, lw=0.35))
