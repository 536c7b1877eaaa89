import numpy as np
import pytest
from scipy import sparse

from made_up import make_table, make_trade_share_table, small_table
from tanmai import leontief
from tanmai.errors import OptionError, UnsolvableError
from tanmai.leontief import LeontiefSystem, technical_coefficients
from tanmai.trade_share import TradeShareCoefficients


def as_sparse(table):
    return table.changed("sparse", {"Z": sparse.csr_array(table.Z)})


@pytest.mark.parametrize("method", list(leontief.METHODS))
def test_every_method_gives_the_output_back(method):
    table = make_trade_share_table(3)
    system = LeontiefSystem(table, method)
    demand = table.Y.sum(axis=1) + table.exports + table.error
    np.testing.assert_allclose(system.solve(demand), table.x, rtol=1e-10)
    assert system.method == method
    assert 0 < system.residual < 1e-10


@pytest.mark.parametrize("method", list(leontief.METHODS))
def test_every_method_solves_the_transposed_system(method):
    table = make_trade_share_table(4)
    f = np.random.default_rng(0).uniform(size=(3, len(table.index)))
    expected = f @ np.linalg.inv(np.eye(len(table.index)) - np.array(table.Z) / table.x)
    np.testing.assert_allclose(LeontiefSystem(table, method).multipliers(f), expected, rtol=1e-9)


def test_a_dense_table_is_factorised_and_a_sparse_one_is_iterated():
    table = make_table(1)
    thin = table.changed("thin", {"Z": sparse.csr_array(np.diag(table.x * 0.5))})
    assert LeontiefSystem(table).method == "dense LU"
    assert LeontiefSystem(thin).method == "iterative"
    assert LeontiefSystem(as_sparse(table)).method == "dense LU"


def test_a_large_table_in_trade_share_form_is_not_written_out(monkeypatch):
    monkeypatch.setattr(leontief, "LARGE", 5)
    assert LeontiefSystem(make_trade_share_table(1)).method == "trade shares"


def test_products_in_trade_share_form_are_those_of_the_matrix():
    table = make_trade_share_table(2)
    form = TradeShareCoefficients.of(table.trade_shares, table.x)
    A = technical_coefficients(table.Z, table.x)
    columns = np.random.default_rng(1).normal(size=(len(table.index), 3))
    np.testing.assert_allclose(form.apply(columns), A @ columns, atol=1e-12)
    np.testing.assert_allclose(form.apply(columns[:, 0]), A @ columns[:, 0], atol=1e-12)
    np.testing.assert_allclose(form.apply_transposed(columns), A.T @ columns, atol=1e-12)


def test_an_unknown_method_names_the_nearest():
    with pytest.raises(OptionError, match="Did you mean 'dense LU'"):
        LeontiefSystem(small_table(), "dense lu")


def test_trade_shares_need_the_form():
    with pytest.raises(OptionError, match="not in trade-share form"):
        LeontiefSystem(small_table(), "trade shares")


def broken(part, position, value):
    table = small_table()
    values = np.array(getattr(table, part))
    values[position] = value
    return table.changed("broken", {part: values})


@pytest.mark.parametrize(
    ("part", "position", "value", "message"),
    [
        ("x", 5, -3.0, r"Zhejiang 浙江, 02 Coal mining has a negative output"),
        ("x", 5, 0.0, r"Zhejiang 浙江, 02 Coal mining buys inputs but has no output"),
        ("x", 5, np.nan, r"Zhejiang 浙江, 02 Coal mining .* not a number"),
        ("Z", (0, 5), 1e6, r"Zhejiang 浙江, 02 Coal mining .*column sum of A at or above 1"),
        ("Z", (0, 5), np.inf, r"Zhejiang 浙江, 02 Coal mining .*not a number"),
    ],
)
def test_a_table_without_a_meaningful_solution_is_refused(part, position, value, message):
    with pytest.raises(UnsolvableError, match=message):
        LeontiefSystem(broken(part, position, value))


def test_a_solution_that_is_not_reached_is_an_error(monkeypatch):
    monkeypatch.setattr(leontief, "_ACCEPTED_RESIDUAL", 1e-30)
    with pytest.raises(UnsolvableError, match="left a residual"):
        LeontiefSystem(small_table()).solve(np.ones(12))


def test_a_sector_without_output_has_a_zero_column():
    table = make_table(5, idle=2)
    A = LeontiefSystem(table).coefficients()
    idle = table.x == 0
    assert idle.sum() == 2
    assert not A[:, idle].any()
