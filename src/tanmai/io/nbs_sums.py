"""Whether the sums of a table of one region hold, and what is said where they do not.

A sum may differ by the rounding of its cells (half a step each), or by a slip of the source
that is too small to matter; both are said with their place. More is rejected, with the part of
the row or column that does not fit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tanmai.core import units
from tanmai.core.errors import FileError
from tanmai.core.messages import Message, and_more, listed, message
from tanmai.io.nbs_layout import Parts
from tanmai.io.nbs_sheet import RegionSheet
from tanmai.io.nbs_trade import RegionalTrade
from tanmai.io.workbook_size import COLUMN, COLUMNS, ROW, ROWS

FloatArray = NDArray[np.float64]

_DIFFER = message("Sums that differ from {against} {why}: {places}{more}.")
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
    names : tuple of Message
        Place of each sum, for messages.
    against : Message
        What states them, for instance GO.
    """

    sums: FloatArray
    stated: FloatArray
    cells: NDArray[np.int_]
    names: tuple[Message, ...]
    against: Message


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
    error_of: Callable[[int], FileError],
    *,
    noise: float = _NOISE,
    slip: float = _SLIP,
) -> tuple[Message, ...]:
    """Return what is to be said of sums that differ by little; reject others.

    Parameters
    ----------
    found : Sums
        The sums.
    step : float
        What the cells are rounded to.
    factor : float
        Unit of the sheet in 10⁴ CNY; half a unit is little in a table of large numbers.
    error_of : callable
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
        raise error_of(worst)
    by_rounding = gap <= silent + rounded
    return (
        *_said(found, gap, (gap > silent) & by_rounding, message("by no more than rounding")),
        *_said(found, gap, (gap > silent) & ~by_rounding, message("by little")),
    )


def _said(
    found: Sums, gap: FloatArray, which: NDArray[np.bool_], why: Message
) -> tuple[Message, ...]:
    places = sorted(np.flatnonzero(which), key=lambda at: -gap[at])
    if not places:
        return ()
    said = [
        message(
            "{name} {sum} against {stated}",
            name=found.names[at],
            sum=f"{found.sums[at]:.10g}",
            stated=f"{found.stated[at]:.10g}",
        )
        for at in places[:_MOST_PLACES]
    ]
    return (
        _DIFFER.filled(
            against=found.against,
            why=why,
            places=listed(said, message("; ")),
            more=and_more(len(places), _MOST_PLACES),
        ),
    )


def differing_sums(changes: Iterable[Message]) -> tuple[Message, ...]:
    """Return what was said of sums that differ, among the changes made on reading."""
    return tuple(change for change in changes if change.text == _DIFFER.text)


def settle_rows(
    sheet: RegionSheet, parts: Parts, trade: RegionalTrade, error: FloatArray, factor: float
) -> tuple[FloatArray, tuple[Message, ...]]:
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
    names = tuple(message("row {name}", name=sector) for sector in parts.sectors)
    sums = Sums(sold, parts.x, cells, names, Message("GO"))
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
        changes += (message("What rows lack or have too much is counted as statistical error."),)
    return error + gap, changes


def check_columns(
    sheet: RegionSheet, parts: Parts, imported: FloatArray, factor: float
) -> tuple[Message, ...]:
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
    names = tuple(message("column {name}", name=sector) for sector in parts.sectors)
    cells = np.count_nonzero(inputs, axis=0)
    sums = Sums(inputs.sum(axis=0), parts.input_total, cells, names, Message("TI"))
    step = rounding_step(parts, factor)
    changes = check_sums(
        sums,
        step,
        factor,
        lambda at: _wrong_column(sheet, parts, sums, imported, factor, at),
        slip=0.0 if sheet.unknown_rows else _SLIP,
    )
    one = np.ones(len(parts.sectors), dtype=int)
    totals = Sums(
        parts.x,
        parts.input_total,
        one,
        tuple(message("GO of {sector}", sector=one) for one in parts.sectors),
        Message("TI"),
    )
    return changes + check_sums(
        totals,
        step,
        factor,
        lambda at: FileError(
            message(
                "{where}, {both}, and output equals total input; one of the two is wrong.",
                where=sheet.where,
                both=_both(totals, at),
            )
        ),
        noise=_GO_AGAINST_TI,
    )


def check_value_added(sheet: RegionSheet, parts: Parts, factor: float) -> tuple[Message, ...]:
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
        tuple(message("row {name}", name=label) for label in stated),
        message("their total in TIU"),
    )
    return check_sums(
        sums,
        rounding_step(parts, factor),
        factor,
        lambda at: FileError(
            message(
                "{where}, {names} sums to {sums}, but TIU says {stated} ({money}). Every column "
                "adds up, so either this total is wrong, or the value added of a sector is in "
                "the wrong row.",
                where=sheet.where,
                names=sums.names[at],
                sums=f"{sums.sums[at]:.10g}",
                stated=f"{sums.stated[at]:.10g}",
                money=units.MONEY,
            )
        ),
        slip=_SLIP_OF_TOTAL,
    )


def _both(sums: Sums, at: int) -> Message:
    return message(
        "{name} is {sum}, but {against} says {stated} ({money})",
        name=sums.names[at],
        sum=f"{sums.sums[at]:.10g}",
        against=sums.against,
        stated=f"{sums.stated[at]:.10g}",
        money=units.MONEY,
    )


def _adds_up_to(what: Message, value: float, label: str, stated: float) -> Message:
    return message(
        "its cells of {what} add up to {value} and {label} says {stated}",
        what=what,
        value=f"{value:.10g}",
        label=label,
        stated=f"{stated:.10g}",
    )


def _wrong_row(
    sheet: RegionSheet, parts: Parts, trade: RegionalTrade, sums: Sums, factor: float, at: int
) -> FileError:
    """Return the error for a row that does not add up, with the part that does not fit."""
    row = sheet.found.row(parts.codes[at])
    final = parts.Y[at].sum() + trade.exports[at] + trade.outflow[at]
    used = (
        ("TIU", message("intermediate use"), parts.Z[at].sum()),
        ("TFU", message("final use"), final),
    )
    reasons: list[Message] = []
    agreeing: list[str] = []
    for label, what, value in used:
        if label not in sheet.found.columns:
            continue
        stated = factor * sheet.found.number(row, sheet.found.column(label))
        if abs(stated - value) <= _SLIP * max(abs(stated), 1e-6 * parts.x.mean()):
            agreeing.append(label)
        else:
            reasons.append(_adds_up_to(what, value, label, stated))
    if not reasons and agreeing:
        reasons.append(
            message(
                "its uses agree with {labels}, so purchases, error or GO do not fit",
                labels=listed(agreeing),
            )
        )
    if "ERR" not in sheet.found.columns and not sheet.unknown_columns:
        reasons.append(message("the statistical error (ERR) is missing, or has another heading"))
    values = {
        name: factor * sheet.found.number(row, column)
        for name, column in sheet.unknown_columns.items()
    }
    gap = sums.stated[at] - sums.sums[at]
    return FileError(_in_words(sheet, sums, at, reasons, ROWS, _not_read(COLUMN, values, gap)))


def _wrong_column(
    sheet: RegionSheet, parts: Parts, sums: Sums, imported: FloatArray, factor: float, at: int
) -> FileError:
    """Return the error for a column that does not add up, with the part that does not fit."""
    column = sheet.found.column(parts.codes[at])
    inputs = parts.Z[:, at].sum() + imported[:, at].sum()
    made = (
        ("TII", message("intermediate input"), inputs),
        ("TVA", message("value added"), parts.value_added[:, at].sum()),
    )
    reasons: list[Message] = []
    for label, what, value in made:
        if label not in sheet.found.rows:
            continue
        stated = factor * sheet.found.number(sheet.found.row(label), column)
        if abs(stated - value) > _SLIP * max(abs(stated), 1e-6 * parts.x.mean()):
            reasons.append(_adds_up_to(what, value, label, stated))
    values = {
        name: factor * sheet.found.number(row, column) for name, row in sheet.unknown_rows.items()
    }
    gap = sums.stated[at] - sums.sums[at]
    return FileError(_in_words(sheet, sums, at, reasons, COLUMNS, _not_read(ROW, values, gap)))


def _not_read(axis: Message, values: dict[str, float], gap: float) -> list[Message]:
    """Return what lines without a known heading hold here, and which is as large as the gap."""
    return [
        message(
            "{axis} {name} has no heading that tanmai knows and is not read{missing}",
            axis=axis,
            name=name,
            missing=message(", and it holds just what is missing")
            if np.isclose(abs(value), abs(gap))
            else "",
        )
        for name, value in values.items()
    ]


def _in_words(
    sheet: RegionSheet,
    sums: Sums,
    at: int,
    reasons: list[Message],
    axes: Message,
    not_read: list[Message],
) -> Message:
    wrong = np.abs(sums.sums - sums.stated) > _SLIP * np.abs(sums.stated)
    if (count := int(wrong.sum())) > 1:
        more = message("{n} of {all} {axes} do not add up", n=count, all=len(wrong), axes=axes)
        reasons = [*reasons, more]
    why = [*not_read, *reasons]
    return message(
        "{where}, {both}{why}.",
        where=sheet.where,
        both=_both(sums, at),
        why=message("; {reasons}", reasons=listed(why)) if why else "",
    )
