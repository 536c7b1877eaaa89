"""The blocks of a table of one region, and what a sheet says of itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from tanmai.core import units
from tanmai.core.concordance import concordances
from tanmai.core.errors import FileError, LabelError, UnitError, did_you_mean
from tanmai.core.labels import (
    REGION,
    Region,
    Sector,
    all_provinces,
    find_province,
    mainland_provinces,
)
from tanmai.core.messages import Message, listed, message
from tanmai.core.table import FinalDemandCategory
from tanmai.io.nbs_codes import VALUE_ADDED
from tanmai.io.nbs_sheet import RegionSheet

FloatArray = NDArray[np.float64]
T = TypeVar("T")

CHINA = Region("156", "中国", "China")
_CATEGORIES = {
    "FU101": FinalDemandCategory("FU101", "农村居民消费", "Rural household consumption"),
    "FU102": FinalDemandCategory("FU102", "城镇居民消费", "Urban household consumption"),
    "THC": FinalDemandCategory("THC", "居民消费", "Household consumption"),
    "FU103": FinalDemandCategory("FU103", "政府消费", "Government consumption"),
    "TC": FinalDemandCategory("TC", "最终消费", "Final consumption"),
    "FU201": FinalDemandCategory("FU201", "固定资本形成总额", "Gross fixed capital formation"),
    "FU202": FinalDemandCategory("FU202", "存货增加", "Inventory change"),
    "GCF": FinalDemandCategory("GCF", "资本形成总额", "Gross capital formation"),
}
_CONSUMPTION = (("FU101", "FU102", "FU103"), ("THC", "FU103"), ("TC",))
_INVESTMENT = (("FU201", "FU202"), ("GCF",))
_TOTAL_VALUE_ADDED = {"TVA": "TVA total value added"}

_UNIT = re.compile(
    r"单\s*位\s*[:：]\s*([^\s)）]+)|\bunits?\s*[:：]\s*([^\n()（）]+?)\s*(?:[)）\n]|$)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")


@dataclass(frozen=True)
class About:
    """What a sheet is, by its title, its name, or what the user says."""

    region: Region
    year: int
    factor: float
    changes: tuple[Message, ...]


@dataclass(frozen=True, eq=False)
class Parts:
    """The blocks that both kinds of tables have, 10⁴ CNY; codes are those of the sheet."""

    codes: list[str]
    sectors: tuple[Sector, ...]
    categories: tuple[FinalDemandCategory, ...]
    Z: FloatArray
    Y: FloatArray
    x: FloatArray
    value_added: FloatArray
    value_added_rows: tuple[str, ...]
    value_added_labels: tuple[str, ...]
    input_total: FloatArray
    changes: tuple[Message, ...]


def about_sheet(
    path: Path,
    name: str,
    sheet: RegionSheet,
    region: str | Region | None,
    year: int | None,
    unit: str | None,
) -> About:
    """Return what a sheet is: by what is given, its title, its name, or that of its file.

    A year may also be the name of the folder, as in ``2012/0中国.xls``.

    Raises
    ------
    LabelError
        Region or year are unknown, or contradict the title.
    UnitError
        The unit is unknown, or contradicts the sheet.
    """
    above = sheet.found.cells[: sheet.first_row]
    headings = [cell for row in above for cell in row if isinstance(cell, str)]
    title = " ".join(headings)
    texts = (title, name, path.stem)
    place = _place(region) if isinstance(region, str) else region
    free = place is not None and place.code == place.name_zh
    said = [_places_in(text) for text in texts] if not free else []
    about_place = _said(sheet.where, REGION, said, place)
    in_folder = path.absolute().parent.name
    years = [set(map(int, _YEAR.findall(text))) for text in (*texts, in_folder)]
    about_year = _said(sheet.where, YEAR, years, year)
    stated = next((found[1] or found[2] for cell in headings if (found := _UNIT.search(cell))), "")
    if stated and unit and units.parse_money(stated).factor != units.parse_money(unit).factor:
        raise UnitError(
            message(
                "{where} states the unit '{stated}', not '{unit}'; leave the unit out.",
                where=sheet.where,
                stated=stated,
                unit=unit,
            )
        )
    factor = units.parse_money(stated or unit or units.MONEY).factor
    changes: tuple[Message, ...] = ()
    if not stated and not unit:
        changes = (message("The sheet states no unit; read as {unit}.", unit=units.MONEY),)
    if year is None and not any(years[:-1]):
        changes += (message("The year {year} is that of the folder's name.", year=about_year),)
    return About(about_place, about_year, factor, changes)


YEAR = message("year")


def _place(name: str) -> Region:
    """Return a province, the nation, or a region of another kind by its own name.

    Raises
    ------
    LabelError
        The name is nearly that of a province.
    """
    if _is_china(name):
        return CHINA
    try:
        return find_province(name)
    except LabelError:
        known = [label for p in all_provinces() for label in (p.name_zh, p.name_en)]
        if not name.strip() or did_you_mean(name, known):
            raise
    return Region(name.strip(), name.strip(), name.strip())


def _said(where: Message, what: Message, found: Sequence[set[T]], given: T | None) -> T:
    """Return what is given, or what the first of title, sheet and file name says that says one.

    Only a title contradicts what is given; names of sheets and files are the user's own.
    """
    if given is not None:
        if found and found[0] and given not in found[0]:
            said = listed(sorted(found[0], key=str))
            raise LabelError(
                message(
                    "{where}: the title says {what} {said}, not {given}; name the right sheet, "
                    "or leave the {what} out.",
                    where=where,
                    what=what,
                    said=said,
                    given=given,
                )
            )
        return given
    for candidates in found:
        if len(candidates) == 1:
            return next(iter(candidates))
    several = next((candidates for candidates in found if candidates), set())
    said = (
        message(" (it names {several})", several=listed(sorted(several, key=str)))
        if several
        else Message("")
    )
    raise LabelError(
        message(
            "{where} does not state its {what} once{said}; give the {what}: --{option} {example}.",
            where=where,
            what=what,
            said=said,
            option=what.text,
            example="2017" if what is YEAR else message("陕西, China, or a name of your own"),
        )
    )


def _places_in(text: str) -> set[Region]:
    words = set(re.split(r"[^a-z]+", text.casefold()))
    found = {p for p in mainland_provinces() if p.name_zh in text or p.name_en.casefold() in words}
    return found | {CHINA} if _is_china(text) else found


def _is_china(text: str) -> bool:
    return any(name in text.casefold() for name in ("中国", "全国", "china", CHINA.code))


def read_parts(sheet: RegionSheet, factor: float) -> Parts:
    """Return the blocks of a sheet, money multiplied by a factor.

    Raises
    ------
    FileError
        A sector has no name, a column or row is missing, or a cell holds no number.
    """
    found, codes = sheet.found, sheet.codes
    sectors = _sectors(sheet)
    changes = sheet.changes + _compared_with_known(sheet, sectors)
    final = [
        *_finest(
            sheet,
            _CONSUMPTION,
            message("final consumption (FU101 农村居民消费 ... or TC 最终消费)"),
        ),
        *_finest(
            sheet, _INVESTMENT, message("capital formation (FU201, FU202, or GCF 资本形成总额)")
        ),
    ]
    inputs = {label: name for label, name in VALUE_ADDED.items() if label in found.rows}
    inputs = inputs or _TOTAL_VALUE_ADDED
    empty = found.blanks(codes, [*codes, *final]) + found.blanks(list(inputs), codes)
    if empty:
        changes += (message("Empty cells read as zero, which the sums confirm: {n}.", n=empty),)
    x = factor * found.vector(codes, "GO")
    if not x.any():
        raise FileError(
            message(
                "{where}: column GO (总产出) holds no numbers, or formulas without values; open "
                "the file in a spreadsheet and save it again so that formulas have their values.",
                where=sheet.where,
            )
        )
    return Parts(
        codes=codes,
        sectors=sectors,
        categories=tuple(_CATEGORIES[label] for label in final),
        Z=factor * found.block(codes, codes),
        Y=factor * found.block(codes, final),
        x=x,
        value_added=factor * found.block(list(inputs), codes),
        value_added_rows=tuple(inputs),
        value_added_labels=tuple(inputs.values()),
        input_total=factor * found.block(["TI"], codes)[0],
        changes=changes,
    )


def _finest(
    sheet: RegionSheet, choices: Sequence[tuple[str, ...]], what: Message
) -> tuple[str, ...]:
    """Return the finest of some ways to divide a final use that the sheet has whole."""
    for labels in choices:
        if all(label in sheet.found.columns for label in labels):
            return labels
    raise FileError(
        message(
            "{where} has no columns of {what}; name them so in the heading.",
            where=sheet.where,
            what=what,
        )
    )


def _sectors(sheet: RegionSheet) -> tuple[Sector, ...]:
    """Return the sectors; an English name that the source gives to two gets their codes.

    In codes of five digits the last three are the serial number (01001, 02002 ...).
    """
    serial = all(code.isdigit() and int(code) > 1000 for code in sheet.codes)
    codes = {c: str(int(c) % 1000).zfill(3) if serial else c for c in sheet.codes}
    width = 3 if len(codes) > 99 or serial else 2
    known = {
        label.name_zh: label.name_en
        for concordance in concordances().values()
        for label in (*concordance.sources, *concordance.targets)
    }
    sectors = []
    for code in sheet.codes:
        zh, en = sheet.names[code]
        if not zh and not en:
            row = sheet.found.row(code) + 1
            raise FileError(
                message(
                    "{where}, row {row}: sector {code} has no name; add it.",
                    where=sheet.where,
                    row=row,
                    code=code,
                )
            )
        sectors.append(Sector(codes[code].zfill(width), zh or en, en or known.get(zh, zh)))
    counts = Counter(sector.name_en for sector in sectors)
    return tuple(
        replace(sector, name_en=f"{sector.name_en} ({sector.code})")
        if counts[sector.name_en] > 1
        else sector
        for sector in sectors
    )


def _compared_with_known(sheet: RegionSheet, sectors: tuple[Sector, ...]) -> tuple[Message, ...]:
    """Return which names differ from the classification that the sheet follows; swaps are rejected.

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
            _check_order(sheet, sectors, named)
            return (
                message(
                    "Names that differ from those of {scheme}: {sectors}.",
                    scheme=concordance.name,
                    sectors=listed(f"{s.code} {s.name_zh}" for s in odd),
                ),
            )
    return ()


def _check_order(
    sheet: RegionSheet, sectors: tuple[Sector, ...], named: Mapping[str, Sector]
) -> None:
    for language in ("zh", "en"):
        owners = {label.name(language): label.code for label in named.values()}
        for code, sector in zip(sheet.codes, sectors, strict=True):
            name = sector.name(language)
            if owners.get(name, sector.code) != sector.code:
                raise FileError(
                    message(
                        "{where}, row {row}: sector {code} is named '{name}', which is the name "
                        "of {owners}; the names were moved, so download the file again.",
                        where=sheet.where,
                        row=sheet.found.row(code) + 1,
                        code=sector.code,
                        name=name,
                        owners=owners[name],
                    )
                )
