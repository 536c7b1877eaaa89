"""Emissions of an inventory, brought to sectors."""

from __future__ import annotations

import numpy as np
import pytest

from tanmai.errors import TableError
from tanmai.estimate import Inventory
from tanmai.estimate.emissions import allocate_emissions
from tanmai.labels import RegionSectorIndex, Sector, find_province

INDEX = RegionSectorIndex(
    (find_province("Shanxi"), find_province("Shaanxi")),
    tuple(Sector(code, code, code) for code in ("01", "02", "03")),
)
ROWS = np.array([[1, 0, 0], [0, 1, 1], [1, 0, 0]], dtype=bool)


def test_rows_go_to_their_sectors_and_are_split_by_output() -> None:
    inventory = Inventory(np.array([[1.0, 8.0, 2.0], [3.0, 5.0, 0.0]]), np.zeros(2), ROWS)
    output = np.array([[7.0, 1.0, 3.0], [7.0, 0.0, 3.0]])
    found = allocate_emissions(inventory, output, INDEX)
    np.testing.assert_allclose(found, [[3, 2, 6], [3, 0, 5]], rtol=1e-14)


def test_emissions_of_sectors_without_output_are_an_error_with_names() -> None:
    inventory = Inventory(np.array([[1.0, 8.0, 0.0], [0.0, 5.0, 0.0]]), np.zeros(2), ROWS)
    output = np.array([[7.0, 1.0, 3.0], [7.0, 0.0, 0.0]])
    with pytest.raises(TableError, match=r"Shaanxi.*emits 5 Mt CO2 in 02 02, 03 03"):
        allocate_emissions(inventory, output, INDEX)
