"""A metal in a region as data: uses, lifetimes, drivers, recovery, trade, reserves, host metals.

The schema knows no metal. Every number names its source; a source that is an assumption says
so, and so does every output made with it.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from tanmai.core.errors import LabelError, did_you_mean
from tanmai.core.faults import FaultError
from tanmai.core.messages import Name, message
from tanmai.metals.model_parts import Finite, Fraction, Key, Named, Part, Positive, UnitSymbol
from tanmai.metals.model_parts import Source as CitedWork
from tanmai.metals.stocks.lifetimes import Lifetime
from tanmai.metals.stocks.series import Cited, Series

CENTRAL = "central"
"""Key of the scenario that changes nothing."""


class Source(CitedWork):
    """Where numbers come from.

    Attributes
    ----------
    assumed : bool
        Whether they are an assumption: no source prints them.
    """

    assumed: bool = False


class Use(Named):
    """A use of the metal.

    Attributes
    ----------
    driven_by : str
        Whether ``amount`` is what enters use in a year (``inflow``) or what is in use at the end
        of it (``stock``).
    amount : Series, optional
        In a unit of mass; with ``intensity`` it counts things of any kind: vehicles, GWh, m2.
    share : Series, optional
        Share of ``total`` of the metal, in place of an amount. One use without either takes the
        rest of the total.
    intensity : Series, optional
        Mass of the metal in a thing.
    lifetime : Lifetime
        How long things are in use.
    collection : Series
        Share of the scrap that is collected.
    recovery : Series
        Share of the collected metal that is recovered.
    dissipation : Series, optional
        Share of the metal that leaves use into the environment and never as scrap.
    fabrication_yield : Series, optional
        Share of the metal that a fabricator takes in which reaches its products; the rest is
        new scrap.
    new_scrap_recovery : Series, optional
        Share of the new scrap that is reclaimed.
    product_exports : Series, optional
        Net exports of the metal in products, per metal that enters use at home.
    """

    driven_by: Literal["inflow", "stock"] = "inflow"
    amount: Series | None = None
    share: Series | None = None
    intensity: Series | None = None
    lifetime: Lifetime
    collection: Series
    recovery: Series
    dissipation: Series | None = None
    fabrication_yield: Series | None = None
    new_scrap_recovery: Series | None = None
    product_exports: Series | None = None

    @model_validator(mode="after")
    def _one_driver(self) -> Self:
        if self.amount is not None and self.share is not None:
            raise FaultError(message("give either 'amount' or 'share', not both"))
        if self.amount is None and (self.intensity is not None or self.driven_by == "stock"):
            raise FaultError(
                message("a stock or an intensity needs an 'amount' that it belongs to")
            )
        if self.amount is not None and self.amount.unit is None:
            raise FaultError(message("an amount needs its 'unit'"))
        return self


class Host(Named):
    """A metal or ore of which this metal is a by-product.

    Attributes
    ----------
    output : Series
        Output of the host, in a unit of mass.
    grade : Series
        Tonnes of the metal in a tonne of the host.
    recovery : Series
        Share of it that is won.
    """

    output: Series
    grade: Series
    recovery: Series


class Reserves(Cited):
    """What can be mined: so much at the end of a year, and how fast it has grown or may grow."""

    amount: Positive
    unit: UnitSymbol
    year: int
    growth: Fraction = 0.0


class Supply(Part):
    """Where the metal comes from.

    Attributes
    ----------
    trade : str
        ``open``: what is lacking is imported. ``closed``: the region, as the world, trades with
        nobody.
    mine : Series, optional
        Primary metal from ore of the region. Without it mines follow the need.
    mine_yield : Series, optional
        Share of the metal in the ore that becomes primary metal; reserves lose the whole.
    refined_exports : Series, optional
        Refined metal and raw materials that leave the region, whatever it needs itself.
    secondary_imports : Series, optional
        Metal recovered from imported scrap.
    """

    trade: Literal["open", "closed"]
    mine: Series | None = None
    mine_yield: Series | None = None
    refined_exports: Series | None = None
    secondary_imports: Series | None = None

    @model_validator(mode="after")
    def _closed_or_open(self) -> Self:
        if self.trade == "closed" and (self.refined_exports or self.secondary_imports):
            raise FaultError(message("a closed region has neither exports nor imports"))
        if self.trade == "open" and self.mine is None:
            raise FaultError(
                message("a region with trade needs the output of its own mines, 'mine'")
            )
        return self


class Scenario(Named):
    """What a scenario changes after the base year.

    Attributes
    ----------
    demand : float
        Demand in the last year over that of the central scenario; it diverges by a constant rate.
    lifetime : float
        Factor on every lifetime.
    collection, recovery, dissipation : float, optional
        In place of those of every use, in every year after the base year.
    intensity : dict
        Factor on the metal that enters a use, by its key: cells without cobalt, thinner layers.
    reserves : float
        Factor on the reserves.
    reserve_growth : float, optional
        In place of the growth of the reserves.
    """

    demand: Positive = 1.0
    lifetime: Positive = 1.0
    collection: Fraction | None = None
    recovery: Fraction | None = None
    dissipation: Fraction | None = None
    intensity: dict[Key, Series] = Field(default_factory=dict)
    reserves: Positive = 1.0
    reserve_growth: Fraction | None = None


LEVERS = (
    "demand",
    "lifetime",
    "collection",
    "recovery",
    "dissipation",
    "reserves",
    "reserve_growth",
)
"""Numbers of a scenario that a grid, a draw or a search can set."""
Lever = Literal[
    "demand", "lifetime", "collection", "recovery", "dissipation", "reserves", "reserve_growth"
]


class Uncertain(Cited):
    """Between what a lever lies; every value between is as likely."""

    lever: Lever
    low: Finite
    high: Finite

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low >= self.high:
            raise FaultError(message("'low' is not below 'high'"))
        of_one = self.lever in ("collection", "recovery", "dissipation", "reserve_growth")
        if self.low < 0 or (of_one and self.high > 1) or (not of_one and self.low == 0):
            limits = message("between 0 and 1") if of_one else message("above 0")
            raise FaultError(
                message(
                    "'{lever}' must be {limits}",
                    lever=self.lever,
                    limits=limits,
                )
            )
        return self


class MetalDefinition(Part):
    """A metal in a region. Read it with :mod:`tanmai.metals.stocks.definition_file`.

    Attributes
    ----------
    name : str
        ``li-china``.
    symbol : str
        ``Li``.
    unit : str
        Unit of mass that tables and pictures show.
    first_year, base_year, last_year : int
        First year of the model, last one of its history, and its end.
    sankey_year, sankey_since : int
        Year that the flow diagram shows, or the years from the second to the first, summed.
    total : Series, optional
        What enters all uses that have a share.
    """

    name: str
    symbol: str
    metal_en: str
    metal_zh: str
    region_en: str
    region_zh: str
    unit: UnitSymbol
    first_year: Annotated[int, Field(ge=1800)]
    base_year: int
    last_year: Annotated[int, Field(le=2300)]
    sankey_year: int
    sankey_since: int | None = None
    assumptions: str | None = None
    sources: dict[str, Source]
    total: Series | None = None
    uses: tuple[Use, ...]
    supply: Supply
    hosts: tuple[Host, ...] = ()
    reserves: Reserves | None = None
    scenarios: tuple[Scenario, ...] = ()
    uncertain: tuple[Uncertain, ...] = ()

    @model_validator(mode="after")
    def _years_in_order(self) -> Self:
        if not self.first_year < self.base_year < self.last_year:
            raise FaultError(
                message(
                    "first_year {first_year}, base_year {base_year} and last_year {last_year} "
                    "are out of order",
                    first_year=self.first_year,
                    base_year=self.base_year,
                    last_year=self.last_year,
                )
            )
        since, until = self.sankey_years
        if not self.first_year < since <= until <= self.last_year:
            raise FaultError(
                message(
                    "sankey_since {since} and sankey_year {until} do not follow each other after "
                    "{first_year} and up to {last_year}",
                    since=since,
                    until=until,
                    first_year=self.first_year,
                    last_year=self.last_year,
                )
            )
        reserves = self.reserves
        if reserves is not None and not self.first_year <= reserves.year < self.last_year:
            raise FaultError(
                message(
                    "the reserves are of {year}; give a year from {first_year} to {last_year}",
                    year=reserves.year,
                    first_year=self.first_year,
                    last_year=self.last_year - 1,
                )
            )
        return self

    @model_validator(mode="after")
    def _some_use(self) -> Self:
        if not self.uses:
            raise FaultError(message("no use is given; add [[uses]]"))
        return self

    @property
    def sankey_years(self) -> tuple[int, int]:
        """First and last year of the flow diagram."""
        return self.sankey_since or self.sankey_year, self.sankey_year

    @property
    def title_en(self) -> str:
        """Metal and region in English."""
        return self.title("en")

    @property
    def title_zh(self) -> str:
        """Metal and region in Chinese."""
        return self.title("zh")

    def title(self, language: str) -> str:
        """Return metal and region in ``"zh"`` or ``"en"``."""
        return message(
            "{metal} in {region}",
            metal=Name(self.metal_zh, self.metal_en),
            region=Name(self.region_zh, self.region_en),
        ).into(language)

    def region(self, language: str) -> str:
        """Return the name of the region in ``"zh"`` or ``"en"``."""
        return self.region_zh if language == "zh" else self.region_en

    def scenario(self, key: str) -> Scenario:
        """Return a scenario by its key.

        Raises
        ------
        LabelError
            There is no such scenario.
        """
        known = {one.key: one for one in (CENTRAL_SCENARIO, *self.scenarios)}
        if key not in known:
            raise LabelError(
                message(
                    "{name} has no scenario '{key}'.{nearest}",
                    name=self.name,
                    key=key,
                    nearest=did_you_mean(key, known),
                )
            )
        return known[key]


_CENTRAL_ZH, _CENTRAL_EN = message("Central").pair
CENTRAL_SCENARIO = Scenario(key=CENTRAL, name_en=_CENTRAL_EN, name_zh=_CENTRAL_ZH)
