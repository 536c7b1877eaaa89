"""RAS and scaling under a cap."""

from __future__ import annotations

import numpy as np
import pytest

from tanmai.core.errors import TableError
from tanmai.solve.balancing import ras, scale_under_cap


def test_without_structure_ras_gives_the_product_of_the_shares() -> None:
    rows, columns = np.array([30.0, 70.0]), np.array([20.0, 50.0, 30.0])
    fitted = ras(np.ones((2, 3)), rows, columns)
    np.testing.assert_allclose(fitted, np.outer(rows, columns) / 100, rtol=1e-12)


def test_ras_of_two_by_two_solves_its_quadratic_equation() -> None:
    # a d / (b c) stays 6: a² - ... with rows (3, 3) and columns (3, 3) gives a = d, b = c = 3 - a.
    fitted = ras(np.array([[3.0, 1.0], [1.0, 2.0]]), np.array([3.0, 3.0]), np.array([3.0, 3.0]))
    a = 3 * np.sqrt(6) / (1 + np.sqrt(6))
    np.testing.assert_allclose(fitted, [[a, 3 - a], [3 - a, a]], rtol=1e-11)


def test_ras_fits_stacked_matrices_each_on_its_own() -> None:
    rng = np.random.default_rng(1)
    priors, targets = rng.uniform(0.1, 5, (4, 3, 5)), rng.uniform(0.1, 5, (4, 3, 5))
    together = ras(priors, targets.sum(axis=2), targets.sum(axis=1))
    alone = [ras(p, t.sum(axis=1), t.sum(axis=0)) for p, t in zip(priors, targets, strict=True)]
    np.testing.assert_allclose(together, alone, rtol=1e-10)


@pytest.mark.parametrize("kind", [np.float64, np.float32])
def test_ras_that_uses_earlier_passes_gives_the_same_matrices(kind: type) -> None:
    rng = np.random.default_rng(2)
    targets = rng.lognormal(0, 2, (2, 12, 15)) + 50 * np.eye(12, 15)
    priors = (targets * rng.lognormal(0, 0.5, targets.shape)).astype(kind)
    targets[1, 3], priors[1, 3] = 0, 0  # a row of nothing
    margins = targets.sum(axis=2), targets.sum(axis=1)
    plain = ras(priors.astype(float), *margins)
    near = 1e-11 if kind is np.float64 else 1e-5
    fitted = ras(priors, *margins, tolerance=near, memory=5, out=priors)
    assert fitted is priors
    np.testing.assert_allclose(fitted, plain, rtol=1e3 * near)


def test_ras_keeps_zeros_and_empties_a_row_without_total() -> None:
    prior = np.array([[1.0, 0.0], [2.0, 3.0], [4.0, 5.0]])
    fitted = ras(prior, np.array([2.0, 4.0, 0.0]), np.array([3.0, 3.0]))
    np.testing.assert_allclose(fitted, [[2, 0], [1, 3], [0, 0]], atol=1e-10)


def test_ras_supports_a_total_that_meets_an_empty_prior() -> None:
    prior = np.array([[0.0, 0.0], [2.0, 3.0]])
    fitted = ras(prior, np.array([4.0, 6.0]), np.array([5.0, 5.0]))
    np.testing.assert_allclose(fitted.sum(axis=1), [4, 6], rtol=1e-11)
    np.testing.assert_allclose(fitted.sum(axis=0), [5, 5], rtol=1e-14)
    assert (fitted[0] > 0).all()


def test_ras_refuses_totals_of_different_sums() -> None:
    with pytest.raises(TableError, match="one sum, but they differ by 1"):
        ras(np.ones((2, 2)), np.array([1.0, 2.0]), np.array([2.0, 2.0]))


@pytest.mark.parametrize("unfit", [-1.0, np.nan, np.inf])
def test_ras_refuses_unfit_values_and_names_the_way_out(unfit: float) -> None:
    with pytest.raises(TableError, match="correct the prior or the totals"):
        ras(np.array([[1.0, unfit]]), np.array([2.0]), np.array([1.0, 1.0]))


def test_ras_says_when_no_matrix_has_these_totals() -> None:
    with pytest.raises(TableError, match="RAS did not reach its row totals in 50 passes"):
        ras(np.eye(2), np.array([1.0, 2.0]), np.array([2.0, 1.0]), max_iterations=50)


def test_excess_over_a_cap_goes_to_the_others_in_proportion() -> None:
    values = np.array([[1.0], [1.0], [2.0]])
    scaled = scale_under_cap(values, np.array([8.0]), np.array([[1.0], [10.0], [10.0]]))
    np.testing.assert_allclose(scaled[:, 0], [1, 7 / 3, 14 / 3], rtol=1e-13)


def test_excess_may_push_others_to_their_caps_too() -> None:
    values = np.array([[4.0], [3.0], [1.0]])
    scaled = scale_under_cap(values, np.array([10.0]), np.array([[2.0], [4.0], [9.0]]))
    np.testing.assert_allclose(scaled[:, 0], [2, 4, 4], rtol=1e-13)


def test_a_total_above_all_caps_is_refused() -> None:
    with pytest.raises(TableError, match=r"Column 1 cannot reach its total 5"):
        scale_under_cap(np.ones((2, 2)), np.array([1.0, 5.0]), np.full((2, 2), 2.0))
