"""The embedded tables, and the one door through which a table is loaded and saved.

Each layout imports its reader when it is read: pandas, pyarrow and pymrio take longer to import
than the table of a province takes to read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from hashlib import file_digest
from pathlib import Path

from tanmai.core.errors import FileError, OptionError, did_you_mean, unknown
from tanmai.core.messages import listed, message
from tanmai.core.resources import resource
from tanmai.core.table import MrioTable
from tanmai.io.competitive import DEFAULT_TREATMENT
from tanmai.io.output import require_new_file, require_own_folder
from tanmai.io.pymrio.rules import DATABASES
from tanmai.io.workbook import Sheets, open_workbook

DEFAULT_TABLE = "cn31-2017"
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
        if _is_bundle(folder)
    }
    found["textbook-mini"] = home / "textbook"
    return found


def _is_bundle(path: Path) -> bool:
    return (path / "table.json").is_file()


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
    given = _Given(path, sheet, year, region, import_treatment)
    table = LAYOUTS[layout or _layout_of(given)].read(given)
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


@dataclass(frozen=True)
class _Given:
    """A path, and what a user says of the table in it."""

    path: Path
    sheet: str | None
    year: int | None
    region: str | None
    import_treatment: str | None

    @property
    def kind(self) -> str:
        """``folder``, ``.toml``, ``.csv``, or ``workbook``, which a file is taken for else."""
        suffix = self.path.suffix.casefold()
        if self.path.is_dir():
            return "folder"
        return suffix if suffix in (".toml", ".csv") else "workbook"

    @cached_property
    def workbook(self) -> Sheets:
        """The workbook at the path, opened once."""
        return open_workbook(self.path)

    def is_workbook_with(self, sheet: re.Pattern[str], share: float = 0.0) -> bool:
        """Say whether it is a workbook of which more than a share of the sheets are named so."""
        if self.kind != "workbook":
            return False
        names = self.workbook.sheet_names
        return sum(bool(sheet.fullmatch(name.strip())) for name in names) > share * len(names)

    def of_regions(self) -> Path:
        """Return the path of a table of many regions, which needs to be told no region.

        Raises
        ------
        OptionError
            A region or a treatment of imports is given.
        """
        said = (("--region", self.region), ("--import-treatment", self.import_treatment))
        for option, value in said:
            if value is not None:
                raise OptionError(
                    message(
                        "{option} is for tables of one region in the layout of statistical "
                        "bureaux, and {name} is none; leave it out.",
                        option=option,
                        name=self.path.name,
                    )
                )
        return self.path


@dataclass(frozen=True)
class _Layout:
    """How a layout is read, and how a path shows it; one that nothing shows must be named."""

    read: Callable[[_Given], MrioTable]
    is_of: Callable[[_Given], bool] = lambda _: False


def _read_bundle(given: _Given) -> MrioTable:
    from tanmai.io.bundle import read_bundle

    return read_bundle(given.of_regions())


def _read_pymrio(given: _Given) -> MrioTable:
    from tanmai.io.pymrio.reading import read_pymrio_folder

    return read_pymrio_folder(given.of_regions())


def _is_of_pymrio(given: _Given) -> bool:
    if given.kind != "folder":
        return False
    from tanmai.io.pymrio.reading import is_pymrio_folder

    return is_pymrio_folder(given.path)


def _read_mapping(given: _Given) -> MrioTable:
    from tanmai.io.lists import read_mapped

    return read_mapped(given.of_regions())


def _read_one_region(given: _Given) -> MrioTable:
    from tanmai.io.nbs import read_nbs

    return read_nbs(
        given.path,
        sheet=given.sheet,
        region=given.region,
        year=given.year,
        imports=given.import_treatment or DEFAULT_TREATMENT,
    )


def _is_of_one_region(given: _Given) -> bool:
    if given.kind != "workbook":
        return given.kind == ".csv"
    from tanmai.io.nbs_sheet_choice import is_region_workbook

    return given.path.stat().st_size <= _LARGEST_OF_ONE_REGION and is_region_workbook(
        given.workbook
    )


def _read_sic(given: _Given) -> MrioTable:
    path, name = given.of_regions(), given.sheet or "2007-17"
    found = _SIC_SHEET.fullmatch(name)
    if found is None:
        raise OptionError(
            message(
                "'{name}' is not a sheet of these tables; known: 2002-17, 2007-8 ...",
                name=name,
            )
        )
    from tanmai.io.sic import read_sic

    return read_sic(path, int(found["year"]), int(found["sectors"]))


def _read_ceads(given: _Given) -> MrioTable:
    from tanmai.io.ceads.reading import table_of_workbook

    given.of_regions()
    return table_of_workbook(given.workbook, sheet=given.sheet, year=given.year)


def _read_world(given: _Given, database: str) -> MrioTable:
    from tanmai.io.pymrio.databases import read_world_table

    return read_world_table(given.of_regions(), database, year=given.year)


LAYOUTS: Mapping[str, _Layout] = {
    "bundle": _Layout(_read_bundle, lambda given: _is_bundle(given.path)),
    "pymrio": _Layout(_read_pymrio, _is_of_pymrio),
    "mapping": _Layout(_read_mapping, lambda given: given.kind == ".toml"),
    "sic": _Layout(_read_sic, lambda given: given.is_workbook_with(_SIC_SHEET)),
    "nbs": _Layout(_read_one_region, _is_of_one_region),
    "ceads": _Layout(_read_ceads, lambda given: given.kind == "workbook"),
    **{name: _Layout(partial(_read_world, database=name)) for name in DATABASES},
}
"""What a table may be loaded from, by name; the first that a path shows is taken."""


def _layout_of(given: _Given) -> str:
    """Return the layout that a path shows by what is in a folder, or by what sheets are called.

    Raises
    ------
    FileError
        It is a folder of no known kind, or an inventory of emissions.
    """
    for name, layout in LAYOUTS.items():
        if name == "ceads" and given.is_workbook_with(_INVENTORY_SHEET, share=0.5):
            raise FileError(
                message(
                    "{path} is an inventory of emissions, not a table: give it as --emissions "
                    "beside a table of the same year.",
                    path=given.path,
                )
            )
        if layout.is_of(given):
            return name
    raise FileError(
        message(
            "{path} is neither a bundle (a folder with table.json) nor a folder saved by "
            "pymrio. Name the folder itself, or the file in it.",
            path=given.path,
        )
    )


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
            from tanmai.io.bundle import write_bundle

            write_bundle(table, path)
        case "ceads":
            from tanmai.io.ceads.writing import write_ceads

            write_ceads(table, path)
        case _:
            from tanmai.io.pymrio.writing import write_pymrio

            write_pymrio(table, path)


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
