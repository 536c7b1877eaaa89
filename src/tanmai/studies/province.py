"""``tanmai province``: what is known of one province, and its place over the years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.accounting.carbon import CarbonAccounts, carbon_accounts
from tanmai.analysis import path_coverage, path_table
from tanmai.analysis.key_pathways import paths_between
from tanmai.analysis.path_tables import EVERYWHERE
from tanmai.checks import check_table
from tanmai.core.frames import region_columns, sector_columns
from tanmai.core.labels import Region
from tanmai.core.units import header
from tanmai.io.tables import embedded_tables
from tanmai.solve import LeontiefSystem
from tanmai.studies import tables as result_tables
from tanmai.studies.options import ProvinceOptions
from tanmai.studies.prepare import focus_of, prepare_table
from tanmai.studies.steps import Step, silent

MEASURES = (
    *("production_based", "consumption_based", "outflow", "inflow", "net_outflow", "export"),
)
"""Accounts of a region that are ranked, by the names of `CarbonAccounts`."""

OF_EMITTERS = ("production_based", "outflow", "net_outflow", "export")
"""Those that are not known of a region without an inventory."""


@dataclass(frozen=True, eq=False)
class ProvinceNumbers:
    """The numbers of one region.

    Attributes
    ----------
    region : Region
        The region, as the last table names it.
    accounts : CarbonAccounts
        The accounts of the last table, to which flows, sectors and paths belong.
    years : tuple of CarbonAccounts
        The accounts of every table, by year.
    inputs : dict
        sha256 of every input file, by name.
    tables : dict of DataFrame
        ``accounts_by_year``, ``largest_flows``, ``sectors``, ``structural_paths`` and
        ``path_coverage``.
    """

    region: Region
    accounts: CarbonAccounts
    years: tuple[CarbonAccounts, ...]
    inputs: dict[str, str]
    tables: dict[str, pd.DataFrame]


def province_numbers(
    name: str, tables: Sequence[str], options: ProvinceOptions, step: Step = silent
) -> ProvinceNumbers:
    """Account tables, and take from them what concerns one region.

    Parameters
    ----------
    name : str
        Name or code of the region.
    tables : sequence of str
        Tables by name or path; none for those of the package.
    options : ProvinceOptions
        Options of all tables, and the number of flows and paths.
    step : callable, optional
        Is told the name of each step as it begins.

    Raises
    ------
    TanmaiError
        The region is in no table, an option, a file or a label is wrong.
    """
    step("read")
    chosen = list(tables) or [one for one in embedded_tables() if one.startswith("cn31-")]
    inputs: dict[str, str] = {}
    found = []
    for number, table in enumerate(chosen):
        asked = options.model_copy(update={"table": table})
        prepared = prepare_table(asked)
        prepared.table.index.find_region(name)
        focus = focus_of(asked, prepared.scheme, prepared.table, options.scheme)
        check_table(prepared.table).require()
        step("studies", number, len(chosen))
        system = LeontiefSystem(prepared.table, options.method)
        found.append(carbon_accounts(prepared.table, focus=focus, system=system))
        inputs |= {
            file if len(chosen) == 1 else f"{prepared.table.provenance.name}: {file}": digest
            for file, digest in prepared.inputs.items()
        }
    years = tuple(sorted(found, key=lambda accounts: accounts.table.year))
    accounts = years[-1]
    region = accounts.table.index.find_region(name)
    step("paths")
    made = {
        "accounts_by_year": pd.concat(
            [_year(one, one.table.index.find_region(name)) for one in years], ignore_index=True
        ),
        "largest_flows": _flows(accounts, region, options.top),
        "sectors": _sectors(accounts, region),
        **_paths(accounts, region, options),
    }
    made = result_tables.said_of(accounts.table.pressure, made)
    return ProvinceNumbers(region, accounts, years, inputs, made)


def _year(accounts: CarbonAccounts, region: Region) -> pd.DataFrame:
    """Return the accounts of a region in a table, with its rank among the regions that have one."""
    table = accounts.table
    unit = header(table.emission_unit)
    known = ~np.isin(table.index.region_codes, table.without_emissions)
    place = table.index.regions.index(region)
    row: dict[str, object] = {"table": table.provenance.name, "year": table.year}
    for measure in MEASURES:
        values: NDArray[np.float64] = getattr(accounts, measure)
        counted = known if measure in OF_EMITTERS else np.ones(len(values), dtype=bool)
        rank = int((values[counted] > values[place]).sum()) + 1
        row[f"{measure}_{unit}"] = values[place] if counted[place] else pd.NA
        row[f"{measure}_rank"] = rank if counted[place] else pd.NA
    return pd.DataFrame([{**row, "regions": table.index.m}]).convert_dtypes()


def _flows(accounts: CarbonAccounts, region: Region, top: int) -> pd.DataFrame:
    """Return the largest flows from a region and to it, with the sectors that emit."""
    table = accounts.table
    unit, place = header(table.emission_unit), table.index.regions.index(region)
    sectors = [f"{sector.name_zh} {sector.name_en}" for sector in table.sectors]
    between = accounts.flows.between_regions().values
    parts = []
    for direction, values in (("out", between[place]), ("in", between[:, place])):
        order = [int(s) for s in np.argsort(-values, kind="stable") if values[s] > 0][:top]
        pairs = [(place, s) if direction == "out" else (s, place) for s in order]
        emitters = [
            result_tables.main_parts(accounts.emitting_sectors(*pair), sectors) for pair in pairs
        ]
        frame = region_columns([table.regions[s] for s in order], "partner_")
        frame.insert(0, "direction", direction)
        frame.insert(1, "rank", range(1, len(order) + 1))
        total = float(values.sum())
        parts.append(
            frame.assign(
                **{unit: values[order], "share_percent": 100.0 * values[order] / (total or 1.0)},
                main_emitting_sectors=emitters,
            )
        )
    return pd.concat(parts, ignore_index=True)


def _sectors(accounts: CarbonAccounts, region: Region) -> pd.DataFrame:
    """Return what each sector of a region emits, for whom, and what its final demand embodies."""
    table = accounts.table
    unit, place, n = header(table.emission_unit), table.index.regions.index(region), table.index.n
    rows = slice(place * n, (place + 1) * n)
    by_destination = accounts.emissions_by_destination[rows]
    home = by_destination[:, place]
    return sector_columns(table, 1).assign(
        **{
            f"direct_{unit}": accounts.direct[rows],
            f"for_own_final_demand_{unit}": home,
            f"outflow_{unit}": by_destination.sum(axis=1) - home,
            f"export_{unit}": accounts.exported[rows],
            f"footprint_{unit}": accounts.footprint_by_product[place],
        }
    )


def _paths(
    accounts: CarbonAccounts, region: Region, options: ProvinceOptions
) -> dict[str, pd.DataFrame]:
    """Return the largest paths that begin in a region and those that end in its final demand."""
    code, count = region.code, options.top
    ends: dict[str, tuple[str | None, str | None]] = {"out": (code, None), "in": (None, code)}
    if region.code in accounts.table.without_emissions:
        del ends["out"]
    frames, rows = [], []
    for direction, (origin, to) in ends.items():
        paths = paths_between(accounts, origin, to, count=count)
        frame = path_table(paths, region if to else EVERYWHERE)
        frame.insert(0, "direction", direction)
        frames.append(frame)
        rows.append(("structural_paths", origin or "", to or "", paths))
    return {
        "structural_paths": pd.concat(frames, ignore_index=True),
        "path_coverage": path_coverage(rows),
    }
