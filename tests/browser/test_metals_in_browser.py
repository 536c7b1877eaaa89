"""Pages of metals in a browser: no breach, no complaint, nothing wider than a phone or a desk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tanmai.core.messages import LANGUAGES
from tanmai.io.tables import load_table
from tanmai.metals.result_page import draw_result, result_page
from tanmai.metals.stocks.provinces import metal_in_provinces
from tanmai.metals.stocks.result import metal_stocks, metal_supply

if TYPE_CHECKING:
    from collections.abc import Callable

    from tanmai.metals.result import MetalResult

EXAMPLES = Path(__file__).parents[2] / "analyses/05-strategic-metals/provinces"


def _provinces() -> MetalResult:
    files = EXAMPLES / "magnesium-2018.csv", EXAMPLES / "magnesium-process.toml"
    return metal_in_provinces(load_table("cn31-2017"), {}, *files)


PAGES: dict[str, tuple[Callable[[], MetalResult], int]] = {
    "stocks": (lambda: metal_stocks(["in"], draws=8), 6),
    "supply": (lambda: metal_supply(["li-china"], draws=8), 4),
    "provinces": (_provinces, 3),
}


@pytest.fixture(scope="module", params=PAGES)
def page(request: pytest.FixtureRequest) -> tuple[str, int]:
    """A page, and how many pictures it has in each language."""
    return request.param, PAGES[request.param][1]


@pytest.fixture(scope="module")
def report(page: tuple[str, int], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page's file, which the window of this folder opens."""
    folder = tmp_path_factory.mktemp("metals")
    result = PAGES[page[0]][0]()
    path = folder / "report.html"
    pictures = draw_result(result, LANGUAGES, folder, ["svg"])
    result_page(result, pictures, LANGUAGES).write(path)
    return path


WIDE = (
    "return [...document.querySelectorAll('.edition h2, .edition p, .edition li, "
    ".edition figcaption')].filter(e => e.checkVisibility() && e.scrollWidth > "
    "e.clientWidth + 1 && getComputedStyle(e).overflowX === 'visible' && e.clientWidth)"
    ".map(e => e.textContent.slice(0, 60))"
)
DRAWN = (
    "return [...document.querySelectorAll(`#${arguments[0]} figure`)].filter(f => "
    "f.getBoundingClientRect().height > 100).map(f => f.textContent.trim().length)"
)


def test_it_breaks_no_rule_shows_its_pictures_and_is_never_too_wide(window, page) -> None:
    for language, width in (("zh", 1280), ("en", 390)):
        window.go(f"#{language}-answer", width)
        assert window.run("return document.documentElement.scrollWidth") <= width
        assert window.run(WIDE) == []
        drawn = window.run(DRAWN, language)
        assert len(drawn) == page[1]
        assert min(drawn) > 0
    assert window.run("return breaches") == []
    assert window.chrome.get_log("browser") == []
