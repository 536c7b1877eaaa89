from __future__ import annotations

import re
from dataclasses import replace

import pytest

from embedded import embedded_table
from tanmai import __version__
from tanmai.core.table import SourceFile
from tanmai.report.citations import Work, escaped, works
from tanmai.report.data_citations import data_citations, software_citation

NEEDED = {
    "article": {"author", "year", "title", "journal", "pages"},
    "book": {"author", "year", "title", "publisher"},
    "incollection": {"author", "year", "title", "editor", "booktitle", "publisher", "address"},
    "techreport": {"author", "year", "title", "institution", "type", "number"},
}


def parsed(bibtex: str) -> list[tuple[str, str, dict[str, str]]]:
    """Return type, key and fields of the entries of a BibTeX file, by counting its braces."""
    entries, place = [], 0
    while (start := bibtex.find("@", place)) >= 0:
        kind, _, rest = bibtex[start + 1 :].partition("{")
        key, _, body = rest.partition(",")
        fields, place = {}, start + len(kind) + len(key) + 3
        while (opening := re.compile(r"\s*(\w+) = \{").match(bibtex, place)) is not None:
            end = place = opening.end()
            depth = 1
            while depth:
                depth += {"{": 1, "}": -1}.get(bibtex[end], 0) * (bibtex[end - 1] != "\\")
                end += 1
            fields[opening[1]] = bibtex[place : end - 1]
            place = end + (bibtex[end] == ",")
        closing = re.compile(r"\s*\}\n").match(bibtex, place)
        assert closing, f"the entry {key} does not end: {body[:60]}"
        place = closing.end()
        entries.append((kind, key, fields))
    assert not bibtex[place:].strip()
    return entries


@pytest.mark.parametrize("label", works())
def test_a_work_has_what_its_kind_needs_and_is_read_back(label):
    work = works()[label]
    assert NEEDED[work.kind] <= set(work.fields)
    assert parsed(work.bibtex()) == [(work.kind, work.key, work.fields)]


def test_keys_and_labels_are_unique():
    keys = [work.key for work in works().values()]
    assert len(set(keys)) == len(keys) > 15


def test_a_reference_is_written_by_initials_without_latex():
    reference = works()["Blondel et al. 2008"].reference
    assert reference.startswith("Blondel, V. D., Guillaume, J.-L., Lambiotte, R., Lefebvre, E. (2")
    assert "Technology 46(1), 172–179." in works()["Kanemoto et al. 2012"].reference
    assert not [work for work in works().values() if re.search(r"[{}\\]", work.reference)]


def test_names_of_files_are_no_latex():
    text = escaped(r"a_b {50 %} ~10^4 C:\x & #1")
    work = Work("misc", "a", {"title": text})
    assert parsed(work.bibtex())[0][2]["title"] == text
    assert text.startswith(r"a\_b \{50 \%\} \textasciitilde{}10\textasciicircum{}4")


def test_data_are_cited_by_who_made_them():
    entries = {work.key: work for work in data_citations([embedded_table()] * 2)}
    shaanxi = next(one for one in entries.values() if "陕西" in one.fields["title"])
    assert "Bureau of Statistics of Shaanxi" in shaanxi.fields["author"]
    assert "modelled" in entries["cn31-2017"].fields["note"]
    assert len(entries) == 1 + len(embedded_table().provenance.sources)
    assert len(parsed("\n".join(work.bibtex() for work in entries.values()))) == len(entries)


def test_a_file_of_the_users_own_is_cited_by_name_and_sha256(small_table):
    source = SourceFile("my_table.xlsx", "ab" * 32)
    origin = replace(small_table.provenance, sources=(source,))
    entry = data_citations([replace(small_table, provenance=origin)])[-1]
    assert entry.fields["title"] == escaped(source.name)
    assert source.sha256 in entry.fields["note"]


def test_tanmai_is_cited_as_it_asks_to_be():
    entry = software_citation()
    assert entry.fields["version"] == __version__
    assert entry.fields["title"].startswith("tanmai (碳脉): ")
    assert entry.fields["author"] == "{The tanmai developers}"
