"""Heat map: the flows between regions as a matrix of colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.collections import PolyCollection
from matplotlib.colors import PowerNorm
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from tanmai.core.errors import TableError
from tanmai.core.flow_matrix import FlowMatrix
from tanmai.core.labels import Region
from tanmai.core.messages import message
from tanmai.draw.charts.colour_bar import COLOURS, draw_colour_bar
from tanmai.draw.charts.wording import TWO_COLUMNS
from tanmai.draw.communities import community_colour, ink_on, ordered_by_community
from tanmai.draw.design import MARGIN, SMALLEST_SIZE, Design
from tanmai.draw.fonts import POINT, text_width
from tanmai.draw.page import (
    BLUE,
    BODY_SIZE,
    BROWN,
    GREY,
    HATCH,
    INK,
    NOTE_SIZE,
    Caption,
    Layer,
    Sheet,
    framed_sheet,
    hatched,
    in_figures,
    title_height,
)

_GRID, _DIAGONAL = 128.0, "#d9d9d9"
_AXIS, _SUMS, _GAP = 5.0, 17.0, 1.5
_OUTFLOWS = 20.5  # beside the cells, for bars and their values
_SMALLEST_CELL = 1.25 * SMALLEST_SIZE * POINT
_LEGEND = 15.0  # axis title and colour bar below the names
_BAR = 76.0
_STRIP = 2.6  # with the number of a community, between names and cells


_DIAGONAL_NOTE = message(
    "Grey diagonal: emissions for a region's own final demand, outside the colour scale and the "
    "sums. Colours follow the square root of the flow."
)
_COMMUNITY_NOTE = message(
    "Black frames and numbered strips: communities, with more flows among their regions than the "
    "totals of the regions alone would give."
)


def heat_map(
    flows: FlowMatrix,
    caption: Caption,
    *,
    communities: pd.Series | None = None,
    without_data: Sequence[str] = (),
    design: Design | None = None,
) -> Sheet:
    """Draw the flows between regions as a matrix of colours, with the sums at its sides.

    Rows emit, columns demand. Colours follow the square root of the flow, which shows small
    flows beside large ones and keeps zero. The diagonal is grey and in no sum.

    Parameters
    ----------
    flows : FlowMatrix
        Flows of m regions.
    caption : Caption
        Title, unit, source and language.
    communities : Series, optional
        Number of the community by code of region: its members then stand side by side, in a
        frame; without it the regions keep their order.
    without_data : sequence of str
        Codes of the regions whose emissions are not known: their rows are hatched.
    design : Design, optional
        Its form; default: two columns wide, and always so where the cells of one column would
        be too small for a name beside each.

    Raises
    ------
    LabelError
        A region has no community.
    TableError
        There is no flow between regions, or one is negative.
    """
    numbers: list[int] = []
    if communities is not None:
        flows, numbers = ordered_by_community(flows, communities)
    between = flows.between_regions().values
    if between.min() < 0 or between.max() <= 0:
        raise TableError(message("A heat map needs flows between regions, and none below zero."))
    say, names = caption.say, [r.name(caption.language) for r in flows.regions]
    off = 1.0 + (_STRIP if numbers else 0.0)
    home = _AXIS + off + max(text_width(name, NOTE_SIZE) for name in names)
    notes = [say(_DIAGONAL_NOTE), *([say(_COMMUNITY_NOTE)] if numbers else [])]
    design = design or Design()
    width = min(_GRID, design.width - home - _OUTFLOWS)
    if width / len(names) < _SMALLEST_CELL:
        if not design.in_two_columns:
            notes.append(say(TWO_COLUMNS))
        design, width = Design(), _GRID
    size = min(NOTE_SIZE, 0.8 * width / len(names) / POINT)
    below = off + _names_height(names, size, caption.language) + _LEGEND
    height = title_height(caption, design.sheet_width) + _SUMS + width + below
    unknown = [flows.codes.index(code) for code in without_data]
    if unknown:
        notes.append(
            say(
                "Hatched: no emission inventory ({regions}).",
                regions=say(", ").join(names[row] for row in unknown),
            )
        )
    sheet, bottom = framed_sheet(
        caption,
        height,
        description=_largest(flows, caption),
        notes=notes,
        sheet_width=design.sheet_width,
    )
    grid = _Grid(MARGIN + home, bottom + below, width / len(names), len(names), off)
    norm = PowerNorm(0.5, 0.0, float(between.max()))
    cells = sheet.layer("cells")
    _draw_cells(cells, grid, flows.codes, between, norm)
    for row in unknown:
        _hatch_row(cells, grid, row)
    _draw_communities(sheet.layer("communities"), grid, numbers)
    labels = sheet.layer("labels")
    _draw_names(labels, grid, flows.regions, size, caption.language)
    middle_x, middle_y = (grid.left + grid.right) / 2, (grid.bottom + grid.top) / 2
    origin, destination = (
        say("Where it is emitted (outflow)"),
        say("Where final demand is (inflow)"),
    )
    labels.write(MARGIN + 2.4, middle_y, origin, size=BODY_SIZE, ha="center", rotation=90)
    labels.write(middle_x, bottom + _LEGEND - 4.5, destination, size=BODY_SIZE, ha="center")
    _draw_sums(sheet.layer("sums"), grid, between, caption, unknown, design)
    bar = min(_BAR, width)
    draw_colour_bar(sheet.layer("legend"), middle_x, bottom + 4.5, bar, norm, caption)
    return sheet


@dataclass(frozen=True)
class _Grid:
    left: float
    bottom: float
    cell: float
    m: int
    names_off: float  # from the cells to the names

    @property
    def right(self) -> float:
        return self.left + self.m * self.cell

    @property
    def top(self) -> float:
        return self.bottom + self.m * self.cell

    def x(self, column: int) -> float:
        return self.left + (column + 0.5) * self.cell

    def y(self, row: int) -> float:
        return self.top - (row + 0.5) * self.cell


def _largest(flows: FlowMatrix, caption: Caption) -> str:
    records = flows.between_regions().to_records().nlargest(5, "value")
    names = {region.code: region.name(caption.language) for region in flows.regions}
    texts = in_figures(records["value"], 4)
    said = "; ".join(
        f"{names[row[0]]} → {names[row[1]]} {text}"
        for row, text in zip(records.itertuples(index=False), texts, strict=True)
    )
    return f"{caption.title} ({caption.unit_name}): {said}."


def _draw_cells(
    layer: Layer,
    grid: _Grid,
    codes: Sequence[str],
    values: NDArray[np.float64],
    norm: PowerNorm,
) -> None:
    """Draw the cells of each row as one group."""
    colours = COLOURS(norm(values))
    colours[np.diag_indices(grid.m)] = Rectangle((0, 0), 1, 1, fc=_DIAGONAL).get_facecolor()
    half = grid.cell / 2
    corners = np.array([(-half, -half), (half, -half), (half, half), (-half, half)])
    for number, code in enumerate(codes):
        middles = np.array([(grid.x(column), grid.y(number)) for column in range(grid.m)])
        cells = [*(middles[:, None, :] + corners)]
        row = PolyCollection(cells, facecolors=colours[number], edgecolors="white", linewidths=0.25)
        layer.draw_mm(row, f"row-{code}")


def _hatch_row(layer: Layer, grid: _Grid, row: int) -> None:
    corner = (grid.left, grid.y(row) - grid.cell / 2)
    whole = Rectangle(corner, grid.right - grid.left, grid.cell, ec=HATCH, lw=0)
    layer.draw_mm(hatched(whole), f"row-{row + 1}-no-data")


def _draw_communities(layer: Layer, grid: _Grid, numbers: Sequence[int]) -> None:
    """Frame the cells within each community and number it beside its rows and columns."""
    for number in dict.fromkeys(numbers):
        first, size = numbers.index(number), numbers.count(number) * grid.cell
        left, top = grid.left + first * grid.cell, grid.top - first * grid.cell
        frame = Rectangle((left, top - size), size, size, fc="none", ec=INK, lw=1.0)
        layer.draw_mm(frame, f"community-{number}")
        beside = (grid.left - 0.6 - _STRIP, top - size + 0.2, _STRIP, size - 0.4)
        below = (left + 0.2, grid.bottom - 0.6 - _STRIP, size - 0.4, _STRIP)
        for x, y, width, height in (beside, below):
            colour = community_colour(number)
            layer.draw_mm(Rectangle((x, y), width, height, fc=colour, ec="none"))
            layer.write(
                x + width / 2,
                y + height / 2,
                str(number),
                size=NOTE_SIZE,
                color=ink_on(colour),
                ha="center",
                va="center_baseline",
            )


def _names_height(names: Sequence[str], size: float, language: str) -> float:
    """Return the height of the names below the columns: stacked in Chinese, turned in English."""
    if language == "zh":
        return 1.15 * size * POINT * max(len(name) for name in names)
    return max(text_width(name, size) for name in names)


def _draw_names(
    layer: Layer, grid: _Grid, regions: Sequence[Region], size: float, language: str
) -> None:
    left, top = grid.left - grid.names_off, grid.bottom - grid.names_off
    for number, region in enumerate(regions):
        name, y, gid = region.name(language), grid.y(number), f"label-{region.code}"
        layer.write(left, y, name, size=size, ha="right", va="center_baseline", gid=gid)
        if language == "zh":
            for row, character in enumerate(name):
                y = top - 0.8 - row * 1.15 * size * POINT
                layer.write(
                    grid.x(number), y, character, size=size, ha="center", va="center_baseline"
                )
        else:
            x = grid.x(number) + 0.35 * size * POINT
            layer.write(x, top, name, size=size, ha="right", rotation=90)


def _draw_sums(
    layer: Layer,
    grid: _Grid,
    values: NDArray[np.float64],
    caption: Caption,
    unknown: Sequence[int],
    design: Design,
) -> None:
    outflow, inflow = values.sum(axis=1), values.sum(axis=0)
    largest = max(outflow.max(), inflow.max())
    room = design.right - grid.right - _GAP
    out_texts, in_texts = in_figures(outflow, 3), in_figures(inflow, 3)
    widest_out = max(text_width(text, SMALLEST_SIZE) for text in out_texts)
    widest_in = max(text_width(text, SMALLEST_SIZE) for text in in_texts)
    upright = widest_in > grid.cell - 0.2
    height = _SUMS - 4.2 - (widest_in if upright else SMALLEST_SIZE * POINT)
    for number in range(grid.m):
        length = outflow[number] / largest * (room - widest_out - 1.0)
        y = grid.y(number)
        bar = Rectangle(
            (grid.right + _GAP, y - 0.35 * grid.cell), length, 0.7 * grid.cell, fc=BROWN
        )
        layer.draw_mm(bar)
        x = grid.right + _GAP + length + 0.6
        text = "–" if number in unknown else out_texts[number]
        layer.write(x, y, text, size=SMALLEST_SIZE, va="center_baseline", color=GREY)
        length = inflow[number] / largest * height
        x = grid.x(number)
        bar = Rectangle((x - 0.35 * grid.cell, grid.top + _GAP), 0.7 * grid.cell, length, fc=BLUE)
        layer.draw_mm(bar)
        y = grid.top + _GAP + length + 0.6
        turned = {"ha": "left", "rotation": 90.0} if upright else {"ha": "center"}
        x += 0.35 * SMALLEST_SIZE * POINT if upright else 0.0
        layer.write(x, y, in_texts[number], size=SMALLEST_SIZE, color=GREY, **turned)
    say, unit = caption.say, caption.unit_name
    layer.write(grid.right + _GAP, grid.top + 1.2, say("Total outflow"), size=NOTE_SIZE)
    layer.write(grid.left - 1, grid.top + _GAP, say("Total inflow"), size=NOTE_SIZE, ha="right")
    layer.write(grid.right + _GAP, grid.top + 4.2, unit, size=NOTE_SIZE, color=GREY)
