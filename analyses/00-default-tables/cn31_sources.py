"""Reading the publishers' files: their layouts are needed here and nowhere else."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import xlrd
from python_calamine import CalamineWorkbook
from scipy.io import loadmat

from tanmai.errors import FileError
from tanmai.estimate import CATEGORIES, BaseStructure, NationalTable
from tanmai.labels import find_province, mainland_provinces
from tanmai.table import FloatArray, SourceFile

NATIONAL_FILES = {2012: "china_2012_139.csv", 2015: "china_2015_42.csv", 2017: "china_2017_149.csv"}
BASE_FILE = "provincial_io_2007/China31-Hancheng.xls"
PRODUCT_FILE = "provincial_accounts/vd_info.mat"
FINAL_USE_FILE = "provincial_accounts/final_expenditure.mat"
COST_FILE = "transport_cost/inter_provincial_trade_cost.xlsx"
FIRST_YEAR_OF_ACCOUNTS = 1995
TIBET = "540000"
TIBET_NEIGHBOURS = ("630000", "620000", "650000")
# Gansu and Qinghai give ten times their customs exports as exports and the rest as outflow to
# other provinces: the two columns stand exchanged in their tables, and so do those of inflow.
EXCHANGED_COLUMNS = ("620000", "630000")
SECTORS_2007 = [f"{code:02d}" for code in range(1, 43)]
HEADER_ROW_2007 = 7
COMPONENTS = ["VA001", "VA002", "VA003", "VA004"]


@dataclass(frozen=True)
class BaseYear:
    """The provincial tables of 2007, the nation's, and who tells exports from outflow."""

    provinces: BaseStructure
    nation: BaseStructure
    splits_trade: np.ndarray


def files_of(sources: Path, year: int) -> tuple[SourceFile, ...]:
    """Return the files that a year's table is made from, with their sha256."""
    names = (
        f"nbs_national_io/{NATIONAL_FILES[year]}",
        BASE_FILE,
        PRODUCT_FILE,
        FINAL_USE_FILE,
        COST_FILE,
        inventory_file(year),
    )
    return tuple(SourceFile(Path(name).name, _sha256(found(sources, name))) for name in names)


def inventory_file(year: int) -> str:
    """Return the path of a year's inventory below the sources."""
    return f"ceads_inventory/Emission_Inventories_for_30_Provinces_{year}.xlsx"


def national_table(sources: Path, year: int) -> NationalTable:
    """Read a national table with all its sectors."""
    path = found(sources, f"nbs_national_io/{NATIONAL_FILES[year]}")
    frame = pd.read_csv(path, dtype={"Code": str}).set_index("Code")
    values = frame.drop(columns=["Description", "DescriptionInChinese"]).astype(float)
    sectors = [code for code in values.index if code.isdigit()]
    if sectors != [column for column in values.columns if column.isdigit()]:
        raise FileError(f"{path.name}: rows and columns do not name the same sectors.")
    rows = values.loc[sectors]
    error = rows["ERR"] if "ERR" in rows else pd.Series(0.0, index=sectors)
    table = NationalTable(
        use=rows[sectors].to_numpy(),
        final_demand=rows[[category.code for category in CATEGORIES]].to_numpy(),
        exports=rows["EX"].to_numpy(),
        imports=rows["IM"].to_numpy(),
        error=error.to_numpy(),
        output=rows["GO"].to_numpy(),
        value_added=values.loc[COMPONENTS, sectors].to_numpy(),
    )
    if not all(np.isfinite(part).all() for part in vars(table).values()):
        raise FileError(f"{path.name}: a cell that is needed holds no number.")
    return table


@cache
def base_year(sources: Path) -> BaseYear:
    """Read the 2007 tables of 30 provinces and the nation; Tibet from three neighbours."""
    path = found(sources, BASE_FILE)
    sheets: dict[str, dict[str, FloatArray]] = {}
    for sheet in xlrd.open_workbook(path).sheets():
        place = str(sheet.cell_value(0, 0)).split("2007年")[0].strip()
        code = "nation" if place == "中国" else find_province(place).code
        sheets[code] = _sheet_2007(sheet, path, _trade_columns(code))
    neighbours = [sheets[code] for code in TIBET_NEIGHBOURS]
    sheets[TIBET] = {
        part: 0.1 * np.mean([sheet[part] for sheet in neighbours], axis=0) for part in neighbours[0]
    }
    provinces = [sheets[region.code] for region in mainland_provinces()]
    splits = [
        region.code != TIBET and bool(sheet["exports"].any() and sheet["outflow"].any())
        for region, sheet in zip(mainland_provinces(), provinces, strict=True)
    ]
    return BaseYear(_stacked(provinces), _stacked([sheets["nation"]]), np.array(splits))


def _trade_columns(code: str) -> tuple[str, str, str]:
    """Return the columns of exports, imports and outflow to other provinces."""
    if code == "nation":
        return "EX", "IM", ""
    if code in EXCHANGED_COLUMNS:
        return "FU302", "FU304", "FU301"
    return "FU301", "FU303", "FU302"


def _sheet_2007(
    sheet: xlrd.sheet.Sheet, path: Path, trade: tuple[str, str, str]
) -> dict[str, FloatArray]:
    columns = {_code(text): at for at, text in enumerate(sheet.row_values(HEADER_ROW_2007))}
    rows = {_code(text): at for at, text in enumerate(sheet.col_values(2))}

    def block(of_rows: list[str], of_columns: list[str]) -> FloatArray:
        missing = [c for c in of_rows if c not in rows] + [
            c for c in of_columns if c not in columns
        ]
        if missing:
            raise FileError(f"{path.name}, sheet {sheet.name}: code {missing[0]} is not there.")
        cells = [[sheet.cell_value(rows[r], columns[c]) for c in of_columns] for r in of_rows]
        return np.array([[float(cell or 0) for cell in row] for row in cells])

    def column(code: str) -> FloatArray:
        return block(SECTORS_2007, [code])[:, 0]

    exports, imports, outflow = trade
    return {
        "use": np.maximum(block(SECTORS_2007, SECTORS_2007), 0.0),
        "final_demand": block(SECTORS_2007, [category.code for category in CATEGORIES[:-1]]),
        "output": column("GO"),
        "value_added": block(["TVA"], SECTORS_2007)[0],
        "exports": column(exports),
        "imports": column(imports),
        "outflow": column(outflow) if outflow else np.zeros(len(SECTORS_2007)),
    }


def _code(cell: object) -> str:
    """Return a code as it is meant: numbers lose their decimal and gain their zero."""
    text = str(cell).strip().removesuffix(".0")
    return text.zfill(2) if text.isdigit() else text


def _stacked(sheets: list[dict[str, FloatArray]]) -> BaseStructure:
    parts = ("use", "final_demand", "output", "value_added", "exports", "imports")
    return BaseStructure(*(np.array([sheet[part] for sheet in sheets]) for part in parts))


def provincial_accounts(sources: Path, year: int) -> dict[str, FloatArray]:
    """Read regional product by industry and by income, and final use; NBS order of provinces."""
    at = year - FIRST_YEAR_OF_ACCOUNTS
    product = loadmat(found(sources, PRODUCT_FILE))
    final_use = loadmat(found(sources, FINAL_USE_FILE))["fd_chn"]
    years, m = 25, len(mainland_provinces())
    expected = {"vd_s": (years, m, 9), "vd_c": (years, m, 4), "fd_chn": (years, m, 5)}
    read = {"vd_s": product["vd_s"], "vd_c": product["vd_c"], "fd_chn": final_use}
    for name, shape in expected.items():
        if read[name].shape != shape:
            raise FileError(
                f"{name} of the provincial accounts is {read[name].shape}, not {shape}."
            )
    return {
        "regional_product": read["vd_s"][at].astype(float),
        "income": read["vd_c"][at].astype(float),
        "final_use": read["fd_chn"][at, :, :-1].astype(float),
    }


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


def read_codes(path: Path) -> list[dict[str, str]]:
    """Read one of the tables of codes."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def spans(text: str) -> list[int]:
    """Return the numbers of a list of codes such as ``"15-18;20"``."""
    numbers: list[int] = []
    for part in text.split(";"):
        first, _, last = part.partition("-")
        numbers += range(int(first), int(last or first) + 1)
    return numbers


def found(sources: Path, name: str) -> Path:
    """Return the path of a file below the sources."""
    path = sources / name
    if not path.is_file():
        raise FileError(
            f"{path} is not there; --sources must be a folder laid out as in README.md."
        )
    return path


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
