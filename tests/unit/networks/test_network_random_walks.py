from __future__ import annotations

import numpy as np
import pytest

from made_up_flows import cycle, flow_matrix, line, network, provincial_flows, star
from tanmai.networks import build_transfer_network, counting_betweenness, random_walk_centrality


def test_a_cycle_is_walked_round_in_as_many_steps_as_lie_between():
    # to reach A takes 1, 2 and 3 steps from the others: 4 / 6
    assert random_walk_centrality(cycle(4, 3.0)).tolist() == pytest.approx([4 / 6] * 4)


def test_first_passage_in_a_star_by_hand():
    # from a leaf the middle is 1 step; from the middle a given leaf of three is 5, since
    # H = 1/3 · 1 + 2/3 · (2 + H); from another leaf it is 6
    values = random_walk_centrality(star(3, 2.0))
    assert values.to_dict() == pytest.approx(
        {"A": 4 / 3, "B": 4 / 17, "C": 4 / 17, "D": 4 / 17}, rel=1e-12
    )


def test_walks_follow_the_weights():
    # from A to B first in 3 of 4 cases: H_AB = 3/4 + 1/4 (1 + 1 + H_AB), so 5/3; H_CB = 8/3
    graph = network(("A", "B", 3.0), ("A", "C", 1.0), ("B", "A", 1.0), ("C", "A", 1.0))
    assert random_walk_centrality(graph)["B"] == pytest.approx(3 / (5 / 3 + 8 / 3))


def test_counting_betweenness_of_a_cycle_by_hand():
    # of the six walks, A begins two and ends two, which makes 4 visits; A lies inside C → A → B
    # and is entered there, 1/2, its departure for the target B does not count; B → A and C → A
    # end there; A → C leaves A for B, 1/2, not so A → B
    assert counting_betweenness(cycle(3, 5.0)).tolist() == pytest.approx([5 / 6] * 3)


def test_counting_betweenness_agrees_with_the_definition_walk_by_walk():
    flows = provincial_flows(3, 7)
    w = flows.between_regions().values
    m, n = w / w.sum(axis=1, keepdims=True), 7
    total = np.zeros(n)
    for s in range(n):
        for t in set(range(n)) - {s}:
            rest = [k for k in range(n) if k != t]
            visits = np.linalg.inv(np.eye(n - 1) - m[np.ix_(rest, rest)])[rest.index(s)]
            edge = np.zeros((n, n))
            edge[rest] = visits[:, None] * m[rest]
            total[rest] += (edge[rest][:, rest].sum(1) + edge[rest][:, rest].sum(0)) / 2
            total[s] += 1
            total[t] += 1
    expected = dict(zip(flows.codes, total / (n * (n - 1)), strict=True))
    values = counting_betweenness(build_transfer_network(flows))
    assert values.to_dict() == pytest.approx(expected, rel=1e-10)


def test_walks_simulated_take_as_many_steps():
    flows = provincial_flows(5, 5)
    w = flows.between_regions().values
    steps_of = w.cumsum(axis=1) / w.sum(axis=1, keepdims=True)
    random = np.random.default_rng(1)
    steps = []
    for start in (1, 2, 3, 4):
        for _ in range(4000):
            at, count = start, 0
            while at != 0:
                at, count = int(np.searchsorted(steps_of[at], random.random())), count + 1
            steps.append(count)
    expected = 5 / (4 * np.mean(steps))
    values = random_walk_centrality(build_transfer_network(flows))
    assert values.iloc[0] == pytest.approx(expected, rel=0.05)


@pytest.mark.parametrize("measure", [random_walk_centrality, counting_betweenness])
def test_outside_the_largest_strong_part_it_is_zero(measure):
    ring = [("A", "B", 2.0), ("B", "C", 1.0), ("C", "A", 4.0)]
    alone = measure(network(*ring))
    graph = network(*ring, ("A", "D", 9.0), ("E", "B", 9.0), codes="ABCDE")
    assert measure(graph).to_dict() == pytest.approx({**alone.to_dict(), "D": 0.0, "E": 0.0})


@pytest.mark.parametrize("measure", [random_walk_centrality, counting_betweenness])
def test_without_a_cycle_or_a_flow_all_are_zero(measure):
    assert (measure(line([1.0, 2.0])) == 0).all()
    assert (measure(build_transfer_network(flow_matrix(np.zeros((3, 3))))) == 0).all()


def test_of_equally_large_parts_the_stronger_is_walked():
    graph = network(("A", "B", 1.0), ("B", "A", 1.0), ("C", "D", 2.0), ("D", "C", 2.0))
    assert random_walk_centrality(graph).to_dict() == {"A": 0.0, "B": 0.0, "C": 2.0, "D": 2.0}
