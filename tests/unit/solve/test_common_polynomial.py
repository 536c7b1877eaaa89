"""Many columns of a table in trade-share form, in single precision and refined."""

import numpy as np
import pytest

from made_up import make_trade_share_table
from tanmai.accounting.carbon import carbon_accounts
from tanmai.core.trade_shares import TradeShares
from tanmai.solve import Coefficients, LeontiefSystem
from tanmai.solve.common_polynomial import CommonPolynomial

M, N = 31, 4


@pytest.fixture(scope="module")
def table():
    made = make_trade_share_table(7, M, N)
    return made.changed("the form alone", {"Z": made.trade_shares})


@pytest.fixture
def krylov(monkeypatch):
    monkeypatch.setattr("tanmai.solve.methods._MANY", 8)
    monkeypatch.setattr("tanmai.solve.choice.SMALL", 10)
    monkeypatch.setattr("tanmai.solve.choice.ROWS_OF_SHARES_WRITTEN_OUT", 10)


@pytest.mark.parametrize("transposed", [False, True])
def test_one_polynomial_comes_near_in_single_precision(table, transposed):
    coefficients = Coefficients(table.Z, table.x, M)
    within = np.linalg.inv(np.eye(N) - coefficients.at_home())
    solver, A = CommonPolynomial(coefficients.trade_shares, within), coefficients.written_out()
    Y = np.random.default_rng(1).random((M * N, 9)) * np.logspace(-4, 4, 9)
    enough = 1e-4 * Y.sum(axis=0)
    X = solver.solve_transposed(Y, enough) if transposed else solver.solve(Y, enough)
    left = Y - X + (A.T if transposed else A) @ X
    assert (np.abs(left).sum(axis=0) <= enough).all()


def test_a_table_that_eight_products_do_not_do_is_left_to_others():
    ring = 0.5 * (np.eye(M, k=1) + np.eye(M, k=-1) + np.eye(M, k=M - 1) + np.eye(M, k=1 - M))
    use = np.full((M, 1, 1), 0.98)
    solver = CommonPolynomial(TradeShares(ring[None], use, use), np.ones((M, 1, 1)))
    assert solver.solve(np.eye(M), np.full(M, 1e-10)) is None
    assert solver.solve_transposed(np.eye(M), np.full(M, 1e-10)) is None


@pytest.mark.filterwarnings("error")
def test_regions_that_do_not_trade_are_each_solved_alone(table):
    flows = table.Z
    own = np.eye(table.index.m)[None] * np.ones((table.index.n, 1, 1))
    A = Coefficients(TradeShares(own, flows.use, flows.final_use), table.x, table.index.m)
    Y = np.random.default_rng(1).random((A.size, 3))
    X = CommonPolynomial(A.trade_shares, A.inverses_at_home).solve(Y, 1e-3 * Y.sum(axis=0))
    np.testing.assert_allclose(X - A.times(X), Y, rtol=1e-4)


@pytest.mark.usefixtures("krylov")
def test_the_system_refines_it(table):
    system, f = LeontiefSystem(table), table.F / table.x
    demand, spread = table.final_demand, np.repeat(np.eye(M), N, axis=1) * f
    L = np.linalg.inv(np.eye(M * N) - system.coefficients())
    np.testing.assert_allclose(system.solve(demand), L @ demand, rtol=1e-8)
    np.testing.assert_allclose(system.multipliers(spread), spread @ L, rtol=1e-8, atol=1e-12)
    assert (system.choice.method, system.A.products < 8) == ("krylov", True)
    assert 0 < system.residual <= system.tolerance


@pytest.mark.usefixtures("krylov")
def test_accounts_in_parts_hang_on_no_number_of_cores(table, monkeypatch):
    whole = carbon_accounts(table)
    monkeypatch.setattr("tanmai.solve.system._COLUMNS_OF_SHARES", 16)
    monkeypatch.setattr("tanmai.accounting.carbon.MOST_HELD", 100)
    found = []
    for cores in (1, 2):
        monkeypatch.setattr("os.cpu_count", lambda cores=cores: cores)
        found.append(carbon_accounts(table))
    one, two = found
    assert (one.held, len(list(one.system._parts(M + 3)))) == (None, 3)
    assert one.flows.values.tobytes() == two.flows.values.tobytes()
    for part in ("direct", "exported", "emissions_by_destination", "region_multipliers"):
        assert getattr(one, part).tobytes() == getattr(two, part).tobytes()
        np.testing.assert_allclose(getattr(one, part), getattr(whole, part), rtol=1e-7, atol=1e-9)
