"""How the result of a command is shown: what its page says, its pictures, its options in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from tanmai.draw.page import Sheet
from tanmai.report.document import Picture
from tanmai.report.picture_files import saved_pictures
from tanmai.report.result_findings import Findings
from tanmai.report.speech import Speech
from tanmai.studies.result import Result

MODULES = {
    "magnesium flows": "magnesium.pages.views",
    "magnesium value": "magnesium.pages.views",
    "magnesium footprint": "magnesium.pages.views",
    "magnesium couple": "magnesium.pages.views",
    "magnesium boundary": "magnesium.pages.works_views",
    "magnesium boundary --park": "magnesium.pages.works_views",
    "magnesium cluster": "magnesium.pages.works_views",
    "magnesium cost": "magnesium.pages.works_views",
    "magnesium plants": "magnesium.pages.works_views",
    "magnesium plants --compare": "magnesium.pages.works_views",
    "magnesium plants --concentration": "magnesium.pages.works_views",
    "metals stocks": "stocks.pages.views",
    "metals supply": "stocks.pages.views",
    "metals provinces": "stocks.pages.views",
    "magnesium plants --rank": "magnesium.pages.ranking",
    "magnesium outlook": "magnesium.pages.outlook",
    "magnesium market": "magnesium.pages.market",
    "magnesium prices": "magnesium.pages.prices",
}
"""The module of `tanmai.metals` whose ``VIEWS`` holds the view of a command."""


@dataclass(frozen=True)
class View:
    """How a result is shown.

    Attributes
    ----------
    findings : callable
        What the page says, from the result and a `Speech`. The methods stand in the template
        ``<command with underscores>.html.j2``.
    sheets : callable
        The pictures by kind, from the same.
    options : mapping
        The options of the result in Chinese and English; one that is not here is not shown.
    word : callable
        How a value of an option is written, from the result, the option, the value and a `Speech`.
    """

    findings: Callable[[Any, Speech], Findings]
    sheets: Callable[[Any, Speech], dict[str, Sheet]]
    options: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    word: Callable[[Any, str, Any, Speech], str] = lambda _, __, value, ___: str(value)


def view_of(result: Result) -> View:
    """Return how a result is shown."""
    module = import_module(f"tanmai.metals.{MODULES[result.command]}")
    view: View = module.VIEWS[result.command]
    return view


def draw_result(result: Result, languages: Sequence[str], folder: Path) -> tuple[Picture, ...]:
    """Draw every picture of a result into ``pictures`` in a folder.

    Parameters
    ----------
    result : Result
        The result.
    languages : sequence of str
        ``"zh"``, ``"en"`` or both.
    folder : Path
        An existing folder.

    Returns
    -------
    tuple of Picture
        By language, in the order of the page.
    """
    home = folder / "pictures"
    home.mkdir(exist_ok=True)
    sheets = view_of(result).sheets
    return tuple(
        picture
        for language in languages
        for picture in saved_pictures(sheets(result, Speech(language)), language, home)
    )
