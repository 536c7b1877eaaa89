"""The layout of the National Bureau of Statistics: codes, and what a sheet says of itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from tanmai import units
from tanmai.concordance import concordances
from tanmai.errors import FileError, LabelError, UnitError
from tanmai.labels import Region, Sector, find_province, mainland_provinces
from tanmai.readers.labelled_sheet import LabelledSheet, find_sheet_labels, places
from tanmai.readers.workbook import Cell, Grid, Sheets
from tanmai.table import FinalDemandCategory

FloatArray = NDArray[np.float64]
T = TypeVar("T")

CHINA = Region("156", "中国", "China")
HOUSEHOLDS_AND_GOVERNMENT = (
    FinalDemandCategory("FU101", "农村居民消费", "Rural household consumption"),
    FinalDemandCategory("FU102", "城镇居民消费", "Urban household consumption"),
    FinalDemandCategory("FU103", "政府消费", "Government consumption"),
)
CONSUMPTION = (FinalDemandCategory("TC", "最终消费", "Final consumption"),)
INVESTMENT = (
    FinalDemandCategory("FU201", "固定资本形成总额", "Gross fixed capital formation"),
    FinalDemandCategory("FU202", "存货增加", "Inventory change"),
)
VALUE_ADDED = {
    "VA001": "VA001 compensation of employees",
    "VA002": "VA002 net production tax",
    "VA003": "VA003 depreciation of fixed assets",
    "VA004": "VA004 operating surplus",
}
ORIGIN, IMPORTED = "Origin", "Imports "
ORIGINS = ("Domestic", "Imports", "TOT")

_TRADE_CODES = {"FU301": "EX", "FU302": "OF", "FU303": "IM", "FU304": "IF"}
_ROW_MARKS = ("1", "2", *VALUE_ADDED, "TI")
_COLUMN_MARKS = ("1", "2", "FU201", "FU202", "GO")
_UNIT = re.compile(r"单位[:：]\s*(\S+)")
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")


@dataclass(frozen=True)
class About:
    """What a sheet is, by its title, its name, or what the user says."""

    region: Region
    year: int
    factor: float
    changes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Parts:
    """The blocks that both kinds of tables have; codes are those of the sheet."""

    codes: list[str]
    sectors: tuple[Sector, ...]
    categories: tuple[FinalDemandCategory, ...]
    Z: FloatArray
    Y: FloatArray
    x: FloatArray
    value_added: FloatArray
    input_total: FloatArray
    changes: tuple[str, ...]


def labelled_by_code(where: str, cells: Grid) -> LabelledSheet:
    """Return the sheet by its codes; rows of the import block have ``Imports`` before theirs."""
    rows, columns = find_sheet_labels(cells, where, _ROW_MARKS, _COLUMN_MARKS, _code)
    columns = [_TRADE_CODES.get(label, label) for label in columns]
    if ORIGIN in columns:
        at = columns.index(ORIGIN)
        origins = [row[at] if at < len(row) else "" for row in cells]
        imported = [str(origin).strip() == IMPORTED.strip() for origin in origins]
        rows = [IMPORTED + r if r and i else r for r, i in zip(rows, imported, strict=True)]
    return LabelledSheet(where, cells, places(rows), places(columns), blank=0.0)


def _code(cell: Cell) -> str:
    """Return a code as it is meant: as text or number, with or without leading zeros."""
    if isinstance(cell, float | int):
        return str(int(cell)) if isfinite(cell) and cell == int(cell) and cell > 0 else ""
    text = str(cell).strip()
    return str(int(text)) if text.isdigit() and text.isascii() else text


def about_sheet(
    sheets: Sheets,
    name: str,
    found: LabelledSheet,
    region: str | None,
    year: int | None,
    unit: str | None,
) -> About:
    """Return what a sheet is, by what is given, its title, its name or that of its file.

    Raises
    ------
    LabelError
        Region or year are unknown, or contradict the title.
    UnitError
        The unit is unknown, or contradicts the sheet.
    """
    above = found.cells[: found.row("1")]
    title = " ".join(cell for row in above for cell in row if isinstance(cell, str))
    texts = (title, name, Path(sheets.name).stem)
    place = CHINA if region is not None and _is_china(region) else None
    if region is not None and place is None:
        place = find_province(region)
    about_place = _said(found.where, "region", [_places_in(text) for text in texts], place)
    years = [set(map(int, _YEAR.findall(text))) for text in texts]
    about_year = _said(found.where, "year", years, year)
    stated = _UNIT.search(title)
    if stated and unit and units.parse_money(stated[1]).factor != units.parse_money(unit).factor:
        raise UnitError(
            f"{found.where} states the unit '{stated[1]}', not '{unit}'; leave the unit out."
        )
    factor = units.parse_money(stated[1] if stated else unit or units.MONEY).factor
    changes = () if stated or unit else (f"The sheet states no unit; read as {units.MONEY}.",)
    return About(about_place, about_year, factor, changes)


def _said(where: str, what: str, found: Sequence[set[T]], given: T | None) -> T:
    """Return what is given, or what the first of title, sheet and file name says that says one.

    Only a title contradicts what is given; names of sheets and files are the user's own.
    """
    if given is not None:
        if found[0] and given not in found[0]:
            said = ", ".join(sorted(map(str, found[0])))
            raise LabelError(
                f"{where}: the title says {what} {said}, not {given}; name the right sheet."
            )
        return given
    for candidates in found:
        if len(candidates) == 1:
            return next(iter(candidates))
    raise LabelError(f"{where} does not say its {what} once; give the {what}.")


def _places_in(text: str) -> set[Region]:
    words = set(re.split(r"[^a-z]+", text.casefold()))
    found = {p for p in mainland_provinces() if p.name_zh in text or p.name_en.casefold() in words}
    return found | {CHINA} if _is_china(text) else found


def _is_china(text: str) -> bool:
    return any(name in text.casefold() for name in ("中国", "全国", "china", CHINA.code))


def read_parts(found: LabelledSheet, factor: float) -> Parts:
    """Return the blocks of a sheet, money multiplied by a factor.

    Raises
    ------
    FileError
        Rows and columns name different sectors, one has no name, or a cell holds no number.
    """
    codes = sorted((label for label in found.columns if label.isdigit()), key=int)
    in_rows = [label for label in found.rows if label.isdigit()]
    if set(codes) != set(in_rows):
        odd = sorted(set(codes) ^ set(in_rows), key=int)
        raise FileError(
            f"{found.where}: rows and columns do not name the same sectors ({', '.join(odd)} stand "
            "in one of them only); put them back as they were published."
        )
    sectors = _sectors(found, codes)
    changes = _compared_with_known(found, codes, sectors)
    households = "FU101" in found.columns
    categories = (HOUSEHOLDS_AND_GOVERNMENT if households else CONSUMPTION) + INVESTMENT
    final = [category.code for category in categories]
    empty = found.blanks(codes, [*codes, *final]) + found.blanks(list(VALUE_ADDED), codes)
    if empty:
        changes += (f"Empty cells read as zero, which the sums confirm: {empty}.",)
    return Parts(
        codes=codes,
        sectors=sectors,
        categories=categories,
        Z=factor * found.block(codes, codes),
        Y=factor * found.block(codes, final),
        x=factor * found.vector(codes, "GO"),
        value_added=factor * found.block(list(VALUE_ADDED), codes),
        input_total=factor * found.block(["TI"], codes)[0],
        changes=changes,
    )


def _sectors(found: LabelledSheet, codes: list[str]) -> tuple[Sector, ...]:
    """Return the sectors, with their names from the cells before the first sector's column.

    An English name that the source gives to two sectors gets their codes.
    """
    width = 3 if len(codes) > 99 else 2
    first = min(found.column(code) for code in codes)
    known = {
        label.name_zh: label.name_en
        for concordance in concordances().values()
        for label in (*concordance.sources, *concordance.targets)
    }
    sectors = []
    for code in codes:
        row = found.row(code)
        texts = [" ".join(c.split()) for c in found.cells[row][:first] if isinstance(c, str)]
        named = [text for text in texts if text and _code(text) != code and text not in ORIGINS]
        if not named:
            raise FileError(f"{found.where}, row {row + 1}: sector {code} has no name; add it.")
        # The longest: a merged heading runs down the first column, one character a row.
        en = max((text for text in named if text.isascii()), key=len, default="")
        zh = max((text for text in named if not text.isascii()), key=len, default=en)
        sectors.append(Sector(code.zfill(width), zh, en or known.get(zh, zh)))
    counts = Counter(sector.name_en for sector in sectors)
    return tuple(
        replace(sector, name_en=f"{sector.name_en} ({sector.code})")
        if counts[sector.name_en] > 1
        else sector
        for sector in sectors
    )


def _compared_with_known(
    found: LabelledSheet, codes: list[str], sectors: tuple[Sector, ...]
) -> tuple[str, ...]:
    """Return which names differ from the classification that the sheet follows; swaps are refused.

    A classification is followed when nine names in ten are its own.
    """
    for concordance in concordances().values():
        for known in (concordance.sources, concordance.targets):
            by_code = {label.code: label for label in known}
            if any(sector.code not in by_code for sector in sectors):
                continue
            named = {sector.code: by_code[sector.code] for sector in sectors}
            odd = [s for s in sectors if s != named[s.code]]
            same_zh = sum(s.name_zh == named[s.code].name_zh for s in sectors)
            same_en = sum(s.name_en == named[s.code].name_en for s in sectors)
            if 10 * max(same_zh, same_en) < 9 * len(sectors) or not odd:
                continue
            _refuse_swapped(found, codes, sectors, named)
            listed = ", ".join(f"{s.code} {s.name_zh}" for s in odd)
            return (f"Names that differ from those of {concordance.name}: {listed}.",)
    return ()


def _refuse_swapped(
    found: LabelledSheet,
    codes: list[str],
    sectors: tuple[Sector, ...],
    named: Mapping[str, Sector],
) -> None:
    for language in ("zh", "en"):
        owners = {label.name(language): label.code for label in named.values()}
        for code, sector in zip(codes, sectors, strict=True):
            name = sector.name(language)
            if owners.get(name, sector.code) != sector.code:
                raise FileError(
                    f"{found.where}, row {found.row(code) + 1}: sector {sector.code} is named "
                    f"'{name}', which is the name of {owners[name]}; the names were moved, so "
                    "download the file again."
                )
