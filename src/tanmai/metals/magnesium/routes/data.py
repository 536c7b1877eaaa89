"""Routes of a metal as data: what a tonne takes, the factors of carbon, and published figures.

The schema of one TOML file. Every number names its source; a range is what sources disagree on.
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from tanmai.core.faults import FaultError
from tanmai.core.messages import message
from tanmai.metals.magnesium.flows.definition import Stage
from tanmai.metals.model_parts import Amount, Finite, Fraction, Key, Part, Positive, Source

Kind = Literal["fuel", "calcination", "power", "reductant", "own_power", "bound", "material"]
Quantity = Literal["gate", "indirect", "cradle", "calcination"]
POWER_UNIT = "kWh"


class _Ranged(Part):
    """A number with a range of plausible values; without one it is exact."""

    low: Amount | None = None
    high: Amount | None = None

    def bounds(self, value: float) -> tuple[float, float, float]:
        """Return low, value and high."""
        return (
            value if self.low is None else self.low,
            value,
            value if self.high is None else self.high,
        )

    def _check_order(self, value: float) -> None:
        low, _, high = self.bounds(value)
        if not low <= value <= high:
            raise FaultError(
                message(
                    "{value} lies outside its range {low} to {high}",
                    value=f"{value:g}",
                    low=f"{low:g}",
                    high=f"{high:g}",
                )
            )


class _Words(Part):
    name_en: str = Field(min_length=1)
    name_zh: str = Field(min_length=1)

    def name(self, language: str) -> str:
        """Return the name in ``"zh"`` or ``"en"``."""
        return self.name_zh if language == "zh" else self.name_en


class Factor(_Ranged, _Words):
    """CO2 per unit of an input, or a number that goes into one.

    Attributes
    ----------
    value : float
        In ``unit``, before the terms below.
    power : str, optional
        Key of a factor in kWh per unit; it is added at the grid factor.
    times : tuple of str
        Keys of factors that the whole is multiplied by.
    """

    key: Key
    value: Amount
    unit: str
    power: Key | None = None
    times: tuple[Key, ...] = ()
    source: str
    note: str = ""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        self._check_order(self.value)
        return self


class Use(_Ranged):
    """What a tonne of metal takes of one input.

    Attributes
    ----------
    kind : str
        ``fuel`` and ``calcination`` are emitted at the works; ``power`` is bought, less
        ``own_power``; ``reductant`` is carbon-free in the retort and carries its upstream;
        ``bound`` is a credit shown beside the totals; of a ``material`` no carbon is counted.
    amount : float
        Per tonne of metal, in ``unit``.
    includes_power : bool
        The amount is comprehensive energy in tce of works without power of their own: the power
        used is taken off it at its calorific equivalent.
    stages : dict
        Share of each stage, summing to one.
    price : float, optional
        CNY per unit.
    """

    key: Key
    kind: Kind
    amount: Amount
    unit: str
    factor: Key | None = None
    includes_power: bool = False
    stages: dict[Key, Fraction]
    price: Amount | None = None
    source: str
    note: str = ""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        self._check_order(self.amount)
        if abs(sum(self.stages.values()) - 1.0) > 1e-9:
            raise FaultError(
                message(
                    "the shares of its stages add up to {values}",
                    values=f"{sum(self.stages.values()):g}",
                )
            )
        without = self.kind in ("power", "own_power", "material")
        if without != (self.factor is None):
            said = message("takes no") if without else message("needs a")
            raise FaultError(
                message(
                    "an input of kind '{kind}' {said} 'factor'",
                    kind=self.kind,
                    said=said,
                )
            )
        if self.includes_power and (self.kind, self.unit) != ("fuel", "tce"):
            raise FaultError(message("'includes_power' is for a fuel in tce"))
        return self


class Route(_Words):
    """A way of making the metal.

    Attributes
    ----------
    like : str, optional
        Route whose inputs and green share it has, but for what it gives itself.
    green_share : float
        Share of carbon-free power in the power bought; 0 where no route gives one.
    inputs : tuple of Use
        All of them once the file is read.
    """

    key: Key
    technology: Key
    like: Key | None = None
    green_share: Fraction | None = None
    inputs: tuple[Use, ...] = ()
    note: str = ""


class CleanClass(Part):
    """A class of clean production: at most ``limit`` t CO2 per tonne."""

    name: str = Field(min_length=1)
    limit: Positive
    source: str


class FootprintShares(Part):
    """A published ecological footprint (gha/t) and the shares that are printed of it.

    Attributes
    ----------
    carbon : float
        Published t CO2 per tonne of the same plant.
    """

    technology: Key
    total: Positive
    carbon: Positive
    shares: dict[Key, Finite]
    source: str

    @field_validator("shares")
    @classmethod
    def _holds_energy(cls, shares: dict[str, float]) -> dict[str, float]:
        if "energy" not in shares:
            raise FaultError(message("the share of 'energy' is needed"))
        return shares


class Plant(_Words):
    """A plant or group of plants as published: energy in tce/t, carbon in t CO2/t."""

    key: Key
    province: str
    year: int
    route: Key
    energy: Positive | None = None
    direct: Amount | None = None
    indirect: Amount | None = None
    total: Positive
    source: str


class PublishedFigure(_Ranged, _Words):
    """A published footprint in t CO2 per tonne, and what of ours stands beside it.

    Attributes
    ----------
    quantity : str
        ``gate``, ``indirect``, ``cradle`` or ``calcination``.
    province : str, optional
        Without it the national grid.
    withdrawn : bool
        The article was withdrawn by its journal.
    """

    key: str = Field(min_length=1)
    value: Positive
    quantity: Quantity
    route: Key
    province: str | None = None
    year: int
    withdrawn: bool = False
    source: str
    finding_en: str = ""
    finding_zh: str = ""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        self._check_order(self.value)
        return self


class RouteBook(Part):
    """All routes of a metal with their factors, classes, plants and published figures."""

    name: str = Field(min_length=1)
    title_en: str = Field(min_length=1)
    title_zh: str = Field(min_length=1)
    sources: dict[str, Source]
    factors: tuple[Factor, ...]
    stages: tuple[Stage, ...]
    routes: tuple[Route, ...]
    classes: tuple[CleanClass, ...] = ()
    ecological_footprints: tuple[FootprintShares, ...] = ()
    plants: tuple[Plant, ...] = ()
    published: tuple[PublishedFigure, ...] = ()
