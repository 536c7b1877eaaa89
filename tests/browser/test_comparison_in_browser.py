from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tanmai.report.comparison_page import comparison_page
from tanmai.report.comparison_pictures import draw_comparison
from tanmai.studies.comparison import compare_studies
from tanmai.studies.options import StudyOptions
from tanmai.studies.study import make_study

if TYPE_CHECKING:
    from pathlib import Path

YEARS = ("2012", "2015", "2017")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a comparison of a table with itself, under three names."""
    folder = tmp_path_factory.mktemp("comparison")
    options = StudyOptions(
        table="cn31-2017", scheme="s26", regions="sic8", lang="en", formats="svg"
    )
    study = make_study(options)
    studies = dict.fromkeys(YEARS, study)
    path = folder / "report.html"
    pictures = draw_comparison(studies, folder)
    comparison_page(studies, compare_studies(studies), pictures).write(path)
    return path


def years_shown(window) -> list[str]:
    return window.run(
        "return [...document.querySelectorAll('.year')]"
        ".filter(year => year.checkVisibility()).map(year => year.dataset.year)"
    )


def test_it_asks_nobody_and_complains_of_nothing(window) -> None:
    window.open()
    assert window.run("return performance.getEntriesByType('resource').length") == 0
    assert window.run("return breaches") == []
    assert window.chrome.get_log("browser") == []


def test_the_slider_changes_the_maps_and_tables_by_mouse_and_keyboard(window) -> None:
    window.go("#en")
    assert years_shown(window) == ["2017"]
    slider = window.chrome.find_element(By.CSS_SELECTOR, "#en-year")
    slider.send_keys(Keys.ARROW_LEFT)
    assert years_shown(window) == ["2015"]
    slider.send_keys(Keys.HOME)
    assert years_shown(window) == ["2012"]
    assert slider.get_attribute("aria-valuetext") == "2012"
    assert window.run("return document.querySelector('.slider output').textContent") == "2012"
    shown = window.run(
        "return ['figure svg', 'table'].map(what => "
        "[...document.querySelectorAll('.year ' + what)].filter(e => e.checkVisibility()).length)"
    )
    assert shown[0] >= 3
    assert shown[1] >= 2


def test_a_phone_shows_the_page_without_a_sideways_scroll(window) -> None:
    window.go("#en", 390)
    assert window.run("return document.documentElement.scrollWidth") <= 390


def test_without_script_and_in_print_all_years_stand_below_each_other(window) -> None:
    window.go("#en")
    window.cdp("Emulation.setEmulatedMedia", {"media": "print"})
    assert years_shown(window) == list(YEARS)
    assert not window.run("return document.querySelector('.slider').checkVisibility()")
    window.cdp("Emulation.setEmulatedMedia", {"media": ""})
    window.cdp("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        window.open()
        shown = [
            year.get_attribute("data-year")
            for year in window.chrome.find_elements(By.CSS_SELECTOR, ".year")
            if year.is_displayed()
        ]
        assert shown == list(YEARS)
    finally:
        window.cdp("Emulation.setScriptExecutionDisabled", {"value": False})
