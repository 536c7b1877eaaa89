"""What holds for every fit, whatever its numbers."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tanmai.joining import chenery_moses, gravity_trade, nearness
from tanmai.solve.balancing import ras, scale_under_cap

POSITIVE = st.floats(0.01, 100.0)
SHAPES = st.tuples(st.integers(1, 5), st.integers(1, 5))


@st.composite
def priors_and_targets(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Draw a prior with zeros and a matrix on the same support that has the totals."""
    shape = draw(SHAPES)
    support = draw(arrays(bool, shape))
    prior, target = (
        draw(arrays(float, shape, elements=POSITIVE)),
        draw(arrays(float, shape, elements=POSITIVE)),
    )
    return prior * support, target * support


@given(priors_and_targets())
def test_ras_reaches_every_total_that_its_support_allows(
    drawn: tuple[np.ndarray, np.ndarray],
) -> None:
    prior, target = drawn
    rows, columns = target.sum(axis=1), target.sum(axis=0)
    fitted = ras(prior, rows, columns, tolerance=1e-10)
    np.testing.assert_allclose(fitted.sum(axis=1), rows, atol=1e-9 * max(rows.max(), 1))
    np.testing.assert_allclose(fitted.sum(axis=0), columns, rtol=1e-12, atol=1e-12)
    assert (fitted[prior == 0] == 0).all()
    assert (fitted >= 0).all()


@given(priors_and_targets(), st.floats(0.1, 10.0))
def test_ras_does_not_depend_on_the_scale_of_its_prior(
    drawn: tuple[np.ndarray, np.ndarray], scale: float
) -> None:
    prior, target = drawn
    rows, columns = target.sum(axis=1), target.sum(axis=0)
    first, second = ras(prior, rows, columns), ras(prior * scale, rows, columns)
    np.testing.assert_allclose(first, second, rtol=1e-6, atol=1e-8)


@given(SHAPES.flatmap(lambda shape: arrays(float, shape, elements=POSITIVE)), st.data())
def test_scaling_stays_under_its_caps(values: np.ndarray, data: st.DataObject) -> None:
    caps = data.draw(arrays(float, values.shape, elements=POSITIVE))
    part = data.draw(st.just(0.0) | st.floats(1e-6, 0.99))
    totals = part * caps.sum(axis=0)
    scaled = scale_under_cap(values, totals, caps)
    assert (scaled <= caps).all()
    np.testing.assert_allclose(scaled.sum(axis=0), totals, rtol=1e-9, atol=1e-12)


@given(st.integers(2, 5), st.integers(1, 3), st.integers(0, 2**32 - 1))
def test_gravity_and_chenery_moses_close_every_commodity(m: int, n: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    use, final_use = rng.uniform(0, 5, (m, n, n)), rng.uniform(0.1, 5, (m, n, 2))
    total = use.sum(axis=2) + final_use.sum(axis=2)
    imports = total * rng.uniform(0, 0.9, (m, n))
    demand = (total - imports).T
    supply = rng.uniform(0.1, 1, (n, m))
    supply *= (demand.sum(axis=1) / supply.sum(axis=1))[:, None]
    near = nearness(rng.uniform(0.1, 3, (m, m)), rng.uniform(0, 2))
    trade = gravity_trade(supply, demand, rng.uniform(0.1, 1, (n, m)), near)
    form, import_shares = chenery_moses(trade, imports, use, final_use)
    np.testing.assert_allclose(form.shares.sum(axis=1).T + import_shares, 1.0, rtol=1e-9)
    sold = form.whole().sum(axis=1) + form.final_demand().sum(axis=1)
    np.testing.assert_allclose(sold.reshape(m, n), supply.T, rtol=1e-8)
