"""Chord diagram: the largest flows between regions that stand around a circle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Rectangle, Wedge
from matplotlib.path import Path as Outline
from numpy.typing import NDArray

from tanmai.core.errors import TableError
from tanmai.core.flow_matrix import FlowMatrix
from tanmai.core.language import Language
from tanmai.core.messages import Name, Spoken, message
from tanmai.draw.charts.chord_layout import Chord, ChordLayout, chord_layout, spread
from tanmai.draw.communities import community_colour, ordered_by_community
from tanmai.draw.design import MARGIN, Design
from tanmai.draw.fonts import POINT, text_width
from tanmai.draw.key import Entry, draw_key, key_height, swatch
from tanmai.draw.network import share_drawn
from tanmai.draw.page import (
    GREY,
    INK,
    NOTE_SIZE,
    Caption,
    Layer,
    Sheet,
    framed_sheet,
    in_figures,
    round_text,
    round_values,
    title_height,
)
from tanmai.networks import community_names

FloatArray = NDArray[np.float64]

MOST_CHORDS = 80
"""More chords than these cannot be distinguished."""
FEW_REGIONS = 8
"""So many regions have a colour each; more are coloured by community."""
MOST_REGIONS = {"two": 100, "one": 50}
"""The names of more regions, by the columns that a diagram fills, would not fit around it."""

_LARGEST_RADIUS, _RING = 62.0, 3.2
_NAMES_AT = 4.0  # outside the ring; a fine line leads there
_HEAD = 3.0
_SCALE = 4.0  # from the bottom to the key, for the length of a value
_KEY_WIDTH = 30.0  # in the corner, an entry to a row
_ALL = 40  # so many regions are shown whether they have a chord or not
_STEPS_OF_NAME = 9  # places of a name that are held against the corner
_ALPHA, _PALE = 0.72, 0.35


def chord_diagram(
    flows: FlowMatrix,
    communities: pd.Series,
    caption: Caption,
    *,
    most: int = MOST_CHORDS,
    design: Design | None = None,
) -> Sheet:
    """Draw the largest flows between regions as chords of a circle.

    The arc of a region is as long as its outflow and inflow together; a chord is as wide as
    its flow, and its point lies at the destination. Of more than 40 regions those between which
    the largest flows go are shown.

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
        How many flows are drawn at most, half as many in one column; the share that they
        carry is printed.
    design : Design, optional
        Its form; default: two columns wide.

    Raises
    ------
    LabelError
        A region has no community.
    TableError
        There is no flow between regions, or one is negative.
    """
    every = flows.between_regions().values
    if every.min() < 0 or every.max() <= 0:
        raise TableError(
            message("A chord diagram needs flows between regions, and none below zero.")
        )
    design = design or Design()
    most = most if design.in_two_columns else most // 2
    shown = _shown(flows, most, MOST_REGIONS[design.columns])
    flows, numbers = ordered_by_community(shown, communities)
    values = flows.between_regions().values
    layout = chord_layout(values, numbers, most)
    names = [region.name(caption.language) for region in flows.regions]
    rooms = [_RING + _NAMES_AT + text_width(name, design.label_size) + 1.5 for name in names]
    radius = _radius(layout, rooms, design.width / 2)
    say, size = caption.say, 2 * (radius + max(rooms))
    each_its_own = len(names) <= FEW_REGIONS
    colours = [community_colour(n) for n in (range(1, len(names) + 1) if each_its_own else numbers)]
    key = _key({} if each_its_own else _names_of(flows, numbers), say)
    rays = spread(layout.middles, 1.15 * design.label_size * POINT / (radius + _RING + _NAMES_AT))
    in_corner = (
        design.width / 2 - max(entry.width for entry in key),
        size / 2 - _SCALE - key_height(key, _KEY_WIDTH),
    )
    beside = design.in_two_columns and _is_free(in_corner, rays, radius, rooms)
    key_width = _KEY_WIDTH if beside else design.width
    key_top = _SCALE + key_height(key, key_width)
    below = 0.0 if beside else key_top
    sheet, bottom = framed_sheet(
        caption,
        title_height(caption, design.sheet_width) + size + below,
        description=_description(layout, names, caption),
        notes=[
            say(
                "Chords leave where CO₂ is emitted, in the colour of the ring there, and point to "
                "where final demand is; the ring counts the flows not drawn too."
            ),
            *_left_out(len(names), len(every), say),
        ],
        statement=share_drawn([c.value for c in layout.chords], float(every.sum()), caption),
        sheet_width=design.sheet_width,
    )
    circle = _Circle(design.sheet_width / 2, bottom + below + size / 2, radius)
    chords = sheet.layer("chords")
    for chord in layout.chords:
        gid = f"flow-{flows.codes[chord.origin]}-{flows.codes[chord.destination]}"
        chords.draw_mm(_ribbon(chord, circle, colours[chord.origin]), gid)
    _draw_ring(sheet.layer("ring"), layout, circle, colours)
    _draw_names(sheet.layer("labels"), layout.middles, rays, circle, names, design.label_size)
    legend = sheet.layer("legend")
    _draw_scale(legend, bottom + 1.0, layout.angle_per_unit, radius, caption)
    draw_key(legend, MARGIN, bottom + key_top, key_width, key)
    return sheet


def _shown(flows: FlowMatrix, chords: int, most: int) -> FlowMatrix:
    """Return the flows among the regions that a diagram of so many chords shows."""
    if len(flows.regions) <= _ALL:
        return flows
    between = flows.between_regions().values
    largest = np.argsort(-between, axis=None, kind="stable")[:chords]
    ends = np.column_stack(np.unravel_index(largest, between.shape)).ravel().tolist()
    return flows.among([flows.codes[at] for at in list(dict.fromkeys(ends))[:most]])


def _is_free(
    corner: tuple[float, float], rays: FloatArray, radius: float, rooms: list[float]
) -> bool:
    """Whether no name, along its ray, reaches into the lower left corner of a diagram.

    The corner begins so far to the left of the centre, and so far below it, in millimetres.
    """
    ends = radius + np.linspace([_RING + _NAMES_AT] * len(rooms), rooms, _STEPS_OF_NAME)
    left, below = -ends * np.sin(rays), -ends * np.cos(rays)
    return not ((left > corner[0]) & (below > corner[1])).any()


def _left_out(shown: int, regions: int, say: Language) -> list[str]:
    """Say which regions a diagram shows, where not all."""
    if shown == regions:
        return []
    return [
        say(
            "Of {n} regions, the {shown} between which the largest flows go are shown; the ring "
            "counts the flows among them.",
            n=regions,
            shown=shown,
        )
    ]


def _radius(layout: ChordLayout, rooms: list[float], half_width: float) -> float:
    """Return the largest radius at which each name, along its ray, ends within the width."""
    across = np.abs(np.sin(layout.middles))
    return float(min(_LARGEST_RADIUS, *(half_width / np.maximum(across, 0.1) - rooms)))


@dataclass(frozen=True)
class _Circle:
    """The inner circle of the ring, in millimetres."""

    x: float
    y: float
    radius: float

    @property
    def centre(self) -> tuple[float, float]:
        return self.x, self.y

    def at(self, angle: float, outside: float = 0.0) -> tuple[float, float]:
        """Return a place at an angle clockwise from the top, so far outside the circle."""
        radius = self.radius + outside
        return self.x + radius * float(np.sin(angle)), self.y + radius * float(np.cos(angle))


def _description(layout: ChordLayout, names: list[str], caption: Caption) -> str:
    first = layout.chords[:5]
    texts = in_figures([chord.value for chord in first], 4)
    said = "; ".join(
        f"{names[chord.origin]} → {names[chord.destination]} {text}"
        for chord, text in zip(first, texts, strict=True)
    )
    return f"{caption.title} ({caption.unit_name}): {said}."


# --- drawing -----------------------------------------------------------------------------


def _ribbon(chord: Chord, circle: _Circle, colour: str) -> PathPatch:
    """Return a chord: flat along the ring where it leaves, pointed where it arrives."""
    (a0, a1), (b0, b1) = chord.start, chord.end
    bulge = circle.radius / np.cos((a1 - a0) / 2) - circle.radius
    points = [
        circle.at(a0), circle.at((a0 + a1) / 2, bulge), circle.at(a1), circle.centre,
        circle.at(b0, -_HEAD), circle.at((b0 + b1) / 2, -0.3), circle.at(b1, -_HEAD),
        circle.centre, circle.at(a0),
    ]  # fmt: skip
    curve, line = Outline.CURVE3, Outline.LINETO
    codes = [Outline.MOVETO, curve, curve, curve, curve, line, line, curve, curve]
    return PathPatch(
        Outline(points, codes), fc=colour, ec="white", lw=0.25, alpha=_ALPHA, joinstyle="round"
    )


def _draw_ring(layer: Layer, layout: ChordLayout, circle: _Circle, colours: list[str]) -> None:
    for spans, alpha in ((layout.outflow, 1.0), (layout.inflow, _PALE)):
        for (first, last), colour in zip(spans, colours, strict=True):
            # degrees anticlockwise from the right
            ends = 90 - np.rad2deg(last), 90 - np.rad2deg(first)
            arc = Wedge(circle.centre, circle.radius + _RING, *ends, width=_RING - 0.4)
            arc.set(fc=colour, ec="none", alpha=alpha)
            layer.draw_mm(arc)


def _draw_names(
    layer: Layer,
    arcs: FloatArray,
    rays: FloatArray,
    circle: _Circle,
    names: list[str],
    size: float,
) -> None:
    """Write the names along rays, apart from each other, with a line to their arcs."""
    off = _RING + _NAMES_AT
    for arc, ray, name in zip(arcs, rays, names, strict=True):
        xs, ys = zip(circle.at(arc, _RING + 0.3), circle.at(ray, off - 0.6), strict=True)
        layer.draw_mm(Line2D(xs, ys, color=GREY, lw=0.35))
        on_right = np.sin(ray) >= 0
        turn = 90 - float(np.rad2deg(ray)) + (0 if on_right else 180)
        ha = "left" if on_right else "right"
        place = circle.at(ray, off)
        layer.write(*place, name, size=size, ha=ha, va="center_baseline", rotation=turn)


def _draw_scale(layer: Layer, y: float, per_unit: float, radius: float, caption: Caption) -> None:
    """Draw the length that a round value takes of the ring."""
    unit = round_values(0.25 / per_unit)[-1]
    length = unit * per_unit * radius
    layer.draw_mm(Rectangle((MARGIN, y), length, 1.6, fc=GREY, ec="none"))
    text = f"{round_text(unit)} {caption.unit_name}"
    layer.write(MARGIN + length + 1.5, y + 0.1, text, size=NOTE_SIZE)


def _names_of(flows: FlowMatrix, communities: list[int]) -> dict[int, Spoken]:
    between = flows.between_regions().values
    strength = between.sum(axis=0) + between.sum(axis=1)
    return community_names(
        [Name.of(region) for region in flows.regions], communities, strength.tolist()
    )


def _key(communities: Mapping[int, Spoken], say: Language) -> list[Entry]:
    """Return what stands below the diagram in one column, and in its corner in two."""
    return [
        *(
            Entry(name.into(say.language), swatch(community_colour(number)))
            for number, name in communities.items()
        ),
        Entry(say("Ring, dark: outflow"), swatch(INK)),
        Entry(say("Ring, pale: inflow"), swatch(INK, _PALE)),
    ]
