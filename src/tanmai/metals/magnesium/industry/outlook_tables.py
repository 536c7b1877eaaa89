"""The tables of ``tanmai magnesium outlook``."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tanmai.core.labels import find_province
from tanmai.metals.magnesium.industry import outlook_network_tables as network_tables
from tanmai.metals.magnesium.industry.conversion import conversion_returns, diffusion_paths
from tanmai.metals.magnesium.industry.outlook import Outlook
from tanmai.metals.magnesium.industry.outlook_cohorts import FLOWS
from tanmai.metals.magnesium.industry.outlook_cost import costs_by_items
from tanmai.metals.magnesium.industry.outlook_network import NetworkOutlook
from tanmai.metals.magnesium.routes.file import magnesium_routes
from tanmai.metals.magnesium.routes.routes import find_route

_NETWORK_TABLES = {
    "network_totals": network_tables.totals,
    "network_causes": network_tables.causes,
    "network_provinces": network_tables.provinces,
    "network_emitters": network_tables.emitters,
    "network_flows": network_tables.flow_changes,
    "network_nodes": network_tables.network_nodes,
    "network_paths": network_tables.network_paths,
}


def outlook_tables(runs: dict[str, Outlook], drawn: dict[str, Outlook]) -> dict[str, pd.DataFrame]:
    """Return the tables of scenarios run on their values and on draws, the baseline first."""
    base = next(iter(runs.values()))
    return {
        "scenarios": pd.concat(map(_central, runs.values()), ignore_index=True),
        "fans": pd.concat([one.fan() for one in drawn.values()], ignore_index=True),
        "route_costs": costs_by_items(base.parameters, base.routes).reset_index(),
        "capacity": pd.concat(map(_capacity, runs.values()), ignore_index=True),
        "differences": _differences(runs),
        "diffusion": diffusion_paths(base.parameters, runs),
        "returns": conversion_returns(base.parameters),
        "parameters": base.parameters.table(),
    }


def network_frames(network: NetworkOutlook | None) -> dict[str, pd.DataFrame]:
    """Return the tables of scenarios in a table of provinces; none without one."""
    return (
        {} if network is None else {name: make(network) for name, make in _NETWORK_TABLES.items()}
    )


def _central(one: Outlook) -> pd.DataFrame:
    values = {name: found[:, 0] for name, found in one.indicators.items()}
    return pd.DataFrame({"scenario": one.key, "year": one.years, **values})


def _capacity(one: Outlook) -> pd.DataFrame:
    """Return capacity, its changes and carbon by year, province and route; empty ones left out."""
    book, rows = magnesium_routes(), []
    stock = one.capacity.stock.values[:, 0]
    flows = {name: one.capacity.flows[name].values[:, 0] for name in FLOWS}
    for y, year in enumerate(one.years):
        for p, code in enumerate(one.provinces):
            region = find_province(code)
            for r, key in enumerate(one.routes):
                changes = {f"{name}_t": float(flow[y, p, r]) for name, flow in flows.items()}
                if stock[y, p, r] > 0 or any(changes.values()):
                    rows.append(
                        {
                            "scenario": one.key,
                            "year": year,
                            "region_code": code,
                            "region_en": region.name_en,
                            "region_zh": region.name_zh,
                            "route": key,
                            "route_en": find_route(book, key).name_en,
                            "route_zh": find_route(book, key).name_zh,
                            "capacity_t": float(stock[y, p, r]),
                            **changes,
                            "output_t": float(one.output[y, 0, p, r]),
                            "carbon_t_per_t": float(one.intensity.total[y, 0, p, r]),
                        }
                    )
    return pd.DataFrame(rows)


def _differences(runs: dict[str, Outlook]) -> pd.DataFrame:
    """Return the numbers that a scenario gives otherwise than the baseline."""
    base = next(iter(runs.values())).parameters.quantities()
    frames = []
    for key, one in runs.items():
        own = one.parameters.quantities()
        changed = [name for name in own if name not in base or own[name] != base[name]]
        if changed:
            frames.append(one.parameters.table(*changed).assign(scenario=key))
    if not frames:
        return pd.DataFrame(columns=["scenario"])
    whole = pd.concat(frames, ignore_index=True)
    whole.insert(0, "scenario", whole.pop("scenario"))
    whole.insert(2, "baseline", [base[k].value if k in base else np.nan for k in whole["key"]])
    return whole
