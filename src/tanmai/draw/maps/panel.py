"""One map on a sheet: areas, borders, inset, scale bar; themes are drawn on top."""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.artist import Artist
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, PathPatch, Polygon, Rectangle
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from tanmai.core.language import Language
from tanmai.draw.boundaries import Boundaries
from tanmai.draw.boundaries.landmarks import DIAOYU
from tanmai.draw.boundaries.paper import FULL, MAP_WIDTH, MM, Box, Scale, inset_box, place
from tanmai.draw.design import MARGIN, SMALLEST_SIZE
from tanmai.draw.fonts import POINT, text_width
from tanmai.draw.maps.shapes import shapes_of
from tanmai.draw.page import BODY_SIZE, HATCH, INK, NOTE_SIZE, Layer, Sheet, hatched, text_box

_BORDER, _GROUP_EDGE = "#ffffff", "#6b6b6b"
OVER_CITIES = "#4d5358"
"""Borders of provinces over the areas of cities."""
_PROVINCE_BORDER, _GROUP_BORDER, _INNER_BORDER = 0.5, 0.7, 0.25
_CITY_BORDER, _OVER_CITIES = 0.2, 0.5
_SCALE_KM = 1000
SCALE_BAR_BOTTOM = 2.5
_ISLAND_DOT, _TO_ISLAND = 0.3, 0.4
BESIDE_ISLANDS = 1.0
"""Millimetres of a map between the names of small islands and that of a node."""
_NORTH = place(105.0, 45.5)  # on the central meridian, between Mongolia's border and the title
_NORTH_HEIGHT = 7.0
INSET_NAME = 2.8
"""Millimetres below a map that the name of the inset takes."""


class PanelLayer(Layer):
    """A layer of a map, in millimetres of a map of 172 mm from its lower left corner."""

    def __init__(self, sheet: Sheet, prefix: str, name: str, place_on_sheet: Affine2D) -> None:
        super().__init__(sheet, prefix + name)
        self._prefix = prefix
        self.mm = place_on_sheet + self.mm

    def draw_mm(self, artist: Artist, gid: str | None = None) -> None:
        """Add an artist; the prefix of the map goes before its id."""
        super().draw_mm(artist, self._prefix + gid if gid else None)


class MapPanel:
    """A map on a sheet.

    Parameters
    ----------
    sheet : Sheet
        The sheet.
    boundaries : Boundaries
        The areas and dashes to draw.
    say : Language
        Of what it says.
    corner : (float, float)
        Lower left corner of the map in millimetres of the sheet.
    scale : Scale
        Its size.
    prefix : str, optional
        What goes before the ids of its layers and artists, where a sheet has several maps.
    """

    def __init__(
        self,
        sheet: Sheet,
        boundaries: Boundaries,
        say: Language,
        corner: tuple[float, float],
        scale: Scale,
        prefix: str = "",
    ) -> None:
        self.sheet, self.scale = sheet, scale
        self._boundaries, self.say, self._prefix = boundaries, say, prefix
        self._place = Affine2D().scale(scale.factor).translate(*corner)
        self._shapes = shapes_of(boundaries, scale.factor)

    def layer(self, name: str) -> PanelLayer:
        """Add a layer above those that are there."""
        return PanelLayer(self.sheet, self._prefix, name, self._place)

    def draw_fills(self, colours: Mapping[str, str]) -> None:
        """Fill the areas on the main map, if any has a colour, and draw nothing else."""
        layer = self.layer("areas")
        if not colours:
            return
        for code, path in self._shapes.areas.items():
            self._draw_area(layer, path, colours.get(code), f"area-{code}", "none", 0.0)

    def draw_ground(self, colours: Mapping[str, str]) -> None:
        """Draw areas, borders, inset and scale bar; an area without a colour is hatched."""
        layer = self.layer("areas")
        of_provinces, over_cities = (
            self._boundaries.of_provinces,
            self._boundaries.provinces is not None,
        )
        width = _PROVINCE_BORDER if of_provinces else _GROUP_BORDER
        width = _CITY_BORDER if over_cities else width
        border = _BORDER if of_provinces or over_cities else _GROUP_EDGE
        for code, path in self._shapes.areas.items():
            self._draw_area(layer, path, colours.get(code), f"area-{code}", border, width)
        layer = self.layer("borders")
        edge = OVER_CITIES if over_cities else _BORDER
        width = (_OVER_CITIES if over_cities else _INNER_BORDER) * self.scale.stroke
        inner = PathPatch(self._shapes.inner_borders, fc="none", ec=edge, lw=width)
        layer.draw_mm(inner, "inner-borders")
        self._draw_line(layer, self._shapes.coast, 0.5, "national-border")
        self._draw_line(layer, self._shapes.tenth_dash, 1.0, "tenth-dash")
        self._draw_inset(colours)
        self._draw_scale_bar()
        self._draw_small_islands()

    def _draw_area(
        self, layer: Layer, path: Path, colour: str | None, gid: str, border: str, width: float
    ) -> None:
        if colour is None:
            layer.draw_mm(hatched(PathPatch(path, ec=HATCH, lw=0)), f"{gid}-no-data")
        width *= self.scale.stroke
        edge = PathPatch(path, fc=colour or "none", ec=border, lw=width, joinstyle="round")
        layer.draw_mm(edge, gid)

    def _draw_line(self, layer: Layer, path: Path, width: float, gid: str) -> None:
        line = PathPatch(path, fc="none", ec=INK, lw=width * self.scale.stroke)
        line.set(joinstyle="round", capstyle="round")
        layer.draw_mm(line, gid)

    def _draw_inset(self, colours: Mapping[str, str]) -> None:
        layer = self.layer("inset")
        left, bottom, right, top = inset_box()
        frame = (left, bottom), right - left, top - bottom
        layer.draw_mm(Rectangle(*frame, fc="white", ec="none"))
        for code, path in self._shapes.inset_areas.items():
            self._draw_area(layer, path, colours.get(code), f"inset-{code}", _BORDER, 0.2)
        self._draw_line(layer, self._shapes.inset_coast, 0.4, "inset-national-border")
        self._draw_line(layer, self._shapes.inset_dashes, 0.8, "inset-dashes")
        layer.draw_mm(Rectangle(*frame, fc="none", ec=INK, lw=0.7 * self.scale.stroke))
        baseline = bottom - 0.8 * INSET_NAME / self.scale.factor
        name = self.say("South China Sea Islands")
        layer.write(right, baseline, name, size=SMALLEST_SIZE, ha="right")

    def _draw_scale_bar(self) -> None:
        layer, length = self.layer("scale-bar"), _SCALE_KM * 1000 * MM
        y, strength = SCALE_BAR_BOTTOM, 0.9 / self.scale.factor**0.5
        for step, fill in enumerate((INK, "white")):
            corner = (step * length / 2, y)
            layer.draw_mm(Rectangle(corner, length / 2, strength, fc=fill, ec=INK, lw=0.5))
        for part in (0, 0.5, 1):
            km = f"{_SCALE_KM * part:.0f}"
            text = self.say("{km} km", km=km) if part == 1 else km
            ha = "center" if part else "left"
            layer.write(part * length, y + strength + 0.8, text, size=NOTE_SIZE, ha=ha)

    def draw_north_arrow(self) -> None:
        """Draw the arrow that points north, and up, on the central meridian."""
        layer, (x, y) = self.layer("north-arrow"), _NORTH
        top = y + _NORTH_HEIGHT
        half, notch = 0.3 * _NORTH_HEIGHT, y + 0.25 * _NORTH_HEIGHT
        outline = [(x, top), (x + half, y), (x, notch), (x - half, y)]
        layer.draw_mm(Polygon(outline, fc=INK, ec="none"))
        layer.write(x, top + 1.0, self.say("N"), size=BODY_SIZE, ha="center")

    def _draw_small_islands(self) -> None:
        """Name the Diaoyu islands, which at this scale are specks."""
        layer = self.layer("small-islands")
        names = small_island_names(self.say.language, self.scale)
        for (name, x, y), (dot_x, dot_y) in zip(names, _island_dots(), strict=True):
            layer.draw_mm(Circle((dot_x, dot_y), _ISLAND_DOT, fc=INK, ec="none"))
            if self.scale != FULL:
                west = x - text_width(name, SMALLEST_SIZE / self.scale.factor) / 2 - _TO_ISLAND
                leader = [(dot_x, dot_y), (min(dot_x, west), y), (west, y)]
                layer.draw_mm(Line2D(*zip(*leader, strict=True), color=INK, lw=0.3))
            layer.write(x, y, name, size=SMALLEST_SIZE, ha="center", va="center_baseline")


def small_island_names(language: str, scale: Scale) -> list[tuple[str, float, float]]:
    """Return the names of the Diaoyu islands and the middle of each.

    On a whole map they stand left and right of their dots. On a smaller one, where the sea is
    narrower than the names, they stand above them, as far east as the sheet goes.
    """
    size = SMALLEST_SIZE / scale.factor
    islands = [
        (island.name(language), x, y) for island, (x, y) in zip(DIAOYU, _island_dots(), strict=True)
    ]
    if scale == FULL:
        halves = [0.8 + text_width(name, size) / 2 for name, _, _ in islands]
        (west, x, y), (east, other_x, other_y) = islands
        return [(west, x - halves[0], y), (east, other_x + halves[1], other_y)]
    line, top = 1.1 * size * POINT, max(y for _, _, y in islands)
    east_first = [
        (name, MAP_WIDTH + MARGIN - text_width(name, size) / 2, top + (row + 0.75) * line)
        for row, (name, _, _) in enumerate(reversed(islands))
    ]
    return east_first[::-1]


def small_island_boxes(language: str, scale: Scale, pad: float = 0.0) -> list[Box]:
    """Return left, bottom, right, top in millimetres of the names of the Diaoyu islands, padded."""
    size = SMALLEST_SIZE / scale.factor
    return [text_box(x, y, name, size, pad) for name, x, y in small_island_names(language, scale)]


def _island_dots() -> list[tuple[float, float]]:
    return [place(island.lon, island.lat) for island in DIAOYU]
