"""The network as GEXF and GraphML, ready for Gephi; the same network gives the same bytes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter

from tanmai.core.labels import REGION, require_printable

if TYPE_CHECKING:
    from pathlib import Path


def write_gexf(graph: nx.DiGraph[str], path: Path) -> None:
    """Write the network as GEXF 1.2: weights, labels, coordinates and all attributes.

    The label of a node is its English and Chinese name, its position is (lon, lat).
    The unit and the backbone are in the description. No date is written.

    Parameters
    ----------
    graph : networkx.DiGraph
        A transfer network or a backbone of it; attributes that were added to its
        nodes, for example with ``networkx.set_node_attributes``, are written too.
    path : Path
        The file, usually ``network.gexf``.
    """
    plain = _plain_copy(graph)
    for _, attributes in plain.nodes(data=True):
        if "lon" in attributes:
            position = {"x": attributes["lon"], "y": attributes["lat"], "z": 0.0}
            attributes["viz"] = {"position": position}
    writer = GEXFWriter(plain)
    meta = writer.xml.find("meta")
    meta.attrib.clear()
    meta.find("creator").text = "tanmai"
    description = meta.makeelement("description", {})
    description.text = "; ".join(f"{name}: {value}" for name, value in plain.graph.items())
    meta.append(description)
    _write(writer.write, path)


def write_graphml(graph: nx.DiGraph[str], path: Path) -> None:
    """Write the network as GraphML: weights, labels, coordinates and all attributes.

    The label of a node is its English and Chinese name; ``x`` and ``y``, which Gephi
    takes as the position, are its longitude and latitude. The unit and the
    backbone are attributes of the graph.

    Parameters
    ----------
    graph : networkx.DiGraph
        A transfer network or a backbone of it, as in `write_gexf`.
    path : Path
        The file, usually ``network.graphml``.
    """
    plain = _plain_copy(graph)
    for _, attributes in plain.nodes(data=True):
        if "lon" in attributes:
            attributes |= {"x": attributes["lon"], "y": attributes["lat"]}
    # keys named by their attribute: Gephi takes a key "d3" for the label, whatever it holds
    _write(lambda file: nx.write_graphml_xml(plain, file, named_key_ids=True), path)


def _plain_copy(graph: nx.DiGraph[str]) -> nx.DiGraph[str]:
    """Return a copy with labels, plain Python values, and edges in the order of the nodes."""
    order = {code: position for position, code in enumerate(graph)}
    plain: nx.DiGraph[str] = nx.DiGraph(**_plain(graph.graph))
    for code, attributes in graph.nodes(data=True):
        label = " ".join(dict.fromkeys([attributes["name_en"], attributes["name_zh"]]))
        require_printable(REGION, str(code), label)
        plain.add_node(code, label=label, **_plain(attributes))
    edges = sorted(graph.edges(data=True), key=lambda edge: (order[edge[0]], order[edge[1]]))
    for sender, receiver, attributes in edges:
        plain.add_edge(sender, receiver, **_plain(attributes))
    return plain


def _plain(attributes: dict[str, Any]) -> dict[str, Any]:
    """Return the attributes in the order of their names, numpy's numbers as Python's."""
    return {
        name: value.item() if hasattr(value, "item") else value
        for name, value in sorted(attributes.items())
    }


def _write(write: Any, path: Path) -> None:
    """Write through memory, so that a line ends in the same byte on every system."""
    content = io.BytesIO()
    write(content)
    path.write_bytes(content.getvalue() + b"\n")
