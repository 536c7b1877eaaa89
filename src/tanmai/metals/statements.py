"""Printed statements beside what a model gives for the same, and what is found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from tanmai.core.messages import Message, message

REPRODUCED = "reproduced"
INCONSISTENT = "inconsistent in the source"
INPUT = "input"
NOT_DERIVABLE = "not derivable"
FINDINGS = {
    REPRODUCED: message("reproduced"),
    INCONSISTENT: message("inconsistent in the source"),
    INPUT: message("input"),
    NOT_DERIVABLE: message("not derivable"),
}
"""Each finding in words."""


@dataclass(frozen=True)
class Statement:
    """A printed figure and ours.

    Attributes
    ----------
    key : str
        Its number in the list of published figures.
    section : str
        Where it is printed.
    name_en, name_zh : str
        What is printed.
    low, high : float or None
        The printed range; both ends alike for one number, one None for a bound.
    ours : float or None
        What the model gives; None where nothing can be derived.
    unit : str
    tolerance : float
        How far ours may lie from the range and still be the same, as by rounding.
    reason_en, reason_zh : str
        Why ours agrees or not, in a sentence.
    is_input : bool
        The model takes the figure from the source.
    is_assumed : bool
        Ours rests on assumptions that the source does not print, so that it neither confirms
        the figure nor contradicts it.
    """

    key: str
    section: str
    name_en: str
    name_zh: str
    low: float | None
    high: float | None
    ours: float | None
    unit: str
    tolerance: float
    reason_en: str
    reason_zh: str
    is_input: bool = False
    is_assumed: bool = False

    @property
    def difference(self) -> float | None:
        """Ours less the nearest end of the printed range; 0 within it, None without ours."""
        if self.ours is None:
            return None
        gap = 0.0
        if self.low is not None and self.ours < self.low:
            gap = self.ours - self.low
        elif self.high is not None and self.ours > self.high:
            gap = self.ours - self.high
        return 0.0 if abs(gap) < 1e-12 * max(abs(self.ours), 1.0) else gap

    @property
    def finding(self) -> str:
        """What is found, as a key of `FINDINGS`."""
        if self.is_input:
            return INPUT
        if self.difference is None or self.is_assumed:
            return NOT_DERIVABLE
        return REPRODUCED if abs(self.difference) <= self.tolerance else INCONSISTENT

    @property
    def printed(self) -> str:
        """The printed figure in words."""
        if self.low is None:
            return f"≤ {self.high:g}"
        if self.high is None:
            return f"≥ {self.low:g}"
        return f"{self.low:g}" if self.low == self.high else f"{self.low:g}–{self.high:g}"


def statement(
    key: str,
    section: str,
    name: Message,
    low: float | None,
    high: float | None,
    ours: float | None,
    unit: str,
    tolerance: float,
    reason: Message,
    *,
    is_input: bool = False,
    is_assumed: bool = False,
) -> Statement:
    """Return a printed figure and ours, of which the catalogue holds the words."""
    return Statement(
        key,
        section,
        name.into("en"),
        name.into("zh"),
        low,
        high,
        ours,
        unit,
        tolerance,
        reason.into("en"),
        reason.into("zh"),
        is_input,
        is_assumed,
    )


def statement_table(statements: Iterable[Statement]) -> pd.DataFrame:
    """Return statements as a table: printed, ours, difference, finding and reason."""
    rows = [
        {
            "id": one.key,
            "section": one.section,
            "quantity_en": one.name_en,
            "quantity_zh": one.name_zh,
            "printed_low": one.low,
            "printed_high": one.high,
            "ours": one.ours,
            "unit": one.unit,
            "difference": one.difference,
            "finding": one.finding,
            "reason_en": one.reason_en,
            "reason_zh": one.reason_zh,
        }
        for one in statements
    ]
    numbers = ["printed_low", "printed_high", "ours", "difference"]
    return pd.DataFrame(rows).astype(dict.fromkeys(numbers, float))
