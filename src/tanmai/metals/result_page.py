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
from tanmai.metals.result import MetalResult, View
from tanmai.report.document import Document, Edition, Figure, Picture, leading
from tanmai.report.picture_files import Drawing, saved_pictures
from tanmai.report.provenance_tables import colophon, files_table, laws_table
from tanmai.report.result_findings import for_readers, sections_of


def draw_result(
    result: MetalResult, languages: Sequence[str], folder: Path, formats: Sequence[str] = FORMATS
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
    view = result.view
    findings = view.findings(result, say)
    own = [picture for picture in pictures if picture.language == say.language]
    place = 0 if say.language == "zh" else 1
    provenance = next((table.provenance for table in result.mrio_tables), None)
    return Edition(
        say=say,
        template="result.html.j2",
        title=findings.title,
        subtitle=findings.subtitle,
        sections=sections_of(findings.parts, say),
        colophon=colophon(say, mapped=any("map" in picture.kind for picture in own)),
        findings=findings.answer,
        lead=leading(
            [picture.kind for picture in own],
            [kind for part in findings.parts for kind in part.figures],
        ),
        figures=[Figure(picture, findings.readings.get(picture.kind, "")) for picture in own],
        caveat=provenance.caveat(say.language) if provenance else "",
        badge=say("Estimate") if provenance and provenance.caveat_en else "",
        context={
            "command": "_".join(re.findall(r"\w+", result.command)),
            "asked": _asked(result, view, say),
            "findings": findings.parts,
            "assumptions": [for_readers(said[place]) for said in result.assumptions],
            "limits": [said[place] for said in result.limits],
            "checks_table": laws_table(result.checks, say),
            "inputs_table": files_table(
                say,
                "inputs",
                say("Files read"),
                sorted(result.inputs.items()),
            ),
        },
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
