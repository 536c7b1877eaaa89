"""How a map lies on paper: how wide, how many side by side, with or without its ground."""

from __future__ import annotations

from dataclasses import dataclass

from tanmai.draw.design import COLUMN, LABEL_SIZE, MARGIN, SMALLEST_SIZE, WIDTH, Design
from tanmai.draw.maps.shapes import MAP_WIDTH

GUTTER = 4.0


@dataclass(frozen=True)
class Scale:
    """The size of a map, with one of 172 mm, whose millimetres all places are in, as 1."""

    factor: float = 1.0

    @property
    def name_size(self) -> float:
        """Size of the names in points on paper."""
        return LABEL_SIZE if self.factor == 1 else SMALLEST_SIZE

    @property
    def relative_name_size(self) -> float:
        """Size of the names on a map of 172 mm that had the same look."""
        return self.name_size / self.factor

    @property
    def stroke(self) -> float:
        """By what the strength of lines is multiplied."""
        return float(self.factor**0.5)


FULL = Scale()
IN_ONE_COLUMN = Scale((COLUMN - 2 * MARGIN) / MAP_WIDTH)
SIDE_BY_SIDE = Scale((WIDTH - 2 * MARGIN - GUTTER) / 2 / MAP_WIDTH)


@dataclass(frozen=True)
class MapDesign(Design):
    """The form of a map.

    Attributes
    ----------
    columns : str
        As for every picture. In one column the map is smaller, its text is not; a name that
        has no room is a number in a key, and the legend stands below the map.
    basemap : bool
        Without it, only the theme is drawn, on nothing: fills, arrows, nodes, names and
        legend, where they stand on the whole map, to lie over a standard map of one's own.
    north_arrow : bool
        With an arrow on the projection's central meridian, the one that points up; elsewhere
        north follows the meridians.
    """

    basemap: bool = True
    north_arrow: bool = False

    @property
    def scale(self) -> Scale:
        """Size of the map."""
        return FULL if self.in_two_columns else IN_ONE_COLUMN
