"""Carbon accounts as DataFrames, one row a region or a sector of a region."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from tanmai.core.frames import region_columns, region_sector_columns
from tanmai.core.units import header, intensity_unit

if TYPE_CHECKING:
    from tanmai.accounting.carbon import CarbonAccounts


def accounts_by_province(accounts: CarbonAccounts) -> pd.DataFrame:
    """Return the accounts of each region, one row a region.

    Production-based less consumption-based is net outflow plus export plus the
    shares of inventories without a region and of the balancing column, which
    are given only where a table has them.
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
    if accounts.table.stock_change.any():
        columns["stock_change"] = accounts.stock_change
    if accounts.table.error.any():
        columns["balancing"] = accounts.balancing_share
    frame = region_columns(accounts.table.regions)
    return frame.assign(**{f"{name}_{unit}": values for name, values in columns.items()})


def accounts_by_sector(accounts: CarbonAccounts) -> pd.DataFrame:
    """Return the accounts of each region's sectors.

    ``direct`` is emitted by the sector in the region; ``footprint`` is embodied
    in the region's final demand for the sector's products, wherever they were
    made, so that footprints add up to consumption-based less households. In
    an account of products, ``direct`` is what a sector emits for those products;
    the intensities stay those of all its emissions.
    """
    table = accounts.table
    unit = header(table.emission_unit)
    per_money, factor = intensity_unit(table.money_unit, table.emission_unit)
    return region_sector_columns(table).assign(
        **{
            f"direct_{unit}": accounts.direct,
            f"footprint_{unit}": accounts.footprint_by_product.ravel(),
            f"direct_intensity_{per_money}": accounts.direct_intensity * factor,
            f"embodied_intensity_{per_money}": accounts.embodied_intensity * factor,
        },
    )
