"""The numbers of the magnesium works: one file of the package for each subject."""

from __future__ import annotations

from pathlib import Path

from tanmai.metals.parameter_file import load_parameters
from tanmai.metals.parameters import Parameters

DATA = Path(__file__).parent / "data"


def works_parameters(config: Path | None = None) -> Parameters:
    """Return every number of the models of the works, a user's own in their place.

    Parameters
    ----------
    config : Path, optional
        A TOML file with any part of the files in ``data``; one file serves all commands.

    Raises
    ------
    FileError, LabelError, UnitError
        As in :func:`tanmai.metals.parameter_file.load_parameters`.
    """
    return load_parameters(sorted(DATA.glob("*.toml")), config)
