"""Lorenz curves: the share of the whole that the smallest hold together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.lines import Line2D

from tanmai.core.errors import TableError, not_in_one_picture
from tanmai.core.messages import message
from tanmai.draw.charts.palette import SERIES
from tanmai.draw.charts.plot_frame import BELOW, LEFT, Axis, Frame, draw_frame
from tanmai.draw.design import MARGIN, Design
from tanmai.draw.key import SWATCH, Entry, Mark, draw_key, key_height
from tanmai.draw.page import GREY, Caption, Layer, Sheet, fixed, framed_sheet, title_height

_SIDE = 82.0


def lorenz_chart(
    sizes: Mapping[str, Sequence[float]],
    caption: Caption,
    *,
    notes: Sequence[str] = (),
    design: Design | None = None,
) -> Sheet:
    """Draw the Lorenz curve of several sets of sizes.

    Parameters
    ----------
    sizes : mapping
        Sizes by the name of the set in the language of the caption.
    caption : Caption
        Title, source and language.
    notes : sequence of str
        Notes below the picture.
    design : Design, optional
        Its form; default: two columns wide.

    Raises
    ------
    LabelError
        There is no set, or more than there are colours.
    TableError
        A size is below zero, or all of a set are zero.
    """
    if not sizes or len(sizes) > len(SERIES):
        raise not_in_one_picture(message("curves"), len(sizes), len(SERIES))
    for name, one in sizes.items():
        if min(one) < 0 or sum(one) <= 0:
            raise TableError(
                message(
                    "{name}: sizes must be above zero, at least one of them.",
                    name=name,
                )
            )
    design = design or Design()
    say = caption.say
    key = [Entry(name, _mark(colour)) for name, colour in zip(sizes, SERIES, strict=False)]
    key.append(Entry(say("Equal shares"), _mark(GREY)))
    side = min(_SIDE, design.width - LEFT)
    over = key_height(key, design.width - LEFT) + 2.0
    sheet, bottom = framed_sheet(
        caption,
        title_height(caption, design.sheet_width) + over + side + BELOW,
        description=_description(sizes, caption),
        notes=notes,
        sheet_width=design.sheet_width,
    )
    left = MARGIN + LEFT + (design.width - LEFT - side) / 2
    along = Axis(say("Number, smallest first (%)"), 0.0, 100.0)
    up = Axis(say("Share that they hold (%)"), 0.0, 100.0)
    frame = Frame(left, bottom + BELOW, side, side, along, up)
    draw_frame(sheet.layer("axes"), frame)
    draw_key(sheet.layer("legend"), left, frame.top + over - 0.5, design.right - left, key)
    curves = sheet.layer("curves")
    curves.draw_mm(Line2D([left, frame.right], [frame.bottom, frame.top], color=GREY, lw=0.8))
    for one, colour in zip(sizes.values(), SERIES, strict=False):
        held = np.concatenate([[0.0], np.cumsum(np.sort(np.asarray(one, dtype=float)))])
        number = np.linspace(0.0, 100.0, len(held))
        places = frame.places(np.column_stack([number, 100.0 * held / held[-1]]))
        curves.draw_mm(Line2D(places[:, 0], places[:, 1], color=colour, lw=1.3))
    return sheet


def _mark(colour: str) -> Mark:
    def draw(layer: Layer, x: float, y: float) -> None:
        layer.draw_mm(Line2D([x, x + SWATCH], [y + 1.0, y + 1.0], color=colour, lw=1.3))

    return draw


def _description(sizes: Mapping[str, Sequence[float]], caption: Caption) -> str:
    said = "; ".join(
        f"{name}: {len(one)}, {fixed(100 * max(one) / sum(one), 1)} %"
        for name, one in sizes.items()
    )
    return f"{caption.title}: {said}."
