"""The columns of a small file: by any of their names, by what they hold, or asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from tanmai.core.errors import FileError, LabelError, did_you_mean
from tanmai.core.messages import Message, listed, message
from tanmai.io.small_cells import SmallSheet
from tanmai.io.small_numbers import is_no_number, number_in
from tanmai.io.small_table import (
    NOTHING_ASKED,
    Asked,
    is_province_name,
    is_whole_country,
    named_province,
)

_OTHER_NAMES = {
    "province": (
        *("adcode", "region", "province_name", "省份", "省", "省市", "省市区", "省（市、区）"),
        *("省级行政区", "地区", "地区名称", "行政区划代码", "地區"),
    ),
    "city": (
        *("adcode", "region", "city_name", "name", "code", "城市", "市", "地市", "地级市"),
        *("市州", "地市州", "盟市", "地区", "县", "区县", "名称", "行政区划代码", "代码"),
    ),
    "from": ("source", "origin", "sender", "流出地", "流出省份", "来源", "来源地", "起点"),
    "to": ("target", "destination", "receiver", "流入地", "流入省份", "去向", "目的地", "终点"),
    "value": ("weight", "数值", "值", "數值"),
    "year": ("年份", "年", "年度"),
    "sector_code": ("部门代码", "行业代码"),
    "price_index": ("价格指数",),
    "population": ("人口", "常住人口", "年末常住人口"),
    "weight": ("权重",),
    "reason": ("理由", "依据", "说明"),
    "group": ("分组", "组", "组别", "区域", "大区"),
    "region": ("province", "地区", "省份", "城市", "city"),
    "quantity": ("数量", "实物量"),
}
YEAR = re.compile(r"(19|20)\d\d ?年?")
_UNIT = re.compile(r"\s*[(\[（【][^)\]）】]*[)\]）】]\s*$")


def _bare_name(name: str) -> str:
    """Return the name of a column in one form: small letters, no unit in brackets."""
    return " ".join(_UNIT.sub("", name).casefold().split())


@cache
def _known_as(column: str) -> set[str]:
    return {_bare_name(name) for name in (column, *_OTHER_NAMES.get(column, ()))}


def is_called(name: str, column: str, asked: Asked = NOTHING_ASKED) -> bool:
    """Say whether a name in a file is that of a column, by any of the names that it has."""
    given = asked.named(column)
    if given is not None:
        return name.casefold() == given.strip().casefold()
    return bool(name) and (
        name.casefold() == column.casefold() or _bare_name(name) in _known_as(column)
    )


def places_of(
    sheet: SmallSheet,
    names: Sequence[str],
    texts: Sequence[Sequence[str]],
    columns: Sequence[str],
    optional: Sequence[str],
    asked: Asked,
) -> dict[str, int]:
    """Return the position of each column that is wanted, by the names and the texts of all."""
    places: dict[str, int] = {}
    for column in (*columns, *optional):
        found = [at for at, name in enumerate(names) if is_called(name, column, asked)]
        exact = [at for at in found if names[at] == column]
        if len(exact) > 1:
            raise FileError(
                message(
                    "{file} has the column {name} twice; keep the right one.",
                    file=sheet.name,
                    name=column,
                )
            )
        found = exact or found
        if len(found) > 1 and not _says_the_same([texts[at] for at in found]):
            raise _several(sheet, column, [names[at] for at in found], asked)
        if found:
            places[column] = found[0]
    if "province" in columns and "province" not in places and asked.named("province") is None:
        alone = [at for at in range(len(names)) if _all_provinces(texts[at])]
        if len(alone) == 1:
            places["province"] = alone[0]
    missing = [column for column in columns if column not in places]
    if missing == ["value"] and asked.named("value") is None:
        places["value"] = _value_column(sheet, names, texts, places, asked)
        missing = []
    if missing:
        raise _missing(sheet, columns, missing, names, asked)
    return {column: places[column] for column in (*columns, *optional) if column in places}


def _says_the_same(columns: Sequence[Sequence[str]]) -> bool:
    """Say whether columns name the same provinces in every row: by code and by name."""
    for cells in zip(*columns, strict=True):
        try:
            if len({named_province(cell).code for cell in cells}) > 1:
                return False
        except LabelError:
            if not any(map(is_whole_country, cells)):
                return False
    return True


def _all_provinces(cells: Sequence[str]) -> bool:
    found = False
    for cell in filter(None, cells):
        if is_province_name(cell):
            found = True
        elif not is_whole_country(cell):
            return False
    return found


def _value_column(
    sheet: SmallSheet,
    names: Sequence[str],
    texts: Sequence[Sequence[str]],
    places: Mapping[str, int],
    asked: Asked,
) -> int:
    """Return the column of the values that no name tells: the only one of numbers, or of a year."""
    years = [at for at, name in enumerate(names) if is_called(name, "year", asked)]
    taken = {*places.values(), *years}
    numeric = [
        at
        for at in range(len(names))
        if at not in taken
        and (_holds_numbers(texts[at]) or (not texts[at] and bool(names[at])))
        and not (not names[at] and _counts(texts[at]))
    ]
    of_years = {year_of(names[at]): at for at in numeric}
    if asked.year in of_years and None not in of_years:
        return of_years[asked.year]
    if len(numeric) == 1:
        return numeric[0]
    if len(numeric) > 1 and None not in of_years:
        raise which_year(sheet, [year for year in of_years if year is not None], asked)
    if numeric:
        raise _several(sheet, "value", [names[at] for at in numeric], asked)
    raise _missing(sheet, [*places, "value"], ["value"], names, asked)


def year_of(name: str) -> int | None:
    """Return the year that a name is; None where it is no year."""
    bare = _bare_name(name)
    return int(bare[:4]) if YEAR.fullmatch(bare) else None


def _holds_numbers(cells: Sequence[str]) -> bool:
    found = [number_in(cell) for cell in cells if not is_no_number(cell)]
    return bool(found) and None not in found


def _counts(cells: Sequence[str]) -> bool:
    """Say whether cells are the numbers of rows, as programs write them."""
    found = [number_in(cell) for cell in cells]
    return found in ([*range(len(found))], [*range(1, len(found) + 1)])


def which_year(sheet: SmallSheet, years: Sequence[int], asked: Asked) -> FileError:
    """Return the error that a file has other years than the one asked for, or several."""
    known = listed(sorted(years))
    if asked.year is not None:
        return FileError(
            message(
                "{file} has no values of {year}; it has those of {known}.",
                file=sheet.name,
                year=asked.year,
                known=known,
            )
        )
    return FileError(
        message(
            "{file} has values of several years: {known}. {remedy}",
            file=sheet.name,
            known=known,
            remedy=message("Choose one with --year.")
            if asked.has_options
            else message("Keep the right one."),
        )
    )


def _several(sheet: SmallSheet, column: str, names: Sequence[str], asked: Asked) -> FileError:
    return FileError(
        message(
            "{file}: the column {column} is ambiguous: {names}. {remedy}",
            file=sheet.name,
            column=column,
            names=listed(names),
            remedy=_remedy([column], asked),
        )
    )


def _missing(
    sheet: SmallSheet,
    columns: Sequence[str],
    missing: Sequence[str],
    names: Sequence[str],
    asked: Asked,
) -> FileError:
    given = asked.named(missing[0])
    has = listed(name for name in names if name)
    if given is not None:
        return FileError(
            message(
                "{file} has no column '{given}'.{nearest} It has: {has}.",
                file=sheet.name,
                given=given,
                nearest=did_you_mean(given, names),
                has=has,
            )
        )
    return FileError(
        message(
            "{file} has no column {missing}; it needs {wanted}, and has {has}.{nearest} {remedy}",
            file=sheet.name,
            missing=listed(missing),
            wanted=listed(columns),
            has=has,
            nearest=did_you_mean(missing[0], names),
            remedy=_remedy(missing, asked),
        )
    )


def _remedy(columns: Sequence[str], asked: Asked) -> Message:
    """Return how to say which column is meant: by an option, or in the file."""
    options = [f"--{column}-column" for column in columns if column in asked.columns]
    options = [option.replace("city", "province") for option in options]
    if options:
        return message("Name the column with {options}.", options=listed(options))
    return message("Give the column its name in the header: {columns}.", columns=listed(columns))
