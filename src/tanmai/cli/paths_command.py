"""``tanmai paths``."""

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
from tanmai.studies.options import PathOptions

EXAMPLES = examples(
    "paths --from Hebei --to Shandong", "paths cn31-2012 --from 山西 --to 江苏 --sector 02 --top 50"
)


@app.command(cls=GroupedCommand, epilog=EXAMPLES)
@takes(PathOptions, without=("table", "focus_reading"))
def paths(
    table: Annotated[
        str, typer.Argument(help="Embedded table, or path of your own.")
    ] = DEFAULT_TABLE,
    *,
    given: Given,
) -> None:
    """List the supply-chain paths and routes from one province to another.

    With an upper bound of what any other path carries.
    """
    wanted = options_of(PathOptions, {"table": table, **given})
    require_own_folder(wanted.out)
    locate_table(wanted.table)
    from tanmai.studies.paths import find_paths  # after the options: it takes a second

    with steps_shown("read", "check", "solve", "paths", "tables") as step:
        find_paths(wanted, step).write(wanted.out, headers=wanted.headers, step=step)
    say_files(wanted.out)
