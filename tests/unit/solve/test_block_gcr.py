import numpy as np

from made_up import make_table
from tanmai.solve.block_gcr import block_gcr


def given():
    table = make_table(7)
    f = np.zeros((4, len(table.index)))
    f[0], f[1, :3], f[2] = 0.5, 0.2, 2 * (np.arange(len(table.index)) == 1)
    f[3] = f[0]  # depends on another; and a row of nothing below
    return np.vstack([f, 0 * f[:1]]), table.Z.astype(np.float32), table.x


def test_multipliers_are_those_of_the_inverse():
    f, flows, x = given()
    M, left = block_gcr(f, flows, x, make_table(7).index.m, tolerance=1e-5)
    exact = f @ np.linalg.inv(np.eye(len(x)) - flows.astype(float) / x)
    np.testing.assert_allclose(M, exact, rtol=3e-4, atol=1e-9)
    assert (np.abs(left) @ x <= 1.01e-5 * (f @ x)).all()
    rest = f - (M - M.astype(float) @ flows / x)
    np.testing.assert_allclose(rest @ x, left @ x, atol=2e-6 * float(f[0] @ x))


def test_a_system_without_a_solution_gives_none():
    f, _, x = given()
    singular = np.diag(x).astype(np.float32)
    assert block_gcr(f, singular, x, make_table(7).index.m, tolerance=1e-5) is None
    shifted = np.roll(singular, make_table(7).index.n, axis=1)  # each region buys of the next
    assert block_gcr(f[:1], shifted, x, make_table(7).index.m, tolerance=1e-5) is None
