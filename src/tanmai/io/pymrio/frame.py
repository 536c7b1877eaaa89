"""The labels and the numbers of a pymrio system, compared label by label before they are used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.types import is_float_dtype, is_integer_dtype

from tanmai.core.errors import LabelError, TableError
from tanmai.core.messages import Message, listed, message
from tanmai.core.units import is_number
from tanmai.io.workbook_size import COLUMNS, ROWS

if TYPE_CHECKING:
    import pymrio

FloatArray = NDArray[np.float64]

SINKS = ("exports", "stock_change", "error")  # parts of a table, regions of pymrio
BETWEEN_LEVELS = " | "


@dataclass(frozen=True, eq=False)
class Frame:
    """The labels of a pymrio system: all its regions, the two sinks too, sectors, categories."""

    rows: pd.MultiIndex
    columns: pd.MultiIndex
    regions: tuple[str, ...]
    sectors: tuple[str, ...]
    categories: tuple[str, ...]

    @property
    def kept(self) -> NDArray[np.intp]:
        """Positions of the regions that are no sinks."""
        return np.array([p for p, name in enumerate(self.regions) if name not in SINKS], np.intp)

    def by_final_region(self, values: FloatArray) -> FloatArray:
        """Return values (..., MK) by region and category of final demand (..., M, K)."""
        return values.reshape(*values.shape[:-1], len(self.regions), len(self.categories))

    def kept_rows(self, values: FloatArray, part: str) -> FloatArray:
        """Return values (Mn, ...) without the sinks, which must hold nothing."""
        blocks = values.reshape(len(self.regions), len(self.sectors), *values.shape[1:])
        sinks = np.setdiff1d(np.arange(len(self.regions)), self.kept)
        if np.any(blocks[sinks] != 0):
            raise TableError(
                message(
                    "In {part} of the pymrio system the regions {sinks} make, buy or emit "
                    "something; they may only hold final demand. Rename them, or clear them.",
                    part=part,
                    sinks=listed(SINKS),
                )
            )
        return blocks[self.kept].reshape(-1, *values.shape[1:])


def frame_of(system: pymrio.IOSystem) -> Frame:
    """Return the labels of a system after checking that they are full products in one order.

    Raises
    ------
    LabelError
        A label is missing, repeated or out of order, or Y has regions that Z has not.
    TableError
        The system has no Z or no Y.
    """
    if system.Z is None or system.Y is None:
        raise TableError(message("The pymrio system has no Z or no Y; call its calc_all() first."))
    rows, columns = system.Z.index, system.Y.columns
    regions, sectors = _full_product(rows, message("rows of Z"), message("sectors"))
    final_regions = tuple(dict.fromkeys(str(region) for region, *_ in columns))
    if final_regions != regions:
        differing = sorted(set(final_regions) ^ set(regions)) or list(final_regions)
        raise LabelError(
            message(
                "The regions of Y are not those of Z ({differing}). Sinks of final demand are "
                "named {sinks} and need empty rows in Z; rename or add them.",
                differing=listed(differing),
                sinks=listed(SINKS),
            )
        )
    _, categories = _full_product(columns, message("columns of Y"), message("categories"))
    return Frame(rows, columns, regions, sectors, categories)


def _full_product(
    labels: pd.MultiIndex, what: Message, second: Message
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    pairs = [(str(first), str(last)) for first, last, *_ in labels]
    outer = tuple(dict.fromkeys(first for first, _ in pairs))
    inner = tuple(dict.fromkeys(last for _, last in pairs))
    for found, expected in zip(pairs, pd.MultiIndex.from_product([outer, inner]), strict=False):
        if found != expected:
            raise LabelError(
                message(
                    "The {what} of the pymrio system are not regions x {second}: found {found} "
                    "where {expected} belongs. Give every region the same {second} in one order.",
                    what=what,
                    second=second,
                    found=found,
                    expected=tuple(expected),
                )
            )
    if len(pairs) != len(outer) * len(inner):
        raise LabelError(
            message(
                "The {what} of the pymrio system are {n} labels, but {outer} regions x {inner} "
                "{second} are {product}; a label is missing or repeated.",
                what=what,
                n=len(pairs),
                outer=len(outer),
                inner=len(inner),
                second=second,
                product=len(outer) * len(inner),
            )
        )
    return outer, inner


def values_of(
    part: Any, name: Message | str, rows: pd.Index | None, columns: pd.Index | None
) -> FloatArray:
    """Return a part's numbers after its labels were compared with those of Z and Y."""
    for found, expected, axis in ((part.index, rows, ROWS), (part.columns, columns, COLUMNS)):
        if expected is not None and not found.equals(expected):
            places = [
                message("{found} instead of {expected}", found=a, expected=b)
                for a, b in zip(found, expected, strict=False)
                if a != b
            ]
            raise LabelError(
                message(
                    "The {axis} of {name} differ from the labels of Z and Y: {places}. Bring them "
                    "into one order in pymrio.",
                    axis=axis,
                    name=name,
                    places=places[0]
                    if places
                    else message(
                        "{found} instead of {expected}", found=len(found), expected=len(expected)
                    ),
                )
            )
    for label, column in part.items():
        if not (is_float_dtype(column.dtype) or is_integer_dtype(column.dtype)):
            _require_numbers(name, label, column)
    return np.asarray(part.to_numpy(dtype=np.float64))


def _require_numbers(name: Message | str, label: object, column: pd.Series) -> None:
    """Require that a column that pandas took for no numbers holds nothing but numbers."""
    for row, value in column.items():
        plain = isinstance(value, str) and is_number(value)
        if not plain and (not isinstance(value, int | float) or isinstance(value, bool)):
            row_text, column_text = joined(pd.Index([row, label], tupleize_cols=False))
            raise TableError(
                message(
                    "{name} of the pymrio system holds '{value}', which is not a number, in row "
                    "{row_text}, column {column_text}; write the number.",
                    name=name,
                    value=value,
                    row_text=row_text,
                    column_text=column_text,
                )
            )


def final_rows(extension: Any, name: str, frame: Frame) -> FloatArray:
    """Return F_Y (rows, m, K) of an extension without the sinks; zeros where it has none."""
    if extension.F_Y is None:
        return np.zeros((len(extension.F), len(frame.kept), len(frame.categories)))
    values = values_of(
        extension.F_Y,
        message("{part} of {name}", part="F_Y", name=name),
        extension.F.index,
        frame.columns,
    )
    return frame.by_final_region(values)[:, frame.kept]


def joined(labels: pd.Index) -> tuple[str, ...]:
    """Return labels as texts, the levels of each joined by `` | ``."""
    return tuple(
        BETWEEN_LEVELS.join(str(level) for level in text) if isinstance(text, tuple) else str(text)
        for text in labels
    )
