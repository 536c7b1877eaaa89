"""What the page of a result finds: its sentences, and its sections."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tanmai.core.language import Language
from tanmai.report.page_table import PageTable


@dataclass(frozen=True)
class Part:
    """A section: paragraphs, then figures by kind, then tables."""

    stem: str
    title: str
    figures: Sequence[str] = ()
    tables: Sequence[PageTable] = ()
    paragraphs: Sequence[str] = ()


def sections_of(parts: Sequence[Part], say: Language) -> dict[str, str]:
    """Return the titles of the sections of a page that has these parts, by their stems."""
    return {
        "answer": say("Key findings"),
        **{part.stem: part.title for part in parts},
        "asked": say("Study design"),
        "methods": say("Methods"),
        "assumptions": say("Definitions and assumptions"),
        "checks": say("Checks and provenance"),
        "limits": say("Limitations"),
    }


_OF_A_FILE = re.compile(r"^\w+\.csv(?:: |：)")


def for_readers(note: str) -> str:
    """Return a note on files as a page has it: without the name of a table's file before it."""
    said = _OF_A_FILE.sub("", note)
    return said if said == note else said[:1].upper() + said[1:]


@dataclass(frozen=True)
class Findings:
    """What is found, in one language.

    Attributes
    ----------
    title, subtitle : str
        The heading of the page.
    answer : sequence of str
        Sentences with the numbers that matter.
    parts : sequence of Part
        The sections between answer and methods.
    readings : mapping
        How to read a picture, by its kind.
    """

    title: str
    subtitle: str
    answer: Sequence[str]
    parts: Sequence[Part]
    readings: Mapping[str, str] = field(default_factory=dict)
