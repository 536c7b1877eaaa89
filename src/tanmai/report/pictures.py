"""Which pictures a study gets, and their files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tanmai.figure_files import save_figure, text_of
from tanmai.report.document import Picture
from tanmai.report.picture_material import can_be_drawn, draw, picture_material
from tanmai.report.picture_words import picture_caption
from tanmai.report.voice import Voice, languages
from tanmai.study import Study

PICTURES = (
    "production",
    "consumption",
    "accounts",
    "net_outflow",
    "key_paths",
    "flows",
    "chords",
    "extraction",
    "network_map",
    "network",
    "final_products",
    "intervals",
)
"""Every kind of picture, in the order of the page."""


def draw_pictures(study: Study, folder: Path) -> tuple[Picture, ...]:
    """Draw every picture of a study, in each language that it asks for.

    Maps show provinces of China, or groups of them as one area each; where the
    regions are neither, there are none. Pictures of flows are left out where nothing flows,
    those of linkages and of final products where there are none or some are negative.

    Parameters
    ----------
    study : Study
        The study.
    folder : Path
        An existing folder; the files go into ``maps`` in it, as
        ``<kind>.<language>.png``, ``.svg`` and ``.pdf``.

    Returns
    -------
    tuple of Picture
        In the order of ``PICTURES``, by language.
    """
    home = folder / "maps"
    home.mkdir(exist_ok=True)
    material = {
        kind: picture_material(study, kind) for kind in PICTURES if can_be_drawn(study, kind)
    }
    drawn: list[Picture] = []
    for language in languages(study):
        drawn += _draw_in_language(Voice(language, study), material, home)
    return tuple(drawn)


def _draw_in_language(
    say: Voice, material: Mapping[str, Mapping[str, Any]], home: Path
) -> Iterator[Picture]:
    sheets = {
        kind: draw(kind, parts, picture_caption(say, kind)) for kind, parts in material.items()
    }
    text = "".join(map(text_of, sheets.values()))
    for kind in material:
        sheet = sheets.pop(kind)  # its pixels go when it is saved
        files = save_figure(sheet, home, f"{kind}.{say.language}", more_text=text)
        yield Picture(kind, say.language, sheet.title, sheet.description, files.png, files.svg)
