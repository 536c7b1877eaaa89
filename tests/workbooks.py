"""Workbooks in the layout of CEADs, with every variation seen, from made-up tables.

Written after the description of the layout, apart from the writer of the
package, so that reader and writer are not tested against each other alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import xlsxwriter

import made_up
from tanmai.core.labels import RegionSectorIndex, Sector, find_province
from tanmai.core.sector_schemes import sector_schemes
from tanmai.core.table import MrioTable
from tanmai.io.workbook import Cell, Grid

PROVINCES = ("Shanxi", "Inner Mongolia", "Henan", "Shaanxi")
FIRST_ROW, FIRST_COLUMN = 4, 3
DAMAGED = {"Henan": "He0", "Hubei": "Hu0", "Hunan": "Hu0", "Hainan": "Hai0", "Yunnan": "Yun0"}
FINAL_NAMES = {
    "FU101": ("农村居民消费", "Rural household consumption"),
    "FU102": ("城镇居民消费", "Urban household consumption"),
    "FU103": ("政府消费", "Government consumption"),
    "FU201": ("固定资本形成总额", "Gross fixed capital formation"),
    "FU202": ("存货增加", "Changes in inventories"),
}
VALUE_ADDED_NAMES = {
    "VA001": ("劳动者报酬", "Compensation of employees"),
    "VA002": ("生产税净额", "Net taxes on production"),
}


def provincial_table(
    seed: int = 0, n: int = 5, k: int = 5, provinces: Sequence[str] = PROVINCES
) -> MrioTable:
    """Return a random table that balances, of provinces that are easily mixed up."""
    table = made_up.make_table(seed, len(provinces), n, k)
    regions = tuple(sorted((find_province(p) for p in provinces), key=lambda p: p.code))
    index = RegionSectorIndex(regions, sectors_of(n) if n == 42 else table.sectors)
    rng = np.random.default_rng(seed)
    wages, rest = table.value_added
    labels = ("VA001 compensation of employees", "VA002 net production tax")
    return replace(
        table,
        index=index,
        year=2017,
        imports_final=table.imports_final * rng.uniform(0.5, 2.0),
        value_added=np.array([wages, rest]),
        value_added_labels=labels,
    )


def sectors_of(n: int = 42, scheme: str = "nbs42-2017") -> tuple[Sector, ...]:
    """Return the sectors of a scheme."""
    sectors = next(s for s in sector_schemes() if s.name == scheme).sectors
    assert len(sectors) == n
    return sectors


def relabelled(table: MrioTable, scheme: str) -> MrioTable:
    """Return a table of 42 sectors with those of a scheme."""
    return replace(table, index=RegionSectorIndex(table.regions, sectors_of(42, scheme)))


@dataclass(frozen=True)
class Variation:
    """How a workbook is laid out; the defaults are those of the Chinese sheet of 2018 and 2020."""

    sheet: str = "Table_2017"
    title: str = "中国多区域投入产出表(单位:万元)"
    english: bool = False
    damaged: bool = False
    merged: bool = True
    number_codes: bool = False
    tiu: bool = True
    check_columns: bool = True
    totals: bool = True
    err: bool = True
    emissions: bool = False
    blanks: bool = False
    names: bool = True
    row_order: tuple[int, ...] | None = None
    column_order: tuple[int, ...] | None = None
    final_order: tuple[int, ...] | None = None
    renamed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class MemoryWorkbook:
    """Sheets in memory, as `tanmai.io.workbook.Sheets` asks for them."""

    grids: Mapping[str, Grid]
    name: str = "MRIO2017.xlsx"
    sha256: str = "0" * 64
    has_links: bool = False

    @property
    def sheet_names(self) -> tuple[str, ...]:
        return tuple(self.grids)

    def grid(self, sheet: str) -> Grid:
        return self.grids[sheet]


def workbook(table: MrioTable, **variation: object) -> MemoryWorkbook:
    """Return a workbook of one sheet in memory."""
    how = Variation(**variation)  # type: ignore[arg-type]
    return MemoryWorkbook({how.sheet: sheet_of(table, how)})


def companion_sheets(table: MrioTable, columns: int = 2) -> dict[str, Grid]:
    """Return the sheets 'Note', 'Sector ' and 'Province' of the workbooks of 2017 and later."""
    provinces: Grid = [["No.", "Province (Chinese)", "Province"][: columns + 1]]
    provinces += [[i + 1, r.name_zh, r.name_en] for i, r in enumerate(table.regions)]
    sectors: Grid = [["Code", "Sector (Chinese)", "Sector"]]
    sectors += [[s.code, s.name_zh, s.name_en] for s in table.sectors]
    return {"Note": [["Please cite the paper."]], "Sector ": sectors, "Province": provinces}


def sheet_of(table: MrioTable, how: Variation) -> Grid:
    """Return the cells of the main sheet."""
    m, n, k = table.index.m, table.index.n, len(table.categories)
    rows = _positions(how.row_order or range(m), n)
    columns = _positions(how.column_order or range(m), n)
    final = _positions(how.final_order or range(m), k)
    heads = _head_columns(table, how, columns, final)
    grid: Grid = [[_texts(how, cell) for cell in line] for line in heads]
    blocks = _column_values(table, how, columns, final)
    for at, row in enumerate(rows):
        first = not how.merged or row % n == 0
        label = [_province(table, how, row // n) if first else "", *_sector(table, how, row % n)]
        grid.append([*(_texts(how, cell) for cell in label), *blocks[row].tolist()])
        assert at + FIRST_ROW == len(grid) - 1
    if how.check_columns:
        for line, name in zip(grid, _checks(len(rows)), strict=True):
            line += name
    grid += _bottom(table, how, columns, final)
    width = max(map(len, grid))
    return [[*line, *[""] * (width - len(line))] for line in grid]


def _positions(order: Sequence[int], length: int) -> list[int]:
    return [block * length + at for block in order for at in range(length)]


def _texts(how: Variation, cell: Cell) -> Cell:
    return f"{cell} " if how.blanks and isinstance(cell, str) and cell else cell


def _province(table: MrioTable, how: Variation, at: int) -> str:
    if not how.names:
        return ""
    region = table.regions[at]
    name = region.name_en if how.english else region.name_zh
    name = DAMAGED.get(name, name) if how.damaged else name
    return how.renamed.get(name, name)


def _sector(table: MrioTable, how: Variation, at: int) -> tuple[str, Cell]:
    sector = table.sectors[at]
    name = sector.name_en if how.english else sector.name_zh
    name = name.replace("nan", "0") if how.damaged else name
    code: Cell = float(sector.code) if how.number_codes else sector.code
    return how.renamed.get(name, name) if how.names else "", code


def _head_columns(
    table: MrioTable, how: Variation, columns: list[int], final: list[int]
) -> list[list[Cell]]:
    n, k = table.index.n, len(table.categories)
    provinces: list[Cell] = ["", "", ""]
    names: list[Cell] = ["", "", ""]
    codes: list[Cell] = ["", "", ""]
    for at in columns:
        provinces.append(_province(table, how, at // n) if at % n == 0 or not how.merged else "")
        name, code = _sector(table, how, at % n)
        names.append(name)
        codes.append(code)
    language = 1 if how.english else 0
    special = {
        "TIU": ("中间使用合计", "Total intermediate use"),
        "EX": ("出口", "Export"),
        "TFU": ("最终使用合计", "Total final use"),
        "ERR": ("其他", "Others"),
        "GO": ("总产出", "Gross output"),
    }

    def single(code: str) -> None:
        provinces.append("")
        names.append(special[code][language])
        codes.append(code)

    if how.tiu:
        single("TIU")
    for at in final:
        provinces.append(_province(table, how, at // k) if at % k == 0 or not how.merged else "")
        category = table.categories[at % k].code
        names.append(FINAL_NAMES[category][language])
        codes.append(category)
    single("EX")
    if how.totals:
        single("TFU")
    if how.err:
        single("ERR")
    single("GO")
    return [[how.title, *[""] * (len(codes) - 1)], provinces, names, codes]


def _checks(rows: int) -> list[list[Cell]]:
    heads: list[list[Cell]] = [
        ["", ""],
        ["", ""],
        ["Proportion of errors in gross output (less than 5%)", "Gross Output Check"],
        ["", ""],
    ]
    return [*heads, *[[0.01, 0.0]] * rows]


def _column_values(
    table: MrioTable, how: Variation, columns: list[int], final: list[int]
) -> np.ndarray:
    parts = [table.Z[:, columns]]
    if how.tiu:
        parts.append(table.Z.sum(axis=1)[:, None])
    parts += [table.Y[:, final], table.exports[:, None]]
    if how.totals:
        parts.append((table.Y.sum(axis=1) + table.exports)[:, None])
    if how.err:
        parts.append(table.error[:, None])
    return np.hstack([*parts, table.x[:, None]])


def _bottom(
    table: MrioTable, how: Variation, columns: list[int], final: list[int]
) -> list[list[Cell]]:
    language = 1 if how.english else 0
    gap: list[Cell] = [""] if how.tiu else []
    bought = (table.Z.sum(axis=0) + table.imports)[columns].tolist()
    wanted = (table.Y.sum(axis=0) + table.imports_final)[final].tolist()
    empty: list[Cell] = [""] * len(final)

    def row(code: str, names: tuple[str, str], values: list[float], ends: list[Cell]) -> list[Cell]:
        return ["", names[language], code, *values, *gap, *ends]

    imports = table.imports[columns].tolist()
    rows = [row("IM", ("进口", "Import"), imports, table.imports_final[final].tolist())]
    if how.totals:
        rows.append(row("TII", ("中间投入合计", "Total intermediate inputs"), bought, wanted))
    for label, values in zip(table.value_added_labels, table.value_added, strict=True):
        code = label.split()[0]
        rows.append(row(code, VALUE_ADDED_NAMES[code], values[columns].tolist(), empty))
    if how.totals:
        total = table.total_value_added[columns].tolist()
        rows.append(row("TVA", ("增加值合计", "Total value added"), total, empty))
        rows.append(row("TI", ("总投入", "Total inputs"), table.x[columns].tolist(), wanted))
    if how.emissions:
        rows += [[""], ["", "CO2 (Mt)", "", *table.F[0, columns].tolist()]]
    return rows


def save(grids: Mapping[str, Grid], path: Path, merged: bool = False) -> Path:
    """Write sheets as a real workbook; ``merged`` joins the cells of each block of provinces."""
    with xlsxwriter.Workbook(str(path)) as book:
        for name, grid in grids.items():
            sheet = book.add_worksheet(name)
            for at, line in enumerate(grid):
                for column, cell in enumerate(line):
                    if cell != "":
                        sheet.write(at, column, cell)
            if merged and name.startswith(("Table", "English")):
                _merge(sheet, grid)
    return path


def _merge(sheet: xlsxwriter.worksheet.Worksheet, grid: Grid) -> None:
    heads = [at for at in range(FIRST_ROW, len(grid)) if grid[at][0]]
    for first, following in pairwise(heads):
        sheet.merge_range(first, 0, following - 1, 0, grid[first][0])


def edited(grid: Grid, cells: Mapping[str, Cell]) -> Grid:
    """Return a sheet with other values in some cells, named as in Excel."""
    copy = [list(line) for line in grid]
    for name, value in cells.items():
        row, column = position(name)
        copy[row][column] = value
    return copy


def position(name: str) -> tuple[int, int]:
    """Return row and column, counted from zero, of a cell named as in Excel."""
    letters = name.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = 26 * column + ord(letter) - 64
    return int(name[len(letters) :]) - 1, column - 1
