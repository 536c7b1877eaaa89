from __future__ import annotations

import json
from itertools import pairwise

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

LANGUAGES = ("zh", "en")

# Text whose contrast with its ground is below what WCAG asks for level AA.
FAINT = """
const number = colour => colour.match(/[\\d.]+/g).map(Number);
const linear = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
const ground = element => {
  for (; element; element = element.parentElement) {
    const [r, g, b, a = 1] = number(getComputedStyle(element).backgroundColor);
    if (a === 1) return [r, g, b];
  }
  return [255, 255, 255];
};
const faint = [];
for (const element of document.querySelectorAll('body *:not(svg *)')) {
  const own = [...element.childNodes].some(n => n.nodeType === 3 && n.data.trim());
  if (!own || !element.checkVisibility()) continue;
  const style = getComputedStyle(element);
  const [one, two] = [number(style.color), ground(element)].map(luminance).sort((a, b) => b - a);
  const large = parseFloat(style.fontSize) >= 24;
  if ((one + 0.05) / (two + 0.05) < (large ? 3 : 4.5)) faint.push(element.outerHTML.slice(0, 120));
}
return faint;
"""


# As many elements as it takes to have every character in every weight and slant that it has.
LOOK_AT = """
const met = new Set();
document.querySelectorAll('[data-looked-at]').forEach(e => e.removeAttribute('data-looked-at'));
for (const element of document.querySelectorAll(`#${arguments[0]} *:not(svg, svg *)`)) {
  const texts = [...element.childNodes].filter(n => n.nodeType === 3).map(n => n.data);
  const own = texts.join('').trim();
  if (!own || !element.checkVisibility()) continue;
  const { fontWeight, fontStyle } = getComputedStyle(element), before = met.size;
  for (const character of own) met.add(`${fontWeight} ${fontStyle} ${character}`);
  if (met.size > before) element.dataset.lookedAt = '';
}
return met.size;
"""


def shown(window, selector: str) -> list[bool]:
    return window.run(
        "return [...document.querySelectorAll(arguments[0])].map(e => e.checkVisibility())",
        selector,
    )


def cells(window, table: str, column: int) -> list[str]:
    script = (
        "return [...document.querySelectorAll(arguments[0] + ' tbody tr')]"
        ".map(row => row.cells[arguments[1]].dataset.v)"
    )
    return window.run(script, table, column)


def heading(window, table: str, column: int):
    return in_sight(
        window, window.chrome.find_elements(By.CSS_SELECTOR, f"{table} thead th")[column]
    )


def in_sight(window, element):
    """Bring an element to the middle of the window, off the bars at its ends."""
    window.run("arguments[0].scrollIntoView({ block: 'center' })", element)
    return element


def test_it_asks_nobody_and_complains_of_nothing(window) -> None:
    window.open()
    requests = [
        event["params"]["request"]["url"]
        for entry in window.chrome.get_log("performance")
        if (event := json.loads(entry["message"])["message"])["method"]
        == "Network.requestWillBeSent"
    ]
    asked = {url for url in requests if not url.startswith("data:") and url != "about:blank"}
    assert asked == {window.path.as_uri()}
    assert window.run("return breaches") == []
    assert window.chrome.get_log("browser") == []


def test_the_policy_stops_what_is_not_the_page_s_own(window) -> None:
    window.go("#zh")
    window.run(
        "breaches = []; const script = document.createElement('script');"
        "script.textContent = 'window.foreign = 1'; document.body.append(script)"
    )
    assert window.run("return window.foreign === undefined")
    assert window.run("return breaches") == ["script-src-elem"]


def test_every_identifier_stands_once(window) -> None:
    window.go("#zh")
    found = window.run("return [...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(found) == len(set(found))


def test_it_is_small_enough_to_be_sent(report) -> None:
    assert report.stat().st_size < 3_300_000


def test_the_language_turns(window) -> None:
    window.go("#zh")
    assert shown(window, ".edition") == [True, False]
    button = window.chrome.find_element(By.CSS_SELECTOR, "button[data-language=en]")
    assert button.get_attribute("aria-pressed") == "false"
    button.click()
    assert shown(window, ".edition") == [False, True]
    assert window.run("return document.documentElement.lang") == "en"
    assert window.run("return document.title").startswith("Carbon embodied in flows")
    assert button.get_attribute("aria-pressed") == "true"
    assert window.run("return location.hash") == "#en"


def test_the_section_in_sight_stays_when_the_language_turns(window) -> None:
    window.go("#zh")
    window.run("document.getElementById('zh-methods').scrollIntoView()")
    window.chrome.find_element(By.CSS_SELECTOR, "button[data-language=en]").click()
    top = "return document.getElementById('en-methods').getBoundingClientRect().top"
    assert abs(window.run(top)) < 120


@pytest.mark.parametrize(("address", "language"), [("#en-methods", "en"), ("", "zh")])
def test_the_address_says_the_language(window, address: str, language: str) -> None:
    window.open(address)
    assert shown(window, ".edition") == [name == language for name in LANGUAGES]


def test_without_scripts_both_languages_are_there(window) -> None:
    window.cdp("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        window.open()
        root = window.cdp("DOM.getDocument")["root"]["nodeId"]
        heights = []
        for selector in ("#zh", "#en"):
            node = window.cdp("DOM.querySelector", {"nodeId": root, "selector": selector})
            heights.append(window.cdp("DOM.getBoxModel", node)["model"]["height"])
    finally:
        window.cdp("Emulation.setScriptExecutionDisabled", {"value": False})
    assert min(heights) > 5000


def test_numbers_are_sorted_from_the_largest_then_from_the_smallest(window) -> None:
    window.go("#zh")
    table, column = "#zh table.accounts", 5
    before = cells(window, table, 0)
    head = heading(window, table, column)
    head.find_element(By.TAG_NAME, "button").click()
    values = [float(value) for value in cells(window, table, column)]
    assert values == sorted(values, reverse=True)
    assert head.get_attribute("aria-sort") == "descending"
    head.find_element(By.TAG_NAME, "button").click()
    values = [float(value) for value in cells(window, table, column)]
    assert values == sorted(values)
    assert head.get_attribute("aria-sort") == "ascending"
    assert sorted(cells(window, table, 0)) == sorted(before)
    assert (
        window.run("return document.querySelectorAll('#zh table.accounts [aria-sort]').length") == 1
    )


def test_a_sort_works_from_the_keyboard_and_by_pinyin(window) -> None:
    window.go("#zh")
    table = "#zh table.accounts"
    button = heading(window, table, 0).find_element(By.TAG_NAME, "button")
    window.run("arguments[0].focus()", button)
    ActionChains(window.chrome).send_keys(Keys.ENTER).perform()
    names = cells(window, table, 0)
    assert names[0] == "安徽"
    assert names[-1] in ("浙江", "重庆")
    assert window.run(f"return document.querySelector('{table} tfoot th').textContent") == "合计"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [360, 390, 768, 1280])
def test_the_page_is_never_wider_than_its_window(window, width: int, language: str) -> None:
    window.go(f"#{language}", width)
    assert window.run("return document.documentElement.scrollWidth") <= width


def test_a_phone_fits_a_figure_to_its_width_and_back(window) -> None:
    window.go("#zh", 390)
    figure = "#zh-picture-production"
    button = in_sight(window, window.chrome.find_element(By.CSS_SELECTOR, f"{figure} .fit"))
    sheet = window.chrome.find_element(By.CSS_SELECTOR, f"{figure} .sheet")
    width = f"return document.querySelector('{figure} svg').getBoundingClientRect().width"
    assert window.run(width) > 600
    assert sheet.get_attribute("tabindex") == "0"
    button.click()
    assert window.run(width) < 390
    assert button.get_attribute("aria-pressed") == "true"
    assert sheet.get_attribute("tabindex") is None
    assert window.run("return document.documentElement.scrollWidth") <= 390
    in_sight(window, button).click()
    assert window.run(width) > 600


def test_paper_has_no_buttons_and_one_language(window) -> None:
    window.go("#en")
    window.cdp("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        for selector in (".bar", ".contents", ".take", ".actions", ".both .wide", "#zh"):
            assert not any(shown(window, selector)), selector
        figures = "document.querySelectorAll('#en figure:not(.both) .wide svg')"
        sheets = f"return [...{figures}].map(svg => svg.clientHeight)"
        assert all(0 < height < 205 / 25.4 * 96 + 1 for height in window.run(sheets))
    finally:
        window.cdp("Emulation.setEmulatedMedia", {"media": ""})


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_screen_reader_finds_its_way(window, language: str) -> None:
    window.go(f"#{language}")
    nodes = [
        (node["role"]["value"], node.get("name", {}).get("value", ""), node.get("properties", []))
        for node in window.cdp("Accessibility.getFullAXTree")["nodes"]
        if not node["ignored"]
    ]
    # a map is a group of buttons, one for each province
    named = {"image": 2, "group": 5, "table": 9, "region": 10, "navigation": 1, "button": 150}
    for role, at_least in named.items():
        names = [name for found, name, _ in nodes if found == role]
        assert len(names) >= at_least, role
        assert all(names), f"a {role} has no name"
    assert [role for role, _, _ in nodes].count("main") == 1
    assert [role for role, _, _ in nodes].count("banner") >= 1
    levels = [
        entry["value"]["value"]
        for role, _, properties in nodes
        for entry in properties
        if role == "heading" and entry["name"] == "level"
    ]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_stands_out_from_its_ground(window, language: str) -> None:
    window.go(f"#{language}")
    assert window.run(FAINT) == []


def test_the_first_key_skips_to_the_text_and_focus_is_seen(window) -> None:
    window.open()
    ActionChains(window.chrome).send_keys(Keys.TAB).perform()
    skip = window.chrome.switch_to.active_element
    assert skip.get_attribute("class") == "skip"
    assert window.run("return arguments[0].getBoundingClientRect().left", skip) >= 0
    ActionChains(window.chrome).send_keys(Keys.TAB).perform()
    style, width = window.run(
        "const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);"
        "return [outlineStyle, outlineWidth]"
    )
    assert style == "solid"
    assert float(width.removesuffix("px")) >= 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_character_is_drawn_from_the_font_in_the_page(window, language: str) -> None:
    window.go(f"#{language}")
    window.run("return document.fonts.ready")
    assert window.run(LOOK_AT, language) > {"zh": 700, "en": 150}[language]
    window.cdp("DOM.enable")
    window.cdp("CSS.enable")
    root = window.cdp("DOM.getDocument")["root"]["nodeId"]
    found = window.cdp("DOM.querySelectorAll", {"nodeId": root, "selector": "[data-looked-at]"})
    foreign = set()
    for node in found["nodeIds"]:
        for font in window.cdp("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]:
            if not font["isCustomFont"]:
                foreign.add((font["familyName"], node))
    texts = [
        window.cdp("DOM.getOuterHTML", {"nodeId": node})["outerHTML"][:200] for _, node in foreign
    ]
    assert texts == []
