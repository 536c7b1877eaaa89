"""``tanmai metals``: which metals, their stocks and scrap, and their supply."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table

from tanmai.cli.application import app, out
from tanmai.cli.help import CommandGroup, GroupedCommand
from tanmai.cli.parameters import Given
from tanmai.cli.result_command import writes
from tanmai.cli.spoken import said
from tanmai.core.messages import message
from tanmai.metals.result import MetalResult
from tanmai.studies.basic_options import options_of
from tanmai.studies.table_options import TableOptions

metals = typer.Typer(
    cls=CommandGroup,
    help="Metals to 2100: stocks in use, scrap, supply paths, when recycling takes over.",
    invoke_without_command=True,
    rich_markup_mode=None,
)
app.add_typer(metals, name="metals")

MetalOption = Annotated[
    str,
    typer.Option(
        "--metal", help="Metals, by commas: li is lithium in every region, li-china one of them."
    ),
]
ConfigOption = Annotated[
    Path | None,
    typer.Option(help="A metal of your own (TOML), or what differs from one: like = 'li-china'."),
]
ScenarioOption = Annotated[
    Path | None, typer.Option("--scenario", help="Scenarios and ranges of your own (TOML).")
]
DrawsOption = Annotated[
    int, typer.Option(help="Monte Carlo draws for intervals and shares of the variance.")
]
OutlookOption = Annotated[
    str | None,
    typer.Option(
        help="Magnesium takes demand and output of this scenario of magnesium outlook: baseline ..."
    ),
]


@metals.callback()
def known(context: typer.Context) -> None:
    """List the metals that travel with tanmai: years, unit, uses."""
    if context.invoked_subcommand is not None:
        return
    from tanmai.metals.stocks.definition_file import bundled_metals, load_metal

    metal = message("metal")
    heads = (
        said(message("name")),
        metal.into("en"),
        metal.into("zh"),
        said(message("years")),
        said(message("unit")),
    )
    names = [Column(head, no_wrap=True) for head in heads]
    listing = Table(*names, said(message("uses")))
    for name in bundled_metals():
        one = load_metal(name)
        years = f"{one.first_year}-{one.last_year}"
        uses = ", ".join(use.key for use in one.uses)
        listing.add_row(name, one.title_en, one.title_zh, years, one.unit, uses)
    out.print(listing)


@metals.command(cls=GroupedCommand)
@writes("tanmai-metals-stocks")
def stocks(
    metal: MetalOption = "",
    scenario: ScenarioOption = None,
    config: ConfigOption = None,
    draws: DrawsOption = 0,
    outlook: OutlookOption = None,
) -> MetalResult:
    """Solve stocks in use and scrap by use.

    With the flows of a year from ore to scrap.
    """
    from tanmai.metals.stocks.result import metal_stocks

    names = _names(metal)
    return metal_stocks(names, config, scenario, draws, outlook)


@metals.command(cls=GroupedCommand)
@writes("tanmai-metals-supply")
def supply(
    metal: MetalOption = "",
    scenario: ScenarioOption = None,
    config: ConfigOption = None,
    draws: DrawsOption = 0,
    outlook: OutlookOption = None,
) -> MetalResult:
    """Solve where the metal comes from.

    Supply paths, dependence, need against reserves, and when recycling takes over.
    """
    from tanmai.metals.stocks.result import metal_supply

    names = _names(metal)
    return metal_supply(names, config, scenario, draws, outlook)


@metals.command(cls=GroupedCommand)
@writes("tanmai-metals-provinces", TableOptions)
def provinces(
    outputs: Annotated[
        Path,
        typer.Argument(
            help="Output and use by province (CSV: province, path, amount, unit, source)."
        ),
    ],
    process: Annotated[Path, typer.Option(help="What a tonne of the metal takes (TOML).")],
    *,
    given: Given,
) -> MetalResult:
    """Put a metal on the map of provinces.

    Output, use, and the carbon of primary and secondary metal through a table.
    """
    from tanmai.metals.stocks.provinces import metal_in_provinces

    asked = options_of(TableOptions, given)
    return metal_in_provinces(asked.load(), asked.input_files(), outputs, process)


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]
