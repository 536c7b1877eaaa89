"""The tables that a study gives to people: one function a table, units in the headers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.accounts import CarbonAccounts
from tanmai.flow_matrix import FlowMatrix
from tanmai.labels import Region
from tanmai.units import MONEY, header

FloatArray = NDArray[np.float64]

TONNES_PER_MEGATONNE = 1e6
# A part of a key path is named until this share of the path is explained, three parts at most.
_EXPLAINED, _PARTS = 0.8, 3


def accounts_by_province(accounts: CarbonAccounts) -> pd.DataFrame:
    """Return the accounts of each region, one row a region.

    Production-based less consumption-based is net outflow plus export plus the
    share of the balancing column, which is given only where a table has one.
    """
    unit = header(accounts.table.emission_unit)
    columns = {
        "production_based": accounts.production_based,
        "consumption_based": accounts.consumption_based,
        "inflow": accounts.inflow,
        "outflow": accounts.outflow,
        "export": accounts.export,
        "household": accounts.household,
        "net_outflow": accounts.net_outflow,
    }
    if accounts.table.error.any():
        columns["balancing"] = accounts.balancing_share
    frame = _region_columns(accounts.table.regions)
    return frame.assign(**{f"{name}_{unit}": values for name, values in columns.items()})


def accounts_by_sector(accounts: CarbonAccounts) -> pd.DataFrame:
    """Return the accounts of each region's sectors.

    ``direct`` is emitted by the sector in the region; ``footprint`` is embodied
    in the region's final demand for the sector's products, wherever they were
    made, so that footprints add up to consumption-based less households.
    """
    table = accounts.table
    frame = _region_columns(table.regions)
    frame = frame.loc[frame.index.repeat(table.index.n)].reset_index(drop=True)
    unit = header(table.emission_unit)
    per_money, factor = _intensity_unit(table.money_unit, table.emission_unit)
    return frame.assign(
        sector_code=list(table.index.sector_codes) * table.index.m,
        sector_zh=[sector.name_zh for sector in table.sectors] * table.index.m,
        sector_en=[sector.name_en for sector in table.sectors] * table.index.m,
        **{
            f"direct_{unit}": accounts.direct,
            f"footprint_{unit}": accounts.footprint_by_product.ravel(),
            f"direct_intensity_{per_money}": accounts.direct_intensity * factor,
            f"embodied_intensity_{per_money}": accounts.embodied_intensity * factor,
        },
    )


def flow_records(flows: FlowMatrix) -> pd.DataFrame:
    """Return all pairs of a flow matrix with the names of both regions."""
    m = len(flows.regions)
    origin = _region_columns(flows.regions, "from_")
    destination = _region_columns(flows.regions, "to_")
    pairs = pd.concat(
        [
            origin.loc[origin.index.repeat(m)].reset_index(drop=True),
            pd.concat([destination] * m, ignore_index=True),
        ],
        axis=1,
    )
    return pairs.assign(**{header(flows.unit): flows.values.ravel()})


def net_flow_records(flows: FlowMatrix) -> pd.DataFrame:
    """Return the net flows between regions, C − C' where it is above zero, largest first."""
    records = flow_records(flows.net())
    unit = header(flows.unit)
    positive = records[records[unit] > 0]
    return positive.sort_values(unit, ascending=False, kind="stable").reset_index(drop=True)


def key_path_records(paths: pd.DataFrame, accounts: CarbonAccounts) -> pd.DataFrame:
    """Return key paths with names, share, and the sectors and categories behind each.

    Parameters
    ----------
    paths : DataFrame
        Columns ``rank``, ``from``, ``to``, ``value``, ``share_percent``.
    accounts : CarbonAccounts
        The accounts that the paths were taken from.
    """
    table = accounts.table
    position = {code: number for number, code in enumerate(table.index.region_codes)}
    regions = table.regions
    rows = []
    for row in paths.to_dict("records"):
        origin, destination = position[row["from"]], position[row["to"]]
        rows.append(
            {
                "rank": row["rank"],
                **_names(regions[origin], "from_"),
                **_names(regions[destination], "to_"),
                header(table.emission_unit): row["value"],
                "share_percent": row["share_percent"],
                "main_emitting_sectors": _main_parts(
                    accounts.emitting_sectors(origin, destination),
                    [f"{sector.name_zh} {sector.name_en}" for sector in table.sectors],
                ),
                "main_final_categories": _main_parts(
                    accounts.flows_by_category[origin, destination],
                    [f"{c.name_zh} {c.name_en}" for c in table.categories],
                ),
            }
        )
    return pd.DataFrame(rows)


def _names(region: Region, prefix: str) -> dict[str, str]:
    return {
        f"{prefix}adcode": region.code,
        f"{prefix}zh": region.name_zh,
        f"{prefix}en": region.name_en,
    }


def _region_columns(regions: Sequence[Region], prefix: str = "") -> pd.DataFrame:
    names = ("zh", "en") if prefix else ("province_zh", "province_en")
    return pd.DataFrame(
        {
            f"{prefix}adcode": [region.code for region in regions],
            f"{prefix}{names[0]}": [region.name_zh for region in regions],
            f"{prefix}{names[1]}": [region.name_en for region in regions],
        }
    )


def _intensity_unit(money: str, emissions: str) -> tuple[str, float]:
    """Return the header of an intensity and the factor that brings it there."""
    if money == MONEY and emissions == "Mt CO2":
        return "tCO2_per_1e4CNY", TONNES_PER_MEGATONNE
    return f"{header(emissions)}_per_{header(money)}", 1.0


def _main_parts(values: FloatArray, names: Sequence[str]) -> str:
    """Return the largest parts with their shares of the whole: ``name 52 %; name 31 %``."""
    total = values.sum()
    if total <= 0:
        return ""
    order = np.argsort(-values, kind="stable")[:_PARTS]
    reached = np.cumsum(values[order]) / total
    kept = order[: int(np.searchsorted(reached, _EXPLAINED)) + 1]
    return "; ".join(f"{names[part]} {100 * values[part] / total:.0f} %" for part in kept)
