"""From the publishers' files and the tables of codes to the inputs of one year's estimate."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from cn31_sources import (
    SECTORS_2007,
    TIBET,
    base_year,
    files_of,
    found,
    inventory_file,
    national_table,
    provincial_accounts,
    read_codes,
    spans,
    transport_cost,
)

from tanmai.concordance import find_concordance
from tanmai.estimate import (
    EstimateInputs,
    Inventory,
    NationalTable,
    ProvincialAccounts,
    SectorCodes,
)
from tanmai.labels import RegionSectorIndex, Sector, mainland_provinces
from tanmai.readers.ceads_inventory import read_ceads_inventory
from tanmai.resources import resource
from tanmai.table import FloatArray, Provenance

CODES = Path(__file__).parent / "codes"
SCHEMES = {2012: "nbs42-2012", 2015: "nbs42-2012", 2017: "nbs42-2017"}
DETAIL = {2012: "nbs139-2012", 2017: "nbs149-2017"}
INDUSTRIES = (
    "agriculture",
    "industry",
    "construction",
    "transport",
    "wholesale_retail",
    "hotels_catering",
    "finance",
    "real_estate",
    "other",
)
GOODS_INDUSTRIES = ("agriculture", "industry")
REFINING = "11"
MAY_BE_ABSENT = ("02", "03", "04")
TIBET_CUSTOMS_SHARE = 3e-4

CAVEAT_EN = (
    "ESTIMATED (non-survey) table, not the official CEADs MRIO. Its national totals equal the NBS "
    "tables; the structure of the provinces is carried forward from 2007 and trade between "
    "provinces is modelled. Provincial consumption-based CO2 is good to about ±15 % (up to "
    "±27 %), single flows to ±40-60 %: do not cite single ranks. Tibet has no emission inventory. "
    "For publication, load the official CEADs tables."
)
CAVEAT_ZH = (
    "本表为估算（非调查）表，不是 CEADs 官方多区域投入产出表。全国合计与国家统计局投入产出表一致；"
    "各省结构由 2007 年省级表外推，省际贸易由模型推算。各省消费侧 CO2 的误差约 ±15%（最大 ±27%），"
    "单条流量的误差约 ±40–60%：请勿引用单个名次。西藏没有排放清单。"
    "用于发表时，请载入 CEADs 官方表。"
)


def assemble(sources: Path, year: int) -> EstimateInputs:
    """Return everything that a year's table is estimated from."""
    scheme = SCHEMES[year]
    sectors = read_codes(CODES / f"{scheme}.csv")
    national = aggregated(national_table(sources, year), year)
    base = base_year(sources)
    indicators = _indicators(sectors)
    inventory, without = _inventory(sources, year)
    return EstimateInputs(
        index=RegionSectorIndex(mainland_provinces(), scheme_sectors(scheme)),
        year=year,
        national=national.with_error_in_inventory(),
        base=base.provinces.bridged(indicators),
        base_nation=base.nation.bridged(indicators),
        base_splits_trade=base.splits_trade,
        accounts=ProvincialAccounts(
            **provincial_accounts(sources, year), customs_exports=_customs_exports(year)
        ),
        codes=_sector_codes(sectors, indicators),
        transport_cost=transport_cost(sources),
        inventory=inventory,
        provenance=_provenance(sources, year, national),
        without_emissions=without,
    )


def scheme_sectors(scheme: str) -> tuple[Sector, ...]:
    """Return the sectors of a scheme."""
    rows = read_codes(resource("mrio_tables", "sector_schemes", f"{scheme}.csv"))
    return tuple(Sector(row["code"], row["name_zh"], row["name_en"]) for row in rows)


def aggregated(national: NationalTable, year: int) -> NationalTable:
    """Return a national table on 42 sectors."""
    if year not in DETAIL:
        return national
    concordance = find_concordance(f"{DETAIL[year]}_to_{SCHEMES[year]}")
    detailed = sorted(source.code for source in concordance.sources)
    codes = [sector.code for sector in scheme_sectors(SCHEMES[year])]
    groups = concordance.matrix(detailed, codes).T
    return national.aggregated(groups)


def _indicators(sectors: list[dict[str, str]]) -> FloatArray:
    indicators = np.zeros((len(sectors), len(SECTORS_2007)))
    for at, row in enumerate(sectors):
        indicators[at, np.array(spans(row["indicators_2007"])) - 1] = 1.0
    return indicators


def _sector_codes(sectors: list[dict[str, str]], indicators: FloatArray) -> SectorCodes:
    kappa = np.zeros(len(SECTORS_2007))
    for row in read_codes(CODES / "home_preference.csv"):
        kappa[np.array(spans(row["codes_2007"])) - 1] = float(row["kappa"])
    industries = [row["industry"] for row in sectors]
    codes = [row["code"] for row in sectors]
    return SectorCodes(
        industry=np.array([INDUSTRIES.index(name) for name in industries]),
        goods=np.isin(industries, GOODS_INDUSTRIES),
        by_output=np.isin(codes, (REFINING,)),
        may_be_absent=np.isin(codes, MAY_BE_ABSENT),
        home_preference=indicators @ kappa / indicators.sum(axis=1),
    )


def _customs_exports(year: int) -> FloatArray:
    """Return the provinces' shares in the exports of goods; Tibet's is set."""
    column = f"exports_{year}_10kUSD"
    known = {row["adcode"]: float(row[column]) for row in read_codes(CODES / "customs_exports.csv")}
    known[TIBET] = TIBET_CUSTOMS_SHARE * sum(known.values())
    values = np.array([known[region.code] for region in mainland_provinces()])
    return np.asarray(values / values.sum())


def _inventory(sources: Path, year: int) -> tuple[Inventory, tuple[str, ...]]:
    """Return the inventory on all provinces, and the codes of those that it does not have."""
    read = read_ceads_inventory(found(sources, inventory_file(year)))
    order = [region.code for region in mainland_provinces()]
    at = [order.index(province.code) for province in read.provinces]
    rows = [row.code for row in read.rows]
    emissions, households = np.zeros((len(order), len(rows))), np.zeros(len(order))
    emissions[at], households[at] = read.values.sum(axis=2), read.households.sum(axis=(1, 2))
    concordance = find_concordance(f"ceads47_to_{SCHEMES[year]}")
    codes = [sector.code for sector in scheme_sectors(SCHEMES[year])]
    covered = concordance.matrix(rows, codes) != 0  # what follows output is not a number
    return Inventory(emissions, households, covered), tuple(p.code for p in read.missing)


def _provenance(sources: Path, year: int, national: NationalTable) -> Provenance:
    error = np.abs(national.error).sum() / national.output.sum()
    net = national.error.sum()
    return Provenance(
        name=f"cn31-{year}",
        status="estimate",
        reader="tanmai.estimate",
        sources=files_of(sources, year),
        changes=(
            f"The statistical error of the national table (absolute sum {100 * error:.2f} % of "
            f"output, net {net:.6g} x 10^4 CNY) is part of inventory change; ERR is zero.",
            "Structure of the provinces: 2007 tables, bridged to this year's sectors; Tibet from "
            "one tenth of the mean of Qinghai, Gansu and Xinjiang.",
            "Gansu and Qinghai 2007: the columns of trade abroad and of trade with other provinces "
            "stand exchanged in the source and are read the other way round.",
            "Stored in single precision; output and value added close rows and columns.",
        ),
        caveat_zh=CAVEAT_ZH,
        caveat_en=CAVEAT_EN,
    )
