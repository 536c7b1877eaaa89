"""``report.html`` of a result: what was asked, found, drawn, assumed and checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from tanmai.core.labels import find_province
from tanmai.core.language import Language
from tanmai.draw.design import FORMATS
from tanmai.draw.page import Sheet
from tanmai.draw.workers import side_by_side
from tanmai.metals.result import MetalResult, View
from tanmai.report.document import Document, Edition, Picture
from tanmai.report.picture_files import Drawing, saved_pictures
from tanmai.report.result_edition import result_edition
from tanmai.studies.result import Doing


def draw_result(
    result: MetalResult,
    languages: Sequence[str],
    folder: Path,
    formats: Sequence[str] = FORMATS,
    do: Doing = side_by_side,
) -> tuple[Picture, ...]:
    """Draw every picture of a result into ``pictures`` in a folder.

    Parameters
    ----------
    result : MetalResult
        The result.
    languages : sequence of str
        ``"zh"``, ``"en"`` or both.
    folder : Path
        An existing folder.
    formats : sequence of str, optional
        ``"png"``, ``"svg"`` and ``"pdf"`` or some of them; the page needs svg, which is always
        written.
    do : callable, optional
        As for `saved_pictures`.

    Returns
    -------
    tuple of Picture
        By language, in the order of the page.
    """
    home = folder / "pictures"
    home.mkdir(exist_ok=True)
    sheets = result.view.sheets
    return saved_pictures(
        (
            Drawing(kind, language, kind, partial(_same, sheet))
            for language in languages
            for kind, sheet in sheets(result, Language(language)).items()
        ),
        home,
        formats,
        do,
    )


def _same(sheet: Sheet) -> Sheet:
    return sheet


def result_page(
    result: MetalResult, pictures: Sequence[Picture], languages: Sequence[str]
) -> Document:
    """Return a result as a page.

    Parameters
    ----------
    result : MetalResult
        The result.
    pictures : sequence of Picture
        Its pictures, as `draw_result` gives them.
    languages : sequence of str
        ``"zh"``, ``"en"`` or both.
    """
    return Document([_edition(result, pictures, Language(language)) for language in languages])


def _edition(result: MetalResult, pictures: Sequence[Picture], say: Language) -> Edition:
    findings = result.view.findings(result, say)
    return result_edition(
        result,
        pictures,
        say,
        findings,
        next((table.provenance for table in result.mrio_tables), None),
        _asked(result, result.view, say),
        command="_".join(re.findall(r"\w+", result.command)),
        lead=[kind for part in findings.parts for kind in part.figures],
    )


def _asked(result: MetalResult, view: View, say: Language) -> list[tuple[str, str]]:
    rows = [(say("Command"), f"tanmai {result.command}")]
    for key, value in result.options.items():
        values = value if isinstance(value, list) else [value]
        if key == "provinces":
            values = [find_province(code).name(say.language) for code in values]
        if key in view.options and values and values != [None]:
            rows.append(
                (
                    say(view.options[key]),
                    say.join([view.word(result, key, one, say) for one in values]),
                )
            )
    return rows
