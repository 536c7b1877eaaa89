"""GeoJSON and TopoJSON read as what they are: JSON with shapes and labels, nothing pointed to."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
from pyproj import CRS
from pyproj.exceptions import CRSError

from tanmai.core.errors import BoundaryError
from tanmai.core.faults import FaultError, reason_of
from tanmai.core.input_file import read_input
from tanmai.core.messages import Message, listed, message

# GB 18030 holds GBK whole. Chinese text in it is never valid UTF-8.
ENCODINGS = {"UTF-8": "utf-8-sig", "GBK": "gb18030"}
"""The encodings that are tried, by their names for people."""

_MOST_MIB = 512
_RFC_7946 = "EPSG:4326"
_BY_AUTHORITY = re.compile(r"(urn:(x-)?ogc:def:crs:)?(EPSG|OGC|CRS|ESRI)\b[\w:./-]*", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Layer:
    """One layer of a file, as it stands in it."""

    name: str
    frame: gpd.GeoDataFrame
    encoding: str


def read_json(path: Path, name: str) -> list[Layer]:
    """Read the layers of a GeoJSON (RFC 7946; of 2008 with a named system) or TopoJSON file.

    Parameters
    ----------
    path : Path
        The file, in UTF-8 or GBK.
    name : str
        What it is called for people.

    Raises
    ------
    BoundaryError
        It is no collection of features, damaged, or refers to a coordinate system elsewhere.
    """
    text, encoding = _decoded(
        read_input(path, message("a file of boundaries (GeoJSON)"), _MOST_MIB), name
    )
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise unreadable(name, reason_of(error)) from error
    kind = content.get("type") if isinstance(content, dict) else None
    if kind == "Topology":
        return _of_topology(content, name, encoding)
    if kind != "FeatureCollection":
        raise unreadable(
            name, message("it is JSON, but neither a GeoJSON FeatureCollection nor TopoJSON")
        )
    return [_of_features(content, name, encoding)]


def _of_features(content: dict[str, Any], name: str, encoding: str) -> Layer:
    features = content.get("features")
    if not isinstance(features, list) or not all(isinstance(one, dict) for one in features):
        raise unreadable(name, message("its features are not a list of features"))
    crs = _coordinate_system(content.get("crs"), name)
    if not features:
        return Layer(name, gpd.GeoDataFrame(geometry=[], crs=crs), encoding)
    try:
        return Layer(name, gpd.GeoDataFrame.from_features(features, crs=crs), encoding)
    except Exception as error:  # what is no geometry fails in as many ways
        raise unreadable(name, reason_of(error)) from error


def _of_topology(content: dict[str, Any], name: str, encoding: str) -> list[Layer]:
    """Return the layers of a topology, by the driver of GDAL for it and from memory alone."""
    crs = _coordinate_system(content.get("crs"), name)
    parts = {key: content[key] for key in ("transform", "objects", "arcs") if key in content}
    held = json.dumps({"type": "Topology", **parts}, ensure_ascii=False).encode()
    try:
        import pyogrio  # the boundaries that the package brings need no GDAL

        listed = [str(layer) for layer, _ in pyogrio.list_layers(held)]
        if listed and pyogrio.read_info(held, layer=listed[0])["driver"] != "TopoJSON":
            raise unreadable(name, message("it is not TopoJSON"))
        frames = {layer: gpd.read_file(held, layer=layer) for layer in listed}
    except BoundaryError:
        raise
    except Exception as error:  # the driver raises errors of many kinds
        raise unreadable(name, reason_of(error)) from error
    return [
        Layer(
            f"{name}:{layer}" if len(frames) > 1 else name,
            frame.set_crs(crs, allow_override=True),
            encoding,
        )
        for layer, frame in frames.items()
    ]


def _decoded(content: bytes, name: str) -> tuple[str, str]:
    for encoding, codec in ENCODINGS.items():
        try:
            return content.decode(codec), encoding
        except UnicodeDecodeError:
            continue
    raise unreadable(name, in_no_encoding().message)


def _coordinate_system(said: Any, name: str) -> CRS:
    """Return the coordinate system of a collection; a link is not followed."""
    if said is None:
        return CRS(_RFC_7946)
    properties = said.get("properties") if isinstance(said, dict) else None
    given = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(given, str) or not _BY_AUTHORITY.fullmatch(given.strip()):
        raise unreadable(
            name, message("its crs is not the name of a coordinate system, as EPSG:4490 is")
        )
    try:
        return CRS(given.strip())
    except CRSError as error:
        raise unreadable(
            name, message("its coordinate system '{crs}' is unknown", crs=given)
        ) from error


def unreadable(name: str, why: Message) -> BoundaryError:
    """Return the error of a file that holds no boundaries."""
    return BoundaryError(
        message(
            "'{name}' cannot be read as boundaries ({why}). It may be damaged or cut short: save "
            "it again from a GIS.",
            name=name,
            why=why,
        )
    )


def in_no_encoding() -> FaultError:
    """Return the fault of a text that is in none of the encodings that are read."""
    return FaultError(message("its text is in none of {encodings}", encodings=listed(ENCODINGS)))
