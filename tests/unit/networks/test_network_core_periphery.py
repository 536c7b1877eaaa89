from __future__ import annotations

import numpy as np
import pytest

from made_up_flows import flow_matrix, provincial_flows, star
from tanmai.core.errors import UnsolvableError
from tanmai.networks import build_transfer_network, core_periphery


def test_one_core_of_rank_one_is_found_exactly():
    u, v = np.array([5.0, 4.0, 1.0, 0.5, 0.2]), np.array([3.0, 0.1, 4.0, 0.3, 0.2])
    fitted = core_periphery(build_transfer_network(flow_matrix(np.outer(u, v))))
    assert fitted.share_explained == pytest.approx(1.0, abs=1e-9)
    coreness = fitted.coreness
    assert coreness["out_coreness"].tolist() == pytest.approx((u / np.linalg.norm(u)).tolist())
    assert coreness["in_coreness"].tolist() == pytest.approx((v / np.linalg.norm(v)).tolist())
    assert coreness.index[coreness["out_core"]].tolist() == ["A", "B"]
    assert coreness.index[coreness["in_core"]].tolist() == ["A", "C"]


def test_the_core_ends_where_the_correlation_with_the_ideal_is_largest():
    u = np.array([10.0, 3.0, 2.9, 0.1, 0.1, 0.1])
    ideal = {size: np.corrcoef(u, np.arange(6) < size)[0, 1] for size in range(1, 6)}
    assert max(ideal, key=ideal.__getitem__) == 1  # though three are above the mean
    v = np.array([3.0, 3.1, 2.9, 3.0, 0.2, 0.1])
    coreness = core_periphery(build_transfer_network(flow_matrix(np.outer(u, v)))).coreness
    assert coreness["out_core"].tolist() == [True] + [False] * 5
    assert coreness["in_core"].tolist() == [True] * 4 + [False] * 2


def test_the_fit_is_a_minimum_that_no_small_step_betters():
    flows = provincial_flows(6, 8)
    fitted = core_periphery(build_transfer_network(flows))
    w = flows.between_regions().values
    pairs = ~np.eye(8, dtype=bool)

    def unexplained(u, v):
        pattern = np.outer(u, v)[pairs]
        scale = (w[pairs] @ pattern) / (pattern @ pattern)
        return ((w[pairs] - scale * pattern) ** 2).sum() / (w**2).sum()

    u = fitted.coreness["out_coreness"].to_numpy()
    v = fitted.coreness["in_coreness"].to_numpy()
    least = unexplained(u, v)
    assert fitted.share_explained == pytest.approx(1 - least, abs=1e-9)
    for step in 1e-3 * np.random.default_rng(1).normal(size=(50, 2, 8)):
        assert unexplained(u * (1 + step[0]), v * (1 + step[1])) >= least - 1e-12


def test_the_middle_of_a_star_is_its_core():
    fitted = core_periphery(star(6, 2.0))
    assert fitted.coreness.index[fitted.coreness["out_core"]].tolist() == ["A"]
    assert fitted.share_explained == pytest.approx(1.0, abs=1e-4)


def test_without_flows_there_is_no_core():
    graph = build_transfer_network(flow_matrix(np.zeros((3, 3))))
    with pytest.raises(UnsolvableError, match="without flows has no core"):
        core_periphery(graph)
