"""``tanmai magnesium``: substance flow, value, carbon by route, and the coupling to a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tanmai.cli.application import app
from tanmai.cli.options import (
    ImportTreatmentOption,
    LayoutOption,
    RegionOption,
    SheetOption,
    YearOption,
)
from tanmai.cli.picture_options import LangOption
from tanmai.cli.result_command import OutOption, write_command
from tanmai.io.tables import DEFAULT_TABLE, input_files, load_table, locate_table

if TYPE_CHECKING:
    from tanmai.metals.result import MetalResult

magnesium = typer.Typer(
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


@magnesium.command()
def flows(
    year: DefinitionYear = None,
    config: DefinitionOption = None,
    lang: LangOption = "both",
    out_folder: OutOption = Path("tanmai-magnesium-flows"),
) -> None:
    """Solve the flows of mass from ore to scrap.

    With the resources that they take and their efficiencies.
    """
    from tanmai.metals.magnesium.results import magnesium_mass

    write_command(lambda: magnesium_mass(year, config), lang, out_folder)


@magnesium.command()
def value(
    year: DefinitionYear = None,
    config: DefinitionOption = None,
    lang: LangOption = "both",
    out_folder: OutOption = Path("tanmai-magnesium-value"),
) -> None:
    """Account for the value of the flows.

    What each stage buys, creates and adds.
    """
    from tanmai.metals.magnesium.results import magnesium_value

    write_command(lambda: magnesium_value(year, config), lang, out_folder)


@magnesium.command()
def footprint(
    year: Annotated[
        int,
        typer.Option(
            help="Year of the grid factors, 2010 to 2028; the nearest published stands in."
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
    lang: LangOption = "both",
    out_folder: OutOption = Path("tanmai-magnesium-footprint"),
) -> None:
    """Account for the carbon of a tonne by route and province.

    Stage by stage, beside published figures, with intervals.
    """
    from tanmai.metals.magnesium.results import magnesium_footprint

    write_command(
        lambda: magnesium_footprint(route or (), province or (), year, config, draws),
        lang,
        out_folder,
    )


@magnesium.command()
def couple(
    table: Annotated[str, typer.Option(help="Embedded table, or path of your own.")] = (
        DEFAULT_TABLE
    ),
    layout: LayoutOption = None,
    sheet: SheetOption = None,
    region: RegionOption = None,
    year: YearOption = None,
    import_treatment: ImportTreatmentOption = None,
    route: Annotated[
        str | None, typer.Option(help="Route of all works [default: pidgeon_2015].")
    ] = None,
    province: ProvincesOption = None,
    config: Annotated[
        Path | None,
        typer.Option(help="Outputs, routes, suppliers and prices of your own (TOML)."),
    ] = None,
    lang: LangOption = "both",
    out_folder: OutOption = Path("tanmai-magnesium-couple"),
) -> None:
    """Open magnesium in a provincial table.

    Say where its carbon comes from, and where it ends.
    """
    from tanmai.metals.magnesium.results import couple_magnesium

    def coupled() -> MetalResult:
        loaded = load_table(
            table,
            layout=layout,
            sheet=sheet,
            region=region,
            year=year,
            import_treatment=import_treatment,
        )
        inputs = input_files(locate_table(table))
        return couple_magnesium(
            loaded, inputs, route=route, provinces=province or (), config=config
        )

    write_command(coupled, lang, out_folder)
