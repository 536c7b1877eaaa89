"""How the page looks, against pictures of it that were looked at and kept.

Where the page is meant to look otherwise, renew the pictures and look at them::

    RENEW_REFERENCES=1 pytest tests/browser/study/test_looks_in_browser.py
"""

from __future__ import annotations

import base64
import io
import os
from dataclasses import dataclass
from pathlib import Path

import matplotlib.image as mpimg
import numpy as np
import pytest

REFERENCES = Path(__file__).parent / "references"
CHOOSE = (
    "for (const select of document.querySelectorAll('.dock select[name=region]')) {"
    "select.value = '140000'; select.dispatchEvent(new Event('change')) }"
)
BLOCK = 8  # pixels: letters drawn a little otherwise by another Chromium are averaged out
APART = 0.06  # of the range of a colour
TOLERATED = 0.01  # of the blocks


@dataclass(frozen=True)
class View:
    """A part of the page as it is looked at."""

    name: str
    language: str
    width: int
    selector: str
    script: str = ""


VIEWS = (
    View("opening", "zh", 1280, ".opening"),
    View("map-of-a-province", "zh", 1280, "#zh-picture-key_paths .wide", CHOOSE),
    View("methods", "zh", 1280, "#zh-methods"),
    View("accounts", "en", 1280, "table.accounts"),
    View("dock", "en", 1280, ".dock", CHOOSE),
    View("pathways", "en", 1280, "table.region-routes"),
    View("opening-on-a-phone", "en", 390, ".opening"),
)


def shot(window, view: View) -> bytes:
    """Return a part of the page as PNG, at half its size."""
    box = window.run(
        "const { x, y, width, height } = document.querySelector(arguments[0])"
        ".getBoundingClientRect(); return { x: x + scrollX, y: y + scrollY, width, height }",
        f"#{view.language} {view.selector}" if view.selector[0] != "#" else view.selector,
    )
    parameters = {"clip": {**box, "scale": 0.5}, "captureBeyondViewport": True}
    return base64.b64decode(window.cdp("Page.captureScreenshot", parameters)["data"])


def opened(window, view: View):
    window.go(f"#{view.language}", view.width)
    window.chrome.execute_async_script("document.fonts.ready.then(arguments[0])")
    window.run(view.script)
    return window


def difference(one: bytes, other: bytes) -> float:
    """Return the share of blocks whose mean colours are apart; 1 for pictures of other sizes."""
    a, b = (mpimg.imread(io.BytesIO(png), format="png")[..., :3] for png in (one, other))
    if any(abs(x - y) > BLOCK for x, y in zip(a.shape, b.shape, strict=True)):
        return 1.0
    rows, columns = (min(x, y) // BLOCK for x, y in zip(a.shape[:2], b.shape[:2], strict=True))
    blocks = [
        picture[: rows * BLOCK, : columns * BLOCK]
        .reshape(rows, BLOCK, columns, BLOCK, 3)
        .mean(axis=(1, 3))
        for picture in (a, b)
    ]
    return float((np.abs(blocks[0] - blocks[1]).max(axis=-1) > APART).mean())


CHANGES = {
    "opening-on-a-phone": "document.querySelector('#en .answer li').remove()",
    "map-of-a-province": "document.querySelector('#zh .dock .clear').click()",
    "methods": "document.querySelector('#zh .formula').style.background = '#000'",
}


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_it_looks_as_it_did_and_not_as_a_page_that_changed(window, view: View) -> None:
    reference = REFERENCES / f"{view.name}.png"
    seen = shot(opened(window, view), view)
    if os.environ.get("RENEW_REFERENCES"):
        REFERENCES.mkdir(exist_ok=True)
        reference.write_bytes(seen)
    kept = reference.read_bytes()
    assert difference(seen, kept) <= TOLERATED
    if view.name in CHANGES:
        window.run(CHANGES[view.name])
        assert difference(shot(window, view), kept) > TOLERATED
