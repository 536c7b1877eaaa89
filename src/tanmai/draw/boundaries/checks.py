"""What a map for publication in China must hold, as rules on a source of boundaries.

After 公开地图内容表示规范 (2023). Every rule warns and none blocks: a partial map may be
just what is wanted, but nobody should draw one unawares.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from tanmai.checks.report import CheckReport, Finding, Places, judged
from tanmai.checks.rules import Rule
from tanmai.core.labels import all_provinces, find_province
from tanmai.core.language import Language
from tanmai.core.messages import Message, Name, message
from tanmai.core.resources import resource
from tanmai.draw.boundaries import rules
from tanmai.draw.boundaries.landmarks import Landmark
from tanmai.draw.boundaries.model import BoundarySource, polygons
from tanmai.draw.boundaries.projection import project, to_degrees
from tanmai.draw.boundaries.tianditu import tianditu

_KM2 = 1e6
_SHOWN_KM2 = 0.05  # of what is written with one decimal
# The area of a small province is held against this one, in km²: a coarse coast is no error.
_SMALLEST_AREA = 10_000.0


@lru_cache(maxsize=8)
def check_boundaries(source: BoundarySource) -> CheckReport:
    """Check boundaries for what a map needs; nothing is changed.

    Returns
    -------
    CheckReport
        One result for each rule of `tanmai.draw.boundaries.rules`; all are warnings.
    """
    return CheckReport(
        source.name_en,
        (
            _missing(source),
            _counted(rules.SHAPES, source.without_shape),
            _counted(rules.WITHIN_CHINA, source.outside),
            judged(
                rules.WHOLE_COUNTRY, float(source.of_country), Places.listed([message("China")])
            ),
            judged(rules.ABROAD, float(source.abroad), Places.listed([message("abroad")])),
            _unnamed(source),
            _validity(source),
            _repeated(source),
            _overlaps(source),
            _gaps(source),
            _areas(source),
            *(_landmarks(source, rule, places) for rule, places in rules.LANDMARKS),
            _dashes(source),
        ),
    )


def _missing(source: BoundarySource) -> Finding:
    missing = [p.code for p in all_provinces() if p.code not in source.provinces.index]
    return _counted(rules.UNITS, missing)


def _counted(rule: Rule, codes: Sequence[str]) -> Finding:
    """Return the result of a rule that counts what breaks it, named by province."""
    often = Counter(codes)
    names = [[_name(code, lang) for code in often] for lang in ("zh", "en")]
    return judged(rule, float(len(codes)), Places.listed(map(Name, *names)))


def _name(code: str, language: str) -> str:
    if code:
        return find_province(code).into(language)
    say = Language(language)
    return say("polygons of no province")


def _validity(source: BoundarySource) -> Finding:
    broken = ~shapely.is_valid(source.parts.to_numpy())
    return _counted(rules.VALIDITY, list(source.parts.index[broken]))


def _unnamed(source: BoundarySource) -> Finding:
    return _areas_at(rules.NAMED, polygons(source.unnamed))


def _repeated(source: BoundarySource) -> Finding:
    areas = pd.Series(shapely.area(polygons(source.parts.to_numpy())), index=source.parts.index)
    twice = (areas.groupby(level=0).sum() - source.provinces.area) / _KM2
    worst = twice[twice > 1].sort_values(ascending=False)
    said = [[f"{_name(c, lang)}: {v:,.0f} km²" for c, v in worst.items()] for lang in ("zh", "en")]
    return judged(rules.REPEATED, float(twice.clip(lower=0).sum()), Places.listed(map(Name, *said)))


def _overlaps(source: BoundarySource) -> Finding:
    # Pairs are only looked for where there is something to say of them: it takes long.
    total = float(source.provinces.area.sum() - source.country.area) / _KM2
    pairs = _overlapping_pairs(source) if total > rules.OVERLAPS.limit else []
    said = [
        [f"{_name(one, lang)} – {_name(two, lang)}: {size:,.1f} km²" for one, two, size in pairs]
        for lang in ("zh", "en")
    ]
    return judged(rules.OVERLAPS, max(total, 0.0), Places.listed(map(Name, *said)))


def _overlapping_pairs(source: BoundarySource) -> list[tuple[str, str, float]]:
    """Return the pairs of provinces that overlap and by how many km², the largest first."""
    areas, codes = source.provinces.to_numpy(), source.provinces.index
    first, second = shapely.STRtree(areas).query(areas, predicate="intersects")
    first, second = first[first < second], second[first < second]
    shared = shapely.area(shapely.intersection(areas[first], areas[second])) / _KM2
    order = [at for at in np.argsort(-shared, kind="stable") if shared[at] >= _SHOWN_KM2]
    return [(codes[first[at]], codes[second[at]], float(shared[at])) for at in order]


def _gaps(source: BoundarySource) -> Finding:
    rings = [hole for part in shapely.get_parts(source.country) for hole in part.interiors]
    return _areas_at(rules.GAPS, np.array([shapely.Polygon(ring) for ring in rings], dtype=object))


def _areas_at(rule: Rule, areas: NDArray[np.object_]) -> Finding:
    """Return the result of a rule on the sum of areas, placed by their middles."""
    size = shapely.area(areas) / _KM2
    order = np.argsort(-size, kind="stable")
    return judged(
        rule,
        float(size.sum()),
        Places(len(areas), lambda at, _: f"{_at(areas[order[at]])}: {size[order[at]]:,.1f} km²"),
    )


def _at(area: shapely.Geometry) -> str:
    point = area.representative_point()
    lon, lat = to_degrees(np.array([[point.x, point.y]]))[0]
    return f"{lon:.2f}°E {lat:.2f}°N"


def _areas(source: BoundarySource) -> Finding:
    known = _known_areas()[source.provinces.index]
    change = source.provinces.area / _KM2 - known
    relative = change / np.maximum(known, _SMALLEST_AREA)
    worst = relative[relative.abs() > rules.AREAS.limit]
    worst = worst.loc[worst.abs().sort_values(ascending=False).index]
    said = [
        [f"{_name(c, lang)}: {change[c]:+,.0f} km² ({v:+.0%})" for c, v in worst.items()]
        for lang in ("zh", "en")
    ]
    return judged(rules.AREAS, float(relative.abs().max()), Places.listed(map(Name, *said)))


@lru_cache(maxsize=1)
def _known_areas() -> pd.Series:
    table = pd.read_csv(resource("shapefiles", "provinces.csv"), dtype={"adcode": str})
    return table.set_index("adcode")["area_km2"]


def _landmarks(source: BoundarySource, rule: Rule, places: Sequence[Landmark]) -> Finding:
    """Return how many places are not within reach of the province that they belong to."""
    missing = [place for place in places if not _has(source, place)]
    said = [
        [
            f"{place.name(lang)} ({place.lon}°E {place.lat}°N, {_name(place.code, lang)})"
            for place in missing
        ]
        for lang in ("zh", "en")
    ]
    return judged(rule, float(len(missing)), Places.listed(map(Name, *said)))


def _has(source: BoundarySource, place: Landmark) -> bool:
    if place.code not in source.provinces.index:
        return False
    point = shapely.Point(*project(np.array([place.lon]), np.array([place.lat]))[0])
    return bool(source.provinces[place.code].distance(point) <= place.reach)


def _dashes(source: BoundarySource) -> Finding:
    default = tianditu().dashes
    missing = default[~default.index.isin(source.dashes.index)]
    middles = to_degrees(
        shapely.get_coordinates(missing.interpolate(0.5, normalized=True).to_numpy())
    )
    said = [
        f"{number} ({lon:.1f}°E {lat:.1f}°N)"
        for number, (lon, lat) in zip(missing.index, middles, strict=True)
    ]
    return judged(rules.DASHES, float(len(missing)), Places.listed(map(Message, said)))
