from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from made_up_flows import flow_matrix, network, provincial_flows
from tanmai.core.errors import LabelError, OptionError, UnitError
from tanmai.core.flow_matrix import FlowMatrix
from tanmai.networks import (
    KEY_PROVINCE_MEASURES,
    build_transfer_network,
    community_changes,
    flow_changes,
    key_provinces,
    likeness,
    louvain_communities,
    network_summary,
    rank_changes,
    summary_changes,
    top_share,
)


def _years() -> dict[str, nx.DiGraph[str]]:
    """Three years of one network, each a noisy copy of the one before."""
    flows = provincial_flows()
    values, random = flows.values, np.random.default_rng(2)
    years = {}
    for year in ("2012", "2015", "2017"):
        years[year] = build_transfer_network(FlowMatrix(flows.regions, values, flows.unit))
        values = values * random.lognormal(0, 0.4, values.shape)
    return years


def test_flows_gained_lost_grown_and_shrunk():
    years = {
        "a": network(("A", "B", 4.0), ("B", "A", 1.0), ("A", "C", 2.0), ("B", "C", 3.0)),
        "b": network(("A", "B", 9.0), ("C", "A", 5.0), ("A", "C", 2.0), codes="ABC"),
        "c": network(("A", "B", 6.0), ("C", "B", 7.0), ("A", "C", 2.0), ("B", "C", 2.5)),
    }
    table = flow_changes(years).set_index(["from_adcode", "to_adcode"])
    assert table.index.tolist() == [tuple(x) for x in ("CB", "AB", "BA", "BC", "AC", "CA")]
    assert table["became"].tolist() == ["gained", "grown", "lost", "shrunk", "same", "passing"]
    assert table["change_MtCO2"].tolist() == [7.0, 2.0, -1.0, -0.5, 0.0, 0.0]
    assert table.loc[("A", "B"), ["MtCO2_a", "MtCO2_b", "MtCO2_c"]].tolist() == [4.0, 9.0, 6.0]
    assert table.loc[("C", "A"), ["from_zh", "to_en"]].tolist() == ["C省", "A"]


def test_changes_of_flows_sum_to_the_change_of_the_whole():
    years = _years()
    table = flow_changes(years)
    totals = [graph.graph["weight_in_network"] for graph in years.values()]
    columns = ["MtCO2_2012", "MtCO2_2015", "MtCO2_2017"]
    assert table[columns].sum().tolist() == pytest.approx(totals)
    assert table["change_MtCO2"].sum() == pytest.approx(totals[-1] - totals[0])
    assert table["change_MtCO2"].abs().is_monotonic_decreasing
    assert len(table) == 930


def test_backbones_show_which_flows_entered_them():
    backbones = {year: top_share(graph, 0.5) for year, graph in _years().items()}
    table = flow_changes(backbones)
    entered = {edge for edge in backbones["2017"].edges if not backbones["2012"].has_edge(*edge)}
    gained = table[table["became"] == "gained"]
    assert entered
    assert set(zip(gained["from_adcode"], gained["to_adcode"], strict=True)) == entered


def test_ranks_are_those_of_the_key_provinces_of_each_year():
    years = _years()
    table = rank_changes(years)
    assert table["measure"].unique().tolist() == ["key_rank", *KEY_PROVINCE_MEASURES]
    assert len(table) == 31 * 8
    for measure in ("key_rank", "betweenness"):
        rows = table[table["measure"] == measure].set_index("adcode")
        assert rows["rank_2017"].is_monotonic_increasing
        assert (rows["places_gained"] == rows["rank_2012"] - rows["rank_2017"]).all()
        for year, graph in years.items():
            column = measure if measure == "key_rank" else f"{measure}_rank"
            expected = key_provinces(graph)[column]
            assert rows[f"rank_{year}"].to_dict() == expected.to_dict()
    assert (table["places_gained"] != 0).any()
    shaanxi = table[table["adcode"] == "610000"]
    assert set(shaanxi["province_zh"]) == {"陕西"}


def test_ranks_by_measures_of_ones_own_choice():
    one = network(("A", "B", 5.0), ("B", "C", 2.0), ("C", "A", 1.0))
    other = network(("A", "B", 1.0), ("B", "C", 2.0), ("C", "A", 5.0))
    table = rank_changes({"1": one, "2": other}, ["out_strength"])
    rows = table[table["measure"] == "out_strength"]
    assert rows["adcode"].tolist() == ["C", "B", "A"]
    assert rows["places_gained"].tolist() == [2, 0, -2]


def test_summaries_stand_side_by_side():
    years = _years()
    table = summary_changes(years).set_index("measure")
    for year, graph in years.items():
        expected = network_summary(graph).set_index("measure")["value"]
        pd.testing.assert_series_equal(table[year], expected, check_names=False)
    assert (table["change"] == table["2017"] - table["2012"]).all()
    assert table.loc["total_weight", "unit"] == "Mt CO2"


def test_communities_matched_one_to_one():
    one = pd.Series([1, 1, 1, 2, 2, 3], index=list("ABCDEF"))
    # 2 and 1 have changed their names, C has moved, and F has joined it
    other = pd.Series([2, 2, 1, 1, 1, 1], index=list("ABCDEF"))
    table = community_changes({"2012": one, "2015": other, "2017": other})
    assert table[["first", "second"]].to_numpy().tolist() == [["2012", "2015"], ["2015", "2017"]]
    assert table["moved"].tolist() == [2, 0]
    assert table["moved_regions"].tolist() == ["C F", ""]
    ari, nmi = likeness(one, other)
    assert table["ari"].tolist() == [ari, 1.0]
    assert table["nmi"].tolist() == pytest.approx([nmi, 1.0])
    assert table["communities_first"].tolist() == [3, 2]
    assert table["communities_second"].tolist() == [2, 2]


def test_communities_of_noisy_years_are_compared():
    found = {year: louvain_communities(graph) for year, graph in _years().items()}
    table = community_changes(found)
    assert len(table) == 2
    assert table["ari"].between(-0.5, 1.0).all()
    assert (table["moved"] == table["moved_regions"].str.split().str.len()).all()


@pytest.mark.parametrize("compare", [summary_changes, rank_changes, flow_changes])
def test_networks_that_cannot_be_compared_are_refused(compare):
    graph = build_transfer_network(provincial_flows(1, 5))
    with pytest.raises(OptionError, match="two or more networks"):
        compare({"2012": graph})
    with pytest.raises(LabelError, match="2012 and 2017 do not have the same regions: 150000"):
        compare({"2012": graph, "2017": build_transfer_network(provincial_flows(1, 4))})
    other = provincial_flows(1, 5)
    in_tonnes = build_transfer_network(FlowMatrix(other.regions, other.values, "t CO2"))
    with pytest.raises(UnitError, match="2012 are in Mt CO2, those of 2017 in t CO2"):
        compare({"2012": graph, "2017": in_tonnes})


def test_partitions_that_cannot_be_compared_are_refused():
    one = pd.Series([1, 2], index=["A", "B"])
    with pytest.raises(OptionError, match="two or more partitions"):
        community_changes({"2012": one})
    with pytest.raises(LabelError, match="name the same regions"):
        community_changes({"2012": one, "2017": pd.Series([1, 2], index=["A", "C"])})


def test_a_measure_that_is_unknown_is_named():
    graph = build_transfer_network(flow_matrix([[0, 1, 2], [3, 0, 1], [1, 1, 0]]))
    with pytest.raises(OptionError, match="Did you mean 'pagerank'"):
        rank_changes({"1": graph, "2": graph}, ["page_rank"])
