"""One fit over the whole country, and caps of trade abroad."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tanmai.core.errors import TableError
from tanmai.joining import reconciled, stack_tables

if TYPE_CHECKING:
    from tanmai.io.competitive import CompetitiveTable


def test_each_commodity_is_used_as_much_as_there_is(provinces: list[CompetitiveTable]) -> None:
    tables = stack_tables(provinces)
    fitted, moved = reconciled(tables)
    supply = (tables.output - tables.exports + tables.imports).sum(axis=0)
    np.testing.assert_allclose(fitted.total_use.sum(axis=0), supply, rtol=1e-10)
    np.testing.assert_allclose(moved.supply, supply, rtol=1e-15)
    np.testing.assert_allclose(moved.gaps, tables.total_use.sum(axis=0) - supply, rtol=1e-12)


def test_margins_of_the_provinces_are_kept(provinces: list[CompetitiveTable]) -> None:
    tables = stack_tables(provinces)
    fitted, moved = reconciled(tables)
    inputs = tables.output - tables.value_added.sum(axis=1)
    np.testing.assert_allclose(fitted.use.sum(axis=1), inputs, rtol=1e-12)
    drawn = np.minimum(tables.final_use, 0.0)
    np.testing.assert_array_equal(np.minimum(fitted.final_use, 0.0), drawn)
    bought = np.maximum(tables.final_use, 0.0).sum(axis=1)
    np.testing.assert_allclose(
        np.maximum(fitted.final_use, 0.0).sum(axis=1), moved.final_use_factor * bought, rtol=1e-12
    )
    for part in ("output", "value_added", "exports", "imports"):
        assert getattr(fitted, part) is getattr(tables, part)


def test_tables_that_agree_are_left_as_they_are(provinces: list[CompetitiveTable]) -> None:
    first = provinces[0]
    closed = replace(first, outflow=first.inflow.copy())
    x = closed.x - first.outflow + first.inflow
    added = x - closed.Z.sum(axis=0)
    closed = replace(closed, x=x, value_added=np.stack([0.5 * added, 0.5 * added]))
    twin = replace(closed, region=provinces[1].region)
    tables = stack_tables([closed, twin])
    fitted, moved = reconciled(tables)
    assert moved.final_use_factor == pytest.approx(1.0, abs=1e-12)
    np.testing.assert_allclose(fitted.use, tables.use, rtol=1e-9)


def test_value_added_above_output_is_refused_with_its_place(
    provinces: list[CompetitiveTable],
) -> None:
    tables = stack_tables(provinces)
    value_added = tables.value_added.copy()
    value_added[1, 0, 2] += 2 * tables.output[1, 2]
    with pytest.raises(TableError, match="Hebei 河北, 03 Manufacturing: value added exceeds"):
        reconciled(replace(tables, value_added=value_added))


def test_exports_above_the_cap_leave_from_the_other_provinces(
    provinces: list[CompetitiveTable],
) -> None:
    tables = stack_tables(provinces)
    exports = tables.exports.copy()
    exports[0, 1] = 1.2 * tables.output[0, 1]
    capped = replace(tables, exports=exports).with_capped_exports().exports
    assert capped[0, 1] == pytest.approx(0.98 * tables.output[0, 1], rel=1e-12)
    np.testing.assert_allclose(capped.sum(axis=0), exports.sum(axis=0), rtol=1e-12)
    np.testing.assert_allclose(
        capped[1, 1] / capped[2, 1], exports[1, 1] / exports[2, 1], rtol=1e-12
    )


def test_imports_above_the_cap_enter_through_the_other_provinces(
    provinces: list[CompetitiveTable],
) -> None:
    tables = stack_tables(provinces)
    imports = tables.imports.copy()
    imports[2, 0] = 1.1 * tables.total_use[2, 0]
    capped = replace(tables, imports=imports).with_capped_imports().imports
    assert capped[2, 0] == pytest.approx(0.98 * tables.total_use[2, 0], rel=1e-12)
    np.testing.assert_allclose(capped.sum(axis=0), imports.sum(axis=0), rtol=1e-12)


def test_a_commodity_that_only_passes_through_the_country_is_refused(
    provinces: list[CompetitiveTable],
) -> None:
    tables = stack_tables(provinces)
    exports = tables.exports.copy()
    exports[:, 3] = 1.5 * tables.output[:, 3]
    with pytest.raises(TableError, match="04 Power: the exports of all regions together"):
        replace(tables, exports=exports).with_capped_exports()


def test_a_negative_use_is_refused_with_its_place(provinces: list[CompetitiveTable]) -> None:
    tables = stack_tables(provinces)
    use = tables.use.copy()
    use[2, 1, 0] = -1.0
    with pytest.raises(TableError, match="'use' of Shanghai 上海, 02 Mining is -1"):
        replace(tables, use=use)
