from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from statsmodels.api import OLS, add_constant

from made_up_flows import flow_matrix, network, provincial_flows
from tanmai.core.errors import LabelError, OptionError, UnsolvableError
from tanmai.networks import build_transfer_network, differences, distances, qap_regression
from tanmai.networks.build import weight_matrix


def _random(seed: int, codes: list[str]) -> pd.DataFrame:
    values = np.random.default_rng(seed).normal(size=(len(codes), len(codes)))
    return pd.DataFrame(values, index=codes, columns=codes)


@pytest.fixture
def graph():
    return build_transfer_network(provincial_flows(3, 9))


@pytest.fixture
def matrices(graph):
    codes = sorted(graph)
    size = pd.Series(np.arange(9.0) ** 2, index=codes)
    return {"unlikeness": differences(size), "a": _random(1, codes), "b": _random(2, codes)}


def test_coefficients_are_those_of_least_squares(graph, matrices):
    found = qap_regression(graph, matrices, permutations=9)
    pairs = ~np.eye(9, dtype=bool)
    x = np.column_stack([matrix.to_numpy()[pairs] for matrix in matrices.values()])
    y = weight_matrix(graph)[pairs]
    expected = OLS(y, add_constant(x)).fit()
    assert found.coefficients["coefficient"].to_numpy() == pytest.approx(expected.params[1:])
    assert found.r_squared == pytest.approx(expected.rsquared)
    assert found.adjusted_r_squared == pytest.approx(expected.rsquared_adj)
    standardised = OLS((y - y.mean()) / y.std(), (x - x.mean(axis=0)) / x.std(axis=0)).fit()
    assert found.coefficients["standardised"].to_numpy() == pytest.approx(standardised.params)
    assert (found.observations, found.permutations) == (72, 9)


def test_p_values_count_the_t_of_permuted_residuals(graph, matrices):
    permutations, seed = 60, 5
    found = qap_regression(graph, matrices, permutations, seed).coefficients.loc["a"]
    pairs = ~np.eye(9, dtype=bool)
    y = weight_matrix(graph)[pairs]
    others = add_constant(
        np.column_stack([matrices[k].to_numpy()[pairs] for k in ("unlikeness", "b")])
    )
    left = np.zeros((9, 9))
    left[pairs] = OLS(matrices["a"].to_numpy()[pairs], others).fit().resid
    t = OLS(y, np.column_stack([others, left[pairs]])).fit().tvalues[-1]
    orders = np.random.default_rng(seed).permuted(np.tile(np.arange(9), (permutations, 1)), axis=1)
    drawn = np.array(
        [
            OLS(y, np.column_stack([others, left[np.ix_(o, o)][pairs]])).fit().tvalues[-1]
            for o in orders
        ]
    )
    assert found["p_greater"] == (1 + (drawn >= t - 1e-9).sum()) / 61
    assert found["p_less"] == (1 + (drawn <= t + 1e-9).sum()) / 61
    assert found["p_two_sided"] == (1 + (np.abs(drawn) >= abs(t) - 1e-9).sum()) / 61


def test_flows_that_a_matrix_makes_are_explained_by_it_alone(graph, matrices):
    codes = sorted(graph)
    made = 40.0 + 2.0 * matrices["a"].to_numpy() - 1.5 * matrices["unlikeness"].to_numpy() / 8
    flows = flow_matrix(made - made.min() + 1.0, codes="ABCDEFGHI")
    names = dict(zip(codes, "ABCDEFGHI", strict=True))
    found = qap_regression(
        build_transfer_network(flows),
        {name: m.rename(index=names, columns=names) for name, m in matrices.items()},
        permutations=199,
    )
    assert found.r_squared == pytest.approx(1.0)
    assert found.coefficients["coefficient"].tolist() == pytest.approx(
        [-1.5 / 8, 2.0, 0.0], abs=1e-9
    )
    assert found.coefficients.loc["a", "p_greater"] == 1 / 200
    assert found.coefficients.loc["unlikeness", "p_less"] == 1 / 200


def test_the_order_of_the_labels_does_not_count(graph, matrices):
    turned = {name: matrix.iloc[::-1, ::-1] for name, matrix in matrices.items()}
    pd.testing.assert_frame_equal(
        qap_regression(graph, turned, 50).coefficients,
        qap_regression(graph, matrices, 50).coefficients,
    )


def test_distances_are_great_circles(graph):
    km = distances(graph)
    beijing, tianjin = 110000, 120000
    assert (np.diag(km) == 0).all()
    assert np.allclose(km, km.T)
    assert 80 < km.loc[str(beijing), str(tianjin)] < 150
    with pytest.raises(LabelError, match="A, B: no position"):
        distances(network(("A", "B", 1.0)))


def test_what_cannot_be_regressed_is_said(graph, matrices):
    codes = sorted(graph)
    with pytest.raises(OptionError, match="needs an explanatory matrix"):
        qap_regression(graph, {})
    with pytest.raises(OptionError, match="number of permutations is 0"):
        qap_regression(graph, matrices, 0)
    with pytest.raises(LabelError, match="'short' does not name each region"):
        qap_regression(graph, {"short": matrices["a"].iloc[1:]})
    gap = matrices["a"].copy()
    gap.iloc[0, 1] = np.nan
    with pytest.raises(LabelError, match="'a' has a gap"):
        qap_regression(graph, {"a": gap})
    with pytest.raises(UnsolvableError, match="leave it out"):
        qap_regression(graph, {"a": matrices["a"], "twice": 2 * matrices["a"]})
    with pytest.raises(UnsolvableError, match="leave it out"):
        qap_regression(graph, {"one": pd.DataFrame(1.0, index=codes, columns=codes)})
    small = network(("A", "B", 1.0))
    with pytest.raises(UnsolvableError, match="too few"):
        qap_regression(small, {"a": _random(1, ["A", "B"])})
    with pytest.raises(UnsolvableError, match="all flows are equal"):
        qap_regression(
            build_transfer_network(flow_matrix(np.ones((4, 4)))), {"a": _random(1, list("ABCD"))}
        )
