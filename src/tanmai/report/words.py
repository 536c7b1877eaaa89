"""The words of a page as text to paste into a paper: methods, captions, references."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from pathlib import Path

from tanmai.core.table import MrioTable, SourceFile
from tanmai.report.citations import works
from tanmai.report.data_citations import data_citations, software_citation

_PICTURES = re.compile(r"<svg .*?</svg>", re.DOTALL)
_EDITIONS = re.compile(r'<div class="edition" id="(\w+)"')
_METHODS = re.compile(r'<section id="\w+-(?:methods|references)".*?</section>', re.DOTALL)
_HEAD = re.compile(r'<header class="head">.*?</header>', re.DOTALL)
_CAPTIONS = re.compile(r"<(figcaption|caption)\b.*?</\1>", re.DOTALL)
_BLOCKS = re.compile(r"<(h1|h2|h3|p|li|caption)\b[^>]*>(.*?)</\1>", re.DOTALL)
_LEFT_OUT = re.compile(
    r'<a class="badge".*?</a>|<strong>.*?</strong>|<p class="take">.*?</p>', re.DOTALL
)
_RAISED = re.compile(r"<sup>(.*?)</sup>")
_TAGS = re.compile(r"<[^>]*>")
_BLANKS = re.compile(r"[ \n]+")
_SUPERSCRIPTS = str.maketrans("0123456789+−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")


def write_words(
    page: Path, tables: Iterable[MrioTable], folder: Path, files: Iterable[SourceFile] = ()
) -> None:
    """Write the methods, the captions and the references of a page as text files.

    Parameters
    ----------
    page : Path
        A page of a study or of a comparison.
    tables : iterable of MrioTable
        The tables that it speaks of.
    folder : Path
        An existing folder; ``words`` in it gets ``methods.<language>.txt`` and
        ``captions.<language>.txt``, numbered as in the page, and ``references.bib`` with
        the works that the page cites, the data and tanmai.
    files : iterable of SourceFile
        Other files that its numbers rest on.

    Notes
    -----
    The texts begin with a byte-order mark, by which Word on Windows knows them for UTF-8;
    a formula is one line, as ``C = R′ diag(f) L Y``.
    """
    home = folder / "words"
    home.mkdir(exist_ok=True)
    text = _PICTURES.sub("", page.read_text(encoding="utf-8"))
    _, *parts = _EDITIONS.split(text)
    for language, edition in zip(parts[::2], parts[1::2], strict=True):
        head = _paragraphs(_HEAD, edition)
        _write(home / f"methods.{language}.txt", head + _paragraphs(_METHODS, edition))
        _write(home / f"captions.{language}.txt", head + _paragraphs(_CAPTIONS, edition))
    cited = [work for label, work in works().items() if f">{label}</a>" in text]
    entries = [*cited, *data_citations(tables, files), software_citation()]
    bibliography = "\n".join(entry.bibtex() for entry in entries)
    (home / "references.bib").write_text(bibliography, encoding="utf-8", newline="\n")


def _write(path: Path, paragraphs: list[str]) -> None:
    path.write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8-sig", newline="\n")


def _paragraphs(part: re.Pattern[str], edition: str) -> list[str]:
    """Return the blocks within certain parts of a page as plain text."""
    return [
        ("– " if tag == "li" else "") + _plain(inner)
        for found in part.finditer(edition)
        for tag, inner in _BLOCKS.findall(_LEFT_OUT.sub("", found[0]))
    ]


def _plain(html: str) -> str:
    text = html.replace("</span> <span>", "; ").replace("<sub>", "_")
    text = _RAISED.sub(lambda found: _TAGS.sub("", found[1]).translate(_SUPERSCRIPTS), text)
    return _BLANKS.sub(" ", unescape(_TAGS.sub("", text))).strip()
