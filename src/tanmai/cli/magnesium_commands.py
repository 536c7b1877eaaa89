"""``tanmai magnesium``: substance flow, value, carbon by route, and the coupling to a table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tanmai.cli.application import app
from tanmai.cli.help import CommandGroup, GroupedCommand
from tanmai.cli.parameters import Given
from tanmai.cli.result_command import writes
from tanmai.metals.result import MetalResult
from tanmai.studies.basic_options import options_of
from tanmai.studies.table_options import TableOptions

magnesium = typer.Typer(
    cls=CommandGroup,
    help="Magnesium: flows, value, carbon by route, place in a table.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(magnesium, name="magnesium")

DefinitionYear = Annotated[int | None, typer.Option("--year", help="Year [default: 2015].")]
DefinitionOption = Annotated[
    Path | None, typer.Option("--config", help="Flows and prices of your own (TOML).")
]
ProvincesOption = Annotated[
    list[str] | None, typer.Option("--province", help="Name or adcode; may be given again.")
]


@magnesium.command(cls=GroupedCommand)
@writes("tanmai-magnesium-flows")
def flows(
    year: DefinitionYear = None,
    config: DefinitionOption = None,
) -> MetalResult:
    """Solve the flows of mass from ore to scrap.

    With the resources that they take and their efficiencies.
    """
    from tanmai.metals.magnesium.results import magnesium_mass

    return magnesium_mass(year, config)


@magnesium.command(cls=GroupedCommand)
@writes("tanmai-magnesium-value")
def value(
    year: DefinitionYear = None,
    config: DefinitionOption = None,
) -> MetalResult:
    """Account for the value of the flows.

    What each stage buys, creates and adds.
    """
    from tanmai.metals.magnesium.results import magnesium_value

    return magnesium_value(year, config)


@magnesium.command(cls=GroupedCommand)
@writes("tanmai-magnesium-footprint")
def footprint(
    year: Annotated[
        int,
        typer.Option(
            help="Year of the grid factors, 2010 to 2028; the nearest published year is used."
        ),
    ] = 2025,
    route: Annotated[
        list[str] | None,
        typer.Option(
            help="Route, such as pidgeon_2015 or electrolytic; may be given again [default: all]."
        ),
    ] = None,
    province: ProvincesOption = None,
    config: Annotated[
        Path | None, typer.Option(help="Routes and factors of your own (TOML).")
    ] = None,
    draws: Annotated[int, typer.Option(help="Monte Carlo draws for the intervals.")] = 1000,
) -> MetalResult:
    """Account for the carbon of a tonne by route and province.

    Stage by stage, beside published figures, with intervals.
    """
    from tanmai.metals.magnesium.results import magnesium_footprint

    return magnesium_footprint(route or (), province or (), year, config, draws)


@magnesium.command(cls=GroupedCommand)
@writes("tanmai-magnesium-couple", TableOptions)
def couple(
    route: Annotated[
        str | None, typer.Option(help="Route of all works [default: pidgeon_2015].")
    ] = None,
    province: ProvincesOption = None,
    config: Annotated[
        Path | None,
        typer.Option(help="Outputs, routes, suppliers and prices of your own (TOML)."),
    ] = None,
    *,
    given: Given,
) -> MetalResult:
    """Open magnesium in a provincial table.

    Show where its carbon comes from, and where it ends.
    """
    from tanmai.metals.magnesium.results import couple_magnesium

    asked = options_of(TableOptions, given)
    return couple_magnesium(
        asked.load(), asked.input_files(), route=route, provinces=province or (), config=config
    )
