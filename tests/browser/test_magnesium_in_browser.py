"""A page of magnesium in a browser: it asks nobody, draws every band, and turns its language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tanmai.core.messages import LANGUAGES
from tanmai.metals.magnesium.results import magnesium_value
from tanmai.metals.result_page import draw_result, result_page

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the value flow, which the window of this folder opens."""
    folder = tmp_path_factory.mktemp("magnesium")
    result = magnesium_value()
    path = folder / "report.html"
    pictures = draw_result(result, LANGUAGES, folder, ["svg"])
    result_page(result, pictures, LANGUAGES).write(path)
    return path


def test_it_breaks_no_rule_turns_its_language_and_opens_with_findings(window) -> None:
    shown = "return [...document.querySelectorAll('.edition')].map(e => e.checkVisibility())"
    tops = (
        "return [...document.querySelectorAll(arguments[0])]"
        ".map(element => element.getBoundingClientRect().top)"
    )
    window.go("#zh-answer")
    assert window.run(shown) == [True, False]
    for width in (1280, 390):
        window.go("#en", width, 844)
        assert window.run(shown) == [False, True]
        findings = window.run(tops, "#en .answer li")
        assert len([at for at in findings if at < 844]) >= 4
        assert window.run(tops, "#en-asked")[0] > 844
        assert window.run("return document.documentElement.scrollWidth") <= width
    assert window.run("return breaches") == []
    assert window.chrome.get_log("browser") == []
