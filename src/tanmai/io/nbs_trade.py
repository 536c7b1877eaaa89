"""Trade columns of a table of one region: abroad, with other provinces, apart, together or net.

The codes changed over the years: EX and IM, OF and IF (国内省外流出, 流入), FU301 to FU304
(出口, 调出, 进口, 调入), OUT and IN for both together, and columns that give only the
difference (净出口, 净流出, 净流入).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tanmai.core import units
from tanmai.core.labels import Sector
from tanmai.core.messages import Message, and_more, listed, message, together
from tanmai.io.competitive import Trade
from tanmai.io.labelled_sheet import LabelledSheet

FloatArray = NDArray[np.float64]

NET_EXPORTS, NET_OUTFLOW, NET_INFLOW = "NX", "NOF", "NIF"
TRADE_COLUMNS = ("EX", "OF", "OUT", "IM", "IF", "IN", NET_EXPORTS, NET_OUTFLOW, NET_INFLOW)
"""Labels of trade columns, whatever their code in the sheet."""

AMBIGUOUS = "DI"
_DUST = 1e-12
_SAME = 1e-7
_ALTOGETHER = 0.1
_MOST_NAMED = 5
_PROVINCES = ("OF", "IF")
_SIGNS = {
    **dict.fromkeys(("EX", "OF", NET_EXPORTS, NET_OUTFLOW), 1.0),
    **dict.fromkeys(("IM", "IF", NET_INFLOW), -1.0),
}

_ARRAYS = {
    "EX": message("exports"),
    "OF": message("outflow to other provinces"),
    "IM": message("imports"),
    "IF": message("inflow from other provinces"),
}
_MINUS = {
    "IM": message("Imports have a minus sign; read as purchases."),
    "IF": message("Inflow from other provinces has a minus sign; read as purchases."),
    "IN": message("Purchases outside the province (IN) have a minus sign; read as purchases."),
}


@dataclass(frozen=True, eq=False)
class RegionalTrade:
    """Sales and purchases outside the region by product; none is negative.

    Attributes
    ----------
    exports, imports : array (n,)
        Trade abroad.
    outflow, inflow : array (n,)
        Trade with other provinces.
    kind : str
        What the columns say, see `tanmai.io.competitive.CompetitiveTable`.
    changes : tuple of Message
        What was done to the columns.
    """

    exports: FloatArray
    imports: FloatArray
    outflow: FloatArray
    inflow: FloatArray
    kind: Trade
    changes: tuple[Message, ...]


def read_trade(
    found: LabelledSheet,
    codes: Sequence[str],
    sectors: Sequence[Sector],
    factor: float,
    net: FloatArray,
    *,
    national: bool,
) -> RegionalTrade:
    """Return the trade of a sheet, money multiplied by a factor.

    Purchases written with a minus sign are turned round. A net column n becomes sales of
    max(n, 0) and purchases of max(−n, 0). A single negative cell becomes trade the other way,
    which leaves every row as it was, and is said.

    Parameters
    ----------
    found : LabelledSheet
        A sheet whose trade columns have labels of ``TRADE_COLUMNS``.
    codes, sectors : sequence
        Its sectors.
    factor : float
        Money of the sheet in 10⁴ CNY.
    net : array (n,)
        What sales outside must exceed purchases by for the rows to add up.
    national : bool
        Whether the region is the nation, which has no trade with other provinces.
    """
    columns = {
        label: factor * found.vector(codes, label)
        for label in (*TRADE_COLUMNS, AMBIGUOUS)
        if label in found.columns
    }
    _drop_dust(columns)
    changes = _decide(columns, net)
    for label in ("IM", "IF", "IN"):
        if label in columns and columns[label].sum() < 0:
            columns[label] = -columns[label]
            changes.append(_MINUS[label])
    changes += _split_sums(columns, net, sectors)
    kind = _kind(columns, national)
    zero = np.zeros(len(codes))
    parts = {label: columns.get(label, zero) for label in _ARRAYS}
    for label, plus, minus in (
        (NET_EXPORTS, "EX", "IM"),
        (NET_OUTFLOW, "OF", "IF"),
        (NET_INFLOW, "IF", "OF"),
    ):
        if label in columns:
            parts[plus] = parts[plus] + np.maximum(columns[label], 0.0)
            parts[minus] = parts[minus] + np.maximum(-columns[label], 0.0)
    for one, other in (("EX", "IM"), ("OF", "IF"), ("IM", "EX"), ("IF", "OF")):
        changes += _turn_round(parts, one, other, sectors)
    changes += _said(kind, parts)
    return RegionalTrade(
        exports=parts["EX"],
        imports=parts["IM"],
        outflow=parts["OF"],
        inflow=parts["IF"],
        kind=kind,
        changes=tuple(changes),
    )


def _drop_dust(columns: dict[str, FloatArray]) -> None:
    """Set to zero what is left of a subtraction in a spreadsheet, such as 1.5e-11."""
    largest = max((float(np.abs(values).max()) for values in columns.values()), default=0.0)
    for label, values in columns.items():
        columns[label] = np.where(np.abs(values) <= _DUST * largest, 0.0, values)


def _decide(columns: dict[str, FloatArray], net: FloatArray) -> list[Message]:
    """Read a column that is net outflow in some tables and inflow in others as rows ask for."""
    if AMBIGUOUS not in columns:
        return []
    values = columns.pop(AMBIGUOUS)
    others = {label: column for label, column in columns.items() if label not in ("OUT", "IN")}
    rest = net - _balance(others) if others else net
    if np.abs(rest - values).sum() <= np.abs(rest + values).sum():
        columns[NET_OUTFLOW] = values
        return [
            message(
                "Column {column} is read as net outflow, as the rows ask for.", column=AMBIGUOUS
            )
        ]
    columns["IF" if (values >= 0).all() else NET_INFLOW] = values
    return [message("Column {column} is read as inflow, as the rows ask for.", column=AMBIGUOUS)]


def _split_sums(
    columns: dict[str, FloatArray], net: FloatArray, sectors: Sequence[Sector]
) -> list[Message]:
    """Leave out OUT and IN where their parts make them, else take what a part lacks.

    Where the parts do not make the sums and the row adds up with these, trade with other
    provinces is what trade abroad leaves of them; parts that differ altogether are not read.
    """
    summed, parts = dict(columns), dict(columns)
    for total, abroad, provinces in (("OUT", "EX", "OF"), ("IN", "IM", "IF")):
        if total not in columns:
            continue
        together, zero = columns.pop(total), np.zeros(len(sectors))
        for label in (total, abroad, provinces):
            summed.pop(label, None)
            parts.pop(label, None)
        if not any(columns[label].any() for label in (abroad, provinces) if label in columns):
            columns.pop(abroad, None)
            columns.pop(provinces, None)
        if abroad in columns and provinces not in columns:
            columns[provinces] = together - columns[abroad]
        elif abroad not in columns:
            columns[abroad] = together - columns.setdefault(provinces, together)
        parts |= {abroad: columns[abroad], provinces: columns[provinces]}
        differing = np.abs(together - columns[abroad] - columns[provinces]).sum()
        kept = columns[abroad] if differing <= _ALTOGETHER * np.abs(together).sum() else zero
        summed |= {abroad: kept, provinces: together - kept}
    better = np.abs(net - _balance(summed)) < (1.0 - _SAME) * np.abs(net - _balance(parts))
    changed = [label for label in summed if not _same(summed[label], parts[label])]
    if not changed or not better.any():
        return []
    dropped = [label for label in changed if label not in _PROVINCES]
    for label in changed:
        columns[label] = summed[label] if dropped else np.where(better, summed[label], parts[label])
    if dropped:
        said = message(
            "The sums OUT and IN differ from their parts, and rows add up with the sums, so the "
            "parts are not read: {sectors}."
        )
    else:
        said = message(
            "The sums OUT and IN differ from their parts, and rows add up with the sums, so "
            "outflow and inflow are what EX and IM leave: {sectors}."
        )
    return [said.filled(sectors=_listed(sectors, better))]


def _same(one: FloatArray, other: FloatArray) -> bool:
    return bool((np.abs(one - other) <= _SAME * np.abs(other)).all())


def _listed(sectors: Sequence[Sector], which: NDArray[np.bool_]) -> Message:
    named = [f"{sectors[int(at)].code} {sectors[int(at)].name_zh}" for at in np.flatnonzero(which)]
    return together(listed(named[:_MOST_NAMED]), and_more(len(named), _MOST_NAMED))


def _balance(columns: Mapping[str, FloatArray]) -> FloatArray:
    """Return sales less purchases outside."""
    values = [_SIGNS[label] * column for label, column in columns.items()]
    return np.asarray(np.sum(values, axis=0))


def _kind(columns: dict[str, FloatArray], national: bool) -> Trade:
    """Return what the columns say; one that is zero throughout says nothing."""
    given = {label for label, values in columns.items() if values.any()}
    if NET_EXPORTS in given:
        return "net"
    if given & {NET_OUTFLOW, NET_INFLOW}:
        return "net_outflow" if given & {"EX", "IM"} else "net"
    if given & {"EX", "IM"} and given & {"OF", "IF"}:
        return "apart"
    return "abroad" if national else "together"


def _turn_round(
    parts: dict[str, FloatArray], one: str, other: str, sectors: Sequence[Sector]
) -> list[Message]:
    """Count negative cells of one column as trade the other way."""
    negative = np.minimum(parts[one], 0.0)
    if not negative.any():
        return []
    parts[one] = parts[one] - negative
    parts[other] = parts[other] - negative
    return [
        message(
            "Negative {flow}, counted as {other} ({amount}): {sectors}.",
            flow=_ARRAYS[one],
            other=_ARRAYS[other],
            amount=f"{-negative.sum():.6g}",
            sectors=_listed(sectors, negative < 0),
        )
    ]


def _said(kind: Trade, parts: dict[str, FloatArray]) -> list[Message]:
    sums = {label: float(values.sum()) for label, values in parts.items()}
    sold, bought = sums["EX"] + sums["OF"], sums["IM"] + sums["IF"]
    if kind == "abroad":
        return []
    if kind == "together":
        said = message(
            "The trade columns hold trade abroad and with other provinces together: sales "
            "outside {sold}, purchases outside {bought} ({unit}); which part is abroad is not "
            "given."
        )
        amounts = {"sold": sold, "bought": bought}
    elif kind == "net":
        said = message(
            "Of trade only the difference of sales and purchases is given: {net} ({unit}); what "
            "is bought and sold of the same product is not seen."
        )
        amounts = {"net": sold - bought}
    elif kind == "net_outflow":
        said = message(
            "Exports {exports}, imports {imports}, net outflow to other provinces {net}, of which "
            "only the difference is given ({unit})."
        )
        amounts = {"exports": sums["EX"], "imports": sums["IM"], "net": sums["OF"] - sums["IF"]}
    else:
        said = message(
            "Exports {exports}, imports {imports}, outflow to other provinces {outflow}, inflow "
            "from them {inflow} ({unit})."
        )
        amounts = {
            "exports": sums["EX"],
            "imports": sums["IM"],
            "outflow": sums["OF"],
            "inflow": sums["IF"],
        }
    written = {name: f"{amount:.6g}" for name, amount in amounts.items()}
    return [said.filled(unit=units.MONEY, **written)]
