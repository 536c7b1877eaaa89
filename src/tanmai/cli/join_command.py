"""``tanmai join``: one multi-regional table from the tables of single regions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table

from tanmai.cli.application import app, out, plain, working
from tanmai.cli.help import GroupedCommand, examples
from tanmai.cli.parameters import Given, takes
from tanmai.cli.results import warn_of_failures
from tanmai.cli.spoken import said, spoken
from tanmai.core.messages import message
from tanmai.io.output import require_own_folder
from tanmai.studies.basic_options import options_of
from tanmai.studies.joined import JoinedResult, JoinOptions, join_folder

_MOST_SHOWN = 8
EXAMPLES = examples(
    "join provinces/ --out cn31 --emissions inventory.xlsx",
    "join cities/ --named-by-file --centres places.csv --out cities-2017",
)


@app.command(cls=GroupedCommand, epilog=EXAMPLES)
@takes(JoinOptions, without=("folder",))
def join(
    folder: Annotated[
        Path, typer.Argument(help="Folder with one table a region (.xlsx, .xls, .csv).")
    ],
    to: Annotated[Path, typer.Option("--out", help="Folder of the joined table (a bundle).")],
    *,
    given: Given,
) -> None:
    """Join the tables of provinces, cities or other regions to a multi-regional table.

    Prints what was moved, and stores it beside the table.
    """
    options = options_of(JoinOptions, {"folder": folder, **given})
    require_own_folder(to)
    with working(message("Reading and joining")):
        made = join_folder(options)
        made.write(to)
    _show(made)
    out.print(str(to), markup=False, highlight=False)


def _show(made: JoinedResult) -> None:
    """Print what was moved: the sentences, and the commodities whose gaps are largest."""
    for language in spoken():
        for line in made.said(language):
            out.print(plain(line), soft_wrap=True)
    commodities = made.moved.commodities()
    largest = commodities.reindex(commodities["gap"].abs().sort_values(ascending=False).index)
    numbers = [
        Column(said(name), no_wrap=True, justify="right")
        for name in (message("gap %"), message("between regions %"))
    ]
    listing = Table(Column(said(message("sector")), overflow="fold"), *numbers)
    for row in largest.head(_MOST_SHOWN).to_dict("records"):
        listing.add_row(
            plain(" ".join((row["sector"], *(row[f"name_{each}"] for each in spoken())))),
            f"{row['gap_percent']:+.1f}",
            f"{row['between_regions_percent']:.1f}",
        )
    out.print(listing)
    warn_of_failures(made.checked)
