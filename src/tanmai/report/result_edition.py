"""The page of a result in one language: what was asked, found, drawn, assumed and checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tanmai.core.language import Language
from tanmai.core.table import Provenance
from tanmai.report.document import Edition, Figure, Picture, leading
from tanmai.report.provenance_tables import colophon, files_table, laws_table
from tanmai.report.result_findings import Findings, for_readers, sections_of
from tanmai.studies.result import ModelResult


def result_edition(
    result: ModelResult,
    pictures: Sequence[Picture],
    say: Language,
    found: Findings,
    origin: Provenance | None,
    asked: Sequence[tuple[str, str]],
    *,
    command: str = "",
    lead: Sequence[str] = (),
    more: Mapping[str, Any] | None = None,
    **own: Any,
) -> Edition:
    """Return the page of a result in one language.

    Parameters
    ----------
    result : ModelResult
        The result.
    pictures : sequence of Picture
        Its pictures in all languages.
    say : Language
        The language.
    found : Findings
        What is found.
    origin : Provenance or None
        Where the table comes from, whose caveat the page carries.
    asked : sequence of (str, str)
        What was asked.
    command : str
        Name of the template of its methods; the command by default.
    lead : sequence of str
        Kinds of pictures, the first of which that is drawn leads.
    more : mapping, optional
        What its template takes besides.
    **own
        Parts of the `Edition` that are others than those of most results.
    """
    shown = [picture for picture in pictures if picture.language == say.language]
    drawn = [picture.kind for picture in shown]
    limits = [said.into(say.language) for said in result.limits]
    parts: dict[str, Any] = {
        "template": "result.html.j2",
        "sections": sections_of(found.parts, say),
        "colophon": colophon(say, mapped=any("map" in kind for kind in drawn)),
        "lead": leading(drawn, lead),
        "badge": say("Estimate") if origin and origin.caveat_en else "",
    }
    return Edition(
        say=say,
        title=found.title,
        subtitle=found.subtitle,
        findings=found.answer,
        figures=[Figure(picture, found.readings.get(picture.kind, "")) for picture in shown],
        caveat=origin.caveat(say.language) if origin else "",
        context={
            "command": command or result.command,
            "asked": asked,
            "findings": found.parts,
            "assumptions": [for_readers(said.into(say.language)) for said in result.assumptions],
            "limits": [limit for limit in limits if limit],
            "checks_table": laws_table(result.checks, say),
            "inputs_table": files_table(
                say, "inputs", say("Files read"), sorted(result.inputs.items())
            ),
            **(more or {}),
        },
        **(parts | own),
    )
