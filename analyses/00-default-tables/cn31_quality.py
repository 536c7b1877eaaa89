"""Figures on the quality of an estimated table, as plain values for a JSON file."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
from scipy.stats import spearmanr

from tanmai.accounts import CarbonAccounts, carbon_accounts
from tanmai.estimate import NationalTable, balance_report
from tanmai.table import FloatArray, MrioTable

MINING = ("02", "03", "04", "05")
INTENSITY_LIMIT = 20.0
SAFE_SHARE = 0.95
LARGE_FLOWS = 100


def quality(table: MrioTable, national: NationalTable) -> dict[str, Any]:
    """Return the figures of one table: balance, sums to the nation, carbon."""
    accounts = carbon_accounts(table)
    return {
        "balance": asdict(balance_report(table)),
        "sums_to_national_relative": national_gaps(table, national),
        "carbon_MtCO2": carbon(table, accounts),
        "intensity_above_20_times_the_nation": high_intensities(table),
    }


def national_gaps(table: MrioTable, national: NationalTable) -> dict[str, float]:
    """Return the largest relative differences from the national table, sector by sector."""
    m, n = table.index.m, table.index.n
    sums = {
        "output": (table.x.reshape(m, n).sum(axis=0), national.output),
        "value_added": (
            table.total_value_added.reshape(m, n).sum(axis=0),
            national.total_value_added,
        ),
        "exports": (table.exports.reshape(m, n).sum(axis=0), national.exports),
        "imports": (
            np.array([table.imports.sum() + table.imports_final.sum()]),
            np.array([national.imports.sum()]),
        ),
    }
    if table.trade_shares is not None:
        final_use = table.trade_shares.final_use.sum(axis=0)
        sums["use"] = (table.trade_shares.use.sum(axis=0), national.use)
        sums["final_demand"] = (final_use, national.final_demand)
    return {
        name: float(np.abs(found - expected).max() / np.abs(expected).max())
        for name, (found, expected) in sums.items()
    }


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
        "net_outflow_by_province": _by_province(table, accounts.net_outflow),
    }


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


def spread(central: MrioTable, rebuilt: list[MrioTable]) -> dict[str, Any]:
    """Return how far footprints, flows, ranks and signs move over rebuilt tables.

    Percentages are ± half of the range that holds 90 % of the rebuilds.
    """
    middle = carbon_accounts(central)
    others = [carbon_accounts(table) for table in rebuilt]
    footprints = _half_range(np.array([a.consumption_based for a in others]))
    away = ~np.eye(central.index.m, dtype=bool)
    away &= middle.flows.values > 0
    flows = middle.flows.values[away]
    moved = np.array([a.flows.values[away] for a in others])
    large = np.argsort(-flows)[:LARGE_FLOWS]
    of_flows = _half_range(moved)
    same_sign = np.mean(
        [np.sign(a.net_outflow) == np.sign(middle.net_outflow) for a in others], axis=0
    )
    return {
        "rebuilds": len(rebuilt),
        "footprints_percent": {
            "median": float(np.median(footprints)),
            "largest": float(footprints.max()),
            "by_province": _by_province(central, footprints),
        },
        "flows_percent": {
            "median_of_the_100_largest": float(np.median(of_flows[large])),
            "median": float(np.median(of_flows)),
            "90th_percentile": float(np.percentile(of_flows, 90)),
        },
        "rank_correlation_of_flows": float(np.mean([spearmanr(flows, f)[0] for f in moved])),
        "traded_percent_of_industrial": {
            "lowest": float(100 * moved.sum(axis=1).min() / central.F.sum()),
            "highest": float(100 * moved.sum(axis=1).max() / central.F.sum()),
        },
        "same_sign_of_net_outflow": _by_province(central, same_sign),
        "sign_of_net_outflow_not_safe": [
            region.name_en
            for region, part in zip(central.regions, same_sign, strict=True)
            if part < SAFE_SHARE
        ],
    }


def _half_range(values: FloatArray) -> FloatArray:
    """Return half of the range that holds 90 % of the first axis, in percent of the median."""
    low, middle, high = np.percentile(values, [5, 50, 95], axis=0)
    return np.asarray(100 * (high - low) / 2 / middle)


def _by_province(table: MrioTable, values: FloatArray) -> dict[str, float]:
    return {
        region.code: round(float(value), 4)
        for region, value in zip(table.regions, values, strict=True)
    }
