"""The layers of a boundary file: shapefile, zip, GeoPackage, GeoJSON, TopoJSON; UTF-8 or GBK."""

from __future__ import annotations

import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd

from tanmai.core.errors import BoundaryError
from tanmai.core.faults import reason_of
from tanmai.core.messages import listed, message
from tanmai.draw.boundaries.geojson import ENCODINGS, Layer, in_no_encoding, read_json, unreadable

__all__ = ["Layer", "boundary_files", "read_layers"]

_JSON = (".geojson", ".json", ".topojson")
_SINGLE_FILES = (".shp", ".gpkg", *_JSON)
# A shapefile is several files of one stem; the first two hold what the .shp alone does not.
_NEEDED, _COMPANIONS = (".dbf", ".shx"), (".dbf", ".shx", ".prj", ".cpg")
_READ = (*_SINGLE_FILES, *_COMPANIONS)
_MOST_UNPACKED = 2 * 1024**3
_SHAPEFILE, _SQLITE = (9994).to_bytes(4, "big"), b"SQLite format 3\0"
# Views, and tables of modules: their rows are computed, by functions of GDAL too.
_COMPUTED = """
    SELECT name FROM sqlite_master
    WHERE type = 'view' OR (sql LIKE 'CREATE VIRTUAL TABLE%' AND sql NOT LIKE '%USING rtree%')
"""


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
        raise BoundaryError(
            message(
                "'{path}' holds no layer with a geometry; give one of provinces.",
                path=path.name,
            )
        )
    return layers


def _unpacked(path: Path) -> Iterator[Layer]:
    with TemporaryDirectory() as folder:
        try:
            with zipfile.ZipFile(path) as packed:
                members = [m for m in packed.infolist() if Path(m.filename).suffix.lower() in _READ]
                if sum(member.file_size for member in members) > _MOST_UNPACKED:
                    raise BoundaryError(
                        message(
                            "'{path}' unpacks to more than 2 GB; pack the provinces alone.",
                            path=path.name,
                        )
                    )
                packed.extractall(folder, members)
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
            raise BoundaryError(
                message(
                    "'{path}' cannot be unpacked ({reason}). Pack it again, without a password.",
                    path=path.name,
                    reason=str(error),
                )
            ) from error
        for inner in sorted(Path(folder).rglob("*")):
            if inner.suffix.casefold() in _SINGLE_FILES and not inner.name.startswith("._"):
                yield from _layers(inner, f"{path.name}/{inner.relative_to(folder).as_posix()}")


def _layers(path: Path, name: str) -> Iterator[Layer]:
    suffix = path.suffix.casefold()
    if suffix not in _SINGLE_FILES:
        raise BoundaryError(
            message(
                "'{name}' is of a kind that is not read. Give a .shp (with its .dbf, .shx and "
                ".prj), .zip, .gpkg, .geojson or .topojson file.",
                name=name,
            )
        )
    if suffix in _JSON:
        yield from read_json(path, name)
        return
    _require_companions(path, name)
    _require_content(path, name)
    try:
        import pyogrio  # the boundaries that the package brings need no GDAL

        found = [str(layer) for layer, _ in pyogrio.list_layers(path)]
        for layer in found:
            frame, encoding = _decoded(path, layer)
            if isinstance(frame, gpd.GeoDataFrame):
                yield Layer(f"{name}:{layer}" if len(found) > 1 else name, frame, encoding)
    except Exception as error:  # the drivers of GDAL raise errors of many kinds
        raise unreadable(name, reason_of(error)) from error


def _require_content(path: Path, name: str) -> None:
    """Require that a file is what its ending says: GDAL goes by the content alone.

    Of the kinds that GDAL reads, some fetch what an address in them names.
    """
    with path.open("rb") as file:
        start = file.read(len(_SQLITE))
    if path.suffix.casefold() == ".shp":
        if not start.startswith(_SHAPEFILE):
            raise unreadable(name, message("it does not begin as a shapefile does"))
        return
    if start != _SQLITE:
        raise unreadable(name, message("it does not begin as a GeoPackage does"))
    try:
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        ) as db:
            computed = db.execute(_COMPUTED).fetchall()
    except sqlite3.Error as error:
        raise unreadable(name, reason_of(error)) from error
    if computed:
        raise unreadable(
            name, message("its layer '{layer}' is computed when it is read", layer=computed[0][0])
        )


def _require_companions(path: Path, name: str) -> None:
    if path.suffix.casefold() != ".shp":
        return
    beside = {file.suffix.casefold() for file in boundary_files(path)}
    missing = [suffix for suffix in _NEEDED if suffix not in beside]
    if missing:
        raise BoundaryError(
            message(
                "'{name}' lacks its {missing}: a shapefile is several files of one name. Put "
                "them all into one folder, or into a .zip.",
                name=name,
                missing=listed(missing),
            )
        )


def _decoded(path: Path, layer: str) -> tuple[gpd.GeoDataFrame, str]:
    for name, encoding in ENCODINGS.items():
        try:
            return gpd.read_file(path, layer=layer, encoding=encoding), name
        except UnicodeDecodeError:
            continue
    raise in_no_encoding()
