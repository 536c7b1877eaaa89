"""What is opened out of a sector: a product, and its recipe in each province."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from tanmai.core.errors import OptionError
from tanmai.core.labels import Sector
from tanmai.core.messages import listed, message

_ROUNDING = 1e-9


@dataclass(frozen=True)
class Recipe:
    """What a tonne of a product takes and emits in one province.

    Parameters
    ----------
    purchases : mapping
        CNY per tonne by code of the supplying sector; domestic goods.
    emissions : float
        Emitted at the gate and held by the table's inventory, t CO2 per tonne: taken from the host.
    at_host_rate : tuple of str
        Codes of sectors of which the product buys as much per CNY of output as its host does:
        machinery, transport, services, which no list of a plant's inputs holds.
    imports : float
        Imported inputs, CNY per tonne.
    suppliers : mapping
        For a supplying sector, the share of each supplying province by its code; where it is
        not given, the provinces that the host buys from.
    unlisted : float
        Emitted at the gate besides, of a kind that the inventory does not hold, t CO2 per tonne:
        counted anew, and taken from nobody.
    interchangeable : tuple of str
        Codes of sectors that stand in for each other, such as fuels and power: what the host
        buys too little of from one is bought from the others, within the product's limit.

    Raises
    ------
    OptionError
        An amount is negative or not a number, shares do not sum to 1, or a sector stands twice.
    """

    purchases: Mapping[str, float]
    emissions: float
    at_host_rate: tuple[str, ...] = ()
    imports: float = 0.0
    suppliers: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    unlisted: float = 0.0
    interchangeable: tuple[str, ...] = ()

    @property
    def gate(self) -> float:
        """All that is emitted at the gate, t CO2 per tonne."""
        return self.emissions + self.unlisted

    def __post_init__(self) -> None:
        amounts = {f"purchases of '{code}'": v for code, v in self.purchases.items()}
        amounts |= {"emissions": self.emissions, "imports": self.imports}
        amounts["unlisted emissions"] = self.unlisted
        for name, value in amounts.items():
            if not 0 <= value < math.inf:
                raise OptionError(
                    message(
                        "The {name} of a recipe are {value}; give zero or more, in CNY per tonne "
                        "(emissions in t CO2 per tonne).",
                        name=name,
                        value=value,
                    )
                )
        for code, shares in self.suppliers.items():
            if min(shares.values(), default=-1) < 0 or abs(sum(shares.values()) - 1) > _ROUNDING:
                raise OptionError(
                    message(
                        "The suppliers of '{code}' hold {values} of it together; give shares of "
                        "zero or more that sum to 1.",
                        code=code,
                        values=f"{sum(shares.values()):g}",
                    )
                )
        twice = sorted(set(self.purchases) & set(self.at_host_rate))
        if twice:
            raise OptionError(
                message(
                    "A recipe buys of {twice} both an amount and at the host's rate; keep one of "
                    "the two.",
                    twice=listed(twice),
                )
            )
        bound = sorted(set(self.interchangeable) & {*self.at_host_rate, *self.suppliers})
        if bound:
            raise OptionError(
                message(
                    "A recipe takes {bound} as interchangeable, and at the host's rate or from "
                    "named suppliers too; keep one of the two.",
                    bound=listed(bound),
                )
            )


@dataclass(frozen=True)
class OpenedProduct:
    """A product that is opened out of its host as a sector of its own.

    Parameters
    ----------
    sector : Sector
        Code and names of the new sector.
    host : str
        Code of the sector that holds the product.
    price : float
        CNY per tonne.
    recipes : mapping
        The recipe in each producing province, by region code.
    output : mapping
        Output in tonnes by region code; left out where ``sold_to`` is given.
    exported : float, optional
        Share of the output that is sold abroad; by default the host's own.
    uses : mapping
        Share of the domestic sales that goes to a sector, by its code, spread over the
        provinces as the host's sales to it; the rest is sold as the host sells.
    sold_to : str
        Code of an opened product that takes all of this one: all that it buys from the host is
        this product, and the output follows from that.
    largest_shortfall : float
        How much of an interchangeable input, or of the exports, a host may lack, as a share of
        what the product needs of it: the input is then bought from the interchangeable ones, the
        exports are sold at home. A larger shortfall is an error.

    Raises
    ------
    OptionError
        A price, an output or a share is out of range.
    """

    sector: Sector
    host: str
    price: float
    recipes: Mapping[str, Recipe]
    output: Mapping[str, float] = field(default_factory=dict)
    exported: float | None = None
    uses: Mapping[str, float] = field(default_factory=dict)
    sold_to: str = ""
    largest_shortfall: float = 0.0

    def __post_init__(self) -> None:
        if not 0 < self.price < math.inf:
            raise OptionError(
                message(
                    "The price of {sector} is {price}; give a price above zero, in CNY per tonne.",
                    sector=self.sector,
                    price=self.price,
                )
            )
        if self.output and self.sold_to:
            raise OptionError(
                message(
                    "{sector} is sold to '{sold_to}' alone, and its output follows from that; "
                    "leave the output out.",
                    sector=self.sector,
                    sold_to=self.sold_to,
                )
            )
        for code, tonnes in self.output.items():
            if not 0 <= tonnes < math.inf:
                raise OptionError(
                    message(
                        "The output of {sector} in {code} is {tonnes}; give zero or more, in t.",
                        sector=self.sector,
                        code=code,
                        tonnes=tonnes,
                    )
                )
        shares = (self.exported or 0.0, *self.uses.values())
        if min(shares) < 0 or max(self.exported or 0.0, sum(self.uses.values())) > 1 + _ROUNDING:
            raise OptionError(
                message(
                    "The shares of the sales of {sector} are below zero or sum to more than 1; "
                    "correct 'exported' or 'uses'.",
                    sector=self.sector,
                )
            )
        if not 0 <= self.largest_shortfall <= 1:
            raise OptionError(
                message(
                    "The largest shortfall of {sector} is {largest_shortfall}; give a share from "
                    "0 to 1.",
                    sector=self.sector,
                    largest_shortfall=self.largest_shortfall,
                )
            )
