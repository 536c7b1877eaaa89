"""Where the bars and bands of a Sankey diagram stand, in millimetres."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import pandas as pd

from tanmai.draw.design import MARGIN, Design
from tanmai.draw.fonts import POINT, wrap

THICKNESS = 1.8
WIDEST_NAME = 30.0
"""Longer names of bars have several lines, where the columns leave as much."""
THINNEST = 0.25
LANE = 4.6
_GAP = 3.0
_LINE = 1.2  # of the size of a label
_SIDE = 8.0  # beside the outermost bars, for their labels
_BODY, _ROOM = 92.0, 34.0
_COLUMNS = ["source", "target", "name", "least", "most", "kind"]


@dataclass
class Bar:
    """A bar, in millimetres."""

    key: str
    name: str
    column: int
    least: float
    most: float
    size: float
    lines: list[str] = field(default_factory=list)
    x: float = 0.0
    bottom: float = 0.0
    height: float = 0.0

    @property
    def line(self) -> float:
        """From one line of its label to the next."""
        return _LINE * self.size * POINT

    @property
    def headroom(self) -> float:
        """What the name and the number above the bar take."""
        return (len(self.lines) + 1) * self.line + 0.6 if self.name else 0.0

    @property
    def top(self) -> float:
        """Upper end."""
        return self.bottom + self.height

    @property
    def middle(self) -> float:
        """Half way up."""
        return self.bottom + self.height / 2


@dataclass
class Band:
    """A link between two bars, and where it leaves and enters them (its upper edge)."""

    source: Bar
    target: Bar
    name: str
    least: float
    most: float
    kind: str
    start: float = 0.0
    end: float = 0.0

    def width(self, scale: float) -> float:
        """Width in millimetres."""
        return max(self.most * scale, THINNEST)

    @property
    def runs_back(self) -> bool:
        """Whether the band runs to the left, below everything."""
        return self.target.column <= self.source.column


def bars_and_bands(
    nodes: pd.DataFrame, links: pd.DataFrame, size: float
) -> tuple[list[Bar], list[Band]]:
    """Return the nodes as bars with labels of a size, and the links as bands between them."""
    bars = _bars(nodes, links, size)
    bands = [
        Band(bars[str(start)], bars[str(end)], str(name), float(least), float(most), str(kind))
        for start, end, name, least, most, kind in links[_COLUMNS].to_numpy(object)
    ]
    return list(bars.values()), bands


def _bars(nodes: pd.DataFrame, links: pd.DataFrame, size: float) -> dict[str, Bar]:
    bars = {}
    for key, name, column in zip(nodes.index, nodes["name"], nodes["column"], strict=True):
        arriving, leaving = links[links["target"] == key], links[links["source"] == key]
        sides = [
            (float(side["least"].sum()), float(side["most"].sum()))
            for side in (arriving, leaving)
            if not side.empty
        ]
        least, most = max(sides)
        # Where the two sides agree, what is known best of either; else the larger one.
        tighter = min(side[1] for side in sides)
        most = tighter if tighter >= least else most
        bars[str(key)] = Bar(str(key), name, int(column), least, most, size)
    return bars


def through_columns(bars: list[Bar], bands: list[Band]) -> tuple[list[Bar], list[Band]]:
    """Lead a band that skips columns through a nameless bar on top of each, around what stands."""
    parts, through = [], []
    for number, band in enumerate(bands):
        at = band.source
        for column in range(band.source.column + 1, band.target.column):
            bar = Bar(f"{number}:{column}", "", column, band.least, band.most, at.size)
            through.append(bar)
            parts.append(Band(at, bar, band.name, band.least, band.most, band.kind))
            at = bar
        parts.append(Band(at, band.target, band.name, band.least, band.most, band.kind))
    return [*through, *bars], parts


def body_height(bars: list[Bar]) -> float:
    """Return the height that leaves room for bars between the labels of the fullest column."""
    fullest = max(Counter(bar.column for bar in bars).values())
    return max(_BODY, fullest * (_GAP + 3 * bars[0].line) + _ROOM)


def step_between(columns: int, design: Design) -> float:
    """Return the millimetres from one column of bars to the next."""
    return (design.width - THICKNESS - 2 * _SIDE) / max(columns - 1, 1)


def place(
    bars: list[Bar], bands: list[Band], bottom: float, height: float, design: Design
) -> float:
    """Give every bar its place and return the millimetres of a unit."""
    columns: dict[int, list[Bar]] = {}
    for bar in bars:
        columns.setdefault(bar.column, []).append(bar)
    sizes = {bar.key: _drawn(bar, bands) for bar in bars}
    step = step_between(max(columns) + 1, design)
    for bar in bars:
        bar.lines = wrap(bar.name, bar.size, min(step - 1.5, WIDEST_NAME))
        bar.x = MARGIN + _SIDE + bar.column * step
    scale = min(
        (height - sum(_GAP + bar.headroom for bar in column))
        / sum(sizes[bar.key] for bar in column)
        for column in columns.values()
    )
    for _, column in sorted(columns.items()):
        for bar in column:
            bar.height = max(sizes[bar.key] * scale, THINNEST)
        _stack(column, bands, bottom, height)
    _ports(bars, bands, scale)
    return scale


def _drawn(bar: Bar, bands: list[Band]) -> float:
    """Return the larger of what is drawn into a bar and out of it."""
    arriving = sum(band.most for band in bands if band.target is bar)
    leaving = sum(band.most for band in bands if band.source is bar)
    return max(arriving, leaving)


def _stack(column: list[Bar], bands: list[Band], bottom: float, height: float) -> None:
    """Put the bars of a column near what feeds them, in their order and apart."""
    wanted = {bar.key: _wanted(bar, bands, bottom + height / 2) for bar in column}
    ceiling = bottom + height
    tops = []
    for bar in column:
        top = min(wanted[bar.key] + bar.height / 2, ceiling - bar.headroom)
        tops.append(top)
        ceiling = top - bar.height - _GAP
    floor = bottom
    for number in range(len(column) - 1, -1, -1):
        tops[number] = max(tops[number], floor + column[number].height)
        floor = tops[number] + column[number].headroom + _GAP
    for bar, top in zip(column, tops, strict=True):
        bar.bottom = top - bar.height


def _wanted(bar: Bar, bands: list[Band], otherwise: float) -> float:
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


def floor_under(band: Band, bars: list[Bar]) -> float:
    """Return the lowest point of the columns that a band running back passes."""
    passed = range(band.target.column, band.source.column + 1)
    return min(bar.bottom for bar in bars if bar.column in passed)


def _ports(bars: list[Bar], bands: list[Band], scale: float) -> None:
    """Give every band its part of both bars: from the top in the order of the far ends."""
    for bar in bars:
        leaving = [band for band in bands if band.source is bar]
        top = bar.top
        for band in sorted(leaving, key=lambda b: (b.runs_back, -b.target.middle)):
            band.start, top = top, top - band.most * scale
        arriving = [band for band in bands if band.target is bar]
        top = bar.top
        for band in sorted(arriving, key=lambda b: (b.runs_back, -b.source.middle)):
            band.end, top = top, top - band.most * scale
