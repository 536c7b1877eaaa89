"""Exports and imports by province."""

from __future__ import annotations

import numpy as np

from tanmai.estimate import foreign

OUTPUT = np.array([[60.0, 40.0, 100.0], [30.0, 50.0, 60.0], [10.0, 10.0, 40.0]])
GOODS = np.array([True, True, False])


def test_openness_is_the_share_at_the_customs_over_the_share_in_product() -> None:
    product = np.array([[3.0, 1.0], [4.0, 2.0]])
    np.testing.assert_allclose(
        foreign.openness(np.array([0.6, 0.4]), product), [0.6 / 0.4, 0.4 / 0.6], rtol=1e-14
    )


def test_base_ratio_is_one_where_the_table_does_not_tell_trade_apart() -> None:
    traded = np.array([[6.0, 0.0], [6.0, 1.0], [0.0, 1.0]])
    volume = np.array([[10.0, 10.0], [10.0, 10.0], [0.0, 10.0]])
    ratio = foreign.base_trade_ratio(
        traded,
        volume,
        np.array([[3.0, 0.1]]),
        np.array([[10.0, 10.0]]),
        np.array([True, False, True]),
    )
    np.testing.assert_allclose(ratio, [[2.0, 0.02], [1.0, 1.0], [1.0, 5.0]], rtol=1e-14)


def test_exports_of_goods_follow_the_customs_and_services_follow_output() -> None:
    customs, national = np.array([0.5, 0.4, 0.1]), np.array([10.0, 20.0, 8.0])
    exports = foreign.provincial_exports(
        OUTPUT, np.ones((3, 3)), np.ones(3), customs, GOODS, national
    )
    np.testing.assert_allclose(exports.sum(axis=0), national, rtol=1e-13)
    np.testing.assert_allclose(exports[:, :2].sum(axis=1), customs * 30, rtol=1e-11)
    np.testing.assert_allclose(exports[:, 2], 8 * OUTPUT[:, 2] / 200, rtol=1e-13)


def test_no_province_exports_more_than_its_cap() -> None:
    customs, national = np.array([0.1, 0.1, 0.8]), np.array([10.0, 20.0, 8.0])
    exports = foreign.provincial_exports(
        OUTPUT, np.ones((3, 3)), np.ones(3), customs, GOODS, national
    )
    assert (exports <= 0.85 * OUTPUT + 1e-12).all()
    np.testing.assert_allclose(exports[2, 1], 0.85 * OUTPUT[2, 1], rtol=1e-13)
    np.testing.assert_allclose(exports.sum(axis=0), national, rtol=1e-12)


def test_imports_rise_with_openness_and_stay_below_their_cap() -> None:
    use = np.array([[50.0, 10.0], [50.0, 10.0]])
    imports = foreign.provincial_imports(
        use, np.ones((2, 2)), np.array([4.0, 1.0]), np.array([25.0, 18.0])
    )
    np.testing.assert_allclose(imports[:, 0], [15.0, 10.0], rtol=1e-13)
    np.testing.assert_allclose(imports[:, 1], [9.5, 8.5], rtol=1e-13)
