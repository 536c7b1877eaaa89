import numpy as np
import pytest
from scipy import sparse

from made_up import make_table, make_trade_share_table
from tanmai.solve import Coefficients, choose_method

SIZE, M = 20, 4


def coefficients(form):
    table = make_trade_share_table(0, M, SIZE // M)
    flows = {
        "gemm": table.Z,
        "CSR": sparse.csr_array(np.diag(table.x / 2)),
        "full CSR": sparse.csr_array(table.Z),
        "trade shares": table.trade_shares,
    }[form]
    return Coefficients(flows, table.x, M)


@pytest.mark.parametrize(
    ("form", "small", "right_hand_sides", "method"),
    [
        ("gemm", 2000, 1, "dense_lu"),
        ("gemm", 5, 1, "dense_lu"),
        ("full CSR", 2000, 1, "dense_lu"),
        ("full CSR", 5, 1, "krylov"),
        ("CSR", 2000, 1, "krylov"),
        ("trade shares", 2000, 1, "dense_lu"),
        ("trade shares", 5, 1, "krylov"),
        ("trade shares", 5, 1000, "dense_lu"),
    ],
)
def test_the_rule(monkeypatch, form, small, right_hand_sides, method):
    monkeypatch.setattr("tanmai.solve.choice.SMALL", small)
    taken = choose_method(coefficients(form), right_hand_sides)
    assert taken.method == method
    assert all(taken.why.pair)


@pytest.mark.parametrize(("right_hand_sides", "method"), [(1, "krylov"), (2, "dense_lu")])
def test_few_right_hand_sides_are_swept_and_many_are_worth_a_factor(
    monkeypatch, right_hand_sides, method
):
    monkeypatch.setattr("tanmai.solve.choice.SMALL", 5)
    monkeypatch.setattr("tanmai.solve.choice.ROWS_PER_RIGHT_HAND_SIDE", SIZE / 2)
    taken = choose_method(coefficients("gemm"), right_hand_sides)
    assert (taken.method, taken.products) == (method, "gemm")


def test_a_mapped_table_is_not_copied(monkeypatch, tmp_path):
    monkeypatch.setattr("tanmai.solve.choice.SMALL", 5)
    table = make_table(1)
    np.save(tmp_path / "Z.npy", table.Z)
    mapped = Coefficients(np.load(tmp_path / "Z.npy", mmap_mode="r"), table.x, M)
    assert choose_method(mapped, 1000).method == "krylov"
    assert mapped.form == "mapped"
