from dataclasses import replace
from threading import Barrier

import numpy as np
import pytest
from scipy import sparse

from made_up import make_table, make_trade_share_table, small_table
from tanmai.accounting.carbon import carbon_accounts
from tanmai.core.errors import OptionError, TableError, UnsolvableError
from tanmai.solve import METHODS, LeontiefSystem, system
from tanmai.solve.methods import Krylov


@pytest.mark.parametrize("method", list(METHODS))
def test_every_method_gives_the_output_back(method):
    table = make_trade_share_table(3)
    solved = LeontiefSystem(table, method)
    demand = table.Y.sum(axis=1) + table.exports + table.error
    np.testing.assert_allclose(solved.solve(demand), table.x, rtol=1e-9)
    assert solved.choice.method == method
    assert 0 < solved.residual <= solved.tolerance == 1e-10


@pytest.mark.parametrize("method", list(METHODS))
def test_every_method_solves_the_transposed_system(method):
    table = make_trade_share_table(4)
    f = np.random.default_rng(0).uniform(size=(3, len(table.index)))
    expected = f @ np.linalg.inv(np.eye(len(table.index)) - np.array(table.Z) / table.x)
    np.testing.assert_allclose(LeontiefSystem(table, method).multipliers(f), expected, rtol=1e-9)


def test_a_factor_is_made_once_and_a_krylov_solution_makes_none():
    table = make_table(1, 4, 6)
    f = np.ones(len(table.index))
    for method, factorisations in (("dense_lu", 1), ("krylov", 0)):
        solved = LeontiefSystem(table, method)
        solved.solve(table.final_demand)
        solved.multipliers(f)
        assert solved.factorisations == factorisations


def test_a_direct_method_makes_one_product_an_answer():
    table = make_table(1, 4, 6)
    solved = LeontiefSystem(table, "dense_lu")
    solved.solve(table.final_demand)
    solved.solve_transposed(np.ones(len(table.index)))
    assert solved.A.products == 2


def test_single_precision_is_refined_once():
    table = make_table(1, 4, 6)
    solved = LeontiefSystem(table, "single_precision_lu")
    solved.solve(table.final_demand)
    assert solved.A.products == 2
    assert solved.residual <= 1e-10


def test_all_right_hand_sides_share_the_products():
    table = make_table(2, 6, 8)
    one, all_regions = LeontiefSystem(table, "krylov"), LeontiefSystem(table, "krylov")
    one.solve(table.final_demand[:, 0])
    all_regions.solve(table.final_demand)
    assert all_regions.A.products <= one.A.products + 2
    assert all_regions.A.products < 16


def test_many_right_hand_sides_are_solved_in_parts(monkeypatch):
    table = make_table(2, 6, 8)
    whole = LeontiefSystem(table).inverse()
    monkeypatch.setattr(system, "_NUMBERS_AT_ONCE", 8 * len(table.index) * 5)
    places = [place for place, _ in LeontiefSystem(table).inverse_by_columns()]
    assert [place.stop - place.start for place in places] == [5] * 9 + [3]
    np.testing.assert_allclose(LeontiefSystem(table).inverse(), whole, rtol=1e-12)


def test_a_looser_tolerance_costs_fewer_products():
    table = make_table(3, 6, 8)
    loose, tight = (LeontiefSystem(table, "krylov", tolerance=t) for t in (1e-3, 1e-10))
    for solved in (loose, tight):
        solved.solve(table.final_demand)
    assert loose.A.products < tight.A.products
    assert tight.residual < loose.residual <= 1e-3


@pytest.mark.parametrize("tolerance", [0.0, -1e-9, 1.0, np.nan])
def test_a_tolerance_that_is_none(tolerance):
    with pytest.raises(OptionError, match="tolerance of a solution"):
        LeontiefSystem(small_table(), tolerance=tolerance)


def test_a_question_of_many_columns_is_worth_a_factor_that_then_serves_all(monkeypatch):
    monkeypatch.setattr("tanmai.solve.choice.SMALL", 5)
    monkeypatch.setattr("tanmai.solve.choice.ROWS_PER_RIGHT_HAND_SIDE", 2)
    table = make_table(1, 4, 6)
    solved = LeontiefSystem(table)
    X = solved.solve(table.final_demand)
    assert (solved.choice.method, solved.factorisations) == ("krylov", 0)
    np.testing.assert_allclose(solved.inverse() @ table.final_demand, X, rtol=1e-9)
    solved.multipliers(np.ones(len(table.index)))
    assert (solved.choice.method, solved.factorisations) == ("krylov", 1)


def test_a_factor_is_taken_at_once_for_the_columns_that_are_expected(monkeypatch):
    monkeypatch.setattr("tanmai.solve.choice.SMALL", 5)
    monkeypatch.setattr("tanmai.solve.choice.ROWS_PER_RIGHT_HAND_SIDE", 3)
    table = make_table(1, 4, 6)
    chosen = [LeontiefSystem(table, columns=columns).choice.method for columns in (None, 7, 8)]
    assert chosen == ["krylov", "krylov", "dense_lu"]


def test_a_named_method_answers_every_question(monkeypatch):
    monkeypatch.setattr("tanmai.solve.choice.SMALL", 5)
    solved = LeontiefSystem(make_table(1, 4, 6), "krylov")
    solved.inverse()
    assert solved.factorisations == 0


def test_a_column_of_zeros_is_not_solved_for(monkeypatch):
    table = make_table(1, 4, 6)
    solved = LeontiefSystem(table)
    widths = []
    whole = solved._solver.solve
    monkeypatch.setattr(
        solved._solver,
        "solve",
        lambda gap, enough: widths.append(gap.shape[1]) or whole(gap, enough),
    )
    demand = np.array(table.final_demand)
    demand[:, 1] = 0.0
    X = solved.solve(demand)
    assert widths == [3]
    assert not X[:, 1].any()
    np.testing.assert_allclose(X[:, 0], solved.solve(demand[:, 0]), rtol=1e-12)


def test_products_that_do_not_come_near_give_way_to_a_factor(monkeypatch):
    table = make_table(4)
    monkeypatch.setattr(Krylov, "solve", lambda _solver, gap, _enough: 0.1 * gap)
    solved = LeontiefSystem(table, "krylov")
    X = solved.solve(table.final_demand)
    np.testing.assert_allclose(X, LeontiefSystem(table).solve(table.final_demand), rtol=1e-12)
    assert (solved.choice.method, solved.factorisations) == ("dense_lu", 1)
    assert "krylov stopped at a residual" in str(solved.choice.why)


def test_threads_that_do_not_come_near_take_one_factor(monkeypatch):
    both = Barrier(2)
    monkeypatch.setattr(
        Krylov, "solve", lambda _solver, gap, _enough: both.wait(10) * 0.0 + 0.1 * gap
    )
    monkeypatch.setattr(system, "_COLUMNS_OF_SHARES", 16)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    table = make_trade_share_table(3, 31, 4)
    form = table.changed("the form alone", {"Z": table.trade_shares})
    solved = LeontiefSystem(form, "krylov")
    X = solved.solve(table.final_demand)
    np.testing.assert_allclose(X, LeontiefSystem(table).solve(table.final_demand), rtol=1e-9)
    assert (solved.choice.method, solved.factorisations) == ("dense_lu", 1)


def test_half_the_precision_gives_way_to_a_whole_one_where_it_cannot_be_refined():
    table = small_table()
    inputs = np.asarray(table.Z).sum(axis=0)
    near = replace(table, x=np.where(inputs > 0, inputs * (1 + 1e-8), table.x))
    solved = LeontiefSystem(near, "single_precision_lu", tolerance=1e-6)
    solved.solve(table.final_demand)
    assert (solved.choice.method, solved.factorisations) == ("dense_lu", 2)
    assert solved.residual <= 1e-6


def test_the_bound_holds_and_is_of_the_residual(monkeypatch):
    monkeypatch.setattr("tanmai.accounting.carbon.CONSERVATION_LIMIT", 1e-3)
    table = make_table(5, 4, 6)
    exact = carbon_accounts(table)
    loose = carbon_accounts(table, system=LeontiefSystem(table, "krylov", tolerance=1e-4))
    wrong = np.abs(loose.emissions_by_destination - exact.emissions_by_destination).sum(axis=0)
    assert exact.error_bound < 1e-9 < wrong.max() <= loose.error_bound


def test_a_table_with_negative_flows_has_no_bound():
    table = small_table()
    Z = np.array(table.Z)
    Z[0, 1] -= 2 * Z[0, 1]
    error = table.error + (np.asarray(table.Z) - Z).sum(axis=1)
    turned = table.changed("a negative flow", {"Z": Z, "error": error})
    assert carbon_accounts(turned).error_bound is None


def test_a_large_table_in_trade_share_form_is_never_written_out(monkeypatch):
    table = make_trade_share_table(6, 5, 7)
    form = table.changed("the form alone", {"Z": table.trade_shares})
    monkeypatch.setattr("tanmai.solve.choice.SMALL", 5)
    monkeypatch.setattr("tanmai.core.flows.MOST_WRITTEN_OUT", 5)
    solved = LeontiefSystem(form)
    assert (solved.choice.method, solved.choice.products) == ("krylov", "trade shares")
    np.testing.assert_allclose(solved.solve(table.Y.sum(axis=1) + table.exports), table.x)
    with pytest.raises(TableError, match="no more than 5 rows"):
        solved.coefficients()


def test_a_sparse_table_stays_sparse():
    table = make_table(1)
    thin = table.changed("thin", {"Z": sparse.csr_array(np.diag(table.x * 0.5))})
    solved = LeontiefSystem(thin)
    assert (solved.choice.method, solved.choice.products) == ("krylov", "CSR")
    np.testing.assert_allclose(solved.solve(table.x), 2.0 * table.x, rtol=1e-9)


def test_an_unknown_method_names_the_nearest():
    with pytest.raises(OptionError, match="Did you mean 'dense_lu'"):
        LeontiefSystem(small_table(), "dense lu")


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
        ("Z", (0, 5), 1e6, r"Zhejiang 浙江, 02 Coal mining .*column sum of A 4504"),
        ("Z", (0, 5), np.inf, r"Zhejiang 浙江, 02 Coal mining .*not a number"),
    ],
)
def test_a_table_without_a_meaningful_solution_is_refused(part, position, value, message):
    with pytest.raises(UnsolvableError, match=message):
        LeontiefSystem(broken(part, position, value))


def test_a_solution_that_is_not_reached_is_an_error():
    with pytest.raises(UnsolvableError, match="left a residual"):
        LeontiefSystem(small_table(), "dense_lu", tolerance=1e-300).solve(np.ones(12))


def test_a_sector_without_output_has_a_zero_column():
    table = make_table(5, idle=2)
    A = LeontiefSystem(table).coefficients()
    idle = table.x == 0
    assert idle.sum() == 2
    assert not A[:, idle].any()
