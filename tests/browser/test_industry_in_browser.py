"""The pages of the magnesium industry in a browser: silent, within the window, in two languages."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from tanmai.core.messages import LANGUAGES
from tanmai.io.tables import load_table
from tanmai.metals.magnesium.industry.boundary_result import magnesium_boundary
from tanmai.metals.magnesium.industry.cluster_result import magnesium_cluster
from tanmai.metals.magnesium.industry.cost_result import magnesium_cost
from tanmai.metals.magnesium.industry.market_result import magnesium_market
from tanmai.metals.magnesium.industry.outlook_result import magnesium_outlook
from tanmai.metals.magnesium.industry.plants_result import (
    screen_plants,
)
from tanmai.metals.magnesium.industry.prices_result import magnesium_prices
from tanmai.metals.magnesium.industry.ranking_result import rank_plants
from tanmai.metals.result_page import draw_result, result_page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tanmai.metals.result import MetalResult

MADE: dict[str, Callable[[], MetalResult]] = {
    "cost": partial(magnesium_cost, draws=64),
    "plants": screen_plants,
    "rank": rank_plants,
    "cluster": lambda: magnesium_cluster(load_table("cn31-2017"), {}),
    "boundary": partial(magnesium_boundary, draws=2000),
    "market": partial(magnesium_market, draws=50),
    "outlook": lambda: magnesium_outlook(draws=2),
    "prices": partial(magnesium_prices, step=120),
}


@pytest.fixture(scope="module", params=MADE)
def report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of each command, which the window of this folder opens."""
    folder = tmp_path_factory.mktemp(request.param)
    result = MADE[request.param]()
    path = folder / "report.html"
    pictures = draw_result(result, LANGUAGES, folder, ["svg"])
    result_page(result, pictures, LANGUAGES).write(path)
    return path


def test_it_breaks_no_rule_and_stays_within_the_window(window) -> None:
    shown = "return [...document.querySelectorAll('.edition')].map(e => e.checkVisibility())"
    for language, width in (("zh", 1280), ("en", 390)):
        window.go(f"#{language}-answer", width)
        assert window.run("return document.documentElement.scrollWidth") <= width
        assert window.run(shown) == [language == "zh", language == "en"]
    assert window.run("return breaches") == []
    assert window.chrome.get_log("browser") == []
