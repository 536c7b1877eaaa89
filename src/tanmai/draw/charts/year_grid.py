"""Grid of years: when something happens, over two variables, a cell for each pair of steps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.colors import ListedColormap
from matplotlib.patches import Rectangle

from tanmai.core.errors import TableError
from tanmai.core.messages import message
from tanmai.draw.crameri import colour_map
from tanmai.draw.design import MARGIN, SMALLEST_SIZE, Design
from tanmai.draw.fonts import text_width
from tanmai.draw.key import Entry, draw_key, key_height, swatch
from tanmai.draw.page import (
    BODY_SIZE,
    INK,
    NO_DATA,
    NOTE_SIZE,
    Caption,
    Sheet,
    framed_sheet,
    title_height,
)

_COLOURS = ListedColormap(colour_map("lapaz")(np.linspace(0.12, 0.92, 256)))
_CELL, _AXIS = 8.0, 6.0


def year_grid(
    years: pd.DataFrame,
    caption: Caption,
    *,
    along: str,
    up: str,
    last_year: int,
    notes: Sequence[str] = (),
    design: Design | None = None,
) -> Sheet:
    """Draw the year in which something happens, for each pair of two variables.

    Parameters
    ----------
    years : DataFrame
        Index: steps of the variable that runs up, as they are written. Columns: steps of the one
        that runs along. Values: years, <NA> where it does not happen.
    caption : Caption
        Title, source and language.
    along, up : str
        Titles of the variables, with their units.
    last_year : int
        Year up to which was looked.
    notes : sequence of str
        More notes below the picture.
    design : Design, optional
        Its form; default: two columns wide.

    Raises
    ------
    TableError
        The grid has no cell.
    """
    if years.empty:
        raise TableError(message("A grid of years needs at least one step of each variable."))
    design = design or Design()
    rows, columns = years.shape
    names = max(text_width(str(step), NOTE_SIZE) for step in years.index)
    left = MARGIN + _AXIS + names + 2.0
    width = design.right - left
    cell = width / columns
    say = caption.say
    never = [Entry(say("Not by {year}", year=last_year), swatch(NO_DATA))]
    over = key_height(never, width) + 2.0
    below = 2 * _AXIS + 2.0
    sheet, bottom = framed_sheet(
        caption,
        title_height(caption, design.sheet_width) + over + rows * _CELL + below,
        description=_description(years, caption),
        notes=[
            say(
                "Figures are years, the darker the earlier; a dash means not by {year}.",
                year=last_year,
            ),
            *notes,
        ],
        sheet_width=design.sheet_width,
    )
    base, cells, labels = bottom + below, sheet.layer("cells"), sheet.layer("labels")
    draw_key(sheet.layer("legend"), left, base + rows * _CELL + over, width, never)
    found = years.to_numpy(dtype=float, na_value=np.nan)
    size = BODY_SIZE if text_width("2000", BODY_SIZE) < cell - 1.0 else SMALLEST_SIZE
    for row in range(rows):
        y = base + row * _CELL
        step = str(years.index[row])
        labels.write(
            left - 1.6, y + _CELL / 2, step, size=NOTE_SIZE, ha="right", va="center_baseline"
        )
        for column in range(columns):
            x, year = left + column * cell, found[row, column]
            colour = _colour(year, found)
            cells.draw_mm(Rectangle((x, y), cell, _CELL, fc=colour, ec="white", lw=0.5))
            text = "–" if np.isnan(year) else f"{year:.0f}"
            ink = INK if np.isnan(year) or _lightness(colour) > 0.55 else "white"
            labels.write(
                x + cell / 2,
                y + _CELL / 2,
                text,
                size=size,
                color=ink,
                ha="center",
                va="center_baseline",
            )
    for column, step in enumerate(years.columns):
        x = left + (column + 0.5) * cell
        labels.write(x, base - 3.6, str(step), size=NOTE_SIZE, ha="center")
    labels.write(left + width / 2, base - 8.6, along, size=BODY_SIZE, ha="center")
    middle = base + rows * _CELL / 2
    labels.write(MARGIN + 2.6, middle, up, size=BODY_SIZE, ha="center", rotation=90)
    return sheet


def _colour(year: float, years: np.ndarray) -> str | tuple[float, ...]:
    if np.isnan(year):
        return NO_DATA
    first, last = np.nanmin(years), np.nanmax(years)
    return tuple(_COLOURS((year - first) / ((last - first) or 1.0)))


def _lightness(colour: str | tuple[float, ...]) -> float:
    """Return the luminance of a colour, from black at 0 to white at 1."""
    if isinstance(colour, str):
        return 1.0
    red, green, blue = colour[:3]
    return 0.299 * red + 0.587 * green + 0.114 * blue


def _description(years: pd.DataFrame, caption: Caption) -> str:
    found = years.to_numpy(dtype=float, na_value=np.nan)
    if np.isnan(found).all():
        return f"{caption.title}: –."
    return f"{caption.title}: {np.nanmin(found):.0f} – {np.nanmax(found):.0f}."
