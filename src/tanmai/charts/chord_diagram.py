"""Chord diagram: the largest flows between regions that stand around a circle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Rectangle, Wedge
from matplotlib.path import Path as Outline

from tanmai.charts.chord_layout import Chord, ChordLayout, chord_layout, spread
from tanmai.community_style import community_colour, ordered_by_community
from tanmai.errors import TableError
from tanmai.figures import (
    BODY_SIZE,
    GREY,
    INK,
    LABEL_SIZE,
    MARGIN,
    NOTE_SIZE,
    WIDTH,
    Caption,
    Layer,
    Sheet,
    framed_sheet,
    in_figures,
    round_values,
    title_height,
)
from tanmai.flow_matrix import FlowMatrix
from tanmai.fonts import POINT, text_width
from tanmai.network_drawing import share_drawn

MOST_CHORDS = 80
"""More chords than these cannot be told apart."""
FEW_REGIONS = 8
"""So many regions have a colour each; more are coloured by community."""

_RADIUS, _RING = 62.0, 3.2
_NAMES_AT = 4.0  # outside the ring; a fine line leads there
_HEAD = 3.0
_ALPHA, _PALE = 0.72, 0.35


@dataclass(frozen=True)
class _Words:
    community: str
    sent: str
    received: str
    order: str


_WORDS = {
    "zh": _Words(
        community="社区 {}",
        sent="外环深色：流出",
        received="外环浅色：流入",
        order="弦由排放地出发，颜色同该处外环，箭头指向最终需求所在地；外环长度含未画出的流量。",
    ),
    "en": _Words(
        community="Community {}",
        sent="Ring, dark: outflow",
        received="Ring, pale: inflow",
        order=(
            "Chords leave where CO₂ is emitted, in the colour of the ring there, and point to "
            "where final demand is; the ring counts the flows not drawn too."
        ),
    ),
}


def chord_diagram(
    flows: FlowMatrix, communities: pd.Series, caption: Caption, *, most: int = MOST_CHORDS
) -> Sheet:
    """Draw the largest flows between regions as chords of a circle.

    The arc of a region is as long as its outflow and inflow together; a chord is as wide as
    its flow, and its point lies at the destination.

    Parameters
    ----------
    flows : FlowMatrix
        Flows of m regions; the diagonal is left out.
    communities : Series
        Number of the community by code of region; its members stand side by side and, where
        there are more than eight regions, have one colour.
    caption : Caption
        Title, unit, source and language.
    most : int
        How many flows are drawn at most; the share that they carry is printed.

    Raises
    ------
    LabelError
        A region has no community.
    TableError
        There is no flow between regions, or one is negative.
    """
    flows, numbers = ordered_by_community(flows, communities)
    values = flows.between_regions().values
    if values.min() < 0 or values.max() <= 0:
        raise TableError("A chord diagram needs flows between regions, and none below zero.")
    layout = chord_layout(values, numbers, most)
    names = [region.name(caption.language) for region in flows.regions]
    room = _NAMES_AT + max(text_width(name, LABEL_SIZE) for name in names) + 1.5
    words, size = _WORDS[caption.language], 2 * (_RADIUS + _RING + room)
    sheet, bottom = framed_sheet(
        caption,
        title_height(caption) + size,
        description=_description(layout, names, caption),
        notes=[words.order],
        statement=share_drawn([c.value for c in layout.chords], float(values.sum()), caption),
    )
    centre = WIDTH / 2, bottom + size / 2
    each_its_own = len(names) <= FEW_REGIONS
    colours = [community_colour(n) for n in (range(1, len(names) + 1) if each_its_own else numbers)]
    chords = sheet.layer("chords")
    for chord in layout.chords:
        gid = f"flow-{flows.codes[chord.origin]}-{flows.codes[chord.destination]}"
        chords.draw_mm(_ribbon(chord, centre, colours[chord.origin]), gid)
    _draw_ring(sheet.layer("ring"), layout, centre, colours)
    _draw_names(sheet.layer("labels"), layout, centre, names)
    shown = [] if each_its_own else list(dict.fromkeys(numbers))
    _draw_legend(sheet.layer("legend"), bottom, layout, shown, caption)
    return sheet


def _description(layout: ChordLayout, names: list[str], caption: Caption) -> str:
    first = layout.chords[:5]
    texts = in_figures([chord.value for chord in first], 4)
    said = "; ".join(
        f"{names[chord.origin]} → {names[chord.destination]} {text}"
        for chord, text in zip(first, texts, strict=True)
    )
    return f"{caption.title} ({caption.unit_name}): {said}."


# --- drawing -----------------------------------------------------------------------------


def _at(centre: tuple[float, float], radius: float, angle: float) -> tuple[float, float]:
    return centre[0] + radius * float(np.sin(angle)), centre[1] + radius * float(np.cos(angle))


def _ribbon(chord: Chord, centre: tuple[float, float], colour: str) -> PathPatch:
    """Return a chord: flat along the ring where it leaves, pointed where it arrives."""
    (a0, a1), (b0, b1) = chord.start, chord.end
    tip, neck = _RADIUS - 0.3, _RADIUS - _HEAD
    points = [
        _at(centre, _RADIUS, a0), _at(centre, _RADIUS / np.cos((a1 - a0) / 2), (a0 + a1) / 2),
        _at(centre, _RADIUS, a1), centre, _at(centre, neck, b0),
        _at(centre, tip, (b0 + b1) / 2), _at(centre, neck, b1), centre, _at(centre, _RADIUS, a0),
    ]  # fmt: skip
    curve, line = Outline.CURVE3, Outline.LINETO
    codes = [Outline.MOVETO, curve, curve, curve, curve, line, line, curve, curve]
    return PathPatch(
        Outline(points, codes), fc=colour, ec="white", lw=0.25, alpha=_ALPHA, joinstyle="round"
    )


def _draw_ring(
    layer: Layer, layout: ChordLayout, centre: tuple[float, float], colours: list[str]
) -> None:
    for spans, alpha in ((layout.outflow, 1.0), (layout.inflow, _PALE)):
        for (first, last), colour in zip(spans, colours, strict=True):
            # degrees anticlockwise from the right
            ends = 90 - np.rad2deg(last), 90 - np.rad2deg(first)
            arc = Wedge(centre, _RADIUS + _RING, *ends, width=_RING - 0.4)
            arc.set(fc=colour, ec="none", alpha=alpha)
            layer.draw_mm(arc)


def _draw_names(
    layer: Layer, layout: ChordLayout, centre: tuple[float, float], names: list[str]
) -> None:
    """Write the names along rays, apart from each other, with a line to their arcs."""
    arcs = (layout.outflow[:, 0] + layout.inflow[:, 1]) / 2
    radius = _RADIUS + _RING + _NAMES_AT
    rays = spread(arcs, 1.15 * LABEL_SIZE * POINT / radius)
    for arc, ray, name in zip(arcs, rays, names, strict=True):
        (x0, y0), (x1, y1) = (
            _at(centre, _RADIUS + _RING + 0.3, arc),
            _at(centre, radius - 0.6, ray),
        )
        layer.draw_mm(Line2D([x0, x1], [y0, y1], color=GREY, lw=0.35))
        x, y = _at(centre, radius, ray)
        on_right = np.sin(ray) >= 0
        turn = 90 - float(np.rad2deg(ray)) + (0 if on_right else 180)
        ha = "left" if on_right else "right"
        layer.write(x, y, name, size=LABEL_SIZE, ha=ha, va="center_baseline", rotation=turn)


def _draw_legend(
    layer: Layer, bottom: float, layout: ChordLayout, communities: list[int], caption: Caption
) -> None:
    words, y = _WORDS[caption.language], bottom + 1.0
    unit = round_values(0.25 / layout.angle_per_unit)[-1]
    length = unit * layout.angle_per_unit * _RADIUS
    layer.draw_mm(Rectangle((MARGIN, y), length, 1.6, fc=GREY, ec="none"))
    text = f"{unit:,g} {caption.unit_name}"
    layer.write(MARGIN + length + 1.5, y + 0.1, text, size=NOTE_SIZE)
    for text, alpha in ((words.received, _PALE), (words.sent, 1.0)):
        y += 4.4
        layer.draw_mm(Rectangle((MARGIN, y), 5.0, 2.2, fc=INK, ec="none", alpha=alpha))
        layer.write(MARGIN + 6.4, y + 0.2, text, size=BODY_SIZE)
    for number in reversed(communities):
        y += 4.4
        layer.draw_mm(Rectangle((MARGIN, y), 5.0, 2.2, fc=community_colour(number), ec="none"))
        layer.write(MARGIN + 6.4, y + 0.2, words.community.format(number), size=BODY_SIZE)
