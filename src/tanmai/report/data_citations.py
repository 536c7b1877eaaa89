"""Entries of a bibliography for the tables that a study used, and for tanmai itself."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import cache

from tanmai import __version__
from tanmai.core.resources import resource
from tanmai.core.table import MrioTable, SourceFile
from tanmai.report.citations import Work, escaped


def software_citation() -> Work:
    """Return the entry of tanmai, as ``CITATION.cff`` has it."""
    lines = resource("CITATION.cff").read_text(encoding="utf-8").splitlines()
    said = dict(line.strip(" -").split(": ", 1) for line in lines if ": " in line)
    fields = {
        "author": f"{{{said['name']}}}",
        "title": escaped(said["title"].strip('"')),
        "version": __version__,
        "note": f"Licence: {said['license']}",
    }
    return Work("software", "tanmai", fields)


def data_citations(tables: Iterable[MrioTable], files: Iterable[SourceFile] = ()) -> list[Work]:
    """Return an entry for every table, for every file that went into one, and for other files.

    Files that ``mrio_tables/sources.csv`` knows are cited by what it says of them; others by
    their name. All carry their sha256.
    """
    found: dict[str, Work] = {}
    for table in tables:
        origin = table.provenance
        note = f"{origin.status}; made or read by {origin.reader}. {origin.caveat_en}"
        fields = {
            "title": escaped(f"Multi-regional input-output table {origin.name}"),
            "year": str(table.year),
            "note": escaped(note.strip()),
        }
        for work in (Work("misc", _key(origin.name), fields), *map(_file, origin.sources)):
            found.setdefault(work.key, work)
    for work in map(_file, files):
        found.setdefault(work.key, work)
    return list(found.values())


def _file(source: SourceFile) -> Work:
    note = f"File {source.name}, sha256 {source.sha256}"
    known = _known_sources().get(source.sha256)
    if known is None:
        fields = {"title": escaped(source.name), "note": escaped(note)}
        return Work("misc", _file_key(source), fields)
    fields = {
        "author": f"{{{escaped(known['publisher'])}}}",
        "year": known["year"].replace("-", "--"),
        "title": escaped(f"{known['dataset']}: {known['version']}"),
        "note": escaped(f"{known['note']}. {note}"),
    }
    return Work("misc", _file_key(source), {name: text for name, text in fields.items() if text})


@cache
def _known_sources() -> dict[str, dict[str, str]]:
    path = resource("mrio_tables", "sources.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return {row["sha256"]: row for row in csv.DictReader(file) if row["sha256"]}


def _file_key(source: SourceFile) -> str:
    """Return the key of a file; a name that loses its Chinese gets the start of its sha256."""
    key = _key(source.name)
    return key if source.name.isascii() else f"{key}-{source.sha256[:8]}"


def _key(name: str) -> str:
    return re.sub(r"\W+", "-", name, flags=re.ASCII).strip("-") or "table"
