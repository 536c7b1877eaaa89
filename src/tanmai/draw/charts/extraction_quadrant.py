"""Quadrants of hypothetical extraction: who emits for others, and for whom others emit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Rectangle
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from tanmai.core.errors import TableError, left_without
from tanmai.core.labels import Region
from tanmai.core.language import Language
from tanmai.core.messages import message
from tanmai.draw.design import Design
from tanmai.draw.fonts import POINT, text_width
from tanmai.draw.key import Entry, Mark, draw_key, key_height
from tanmai.draw.labels import Box, Node, place_labels
from tanmai.draw.page import (
    BLUE,
    BODY_SIZE,
    BROWN,
    FAINT,
    GREY,
    LEADING,
    NOTE_SIZE,
    Caption,
    Layer,
    Sheet,
    framed_sheet,
    in_figures,
    round_text,
    round_values,
    title_height,
    wrapped,
)

FloatArray = NDArray[np.float64]

_LEFT, _BELOW, _ABOVE = 11.5, 8.4, 4.0
_LARGEST_SIDE = 132.0
_LINE = BODY_SIZE * LEADING * POINT
_DOT, _CORNER = 1.2, 5.0
_TICK = 13.0  # millimetres of an axis for a value


@dataclass(frozen=True)
class _Square:
    """A square with one square-root scale on both axes, in millimetres."""

    left: float
    bottom: float
    side: float
    largest: float

    @property
    def right(self) -> float:
        """Its right side."""
        return self.left + self.side

    @property
    def top(self) -> float:
        """Its upper side."""
        return self.bottom + self.side

    def along(self, value: float) -> float:
        """Return the distance of a value from the origin."""
        return self.side * float(np.sqrt(value / self.largest))

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return the place of a pair of values."""
        return self.left + self.along(x), self.bottom + self.along(y)


def extraction_quadrant(
    net_forward: pd.Series,
    net_backward: pd.Series,
    caption: Caption,
    *,
    regions: Sequence[Region],
    design: Design | None = None,
) -> Sheet:
    """Draw net forward against net backward linkage, with the medians as quadrants.

    Parameters
    ----------
    net_forward, net_backward : Series
        Linkages by code of region or of another block, in the unit of the caption
        (:func:`tanmai.analysis.hypothetical_extraction`).
    caption : Caption
        Title, unit, source and language.
    regions : sequence of Region
        The regions or blocks to draw.
    design : Design, optional
        Its form; default: two columns wide.

    Raises
    ------
    LabelError
        A region has no linkage.
    TableError
        A linkage is negative, or none is above zero.
    """
    codes = [region.code for region in regions]
    forward, backward = _checked(net_forward, codes), _checked(net_backward, codes)
    say, design = caption.say, design or Design()
    lines, key = 1 if design.in_two_columns else 2, _key(say)
    room = _LEFT + lines * _LINE
    side = min(_LARGEST_SIDE, design.width - room)
    above, below = key_height(key, side) + _ABOVE, _BELOW + lines * _LINE
    sheet, bottom = framed_sheet(
        caption,
        title_height(caption, design.sheet_width) + above + side + below,
        description=_description(forward, regions, caption),
        notes=[
            say(
                "Dashed: medians. On the grey line both are equal. Both axes follow the square "
                "root. Hypothetical extraction."
            )
        ],
        sheet_width=design.sheet_width,
    )
    largest = 1.05 * max(forward.max(), backward.max())
    left = (design.sheet_width - side + room) / 2
    square = _Square(left, bottom + below, side, largest)
    _draw_axes(sheet.layer("axes"), square, caption)
    outside = [(square.right, 0.0, design.sheet_width, square.top), (0.0, 0.0, left, square.top)]
    corners = _draw_quadrants(sheet.layer("quadrants"), square, forward, backward, say)
    draw_key(sheet.layer("legend"), left, square.top + above - 0.6, side, key)
    points, nodes = sheet.layer("points"), []
    for code, x, y in zip(codes, backward, forward, strict=True):
        node = Node(*square.at(x, y), _DOT)
        colour = BROWN if y >= x else BLUE
        disc = Circle((node.x, node.y), node.radius, fc=colour, ec="white", lw=0.5)
        points.draw_mm(disc, f"point-{code}")
        nodes.append(node)
    names = [region.name(caption.language) for region in regions]
    labels = sheet.layer("labels")
    size, taken = design.label_size, [*corners, *outside]
    for label, code in zip(place_labels(names, nodes, [], taken, size), codes, strict=True):
        labels.write_with_halo(label.x, label.y, label.text, size=size, gid=f"label-{code}")
    return sheet


def _checked(linkage: pd.Series, codes: Sequence[str]) -> FloatArray:
    missing = [code for code in codes if code not in linkage.index]
    if missing:
        raise left_without(missing, message("linkage"))
    values = linkage.loc[list(codes)].to_numpy(float)
    if not (np.isfinite(values).all() and values.min() >= 0 and values.max() > 0):
        raise TableError(message("A picture of linkages needs some above zero, and none below it."))
    return values


def _description(forward: FloatArray, regions: Sequence[Region], caption: Caption) -> str:
    first = np.argsort(-forward, kind="stable")[:5]
    texts = in_figures(forward[first], 4)
    said = "; ".join(
        f"{regions[place].name(caption.language)} {text}"
        for place, text in zip(first, texts, strict=True)
    )
    return f"{caption.title} ({caption.unit_name}): {said}."


def _draw_axes(layer: Layer, square: _Square, caption: Caption) -> None:
    left, bottom = square.left, square.bottom
    layer.draw_mm(Rectangle((left, bottom), square.side, square.side, fc="none", ec=GREY, lw=0.6))
    clear = np.array([_CORNER, square.side - _CORNER])  # of the names of the quadrants
    layer.draw_mm(Line2D(left + clear, bottom + clear, color=FAINT, lw=0.8))
    for value in _ticks(square):
        along, text = square.along(value), round_text(value)
        x, y = left + along, bottom + along
        layer.draw_mm(Line2D([x, x], [bottom - 0.9, bottom], color=GREY, lw=0.5))
        layer.write(x, bottom - 3.4, text, size=NOTE_SIZE, ha="center", color=GREY)
        layer.draw_mm(Line2D([left - 0.9, left], [y, y], color=GREY, lw=0.5))
        layer.write(
            left - 1.4, y, text, size=NOTE_SIZE, ha="right", va="center_baseline", color=GREY
        )
    say, unit, middle = caption.say, caption.unit_name, square.side / 2
    backward_title = say(
        "Net backward linkage: emitted by others for final products from here ({unit})", unit=unit
    )
    backward = wrapped([backward_title], BODY_SIZE, square.side)
    for number, line in enumerate(backward):
        y = bottom - _BELOW - number * _LINE
        layer.write(left + middle, y, line, size=BODY_SIZE, ha="center")
    forward_title = say(
        "Net forward linkage: emitted here for final products of others ({unit})", unit=unit
    )
    forward = wrapped([forward_title], BODY_SIZE, square.side)
    for number, line in enumerate(reversed(forward)):
        x = left - _LEFT + 1.0 - number * _LINE
        layer.write(x, bottom + middle, line, size=BODY_SIZE, ha="center", rotation=90)


def _ticks(square: _Square) -> list[float]:
    """Return round values that stand apart on a square-root scale."""
    most = min(10, int(square.side / _TICK))
    rounds = MaxNLocator(most, steps=[1, 2, 2.5, 5, 10]).tick_values(0.0, square.largest)
    ticks = [float(tick) for tick in rounds if 0 <= tick <= square.largest]
    return [*ticks[:1], round_values(ticks[1] / 4)[-1], *ticks[1:]]


def _draw_quadrants(
    layer: Layer, square: _Square, forward: FloatArray, backward: FloatArray, say: Language
) -> list[Box]:
    """Draw the medians and the names of the quadrants, and return what no other name may cover."""
    x, y = square.at(float(np.median(backward)), float(np.median(forward)))
    left, bottom = square.left, square.bottom
    right, top = square.right, square.top
    for xs, ys in (([x, x], [bottom, top]), ([left, right], [y, y])):
        layer.draw_mm(Line2D(xs, ys, color=GREY, lw=0.6, ls=(0, (4, 3))))
    boxes: list[Box] = []
    for name, (ha, at_x), at_y in (
        (say("Both high: hubs"), ("right", right - 1.5), top - 3.5),
        (say("Forward: suppliers"), ("left", left + 1.5), top - 3.5),
        (say("Both low: weakly linked"), ("left", left + 1.5), bottom + 1.8),
        (say("Backward: drivers"), ("right", right - 1.5), bottom + 1.8),
    ):
        layer.write(at_x, at_y, name, size=BODY_SIZE, color=GREY, ha=ha)
        width = text_width(name, BODY_SIZE)
        start = at_x - width if ha == "right" else at_x
        boxes.append((start, at_y - 0.8, start + width, at_y + 2.6))
    return boxes


def _key(say: Language) -> list[Entry]:
    return [
        Entry(say("More forward than backward"), _dot(BROWN), 2 * _DOT),
        Entry(say("More backward than forward"), _dot(BLUE), 2 * _DOT),
    ]


def _dot(colour: str) -> Mark:
    """Return the mark of a key: a point of a colour."""

    def draw(layer: Layer, x: float, y: float) -> None:
        layer.draw_mm(Circle((x + _DOT, y + 0.9), _DOT, fc=colour, ec="none"))

    return draw
