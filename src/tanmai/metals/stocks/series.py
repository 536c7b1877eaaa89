"""A quantity over the years: known in some, and a rule for the others."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, model_validator
from scipy.interpolate import pchip_interpolate

FloatArray = NDArray[np.float64]
Rate = Annotated[float, Field(gt=-1, lt=1)]
Finite = Annotated[float, Field(allow_inf_nan=False)]


class Part(BaseModel):
    """A part of a definition: no key but those that it knows, and no change once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Series(Part):
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
    source : str
        Key of the source.
    note : str
        What a reader must know about it.
    """

    values: dict[int, Finite] = Field(min_length=1)
    between: Literal["linear", "growth", "smooth"] = "linear"
    before: Rate = 0.0
    after: Rate = 0.0
    unit: str | None = None
    source: str
    note: str = ""

    @model_validator(mode="before")
    @classmethod
    def _constant(cls, given: Any) -> Any:
        if isinstance(given, dict) and "value" in given:
            if "values" in given:
                raise ValueError("give either 'value' or 'values', not both")
            rest = {key: part for key, part in given.items() if key != "value"}
            return rest | {"values": {0: given["value"]}}
        return given

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for one, other in pairwise(self.values):
            if one >= other:
                raise ValueError(f"{other} stands after {one}; put the years in ascending order")
        if self.between == "growth" and min(self.values.values()) <= 0:
            raise ValueError("growth at a constant rate needs values above zero")
        if self.between == "smooth" and len(self.values) < 2:
            raise ValueError("a smooth course needs two years or more")
        return self

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
