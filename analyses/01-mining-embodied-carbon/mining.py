"""What the study of mining computes, beyond what a comparison of studies gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

import tanmai as tm
from tanmai.accounting.carbon import carbon_accounts
from tanmai.analysis import first_tier, ultimate_emitters
from tanmai.core.focus import sector_mask
from tanmai.core.sector_schemes import scheme_of
from tanmai.io.ceads.inventory import read_ceads_inventory
from tanmai.studies.options import StudyOptions
from tanmai.studies.study import Study, make_study

FOCUS, SCHEME, MINING = "mining", "s26", "S2"
MINING_ROWS = ("02", "03", "04", "05", "06", "07")
"""Rows of mining in the inventories: coal, oil and gas, ferrous, non-ferrous, non-metal, other."""

UPSTREAM_OF_THE_PAPER = ("S8", "S11", "S20", "S24")
CENTRAL_IN_THE_PAPER = {
    "320000": "Jiangsu",
    "440000": "Guangdong",
    "410000": "Henan",
    "610000": "Shaanxi",
    "370000": "Shandong",
    "130000": "Hebei",
    "140000": "Shanxi",
}
SHAANXI, ZHEJIANG = "610000", "330000"


def studies_of(tables: Sequence[str]) -> dict[str, Study]:
    """Return the focused study of each table, by year."""
    studies = [
        make_study(StudyOptions(table=table, scheme=SCHEME, focus=FOCUS)) for table in tables
    ]
    return {str(study.table.year): study for study in studies}


def upstream_sectors(tables: Sequence[str]) -> pd.DataFrame:
    """Return the sectors upstream of mining in three readings that must not be mixed up.

    ``direct`` is f_i Σ z_ik, ``embodied`` ε_i Σ z_ik (both: first-tier suppliers of
    mining k), ``ultimate`` f_i Σ L_ik y_k (who emits behind final demand for mining's
    products). Mining itself is left out. All sectors emit here: a focus on mining's own
    emissions has no upstream.
    """
    parts = []
    for name in tables:
        table = tm.aggregate(tm.load(name), sectors=SCHEME)
        accounts = carbon_accounts(table)
        group = sector_mask(table, (MINING,))
        readings = {
            "direct": first_tier(accounts, group, embodied=False),
            "embodied": first_tier(accounts, group, embodied=True),
            "ultimate": ultimate_emitters(accounts, group),
        }
        frame = pd.DataFrame(
            {
                "year": table.year,
                "sector_code": table.index.sector_codes,
                "sector_zh": [sector.name_zh for sector in table.sectors],
                "sector_en": [sector.name_en for sector in table.sectors],
            }
        )
        for reading, values in readings.items():
            national = np.asarray(values).reshape(table.index.m, table.index.n).sum(axis=0)
            frame[f"{reading}_MtCO2"] = national
        frame = frame[frame["sector_code"] != MINING]
        ranks = {f"{r}_rank": frame[f"{r}_MtCO2"].rank(ascending=False) for r in readings}
        parts.append(frame.assign(**ranks))
    return pd.concat(parts, ignore_index=True)


def findings(studies: Mapping[str, Study], upstream: pd.DataFrame) -> pd.DataFrame:
    """Return what the published findings are held against, a row a year."""
    rows = []
    for year, study in studies.items():
        accounts = study.accounts
        codes = list(study.table.index.region_codes)
        between = accounts.flows.between_regions().values
        path = between[codes.index(SHAANXI), codes.index(ZHEJIANG)]
        own = upstream[upstream["year"] == int(year)]
        first_four = own.nsmallest(4, "direct_rank")["sector_code"]
        key = list(study.ranking.index[:7])
        largest = study.paths.iloc[0]
        rows.append(
            {
                "year": int(year),
                "direct_MtCO2": accounts.production_based.sum(),
                "traded_MtCO2": between.sum(),
                "exported_MtCO2": accounts.export.sum(),
                "first_tier_upstream": " ".join(first_four),
                "upstream_of_the_paper_found": len(set(first_four) & set(UPSTREAM_OF_THE_PAPER)),
                "first_seven_provinces": " ".join(
                    study.ranking.loc[code, "province_en"].replace(" ", "") for code in key
                ),
                "central_in_the_paper_found": len(set(key) & set(CENTRAL_IN_THE_PAPER)),
                "largest_path": f"{largest['from_en']} → {largest['to_en']}",
                "largest_path_MtCO2": largest["MtCO2"],
                "shaanxi_zhejiang_MtCO2": path,
                "shaanxi_zhejiang_rank": int((between > path).sum()) + 1,
            }
        )
    return pd.DataFrame(rows)


def claims_by_reading(tables: Sequence[str]) -> pd.DataFrame:
    """Return the published path and the central provinces under every reading and scheme.

    A row for each year, sector scheme and reading (`tanmai.accounting.readings`): the flow
    from Shaanxi to Zhejiang and its rank among all, the largest flow, and how many of the
    seven provinces of the paper are among the first seven.
    """
    rows = []
    for name in tables:
        study = make_study(StudyOptions(table=name, focus=FOCUS))
        codes = list(study.table.index.region_codes)
        regions = study.table.regions
        for read in study.readings.made if study.readings is not None else ():
            path = read.between[codes.index(SHAANXI), codes.index(ZHEJIANG)]
            origin, destination = np.unravel_index(read.between.argmax(), read.between.shape)
            rows.append(
                {
                    "year": study.table.year,
                    "scheme": read.scheme,
                    "reading": read.reading,
                    "shaanxi_zhejiang_MtCO2": path,
                    "shaanxi_zhejiang_rank": int((read.between > path).sum()) + 1,
                    "largest_path": f"{regions[origin].name_en} → {regions[destination].name_en}",
                    "largest_path_MtCO2": read.between.max(),
                    "central_in_the_paper_found": len(
                        {codes[i] for i in np.argsort(read.key_rank, kind="stable")[:7]}
                        & set(CENTRAL_IN_THE_PAPER)
                    ),
                }
            )
    return pd.DataFrame(rows)


def carbon_by_subsector(tables: Sequence[str]) -> pd.DataFrame:
    """Return direct and embodied CO2 of each sector of mining by year, in the table's own sectors.

    ``direct`` is emitted by the sector; ``embodied`` is ε x, what its output embodies.
    """
    parts = []
    for name in tables:
        accounts = carbon_accounts(tm.load(name))
        table, scheme = accounts.table, scheme_of(accounts.table)
        codes = scheme.groups_in(None)[FOCUS] if scheme else ()
        embodied = (accounts.embodied_intensity * table.x).reshape(table.index.m, table.index.n)
        direct = accounts.direct.reshape(table.index.m, table.index.n)
        for code in codes:
            at = table.index.sector_codes.index(code)
            sector = table.sectors[at]
            parts.append(
                {
                    "year": table.year,
                    "sector_code": code,
                    "sector_zh": sector.name_zh,
                    "sector_en": sector.name_en,
                    "direct_MtCO2": direct[:, at].sum(),
                    "embodied_MtCO2": embodied[:, at].sum(),
                }
            )
    return pd.DataFrame(parts)


def carbon_by_fuel(inventories: Sequence[Path]) -> pd.DataFrame:
    """Return the CO2 of mining by fuel and year, largest first."""
    columns = {}
    for path in inventories:
        inventory = read_ceads_inventory(path)
        columns[f"{inventory.year}_MtCO2"] = inventory.by_fuel(MINING_ROWS)
    frame = pd.DataFrame(columns).rename_axis("fuel").reset_index()
    return frame.sort_values(frame.columns[-1], ascending=False, kind="stable")
