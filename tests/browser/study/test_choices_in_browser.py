"""Links to a choice, the search, the filter by sector, and the flows that a choice draws."""

from __future__ import annotations

import numpy as np
import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tanmai.report.table_of_sectors import sectors_in_order
from tanmai.report.voice import Voice

YUNNAN, SHANXI, POWER = "530000", "140000", "C23"
MAP = "-picture-key_paths .wide"


def texts(window, selector: str) -> list[str]:
    return window.run(
        "return [...document.querySelectorAll(arguments[0])].map(e => e.textContent)", selector
    )


def chosen(window, language: str) -> list[str]:
    return window.run(
        f"return [...document.querySelectorAll('#{language} .dock select')].map(s => s.value)"
    )


def drawn(window, language: str) -> list[list[str]]:
    """Return the ends of the flows that a choice draws on the map."""
    return window.run(
        f"return [...document.querySelectorAll('#{language}{MAP} .own-flows g')]"
        ".map(g => [g.dataset.from, g.dataset.to])"
    )


def search(window, language: str, asked: str) -> list[str]:
    field = window.chrome.find_element(By.ID, f"{language}-search")
    field.clear()
    field.send_keys(asked)
    return window.run(
        f"return [...document.querySelectorAll('#{language}-search-list li')]"
        ".map(item => item.firstChild.textContent)"
    )


def test_a_link_restores_language_province_and_sector(window) -> None:
    window.open(f"#zh/{YUNNAN}/{POWER}")
    assert window.run("return document.documentElement.dataset.shown") == "zh"
    assert chosen(window, "zh") == chosen(window, "en") == [YUNNAN, POWER]
    window.chrome.find_element(By.CSS_SELECTOR, "button[data-language=en]").click()
    assert window.run("return location.hash") == f"#en/{YUNNAN}/{POWER}"
    window.open(f"#en//{POWER}")
    assert window.run("return document.documentElement.dataset.shown") == "en"
    assert chosen(window, "en") == ["", POWER]
    window.open("#zh/no-such-place/%E0%A4%A")
    assert chosen(window, "zh") == ["", ""]


def test_the_link_is_copied(window) -> None:
    window.go(f"#en/{YUNNAN}")
    window.run(
        "window.copied = []; Object.defineProperty(navigator, 'clipboard',"
        "{ value: { writeText: async text => { copied.push(text) } } })"
    )
    button = window.chrome.find_element(By.CSS_SELECTOR, "#en .dock .link")
    button.click()
    assert window.run("return copied") == [f"{window.path.as_uri()}#en/{YUNNAN}"]
    assert button.text == "Copied"


def test_a_link_within_the_page_keeps_the_choice(window) -> None:
    window.go(f"#en/{YUNNAN}")
    window.run("document.querySelector('#en .contents a[href=\"#en-methods\"]').click()")
    window.chrome.execute_async_script("setTimeout(arguments[0], 100)")
    assert chosen(window, "en") == [YUNNAN, ""]
    assert window.run("return location.hash") == f"#en-methods/{YUNNAN}"


FIRST_FOUND = {
    "zh": {
        "云南": "云南",
        "yunnan": "云南",
        "yn": "云南",
        "neimeng": "内蒙古",
        "530000": "云南",
        "meitan": "煤炭采选",
        "mtcx": "煤炭采选",
    },
    "en": {
        "inner m": "Inner Mongolia",
        "电力": "Electricity and heat",
        "c23": "Electricity and heat",
        "electricity": "Electricity and heat",
    },
}


@pytest.mark.parametrize("language", FIRST_FOUND)
def test_the_search_finds_by_name_pinyin_and_code(window, study, language) -> None:
    window.go(f"#{language}")
    found = {asked: search(window, language, asked) for asked in FIRST_FOUND[language]}
    assert {asked: names[0] for asked, names in found.items()} == FIRST_FOUND[language]
    named = [*study.table.regions, *sectors_in_order(Voice(language, study))]
    assert set().union(*found.values()) <= {one.name(language) for one in named}


def test_the_search_is_used_by_keys_alone(window) -> None:
    window.go("#en")
    assert len(search(window, "en", "an")) > 3
    field = window.chrome.find_element(By.ID, "en-search")
    field.send_keys(Keys.ARROW_DOWN)
    active = field.get_attribute("aria-activedescendant")
    assert window.run("return document.getElementById(arguments[0]).ariaSelected", active) == "true"
    field.clear()
    field.send_keys("yunnan", Keys.ENTER)
    assert chosen(window, "en") == [YUNNAN, ""]
    assert field.get_attribute("aria-expanded") == "false"
    assert search(window, "en", "atlantis") == []
    assert texts(window, ".search[data-edition=en] [role=status]") == ["Nothing found"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_province_without_a_key_path_draws_its_own_flows(window, study, language) -> None:
    ends = study.paths[["from_adcode", "to_adcode"]].to_numpy()
    assert YUNNAN not in ends
    window.go(f"#{language}/{YUNNAN}")
    codes = study.table.index.region_codes
    between, own = study.accounts.flows.between_regions().values, codes.index(YUNNAN)
    expected = {
        *((YUNNAN, codes[i]) for i in np.argsort(-between[own])[:5]),
        *((codes[i], YUNNAN) for i in np.argsort(-between[:, own])[:5]),
    }
    assert {tuple(pair) for pair in drawn(window, language)} == expected
    name = study.table.regions[own].name(language)
    assert name in texts(window, f"#{language}{MAP} .own-flows text")
    # the arrows of the picture itself are not drawn again
    window.go(f"#{language}/{SHANXI}")
    paths = set(map(tuple, ends))
    assert not paths & {tuple(pair) for pair in drawn(window, language)}


def test_the_flows_end_in_the_province(window) -> None:
    window.go(f"#en/{YUNNAN}")
    inside = window.run(
        f"const svg = document.querySelector('#en{MAP} svg');"
        f'const area = svg.querySelector(\'[data-part=area][data-region="{YUNNAN}"] path, '
        f'[data-part=area][data-region="{YUNNAN}"] use\').getBoundingClientRect();'
        "const box = svg.querySelector('.own-flows circle').getBoundingClientRect();"
        "return area.left < box.left && box.right < area.right"
        " && area.top < box.top && box.bottom < area.bottom"
    )
    assert inside


def test_a_sector_filters_map_tables_and_dock(window, study) -> None:
    say = Voice("en", study)
    window.go(f"#en//{POWER}")
    position = [sector.code for sector in say.shown_sectors].index(POWER)
    m, n = study.table.index.m, study.table.index.n
    by_sector = study.accounts.emissions_by_destination.reshape(m, n, m)
    flows = np.apply_along_axis(say.by_shown_sector, 1, by_sector)[:, position]
    np.fill_diagonal(flows, 0.0)
    first = np.unravel_index(np.argsort(-flows, axis=None)[:5], flows.shape)
    listed = texts(window, "#en .dock .all li span:first-child")
    assert listed == [f"{say.region(r)} → {say.region(s)}" for r, s in zip(*first, strict=True)]
    codes = study.table.index.region_codes
    assert [codes[first[0][0]], codes[first[1][0]]] in drawn(window, "en")
    assert len(drawn(window, "en")) == 10
    rows = "#en table.paths tbody tr"
    shown = texts(window, f"{rows}:not([hidden])")
    assert 0 < len(shown) <= len(study.paths)
    assert all("lectricity and heat" in row for row in shown)
    lit = texts(window, "#en table.sectors tr.lit th")
    assert lit == [say.name(say.shown_sectors[position])]


def test_a_sector_of_a_province_shows_its_flows_alone(window, study) -> None:
    say = Voice("en", study)
    window.go(f"#en/{SHANXI}/C02")
    m, n = study.table.index.m, study.table.index.n
    own = study.table.index.region_codes.index(SHANXI)
    sector = [s.code for s in say.shown_sectors].index("C02")
    by_sector = study.accounts.emissions_by_destination.reshape(m, n, m)[own]
    flows = np.apply_along_axis(say.by_shown_sector, 0, by_sector)[sector]
    flows[own] = 0.0
    best = int(flows.argmax())
    assert texts(window, "#en .dock .out li span:nth-child(1)")[0] == say.region(best)
    assert texts(window, "#en .dock .out li span:nth-child(2)")[0] == say.amount(flows[best])
    assert all(SHANXI in pair for pair in drawn(window, "en"))
