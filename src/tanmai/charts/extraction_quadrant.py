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

from tanmai.errors import LabelError, TableError
from tanmai.figures import (
    BLUE,
    BODY_SIZE,
    BROWN,
    FAINT,
    GREY,
    NOTE_SIZE,
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
from tanmai.node_labels import Box, Node, place_labels

FloatArray = NDArray[np.float64]

_LEFT, _BELOW, _HEADING = 15.0, 12.0, 9.0
_SIDE = 132.0
_DOT, _CORNER = 1.2, 5.0


@dataclass(frozen=True)
class _Words:
    forward: str
    backward: str
    quadrants: tuple[str, str, str, str]
    net: tuple[str, str]
    note: str


_WORDS = {
    "zh": _Words(
        forward="净前向关联：本地为他处产品的最终需求而排放（{}）",
        backward="净后向关联：他处为本地产品的最终需求而排放（{}）",
        quadrants=("双高：枢纽", "前向为主：供给者", "双低：关联弱", "后向为主：拉动者"),
        net=("净前向大于净后向", "净后向大于净前向"),
        note="虚线为中位数；灰色曲线上两者相等；两轴为平方根刻度。假设抽取法。",
    ),
    "en": _Words(
        forward="Net forward linkage: emitted here for final products of others ({})",
        backward="Net backward linkage: emitted by others for final products from here ({})",
        quadrants=(
            "Both high: hubs",
            "Forward: suppliers",
            "Both low: weakly linked",
            "Backward: drivers",
        ),
        net=("More forward than backward", "More backward than forward"),
        note=(
            "Dashed: medians. On the grey line both are equal. Both axes follow the square root. "
            "Hypothetical extraction."
        ),
    ),
}


@dataclass(frozen=True)
class _Square:
    """A square with one square-root scale on both axes, in millimetres."""

    left: float
    bottom: float
    largest: float

    def along(self, value: float) -> float:
        """Return the distance of a value from the origin."""
        return _SIDE * float(np.sqrt(value / self.largest))

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return the place of a pair of values."""
        return self.left + self.along(x), self.bottom + self.along(y)


def extraction_quadrant(
    net_forward: pd.Series,
    net_backward: pd.Series,
    regions: Sequence[Region],
    caption: Caption,
) -> Sheet:
    """Draw net forward against net backward linkage, with the medians as quadrants.

    Parameters
    ----------
    net_forward, net_backward : Series
        Linkages by code of region or of another block, in the unit of the caption
        (:func:`tanmai.decomposition.hypothetical_extraction`).
    regions : sequence of Region
        The regions or blocks to draw.
    caption : Caption
        Title, unit, source and language.

    Raises
    ------
    LabelError
        A region has no linkage.
    TableError
        A linkage is negative, or none is above zero.
    """
    codes = [region.code for region in regions]
    forward, backward = _checked(net_forward, codes), _checked(net_backward, codes)
    words = _WORDS[caption.language]
    sheet, bottom = framed_sheet(
        caption,
        title_height(caption) + _HEADING + _SIDE + _BELOW,
        description=_description(forward, regions, caption),
        notes=[words.note],
    )
    largest = 1.05 * max(forward.max(), backward.max())
    left = (WIDTH - _SIDE + _LEFT) / 2
    square = _Square(left, bottom + _BELOW, largest)
    _draw_axes(sheet.layer("axes"), square, words, caption)
    corners = _draw_quadrants(sheet.layer("quadrants"), square, forward, backward, words)
    _draw_legend(sheet.layer("legend"), square, words)
    points, nodes = sheet.layer("points"), []
    for code, x, y in zip(codes, backward, forward, strict=True):
        node = Node(*square.at(x, y), _DOT)
        colour = BROWN if y >= x else BLUE
        disc = Circle((node.x, node.y), node.radius, fc=colour, ec="white", lw=0.5)
        points.draw_mm(disc, f"point-{code}")
        nodes.append(node)
    names = [region.name(caption.language) for region in regions]
    labels = sheet.layer("labels")
    for label, code in zip(place_labels(names, nodes, [], corners), codes, strict=True):
        labels.write_with_halo(label.x, label.y, label.text, gid=f"label-{code}")
    return sheet


def _checked(linkage: pd.Series, codes: Sequence[str]) -> FloatArray:
    missing = [code for code in codes if code not in linkage.index]
    if missing:
        raise LabelError(f"Region '{missing[0]}' has no linkage; leave it out of the regions.")
    values = linkage.loc[list(codes)].to_numpy(float)
    if not (np.isfinite(values).all() and values.min() >= 0 and values.max() > 0):
        raise TableError("A picture of linkages needs some above zero, and none below it.")
    return values


def _description(forward: FloatArray, regions: Sequence[Region], caption: Caption) -> str:
    first = np.argsort(-forward, kind="stable")[:5]
    texts = in_figures(forward[first], 4)
    said = "; ".join(
        f"{regions[place].name(caption.language)} {text}"
        for place, text in zip(first, texts, strict=True)
    )
    return f"{caption.title} ({caption.unit_name}): {said}."


def _draw_axes(layer: Layer, square: _Square, words: _Words, caption: Caption) -> None:
    left, bottom = square.left, square.bottom
    layer.draw_mm(Rectangle((left, bottom), _SIDE, _SIDE, fc="none", ec=GREY, lw=0.6))
    clear = np.array([_CORNER, _SIDE - _CORNER])  # of the names of the quadrants
    layer.draw_mm(Line2D(left + clear, bottom + clear, color=FAINT, lw=0.8))
    for value in _ticks(square.largest):
        along, text = square.along(value), f"{value:,g}"
        x, y = left + along, bottom + along
        layer.draw_mm(Line2D([x, x], [bottom - 0.9, bottom], color=GREY, lw=0.5))
        layer.write(x, bottom - 3.4, text, size=NOTE_SIZE, ha="center", color=GREY)
        layer.draw_mm(Line2D([left - 0.9, left], [y, y], color=GREY, lw=0.5))
        layer.write(
            left - 1.4, y, text, size=NOTE_SIZE, ha="right", va="center_baseline", color=GREY
        )
    unit, middle = caption.unit_name, _SIDE / 2
    title = words.backward.format(unit)
    layer.write(left + middle, bottom - 8.6, title, size=BODY_SIZE, ha="center")
    title = words.forward.format(unit)
    layer.write(left - 10.5, bottom + middle, title, size=BODY_SIZE, ha="center", rotation=90)


def _ticks(largest: float) -> list[float]:
    """Return round values that stand apart on a square-root scale."""
    rounds = MaxNLocator(10, steps=[1, 2, 2.5, 5, 10]).tick_values(0.0, largest)
    ticks = [float(tick) for tick in rounds if 0 <= tick <= largest]
    return [*ticks[:1], ticks[1] / 4, *ticks[1:]]


def _draw_quadrants(
    layer: Layer, square: _Square, forward: FloatArray, backward: FloatArray, words: _Words
) -> list[Box]:
    """Draw the medians and the names of the quadrants, and return what no other name may cover."""
    x, y = square.at(float(np.median(backward)), float(np.median(forward)))
    left, bottom = square.left, square.bottom
    right, top = left + _SIDE, bottom + _SIDE
    for xs, ys in (([x, x], [bottom, top]), ([left, right], [y, y])):
        layer.draw_mm(Line2D(xs, ys, color=GREY, lw=0.6, ls=(0, (4, 3))))
    both_high, suppliers, both_low, drivers = words.quadrants
    boxes = [(right, 0.0, WIDTH, top), (0.0, 0.0, left, top)]  # no name leaves the square
    for name, (ha, at_x), at_y in (
        (both_high, ("right", right - 1.5), top - 3.5),
        (suppliers, ("left", left + 1.5), top - 3.5),
        (both_low, ("left", left + 1.5), bottom + 1.8),
        (drivers, ("right", right - 1.5), bottom + 1.8),
    ):
        layer.write(at_x, at_y, name, size=BODY_SIZE, color=GREY, ha=ha)
        width = text_width(name, BODY_SIZE)
        start = at_x - width if ha == "right" else at_x
        boxes.append((start, at_y - 0.8, start + width, at_y + 2.6))
    return boxes


def _draw_legend(layer: Layer, square: _Square, words: _Words) -> None:
    x, y = square.left, square.bottom + _SIDE + 3.0
    for text, colour in zip(words.net, (BROWN, BLUE), strict=True):
        layer.draw_mm(Circle((x + _DOT, y + 0.9), _DOT, fc=colour, ec="none"))
        layer.write(x + 4.0, y, text, size=BODY_SIZE)
        x += 4.0 + text_width(text, BODY_SIZE) + 6.0
