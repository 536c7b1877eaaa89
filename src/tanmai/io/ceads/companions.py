"""The sheets that go with the table: 'Province', 'Sector ', and two that tanmai writes.

'Note' says what the table is, so that an estimate stays an estimate, with its
caveat, when it has gone through a workbook. 'Household CO2' holds the direct
emissions of households, for which the main sheet has no place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from tanmai.core.errors import FileError
from tanmai.core.labels import Region
from tanmai.core.messages import message
from tanmai.core.table import Provenance
from tanmai.io.ceads import labels
from tanmai.io.workbook import Grid, Sheets

FloatArray = NDArray[np.float64]

MARK = "tanmai CEADs layout 1"
HOUSEHOLDS = "Household CO2"
_STATUSES = frozenset({"official", "estimate", "made-up", "user"})
KEYS = ("name", "status", "caveat_zh", "caveat_en")


def companion(workbook: Sheets, name: str) -> Grid:
    """Return the cells of a sheet like 'Province' or 'Sector ', or none if there is none."""
    for sheet in workbook.sheet_names:
        if labels.clean(sheet).casefold() in (name, f"{name}s"):
            return workbook.grid(sheet)
    return []


def listed_provinces(workbook: Sheets) -> tuple[Region, ...]:
    """Return the provinces that the sheet 'Province' lists, in its order."""
    found: dict[str, Region] = {}
    for row in companion(workbook, "province"):
        for cell in row:
            text = labels.clean(cell)
            if text and not text.isdigit() and labels.is_province(text):
                province = labels.province_of(text)[0]
                found.setdefault(province.code, province)
    return tuple(found.values())


def household_emissions(workbook: Sheets, regions: Sequence[Region]) -> FloatArray | None:
    """Return the direct emissions of households by region, Mt; None without their sheet.

    Raises
    ------
    FileError
        A province is missing from the sheet, or its cell holds no number.
    """
    rows = companion(workbook, HOUSEHOLDS.casefold())
    if not rows:
        return None
    given = {labels.clean(row[0]): row[-1] for row in rows if row}
    values = np.zeros(len(regions))
    for at, region in enumerate(regions):
        value = given.get(region.code, "")
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not isfinite(value):
            raise FileError(
                message(
                    "{workbook}, sheet '{households}' has no number for {region}; write it "
                    "there, or delete the sheet.",
                    workbook=workbook.name,
                    households=HOUSEHOLDS,
                    region=region,
                )
            )
        values[at] = value
    return values


def provenance_in_note(workbook: Sheets, provenance: Provenance) -> Provenance:
    """Return a provenance with what the sheet 'Note' says, where tanmai has written it."""
    rows = [[str(cell) for cell in row[:2]] for row in companion(workbook, "note")]
    if not rows or rows[0][:1] != [MARK]:
        return provenance
    said = {row[0]: row[1] for row in rows if len(row) == 2}
    return replace(
        provenance,
        name=said.get("name", "") or provenance.name,
        status=said["status"] if said.get("status") in _STATUSES else provenance.status,
        caveat_zh=_joined(said.get("caveat_zh", ""), provenance.caveat_zh),
        caveat_en=_joined(said.get("caveat_en", ""), provenance.caveat_en),
    )


def _joined(said: str, own: str) -> str:
    """Return both caveats, each once."""
    return said if own in said else f"{said} {own}".strip()
