"""What the first screen and the first sheet of paper hold."""

from __future__ import annotations

import base64
import io

import pytest
from pypdf import PdfReader

from tanmai.core.messages import LANGUAGES
from tanmai.report.key_figures import key_figures
from tanmai.report.sentences import answer
from tanmai.report.voice import Voice

SEEN = """
return [...document.querySelectorAll(arguments[0])].filter(e => e.checkVisibility()).map(e => {
  const { top, bottom } = e.getBoundingClientRect(); return [top, bottom];
});
"""
SMALLEST = """
const svg = [...document.querySelectorAll(arguments[0])].filter(e => e.checkVisibility());
const sizes = svg.flatMap(one => [...one.querySelectorAll('text')].map(text =>
  parseFloat(getComputedStyle(text).fontSize) * one.clientWidth / one.viewBox.baseVal.width));
return [svg.length, Math.min(...sizes)];
"""
SIZES = [(1280, 900), (390, 844)]
A4 = (594.96, 841.92)  # points, as Chromium rounds them


def opened(window, language: str, width: int, height: int) -> None:
    window.go(f"#{language}", width, height)
    window.chrome.execute_async_script("document.fonts.ready.then(arguments[0])")


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_screen_holds_the_result(window, study, language, width, height) -> None:
    opened(window, language, width, height)
    figures = window.run(SEEN, f"#{language} .key-figures div")
    assert len(figures) == len(key_figures(Voice(language, study))) == 6
    assert all(top > 0 and bottom < height for top, bottom in figures)
    ((_, bottom),) = window.run(SEEN, f"#{language} .quality")
    assert bottom < height
    ((top, bottom),) = window.run(SEEN, f"#{language}-picture-key_paths svg")
    # the whole map at a desk; on a phone its upper part, which has the provinces that send most
    assert top + 200 < height
    assert bottom < height or width < 500


def test_the_figures_are_those_of_the_study(window, study) -> None:
    window.go("#en")
    accounts, say = study.accounts, Voice("en", study)
    shown = window.run(
        "return [...document.querySelectorAll('#en .key-figures b')].map(e => e.textContent)"
    )
    sender, receiver = accounts.net_outflow.argmax(), accounts.net_outflow.argmin()
    origin, destination = divmod(
        int(accounts.flows.between_regions().values.argmax()), study.table.index.m
    )
    assert shown == [
        say.carbon(accounts.production_based.sum()),
        say.carbon(accounts.outflow.sum()),
        say.carbon(accounts.export.sum()),
        say.region(int(sender)),
        say.region(int(receiver)),
        f"{say.region(origin)} → {say.region(destination)}",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_of_figures_can_be_read_on_a_phone(window, language) -> None:
    opened(window, language, 390, 844)
    number, smallest = window.run(SMALLEST, f"#{language} .sheet svg")
    assert number >= 12
    assert smallest >= 8.5
    assert window.run("return document.documentElement.scrollWidth") <= 390


def printed(window, what: str) -> PdfReader:
    window.run("window.print = () => {}; document.querySelector(arguments[0]).click()", what)
    pdf = window.cdp("Page.printToPDF", {"preferCSSPageSize": True})["data"]
    window.run("dispatchEvent(new Event('afterprint'))")
    return PdfReader(io.BytesIO(base64.b64decode(pdf)))


def letters(text: str) -> str:
    """Return a text without its spaces, which a PDF sets anew."""
    return "".join(text.split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_summary_is_one_sheet_with_figures_map_and_findings(window, study, language) -> None:
    opened(window, language, 1280, 900)
    say = Voice(language, study)
    pages = printed(window, f"#{language} [data-print=summary]").pages
    assert len(pages) == 1
    text = letters(pages[0].extract_text())
    for figure in key_figures(say):
        assert letters(figure.value) in text
    for sentence in answer(say):
        assert letters(sentence)[:12] in text
    assert letters(study.table.provenance.caveat(language)) in text


def test_the_full_report_begins_with_the_summary_and_numbers_its_pages(window, study) -> None:
    opened(window, "en", 1280, 900)
    pages = printed(window, "#en [data-print=all]").pages
    # thirteen pictures take a page each, for their letters stay legible; breaking the tables
    # between rows saves no more than one page
    assert 10 < len(pages) <= 33
    sides = {(float(page.mediabox.width), float(page.mediabox.height)) for page in pages}
    assert all(one == pytest.approx(A4, abs=0.5) for one in sides)
    looked_at = (0, 1, len(pages) // 2, len(pages) - 1)
    texts = {number: letters(pages[number].extract_text()) for number in looked_at}
    assert letters(answer(Voice("en", study))[0]) in texts[0]
    title = letters(window.run("return document.querySelector('#en h1').textContent"))
    for number, text in texts.items():
        assert title in text
        assert f"{number + 1}/{len(pages)}" in text
