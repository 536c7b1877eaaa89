"""How a map is drawn: how wide, with or without its ground and an arrow to the north."""

from __future__ import annotations

from dataclasses import dataclass

from tanmai.draw.boundaries.paper import Scale
from tanmai.draw.design import Design


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
        return Scale.in_columns(self.columns)
