"""Which pictures a study gets, and their files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from tanmai.draw.workers import side_by_side
from tanmai.report.document import Picture
from tanmai.report.picture_files import Drawing, saved_pictures
from tanmai.report.picture_words import picture_caption
from tanmai.report.pictures_of_study import can_be_drawn, draw, picture_material
from tanmai.report.voice import Voice, languages
from tanmai.studies.result import Doing
from tanmai.studies.study import Study

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
    "partners",
    "partners_inflow",
    "partners_outflow",
    "readings",
    "reading_positions",
    "intervals",
)
"""Every kind of picture, in the order of the page."""


NARROW = "key_paths"
"""The picture that is drawn in one column too: it opens the page on a phone."""


def draw_pictures(study: Study, folder: Path, do: Doing = side_by_side) -> tuple[Picture, ...]:
    """Draw every picture of a study, in each language that it asks for.

    Maps show provinces of China, or groups of them as one area each; where no
    regions are, there are none. Pictures of flows are left out where nothing flows,
    those of linkages and of final products where there are none or some are negative.

    Parameters
    ----------
    study : Study
        The study.
    folder : Path
        An existing folder; the files go into ``maps`` in it, as
        ``<kind>.<language>.png``, ``.svg`` and ``.pdf``.
    do : callable, optional
        As for `saved_pictures`.

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
    voices = [Voice(language, study) for language in languages(study)]
    drawings = (drawing for say in voices for drawing in _drawings(say, material))
    return saved_pictures(drawings, home, study.options.kinds_of_file, do)


def _drawings(say: Voice, material: Mapping[str, Mapping[str, Any]]) -> Iterator[Drawing]:
    for kind, parts in material.items():
        caption = picture_caption(say, kind)
        yield Drawing(kind, say.language, kind, partial(draw, kind, parts, caption))
    if NARROW in material and say.study.options.columns == "two":
        yield _in_one_column(say)


def _in_one_column(say: Voice) -> Drawing:
    parts = picture_material(say.study, NARROW, "one")
    caption = picture_caption(say, NARROW, "one")
    kind = f"{NARROW}-narrow"
    return Drawing(kind, say.language, kind, partial(draw, NARROW, parts, caption))
