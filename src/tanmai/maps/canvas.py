"""What every map has: areas, inset, scale bar, labels, title and notes."""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.patches import Circle, PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from tanmai.boundaries import Boundaries
from tanmai.figures import (
    HATCH,
    INK,
    MARGIN,
    NOTE_SIZE,
    Caption,
    Layer,
    framed_sheet,
    hatched,
    text_box,
)
from tanmai.fonts import POINT, text_width
from tanmai.maps.shapes import MAP_HEIGHT, MM, Box, inset_box, place, shapes_of
from tanmai.maps.wording import Wording, wording

_BORDER = "#ffffff"
_PROVINCE_BORDER, _GROUP_BORDER, _INNER_BORDER = 0.5, 1.0, 0.25
_TITLE_WIDTH = 118.0  # millimetres free left of the north-east
_SCALE_KM = 1000
_SCALE_BAR_BOTTOM = 2.5
LEGEND_BOTTOM = _SCALE_BAR_BOTTOM + 8.0
_INSET_SIZE, _ISLAND_SIZE = 5.2, 5.0
_ISLAND_SIDES = (-1, 1)  # the name of the first lies to the left of it


class MapCanvas:
    """A sheet with the ground of a map on it; themes are drawn on top.

    Parameters
    ----------
    caption : Caption
        The words around the map.
    boundaries : Boundaries
        The areas and dashes to draw.
    colours : mapping of str to str
        Fill of each area by code; an area that is not in it is hatched.
    description : str
        What the map shows, for those who cannot see it.
    statement : str, optional
        A finding that is printed above the notes.
    """

    def __init__(
        self,
        caption: Caption,
        boundaries: Boundaries,
        colours: Mapping[str, str],
        description: str,
        statement: str = "",
    ) -> None:
        self.caption, self.words = caption, wording(caption.language, boundaries)
        self._boundaries, self._colours = boundaries, colours
        self._shapes = shapes_of(boundaries)
        review = self.words.approved if caption.approval_number else self.words.review
        footnote = review.format(
            source=boundaries.source(caption.language), number=caption.approval_number
        )
        self.sheet, self.bottom = framed_sheet(
            caption,
            MAP_HEIGHT,
            description=description,
            notes=[footnote, self.words.projection],
            statement=statement,
            title_width=_TITLE_WIDTH,
        )
        self._draw_areas()
        self._draw_inset()

    def layer(self, name: str) -> Layer:
        """Add a layer whose millimetres count from the map's lower left corner."""
        layer = self.sheet.layer(name)
        layer.mm = Affine2D().translate(MARGIN, self.bottom) + layer.mm
        return layer

    def _draw_areas(self) -> None:
        layer = self.layer("areas")
        border = _PROVINCE_BORDER if self._boundaries.of_provinces else _GROUP_BORDER
        for code, path in self._shapes.areas.items():
            self._draw_area(layer, path, code, f"area-{code}", border)
        layer = self.layer("borders")
        inner = PathPatch(self._shapes.inner_borders, fc="none", ec=_BORDER, lw=_INNER_BORDER)
        layer.draw_mm(inner, "inner-borders")
        self._draw_line(layer, self._shapes.coast, 0.5, "national-border")
        self._draw_line(layer, self._shapes.tenth_dash, 1.0, "tenth-dash")

    def _draw_area(self, layer: Layer, path: Path, code: str, gid: str, border: float) -> None:
        colour = self._colours.get(code)
        if colour is None:
            layer.draw_mm(hatched(PathPatch(path, ec=HATCH, lw=0)), f"{gid}-no-data")
        edge = PathPatch(path, fc=colour or "none", ec=_BORDER, lw=border, joinstyle="round")
        layer.draw_mm(edge, gid)

    def _draw_line(self, layer: Layer, path: Path, width: float, gid: str) -> None:
        layer.draw_mm(
            PathPatch(path, fc="none", ec=INK, lw=width, joinstyle="round", capstyle="round"), gid
        )

    def _draw_inset(self) -> None:
        layer = self.layer("inset")
        left, bottom, right, top = inset_box()
        frame = (left, bottom), right - left, top - bottom
        layer.draw_mm(Rectangle(*frame, fc="white", ec="none"))
        for code, path in self._shapes.inset_areas.items():
            self._draw_area(layer, path, code, f"inset-{code}", 0.2)
        self._draw_line(layer, self._shapes.inset_coast, 0.4, "inset-national-border")
        self._draw_line(layer, self._shapes.inset_dashes, 0.8, "inset-dashes")
        layer.draw_mm(Rectangle(*frame, fc="none", ec=INK, lw=0.7))
        for row, line in enumerate(reversed(self.words.inset)):
            y = bottom + 1.3 + row * 1.2 * _INSET_SIZE * POINT
            layer.write(right - 1.0, y, line, size=_INSET_SIZE, ha="right")

    def draw_scale_bar(self) -> None:
        """Draw the scale bar of the main map, below the legend."""
        layer, length = self.layer("scale-bar"), _SCALE_KM * 1000 * MM
        x, y = 0.0, _SCALE_BAR_BOTTOM
        for step in range(2):
            fill = INK if step == 0 else "white"
            layer.draw_mm(
                Rectangle((x + step * length / 2, y), length / 2, 0.9, fc=fill, ec=INK, lw=0.5)
            )
        for part in (0, 0.5, 1):
            km = f"{_SCALE_KM * part:.0f}"
            text = self.words.kilometres.format(km=km) if part == 1 else km
            ha = "center" if part else "left"
            layer.write(x + part * length, y + 1.7, text, size=NOTE_SIZE, ha=ha)

    def draw_small_islands(self, layer: Layer) -> None:
        """Name the Diaoyu islands, which at this scale are specks."""
        for (name, x, y), side in zip(_islands(self.words), _ISLAND_SIDES, strict=True):
            layer.draw_mm(Circle((x, y), 0.3, fc=INK, ec="none"))
            ha = "right" if side < 0 else "left"
            layer.write(x + 0.8 * side, y, name, size=_ISLAND_SIZE, ha=ha, va="center_baseline")


def small_island_boxes(words: Wording) -> list[Box]:
    """Return left, bottom, right, top in millimetres of the names of the Diaoyu islands."""
    boxes = []
    for (name, x, y), side in zip(_islands(words), _ISLAND_SIDES, strict=True):
        centre = x + side * (0.8 + text_width(name, _ISLAND_SIZE) / 2)
        boxes.append(text_box(centre, y, name, _ISLAND_SIZE))
    return boxes


def _islands(words: Wording) -> list[tuple[str, float, float]]:
    return [(name, *place(lon, lat)) for name, lon, lat in words.islands]
