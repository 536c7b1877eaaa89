"""What a file is that holds no table: an inventory, boundaries, numbers by province, a web page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tanmai.core.describe import Facts
from tanmai.core.errors import FileError
from tanmai.core.input_file import read_input
from tanmai.core.messages import Message, listed, message
from tanmai.io.ceads.inventory import read_ceads_inventory
from tanmai.io.inventory_kinds import InventoryKind, inventory_kind
from tanmai.io.labelled_sheet import open_sheets
from tanmai.io.small_cells import SmallSheet, read_sheets
from tanmai.io.small_file import names_columns
from tanmai.io.toml import read_toml
from tanmai.io.workbook import LARGEST_WORKBOOK
from tanmai.io.workbook_kinds import OLE, is_encrypted, what_else

_BOUNDARIES = (".shp", ".gpkg", ".geojson", ".json", ".topojson")
_WORKBOOKS = (".xlsx", ".xlsm", ".xls")
_TEXTS = (".csv", ".tsv", ".txt")
_SMALL = {
    ("province", "sector_code", "MtCO2"): message(
        "emissions by province and sector; give as --emissions"
    ),
    ("province", "year", "population"): message("population by province; give as --population"),
    ("province", "value"): message("values by province; draw with `tanmai map`"),
    ("from", "to", "weight", "reason"): message(
        "a concordance or groups; give as --scheme or --regions"
    ),
    ("from", "to", "value"): message("flows between provinces; draw with `tanmai flowmap`"),
    ("year", "sector_code", "price_index"): message("deflators; give as --deflators"),
}
_INVENTORIES = {
    ("provinces", "emissions"): message(
        "inventory of the provinces' emissions; give as --emissions"
    ),
    ("nation", "emissions"): message(
        "national inventory of emissions; a table needs one by province"
    ),
    ("cities", "emissions"): message(
        "inventory of cities' emissions; a table needs one by province"
    ),
    ("provinces", "energy"): message("inventory of the provinces' energy; a table needs emissions"),
    ("nation", "energy"): message(
        "national inventory of energy; a table needs emissions by province"
    ),
    ("cities", "energy"): message(
        "inventory of cities' energy; a table needs emissions by province"
    ),
}
_MOST_NAMED = 40
_LARGEST_INVENTORY = 8 * 2**20  # a sheet of a city or province takes 15 KiB
_LARGEST_SMALL = 2**20
_MOST_NARROW = 4


def file_facts(path: Path) -> Facts | None:
    """Return what a file is; None where it may hold a table.

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
        return _facts(path, message("No table: it {what}", what=what_else(content)))
    small = len(content) <= _LARGEST_INVENTORY
    return _workbook(path) if suffix in _WORKBOOKS and small else None


def _boundaries(path: Path) -> Facts:
    from tanmai.draw.boundaries.own_file import read_boundaries

    facts = read_boundaries(path).facts
    use = message(
        "boundaries of provinces; give as --boundaries, `tanmai map boundaries` checks them"
    )
    return [*_facts(path, use), *((what, Message(fact)) for what, fact in facts)]


def _facts(path: Path, use: Message) -> Facts:
    return [(message("file"), Message(path.name)), (message("what it is"), use)]


def _text(path: Path) -> Facts | None:
    if path.stat().st_size > _LARGEST_SMALL:
        return None
    try:
        sheets = read_sheets(path, message("a file"))
    except FileError as error:
        return _facts(path, message("No file that can be read: {problem}", problem=error.message))
    use = _use(sheets)
    first = sheets[0].lines[0] if sheets else []
    if use is None and len(first) <= _MOST_NARROW:
        use = message(
            "No file that is known: its first line is {line}. Write one that names its columns: "
            "{columns}",
            line=", ".join(first),
            columns="; ".join(", ".join(columns) for columns in _SMALL),
        )
    return None if use is None else _facts(path, use)


def _use(sheets: Sequence[SmallSheet]) -> Message | None:
    """Return what a small file is for, by its columns; nothing where it has none of these."""
    return next((use for columns, use in _SMALL.items() if names_columns(sheets, columns)), None)


def _workbook(path: Path) -> Facts | None:
    """Return what a workbook is: a small file in a sheet, or an inventory."""
    if path.stat().st_size <= _LARGEST_SMALL and (use := _small_workbook(path)):
        return _facts(path, use)
    return _inventory(path)


def _small_workbook(path: Path) -> Message | None:
    try:
        return _use(read_sheets(path, message("a workbook (.xlsx)")))
    except FileError:
        return None


def _toml(path: Path) -> Facts | None:
    content = read_toml(path, message("a mapping file"))
    if "flows" in content and "final_demand" in content:
        return None
    if "flows" in content:
        use = message("process definition; give as --config of `tanmai magnesium flows`")
    elif "routes" in content:
        use = message("file of routes; give as --config of `tanmai magnesium footprint`")
    else:
        use = message("study file; give it to `tanmai run`")
    return [*_facts(path, use), (message("keys"), Message(", ".join(content)))]


def _inventory(path: Path) -> Facts | None:
    try:
        kind = inventory_kind(open_sheets(path))
    except FileError as error:
        return _facts(path, message("No table that can be read: {problem}", problem=error.message))
    if kind is None:
        return None
    facts = [
        *_facts(path, _INVENTORIES[kind.of, kind.counts]),
        (message("years"), Message(", ".join(kind.years))),
        (message("places"), Message(_places(kind))),
        (message("fuels"), Message(f"{len(kind.fuels)}: {', '.join(kind.fuels)}")),
        (message("units"), Message(", ".join(kind.unit_names))),
        (message("sum"), Message("" if kind.total is None else f"{kind.total:,.6g} Mt CO2")),
    ]
    if (kind.of, kind.counts) == ("provinces", "emissions"):
        inventory = read_ceads_inventory(path)
        of_households = message(
            "{amount} Mt CO2 of the sum", amount=f"{inventory.households.sum():,.6g}"
        )
        facts += [
            (message("households"), of_households),
            (message("missing"), listed(inventory.missing)),
            *((message("remark"), change) for change in inventory.provenance.changes),
        ]
    return [(what, text) for what, text in facts if text]


def _places(kind: InventoryKind) -> str:
    named = ", ".join(kind.places[:_MOST_NAMED])
    return f"{len(kind.places)}: {named}{' …' if len(kind.places) > _MOST_NAMED else ''}"
