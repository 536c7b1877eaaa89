"""One of the two languages of a page: how it writes numbers, units, names and lists."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tanmai.core.labels import Region, Sector
from tanmai.core.table import FinalDemandCategory
from tanmai.draw.page import fixed
from tanmai.studies.tables import main_positions

FloatArray = NDArray[np.float64]

LANGUAGES = ("zh", "en")
NBSP = "\N{NO-BREAK SPACE}"

_PROPER = ("Pidgeon",)
_UNITS_ZH = {
    "Mt CO2": "百万吨 CO₂",
    "10^4 CNY": "万元",
    "cells": "个单元格",
    "labels": "个标签",
    "regions": "个地区",
    "sectors": "个部门",
    "units": "个单位",
}


@dataclass(frozen=True)
class Speech:
    """Says things in one language; called with both texts, it gives its own.

    Attributes
    ----------
    language : str
        ``"zh"`` or ``"en"``.

    Examples
    --------
    >>> say = Speech("en")
    >>> say("省份", "province"), say.join(["coal", "ore", "salt"])
    ('province', 'coal, ore and salt')
    """

    language: str

    def __call__(self, zh: str, en: str) -> str:
        """Return the text in the language."""
        return zh if self.language == "zh" else en

    def percent(self, share: float) -> str:
        """Write a share of one as a percentage."""
        figure = fixed(100 * share, 0 if abs(share) >= 0.0995 else 1)
        return self(f"{figure}%", f"{figure}{NBSP}%")

    def quantity(self, value: float, unit: str) -> str:
        """Write an amount in a sentence, unit included, to what an estimate can bear."""
        if self.language == "zh" and unit == "Mt CO2":
            if abs(value) >= 100:
                return f"{fixed(value / 100, 2)}{NBSP}亿吨"
            return f"{significant(value * 100)}{NBSP}万吨"
        return f"{significant(value)}{NBSP}{self.unit_name(unit)}"

    def unit_name(self, unit: str) -> str:
        """Return a unit as people write it."""
        plain = unit.replace("CO2", "CO₂").replace("10^4", "10⁴")
        return self(_UNITS_ZH.get(unit, plain), plain)

    def name(self, labelled: Region | Sector) -> str:
        """Return the name of a region or of a sector."""
        return labelled.name(self.language)

    def within(self, labelled: Sector | FinalDemandCategory) -> str:
        """Return a name as it stands within a sentence: no capital, unless of an acronym."""
        return self.inside(labelled.name(self.language))

    def inside(self, name: str) -> str:
        """Return a name as it stands within a sentence: no capital, unless of a proper name."""
        proper = name.partition(" ")[0].rstrip(",") in _PROPER
        return name[:1].lower() + name[1:] if name[1:2].islower() and not proper else name

    def join(self, names: Sequence[str]) -> str:
        """Join names into a list, with ``and`` or ``和`` before the last."""
        if len(names) < 2:
            return "".join(names)
        comma, last = self("、", ", "), self("和", " and ")
        return f"{comma.join(names[:-1])}{last}{names[-1]}"

    def main_parts(self, values: FloatArray, names: Sequence[str]) -> list[str]:
        """Name the largest parts of a sum with their shares, three at most."""
        total = float(values.sum())
        opening, closing = self("（", " ("), self("）", ")")
        return [
            f"{names[part]}{opening}{self.percent(float(values[part]) / total)}{closing}"
            for part in main_positions(values)
        ]


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
