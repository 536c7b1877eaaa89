"""What the page of a result finds: its sentences, and its sections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tanmai.report.page_table import PageTable


@dataclass(frozen=True)
class Part:
    """A section: paragraphs, then figures by kind, then tables."""

    stem: str
    title: str
    figures: Sequence[str] = ()
    tables: Sequence[PageTable] = ()
    paragraphs: Sequence[str] = ()


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
