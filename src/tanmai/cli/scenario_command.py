"""``tanmai scenario``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tanmai.cli.application import app
from tanmai.cli.help import GroupedCommand, examples
from tanmai.cli.parameters import Given, takes
from tanmai.cli.progress import steps_shown
from tanmai.cli.results import say_files
from tanmai.io.output import require_own_folder
from tanmai.io.tables import locate_table
from tanmai.studies.basic_options import options_of
from tanmai.studies.options import ScenarioOptions

EXAMPLES = examples("scenario cn31-2017 scenarios.toml --focus mining")


@app.command(cls=GroupedCommand, epilog=EXAMPLES)
@takes(ScenarioOptions, without=("table",))
def scenario(
    table: Annotated[str, typer.Argument(help="Embedded table, or path of your own.")],
    scenarios: Annotated[
        Path, typer.Argument(help="File of scenarios (TOML); see docs/scenarios.md.")
    ],
    *,
    given: Given,
) -> None:
    """Set scenarios of a file beside the table as it is.

    Demand, inputs, power, emission factors and sourcing may change; a carbon price shows what it
    adds to prices.
    """
    wanted = options_of(ScenarioOptions, {"table": table, **given})
    require_own_folder(wanted.out)
    locate_table(wanted.table)
    from tanmai.report.scenario_result import run_scenarios  # after the options: it takes a second

    with steps_shown("read", "check", "solve", "tables", "pictures", "page") as step:
        run_scenarios(wanted, scenarios, step).write(wanted.out, headers=wanted.headers, step=step)
    say_files(wanted.out)
