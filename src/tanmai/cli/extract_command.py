"""``tanmai extract``."""

from __future__ import annotations

from typing import Annotated

import typer

from tanmai.cli.application import app
from tanmai.cli.help import GroupedCommand, examples
from tanmai.cli.parameters import Given, takes
from tanmai.cli.progress import steps_shown
from tanmai.cli.results import say_files
from tanmai.io.output import require_own_folder
from tanmai.io.tables import DEFAULT_TABLE, locate_table
from tanmai.studies.basic_options import options_of
from tanmai.studies.options import ExtractionOptions

EXAMPLES = examples("extract cn31-2017 --by province", "extract cn31-2017 --focus mining")


@app.command(cls=GroupedCommand, epilog=EXAMPLES)
@takes(ExtractionOptions, without=("table",))
def extract(
    table: Annotated[
        str, typer.Argument(help="Embedded table, or path of your own.")
    ] = DEFAULT_TABLE,
    by: Annotated[
        str, typer.Option(help="What is left out in turn: province-sector, province or sector.")
    ] = "province-sector",
    *,
    given: Given,
) -> None:
    """Leave every sector of every province out in turn.

    Show how output and emissions fall with each.
    """
    wanted = options_of(ExtractionOptions, {"table": table, **given})
    require_own_folder(wanted.out)
    locate_table(wanted.table)
    from tanmai.studies.extraction import extract_blocks  # after the options: it takes a second

    with steps_shown("read", "check", "solve", "extract", "tables") as step:
        extract_blocks(wanted, by, step).write(wanted.out, headers=wanted.headers, step=step)
    say_files(wanted.out)
