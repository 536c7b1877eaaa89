"""The trade-share form: written out, applied, and found again."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies
from tanmai.core.errors import TableError
from tanmai.core.table import MrioTable
from tanmai.core.trade_shares import TradeShares, find_trade_shares


def random_form(seed: int, m: int, n: int, k: int) -> TradeShares:
    rng = np.random.default_rng(seed)
    shares = rng.dirichlet(np.ones(m), (n, m)).transpose(0, 2, 1)
    return TradeShares(shares, rng.gamma(1.0, 1.0, (m, n, n)), rng.gamma(1.0, 1.0, (m, n, k)))


sizes = st.tuples(strategies.seeds(), st.integers(1, 4), st.integers(1, 4), st.integers(1, 3))


@given(sizes)
@settings(max_examples=40, deadline=None)
def test_flows_follow_the_definition(size: tuple[int, int, int, int]) -> None:
    """Z[(r,i),(s,j)] = T[i,r,s] U[s,i,j], cell by cell, and Y likewise."""
    _, m, n, k = size
    form = random_form(*size)
    Z = form.whole().reshape(m, n, m, n)
    Y = form.final_demand().reshape(m, n, m, k)
    for r, i, s in np.ndindex(m, n, m):
        np.testing.assert_array_equal(Z[r, i, s], form.shares[i, r, s] * form.use[s, i])
        np.testing.assert_array_equal(Y[r, i, s], form.shares[i, r, s] * form.final_use[s, i])


@given(strategies.trade_share_tables(), st.integers(0, 3))
@settings(max_examples=40, deadline=None)
def test_a_product_with_the_form_is_a_product_with_the_matrix(
    table: MrioTable, columns: int
) -> None:
    form = table.trade_shares
    assert form is not None
    Z = np.asarray(table.Z)
    shape = (len(table.index), columns) if columns else (len(table.index),)
    vectors = np.random.default_rng(1).standard_normal(shape)
    close = {"rtol": 1e-10, "atol": 1e-12 * Z.sum()}
    np.testing.assert_allclose(form @ vectors, Z @ vectors, **close)
    np.testing.assert_allclose(form.T @ vectors, Z.T @ vectors, **close)


@given(sizes)
@settings(max_examples=40, deadline=None)
def test_rows_are_multiplied_within_the_form(size: tuple[int, int, int, int]) -> None:
    _, m, n, _ = size
    form = random_form(*size)
    factors = np.random.default_rng(1).uniform(0.2, 3.0, m * n)
    scaled = form.times_rows(factors)
    close = {"rtol": 1e-12}
    Z, Y = form.whole(), form.final_demand()
    np.testing.assert_allclose(scaled.whole(), factors[:, None] * Z, **close)
    np.testing.assert_allclose(scaled.final_demand(), factors[:, None] * Y, **close)
    np.testing.assert_allclose(scaled.shares.sum(axis=1), 1.0, **close)


@given(sizes)
@settings(max_examples=40, deadline=None)
def test_parts_of_the_form_are_parts_of_the_matrix(size: tuple[int, int, int, int]) -> None:
    _, m, n, _ = size
    form = random_form(*size)
    Z, Y = form.whole(), form.final_demand()
    assert form.shape == Z.shape
    rows = slice((m - 1) * n, m * n)
    np.testing.assert_array_equal(form.rows(rows), Z[rows])
    np.testing.assert_array_equal(form.final_sold_by(m - 1), Y[rows])
    np.testing.assert_array_equal(form.at_home(m)[m - 1], Z[rows, rows])
    np.testing.assert_array_equal(form.block(slice(n), rows), Z[:n, rows])
    np.testing.assert_array_equal(form.diagonal(), np.diagonal(Z))
    corners = np.array([0, m * n - 1])
    np.testing.assert_array_equal(form.block(corners, corners), Z[np.ix_(corners, corners)])
    for axis in (0, 1):
        np.testing.assert_allclose(form.sum(axis), Z.sum(axis=axis), rtol=1e-12)
    assert form.min() >= 0


@given(sizes)
@settings(max_examples=40, deadline=None)
def test_the_form_is_found_again_from_its_flows(size: tuple[int, int, int, int]) -> None:
    _, m, n, _ = size
    form = random_form(*size)
    Z, Y = form.whole(), form.final_demand()
    found = find_trade_shares(Z, Y, m, n)
    assert found is not None
    np.testing.assert_allclose(found.shares, form.shares, rtol=1e-9)
    np.testing.assert_allclose(found.use, form.use, rtol=1e-9)
    np.testing.assert_allclose(found.final_use, form.final_use, rtol=1e-9)


def test_a_table_of_another_kind_has_no_form(make_table: Callable[..., MrioTable]) -> None:
    table = make_table(3, 4, 5, 2)
    assert find_trade_shares(np.asarray(table.Z), table.Y, 4, 5) is None


@pytest.mark.parametrize(("tolerance", "found"), [(1e-9, False), (1e-2, True)])
def test_one_flow_out_of_place(tolerance: float, found: bool) -> None:
    form = random_form(5, 3, 4, 2)
    Z = form.whole()
    Z[7, 2] += 1e-4 * Z.max()
    assert (find_trade_shares(Z, form.final_demand(), 3, 4, tolerance) is not None) == found


def test_flows_that_are_no_numbers_have_no_form() -> None:
    form = random_form(5, 3, 4, 2)
    Z = form.whole()
    Z[7, 2] = np.nan
    assert find_trade_shares(Z, form.final_demand(), 3, 4) is None


def test_a_commodity_that_nobody_uses() -> None:
    form = random_form(6, 3, 2, 1)
    use, final_use = form.use.copy(), form.final_use.copy()
    use[:, 1] = final_use[:, 1] = 0.0
    Z = TradeShares(form.shares, use, final_use).whole()
    Y = TradeShares(form.shares, use, final_use).final_demand()
    found = find_trade_shares(Z, Y, 3, 2)
    assert found is not None
    np.testing.assert_array_equal(found.shares[1], 0.0)
    np.testing.assert_allclose(found.whole(), Z, rtol=1e-12)


@pytest.mark.parametrize(
    ("shares", "use", "final_use"),
    [
        ((2, 3, 4), (3, 2, 2), (3, 2, 1)),
        ((2, 3, 3), (2, 2, 2), (3, 2, 1)),
        ((2, 3, 3), (3, 2, 3), (3, 2, 1)),
        ((2, 3, 3), (3, 2, 2), (2, 2, 1)),
        ((2, 3, 3), (3, 2, 2), (3, 2)),
        ((18,), (3, 2, 2), (3, 2, 1)),
        ((), (3, 2, 2), (3, 2, 1)),
    ],
)
def test_arrays_that_do_not_fit(
    shares: tuple[int, ...], use: tuple[int, ...], final_use: tuple[int, ...]
) -> None:
    with pytest.raises(TableError, match=r"do not fit: they must be \(sectors, regions, regions\)"):
        TradeShares(np.zeros(shares), np.zeros(use), np.zeros(final_use))
