"""``tanmai network``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tanmai.cli.application import app, warn
from tanmai.cli.help import GroupedCommand, examples
from tanmai.cli.parameters import Given, takes
from tanmai.cli.progress import steps_shown
from tanmai.cli.results import say_files
from tanmai.cli.spoken import said
from tanmai.io.output import require_own_folder
from tanmai.studies.basic_options import options_of
from tanmai.studies.options import NetworkFileOptions

EXAMPLES = examples(
    "network flows.csv --unit 'Mt CO2'",
    "network trade.csv --explain distance.csv --explain gdp_gap.csv",
)


@app.command(cls=GroupedCommand, epilog=EXAMPLES)
@takes(NetworkFileOptions)
def network(
    flows: Annotated[
        Path,
        typer.Argument(
            help="CSV or workbook with the columns from, to, value, or a square matrix with names."
        ),
    ],
    explain: Annotated[
        list[Path] | None,
        typer.Option(help="File of a matrix that explains the flows (QAP); may be repeated."),
    ] = None,
    *,
    given: Given,
) -> None:
    """Analyse the network of any flows: of provinces, or of whatever they go between.

    Centralities and key nodes, communities, core and periphery, block model, largest flows,
    QAP regression; files for Gephi; a picture of the network.
    """
    wanted = options_of(NetworkFileOptions, given)
    require_own_folder(wanted.out)
    from tanmai.report.network_result import network_result  # after the options: it takes a second

    with steps_shown("read", "network", "tables", "pictures") as step:
        result = network_result(flows, explain or [], wanted, step)
        result.write(wanted.out, headers=wanted.headers, step=step)
    warn(said(note, "\n") for note in result.left_out)
    say_files(wanted.out)
