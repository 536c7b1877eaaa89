"""What scenarios of the magnesium industry change in the provinces' network, as tables."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from tanmai.accounting.frames import accounts_by_province
from tanmai.core.frames import region_columns
from tanmai.metals.magnesium.coupling.case import CoupledCase
from tanmai.metals.magnesium.coupling.magnesium import FERROSILICON, MAGNESIUM, power_sector
from tanmai.metals.magnesium.coupling.nodes import nodes, paths_through
from tanmai.metals.magnesium.industry.outlook_carbon import BASE_YEAR
from tanmai.metals.magnesium.industry.outlook_network import NetworkOutlook

EMITTERS = ("magnesium", "ferrosilicon", "power", "other")


def totals(found: NetworkOutlook) -> pd.DataFrame:
    """Return what China emits by scenario and year, and by whom it changes.

    Returns
    -------
    DataFrame
        A row a case, Mt CO2: ``china``, ``between_provinces`` (emitted in one for the final
        demand of another), ``exported``; their changes since the base year; the change by
        emitter (`EMITTERS`), which adds up to that of China; ``route_model``, what the routes
        and grid factors alone give for works, reductant and power.
    """
    rows = []
    for scenario, year, case in found.all_cases():
        first = found.start
        by_emitter = emitter_changes(first, case)
        outlook = found.outlooks[scenario or next(iter(found.outlooks))]
        carbon = outlook.indicators["carbon_MtCO2"][outlook.years.index(year), 0]
        rows.append(
            {
                "scenario": scenario or "all",
                "year": year,
                "china_MtCO2": float(case.accounts.production_based.sum()),
                "between_provinces_MtCO2": _between(case),
                "exported_MtCO2": float(case.accounts.export.sum()),
                "china_change": float(by_emitter.to_numpy().sum()),
                "between_provinces_change": _between(case) - _between(first),
                "exported_change": float(case.accounts.export.sum() - first.accounts.export.sum()),
                **{f"{name}_change": float(by_emitter[name].sum()) for name in EMITTERS},
                "route_model_MtCO2": float(carbon),
            }
        )
    return pd.DataFrame(rows)


def emitter_changes(first: CoupledCase, second: CoupledCase) -> pd.DataFrame:
    """Return how emissions change by region, at magnesium, ferrosilicon, power and all else.

    Returns
    -------
    DataFrame
        Index: region codes; a column for each of `EMITTERS`; Mt CO2. The households, who emit
        the same in both, are left out.
    """
    index = first.table.index
    power = power_sector(first.table)
    change = (second.accounts.direct - first.accounts.direct).reshape(index.m, index.n)
    places = {
        "magnesium": index.sector_codes.index(MAGNESIUM),
        "ferrosilicon": index.sector_codes.index(FERROSILICON),
        "power": index.sector_codes.index(power),
    }
    frame = pd.DataFrame(
        {name: change[:, place] for name, place in places.items()},
        index=pd.Index(index.region_codes, name="region_code"),
    )
    return frame.assign(other=change.sum(axis=1) - frame.sum(axis=1))


def causes(found: NetworkOutlook) -> pd.DataFrame:
    """Return what is due to how much is made, to where and how, and to the grids.

    Returns
    -------
    DataFrame
        A row a scenario, Mt CO2 of China since the base year: ``output``, the output and exports
        of the last year made where and as in the base year; ``works``, the places and routes of
        the last year besides, in all and by emitter; ``grids``, the fall of grid factors for the
        power of magnesium and ferrosilicon.
        The three add up to ``total``; ``against_baseline`` is the same less the baseline's.
    """
    rows = []
    for scenario in found.outlooks:
        last, middle = found.last(scenario), found.same_grid[scenario]
        before = found.unchanged[scenario]
        works = emitter_changes(before, middle).sum()
        row: dict[str, float] = {
            "output": float(emitter_changes(found.start, before).to_numpy().sum()),
            "works": float(works.sum()),
            "grids": float(emitter_changes(middle, last).to_numpy().sum()),
            "total": float(emitter_changes(found.start, last).to_numpy().sum()),
            **{f"works_{name}": float(works[name]) for name in EMITTERS},
        }
        rows.append(row)
    frame = pd.DataFrame(rows)
    against = (frame - frame.iloc[0]).add_suffix("_against_baseline")
    whole = pd.concat([frame, against], axis=1).add_suffix("_MtCO2")
    whole.insert(0, "scenario", list(found.outlooks))
    whole.insert(1, "year", found.last_year)
    return whole


def provinces(found: NetworkOutlook) -> pd.DataFrame:
    """Return the accounts of the provinces in the base year and in the last of each scenario.

    Returns
    -------
    DataFrame
        Columns of `accounts_by_province`, and for production, consumption and net outflow the
        change since the base year and against the baseline.
    """
    base = accounts_by_province(found.start.accounts)
    baseline = accounts_by_province(found.last(next(iter(found.outlooks))).accounts)
    frames = [base.assign(scenario="all", year=BASE_YEAR)]
    for scenario in found.outlooks:
        own = accounts_by_province(found.last(scenario).accounts)
        new = {}
        for name in ("production_based", "consumption_based", "net_outflow"):
            column = next(c for c in own.columns if c.startswith(f"{name}_"))
            new[f"{name}_change"] = own[column] - base[column]
            new[f"{name}_against_baseline"] = own[column] - baseline[column]
        frames.append(own.assign(**new, scenario=scenario, year=found.last_year))
    whole = pd.concat(frames, ignore_index=True)
    return whole[["scenario", "year", *[c for c in whole if c not in ("scenario", "year")]]]


def flow_changes(found: NetworkOutlook, count: int = 20) -> pd.DataFrame:
    """Return the flows between provinces that change most against the baseline of the last year.

    Returns
    -------
    DataFrame
        ``from`` emits for the final demand of ``to``; Mt CO2 in the baseline and the change.
    """
    codes = found.start.table.index.region_codes
    baseline = found.last(next(iter(found.outlooks))).accounts.flows.between_regions().values
    frames = []
    for scenario in found.green:
        change = found.last(scenario).accounts.flows.between_regions().values - baseline
        largest = np.argsort(-np.abs(change), axis=None, kind="stable")[:count]
        rows, columns = np.unravel_index(largest, change.shape)
        frames.append(
            pd.DataFrame(
                {
                    "scenario": scenario,
                    "from": [codes[r] for r in rows],
                    "to": [codes[c] for c in columns],
                    "baseline_MtCO2": baseline[rows, columns],
                    "change_MtCO2": change[rows, columns],
                }
            )
        )
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def emitters(found: NetworkOutlook) -> pd.DataFrame:
    """Return the change against the baseline of the last year by province and emitter, Mt CO2."""
    baseline = found.last(next(iter(found.outlooks)))
    names = region_columns(found.start.table.regions)
    frames = []
    for scenario in found.green:
        change = emitter_changes(baseline, found.last(scenario)).reset_index(drop=True)
        frames.append(names.assign(scenario=scenario, **{k: change[k] for k in EMITTERS}))
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def network_nodes(found: NetworkOutlook) -> pd.DataFrame:
    """Return magnesium and ferrosilicon as nodes in the base year and the last of each scenario."""
    return _of_ends(found, nodes)


def network_paths(found: NetworkOutlook, count: int = 20) -> pd.DataFrame:
    """Return the largest paths through magnesium in the base year and the last of each scenario."""
    return _of_ends(found, lambda case: paths_through(case, count))


def _of_ends(found: NetworkOutlook, make: Callable[[CoupledCase], pd.DataFrame]) -> pd.DataFrame:
    ends = [("all", BASE_YEAR, found.start)]
    ends += [(key, found.last_year, found.last(key)) for key in found.outlooks]
    frames = [make(case).assign(scenario=key, year=year) for key, year, case in ends]
    whole = pd.concat(frames, ignore_index=True)
    return whole[["scenario", "year", *[c for c in whole if c not in ("scenario", "year")]]]


def _between(case: CoupledCase) -> float:
    return float(case.accounts.flows.between_regions().values.sum())
