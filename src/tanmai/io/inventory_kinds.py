"""What an inventory is: of provinces, of the nation or of cities, of emissions or of energy.

All of them have the rows and fuels of CEADs; what their sheets are called says whose they are,
the unit under a fuel what they count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from tanmai.core import units
from tanmai.core.errors import FileError, LabelError, UnitError
from tanmai.core.labels import find_province
from tanmai.io.ceads.inventory import FUELS, TOTAL_COLUMN, TOTAL_ROWS, published_labels
from tanmai.io.concordance_file import find_concordance
from tanmai.io.labelled_sheet import find_sheet_labels, in_sheet
from tanmai.io.workbook import Grid, Sheets

_NATION = {"", "china", "nation", "national", "全国", "中国"}
_NO_INVENTORY = {"note", "notes", "sum", "readme", "说明"}
_SHEET = re.compile(r"(?P<place>.*?)[\s_-]*(?P<year>(?:19|20)[0-9]{2})?\s*")
_MOST_LOOKED_AT = 3


@dataclass(frozen=True)
class InventoryKind:
    """What the sheets of a workbook of inventories are.

    Attributes
    ----------
    of : str
        ``"provinces"``, ``"nation"`` or ``"cities"``.
    counts : str
        ``"emissions"`` or ``"energy"``.
    places : tuple of str
        Names of the places, as the sheets write them.
    years : tuple of str
        Years that the names of the sheets hold.
    fuels : tuple of str
        Fuels of the first sheet.
    unit_names : tuple of str
        Units under its fuels.
    total : float or None
        Sum of the totals of all sheets, Mt CO2; None where it counts energy, or a sheet has
        no total.
    """

    of: str
    counts: str
    places: tuple[str, ...]
    years: tuple[str, ...]
    fuels: tuple[str, ...]
    unit_names: tuple[str, ...]
    total: float | None


def inventory_kind(workbook: Sheets) -> InventoryKind | None:
    """Return what inventories a workbook holds; None where it holds none."""
    names = [s for s in workbook.sheet_names if s.strip().casefold() not in _NO_INVENTORY]
    found = next((k for n in names[:_MOST_LOOKED_AT] if (k := _read_sheet(workbook, n))), None)
    if found is None:
        return None
    matches = [match for name in names if (match := _SHEET.fullmatch(name.strip()))]
    places = tuple(dict.fromkeys(match["place"] for match in matches))
    counts = "emissions" if all(map(_is_emission, found.unit_names)) else "energy"
    totals = [_total(workbook, name) for name in names] if counts == "emissions" else [None]
    known = [total for total in totals if total is not None]
    return InventoryKind(
        of=_whose(places),
        counts=counts,
        places=tuple(place for place in places if place),
        years=tuple(sorted({match["year"] for match in matches if match["year"]})),
        fuels=found.fuels,
        unit_names=found.unit_names,
        total=sum(known) if len(known) == len(totals) else None,
    )


@dataclass(frozen=True)
class _Sheet:
    """The cells of an inventory with the labels of its lines."""

    cells: Grid
    rows: Sequence[str]
    columns: Sequence[str]

    @property
    def fuels(self) -> tuple[str, ...]:
        return tuple(label for label in self.columns if label in FUELS)

    def unit(self, column: str) -> str:
        """Return the first text under the header of a column."""
        at = self.columns.index(column)
        texts = [row[at] for row in self.cells[: len(self.rows)] if at < len(row)]
        under = [text.strip() for text in texts if isinstance(text, str) and text.strip()]
        return under[1] if len(under) > 1 else ""

    @property
    def unit_names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(filter(None, map(self.unit, self.fuels))))


def _read_sheet(workbook: Sheets, name: str) -> _Sheet | None:
    rows = [row.name_en for row in find_concordance("ceads47_to_nbs42-2017").sources]
    cells = workbook.grid(name)
    label = published_labels(rows)
    try:
        found = find_sheet_labels(cells, in_sheet(workbook, name), rows, FUELS, label)
    except FileError:
        return None
    return _Sheet(cells, *found)


def _total(workbook: Sheets, name: str) -> float | None:
    """Return the total of a sheet, Mt CO2, where it states one."""
    sheet = _read_sheet(workbook, name)
    row = next((r for r in TOTAL_ROWS if sheet and r in sheet.rows), None)
    if sheet is None or row is None or TOTAL_COLUMN not in sheet.columns:
        return None
    value = sheet.cells[sheet.rows.index(row)][sheet.columns.index(TOTAL_COLUMN)]
    unit = sheet.unit(TOTAL_COLUMN)
    if not isinstance(value, int | float) or not isfinite(value) or not _is_emission(unit):
        return None
    return float(value) * units.parse_emissions(unit).factor


def _is_emission(unit: str) -> bool:
    try:
        units.parse_emissions(unit)
    except UnitError:
        return False
    return True


def _whose(places: Sequence[str]) -> str:
    if all(place.strip().casefold() in _NATION for place in places):
        return "nation"
    try:
        for place in places:
            find_province(place)
    except LabelError:
        return "cities"
    return "provinces"
