"""The embedded tables, and the one door through which a table is loaded."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from tanmai.errors import FileError, did_you_mean
from tanmai.readers import bundle, pymrio_system
from tanmai.resources import resource
from tanmai.table import MrioTable

DEFAULT_TABLE = "cn31-2017"


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
            f"'{name_or_path}' is neither an embedded table nor a path that exists."
            f"{did_you_mean(name_or_path, embedded)} Embedded: {', '.join(embedded)}; "
            "`tanmai tables` lists them."
        )
    return path


def load_table(name_or_path: str) -> MrioTable:
    """Load an embedded table by name, or a bundle or a pymrio folder by path.

    Parameters
    ----------
    name_or_path : str
        For instance ``cn31-2017``.

    Raises
    ------
    FileError
        There is no such table, or its layout is not known.

    Examples
    --------
    >>> load_table("textbook-mini").index.m
    2
    """
    path = locate_table(name_or_path)
    if bundle.is_bundle(path):
        return bundle.read_bundle(path)
    if pymrio_system.is_pymrio_folder(path):
        return pymrio_system.read_pymrio_folder(path)
    raise FileError(
        f"{path} is neither a bundle (a folder with table.json) nor a folder saved by pymrio. "
        "Name the folder itself, not a file in it."
    )


def input_files(path: Path) -> dict[str, str]:
    """Return the sha256 of a file, or of every file of a folder, by name."""
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    return {
        file.name if file == path else f"{path.name}/{file.relative_to(path).as_posix()}": sha256(
            file.read_bytes()
        ).hexdigest()
        for file in files
        if file.is_file()
    }
