"""The sheet of a map, or of several side by side: title, maps, legends and notes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from tanmai.draw.boundaries import Boundaries
from tanmai.draw.boundaries.paper import GUTTER, MAP_HEIGHT, MAP_WIDTH, SIDE_BY_SIDE, Box, Scale
from tanmai.draw.design import MARGIN, WIDTH
from tanmai.draw.maps.design import MapDesign
from tanmai.draw.maps.legend import Legend
from tanmai.draw.maps.panel import INSET_NAME, SCALE_BAR_BOTTOM, MapPanel
from tanmai.draw.page import BODY_SIZE, Caption, Sheet, framed_sheet, title_height

_TITLE_WIDTH = 118.0  # millimetres free left of the north-east
_LEGEND_BOTTOM, _LEGEND_WIDTH = SCALE_BAR_BOTTOM + 8.0, 66.0
# Left, bottom and width of the legends on a whole map, by name.
_LEGENDS = {
    "legend": (0.0, _LEGEND_BOTTOM, _LEGEND_WIDTH),
    "width-legend": (66.0, 2.0, 38.0),  # it ends west of Hainan
    "legend-of-strengths": (62.5, 0.0, 27.0),
    "legend-of-edges": (91.0, 0.0, 21.0),
}
LEGEND_BOXES: tuple[Box, ...] = ((0.0, 0.0, 60.0, 52.0), (64.0, 0.0, 112.0, 21.0))
"""What the legends and the scale bar take of a whole map."""
OFF_MAP: tuple[Box, ...] = (
    (-MAP_WIDTH, 0.0, 0.0, MAP_HEIGHT),
    (MAP_WIDTH, 0.0, 2 * MAP_WIDTH, MAP_HEIGHT),
)
"""What lies beside a map, where no name may reach."""
_HEADING = 6.0
_SPACE = 3.0


@dataclass(frozen=True)
class Content:
    """What the maps of a sheet show.

    Attributes
    ----------
    caption : Caption
        The words around them.
    boundaries : Boundaries
        Areas and dashes.
    fills : mapping of str to mapping
        Colour of each area by code, by the name of the map; an area that has none is hatched.
    legends : tuple of Legend
        The legend of colours, then that of widths.
    description : str
        What is seen, for those who cannot see it.
    statement : str
        What was found, for above the notes.
    note : str
        What the signs on the map mean that no legend explains.
    """

    caption: Caption
    boundaries: Boundaries
    fills: Mapping[str, Mapping[str, str]]
    legends: tuple[Legend, ...]
    description: str
    statement: str = ""
    note: str = ""


def one_map(content: Content, design: MapDesign) -> tuple[Sheet, MapPanel]:
    """Make the sheet of one map, with its ground and its legends; a theme goes on top."""
    (fills,) = content.fills.values()
    if design.in_two_columns:
        sheet, bottom = content_sheet(content, MAP_HEIGHT + INSET_NAME, design, _TITLE_WIDTH)
        bottom += INSET_NAME
        panel = _panel(sheet, content, (MARGIN, bottom), design.scale)
        on_map = [_LEGENDS[legend.name] for legend in content.legends]
        places = [(MARGIN + left, bottom + low, width) for left, low, width in on_map]
    else:
        width = design.sheet_width - 2 * MARGIN
        share, below = _shared_width(content, width)
        title = title_height(content.caption, design.sheet_width) + 1.0
        height, below = MAP_HEIGHT * design.scale.factor, below + _SPACE + INSET_NAME
        sheet, bottom = content_sheet(content, title + height + below, design)
        panel = _panel(sheet, content, (MARGIN, bottom + below), design.scale)
        places = _in_a_row(content, MARGIN, bottom + below - _SPACE - INSET_NAME, share)
    if design.basemap:
        panel.draw_ground(fills)
    else:
        sheet.set_facecolor("none")
        panel.draw_fills(fills)
    if design.north_arrow:
        panel.draw_north_arrow()
    _draw_legends(sheet, content, places)
    return sheet, panel


def maps_side_by_side(content: Content) -> tuple[Sheet, list[MapPanel]]:
    """Make the sheet of several maps, two in a row, with one legend.

    The legend stands in the place that an odd number of maps leaves free, or below them all.
    """
    cell = MAP_WIDTH * SIDE_BY_SIDE.factor
    height = MAP_HEIGHT * SIDE_BY_SIDE.factor + _HEADING + INSET_NAME
    rows, odd = math.ceil(len(content.fills) / 2), len(content.fills) % 2 == 1
    share, legend = _shared_width(content, cell if odd else WIDTH - 2 * MARGIN)
    below = 0.0 if odd else legend + _SPACE
    title = title_height(content.caption) + 2.0
    sheet, bottom = content_sheet(content, title + rows * height + below, MapDesign())
    panels = []
    for number, (name, fills) in enumerate(content.fills.items()):
        left = MARGIN + (number % 2) * (cell + GUTTER)
        base = bottom + below + (rows - 1 - number // 2) * height + INSET_NAME
        panel = _panel(sheet, content, (left, base), SIDE_BY_SIDE, f"{name}-")
        panel.draw_ground(fills)
        heading = sheet.layer(f"{name}-heading")
        heading.write(left, base + height - _HEADING - INSET_NAME, name, size=BODY_SIZE + 1.5)
        panels.append(panel)
    left, top = (MARGIN + cell + GUTTER, height - _HEADING) if odd else (MARGIN, legend)
    _draw_legends(sheet, content, _in_a_row(content, left, bottom + top, share))
    return sheet, panels


def content_sheet(
    content: Content,
    height: float,
    design: MapDesign,
    title_width: float = math.inf,
    projection: str = "",
) -> tuple[Sheet, float]:
    """Make the sheet of a map with its words; ``projection`` where it is not that of China."""
    caption, boundaries = content.caption, content.boundaries
    say, source = caption.say, boundaries.source(caption.language)
    review = (
        say(
            "Boundaries: {source}. Map approval number: {number}.",
            source=source,
            number=caption.approval_number,
        )
        if caption.approval_number
        else say(
            "Boundaries: {source}. This map has not been through official map review; submit it "
            "for review as the law requires before publication in China.",
            source=source,
        )
    )
    of_china = say("Albers equal-area conic projection: 105°E, standard parallels 25°N and 47°N")
    return framed_sheet(
        caption,
        height,
        description=content.description,
        notes=[content.note, review if design.basemap else "", projection or of_china],
        statement=content.statement,
        title_width=title_width,
        sheet_width=design.sheet_width,
    )


def _panel(
    sheet: Sheet, content: Content, corner: tuple[float, float], scale: Scale, prefix: str = ""
) -> MapPanel:
    return MapPanel(sheet, content.boundaries, content.caption.say, corner, scale, prefix)


def _shared_width(content: Content, width: float) -> tuple[float, float]:
    """Return the width that each legend gets of a row, and the height of the row."""
    share = width / len(content.legends)
    return share, max(legend.height(share - GUTTER) for legend in content.legends)


def _in_a_row(
    content: Content, left: float, top: float, share: float
) -> list[tuple[float, float, float]]:
    """Return left, bottom and width of legends whose tops are level."""
    return [
        (left + number * share, top - legend.height(share - GUTTER), share - GUTTER)
        for number, legend in enumerate(content.legends)
    ]


def _draw_legends(sheet: Sheet, content: Content, places: list[tuple[float, float, float]]) -> None:
    for legend, (left, bottom, width) in zip(content.legends, places, strict=True):
        layer = sheet.layer(legend.name)
        layer.move_origin(left, bottom)
        legend.draw(layer, width)
