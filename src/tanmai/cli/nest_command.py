"""``tanmai nest``: provinces in the place of their country in a world table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tanmai.cli.application import app, out, plain, working
from tanmai.cli.help import GroupedCommand, examples
from tanmai.cli.parameters import Given, takes
from tanmai.cli.results import warn_of_failures
from tanmai.cli.spoken import spoken
from tanmai.core.messages import message
from tanmai.io.output import require_own_folder
from tanmai.studies.basic_options import options_of
from tanmai.studies.nested import NestedResult, NestOptions, nest_tables

EXAMPLES = examples("nest ICIO2023_2017.csv --layout oecd --world-emissions co2.csv --out nested")


@app.command(cls=GroupedCommand, epilog=EXAMPLES)
@takes(NestOptions, without=("world",))
def nest(
    world: Annotated[str, typer.Argument(help=NestOptions.model_fields["world"].description)],
    to: Annotated[Path, typer.Option("--out", help="Folder of the new table (a bundle).")],
    *,
    given: Given,
) -> None:
    """Replace a country of a world table by its provinces.

    Exports then have a destination and imports an origin with its own emissions. The new table is
    one like any other: tanmai run --table FOLDER.
    """
    options = options_of(NestOptions, {"world": world, **given})
    require_own_folder(to)
    with working(message("Reading and nesting")):
        nested = nest_tables(options)
        nested.write(to)
    _show(nested)
    out.print(str(to), markup=False, highlight=False)


def _show(nested: NestedResult) -> None:
    for language in spoken():
        for line in nested.said(language):
            out.print(plain(line), soft_wrap=True)
    warn_of_failures(nested.checked)
