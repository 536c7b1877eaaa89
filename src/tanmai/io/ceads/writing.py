"""A table of provinces written in the layout of CEADs, so that reading it back is exact."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path

import numpy as np
import xlsxwriter
from numpy.typing import NDArray

from tanmai.checks import check_finite
from tanmai.core.errors import FileError, LabelError, TableError, os_reason
from tanmai.core.flows import written_out
from tanmai.core.labels import mainland_provinces
from tanmai.core.messages import listed, message
from tanmai.core.table import MrioTable
from tanmai.io.ceads import labels
from tanmai.io.ceads.companions import HOUSEHOLDS, KEYS, MARK
from tanmai.io.output import write_file
from tanmai.io.workbook import Cell, Grid

FloatArray = NDArray[np.float64]
Step = Callable[[str], None]

# A workbook states when it was made; the same table must give the same bytes.
_CREATED = datetime(2000, 1, 1)
_EMPTY = ""


class _ExactNumber(float):
    """A number that is written with all its digits: xlsxwriter asks for 16, a float can need 17."""

    def __format__(self, _: str) -> str:
        return float.__repr__(self)


def write_ceads(table: MrioTable, path: Path, *, step: Step = lambda _: None) -> None:
    """Write a table of provinces as a workbook in the layout of CEADs.

    The sheets are ``Note``, ``Sector ``, ``Province``, ``Table_YYYY`` and, for
    the direct emissions of households, which have no place in it,
    ``Household CO2``. Several stressors are added up, which ``Note`` says. A
    province without an inventory has empty cells in the row of emissions.

    Parameters
    ----------
    table : MrioTable
        A table of provinces with the sectors 01, 02 ..., the final demand of
        FU101 to FU202 and the value added of VA001 to VA004, or some of them.
    path : Path
        The ``.xlsx`` file to write, which is not there yet; it appears whole or not at all.
    step : callable, optional
        Is told each step as it begins: ``layout``, ``write``.

    Raises
    ------
    LabelError
        The table has labels that the layout has no place for.
    TableError
        The table holds a NaN or an infinity.
    FileError
        The file cannot be written.

    Notes
    -----
    Numbers are written with 17 digits where they need them: Z, Y, x, exports,
    imports and value added come back to the last bit. ERR is read as the
    residual of its row, so that it can differ in its last digits. Texts are
    written as texts: none can become a formula. The same table gives the same bytes.
    """
    step("layout")
    _require_place(table)
    _require_co2(table)
    finite = check_finite(table)
    if not finite.passed:
        raise TableError(
            message(
                "Table '{table}' is not written: {problem}",
                table=table.provenance.name,
                problem=finite,
            )
        )
    sheets: dict[str, Grid] = {
        "Note": _note(table),
        "Sector ": [[s.code, s.name_zh, s.name_en] for s in table.sectors],
        "Province": [[r.code, r.name_zh, r.name_en] for r in table.regions],
    }
    if table.stressors:
        households = zip(table.regions, table.F_Y.sum(axis=0).tolist(), strict=True)
        sheets[HOUSEHOLDS] = [[r.code, r.name_zh, r.name_en, value] for r, value in households]
    step("write")
    content = BytesIO()
    try:
        with xlsxwriter.Workbook(content, {"constant_memory": True}) as workbook:
            workbook.set_properties({"created": _CREATED, "title": "tanmai"})
            for name, rows in sheets.items():
                _write_rows(workbook.add_worksheet(name), rows)
            _write_rows(workbook.add_worksheet(f"Table_{table.year}"), _table_rows(table))
    except OSError as error:  # rows wait in files of the system's folder of temporary files
        raise FileError(
            message(
                "{path} cannot be written ({reason}).",
                path=path,
                reason=os_reason(error),
            )
        ) from error
    write_file(path, content.getvalue())


def _require_place(table: MrioTable) -> None:
    """Require labels that the layout has a place for."""
    provinces = {province.code for province in mainland_provinces()}
    categories = {category.code for category in labels.CATEGORIES}
    expected = [f"{number:02d}" for number in range(1, table.index.n + 1)]
    wrong = [f"region {region}" for region in table.regions if region.code not in provinces]
    wrong += [
        f"sector {sector}"
        for sector, code in zip(table.sectors, expected, strict=True)
        if sector.code != code
    ]
    wrong += [
        f"final demand {category.code}"
        for category in table.categories
        if category.code not in categories
    ]
    codes = _value_added_codes(table)
    wrong += [
        f"value added '{label}'"
        for label, code in zip(table.value_added_labels, codes, strict=True)
        if code not in labels.VALUE_ADDED
    ]
    if wrong:
        raise LabelError(
            message(
                "The layout of CEADs has no place for {wrong}{more} of table '{table}': it holds "
                "provinces, sectors 01, 02 …, final demand FU101 … FU202 and value added VA001 … "
                "VA004. Save the table as a bundle instead.",
                wrong=wrong[0],
                more=message(" and {n} more", n=len(wrong) - 1) if len(wrong) > 1 else "",
                table=table.provenance.name,
            )
        )


def _value_added_codes(table: MrioTable) -> list[str]:
    return [label.split(" ", 1)[0] for label in table.value_added_labels]


def _require_co2(table: MrioTable) -> None:
    other = [one.name for one in table.pressures if not one.is_co2]
    if other:
        raise TableError(
            message(
                "The layout of CEADs has a row of CO2 alone, and table '{table}' has {other}; "
                "save it as a bundle, or choose table.of('CO2').",
                table=table.provenance.name,
                other=listed(other),
            )
        )


def _note(table: MrioTable) -> Grid:
    """Return the first sheet: what the table is, and what is not in the workbook."""
    rows: Grid = [[MARK]]
    rows += [[key, getattr(table.provenance, key)] for key in KEYS]
    rows += [
        ["year", table.year],
        ["unit", f"{table.money_unit}, {table.price_basis} prices; {table.emission_unit}"],
    ]
    if len(table.stressors) > 1:
        rows.append(["added up", "emissions of " + ", ".join(table.stressors)])
    return rows


def _table_rows(table: MrioTable) -> Iterable[Sequence[Cell]]:
    """Yield the rows of the main sheet, one at a time."""
    provinces = [region.name_zh for region in table.regions for _ in table.sectors]
    sectors = list(table.sectors) * table.index.m
    final = [(r.name_zh, c) for r in table.regions for c in table.categories]
    title = f"{table.year}年中国多区域投入产出表 Multi-regional input-output table (单位:万元)"
    yield [title]
    yield ["", "", "", *provinces, "", *(province for province, _ in final)]
    yield [
        *("", "", "", *(sector.name_zh for sector in sectors), "中间使用合计"),
        *(category.name_zh for _, category in final),
        *("出口", "最终使用合计", "误差", "总产出"),
    ]
    yield [
        *("", "", "", *(sector.code for sector in sectors), "TIU"),
        *(category.code for _, category in final),
        *("EX", "TFU", "ERR", "GO"),
    ]
    Z = written_out(table.Z)
    sold, wanted = Z.sum(axis=1), table.Y.sum(axis=1) + table.exports
    for at, sector in enumerate(sectors):
        yield [
            *(provinces[at], sector.name_zh, sector.code, *Z[at].tolist(), float(sold[at])),
            *(*table.Y[at].tolist(), float(table.exports[at]), float(wanted[at])),
            *(float(table.error[at]), float(table.x[at])),
        ]
    yield from _input_rows(table, Z.sum(axis=0))


def _input_rows(table: MrioTable, bought: FloatArray) -> Iterable[Sequence[Cell]]:
    demanded = (table.Y.sum(axis=0) + table.imports_final).tolist()
    no_final = [_EMPTY] * len(demanded)

    def row(name: str, code: str, values: FloatArray, final: Sequence[Cell]) -> list[Cell]:
        return ["", name, code, *values.tolist(), _EMPTY, *final]

    yield row("进口", "IM", table.imports, table.imports_final.tolist())
    yield row("中间投入合计", "TII", bought + table.imports, demanded)
    for code, values in zip(_value_added_codes(table), table.value_added, strict=True):
        yield row(labels.VALUE_ADDED[code][0], code, values, no_final)
    yield row("增加值合计", "TVA", table.total_value_added, no_final)
    inputs = bought + table.imports + table.total_value_added
    yield row("总投入", "TI", inputs, demanded)
    if table.stressors:
        yield []
        yield ["", "CO2 (Mt)", "", *_emission_cells(table)]


def _emission_cells(table: MrioTable) -> list[Cell]:
    cells: list[Cell] = []
    by_province = table.F.sum(axis=0).reshape(table.index.m, table.index.n)
    for region, values in zip(table.regions, by_province, strict=True):
        missing = region.code in table.without_emissions
        cells += [_EMPTY] * table.index.n if missing else values.tolist()
    return cells


def _write_rows(sheet: xlsxwriter.worksheet.Worksheet, rows: Iterable[Sequence[Cell]]) -> None:
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, (int, float)):
                sheet.write_number(at, column, _ExactNumber(cell))
            elif cell:
                sheet.write_string(at, column, str(cell))
