"""Tables of one region: the nation, a province or a city, in the layout of statistical bureaux.

Rows and columns are found by code: 01, 02 ... (or 001, 01001 ...) for sectors, TIU, FU101 ...,
EX, OF, IM, IF, ERR, GO for columns, TII, VA001 ..., TVA, TI for rows; or by name, where a sheet
has no codes. Tables of provinces hold trade with other provinces as well. Tables of 2017 and
later may have a block of domestic and one of imported products.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tanmai.core import units
from tanmai.core.errors import FileError, OptionError, unknown
from tanmai.core.labels import Region, RegionSectorIndex
from tanmai.core.messages import Message, message
from tanmai.core.table import MrioTable, Provenance, SourceFile
from tanmai.io.competitive import DEFAULT_TREATMENT, IMPORT_TREATMENTS, CompetitiveTable
from tanmai.io.labelled_sheet import open_sheets
from tanmai.io.nbs_layout import CHINA, About, Parts, about_sheet, read_parts
from tanmai.io.nbs_sheet import IMPORTED, RegionSheet
from tanmai.io.nbs_sheet_choice import choose_sheet
from tanmai.io.nbs_sums import (
    Sums,
    check_columns,
    check_sums,
    check_value_added,
    rounding_step,
    settle_rows,
)
from tanmai.io.nbs_trade import RegionalTrade, read_trade
from tanmai.io.workbook_size import AXES

FloatArray = NDArray[np.float64]

_LEAST_SHARE_SAID = 1e-6


def read_nbs(
    path: Path,
    *,
    sheet: str | None = None,
    region: str | None = None,
    year: int | None = None,
    unit: str | None = None,
    imports: str = DEFAULT_TREATMENT,
) -> MrioTable:
    """Read a table of the nation, a province or a city as a table of one region.

    Parameters
    ----------
    path : Path
        A workbook (``.xlsx``, ``.xls``) or a UTF-8 CSV.
    sheet : str, optional
        Sheet of the workbook; needed where several hold flows.
    region : str, optional
        A province, ``China``, or a region's own name; needed where neither title nor file
        name says it.
    year : int, optional
        Year of the table; needed where neither title, file nor folder says it.
    unit : str, optional
        Unit of money; 10⁴ CNY where the sheet states none.
    imports : str, optional
        How imports are taken out of the flows of a competitive table: one of
        `tanmai.io.competitive.IMPORT_TREATMENTS`. A table with an import block needs
        no such step.

    Returns
    -------
    MrioTable
        One region; trade with other provinces counts as exports and imports.

    Raises
    ------
    OptionError
        ``imports`` is no known treatment, or several sheets hold flows.
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
        raise OptionError(unknown(imports, message("a treatment of imports"), IMPORT_TREATMENTS))
    found, about, parts, provenance = _read(path, sheet, region, year, unit)
    if found.has_import_block:
        return _with_import_block(found, about, parts, provenance)
    return IMPORT_TREATMENTS[imports](_competitive(found, about, parts, provenance))


def read_competitive(
    path: Path,
    *,
    sheet: str | None = None,
    region: str | Region | None = None,
    year: int | None = None,
    unit: str | None = None,
) -> CompetitiveTable:
    """Read a table of one region as published, imports within its flows.

    Parameters
    ----------
    path : Path
        A workbook (``.xlsx``, ``.xls``) or a UTF-8 CSV.
    sheet : str, optional
        As for `read_nbs`.
    region : str or Region, optional
        As for `read_nbs`; a region of one's own is taken as it is, whatever the title says.
    year, unit
        As for `read_nbs`.

    Returns
    -------
    CompetitiveTable
        Trade abroad and with other provinces by product; imports and inflow are positive.

    Raises
    ------
    FileError
        As for `read_nbs`; or the sheet has a block of imports, so its flows are domestic.
    OptionError, LabelError, UnitError
        As for `read_nbs`.
    """
    found, about, parts, provenance = _read(path, sheet, region, year, unit)
    if found.has_import_block:
        raise FileError(
            message(
                "{where} has a block of imported products, so its flows are domestic; name a "
                "competitive table, whose imports are in a column.",
                where=found.where,
            )
        )
    return _competitive(found, about, parts, provenance)


def _read(
    path: Path,
    sheet: str | None,
    region: str | Region | None,
    year: int | None,
    unit: str | None,
) -> tuple[RegionSheet, About, Parts, Provenance]:
    sheets = open_sheets(path)
    name, found, others = choose_sheet(sheets, sheet)
    about = about_sheet(path, name, found, region, year, unit)
    parts = read_parts(found, about.factor)
    provenance = Provenance(
        name=f"nbs-{about.region.name_en.lower().replace(' ', '-')}-{about.year}",
        status="official",
        reader=__name__,
        sources=(SourceFile(sheets.name, sheets.sha256, name),),
        changes=others + about.changes + parts.changes,
    )
    return found, about, parts, provenance


def _competitive(
    found: RegionSheet, about: About, parts: Parts, provenance: Provenance
) -> CompetitiveTable:
    trade, error, changes = _outside(found, about, parts)
    changes += check_columns(found, parts, np.zeros((0, len(error))), about.factor)
    changes += check_value_added(found, parts, about.factor) + _not_needed(found)
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
        value_added_labels=parts.value_added_labels,
        year=about.year,
        provenance=_with_changes(provenance, changes),
    )


def _outside(
    found: RegionSheet, about: About, parts: Parts
) -> tuple[RegionalTrade, FloatArray, tuple[Message, ...]]:
    """Return trade and the statistical error that closes every row, and what is said of them."""
    error = np.zeros(len(parts.codes))
    kept: tuple[Message, ...] = ()
    if "ERR" in found.found.columns:
        error = about.factor * found.found.vector(parts.codes, "ERR")
    share = 100 * np.abs(error).sum() / parts.x.sum()
    if share > _LEAST_SHARE_SAID:
        kept = (
            message(
                "The statistical error (ERR, {share} % of output) is kept.", share=f"{share:.3g}"
            ),
        )
    net = parts.x - parts.Z.sum(axis=1) - parts.Y.sum(axis=1) - error
    national = about.region == CHINA
    trade = read_trade(
        found.found, parts.codes, parts.sectors, about.factor, net, national=national
    )
    error, settled = settle_rows(found, parts, trade, error, about.factor)
    return trade, error, trade.changes + kept + settled


def _not_needed(found: RegionSheet) -> tuple[Message, ...]:
    """Return which rows and columns without a known heading were left out, as sums hold."""
    return tuple(
        message(
            "Without a heading that is known, and not needed for any sum: {axis} {name}.",
            axis=AXES[axis],
            name=name,
        )
        for axis, names in (("column", found.unknown_columns), ("row", found.unknown_rows))
        for name in names
    )


def _with_changes(provenance: Provenance, changes: tuple[Message, ...]) -> Provenance:
    for change in changes:
        provenance = provenance.with_change(change)
    return provenance


def _with_import_block(
    found: RegionSheet, about: About, parts: Parts, provenance: Provenance
) -> MrioTable:
    """Return a table whose sheet has a block of domestic and one of imported products."""
    imported = [IMPORTED + code for code in parts.codes]
    final = [category.code for category in parts.categories]
    foreign = about.factor * found.found.block(imported, [*parts.codes, *final, "EX", "GO"])
    uses, stated = foreign[:, :-1], foreign[:, -1]
    names = tuple(message("imports of {sector}", sector=sector) for sector in parts.sectors)
    sums = Sums(uses.sum(axis=1), stated, np.count_nonzero(uses, axis=1), names, Message("GO"))
    changes = check_sums(
        sums,
        rounding_step(parts, about.factor),
        about.factor,
        lambda at: FileError(
            message(
                "{where}, {names} are {sums}, but GO says {stated} ({money}).",
                where=found.where,
                names=names[at],
                sums=f"{sums.sums[at]:.10g}",
                stated=f"{stated[at]:.10g}",
                money=units.MONEY,
            )
        ),
    )
    n = len(parts.codes)
    trade, error, outside = _outside(found, about, parts)
    if trade.imports.any() or trade.inflow.any():
        raise FileError(
            message(
                "{where} has a block of imported products and a column of purchases outside too, "
                "so imports would count twice; take the one that is too many out.",
                where=found.where,
            )
        )
    changes += outside + check_columns(found, parts, foreign[:, :n], about.factor)
    changes += check_value_added(found, parts, about.factor) + _not_needed(found)
    changes += (
        message(
            "Imports are those of the sheet's own block; left out as imported and exported "
            "again: {amount} x {unit}.",
            amount=f"{foreign[:, -2].sum():.6g}",
            unit=units.MONEY,
        ),
    )
    index = RegionSectorIndex((about.region,), parts.sectors)
    return MrioTable(
        index=index,
        categories=parts.categories,
        Z=parts.Z,
        Y=parts.Y,
        exports=trade.exports + trade.outflow,
        error=error,
        x=parts.x,
        imports=foreign[:, :n].sum(axis=0),
        imports_final=foreign[:, n:-2].sum(axis=0),
        value_added=parts.value_added,
        value_added_labels=parts.value_added_labels,
        F=np.zeros((1, n)),
        F_Y=np.zeros((1, 1)),
        stressors=("CO2",),
        without_emissions=index.region_codes,
        year=about.year,
        provenance=_with_changes(provenance, changes),
    )
