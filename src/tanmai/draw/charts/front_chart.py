"""Front: points of two measures, lines that join some of them, names beside those that have one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import shapely
from matplotlib.lines import Line2D

from tanmai.core.errors import not_in_one_picture
from tanmai.core.messages import message
from tanmai.draw.charts.palette import SERIES
from tanmai.draw.charts.plot_frame import BELOW, LEFT, Axis, Frame, draw_frame
from tanmai.draw.design import MARGIN, Design
from tanmai.draw.key import SWATCH, Entry, Mark, draw_key, key_height
from tanmai.draw.labels import Node, place_labels
from tanmai.draw.page import Caption, Layer, Sheet, fixed, framed_sheet, title_height

_HEIGHT, _DOT, _CLEAR = 88.0, 0.95, 0.7


def front_chart(
    series: Mapping[str, pd.DataFrame],
    caption: Caption,
    *,
    along: str,
    up: str,
    joined: Sequence[str] = (),
    notes: Sequence[str] = (),
    design: Design | None = None,
) -> Sheet:
    """Draw points of several series, some joined by lines.

    Parameters
    ----------
    series : mapping of str to DataFrame
        By name in the language of the caption. Index: name of the point, or empty. Columns: the
        value along and the value up.
    caption : Caption
        Title, source and language.
    along, up : str
        Titles of the axes with their units.
    joined : sequence of str
        The series whose points a line joins, in their order.
    notes : sequence of str
        Notes below the picture.
    design : Design, optional
        Its form; default: two columns wide.

    Raises
    ------
    LabelError
        There are no points, or more series than colours.
    """
    if not series or len(series) > len(SERIES):
        raise not_in_one_picture(message("series"), len(series), len(SERIES))
    design = design or Design()
    points = np.vstack([frame.to_numpy(float) for frame in series.values()])
    key = [
        Entry(name, _mark(colour, joined=name in joined))
        for name, colour in zip(series, SERIES, strict=False)
    ]
    over = key_height(key, design.width) + 2.0
    sheet, bottom = framed_sheet(
        caption,
        title_height(caption, design.sheet_width) + over + _HEIGHT + BELOW,
        description=_description(series, caption),
        notes=notes,
        sheet_width=design.sheet_width,
    )
    frame = Frame(
        MARGIN + LEFT,
        bottom + BELOW,
        design.width - LEFT,
        _HEIGHT,
        Axis.around(along, points[:, 0].tolist()),
        Axis.around(up, points[:, 1].tolist()),
    )
    draw_frame(sheet.layer("axes"), frame)
    draw_key(sheet.layer("legend"), frame.left, frame.top + over - 0.5, design.width - LEFT, key)
    _draw_series(sheet, frame, series, joined, design)
    return sheet


def _draw_series(
    sheet: Sheet,
    frame: Frame,
    series: Mapping[str, pd.DataFrame],
    joined: Sequence[str],
    design: Design,
) -> None:
    marks, labels = sheet.layer("points"), sheet.layer("labels")
    names, nodes, drawn = [], [], []
    for (name, one), colour in zip(series.items(), SERIES, strict=False):
        places = frame.places(one.to_numpy(float))
        if name in joined and len(one) > 1:
            marks.draw_mm(Line2D(places[:, 0], places[:, 1], color=colour, lw=1.0))
            drawn.append((shapely.LineString(places).buffer(0.4), 1.0))
        for label, (x, y) in zip(one.index, places, strict=True):
            marks.draw_mm(_dot(float(x), float(y), colour))
            if label:
                names.append(str(label))
                nodes.append(Node(float(x), float(y), _DOT))
            else:
                drawn.append((shapely.Point(x, y).buffer(_DOT), 1.0))
    outside = [
        (0.0, 0.0, frame.left + _CLEAR, 1e4),
        (frame.right - _CLEAR, 0.0, 1e4, 1e4),
        (0.0, 0.0, 1e4, frame.bottom + _CLEAR),
        (0.0, frame.top - _CLEAR, 1e4, 1e4),
    ]
    for label in place_labels(names, nodes, drawn, outside, design.label_size):
        labels.write_with_halo(label.x, label.y, label.text, size=design.label_size)


def _mark(colour: str, *, joined: bool) -> Mark:
    def draw(layer: Layer, x: float, y: float) -> None:
        if joined:
            layer.draw_mm(Line2D([x, x + SWATCH], [y + 1.0, y + 1.0], color=colour, lw=1.0))
        layer.draw_mm(_dot(x + SWATCH / 2, y + 1.0, colour))

    return draw


def _dot(x: float, y: float, colour: str) -> Line2D:
    return Line2D([x], [y], marker="o", ms=4.2, mfc=colour, mec="white", mew=0.6, ls="none")


def _description(series: Mapping[str, pd.DataFrame], caption: Caption) -> str:
    ends = {name: one.to_numpy(float)[[0, -1]] for name, one in series.items()}
    said = "; ".join(
        f"{name}: {len(series[name])}, "
        + " … ".join(f"{fixed(x, 2)} / {fixed(y, 2)}" for x, y in two.tolist())
        for name, two in ends.items()
    )
    return f"{caption.title}: {said}."
