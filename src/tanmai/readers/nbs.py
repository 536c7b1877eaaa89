"""National and single-province tables in the layout of the National Bureau of Statistics.

Rows and columns are found by code: 01, 02 ... (or 001 ...) for sectors, TIU, FU101 ...,
EX, IM, ERR, GO for columns, TII, VA001 ..., TVA, TI for rows. Provinces have OUT and
IN, which hold trade with other provinces as well. Tables of 2017 and later may tell
domestic from imported flows in a column ``Origin``.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tanmai import units
from tanmai.errors import FileError, OptionError, did_you_mean
from tanmai.labels import RegionSectorIndex
from tanmai.readers.competitive import IMPORT_TREATMENTS, CompetitiveTable
from tanmai.readers.labelled_sheet import LabelledSheet, in_sheet, open_sheets
from tanmai.readers.nbs_layout import (
    CHINA,
    IMPORTED,
    VALUE_ADDED,
    About,
    Parts,
    about_sheet,
    labelled_by_code,
    read_parts,
)
from tanmai.readers.nbs_trade import read_trade
from tanmai.readers.workbook import Sheets
from tanmai.table import MrioTable, Provenance, SourceFile

FloatArray = NDArray[np.float64]

_TOLERANCE = 1e-7
_ROUNDING = 1e-5


def read_nbs(
    path: Path,
    *,
    sheet: str | None = None,
    region: str | None = None,
    year: int | None = None,
    unit: str | None = None,
    imports: str = "domestic_uses",
) -> MrioTable:
    """Read a national or single-province table as a table of one region.

    Parameters
    ----------
    path : Path
        A workbook (``.xlsx``, ``.xls``) or a UTF-8 CSV.
    sheet : str, optional
        Sheet of the workbook; needed where it has several.
    region : str, optional
        A province, or ``China``; needed where neither title nor file name says it.
    year : int, optional
        Year of the table; needed where neither title nor file name says it.
    unit : str, optional
        Unit of money; 10⁴ CNY where the sheet states none.
    imports : str, optional
        How imports are taken out of the flows of a competitive table, see
        `tanmai.readers.competitive`: ``domestic_uses``, ``all_uses`` or
        ``net_exports``. A table with an import block needs no such step.

    Returns
    -------
    MrioTable
        One region; trade with other provinces counts as exports and imports.

    Raises
    ------
    OptionError
        ``imports`` is no known treatment.
    FileError
        The file is not of this layout, a cell holds no number, or rows or columns do not
        add up; the place is named.
    LabelError
        Region or year are unknown, or contradict the title.
    UnitError
        The unit is unknown, or contradicts the sheet.
    TableError
        Imports exceed the uses that they are taken out of.
    """
    if imports not in IMPORT_TREATMENTS:
        raise OptionError(
            f"'{imports}' is no treatment of imports.{did_you_mean(imports, IMPORT_TREATMENTS)} "
            f"Known: {', '.join(IMPORT_TREATMENTS)}."
        )
    found, about, parts, provenance = _read(path, sheet, region, year, unit)
    if _has_import_block(found):
        return _with_import_block(found, about, parts, provenance)
    return IMPORT_TREATMENTS[imports](_competitive(found, about, parts, provenance))


def read_competitive(
    path: Path,
    *,
    sheet: str | None = None,
    region: str | None = None,
    year: int | None = None,
    unit: str | None = None,
) -> CompetitiveTable:
    """Read a national or single-province table as published, imports within its flows.

    Parameters
    ----------
    path : Path
        A workbook (``.xlsx``, ``.xls``) or a UTF-8 CSV.
    sheet, region, year, unit
        As for `read_nbs`.

    Returns
    -------
    CompetitiveTable
        Trade abroad and with other provinces by product; imports and inflow are positive.

    Raises
    ------
    FileError
        As for `read_nbs`; or the sheet has a block of imports, so its flows are domestic.
    LabelError, UnitError
        As for `read_nbs`.
    """
    found, about, parts, provenance = _read(path, sheet, region, year, unit)
    if _has_import_block(found):
        raise FileError(
            f"{found.where} has a block of imported products, so its flows are domestic; name a "
            "competitive table, whose imports stand in a column."
        )
    return _competitive(found, about, parts, provenance)


def _read(
    path: Path, sheet: str | None, region: str | None, year: int | None, unit: str | None
) -> tuple[LabelledSheet, About, Parts, Provenance]:
    sheets = open_sheets(path)
    name = _sheet_name(sheets, sheet)
    found = labelled_by_code(in_sheet(sheets, name), sheets.grid(name))
    about = about_sheet(sheets, name, found, region, year, unit)
    parts = read_parts(found, about.factor)
    provenance = Provenance(
        name=f"nbs-{about.region.name_en.lower().replace(' ', '-')}-{about.year}",
        status="official",
        reader=__name__,
        sources=(SourceFile(sheets.name, sheets.sha256, name),),
        changes=about.changes + parts.changes,
    )
    _refuse_wrong_totals(found, parts, about.factor)
    return found, about, parts, provenance


def _has_import_block(found: LabelledSheet) -> bool:
    return any(label.startswith(IMPORTED) for label in found.rows)


def _sheet_name(sheets: Sheets, sheet: str | None) -> str:
    if sheet is None and len(sheets.sheet_names) > 1:
        raise OptionError(
            f"{sheets.name} has {len(sheets.sheet_names)} sheets "
            f"({', '.join(sheets.sheet_names)}); name one."
        )
    name = sheets.sheet_names[0] if sheet is None else sheet
    if name not in sheets.sheet_names:
        raise FileError(
            f"{sheets.name} has no sheet '{name}'.{did_you_mean(name, sheets.sheet_names)} "
            f"Its sheets: {', '.join(sheets.sheet_names)}."
        )
    return name


def _competitive(
    found: LabelledSheet, about: About, parts: Parts, provenance: Provenance
) -> CompetitiveTable:
    trade = read_trade(
        found, parts.codes, parts.sectors, about.factor, national=about.region == CHINA
    )
    error = np.zeros(len(parts.codes))
    if "ERR" in found.columns:
        error = about.factor * found.vector(parts.codes, "ERR")
        share = np.abs(error).sum() / parts.x.sum()
        provenance = provenance.with_change(
            f"The statistical error (ERR, {100 * share:.3g} % of output) is kept."
        )
    for change in trade.changes:
        provenance = provenance.with_change(change)
    sold = parts.Z.sum(axis=1) + parts.Y.sum(axis=1) + error
    sold += trade.exports + trade.outflow - trade.imports - trade.inflow
    _refuse_wrong_sums(found, parts, sold, parts.Z.sum(axis=0))
    return CompetitiveTable(
        region=about.region,
        sectors=parts.sectors,
        categories=parts.categories,
        Z=parts.Z,
        Y=parts.Y,
        exports=trade.exports,
        imports=trade.imports,
        outflow=trade.outflow,
        inflow=trade.inflow,
        trade=trade.kind,
        error=error,
        x=parts.x,
        value_added=parts.value_added,
        value_added_labels=tuple(VALUE_ADDED.values()),
        year=about.year,
        provenance=provenance,
    )


def _with_import_block(
    found: LabelledSheet, about: About, parts: Parts, provenance: Provenance
) -> MrioTable:
    """Return a table whose sheet tells imported from domestic flows."""
    imported = [IMPORTED + code for code in parts.codes]
    final = [category.code for category in parts.categories]
    foreign = about.factor * found.block(imported, [*parts.codes, *final, "EX", "GO"])
    _refuse_gaps(
        found, parts, foreign[:, :-1].sum(axis=1), foreign[:, -1], _TOLERANCE, ("imports of", "GO")
    )
    bought, bought_final = np.split(foreign[:, :-2].sum(axis=0), [len(parts.codes)])
    again = foreign[:, -2].sum()
    exports = about.factor * found.vector(parts.codes, "EX")
    sold = parts.Z.sum(axis=1) + parts.Y.sum(axis=1) + exports
    _refuse_wrong_sums(found, parts, sold, parts.Z.sum(axis=0) + bought)
    index = RegionSectorIndex((about.region,), parts.sectors)
    return MrioTable(
        index=index,
        categories=parts.categories,
        Z=parts.Z,
        Y=parts.Y,
        exports=exports,
        error=np.zeros(len(index)),
        x=parts.x,
        imports=bought,
        imports_final=bought_final,
        value_added=parts.value_added,
        value_added_labels=tuple(VALUE_ADDED.values()),
        F=np.zeros((1, len(index))),
        F_Y=np.zeros((1, 1)),
        stressors=("CO2",),
        without_emissions=index.region_codes,
        year=about.year,
        provenance=provenance.with_change(
            "Imports are those of the sheet's own block; left out as imported and exported again: "
            f"{again:.6g} x {units.MONEY}."
        ),
    )


def _refuse_wrong_sums(
    found: LabelledSheet, parts: Parts, sold: FloatArray, inputs: FloatArray
) -> None:
    """Refuse rows or columns that do not sum to the output that the sheet states.

    Published sheets round GO and TI apart from one another.
    """
    bought = inputs + parts.value_added.sum(axis=0)
    for sums, stated, what, name, tolerance in (
        (sold, parts.x, "row", "GO", _TOLERANCE),
        (bought, parts.input_total, "column", "TI", _TOLERANCE),
        (parts.x, parts.input_total, "GO of", "TI", _ROUNDING),
    ):
        _refuse_gaps(found, parts, sums, stated, tolerance, (what, name))


def _refuse_wrong_totals(found: LabelledSheet, parts: Parts, factor: float) -> None:
    """Refuse rows of value added that do not sum to their total, where the sheet states it."""
    if "TIU" not in found.columns:
        return
    at = found.column("TIU")
    for code, values in zip(VALUE_ADDED, parts.value_added, strict=True):
        row = found.row(code)
        if found.text_or_number(row, at) == "":
            continue
        stated = factor * found.number(row, at)
        if abs(values.sum() - stated) > _TOLERANCE * np.abs(values).sum():
            raise FileError(
                f"{found.where}, row {code} sums to {values.sum():.10g}, but TIU says "
                f"{stated:.10g} ({units.MONEY}); a cell was changed or emptied."
            )


def _refuse_gaps(
    found: LabelledSheet,
    parts: Parts,
    sums: FloatArray,
    stated: FloatArray,
    tolerance: float,
    names: tuple[str, str],
) -> None:
    limit = tolerance * np.maximum(np.abs(stated), 1e-6 * np.abs(stated).sum() + 1e-9)
    gap = np.abs(sums - stated)
    worst = int((gap / limit).argmax())
    if gap[worst] > limit[worst]:
        raise FileError(
            f"{found.where}, {names[0]} {parts.sectors[worst]} is {sums[worst]:.10g}, but "
            f"{names[1]} says {stated[worst]:.10g} ({units.MONEY}); a cell was changed or emptied, "
            "or the statistical error (ERR) is missing."
        )
