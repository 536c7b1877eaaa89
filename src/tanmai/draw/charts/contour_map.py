"""Contour map: a result over two variables, the line where it takes a value, points on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import matplotlib as mpl
import numpy as np
import shapely
from contourpy import contour_generator
from matplotlib.colors import ListedColormap
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, PathPatch
from matplotlib.path import Path as Outline
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from tanmai.core.errors import TableError
from tanmai.core.messages import message
from tanmai.draw.charts.plot_frame import BELOW, LEFT, Axis, Frame, draw_frame, tick_texts
from tanmai.draw.crameri import colour_map
from tanmai.draw.design import MARGIN, Design
from tanmai.draw.fonts import text_width
from tanmai.draw.labels import Node, place_labels
from tanmai.draw.page import (
    BODY_SIZE,
    GREY,
    INK,
    NOTE_SIZE,
    Caption,
    Layer,
    Sheet,
    framed_sheet,
    title_height,
)

FloatArray = NDArray[np.float64]
_COLOURS = ListedColormap(colour_map("lapaz_r")(np.linspace(0.02, 0.75, 256)))
_HEIGHT, _BETWEEN, _BAR, _BANDS, _DOT, _CLEAR = 74.0, 6.0, 16.0, 9, 0.9, 0.7


@dataclass(frozen=True)
class Contours:
    """A result over two variables.

    Attributes
    ----------
    along, up : Axis
        The variables; their ends are those of the grid.
    values : array
        The result, shape (steps up, steps along), evenly spaced from end to end.
    title : str
        Above the panel.
    lines : mapping
        Lines to draw: name to another result on the same grid and the value that it takes there.
    points : mapping
        Places to mark by name.
    """

    along: Axis
    up: Axis
    values: FloatArray
    title: str = ""
    lines: Mapping[str, tuple[FloatArray, float]] = field(default_factory=dict)
    points: Mapping[str, tuple[float, float]] = field(default_factory=dict)


def contour_map(
    panels: Sequence[Contours],
    caption: Caption,
    *,
    notes: Sequence[str] = (),
    design: Design | None = None,
) -> Sheet:
    """Draw one to three panels beside each other on one scale of colour.

    Parameters
    ----------
    panels : sequence of Contours
        The panels, from left to right.
    caption : Caption
        Title, unit of the result, source and language.
    notes : sequence of str
        Notes below the picture.
    design : Design, optional
        Its form; default: two columns wide.

    Raises
    ------
    TableError
        A grid holds something else than numbers.
    """
    if not all(np.isfinite(panel.values).all() for panel in panels):
        raise TableError(message("A contour map needs a number at every point of its grid."))
    design = design or Design()
    levels = _levels(panels)
    headed = 5.0 if any(panel.title for panel in panels) else 0.0
    sheet, bottom = framed_sheet(
        caption,
        title_height(caption, design.sheet_width) + headed + _HEIGHT + BELOW + 6.0,
        description=_description(panels, caption),
        notes=notes,
        sheet_width=design.sheet_width,
    )
    room = design.width - _BAR - _BETWEEN * (len(panels) - 1) - LEFT * len(panels)
    width = room / len(panels)
    base = bottom + BELOW + 2.0
    bands, axes = sheet.layer("bands"), sheet.layer("axes")
    lines, labels = sheet.layer("lines"), sheet.layer("labels")
    for number, panel in enumerate(panels):
        left = MARGIN + LEFT + number * (width + LEFT + _BETWEEN)
        frame = Frame(left, base, width, _HEIGHT, panel.along, panel.up)
        _draw_bands(bands, frame, panel, levels)
        draw_frame(axes, frame, grid=False)
        labels.write(left, frame.top + 2.0, panel.title, size=BODY_SIZE)
        taken = _draw_lines(lines, labels, frame, panel)
        _draw_points(lines, labels, frame, panel, taken)
    _draw_scale(sheet.layer("scale"), design.right - _BAR + 4.0, base, levels, caption)
    return sheet


def _levels(panels: Sequence[Contours]) -> list[float]:
    low = min(float(panel.values.min()) for panel in panels)
    high = max(float(panel.values.max()) for panel in panels)
    if high - low < 1e-12 * max(abs(high), 1.0):
        high = low + max(abs(low), 1.0) * 1e-6
    return [float(v) for v in MaxNLocator(_BANDS, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)]


def _grid(panel: Contours) -> tuple[FloatArray, FloatArray]:
    rows, columns = panel.values.shape
    return (
        np.linspace(panel.along.low, panel.along.high, columns),
        np.linspace(panel.up.low, panel.up.high, rows),
    )


def _shades(levels: Sequence[float]) -> list[str]:
    count = max(len(levels) - 1, 1)
    return [mpl.colors.to_hex(_COLOURS((at + 0.5) / count)) for at in range(count)]


def _draw_bands(layer: Layer, frame: Frame, panel: Contours, levels: Sequence[float]) -> None:
    x, y = _grid(panel)
    found = contour_generator(x, y, panel.values, fill_type="OuterOffset")
    for low, high, shade in zip(levels, levels[1:], _shades(levels), strict=False):
        # a little over the band, so that no white seam is left between two
        for ring, ends in zip(*found.filled(low, high + 0.02 * (high - low)), strict=True):
            places = frame.places(np.asarray(ring))
            codes = np.full(len(places), Outline.LINETO, dtype=Outline.code_type)
            codes[np.asarray(ends, dtype=int)[:-1]] = Outline.MOVETO
            layer.draw_mm(PathPatch(Outline(places, codes), fc=shade, ec="none"))


def _draw_lines(
    lines: Layer, labels: Layer, frame: Frame, panel: Contours
) -> list[tuple[float, float, float, float]]:
    """Draw the lines with their names on them, and return what the names cover."""
    x, y = _grid(panel)
    taken: list[tuple[float, float, float, float]] = []
    for number, (name, (values, level)) in enumerate(panel.lines.items()):
        style = ("-", (0, (4, 2)), (0, (1, 1.5)))[number % 3]
        found = contour_generator(x, y, values, line_type="Separate").lines(level)
        drawn = [frame.places(np.asarray(line)) for line in found]
        for places in drawn:
            lines.draw_mm(Line2D(places[:, 0], places[:, 1], color=INK, lw=1.1, ls=style))
        if drawn:
            taken.append(_write_on(labels, frame, max(drawn, key=len), name, taken))
    return taken


def _write_on(
    layer: Layer,
    frame: Frame,
    line: FloatArray,
    name: str,
    taken: Sequence[tuple[float, float, float, float]],
) -> tuple[float, float, float, float]:
    """Write the name of a line on it, where it is inside the frame and off other names."""
    half = text_width(name, NOTE_SIZE) / 2 + 1.0
    boxes = []
    for share in (0.5, 0.35, 0.65, 0.2, 0.8):
        px, py = line[int(share * (len(line) - 1))]
        cx = min(max(float(px), frame.left + half), frame.right - half)
        cy = min(max(float(py), frame.bottom + 2.0), frame.top - 2.0)
        boxes.append((cx - half, cy - 1.6, cx + half, cy + 1.6))
    free = [
        box
        for box in boxes
        if not any(shapely.box(*box).intersects(shapely.box(*other)) for other in taken)
    ]
    box = (free or boxes)[0]
    layer.write_with_halo((box[0] + box[2]) / 2, (box[1] + box[3]) / 2, name, size=NOTE_SIZE)
    return box


def _draw_points(
    marks: Layer,
    labels: Layer,
    frame: Frame,
    panel: Contours,
    taken: Sequence[tuple[float, float, float, float]],
) -> None:
    nodes = [Node(frame.x(x), frame.y(y), _DOT) for x, y in panel.points.values()]
    for node in nodes:
        marks.draw_mm(Circle((node.x, node.y), _DOT, fc=INK, ec="white", lw=0.6))
    outside = [
        (0.0, 0.0, frame.left + _CLEAR, 1e4),
        (frame.right - _CLEAR, 0.0, 1e4, 1e4),
        (0.0, 0.0, 1e4, frame.bottom + _CLEAR),
        (0.0, frame.top - _CLEAR, 1e4, 1e4),
    ]
    for label in place_labels(list(panel.points), nodes, [], [*taken, *outside], NOTE_SIZE):
        labels.write_with_halo(label.x, label.y, label.text, size=NOTE_SIZE)


def _draw_scale(
    layer: Layer, left: float, bottom: float, levels: Sequence[float], caption: Caption
) -> None:
    step = _HEIGHT / max(len(levels) - 1, 1)
    for number, shade in enumerate(_shades(levels)):
        layer.draw_mm(
            mpl.patches.Rectangle((left, bottom + number * step), 2.6, step, fc=shade, ec="none")
        )
    for number, text in enumerate(tick_texts(levels)):
        y = bottom + number * step
        layer.write(left + 3.4, y, text, size=NOTE_SIZE, va="center_baseline", color=GREY)
    layer.write(left + 12.0, bottom + _HEIGHT + 2.0, caption.unit_name, size=NOTE_SIZE, ha="right")


def _description(panels: Sequence[Contours], caption: Caption) -> str:
    said = "; ".join(
        f"{panel.title or panel.along.title}: {panel.values.min():.6g} … {panel.values.max():.6g}"
        for panel in panels
    )
    return f"{caption.title} ({caption.unit_name}): {said}."
