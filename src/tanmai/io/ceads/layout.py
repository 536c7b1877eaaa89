"""Every row and column of a CEADs sheet in its place, by code and label.

Nothing is taken from a position: a sheet may have its title and its lines in
other places, a column of totals more or fewer, its provinces in any order and
written once for each block or in every cell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass, field, replace

from tanmai.core.errors import FileError, LabelError, did_you_mean, nearest_names
from tanmai.core.labels import Region, all_provinces, find_province
from tanmai.core.messages import Message, each_once, listed, message
from tanmai.core.table import FinalDemandCategory
from tanmai.io.ceads import labels
from tanmai.io.ceads.companions import listed_provinces
from tanmai.io.ceads.headings import FINAL_DEMAND, KNOWN, AxisName, Heading, Place, read_headings
from tanmai.io.workbook import Grid, Sheets
from tanmai.io.workbook_size import AXES, AXES_OF_MANY, line_name

Key = tuple[str, str]  # (code of a region, code of a sector or of final demand)

_NEEDED: dict[AxisName, tuple[str, ...]] = {"column": ("EX", "GO"), "row": ("IM",)}


@dataclass(eq=False)
class Axis:
    """One axis of a sheet, every line of it placed.

    Attributes
    ----------
    name : {"row", "column"}
        Which axis.
    sectors : dict
        Position by (region, sector).
    final_demand : dict
        Position by (region, category); columns only.
    regions : dict
        Region by code, in the order of the sheet.
    categories : dict
        Name of each category that is none of CEADs, by its code; columns only.
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
    regions: dict[str, Region] = field(default_factory=dict)
    categories: dict[str, str] = field(default_factory=dict)
    special: dict[str, int] = field(default_factory=dict)
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    left_out: dict[int, str] = field(default_factory=dict)
    checks: set[int] = field(default_factory=set)
    labels: dict[str, str] = field(default_factory=dict)

    @property
    def provinces(self) -> tuple[str, ...]:
        """Codes of the regions that have sectors, in the order of the sheet."""
        return tuple(dict.fromkeys(region for region, _ in self.sectors))


@dataclass(frozen=True, eq=False)
class Layout:
    """The two axes of a sheet, its title texts, and what was corrected in its labels."""

    place: Place
    rows: Axis
    columns: Axis
    titles: tuple[str, ...]
    fixes: tuple[Message, ...]

    @property
    def regions(self) -> tuple[Region, ...]:
        """Provinces in NBS order, then other regions in the order of the rows."""
        there = [self.rows.regions[code] for code in self.rows.provinces]
        provinces = [province for province in all_provinces() if province in there]
        return (*provinces, *(region for region in there if region not in provinces))

    @property
    def categories(self) -> tuple[FinalDemandCategory, ...]:
        """Categories of final demand: those of CEADs in their order, then a sheet's own."""
        found = dict.fromkeys(category for _, category in self.columns.final_demand)
        known = [category for category in labels.CATEGORIES if category.code in found]
        own = [(code, self.columns.categories[code]) for code in found if code not in FINAL_DEMAND]
        return (*known, *(FinalDemandCategory(code, name, name) for code, name in own))


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
    given = listed_provinces(workbook)
    fixes: list[Message] = []
    columns = _placed(place, "column", headings.columns, given, fixes)
    rows = _placed(place, "row", headings.rows, given, fixes)
    if others := [r for r in rows.regions.values() if r not in all_provinces()]:
        fixes.append(
            message(
                "regions that are not provinces, taken as written: {regions}",
                regions=listed(others),
            )
        )
    _require_same_provinces(place, rows, columns)
    return Layout(place, rows, columns, headings.titles, each_once(fixes))


def _placed(
    place: Place,
    axis_name: AxisName,
    headings: Sequence[Heading],
    listed: Sequence[Region],
    fixes: list[Message],
) -> Axis:
    """Place every heading of an axis; a province holds until the next, within its own block."""
    axis = Axis(axis_name)
    if _without_regions(headings):
        headings = _named_by_list(place, axis_name, headings, listed, fixes)
    own = _own_categories(headings) if axis_name == "column" else {}
    provinces = any(h.region and labels.is_province(h.region) for h in headings)
    province: Region | None = None
    block = ""
    for heading in headings:
        kind = _kind(axis_name, heading, own)
        if kind not in ("sector", "final demand"):
            _place_special(place, axis, heading)
            continue
        if kind != block:
            province, block = None, kind
        if heading.region:
            province = _region(place, heading, provinces, fixes)
        if province is None:
            raise LabelError(
                message(
                    "{place}, cell {region_cell}: {other} (code {code}) has no region; write "
                    "its name there.",
                    place=place,
                    region_cell=heading.region_cell,
                    other=line_name(axis_name, heading.at),
                    code=heading.code,
                )
            )
        axis.regions.setdefault(province.code, province)
        if heading.label in own:
            axis.categories[own[heading.label]] = heading.name or heading.label
            heading = replace(heading, code=own[heading.label])
        _place_once(place, axis, kind, province, heading)
    _require_complete(place, axis)
    return axis


def _own_categories(headings: Sequence[Heading]) -> dict[str, str]:
    """Return the code of each category of a sheet without codes of final demand, by its label.

    Such a category has one column in each of several regions.
    """
    if any(heading.code.upper() in FINAL_DEMAND for heading in headings):
        return {}
    sectors = Counter(heading.code for heading in headings if labels.sector_code(heading.code))
    regions = max(sectors.values())
    others = Counter(h.label for h in headings if h.label and h.code not in sectors)
    return {
        label: labels.final_demand_code(label)
        for label, count in others.items()
        if count == regions > 1
    }


def _kind(axis: AxisName, heading: Heading, own: Container[str]) -> str:
    if labels.sector_code(heading.code):
        return "sector"
    if heading.label in own or (axis == "column" and heading.code.upper() in FINAL_DEMAND):
        return "final demand"
    return "special"


def _without_regions(headings: Sequence[Heading]) -> bool:
    return not any(h.region for h in headings if labels.sector_code(h.code))


def _region(place: Place, heading: Heading, among_provinces: bool, fixes: list[Message]) -> Region:
    """Return the province of a label, or a region of its own.

    Where others are provinces, a name near one of theirs is a slip of it.
    """
    name = heading.region
    try:
        province, damaged = labels.province_of(name)
    except LabelError as error:
        known = [label for p in all_provinces() for label in (p.name_zh, p.name_en)]
        if among_provinces and nearest_names(name, known):
            raise LabelError(
                message(
                    "{place}, cell {region_cell}: {problem}",
                    place=place,
                    region_cell=heading.region_cell,
                    problem=error.message,
                )
            ) from error
        return Region(name, name, name)
    if damaged:
        fixes.append(message("label '{label}' read as {read_as}", label=name, read_as=province))
    return province


def _place_once(place: Place, axis: Axis, kind: str, province: Region, heading: Heading) -> None:
    code = labels.sector_code(heading.code) or heading.code.upper()
    positions = axis.sectors if kind == "sector" else axis.final_demand
    other = positions.setdefault((province.code, code), heading.at)
    if other != heading.at:
        raise LabelError(
            message(
                "{place}: {province}, {code} appears twice, in {other} and in {line}; correct "
                "the province or the code of one of them.{confusion}",
                place=place,
                province=province,
                code=code,
                other=line_name(axis.name, other),
                line=line_name(axis.name, heading.at),
                confusion=_confusion(province),
            )
        )
    if kind == "sector" and heading.name:
        axis.names.setdefault(code, {}).setdefault(heading.name, heading.name_cell)


def _confusion(province: Region) -> Message:
    other = {"140000": "610000", "610000": "140000"}.get(province.code)
    if other is None:
        return Message("")
    return message(" Is one of them {other} ({code})?", other=find_province(other), code=other)


def _place_special(place: Place, axis: Axis, heading: Heading) -> None:
    code = labels.special_code(heading.code, heading.name or heading.region)
    known = KNOWN[axis.name]
    label = heading.name or heading.code or heading.region
    if code not in known:
        if label.casefold().startswith(labels.CHECKS):
            axis.checks.add(heading.at)
        elif label:
            axis.left_out[heading.at] = label
        return
    other = axis.special.setdefault(code, heading.at)
    if other != heading.at:
        raise LabelError(
            message(
                "{place}: {code} appears twice, in {other} and in {line}; delete one of them.",
                place=place,
                code=code,
                other=line_name(axis.name, other),
                line=line_name(axis.name, heading.at),
            )
        )
    axis.labels[code] = label


def _require_complete(place: Place, axis: Axis) -> None:
    """Require every sector and category of every province, 01 to n without a gap."""
    for code in _NEEDED[axis.name]:
        if code not in axis.special:
            raise FileError(
                message(
                    "{place} has no {axis} {code}; add it, or put the code where it stands.",
                    place=place,
                    axis=AXES[axis.name],
                    code=code,
                )
            )
    sectors = sorted({code for _, code in axis.sectors}, key=int)
    expected = [f"{number:02d}" for number in range(1, int(sectors[-1]) + 1)]
    categories = sorted({code for _, code in axis.final_demand})
    if axis.name == "column" and not categories:
        raise FileError(
            message(
                "{place} has no columns of final demand by region; give each region its own, "
                "with codes (FU101 … FU202) or one name throughout (最终需求, final demand).",
                place=place,
            )
        )
    _require_all(place, axis, expected, axis.sectors)
    if axis.name == "column":
        _require_all(place, axis, categories, axis.final_demand)


def _require_all(place: Place, axis: Axis, codes: Sequence[str], found: dict[Key, int]) -> None:
    provinces = axis.provinces
    for region, _ in found:
        if region not in provinces:
            raise LabelError(
                message(
                    "{place}: {regions} has columns of final demand but no sectors; correct the "
                    "name of the region.",
                    place=place,
                    regions=axis.regions[region],
                )
            )
    for region in provinces:
        for code in codes:
            if (region, code) not in found:
                named = next(iter(axis.names.get(code, ())), "")
                raise LabelError(
                    message(
                        "{place} has no {axis} for {regions}, {sector}; add it, or correct the "
                        "label of the one that should be it.",
                        place=place,
                        axis=AXES[axis.name],
                        regions=axis.regions[region],
                        sector=f"{code} {named}".strip(),
                    )
                )


def _require_same_provinces(place: Place, rows: Axis, columns: Axis) -> None:
    for one, other in ((rows, columns), (columns, rows)):
        for region in one.provinces:
            if region not in other.provinces:
                near = did_you_mean(region, other.provinces)
                raise LabelError(
                    message(
                        "{place}: {regions} has {one} but no {other}; add them, or correct the "
                        "name of the region.{nearest}",
                        place=place,
                        regions=one.regions[region],
                        one=AXES_OF_MANY[one.name],
                        other=AXES_OF_MANY[other.name],
                        nearest=near,
                    )
                )
    if {code for _, code in rows.sectors} != {code for _, code in columns.sectors}:
        raise LabelError(
            message(
                "{place} has {n} sectors in its rows but {n_2} in its columns; both need the same.",
                place=place,
                n=len({c for _, c in rows.sectors}),
                n_2=len({c for _, c in columns.sectors}),
            )
        )


def _named_by_list(
    place: Place,
    axis: AxisName,
    headings: Sequence[Heading],
    listed: Sequence[Region],
    fixes: list[Message],
) -> list[Heading]:
    """Name the blocks of an axis without provinces after the sheet 'Province', in its order."""
    if not listed:
        first = next(heading for heading in headings if labels.sector_code(heading.code))
        label = first.name or first.code
        raise LabelError(
            message(
                "{place} names no region in its {axes}, only '{label}' in cell {name_cell} and "
                "similar cells, and there is no sheet 'Province' with the names; write regions "
                "and sectors in separate lines.",
                place=place,
                axes=AXES_OF_MANY[axis],
                label=label,
                name_cell=first.name_cell,
            )
        )
    own = _own_categories(headings) if axis == "column" else {}
    seen: Counter[tuple[str, str]] = Counter()
    named = []
    for heading in headings:
        kind = _kind(axis, heading, own)
        if kind == "special":
            named.append(heading)
            continue
        number = seen[kind, heading.code]
        seen[kind, heading.code] += 1
        if number >= len(listed):
            raise LabelError(
                message(
                    "{place}, {other}: block {number} has no name in the sheet 'Province', "
                    "which lists {n}; complete the list.",
                    place=place,
                    other=line_name(axis, heading.at),
                    number=number + 1,
                    n=len(listed),
                )
            )
        named.append(replace(heading, region=listed[number].name_zh))
    if axis == "column":
        fixes.append(message("names of provinces taken from the sheet 'Province', in its order"))
    return named
