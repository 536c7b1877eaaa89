"""Every sentence of a page is said in both languages, with the same numbers."""

from __future__ import annotations

import re

import pytest

from tanmai.report import content, pathways
from tanmai.report.key_figures import key_figures, quality
from tanmai.report.picture_words import picture_caption, reading
from tanmai.report.pictures import PICTURES
from tanmai.report.readings import findings
from tanmai.report.sentences import answer
from tanmai.report.uncertainty import uncertainty_section
from tanmai.report.voice import Voice

_UNITS = {"亿吨": 100.0, "万吨": 0.01, "百万吨": 1.0}
_NUMBER = re.compile(r"−?\d[\d,]*(?:\.\d+)?(?:[ \N{NO-BREAK SPACE}]*(亿吨|百万吨|万吨))?")


def numbers(text: str) -> list[float]:
    """Return the numbers of a text in order of size, amounts of carbon in Mt."""
    found = []
    for match in _NUMBER.finditer(text.replace("CO₂", "").replace("10⁴", "")):
        figure = re.sub(r"[^\d.\-]", "", match[0].replace("−", "-"))
        found.append(float(figure) * _UNITS.get(match[1] or "", 1.0))
    return sorted(found)


def sentences(say: Voice) -> list[str]:
    """Return what a page says of a study in sentences, in the same order in each language."""
    found, drawn = findings(say), uncertainty_section(say)["drawn"]
    said = [*answer(say), *pathways.pathways_said(say), quality(say), content.verdict(say)]
    said += [f"{each.label} {each.value} {each.detail}" for each in key_figures(say)]
    said += [content.title(say), content.subtitle(say), *(text for _, text in content.asked(say))]
    if found is not None:
        said += [*found.stands, *found.turns, found.agreement]
    if drawn is not None:
        said += [*drawn["statements"], drawn["assumptions"], drawn["left_out"]]
    for kind in PICTURES:
        caption = picture_caption(say, kind)
        said += [caption.title, caption.subtitle, reading(say, kind)]
    return said


@pytest.fixture(params=["all", "emitters", "products", "draws", "stock"])
def any_study(request: pytest.FixtureRequest, small_table, study_of, textbook_study):
    if request.param == "all":
        return textbook_study
    if request.param == "stock":
        return request.getfixturevalue("below_zero_study")
    options = {"draws": 20} if request.param == "draws" else {}
    if not options:
        options = {"focus": "02", "focus_reading": request.param}
    return study_of(small_table, **options)


def test_both_languages_carry_the_same_numbers(any_study) -> None:
    pairs = zip(sentences(Voice("zh", any_study)), sentences(Voice("en", any_study)), strict=True)
    differ = [(zh, en) for zh, en in pairs if numbers(zh) != pytest.approx(numbers(en), rel=6e-3)]
    assert not differ


def test_no_sentence_names_an_option_or_leaves_a_part_unfilled(any_study) -> None:
    for language in ("zh", "en"):
        for sentence in sentences(Voice(language, any_study)):
            assert not re.search(r"--[a-z]|[{}]|\bNone\b|\bnan\b", sentence)


def test_few_draws_are_said_beside_every_interval(small_table, study_of) -> None:
    say = Voice("en", study_of(small_table, draws=20))
    drawn = uncertainty_section(say)["drawn"]
    word = "With 20 draws, the ends of the intervals are poorly determined"
    assert word in drawn["assumptions"]
    assert all(word in table.note for table in drawn["tables"])
    assert word in picture_caption(say, "intervals").subtitle
