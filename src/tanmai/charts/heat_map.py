"""Heat map: the flows between regions as a matrix of colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from cmcrameri import cm
from matplotlib.collections import PolyCollection
from matplotlib.colors import ListedColormap, PowerNorm
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from tanmai.errors import TableError
from tanmai.figures import (
    BLUE,
    BODY_SIZE,
    BROWN,
    GREY,
    HATCH,
    INK,
    MARGIN,
    NOTE_SIZE,
    WIDTH,
    Caption,
    Layer,
    Sheet,
    framed_sheet,
    hatched,
    in_figures,
    title_height,
)
from tanmai.flow_matrix import FlowMatrix
from tanmai.fonts import POINT, text_width

_GRID, _DIAGONAL = 128.0, "#d9d9d9"
_HOME, _SUMS, _GAP = 22.0, 17.0, 1.5
_SUM_SIZE = 5.0
_LEGEND = 15.0  # axis title and colour bar below the names
_COLOURS = ListedColormap(cm.lajolla_r(np.linspace(0.03, 0.92, 256)))


@dataclass(frozen=True)
class _Words:
    origin: str
    destination: str
    outflow: str
    inflow: str
    diagonal: str
    without: str


_WORDS = {
    "zh": _Words(
        origin="排放地（流出）",
        destination="最终需求地（流入）",
        outflow="流出合计",
        inflow="流入合计",
        diagonal="灰色对角线为本地区为自身最终需求的排放，不计入色标与合计；色标为平方根刻度。",
        without="斜线：没有排放清单（{}）。",
    ),
    "en": _Words(
        origin="Where it is emitted (outflow)",
        destination="Where final demand is (inflow)",
        outflow="Outflow",
        inflow="Inflow",
        diagonal=(
            "Grey diagonal: emissions for a region's own final demand, outside the colour scale "
            "and the sums. Colours follow the square root of the flow."
        ),
        without="Hatched: no emission inventory ({}).",
    ),
}


def heat_map(flows: FlowMatrix, caption: Caption, *, without_data: Sequence[str] = ()) -> Sheet:
    """Draw the flows between regions as a matrix of colours, with the sums at its sides.

    Rows emit, columns demand. Colours follow the square root of the flow, which shows small
    flows beside large ones and keeps zero. The diagonal is grey and in no sum.

    Parameters
    ----------
    flows : FlowMatrix
        Flows of m regions.
    caption : Caption
        Title, unit, source and language.
    without_data : sequence of str
        Codes of the regions whose emissions are not known: their rows are hatched.

    Raises
    ------
    TableError
        There is no flow between regions, or one is negative.
    """
    between = flows.between_regions().values
    if between.min() < 0 or between.max() <= 0:
        raise TableError("A heat map needs flows between regions, and none below zero.")
    words, names = _WORDS[caption.language], [r.name(caption.language) for r in flows.regions]
    size = min(NOTE_SIZE, 0.8 * _GRID / len(names) / POINT)
    below = _names_height(names, size, caption.language) + _LEGEND
    height = title_height(caption) + _SUMS + _GRID + below
    unknown = [flows.codes.index(code) for code in without_data]
    notes = [words.diagonal]
    if unknown:
        notes.append(words.without.format(", ".join(names[row] for row in unknown)))
    sheet, bottom = framed_sheet(caption, height, description=_largest(flows, caption), notes=notes)
    grid = _Grid(MARGIN + _HOME, bottom + below, _GRID / len(names), len(names))
    norm = PowerNorm(0.5, 0.0, float(between.max()))
    _draw_cells(sheet.layer("cells"), grid, between, norm)
    for row in unknown:
        _hatch_row(sheet.layer("cells"), grid, row)
    labels = sheet.layer("labels")
    _draw_names(labels, grid, names, size, caption.language)
    middle_x, middle_y = (grid.left + grid.right) / 2, (grid.bottom + grid.top) / 2
    labels.write(MARGIN + 2.4, middle_y, words.origin, size=BODY_SIZE, ha="center", rotation=90)
    labels.write(middle_x, bottom + _LEGEND - 4.5, words.destination, size=BODY_SIZE, ha="center")
    _draw_sums(sheet.layer("sums"), grid, between, words, caption, unknown)
    _draw_colour_bar(sheet.layer("legend"), grid, bottom, norm, caption)
    return sheet


@dataclass(frozen=True)
class _Grid:
    left: float
    bottom: float
    cell: float
    m: int

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


def _draw_cells(layer: Layer, grid: _Grid, values: NDArray[np.float64], norm: PowerNorm) -> None:
    colours = _COLOURS(norm(values))
    colours[np.diag_indices(grid.m)] = Rectangle((0, 0), 1, 1, fc=_DIAGONAL).get_facecolor()
    half = grid.cell / 2
    corners = np.array([(-half, -half), (half, -half), (half, half), (-half, half)])
    middles = np.array([(grid.x(s), grid.y(r)) for r in range(grid.m) for s in range(grid.m)])
    cells = [*(middles[:, None, :] + corners)]
    layer.draw_mm(
        PolyCollection(
            cells, facecolors=colours.reshape(-1, 4), edgecolors="white", linewidths=0.25
        )
    )


def _hatch_row(layer: Layer, grid: _Grid, row: int) -> None:
    corner = (grid.left, grid.y(row) - grid.cell / 2)
    whole = Rectangle(corner, grid.right - grid.left, grid.cell, ec=HATCH, lw=0)
    layer.draw_mm(hatched(whole), f"row-{row + 1}-no-data")


def _names_height(names: Sequence[str], size: float, language: str) -> float:
    """Return the height of the names below the columns: stacked in Chinese, turned in English."""
    if language == "zh":
        return 1.0 + 1.15 * size * POINT * max(len(name) for name in names)
    return 1.0 + max(text_width(name, size) for name in names)


def _draw_names(
    layer: Layer, grid: _Grid, names: Sequence[str], size: float, language: str
) -> None:
    for number, name in enumerate(names):
        layer.write(
            grid.left - 1, grid.y(number), name, size=size, ha="right", va="center_baseline"
        )
        if language == "zh":
            for row, character in enumerate(name):
                y = grid.bottom - 1.8 - row * 1.15 * size * POINT
                layer.write(
                    grid.x(number), y, character, size=size, ha="center", va="center_baseline"
                )
        else:
            x = grid.x(number) + 0.35 * size * POINT
            layer.write(x, grid.bottom - 1, name, size=size, ha="right", rotation=90)


def _draw_sums(
    layer: Layer,
    grid: _Grid,
    values: NDArray[np.float64],
    words: _Words,
    caption: Caption,
    unknown: Sequence[int],
) -> None:
    outflow, inflow = values.sum(axis=1), values.sum(axis=0)
    largest = max(outflow.max(), inflow.max())
    room = WIDTH - MARGIN - grid.right - _GAP
    out_texts, in_texts = in_figures(outflow, 3), in_figures(inflow, 3)
    widest_out = max(text_width(text, _SUM_SIZE) for text in out_texts)
    widest_in = max(text_width(text, _SUM_SIZE) for text in in_texts)
    upright = widest_in > grid.cell - 0.2
    height = _SUMS - 4.2 - (widest_in if upright else _SUM_SIZE * POINT)
    for number in range(grid.m):
        length = outflow[number] / largest * (room - widest_out - 1.0)
        y = grid.y(number)
        bar = Rectangle(
            (grid.right + _GAP, y - 0.35 * grid.cell), length, 0.7 * grid.cell, fc=BROWN
        )
        layer.draw_mm(bar)
        x = grid.right + _GAP + length + 0.6
        text = "–" if number in unknown else out_texts[number]
        layer.write(x, y, text, size=_SUM_SIZE, va="center_baseline", color=GREY)
        length = inflow[number] / largest * height
        x = grid.x(number)
        bar = Rectangle((x - 0.35 * grid.cell, grid.top + _GAP), 0.7 * grid.cell, length, fc=BLUE)
        layer.draw_mm(bar)
        y = grid.top + _GAP + length + 0.6
        turned = {"ha": "left", "rotation": 90.0} if upright else {"ha": "center"}
        x += 0.35 * _SUM_SIZE * POINT if upright else 0.0
        layer.write(x, y, in_texts[number], size=_SUM_SIZE, color=GREY, **turned)
    unit = caption.unit_name
    layer.write(grid.right + _GAP, grid.top + 1.2, f"{words.outflow}", size=NOTE_SIZE)
    layer.write(grid.left - 1, grid.top + _GAP, f"{words.inflow}", size=NOTE_SIZE, ha="right")
    layer.write(grid.right + _GAP, grid.top + 4.2, unit, size=NOTE_SIZE, color=GREY)


def _draw_colour_bar(
    layer: Layer, grid: _Grid, bottom: float, norm: PowerNorm, caption: Caption
) -> None:
    steps, height, width = 96, 2.6, 76.0
    left = (grid.left + grid.right - width) / 2
    y = bottom + 4.5
    shades = _COLOURS(np.linspace(0, 1, steps))
    for step, shade in enumerate(shades):
        x = left + step * width / steps
        layer.draw_mm(Rectangle((x, y), width / steps + 0.05, height, fc=shade, ec="none"))
    layer.draw_mm(Rectangle((left, y), width, height, fc="none", ec=INK, lw=0.4))
    largest = float(norm.vmax or 0.0)
    for value in _apart(_ticks(largest), width / np.sqrt(largest)):
        x = left + width * float(np.sqrt(value / largest))
        layer.draw_mm(Line2D([x, x], [y, y - 0.8], color=INK, lw=0.4))
        layer.write(x, y - 3.2, f"{value:g}", size=NOTE_SIZE, ha="center")
    layer.write(left - 2, y + 0.5, caption.unit_name, size=NOTE_SIZE, ha="right")


def _ticks(largest: float) -> list[float]:
    """Return 0 and the largest round values that stand apart on the scale."""
    decade = int(np.floor(np.log10(largest)))
    rounds = [float(f"{digit}e{d}") for d in (decade, decade - 1) for digit in (5, 3, 2, 1)]
    return [0.0, *reversed([value for value in rounds if 0.003 * largest < value <= largest])]


def _apart(ticks: list[float], mm_per_root: float) -> list[float]:
    """Return 0 and the ticks whose texts keep off each other, the largest first."""
    zero, *others = ticks
    kept: list[float] = []
    free = np.inf
    for value in reversed(others):
        x, half = mm_per_root * np.sqrt(value), text_width(f"{value:g}", NOTE_SIZE) / 2 + 0.3
        if 1.5 + half < x < free - half:
            kept.insert(0, value)
            free = x - half
    return [zero, *kept]
