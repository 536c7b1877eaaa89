"""``tanmai run``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from tanmai.cli.application import app
from tanmai.cli.help import GroupedCommand, examples
from tanmai.cli.parameters import Given, takes
from tanmai.cli.progress import steps_shown
from tanmai.cli.results import say_files, say_wide, warn_of
from tanmai.io.output import require_own_folder
from tanmai.io.tables import locate_table
from tanmai.studies.options import StudyOptions, study_options, study_pressures

EXAMPLES = examples(
    "run --focus mining --out mining",
    "run --table mine.xlsx --emissions inventory.xlsx --draws 1000",
    'run --pressure CO2 --pressure CH4 --gwp "AR6 GWP100"',
    "run study.toml --lang zh",
)


@app.command(cls=GroupedCommand, epilog=EXAMPLES)
@takes(StudyOptions, without=("pressure",))
def run(
    study_file: Annotated[
        Path | None, typer.Argument(help="Study file (TOML) with these options as keys.")
    ] = None,
    pressure: Annotated[
        list[str] | None,
        typer.Option(
            help="What is accounted: CO2, CH4, water, jobs ..., a column of --emissions, energy of "
            "the fuels of an inventory, or value-added; given again, a study of each and a page of "
            "all [default: the only one, or CO2]."
        ),
    ] = None,
    *,
    given: Given,
) -> None:
    """Make a whole study: accounts, network, key paths, maps, report."""
    named = pressure or study_pressures(study_file)
    if len(named) > 1:
        _run_each(study_options(study_file, given), named)
        return
    wanted = study_options(study_file, given | {"pressure": named[0] if named else None})
    require_own_folder(wanted.out)
    locate_table(wanted.table)
    # Studies take a second to import, and what draws them another: a wrong option should not wait.
    from tanmai.studies.study import make_study

    with steps_shown(*_steps(wanted)) as step:
        study = make_study(wanted, step)
        from tanmai.report.results import StudyResult

        StudyResult(study).write(wanted.out, step=step)
    warn_of(study)
    if wanted.columns == "one":
        say_wide(wanted.out)
    say_files(wanted.out)


def _run_each(wanted: StudyOptions, pressures: Sequence[str]) -> None:
    """Make the study of each pressure, and set them side by side."""
    from tanmai.studies.pressures import options_of_each

    options_of_each(wanted, pressures)
    require_own_folder(wanted.out)
    with steps_shown("studies", "tables", "pictures", "page") as step:
        from tanmai.report.pressures_result import pressures_result

        result = pressures_result(wanted, pressures, step)
        result.write(wanted.out, headers=wanted.headers, step=step)
    for study in result.studies.values():
        warn_of(study)
    say_files(wanted.out)


def _steps(wanted: StudyOptions) -> tuple[str, ...]:
    draws = ("draws",) if wanted.draws else ()
    return ("read", "check", "solve", *draws, "network", "tables", "pictures", "page")
