"""The joined table closes, keeps what the provinces say, and says what was moved."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tanmai.core.errors import OptionError
from tanmai.core.labels import find_province
from tanmai.io.bundle import read_bundle, write_bundle
from tanmai.joining import join_tables

if TYPE_CHECKING:
    from pathlib import Path

    from tanmai.io.competitive import CompetitiveTable

SINGLE_PRECISION = 1e-6


def test_rows_and_columns_close_without_an_error_column(
    provinces: list[CompetitiveTable], costs: np.ndarray
) -> None:
    table = join_tables(provinces, costs).table
    rows = table.Z.sum(axis=1) + table.Y.sum(axis=1) + table.exports
    columns = table.Z.sum(axis=0) + table.imports + table.total_value_added
    np.testing.assert_allclose(rows, table.x, rtol=1e-14)
    np.testing.assert_allclose(columns, table.x, rtol=1e-12)
    assert not table.error.any()
    assert np.asarray(table.Z).min() >= 0


def test_output_value_added_and_trade_abroad_are_those_of_the_provinces(
    provinces: list[CompetitiveTable], costs: np.ndarray
) -> None:
    table = join_tables(provinces, costs).table
    expected = {
        "x": np.concatenate([one.x for one in provinces]),
        "exports": np.concatenate([one.exports for one in provinces]),
        "total_value_added": np.concatenate([one.value_added.sum(axis=0) for one in provinces]),
    }
    for part, values in expected.items():
        np.testing.assert_allclose(getattr(table, part), values, rtol=SINGLE_PRECISION)
    imports = table.imports.sum() + table.imports_final.sum()
    assert imports == pytest.approx(
        sum(one.imports.sum() for one in provinces), rel=SINGLE_PRECISION
    )


def test_a_negative_value_added_is_kept_and_the_table_still_closes(
    provinces: list[CompetitiveTable], costs: np.ndarray
) -> None:
    first = provinces[0]
    Z = first.Z.copy()
    loss = 1.05 * first.x[2] - Z[:, 2].sum()
    Z[1, 2] += loss
    negative = replace(
        first,
        Z=Z,
        inflow=first.inflow + np.array([0, loss, 0, 0]),
        value_added=np.stack([first.x - Z.sum(axis=0), np.zeros(4)]),
    )
    table = join_tables([negative, *provinces[1:]], costs).table
    assert table.total_value_added[2] == pytest.approx(-0.05 * first.x[2], rel=1e-5)
    columns = table.Z.sum(axis=0) + table.imports + table.total_value_added
    np.testing.assert_allclose(columns, table.x, rtol=1e-12)


def test_a_sector_without_output_stays_empty(
    provinces: list[CompetitiveTable], costs: np.ndarray
) -> None:
    idle, at = provinces[2], 1
    Z, value_added, x = idle.Z.copy(), idle.value_added.copy(), idle.x.copy()
    Z[:, at], value_added[:, at], x[at] = 0.0, 0.0, 0.0
    changes = {part: getattr(idle, part).copy() for part in ("exports", "outflow", "inflow")}
    changes["exports"][at] = changes["outflow"][at] = 0.0
    changes["inflow"][at] = Z[at].sum() + idle.Y[at].sum() - idle.imports[at]
    table = join_tables(
        [*provinces[:2], replace(idle, Z=Z, value_added=value_added, x=x, **changes)], costs
    ).table
    position = table.index.position(idle.region.code, "02")
    assert table.x[position] == 0
    assert not np.asarray(table.Z)[:, position].any()
    assert not np.asarray(table.Z)[position].any()
    assert np.isfinite(np.asarray(table.Z)).all()


def test_what_is_stored_is_what_was_closed(
    provinces: list[CompetitiveTable], costs: np.ndarray, tmp_path: Path
) -> None:
    table = join_tables(provinces, costs).table
    write_bundle(table, tmp_path / "joined")
    stored = read_bundle(tmp_path / "joined")
    np.testing.assert_array_equal(stored.Z, table.Z)
    np.testing.assert_array_equal(stored.x, table.x)
    rows = stored.Z.sum(axis=1) + stored.Y.sum(axis=1) + stored.exports
    np.testing.assert_allclose(rows, stored.x, rtol=1e-14)


def test_goods_travel_less_far_when_cost_counts_more(
    provinces: list[CompetitiveTable], costs: np.ndarray
) -> None:
    four = [*provinces, replace(provinces[0], region=find_province("Yunnan"))]
    costs = np.pad(costs, (0, 1), constant_values=300.0)
    distances = []
    for exponent in (0.0, 0.5, 1.0, 2.0):
        flows = join_tables(four, costs, exponent=exponent).record.flows.sum(axis=0)
        np.fill_diagonal(flows, 0.0)
        distances.append((flows * costs).sum() / flows.sum())
    assert (np.diff(distances) < 0).all()


def test_the_record_says_what_was_moved(
    provinces: list[CompetitiveTable], costs: np.ndarray
) -> None:
    record = join_tables(provinces, costs).record
    commodities, regions = record.commodities(), record.regions()
    np.testing.assert_allclose(
        commodities["gap"], commodities["demand_before"] - commodities["supply"]
    )
    np.testing.assert_allclose(regions["outflow"].sum(), regions["inflow"].sum(), rtol=1e-12)
    changes = record.largest_changes()
    assert (np.diff(changes["change"].abs()) <= 0).all()
    np.testing.assert_allclose(changes["after"] - changes["before"], changes["change"])
    assert record.held_buyers().empty
    between = 100 * regions["outflow"].sum() / record.flows.sum()
    assert record.summary()["between_regions_percent"] == pytest.approx(between)


def test_the_table_is_an_estimate_without_emissions_yet(
    provinces: list[CompetitiveTable], costs: np.ndarray
) -> None:
    table = join_tables(provinces, costs).table
    assert table.is_estimate
    assert table.without_emissions == table.index.region_codes
    assert any("modelled by gravity" in change for change in map(str, table.provenance.changes))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"phi": 0.0}, "phi is 0.0; give a share above 0"),
        ({"phi": 1.2}, "phi is 1.2; give a share above 0"),
        ({"exponent": -1.0}, "exponent of cost is -1.0; give 0 or more"),
    ],
)
def test_options_out_of_range_are_refused(
    provinces: list[CompetitiveTable], costs: np.ndarray, options: dict[str, float], message: str
) -> None:
    with pytest.raises(OptionError, match=message):
        join_tables(provinces, costs, **options)
