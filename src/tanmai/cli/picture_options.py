"""Options of pictures that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tanmai.core.errors import OptionError

BoundariesOption = Annotated[
    Path | None,
    typer.Option(help="Your own provinces: .shp, .zip, .gpkg, .geojson [default: Tianditu]."),
]
BoundariesCrsOption = Annotated[
    str | None,
    typer.Option(
        help="Coordinate system of the boundaries, where they say none: EPSG:4490, gcj02 ..."
    ),
]
ApprovalOption = Annotated[
    str | None,
    typer.Option(help="Number (审图号) that the maps got in official map review."),
]
ColumnsOption = Annotated[
    str | None,
    typer.Option(help="Columns of a journal that a picture fills: two (180 mm) or one (90 mm)."),
]
LangOption = Annotated[str, typer.Option(help="zh, en or both.")]


def languages_of(lang: str) -> tuple[str, ...]:
    """Return the languages that ``--lang`` asks for.

    Raises
    ------
    OptionError
        It is neither ``zh``, ``en`` nor ``both``.
    """
    known = {"zh": ("zh",), "en": ("en",), "both": ("zh", "en")}
    if lang not in known:
        raise OptionError(f"lang = '{lang}': give zh, en or both.")
    return known[lang]
