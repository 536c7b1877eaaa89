from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tanmai.report.citations import works
from tanmai.report.study_page import page
from tanmai.report.voice import LANGUAGES
from tanmai.report.words import write_words

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def written(default_study, default_page, tmp_path_factory) -> Path:
    """The folder of a study's page with its words beside it."""
    folder = tmp_path_factory.mktemp("study")
    (folder / "report.html").write_text(default_page, encoding="utf-8")
    write_words(folder / "report.html", [default_study.table], folder)
    return folder


def words(folder: Path, name: str) -> str:
    return (folder / "words" / name).read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_methods_are_those_of_the_page_without_its_tags(written, language):
    text = words(written, f"methods.{language}.txt")
    assert "C = R′ diag(f) L Y" in text
    assert "A = Z diag(x)⁻¹" in text
    assert not re.findall(r"<\w|&\w+;|\n\n\n", text)
    assert {"zh": "投入产出系统", "en": "The input-output system"}[language] in text


def test_word_on_windows_knows_the_texts_for_utf8(written):
    for path in (written / "words").glob("*.txt"):
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert not (written / "words" / "references.bib").read_bytes().startswith(b"\xef")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_and_table_has_its_caption_numbered_as_in_the_page(
    written, stub_pictures, language
):
    text = words(written, f"captions.{language}.txt")
    page = (written / "report.html").read_text(encoding="utf-8")
    edition = page.split(f'<div class="edition" id="{language}"')[1].split('<div class="edi')[0]
    for word in {"zh": ("图", "表"), "en": ("Figure", "Table")}[language]:
        in_page = re.findall(rf"<b>{word} (\d+)</b>", edition)
        assert re.findall(rf"^{word} (\d+)", text, re.MULTILINE) == in_page
    for picture in stub_pictures:
        assert (picture.title in text) is True
    assert text.count("\n") < 100


def test_what_the_methods_cite_is_in_the_bibliography_and_nothing_else(written):
    keys = set(re.findall(r"^@\w+\{([\w-]+),", words(written, "references.bib"), re.MULTILINE))
    for language in LANGUAGES:
        text = words(written, f"methods.{language}.txt")
        cited = {work.key for label, work in works().items() if label in text}
        assert cited == keys & {work.key for work in works().values()}
    assert {"tanmai", "cn31-2017", "Leontief1936"} <= keys
    assert "Serrano2009" not in keys  # the disparity filter was not run


def test_a_method_that_was_run_is_cited(study_of, small_table, stub_pictures, tmp_path):
    study = study_of(small_table, lang="en", backbone="disparity_filter")
    page(study, stub_pictures).write(tmp_path / "report.html")
    write_words(tmp_path / "report.html", [study.table], tmp_path)
    assert "@article{Serrano2009," in words(tmp_path, "references.bib")
    assert not (tmp_path / "words" / "methods.zh.txt").exists()
