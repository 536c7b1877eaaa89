"""The sectors of a CEADs sheet: 42 of a known vintage, or a user's own, by code and name."""

from __future__ import annotations

from collections.abc import Mapping

from tanmai.core.errors import LabelError
from tanmai.core.labels import Sector
from tanmai.core.messages import Message, each_once, listed, message
from tanmai.core.sector_schemes import SectorScheme, sector_schemes
from tanmai.io.ceads import labels
from tanmai.io.ceads.companions import companion
from tanmai.io.ceads.layout import Layout
from tanmai.io.workbook import Sheets, cell_name

# Names of each sector and where each stands, by the code of the sector.
Cell = str | Message
Names = dict[str, dict[str, Cell]]

_OF_SCHEMES = 42


def find_sectors(
    workbook: Sheets, layout: Layout
) -> tuple[tuple[Sector, ...], tuple[Message, ...]]:
    """Return the sectors of a sheet, and what was corrected in their names.

    42 sectors must be those of ``nbs42-2012`` or of ``nbs42-2017``, distinguished
    by their names; any other number is taken with the names that the
    sheet, or the sheet 'Sector ', gives.

    Raises
    ------
    LabelError
        A sector has no name, has another name elsewhere, or 42 names fit no vintage.
    """
    codes = sorted({code for _, code in layout.rows.sectors}, key=int)
    names = _names(workbook, layout, codes)
    fixes = each_once(
        message("label '{label}' read as {read_as}", label=name, read_as=labels.corrected(name))
        for code in codes
        for name in names[code]
        if labels.corrected(name) != name
    )
    if len(codes) != _OF_SCHEMES:
        return _own_sectors(layout, names), fixes
    return _scheme(layout, names).sectors, fixes


def _names(workbook: Sheets, layout: Layout, codes: list[str]) -> Names:
    """Join the names that rows and columns give to each code, and those of the sheet 'Sector '.

    That sheet may group the 42 sectors in ways of its own, so it is asked
    only where the table has no name; for other sectors it adds the second language.
    """
    listed = _listed(workbook)
    names: Names = {}
    for code in codes:
        in_columns, in_rows = layout.columns.names.get(code, {}), layout.rows.names.get(code, {})
        names[code] = {**in_columns}
        names[code] |= {n: c for n, c in in_rows.items() if n not in in_columns}
        if len(codes) != _OF_SCHEMES or not names[code]:
            others = listed.get(code, {})
            names[code] |= {n: c for n, c in others.items() if n not in names[code]}
    for code, found in names.items():
        if not found:
            raise LabelError(
                message(
                    "{place}: sector {code} has no name; write its name beside the code, or add "
                    "a sheet 'Sector ' with codes and names.",
                    place=layout.place,
                    code=code,
                )
            )
    return names


def _listed(workbook: Sheets) -> Names:
    """Return the first Chinese and the first other name of each code in the sheet 'Sector '."""
    names: Names = {}
    for at, row in enumerate(companion(workbook, "sector")):
        texts = [labels.clean(cell) for cell in row]
        code = next(filter(None, map(labels.sector_code, texts)), None)
        if code is None or code in names:
            continue
        first: dict[bool, tuple[str, Cell]] = {}
        for column, text in enumerate(texts):
            if text and not text.isdigit():
                where = message("{cell} of the sheet 'Sector '", cell=cell_name(at, column))
                first.setdefault(labels.is_chinese(text), (text, where))
        names[code] = dict(first.values())
    return names


def _scheme(layout: Layout, names: Names) -> SectorScheme:
    """Return the vintage whose 42 sectors all have the names that stand at their codes."""
    misfits = {
        scheme: [
            (code, name, cell)
            for (code, found), sector in zip(names.items(), sectors, strict=True)
            for name, cell in found.items()
            if not labels.fits_sector(name, sector)
        ]
        for scheme, sectors in labels.SECTORS_OF_SCHEME.items()
    }
    nearest = min(misfits, key=lambda scheme: len(misfits[scheme]))
    scheme = next(s for s in sector_schemes() if s.name == nearest)
    if misfits[nearest]:
        code, name, cell = misfits[nearest][0]
        expected = next(s.name_zh for s in scheme.sectors if s.code == code)
        raise LabelError(
            message(
                "{place}, cell {cell}: '{name}' cannot be sector {code}, which is '{expected}' "
                "in {nearest} (nearest of {misfits}); correct the name or the code.",
                place=layout.place,
                cell=cell,
                name=name,
                code=code,
                expected=expected,
                nearest=nearest,
                misfits=listed(misfits),
            )
        )
    return scheme


def _own_sectors(layout: Layout, names: Names) -> tuple[Sector, ...]:
    sectors = tuple(_own_sector(layout, code, found) for code, found in names.items())
    seen: dict[str, str] = {}
    for sector in sectors:
        for name in {sector.name_zh, sector.name_en}:
            other = seen.setdefault(name, sector.code)
            if other != sector.code:
                raise LabelError(
                    message(
                        "{place}: sectors {other} and {code} are both called '{name}'; give each "
                        "its own name.",
                        place=layout.place,
                        other=other,
                        code=sector.code,
                        name=name,
                    )
                )
    return sectors


def _own_sector(layout: Layout, code: str, found: Mapping[str, Cell]) -> Sector:
    """Return a sector of its names: at most one in Chinese and one in another language."""
    by_language: dict[bool, tuple[str, Cell]] = {}
    for name, cell in found.items():
        whole = labels.corrected(name)
        other, place = by_language.setdefault(labels.is_chinese(whole), (whole, cell))
        if other.casefold() != whole.casefold():
            raise LabelError(
                message(
                    "{place}: sector {code} is called '{other}' in {other_cell} but '{name}' in "
                    "{cell}; correct the name or the code of one of them.",
                    place=layout.place,
                    code=code,
                    other=other,
                    other_cell=place,
                    name=name,
                    cell=cell,
                )
            )
    names = [by_language[key][0] for key in (True, False) if key in by_language]
    return Sector(code, names[0], names[-1])
