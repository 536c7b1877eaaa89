"""Fans: lines over time, each in the bands that it lies in, a panel for each thing measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon
from numpy.typing import NDArray

from tanmai.core.errors import not_in_one_picture
from tanmai.core.messages import message
from tanmai.draw.charts.palette import SERIES
from tanmai.draw.charts.plot_frame import BELOW, LEFT, Axis, Frame, draw_frame
from tanmai.draw.design import MARGIN, Design
from tanmai.draw.fonts import text_width
from tanmai.draw.key import SWATCH, Entry, Mark, draw_key, key_height
from tanmai.draw.page import BODY_SIZE, INK, NOTE_SIZE, Caption, Layer, Sheet, fixed, framed_sheet
from tanmai.draw.page import title_height as height_of_title

FloatArray = NDArray[np.float64]

_HEIGHT, _TITLE, _GAP = 44.0, 5.0, 5.0
_BAND = 0.17
_FIRST_YEAR = 1000  # times from here on are years


@dataclass(frozen=True, eq=False)
class Line:
    """Values over time, with the bands that they lie in.

    Attributes
    ----------
    values : array (T,)
    bands : sequence of (low, high)
        Pairs of arrays (T,), the wider ones first.
    dashed : bool
        Whether it is drawn in dashes.
    """

    values: FloatArray
    bands: Sequence[tuple[FloatArray, FloatArray]] = ()
    dashed: bool = False


@dataclass(frozen=True, eq=False)
class FanPanel:
    """One thing measured.

    Attributes
    ----------
    title : str
        Title with the unit.
    times : array (T,)
    lines : mapping of str to Line
        By name in the language of the picture; the same names mean the same in every panel.
    marks : mapping of str to (float, float)
        Points to stand beside them, by what they are called: time and value.
    """

    title: str
    times: FloatArray
    lines: Mapping[str, Line]
    marks: Mapping[str, tuple[float, float]] = field(default_factory=dict)


def fan_chart(
    panels: Sequence[FanPanel],
    caption: Caption,
    *,
    along: str = "",
    zero: bool = False,
    alike: bool = False,
    notes: Sequence[str] = (),
    design: Design | None = None,
) -> Sheet:
    """Draw panels of lines over time with their bands, two beside each other.

    Parameters
    ----------
    panels : sequence of FanPanel
        What is measured; all lines together have no more names than there are colours.
    caption : Caption
        Title, source and language.
    along : str
        Title of the axis of time; empty where it speaks for itself.
    zero : bool
        Whether the axes start at zero.
    alike : bool
        Whether all panels have one scale, as where they show the same thing.
    notes : sequence of str
        Notes below the picture.
    design : Design, optional
        Its form; default: two columns wide.

    Raises
    ------
    LabelError
        There is nothing to draw, or more lines than colours.
    """
    names = list(dict.fromkeys(name for panel in panels for name in panel.lines))
    if not names or len(names) > len(SERIES):
        raise not_in_one_picture(message("lines"), len(names), len(SERIES))
    colours = dict(zip(names, SERIES, strict=False))
    dashed = {name for panel in panels for name, line in panel.lines.items() if line.dashed}
    design = design or Design()
    across = 2 if design.in_two_columns and len(panels) > 1 else 1
    down = -(-len(panels) // across)
    key = [Entry(name, _mark(colours[name], dashed=name in dashed)) for name in names]
    over = key_height(key, design.width) + 2.0
    below = BELOW if along else BELOW - 4.5
    step = _TITLE + _HEIGHT + below + _GAP
    sheet, bottom = framed_sheet(
        caption,
        height_of_title(caption, design.sheet_width) + over + down * step - _GAP,
        description=_description(panels, caption),
        notes=notes,
        sheet_width=design.sheet_width,
    )
    top = bottom + down * step - _GAP
    draw_key(sheet.layer("legend"), MARGIN, top + over - 1.0, design.width, key)
    width = (design.width - (across - 1) * _GAP) / across
    layers = [sheet.layer(name) for name in ("axes", "titles", "bands", "lines")]
    values = [_values(panel) for panel in panels]
    if alike:
        values = [[one for own in values for one in own]] * len(panels)
    for number, panel in enumerate(panels):
        row, column = divmod(number, across)
        left = MARGIN + column * (width + _GAP) + LEFT
        floor = top - (row + 1) * step + _GAP + below
        first = float(panel.times[0])
        time = Axis(along, first, float(panel.times[-1]), in_years=first > _FIRST_YEAR)
        height = Axis.around("", values[number], zero=zero)
        frame = Frame(left, floor, width - LEFT, _HEIGHT, time, height)
        _draw_panel(layers, frame, panel, colours)
    return sheet


def _values(panel: FanPanel) -> list[float]:
    """Return every number that a panel shows."""
    arrays = [line.values for line in panel.lines.values()]
    arrays += [end for line in panel.lines.values() for band in line.bands for end in band]
    values = [*np.concatenate(arrays).tolist(), *(value for _, value in panel.marks.values())]
    return [value for value in values if np.isfinite(value)]


def _draw_panel(
    layers: Sequence[Layer], frame: Frame, panel: FanPanel, colours: Mapping[str, str]
) -> None:
    axes, titles, bands, lines = layers
    draw_frame(axes, frame)
    titles.write(frame.left, frame.top + 1.6, panel.title, size=BODY_SIZE)
    for name, line in panel.lines.items():
        for low, high in line.bands:
            upper, lower = (frame_points(frame, panel.times, end) for end in (high, low))
            edge = np.concatenate([lower, upper[::-1]])
            bands.draw_mm(Polygon(edge, fc=colours[name], ec="none", alpha=_BAND))
        places = frame_points(frame, panel.times, line.values)
        style = (0, (3.5, 1.8)) if line.dashed else "-"
        lines.draw_mm(Line2D(*places.T, color=colours[name], lw=1.2, ls=style))
    for name, (time, value) in panel.marks.items():
        x, y = frame.x(time), frame.y(value)
        dot = Line2D([x], [y], marker="D", ms=3.6, mfc="white", mec=INK, mew=0.8, ls="none")
        lines.draw_mm(dot)
        shift = 1.8 + text_width(name, NOTE_SIZE) / 2
        before = x > frame.left + frame.width / 2
        lines.write_with_halo(x - shift if before else x + shift, y, name, size=NOTE_SIZE)


def frame_points(frame: Frame, times: FloatArray, values: FloatArray) -> FloatArray:
    """Return the places of values over time that are known, (K, 2)."""
    known = np.isfinite(values)
    return frame.places(np.column_stack([times[known], values[known]]))


def _mark(colour: str, *, dashed: bool) -> Mark:
    def draw(layer: Layer, x: float, y: float) -> None:
        style = (0, (3.5, 1.8)) if dashed else "-"
        layer.draw_mm(Line2D([x, x + SWATCH], [y + 1.0, y + 1.0], color=colour, lw=1.4, ls=style))

    return draw


def _description(panels: Sequence[FanPanel], caption: Caption) -> str:
    said = "; ".join(
        f"{panel.title}: "
        + ", ".join(
            f"{name} {fixed(float(known[0]), 2)} … {fixed(float(known[-1]), 2)}"
            for name, line in panel.lines.items()
            if len(known := line.values[np.isfinite(line.values)])
        )
        for panel in panels
    )
    return f"{caption.title}: {said}."
