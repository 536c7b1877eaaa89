"""The power of magnesium at the price of the table, and at the factors of the grids."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pandas as pd

from tanmai.metals.magnesium.coupling.case import CoupledCase, carbon_by_stage
from tanmai.metals.magnesium.coupling.data import coupling_inputs
from tanmai.metals.magnesium.coupling.magnesium import (
    FERROSILICON,
    ferrosilicon_of,
    power_of_a_tonne,
    power_sector,
    route_in,
)
from tanmai.metals.magnesium.coupling.open_product import CNY, TONNES
from tanmai.metals.magnesium.routes.grid_factors import GridFactor, grid_factor


def power_check(case: CoupledCase) -> pd.DataFrame:
    """Return CO2 per kWh that the table implies at the price of power, and that of the grid.

    A table knows power in money: where it is cheap, or its sector large in carbon against its
    output, a CNY of it carries more.

    Returns
    -------
    DataFrame
        A row a province: ``implied_kgCO2_per_kWh``, ``grid_kgCO2_per_kWh`` with its range and
        notes.
    """
    price = coupling_inputs()["price"].to_dict()[FERROSILICON, "power"]
    per_kwh = case.accounts.direct_intensity * price / CNY * TONNES * 1e3
    implied = case.of_sector(per_kwh, power_sector(case.table))
    rows = []
    for region in case.table.regions:
        grid = grid_factor(region.code, case.table.year)
        rows.append(
            {
                "region_code": region.code,
                "region_en": region.name_en,
                "region_zh": region.name_zh,
                "implied_kgCO2_per_kWh": implied[region.code],
                "grid_kgCO2_per_kWh": grid.value,
                "grid_low": grid.low,
                "grid_high": grid.high,
                "note_en": grid.note.into("en"),
                "note_zh": grid.note.into("zh"),
            }
        )
    return pd.DataFrame(rows)


def at_grid_factors(case: CoupledCase) -> pd.DataFrame:
    """Return the carbon of a tonne with power at the grid factors in the place of the table's.

    Power is that of the works in their own province and of ferrosilicon where it is made; what a
    study of the process leaves out stays as the table has it.

    Returns
    -------
    DataFrame
        A row a maker and end of the range of the factors (``low``, ``value``, ``high``):
        ``power_t_per_t``, ``total_t_per_t``.
    """
    factor_of = partial(grid_factor, year=case.table.year)
    book = case.options.book()
    rows = []
    for row in carbon_by_stage(case).to_dict("records"):
        code = row["region_code"]
        kwh = power_of_a_tonne(book, route_in(code, case.options))
        works, makers = factor_of(code), ferrosilicon_of(code, case.options)
        grids = [(factor_of(maker), share) for maker, share in makers.items()]
        for said in ("low", "value", "high"):
            power = (kwh[0] * getattr(works, said) + kwh[1] * _mean(grids, said)) / 1e3
            rows.append(
                {
                    "region_code": code,
                    "region_en": row["region_en"],
                    "region_zh": row["region_zh"],
                    "grid_factor": said,
                    "power_t_per_t": power,
                    "total_t_per_t": row["total_t_per_t"] - row["power_t_per_t"] + power,
                }
            )
    return pd.DataFrame(rows)


def _mean(grids: Sequence[tuple[GridFactor, float]], said: str) -> float:
    return sum(share * float(getattr(grid, said)) for grid, share in grids)
