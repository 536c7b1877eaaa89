"""Where the names of provinces and of their groups stand on a choropleth."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import shapely
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke

from tanmai.core.labels import Region, all_provinces
from tanmai.core.language import Language
from tanmai.draw.boundaries import Boundaries
from tanmai.draw.boundaries.paper import (
    FULL,
    MAP_HEIGHT,
    MAP_WIDTH,
    Box,
    Scale,
    inset_box,
    place,
    to_mm,
)
from tanmai.draw.design import MARGIN
from tanmai.draw.fonts import text_width
from tanmai.draw.maps.panel import PanelLayer, small_island_boxes
from tanmai.draw.page import INK, text_box

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


# Of a group: how far from its point a leader line may end, and in which directions.
_REACHES = (5.0, 8.0, 11.0, 14.0)
_ANGLES = np.deg2rad(np.arange(0, 360, 30))
# What is to be low where the name of a group is placed, in mm² of the name: what covers other
# names, what hangs over the edge of the group, what a leader line has below its name.
_ON_TAKEN, _OVER_EDGE, _ON_LAND = 50.0, 1.5, 1.0
_LEADER, _DISTANCE = 4.0, 0.6
_DETAIL = 0.2  # of the areas that are compared, in mm
# On a smaller map: how far a name may move, and which part of it may hang over the edge; the
# names that choose first, whatever the size of their areas; the strait's east, a dash in it.
_FIRST = ("710000", "810000", "820000")
_DASH = (*place(122.5, 23.4), *place(122.8, 24.6))
_STEPS = (-8.0, -6.0, -4.0, -2.0, 0.0, 2.0, 4.0, 6.0, 8.0)
_MOST_OUTSIDE, _APART, _NEAR = 0.35, 0.6, 4.0


@dataclass(frozen=True)
class AreaLabel:
    """The name of an area, or its number in a key, centred at (x, y).

    ``leader_to`` is the end of its leader line, if it has one.
    """

    region: Region
    text: str
    x: float
    y: float
    leader_to: tuple[float, float] | None
    scale: Scale
    is_number: bool = False

    @property
    def box(self) -> Box:
        """Left, bottom, right, top in millimetres."""
        return text_box(self.x, self.y, self.text, self.scale.relative_name_size)

    @property
    def leader(self) -> tuple[tuple[float, float], tuple[float, float]] | None:
        """The ends of the leader line: at the area, and at the near end of the name."""
        if self.leader_to is None:
            return None
        left, _, right, _ = self.box
        near = right + 0.4 if right < self.leader_to[0] else left - 0.4
        return self.leader_to, (near, self.y)


@lru_cache(maxsize=8)
def area_labels(
    boundaries: Boundaries, language: str, scale: Scale = FULL
) -> tuple[AreaLabel, ...]:
    """Place the name of each area at its point, or on a leader line.

    The points of provinces are the poles of inaccessibility, moved by hand for those of a
    long or bent shape (Hebei, Inner Mongolia, Gansu, Heilongjiang, Shaanxi, Hainan,
    Guangdong). The name of a group leaves its point for a leader line where it would hang
    over the edge of the group too far, and keeps off all other names. On a map smaller than
    the whole one, a name without room in its area lies in the sea on a leader line; where there
    is none either, a number stands in its place, which `key_to_numbers` explains.
    """
    provinces = [_of_province(r, language, scale) for r in boundaries.regions if _is_province(r)]
    if scale == FULL and len(provinces) == len(boundaries.regions):
        return tuple(provinces)
    areas = _areas(boundaries)
    fixed = [*small_island_boxes(language, scale), inset_box()]
    labels = provinces if scale == FULL else _with_room(provinces, areas, fixed)
    groups = [region for region in boundaries.regions if not _is_province(region)]
    for region in sorted(groups, key=lambda region: (areas[region.code].area, region.code)):
        taken = _taken(labels, fixed)
        choices = _choices(region, region.name(language), scale)
        costs = {c: _cost(c, areas[region.code], [*areas.values()], taken) for c in choices}
        labels.append(min(costs, key=lambda choice: costs[choice]))
    return tuple(labels)


def _is_province(region: Region) -> bool:
    return region in all_provinces()


@lru_cache(maxsize=8)
def _areas(boundaries: Boundaries) -> dict[str, shapely.Geometry]:
    """Return the areas by code, in millimetres and as coarse as it is needed."""
    shapes = shapely.transform(boundaries.area_features.shapes, to_mm)
    simple = shapely.simplify(shapes, _DETAIL)
    return dict(zip(boundaries.area_features.keys, simple, strict=True))


def key_to_numbers(labels: Sequence[AreaLabel], language: str) -> str:
    """Return the names of the areas that have a number; empty where none has."""
    numbered = [label for label in labels if label.is_number]
    say = Language(language)
    return say(", ").join(f"{label.text} {label.region.name(language)}" for label in numbered)


def _with_room(
    labels: Sequence[AreaLabel], areas: Mapping[str, shapely.Geometry], fixed: Sequence[Box]
) -> list[AreaLabel]:
    """Return all names: within their areas, in the sea, or as numbers where neither has room."""
    fixed, land = [*fixed, _DASH], shapely.union_all(list(areas.values()))
    shapely.prepare(land)

    def order(label: AreaLabel) -> tuple[bool, float]:
        return label.region.code not in _FIRST, -areas[label.region.code].area

    kept: list[AreaLabel] = []
    without = []
    for label in sorted(labels, key=order):
        taken = shapely.union_all(_taken(kept, fixed)).buffer(_APART)
        found = _within(label, areas[label.region.code], taken) or _at_sea(label, land, taken)
        if found:
            kept.append(found)
        else:
            without.append(label)
    for number, label in enumerate(sorted(without, key=lambda label: label.region.code), 1):
        choices = _numbers(label, str(number))
        area, taken_boxes = areas[label.region.code], _taken(kept, fixed)
        costs = [_cost(choice, area, [*areas.values()], taken_boxes) for choice in choices]
        kept.append(choices[int(np.argmin(costs))])
    return kept


def _within(label: AreaLabel, area: shapely.Geometry, taken: shapely.Geometry) -> AreaLabel | None:
    """Return a name moved to where it is free and within its area, if there is such a place."""
    free = [moved for moved in _moved(label) if _is_free(moved, taken)]
    outside = [_outside(moved, area) for moved in free]
    if not free or min(outside) > _MOST_OUTSIDE:
        return None
    return free[int(np.argmin(outside))]


def _at_sea(label: AreaLabel, land: shapely.Geometry, taken: shapely.Geometry) -> AreaLabel | None:
    """Return a name on the shortest leader line that ends in the free sea within the map."""
    paper = shapely.box(0, 0, MAP_WIDTH + MARGIN, MAP_HEIGHT)
    for choice in _choices(label.region, label.text, label.scale):
        box = shapely.box(*choice.box)
        if (
            choice.leader
            and paper.contains(box)
            and not land.intersects(box)
            and _is_free(choice, taken)
        ):
            return choice
    return None


def _is_free(label: AreaLabel, taken: shapely.Geometry) -> bool:
    on_line = bool(label.leader) and taken.intersects(shapely.LineString(label.leader))
    return not on_line and not taken.intersects(shapely.box(*label.box))


def _numbers(label: AreaLabel, number: str) -> list[AreaLabel]:
    """Return the places that the number of an area may take: within it, and around it."""
    choices = list(_choices(label.region, number, label.scale))
    near = [moved for moved in _moved(choices[0]) if abs(moved.x - choices[0].x) <= _NEAR]
    return [replace(choice, is_number=True) for choice in (*near, *choices)]


def _moved(label: AreaLabel) -> list[AreaLabel]:
    """Return a name at its place and around it; one on a leader line stays."""
    if label.leader_to is not None:
        return [label]
    steps = sorted(((dx, dy) for dx in _STEPS for dy in _STEPS), key=lambda d: (math.hypot(*d), d))
    return [replace(label, x=label.x + dx, y=label.y + dy) for dx, dy in steps]


def _outside(label: AreaLabel, area: shapely.Geometry) -> float:
    """Return which part of a name hangs over the edge of its area; on a leader line it may."""
    if label.leader_to is not None:
        return 0.0
    box = shapely.box(*label.box)
    return float(box.difference(area).area / box.area)


def _of_province(region: Region, language: str, scale: Scale) -> AreaLabel:
    text = region.name(language)
    x, y = place(*_MOVED.get(region.code, (region.lon or 0.0, region.lat or 0.0)))
    if region.code not in _LEADERS:
        return AreaLabel(region, text, x, y, None, scale)
    dx, dy, side = _LEADERS[region.code]
    return _on_leader(region, text, (x, y), (x + dx, y + dy), side, scale)


def _on_leader(
    region: Region,
    text: str,
    point: tuple[float, float],
    end: tuple[float, float],
    side: int,
    scale: Scale,
) -> AreaLabel:
    centre = end[0] + side * (0.6 + text_width(text, scale.relative_name_size) / 2)
    return AreaLabel(region, text, centre, end[1], point, scale)


def _taken(labels: Sequence[AreaLabel], fixed: Sequence[Box]) -> list[shapely.Geometry]:
    """Return what names keep off: other names, their leader lines and fixed boxes."""
    boxes = [shapely.box(*box) for box in (*fixed, *(label.box for label in labels))]
    lines = [shapely.LineString(label.leader).buffer(0.3) for label in labels if label.leader]
    return [*boxes, *lines]


def _choices(region: Region, text: str, scale: Scale) -> Iterator[AreaLabel]:
    """Yield the places that the name of a group may take: at its point, and around it."""
    point = place(region.lon or 0.0, region.lat or 0.0)
    yield AreaLabel(region, text, *point, None, scale)
    for reach in _REACHES:
        for angle in _ANGLES:
            east = float(np.cos(angle))
            end = point[0] + reach * east, point[1] + reach * float(np.sin(angle))
            yield _on_leader(region, text, point, end, 1 if east > -1e-9 else -1, scale)


def _cost(
    label: AreaLabel,
    area: shapely.Geometry,
    land: Sequence[shapely.Geometry],
    taken: Sequence[shapely.Geometry],
) -> float:
    box = shapely.box(*label.box)
    covered = float(shapely.area(shapely.intersection(box, taken)).sum())
    covered += float(box.difference(shapely.box(0, 0, MAP_WIDTH, MAP_HEIGHT)).area)
    if label.leader is None:
        return _ON_TAKEN * covered + _OVER_EDGE * float(box.difference(area).area)
    leader = shapely.LineString(label.leader)
    crossed = float(shapely.intersects(leader, taken).sum())
    below = float(shapely.area(shapely.intersection(box, land)).sum())
    cost = _LEADER + _DISTANCE * float(leader.length) + _ON_LAND * below
    return cost + _ON_TAKEN * (covered + crossed)


def draw_labels(layer: PanelLayer, labels: Iterable[AreaLabel]) -> None:
    """Draw the names and their leader lines."""
    for label in labels:
        if label.leader is not None:
            xs, ys = zip(*label.leader, strict=True)
            leader = Line2D(xs, ys, color=INK, lw=0.5)
            leader.set_path_effects([withStroke(linewidth=1.5, foreground="white")])
            layer.draw_mm(leader)
        size, gid = label.scale.name_size, f"label-{label.region.code}"
        layer.write_with_halo(label.x, label.y, label.text, size=size, gid=gid)
