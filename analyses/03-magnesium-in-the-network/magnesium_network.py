"""What the study of magnesium in the network computes, from a coupled table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from tanmai.accounts import CarbonAccounts, carbon_accounts
from tanmai.decomposition import largest_structural_paths, path_table, sector_betweenness
from tanmai.labels import RegionSectorIndex
from tanmai.leontief import LeontiefSystem
from tanmai.process.grid_factors import grid_factor
from tanmai.process.hybrid import couple
from tanmai.process.hybrid_data import coupling_inputs, ferrosilicon_suppliers
from tanmai.process.hybrid_footprint import (
    TonneCarbon,
    carbon_of_a_tonne,
    final_destinations,
    labels,
)
from tanmai.process.hybrid_magnesium import (
    DEFAULT_ROUTE,
    FERROSILICON,
    MAGNESIUM,
    magnesium_products,
    magnesium_recipe,
    power_sector,
)
from tanmai.process.hybrid_products import OpenedProduct
from tanmai.process.hybrid_what_if import with_moved_production, with_own_green_power
from tanmai.process.route_file import magnesium_routes
from tanmai.process.routes import find_route
from tanmai.table import MrioTable
from tanmai.tables import load_table
from tanmai.transfer_network import province_sector_network

SHANXI, SHAANXI, NINGXIA, QINGHAI = "140000", "610000", "640000", "630000"
MOVED_TONNES = 100_000.0
GREEN_SHARE = 0.45
PATHS = 200
NETWORK_SHARE = 0.95
"""Share of the carbon between province-sectors that the edges of the network carry."""


@dataclass(frozen=True, eq=False)
class Case:
    """A coupled table with everything that is asked of it once."""

    name: str
    table: MrioTable
    magnesium: OpenedProduct

    @cached_property
    def system(self) -> LeontiefSystem:
        """Return the system of the table."""
        return LeontiefSystem(self.table)

    @cached_property
    def accounts(self) -> CarbonAccounts:
        """Return the accounts of the table."""
        return carbon_accounts(self.table, system=self.system)

    @cached_property
    def makers(self) -> list[str]:
        """Return the codes of the provinces that make magnesium."""
        made = self.of_sector(self.table.x, MAGNESIUM)
        return [code for code, x in made.items() if x > 0]

    @cached_property
    def tonnes(self) -> dict[str, TonneCarbon]:
        """Return the carbon of a tonne made in each of these."""
        power = [power_sector(self.table)]
        chain = [FERROSILICON] if FERROSILICON in self.table.index.sector_codes else []
        return {
            code: carbon_of_a_tonne(
                self.table, self.magnesium, code, chain=chain, energy=power, system=self.system
            )
            for code in self.makers
        }

    def of_sector(self, values: np.ndarray, sector: str) -> dict[str, float]:
        """Return the values of a sector by province."""
        column = self.table.index.sector_codes.index(sector)
        by_region = values.reshape(self.table.index.m, self.table.index.n)[:, column]
        return dict(zip(self.table.index.region_codes, by_region.tolist(), strict=True))

    @cached_property
    def output_tonnes(self) -> dict[str, float]:
        """Return the output by province, tonnes."""
        made = self.of_sector(self.table.x, MAGNESIUM)
        return {code: made[code] * 1e4 / self.magnesium.price for code in self.makers}


def base_case(table: str = "cn31-2017") -> tuple[MrioTable, Case]:
    """Return the table and the case with magnesium and ferrosilicon opened."""
    before = load_table(table)
    products = magnesium_products(before)
    return before, Case("as made", couple(before, products), products[0])


def what_ifs(base: Case) -> list[Case]:
    """Return the cases of electrolysis in Qinghai and of green power in Shaanxi."""
    share = MOVED_TONNES / base.output_tonnes[SHAANXI]
    recipe = magnesium_recipe(base.table, "electrolytic", QINGHAI)
    power = power_sector(base.table)
    moved = with_moved_production(base.table, base.magnesium, SHAANXI, QINGHAI, share, recipe)
    cases = [Case(f"{MOVED_TONNES / 1e3:.0f} kt by electrolysis in Qinghai", moved, base.magnesium)]
    for sectors, said in (
        ([MAGNESIUM], "smelting"),
        ([MAGNESIUM, FERROSILICON], "smelting and ferrosilicon"),
    ):
        green = with_own_green_power(base.table, sectors, SHAANXI, power, GREEN_SHARE)
        name = f"{GREEN_SHARE:.0%} green power in Shaanxi, {said}"
        cases.append(Case(name, green, base.magnesium))
    return cases


def carbon_by_stage(case: Case) -> pd.DataFrame:
    """Return the carbon of a tonne by province: gate, ferrosilicon, power, what is left out."""
    rows = []
    power = power_sector(case.table)
    for code, tonne in case.tonnes.items():
        counted = tonne.sources.groupby("sector_code")["process_t_per_t"].sum()
        rows.append(
            {
                "case": case.name,
                "region_code": code,
                "region_en": tonne.region.name_en,
                "region_zh": tonne.region.name_zh,
                "output_t": case.output_tonnes[code],
                "gate_t_per_t": tonne.gate,
                "ferrosilicon_gate_t_per_t": counted.get(FERROSILICON, 0.0),
                "power_t_per_t": counted[power],
                "left_out_t_per_t": tonne.left_out,
                "total_t_per_t": tonne.total,
                "left_out_percent": 100.0 * tonne.left_out / tonne.total,
                "outside_province_t_per_t": tonne.total - tonne.by_region()[code],
            }
        )
    return pd.DataFrame(rows)


def upstream(case: Case) -> pd.DataFrame:
    """Return who emits for a tonne, by province and sector, largest first."""
    parts = [
        tonne.sources.assign(made_in=tonne.region.name_en).nlargest(100, "t_per_t")
        for tonne in case.tonnes.values()
    ]
    return pd.concat(parts, ignore_index=True)


def destinations(case: Case) -> pd.DataFrame:
    """Return where the metal and its carbon end: tonnes and Mt CO2 by province or sink."""
    rows = []
    for code, tonne in case.tonnes.items():
        ends = final_destinations(case.table, case.magnesium, code, system=case.system)
        for destination, tonnes in ends.sum().items():
            rows.append(
                {
                    "made_in": code,
                    "destination": destination,
                    "tonnes": tonnes,
                    "MtCO2": tonnes * tonne.total / 1e6,
                }
            )
    return pd.DataFrame(rows)


def final_products(case: Case) -> pd.DataFrame:
    """Return in which final products of China the metal ends, exports of any kind apart."""
    total = sum(
        final_destinations(case.table, case.magnesium, code, system=case.system)
        for code in case.makers
    )
    regions = list(case.table.index.region_codes)
    frame = pd.DataFrame(
        {"at_home_t": total[regions].sum(axis=1), "exports_t": total["exports"]}
    ).reset_index()
    names = {sector.code: sector.name_en for sector in case.table.sectors}
    frame.insert(1, "sector_en", frame["sector_code"].map(names))
    return frame.sort_values("at_home_t", ascending=False, kind="stable")


def size(before: MrioTable, case: Case) -> pd.DataFrame:
    """Return how large magnesium is beside its host and its province."""
    table, index = case.table, before.index
    host = index.sector_codes.index(case.magnesium.host)
    smelting = before.F[0].reshape(index.m, index.n)[:, host]
    whole = before.by_region(before.F[0]) + before.F_Y[0]
    metal = case.of_sector(table.F[0], MAGNESIUM)
    alloy = case.of_sector(table.F[0], FERROSILICON)
    rows = []
    for p, region in enumerate(table.regions):
        gate = metal[region.code] + alloy[region.code]
        if gate > 0:
            rows.append(
                {
                    "region_code": region.code,
                    "region_en": region.name_en,
                    "magnesium_MtCO2": metal[region.code],
                    "ferrosilicon_MtCO2": alloy[region.code],
                    "percent_of_smelting": 100.0 * gate / smelting[p],
                    "percent_of_province": 100.0 * gate / whole[p],
                    "province_MtCO2": whole[p],
                }
            )
    return pd.DataFrame(rows)


def nodes(case: Case) -> pd.DataFrame:
    """Return the rank of magnesium among all province-sectors of the network.

    Emission, carbon of paths through it (structural path betweenness), and strengths in the
    network of f L y: what it emits for others' final products, what others emit for its own.
    """
    accounts, index = case.accounts, case.table.index
    between = sector_betweenness(accounts, system=case.system)
    sinks = accounts.demand.sum(axis=1) + case.table.exports
    flows = accounts.direct_intensity[:, None] * case.system.inverse() * np.maximum(sinks, 0.0)
    graph = province_sector_network(flows, index, case.table.emission_unit, share=NETWORK_SHARE)
    frame = labels(case.table)
    keys = frame["region_code"] + ":" + frame["sector_code"]
    frame["emits_MtCO2"] = accounts.direct
    frame["through_MtCO2"] = between
    frame["for_others_MtCO2"] = keys.map(dict(graph.out_degree(weight="weight")))
    frame["by_others_MtCO2"] = keys.map(dict(graph.in_degree(weight="weight")))
    measures = [name for name in frame if name.endswith("MtCO2")]
    for name in measures:
        frame[name.replace("MtCO2", "rank")] = frame[name].rank(ascending=False).astype(int)
    frame["of"] = len(frame)
    return frame[frame["sector_code"].isin([MAGNESIUM, FERROSILICON]) & (frame["emits_MtCO2"] > 0)]


def paths_through(case: Case) -> pd.DataFrame:
    """Return the largest supply-chain paths on which magnesium stands, for all final demand.

    Every path that ends in final demand for what magnesium goes into is a path to magnesium
    and one from there on; the demand followed is the metal that each buyer draws.
    """
    index, A = case.table.index, case.system.coefficients()
    frames = []
    for code in case.makers:
        place = index.position(code, MAGNESIUM)
        demand = np.zeros(len(index))
        demand[place] = case.table.x[place]
        paths = largest_structural_paths(case.accounts, demand, count=PATHS, system=case.system)
        upstream_of = path_table(paths, "镁", "magnesium")
        buyers = pd.Series(A[place] * case.table.x)
        buyers["abroad"] = case.table.exports[place]
        share = (buyers / case.table.x[place]).nlargest(10)
        for buyer, part in share.items():
            sold_to = buyer if buyer == "abroad" else node(index, int(buyer))
            own = upstream_of.head(25).copy()
            own["path"] += f" > {sold_to}"
            own["MtCO2"] *= part
            frames.append(own[["path", "tier", "MtCO2"]].assign(made_in=code))
    return pd.concat(frames).nlargest(PATHS, "MtCO2").reset_index(drop=True)


def node(index: RegionSectorIndex, row: int) -> str:
    return f"{index.region_codes[row // index.n]}/{index.sector_codes[row % index.n]}"


def power_check(case: Case) -> pd.DataFrame:
    """Return CO2 per kWh that the table implies at the price of power, and that of the grid."""
    power = power_sector(case.table)
    price = coupling_inputs().loc[(FERROSILICON, "power"), "price"]
    implied = case.of_sector(case.accounts.direct_intensity * price * 1e5, power)
    rows = []
    for region in case.table.regions:
        grid = grid_factor(region.code, case.table.year)
        rows.append(
            {
                "region_code": region.code,
                "region_en": region.name_en,
                "implied_kgCO2_per_kWh": implied[region.code],
                "grid_kgCO2_per_kWh": grid.value,
                "grid_low": grid.low,
                "grid_high": grid.high,
                "note": grid.note_en,
            }
        )
    return pd.DataFrame(rows)


def at_grid_factors(case: Case) -> pd.DataFrame:
    """Return the carbon of a tonne with power at the grid factors in the place of the table's.

    Power is that of smelting in its own province and of ferrosilicon where it is made; what a
    process study leaves out stays as the table has it.
    """
    year, suppliers = case.table.year, ferrosilicon_suppliers().set_index("user")["supplier"]
    route = find_route(magnesium_routes(), DEFAULT_ROUTE)
    use = {one.key: one.amount for one in route.inputs}
    per_alloy = next(f.value for f in magnesium_routes().factors if f.key == "ferrosilicon_power")
    rows = []
    for row in carbon_by_stage(case).to_dict("records"):
        code = row["region_code"]
        grids = grid_factor(code, year), grid_factor(suppliers[code], year)
        kwh = use["power"], use["reductant"] * per_alloy
        for said in ("low", "value", "high"):
            power = sum(k * getattr(g, said) for k, g in zip(kwh, grids, strict=True)) / 1e3
            total = row["total_t_per_t"] - row["power_t_per_t"] + power
            rows.append(
                {
                    "region_code": code,
                    "region_en": row["region_en"],
                    "grid_factor": said,
                    "power_t_per_t": power,
                    "total_t_per_t": total,
                }
            )
    return pd.DataFrame(rows)


def effects(base: Case, cases: list[Case]) -> pd.DataFrame:
    """Return how each what-if moves emissions: of China, and of the provinces that it touches."""
    rows = []
    for case in cases:
        change = case.accounts.production_based - base.accounts.production_based
        by_region = dict(zip(base.table.index.region_codes, change.tolist(), strict=True))
        traded = (
            case.accounts.flows.between_regions().values.sum()
            - base.accounts.flows.between_regions().values.sum()
        )
        rows.append(
            {
                "case": case.name,
                "china_MtCO2": change.sum(),
                "shaanxi_MtCO2": by_region[SHAANXI],
                "qinghai_MtCO2": by_region[QINGHAI],
                "elsewhere_MtCO2": change.sum() - by_region[SHAANXI] - by_region[QINGHAI],
                "between_provinces_MtCO2": traded,
                "exported_MtCO2": case.accounts.export.sum() - base.accounts.export.sum(),
            }
        )
    return pd.DataFrame(rows)


def study() -> tuple[Mapping[str, pd.DataFrame], Case]:
    """Return every table of the study, and the case as made."""
    before, base = base_case()
    cases = what_ifs(base)
    stages = pd.concat([carbon_by_stage(case) for case in (base, *cases)], ignore_index=True)
    return {
        "carbon_of_a_tonne": stages,
        "upstream": upstream(base),
        "destinations": destinations(base),
        "final_products": final_products(base),
        "power_check": power_check(base),
        "at_grid_factors": at_grid_factors(base),
        "size": size(before, base),
        "nodes": nodes(base),
        "paths_through_magnesium": paths_through(base),
        "what_ifs": effects(base, cases),
    }, base
