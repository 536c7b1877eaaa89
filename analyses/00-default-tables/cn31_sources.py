"""Reading the publishers' files: their layouts are needed here and nowhere else."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import xlrd
from python_calamine import CalamineWorkbook
from scipy.io import loadmat

from tanmai.core.errors import FileError
from tanmai.core.labels import Sector, find_province, mainland_provinces
from tanmai.core.resources import resource
from tanmai.core.table import FloatArray, SourceFile
from tanmai.io.competitive import CompetitiveTable
from tanmai.io.labelled_sheet import open_sheets
from tanmai.io.nbs import read_competitive
from tanmai.io.tables import load_table
from tanmai.joining import Exchange, TradeAbroad

CODES = Path(__file__).parent / "codes"
SCHEMES = {
    2007: "nbs42-2007",
    2012: "nbs42-2012",
    2015: "nbs42-2012",
    2017: "nbs42-2017",
    2018: "nbs42-2017",
}
POWER = {2007: "23", 2012: "25", 2015: "25", 2017: "24", 2018: "24"}
TIBET = "540000"
TABLES_FOLDER = "provincial_io"
LEFT_OUT = ("0中国.xls", "9上海.xls")
"""The nation; and Shanghai 2012, cut short, whole in the .xlsx beside it (2007 is read)."""
SPLIT_FILE = "provincial_io_2007/China31-Hancheng.xls"
CUSTOMS_FILE = "customs_by_province_sector/trade_{year}.csv"
EXCHANGE_FILE = "power_exchange/interprovincial_power_exchange_2005_2019.csv"
GENERATION_FILE = "power_exchange/generation_by_province_1990_2024.csv"
PRODUCT_FILE = "provincial_accounts/vd_info.mat"
COST_FILE = "transport_cost/inter_provincial_trade_cost.xlsx"
TIBET_FILE = "tibet_inventory/ceads_tibet_co2_2003_2015_kt.csv"
GRID_FILE = "grid_factors/grid_emission_factors_by_province_2021_2022.csv"
FIRST_YEAR_OF_ACCOUNTS = 1995
YUAN_PER_DOLLAR = {2007: 7.604, 2012: 6.3125, 2017: 6.7518}
"""Mean of the year, China Statistical Yearbook (National Bureau of Statistics)."""
GWH_PER_1E8_KWH = 100.0
CUSTOMS_IMPORTS, CUSTOMS_EXPORTS = 32, 37
# Gansu and Qinghai give ten times their customs exports as exports and the rest as outflow to
# other provinces: the two columns stand exchanged in their tables, and so do those of inflow.
EXCHANGED_COLUMNS = ("620000", "630000")
HEADER_ROW_2007 = 7
SECTORS_2007 = [f"{code:02d}" for code in range(1, 43)]


def inventory_file(year: int) -> str:
    """Return the path of a year's inventory below the sources."""
    return f"ceads_inventory/Emission_Inventories_for_30_Provinces_{year}.xlsx"


def files_of(sources: Path, year: int) -> tuple[SourceFile, ...]:
    """Return the files besides the provincial tables that a year's table is made from."""
    names = [COST_FILE, EXCHANGE_FILE, GENERATION_FILE, inventory_file(year)]
    names += {
        2007: [SPLIT_FILE, CUSTOMS_FILE.format(year=2007), PRODUCT_FILE, TIBET_FILE],
        2012: [CUSTOMS_FILE.format(year=2012), TIBET_FILE],
        2015: [CUSTOMS_FILE.format(year=2012), TIBET_FILE],
        2017: [],
        2018: [PRODUCT_FILE],
    }[year]
    return tuple(SourceFile(Path(name).name, sha256(found(sources, name))) for name in names)


def scheme_sectors(scheme: str) -> tuple[Sector, ...]:
    """Return the sectors of a scheme."""
    rows = read_codes(resource("mrio_tables", "sector_schemes", f"{scheme}.csv"))
    return tuple(Sector(row["code"], row["name_zh"], row["name_en"]) for row in rows)


@cache
def provincial_tables(sources: Path, year: int) -> dict[str, CompetitiveTable]:
    """Read the provinces' own tables of a year, by adcode in NBS order."""
    folder = sources / TABLES_FOLDER / str(year)
    if not folder.is_dir():
        raise FileError(f"{folder} is not there; --sources must be laid out as in README.md.")
    sectors = scheme_sectors(SCHEMES[year])
    tables = {}
    for path in sorted(folder.iterdir()):
        if path.name == LEFT_OUT[0] or (year == 2012 and path.name == LEFT_OUT[1]):
            continue
        table = read_competitive(path, sheet=open_sheets(path).sheet_names[0])
        if [sector.name_zh for sector in table.sectors] != [sector.name_zh for sector in sectors]:
            raise FileError(f"{path.name} is not in the sectors of {SCHEMES[year]}.")
        tables[table.region.code] = replace(table, sectors=sectors)
    order = [region.code for region in mainland_provinces()]
    return {code: tables[code] for code in order if code in tables}


def trade_abroad_2007(sources: Path) -> dict[str, TradeAbroad]:
    """Read the exports and imports of the provinces whose 2007 table tells them apart."""
    path = found(sources, SPLIT_FILE)
    known = {}
    for sheet in xlrd.open_workbook(path).sheets():
        place = str(sheet.cell_value(0, 0)).split("2007年")[0].strip()
        if place == "中国":
            continue
        code = find_province(place).code
        columns = {_code(text): at for at, text in enumerate(sheet.row_values(HEADER_ROW_2007))}
        rows = {_code(text): at for at, text in enumerate(sheet.col_values(2))}
        values = {
            name: np.array(
                [float(sheet.cell_value(rows[one], columns[name]) or 0) for one in SECTORS_2007]
            )
            for name in ("FU301", "FU302", "FU303", "FU304")
        }
        if values["FU301"].any() and values["FU302"].any():
            names = ("FU302", "FU304") if code in EXCHANGED_COLUMNS else ("FU301", "FU303")
            known[code] = TradeAbroad(*(np.maximum(values[name], 0.0) for name in names))
    return known


def customs(sources: Path, year: int) -> dict[str, TradeAbroad]:
    """Read exports and imports at the customs by province and sector; 10⁴ CNY."""
    path = found(sources, CUSTOMS_FILE.format(year=year))
    with path.open(encoding="utf-8", newline="") as file:
        rows = [[float(cell or 0) for cell in row] for row in csv.reader(file)]
    values = np.array(rows).reshape(31, 42, -1) * YUAN_PER_DOLLAR[year] / 1e4
    return {
        region.code: TradeAbroad(
            values[at, :, CUSTOMS_EXPORTS].copy(), values[at, :, CUSTOMS_IMPORTS].copy()
        )
        for at, region in enumerate(mainland_provinces())
    }


def power_exchange(sources: Path, year: int) -> Exchange:
    """Read the power sent between provinces and generated in each, GWh."""
    order = [region.code for region in mainland_provinces()]
    names = {row["code"]: row["adcode"] for row in read_codes(CODES / "grid_codes.csv")}
    quantities = np.zeros((len(order), len(order)))
    for row in _rows(found(sources, EXCHANGE_FILE)):
        sender, receiver = names.get(row["from.region"]), names.get(row["to.region"])
        if int(row["year"]) == year and sender and receiver and sender != receiver:
            quantities[order.index(sender), order.index(receiver)] += float(row["value"])
    production = np.zeros(len(order))
    for row in _rows(found(sources, GENERATION_FILE)):
        if int(row["year"]) == year:
            at = order.index(find_province(row["province"]).code)
            production[at] = GWH_PER_1E8_KWH * float(row["generation_1e8_kWh"])
    return Exchange(POWER[year], quantities, production)


def regional_product(sources: Path, year: int) -> FloatArray:
    """Read regional product by nine industries (31, 9) in NBS order; 10⁴ CNY."""
    product = loadmat(found(sources, PRODUCT_FILE))["vd_s"]
    if product.shape != (25, 31, 9):
        raise FileError(f"vd_s of the provincial accounts is {product.shape}, not (25, 31, 9).")
    return np.asarray(product[year - FIRST_YEAR_OF_ACCOUNTS], dtype=float)


def transport_cost(sources: Path) -> FloatArray:
    """Read the costs of transport between capitals, yuan a tonne; provinces by name."""
    path = found(sources, COST_FILE)
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    to = [find_province(name).code for name in rows[1][2:]]
    costs = pd.DataFrame(
        {find_province(row[0]).code: row[2:] for row in rows[3:]}, index=to
    ).T.astype(float)
    order = [region.code for region in mainland_provinces()]
    return costs.loc[order, order].to_numpy()


def tibet_emissions(sources: Path, year: int) -> float:
    """Read Tibet's CO2 of a year without a figure that the file itself doubts; Mt."""
    for row in _rows(found(sources, TIBET_FILE)):
        if int(row["year"]) == year:
            return float(row["total_without_suspect_gas"]) / 1e3
    raise FileError(f"{TIBET_FILE} has no row of {year}.")


def grid_factors(sources: Path) -> dict[str, float]:
    """Read the official factors of the provinces' grids in 2021, kg CO2 a kWh, by adcode."""
    rows = _rows(found(sources, GRID_FILE))
    return {find_province(row["province"]).code: float(row["kgCO2_per_kWh_2021"]) for row in rows}


@dataclass(frozen=True, eq=False)
class National:
    """Output, value added and exports by sector of a national table, and all its imports."""

    codes: tuple[str, ...]
    output: FloatArray
    value_added: FloatArray
    exports: FloatArray
    imports: float


def national_table(sources: Path, year: int) -> National:
    """Read the national table of a year; 10⁴ CNY."""
    path = found(sources, NATIONAL_FILES[year])
    if year in NON_COMPETITIVE:
        table = load_table(str(path), year=year)
        bought = table.imports.sum() + table.imports_final.sum()
        parts = table.x, table.total_value_added, table.exports, float(bought)
        return National(table.index.sector_codes, *parts)
    competitive = read_competitive(path, region="China", year=year)
    return National(
        tuple(sector.code for sector in competitive.sectors),
        competitive.x,
        competitive.value_added.sum(axis=0),
        competitive.exports,
        float(competitive.imports.sum()),
    )


NATIONAL_FILES = {
    2007: "provincial_io/2007/0中国.xls",
    2012: "nbs_national_io/china_2012_139.csv",
    2015: "nbs_national_io/china_2015_42.csv",
    2017: "nbs_national_io/china_2017_149.csv",
    2018: "nbs_national_io/china_2018_42.csv",
}
NON_COMPETITIVE = (2018,)
"""National tables whose flows are domestic, with a block of imported products."""


def read_codes(path: Path) -> list[dict[str, str]]:
    """Read one of the tables of codes."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    """Return the rows of a CSV without the comments above its header."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(line for line in file if not line.startswith("#"))


def _code(cell: object) -> str:
    """Return a code as it is meant: numbers lose their decimal and gain their zero."""
    text = str(cell).strip().removesuffix(".0")
    return text.zfill(2) if text.isdigit() else text


def found(sources: Path, name: str) -> Path:
    """Return the path of a file below the sources."""
    path = sources / name
    if not path.is_file():
        raise FileError(
            f"{path} is not there; --sources must be a folder laid out as in README.md."
        )
    return path


def sha256(path: Path) -> str:
    """Return the sha256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
