from __future__ import annotations

import datetime
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pytest

from made_up_flows import provincial_flows
from tanmai.core.errors import LabelError
from tanmai.core.flow_matrix import FlowMatrix
from tanmai.core.labels import Region
from tanmai.networks import (
    build_transfer_network,
    centrality_table,
    disparity_filter,
    write_gexf,
    write_graphml,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WRITERS = [write_gexf, write_graphml]
ROUND_TRIPS = [(write_gexf, nx.read_gexf), (write_graphml, nx.read_graphml)]


@pytest.fixture
def graph() -> nx.DiGraph[str]:
    return build_transfer_network(provincial_flows(m=6))


def _without(attributes: dict[str, object], *names: str) -> dict[str, object]:
    return {name: value for name, value in attributes.items() if name not in names}


def test_gexf_reads_back_the_same(graph: nx.DiGraph[str], tmp_path: Path):
    write_gexf(graph, tmp_path / "network.gexf")
    back = nx.read_gexf(tmp_path / "network.gexf")
    assert isinstance(back, nx.DiGraph)
    assert list(back) == list(graph)
    assert {(i, j): _without(d, "id") for i, j, d in back.edges(data=True)} == dict(graph.edges)
    for code, attributes in graph.nodes(data=True):
        read = back.nodes[code]
        assert read["label"] == f"{attributes['name_en']} {attributes['name_zh']}"
        x, y = attributes["lon"], attributes["lat"]
        assert read["viz"] == {"position": {"x": x, "y": y, "z": 0.0}}
        assert _without(read, "label", "viz") == attributes


def test_graphml_reads_back_the_same(graph: nx.DiGraph[str], tmp_path: Path):
    write_graphml(graph, tmp_path / "network.graphml")
    back = nx.read_graphml(tmp_path / "network.graphml")
    assert isinstance(back, nx.DiGraph)
    assert dict(back.edges) == dict(graph.edges)
    assert _without(back.graph, "node_default", "edge_default") == graph.graph
    for code, attributes in graph.nodes(data=True):
        read = back.nodes[code]
        assert (read["x"], read["y"]) == (attributes["lon"], attributes["lat"])
        assert read["label"] == f"{attributes['name_en']} {attributes['name_zh']}"
        assert _without(read, "label", "x", "y") == attributes


def test_gexf_says_unit_and_backbone_and_no_date(graph: nx.DiGraph[str], tmp_path: Path):
    write_gexf(disparity_filter(graph, 0.4), tmp_path / "network.gexf")
    text = (tmp_path / "network.gexf").read_text(encoding="utf-8")
    assert "unit: Mt CO2" in text
    assert "disparity filter (significant at 0.4" in text
    assert "lastmodifieddate" not in text
    assert nx.__version__ not in text
    assert str(datetime.datetime.now(tz=datetime.UTC).year) not in text


def test_gephi_finds_label_position_and_weight_in_graphml(graph: nx.DiGraph[str], tmp_path: Path):
    # Gephi goes by the id of a key first, and takes "d3" and "d7" for labels
    write_graphml(graph, tmp_path / "network.graphml")
    root = ET.parse(tmp_path / "network.graphml").getroot()
    keys = root.findall("{http://graphml.graphdrawing.org/xmlns}key")
    assert all(key.get("id") == key.get("attr.name") for key in keys)
    assert {"label", "x", "y"} <= {key.get("id") for key in keys if key.get("for") == "node"}
    assert {"weight", "distance"} == {key.get("id") for key in keys if key.get("for") == "edge"}


@pytest.mark.parametrize("write", WRITERS)
def test_chinese_is_written_in_utf8_and_lines_end_alike(
    write: Callable[[nx.DiGraph[str], Path], None], graph: nx.DiGraph[str], tmp_path: Path
):
    write(graph, tmp_path / "network.xml")
    content = (tmp_path / "network.xml").read_bytes()
    assert "北京".encode() in content
    assert b"\r" not in content


@pytest.mark.parametrize("write", WRITERS)
def test_the_same_network_gives_the_same_bytes_in_whatever_order_it_was_made(
    write: Callable[[nx.DiGraph[str], Path], None], graph: nx.DiGraph[str], tmp_path: Path
):
    shuffled: nx.DiGraph[str] = nx.DiGraph(**dict(reversed(graph.graph.items())))
    for code, attributes in graph.nodes(data=True):
        shuffled.add_node(code, **dict(reversed(attributes.items())))
    shuffled.add_edges_from(reversed(list(graph.edges(data=True))))
    for name, network in (("a", graph), ("b", graph), ("c", shuffled)):
        write(network, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert (tmp_path / "a").read_bytes() == (tmp_path / "c").read_bytes()


@pytest.mark.parametrize("write", WRITERS)
def test_writing_leaves_the_network_alone(
    write: Callable[[nx.DiGraph[str], Path], None], graph: nx.DiGraph[str], tmp_path: Path
):
    nodes = {code: dict(data) for code, data in graph.nodes(data=True)}
    attributes = dict(graph.graph)
    write(graph, tmp_path / "network.xml")
    assert dict(graph.nodes(data=True)) == nodes
    assert graph.graph == attributes


@pytest.mark.parametrize(("write", "read"), ROUND_TRIPS)
def test_measures_added_to_the_nodes_are_written_as_numbers(
    write: Callable[[nx.DiGraph[str], Path], None],
    read: Callable[[Path], nx.DiGraph[str]],
    graph: nx.DiGraph[str],
    tmp_path: Path,
):
    table = centrality_table(graph)
    nx.set_node_attributes(graph, table.to_dict("index"))
    graph.nodes["110000"]["pagerank"] = np.float64(table.loc["110000", "pagerank"])
    write(graph, tmp_path / "network.xml")
    back = read(tmp_path / "network.xml")
    assert back.nodes["110000"]["pagerank"] == table.loc["110000", "pagerank"]
    assert back.nodes["110000"]["in_degree"] == table.loc["110000", "in_degree"]


@pytest.mark.parametrize(("write", "read"), ROUND_TRIPS)
def test_regions_without_a_point_have_no_position_and_one_name_once(
    write: Callable[[nx.DiGraph[str], Path], None],
    read: Callable[[Path], nx.DiGraph[str]],
    tmp_path: Path,
):
    regions = (Region("X", "X", "X"), Region("Y", "乙", "Y"))
    flows = FlowMatrix(regions, np.array([[0.0, 2.0], [1.0, 0.0]]), "t")
    write(build_transfer_network(flows), tmp_path / "network.xml")
    back = read(tmp_path / "network.xml")
    assert back.nodes["X"] == {"label": "X", "name_en": "X", "name_zh": "X"}
    assert back.nodes["Y"]["label"] == "Y 乙"


@pytest.mark.parametrize("write", WRITERS)
def test_a_name_that_xml_cannot_hold_is_refused(
    write: Callable[[nx.DiGraph[str], Path], None], tmp_path: Path
):
    regions = (Region("a", "甲\x01", "A"), Region("b", "乙", "B & <C>"))
    flows = FlowMatrix(regions, np.array([[0.0, 1.0], [2.0, 0.0]]), "Mt CO2")
    network = build_transfer_network(flows)
    with pytest.raises(LabelError, match=r"U\+0001"):
        write(network, tmp_path / "network.xml")
    assert not list(tmp_path.iterdir())
