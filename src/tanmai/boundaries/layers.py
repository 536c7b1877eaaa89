"""The layers of a boundary file: shapefile, zip, GeoPackage or GeoJSON, in UTF-8 or GBK."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import pyogrio

from tanmai.errors import BoundaryError

_SINGLE_FILES = (".shp", ".gpkg", ".geojson", ".json")
# A shapefile is several files of one stem; the first two hold what the .shp alone does not.
_NEEDED, _COMPANIONS = (".dbf", ".shx"), (".dbf", ".shx", ".prj", ".cpg")
# GB 18030 holds GBK whole. Chinese text in it is never valid UTF-8.
_ENCODINGS = {"UTF-8": "utf-8", "GBK": "gb18030"}
_MOST_UNPACKED = 2 * 1024**3


@dataclass(frozen=True, eq=False)
class Layer:
    """One layer of a file, as it stands in it."""

    name: str
    frame: gpd.GeoDataFrame
    encoding: str


def boundary_files(path: Path) -> list[Path]:
    """Return every file that a boundary file is made of: a shapefile is several."""
    if path.suffix.casefold() != ".shp":
        return [path]
    beside = {p.suffix.casefold(): p for p in path.parent.iterdir() if p.stem == path.stem}
    return [path, *(beside[suffix] for suffix in _COMPANIONS if suffix in beside)]


def read_layers(path: Path) -> list[Layer]:
    """Read every layer that has a geometry.

    Raises
    ------
    BoundaryError
        The file is of another kind, damaged or incomplete, or holds no layer.
    """
    layers = list(_unpacked(path) if path.suffix.casefold() == ".zip" else _layers(path, path.name))
    if not layers:
        raise BoundaryError(f"'{path.name}' holds no layer with a geometry; give one of provinces.")
    return layers


def _unpacked(path: Path) -> Iterator[Layer]:
    with TemporaryDirectory() as folder:
        try:
            with zipfile.ZipFile(path) as packed:
                if sum(member.file_size for member in packed.infolist()) > _MOST_UNPACKED:
                    raise BoundaryError(
                        f"'{path.name}' unpacks to more than 2 GB; pack the provinces alone."
                    )
                packed.extractall(folder)
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
            raise BoundaryError(
                f"'{path.name}' cannot be unpacked ({error}). Pack it again, without a password."
            ) from error
        for inner in sorted(Path(folder).rglob("*")):
            if inner.suffix.casefold() in _SINGLE_FILES and not inner.name.startswith("._"):
                yield from _layers(inner, f"{path.name}/{inner.relative_to(folder).as_posix()}")


def _layers(path: Path, name: str) -> Iterator[Layer]:
    suffix = path.suffix.casefold()
    if suffix not in _SINGLE_FILES:
        raise BoundaryError(
            f"'{name}' is of a kind that is not read. Give a .shp (with its .dbf, .shx and .prj), "
            ".zip, .gpkg or .geojson file."
        )
    _require_companions(path, name)
    try:
        listed = [str(layer) for layer, _ in pyogrio.list_layers(path)]
        for layer in listed:
            frame, encoding = _decoded(path, layer)
            if isinstance(frame, gpd.GeoDataFrame):
                yield Layer(f"{name}:{layer}" if len(listed) > 1 else name, frame, encoding)
    except Exception as error:  # the drivers of GDAL raise errors of many kinds
        raise BoundaryError(
            f"'{name}' cannot be read as boundaries ({error}). It may be damaged or cut short: "
            "save it again from a GIS."
        ) from error


def _require_companions(path: Path, name: str) -> None:
    if path.suffix.casefold() != ".shp":
        return
    beside = {file.suffix.casefold() for file in boundary_files(path)}
    missing = [suffix for suffix in _NEEDED if suffix not in beside]
    if missing:
        raise BoundaryError(
            f"'{name}' stands without its {' and '.join(missing)}: a shapefile is several files "
            "of one name. Put them all into one folder, or into a .zip."
        )


def _decoded(path: Path, layer: str) -> tuple[gpd.GeoDataFrame, str]:
    for name, encoding in _ENCODINGS.items():
        try:
            return gpd.read_file(path, layer=layer, encoding=encoding), name
        except UnicodeDecodeError:
            continue
    raise ValueError(f"its text is in none of {', '.join(_ENCODINGS)}")
