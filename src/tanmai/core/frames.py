"""Regions, sectors and flows as columns of a DataFrame: how results name them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.core.flow_matrix import FlowMatrix
from tanmai.core.labels import Region
from tanmai.core.table import MrioTable
from tanmai.core.units import header


def with_unit(
    columns: Mapping[str, NDArray[np.float64]], unit: str
) -> dict[str, NDArray[np.float64]]:
    """Return columns with their unit in the header: ``outflow`` becomes ``outflow_MtCO2``."""
    return {f"{name}_{header(unit)}": values for name, values in columns.items()}


def region_columns(regions: Sequence[Region], prefix: str = "") -> pd.DataFrame:
    """Return code and both names of regions, one row each."""
    names = ("zh", "en") if prefix else ("province_zh", "province_en")
    return pd.DataFrame(
        {
            f"{prefix}adcode": [region.code for region in regions],
            f"{prefix}{names[0]}": [region.name_zh for region in regions],
            f"{prefix}{names[1]}": [region.name_en for region in regions],
        }
    )


def region_sector_columns(table: MrioTable) -> pd.DataFrame:
    """Return code and both names of each sector of each region, one row each."""
    frame = region_columns(table.regions)
    frame = frame.loc[frame.index.repeat(table.index.n)].reset_index(drop=True)
    return pd.concat([frame, sector_columns(table, table.index.m)], axis=1)


def sector_columns(table: MrioTable, times: int) -> pd.DataFrame:
    """Return code and both names of the sectors, as many times over as is asked for."""
    return pd.DataFrame(
        {
            "sector_code": list(table.index.sector_codes) * times,
            "sector_zh": [sector.name_zh for sector in table.sectors] * times,
            "sector_en": [sector.name_en for sector in table.sectors] * times,
        }
    )


def flow_records(flows: FlowMatrix) -> pd.DataFrame:
    """Return all pairs of a flow matrix with the names of both regions."""
    m = len(flows.regions)
    origin = region_columns(flows.regions, "from_")
    destination = region_columns(flows.regions, "to_")
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
