"""Every row and column of a CEADs sheet in its place, by code and label.

Nothing is taken from a position: a sheet may have its title and its lines in
other places, a column of totals more or fewer, its provinces in any order and
written once for each block or in every cell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tanmai.core.errors import FileError, LabelError
from tanmai.core.labels import Region, all_provinces
from tanmai.io.ceads import labels
from tanmai.io.ceads.companions import listed_provinces
from tanmai.io.ceads.headings import (
    FINAL_DEMAND,
    AxisName,
    Heading,
    Place,
    line_name,
    read_headings,
)
from tanmai.io.workbook import Grid, Sheets

Key = tuple[str, str]  # (code of a province, code of a sector or of final demand)

_KNOWN: dict[AxisName, frozenset[str]] = {
    "column": frozenset({"TIU", "EX", "TFU", "ERR", "GO"}),
    "row": frozenset({"IM", "TII", "TVA", "TI", "GI", "CO2", *labels.VALUE_ADDED}),
}
_NEEDED: dict[AxisName, tuple[str, ...]] = {"column": ("EX", "GO"), "row": ("IM",)}


@dataclass(eq=False)
class Axis:
    """One axis of a sheet, every line of it placed.

    Attributes
    ----------
    name : {"row", "column"}
        Which axis.
    sectors : dict
        Position by (province, sector).
    final_demand : dict
        Position by (province, category); columns only.
    special : dict
        Position by code: IM, VA001 ..., EX, ERR, GO, totals, CO2.
    names : dict
        Names of each sector as they stand, with the cell where each stands first.
    left_out : dict
        Label by position of what is no part of a table.
    checks : set
        Positions of the sheet's own checks of its sums.
    labels : dict
        Label of a special code as it stands.
    """

    name: AxisName
    sectors: dict[Key, int] = field(default_factory=dict)
    final_demand: dict[Key, int] = field(default_factory=dict)
    special: dict[str, int] = field(default_factory=dict)
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    left_out: dict[int, str] = field(default_factory=dict)
    checks: set[int] = field(default_factory=set)
    labels: dict[str, str] = field(default_factory=dict)

    @property
    def provinces(self) -> tuple[str, ...]:
        """Codes of the provinces, in the order of the sheet."""
        return tuple(dict.fromkeys(province for province, _ in self.sectors))


@dataclass(frozen=True, eq=False)
class Layout:
    """The two axes of a sheet, its title texts, and what was corrected in its labels."""

    place: Place
    rows: Axis
    columns: Axis
    titles: tuple[str, ...]
    fixes: tuple[str, ...]


def find_layout(workbook: Sheets, sheet: str, grid: Grid) -> Layout:
    """Find what each row and each column of a sheet is.

    Raises
    ------
    FileError
        The sheet has no codes of final demand or of value added.
    LabelError
        A province or a sector is unknown, missing, or stands twice.
    """
    place = Place(workbook.name, sheet)
    headings = read_headings(place, grid)
    listed = listed_provinces(workbook)
    fixes: dict[str, None] = {}
    columns = _placed(place, "column", headings.columns, listed, fixes)
    rows = _placed(place, "row", headings.rows, listed, fixes)
    _require_same_provinces(place, rows, columns)
    return Layout(place, rows, columns, headings.titles, tuple(fixes))


def _placed(
    place: Place,
    axis_name: AxisName,
    headings: Sequence[Heading],
    listed: Sequence[Region],
    fixes: dict[str, None],
) -> Axis:
    """Place every heading of an axis; a province holds until the next, within its own block."""
    axis = Axis(axis_name)
    if _without_provinces(headings):
        headings = _named_by_list(place, axis_name, headings, listed, fixes)
    province: Region | None = None
    block = ""
    for heading in headings:
        kind = _kind(axis_name, heading)
        if kind not in ("sector", "final demand"):
            _place_special(place, axis, heading)
            continue
        if kind != block:
            province, block = None, kind
        if heading.province:
            province = _province(place, heading, fixes)
        if province is None:
            raise LabelError(
                f"{place}, cell {heading.province_cell}: {line_name(axis_name, heading.at)} "
                f"(code {heading.code}) has no province; write its name there."
            )
        _place_once(place, axis, kind, province, heading)
    _require_complete(place, axis)
    return axis


def _kind(axis: AxisName, heading: Heading) -> str:
    if labels.sector_code(heading.code):
        return "sector"
    if axis == "column" and heading.code.upper() in FINAL_DEMAND:
        return "final demand"
    return "special"


def _without_provinces(headings: Sequence[Heading]) -> bool:
    return not any(h.province for h in headings if labels.sector_code(h.code))


def _province(place: Place, heading: Heading, fixes: dict[str, None]) -> Region:
    try:
        province, damaged = labels.province_of(heading.province)
    except LabelError as error:
        raise LabelError(f"{place}, cell {heading.province_cell}: {error}") from error
    if damaged:
        fixes[f"label '{heading.province}' read as {province}"] = None
    return province


def _place_once(place: Place, axis: Axis, kind: str, province: Region, heading: Heading) -> None:
    code = labels.sector_code(heading.code) or heading.code.upper()
    positions = axis.sectors if kind == "sector" else axis.final_demand
    other = positions.setdefault((province.code, code), heading.at)
    if other != heading.at:
        raise LabelError(
            f"{place}: {province}, {code} stands twice, in {line_name(axis.name, other)} and in "
            f"{line_name(axis.name, heading.at)}; correct the province or the code of one of "
            f"them.{_confusion(province)}"
        )
    if kind == "sector" and heading.name:
        axis.names.setdefault(code, {}).setdefault(heading.name, heading.name_cell)


def _confusion(province: Region) -> str:
    pair = {"140000": "Shaanxi 陕西 (610000)", "610000": "Shanxi 山西 (140000)"}
    other = pair.get(province.code)
    return f" Is one of them {other}?" if other else ""


def _place_special(place: Place, axis: Axis, heading: Heading) -> None:
    code = labels.special_code(heading.code, heading.name or heading.province)
    known = _KNOWN[axis.name]
    label = heading.name or heading.code or heading.province
    if code not in known:
        if label.casefold().startswith(labels.CHECKS):
            axis.checks.add(heading.at)
        elif label:
            axis.left_out[heading.at] = label
        return
    other = axis.special.setdefault(code, heading.at)
    if other != heading.at:
        raise LabelError(
            f"{place}: {code} stands twice, in {line_name(axis.name, other)} and in "
            f"{line_name(axis.name, heading.at)}; delete one of them."
        )
    axis.labels[code] = label


def _require_complete(place: Place, axis: Axis) -> None:
    """Require every sector and category of every province, 01 to n without a gap."""
    for code in _NEEDED[axis.name]:
        if code not in axis.special:
            raise FileError(
                f"{place} has no {axis.name} {code}; add it, or put the code where it stands."
            )
    sectors = sorted({code for _, code in axis.sectors}, key=int)
    expected = [f"{number:02d}" for number in range(1, int(sectors[-1]) + 1)]
    categories = sorted({code for _, code in axis.final_demand})
    _require_all(place, axis.name, axis.provinces, expected, axis.sectors)
    if axis.name == "column":
        _require_all(place, axis.name, axis.provinces, categories, axis.final_demand)


def _require_all(
    place: Place,
    axis: AxisName,
    provinces: Sequence[str],
    codes: Sequence[str],
    found: dict[Key, int],
) -> None:
    for province, _ in found:
        if province not in provinces:
            raise LabelError(
                f"{place}: {_named(province)} has columns of final demand but no sectors; "
                "correct the name of the province."
            )
    for province in provinces:
        for code in codes:
            if (province, code) not in found:
                raise LabelError(
                    f"{place} has no {axis} for {_named(province)}, {code}; add it, or correct "
                    "the label of the one that should be it."
                )


def _named(code: str) -> str:
    return next(str(province) for province in all_provinces() if province.code == code)


def _require_same_provinces(place: Place, rows: Axis, columns: Axis) -> None:
    for one, other in ((rows, columns), (columns, rows)):
        for province in one.provinces:
            if province not in other.provinces:
                raise LabelError(
                    f"{place}: {_named(province)} has {one.name}s but no {other.name}s; add "
                    "them, or correct the name of the province."
                )
    if {code for _, code in rows.sectors} != {code for _, code in columns.sectors}:
        raise LabelError(
            f"{place} has {len({c for _, c in rows.sectors})} sectors in its rows but "
            f"{len({c for _, c in columns.sectors})} in its columns; both need the same."
        )


def _named_by_list(
    place: Place,
    axis: AxisName,
    headings: Sequence[Heading],
    listed: Sequence[Region],
    fixes: dict[str, None],
) -> list[Heading]:
    """Name the blocks of an axis without provinces after the sheet 'Province', in its order."""
    if not listed:
        raise LabelError(
            f"{place} names no province in its {axis}s, and there is no sheet 'Province' to take "
            "the names from; write them in."
        )
    seen: Counter[tuple[str, str]] = Counter()
    named = []
    for heading in headings:
        kind = _kind(axis, heading)
        if kind == "special":
            named.append(heading)
            continue
        number = seen[kind, heading.code]
        seen[kind, heading.code] += 1
        if number >= len(listed):
            raise LabelError(
                f"{place}, {line_name(axis, heading.at)}: block {number + 1} has no name in the "
                f"sheet 'Province', which lists {len(listed)}; complete the list."
            )
        named.append(replace(heading, province=listed[number].name_zh))
    if axis == "column":
        fixes["names of provinces taken from the sheet 'Province', in its order"] = None
    return named
