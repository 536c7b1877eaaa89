"""Concordances and groups of regions: by the names of those that travel along, or a user's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tanmai.core.concordance import (
    NAME_COLUMNS,
    Concordance,
    concordance_of,
    concordances,
    region_groups,
)
from tanmai.core.errors import FileError, LabelError, did_you_mean
from tanmai.core.input_file import csv_with
from tanmai.core.labels import Sector, find_province
from tanmai.core.messages import listed, message
from tanmai.io.small_cells import KINDS, SmallSheet, read_sheets
from tanmai.io.small_file import table_in
from tanmai.io.small_table import SmallTable

_ENDS, _MORE = ("from", "to"), ("weight", "reason")


def is_small_file(name_or_path: str) -> bool:
    """Say whether a name is that of a small file, by its ending."""
    return name_or_path.casefold().endswith(KINDS)


def read_concordance(path: Path) -> Concordance:
    """Read a concordance from a small file.

    Parameters
    ----------
    path : Path
        CSV or workbook with the columns ``from`` and ``to`` and, where wanted, ``weight`` (1
        without it; a percent is a hundredth), ``reason``, ``from_name_zh``, ``from_name_en``,
        ``to_name_zh`` and ``to_name_en``. Codes stand for names that are left out.

    Raises
    ------
    FileError
        The file is missing or no such file, or a cell is empty or not a weight.
    LabelError
        The links do not make a concordance; the source is named.
    """
    return _concordance(path, table_in(_sheets(path), path, _ENDS, (*_MORE, *NAME_COLUMNS)))


def _sheets(path: Path) -> list[SmallSheet]:
    return read_sheets(path, csv_with((*_ENDS, *_MORE)))


def _concordance(path: Path, table: SmallTable) -> Concordance:
    cells = zip(*table.columns.values(), strict=True)
    rows = (dict(zip(table.columns, row, strict=True)) for row in cells)
    where = map(table.where, table.lines)
    return concordance_of(path.stem, zip(where, rows, strict=True))


def _read_groups(path: Path) -> Concordance:
    """Read groups of provinces: from and to, or province and group."""
    sheets = _sheets(path)
    try:
        table = table_in(sheets, path, _ENDS, (*_MORE, *NAME_COLUMNS))
    except FileError as error:
        try:
            table = table_in(sheets, path, ("province", "group"), _MORE)
        except FileError:
            raise error from None
        names = {"province": "from", "group": "to"}
        columns = {names.get(name, name): texts for name, texts in table.columns.items()}
        table = replace(table, columns=columns)
    return _concordance(path, table)


def find_region_groups(name_or_path: str) -> Concordance:
    """Return groups of provinces by their name, or read a user's own from a small file.

    Raises
    ------
    LabelError
        It is neither; the nearest name is given.
    """
    known = region_groups()
    if name_or_path in known:
        return known[name_or_path]
    if is_small_file(name_or_path):
        groups = _read_groups(Path(name_or_path))
        links = (replace(link, source=_as_province(link.source)) for link in groups.links)
        return Concordance(groups.name, tuple(links))
    raise LabelError(
        message(
            "'{name_or_path}' is not a group of provinces.{nearest} Known: {known}; or give a "
            "CSV with the columns from, to, weight, reason.",
            name_or_path=name_or_path,
            nearest=did_you_mean(name_or_path, known),
            known=listed(known),
        )
    )


def _as_province(label: Sector) -> Sector:
    """Return a province that is called by its name under its adcode; another label as it is."""
    try:
        province = find_province(label.code)
    except LabelError:
        return label
    return Sector(province.code, province.name_zh, province.name_en)


def find_concordance(name_or_path: str) -> Concordance:
    """Return a concordance by its name, or read a user's own by its path.

    Raises
    ------
    FileError
        It is neither; the nearest name is given.

    Examples
    --------
    >>> len(find_concordance("ceads47_to_nbs42-2017").sources)
    47
    """
    known = concordances()
    if name_or_path in known:
        return known[name_or_path]
    if is_small_file(name_or_path):
        return read_concordance(Path(name_or_path))
    raise FileError(
        message(
            "'{name_or_path}' is neither a concordance nor a CSV.{nearest} Known: {known}.",
            name_or_path=name_or_path,
            nearest=did_you_mean(name_or_path, known),
            known=listed(known),
        )
    )
