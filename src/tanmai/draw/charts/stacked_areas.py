"""Stacked areas: the parts of a sum over the years, in one panel or in two beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon

from tanmai.core.errors import LabelError, TableError, not_in_one_picture
from tanmai.core.messages import message
from tanmai.draw.charts.palette import CATEGORIES, SERIES
from tanmai.draw.charts.plot_frame import BELOW, LEFT, Axis, Frame, draw_frame
from tanmai.draw.design import MARGIN, Design
from tanmai.draw.key import SWATCH, Entry, Mark, draw_key, key_height, swatch
from tanmai.draw.page import (
    BODY_SIZE,
    GREY,
    INK,
    Caption,
    Layer,
    Sheet,
    framed_sheet,
    in_figures,
    title_height,
)

_HEIGHT, _BETWEEN = 62.0, 6.0
_DASHES = ((0, ()), (0, (4, 2)), (0, (1, 1.5)))


# the last year of history
_LAST_YEAR = message(
    "The vertical line marks the last year of history ({year}); later years are model results."
)


@dataclass(frozen=True)
class Areas:
    """Parts of a sum over the years.

    Attributes
    ----------
    parts : DataFrame
        Index: year, ascending. Columns: parts, none below zero, from the bottom up.
    title : str
        Above the panel.
    lines : mapping
        Courses to draw over the areas, three at most, by name.
    share : bool
        Whether each part is drawn as its share of the sum.
    """

    parts: pd.DataFrame
    title: str = ""
    lines: Mapping[str, pd.Series] = field(default_factory=dict)
    share: bool = False


def stacked_areas(
    panels: Sequence[Areas],
    caption: Caption,
    *,
    names: Mapping[str, str],
    base_year: int | None = None,
    colours: Mapping[str, str] | None = None,
    notes: Sequence[str] = (),
    design: Design | None = None,
) -> Sheet:
    """Draw parts stacked on each other over the years.

    Parameters
    ----------
    panels : sequence of Areas
        One or two, from left to right, each on a scale of its own.
    caption : Caption
        Title, unit, source and language.
    names : mapping
        Name of every part, in the order of their colours.
    base_year : int, optional
        Last year of history, marked by an upright line.
    colours : mapping, optional
        Colour of every part.
    notes : sequence of str
        More notes below the picture.
    design : Design, optional
        Its form; default: two columns wide. In one column two panels stand below each other.

    Raises
    ------
    LabelError
        There are more parts than colours, a part has no name, or more lines than dashes.
    TableError
        A part is below zero or no number.
    """
    _check(panels, names)
    colours = _colours(names) if colours is None else {part: colours[part] for part in names}
    design = design or Design()
    say = caption.say
    key = [Entry(names[part], swatch(colour)) for part, colour in colours.items()]
    lines = list(dict.fromkeys(name for panel in panels for name in panel.lines))
    key += [Entry(name, _line_mark(_DASHES[number])) for number, name in enumerate(lines)]
    beside = len(panels) if design.in_two_columns else 1
    rows = -(-len(panels) // beside)
    headed = 5.0 if any(panel.title for panel in panels) else 0.0
    row = headed + _HEIGHT + BELOW
    over = key_height(key, design.width) + 3.0
    sheet, bottom = framed_sheet(
        caption,
        title_height(caption, design.sheet_width) + over + rows * row,
        description=_description(panels, names, caption),
        notes=[*notes, *([say(_LAST_YEAR, year=base_year)] if base_year is not None else [])],
        sheet_width=design.sheet_width,
    )
    top = bottom + rows * row
    draw_key(sheet.layer("legend"), MARGIN, top + over - 1.0, design.width, key)
    width = (design.width - 2.0 - _BETWEEN * (beside - 1)) / beside - LEFT
    areas, axes, over_them = (sheet.layer(name) for name in ("areas", "axes", "lines"))
    for number, panel in enumerate(panels):
        left = MARGIN + LEFT + (number % beside) * (width + LEFT + _BETWEEN)
        up = Axis(say("Share (%)"), 0.0, 100.0) if panel.share else _up(panel, caption.unit_name)
        years = panel.parts.index
        along = Axis(say("Year"), float(years[0]), float(years[-1]), in_years=True)
        base = top - (number // beside + 1) * row + BELOW
        frame = Frame(left, base, width, _HEIGHT, along, up)
        draw_frame(axes, frame)
        _draw_areas(areas, frame, panel, colours)
        _draw_lines(over_them, frame, panel, lines)
        _draw_base(over_them, frame, base_year)
        axes.write(left, frame.top + 2.0, panel.title, size=BODY_SIZE)
    return sheet


def _check(panels: Sequence[Areas], names: Mapping[str, str]) -> None:
    drawn = {str(part) for panel in panels for part in panel.parts.columns}
    nameless = sorted(drawn - set(names))
    if nameless:
        raise LabelError(
            message(
                "The part '{nameless}' has no name.",
                nameless=nameless[0],
            )
        )
    if len(names) > len(CATEGORIES):
        raise not_in_one_picture(message("parts"), len(names), len(CATEGORIES))
    lines = {name for panel in panels for name in panel.lines}
    if len(lines) > len(_DASHES):
        raise not_in_one_picture(message("lines"), len(lines), len(_DASHES))
    for panel in panels:
        values = panel.parts.to_numpy(float)
        if not np.isfinite(values).all() or values.min(initial=0.0) < 0:
            raise TableError(message("Stacked areas need parts of zero or more in every year."))


def _colours(names: Mapping[str, str]) -> dict[str, str]:
    """Return a colour for each part; a few parts take colours that lie far apart."""
    if len(names) <= len(SERIES):
        return dict(zip(names, SERIES, strict=False))
    places = np.linspace(0, len(CATEGORIES) - 1, len(names)).round().astype(int)
    return {part: CATEGORIES[place] for part, place in zip(names, places, strict=True)}


def _up(panel: Areas, unit: str) -> Axis:
    highest = float(panel.parts.sum(axis=1).max())
    highest = max([highest, *(float(line.max()) for line in panel.lines.values())])
    return Axis(unit, 0.0, 1.04 * highest or 1.0)


def _stack(panel: Areas) -> np.ndarray:
    """Return the edges of the areas from the bottom up, edges x years."""
    values = panel.parts.to_numpy(float).T
    if panel.share:
        total = values.sum(axis=0)
        values = 100 * np.divide(values, total, out=np.zeros_like(values), where=total > 0)
    return np.vstack([np.zeros(values.shape[1]), np.cumsum(values, axis=0)])


def _draw_areas(layer: Layer, frame: Frame, panel: Areas, colours: Mapping[str, str]) -> None:
    edges = _stack(panel)
    years = panel.parts.index.to_numpy(float)
    for number, part in enumerate(panel.parts.columns):
        lower = np.column_stack([years, edges[number]])
        upper = np.column_stack([years, edges[number + 1]])[::-1]
        outline = frame.places(np.vstack([lower, upper]))
        colour = colours[str(part)]
        layer.draw_mm(Polygon(outline, closed=True, fc=colour, ec="white", lw=0.25), f"area-{part}")


def _draw_lines(layer: Layer, frame: Frame, panel: Areas, lines: Sequence[str]) -> None:
    for name, line in panel.lines.items():
        points = np.column_stack([line.index.to_numpy(float), line.to_numpy(float)])
        x, y = frame.places(points).T
        dash = _DASHES[lines.index(name)]
        layer.draw_mm(Line2D(x, y, color="white", lw=2.2, ls=dash))
        layer.draw_mm(Line2D(x, y, color=INK, lw=1.2, ls=dash))


def _draw_base(layer: Layer, frame: Frame, base_year: int | None) -> None:
    if base_year is None or not frame.along.low < base_year < frame.along.high:
        return
    x = frame.x(base_year)
    layer.draw_mm(Line2D([x, x], [frame.bottom, frame.top], color="white", lw=1.6))
    layer.draw_mm(Line2D([x, x], [frame.bottom, frame.top], color=GREY, lw=0.7, ls=(0, (3, 2))))


def _line_mark(dash: tuple[int, tuple[float, ...]]) -> Mark:
    def draw(layer: Layer, x: float, y: float) -> None:
        layer.draw_mm(Line2D([x, x + SWATCH], [y + 1.1, y + 1.1], color=INK, lw=1.2, ls=dash))

    return draw


def _description(panels: Sequence[Areas], names: Mapping[str, str], caption: Caption) -> str:
    said = []
    for panel in panels:
        last = panel.parts.iloc[-1]
        texts = in_figures(last, 3)
        parts = ", ".join(f"{names[str(p)]} {t}" for p, t in zip(last.index, texts, strict=True))
        said.append(f"{panel.title} {panel.parts.index[-1]}: {parts}".strip())
    return f"{caption.title} ({caption.unit_name}): {'; '.join(said)}."
