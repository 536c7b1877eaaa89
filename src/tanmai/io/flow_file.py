"""A flow matrix that a user brings: a list of flows or a matrix, of provinces or of any names."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import compress
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from tanmai.core.errors import FileError, LabelError
from tanmai.core.flow_matrix import FlowMatrix
from tanmai.core.input_file import csv_with
from tanmai.core.labels import Region, find_province, known_province
from tanmai.core.messages import Message, listed, message, plural
from tanmai.core.reserved_labels import is_total
from tanmai.io.small_cells import SmallSheet, read_sheets
from tanmai.io.small_columns import is_called
from tanmai.io.small_file import of_year, table_in
from tanmai.io.small_numbers import held_against_sum, is_no_number
from tanmai.io.small_table import NOTHING_ASKED, Asked, SmallTable, is_whole_country

if TYPE_CHECKING:
    import pandas as pd  # half a second to import, which a map of values should not wait for

Names = Literal["provinces", "any"]

_LIST = ("from", "to", "value")
_MOST_ABOVE = 40


def read_flow_matrix(
    path: Path, unit: str, names: Names | None = None, asked: Asked = NOTHING_ASKED
) -> tuple[FlowMatrix, tuple[Message, ...]]:
    """Read flows between regions: a list (from, to, value) or a square matrix, senders in rows.

    Parameters
    ----------
    path : Path
        CSV or workbook. A matrix has the receivers in its first line and the senders in its first
        column.
    unit : str
        Unit of the flows.
    names : str, optional
        ``"provinces"``: every name is that of a province of China; ``"any"``: names of
        provinces are known as such, all others are kept as they are. By default provinces
        where every name is one, and any names where none is.
    asked : Asked
        Columns, sheet and year, where the file leaves them open.

    Returns
    -------
    FlowMatrix
        Regions in the order of the file; pairs that a list leaves out are zero.
    tuple of Message
        What was left out of the file.

    Raises
    ------
    FileError
        The file is missing, no such CSV, or a value is no number.
    LabelError
        A name is empty or no province, or a flow is given twice.
    """
    table = read_flow_table(path, asked)
    flows = table.numbers("value")
    regions = _regions(table, names)
    order = list(dict.fromkeys(region.code for region in regions.values()))
    position = {name: order.index(region.code) for name, region in regions.items()}
    ends = np.array([[position[name] for name in table[end]] for end in ("from", "to")])
    table.require_distinct(list(map(tuple, ends.T.tolist())), "from", "to")
    values = np.zeros((len(order), len(order)))
    values[ends[0], ends[1]] = flows
    by_code = {region.code: region for region in regions.values()}
    return FlowMatrix(tuple(by_code[code] for code in order), values, unit), table.notes


def read_explanatory_matrix(path: Path, regions: tuple[Region, ...]) -> pd.DataFrame:
    """Read a matrix that explains flows: a number for every ordered pair of the regions.

    Parameters
    ----------
    path : Path
        CSV, as for `read_flow_matrix`; regions beyond those of the flows are left out.
    regions : tuple of Region
        The regions of the flows.

    Returns
    -------
    DataFrame
        Region codes as index (from) and columns (to); NaN on a diagonal that is not given.

    Raises
    ------
    FileError
        The file is missing, no such CSV, or a value is no number.
    LabelError
        A pair of regions has no value, or a value is given twice.
    """
    import pandas as pd

    table = read_flow_table(path)
    rows = table.rows.assign(value=table.numbers("value"))
    known = {
        name: region.code
        for region in regions
        for name in (region.code, region.name_zh, region.name_en)
    }
    codes = [region.code for region in regions]
    for name in {*rows["from"], *rows["to"]}:
        province = known_province(name)
        if name not in known:
            known[name] = province.code if province is not None else name
    ends = {end: rows[end].map(known) for end in ("from", "to")}
    rows = rows.assign(**ends)
    twice = rows[rows.duplicated(["from", "to"])]
    if len(twice):
        raise LabelError(
            message(
                "{where}: {name} is given twice; keep one row of it.",
                where=table.where(twice.index[0]),
                name=f"{twice['from'].iloc[0]} → {twice['to'].iloc[0]}",
            )
        )
    values = rows.set_index(["from", "to"])["value"]
    pairs = pd.MultiIndex.from_product([codes, codes], names=["from", "to"])
    size = (len(codes), len(codes))
    matrix = pd.DataFrame(values.reindex(pairs).to_numpy().reshape(size), codes, codes)
    gaps = np.argwhere(matrix.isna().to_numpy() & ~np.eye(len(codes), dtype=bool))
    if len(gaps):
        start, end = (regions[at] for at in gaps[0])
        raise LabelError(
            message(
                "{path} has no value for {n} pairs of the network, the first {start} → {end}; a "
                "matrix that explains flows needs a number for every pair, in both directions.",
                path=path,
                n=len(gaps),
                start=start,
                end=end,
            )
        )
    return matrix


def read_flow_table(path: Path, asked: Asked = NOTHING_ASKED) -> SmallTable:
    """Return the flows of a list or of a matrix as ``from``, ``to``, ``value``, by line.

    Flows without a number are left out, and between provinces those of totals: the notes of the
    table say so.

    Raises
    ------
    FileError
        The file is missing, is neither a list of flows nor a matrix, or has several of them.
    LabelError
        A flow has no name at one end.
    """
    sheets = read_sheets(path, csv_with(_LIST))
    matrices = [table for sheet in sheets if (table := _of_matrix(sheet, asked)) is not None]
    if len(matrices) == 1:
        table = matrices[0]
    else:
        try:
            table = of_year(table_in(sheets, path, _LIST, ("year",), asked), asked)
        except FileError as error:
            if not any(_names_the_ends(sheet) for sheet in sheets):
                raise _neither(path, sheets) from error
            raise
    for line, name in ((at, n) for end in ("from", "to") for at, n in _by_line(table, end)):
        if not name:
            raise LabelError(
                message("{where}: a flow has no name at one end; give it.", where=table.where(line))
            )
    return _with_numbers(_of_provinces_alone(table))


def _by_line(table: SmallTable, column: str) -> Iterator[tuple[int, str]]:
    yield from zip(table.lines, table[column], strict=True)


def _names_the_ends(sheet: SmallSheet) -> bool:
    return any(
        all(any(is_called(cell, end) for cell in line) for end in _LIST[:2])
        for line in sheet.lines[:_MOST_ABOVE]
    )


def _neither(path: Path, sheets: Sequence[SmallSheet]) -> FileError:
    has = sheets[0].lines[0] if sheets else []
    return FileError(
        message(
            "{path} is neither a list of flows (columns {columns}) nor a square matrix with the "
            "same names in its first line and in its first column; it has the columns {has}. "
            "{remedy}",
            path=path,
            columns=listed(_LIST),
            has=listed(has),
            remedy=message("Give a list its header: {columns}.", columns=listed(_LIST)),
        )
    )


def _of_matrix(sheet: SmallSheet, asked: Asked) -> SmallTable | None:
    """Return the flows of a matrix whose first line and first column have the same names."""
    if asked.sheet not in (None, sheet.sheet):
        return None
    for at, header in enumerate(sheet.lines[:_MOST_ABOVE]):
        receivers = {k: name for k, name in enumerate(header) if k and name}
        below = [
            (number, line)
            for number, line in zip(sheet.numbers[at + 1 :], sheet.lines[at + 1 :], strict=True)
            if sum(map(bool, line)) > 1
        ]
        senders = [line[0] for _, line in below]
        across = {_canonical(name) for name in receivers.values() if not is_total(name)}
        down = {_canonical(name) for name in senders if not is_total(name)}
        if len(across) > 1 and across == down:
            return _listed(sheet, receivers, below)
    return None


def _canonical(name: str) -> str:
    province = known_province(name)
    return name if province is None else province.code


def _listed(
    sheet: SmallSheet, receivers: Mapping[int, str], below: Sequence[tuple[int, list[str]]]
) -> SmallTable:
    flows = [
        (number, line[0], name, line[k] if k < len(line) else "")
        for number, line in below
        for k, name in receivers.items()
    ]
    lines, *cells = zip(*flows, strict=True)
    return SmallTable(sheet, lines, dict(zip(_LIST, cells, strict=True)))


def _of_provinces_alone(table: SmallTable) -> SmallTable:
    """Return flows without those of totals where all others are between provinces, and say so.

    A total is held against the sum of its flows, with and without what a province sends itself.
    """
    named = {name for end in ("from", "to") for name in table[end]}
    totals = {name for name in named if known_province(name) is None and is_whole_country(name)}
    if not totals or any(known_province(name) is None for name in named - totals):
        return table
    ends = list(zip(table["from"], table["to"], strict=True))
    of_total = [not totals.isdisjoint(pair) for pair in ends]
    others = table.kept(not one for one in of_total)
    sums = compress(zip(table.lines, ends, table["value"], strict=True), of_total)
    unlike = [line for line, pair, value in sums if _differs(pair, value, others, totals)]
    note = message(
        "{file}: {names}: totals, not provinces; left out. {held}",
        file=table.source.brief.name,
        names=listed(sorted(totals)),
        held=message(
            "They are not the sums of the flows, first in {where}.",
            where=table.source.brief.where(unlike[0]),
        )
        if unlike
        else message("They are the sums of the flows."),
    )
    return replace(others, notes=(*table.notes, note))


def _differs(
    ends: tuple[str, str], value: str, others: SmallTable, totals: Collection[str]
) -> bool:
    """Say whether a total is another number than the sum of its flows."""
    like = [
        (sender == receiver, flow)
        for sender, receiver, flow in zip(*(others[name] for name in _LIST), strict=True)
        if not is_no_number(flow)
        and all(
            end in totals or end == own for end, own in zip(ends, (sender, receiver), strict=True)
        )
    ]
    between = [flow for within, flow in like if not within]
    held = [held_against_sum(value, flows) for flows in ([flow for _, flow in like], between)]
    return not is_no_number(value) and not any(one and one.agrees for one in held)


def _with_numbers(table: SmallTable) -> SmallTable:
    """Return flows without those that have no number; what a region sends itself may have none."""
    empty = [is_no_number(text) for text in table["value"]]
    without = compress(zip(table["from"], table["to"], strict=True), empty)
    named = sum(_canonical(sender) != _canonical(receiver) for sender, receiver in without)
    note = plural(
        "{file}: {n} flow has no number and is taken as none.",
        "{file}: {n} flows have no number and are taken as none.",
        named,
        file=table.source.brief.name,
    )
    return replace(
        table.kept(not one for one in empty),
        notes=(*table.notes, note) if named else table.notes,
    )


def _regions(table: SmallTable, names: Names | None) -> dict[str, Region]:
    """Return the region of each name."""
    found = {name: known_province(name) for name in [*table["from"], *table["to"]]}
    others = [name for name, province in found.items() if province is None]
    if others and (names == "provinces" or (names is None and len(others) < len(found))):
        pairs = zip(table["from"], table["to"], strict=True)
        at = next(at for at, pair in enumerate(pairs) if others[0] in pair)
        try:
            find_province(others[0])
        except LabelError as error:
            raise LabelError(
                message(
                    "{where}: {error} If names other than of provinces are meant, give --names "
                    "any.",
                    where=table.where(table.lines[at]),
                    error=error.message,
                )
            ) from error
    return {name: found[name] or Region(name, name, name) for name in found}
