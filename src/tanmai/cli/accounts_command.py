"""``tanmai accounts``."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from tanmai.cli.application import app, out, plain
from tanmai.cli.help import GroupedCommand, examples
from tanmai.cli.parameters import Given, takes
from tanmai.cli.progress import steps_shown
from tanmai.cli.results import say_files
from tanmai.cli.spoken import spoken
from tanmai.io.output import require_own_folder
from tanmai.io.tables import DEFAULT_TABLE
from tanmai.report.accounts_result import AccountsResult, accounts_result
from tanmai.studies.account_kinds import KINDS
from tanmai.studies.basic_options import options_of
from tanmai.studies.options import KindOptions

EXAMPLES = examples(
    "accounts cn31-2017 --kind income",
    "accounts cn31-2017 --kind production --regions sic8 --population people.csv",
)
_SHOWN = 10


@app.command(cls=GroupedCommand, epilog=EXAMPLES)
@takes(KindOptions, without=("table",))
def accounts(
    table: Annotated[
        str, typer.Argument(help="Embedded table, or path of your own.")
    ] = DEFAULT_TABLE,
    kind: Annotated[
        str, typer.Option(help="Which accounts.", metavar=f"[{'|'.join(KINDS)}]")
    ] = "production",
    *,
    given: Given,
) -> None:
    """Account a table in one kind: by region, by sector and by flow.

    Tables, the largest of them printed, and a picture; tanmai run makes a whole study.
    """
    wanted = options_of(KindOptions, {"table": table, **given})
    require_own_folder(wanted.out)
    with steps_shown("read", "check", "solve", "tables", "pictures") as step:
        result = accounts_result(kind, wanted, step)
        result.write(wanted.out, headers=wanted.headers, step=step)
    _show(result)
    say_files(wanted.out)


def _show(result: AccountsResult) -> None:
    """Print the largest rows of what the kind is ranked by."""
    largest, main = result.largest(_SHOWN), result.accounted.numbers.main
    pressure, title = result.accounted.accounts.table.pressure, result.accounted.kind.title
    titles = [title.into(language, pressure.spoken(language)) for language in spoken()]
    out.print(plain(" ".join(dict.fromkeys(titles))))
    shown = Table()
    names = [
        column
        for language in spoken()
        for column in (f"province_{language}", f"sector_{language}")
        if column in largest
    ]
    for name in names:
        shown.add_column(name)
    shown.add_column(main, justify="right")
    for _, row in largest.iterrows():
        shown.add_row(*(str(row[name]) for name in names), f"{row[main]:,.6g}")
    out.print(shown)
