"""What every column of the tables means, in Chinese and English, from ``columns.csv``.

The file has rows of four kinds. A ``unit`` is what may end the name of a column, a ``suffix`` what
may stand before it (``_change``), a ``code`` what stands in cells. A ``column`` is the name of a
column, without suffixes, as a regular expression in which ``{unit}`` is a unit, ``{free}`` a unit
of the user's own, ``{n}`` a number, ``{code}`` a code in capitals, and ``{study}``, ``{pressure}``
and ``{column}`` the names of these; what it means may repeat them. ``tables`` names the only tables
that it is of. The first row that fits a name holds. The Chinese meaning begins with the header of
the column, which ends at ``：``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple
from warnings import warn

import pandas as pd

from tanmai.core.language import Language
from tanmai.core.messages import LANGUAGES
from tanmai.core.pressure_units import unit_in_words

COLUMNS = "columns"
"""The stem of the table that explains all columns."""

_SYMBOL = (
    r"(?:1e\d+|10\^\d+ )?(?:[kMG]?t(?:[A-Z]\w*?)?|k?m3|km2|ha|[MGTPE]J|[kMGT]?Wh|[kM]?tce|toe|"
    r"persons|CNY)"
)
_PLACES = {
    "unit": rf"{_SYMBOL}(?:_per_(?:person|unit|{_SYMBOL}))?",
    "free": r".+",
    "n": r"\d+",
    "code": r"[A-Z][A-Z0-9]*",
    "study": r"(?!(?:before|after|change|low|high)\b).+?",
    "column": r".+",
    "pressure": r".+?",
}


@dataclass(frozen=True)
class Meaning:
    """What a column holds.

    Attributes
    ----------
    zh, en : str
        In Chinese and in English.
    header_zh : str
        Its header in Chinese, without the unit.
    unit : str
        The unit as the name has it; empty where there is none.
    """

    zh: str
    en: str
    header_zh: str
    unit: str = ""

    def unit_in(self, language: str) -> str:
        """Return the unit in ``"zh"`` or ``"en"``."""
        known = _texts("unit").get(self.unit)
        if known is not None:
            return known[LANGUAGES.index(language)]
        symbol = re.sub(r"^1e(\d+)", r"10^\1 ", self.unit)
        return unit_in_words(re.sub(r"(?<=t)(?=[A-Z])", " ", symbol), language)


class _Row(NamedTuple):
    name: str
    begins: str
    tables: tuple[str, ...]
    zh: str
    en: str


class UnexplainedColumn(UserWarning):
    """A table has a column that ``columns.csv`` does not explain."""


@cache
def meaning_of(column: str, stem: str = "") -> Meaning | None:
    """Return what a column holds; None where nothing says it.

    Parameters
    ----------
    column : str
        Its name.
    stem : str, optional
        The table that it is of.

    Examples
    --------
    >>> found = meaning_of("outflow_change_MtCO2")
    >>> found.header_zh, found.unit_in("zh")
    ('流出变化', '百万吨 CO₂')
    """
    for row in _columns():
        if column.startswith(row.begins) and (not row.tables or stem in row.tables):
            found = _fit(row, column)
            if found is not None:
                return _filled(row, found, stem)
    return None


def _filled(row: _Row, found: re.Match[str], stem: str) -> Meaning | None:
    parts = {name: text or "" for name, text in found.groupdict().items()}
    zh, en = ({**parts}, {**parts})
    if "column" in parts:
        other = _of_any_unit(parts["column"], stem)
        if other is None:
            return None
        zh["column"], en["column"] = other.header_zh, Language("en").inside(other.en)
    header, _, more = row.zh.format_map(zh).partition("：")
    said = row.en.format_map(en)
    for suffix in re.findall(_suffixes(), parts["suffix"]):
        zh_suffix, en_suffix = _suffix(suffix)
        header, said = f"{header}{zh_suffix}", f"{said}; {en_suffix}"
    name = found.string
    unit = parts.get("unit") or parts.get("free")
    unit = unit or next((known for known in _texts("unit") if name.endswith(f"_{known}")), "")
    return Meaning(f"{header}：{more}" if more else header, said, header, unit)


def _of_any_unit(column: str, stem: str) -> Meaning | None:
    """Return what a column holds whose name has lost its unit."""
    return meaning_of(column, stem) or meaning_of(f"{column}_t", stem)


def _suffix(text: str) -> tuple[str, str]:
    for name, said in _texts("suffix").items():
        found = re.fullmatch(_pattern(name), text)
        if found is not None:
            zh, en = (one.format_map(found.groupdict()) for one in said)
            return (f" {zh}" if zh[0].isascii() else zh), en
    raise KeyError(text)


def explained(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return what every column of tables means, and the codes in their cells.

    Returns
    -------
    DataFrame
        ``table``, ``column``, ``header_zh`` (its header in Chinese, unit included), ``zh``,
        ``en``, ``unit_zh`` and ``unit_en``; a code is a row without a table.

    Warns
    -----
    UnexplainedColumn
        ``columns.csv`` has no row that fits a column; its meaning is left empty.
    """
    rows = []
    for stem, table in tables.items():
        for column, header in zip(table.columns, chinese_headers(table, stem), strict=True):
            found = meaning_of(str(column), stem)
            if found is None:
                warn(f"{stem}: {column}", UnexplainedColumn, stacklevel=2)
            zh, en = (found.zh, found.en) if found else ("", "")
            units = [found.unit_in(language) if found else "" for language in LANGUAGES]
            rows.append((stem, column, header, zh, en, *units))
    rows += [("", code, "", *said, "", "") for code, said in _texts("code").items()]
    heads = ["table", "column", "header_zh", "zh", "en", "unit_zh", "unit_en"]
    return pd.DataFrame(rows, columns=heads)


def in_chinese(table: pd.DataFrame, stem: str = "") -> pd.DataFrame:
    """Return a table under Chinese headers."""
    return table.set_axis(chinese_headers(table, stem), axis=1)


def chinese_headers(table: pd.DataFrame, stem: str = "") -> list[str]:
    """Return the headers of a table in Chinese, each once; a column that has none keeps its name.

    Examples
    --------
    >>> chinese_headers(pd.DataFrame(columns=["rank", "outflow_MtCO2", "my_own"]))
    ['名次', '流出（百万吨 CO₂）', 'my_own']
    """
    headers: list[str] = []
    for column in map(str, table.columns):
        found = meaning_of(column, stem)
        header = column if found is None else found.header_zh
        if found is not None and found.unit:
            header = f"{header}（{found.unit_in('zh')}）"
        headers.append(header if header not in headers else f"{header} {column}")
    return headers


@cache
def meanings(kind: str) -> tuple[tuple[str, tuple[str, ...], str, str], ...]:
    """Return the rows of a kind in ``columns.csv``: name, tables, Chinese and English."""
    text = files("tanmai").joinpath("studies", "columns.csv").read_text(encoding="utf-8")
    return tuple(
        (row["name"], tuple(row["tables"].split()), row["zh"], row["en"])
        for row in csv.DictReader(text.splitlines())
        if row["kind"] == kind
    )


@cache
def _texts(kind: str) -> Mapping[str, tuple[str, str]]:
    return {name: (zh, en) for name, _, zh, en in meanings(kind)}


@cache
def _columns() -> tuple[_Row, ...]:
    return tuple(
        _Row(name, re.split(r"\W", _parted(name)[0])[0], tables, zh, en)
        for name, tables, zh, en in meanings("column")
    )


def _parted(name: str) -> tuple[str, str]:
    """Return the name of a column before its unit, and the unit."""
    before, unit, _ = name.partition("_{unit}") if "_{unit}" in name else name.partition("_{free}")
    return before, unit


def _fit(row: _Row, column: str) -> re.Match[str] | None:
    """Return how a name fits a row, with suffixes before its unit or after where it is but one."""
    before, unit = _parted(row.name)
    if before == row.begins:  # plain text: to compile a pattern for each row takes long
        return _with_suffixes("", unit).fullmatch(column, len(before))
    return _with_suffixes(before, unit).fullmatch(column)


@cache
def _with_suffixes(before: str, unit: str) -> re.Pattern[str]:
    return re.compile(f"{_pattern(before)}(?P<suffix>(?:{_suffixes()})*){_pattern(unit)}")


@cache
def _suffixes() -> str:
    return "|".join(re.sub(r"\?P<\w+>", "?:", _pattern(one)) for one in _texts("suffix"))


@cache
def _pattern(name: str) -> str:
    """Return a name as a regular expression, with its places filled."""
    places = {place: f"(?P<{place}>{text})" for place, text in _PLACES.items()}
    places["unit"] = f"(?P<unit>{_PLACES['unit']}|{'|'.join(map(re.escape, _texts('unit')))})"
    for place, text in places.items():
        name = name.replace(f"{{{place}}}", text)
    return name
