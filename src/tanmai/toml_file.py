"""A TOML file as a mapping, or one message that says what to mend."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from tanmai.errors import FileError


def read_toml(path: Path, kind: str) -> dict[str, Any]:
    """Return the content of a TOML file.

    Parameters
    ----------
    path : Path
        The file.
    kind : str
        What it should be, for the message: ``a study file``.

    Raises
    ------
    FileError
        The file is missing or not TOML.
    """
    if not path.is_file():
        raise FileError(f"{path} is not a file; name {kind} (TOML).")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FileError(f"{path} is not valid TOML: {error}.") from error
