"""Which province each row of a boundary file belongs to, by its codes and names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from tanmai.core.errors import BoundaryError, LabelError, did_you_mean
from tanmai.core.labels import Region, all_provinces, find_province, known_province
from tanmai.core.messages import listed, message

CODE_COLUMNS = (
    *("adcode", "province_adcode", "pr_adcode", "pac", "adcode99", "gb"),
    *("省代码", "省级码", "区划码", "区划代码", "行政区划代码", "iso_3166_2"),
)
NAME_COLUMNS = (
    *("pr_name", "province_name", "name_zh", "name"),
    *("省", "省份", "省名", "省级", "名称", "nl_name_1", "name_1"),
)
"""Columns that name the provinces, in lower case; the first that has a value decides."""

COUNTRY = "100000"
"""Adcode of China, under which its outline or its dashes stand among the provinces."""

ABROAD = "abroad"
"""What stands for rows of other countries, as files of the world have them."""

_COUNTRY_COLUMNS = ("gid_0", "adm0_a3", "iso_a2", "iso_a3", "name_0", "country", "admin")
_OF_CHINA = {
    **dict.fromkeys(("chn", "cn", "china", "中国", "中华人民共和国"), ""),
    **dict.fromkeys(("twn", "tw", "taiwan", "台湾"), "710000"),
    **dict.fromkeys(("hkg", "hk", "hong kong", "hong kong s.a.r.", "香港"), "810000"),
    **dict.fromkeys(("mac", "mo", "macau", "macao", "macao s.a.r", "澳门"), "820000"),
}
_ISLANDS = ("paracel islands", "spratly islands", "西沙群岛", "南沙群岛", "三沙市")  # of Hainan
_COUNTRY = {COUNTRY, "中国", "中华人民共和国", "china", "people's republic of china"}
_BLANK = {"", "0", "nan", "none", "<na>"}
# Names and codes of the dashes and of national borders, where they stand among provinces.
_LINES = re.compile("境界|国界|段线|断续线|_JD$", re.IGNORECASE)


@dataclass(frozen=True)
class ProvinceRows:
    """The provinces of a layer's rows.

    Attributes
    ----------
    codes : tuple of str or None
        Adcode of the province of each row; None where the row names none, ``COUNTRY``
        where it names China, ``ABROAD`` where it is of another country.
    columns : tuple of str
        The columns that were looked at.
    finer : int
        How many rows have the code of a prefecture or county.
    """

    codes: tuple[str | None, ...]
    columns: tuple[str, ...]
    finer: int


def province_rows(frame: pd.DataFrame, where: str, name_column: str | None = None) -> ProvinceRows:
    """Return the province of each row, by the known columns or by the one that is given.

    Codes are adcodes of provinces, or of prefectures and counties within them, with or
    without the ``156`` of China in front. A row whose code is blank or unknown is
    looked up by its name; one that has two forms (``内蒙古|內蒙古``) by either. Rows that
    name no province, or a line, get None.

    Raises
    ------
    BoundaryError
        There is no column of codes or names, a row names what is no province, or its code
        and its name disagree; the row is given.
    """
    codes, names = _naming_columns(frame, where, name_column)
    cells = frame[[*codes, *names]].apply(lambda column: column.map(cell_text))
    rows = [
        (
            list(filter(None, row[: len(codes)])),
            [form for name in row[len(codes) :] for form in name.split("|") if form],
        )
        for row in cells.itertuples(index=False, name=None)
    ]
    countries = _countries(frame)
    found = [
        _province(*row, country, where, n)
        for n, (row, country) in enumerate(zip(rows, countries, strict=True), 1)
    ]
    finer = sum(bool(given) and _is_finer(given[0]) for given, _ in rows)
    return ProvinceRows(tuple(found), (*codes, *names), finer)


def _naming_columns(
    frame: pd.DataFrame, where: str, name_column: str | None
) -> tuple[list[str], list[str]]:
    """Return the columns of codes and of names that are looked at."""
    if name_column is not None:
        codes, names = [], _columns(frame, [name_column.strip().casefold()])
    else:
        codes, names = _columns(frame, CODE_COLUMNS), _columns(frame, NAME_COLUMNS)
    if codes or names:
        return codes, names
    has = [str(column) for column in frame.columns if str(column) != "geometry"]
    if name_column is not None:
        raise BoundaryError(
            message(
                "'{where}' has no column '{given}'.{nearest} It has: {has}.",
                where=where,
                given=name_column,
                nearest=did_you_mean(name_column, has),
                has=listed(has),
            )
        )
    raise BoundaryError(
        message(
            "'{where}' has no column that names the provinces. It has: {has}. Name the column "
            "with --name-column.",
            where=where,
            has=listed(has),
        )
    )


def _countries(frame: pd.DataFrame) -> list[str]:
    """Return of each row the province that its country is, ABROAD, or nothing."""
    columns = _columns(frame, _COUNTRY_COLUMNS)
    found = []
    for row in frame[columns].itertuples(index=False, name=None):
        said = [cell_text(cell).casefold() for cell in row if cell_text(cell) not in ("", "-99")]
        known = [_OF_CHINA[cell] for cell in said if cell in _OF_CHINA]
        found.append(max(known) if known else ABROAD if said else "")
    return found


def _columns(frame: pd.DataFrame, known: Sequence[str]) -> list[str]:
    by_name = {str(column).casefold(): str(column) for column in frame.columns}
    return [by_name[name] for name in known if name in by_name]


def cell_text(value: object) -> str:
    """Return a cell as text: a code as digits, nothing for a blank."""
    whole = isinstance(value, float) and value.is_integer()
    text = str(int(value)) if whole else str(value).strip()  # type: ignore[call-overload]
    if text.casefold() in _BLANK:
        return ""
    return text[3:] if re.fullmatch(r"156\d{6}", text) else text


def _province(
    codes: Sequence[str], names: Sequence[str], country: str, where: str, row: int
) -> str | None:
    if country:
        return country
    by_code, by_name = _first_known(codes), _first_known(names)
    if by_code and by_name and by_code != by_name and not _is_finer(codes[0]):
        raise BoundaryError(
            message(
                "'{where}', row {row}: the code {code} is that of {by_code}, but the name that of "
                "{by_name}. Correct one of them.",
                where=where,
                row=row,
                code=by_code.code,
                by_code=by_code,
                by_name=by_name,
            )
        )
    found, said = by_code or by_name, [*names, *codes]
    if found is None and any(text.casefold() in _COUNTRY for text in said):
        return COUNTRY
    if found is None and said and not any(map(_LINES.search, said)):
        try:
            found = find_province(said[0])
        except LabelError as error:
            raise BoundaryError(
                message("'{where}', row {row}: {error}", where=where, row=row, error=error.message)
            ) from error
    return found.code if found else None


def _first_known(cells: Sequence[str]) -> Region | None:
    return next((found for cell in cells if (found := _known(cell))), None)


def _known(cell: str) -> Region | None:
    """Return the province of a code, be it that of a county, or of a name."""
    if re.fullmatch(r"\d{6}", cell):
        return _by_prefix().get(cell[:2])
    if cell.casefold() in _ISLANDS:
        return find_province("460000")
    return known_province(cell)


@lru_cache(maxsize=1)
def _by_prefix() -> dict[str, Region]:
    return {province.code[:2]: province for province in all_provinces()}


def _is_finer(text: str) -> bool:
    return bool(re.fullmatch(r"\d{6}", text)) and not text.endswith("0000")
