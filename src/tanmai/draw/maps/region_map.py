"""The map of one region, as large as its sheet: areas, names, scale bar, legend below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely
from matplotlib.patches import PathPatch, Rectangle
from numpy.typing import NDArray

from tanmai.core.labels import Region
from tanmai.draw.boundaries import ALBERS, Boundaries
from tanmai.draw.boundaries.paper import MAP_HEIGHT, MAP_WIDTH
from tanmai.draw.design import MARGIN
from tanmai.draw.fonts import POINT
from tanmai.draw.maps.canvas import Content, content_sheet
from tanmai.draw.maps.design import MapDesign
from tanmai.draw.maps.panel import OVER_CITIES
from tanmai.draw.maps.shapes import area_path, line_path
from tanmai.draw.page import (
    HATCH,
    INK,
    NOTE_SIZE,
    Caption,
    Layer,
    Sheet,
    hatched,
    text_box,
    title_height,
)

if TYPE_CHECKING:
    from pyproj import Transformer  # which no map of the country needs

_BORDER, _COAST, _INNER = 0.5, 0.6, 0.6
_GAP = 4.0
_STEPS = (0.0, -2.0, 2.0, -4.0, 4.0, -6.0, 6.0)
_APART = 0.4
_ROUND = (1, 2, 5, 10, 20, 50, 100, 200, 500)


@dataclass(frozen=True)
class _Frame:
    """From metres of a projection of the region's own to millimetres of the sheet."""

    transformer: Transformer
    note: str
    corner: tuple[float, float]
    mm: float
    height: float

    @classmethod
    def of(
        cls, boundaries: Boundaries, width: float, most_height: float, caption: Caption
    ) -> _Frame:
        """Return the frame that the areas of a region fill."""
        from pyproj import Transformer

        middles = np.array([(region.lon, region.lat) for region in boundaries.regions], float)
        (west, south), (east, north) = middles.min(axis=0), middles.max(axis=0)
        lon, sixth = round((west + east) / 2), (north - south) / 6
        low, high = round(south + sixth, 1), round(north - sixth, 1)
        high = max(high, low + 0.5)
        own = f"+proj=aea +lat_1={low} +lat_2={high} +lat_0=0 +lon_0={lon} +ellps=GRS80 +units=m"
        transformer = Transformer.from_crs(ALBERS, own, always_xy=True)
        note = caption.say(
            "Albers equal-area conic projection: {lon}°E, standard parallels {low}°N and {high}°N",
            lon=lon,
            low=low,
            high=high,
        )
        points = shapely.get_coordinates(boundaries.area_features.shapes)
        x, y = transformer.transform(*points.T)
        mm = min(width / (x.max() - x.min()), most_height / (y.max() - y.min()))
        left = x.min() - (width / mm - (x.max() - x.min())) / 2
        return cls(transformer, note, (left, y.min()), mm, (y.max() - y.min()) * mm)

    def to_mm(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Turn metres of the projection of China into millimetres from the lower left corner."""
        own = np.column_stack(self.transformer.transform(*points.T))
        return np.asarray((own - self.corner) * self.mm)


def region_map(content: Content, design: MapDesign) -> Sheet:
    """Draw the areas of a region with their names, and the legend and a scale bar below.

    Parameters
    ----------
    content : Content
        One map.
    design : MapDesign
        Its width, with its ground or without.
    """
    caption, (fills,), (legend,) = content.caption, content.fills.values(), content.legends
    width = design.sheet_width - 2 * MARGIN
    most = MAP_HEIGHT * width / MAP_WIDTH
    frame = _Frame.of(content.boundaries, width, most, caption)
    areas = shapely.transform(content.boundaries.area_features.shapes, frame.to_mm)
    size = design.scale.name_size
    labels = _labels(content.boundaries.regions, areas, caption.language, size)
    key = ", ".join(f"{one.text} {one.region.name(caption.language)}" for one in labels if one.key)
    below = legend.height(width / 2)
    title = title_height(caption, design.sheet_width) + 1.0
    sheet, bottom = content_sheet(
        replace(content, note=key),
        title + frame.height + _GAP + below,
        design,
        projection=frame.note,
    )
    layer = sheet.layer("areas")
    layer.move_origin(MARGIN, bottom + below + _GAP)
    _draw_areas(layer, dict(zip(content.boundaries.area_features.keys, areas, strict=True)), fills)
    inner = shapely.transform(content.boundaries.inner_lines, frame.to_mm)
    lines = PathPatch(line_path(inner), fc="none", ec=OVER_CITIES, lw=_INNER)
    if len(inner):
        layer.draw_mm(lines, "inner-borders")
    layer = sheet.layer("labels")
    layer.move_origin(MARGIN, bottom + below + _GAP)
    for one in labels:
        gid = f"label-{one.region.code}"
        layer.write_with_halo(one.x, one.y, one.text, size=size, gid=gid)
    layer = sheet.layer(legend.name)
    layer.move_origin(MARGIN, bottom)
    legend.draw(layer, width / 2)
    _draw_scale_bar(sheet, (MARGIN + width, bottom + below - 6.0), frame.mm)
    if not design.basemap:
        sheet.set_facecolor("none")
    return sheet


def _draw_areas(
    layer: Layer, areas: Mapping[str, shapely.Geometry], fills: Mapping[str, str]
) -> None:
    for code, area in areas.items():
        path, colour = area_path(area), fills.get(code)
        if colour is None:
            layer.draw_mm(hatched(PathPatch(path, ec=HATCH, lw=0)), f"area-{code}-no-data")
        patch = PathPatch(path, fc=colour or "none", ec="#ffffff", lw=_BORDER, joinstyle="round")
        layer.draw_mm(patch, f"area-{code}")
    outline = shapely.union_all(list(areas.values())).boundary
    coast = PathPatch(line_path(shapely.get_parts(outline)), fc="none", ec=INK, lw=_COAST)
    layer.draw_mm(coast, "outline")


def _draw_scale_bar(sheet: Sheet, right_end: tuple[float, float], mm: float) -> None:
    """Draw a bar of a round length, about a fifth of the sheet, with its right end at a point."""
    km = max(one for one in _ROUND if one * 1000 * mm <= sheet.width / 4 or one == _ROUND[0])
    length, layer = km * 1000 * mm, sheet.layer("scale-bar")
    layer.move_origin(right_end[0] - length, right_end[1])
    for half, fill in enumerate((INK, "white")):
        layer.draw_mm(Rectangle((half * length / 2, 0), length / 2, 0.9, fc=fill, ec=INK, lw=0.5))
    layer.write(0, 1.8, "0", size=NOTE_SIZE)
    layer.write(length, 1.8, f"{km} km", size=NOTE_SIZE, ha="right")


@dataclass(frozen=True)
class _Label:
    """The name of an area, or its number in the key below, centred at (x, y)."""

    region: Region
    text: str
    x: float
    y: float
    key: bool = False


def _labels(
    regions: Sequence[Region], areas: NDArray[np.object_], language: str, size: float
) -> list[_Label]:
    """Place the names of areas, the largest first; one without room is a number."""
    placed: list[_Label] = []
    number = 0
    order = sorted(zip(regions, areas, strict=True), key=lambda one: -one[1].area)
    for region, area in order:
        circle = shapely.maximum_inscribed_circle(area, tolerance=0.2)
        x, y = circle.coords[0]
        at = _free(placed, x, y, region.name(language), size)
        if at is None:
            number += 1
            left, low = _free(placed, x, y, str(number), size) or (x, y)
            placed.append(_Label(region, str(number), left, low, key=True))
        else:
            placed.append(_Label(region, region.name(language), *at))
    return placed


def _free(
    placed: Iterable[_Label], x: float, y: float, text: str, size: float
) -> tuple[float, float] | None:
    """Return the place nearest to a point where a text meets no other, if there is one."""
    taken = [shapely.box(*text_box(one.x, one.y, one.text, size, _APART)) for one in placed]
    line = size * POINT / 2.0
    for dy in (step * line / 2 for step in _STEPS):
        box = shapely.box(*text_box(x, y + dy, text, size))
        if not any(box.intersects(other) for other in taken):
            return x, y + dy
    return None
