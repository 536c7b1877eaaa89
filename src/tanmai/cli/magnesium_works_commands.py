"""``tanmai magnesium``: the works and their industry."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tanmai.cli.magnesium_commands import magnesium
from tanmai.cli.picture_options import LangOption
from tanmai.cli.result_command import OutOption, write_command

WorksConfigOption = Annotated[
    Path | None, typer.Option("--config", help="Numbers of your own (TOML).")
]


@magnesium.command()
def cost(
    route: Annotated[
        str, typer.Option(help="Route to look into, such as closed_loop.")
    ] = "pidgeon_vertical",
    against: Annotated[str, typer.Option(help="Route to compare it with.")] = "electrolytic_green",
    config: WorksConfigOption = None,
    draws: Annotated[
        int, typer.Option(help="Base sample of the Sobol indices, a power of two.")
    ] = 1024,
    lang: LangOption = "both",
    out_folder: OutOption = Path("tanmai-magnesium-cost"),
) -> None:
    """Account for the cost of a tonne by route.

    Items, break-even, switching values, sensitivity, and where two routes cost the same.
    """
    from tanmai.metals.magnesium.industry.cost_result import magnesium_cost

    write_command(lambda: magnesium_cost(route, against, config, draws), lang, out_folder)
