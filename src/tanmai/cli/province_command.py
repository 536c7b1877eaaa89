"""``tanmai province``."""

from __future__ import annotations

from typing import Annotated

import typer

from tanmai.cli.application import app
from tanmai.cli.help import GroupedCommand, examples
from tanmai.cli.parameters import Given, takes
from tanmai.cli.progress import steps_shown
from tanmai.cli.results import say_files
from tanmai.io.output import require_own_folder
from tanmai.studies.basic_options import options_of
from tanmai.studies.options import ProvinceOptions

EXAMPLES = examples(
    "province Shanxi", "province 广东 cn31-2012 cn31-2017 --focus mining --top 20 --lang zh"
)
OF_ONE_TABLE = (
    *("table", "layout", "sheet", "region", "year", "import_treatment"),
    *("emissions", "unit", "stranded"),
)


@app.command(cls=GroupedCommand, epilog=EXAMPLES)
@takes(ProvinceOptions, without=OF_ONE_TABLE)
def province(
    name: Annotated[str, typer.Argument(help="Province: Shanxi, 山西 or 140000.")],
    tables: Annotated[
        list[str] | None,
        typer.Argument(
            help="Tables by name or path, the latest of which is shown in detail "
            "[default: all that are embedded]."
        ),
    ] = None,
    *,
    given: Given,
) -> None:
    """Report on one province: accounts, flows, sectors, paths, rank over the years."""
    wanted = options_of(ProvinceOptions, given)
    require_own_folder(wanted.out)
    from tanmai.report.province_result import (
        province_result,  # after the options: it takes a second
    )

    with steps_shown("read", "studies", "paths", "tables", "pictures", "page") as step:
        province_result(name, tables or [], wanted, step).write(
            wanted.out, headers=wanted.headers, step=step
        )
    say_files(wanted.out)
