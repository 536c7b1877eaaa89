"""A headless Chromium, and a window of it that opens the ``report`` of a test."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
# Tells of every breach of the content-security policy, before the page's own script runs.
WATCH = (
    "window.breaches = [];"
    "addEventListener('securitypolicyviolation', e => breaches.push(e.violatedDirective))"
)


def _found(*names: str) -> str:
    """Return the path of a program, or skip; in continuous integration it must be there."""
    path = next((path for name in names if (path := shutil.which(name))), None)
    if path is None:
        reason = f"no {names[0]} on this machine; install the package chromium-driver"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """A headless Chromium with a profile of its own."""
    driver, browser = _found("chromedriver"), _found("chromium", "google-chrome", "chrome")
    options = Options()
    options.binary_location = browser
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    chrome = webdriver.Chrome(options=options, service=Service(driver))
    chrome.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": WATCH})
    yield chrome
    chrome.quit()


# What a reader does who goes to another address of the page that is open, and begins anew there.
GO = """
document.activeElement.blur();
if ([...document.querySelectorAll('.dock select')].some(select => select.value))
  document.querySelector('.dock .clear').click();
history.replaceState(null, '', arguments[0]);
dispatchEvent(new HashChangeEvent('hashchange'));
if (!arguments[0].includes('-')) scrollTo(0, 0);
"""


class Window:
    """The report in a window of a size.

    To load a page takes longer than to look at it. A test that leaves nothing behind but what
    the page's own controls take back goes to an address of the page that is open (`go`); one
    that changes the page, or is about its loading, opens it afresh (`open`), and nobody after it
    goes on with that page.
    """

    _shared: Path | None = None  # the page that is open and as it was loaded

    def __init__(self, chrome: webdriver.Chrome, path: Path) -> None:
        self.path, self.chrome = path, chrome

    def open(self, address: str = "", width: int = 1280, height: int = 900) -> None:
        """Load the page afresh."""
        Window._shared = None
        self._resize(width, height)
        self.chrome.get("about:blank")
        self.chrome.get(self.path.as_uri() + address)

    def go(self, address: str, width: int = 1280, height: int = 900) -> None:
        """Go to an address of the page, with nothing chosen, in a window of another size."""
        if Window._shared != self.path:
            self.open(address, width, height)
            Window._shared = self.path
        else:
            self._resize(width, height)
            self.run(GO, address)
            self.chrome.execute_async_script("requestAnimationFrame(() => arguments[0]())")

    def _resize(self, width: int, height: int) -> None:
        size = {"width": width, "height": height, "deviceScaleFactor": 1}
        self.cdp("Emulation.setDeviceMetricsOverride", {**size, "mobile": width < 500})

    def cdp(self, command: str, parameters: dict[str, object] | None = None) -> dict:
        """Send a command of the DevTools protocol."""
        return self.chrome.execute_cdp_cmd(command, parameters or {})

    def run(self, script: str, *arguments: object) -> object:
        """Return what a script gives in the page."""
        return self.chrome.execute_script(script, *arguments)


@pytest.fixture(autouse=True, scope="module")
def _a_file_of_tests_begins_afresh(chromium: webdriver.Chrome) -> Iterator[None]:
    """Load the page anew for each file, and leave none open: a page takes time while it waits."""
    Window._shared = None
    yield
    chromium.get("about:blank")


@pytest.fixture
def window(chromium: webdriver.Chrome, report: Path) -> Window:
    """The report in a window, and nothing complained of yet."""
    for kind in ("browser", "performance"):
        chromium.get_log(kind)
    return Window(chromium, report)
