"""The scientific colour maps of Crameri (2018), each read as it is asked for.

To import ``cmcrameri`` reads all of them, and the interactive part of matplotlib.
Crameri, F. (2018), Scientific colour maps, Zenodo, doi:10.5281/zenodo.1243862.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from matplotlib.colors import ListedColormap

_REVERSED, _CATEGORICAL = "_r", "S"


def colour_map_names() -> list[str]:
    """Return the names of all colour maps; all but the categorical may be reversed: ``vik_r``."""
    names = [path.stem for path in _folder().glob("*.txt")]
    return sorted([*names, *(f"{n}{_REVERSED}" for n in names if not n.endswith(_CATEGORICAL))])


@lru_cache(maxsize=16)
def colour_map(name: str) -> ListedColormap:
    """Return a colour map by its name, one of `colour_map_names`."""
    colours = np.loadtxt(_folder() / f"{name.removesuffix(_REVERSED)}.txt")
    return ListedColormap(colours[::-1] if name.endswith(_REVERSED) else colours, name)


def _folder() -> Path:
    spec = find_spec("cmcrameri")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("cmcrameri")
    return Path(spec.origin).parent / "cmaps"
