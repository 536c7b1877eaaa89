"""A quantity over the years: known in some, and a rule for the others."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator
from scipy.interpolate import pchip_interpolate

from tanmai.core.faults import FaultError
from tanmai.core.messages import message
from tanmai.metals.model_parts import Finite, Part, UnitSymbol

FloatArray = NDArray[np.float64]
Rate = Annotated[float, Field(gt=-1, lt=1)]


class Cited(Part):
    """A part whose numbers have sources.

    Attributes
    ----------
    source : str
        Key of the source of all numbers and rules but those in ``printed``.
    printed : dict of str to str
        Numbers that another source gives, by its key: years, ``"2015, 2021"`` or ``"1974-2023"``,
        or parameters, ``"mean"``.
    note : str
        What a reader must know about it.
    """

    source: str
    printed: dict[str, str] = Field(default_factory=dict)
    note: str = ""


class Series(Cited):
    """A quantity by year.

    Attributes
    ----------
    values : dict of int to float
        The years in which it is known, ascending; ``value`` stands for one that never changes.
    between : str
        ``linear``, ``growth`` at a constant rate, or ``smooth`` (a monotone cubic, Fritsch and
        Carlson 1980) from one known year to the next.
    before, after : float
        Growth per year before the first and after the last known year; a rate of 0 keeps it.
    unit : str, optional
        Its unit, where it has one of its own.
    """

    values: dict[int, Finite] = Field(min_length=1)
    between: Literal["linear", "growth", "smooth"] = "linear"
    before: Rate = 0.0
    after: Rate = 0.0
    unit: UnitSymbol | None = None

    @model_validator(mode="before")
    @classmethod
    def _constant(cls, given: Any) -> Any:
        if isinstance(given, dict) and "value" in given:
            if "values" in given:
                raise FaultError(message("give either 'value' or 'values', not both"))
            rest = {key: part for key, part in given.items() if key != "value"}
            return rest | {"values": {0: given["value"]}}
        return given

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for one, other in pairwise(self.values):
            if one >= other:
                raise FaultError(
                    message(
                        "{other} follows {one}; put the years in ascending order",
                        other=other,
                        one=one,
                    )
                )
        if self.between == "growth" and min(self.values.values()) <= 0:
            raise FaultError(message("growth at a constant rate needs values above zero"))
        if self.between == "smooth" and len(self.values) < 2:
            raise FaultError(message("a smooth course needs two years or more"))
        return self

    @model_validator(mode="after")
    def _printed_years(self) -> Self:
        printed: list[int] = []
        for text in self.printed.values():
            for span in text.split(","):
                printed += self._years_in(span)
        twice = [year for year, count in Counter(printed).items() if count > 1]
        if twice:
            raise FaultError(
                message(
                    "'printed' gives two sources for {twice}; keep one",
                    twice=twice[0],
                )
            )
        return self

    def _years_in(self, span: str) -> list[int]:
        """Return the known years that ``2021`` or ``1974-2023`` means."""
        first, _, last = (part.strip() for part in span.partition("-"))
        if not first.isdigit() or not (last or first).isdigit():
            raise FaultError(
                message(
                    "'printed' holds '{strip}'; write years, as 2015, 2018-2021",
                    strip=span.strip(),
                )
            )
        found = [year for year in self.values if int(first) <= year <= int(last or first)]
        if not found:
            raise FaultError(
                message(
                    "'printed' names {strip}, for which there is no value",
                    strip=span.strip(),
                )
            )
        return found

    @property
    def is_constant(self) -> bool:
        """Whether it is the same in every year."""
        return len(self.values) == 1 and self.before == self.after == 0

    def over(self, years: NDArray[np.int_]) -> FloatArray:
        """Return the quantity in each of some years.

        Examples
        --------
        >>> course = Series(values={2000: 1.0, 2002: 4.0}, between="growth", after=0.5, source="x")
        >>> course.over(np.array([1999, 2001, 2003])).tolist()
        [1.0, 2.0, 6.0]
        """
        known = np.array(list(self.values), dtype=float)
        amounts = np.array(list(self.values.values()))
        at = years.astype(float)
        if self.between == "growth":
            found = np.exp(np.interp(at, known, np.log(amounts)))
        elif self.between == "smooth":
            found = pchip_interpolate(known, amounts, at.clip(known[0], known[-1]))
        else:
            found = np.interp(at, known, amounts)
        early = np.minimum(at - known[0], 0.0)
        late = np.maximum(at - known[-1], 0.0)
        return np.asarray(found * (1 + self.before) ** early * (1 + self.after) ** late)


def constant(value: float, source: str) -> Series:
    """Return a quantity that is the same in every year."""
    return Series(values={0: value}, source=source)
