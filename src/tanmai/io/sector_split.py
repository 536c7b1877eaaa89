"""A file of sector splits: what each sector is divided into, and by which weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.core.errors import FileError, LabelError, TanmaiError, did_you_mean
from tanmai.core.labels import Sector
from tanmai.core.messages import Message, message
from tanmai.core.splitting import SectorSplit
from tanmai.core.table import MrioTable
from tanmai.io.csv import sector_code
from tanmai.io.small_file import read_small_table

COLUMNS = ("sector", "part", "weight")
OPTIONAL = ("name_zh", "name_en", "province", "of")
OUTPUT, EMISSIONS, INPUT, SALES = "output", "emissions", "input", "sales"

Of = tuple[str, str]
"""What a weight is of: its kind and, of inputs and sales, the other sector."""


@dataclass
class _Weights:
    """The weights of the parts of one sector: of what, by region; ``""`` is all regions."""

    parts: dict[str, Sector] = field(default_factory=dict)
    weights: dict[Of, dict[str, dict[str, float]]] = field(default_factory=dict)


def read_splits(path: Path, table: MrioTable) -> tuple[SectorSplit, ...]:
    """Read how sectors of a table are divided.

    Parameters
    ----------
    path : Path
        CSV or workbook with the columns ``sector`` (code or name in the table), ``part`` (a new
        code) and ``weight`` (zero or more, in any unit: shares are weights over
        their sum). Optional:
        ``name_zh`` and ``name_en`` of the part; ``province``, where weights are of one province,
        empty for all others; ``of``: ``output`` (the default), ``emissions``, ``input CODE`` (what
        is bought of another sector) or ``sales CODE`` (what is sold to another sector).
    table : MrioTable
        The table.

    Raises
    ------
    FileError
        The file is missing or no such CSV, or a weight is not a number of zero or more.
    LabelError
        A sector or a province is not in the table, a row stands twice, a part has no weight of
        output, or all weights are zero; the line or the sector is named.
    """
    read = read_small_table(path, COLUMNS, OPTIONAL)
    rows, weights = read.rows, read.numbers("weight")
    found: dict[str, _Weights] = {}
    for (line, row), weight in zip(rows.iterrows(), weights, strict=True):
        try:
            _take(found, row, weight, table)
        except TanmaiError as error:
            raise type(error)(
                message("{where}: {error}", where=read.where(line), error=error.message)
            ) from error
    return tuple(_split(path, sector, given, table) for sector, given in found.items())


def _take(found: dict[str, _Weights], row: pd.Series, weight: float, table: MrioTable) -> None:
    """Take one row in."""
    if weight < 0:
        raise FileError(
            message(
                "weight is {weight}; give zero or more.",
                weight=f"{weight:g}",
            )
        )
    code = sector_code(row["part"])
    if not code:
        raise FileError(message("part is empty; give a code of its own."))
    given = found.setdefault(_sector(table, row["sector"]), _Weights())
    zh, en = row.get("name_zh", ""), row.get("name_en", "")
    if code not in given.parts or zh or en:
        given.parts[code] = Sector(code, zh or en or code, en or zh or code)
    name = row.get("province", "")
    region = table.index.find_region(name).code if name else ""
    of = _of(table, row.get("of", ""))
    by_part = given.weights.setdefault(of, {}).setdefault(region, {})
    if code in by_part:
        raise LabelError(
            message(
                "the weight of {code} appears twice; keep one.",
                code=code,
            )
        )
    by_part[code] = weight


def _sector(table: MrioTable, text: str) -> str:
    known = {
        name.casefold(): sector.code
        for sector in table.sectors
        for name in (sector.code, sector.name_zh, sector.name_en)
    }
    for name in (text, sector_code(text)):
        if name.casefold() in known:
            return known[name.casefold()]
    raise LabelError(
        message(
            "'{text}' is not a sector of table '{table}'.{nearest} Give its code or its name.",
            text=text,
            table=table.provenance.name,
            nearest=did_you_mean(text, list(known)),
        )
    )


def _of(table: MrioTable, text: str) -> Of:
    kind, _, other = text.partition(" ")
    if not other and kind.casefold() in ("", OUTPUT, EMISSIONS):
        return kind.casefold() or OUTPUT, ""
    if other and kind.casefold() in (INPUT, SALES):
        return kind.casefold(), _sector(table, other.strip())
    raise LabelError(
        message(
            "of = '{text}'; give output, emissions, 'input CODE' or 'sales CODE', as 'input 02'.",
            text=text,
        )
    )


def _split(path: Path, sector: str, given: _Weights, table: MrioTable) -> SectorSplit:
    def shares(of: Of) -> NDArray[np.float64]:
        return _shares(
            message(
                "{path}, sector {sector}, {of}", path=path, sector=sector, of=" ".join(of).strip()
            ),
            given,
            of,
            table,
        )

    if (OUTPUT, "") not in given.weights:
        raise LabelError(
            message(
                "{path}, sector {sector}: give the weights of output of its parts.",
                path=path,
                sector=sector,
            )
        )
    named = {
        kind: {of[1]: shares(of) for of in given.weights if of[0] == kind}
        for kind in (INPUT, SALES)
    }
    try:
        return SectorSplit(
            sector,
            tuple(given.parts.values()),
            shares((OUTPUT, "")),
            shares((EMISSIONS, "")) if (EMISSIONS, "") in given.weights else None,
            named[INPUT],
            named[SALES],
        )
    except TanmaiError as error:
        raise type(error)(message("{path}: {problem}", path=path, problem=error.message)) from error


def _shares(where: Message, given: _Weights, of: Of, table: MrioTable) -> NDArray[np.float64]:
    """Return weights over their sum (m, p); a part that is not named has none of it."""
    by_region: Mapping[str, Mapping[str, float]] = given.weights[of]
    codes: Sequence[str] = list(given.parts)
    found = np.empty((table.index.m, len(codes)))
    for place, region in enumerate(table.regions):
        weights = by_region.get(region.code, by_region.get(""))
        if weights is None:
            raise LabelError(
                message(
                    "{where}: there are no weights for {region}; add rows for it, or rows "
                    "without a province, which apply to all others.",
                    where=where,
                    region=region,
                )
            )
        absent = [code for code in codes if code not in weights]
        if absent and of == (OUTPUT, ""):
            raise LabelError(
                message(
                    "{where}: part {absent} has no weight in {region}; give it, or 0.",
                    where=where,
                    absent=absent[0],
                    region=region,
                )
            )
        found[place] = [weights.get(code, 0.0) for code in codes]
        if not found[place].any():
            raise LabelError(
                message(
                    "{where}: all weights of {region} are zero; one must be above.",
                    where=where,
                    region=region,
                )
            )
    return np.asarray(found / found.sum(axis=1, keepdims=True))
