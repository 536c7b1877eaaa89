"""Whether the sums of a table of one region hold, and what is said where they do not.

A sum may differ by the rounding of its cells (half a step each), or by a slip of the source
that is too small to matter; both are said with their place. More is refused, with the part of
the row or column that does not fit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tanmai.core import units
from tanmai.core.errors import FileError
from tanmai.io.nbs_layout import Parts
from tanmai.io.nbs_sheet import RegionSheet
from tanmai.io.nbs_trade import RegionalTrade

FloatArray = NDArray[np.float64]

_DIFFER = "Sums that differ from"
_NOISE = 1e-7
"""Of a sum in full precision."""

_SLIP, _SLIP_OF_ROW, _SLIP_OF_TOTAL = 1e-4, 1e-3, 1e-2
"""Of a column; of a row, whose rest is a statistical error; of the total of a row of value
added, which nothing hangs on."""

_GO_AGAINST_TI = 1e-5
_EXACT = 1e-11
_MOST_DECIMALS = 4
_MOST_PLACES = 3


@dataclass(frozen=True, eq=False)
class Sums:
    """Some sums of a sheet against the figures that it states for them, 10⁴ CNY.

    Attributes
    ----------
    sums, stated : array (n,)
        What the cells add up to, and what the sheet says.
    cells : array (n,)
        Number of cells in each sum that may be rounded.
    names : tuple of str
        Place of each sum, for messages.
    against : str
        What states them, for instance GO.
    """

    sums: FloatArray
    stated: FloatArray
    cells: NDArray[np.int_]
    names: tuple[str, ...]
    against: str


def rounding_step(parts: Parts, factor: float) -> float:
    """Return the step that all numbers of a sheet are rounded to, 10⁴ CNY; 0 if there is none."""
    blocks = (parts.Z, parts.Y, parts.value_added, parts.x)
    numbers = np.concatenate([block.ravel() for block in blocks]) / factor
    for decimals in range(_MOST_DECIMALS + 1):
        scaled = numbers * 10**decimals
        if (np.abs(scaled - np.round(scaled)) < 1e-4).all():
            return float(factor / 10**decimals)
    return 0.0


def check_sums(
    found: Sums,
    step: float,
    factor: float,
    refuse: Callable[[int], FileError],
    *,
    noise: float = _NOISE,
    slip: float = _SLIP,
) -> tuple[str, ...]:
    """Return what is to be said of sums that differ by little; refuse others.

    Parameters
    ----------
    found : Sums
        The sums.
    step : float
        What the cells are rounded to.
    factor : float
        Unit of the sheet in 10⁴ CNY; half a unit is little in a table of large numbers.
    refuse : callable
        Returns the error for the sum that differs most.
    noise, slip : float
        Relative differences that are none, and that are little; a slip of zero where lines
        without a known heading may hold what is missing.
    """
    size = np.abs(found.stated)
    gap = np.abs(found.sums - found.stated)
    silent = noise * np.maximum(size, 1e-6 * size.sum() + 1e-9)
    rounded = 0.5 * step * (found.cells + 1)
    least = min(0.5 * factor, 1e-3 * float(size.mean())) if slip else 0.0
    little = np.maximum(slip * size, least)
    excess = gap - silent - np.maximum(rounded, little)
    worst = int((gap / (silent + np.maximum(rounded, little) + 1e-300)).argmax())
    if excess[worst] > 0:
        raise refuse(worst)
    by_rounding = gap <= silent + rounded
    return (
        *_said(found, gap, (gap > silent) & by_rounding, "by no more than rounding"),
        *_said(found, gap, (gap > silent) & ~by_rounding, "by little"),
    )


def _said(found: Sums, gap: FloatArray, which: NDArray[np.bool_], why: str) -> tuple[str, ...]:
    places = sorted(np.flatnonzero(which), key=lambda at: -gap[at])
    if not places:
        return ()
    listed = "; ".join(
        f"{found.names[at]} {found.sums[at]:.10g} against {found.stated[at]:.10g}"
        for at in places[:_MOST_PLACES]
    )
    more = f" and {len(places) - _MOST_PLACES} more" if len(places) > _MOST_PLACES else ""
    return (f"{_DIFFER} {found.against} {why}: {listed}{more}.",)


def differing_sums(changes: Iterable[str]) -> tuple[str, ...]:
    """Return what was said of sums that differ, among the changes made on reading."""
    return tuple(change for change in changes if change.startswith(_DIFFER))


def settle_rows(
    sheet: RegionSheet, parts: Parts, trade: RegionalTrade, error: FloatArray, factor: float
) -> tuple[FloatArray, tuple[str, ...]]:
    """Return the statistical error that closes every row, and what is to be said of it.

    Raises
    ------
    FileError
        A row differs from its output by more than rounding or a slip.
    """
    uses = np.column_stack([parts.Z, parts.Y, trade.exports, trade.outflow, error])
    taken = np.column_stack([trade.imports, trade.inflow])
    sold = uses.sum(axis=1) - taken.sum(axis=1)
    cells = np.count_nonzero(uses, axis=1) + np.count_nonzero(taken, axis=1)
    names = tuple(f"row {sector}" for sector in parts.sectors)
    sums = Sums(sold, parts.x, cells, names, "GO")
    changes = check_sums(
        sums,
        rounding_step(parts, factor),
        factor,
        lambda at: _wrong_row(sheet, parts, trade, sums, factor, at),
        slip=0.0 if sheet.unknown_columns else _SLIP_OF_ROW,
    )
    gap = parts.x - sold
    scale = np.maximum(np.abs(parts.x), 1e-6 * parts.x.mean())
    gap[np.abs(gap) <= _EXACT * scale] = 0.0
    if changes:
        changes += ("What rows lack or have too much is counted as statistical error.",)
    return error + gap, changes


def check_columns(
    sheet: RegionSheet, parts: Parts, imported: FloatArray, factor: float
) -> tuple[str, ...]:
    """Return what is to be said of the sums of columns, and of outputs against total inputs.

    Parameters
    ----------
    imported : array (u, n)
        Intermediate use of imported products, where they have rows of their own.

    Raises
    ------
    FileError
        A column differs from its total by more than rounding or a slip.
    """
    inputs = np.vstack([parts.Z, imported, parts.value_added])
    names = tuple(f"column {sector}" for sector in parts.sectors)
    cells = np.count_nonzero(inputs, axis=0)
    sums = Sums(inputs.sum(axis=0), parts.input_total, cells, names, "TI")
    step = rounding_step(parts, factor)
    changes = check_sums(
        sums,
        step,
        factor,
        lambda at: _wrong_column(sheet, parts, sums, imported, factor, at),
        slip=0.0 if sheet.unknown_rows else _SLIP,
    )
    one = np.ones(len(parts.sectors), dtype=int)
    totals = Sums(parts.x, parts.input_total, one, tuple(f"GO of {s}" for s in parts.sectors), "TI")
    return changes + check_sums(
        totals,
        step,
        factor,
        lambda at: FileError(
            f"{sheet.where}, {_both(totals, at)}, and output equals total input; one of the two "
            "is wrong."
        ),
        noise=_GO_AGAINST_TI,
    )


def check_value_added(sheet: RegionSheet, parts: Parts, factor: float) -> tuple[str, ...]:
    """Return what is to be said of the totals of the rows of value added, where they stand.

    Raises
    ------
    FileError
        A row differs from its total by more than one in a hundred.
    """
    found = sheet.found
    if "TIU" not in found.columns:
        return ()
    at = found.column("TIU")
    stated = {
        label: factor * found.number(found.row(label), at)
        for label in parts.value_added_rows
        if found.text_or_number(found.row(label), at) != ""
    }
    if not stated:
        return ()
    rows = [parts.value_added[parts.value_added_rows.index(label)] for label in stated]
    sums = Sums(
        np.array([row.sum() for row in rows]),
        np.array(list(stated.values())),
        np.array([np.count_nonzero(row) for row in rows]),
        tuple(f"row {label}" for label in stated),
        "their total in TIU",
    )
    return check_sums(
        sums,
        rounding_step(parts, factor),
        factor,
        lambda at: FileError(
            f"{sheet.where}, {sums.names[at]} sums to {sums.sums[at]:.10g}, but TIU says "
            f"{sums.stated[at]:.10g} ({units.MONEY}). Every column adds up, so either this total "
            "is wrong, or the value added of a sector stands in the wrong row."
        ),
        slip=_SLIP_OF_TOTAL,
    )


def _both(sums: Sums, at: int) -> str:
    return (
        f"{sums.names[at]} is {sums.sums[at]:.10g}, but {sums.against} says "
        f"{sums.stated[at]:.10g} ({units.MONEY})"
    )


def _wrong_row(
    sheet: RegionSheet, parts: Parts, trade: RegionalTrade, sums: Sums, factor: float, at: int
) -> FileError:
    """Return the error for a row that does not add up, with the part that does not fit."""
    row = sheet.found.row(parts.codes[at])
    final = parts.Y[at].sum() + trade.exports[at] + trade.outflow[at]
    used = (("TIU", "intermediate use", parts.Z[at].sum()), ("TFU", "final use", final))
    reasons: list[str] = []
    agreeing: list[str] = []
    for label, what, value in used:
        if label not in sheet.found.columns:
            continue
        stated = factor * sheet.found.number(row, sheet.found.column(label))
        if abs(stated - value) <= _SLIP * max(abs(stated), 1e-6 * parts.x.mean()):
            agreeing.append(label)
        else:
            reasons.append(
                f"its cells of {what} add up to {value:.10g} and {label} says {stated:.10g}"
            )
    if not reasons and agreeing:
        labels = " and ".join(agreeing)
        reasons.append(f"its uses agree with {labels}, so purchases, error or GO do not fit")
    if "ERR" not in sheet.found.columns and not sheet.unknown_columns:
        reasons.append("the statistical error (ERR) is missing, or has another heading")
    values = {
        name: factor * sheet.found.number(row, column)
        for name, column in sheet.unknown_columns.items()
    }
    gap = sums.stated[at] - sums.sums[at]
    return FileError(_in_words(sheet, sums, at, reasons, _not_read("column", values, gap)))


def _wrong_column(
    sheet: RegionSheet, parts: Parts, sums: Sums, imported: FloatArray, factor: float, at: int
) -> FileError:
    """Return the error for a column that does not add up, with the part that does not fit."""
    column = sheet.found.column(parts.codes[at])
    inputs = parts.Z[:, at].sum() + imported[:, at].sum()
    made = (
        ("TII", "intermediate input", inputs),
        ("TVA", "value added", parts.value_added[:, at].sum()),
    )
    reasons = []
    for label, what, value in made:
        if label not in sheet.found.rows:
            continue
        stated = factor * sheet.found.number(sheet.found.row(label), column)
        if abs(stated - value) > _SLIP * max(abs(stated), 1e-6 * parts.x.mean()):
            reasons.append(
                f"its cells of {what} add up to {value:.10g} and {label} says {stated:.10g}"
            )
    values = {
        name: factor * sheet.found.number(row, column) for name, row in sheet.unknown_rows.items()
    }
    gap = sums.stated[at] - sums.sums[at]
    return FileError(_in_words(sheet, sums, at, reasons, _not_read("row", values, gap)))


def _not_read(axis: str, values: dict[str, float], gap: float) -> list[str]:
    """Return what lines without a known heading hold here, and which is as large as the gap."""
    return [
        f"{axis} {name} has no heading that tanmai knows and is not read"
        + (", and it holds just what is missing" if np.isclose(abs(value), abs(gap)) else "")
        for name, value in values.items()
    ]


def _in_words(
    sheet: RegionSheet, sums: Sums, at: int, reasons: list[str], not_read: list[str]
) -> str:
    wrong = np.abs(sums.sums - sums.stated) > _SLIP * np.abs(sums.stated)
    if (count := int(wrong.sum())) > 1:
        axis = sums.names[at].split()[0]
        reasons = [*reasons, f"{count} of {len(wrong)} {axis}s do not add up"]
    why = "; ".join([*not_read, *reasons])
    return f"{sheet.where}, {_both(sums, at)}{f'; {why}' if why else ''}."
