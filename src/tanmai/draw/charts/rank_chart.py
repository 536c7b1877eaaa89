"""Rank chart (bump chart): how the ranks of regions change from year to year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, PathPatch
from matplotlib.path import Path as Outline

from tanmai.core.errors import LabelError, TableError
from tanmai.core.labels import Region
from tanmai.core.messages import message
from tanmai.draw.design import MARGIN, SMALLEST_SIZE, Design
from tanmai.draw.fonts import text_width
from tanmai.draw.key import SWATCH, Entry, Mark, draw_key
from tanmai.draw.page import (
    BLUE,
    BODY_SIZE,
    BROWN,
    GREY,
    Caption,
    Layer,
    Sheet,
    framed_sheet,
    title_height,
)

_ROW, _DISC = 5.0, 1.75
_HEADING = 13.0
_HELD = "#b0b0b0"
_THINNEST, _PER_PLACE, _THICKEST = 0.7, 0.28, 3.0  # points


def rank_chart(
    ranks: pd.DataFrame,
    caption: Caption,
    *,
    regions: Sequence[Region],
    design: Design | None = None,
) -> Sheet:
    """Draw the rank of each region in each year as a line, the first rank on top.

    Parameters
    ----------
    ranks : DataFrame
        Index: code of region. Columns: the years, or other names, in their order, two or more.
        Each column holds the ranks 1 to the number of regions, each once.
    caption : Caption
        Title, source and language.
    regions : sequence of Region
        The regions of the index, with their names.
    design : Design, optional
        Its form; default: two columns wide.

    Raises
    ------
    LabelError
        The regions are not those of the ranks, or there are fewer than two columns.
    TableError
        A column does not hold each rank once.
    """
    _check(ranks, regions)
    names = {region.code: region.name(caption.language) for region in regions}
    design, rows = design or Design(), _ROW * len(ranks)
    say = caption.say
    sheet, bottom = framed_sheet(
        caption,
        title_height(caption, design.sheet_width) + _HEADING + rows,
        description=_description(ranks, names, caption),
        notes=[
            say(
                "The thicker a line, the more places lie between first and last; the figure on "
                "the right is places risen (+) or fallen (−)."
            )
        ],
        sheet_width=design.sheet_width,
    )
    size = design.label_size
    room = max(text_width(name, size) for name in names.values()) + _DISC + 1.5
    change = text_width("−30", size) + 1.5
    xs = np.linspace(MARGIN + room, design.right - room - change, ranks.shape[1])
    key = [
        Entry(say("Risen"), _line(BROWN)),
        Entry(say("Fallen"), _line(BLUE)),
        Entry(say("Unchanged"), _line(_HELD)),
    ]
    draw_key(sheet.layer("legend"), MARGIN, bottom + rows + 11.0, design.width, key)
    lines, discs, labels = (sheet.layer(name) for name in ("lines", "ranks", "labels"))
    for x, year in zip(xs, ranks.columns, strict=True):
        labels.write(x, bottom + rows + 1.2, str(year), size=BODY_SIZE, ha="center")
    gained = (ranks.iloc[:, 0] - ranks.iloc[:, -1]).astype(int)
    for code in gained.abs().sort_values(kind="stable").index:  # who moved most, on top
        ys = bottom + rows - (ranks.loc[code].to_numpy(float) - 0.5) * _ROW
        _draw_line(lines, xs, ys, int(gained[code]), f"line-{code}")
        _draw_ranks(discs, xs, ys, ranks.loc[code], int(gained[code]))
        _write_ends(labels, xs, names[str(code)], (ys[0], ys[-1]), int(gained[code]), design)
    return sheet


def _check(ranks: pd.DataFrame, regions: Sequence[Region]) -> None:
    if ranks.shape[1] < 2:
        raise LabelError(message("A rank chart needs the ranks of two years or more."))
    codes = [region.code for region in regions]
    if sorted(codes) != sorted(ranks.index):
        wrong = sorted({*codes} ^ {*ranks.index}) or codes
        raise LabelError(
            message(
                "The regions of a rank chart are not those of its ranks; look at '{wrong}'.",
                wrong=wrong[0],
            )
        )
    for year in ranks.columns:
        if sorted(ranks[year]) != list(range(1, len(ranks) + 1)):
            raise TableError(
                message(
                    "The ranks of {year} are not 1 to {n}, each once; rank the regions again, "
                    "and break ties.",
                    year=year,
                    n=len(ranks),
                )
            )


def _description(ranks: pd.DataFrame, names: Mapping[str, str], caption: Caption) -> str:
    first = ranks.sort_values(ranks.columns[-1]).head(5)
    said = "; ".join(
        f"{names[str(code)]} {' → '.join(str(int(rank)) for rank in row)}"
        for code, row in zip(first.index, first.to_numpy(), strict=True)
    )
    return f"{caption.title}: {said}."


def _colour(gained: int) -> str:
    return _HELD if gained == 0 else BROWN if gained > 0 else BLUE


def _draw_line(layer: Layer, xs: np.ndarray, ys: np.ndarray, gained: int, gid: str) -> None:
    points, codes = [(xs[0], ys[0])], [Outline.MOVETO]
    for (x0, x1), (y0, y1) in zip(pairwise(xs), pairwise(ys), strict=True):
        middle = (x0 + x1) / 2
        points += [(middle, y0), (middle, y1), (x1, y1)]
        codes += [Outline.CURVE4] * 3
    width = min(_THINNEST + _PER_PLACE * abs(gained), _THICKEST)
    for colour, extra in (("white", 1.0), (_colour(gained), 0.0)):
        line = PathPatch(Outline(points, codes), fc="none", ec=colour, lw=width + extra)
        layer.draw_mm(line, gid if extra == 0 else None)


def _draw_ranks(
    layer: Layer, xs: np.ndarray, ys: np.ndarray, ranks: pd.Series, gained: int
) -> None:
    for x, y, rank in zip(xs, ys, ranks, strict=True):
        layer.draw_mm(Circle((x, y), _DISC, fc="white", ec=_colour(gained), lw=0.9))
        layer.write(x, y, f"{rank:.0f}", size=SMALLEST_SIZE, ha="center", va="center_baseline")


def _write_ends(
    layer: Layer,
    xs: np.ndarray,
    name: str,
    ys: tuple[float, float],
    gained: int,
    design: Design,
) -> None:
    left, right = xs[0] - _DISC - 1.0, xs[-1] + _DISC + 1.0
    (first, last), size = ys, design.label_size
    layer.write(left, first, name, size=size, ha="right", va="center_baseline")
    layer.write(right, last, name, size=size, va="center_baseline")
    text = "0" if gained == 0 else f"{gained:+d}".replace("-", "−")
    layer.write(design.right, last, text, size=size, ha="right", va="center_baseline", color=GREY)


def _line(colour: str) -> Mark:
    """Return the mark of a key: a piece of line."""

    def draw(layer: Layer, x: float, y: float) -> None:
        layer.draw_mm(Line2D([x, x + SWATCH], [y + 0.9, y + 0.9], color=colour, lw=1.8))

    return draw
