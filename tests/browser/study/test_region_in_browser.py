"""A region that the reader chooses, by pointer and by key; the numbers are those of the study."""

from __future__ import annotations

import numpy as np
import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tanmai.report.voice import Voice

LANGUAGES = ("zh", "en")
SHANXI = "140000"
MOST = 5


def element(window, selector: str):
    return window.chrome.find_element(By.CSS_SELECTOR, selector)


def texts(window, selector: str) -> list[str]:
    return window.run(
        "return [...document.querySelectorAll(arguments[0])].map(e => e.textContent)", selector
    )


def count(window, selector: str) -> int:
    return window.run("return document.querySelectorAll(arguments[0]).length", selector)


def move_to(window, selector: str) -> ActionChains:
    target = element(window, selector)
    window.run("arguments[0].scrollIntoView({ block: 'center' })", target)
    return ActionChains(window.chrome).move_to_element(target)


def press(window, *keys: str) -> None:
    ActionChains(window.chrome).send_keys(*keys).perform()


def choose(window, language: str, code: str) -> None:
    window.run(
        "const select = document.querySelector(arguments[0]); select.value = arguments[1];"
        "select.dispatchEvent(new Event('change'))",
        f"#{language} .dock select[name=region]",
        code,
    )


def largest(say: Voice, values: np.ndarray) -> list[list[str]]:
    """Return name and amount of the largest values of a row or column, as the dock shows them."""
    order = [i for i in np.argsort(-values, kind="stable") if values[i] > 0][:MOST]
    return [[say.region(i), say.amount(values[i])] for i in order]


def shown_in_dock(window, language: str, direction: str) -> list[list[str]]:
    both = texts(window, f"#{language} .dock .{direction} li span:not(.bar-of-flow)")
    return [both[i : i + 2] for i in range(0, len(both), 2)]


def assert_the_dock_speaks_of(window, say: Voice, code: str) -> None:
    accounts, i = say.study.accounts, say.study.table.index.region_codes.index(code)
    between = accounts.flows.between_regions().values
    figures = [
        accounts.production_based,
        accounts.consumption_based,
        accounts.outflow,
        accounts.inflow,
        accounts.net_outflow,
        accounts.export,
        accounts.household,
    ]
    dock = f"#{say.language} .dock"
    assert texts(window, f"{dock} dd") == [say.amount(values[i]) for values in figures]
    assert shown_in_dock(window, say.language, "out") == largest(say, between[i])
    assert shown_in_dock(window, say.language, "in") == largest(say, between[:, i])
    spoken = texts(window, f"{dock} [role=status]")[0]
    assert spoken.startswith(f"{say.region(i)}: ")
    assert say.amount(accounts.net_outflow[i]) in spoken


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["production", "consumption", "net_outflow", "key_paths"])
def test_a_click_on_a_map_gives_the_accounts_and_flows_of_the_province(
    window, study, language: str, kind: str
) -> None:
    window.go(f"#{language}")
    move_to(window, f"#{language}-picture-{kind} .wide [data-region='{SHANXI}']").click().perform()
    assert_the_dock_speaks_of(window, Voice(language, study), SHANXI)
    press(window, Keys.ESCAPE)
    assert not element(window, f"#{language} .dock-body").is_displayed()


def test_a_province_without_inventory_is_said_to_have_none(window, study) -> None:
    window.go("#en")
    note = element(window, "#en .dock .note")
    choose(window, "en", "540000")
    assert study.table.without_emissions == ("540000",)
    assert note.is_displayed()
    assert shown_in_dock(window, "en", "out") == []
    assert not element(window, "#en .dock .out").is_displayed()
    choose(window, "en", SHANXI)
    assert not note.is_displayed()


def test_the_keyboard_does_what_the_pointer_does(window, study) -> None:
    window.go("#zh")
    codes = study.table.index.region_codes
    first = element(window, f"#zh-picture-production-area-{codes[0]}")
    window.run("arguments[0].focus()", first)
    press(window, *[Keys.ARROW_RIGHT] * codes.index(SHANXI), Keys.ENTER)
    area = window.chrome.switch_to.active_element
    assert area.get_attribute("id") == f"zh-picture-production-area-{SHANXI}"
    assert area.get_attribute("aria-pressed") == "true"
    assert area.get_attribute("aria-label") == "山西"
    assert window.run("return getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert_the_dock_speaks_of(window, Voice("zh", study), SHANXI)
    press(window, Keys.ARROW_LEFT, " ")
    assert_the_dock_speaks_of(window, Voice("zh", study), codes[codes.index(SHANXI) - 1])
    press(window, Keys.ESCAPE)
    assert not element(window, "#zh .dock-body").is_displayed()


def test_a_map_is_one_stop_of_the_tab_key(window, study) -> None:
    window.go("#zh")
    for kind in ("production", "key_paths"):
        buttons = f"#zh-picture-{kind} .wide [role=button]"
        assert count(window, buttons) == study.table.index.m
        assert count(window, f"{buttons}[tabindex='0']") == 1
    window.run("arguments[0].focus()", element(window, "#zh-picture-production [tabindex='0']"))
    press(window, Keys.END)
    assert count(window, "#zh-picture-production [tabindex='0']") == 1
    press(window, Keys.TAB)
    assert window.run("return document.activeElement.closest('#zh-picture-production svg')") is None


def test_flows_light_up_in_the_pictures(window, study) -> None:
    window.go("#zh")
    choose(window, "zh", SHANXI)
    m, paths = study.table.index.m, study.paths
    cells = "#zh-picture-flows [data-part=row] > "
    assert count(window, f"{cells}.out") == count(window, f"{cells}.in") == m
    assert count(window, f"{cells}:is(.out, .in)") == 2 * m - 1
    arrows = "#zh-picture-key_paths .wide [data-part=flow]"
    assert count(window, f"{arrows}.out") == (paths["from_adcode"] == SHANXI).sum() > 0
    assert count(window, f"{arrows}.in") == (paths["to_adcode"] == SHANXI).sum()
    outlined = "#zh-picture-net_outflow .outlines "
    assert count(window, f"{outlined}.own") == 1
    assert count(window, f"{outlined}.out") == count(window, f"{outlined}.in") == MOST
    choose(window, "zh", "")
    assert count(window, "svg :is(.lit, .out, .in, .outlines)") == 0


def test_tables_follow_and_choose(window, study) -> None:
    window.go("#zh")
    ends = study.paths[["from_adcode", "to_adcode"]]
    of_shanxi = int((ends == SHANXI).any(axis=1).sum())
    button = element(window, f"#zh table.accounts tr[data-region='{SHANXI}'] button")
    window.run("arguments[0].focus()", button)
    press(window, Keys.ENTER)
    assert button.get_attribute("aria-pressed") == "true"
    assert count(window, "#zh table.accounts tr.lit") == 1
    assert count(window, f"#zh table.ranking tr.lit[data-region='{SHANXI}']") == 1
    assert 0 < of_shanxi < len(ends)
    assert count(window, "#zh table.paths tbody tr:not([hidden])") == of_shanxi
    press(window, Keys.ENTER)
    assert count(window, "#zh table.paths tbody tr:not([hidden])") == len(ends)


def test_the_choice_stays_when_the_language_turns(window, study) -> None:
    window.go("#zh")
    choose(window, "zh", SHANXI)
    element(window, "button[data-language=en]").click()
    assert_the_dock_speaks_of(window, Voice("en", study), SHANXI)


def test_the_pointer_tells_what_it_is_on(window, study) -> None:
    window.go("#en")
    say, codes = Voice("en", study), study.table.index.region_codes
    path = study.paths.iloc[0]
    start, end = codes.index(path["from_adcode"]), codes.index(path["to_adcode"])
    move_to(window, f"#en-picture-net_outflow-area-{SHANXI}").perform()
    said = texts(window, ".tip p")
    assert said[0] == "Shanxi"
    assert f"Net outflow {say.amount(study.accounts.net_outflow[codes.index(SHANXI)])}" in said
    row = f"#en-picture-flows-row-{codes[start]}"
    move_to(window, f"{row} > [data-to='{codes[end]}']").perform()
    flow = study.accounts.flows.values[start, end]
    expected = [f"{say.region(start)} → {say.region(end)}", f"{say.amount(flow)} {say.unit}"]
    assert texts(window, ".tip p") == expected


def test_paper_shows_the_whole_study_whatever_is_chosen(window, study) -> None:
    window.go("#zh")
    choose(window, "zh", SHANXI)
    window.cdp("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        gone = (
            "return [...document.querySelectorAll('#zh :is(.dock, .outlines, .own-flows)')]"
            ".map(e => getComputedStyle(e).display)"
        )
        assert set(window.run(gone)) == {"none"}
        rows = "return [...document.querySelectorAll('#zh table.paths tbody tr')]"
        assert sum(window.run(f"{rows}.map(e => e.checkVisibility())")) == len(study.paths)
        faint = "return [...document.querySelectorAll('.choosing g')]"
        assert window.run(f"{faint}.every(g => getComputedStyle(g).opacity === '1')")
    finally:
        window.cdp("Emulation.setEmulatedMedia", {"media": ""})


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_dock_leaves_room_on_a_phone(window, language: str) -> None:
    window.go(f"#{language}", 360)
    choose(window, language, SHANXI)
    assert window.run("return document.documentElement.scrollWidth") <= 360
    height = element(window, f"#{language} .dock").size["height"]
    assert 0 < height < 450
