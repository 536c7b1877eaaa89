from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from tanmai.report.document import Document
from tanmai.report.study_page import page


@pytest.fixture(scope="module")
def plain(textbook_study, stub_pictures) -> Document:
    return page(textbook_study, stub_pictures)


def test_data_of_the_scripts_stand_as_json_that_ends_nothing(plain: Document) -> None:
    value = {"names": ["</script>", "省"], "values": [0.5, None]}
    html = replace(plain, data={"flows": value}).html()
    found = re.search(
        r'<script type="application/json" id="data-flows">(.*?)</script>', html, re.DOTALL
    )
    assert found is not None
    assert json.loads(found[1]) == value


def test_what_is_no_number_is_refused(plain: Document) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        replace(plain, data={"flows": float("nan")}).html()


def test_figures_and_tables_are_numbered_as_they_come(plain: Document) -> None:
    for edition, figure, table in zip(
        re.split(r'<div class="edition"', plain.html())[1:],
        ("图 ", "Figure "),
        ("表 ", "Table "),
        strict=True,
    ):
        for word in (figure, table):
            numbers = [int(n) for n in re.findall(rf"<b>{word}(\d+)</b>", edition)]
            assert len(numbers) > 5
            assert numbers == list(range(1, len(numbers) + 1))


def test_the_contents_name_every_section(plain: Document) -> None:
    html = plain.html()
    sections = re.findall(r'<section id="([^"]+)"', html)
    assert sections == re.findall(r'<li><a href="#([^"]+)">[^<]+</a></li>', html)
    assert {section.split("-")[0] for section in sections} == {"zh", "en"}
