from __future__ import annotations

from itertools import permutations

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from made_up_flows import cycle, flow_matrix, network, provincial_flows, star
from tanmai.core.errors import LabelError, OptionError, UnsolvableError
from tanmai.core.flow_matrix import FlowMatrix
from tanmai.networks import build_transfer_network, qap_correlation, qap_table


def _graph(seed: int, m: int = 31):
    return build_transfer_network(provincial_flows(seed, m))


def _flows_of_pairs(graph) -> np.ndarray:
    w = nx.to_numpy_array(graph, weight="weight")
    return w[~np.eye(len(w), dtype=bool)]


def test_correlations_are_those_of_the_pairs():
    one, other = _graph(1), _graph(2)
    x, y = pd.Series(_flows_of_pairs(one)), pd.Series(_flows_of_pairs(other))
    pearson = qap_correlation(one, other, permutations=10)
    assert pearson.correlation == pytest.approx(np.corrcoef(x, y)[0, 1], rel=1e-12)
    spearman = qap_correlation(one, other, "spearman", permutations=10)
    assert spearman.correlation == pytest.approx(x.corr(y, method="spearman"), rel=1e-12)


def test_p_values_are_those_of_all_permutations():
    one, other = _graph(3, 5), _graph(4, 5)
    a, b = (nx.to_numpy_array(graph, weight="weight") for graph in (one, other))
    pairs = ~np.eye(5, dtype=bool)
    observed = np.corrcoef(a[pairs], b[pairs])[0, 1]
    every = np.array(
        [np.corrcoef(a[pairs], b[np.ix_(p, p)][pairs])[0, 1] for p in permutations(range(5))]
    )
    found = qap_correlation(one, other, permutations=20_000)
    assert found.p_greater == pytest.approx((every >= observed - 1e-12).mean(), abs=0.015)
    assert found.p_less == pytest.approx((every <= observed + 1e-12).mean(), abs=0.015)
    assert 0.02 < found.p_greater < 0.98  # so that the test can tell


def test_a_network_and_itself_a_noisy_year_later():
    flows = provincial_flows()
    noise = np.random.default_rng(7).lognormal(0, 0.3, (31, 31))
    later = FlowMatrix(flows.regions, flows.values * noise, flows.unit)
    graph = build_transfer_network(flows)
    same = qap_correlation(graph, graph, permutations=500)
    assert same.correlation == pytest.approx(1.0)
    assert same.p_greater == pytest.approx(1 / 501)
    assert same.p_less == 1.0
    noisy = qap_correlation(graph, build_transfer_network(later), permutations=500)
    assert 0.8 < noisy.correlation < 1.0
    assert noisy.p_greater == pytest.approx(1 / 501)


def test_permutations_that_change_nothing_count_on_both_sides():
    # a star is itself under every permutation that leaves the middle, one in four
    found = qap_correlation(star(3, 2.0), star(3, 5.0), permutations=2000)
    assert found.correlation == pytest.approx(1.0)
    assert found.p_greater == pytest.approx(1 / 4, abs=0.03)
    assert found.p_less == 1.0


def test_among_unrelated_networks_p_is_rarely_small():
    small = sum(
        qap_correlation(_graph(k, 12), _graph(k + 100, 12), permutations=199).p_greater <= 0.1
        for k in range(60)
    )
    # 6 expected, standard deviation 2.3
    assert small <= 14


def test_regions_are_matched_by_code_and_not_by_place():
    flows = provincial_flows(1, 8)
    order = [3, 1, 0, 2, 7, 6, 5, 4]
    moved = FlowMatrix(
        tuple(flows.regions[k] for k in order), flows.values[np.ix_(order, order)], flows.unit
    )
    one, other = build_transfer_network(flows), build_transfer_network(moved)
    assert qap_correlation(one, other, permutations=9).correlation == pytest.approx(1.0)


def test_a_table_holds_every_pair_of_years_by_both_coefficients():
    years = {"2012": _graph(1, 9), "2015": _graph(2, 9), "2017": _graph(3, 9)}
    table = qap_table(years, permutations=99)
    pairs = [("2012", "2015"), ("2012", "2017"), ("2015", "2017")]
    assert table[["first", "second"]].drop_duplicates().to_records(index=False).tolist() == pairs
    assert table["coefficient"].tolist() == ["pearson", "spearman"] * 3
    direct = qap_correlation(years["2012"], years["2017"], "spearman", permutations=99)
    assert table.loc[3, "correlation"] == direct.correlation
    assert table.loc[3, "p_greater"] == direct.p_greater
    pd.testing.assert_frame_equal(table, qap_table(years, permutations=99), check_exact=True)
    assert (table["p_less"] != qap_table(years, permutations=99, seed=3)["p_less"]).any()


def test_what_cannot_be_compared_is_refused():
    graph = _graph(1, 6)
    with pytest.raises(LabelError, match="6 and 5, with 5 in common"):
        qap_correlation(graph, _graph(1, 5))
    with pytest.raises(LabelError, match="three or more"):
        qap_correlation(network(("A", "B", 1.0)), network(("A", "B", 2.0)))
    with pytest.raises(OptionError, match="permutations is 0"):
        qap_correlation(graph, graph, permutations=0)
    with pytest.raises(OptionError, match="'kendall' is not a QAP coefficient"):
        qap_correlation(graph, graph, "kendall")  # type: ignore[arg-type]
    equal = build_transfer_network(flow_matrix(np.ones((3, 3))))
    with pytest.raises(UnsolvableError, match="all flows of a network are equal"):
        qap_correlation(equal, cycle(3, 1.0))
