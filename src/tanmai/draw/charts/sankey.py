"""Sankey diagrams: bands as wide as the flows, pale where only the most is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as Outline

from tanmai.core.errors import LabelError
from tanmai.core.messages import listed, message
from tanmai.draw.charts.sankey_layout import (
    LANE,
    THICKNESS,
    THINNEST,
    Band,
    Bar,
    bars_and_bands,
    body_height,
    floor_under,
    place,
    step_between,
    through_columns,
)
from tanmai.draw.charts.wording import TWO_COLUMNS
from tanmai.draw.design import LABEL_SIZE, MARGIN, SMALLEST_SIZE, Design
from tanmai.draw.fonts import POINT, text_width
from tanmai.draw.key import ROW, Entry, draw_key, key_height, swatch
from tanmai.draw.page import BLUE, BODY_SIZE, INK, Caption, Layer, Sheet, framed_sheet, title_height

_LABEL_SIZE = 8.0
_NARROWEST = 12.5  # millimetres from one column of nodes to the next, for the longest words
_COLOURS = {
    "forward": "#c99a6b",
    "return": "#5b8f6a",
    "loss": "#b5b5b5",
    "trade": BLUE,
    "added": "#d9b23c",
}
_KINDS = {
    "forward": message("Forward flow"),
    "return": message("Returned"),
    "loss": message("Released or stored"),
    "trade": message("Trade"),
    "added": message("Value added"),
}
_MOST_LEVEL = 0.55  # of the way between two columns; the rest is for the bend


def sankey(
    nodes: pd.DataFrame,
    links: pd.DataFrame,
    caption: Caption,
    *,
    kinds: Mapping[str, tuple[str, str]] | None = None,
    least_drawn: float = 0.0,
    decimals: int = 1,
    design: Design | None = None,
) -> Sheet:
    """Draw flows between nodes that stand in columns.

    Bands leave and reach their bars level as far as names stand above bars, and bend between.

    Parameters
    ----------
    nodes : DataFrame
        Index: key. Columns: ``name`` and ``column`` (0 is the leftmost); the order of the rows is
        that from the top of a column.
    links : DataFrame
        Columns: ``source`` and ``target`` (keys of nodes), ``name``, ``least`` and ``most`` (in the
        unit of the caption, equal where the flow is known) and ``kind``: ``forward``, ``return``,
        ``loss``, ``trade`` or ``added``. A link to the same column or one further left is drawn
        below.
    caption : Caption
        Title, unit, source and language.
    kinds : mapping of str to (str, str), optional
        Colour and name of each kind of link, in place of those above.
    least_drawn : float
        Smaller links are counted in the bars but not drawn, which a note says.
    decimals : int
        Of the numbers.
    design : Design, optional
        Its form; default: two columns wide. With more than six columns of nodes it is two
        columns of a journal always: in one the names would have no room.

    Raises
    ------
    LabelError
        A link names an unknown node or kind, or is not finite and positive.
    """
    say = caption.say
    kinds = kinds or {kind: (_COLOURS[kind], say(name)) for kind, name in _KINDS.items()}
    colours = {kind: colour for kind, (colour, _) in kinds.items()}
    _check(nodes, links, colours)
    asked = design or Design()
    design = _wide_enough(asked, nodes)
    size = _LABEL_SIZE if design.in_two_columns else SMALLEST_SIZE
    named, whole = bars_and_bands(nodes, links, size)
    bars, bands = through_columns(named, whole)
    height = body_height(bars)
    returns = [band for band in bands if band.runs_back]
    scale = place(bars, bands, 0.0, height, design)  # it depends on the height alone
    below = sum(LANE + band.width(scale) for band in returns) + (LANE if returns else 0.0)
    notes = []
    if (links["most"] > links["least"]).any():
        notes.append(
            say(
                "Two numbers are the lower and the upper bound: full colour up to the lower, "
                "pale up to the upper."
            )
        )
    if design.columns != asked.columns:
        notes.append(say(TWO_COLUMNS))
    if (links["most"] < least_drawn).any():
        amount = caption.with_unit(_amount(least_drawn, least_drawn, decimals))
        notes.append(
            say("Flows below {amount} are counted in the bars but not drawn.", amount=amount)
        )
    key, unit = _key(links, kinds), caption.unit_name
    key_width = design.width - text_width(unit, BODY_SIZE) - 4.0
    heading = max(key_height(key, key_width), ROW) + 5.0
    sheet, bottom = framed_sheet(
        caption,
        title_height(caption, design.sheet_width) + heading + height + below,
        description=_description(whole, caption, decimals),
        notes=notes,
        sheet_width=design.sheet_width,
    )
    place(bars, bands, bottom + below, height, design)
    legend, top = sheet.layer("legend"), bottom + below + height + heading - 1.0
    draw_key(legend, MARGIN, top, key_width, key)
    legend.write(design.right, top - ROW + 1.2, unit, size=BODY_SIZE, ha="right")
    layer = sheet.layer("flows")
    level = _level_runs(bars, decimals, design)
    for band in sorted(bands, key=lambda band: -band.most):
        if not band.runs_back and band.most >= least_drawn:
            _draw_band(layer, band, scale, colours[band.kind], level)
    labels = sheet.layer("labels")
    # halfway between two columns, where no name reaches
    aside = (step_between(int(nodes["column"].max()) + 1, design) - THICKNESS) / 2
    down = 0.0
    for band in returns:
        down += LANE + band.width(scale)
        lane = floor_under(band, bars) - down + band.width(scale) / 2
        _draw_return(
            layer, labels, band, colours[band.kind], scale, lane, decimals, (aside, design.right)
        )
    _draw_nodes(sheet.layer("nodes"), labels, [bar for bar in bars if bar.name], decimals, design)
    return sheet


def _wide_enough(design: Design, nodes: pd.DataFrame) -> Design:
    """Return the design, or that of two columns where names would have no room in it."""
    room = step_between(int(nodes["column"].max()) + 1, design)
    return design if room >= _NARROWEST else Design()


def _check(nodes: pd.DataFrame, links: pd.DataFrame, known: Iterable[str]) -> None:
    for end in ("source", "target"):
        unknown = sorted(set(links[end]) - set(nodes.index))
        if unknown:
            raise LabelError(
                message(
                    "A link names the node '{unknown}', which is not among the nodes.",
                    unknown=unknown[0],
                )
            )
    unlinked = [str(key) for key in nodes.index if key not in {*links["source"], *links["target"]}]
    if unlinked:
        raise LabelError(
            message(
                "No link begins or ends at the node '{unlinked}'; leave it out.",
                unlinked=unlinked[0],
            )
        )
    kinds = sorted(set(links["kind"]) - set(known))
    if kinds:
        raise LabelError(
            message(
                "A link is of kind '{kinds}'; known: {known}.",
                kinds=kinds[0],
                known=listed(known),
            )
        )
    ends = links[["least", "most"]].to_numpy(float)
    wrong = ~np.isfinite(ends).all(axis=1) | (ends[:, 0] < 0) | (ends[:, 1] < ends[:, 0])
    if wrong.any():
        name = links["name"].iloc[int(np.flatnonzero(wrong)[0])]
        raise LabelError(
            message(
                "The flow '{name}' cannot be drawn: its least and most are to be finite, and "
                "zero or more, the least first.",
                name=name,
            )
        )


# --- drawing -----------------------------------------------------------------------------


def _shades(band: Band, scale: float) -> list[tuple[float, float]]:
    """Return width and opacity of what is drawn of a band: pale to the most, full to the least."""
    full = [(max(band.least * scale, THINNEST), 0.85)] if band.least > 0 else []
    return full if band.least == band.most else [(band.width(scale), 0.3), *full]


def _level_runs(bars: list[Bar], decimals: int, design: Design) -> dict[int, tuple[float, float]]:
    """Return how far names reach to the left and to the right of the bars of each column."""
    runs = dict.fromkeys((bar.column for bar in bars), (0.0, 0.0))
    for bar in bars:
        if bar.name:
            _, centre, widest = _label(bar, decimals, design)
            left, right = bar.x - centre + widest / 2, centre + widest / 2 - bar.x - THICKNESS
            runs[bar.column] = max(runs[bar.column][0], left), max(runs[bar.column][1], right)
    return runs


def _draw_band(
    layer: Layer,
    band: Band,
    scale: float,
    colour: str,
    level: Mapping[int, tuple[float, float]],
) -> None:
    x0 = band.source.x + (THICKNESS if band.source.name else 0.0)
    x1 = band.target.x
    out, into = level[band.source.column][1], level[band.target.column][0]
    part = min(1.0, _MOST_LEVEL * (x1 - x0) / max(out + into, 0.1))
    ends = x0, x0 + part * out, x1 - part * into, x1
    for width, alpha in _shades(band, scale):
        ribbon = _ribbon(ends, band.start, band.end, width)
        layer.draw_mm(PathPatch(ribbon, fc=colour, ec="none", alpha=alpha))


def _ribbon(
    xs: tuple[float, float, float, float], top0: float, top1: float, width: float
) -> Outline:
    """Return a band that is level up to the second and from the third of ``xs``."""
    half = (xs[1] + xs[2]) / 2
    upper = [(xs[0], top0), (xs[1], top0), (half, top0), (half, top1), (xs[2], top1), (xs[3], top1)]
    lower = [(x, y - width) for x, y in reversed(upper)]
    line, curve = Outline.LINETO, [Outline.CURVE4] * 3
    codes = [Outline.MOVETO, line, *curve, line, line, line, *curve, line, Outline.CLOSEPOLY]
    return Outline([*upper, *lower, upper[0]], codes)


def _draw_return(
    layer: Layer,
    labels: Layer,
    band: Band,
    colour: str,
    scale: float,
    lane: float,
    decimals: int,
    room: tuple[float, float],
) -> None:
    """Draw a band from the right of its source, below everything, to the left of its target.

    It runs down and up as many millimetres from the bars as the first of ``room`` says, clear of
    the names of its columns, and no further right than the second.
    """
    width = band.width(scale)
    out, into = band.source.x + THICKNESS, band.target.x
    start, end = band.start - width / 2, band.end - width / 2
    turn = 2.2 + width / 2
    aside = max(room[0], turn)
    right = min(out + aside, room[1] - width / 2)
    left = max(into - aside, MARGIN + width / 2)
    points = [
        (out, start), (right - turn, start), (right, start), (right, start - turn),
        (right, lane + turn), (right, lane), (right - turn, lane),
        (left + turn, lane), (left, lane), (left, lane + turn),
        (left, end - turn), (left, end), (left + turn, end), (into, end),
    ]  # fmt: skip
    line, curve = Outline.LINETO, Outline.CURVE3
    codes = [
        Outline.MOVETO, line, curve, curve, line, curve, curve, line, curve, curve, line, curve,
        curve, line,
    ]  # fmt: skip
    for thickness, alpha in _shades(band, scale):
        layer.draw_mm(
            PathPatch(
                Outline(points, codes),
                fc="none",
                ec=colour,
                lw=thickness / POINT,
                alpha=alpha,
                capstyle="butt",
            )
        )
    text = f"{band.name} {_amount(band.least, band.most, decimals)}"
    y, size = lane + 0.8 + width / 2, min(band.source.size, LABEL_SIZE)
    labels.write((left + right) / 2, y, text, size=size, ha="center")


def _draw_nodes(
    layer: Layer, labels: Layer, bars: list[Bar], decimals: int, design: Design
) -> None:
    for number, bar in enumerate(bars):
        layer.draw_mm(Rectangle((bar.x, bar.bottom), THICKNESS, bar.height, fc=INK, ec="none"))
        lines, centre, _ = _label(bar, decimals, design)
        for line, text in enumerate(reversed(lines)):
            y = bar.top + 0.56 * bar.line + line * bar.line
            labels.write_with_halo(centre, y, text, size=bar.size, gid=f"node{number}.{line}")


def _label(bar: Bar, decimals: int, design: Design) -> tuple[list[str], float, float]:
    """Return the lines above a bar, where their middle is and how wide they are."""
    lines = [*bar.lines, _amount(bar.least, bar.most, decimals)]
    widest = max(text_width(line, bar.size) for line in lines)
    centre = bar.x + THICKNESS / 2
    return lines, min(max(centre, MARGIN + widest / 2), design.right - widest / 2), widest


def _amount(least: float, most: float, decimals: int) -> str:
    low, high = f"{least:,.{decimals}f}", f"{most:,.{decimals}f}"
    return low if low == high else f"{low}–{high}"


def _key(links: pd.DataFrame, kinds: Mapping[str, tuple[str, str]]) -> list[Entry]:
    """Return the kinds of flow, where there are several."""
    drawn = [kind for kind in kinds if (links["kind"] == kind).any()]
    if len(drawn) == 1:
        return []
    return [Entry(name, swatch(colour, 0.85)) for colour, name in map(kinds.__getitem__, drawn)]


def _description(bands: list[Band], caption: Caption, decimals: int) -> str:
    largest = sorted(bands, key=lambda band: -band.most)[:5]
    said = "; ".join(f"{band.name} {_amount(band.least, band.most, decimals)}" for band in largest)
    return f"{caption.title} ({caption.unit_name}): {said}."
