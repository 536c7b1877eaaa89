"""A language: how it says messages, and how it writes numbers, units, names and lists."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tanmai.core.labels import Region, Sector
from tanmai.core.messages import Message, message, plural
from tanmai.core.pressure_units import unit_in_words

if TYPE_CHECKING:
    from tanmai.core.table import FinalDemandCategory

NBSP = "\N{NO-BREAK SPACE}"

_PROPER = ("Pidgeon",)
_UNITS = {
    "Mt CO2": message("Mt CO₂"),
    "kt CO2": message("kt CO₂"),
    "t CO2/t": message("t CO₂/t"),
    "t CO2/10^4 CNY": message("t CO₂/10⁴ CNY"),
    "10^4 CNY": message("10⁴ CNY"),
    "t": message("t"),
    "cells": message("cells"),
    "labels": message("labels"),
    "regions": message("regions"),
    "sectors": message("sectors"),
    "units": message("units"),
}


# Chinese counts carbon by 10⁸ and 10⁴ tonnes.
_HUNDRED_MEGATONNES, _TEN_KILOTONNES = message("10⁸ t"), message("10⁴ t")


@dataclass(frozen=True)
class Language:
    """A language: says messages, and writes numbers, units, names and lists as it does.

    Attributes
    ----------
    language : str
        ``"zh"`` or ``"en"``.

    Examples
    --------
    >>> say = Language("en")
    >>> say("{n} of {place}", n=3, place="Shanxi"), say.join(["coal", "ore", "salt"])
    ('3 of Shanxi', 'coal, ore and salt')
    """

    language: str

    def __call__(self, text: str | Message, /, **parts: Any) -> str:
        """Return a message in the language."""
        said = text.filled(**parts) if isinstance(text, Message) else Message(text, parts)
        return said.into(self.language, self.pressure)

    def plural(self, one: str, many: str, n: int, /, **parts: Any) -> str:
        """Return a message on ``n`` things, which is ``{n}`` in its text."""
        return plural(one, many, n, **parts).into(self.language, self.pressure)

    @property
    def pressure(self) -> str:
        """The name of the pressure that is spoken of; empty for CO2."""
        return ""

    @property
    def gap(self) -> str:
        """What stands between two sentences."""
        return " " if self.language == "en" else ""

    def brackets(self, text: str) -> str:
        """Return a text in brackets, as it follows a word."""
        return self(" ({text})", text=text)

    def percent(self, share: float) -> str:
        """Write a share of one as a percentage."""
        figure = fixed(100 * share, 0 if abs(share) >= 0.0995 else 1)
        return self("{figure}\N{NO-BREAK SPACE}%", figure=figure)

    def quantity(self, value: float, unit: str) -> str:
        """Write an amount in a sentence, unit included, to what an estimate can bear."""
        if self.language == "zh" and unit == "Mt CO2":
            if abs(value) >= 100:
                return f"{fixed(value / 100, 2)}{NBSP}{self(_HUNDRED_MEGATONNES)}"
            return f"{significant(value * 100)}{NBSP}{self(_TEN_KILOTONNES)}"
        return f"{significant(value)}{NBSP}{self.unit_name(unit)}"

    def tonnes(self, tonnes: float) -> str:
        """Write a mass in a sentence, to three figures: 195 kt, in Chinese by 10⁴ and 10⁸ t.

        Examples
        --------
        >>> Language("en").tonnes(1.954e5).replace(NBSP, " ")
        '195 kt'
        """
        if self.language == "zh":
            scales = {1e8: self(_HUNDRED_MEGATONNES), 1e4: self(_TEN_KILOTONNES), 0.0: self("t")}
        else:
            scales = {1e6: "Mt", 1e3: "kt", 0.0: "t"}
        least, unit = next(one for one in scales.items() if abs(tonnes) >= one[0])
        return f"{significant(tonnes / (least or 1.0))}{NBSP}{unit}"

    def yuan(self, least: float, most: float | None = None) -> str:
        """Write an amount of money in CNY in a sentence, or a range of it.

        Examples
        --------
        >>> Language("en").yuan(1.0966527e10).replace(NBSP, " ")
        'CNY 10.97 billion'
        """
        amounts = [least] if most is None else [least, most]
        largest = max(map(abs, amounts))
        if self.language == "zh":
            scale, unit = (1e8, self("10⁸ CNY")) if largest >= 1e8 else (1e4, self("10⁴ CNY"))
        else:
            scale, unit = (1e9, "billion") if largest >= 1e9 else (1e6, "million")
        decimals = max(3 - math.floor(math.log10(largest / scale)), 0) if largest else 0
        texts = dict.fromkeys(fixed(amount / scale, decimals) for amount in amounts)
        between = f" {self(' to ').strip()} "
        money = f"{between.join(texts)}{NBSP}{unit}"
        return money if self.language == "zh" else f"CNY{NBSP}{money}"

    def unit_name(self, unit: str) -> str:
        """Return a unit as people write it."""
        if unit in _UNITS:
            return self(_UNITS[unit])
        if self.pressure:
            return unit_in_words(unit, self.language)
        return unit.replace("CO2", "CO₂").replace("10^4", "10⁴").replace("10^8", "10⁸")

    def name(self, labelled: Region | Sector) -> str:
        """Return the name of a region or of a sector."""
        return labelled.name(self.language)

    def within(self, labelled: Sector | FinalDemandCategory) -> str:
        """Return a name as it stands within a sentence: no capital, unless of an acronym."""
        return self.inside(labelled.name(self.language))

    def inside(self, name: str) -> str:
        """Return a name as it stands within a sentence: no capital, unless of a proper name."""
        proper = name.partition(" ")[0].rstrip(",") in _PROPER
        word = name.partition(" ")[0].partition("-")[0]  # CaO is no word
        return name[:1].lower() + name[1:] if word[1:].islower() and not proper else name

    def join(self, names: Sequence[str]) -> str:
        """Join names into a list, with "and" before the last."""
        if len(names) < 2:
            return "".join(names)
        return self("{all} and {last}", all=self(", ").join(names[:-1]), last=names[-1])


@dataclass(frozen=True)
class LanguageOf(Language):
    """A language that speaks of a pressure.

    Attributes
    ----------
    named : str
        Its name in the language; empty for CO2.
    """

    named: str

    @property
    def pressure(self) -> str:
        """The name of the pressure; empty for CO2."""
        return self.named


def significant(value: float) -> str:
    """Write a number to three figures, or to its whole part where that has more.

    Examples
    --------
    >>> significant(9785.6), significant(45.67), significant(0.0123)
    ('9,786', '45.7', '0.0123')
    """
    if value == 0:
        return "0"
    return fixed(value, max(2 - math.floor(math.log10(abs(value))), 0))


def fixed(number: float, decimals: int) -> str:
    """Write a number with thousands and a true minus sign; what rounds to zero has none."""
    text = f"{number:,.{decimals}f}"
    return text.lstrip("-") if not text.strip("-0.,") else text.replace("-", "−")
