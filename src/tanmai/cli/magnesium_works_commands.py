"""``tanmai magnesium``: the works and their industry."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tanmai.cli.help import GroupedCommand
from tanmai.cli.magnesium_commands import magnesium
from tanmai.cli.parameters import Given
from tanmai.cli.result_command import writes
from tanmai.core.errors import OptionError
from tanmai.core.messages import message
from tanmai.metals.result import MetalResult
from tanmai.studies.basic_options import options_of
from tanmai.studies.table_options import TableOptions

WorksConfigOption = Annotated[
    Path | None, typer.Option("--config", help="Numbers of your own (TOML).")
]


@magnesium.command(cls=GroupedCommand)
@writes("tanmai-magnesium-cost")
def cost(
    route: Annotated[
        str, typer.Option(help="Route to look into, such as closed_loop.")
    ] = "pidgeon_vertical",
    against: Annotated[str, typer.Option(help="Route to compare it with.")] = "electrolytic_green",
    config: WorksConfigOption = None,
    draws: Annotated[
        int, typer.Option(help="Base sample of the Sobol indices, a power of two.")
    ] = 1024,
) -> MetalResult:
    """Account for the cost of a tonne by route.

    Items, break-even, switching values, sensitivity, and where two routes cost the same.
    """
    from tanmai.metals.magnesium.industry.cost_result import magnesium_cost

    return magnesium_cost(route, against, config, draws)


@magnesium.command(cls=GroupedCommand)
@writes("tanmai-magnesium-plants")
def plants(
    compare: Annotated[
        tuple[str, str] | None,
        typer.Option(help="Two plants side by side, such as yinguang western."),
    ] = None,
    concentration: Annotated[
        bool, typer.Option("--concentration", help="Concentration of firms or provinces.")
    ] = False,
    rank: Annotated[
        bool, typer.Option("--rank", help="Rank by entropy, CRITIC and equal weights.")
    ] = False,
    table: Annotated[
        Path | None,
        typer.Option(help="Plants of your own, or firms with --concentration (CSV)."),
    ] = None,
    first: Annotated[
        int | None, typer.Option(help="Share of weights under which a plant is among the first N.")
    ] = None,
    weightings: Annotated[int | None, typer.Option(help="Draws of weights.")] = None,
    config: WorksConfigOption = None,
) -> MetalResult:
    """Screen plants and rank them under all weights.

    Or set two side by side (--compare), measure concentration (--concentration), or rank them by
    TOPSIS and VIKOR (--rank).
    """
    from tanmai.metals.magnesium.industry import plants_result as results
    from tanmai.metals.magnesium.industry.ranking_result import rank_plants

    ranking = {"first": first, "weightings": weightings}
    given = {key: value for key, value in ranking.items() if value is not None}
    if sum(map(bool, (compare, concentration, rank, given))) > 1:
        raise OptionError(
            message(
                "--compare, --concentration, --rank and the options of the screening (--first, "
                "--weightings) exclude each other; give one."
            )
        )

    if compare is not None:
        return results.compare_two_plants(compare, table, config)
    if concentration:
        return results.plants_concentration(table, config)
    if rank:
        return rank_plants(table, config)
    return results.screen_plants(table, first or 3, weightings or 10_000, config)


@magnesium.command(cls=GroupedCommand)
@writes("tanmai-magnesium-boundary")
def boundary(
    park: Annotated[
        bool, typer.Option("--park", help="Plan a park of smelter, ferrosilicon, power and slag.")
    ] = False,
    reading: Annotated[
        str | None,
        typer.Option(help="Direct emission: works, printed or reduction [default: works]."),
    ] = None,
    draws: Annotated[
        int | None, typer.Option(help="Points drawn in the ranges [default: 20000].")
    ] = None,
    carbon_limit: Annotated[
        float | None, typer.Option(help="With --park: most carbon, t CO2 per t of magnesium.")
    ] = None,
    config: WorksConfigOption = None,
) -> MetalResult:
    """Find within which limits a low-carbon works pays.

    Or plan a closed-loop park and share its gain (--park).
    """
    from tanmai.metals.magnesium.industry.boundary import READINGS
    from tanmai.metals.magnesium.industry.boundary_result import DRAWS, magnesium_boundary
    from tanmai.metals.magnesium.industry.park_result import magnesium_park

    asked = {"reading": reading, "draws": draws}
    given = {key: value for key, value in asked.items() if value is not None}
    if (park and given) or (carbon_limit is not None and not park):
        raise OptionError(
            message(
                "--carbon-limit belongs to --park, --reading and --draws to the boundary; give "
                "those of one."
            )
        )

    if park:
        return magnesium_park(carbon_limit, config=config)
    return magnesium_boundary(reading or READINGS[0], draws or DRAWS, config)


@magnesium.command(cls=GroupedCommand)
@writes("tanmai-magnesium-cluster", TableOptions)
def cluster(
    province: Annotated[
        str | None, typer.Option(help="Province of the cluster [default: Shaanxi].")
    ] = None,
    config: WorksConfigOption = None,
    *,
    given: Given,
) -> MetalResult:
    """Weigh a cluster, compare its works with one outside, find what it induces."""
    from tanmai.metals.magnesium.industry.cluster_result import magnesium_cluster

    asked = options_of(TableOptions, given)
    return magnesium_cluster(asked.load(), asked.input_files(), province, config)
