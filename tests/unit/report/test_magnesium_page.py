"""The pages of ``tanmai magnesium``: structure, numbers in the sentences, names in both tongues."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from embedded import embedded_table
from tanmai.core.language import Language
from tanmai.core.messages import LANGUAGES
from tanmai.metals.magnesium.pages.pictures import magnesium_sheets
from tanmai.metals.magnesium.results import (
    couple_magnesium,
    magnesium_footprint,
    magnesium_mass,
    magnesium_value,
)
from tanmai.metals.result_page import result_page
from tanmai.report.document import Picture
from tanmai.report.frame_table import Field, frame_table, ranged
from tanmai.report.page_table import NAME, Column

MAKES = {
    "flows": magnesium_mass,
    "value": magnesium_value,
    "footprint": lambda: magnesium_footprint(provinces=["Shaanxi"], draws=20),
    "couple": lambda: couple_magnesium(embedded_table(), {"F.parquet": "0" * 64}),
}


@pytest.fixture(scope="module", params=MAKES)
def result(request):
    return MAKES[request.param]()


@pytest.fixture(scope="module")
def drawn(result, tmp_path_factory):
    """A tiny picture of each kind that the result is drawn as."""
    home = tmp_path_factory.mktemp("pictures")
    kinds = magnesium_sheets(result, Language("en"))
    svg = home / "x.svg"
    svg.write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE svg>\n<svg width="1pt" height="1pt" viewBox="0 0 1 1" '
        'xmlns="http://www.w3.org/2000/svg" role="img">\n<title>title</title><desc>seen</desc>'
        "<style>@font-face{font-family:'Noto Sans SC';src:url(data:font/woff2;base64,AAAA)}"
        "</style>\n<g/>\n</svg>",
        encoding="utf-8",
    )
    return [Picture(kind, language, svg, svg) for language in LANGUAGES for kind in kinds]


@pytest.fixture(scope="module")
def text(result, drawn):
    return result_page(result, drawn, LANGUAGES).html()


def test_every_picture_stands_once_in_each_language(text, drawn):
    for picture in drawn:
        assert text.count(f'id="{picture.language}-picture-{picture.kind}"') == 1


def test_every_section_is_written_in_both_languages(text):
    for language in LANGUAGES:
        contents = re.findall(rf'<li><a href="#({language}-[a-z]+)">', text)
        assert len(contents) >= 7
        sections = re.findall(rf'<section id="({language}-[a-z]+)"', text)
        assert contents == sections


def test_identifiers_are_unique_and_links_lead_within(text):
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(ids)


def test_nothing_unknown_is_printed(text):
    body = re.sub(r"<(style|script|svg)\b.*?</\1>", "", text, flags=re.DOTALL)
    assert not re.search(r">[^<]*\b(nan|None|NaN|inf)\b[^<]*<", body)


def test_the_answer_holds_the_numbers_of_the_tables(result, text):
    expected = {
        "magnesium flows": ["59.2", "58.2", "3.6"],
        "magnesium value": ["62.8"],
        "magnesium footprint": [f"{result.tables['footprint']['cradle_to_gate'].max():.1f}"]
        if result.command == "magnesium footprint"
        else [],
        "magnesium couple": [
            f"{one:.1f}" for one in result.tables["carbon_of_a_tonne"]["total_t_per_t"]
        ]
        if result.command == "magnesium couple"
        else [],
    }[result.command]
    for language in LANGUAGES:
        answer = text.partition(f'<section id="{language}-answer"')[2].partition("</section>")[0]
        assert expected
        for number in expected:
            assert number in answer
        if result.command == "magnesium value":
            worth = {"zh": "109.7\N{NO-BREAK SPACE}亿元", "en": "10.97\N{NO-BREAK SPACE}billion"}
            assert worth[language] in answer


def test_one_language_alone():
    alone = result_page(magnesium_value(), [], ["en"]).html()
    assert 'id="zh"' not in alone
    assert 'id="en"' in alone


@pytest.mark.parametrize(
    ("least", "most", "said"),
    [(1.0, 1.004, "1.00"), (1.0, 1.1, "1.00–1.10"), (-2, -1, "−2.00–−1.00")],
)
def test_a_range_is_one_number_where_its_ends_read_alike(least, most, said):
    assert ranged(least, most, 2) == said


def test_a_cell_that_is_not_known_is_a_dash():
    frame = pd.DataFrame({"name": ["a"], "value": [float("nan")]})
    table = frame_table(
        "x", "X", frame, [Field("name", Column("Name", NAME)), Field("value", Column("Value"))]
    )
    assert [cell.text for cell in table.rows[0]] == ["a", "—"]
