"""Products with A, whatever the form of Z."""

import numpy as np
import pytest
from scipy import sparse

from made_up import make_trade_share_table
from tanmai.solve import Coefficients, technical_coefficients

TABLE = make_trade_share_table(2, 3, 4)
A = np.asarray(TABLE.Z) / TABLE.x
FORMS = {
    "gemm": TABLE.Z,
    "CSR": sparse.csr_array(TABLE.Z),
    "trade shares": TABLE.trade_shares,
}


@pytest.fixture(params=[*FORMS, "mapped"])
def form(request, tmp_path):
    if request.param != "mapped":
        return Coefficients(FORMS[request.param], TABLE.x, 3)
    np.save(tmp_path / "Z.npy", TABLE.Z)
    return Coefficients(np.load(tmp_path / "Z.npy", mmap_mode="r"), TABLE.x, 3)


@pytest.fixture(params=[2**24, 60, 1])
def numbers_at_once(request, monkeypatch):
    monkeypatch.setattr("tanmai.core.flows._NUMBERS_AT_ONCE", request.param)


@pytest.mark.usefixtures("numbers_at_once")
@pytest.mark.parametrize("shape", [(12,), (12, 1), (12, 5)])
def test_products_are_those_of_the_matrix(form, shape):
    columns = np.random.default_rng(1).normal(size=shape)
    np.testing.assert_allclose(form.times(columns), A @ columns, atol=1e-12)
    np.testing.assert_allclose(form.times_transposed(columns), A.T @ columns, atol=1e-12)
    assert form.products == 2


def test_blocks_are_those_of_the_matrix(form):
    np.testing.assert_allclose(form.at_home()[1], A[4:8, 4:8], rtol=1e-12)
    np.testing.assert_allclose(form.between(2, 0), A[8:, :4], rtol=1e-12)
    rows, columns = np.array([0, 7, 5]), np.array([11, 2])
    np.testing.assert_allclose(form.block(rows, columns), A[np.ix_(rows, columns)], rtol=1e-12)


def test_every_form_is_written_out_alike(form):
    np.testing.assert_allclose(form.written_out(), A, rtol=1e-12)
    np.testing.assert_allclose(form.compressed().toarray(), A, rtol=1e-12)
    assert form.written_out(np.float32).dtype == np.float32


def test_what_a_form_says_of_itself(form):
    assert form.form in (*FORMS, "mapped")
    assert form.density == 1.0
    assert form.non_negative
    assert form.size == 12


def test_a_sector_without_output_has_a_zero_column():
    x = np.array(TABLE.x)
    x[3] = 0.0
    assert not technical_coefficients(np.asarray(TABLE.Z), x)[:, 3].any()
    assert not Coefficients(TABLE.trade_shares, x, 3).written_out()[:, 3].any()
