"""The result of ``tanmai scenario``: tables, maps of what changes, and one page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tanmai.core.language import LanguageOf
from tanmai.core.messages import LANGUAGES, message
from tanmai.core.table import MrioTable, SourceFile
from tanmai.io.tables import input_files
from tanmai.report.shown_result import ShownResult
from tanmai.studies.files import focus_sentence
from tanmai.studies.options import ScenarioOptions
from tanmai.studies.result import Doing, ModelResult
from tanmai.studies.scenario import ScenarioNumbers, scenario_numbers, scenario_tables
from tanmai.studies.steps import Step, silent
from tanmai.studies.tables import said_of

if TYPE_CHECKING:
    from tanmai.report.document import Document, Picture

_MEANING = message(
    "A scenario changes technical coefficients, final demand, emission factors or sourcing at "
    "constant prices, and is solved again for its final demand; what is no longer spent on an "
    "input is value added, unless it is spent on another."
)
_PRICE = message(
    "Effects of a carbon price are those of the Leontief price model: every sector passes its cost "
    "on in full, quantities do not respond and prices of imports stay, so the rises are upper "
    "bounds."
)
_LIMITS = message(
    "Scenarios are comparative statics: no response to prices, no elasticities, no limits of "
    "capacity, no path in time."
)


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class ScenarioResult(ModelResult, ShownResult):
    """Scenarios beside the table as it is.

    Attributes
    ----------
    numbers : ScenarioNumbers
        Their accounts.
    top : int
        Number of key paths that are compared, and of flows that are listed.
    languages : tuple of str
        Languages of pictures and page.
    """

    numbers: ScenarioNumbers
    top: int
    languages: tuple[str, ...] = LANGUAGES

    @property
    def sources(self) -> tuple[Sequence[MrioTable], Sequence[SourceFile]]:
        """The table."""
        return self.mrio_tables, ()

    def voice(self, language: str) -> LanguageOf:
        """Return a language that speaks of the pressure of the table."""
        return LanguageOf(language, self.numbers.table.pressure.spoken(language))

    def _draw(self, folder: Path, do: Doing) -> Sequence[Picture]:
        from tanmai.report.picture_files import Drawing, saved_pictures
        from tanmai.report.scenario_pictures import scenario_pictures

        home = folder / "pictures"
        home.mkdir(exist_ok=True)
        drawn = scenario_pictures(self.numbers)
        return saved_pictures(
            (
                Drawing(kind, language, kind, partial(draw, self.numbers, self.voice(language)))
                for language in self.languages
                for kind, draw in drawn.items()
            ),
            home,
            do=do,
        )

    def _page(self, pictures: Sequence[Picture]) -> Document:
        from tanmai.report.document import Document
        from tanmai.report.scenario_page import scenario_edition

        editions = [scenario_edition(self, pictures, self.voice(one)) for one in self.languages]
        return Document(editions)


def run_scenarios(options: ScenarioOptions, path: Path, step: Step = silent) -> ScenarioResult:
    """Set the scenarios of a file beside a table; see `tanmai.studies.scenario`."""
    numbers = scenario_numbers(options, path, step)
    table, found = numbers.table, numbers.found
    return ScenarioResult(
        command="scenario",
        options={"scenarios": path.name, **options.to_record()},
        inputs={**numbers.prepared.inputs, **input_files(path)},
        tables=said_of(
            table.pressure, scenario_tables(found, numbers.wanted, numbers.prices, options.top)
        ),
        checks=numbers.laws,
        assumptions=(
            table.pressure.said_in(_MEANING),
            *([_PRICE] if numbers.prices else []),
            *([focus_sentence(numbers.focus)] if numbers.focus else []),
        ),
        limits=(table.provenance.caveats, _LIMITS),
        method={
            "changes": {
                key: [str(change) for change in one.changes] for key, one in found.changed.items()
            }
        },
        mrio_tables=(table,),
        numbers=numbers,
        top=options.top,
        languages=options.languages,
    )
