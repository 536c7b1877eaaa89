"""A focus: the group of sectors that a study keeps to, and how it is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tanmai.core.errors import LabelError, OptionError, did_you_mean, unknown
from tanmai.core.messages import message
from tanmai.core.table import MrioTable

FOCUS_READINGS = ("emitters", "products")


@dataclass(frozen=True)
class Focus:
    """A group of sectors that a study keeps to.

    Attributes
    ----------
    sector_codes : tuple of str
        Codes of the sectors.
    reading : str
        ``"emitters"``: only the emissions of these sectors, for all products
        (what the world draws from mining). ``"products"``: the emissions of
        all sectors, for final demand of these products only (the footprint
        of mining's products).
    name : str
        Name of the group for people.
    """

    sector_codes: tuple[str, ...]
    reading: str
    name: str

    def __post_init__(self) -> None:
        if self.reading not in FOCUS_READINGS:
            raise OptionError(
                unknown(self.reading, message("a reading of a focus"), FOCUS_READINGS)
            )
        if not self.sector_codes:
            raise OptionError(message("A focus needs at least one sector."))


def sector_mask(table: MrioTable, sector_codes: Sequence[str]) -> NDArray[np.float64]:
    """Return 1 for the sectors of these codes in every region, 0 elsewhere (N,).

    Raises
    ------
    LabelError
        A code is not in the table.
    """
    for code in sector_codes:
        if code not in table.index.sector_codes:
            raise LabelError(
                message(
                    "Sector '{code}' is not in table '{name}'.{nearest}",
                    code=code,
                    name=table.provenance.name,
                    nearest=did_you_mean(code, table.index.sector_codes),
                )
            )
    chosen = np.isin(np.array(table.index.sector_codes), list(sector_codes))
    return np.tile(chosen.astype(np.float64), table.index.m)


def focus_masks(
    table: MrioTable, focus: Focus | None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the masks (N,) of the emitters and of the products that are accounted."""
    everything = np.ones(len(table.index))
    if focus is None:
        return everything, everything
    chosen = sector_mask(table, focus.sector_codes)
    return (chosen, everything) if focus.reading == "emitters" else (everything, chosen)


def find_focus(
    text: str, table: MrioTable, reading: str, groups: Mapping[str, Sequence[str]]
) -> Focus:
    """Return the focus that a text names.

    Parameters
    ----------
    text : str
        A group (``mining``), a sector by code or name, or
        several of these with commas; ``02-05`` is a range of the table's order.
    table : MrioTable
        The table whose sectors are chosen.
    reading : str
        One of ``FOCUS_READINGS``.
    groups : mapping
        Codes of the sectors of each named group.

    Raises
    ------
    LabelError
        A part of the text names nothing in the table; the nearest name is given.
    OptionError
        The reading is unknown, or the text is empty.
    """
    names = _sector_names(table)
    chosen: list[str] = []
    for part in (part.strip() for part in text.replace("，", ",").split(",")):
        if not part:
            continue
        key = part.casefold()
        if key in groups:
            chosen += groups[key]
        elif key in names:
            chosen.append(names[key])
        else:
            chosen += _range(part, table, [*groups, *names])
    ordered = tuple(code for code in table.index.sector_codes if code in set(chosen))
    return Focus(ordered, reading, text.strip())


def _sector_names(table: MrioTable) -> dict[str, str]:
    names: dict[str, str] = {}
    for sector in table.sectors:
        for key in (sector.code, sector.code.lstrip("0"), sector.name_zh, sector.name_en):
            names[key.casefold()] = sector.code
    return names


def _range(part: str, table: MrioTable, known: Sequence[str]) -> tuple[str, ...]:
    codes = table.index.sector_codes
    first, dash, last = (piece.strip() for piece in part.partition("-"))
    if dash and first in codes and last in codes and codes.index(first) <= codes.index(last):
        return codes[codes.index(first) : codes.index(last) + 1]
    raise LabelError(
        message(
            "'{part}' is neither a sector nor a group of sectors of table '{name}'.{nearest} "
            "Name sectors by code or name, with commas, or a group.",
            part=part,
            name=table.provenance.name,
            nearest=did_you_mean(part, known),
        )
    )
