"""Where the files that travel with the package are found.

Their home is the top level of the repository (``mrio_tables/``,
``shapefiles/``); a wheel carries the same folders inside the package.
"""

from __future__ import annotations

from pathlib import Path

_IN_WHEEL = Path(__file__).parents[1] / "_resources"
_IN_REPOSITORY = Path(__file__).parents[3]


def resource(*parts: str) -> Path:
    """Return the path of a file or folder that travels with the package.

    Parameters
    ----------
    *parts
        Path below the top level, for example ``"shapefiles", "provinces.csv"``.
    """
    home = _IN_WHEEL if _IN_WHEEL.is_dir() else _IN_REPOSITORY
    return home.joinpath(*parts)
