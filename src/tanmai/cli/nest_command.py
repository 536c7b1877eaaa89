"""``tanmai nest``: provinces in the place of their country in a world table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tanmai.cli.application import app, err, out, plain, warn
from tanmai.cli.spoken import said
from tanmai.core.messages import message
from tanmai.io.tables import DEFAULT_TABLE
from tanmai.studies.nested import NestedResult, NestOptions, nest_tables


@app.command()
def nest(
    world: Annotated[
        str, typer.Argument(help="World table: OECD ICIO, EXIOBASE, a folder of pymrio, a bundle.")
    ],
    to: Annotated[Path, typer.Option("--out", help="Folder of the new table (a bundle).")],
    provinces: Annotated[
        str, typer.Option(help="Table of the provinces: an embedded one, or a path of your own.")
    ] = DEFAULT_TABLE,
    country: Annotated[
        str, typer.Option(help="Code or name of the country in the world table.")
    ] = "CHN",
    layout: Annotated[
        str | None, typer.Option(help="How to read the world table: oecd, exiobase3, wiod ...")
    ] = None,
    year: Annotated[int | None, typer.Option(help="Year of the world table.")] = None,
    world_emissions: Annotated[
        Path | None,
        typer.Option(help="CSV of the world table's emissions, where it holds none (OECD ICIO)."),
    ] = None,
    world_sectors: Annotated[
        str | None,
        typer.Option(help="Concordance (CSV) from the world table's sectors into common ones."),
    ] = None,
    province_sectors: Annotated[
        str | None,
        typer.Option(help="Concordance (CSV) from the provinces' sectors into the same ones."),
    ] = None,
) -> None:
    """Replace a country of a world table by its provinces.

    Exports then have a destination and imports an origin with its own emissions. The new table is
    one like any other: tanmai run --table FOLDER.
    """
    options = NestOptions(
        world=world,
        provinces=provinces,
        country=country,
        layout=layout,
        year=year,
        world_sectors=world_sectors,
        province_sectors=province_sectors,
        world_emissions=world_emissions,
    )
    with err.status(said(message("Reading and nesting"))):
        nested = nest_tables(options)
        nested.write(to)
    _show(nested)
    out.print(str(to), markup=False, highlight=False)


def _show(nested: NestedResult) -> None:
    for language in ("zh", "en"):
        for line in nested.said(language):
            out.print(plain(line), soft_wrap=True)
    findings = nested.checked.to_frame("en")
    failed = findings[findings["passed"] == False]  # noqa: E712
    warn(f"{row['rule']}: {row['where']}. {row['fix']}" for row in failed.to_dict("records"))
