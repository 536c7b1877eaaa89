"""``tanmai compare``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tanmai.cli.application import app
from tanmai.cli.help import GroupedCommand, examples
from tanmai.cli.parameters import Given, takes
from tanmai.cli.progress import steps_shown
from tanmai.cli.results import say_files, say_wide, warn_of
from tanmai.io.output import require_own_folder
from tanmai.studies.options import ChangeOptions, StudyOptions, comparison_options

DEFAULT_FOLDER = "tanmai-comparison"
EXAMPLES = examples(
    "compare cn31-2012 cn31-2017 --focus mining",
    "compare 2012.xlsx 2017.xlsx --emissions 2012.csv --emissions 2017.csv --lang en",
)


@app.command(cls=GroupedCommand, epilog=EXAMPLES)
@takes(
    StudyOptions,
    ChangeOptions,
    without=("table", "year", "emissions"),
    out=DEFAULT_FOLDER,
)
def compare(
    tables: Annotated[
        list[str], typer.Argument(help="Two or more tables, by name or path, in their order.")
    ],
    emissions: Annotated[
        list[Path] | None,
        typer.Option(
            help="Emissions of each table, as for `run`: given again for every table, in their "
            "order."
        ),
    ] = None,
    *,
    given: Given,
) -> None:
    """Set studies of several years side by side.

    Their accounts, key paths, ranks and networks, with maps of all years on one scale.
    """
    folder = given.setdefault("out", Path(DEFAULT_FOLDER))
    options = {**given, "emissions": emissions}
    (first, *_), _ = comparison_options(tables, options)
    require_own_folder(folder)
    with steps_shown("studies", "decompose", "tables", "pictures", "page") as step:
        # Drawing libraries take a second to import: a wrong option should not wait for them.
        from tanmai.report.results import comparison_result

        result = comparison_result(tables, options, step)
        result.write(folder, headers=first.headers, step=step)
    warn_of(next(iter(result.studies.values())))
    if first.columns == "one":
        say_wide(folder)
    say_files(folder)
