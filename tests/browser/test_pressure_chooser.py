"""The page of several pressures shows the one that is chosen, in both languages."""

from __future__ import annotations

import pytest
from selenium.webdriver.support.select import Select

from tanmai.report.pressures_result import pressures_page, pressures_result
from tanmai.studies.options import StudyOptions


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """The page of CO2 and value added of the textbook table, without pictures."""
    path = tmp_path_factory.mktemp("pressures") / "report.html"
    found = pressures_result(StudyOptions(table="textbook-mini"), ["CO2", "value-added"])
    pressures_page(found, []).write(path)
    return path


def test_one_pressure_is_shown_at_a_time(page, chromium):
    chromium.get(page.as_uri())
    shown = (
        "return [...document.querySelectorAll('#zh-each .year')].map(e => e.offsetParent !== null)"
    )
    assert chromium.execute_script(shown) == [True, False]
    Select(chromium.find_element("id", "zh-pressure")).select_by_index(1)
    assert chromium.execute_script(shown) == [False, True]
    assert chromium.execute_script("return document.getElementById('en-pressure').value") == "1"
    links = "return [...document.querySelectorAll('#zh-each a')].map(e => e.getAttribute('href'))"
    assert chromium.execute_script(links) == ["CO2/report.html", "value-added/report.html"]
    assert [entry for entry in chromium.get_log("browser") if entry["level"] == "SEVERE"] == []
