"""Made-up sheets in the layouts of the publishers, as grids of cells, and as files."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import xlsxwriter

import made_up
from tanmai.core.labels import find_province
from tanmai.core.resources import resource
from tanmai.io.ceads.inventory import FUELS
from tanmai.io.concordance_file import find_concordance

Grid = list[list[object]]

EMISSION_COLUMNS = (
    *FUELS[:17],
    "Scope 2 Heat",
    "Scope 2 Electricity",
    "Other Energy",
    "Process",
    "Scope 1 Total",
)
SIC_REGIONS = "ABCDEFGH"


def inventory_sheet(seed: int = 0, *, underscored: bool = False) -> Grid:
    """Return a province's sheet in one of the two dialects of CEADs: 47 rows, Mt CO2."""
    rng = np.random.default_rng(seed)
    rows = find_concordance("ceads47_to_nbs42-2017").sources
    values = np.round(rng.gamma(0.5, 2.0, (len(rows), len(FUELS))), 6)
    scope_2 = np.zeros((len(rows), 2))
    cells = np.column_stack([values[:, :17], scope_2, values[:, 17:], values.sum(axis=1)])
    names = [name.replace(" ", "_") if underscored else name for name in EMISSION_COLUMNS]
    corner, unit, total = (
        ("Emission_Inventory", "unit", "Total Emissions")
        if underscored
        else ("", "", "Total Consumption")
    )
    blanks = "   " if not underscored else ""
    return [
        [corner, *names],
        [unit, *["Mt CO2"] * len(names)],
        [""] * (len(names) + 1),
        [total, *cells.sum(axis=0)],
        *[[row.name_en + blanks, *line] for row, line in zip(rows, cells, strict=True)],
    ]


def inventory(provinces: tuple[str, ...], year: int = 2017) -> dict[str, Grid]:
    """Return a workbook of inventories by sheet; the last one is in the underscored dialect."""
    sheets: dict[str, Grid] = {
        "NOTE": [["Introduction/简介", "made up"], ["Unit/单位", "Mt\n百万吨"]]
    }
    for seed, province in enumerate(provinces):
        name = find_province(province).name_en.replace(" ", "")
        sheets[f"{name}{year}"] = inventory_sheet(seed, underscored=seed == len(provinces) - 1)
    return sheets


def sic_sheet(seed: int = 0, sectors: int = 8) -> Grid:
    """Return a sheet in the layout of the State Information Center, with 8 regions."""
    table = made_up.make_table(seed, m=8, n=sectors, k=4)
    rng = np.random.default_rng(seed)
    stock = rng.uniform(-0.02, 0.02, len(table.index)) * table.x
    concordance = find_concordance("sic17_to_sic8")
    names = [s.name_zh for s in (concordance.sources if sectors == 17 else concordance.targets)]
    codes = [f"{r}{j + 1:03d}" for r in SIC_REGIONS for j in range(sectors)]
    final = [f"F{r}{k + 1:03d}" for r in SIC_REGIONS for k in range(4)]
    sums = [f"{r}900" for r in SIC_REGIONS]

    def line(
        head: list[object], flows: np.ndarray, final: np.ndarray, last: list[object]
    ) -> list[object]:
        return [*head, *flows, *flows.reshape(8, -1).sum(axis=1), *final, *last]

    nothing = np.full(len(final), "", dtype=object)
    last = np.column_stack([stock, table.exports, table.error - stock, table.x])
    value_added = np.vstack([table.value_added / 2, table.value_added / 2])
    imports = table.imports.sum() + table.imports_final.sum()
    components = ("固定资产折旧", "劳动者报酬", "生产税净额", "企业盈余")
    return [
        ["代码", "", "", "", *codes, *sums, *final, "STK", "EX", "ERR", "XX"],
        *[
            line(["", "东北区域", name, code], z, y, list(rest))
            for name, code, z, y, rest in zip(names * 8, codes, table.Z, table.Y, last, strict=True)
        ],
        line(["", "", "进口", "IM"], table.imports, table.imports_final, [0.0, 0.0, 0.0, imports]),
        *[
            line(["", name, "", f"VA00{k + 1}"], v, nothing, [""] * 4)
            for k, (name, v) in enumerate(zip(components, value_added, strict=True))
        ],
        line(["总投入", "", "", "XX"], table.x, nothing, [""] * 4),
    ]


def nbs_names(scheme: str = "nbs42-2017") -> list[tuple[str, str, str]]:
    """Return code, English and Chinese name of the sectors of a scheme."""
    path = resource("mrio_tables", "sector_schemes", f"{scheme}.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return [(r["code"], r["name_en"], r["name_zh"]) for r in csv.DictReader(file)]


def nbs_numbers(seed: int = 0, n: int = 42) -> dict[str, np.ndarray]:
    """Return a competitive table of one region that balances."""
    rng = np.random.default_rng(seed)
    Z = rng.gamma(0.5, 1e6, (n, n))
    Y = rng.gamma(0.5, 1e7, (n, 5))
    Y[:, 4] *= rng.choice([-0.1, 1.0], n)
    exports = rng.gamma(0.5, 1e6, n)
    imports = 0.3 * (Z.sum(axis=1) + Y[:, :4].sum(axis=1)) * rng.uniform(0.0, 1.0, n)
    error = rng.uniform(-1e4, 1e4, n)
    x = Z.sum(axis=1) + Y.sum(axis=1) + exports - imports + error
    value_added = (x - Z.sum(axis=0))[None, :] * np.array([[0.5], [0.1], [0.15], [0.25]])
    return {
        "Z": Z,
        "Y": Y,
        "exports": exports,
        "imports": imports,
        "error": error,
        "x": x,
        "value_added": value_added,
    }


def competitive_sheet(seed: int = 0) -> Grid:
    """Return a national CSV of 42 sectors whose flows hold imports."""
    t = nbs_numbers(seed)
    names = nbs_names()
    final = ["FU101", "FU102", "FU103", "FU201", "FU202"]
    columns = [*[code for code, *_ in names], "TIU", *final, "EX", "IM", "ERR", "GO"]
    body = np.column_stack(
        [t["Z"], t["Z"].sum(axis=1), t["Y"], t["exports"], t["imports"], t["error"], t["x"]]
    )
    return [
        ["Code", "Description", "DescriptionInChinese", *columns],
        *[[*name, *line] for name, line in zip(names, body, strict=True)],
        *_inputs(t["value_added"], t["x"], 10),
    ]


def _inputs(value_added: np.ndarray, x: np.ndarray, more: int, extra: tuple[str, ...] = ()) -> Grid:
    none = [""] * more
    return [
        *[
            [f"VA00{k + 1}", "Value added", "增加值", *extra, *line, line.sum(), *none[1:]]
            for k, line in enumerate(value_added)
        ],
        ["TVA", "Total value added", "增加值合计", *extra, *value_added.sum(axis=0), *none],
        ["TI", "Total inputs", "总投入", *extra, *x, *none],
    ]


def blocks_sheet(seed: int = 0) -> Grid:
    """Return a national CSV of 42 sectors with a domestic and an import block."""
    t = nbs_numbers(seed)
    names = nbs_names()
    share = t["imports"] / (t["x"] + t["imports"])
    consumption = t["Y"][:, :3].sum(axis=1)
    uses = np.column_stack([t["Z"], consumption, t["Y"][:, 3:], t["exports"]])
    uses[:, -1] += t["error"]
    domestic, imported = (1 - share)[:, None] * uses, share[:, None] * uses
    columns = [*[code for code, *_ in names], "TIU", "TC", "FU201", "FU202", "EX", "GO"]
    return [
        ["Code", "Description", "DescriptionInChinese", "Origin", *columns],
        *[
            [*name, "Domestic", *line[:42], line[:42].sum(), *line[42:], line.sum()]
            for name, line in zip(names, domestic, strict=True)
        ],
        *[
            [*name, "Imports", *line[:42], line[:42].sum(), *line[42:], line.sum()]
            for name, line in zip(names, imported, strict=True)
        ],
        *_inputs(t["value_added"], t["x"], 6, ("TOT",)),
    ]


def provincial_sheet(seed: int = 0, title: str = "陕西2007年投入产出表") -> Grid:
    """Return a sheet of a province: a title, codes partly as numbers, OUT and IN."""
    t = nbs_numbers(seed)
    names = nbs_names()
    codes: list[object] = [code if int(code) < 10 else float(code) for code, *_ in names]
    final = ["FU101", "FU102", "FU103", "FU201", "FU202"]
    heads = [*codes, "TIU", *final, "EX", "OUT", "IM", "IN", "ERR", "GO"]
    body = np.column_stack(
        [
            t["Z"],
            t["Z"].sum(axis=1),
            t["Y"],
            t["exports"] / 2,
            t["exports"],
            t["imports"] / 2,
            t["imports"],
            t["error"],
            t["x"],
        ]
    )
    merged = [*"中间投入", *[""] * 38]
    none = [""] * 12
    return [
        [title],
        ["单位：万元"],
        ["代码", "", "-", *heads],
        *[
            [letter, zh, code, *line]
            for letter, (_, _, zh), code, line in zip(merged, names, codes, body, strict=True)
        ],
        *[
            ["", "增加值", f"VA00{k + 1}", *v, v.sum(), *none[1:]]
            for k, v in enumerate(t["value_added"])
        ],
        ["总投入", "", "TI", *t["x"], *none],
    ]


def write_workbook(path: Path, sheets: dict[str, Grid]) -> Path:
    """Write grids as an Excel workbook; numbers as numbers, texts as texts."""
    workbook = xlsxwriter.Workbook(path)
    for name, grid in sheets.items():
        worksheet = workbook.add_worksheet(name)
        for row, cells in enumerate(grid):
            for column, cell in enumerate(cells):
                if isinstance(cell, str):
                    worksheet.write_string(row, column, cell)
                elif cell is not None:
                    worksheet.write(row, column, cell)
    workbook.close()
    return path


def write_csv(path: Path, grid: Grid) -> Path:
    """Write a grid as a UTF-8 CSV; numbers to the last bit."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [repr(float(c)) if isinstance(c, float) else c for c in row] for row in grid
        )
    return path
