"""A labelled flow matrix: shapes, the diagonal, net flows, records."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tanmai.core.errors import TableError
from tanmai.core.flow_matrix import FlowMatrix
from tanmai.core.labels import mainland_provinces

VALUES = np.array([[5.0, 2.0, 0.0], [3.0, 7.0, 1.0], [4.0, 0.5, 9.0]])
squares = st.integers(1, 6).flatmap(
    lambda m: arrays(np.float64, (m, m), elements=st.floats(-1e6, 1e6))
)


def flow_matrix(values: np.ndarray) -> FlowMatrix:
    return FlowMatrix(mainland_provinces()[: len(values)], values, "Mt CO2")


def test_codes_and_frame() -> None:
    frame = flow_matrix(VALUES).to_frame()
    assert list(frame.index) == list(frame.columns) == ["110000", "120000", "130000"]
    assert (frame.index.name, frame.columns.name) == ("from", "to")
    assert frame.loc["130000", "110000"] == 4.0


def test_records_hold_every_pair_in_order() -> None:
    flows = flow_matrix(VALUES)
    records = flows.to_records()
    assert len(records) == 9
    assert list(records.columns) == ["from", "to", "value"]
    frame = flows.to_frame()
    for origin, destination, value in records.itertuples(index=False):
        assert frame.loc[origin, destination] == value
    assert records["from"].tolist() == [c for c in flows.codes for _ in range(3)]


def test_between_regions_leaves_the_original_alone() -> None:
    flows = flow_matrix(VALUES)
    between = flows.between_regions()
    np.testing.assert_array_equal(np.diag(between.values), 0.0)
    np.testing.assert_array_equal(between.values + np.diag(np.diag(VALUES)), VALUES)
    np.testing.assert_array_equal(np.diag(flows.values), [5.0, 7.0, 9.0])
    assert between.unit == "Mt CO2"


def test_net_flows_by_hand() -> None:
    expected = [[0.0, 0.0, 0.0], [1.0, 0.0, 0.5], [4.0, 0.0, 0.0]]
    np.testing.assert_array_equal(flow_matrix(VALUES).net().values, expected)


@given(squares)
def test_net_flows_go_one_way_and_keep_the_balance(values: np.ndarray) -> None:
    net = flow_matrix(values).net().values
    assert (net >= 0.0).all()
    assert (np.minimum(net, net.T) == 0.0).all()
    np.testing.assert_array_equal(net - net.T, values - values.T)


@pytest.mark.parametrize("shape", [(3, 2), (2, 2), (9,)])
def test_a_matrix_of_another_shape(shape: tuple[int, ...]) -> None:
    with pytest.raises(TableError, match="of 3 regions must be 3 x 3, not"):
        FlowMatrix(mainland_provinces()[:3], np.zeros(shape), "Mt CO2")


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_flow_that_is_not_a_number_is_named(value: float) -> None:
    values = VALUES.copy()
    values[1, 2] = value
    with pytest.raises(TableError, match="from Tianjin 天津 to Hebei 河北 is not a number"):
        flow_matrix(values)
