"""Where the names of the provinces stand on a choropleth."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke

from tanmai.figures import INK, LABEL_SIZE, Layer, text_box
from tanmai.fonts import text_width
from tanmai.labels import Region
from tanmai.maps.shapes import Box, place

# Provinces too small to hold their name: where its near end stands, in millimetres from
# the province, and on which side of that end the name lies (1 right, -1 left).
_LEADERS = {
    "110000": (-6.0, 5.0, -1),
    "120000": (7.5, -1.8, 1),
    "310000": (7.0, 0.6, 1),
    "810000": (7.5, -1.6, 1),
    "820000": (-0.8, -6.5, -1),
}

# Where the point of the province is too close to another's name.
_MOVED = {"150000": (115.2, 43.9)}


@dataclass(frozen=True)
class ProvinceLabel:
    """The name of a province, centred at (x, y), and the end of its leader line, if it has one."""

    region: Region
    text: str
    x: float
    y: float
    leader_to: tuple[float, float] | None

    @property
    def box(self) -> Box:
        """Left, bottom, right, top in millimetres."""
        return text_box(self.x, self.y, self.text, LABEL_SIZE)


def province_labels(regions: Iterable[Region], language: str) -> list[ProvinceLabel]:
    """Place the name of each province at its point of ``provinces.csv``, or on a leader line.

    The points are the poles of inaccessibility, moved by hand for provinces of a long or
    bent shape (Hebei, Inner Mongolia, Gansu, Heilongjiang, Shaanxi, Hainan, Guangdong).
    """
    return [_label(region, language) for region in regions]


def _label(region: Region, language: str) -> ProvinceLabel:
    text = region.name(language)
    x, y = place(*_MOVED.get(region.code, (region.lon or 0.0, region.lat or 0.0)))
    if region.code not in _LEADERS:
        return ProvinceLabel(region, text, x, y, None)
    dx, dy, side = _LEADERS[region.code]
    centre = x + dx + side * (0.6 + text_width(text, LABEL_SIZE) / 2)
    return ProvinceLabel(region, text, centre, y + dy, (x, y))


def draw_labels(layer: Layer, labels: Iterable[ProvinceLabel]) -> None:
    """Draw the names and their leader lines."""
    for label in labels:
        if label.leader_to is not None:
            left, _, right, _ = label.box
            x, y = label.leader_to
            near = right + 0.4 if right < x else left - 0.4
            leader = Line2D([x, near], [y, label.y], color=INK, lw=0.5)
            leader.set_path_effects([withStroke(linewidth=1.5, foreground="white")])
            layer.draw_mm(leader)
        layer.write_with_halo(label.x, label.y, label.text, gid=f"label-{label.region.code}")
