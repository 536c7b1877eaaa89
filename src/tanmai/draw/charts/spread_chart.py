"""Dots on a line: one value of each region under several readings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Circle
from numpy.typing import NDArray

from tanmai.core.errors import LabelError
from tanmai.core.labels import Region
from tanmai.core.messages import message
from tanmai.draw.charts.panel import OFF, Panel, draw_scales, names_width
from tanmai.draw.design import MARGIN, Design
from tanmai.draw.fonts import POINT
from tanmai.draw.key import ROW, SWATCH, Entry, Mark, draw_key
from tanmai.draw.page import (
    BLUE,
    BODY_SIZE,
    BROWN,
    FAINT,
    GREY,
    INK,
    Caption,
    Layer,
    Sheet,
    framed_sheet,
    in_figures,
    title_height,
)

_ROW, _DOT, _SMALL = 4.6, 1.05, 0.5
_ABOVE, _OVER = 6.5, 1.5
_OF_READINGS = (
    message("Definition of this study"),
    message("Other definitions"),
    message(
        "Lines run from the smallest to the largest value of all definitions; hollow dots: the "
        "direction of the net flow depends on the definition."
    ),
)


def spread_chart(
    values: pd.DataFrame,
    caption: Caption,
    *,
    regions: Sequence[Region],
    chosen: str,
    words: tuple[str, str, str] | None = None,
    design: Design | None = None,
) -> Sheet:
    """Draw a value of each region under every reading, the largest of the chosen one on top.

    Parameters
    ----------
    values : DataFrame
        Index: code of region. Columns: readings; in the unit of the caption.
    caption : Caption
        Title, unit, source and language.
    regions : sequence of Region
        The regions to draw.
    chosen : str
        The column whose dots are large.
    words : tuple of str, optional
        What the large dots are, what the small ones are, and a note, in the language of the
        caption; by default those of readings.
    design : Design, optional
        Its form; default: two columns wide.

    Raises
    ------
    LabelError
        A region has no values, or the chosen reading is not there.
    """
    codes = [region.code for region in regions]
    if chosen not in values or not set(codes) <= set(values.index) or not codes:
        raise LabelError(
            message("A chart of readings needs the chosen one, and values of every region.")
        )
    own, other, note = words or map(caption.say, _OF_READINGS)
    design = design or Design()
    cells = values.loc[codes].to_numpy(float)
    own_at = list(values.columns).index(chosen)
    by_code = dict(zip(codes, cells, strict=True))
    ranked = sorted(regions, key=lambda r: (-by_code[r.code][own_at], r.code))
    rows = _ROW * len(ranked)
    sheet, bottom = framed_sheet(
        caption,
        title_height(caption, design.sheet_width) + _OVER + ROW + _ABOVE + rows,
        description=_description(by_code, own_at, ranked, caption),
        notes=[note],
        sheet_width=design.sheet_width,
    )
    left = MARGIN + names_width(ranked, caption, design)
    low, high = float(cells.min()), float(cells.max())
    pad = 0.03 * (max(high, 0.0) - min(low, 0.0)) or 1.0
    top = bottom + rows
    ends = (min(low, 0.0) - pad, max(high, 0.0) + pad)
    panel = Panel(left, design.right - left, bottom, top, *ends)
    draw_scales(sheet.layer("scales"), panel)
    legend = sheet.layer("legend")
    key = [Entry(own, _mark(_DOT, BROWN)), Entry(other, _mark(_SMALL, GREY))]
    draw_key(legend, left, top + _ABOVE + ROW, design.right - left, key)
    legend.write(left - OFF, top + 1.8, caption.unit_name, size=BODY_SIZE, ha="right")
    lines, dots, labels = (sheet.layer(name) for name in ("ranges", "dots", "labels"))
    for number, region in enumerate(ranked):
        y = top - (number + 0.5) * _ROW
        name = region.name(caption.language)
        labels.write(left - OFF, y, name, size=design.label_size, ha="right", va="center_baseline")
        row = by_code[region.code]
        _draw_row(lines, dots, panel, y, float(row[own_at]), np.delete(row, own_at))
    return sheet


def _draw_row(
    lines: Layer, dots: Layer, panel: Panel, y: float, own: float, others: NDArray[np.float64]
) -> None:
    every = [own, *others]
    ends = [panel.x(min(every)), panel.x(max(every))]
    lines.draw_mm(Line2D(ends, [y, y], color=FAINT, lw=1.6, solid_capstyle="round"))
    # a line of markers: the picture holds the shape of a dot but once
    small = Line2D(
        [panel.x(value) for value in others],
        [y] * len(others),
        linestyle="none",
        marker="o",
        markersize=2 * _SMALL / POINT,
        markerfacecolor=GREY,
        markeredgecolor="white",
        markeredgewidth=0.2,
    )
    dots.draw_mm(small)
    turns = min(every) < 0 < max(every)
    colour = BROWN if own >= 0 else BLUE
    fill = "white" if turns else colour
    dots.draw_mm(Circle((panel.x(own), y), _DOT, fc=fill, ec=colour if turns else INK, lw=0.7))


def _mark(radius: float, colour: str) -> Mark:
    """Return the mark of a key: a dot."""

    def draw(layer: Layer, x: float, y: float) -> None:
        layer.draw_mm(Circle((x + SWATCH / 2, y + 1.1), radius, fc=colour, ec=INK, lw=0.3))

    return draw


def _description(
    values: Mapping[str, NDArray[np.float64]],
    own_at: int,
    ranked: Sequence[Region],
    caption: Caption,
) -> str:
    ends = [*ranked[:3], *ranked[-3:]] if len(ranked) > 6 else list(ranked)
    said = []
    for region in ends:
        row = values[region.code]
        own, low, high = in_figures([row[own_at], row.min(), row.max()], 3)
        said.append(f"{region.name(caption.language)} {own} ({low} … {high})")
    return f"{caption.title} ({caption.unit_name}): {'; '.join(said)}."
