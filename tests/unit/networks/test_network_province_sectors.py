from __future__ import annotations

import numpy as np
import pytest

from tanmai.core.errors import OptionError, TableError
from tanmai.core.flow_matrix import FlowMatrix
from tanmai.core.labels import Region, RegionSectorIndex, Sector, mainland_provinces
from tanmai.networks import (
    build_transfer_network,
    centrality_table,
    flow_distribution,
    mean_threshold,
    node_table,
    province_sector_network,
    top_share,
)

INDEX = RegionSectorIndex(
    mainland_provinces()[:2],
    (Sector("coal", "煤炭", "Coal"), Sector("power", "电力", "Power")),
)
# coal and power of Beijing, then of Tianjin
VALUES = np.array(
    [[9.0, 8.0, 4.0, 0.0], [0.0, 5.0, 2.0, 1.0], [0.5, 0.0, 7.0, 3.0], [-1.0, 0.0, 1.5, 2.0]]
)


def test_nodes_are_sectors_of_provinces_and_stand_where_they_stand():
    graph = province_sector_network(VALUES, INDEX, "Mt CO2", share=1.0)
    beijing = INDEX.regions[0]
    assert list(graph) == ["110000:coal", "110000:power", "120000:coal", "120000:power"]
    assert graph.nodes["110000:power"] == {
        "name_zh": f"{beijing.name_zh}·电力",
        "name_en": f"{beijing.name_en} · Power",
        "lon": beijing.lon,
        "lat": beijing.lat,
        "adcode": "110000",
    }
    assert graph.nodes["120000:coal"]["adcode"] == "120000"
    # a flow within a province counts, one of a sector with itself does not
    assert graph.edges["110000:coal", "110000:power"]["weight"] == 8.0
    assert graph.number_of_edges() == 7
    assert graph.graph["negative_flows_left_out"] == 1
    assert graph.graph["negative_flows_sum"] == -1.0


def test_the_largest_flows_are_kept_as_by_top_share_of_the_whole():
    random = np.random.default_rng(4)
    index = RegionSectorIndex(
        mainland_provinces()[:5],
        tuple(Sector(f"s{k}", f"部门{k}", f"Sector {k}") for k in range(4)),
    )
    values = random.lognormal(0, 1.5, (20, 20))
    graph = province_sector_network(values, index, "Mt CO2", share=0.7)
    nodes = tuple(Region(code, code, code) for code in graph)
    expected = top_share(build_transfer_network(FlowMatrix(nodes, values, "Mt CO2")), 0.7)
    assert set(graph.edges) == set(expected.edges)
    for name in ("edges_in_network", "backbone", "backbone_zh", "backbone_en"):
        assert graph.graph[name] == expected.graph[name]
    for name in ("weight_in_network", "weight_share_kept"):
        assert graph.graph[name] == pytest.approx(expected.graph[name])


def test_measures_and_tables_take_it_and_a_further_backbone_is_refused():
    graph = province_sector_network(VALUES, INDEX, "Mt CO2", share=0.8)
    assert centrality_table(graph).index.tolist() == list(graph)
    assert node_table(graph)["province_en"].iloc[3].endswith("Power")
    assert flow_distribution(graph)["flows"] == graph.number_of_edges() == 4
    with pytest.raises(OptionError, match="backbone already"):
        mean_threshold(graph)


def test_without_flows_all_nodes_are_there():
    graph = province_sector_network(np.zeros((4, 4)), INDEX, "Mt CO2")
    assert len(graph) == 4
    assert graph.number_of_edges() == 0
    assert graph.graph["weight_share_kept"] == 1.0


def test_what_does_not_fit_is_refused():
    with pytest.raises(TableError, match=r"must be 4 x 4, not \(4, 2\)"):
        province_sector_network(VALUES[:, :2], INDEX, "Mt CO2")
    with pytest.raises(OptionError, match=r"share of flows to keep is 1\.5"):
        province_sector_network(VALUES, INDEX, "Mt CO2", share=1.5)
    with pytest.raises(TableError, match=r"Coal.*is not a number"):
        province_sector_network(np.full((4, 4), np.nan), INDEX, "Mt CO2")
