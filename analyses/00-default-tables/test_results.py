"""The committed tables cn31 against what is claimed of them; no source file is needed."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tanmai.accounts import carbon_accounts
from tanmai.checks import check_table
from tanmai.estimate import BalanceReport, balance_report
from tanmai.resources import resource
from tanmai.table import MrioTable
from tanmai.tables import load_table

YEARS = (2012, 2015, 2017)
MINING = ("02", "03", "04", "05")
NET_EXPORTERS = ("Hebei", "Shanxi", "Inner Mongolia", "Liaoning", "Ningxia")
NET_IMPORTERS = ("Beijing", "Guangdong", "Zhejiang", "Shanghai", "Yunnan")

BALANCE_TOLERANCE = 1e-12
NATIONAL_TOLERANCE = 1e-7
"""Single precision, in which the tables are stored."""
EMISSION_TOLERANCE_MT = 0.005
"""Half a unit of the last digit of the published totals."""
TRADED_TOLERANCE_POINTS = 0.15
MEASURED_TOLERANCE = 1e-4
MOST_BYTES = 1.5e6


@cache
def table_of(year: int) -> MrioTable:
    return load_table(f"cn31-{year}")


@cache
def balance_of(year: int) -> BalanceReport:
    return balance_report(table_of(year))


@cache
def measured() -> dict[str, Any]:
    path = resource("mrio_tables", "cn31", "quality.json")
    figures: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["years"]
    return figures


@cache
def published(year: int) -> dict[str, float]:
    path = Path(__file__).with_name("published.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["year"] == str(year)]
    return {row["quantity"]: float(row["value"]) for row in rows}


def mining_direct(table: MrioTable) -> float:
    of_mining = np.isin(table.index.sector_codes, MINING)
    return float(table.F.reshape(table.index.m, table.index.n)[:, of_mining].sum())


@pytest.mark.parametrize("year", YEARS)
def test_rows_and_columns_balance_without_error(year: int) -> None:
    report = balance_of(year)
    assert report.row_gap <= BALANCE_TOLERANCE
    assert report.column_gap <= BALANCE_TOLERANCE
    assert report.error_share == 0


@pytest.mark.parametrize("year", YEARS)
def test_totals_are_those_of_the_nation(year: int) -> None:
    table, nation = table_of(year), published(year)
    form = table.trade_shares
    assert form is not None
    categories = form.final_use.sum(axis=(0, 1))
    found = {
        "output": table.x.sum(),
        "value_added": table.value_added.sum(),
        "exports": table.exports.sum(),
        "imports": table.imports.sum() + table.imports_final.sum(),
        "rural_consumption": categories[0],
        "urban_consumption": categories[1],
        "government_consumption": categories[2],
        "fixed_capital_formation": categories[3],
        "inventory_change_with_error": categories[4],
    }
    expected = {name: nation[name] for name in found}
    assert found == pytest.approx(expected, rel=NATIONAL_TOLERANCE)


@pytest.mark.parametrize("year", YEARS)
def test_emissions_are_those_of_the_inventories(year: int) -> None:
    table, nation = table_of(year), published(year)
    total = table.F.sum() + table.F_Y.sum()
    assert total == pytest.approx(nation["co2_total"], abs=EMISSION_TOLERANCE_MT)
    assert mining_direct(table) == pytest.approx(
        nation["co2_mining_direct"], abs=EMISSION_TOLERANCE_MT
    )


@pytest.mark.parametrize("year", YEARS)
def test_tibet_is_said_to_have_no_inventory(year: int) -> None:
    table = table_of(year)
    assert table.without_emissions == ("540000",)
    at = table.index.region_codes.index("540000")
    assert table.by_region(table.F[0])[at] == 0
    assert table.x.reshape(table.index.m, table.index.n)[at].min() > 0


@pytest.mark.parametrize("year", YEARS)
def test_nothing_is_negative_but_stocks_and_subsidies(year: int) -> None:
    table = table_of(year)
    form = table.trade_shares
    assert form is not None
    for part in (table.Z, table.exports, table.imports, table.F, table.F_Y, table.x):
        assert np.asarray(part).min() >= 0
    assert form.shares.min() >= 0
    assert form.use.min() >= 0
    assert form.final_use[:, :, :4].min() >= 0
    assert (form.use.sum(axis=2) + form.final_use.sum(axis=2)).min() >= 0
    assert table.total_value_added[table.x > 0].min() > 0
    assert table.value_added[[0, 2]].min() >= 0


@pytest.mark.parametrize("year", YEARS)
def test_shares_of_origin_never_pass_one(year: int) -> None:
    form = table_of(year).trade_shares
    assert form is not None
    assert form.shares.sum(axis=1).max() <= 1 + NATIONAL_TOLERANCE


@pytest.mark.parametrize("year", YEARS)
def test_table_is_productive(year: int) -> None:
    report, claimed = balance_of(year), published(year)
    assert report.largest_column_sum < 1
    assert round(report.spectral_radius, 2) >= claimed["spectral_radius_lowest"]
    assert round(report.spectral_radius, 2) <= claimed["spectral_radius_highest"]
    assert len(report.without_output) == claimed["cells_without_output"]


@pytest.mark.parametrize("year", YEARS)
def test_carbon_between_provinces_is_as_claimed(year: int) -> None:
    table = table_of(year)
    accounts = carbon_accounts(table)
    traded = 100 * accounts.flows.between_regions().values.sum() / table.F.sum()
    assert traded == pytest.approx(
        published(year)["traded_between_provinces"], abs=TRADED_TOLERANCE_POINTS
    )
    net = {
        region.name_en: value
        for region, value in zip(table.regions, accounts.net_outflow, strict=True)
    }
    ranked = sorted(net, key=lambda name: net[name])
    assert set(NET_IMPORTERS) <= set(ranked[:7])
    assert set(NET_EXPORTERS) <= set(ranked[-7:])


@pytest.mark.parametrize("year", YEARS)
def test_measured_quality_belongs_to_these_tables(year: int) -> None:
    figures, report = measured()[str(year)], balance_of(year)
    assert figures["balance"]["spectral_radius"] == pytest.approx(
        report.spectral_radius, rel=MEASURED_TOLERANCE
    )
    accounts = carbon_accounts(table_of(year))
    net = figures["carbon_MtCO2"]["net_outflow_by_province"]
    np.testing.assert_allclose(
        list(net.values()), accounts.net_outflow, rtol=MEASURED_TOLERANCE, atol=1e-3
    )
    assert figures["perturbed"]["rebuilds"] == 30
    assert max(figures["sums_to_national_relative"].values()) <= NATIONAL_TOLERANCE


@pytest.mark.parametrize("year", YEARS)
def test_high_intensities_are_warned_of(year: int) -> None:
    results = {result.rule.code: result for result in check_table(table_of(year)).results}
    listed = measured()[str(year)]["intensity_above_20_times_the_nation"]
    assert results["high-intensity"].found == pytest.approx(
        max(row["ratio"] for row in listed), rel=1e-2
    )
    failed = {code for code, result in results.items() if not result.passed}
    assert failed == {"high-intensity", "missing-emissions"}


def test_the_sectors_named_in_the_recipe_are_among_the_high_intensities() -> None:
    named = {
        (row["province_en"], row["sector"])
        for figures in measured().values()
        for row in figures["intensity_above_20_times_the_nation"]
    }
    assert {("Jilin", "09"), ("Inner Mongolia", "15"), ("Tianjin", "04")} <= named


@pytest.mark.parametrize("year", YEARS)
def test_provenance_says_that_it_is_an_estimate(year: int) -> None:
    table = table_of(year)
    assert table.is_estimate
    assert table.provenance.name == f"cn31-{year}"
    assert "not the official CEADs MRIO" in table.provenance.caveat_en
    assert "不是 CEADs 官方" in table.provenance.caveat_zh
    assert any("statistical error" in change for change in table.provenance.changes)
    assert all(len(source.sha256) == 64 for source in table.provenance.sources)


@pytest.mark.parametrize("year", YEARS)
def test_a_year_is_small(year: int) -> None:
    folder = resource("mrio_tables", "cn31", str(year))
    assert sum(file.stat().st_size for file in folder.iterdir()) < MOST_BYTES
