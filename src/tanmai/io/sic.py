"""The interregional tables of the State Information Center, 2002 and 2007: 8 regions.

Source of the layout: Zhang Yaxiong and Qi Shuchang (eds.), 2002 and 2007
interregional input-output tables of China, China Statistics Press, 2012. Codes
stand in one row and one column: ``A001`` is sector 1 of region A, ``FA001``
final demand of region A, ``A900`` a sum.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tanmai.core.concordance import merged_region, region_groups
from tanmai.core.errors import FileError, OptionError
from tanmai.core.labels import Region, RegionSectorIndex, Sector, find_province
from tanmai.core.messages import message
from tanmai.core.table import FinalDemandCategory, MrioTable, Provenance, SourceFile
from tanmai.io.concordance_file import find_concordance
from tanmai.io.labelled_sheet import LabelledSheet, find_sheet_labels, in_sheet, open_sheets, places
from tanmai.io.workbook import Cell, Sheets, no_sheet
from tanmai.io.workbook_size import COLUMN, ROW

FloatArray = NDArray[np.float64]

YEARS = (2002, 2007)
SECTORS = (17, 8)
CATEGORIES = (
    FinalDemandCategory("001", "农村居民消费", "Rural household consumption"),
    FinalDemandCategory("002", "城镇居民消费", "Urban household consumption"),
    FinalDemandCategory("003", "政府消费", "Government consumption"),
    FinalDemandCategory("004", "固定资本形成总额", "Gross fixed capital formation"),
)
VALUE_ADDED = {
    "VA001": "VA003 depreciation of fixed assets",
    "VA002": "VA001 compensation of employees",
    "VA003": "VA002 net production tax",
    "VA004": "VA004 operating surplus",
}
_TOLERANCE = 1e-9


def read_sic(path: Path, year: int, sectors: int = 17) -> MrioTable:
    """Read a table of the State Information Center.

    Parameters
    ----------
    path : Path
        The workbook (``.xls`` or ``.xlsx``) with a sheet such as ``2007-17``.
    year : int
        2002 or 2007.
    sectors : int, optional
        17 or 8.

    Returns
    -------
    MrioTable
        8 regions; 10⁴ CNY at current prices. Exports (EX) and changes in inventories (STK)
        have no region of destination and stay sinks of their own; the statistical
        error (ERR) is kept, and so is the row of imports.

    Raises
    ------
    OptionError
        The year or the number of sectors is not of these tables.
    FileError
        The sheet or a code is missing, a cell holds no number, a name is not that of its
        code, or rows or columns do not add up.
    """
    if year not in YEARS or sectors not in SECTORS:
        raise OptionError(
            message(
                "The State Information Center has no table of {year} with {sectors} sectors; its "
                "years are {years} and {last}, with 17 or 8 sectors.",
                year=year,
                sectors=sectors,
                years=YEARS[0],
                last=YEARS[1],
            )
        )
    sheets = open_sheets(path)
    index = RegionSectorIndex(_regions(), _sectors(sectors))
    sheet = _sheet(sheets, year, sectors)
    where = in_sheet(sheets, sheet)
    cells = sheets.grid(sheet)
    codes = [f"{r.code}0{s.code}" for r in index.regions for s in index.sectors]
    final = [f"F{r.code}{c.code}" for r in index.regions for c in CATEGORIES]
    row_labels, column_labels = find_sheet_labels(
        cells, where, [*codes, "IM", "XX"], [*codes, *final, "XX"], _code
    )
    found = LabelledSheet(where, cells, places(row_labels), places(column_labels))
    _check_names(found, index, codes)
    table = _table(found, index, codes, final, _provenance(sheets, sheet, year, sectors), year)
    _check_sums(found, table, codes)
    _check_totals(found, table)
    return table


def _regions() -> tuple[Region, ...]:
    groups = region_groups()["sic8"]
    return tuple(
        merged_region(
            group, [find_province(k.source.code) for k in groups.links if k.target == group]
        )
        for group in groups.targets
    )


def _sectors(number: int) -> tuple[Sector, ...]:
    names = find_concordance("sic17_to_sic8")
    return names.sources if number == SECTORS[0] else names.targets


def _sheet(sheets: Sheets, year: int, sectors: int) -> str:
    wanted = f"{year}-{sectors}"
    for sheet in sheets.sheet_names:
        if sheet.strip() in (wanted, ""):
            return sheet
    raise no_sheet(sheets.name, wanted, sheets.sheet_names)


def _check_names(found: LabelledSheet, index: RegionSectorIndex, codes: list[str]) -> None:
    """Reject a sheet that names a sector otherwise than its code does."""
    before_codes = found.column(codes[0])
    for code, position in zip(codes, range(len(index)), strict=True):
        row = found.row(code)
        named = [str(cell) for cell in found.cells[row][:before_codes] if isinstance(cell, str)]
        sector = index.sectors[position % index.n]
        if _fold(sector.name_zh) not in map(_fold, named):
            raise FileError(
                message(
                    "{where}, row {row}: code {code} should be '{name_zh}', but the row is named "
                    "'{named}'; the rows were moved, so download the file again.",
                    where=found.where,
                    row=row + 1,
                    code=code,
                    name_zh=sector.name_zh,
                    named=" ".join(n for n in named if n and n != code),
                )
            )


def _table(
    found: LabelledSheet,
    index: RegionSectorIndex,
    codes: list[str],
    final: list[str],
    provenance: Provenance,
    year: int,
) -> MrioTable:
    value_added = found.block(list(VALUE_ADDED), codes)
    order = np.argsort(list(VALUE_ADDED.values()))
    return MrioTable(
        index=index,
        categories=CATEGORIES,
        Z=found.block(codes, codes),
        Y=found.block(codes, final),
        exports=found.vector(codes, "EX"),
        stock_change=found.vector(codes, "STK"),
        error=found.vector(codes, "ERR"),
        x=found.vector(codes, "XX"),
        imports=found.block(["IM"], codes)[0],
        imports_final=found.block(["IM"], final)[0],
        value_added=value_added[order],
        value_added_labels=tuple(sorted(VALUE_ADDED.values())),
        F=np.zeros((1, len(index))),
        F_Y=np.zeros((1, index.m)),
        stressors=("CO2",),
        without_emissions=index.region_codes,
        year=year,
        provenance=provenance,
    )


def _check_sums(found: LabelledSheet, table: MrioTable, codes: list[str]) -> None:
    """Reject rows or columns that do not sum to the output that the sheet states."""
    sold = table.Z.sum(axis=1) + table.Y.sum(axis=1)
    sold = sold + table.exports + table.stock_change + table.error
    bought = table.Z.sum(axis=0) + table.imports + table.total_value_added
    input_total = found.block(["XX"], codes)[0]
    for sums, stated, axis in (
        (sold, table.x, ROW),
        (bought, input_total, COLUMN),
        (table.x, input_total, message("row and column")),
    ):
        gap = np.abs(sums - stated)
        worst = int((gap / np.maximum(np.abs(stated), 1.0)).argmax())
        if gap[worst] > _TOLERANCE * max(abs(float(stated[worst])), 1.0):
            raise FileError(
                message(
                    "{where}, {axis} {codes} ({sector}) sums to {sums}, but XX says {stated}; a "
                    "cell was changed, so download the file again.",
                    where=found.where,
                    axis=axis,
                    codes=codes[worst],
                    sector=table.index.where(worst),
                    sums=f"{sums[worst]:.10g}",
                    stated=f"{stated[worst]:.10g}",
                )
            )


def _check_totals(found: LabelledSheet, table: MrioTable) -> None:
    """Reject imports or value added that do not sum to the totals that the sheet states."""
    by_region = [f"{region.code}900" for region in table.regions]
    imports = float(table.imports.sum() + table.imports_final.sum())
    checks = [("IM", "XX", imports)]
    order = np.argsort(np.argsort(list(VALUE_ADDED.values())))
    for row, at in zip(VALUE_ADDED, order, strict=True):
        sums = table.by_region(table.value_added[at])
        checks += [(row, column, float(s)) for column, s in zip(by_region, sums, strict=True)]
    for row, column, value in checks:
        stated = float(found.block([row], [column])[0, 0])
        if abs(value - stated) > _TOLERANCE * max(abs(stated), 1.0):
            raise FileError(
                message(
                    "{where}, row {row} sums to {value}, but {column} says {stated}; a cell was "
                    "changed, so download the file again.",
                    where=found.where,
                    row=row,
                    value=f"{value:.10g}",
                    column=column,
                    stated=f"{stated:.10g}",
                )
            )


def _provenance(sheets: Sheets, sheet: str, year: int, sectors: int) -> Provenance:
    return Provenance(
        name=f"sic-{year}-{sectors}",
        status="official",
        reader=__name__,
        sources=(SourceFile(sheets.name, sheets.sha256, sheet),),
        changes=(
            message(
                "The unit, which the sheet does not state, is 10^4 CNY, as in the printed tables."
            ),
            message(
                "Changes in inventories (STK) and exports (EX) have no region of destination and "
                "are sinks of their own; the statistical error (ERR) is kept."
            ),
            message("Rows of value added are in the order of the National Bureau of Statistics."),
        ),
    )


def _code(cell: Cell) -> str:
    return cell.strip().upper() if isinstance(cell, str) else ""


def _fold(name: str) -> str:
    return "".join(name.split())
