"""Bars: carbon of a tonne by route and kind, above the footprints that others have published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from tanmai.core.errors import LabelError
from tanmai.core.language import Language
from tanmai.core.messages import message
from tanmai.draw.design import LABEL_SIZE, MARGIN, WIDTH
from tanmai.draw.fonts import text_width
from tanmai.draw.page import (
    BODY_SIZE,
    FAINT,
    GREY,
    INK,
    NOTE_SIZE,
    Caption,
    Layer,
    Sheet,
    framed_sheet,
    title_height,
    wrapped,
)
from tanmai.metals.magnesium.routes.data import CleanClass
from tanmai.metals.magnesium.routes.routes import KIND_NAMES, KINDS
from tanmai.metals.magnesium.routes.uncertainty import RouteDraws

_ROW, _BAR, _PUBLISHED_ROW = 6.2, 3.6, 7.4
_NAMES, _VALUES = 66.0, 21.0
_HEADING, _BETWEEN, _LINE = 14.0, 9.5, 2.9
_COLOURS = {
    "fuel": "#8f3d16",
    "calcination": "#d99a62",
    "power": "#8fbcd6",
    "reductant": "#33627f",
}
_UNIT = message("t CO₂ per t Mg")
_SCOPES = {
    "gate": message("direct: at the gate"),
    "indirect": message("indirect: power and reductant"),
    "cradle": message("cradle to gate"),
    "calcination": message("calcination alone"),
}


@dataclass(frozen=True)
class _Scale:
    """A horizontal scale from zero, in millimetres."""

    left: float
    width: float
    most: float

    def x(self, value: float) -> float:
        """Return the place of a value."""
        return self.left + value / self.most * self.width

    def ticks(self) -> list[float]:
        """Return round values on the scale."""
        steps = MaxNLocator(8, steps=[1, 2, 5, 10]).tick_values(0.0, self.most)
        return [float(tick) for tick in steps if 0 <= tick <= self.most]


def route_bars(
    routes: Mapping[str, RouteDraws],
    published: pd.DataFrame,
    caption: Caption,
    *,
    classes: tuple[CleanClass, ...] = (),
    level: float = 0.9,
) -> Sheet:
    """Draw routes as bars by kind with their intervals, and published figures below.

    Parameters
    ----------
    routes : mapping of str to RouteDraws
        Draws by the name to print, in the language of the caption, from top to bottom.
    published : DataFrame
        As from :func:`tanmai.metals.magnesium.routes.comparison.compare_with_published`.
    caption : Caption
        Title, source and language; the unit is that of the bars.
    classes : tuple of CleanClass
        Limits to draw as lines.
    level : float
        Share of the draws inside the intervals of the bars.

    Raises
    ------
    LabelError
        There is no route to draw.
    """
    if not routes:
        raise LabelError(message("There is no route to draw; give one or more."))
    say = caption.say
    draws = min(len(one.by_kind) for one in routes.values())
    below = _BETWEEN + _PUBLISHED_ROW * len(published) if len(published) else 0.0
    rows = _ROW * len(routes) + below
    sheet, bottom = framed_sheet(
        caption,
        title_height(caption) + _HEADING + rows,
        description=_description(routes, caption),
        notes=[
            say(
                "Lines across the bars are Monte Carlo intervals ({level} %, {draws} draws) with "
                "the median as a square. A bar or a rhomb is the result with every input at the "
                "value given; where the range of inputs lies on one side of that value alone, "
                "the end of the bar and the rhomb lie outside. Dashed lines are the limits of "
                "the classes of clean production; a hollow point is a withdrawn article. At the "
                "gate are fuel combustion and calcination alone. Mining, transport and gases "
                "other than CO₂ are not counted; published figures differ in their boundaries.",
                level=f"{100 * level:.0f}",
                draws=draws,
            )
        ],
    )
    intervals = {name: one.intervals(level) for name, one in routes.items()}
    scale = _Scale(
        MARGIN + _NAMES, WIDTH - 2 * MARGIN - _NAMES - _VALUES, _most(intervals, published, classes)
    )
    top = bottom + rows
    _draw_scale(sheet.layer("scale"), scale, bottom, top)
    _draw_legend(sheet.layer("legend"), scale, top, caption)
    _draw_limits(sheet.layer("classes"), scale, (bottom + below, top), classes, say)
    bars, texts = sheet.layer("bars"), sheet.layer("labels")
    for number, (name, interval) in enumerate(intervals.items()):
        y = top - (number + 0.5) * _ROW
        _write_name(texts, scale, y, [(name, INK)], LABEL_SIZE)
        _draw_bar(bars, scale, y, interval)
        _write_values(texts, y, interval)
    if len(published):
        _draw_published(sheet, scale, bottom + below, published, say)
    return sheet


def _most(
    intervals: Mapping[str, pd.DataFrame], published: pd.DataFrame, classes: tuple[CleanClass, ...]
) -> float:
    found = [one[["central", "high"]].to_numpy().max() for one in intervals.values()]
    if len(published):
        found.append(published[["published_high", "ours", "ours_high"]].to_numpy().max())
    found += [one.limit for one in classes]
    return float(max(found)) * 1.03


def _description(routes: Mapping[str, RouteDraws], caption: Caption) -> str:
    said = "; ".join(
        f"{name} {one.central.gate_to_gate:.1f} / {one.central.cradle_to_gate:.1f}"
        for name, one in routes.items()
    )
    return f"{caption.title} ({caption.say(_UNIT)}): {said}."


def _draw_scale(layer: Layer, scale: _Scale, bottom: float, top: float) -> None:
    for tick in scale.ticks():
        x = scale.x(tick)
        color = GREY if tick == 0 else FAINT
        layer.draw_mm(Line2D([x, x], [bottom, top + 1], color=color, lw=0.5))
        layer.write(x, top + 1.8, f"{tick:g}", size=NOTE_SIZE, ha="center", color=GREY)


def _draw_legend(layer: Layer, scale: _Scale, top: float, caption: Caption) -> None:
    say = caption.say
    y = top + 8.0
    layer.write(MARGIN, y, say("This work: cradle to gate"), size=BODY_SIZE)
    layer.write(MARGIN, y - 4.2, say(_UNIT), size=LABEL_SIZE, color=GREY)
    x = scale.left
    for kind in KINDS:
        layer.draw_mm(Rectangle((x, y), 4.0, 2.2, fc=_COLOURS[kind], ec="none"))
        name = say(KIND_NAMES[kind])
        layer.write(x + 5.0, y + 0.2, name, size=NOTE_SIZE)
        x += 5.0 + text_width(name, NOTE_SIZE) + 5.0
    layer.write(
        WIDTH - MARGIN, top + 1.8, say("gate / cradle"), size=NOTE_SIZE, ha="right", color=GREY
    )


def _draw_limits(
    layer: Layer,
    scale: _Scale,
    span: tuple[float, float],
    classes: tuple[CleanClass, ...],
    say: Language,
) -> None:
    for one in classes:
        x = scale.x(one.limit)
        layer.draw_mm(Line2D([x, x], [*span], color=GREY, lw=0.7, ls=(0, (3, 2))))
        text = say("{name} ≤ {limit}", name=one.name, limit=f"{one.limit:g}")
        layer.write(x, span[1] + 4.4, text, size=NOTE_SIZE, ha="center", color=GREY)


def _write_name(
    layer: Layer, scale: _Scale, y: float, parts: list[tuple[str, str]], size: float
) -> None:
    """Write texts of a colour each on lines below each other, centred on ``y``."""
    lines = [(line, color) for text, color in parts for line in wrapped([text], size, _NAMES - 1.5)]
    y += (len(lines) - 1) / 2 * _LINE
    for line, color in lines:
        layer.write(
            scale.left - 1.5, y, line, size=size, ha="right", va="center_baseline", color=color
        )
        y -= _LINE


def _draw_bar(layer: Layer, scale: _Scale, y: float, interval: pd.DataFrame) -> None:
    start, central = 0.0, interval["central"]
    for kind in KINDS:
        end = start + float(central[kind])
        x = scale.x(start)
        layer.draw_mm(
            Rectangle((x, y - _BAR / 2), scale.x(end) - x, _BAR, fc=_COLOURS[kind], ec="none")
        )
        start = end
    low, high, median = (float(interval[side]["cradle"]) for side in ("low", "high", "median"))
    _draw_range(layer, scale, y, low, high, INK)
    _draw_mark(layer, scale.x(median), y, "s", INK, "none")


def _draw_range(layer: Layer, scale: _Scale, y: float, low: float, high: float, color: str) -> None:
    left, right = scale.x(low), scale.x(high)
    for under, width in (("white", 2.2), (color, 0.9)):  # white keeps it apart from a dark bar
        layer.draw_mm(Line2D([left, right], [y, y], color=under, lw=width))
        for x in (left, right):
            layer.draw_mm(Line2D([x, x], [y - 0.8, y + 0.8], color=under, lw=width))


def _write_values(layer: Layer, y: float, interval: pd.DataFrame) -> None:
    gate, cradle = (float(interval["central"][scope]) for scope in ("gate", "cradle"))
    text = f"{gate:.1f} / {cradle:.1f}"
    layer.write(WIDTH - MARGIN, y, text, size=LABEL_SIZE, ha="right", va="center_baseline")


def _draw_published(
    sheet: Sheet, scale: _Scale, top: float, published: pd.DataFrame, say: Language
) -> None:
    marks, texts = sheet.layer("published"), sheet.layer("published-labels")
    y = top - 4.6
    texts.write(MARGIN, y, say("Published figures, and ours for the same scope"), size=BODY_SIZE)
    x = scale.left
    for name, marker, color in (
        (say("published, with range"), "o", INK),
        (say("ours, with interval"), "D", _COLOURS["reductant"]),
    ):
        _draw_mark(marks, x + 1.5, y + 0.9, marker, color, "full")
        texts.write(x + 4.0, y, name, size=NOTE_SIZE)
        x += 38.0
    texts.write(WIDTH - MARGIN, y, say("published | ours"), size=NOTE_SIZE, ha="right", color=GREY)
    for number, (_, row) in enumerate(published.iterrows()):
        y = top - _BETWEEN - (number + 0.5) * _PUBLISHED_ROW
        name, scope = row[f"name_{say.language}"], say(_SCOPES[row["quantity"]])
        _write_name(texts, scale, y, [(name, INK), (scope, GREY)], NOTE_SIZE)
        _draw_pair(marks, scale, y, row)
        value = f"{row['published']:.1f} | {row['ours']:.1f}"
        texts.write(WIDTH - MARGIN, y, value, size=LABEL_SIZE, ha="right", va="center_baseline")


def _draw_pair(layer: Layer, scale: _Scale, y: float, row: pd.Series) -> None:
    above, below = y + 1.3, y - 1.3
    if row["published_low"] < row["published_high"]:
        _draw_range(layer, scale, above, row["published_low"], row["published_high"], INK)
    filled = "none" if row["withdrawn"] else "full"
    _draw_mark(layer, scale.x(row["published"]), above, "o", INK, filled)
    color = _COLOURS["reductant"]
    _draw_range(layer, scale, below, row["ours_low"], row["ours_high"], color)
    _draw_mark(layer, scale.x(row["ours"]), below, "D", color, "full")


def _draw_mark(layer: Layer, x: float, y: float, marker: str, color: str, filled: str) -> None:
    size = 3.6 if marker == "o" else 3.0
    face = color if filled == "full" else "white"
    layer.draw_mm(Line2D([x], [y], marker=marker, ms=size, mfc=face, mec=color, mew=0.8, ls="none"))
