"""Power: trade by lines, net positions, and CO2 of a kWh made, sent and used by province."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from cn31_sources import POWER, grid_factors, power_exchange

from tanmai.core.table import FloatArray, MrioTable
from tanmai.joining import JoinedTable

LARGE_SENDER_GWH = 20_000
KG_PER_MT_AND_KWH_PER_GWH = 1e9 / 1e6


def power_figures(table: MrioTable, joined: JoinedTable, sources: Path) -> dict[str, Any]:
    """Return how trade in power agrees with the physical exchange of the year.

    The exchange is an input, so the net position in value follows by construction; in GWh it
    does only as far as kWh are equally dear.
    """
    exchange = power_exchange(sources, table.year)
    at = table.index.sector_codes.index(POWER[table.year])
    flows, sent = joined.record.flows[at], exchange.quantities
    away = np.where(np.eye(len(flows), dtype=bool), 0.0, flows)
    values = exchange.values(joined.record.given.output[:, at])
    effect = joined.record.effects[0]
    kg = kg_per_kwh(table, flows, sent, exchange.production, at)
    large = sent.sum(axis=1) > LARGE_SENDER_GWH
    off = np.abs(kg["sent"][large] / kg["made"][large] - 1)
    return {
        "trade_without_a_line_percent": 100 * float(away[sent == 0].sum() / away.sum()),
        "net_outflow_correlation_value": _correlation(_net(away), _net(values)),
        "net_outflow_correlation_GWh": _correlation(_net(away), _net(sent)),
        "use_factors": [float(effect.use_factors.min()), float(effect.use_factors.max())],
        "exchange_held_back_percent": {
            region.name_en: 100 * float(part)
            for region, part in zip(table.regions, effect.held, strict=True)
            if part > 1e-6
        },
        "kg_sent_against_made_largest_difference_percent": 100 * float(off.max()),
        "kg_sent_against_made_above_10_percent": [
            region.name_en
            for region, is_large, one, other in zip(
                table.regions, large, kg["sent"], kg["made"], strict=True
            )
            if is_large and abs(one / other - 1) > 0.1
        ],
        "kgCO2_per_kWh": _by_province(table, kg, grid_factors(sources), exchange.quantities),
    }


def kg_per_kwh(
    table: MrioTable, flows: FloatArray, sent: FloatArray, production: FloatArray, at: int
) -> dict[str, FloatArray]:
    """Return direct CO2 of the power sector per kWh made, sent and used by province; kg.

    What is used is what stays at home and what comes in, at the intensity of its sender. The
    sector's heat is in its emissions.
    """
    m, n = table.index.m, table.index.n
    emissions = table.F[0].reshape(m, n)[:, at]
    intensity = _ratio(emissions, table.x.reshape(m, n)[:, at])
    away = np.where(np.eye(m, dtype=bool), 0.0, flows)
    received = sent.sum(axis=0)
    at_home = np.diag(flows) * intensity
    used = production - sent.sum(axis=1) + received
    return {
        "made": KG_PER_MT_AND_KWH_PER_GWH * _ratio(emissions, production),
        "sent": KG_PER_MT_AND_KWH_PER_GWH * _ratio(away.sum(axis=1) * intensity, sent.sum(axis=1)),
        "used": KG_PER_MT_AND_KWH_PER_GWH * _ratio(at_home + intensity @ away, used),
    }


def _by_province(
    table: MrioTable, kg: dict[str, FloatArray], official: dict[str, float], sent: FloatArray
) -> dict[str, dict[str, float | None]]:
    return {
        region.name_en: {
            "made": float(kg["made"][r]),
            "sent": float(kg["sent"][r]) if sent[r].any() else None,
            "used": float(kg["used"][r]),
            "official_grid_factor_2021": official.get(region.code),
            "sent_TWh": float(sent[r].sum() / 1e3),
        }
        for r, region in enumerate(table.regions)
    }


def _net(flows: FloatArray) -> FloatArray:
    return np.asarray(flows.sum(axis=1) - flows.sum(axis=0))


def _correlation(one: FloatArray, other: FloatArray) -> float:
    return float(np.corrcoef(one, other)[0, 1])


def _ratio(part: FloatArray, whole: FloatArray) -> FloatArray:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
