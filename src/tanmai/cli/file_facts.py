"""What a file is that holds no table: an inventory, boundaries, numbers by province, a web page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tanmai.cli.spoken import said
from tanmai.core.errors import FileError
from tanmai.core.input_file import read_input
from tanmai.core.messages import message
from tanmai.io.ceads.inventory import read_ceads_inventory
from tanmai.io.inventory_kinds import InventoryKind, inventory_kind
from tanmai.io.labelled_sheet import open_sheets
from tanmai.io.small_cells import SmallSheet, read_sheets
from tanmai.io.small_file import names_columns
from tanmai.io.toml import read_toml
from tanmai.io.workbook import LARGEST_WORKBOOK
from tanmai.io.workbook_kinds import OLE, is_encrypted, what_else

Facts = list[tuple[str, str]]

_BOUNDARIES = (".shp", ".gpkg", ".geojson", ".json", ".topojson")
_WORKBOOKS = (".xlsx", ".xlsm", ".xls")
_TEXTS = (".csv", ".tsv", ".txt")
_SMALL = {
    ("province", "sector_code", "MtCO2"): "emissions by province and sector; give as --emissions",
    ("province", "year", "population"): "population by province; give as --population",
    ("province", "value"): "values by province; draw with `tanmai map`",
    ("from", "to", "weight", "reason"): "a concordance or groups; give as --scheme or --regions",
    ("from", "to", "value"): "flows between provinces; draw with `tanmai flowmap`",
    ("year", "sector_code", "price_index"): "deflators; give as --deflators",
}
_INVENTORIES = {
    ("provinces", "emissions"): "inventory of the provinces' emissions; give as --emissions",
    ("nation", "emissions"): "national inventory of emissions; a table needs one by province",
    ("cities", "emissions"): "inventory of cities' emissions; a table needs one by province",
    ("provinces", "energy"): "inventory of the provinces' energy; a table needs emissions",
    ("nation", "energy"): "national inventory of energy; a table needs emissions by province",
    ("cities", "energy"): "inventory of cities' energy; a table needs emissions by province",
}
_MOST_NAMED = 40
_LARGEST_INVENTORY = 8 * 2**20  # a sheet of a city or province takes 15 KiB
_LARGEST_SMALL = 2**20
_MOST_NARROW = 4


def file_facts(path: Path) -> Facts | None:
    """Return what a file is as (what, text) pairs; None where it may hold a table.

    Raises
    ------
    TanmaiError
        It is an inventory or a file of boundaries that cannot be read; the message says why.
    """
    suffix = path.suffix.casefold()
    if not path.is_file():
        return None
    if suffix in _BOUNDARIES:
        return _boundaries(path)
    if suffix in _TEXTS:
        return _text(path)
    if suffix == ".toml":
        return _toml(path)
    content = read_input(path, message("a file"), LARGEST_WORKBOOK)
    old = content.startswith(OLE) and not is_encrypted(content)
    if not old and not content.startswith(b"PK"):
        return [("file", path.name), ("what it is", f"No table: it {what_else(content)}")]
    small = len(content) <= _LARGEST_INVENTORY
    return _workbook(path) if suffix in _WORKBOOKS and small else None


def _boundaries(path: Path) -> Facts:
    from tanmai.draw.boundaries import read_boundaries

    facts = read_boundaries(path).facts
    use = "boundaries of provinces; give as --boundaries, `tanmai map boundaries` checks them"
    return [("file", path.name), ("what it is", use), *((said(what), fact) for what, fact in facts)]


def _text(path: Path) -> Facts | None:
    if path.stat().st_size > _LARGEST_SMALL:
        return None
    try:
        sheets = read_sheets(path, message("a file"))
    except FileError as error:
        return [("file", path.name), ("what it is", f"No file that can be read: {error}")]
    use = _use(sheets)
    first = sheets[0].lines[0] if sheets else []
    if use is None and len(first) <= _MOST_NARROW:
        use = (
            f"No file that is known: its first line is {', '.join(first)}. Write one that names "
            "its columns: " + "; ".join(", ".join(columns) for columns in _SMALL)
        )
    return None if use is None else [("file", path.name), ("what it is", use)]


def _use(sheets: Sequence[SmallSheet]) -> str | None:
    """Return what a small file is for, by its columns; nothing where it has none of these."""
    return next((use for columns, use in _SMALL.items() if names_columns(sheets, columns)), None)


def _workbook(path: Path) -> Facts | None:
    """Return what a workbook is: a small file in a sheet, or an inventory."""
    if path.stat().st_size <= _LARGEST_SMALL and (use := _small_workbook(path)):
        return [("file", path.name), ("what it is", use)]
    return _inventory(path)


def _small_workbook(path: Path) -> str | None:
    try:
        return _use(read_sheets(path, message("a workbook (.xlsx)")))
    except FileError:
        return None


def _toml(path: Path) -> Facts | None:
    content = read_toml(path, message("a mapping file"))
    if "flows" in content and "final_demand" in content:
        return None
    if "flows" in content:
        use = "process definition; give as --config of `tanmai magnesium flows`"
    elif "routes" in content:
        use = "file of routes; give as --config of `tanmai magnesium footprint`"
    else:
        use = "study file; give it to `tanmai run`"
    return [("file", path.name), ("what it is", use), ("keys", ", ".join(content))]


def _inventory(path: Path) -> Facts | None:
    try:
        kind = inventory_kind(open_sheets(path))
    except FileError as error:
        return [("file", path.name), ("what it is", f"No table that can be read: {error}")]
    if kind is None:
        return None
    facts = [
        ("file", path.name),
        ("what it is", _INVENTORIES[kind.of, kind.counts]),
        ("years", ", ".join(kind.years)),
        ("places", _places(kind)),
        ("fuels", f"{len(kind.fuels)}: {', '.join(kind.fuels)}"),
        ("units", ", ".join(kind.unit_names)),
        ("sum", "" if kind.total is None else f"{kind.total:,.6g} Mt CO2"),
    ]
    if (kind.of, kind.counts) == ("provinces", "emissions"):
        inventory = read_ceads_inventory(path)
        facts += [
            ("households", f"{inventory.households.sum():,.6g} Mt CO2 of the sum"),
            ("missing", ", ".join(map(str, inventory.missing))),
            *(("remark", str(change)) for change in inventory.provenance.changes),
        ]
    return [(what, text) for what, text in facts if text]


def _places(kind: InventoryKind) -> str:
    named = ", ".join(kind.places[:_MOST_NAMED])
    return f"{len(kind.places)}: {named}{' …' if len(kind.places) > _MOST_NAMED else ''}"
