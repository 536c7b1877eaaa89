"""Groups of provinces: their areas joined into one each."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray

from tanmai.core.concordance import Concordance
from tanmai.core.errors import BoundaryError, LabelError
from tanmai.core.labels import Region
from tanmai.core.messages import message
from tanmai.draw.boundaries.model import Boundaries, Features
from tanmai.draw.boundaries.projection import to_degrees

_TOLERANCE = 500.0


@lru_cache(maxsize=8)
def dissolve(boundaries: Boundaries, groups: Concordance) -> Boundaries:
    """Join areas into groups; an area of no group stays as it is.

    The point of a group is the centre of the largest circle inside it.

    Parameters
    ----------
    boundaries : Boundaries
        Provinces.
    groups : Concordance
        The group of each province, as one of
        :func:`tanmai.core.concordance.region_groups`.

    Raises
    ------
    BoundaryError
        A province of a group is not on the map.
    LabelError
        A province is split between groups, or a group has the code of a province.
    """
    members = _members(boundaries, groups)
    known = dict(zip(boundaries.area_features.keys, boundaries.area_features.shapes, strict=True))
    joined = {code for codes in members.values() for code in codes}
    areas = {code: area for code, area in known.items() if code not in joined}
    regions = [region for region in boundaries.regions if region.code in areas]
    inner = [*boundaries.inner_lines]
    for group in (target for target in groups.targets if target.code in members):
        parts = np.array([known[code] for code in members[group.code]], dtype=object)
        area = shapely.union_all(parts)
        areas[group.code] = area
        inner += _borders_within(parts, area)
        lon, lat = _middle(area)
        regions.append(Region(group.code, group.name_zh, group.name_en, lon, lat))
    codes = sorted(areas)
    return Boundaries(
        regions=tuple(sorted(regions, key=lambda region: region.code)),
        area_features=Features(codes, np.array([areas[code] for code in codes], dtype=object)),
        inner_lines=np.array(inner, dtype=object),
        dash_features=boundaries.dash_features,
        source_zh=boundaries.source_zh,
        source_en=boundaries.source_en,
    )


def _members(boundaries: Boundaries, groups: Concordance) -> dict[str, list[str]]:
    members: dict[str, list[str]] = {}
    for link in groups.links:
        if link.weight != 1:
            raise LabelError(
                message(
                    "Groups '{groups}' split {source}; a map needs each province in one group, "
                    "with weight 1.",
                    groups=groups.name,
                    source=link.source,
                )
            )
        if link.target.code == link.source.code:
            continue  # a province that stays by itself
        if link.target.code in boundaries.by_code:
            raise LabelError(
                message(
                    "Groups '{groups}' have a group with the code {code}, which is that of a "
                    "province; give the group a code of its own.",
                    groups=groups.name,
                    code=link.target.code,
                )
            )
        if link.source.code not in boundaries.by_code:
            raise BoundaryError(
                message(
                    "{source} of groups '{groups}' is not among the boundaries of {source_en}; "
                    "add its area, or leave it out of the groups.",
                    source=link.source,
                    groups=groups.name,
                    source_en=boundaries.source_en,
                )
            )
        members.setdefault(link.target.code, []).append(link.source.code)
    return members


def _borders_within(parts: NDArray[np.object_], whole: shapely.Geometry) -> list[shapely.Geometry]:
    lines = shapely.union_all(shapely.boundary(parts)).difference(whole.boundary)
    return list(shapely.get_parts(shapely.line_merge(lines)))


def _middle(area: shapely.Geometry) -> tuple[float, float]:
    """Return the pole of inaccessibility in degrees."""
    radius = shapely.maximum_inscribed_circle(area, tolerance=_TOLERANCE)
    lon, lat = to_degrees(shapely.get_coordinates(radius)[:1])[0]
    return float(lon), float(lat)
