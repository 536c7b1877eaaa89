"""The embedded tables, and the one door through which a table is loaded and saved."""

from __future__ import annotations

import re
from hashlib import file_digest
from pathlib import Path

from tanmai.core.errors import FileError, OptionError, did_you_mean, unknown
from tanmai.core.messages import listed, message
from tanmai.core.resources import resource
from tanmai.core.table import MrioTable
from tanmai.io import bundle
from tanmai.io import pymrio as pymrio_system
from tanmai.io.ceads import write_ceads
from tanmai.io.ceads.reading import table_of_workbook
from tanmai.io.competitive import DEFAULT_TREATMENT
from tanmai.io.labelled_sheet import open_sheets
from tanmai.io.lists import read_mapped
from tanmai.io.nbs import read_nbs
from tanmai.io.nbs_sheet_choice import is_region_workbook
from tanmai.io.output import require_new_file, require_own_folder, written_whole
from tanmai.io.sic import read_sic
from tanmai.io.workbook import Sheets, open_workbook

DEFAULT_TABLE = "cn31-2017"
LAYOUTS = ("bundle", "pymrio", "ceads", "sic", "nbs", "mapping", *pymrio_system.DATABASES)
"""What a table may be loaded from."""

FORMATS = ("bundle", "ceads", "pymrio")
"""What a table may be saved as."""

TIBET_APART = message(
    "CO2 of Tibet, {emissions} Mt, from its own inventory (Shan et al. 2017), split over sectors "
    "by output; households are in it"
)
BEFORE_THE_FIT = message(
    "Before the fit supply and demand of the commodities differed by {gap} % of output; final "
    "use was scaled by {factor}."
)
NOT_FORCED = message(
    "The provinces' outputs add up to more than the nation's; they were not forced to it."
)
BETWEEN_YEARS = message(
    "{year}: output, trade abroad, own shares and final use between {first} and {last} in "
    "logarithms ({of_first} / {of_last}), coefficients of {first}."
)
MOVED_ON = message("{year}: tables of {first} moved by regional product in nine industries.")
"""What was done to the embedded tables when they were made."""

_LARGEST_OF_ONE_REGION = 8 * 2**20  # a table of 149 sectors takes 0.4 MiB
_SIC_SHEET = re.compile(r"(?P<year>2002|2007)-(?P<sectors>17|8)")
_INVENTORY_SHEET = re.compile(r"[A-Za-z ]+\d{4}")


def embedded_tables() -> dict[str, Path]:
    """Return the folders of the embedded tables by name."""
    home = resource("mrio_tables")
    found = {
        f"cn31-{folder.name}": folder
        for folder in sorted((home / "cn31").iterdir())
        if bundle.is_bundle(folder)
    }
    found["textbook-mini"] = home / "textbook"
    return found


def locate_table(name_or_path: str) -> Path:
    """Return the path of an embedded table or of a user's own.

    Raises
    ------
    FileError
        It is neither; the nearest name is given.
    """
    embedded = embedded_tables()
    if name_or_path in embedded:
        return embedded[name_or_path]
    path = Path(name_or_path)
    if not path.exists():
        raise FileError(
            message(
                "'{name_or_path}' is neither an embedded table nor a path that exists.{nearest} "
                "Embedded: {known}; `tanmai tables` lists them.",
                name_or_path=name_or_path,
                nearest=did_you_mean(name_or_path, embedded),
                known=listed(embedded),
            )
        )
    return path


def load_table(
    name_or_path: str,
    *,
    layout: str | None = None,
    sheet: str | None = None,
    region: str | None = None,
    year: int | None = None,
    import_treatment: str | None = None,
) -> MrioTable:
    """Load an embedded table by name, or a user's own by path.

    Parameters
    ----------
    name_or_path : str
        For instance ``cn31-2017``; a bundle's or a pymrio folder; a workbook; a
        CSV of the layout of NBS; a mapping file (TOML); a world database, whose
        layout must be named.
    layout : str, optional
        One of ``LAYOUTS``; by default what the path looks like.
    sheet : str, optional
        Sheet of a workbook, where it has several tables.
    region : str, optional
        Region of a table of one region, where the file does not say it.
    year : int, optional
        Year of the table, where the file does not say it.
    import_treatment : str, optional
        How imports are taken out of a table of one region whose flows hold them, one of
        `tanmai.io.competitive.IMPORT_TREATMENTS`.

    Raises
    ------
    FileError
        There is no such table, or it is not of the layout.
    OptionError
        The layout is unknown, the table is of another year, or ``region`` or
        ``import_treatment`` is given for a table that is not of one region.

    Examples
    --------
    >>> load_table("textbook-mini").index.m
    2
    """
    path = locate_table(name_or_path)
    if layout is not None and layout not in LAYOUTS:
        raise OptionError(unknown(layout, message("a layout of tables"), LAYOUTS))
    sheets = None
    if layout is None:
        layout, sheets = _recognised(path)
    if layout == "nbs":
        table = read_nbs(
            path,
            sheet=sheet,
            region=region,
            year=year,
            imports=import_treatment or DEFAULT_TREATMENT,
        )
    else:
        _check_of_one_region(path, region, import_treatment)
        table = _read(path, layout, sheet, year, sheets)
    if year not in (None, table.year):
        raise OptionError(
            message(
                "Table '{name}' is of {year}, and --year asks for {asked}; leave --year out, or "
                "name the table of that year.",
                name=table.provenance.name,
                year=table.year,
                asked=year,
            )
        )
    return table


def _check_of_one_region(path: Path, region: str | None, import_treatment: str | None) -> None:
    for option, value in (("--region", region), ("--import-treatment", import_treatment)):
        if value is not None:
            raise OptionError(
                message(
                    "{option} is for tables of one region in the layout of statistical bureaux, "
                    "and {name} is none; leave it out.",
                    option=option,
                    name=path.name,
                )
            )


def _read(
    path: Path, layout: str, sheet: str | None, year: int | None, sheets: Sheets | None
) -> MrioTable:
    match layout:
        case "bundle":
            return bundle.read_bundle(path)
        case "pymrio":
            return pymrio_system.read_pymrio_folder(path)
        case "mapping":
            return read_mapped(path)
        case database if database in pymrio_system.DATABASES:
            return pymrio_system.read_world_table(path, database, year=year)
        case "sic":
            return _read_sic(path, sheet)
        case _:
            return table_of_workbook(sheets or open_workbook(path), sheet=sheet, year=year)


def _recognised(path: Path) -> tuple[str, Sheets | None]:
    """Return the layout that a path looks like, and the workbook that was opened to tell.

    It shows by what is in a folder, or by what sheets are called.

    Raises
    ------
    FileError
        It is a folder of no known kind, or an inventory of emissions.
    """
    if path.is_dir():
        if bundle.is_bundle(path):
            return "bundle", None
        if pymrio_system.is_pymrio_folder(path):
            return "pymrio", None
        raise FileError(
            message(
                "{path} is neither a bundle (a folder with table.json) nor a folder saved by "
                "pymrio. Name the folder itself, or the file in it.",
                path=path,
            )
        )
    if path.suffix.casefold() in (".toml", ".csv"):
        return ("mapping" if path.suffix.casefold() == ".toml" else "nbs"), None
    workbook = open_sheets(path)
    names = workbook.sheet_names
    if any(_SIC_SHEET.fullmatch(name.strip()) for name in names):
        return "sic", workbook
    if path.stat().st_size <= _LARGEST_OF_ONE_REGION and is_region_workbook(workbook):
        return "nbs", workbook
    if sum(bool(_INVENTORY_SHEET.fullmatch(name.strip())) for name in names) > len(names) / 2:
        raise FileError(
            message(
                "{path} is an inventory of emissions, not a table: give it as --emissions beside a "
                "table of the same year.",
                path=path,
            )
        )
    return "ceads", workbook


def _read_sic(path: Path, sheet: str | None) -> MrioTable:
    name = sheet or "2007-17"
    found = _SIC_SHEET.fullmatch(name)
    if found is None:
        raise OptionError(
            message(
                "'{name}' is no sheet of these tables; known: 2002-17, 2007-8 ...",
                name=name,
            )
        )
    return read_sic(path, int(found["year"]), int(found["sectors"]))


def save_table(table: MrioTable, path: Path, save_as: str | None = None) -> None:
    """Save a table; what is written appears whole or not at all.

    Parameters
    ----------
    table : MrioTable
        The table.
    path : Path
        A new ``.xlsx`` file for ``ceads``, a folder for the others.
    save_as : str, optional
        One of ``FORMATS``; by default ``ceads`` for a ``.xlsx`` file, else ``bundle``.

    Raises
    ------
    OptionError
        The format is unknown.
    FileError
        The place cannot be written.
    """
    match format_to_save(path, save_as):
        case "bundle":
            bundle.write_bundle(table, path)
        case "ceads":
            write_ceads(table, path)
        case _:
            with written_whole(path) as folder:
                pymrio_system.to_pymrio(table).save_all(folder, table_format="parquet")


def format_to_save(path: Path, save_as: str | None = None) -> str:
    """Return the format that a table would be saved in, where its place can be written.

    Raises
    ------
    OptionError, FileError
        As for `save_table`.
    """
    wanted = save_as or ("ceads" if path.suffix.casefold() == ".xlsx" else "bundle")
    if wanted not in FORMATS:
        raise OptionError(unknown(wanted, message("a format of tables"), FORMATS))
    if wanted == "ceads":
        require_new_file(path)
    else:
        require_own_folder(path)
    return wanted


def input_files(path: Path) -> dict[str, str]:
    """Return the sha256 of a file, or of every file of a folder, by name."""
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    return {
        file.name if file == path else f"{path.name}/{file.relative_to(path).as_posix()}": _digest(
            file
        )
        for file in files
        if file.is_file()
    }


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
