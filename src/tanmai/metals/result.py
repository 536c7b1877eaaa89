"""The result of a command on metals: its tables, and how it is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from tanmai.core.messages import Message
from tanmai.core.table import MrioTable, SourceFile
from tanmai.report.shown_result import ShownResult
from tanmai.studies.result import Doing, ModelResult

if TYPE_CHECKING:
    from tanmai.core.language import Language
    from tanmai.draw.page import Sheet
    from tanmai.report.document import Document, Picture
    from tanmai.report.result_findings import Findings

LANGUAGES = {"zh": ("zh",), "en": ("en",), "both": ("zh", "en")}


@dataclass(frozen=True)
class View:
    """How a result is shown.

    Attributes
    ----------
    findings : callable
        What the page says, from the result and a `Language`. The methods stand in the template
        ``<command with underscores>.html.j2``.
    sheets : callable
        The pictures by kind, from the same.
    options : mapping
        The options of the result by their names; one that is not here is not shown.
    word : callable
        How a value of an option is written, from the result, the option, the value and a
        `Language`.
    """

    findings: Callable[[Any, Language], Findings]
    sheets: Callable[[Any, Language], dict[str, Sheet]]
    options: Mapping[str, Message] = field(default_factory=dict)
    word: Callable[[Any, str, Any, Language], str] = lambda _, __, value, ___: str(value)


@dataclass(frozen=True, eq=False, repr=False)
class MetalResult(ModelResult, ShownResult):
    """What a command on metals finds; it knows its `View`.

    Attributes
    ----------
    lang : str
        Languages of pictures and page: ``"zh"``, ``"en"`` or ``"both"``.
    """

    lang: str = field(default="both", kw_only=True)
    _views: ClassVar[str]
    """The module whose ``VIEWS`` holds its view by command."""

    @property
    def view(self) -> View:
        """How it is shown; imported when it is asked, for drawing takes a second to import."""
        view: View = import_module(self._views).VIEWS[self.command]
        return view

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages of pictures and page, Chinese first."""
        return LANGUAGES[self.lang]

    @property
    def sources(self) -> tuple[Sequence[MrioTable], Sequence[SourceFile]]:
        """The tables; what else was read stands in the page."""
        return self.mrio_tables, ()

    def _draw(self, folder: Path, do: Doing) -> Sequence[Picture]:
        from tanmai.metals.result_page import draw_result

        return draw_result(self, self.languages, folder, do=do)

    def _page(self, pictures: Sequence[Picture]) -> Document:
        from tanmai.metals.result_page import result_page

        return result_page(self, pictures, self.languages)
