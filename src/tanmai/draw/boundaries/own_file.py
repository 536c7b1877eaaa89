"""The user's own file of boundaries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.core.errors import BoundaryError
from tanmai.core.messages import Message, listed, message
from tanmai.draw.boundaries.dashes import as_dashes, dash_numbers
from tanmai.draw.boundaries.layers import Layer, boundary_files, read_layers
from tanmai.draw.boundaries.location import crs_name, in_degrees, within_china
from tanmai.draw.boundaries.model import BoundarySource, Features
from tanmai.draw.boundaries.projection import ALBERS
from tanmai.draw.boundaries.province_rows import ABROAD, COUNTRY, ProvinceRows, province_rows

_NO_PROVINCE = {None, COUNTRY, ABROAD}


def read_boundaries(
    path: Path, crs: str | None = None, name_column: str | None = None
) -> BoundarySource:
    """Read a user's own file of provinces.

    The layer with the most provinces is taken; prefectures and counties are joined into their
    provinces by their codes. The ten dashes are found by where they lie: as lines or
    thin polygons among the provinces, or in a layer of their own.

    Parameters
    ----------
    path : Path
        A .shp (with its .dbf and .shx), .zip, .gpkg, .geojson or .topojson in UTF-8 or GBK, with
        a column of codes (``adcode``, ``province_adcode``, ``pr_adcode``, ``PAC``, ``ADCODE99``,
        ``gb``, ``iso_3166_2``) or of names (``name``, ``pr_name``, ``province_name``,
        ``name_zh``, ``NAME_1``, ``NL_NAME_1``, 省). Rows of other countries are left out.
    crs : str, optional
        The coordinate system, where the file says none or a wrong one: anything that PROJ
        knows (``"EPSG:4490"``), or ``"gcj02"`` for the shifted coordinates of web maps,
        which are turned back.
    name_column : str, optional
        The column that names the provinces, by name or code, where it is another.

    Raises
    ------
    BoundaryError
        The file is missing, damaged, incomplete, has no coordinate system, no column of
        codes or names or a name that is no province's, has latitude before longitude, or
        lies outside of China.
    """
    if not path.is_file():
        raise BoundaryError(
            message("There is no boundary file '{path}'. Check the path.", path=path)
        )
    return _read(path.absolute(), crs, name_column, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _read(path: Path, crs: str | None, name_column: str | None, _modified: int) -> BoundarySource:
    layers = read_layers(path)
    layer, rows = _with_provinces(layers, name_column)
    codes = np.array(rows.codes, dtype=object)
    degrees = in_degrees(layer, crs)
    degrees = degrees[codes[degrees.index] != ABROAD]
    inside = within_china(degrees, layer.name)
    of_country = codes == COUNTRY
    codes[np.isin(codes, [COUNTRY, ABROAD])] = None
    shapes, code = degrees[inside].to_crs(ALBERS), codes[degrees.index[inside]]
    named = (shapes.geom_type == "Polygon").to_numpy() & pd.notna(code)
    if not named.any():
        raise BoundaryError(
            message(
                "'{layer}' has no area of a province: its columns {columns} are blank where "
                "there are areas. Fill in the codes or names.",
                layer=layer.name,
                columns=listed(rows.columns),
            )
        )
    # What is no province's may be a dash, and so may all that other layers hold.
    others = [in_degrees(other, crs).to_crs(ALBERS) for other in layers if other is not layer]
    rest = shapes[~named]
    lines = pd.concat([rest, *others]).to_numpy()
    numbers = dash_numbers(lines)
    unnamed = rest[
        (numbers[: len(rest)] == 0) & (rest.geom_type == "Polygon") & ~of_country[rest.index]
    ]
    country = rest[(numbers[: len(rest)] == 0) & of_country[rest.index]]
    return BoundarySource(
        name_zh=path.name,
        name_en=path.name,
        part_features=Features(code[named].tolist(), shapes[named].to_numpy()),
        dash_features=as_dashes(lines[numbers > 0], numbers[numbers > 0]),
        unnamed=unnamed.to_numpy(),
        without_shape=_or_blank(codes[_is_empty(layer) & (np.array(rows.codes) != ABROAD)]),
        of_country=country.index.nunique(),
        abroad=rows.codes.count(ABROAD),
        outside=_or_blank(codes[degrees.index[~inside]]),
        files=tuple(boundary_files(path)),
        facts=_facts(layer, rows, layers, crs),
    )


def _with_provinces(layers: Sequence[Layer], name_column: str | None) -> tuple[Layer, ProvinceRows]:
    """Return the layer of the most provinces, of those the one with the fewest rows."""
    found: list[tuple[Layer, ProvinceRows]] = []
    errors: list[BoundaryError] = []
    for layer in layers:
        if not layer.frame.geom_type.isin(("Polygon", "MultiPolygon", "GeometryCollection")).any():
            continue
        try:
            found.append((layer, province_rows(layer.frame, layer.name, name_column)))
        except BoundaryError as error:
            errors.append(error)
    if found:
        return min(found, key=lambda one: (-len({*one[1].codes} - _NO_PROVINCE), len(one[1].codes)))
    if errors:
        raise errors[0]
    raise BoundaryError(
        message(
            "'{layers}' holds no areas, only lines or points, or nothing; give polygons of "
            "provinces.",
            layers=layers[0].name,
        )
    )


def _is_empty(layer: Layer) -> NDArray[np.bool_]:
    shapes = layer.frame.geometry
    return np.asarray(shapes.isna() | shapes.is_empty)


def _or_blank(codes: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(code or "" for code in codes)


def _facts(
    layer: Layer, rows: ProvinceRows, layers: Sequence[Layer], crs: str | None
) -> tuple[tuple[Message, str], ...]:
    provinces = len({*rows.codes} - _NO_PROVINCE)
    facts = (
        (message("layer"), layer.name),
        (
            message("other layers"),
            ", ".join(other.name for other in layers if other is not layer),
        ),
        (message("coordinate system"), crs_name(layer, crs)),
        (message("encoding"), layer.encoding),
        (message("columns read"), ", ".join(rows.columns)),
        (message("number of rows"), str(len(rows.codes))),
        (message("number of provinces"), str(provinces)),
        (
            message("rows of the whole country, left out"),
            str(rows.codes.count(COUNTRY) or ""),
        ),
        (message("rows of other countries, left out"), str(rows.codes.count(ABROAD) or "")),
        (message("rows below provinces, joined by code"), str(rows.finer or "")),
    )
    return tuple((what, said) for what, said in facts if said)
