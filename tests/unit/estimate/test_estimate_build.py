"""A whole estimate from made-up inputs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tanmai.errors import TableError
from tanmai.estimate import balance_report, estimate_table

if TYPE_CHECKING:
    from tanmai.estimate import EstimateInputs, NationalTable

SINGLE = 1e-6


def test_estimate_adds_up_to_the_nation(inputs: EstimateInputs) -> None:
    table, nation = estimate_table(inputs), inputs.national
    by_sector = {
        "output": (table.x, nation.output),
        "value added": (table.total_value_added, nation.total_value_added),
        "exports": (table.exports, nation.exports),
    }
    for name, (found, expected) in by_sector.items():
        np.testing.assert_allclose(
            found.reshape(3, 4).sum(axis=0), expected, rtol=SINGLE, err_msg=name
        )
    assert table.trade_shares is not None
    np.testing.assert_allclose(table.trade_shares.use.sum(axis=0), nation.use, rtol=SINGLE)
    np.testing.assert_allclose(
        table.trade_shares.final_use.sum(axis=0), nation.final_demand, atol=SINGLE
    )
    imported = table.imports.sum() + table.imports_final.sum()
    np.testing.assert_allclose(imported, nation.imports.sum(), rtol=SINGLE)


def test_estimate_closes_exactly_and_is_productive(inputs: EstimateInputs) -> None:
    report = balance_report(estimate_table(inputs))
    assert report.row_gap <= 1e-15
    assert report.column_gap <= 1e-15
    assert report.error_share == 0
    assert report.smallest_flow >= 0
    assert report.smallest_value_added >= 0
    assert report.largest_column_sum < 1
    assert report.spectral_radius < report.largest_column_sum


def test_a_sector_that_a_province_lacks_stays_empty(inputs: EstimateInputs) -> None:
    table = estimate_table(inputs)
    at = table.index.position("310000", "02")
    assert table.x[at] == 0
    assert not table.Z[at].any()
    assert not table.Z[:, at].any()
    assert balance_report(table).without_output == ("Shanghai 上海, 02 Coal",)


def test_a_province_without_inventory_keeps_the_sector(inputs: EstimateInputs) -> None:
    table = estimate_table(replace(inputs, without_emissions=("310000",)))
    assert table.x[table.index.position("310000", "02")] > 0
    assert table.without_emissions == ("310000",)


def test_emissions_are_those_of_the_inventory(inputs: EstimateInputs) -> None:
    table = estimate_table(inputs)
    np.testing.assert_allclose(
        table.F.reshape(3, 4).sum(axis=1), inputs.inventory.emissions.sum(axis=1), rtol=SINGLE
    )
    np.testing.assert_array_equal(table.F_Y[0], inputs.inventory.households)


def test_what_is_stored_is_exact_in_single_precision(inputs: EstimateInputs) -> None:
    table = estimate_table(inputs)
    assert table.trade_shares is not None
    parts = [table.exports, table.imports, table.imports_final, table.F, table.F_Y]
    for part in [*parts, *vars(table.trade_shares).values()]:
        np.testing.assert_array_equal(part, part.astype(np.float32))


def test_same_inputs_give_the_same_table(inputs: EstimateInputs) -> None:
    first, second = estimate_table(inputs), estimate_table(inputs)
    np.testing.assert_array_equal(first.Z, second.Z)
    np.testing.assert_array_equal(first.value_added, second.value_added)


def test_a_nation_with_negative_value_added_is_refused(inputs: EstimateInputs) -> None:
    value_added = inputs.national.value_added.copy()
    value_added[:, 1] = -1.0
    national = replace(inputs.national, value_added=value_added)
    with pytest.raises(TableError, match=r"02 Coal.*value added of -4"):
        estimate_table(replace(inputs, national=national))


def test_error_goes_into_inventory_change(nation: NationalTable) -> None:
    closed = nation.with_error_in_inventory()
    assert not closed.error.any()
    np.testing.assert_array_equal(closed.final_demand[:, 4], [5.0, -3.0, 5.0, 0.0])
    np.testing.assert_array_equal(closed.final_demand[:, :4], nation.final_demand[:, :4])


def test_a_national_table_aggregates_its_sectors(nation: NationalTable) -> None:
    groups = np.array([[1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 1.0]])
    small = nation.aggregated(groups)
    np.testing.assert_array_equal(small.use, [[20.0, 53.0], [32.0, 155.0]])
    rows = small.use.sum(axis=1) + small.final_demand.sum(axis=1) + small.exports
    np.testing.assert_allclose(rows - small.imports + small.error, small.output, rtol=1e-14)
    np.testing.assert_allclose(
        small.use.sum(axis=0) + small.total_value_added, small.output, rtol=1e-14
    )


def test_a_base_year_is_bridged_by_indicators(inputs: EstimateInputs) -> None:
    indicators = np.array([[1.0, 0, 0, 0], [0, 1, 1, 0], [0, 0, 1, 0]])
    bridged = inputs.base.bridged(indicators)
    np.testing.assert_allclose(bridged.output[:, 1], inputs.base.output[:, 1:3].sum(axis=1))
    np.testing.assert_array_equal(bridged.output[:, 2], inputs.base.output[:, 2])
    np.testing.assert_allclose(
        bridged.use[0, 1, 2], inputs.base.use[0, 1, 2] + inputs.base.use[0, 2, 2]
    )
