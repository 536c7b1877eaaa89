"""What boundaries are: as a source publishes them, and as maps draw them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from tanmai.core.errors import BoundaryError, LabelError, did_you_mean
from tanmai.core.labels import Region, all_provinces, find_province
from tanmai.core.messages import Message, listed, message

ALBERS = "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +ellps=GRS80 +units=m +no_defs"
"""Albers equal-area conic: 105°E, standard parallels 25°N and 47°N, GRS80."""

CGCS2000 = "EPSG:4490"

_POLYGONAL = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


@dataclass(frozen=True, eq=False)
class BoundarySource:
    """Boundaries as a source publishes them, in metres of :data:`ALBERS`.

    Attributes
    ----------
    name_zh, name_en : str
        Who published them, or the name of the file.
    parts : GeoSeries
        Polygons by adcode of their province; a province may have many, and a polygon may
        be invalid.
    dashes : GeoSeries
        Those of the ten dashes of the South China Sea that the source holds, by number from
        the west (1) to the one east of Taiwan (10).
    unnamed : GeoSeries
        Polygons that belong to no province.
    without_shape : tuple of str
        Adcodes of rows without a geometry.
    outside : tuple of str
        Adcodes of polygons that lie nowhere in China; they are not among the parts.
    of_country, abroad : int
        How many rows are of China as a whole, and of other countries; they are not among the
        parts.
    files : tuple of Path
        The user's own files that it was read from: a shapefile is several.
    facts : tuple of (Message, str)
        What the source is, for people: what, and the value.
    """

    name_zh: str
    name_en: str
    parts: gpd.GeoSeries
    dashes: gpd.GeoSeries
    unnamed: gpd.GeoSeries
    without_shape: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    of_country: int = 0
    abroad: int = 0
    files: tuple[Path, ...] = ()
    facts: tuple[tuple[Message, str], ...] = ()

    def into(self, language: str) -> str:
        """Return its name in a language."""
        return self.name_zh if language == "zh" else self.name_en

    @cached_property
    def provinces(self) -> gpd.GeoSeries:
        """One valid area for each province, by adcode in ascending order."""
        shapes = polygons(self.parts.to_numpy())
        kept = ~shapely.is_empty(shapes)  # a polygon that is a line has no area
        shapes, codes = shapes[kept], self.parts.index.to_numpy(dtype=str)[kept]
        known = sorted(set(codes))
        # A union takes long, and a single shape needs none.
        parts = [shapes[codes == code] for code in known]
        areas = [some[0] if len(some) == 1 else shapely.union_all(some) for some in parts]
        return gpd.GeoSeries(areas, index=known, crs=ALBERS)

    @cached_property
    def country(self) -> shapely.Geometry:
        """All provinces as one area."""
        return shapely.union_all(self.provinces.to_numpy())

    def require(self, codes: Iterable[str]) -> None:
        """Reject provinces that the source lacks, so that no value stays undrawn.

        Raises
        ------
        BoundaryError
            Provinces are missing; they are named.
        """
        missing = [find_province(code) for code in codes if code not in self.provinces.index]
        if missing:
            raise BoundaryError(
                message(
                    "'{source}' has no area for {missing}, which are to be drawn. Add them to "
                    "the file, or take one that has them.",
                    source=self,
                    missing=listed(missing),
                )
            )


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
        Borders between provinces of one group, or between the provinces of cities; empty where
        there are none.
    dashes : GeoSeries
        The ten dashes of the South China Sea, from the west to the one east of Taiwan, by
        number; a dash may have several parts.
    source_zh, source_en : str
        Who published the boundaries.
    of_china : bool
        Whether the areas are those of the country; else they are cities of some provinces.
    provinces : Boundaries, optional
        The provinces whose names are written, where the areas are cities of the country.
    """

    regions: tuple[Region, ...]
    areas: gpd.GeoSeries
    inner_borders: gpd.GeoSeries
    dashes: gpd.GeoSeries
    source_zh: str
    source_en: str
    of_china: bool = True
    provinces: Boundaries | None = None

    @cached_property
    def by_code(self) -> dict[str, Region]:
        """The regions by their codes."""
        return {region.code: region for region in self.regions}

    @property
    def of_provinces(self) -> bool:
        """Whether every area is a province."""
        return set(self.regions) <= set(all_provinces())

    def require(self, codes: Iterable[str]) -> None:
        """Reject codes that are no area's.

        Raises
        ------
        LabelError
            A code is no area's; it is named, and the nearest one given.
        """
        for code in codes:
            if code not in self.by_code:
                raise LabelError(
                    message(
                        "'{code}' is not the code of a region of the map, so it cannot be "
                        "drawn.{nearest} Codes are text, as '{example}'.",
                        code=code,
                        nearest=did_you_mean(str(code), self.by_code),
                        example=self.regions[0].code,
                    )
                )

    def source(self, language: str) -> str:
        """Return the publisher of the boundaries in ``"zh"`` or ``"en"``."""
        return self.source_zh if language == "zh" else self.source_en


def project(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return degrees (CGCS2000) as metres of :data:`ALBERS`, shape (n, 2)."""
    return np.column_stack(_transformer(CGCS2000, ALBERS).transform(lon, lat))


def to_degrees(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return metres of :data:`ALBERS`, shape (n, 2), as degrees (CGCS2000)."""
    return np.column_stack(_transformer(ALBERS, CGCS2000).transform(*points.T))


@lru_cache(maxsize=2)
def _transformer(start: str, end: str) -> Transformer:
    return Transformer.from_crs(start, end, always_xy=True)


def polygons(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return shapes as valid polygons; what has no area falls out of them."""
    areal = np.isin(shapely.get_type_id(shapes), _POLYGONAL)
    wrong = ~(areal & shapely.is_valid(shapes))  # to look is seven times as fast as to fix
    corrected = np.array(shapes, dtype=object)
    corrected[wrong] = shapely.make_valid(shapes[wrong], method="structure", keep_collapsed=False)
    return corrected
