"""The works that a text may refer to: as a reference in words, and as BibTeX."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_ENTRY = re.compile(r"@(\w+)\{(\w+),\n(.*?)\n\}", re.DOTALL)
_FIELD = re.compile(r"^  (\w+) = \{(.*)\},?$", re.MULTILINE)
_RESERVED = str.maketrans(
    {sign: f"\\{sign}" for sign in "&%$#_{}"}
    | {"^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "\\": r"\textbackslash{}"}
)
_LATEX = {r"\&": "&", "--": "–", "{": "", "}": ""}
_ORDINALS = {"2": "2nd", "3": "3rd"}


@dataclass(frozen=True)
class Work:
    """An entry of a bibliography.

    Attributes
    ----------
    kind, key : str
        Type and key of the entry in BibTeX.
    fields : mapping
        Its fields, as BibTeX has them.
    """

    kind: str
    key: str
    fields: Mapping[str, str]

    @property
    def label(self) -> str:
        """How a text calls it: ``Brin and Page 1998``, ``Blondel et al. 2008``."""
        names = [name.partition(",")[0] for name in self.fields["author"].split(" and ")]
        authors = " and ".join(names) if len(names) < 3 else f"{names[0]} et al."
        return f"{authors} {self.fields['year']}"

    @property
    def reference(self) -> str:
        """The full reference, as it stands in a list."""
        said = {name: _plain(value) for name, value in self.fields.items()}
        opening = f"{_people(said['author'])} ({said['year']}). {said['title']}"
        place = {
            "article": _journal,
            "book": _publisher,
            "incollection": _collection,
            "techreport": _report,
        }[self.kind](said)
        doi = f" doi:{said['doi']}" if "doi" in said else ""
        return f"{opening}{place}.{doi}"

    def bibtex(self) -> str:
        """Return the entry as BibTeX."""
        rows = ",\n".join(f"  {name} = {{{value}}}" for name, value in self.fields.items())
        return f"@{self.kind}{{{self.key},\n{rows}\n}}\n"


@cache
def works() -> dict[str, Work]:
    """Return every work that may be cited, by its label."""
    text = (files("tanmai.report") / "works.bib").read_text(encoding="utf-8")
    found = (
        Work(kind, key, dict(_FIELD.findall(body))) for kind, key, body in _ENTRY.findall(text)
    )
    return {work.label: work for work in found}


def escaped(text: str) -> str:
    """Return a text in which BibTeX finds nothing but text."""
    return text.translate(_RESERVED)


def _plain(text: str) -> str:
    for latex, sign in _LATEX.items():
        text = text.replace(latex, sign)
    return text


def _people(names: str) -> str:
    """Return names by initials: ``Blondel, V. D., Guillaume, J.-L.``."""
    people = (name.partition(", ") for name in names.split(" and "))
    return ", ".join(f"{last}, {_initials(given)}" for last, _, given in people)


def _initials(given: str) -> str:
    return " ".join(
        "-".join(f"{part[0]}." for part in name.split("-")) for name in given.split(" ")
    )


def _journal(said: Mapping[str, str]) -> str:
    number = f"({said['number']})" if "number" in said else ""
    volume = f" {said['volume']}{number}" if "volume" in said else ""
    return f". {said['journal']}{volume}, {said['pages']}"


def _publisher(said: Mapping[str, str]) -> str:
    edition = f", {_ORDINALS[said['edition']]} edition" if "edition" in said else ""
    return f"{edition}. {said['publisher']}"


def _collection(said: Mapping[str, str]) -> str:
    editors = _people(said["editor"])
    return f". In: {editors} (eds), {said['booktitle']}. {said['publisher']}, {said['address']}"


def _report(said: Mapping[str, str]) -> str:
    return f". {said['institution']}, {said['type']} {said['number']}"
