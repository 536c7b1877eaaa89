from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd

from made_up_flows import network, provincial_flows
from tanmai.networks import build_transfer_network, centrality, centrality_table, measure
from tanmai.networks.build import weight_matrix


def test_a_measure_is_named_as_its_function_and_stands_in_the_order_of_the_network():
    @measure.Measure
    def received(w):
        """Return what each receives."""
        return w.sum(axis=0)

    graph = network(("A", "B", 3.0), ("A", "C", 4.0))
    backwards: nx.DiGraph[str] = nx.DiGraph()
    backwards.add_nodes_from(reversed(list(graph)))
    backwards.add_edges_from(graph.edges(data=True))
    found = received(backwards)
    assert (found.name, received.__doc__) == ("received", "Return what each receives.")
    assert list(found.items()) == [("C", 4.0), ("B", 3.0), ("A", 0.0)]


def test_a_table_makes_the_weights_once_for_all_measures(monkeypatch):
    graph, asked = build_transfer_network(provincial_flows()), []

    def noted(network):
        asked.append(network)
        return weight_matrix(network)

    one_by_one = pd.concat([one(graph) for one in centrality.MEASURES], axis=1)
    monkeypatch.setattr(centrality, "weight_matrix", noted)
    monkeypatch.setattr(measure, "weight_matrix", noted)
    table = centrality_table(graph)
    assert len(asked) == 1
    np.testing.assert_array_equal(table, one_by_one)
    assert list(table) == list(one_by_one)
