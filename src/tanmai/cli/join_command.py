"""``tanmai join``: one multi-regional table from the tables of single regions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, get_args

import typer
from rich.table import Column, Table

from tanmai.cli.application import app, err, out, plain, warn
from tanmai.core.errors import OptionError, did_you_mean
from tanmai.core.inventory import Stranded
from tanmai.joining import EXPONENT, PHI
from tanmai.studies.joined import JoinedResult, JoinOptions, join_folder

_MOST_SHOWN = 8


@app.command()
def join(
    folder: Annotated[
        Path, typer.Argument(help="Folder with one table a region (.xlsx, .xls, .csv).")
    ],
    to: Annotated[Path, typer.Option("--out", help="Folder of the joined table (a bundle).")],
    emissions: Annotated[
        Path | None,
        typer.Option(
            help="CSV (province, sector_code or household, MtCO2) or CEADs inventory (.xlsx)."
        ),
    ] = None,
    stranded: Annotated[
        str, typer.Option(help="Inventory rows whose sectors have no output: refuse or spread.")
    ] = "refuse",
    costs: Annotated[
        Path | None,
        typer.Option(
            help="CSV of costs or distances, region by region [default: transport costs of "
            "provinces, else great-circle distances]."
        ),
    ] = None,
    centres: Annotated[
        Path | None, typer.Option(help="CSV (region, lon, lat) of regions that are no provinces.")
    ] = None,
    exchange: Annotated[
        list[Path] | None,
        typer.Option(
            help="CSV (from, to, quantity) of the physical exchange of the commodity of --for; a "
            "row from a region to itself is what it makes and keeps. May be repeated."
        ),
    ] = None,
    sector: Annotated[
        list[str] | None,
        typer.Option("--for", help="Code of the commodity of --exchange, in the same order."),
    ] = None,
    abroad: Annotated[
        Path | None,
        typer.Option(
            help="CSV (region, sector, exports, imports) for tables that do not give trade abroad "
            "apart from trade with other regions."
        ),
    ] = None,
    named_by_file: Annotated[
        bool, typer.Option(help="Call each region as its file: cities, regions of your own.")
    ] = False,
    phi: Annotated[
        float, typer.Option(help="Least share of what a region could supply itself with.")
    ] = PHI,
    exponent: Annotated[
        float, typer.Option(help="Exponent of cost in the gravity model.")
    ] = EXPONENT,
) -> None:
    """Join the tables of provinces, cities or other regions to a multi-regional table.

    Prints what was moved, and stores it beside the table.
    """
    options = JoinOptions(
        folder=folder,
        emissions=emissions,
        stranded=_stranded(stranded),
        costs=costs,
        centres=centres,
        exchanges=tuple(exchange or ()),
        sectors=tuple(sector or ()),
        abroad=abroad,
        named_by_file=named_by_file,
        phi=phi,
        exponent=exponent,
    )
    with err.status("读取与合并 Reading and joining"):
        made = join_folder(options)
        made.write(to)
    _show(made)
    out.print(str(to), markup=False, highlight=False)


def _stranded(text: str) -> Stranded:
    for known in get_args(Stranded):
        if text == known:
            chosen: Stranded = known
            return chosen
    raise OptionError(
        f"'{text}' is no treatment of emissions without output."
        f"{did_you_mean(text, get_args(Stranded))} Known: {', '.join(get_args(Stranded))}."
    )


def _show(made: JoinedResult) -> None:
    """Print what was moved: the sentences, and the commodities whose gaps are largest."""
    for language in ("zh", "en"):
        for line in made.said(language):
            out.print(plain(line), soft_wrap=True)
    commodities = made.moved.commodities()
    largest = commodities.reindex(commodities["gap"].abs().sort_values(ascending=False).index)
    numbers = [Column(name, no_wrap=True, justify="right") for name in ("gap %", "between %")]
    listing = Table(Column("sector", overflow="fold"), *numbers)
    for row in largest.head(_MOST_SHOWN).to_dict("records"):
        listing.add_row(
            plain(f"{row['sector']} {row['name_zh']} {row['name_en']}"),
            f"{row['gap_percent']:+.1f}",
            f"{row['between_regions_percent']:.1f}",
        )
    out.print(listing)
    warnings = made.checked.to_frame("en")
    failed = warnings[warnings["passed"] == False]  # noqa: E712
    warn(f"{row['rule']}: {row['where']}. {row['fix']}" for row in failed.to_dict("records"))
