"""What boundaries are: as a source publishes them, and as maps draw them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from numpy.typing import NDArray

from tanmai.core.errors import BoundaryError, LabelError, did_you_mean
from tanmai.core.labels import Region, all_provinces, find_province
from tanmai.core.messages import Message, listed, message
from tanmai.draw.boundaries.paper import Outlines, outlines
from tanmai.draw.boundaries.projection import ALBERS

if TYPE_CHECKING:
    import geopandas as gpd  # a quarter of a second to import, which a map should not wait for

_POLYGONAL = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


@dataclass(frozen=True, eq=False)
class Features:
    """Shapes in metres of :data:`ALBERS`, each under a key; a key may stand more than once.

    Attributes
    ----------
    keys : sequence
        Codes of areas, or numbers of dashes.
    shapes : array of shapely geometries
        One for each key.
    """

    keys: Sequence[Any]
    shapes: NDArray[np.object_]

    @cached_property
    def series(self) -> gpd.GeoSeries:
        """The same for geopandas, indexed by key."""
        import geopandas as gpd

        return gpd.GeoSeries(self.shapes, index=list(self.keys), crs=ALBERS)

    def __getitem__(self, key: object) -> shapely.Geometry:
        return self.shapes[list(self.keys).index(key)]


@dataclass(frozen=True, eq=False)
class BoundarySource:
    """Boundaries as a source publishes them, in metres of :data:`ALBERS`.

    Attributes
    ----------
    name_zh, name_en : str
        Who published them, or the name of the file.
    part_features : Features
        Polygons by adcode of their province; a province may have many, and a polygon may
        be invalid.
    dash_features : Features
        Those of the ten dashes of the South China Sea that the source holds, by number from
        the west (1) to the one east of Taiwan (10).
    unnamed : array of shapely geometries
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
    part_features: Features
    dash_features: Features
    unnamed: NDArray[np.object_]
    without_shape: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    of_country: int = 0
    abroad: int = 0
    files: tuple[Path, ...] = ()
    facts: tuple[tuple[Message, str], ...] = ()

    def into(self, language: str) -> str:
        """Return its name in a language."""
        return self.name_zh if language == "zh" else self.name_en

    @property
    def parts(self) -> gpd.GeoSeries:
        """The polygons for geopandas."""
        return self.part_features.series

    @property
    def dashes(self) -> gpd.GeoSeries:
        """The dashes for geopandas."""
        return self.dash_features.series

    @property
    def provinces(self) -> gpd.GeoSeries:
        """The provinces for geopandas."""
        return self.province_features.series

    @cached_property
    def province_features(self) -> Features:
        """One valid area for each province, by adcode in ascending order."""
        shapes = polygons(self.part_features.shapes)
        kept = ~shapely.is_empty(shapes)  # a polygon that is a line has no area
        shapes, codes = shapes[kept], np.array(self.part_features.keys, dtype=str)[kept]
        known = sorted(set(codes))
        # A union takes long, and a single shape needs none.
        parts = [shapes[codes == code] for code in known]
        areas = [some[0] if len(some) == 1 else shapely.union_all(some) for some in parts]
        return Features(known, np.array(areas, dtype=object))

    @cached_property
    def country(self) -> shapely.Geometry:
        """All provinces as one area."""
        return shapely.union_all(self.province_features.shapes)

    def require(self, codes: Iterable[str]) -> None:
        """Reject provinces that the source lacks, so that no value stays undrawn.

        Raises
        ------
        BoundaryError
            Provinces are missing; they are named.
        """
        missing = [find_province(code) for code in codes if code not in self.province_features.keys]
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
    area_features : Features
        Their polygons by code, in the same order;
        neighbours share their borders point by point.
    inner_lines : array of shapely geometries
        Borders between provinces of one group, or between the provinces of cities; empty where
        there are none.
    dash_features : Features
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
    area_features: Features
    inner_lines: NDArray[np.object_]
    dash_features: Features
    source_zh: str
    source_en: str
    of_china: bool = True
    provinces: Boundaries | None = None
    _on_paper: dict[float, Outlines] = field(default_factory=dict, init=False, repr=False)

    def on_paper(self, factor: float = 1.0) -> Outlines:
        """Return the outlines on paper, found once for a size; see `outlines`."""
        if factor not in self._on_paper:
            dashes, areas = self.dash_features, self.area_features.shapes
            self._on_paper[factor] = outlines(
                areas, self.inner_lines, dashes.shapes, dashes.keys, factor
            )
        return self._on_paper[factor]

    @property
    def areas(self) -> gpd.GeoSeries:
        """The areas for geopandas."""
        return self.area_features.series

    @property
    def inner_borders(self) -> gpd.GeoSeries:
        """The inner borders for geopandas."""
        return Features(range(len(self.inner_lines)), self.inner_lines).series

    @property
    def dashes(self) -> gpd.GeoSeries:
        """The dashes for geopandas."""
        return self.dash_features.series

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


def polygons(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return shapes as valid polygons; what has no area falls out of them."""
    areal = np.isin(shapely.get_type_id(shapes), _POLYGONAL)
    wrong = ~(areal & shapely.is_valid(shapes))  # to look is seven times as fast as to fix
    corrected = np.array(shapes, dtype=object)
    corrected[wrong] = shapely.make_valid(shapes[wrong], method="structure", keep_collapsed=False)
    return corrected
