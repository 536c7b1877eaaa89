"""The tables that a study gives to people: one function a table, units in the headers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.accounting.carbon import CarbonAccounts
from tanmai.accounting.relative import accounts_per_person_and_gdp
from tanmai.analysis import (
    CompleteExtraction,
    Extraction,
    KeyPathways,
    path_table,
    route_table,
)
from tanmai.analysis.path_tables import EVERYWHERE
from tanmai.core.frames import region_columns, region_sector_columns, sector_columns
from tanmai.core.messages import message
from tanmai.core.pressures import Pressure
from tanmai.core.table import MrioTable
from tanmai.core.units import header
from tanmai.networks import NetworkStructure

FloatArray = NDArray[np.float64]

# A part of a key path is named until this share of the path is explained, three parts at most.
_EXPLAINED, _PARTS = 0.8, 3


_OTHERWISE = {
    "main_emitting_sectors": "main_sectors_of_origin",
    "emitter_adcode": "origin_adcode",
    "emitter_sector": "origin_sector",
    "emitted_for": "for_final_demand",
    "emitted_in": "at_origin",
}
_OTHER_STARTS = {"emission_intensity_": "direct_intensity_", "emitted_": "total_"}


def said_of(pressure: Pressure, tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return tables whose columns speak of emissions only where the pressure is emitted.

    Water, jobs and value added have an origin where CO2 has an emitter, and a total where CO2 is
    emitted; the readings of a decomposition are named likewise.
    """
    if pressure.is_emitted:
        return dict(tables)
    return {stem: _without_emissions(table) for stem, table in tables.items()}


def _without_emissions(table: pd.DataFrame) -> pd.DataFrame:
    said = table.rename(columns=_column_otherwise)
    if "reading" in said:
        said["reading"] = said["reading"].replace(_OTHERWISE)
    return said


def _column_otherwise(name: str) -> str:
    start = next((start for start in _OTHER_STARTS if str(name).startswith(start)), "")
    if start:
        return _OTHER_STARTS[start] + name.removeprefix(start)
    return _OTHERWISE.get(name, name)


def extraction(found: Extraction) -> pd.DataFrame:
    """Return the effects of the hypothetical extraction of each region, one row a region."""
    effects = found.to_frame().reset_index(drop=True)
    return pd.concat([region_columns(found.names), effects], axis=1)


def complete_extraction(found: CompleteExtraction, table: MrioTable, by: str) -> pd.DataFrame:
    """Return what falls away with each block of a table, and its effects, one row a block.

    Parameters
    ----------
    found : CompleteExtraction
        The blocks, extracted.
    table : MrioTable
        The table.
    by : str
        What a block is: ``province``, ``sector`` or ``province-sector``.
    """
    names = {
        "province": lambda: region_columns(table.regions),
        "sector": lambda: sector_columns(table, 1),
        "province-sector": lambda: region_sector_columns(table),
    }
    money, emissions = header(table.money_unit), header(found.unit)
    what = "emissions" if table.pressure.is_co2 else "pressure"
    losses = {
        f"output_{money}": found.output,
        f"output_lost_{money}": found.output_lost,
        f"{what}_{emissions}": found.emissions,
        f"{what}_lost_{emissions}": found.emissions_lost,
    }
    effects = found.to_frame().reset_index(drop=True)
    return pd.concat([names[by]().assign(**losses), effects], axis=1)


def key_path_records(paths: pd.DataFrame, accounts: CarbonAccounts) -> pd.DataFrame:
    """Return key paths with the sectors that emit and the final demand that they emit for.

    Parameters
    ----------
    paths : DataFrame
        Key paths as `tanmai.networks.key_paths` gives them.
    accounts : CarbonAccounts
        The accounts that the paths were taken from.
    """
    table = accounts.table
    position = {code: number for number, code in enumerate(table.index.region_codes)}
    sectors = [f"{sector.name_zh} {sector.name_en}" for sector in table.sectors]
    categories = [f"{category.name_zh} {category.name_en}" for category in table.categories]
    pairs = [
        (position[origin], position[destination])
        for origin, destination in zip(paths["from_adcode"], paths["to_adcode"], strict=True)
    ]
    return paths.drop(columns="cumulative_share_percent").assign(
        main_emitting_sectors=[
            main_parts(accounts.emitting_sectors(*pair), sectors) for pair in pairs
        ],
        main_final_categories=[
            main_parts(accounts.flows_by_category[pair], categories) for pair in pairs
        ],
    )


_STRUCTURE = {
    "regions": message("number of regions"),
    "flows": message("flows in the backbone"),
    "density": message("density"),
    "connectedness": message("connectedness (Krackhardt)"),
    "hierarchy": message("hierarchy (Krackhardt)"),
    "efficiency": message("efficiency (Krackhardt)"),
    "mean_clustering": message("mean clustering coefficient"),
    "core_share_explained": message("share explained by core and periphery"),
    "core_senders": message("regions in the core of senders"),
    "core_receivers": message("regions in the core of receivers"),
    "blocks": message("blocks of the block model (CONCOR)"),
    "partitions": message("distinct partitions over the random seeds"),
    "mean_ari": message("mean adjusted Rand index of the partitions"),
    "modularity_min": message("smallest modularity"),
    "modularity_max": message("largest modularity"),
}


def structure(found: NetworkStructure) -> dict[str, pd.DataFrame]:
    """Return the structure of a network: as a whole, by region, and its block model.

    Without a block model, `NetworkStructure.no_blocks` says why, and its tables are left out.
    """
    measures = found.summary["measure"]
    names = [_STRUCTURE[measure].pair for measure in measures]
    summary = pd.DataFrame(names, columns=["measure_zh", "measure_en"])
    summary.insert(0, "measure", measures)
    tables = {
        "structure": summary.assign(value=found.summary["value"]),
        "structure_provinces": found.regions.rename_axis("adcode").reset_index(),
    }
    if not found.no_blocks:
        tables["structure_blocks"] = found.blocks.reset_index()
        tables["structure_block_densities"] = found.block_densities
    return tables


def pathways(found: KeyPathways) -> dict[str, pd.DataFrame]:
    """Return the paths and routes of flows, the paths of all demand, and what they cover.

    Shares are of the flow; in ``overall_paths`` of all emissions that the accounts distribute.
    ``path_coverage`` has a row for every search: how much its paths or routes cover, what the
    rest is at most, and the emission that no path of the rest exceeds.
    """
    tables = {"overall_paths": path_table(found.overall, EVERYWHERE)}
    if found.flows:
        tables["structural_paths"] = _by_flow(
            found,
            [path_table(flow.paths, flow.destination) for flow in found.flows],
        )
        ends = ["from_adcode", "to_adcode"]
        tables["region_routes"] = _by_flow(
            found, [route_table(flow.routes).drop(columns=ends) for flow in found.flows]
        )
    tables["path_coverage"] = found.to_frame()
    return tables


def _by_flow(found: KeyPathways, tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the tables of flows below each other, with the ends of the flow in each row."""
    ends = pd.concat(
        [
            region_columns([flow.origin for flow in found.flows], "from_"),
            region_columns([flow.destination for flow in found.flows], "to_"),
        ],
        axis=1,
    )
    ends = ends.loc[ends.index.repeat([len(table) for table in tables])].reset_index(drop=True)
    return pd.concat([ends, pd.concat(tables, ignore_index=True)], axis=1)


def imported_carbon(accounts: CarbonAccounts, imported: FloatArray) -> pd.DataFrame:
    """Return the estimate of carbon in imports beside the consumption-based accounts."""
    unit = header(accounts.table.emission_unit)
    return region_columns(accounts.table.regions).assign(
        **{
            f"consumption_based_{unit}": accounts.consumption_based,
            f"imported_by_domestic_technology_{unit}": imported,
        }
    )


def relative_accounts(
    accounts: CarbonAccounts, population: Mapping[str, float] | None
) -> pd.DataFrame:
    """Return emissions per GDP (the table's value added) and, with a population, per person."""
    relative = accounts_per_person_and_gdp(accounts, population)
    return region_columns(accounts.table.regions).join(relative.reset_index(drop=True))


def main_parts(values: FloatArray, names: Sequence[str]) -> str:
    """Return the largest parts with their shares of the whole: ``name 52 %; name 31 %``."""
    total = values.sum()
    return "; ".join(
        f"{names[part]} {100 * values[part] / total:.0f} %" for part in main_positions(values)
    )


def main_positions(values: FloatArray) -> list[int]:
    """Return where the largest parts of a sum stand, three at most; empty for no sum."""
    total = float(values.sum())
    if total <= 0:
        return []
    order = np.argsort(-values, kind="stable")[:_PARTS]
    reached = np.cumsum(values[order]) / total
    kept = order[: int(np.searchsorted(reached, _EXPLAINED)) + 1]
    return [int(part) for part in kept if values[part] > 0]
