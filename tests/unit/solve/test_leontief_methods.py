"""The methods by themselves: what they share, what they survive."""

import pickle
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from made_up import make_table
from tanmai.solve import Coefficients
from tanmai.solve.methods import METHODS, Krylov, bicgstab


def made(seed, m=5, n=6):
    table = make_table(seed, m, n)
    return table, Coefficients(table.Z, table.x, m), np.asarray(table.Z) / table.x


def enough(columns):
    return 1e-10 * np.abs(columns).sum(axis=0)


def test_columns_that_are_zero_or_alike_break_nothing():
    table, A, matrix = made(1)
    Y = np.column_stack([table.exports, np.zeros(30), table.exports, 2 * table.exports])
    X = Krylov(A).solve(Y, enough(Y))
    np.testing.assert_allclose(Y, X - matrix @ X, atol=1e-9 * Y.max())
    assert not X[:, 1].any()


def test_blocks_at_home_save_products():
    table = make_table(2, 5, 12)
    Z = np.array(table.Z)
    for region in range(5):
        Z[region * 12 : (region + 1) * 12, region * 12 : (region + 1) * 12] *= 12.0
    x = Z.sum(axis=0) / 0.7
    goal = enough(table.final_demand)
    plain = Coefficients(Z, x, 5)
    bicgstab(plain.times, lambda columns: columns, table.final_demand, goal)
    at_home = Coefficients(Z, x, 5)
    Krylov(at_home).solve(table.final_demand, goal)
    assert at_home.products < plain.products


def test_a_table_of_one_region_has_no_blocks_apart():
    table, A, matrix = made(3, 1, 20)
    y = table.exports[:, None]
    x = Krylov(A).solve(y, enough(y))
    np.testing.assert_allclose(x - matrix @ x, y, atol=1e-9 * y.max())


def test_a_block_that_has_no_inverse_is_left_alone():
    x = np.ones(4)
    Z = np.zeros((4, 4))
    Z[:2, :2] = [[0.0, 1.0], [1.0, 0.0]]
    Z[2, 0] = -0.5
    Z[0, 2] = 0.5
    solution = Krylov(Coefficients(Z, x, 2)).solve(x[:, None], enough(x[:, None]))
    np.testing.assert_allclose((np.eye(4) - Z) @ solution, x[:, None], atol=1e-9)


@pytest.mark.parametrize("method", METHODS)
def test_one_factor_answers_several_threads(method):
    table, A, _ = made(4, 10, 20)
    solver = METHODS[method](A)
    columns = np.random.default_rng(4).random((len(table.x), 64))
    alone = solver.solve(columns, enough(columns))
    with ThreadPoolExecutor(4) as pool:
        for solution in pool.map(solver.solve, [columns] * 40, [enough(columns)] * 40):
            np.testing.assert_allclose(solution, alone, rtol=1e-5)


@pytest.mark.parametrize("method", METHODS)
def test_a_method_can_be_sent_to_another_process(method):
    table, A, _ = made(4)
    solver = METHODS[method](A)
    sent = pickle.loads(pickle.dumps(solver))
    columns = table.final_demand
    np.testing.assert_array_equal(
        *(each.solve(columns, enough(columns)) for each in (sent, solver))
    )
