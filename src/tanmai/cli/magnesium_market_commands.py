"""``tanmai magnesium market``, ``outlook`` and ``prices``: the market and the path to 2030."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tanmai.cli.help import GroupedCommand
from tanmai.cli.magnesium_commands import magnesium
from tanmai.cli.parameters import Given
from tanmai.cli.result_command import writes
from tanmai.metals.result import MetalResult
from tanmai.studies.basic_options import options_of
from tanmai.studies.table_options import TableOptions

ConfigOption = Annotated[
    Path | None, typer.Option("--config", help="Numbers of your own (TOML), as much as differs.")
]


@magnesium.command(cls=GroupedCommand)
@writes("tanmai-magnesium-outlook", TableOptions, table="none")
def outlook(
    scenario: Annotated[
        list[str] | None,
        typer.Option(
            help="Scenario, or a TOML file of your own; may be given again "
            "[default: policy, technology, international]."
        ),
    ] = None,
    until: Annotated[int, typer.Option(help="Last year, 2026 to 2030.")] = 2030,
    draws: Annotated[int, typer.Option(help="Monte Carlo draws for the fans.")] = 1000,
    adoption: Annotated[
        Path | None,
        typer.Option(
            help="Fit the Bass curve to years of your own: CSV with year, share (%), "
            "policy (0 to 1)."
        ),
    ] = None,
    config: ConfigOption = None,
    *,
    given: Given,
) -> MetalResult:
    """Run scenarios of the industry to 2030.

    Capacity, carbon, cost and returns; with --table what they change in the provinces' network.
    """
    from tanmai.metals.magnesium.industry.outlook_result import magnesium_outlook

    asked = options_of(TableOptions, given) if given else None
    return magnesium_outlook(
        scenario or (),
        config=config,
        draws=draws,
        until=until,
        adoption=adoption,
        table=asked.load() if asked else None,
        inputs=asked.input_files() if asked else {},
    )


@magnesium.command(cls=GroupedCommand)
@writes("tanmai-magnesium-market")
def market(
    year: Annotated[int, typer.Option(help="Year of free allocation, 2026 to 2034.")] = 2030,
    prices: Annotated[
        Path | None, typer.Option(help="Daily prices of your own: CSV with date and price (CNY/t).")
    ] = None,
    series: Annotated[
        Path | None,
        typer.Option(help="Years for an elasticity: CSV with year, quantity and driver."),
    ] = None,
    draws: Annotated[int, typer.Option(help="Paths of the price and draws of demand.")] = 1000,
    config: ConfigOption = None,
) -> MetalResult:
    """Weigh exports, stocks and the demand of electric cars.

    Under a carbon border price if it were extended to magnesium.
    """
    from tanmai.metals.magnesium.industry.market_result import magnesium_market

    return magnesium_market(config=config, year=year, prices=prices, series=series, draws=draws)


@magnesium.command(cls=GroupedCommand)
@writes("tanmai-magnesium-prices")
def prices(
    series: Annotated[
        Path | None,
        typer.Argument(help="Daily series (CSV: date, and a column each) [default: made-up ones]."),
    ] = None,
    target: Annotated[
        str | None, typer.Option(help="Column to be forecast [default: the first].")
    ] = None,
    window: Annotated[int, typer.Option(help="Days that are seen.")] = 90,
    horizon: Annotated[int, typer.Option(help="Days that are forecast.")] = 30,
    step: Annotated[
        int | None, typer.Option(help="Days between origins [default: the horizon].")
    ] = None,
    lstm: Annotated[bool, typer.Option(help="Try the LSTM too (needs tanmai[forecast]).")] = False,
) -> MetalResult:
    """Forecast a daily price from rolling origins.

    Against the naive forecast, with intervals, spillover between markets and breaks.
    """
    from tanmai.metals.magnesium.industry.prices_result import magnesium_prices

    return magnesium_prices(
        series, target=target, window=window, horizon=horizon, step=step, lstm=lstm
    )
