"""A process system as data: processes, flows, yields, stocks, inputs and prices of a TOML file.

The schema knows no metal. Every number names its source, every name stands in Chinese
and English.
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from tanmai.core.errors import LabelError, did_you_mean
from tanmai.core.faults import FaultError
from tanmai.core.messages import message
from tanmai.metals.model_parts import (
    MASS_IN_TONNES,
    Amount,
    Deviation,
    Finite,
    Fraction,
    Key,
    Named,
    Part,
    Positive,
    Source,
    UnitSymbol,
)

OWN_CHOICE = "layout"
"""Key of the source of numbers that a file sets itself; no picture names it."""


class Stage(Named):
    """A part of the life cycle that holds processes."""


class Process(Named):
    """A node that conserves mass: inflow = outflow + change of its stock."""

    stage: Key


class Outside(Named):
    """A place beyond the boundary of the system, where flows begin or end."""


class Flow(Named):
    """A flow of mass between two places.

    Attributes
    ----------
    start, end : str
        Keys of the places; ``from`` and ``to`` in the file.
    value : float, optional
        Known amount, in ``unit`` or else in the unit of the definition.
    times, of : float and str, optional
        Known amount as a multiple of another flow with a known amount.
    sd : float, optional
        Relative standard deviation, from 1e-6 to 10. With it the amount is a measurement, which
        reconciliation may adjust; without it the amount is taken as exact.
    note : str
        What a reader must know about the amount.
    """

    start: Key = Field(alias="from")
    end: Key = Field(alias="to")
    value: Amount | None = None
    unit: UnitSymbol | None = None
    times: Positive | None = None
    of: Key | None = None
    sd: Deviation | None = None
    source: str | None = None
    note: str = ""

    @property
    def is_known(self) -> bool:
        """Whether an amount is given, exactly or as a measurement."""
        return self.value is not None or self.times is not None

    @model_validator(mode="after")
    def _one_amount(self) -> Self:
        if (self.times is None) != (self.of is None):
            raise FaultError(message("'times' and 'of' belong together"))
        if self.value is not None and self.times is not None:
            raise FaultError(message("give either 'value' or 'times' and 'of', not both"))
        if self.sd is not None and not self.is_known:
            raise FaultError(message("'sd' needs an amount that it is the deviation of"))
        if self.is_known and self.source is None:
            raise FaultError(message("an amount needs a 'source'"))
        return self


class Stock(Named):
    """What a process puts into store in a year (negative: takes out)."""

    process: Key
    change: Finite | None = None
    source: str | None = None


class Relation(Part):
    """A law between flows: a share or a factor of their sum, a fixed total, or a range of these.

    ``sum(flows)`` is compared with ``share * sum(of)``, ``factor * sum(of)`` or ``total``;
    two numbers are the least and the most. A share, as a yield, lies between 0 and 1.
    """

    name: str = Field(min_length=1)
    flows: tuple[Key, ...] = Field(min_length=1)
    of: tuple[Key, ...] = ()
    share: Fraction | tuple[Fraction, Fraction] | None = None
    factor: Amount | tuple[Amount, Amount] | None = None
    total: Finite | tuple[Finite, Finite] | None = None
    source: str
    note: str = ""

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if sum(part is not None for part in (self.share, self.factor, self.total)) != 1:
            raise FaultError(message("give exactly one of 'share', 'factor' and 'total'"))
        if (self.total is None) != bool(self.of):
            raise FaultError(message("'share' and 'factor' need 'of'; 'total' has none"))
        if self.limits[0] > self.limits[1]:
            raise FaultError(message("the least is larger than the most"))
        return self

    @property
    def limits(self) -> tuple[float, float]:
        """Least and most of the share, factor or total."""
        given = next(p for p in (self.share, self.factor, self.total) if p is not None)
        return given if isinstance(given, tuple) else (given, given)


class Input(Named):
    """A resource that a unit of a product takes.

    Attributes
    ----------
    product : str
        Flow that the use is counted for.
    use : float
        Use per tonne of product, in ``unit``.
    intensity : float
        Abiotic resources moved per ``unit``, in tonnes.
    direct : bool
        Whether the input itself is counted as direct material input (power is not).
    price : float
        CNY per ``unit``.
    flow : str, optional
        The same input as a flow of the system, where it is one.
    """

    product: Key
    stage: Key
    use: Positive
    unit: Literal["t", "kWh", "m3"]
    intensity: Amount
    direct: bool
    price: Amount
    flow: Key | None = None
    source: str


class Price(Part):
    """Value of a tonne of a flow; negative where getting rid of it costs."""

    flow: Key
    market: Literal["domestic", "import", "export"]
    value: Finite
    currency: Literal["CNY", "USD"]
    source: str
    note: str = ""


class ProcessDefinition(Part):
    """A process system of one place and year, as data.

    Read it with :mod:`tanmai.metals.magnesium.flows.definition_file`.

    Attributes
    ----------
    unit : str
        Unit of mass of every flow that names none.
    cny_per_usd : float, optional
        The year's rate, where a price is in USD.
    environment, abroad : str, optional
        The places outside that take losses, and with which there is trade.
    """

    name: str
    title_en: str
    title_zh: str
    unit: UnitSymbol
    year: int
    cny_per_usd: Positive | None = None
    sources: dict[str, Source]
    stages: tuple[Stage, ...] = Field(min_length=1)
    processes: tuple[Process, ...] = Field(min_length=1)
    outside: tuple[Outside, ...] = ()
    environment: Key | None = None
    abroad: Key | None = None
    flows: tuple[Flow, ...] = Field(min_length=1)
    stocks: tuple[Stock, ...] = ()
    relations: tuple[Relation, ...] = ()
    inputs: tuple[Input, ...] = ()
    prices: tuple[Price, ...] = ()

    def title(self, language: str) -> str:
        """Return the title in ``"zh"`` or ``"en"``."""
        return self.title_zh if language == "zh" else self.title_en

    def flow(self, key: str) -> Flow:
        """Return a flow by its key.

        Raises
        ------
        LabelError
            There is no such flow.
        """
        found = {flow.key: flow for flow in self.flows}
        if key not in found:
            raise LabelError(
                message(
                    "{name} has no flow '{key}'.{nearest}",
                    name=self.name,
                    key=key,
                    nearest=did_you_mean(key, found),
                )
            )
        return found[key]

    def stage_of(self, place: str) -> str | None:
        """Return the stage of a process, or None for a place outside."""
        return next((p.stage for p in self.processes if p.key == place), None)

    def known_amounts(self) -> dict[str, float]:
        """Return the given amount of each flow that has one, in the unit of the definition."""
        flows = {flow.key: flow for flow in self.flows}
        return {key: self._amount(flow, flows) for key, flow in flows.items() if flow.is_known}

    def _amount(self, flow: Flow, flows: dict[str, Flow]) -> float:
        if flow.value is not None:
            unit = flow.unit or self.unit
            return flow.value * MASS_IN_TONNES[unit] / MASS_IN_TONNES[self.unit]
        assert flow.times is not None
        assert flow.of is not None
        return flow.times * self._amount(flows[flow.of], flows)
