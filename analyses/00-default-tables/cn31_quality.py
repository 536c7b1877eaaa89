"""Figures on the quality of an embedded table, as plain values for a JSON file."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from cn31_sources import NATIONAL_FILES, SCHEMES, national_table, scheme_sectors

from tanmai.accounting.carbon import CarbonAccounts, carbon_accounts
from tanmai.core.spectral_radius import spectral_radius
from tanmai.core.table import FloatArray, MrioTable
from tanmai.io.concordance_file import find_concordance
from tanmai.joining import JoinedTable

MINING = ("02", "03", "04", "05")
INTENSITY_LIMIT = 20.0
DETAIL = {2012: "nbs139-2012", 2017: "nbs149-2017"}
READ_EXPONENTS = (0.5, 1.0, 2.0)


@dataclass(frozen=True)
class BalanceReport:
    """Figures on the balance of a table.

    Attributes
    ----------
    row_gap, column_gap : float
        Largest difference between output and the sum of a row or a column, relative to the
        largest output.
    error_share : float
        Sum of the absolute values of the error column over total output.
    smallest_flow : float
        Smallest intermediate flow; money.
    negative_value_added : tuple of str
        Names of the sectors whose value added is below zero by more than rounding.
    largest_column_sum : float
        Largest column sum of A, domestic inputs per unit of output.
    spectral_radius : float
        Largest absolute eigenvalue of A.
    without_output : tuple of str
        Names of the sectors without output.
    """

    row_gap: float
    column_gap: float
    error_share: float
    smallest_flow: float
    negative_value_added: tuple[str, ...]
    largest_column_sum: float
    spectral_radius: float
    without_output: tuple[str, ...]


def balance_report(table: MrioTable) -> BalanceReport:
    """Measure the balance and the productivity of a table."""
    x = table.x
    sales = table.intermediate_sales + table.Y.sum(axis=1)
    rows = sales + table.exports + table.stock_change + table.error
    columns = table.intermediate_inputs + table.imports + table.total_value_added
    column_sums = np.divide(table.intermediate_inputs, x, out=np.zeros_like(x), where=x > 0)
    negative = np.flatnonzero(table.total_value_added < -1e-6 * x)
    return BalanceReport(
        row_gap=float(np.abs(rows - x).max() / x.max()),
        column_gap=float(np.abs(columns - x).max() / x.max()),
        error_share=float(np.abs(table.error).sum() / x.sum()),
        smallest_flow=float(table.Z.min()),
        negative_value_added=tuple(str(table.index.where(int(at))) for at in negative),
        largest_column_sum=float(column_sums.max()),
        spectral_radius=spectral_radius(table),
        without_output=tuple(str(table.index.where(int(at))) for at in np.flatnonzero(x <= 0)),
    )


def quality(table: MrioTable, joined: JoinedTable, sources: Path) -> dict[str, Any]:
    """Return the figures of one table: balance, what was moved, the nation, carbon."""
    accounts = carbon_accounts(table)
    return {
        "balance": asdict(balance_report(table)),
        "moved": moved(joined),
        "national_gap_percent": national_gaps(table, sources),
        "carbon_MtCO2": carbon(table, accounts),
        "intensity_above_20_times_the_nation": high_intensities(table),
    }


def moved(joined: JoinedTable) -> dict[str, Any]:
    """Return what the join moved: sums, gaps of commodities, regions and held buyers."""
    record = joined.record
    commodities = record.commodities()
    regions = record.regions()
    return {
        "summary": record.summary(),
        "gap_percent_of_output_by_commodity": dict(
            zip(commodities["sector"], commodities["gap_percent"], strict=True)
        ),
        "between_provinces_percent_by_commodity": dict(
            zip(commodities["sector"], commodities["between_regions_percent"], strict=True)
        ),
        "cells_of_use_moved_percent_by_province": dict(
            zip(regions["name_en"], regions["moved_percent"], strict=True)
        ),
        "held_at_0.9_of_purchases": record.held_buyers()[["name_en", "buyer"]].to_dict("records"),
    }


def national_gaps(table: MrioTable, sources: Path) -> dict[str, Any]:
    """Return provinces together less the nation, in per cent of the nation, by sector."""
    year, m, n = table.year, table.index.m, table.index.n
    nation = national_table(sources, year)
    groups = _groups(nation.codes, year)
    output = table.x.reshape(m, n).sum(axis=0)
    imports = table.imports.sum() + table.imports_final.sum()
    return {
        "table": Path(NATIONAL_FILES[year]).name,
        "output": _gap(output.sum(), nation.output.sum()),
        "value_added": _gap(table.total_value_added.sum(), nation.value_added.sum()),
        "exports": _gap(table.exports.sum(), nation.exports.sum()),
        "imports": _gap(imports, nation.imports),
        "output_by_sector": {
            code: _gap(ours, theirs)
            for code, ours, theirs in zip(
                table.index.sector_codes, output, nation.output @ groups, strict=True
            )
        },
    }


def _gap(ours: float, theirs: float) -> float:
    return 100 * float(ours / theirs - 1)


def _groups(codes: tuple[str, ...], year: int) -> FloatArray:
    """Return the weights from the sectors of a national table to the 42 of its year."""
    if year not in DETAIL:
        return np.eye(len(codes))
    concordance = find_concordance(f"{DETAIL[year]}_to_{SCHEMES[year]}")
    return concordance.matrix(codes, [sector.code for sector in scheme_sectors(SCHEMES[year])])


def carbon(table: MrioTable, accounts: CarbonAccounts) -> dict[str, Any]:
    """Return totals of carbon and the part that goes from province to province."""
    mining = np.isin(table.index.sector_codes, MINING)
    industrial = float(table.F.sum())
    between = float(accounts.flows.between_regions().values.sum())
    return {
        "total": float(table.F.sum() + table.F_Y.sum()),
        "households": float(table.F_Y.sum()),
        "mining_direct": float(table.F.reshape(table.index.m, table.index.n)[:, mining].sum()),
        "traded_between_provinces_percent_of_industrial": 100 * between / industrial,
        "exported_percent_of_industrial": 100 * float(accounts.export.sum()) / industrial,
        "net_outflow_by_province": by_province(table, accounts.net_outflow),
    }


def readings_of_exponent(central: MrioTable, others: dict[float, MrioTable]) -> dict[str, Any]:
    """Return how flows, footprints and net positions move with the exponent of cost."""
    middle = carbon_accounts(central)
    away = ~np.eye(central.index.m, dtype=bool) & (middle.flows.values > 0)
    flows = middle.flows.values[away]
    found = {}
    for exponent, table in others.items():
        accounts = carbon_accounts(table)
        ratio = np.log(accounts.flows.values[away] / flows)
        found[f"{exponent:g}"] = {
            "flows_median_change_percent": 100 * float(np.median(np.abs(np.expm1(ratio)))),
            "flows_log_deviation": float(np.sqrt(np.mean(ratio**2))),
            "footprints_largest_change_percent": 100
            * float(np.abs(accounts.consumption_based / middle.consumption_based - 1).max()),
            "net_outflow_turns_sign": [
                table.regions[at].name_en
                for at in np.flatnonzero(accounts.net_outflow * middle.net_outflow < 0)
            ],
            "traded_between_provinces_percent_of_industrial": 100
            * float(accounts.flows.between_regions().values.sum())
            / float(table.F.sum()),
        }
    return found


def high_intensities(table: MrioTable) -> list[dict[str, Any]]:
    """Return sectors of provinces whose direct intensity is over 20 times the nation's."""
    m, n = table.index.m, table.index.n
    emissions, output = table.F[0].reshape(m, n), table.x.reshape(m, n)
    national = emissions.sum(axis=0) / output.sum(axis=0)
    reference = output * national
    ratio = np.divide(emissions, reference, out=np.zeros((m, n)), where=reference > 0)
    return [
        {
            "adcode": table.regions[r].code,
            "province_en": table.regions[r].name_en,
            "sector": table.sectors[i].code,
            "ratio": round(float(ratio[r, i]), 1),
            "MtCO2": round(float(emissions[r, i]), 4),
        }
        for r, i in np.argwhere(ratio > INTENSITY_LIMIT)
    ]


def by_province(table: MrioTable, values: FloatArray) -> dict[str, float]:
    """Return values by the English names of the provinces."""
    return {
        region.name_en: float(value) for region, value in zip(table.regions, values, strict=True)
    }
