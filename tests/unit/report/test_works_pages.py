"""The pages and pictures of the magnesium works: both languages, nothing unknown, every picture."""

from __future__ import annotations

import re

import pytest

from embedded import embedded_table
from tanmai.core.language import Language
from tanmai.core.messages import LANGUAGES
from tanmai.metals.magnesium.industry.boundary_result import magnesium_boundary
from tanmai.metals.magnesium.industry.cluster_result import magnesium_cluster
from tanmai.metals.magnesium.industry.cost_result import magnesium_cost
from tanmai.metals.magnesium.industry.park_result import magnesium_park
from tanmai.metals.magnesium.industry.plants_result import (
    compare_two_plants,
    plants_concentration,
    screen_plants,
)
from tanmai.metals.result_page import result_page

MAKES = {
    "cost": lambda: magnesium_cost(draws=8),
    "plants": lambda: screen_plants(weightings=200),
    "compare": lambda: compare_two_plants(("yinguang", "western")),
    "concentration": plants_concentration,
    "cluster": lambda: magnesium_cluster(embedded_table(), {}),
    "boundary": lambda: magnesium_boundary(draws=500),
    "park": magnesium_park,
}
ANSWERS = {
    "cost": ["25,800", "105.6", "18,200"],
    "plants": ["Western Magnesium, Qinghai"],
    "compare": ["23.40"],
    "concentration": ["66", "0.474"],
    "cluster": ["3,582", "5.97"],
    "boundary": ["17.7", "23.8", "10.5"],
    "park": ["5,526", "8.1"],
}


@pytest.fixture(scope="module", params=MAKES)
def made(request):
    return request.param, MAKES[request.param]()


@pytest.fixture(scope="module")
def text(made):
    return result_page(made[1], [], LANGUAGES).html()


def test_the_page_says_the_numbers_in_both_languages(made, text):
    name, _ = made
    body = re.sub(r"<(style|script|svg)\b.*?</\1>", "", text, flags=re.DOTALL)
    assert not re.search(r">[^<]*\b(nan|None|NaN|inf)\b[^<]*<", body)
    for language in LANGUAGES:
        sections = re.findall(rf'<section id="({language}-[a-z]+)"', text)
        assert sections == re.findall(rf'<li><a href="#({language}-[a-z]+)">', text)
        answer = text.partition(f'<section id="{language}-answer"')[2].partition("</section>")[0]
        for number in ANSWERS[name]:
            assert number in answer or (language == "zh" and not number[0].isdigit())


def test_options_are_written_as_people_do(made, text):
    _, result = made
    asked = text.partition('<section id="en-asked"')[2].partition("</section>")[0]
    assert "tanmai magnesium" in asked
    assert "_" not in asked.replace(result.command, "")


def test_every_figure_of_the_page_is_drawn(made):
    _, result = made
    view = result.view
    for language in LANGUAGES:
        say = Language(language)
        asked = {kind for part in view.findings(result, say).parts for kind in part.figures}
        assert asked == set(view.findings(result, say).readings)
    assert set(view.sheets(result, Language("en"))) == asked
