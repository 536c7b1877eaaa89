"""A grid of ranks: where each flow stands under each reading, and how large it is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle

from tanmai.core.errors import LabelError
from tanmai.core.messages import message
from tanmai.draw.communities import ink_on
from tanmai.draw.design import LABEL_SIZE, MARGIN, SMALLEST_SIZE, Design
from tanmai.draw.fonts import POINT, text_width, wrap
from tanmai.draw.key import ROW, Entry, draw_key, swatch
from tanmai.draw.page import (
    GREY,
    LEADING,
    Caption,
    Layer,
    Sheet,
    block_height,
    framed_sheet,
    in_figures,
    title_height,
)

_CELL, _APART, _OFF, _GAP = 7.6, 3.0, 1.5, 2.0
# The last rank of each colour; what lies beyond is white.
_RANKS = (
    message("Rank 1"),
    message("Ranks 2–3"),
    message("Ranks 4–10"),
    message("Ranks 11–20"),
)
_CLASSES = ((1, "#8f3d16"), (3, "#c9835c"), (10, "#ecccb8"), (20, "#f7ece4"))


def rank_grid(
    ranks: pd.DataFrame,
    sizes: pd.DataFrame,
    caption: Caption,
    *,
    apart: Sequence[str] = (),
    design: Design | None = None,
) -> Sheet:
    """Draw a row for each thing and a column for each ranking of it.

    Parameters
    ----------
    ranks : DataFrame
        Index: names of the things, as they are written. Columns: names of the rankings. Whole
        numbers from 1.
    sizes : DataFrame
        On the same index and columns, the values that are ranked, in the unit of the caption.
    caption : Caption
        Title, unit, source and language.
    apart : sequence of str
        Columns before which a gap is left.
    design : Design, optional
        Its form; default: two columns wide. In one, the sizes are left out.

    Raises
    ------
    LabelError
        Ranks and sizes do not have the same rows and columns, or there are none.
    """
    if ranks.empty or not (ranks.index.equals(sizes.index) and ranks.columns.equals(sizes.columns)):
        raise LabelError(
            message("A grid of ranks needs ranks and sizes of the same rows and columns.")
        )
    design = design or Design()
    names = [str(name) for name in ranks.index]
    home = max(text_width(name, design.label_size) for name in names) + _OFF
    gaps = _APART * sum(column in ranks.columns for column in apart)
    cell = (design.width - home - gaps) / ranks.shape[1]
    titles = [str(column) for column in ranks.columns]
    lines = {title: wrap(title, SMALLEST_SIZE, cell - 0.6) for title in titles}
    upright = design.in_two_columns
    heading = (
        max(block_height(text, SMALLEST_SIZE) for text in lines.values())
        if upright
        else max(text_width(title, SMALLEST_SIZE) for title in titles)
    )
    say = caption.say
    classes = [say(text) for text in _RANKS]
    key = [Entry(text, swatch(colour)) for text, (_, colour) in zip(classes, _CLASSES, strict=True)]
    note = (
        say(
            "The large figure is the rank among all flows under that definition, the small one "
            "the flow ({unit}).",
            unit=caption.unit_name,
        )
        if upright
        else say("The figure is the rank that the colour shows.")
    )
    height = _CELL if upright else 0.7 * _CELL
    rows, key_room = height * len(names), ROW * (1 if upright else 2)
    sheet, bottom = framed_sheet(
        caption,
        title_height(caption, design.sheet_width) + key_room + 2 * _GAP + heading + rows,
        description=_description(ranks, sizes, caption),
        notes=[note],
        sheet_width=design.sheet_width,
    )
    top = bottom + rows
    draw_key(sheet.layer("legend"), MARGIN, top + heading + _GAP + key_room, design.width, key)
    lefts = _lefts(titles, MARGIN + home, cell, apart)
    labels, cells = sheet.layer("labels"), sheet.layer("cells")
    for title, left in lefts.items():
        if upright:
            _write_lines(labels, left + cell / 2, top + 1.0, lines[title])
        else:
            x = left + cell / 2 + 0.35 * SMALLEST_SIZE * POINT
            labels.write(x, top + 1.0, title, size=SMALLEST_SIZE, rotation=90)
    shown = in_figures(sizes.to_numpy(float).ravel(), 3)
    texts = np.array(shown, dtype=object).reshape(sizes.shape)
    for row, name in enumerate(names):
        y = top - (row + 0.5) * height
        x = MARGIN + home - _OFF
        labels.write(x, y, name, size=design.label_size, ha="right", va="center_baseline")
        for column, title in enumerate(titles):
            box = (lefts[title], y - height / 2, cell, height)
            size = texts[row, column] if upright else ""
            _draw_cell(cells, box, int(ranks.to_numpy()[row, column]), size)
    return sheet


def _lefts(
    titles: Sequence[str], left: float, cell: float, apart: Sequence[str]
) -> dict[str, float]:
    """Return where each column begins."""
    lefts = {}
    for title in titles:
        left += _APART * (title in apart)
        lefts[title] = left
        left += cell
    return lefts


def _write_lines(layer: Layer, x: float, bottom: float, lines: Sequence[str]) -> None:
    """Write centred lines upon a height."""
    step = SMALLEST_SIZE * LEADING * POINT
    for number, line in enumerate(reversed(lines)):
        layer.write(x, bottom + number * step, line, size=SMALLEST_SIZE, ha="center")


def _draw_cell(layer: Layer, box: tuple[float, float, float, float], rank: int, size: str) -> None:
    left, bottom, width, height = box
    colour = next((colour for last, colour in _CLASSES if rank <= last), "#ffffff")
    layer.draw_mm(Rectangle((left, bottom), width, height, fc=colour, ec="white", lw=0.8))
    ink = ink_on(colour)
    x, y = left + width / 2, bottom + height / 2
    off = 1.3 if size else 0.0
    write = partial(layer.write, ha="center", va="center_baseline")
    write(x, y + off, str(rank), size=LABEL_SIZE, color=ink)
    if size:
        faint = ink if rank <= _CLASSES[1][0] else GREY
        write(x, y - 1.9, size, size=SMALLEST_SIZE, color=faint)


def _description(ranks: pd.DataFrame, sizes: pd.DataFrame, caption: Caption) -> str:
    rows = zip(ranks.index[:5], ranks.to_numpy(int), sizes.to_numpy(float), strict=False)
    said = "; ".join(
        f"{name} {row.min()}–{row.max()} ({'–'.join(in_figures([size.min(), size.max()], 3))})"
        for name, row, size in rows
    )
    return f"{caption.title} ({caption.unit_name}): {said}."
