from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tanmai.core.messages import message
from tanmai.report.comparison_page import comparison_page
from tanmai.report.comparison_sentences import comparison_answer
from tanmai.report.comparison_voice import ComparisonVoice
from tanmai.report.document import Picture
from tanmai.report.results import ComparisonResult
from tanmai.report.words import write_words
from tanmai.studies.comparison import compare_studies
from tanmai.studies.decomposition import NO_REASONS, Reasons, changes_between

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tanmai.studies.study import Study

KINDS = [
    *(f"{account}-{k}" for account in ("production_based", "consumption_based") for k in (0, 1)),
    "ranks",
    "decomposition-0",
]


@pytest.fixture(scope="module")
def studies(study_of: Callable[..., Study], make_table) -> dict[str, Study]:
    """Two years of three made-up provinces."""
    first = study_of(make_table(1), top=3)
    second = study_of(replace(make_table(2), year=first.table.year + 5), top=3)
    return {str(study.table.year): study for study in (first, second)}


@pytest.fixture(scope="module")
def pictures(stub_pictures) -> list[Picture]:
    """One tiny picture of every kind in both languages."""
    one = stub_pictures[0]
    return [
        replace(one, kind=kind, language=language) for language in ("zh", "en") for kind in KINDS
    ]


def test_the_notes_of_a_comparison_find_no_paths(studies) -> None:
    said = ComparisonResult(studies, NO_REASONS).notes
    assert not any("paths" in line for line in said)
    assert all("_pathways" not in vars(study) for study in studies.values())


def test_every_way_to_decompose_is_described(studies, pictures, tmp_path) -> None:
    for method, said in (
        ("all orders", "The mean of all orders is taken"),
        ("additive LMDI-I", "logarithmic mean Divisia index"),
    ):
        reasons = Reasons(changes_between(studies, None, method=method))
        text = written(studies, pictures, tmp_path / "report.html", reasons)
        assert said in text
        assert "Provincial sourcing" in text
    text = written(
        studies, pictures, tmp_path / "report.html", Reasons(why_not=message("no prices"))
    )
    assert "No structural decomposition was made: no prices." in text


def written(studies, pictures, path: Path, reasons=NO_REASONS) -> str:
    tables = compare_studies(studies, reasons.changes)
    comparison_page(studies, tables, pictures, reasons).write(path)
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(studies, pictures, tmp_path_factory) -> tuple[Path, str]:
    """The page of a comparison with its decomposition: its path and its text."""
    path = tmp_path_factory.mktemp("comparison") / "report.html"
    return path, written(studies, pictures, path, Reasons(changes_between(studies, None)))


def test_every_year_stands_in_the_page_with_its_own_maps_and_tables(page, studies) -> None:
    _, text = page
    years = re.split(r'<div class="year" data-year="(\d+)">', text)
    assert years[1::2] == [*studies] * 2
    for position, part in enumerate(years[2::2]):
        kinds = re.findall(r'picture-production_based-(\d)"', part.partition("</section>")[0])
        assert kinds == [str(position % 2)]


def test_the_slider_has_a_step_for_every_year_and_starts_at_the_last(page, studies) -> None:
    _, text = page
    sliders = re.findall(r'<input type="range"[^>]*>', text)
    assert len(sliders) == 2
    assert all(
        f'max="{len(studies) - 1}"' in s and f'value="{len(studies) - 1}"' in s for s in sliders
    )
    assert re.findall(r'<label for="(\w+-year)"', text) == re.findall(r'range" id="([\w-]+)"', text)


def test_identifiers_are_unique_and_links_lead_somewhere(page) -> None:
    _, text = page
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(ids)


def test_the_decomposition_is_cited_and_its_residual_is_shown(page) -> None:
    _, text = page
    assert text.count('-table-decomposition"><span>') == 2
    assert "Residual relative to all emissions" in text
    assert "Dietzenbacher, E., Los, B. (1998)" in text


def test_without_a_decomposition_the_page_says_how_to_get_one(studies, pictures, tmp_path) -> None:
    text = written(studies, pictures, tmp_path / "report.html")
    assert "It needs price indices for every year" in text
    assert "Dietzenbacher" not in text
    assert "-table-decomposition" not in text


def test_the_words_of_a_comparison_name_all_its_tables(page, studies) -> None:
    path, _ = page
    write_words(path, [study.table for study in studies.values()], path.parent)
    bibliography = (path.parent / "words" / "references.bib").read_text(encoding="utf-8")
    assert {"@article{Krackhardt1988,", "@article{Dietzenbacher1998,"} <= set(
        bibliography.splitlines()
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_answer_is_made_of_the_numbers(studies, language) -> None:
    changes = changes_between(studies, None)
    last = list(studies.values())[-1]
    say = ComparisonVoice(language, last, studies, compare_studies(studies, changes), changes)
    said = comparison_answer(say)
    for study in studies.values():
        assert say.carbon(float(study.accounts.production_based.sum())) in said[0]
    first, second = (study.accounts.flows.values.sum() for study in studies.values())
    assert say.carbon(abs(float(second - first))) in said[-1]


@pytest.mark.parametrize(("language", "said"), [("zh", "名次没有变化"), ("en", "no rank changed")])
def test_a_year_beside_itself_has_not_changed(studies, language, said) -> None:
    last = list(studies.values())[-1]
    twice = {"a": last, "b": last}
    say = ComparisonVoice(language, last, twice, compare_studies(twice), ())
    assert said in " ".join(comparison_answer(say))


def test_two_regions_are_compared_without_a_correlation(textbook_study, tmp_path) -> None:
    twice = {"a": textbook_study, "b": textbook_study}
    assert "qap" not in compare_studies(twice)
    assert "Krackhardt" not in written(twice, [], tmp_path / "report.html")
