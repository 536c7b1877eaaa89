"""Sankey diagrams: bands as wide as the flows, pale where only the most is known."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as Outline

from tanmai.errors import LabelError
from tanmai.figures import (
    BLUE,
    INK,
    LABEL_SIZE,
    LEADING,
    MARGIN,
    NOTE_SIZE,
    WIDTH,
    Caption,
    Layer,
    Sheet,
    framed_sheet,
    title_height,
)
from tanmai.fonts import POINT, text_width, wrap

_BODY = 92.0
_NODE, _GAP, _LABEL = 1.8, 3.0, 6.6
_THINNEST = 0.25
_LANE = 4.6
_COLUMNS = ["source", "target", "name", "least", "most", "kind"]
_COLOURS = {
    "forward": "#c99a6b",
    "return": "#5b8f6a",
    "loss": "#b5b5b5",
    "trade": BLUE,
    "added": "#d9b23c",
}
_KINDS = {
    "zh": {
        "forward": "流动",
        "return": "循环",
        "loss": "排放、散失或存量",
        "trade": "贸易",
        "added": "价值增量",
    },
    "en": {
        "forward": "Flow",
        "return": "Returned",
        "loss": "Released or stored",
        "trade": "Trade",
        "added": "Value added",
    },
}
_RANGE_NOTE = {
    "zh": "两个数字为最小值与最大值：深色为最小值，浅色延伸至最大值。",
    "en": "Two numbers are the least and the most: full colour up to the least, pale to the most.",
}


@dataclass
class _Node:
    """A bar, in millimetres."""

    key: str
    name: str
    column: int
    least: float
    most: float
    lines: list[str] = field(default_factory=list)
    x: float = 0.0
    bottom: float = 0.0
    height: float = 0.0

    @property
    def top(self) -> float:
        return self.bottom + self.height

    @property
    def middle(self) -> float:
        return self.bottom + self.height / 2


@dataclass
class _Band:
    """A link between two bars, and where it leaves and enters them (its upper edge)."""

    source: _Node
    target: _Node
    name: str
    least: float
    most: float
    kind: str
    start: float = 0.0
    end: float = 0.0

    def width(self, scale: float) -> float:
        """Width in millimetres."""
        return max(self.most * scale, _THINNEST)

    @property
    def runs_back(self) -> bool:
        """Whether the band runs to the left, below everything."""
        return self.target.column <= self.source.column


def sankey(nodes: pd.DataFrame, links: pd.DataFrame, caption: Caption, *, digits: int = 1) -> Sheet:
    """Draw flows between nodes that stand in columns.

    Parameters
    ----------
    nodes : DataFrame
        Index: key. Columns: ``name`` and ``column`` (0 is the leftmost); the order of the rows is
        that from the top of a column.
    links : DataFrame
        Columns: ``source`` and ``target`` (keys of nodes), ``name``, ``least`` and ``most`` (in the
        unit of the caption, equal where the flow is known) and ``kind``: ``forward``, ``return``

        ``loss``, ``trade`` or ``added``. A link to the same column or one further left is drawn
        below.
    caption : Caption
        Title, unit, source and language.
    digits : int
        Decimals of the numbers.

    Raises
    ------
    LabelError
        A link names an unknown node or kind, or is not finite and positive.
    """
    _check(nodes, links)
    named = _bars(nodes, links)
    whole = [
        _Band(named[str(start)], named[str(end)], str(name), float(least), float(most), str(kind))
        for start, end, name, least, most, kind in links[_COLUMNS].to_numpy(object)
    ]
    bars, bands = _through_columns(list(named.values()), whole)
    returns = [band for band in bands if band.runs_back]
    below = _LANE * (len(returns) + 1) if returns else 0.0
    notes = [_RANGE_NOTE[caption.language]] if (links["most"] > links["least"]).any() else []
    sheet, bottom = framed_sheet(
        caption,
        title_height(caption) + 9.0 + _BODY + below,
        description=_description(whole, caption, digits),
        notes=notes,
    )
    scale = _place(bars, bands, bottom + below, _BODY)
    _draw_legend(sheet.layer("legend"), bottom + below + _BODY + 4.5, links, caption)
    layer = sheet.layer("flows")
    for band in sorted(bands, key=lambda band: -band.most):
        if not band.runs_back:
            _draw_band(layer, band, scale)
    labels = sheet.layer("labels")
    for number, band in enumerate(returns):
        lane = _floor_under(band, bars) - _LANE * (number + 1)
        _draw_return(layer, labels, band, scale, lane, digits)
    _draw_nodes(sheet.layer("nodes"), labels, [bar for bar in bars if bar.name], digits)
    return sheet


def _check(nodes: pd.DataFrame, links: pd.DataFrame) -> None:
    for end in ("source", "target"):
        unknown = sorted(set(links[end]) - set(nodes.index))
        if unknown:
            raise LabelError(f"A link names the node '{unknown[0]}', which is not among the nodes.")
    kinds = sorted(set(links["kind"]) - set(_COLOURS))
    if kinds:
        raise LabelError(f"A link is of kind '{kinds[0]}'; known: {', '.join(_COLOURS)}.")
    ends = links[["least", "most"]].to_numpy(float)
    wrong = ~np.isfinite(ends).all(axis=1) | (ends[:, 0] < 0) | (ends[:, 1] < ends[:, 0])
    if wrong.any():
        name = links["name"].iloc[int(np.flatnonzero(wrong)[0])]
        raise LabelError(
            f"The flow '{name}' cannot be drawn: its least and most are to be finite, and zero or "
            "more, the least first."
        )


def _bars(nodes: pd.DataFrame, links: pd.DataFrame) -> dict[str, _Node]:
    bars = {}
    for key, name, column in zip(nodes.index, nodes["name"], nodes["column"], strict=True):
        arriving, leaving = links[links["target"] == key], links[links["source"] == key]
        # What is known best of the two sides: the tighter range.
        sides = [
            (side["least"].sum(), side["most"].sum())
            for side in (arriving, leaving)
            if not side.empty
        ]
        least = max(side[0] for side in sides)
        most = max(least, min(side[1] for side in sides))
        bars[str(key)] = _Node(str(key), name, int(column), float(least), float(most))
    return bars


def _through_columns(bars: list[_Node], bands: list[_Band]) -> tuple[list[_Node], list[_Band]]:
    """Lead a band that skips columns through a nameless bar on top of each, around what stands."""
    parts, through = [], []
    for number, band in enumerate(bands):
        at = band.source
        for column in range(band.source.column + 1, band.target.column):
            bar = _Node(f"{number}:{column}", "", column, band.least, band.most)
            through.append(bar)
            parts.append(_Band(at, bar, band.name, band.least, band.most, band.kind))
            at = bar
        parts.append(_Band(at, band.target, band.name, band.least, band.most, band.kind))
    return [*through, *bars], parts


# --- layout ------------------------------------------------------------------------------


def _place(bars: list[_Node], bands: list[_Band], bottom: float, height: float) -> float:
    """Give every bar its place and return the millimetres of a unit."""
    columns: dict[int, list[_Node]] = {}
    for bar in bars:
        columns.setdefault(bar.column, []).append(bar)
    sizes = {bar.key: _drawn(bar, bands) for bar in bars}
    scale = min(
        (height - len(column) * (_GAP + _LABEL)) / sum(sizes[bar.key] for bar in column)
        for column in columns.values()
    )
    last = max(columns)
    step = (WIDTH - 2 * MARGIN - _NODE - 16.0) / max(last, 1)
    for number in sorted(columns):
        column = columns[number]
        for bar in column:
            bar.lines = wrap(bar.name, LABEL_SIZE, max(step - 2.0, 18.0))
            bar.x = MARGIN + 8.0 + number * step
            bar.height = max(sizes[bar.key] * scale, _THINNEST)
        _stack(column, bands, bottom, height)
    _ports(bars, bands, scale)
    return scale


def _drawn(bar: _Node, bands: list[_Band]) -> float:
    """Return the larger of what is drawn into a bar and out of it."""
    arriving = sum(band.most for band in bands if band.target is bar)
    leaving = sum(band.most for band in bands if band.source is bar)
    return max(arriving, leaving)


def _stack(column: list[_Node], bands: list[_Band], bottom: float, height: float) -> None:
    """Put the bars of a column near what feeds them, in their order and apart."""
    wanted = {bar.key: _wanted(bar, bands, bottom + height / 2) for bar in column}
    ceiling = bottom + height - _LABEL
    tops = []
    for bar in column:
        top = min(wanted[bar.key] + bar.height / 2, ceiling)
        tops.append(top)
        ceiling = top - bar.height - _GAP - _LABEL
    floor = bottom
    for number in range(len(column) - 1, -1, -1):
        tops[number] = max(tops[number], floor + column[number].height)
        floor = tops[number] + _LABEL + _GAP
    for bar, top in zip(column, tops, strict=True):
        bar.bottom = top - bar.height


def _wanted(bar: _Node, bands: list[_Band], otherwise: float) -> float:
    feeding = [
        b
        for b in bands
        if b.target is bar
        and not b.runs_back
        and b.source.height > 0
        and b.source.column < bar.column
    ]
    if not feeding:
        return otherwise
    weight = sum(band.most for band in feeding)
    return sum(band.source.middle * band.most for band in feeding) / weight


def _floor_under(band: _Band, bars: list[_Node]) -> float:
    """Return the lowest point of the columns that a band running back passes."""
    passed = range(band.target.column, band.source.column + 1)
    return min(bar.bottom for bar in bars if bar.column in passed)


# --- drawing -----------------------------------------------------------------------------


def _ports(bars: list[_Node], bands: list[_Band], scale: float) -> None:
    """Give every band its part of both bars: from the top in the order of the far ends."""
    for bar in bars:
        leaving = [band for band in bands if band.source is bar]
        top = bar.top
        for band in sorted(leaving, key=lambda b: (b.runs_back, -b.target.middle)):
            band.start, top = top, top - band.width(scale)
        arriving = [band for band in bands if band.target is bar]
        top = bar.top
        for band in sorted(arriving, key=lambda b: (b.runs_back, -b.source.middle)):
            band.end, top = top, top - band.width(scale)


def _shades(band: _Band, scale: float) -> list[tuple[float, float]]:
    """Return width and opacity of what is drawn of a band: pale to the most, full to the least."""
    full = [(max(band.least * scale, _THINNEST), 0.85)] if band.least > 0 else []
    return full if band.least == band.most else [(band.width(scale), 0.3), *full]


def _draw_band(layer: Layer, band: _Band, scale: float) -> None:
    x0 = band.source.x + (_NODE if band.source.name else 0.0)
    x1 = band.target.x
    for width, alpha in _shades(band, scale):
        ribbon = _ribbon(x0, band.start, x1, band.end, width)
        layer.draw_mm(PathPatch(ribbon, fc=_COLOURS[band.kind], ec="none", alpha=alpha))


def _ribbon(x0: float, top0: float, x1: float, top1: float, width: float) -> Outline:
    half = (x0 + x1) / 2
    upper = [(x0, top0), (half, top0), (half, top1), (x1, top1)]
    lower = [(x, y - width) for x, y in reversed(upper)]
    curve = [Outline.CURVE4] * 3
    codes = [Outline.MOVETO, *curve, Outline.LINETO, *curve, Outline.CLOSEPOLY]
    return Outline([*upper, *lower, upper[0]], codes)


def _draw_return(
    layer: Layer, labels: Layer, band: _Band, scale: float, lane: float, digits: int
) -> None:
    """Draw a band from the right of its source, below everything, to the left of its target."""
    width = band.width(scale)
    out, into = band.source.x + _NODE, band.target.x
    start, end = band.start - width / 2, band.end - width / 2
    turn = 2.2 + width / 2
    right, left = out + turn, into - turn
    points = [
        (out, start), (right, start), (right, start - turn), (right, lane + turn), (right, lane),
        (right - turn, lane), (left + turn, lane), (left, lane), (left, lane + turn),
        (left, end - turn), (left, end), (into, end),
    ]  # fmt: skip
    line, curve = Outline.LINETO, Outline.CURVE3
    codes = [
        Outline.MOVETO, curve, curve, line, curve, curve, line, curve, curve, line, curve, curve,
    ]  # fmt: skip
    for thickness, alpha in _shades(band, scale):
        layer.draw_mm(
            PathPatch(
                Outline(points, codes),
                fc="none",
                ec=_COLOURS[band.kind],
                lw=thickness / POINT,
                alpha=alpha,
                capstyle="butt",
            )
        )
    text = f"{band.name} {_amount(band.least, band.most, digits)}"
    labels.write((left + right) / 2, lane + 0.8 + width / 2, text, size=NOTE_SIZE, ha="center")


def _draw_nodes(layer: Layer, labels: Layer, bars: list[_Node], digits: int) -> None:
    for number, bar in enumerate(bars):
        layer.draw_mm(Rectangle((bar.x, bar.bottom), _NODE, bar.height, fc=INK, ec="none"))
        lines = [*bar.lines, _amount(bar.least, bar.most, digits)]
        widest = max(text_width(line, LABEL_SIZE) for line in lines)
        centre = bar.x + _NODE / 2
        centre = min(max(centre, MARGIN + widest / 2), WIDTH - MARGIN - widest / 2)
        for line, text in enumerate(reversed(lines)):
            y = bar.top + 1.7 + line * LABEL_SIZE * LEADING * POINT * 0.85
            labels.write_with_halo(centre, y, text, size=LABEL_SIZE, gid=f"node{number}.{line}")


def _amount(least: float, most: float, digits: int) -> str:
    low, high = f"{least:,.{digits}f}", f"{most:,.{digits}f}"
    return low if low == high else f"{low}–{high}"


def _draw_legend(layer: Layer, y: float, links: pd.DataFrame, caption: Caption) -> None:
    x = MARGIN
    for kind in (kind for kind in _COLOURS if (links["kind"] == kind).any()):
        layer.draw_mm(Rectangle((x, y), 5.0, 2.2, fc=_COLOURS[kind], ec="none", alpha=0.85))
        text = _KINDS[caption.language][kind]
        layer.write(x + 6.2, y + 0.2, text, size=LABEL_SIZE)
        x += 6.2 + text_width(text, LABEL_SIZE) + 5.0
    layer.write(WIDTH - MARGIN, y + 0.2, caption.unit_name, size=LABEL_SIZE, ha="right")


def _description(bands: list[_Band], caption: Caption, digits: int) -> str:
    largest = sorted(bands, key=lambda band: -band.most)[:5]
    said = "; ".join(f"{band.name} {_amount(band.least, band.most, digits)}" for band in largest)
    return f"{caption.title} ({caption.unit_name}): {said}."
