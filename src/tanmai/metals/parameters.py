"""Parameters of a model as data: every number with its unit, year, section and source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, model_validator

from tanmai.core.errors import LabelError, did_you_mean
from tanmai.core.faults import FaultError
from tanmai.core.messages import message
from tanmai.metals.model_parts import Finite
from tanmai.metals.quantity_units import SHARE, conversion, parse_unit


class Quantity(BaseModel):
    """A number of a document, with what is needed to trace it.

    Attributes
    ----------
    value : float
        In ``unit``.
    unit : str
        As of :func:`tanmai.metals.quantity_units.parse_unit`; ``share`` lies from 0 to 1.
    year : int, optional
        Needed of money.
    section : str
        Where in the source it stands.
    source : str
        Key of the source.
    low, high : float, optional
        The range; without one the number is exact.
    second : float, optional
        What the source prints elsewhere for the same thing.
    second_section : str
        Where.
    signed : bool
        Whether it may be below zero.
    name_en, name_zh, note : str
        Words.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: Finite
    unit: str = Field(min_length=1)
    year: int | None = None
    section: str = ""
    source: str = Field(min_length=1)
    low: Finite | None = None
    high: Finite | None = None
    second: Finite | None = None
    second_section: str = ""
    signed: bool = False
    name_en: str = ""
    name_zh: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _sound(self) -> Self:
        numbers = [n for n in (self.low, self.value, self.high) if n is not None]
        if numbers != sorted(numbers):
            raise FaultError(
                message(
                    "{value} lies outside its range {least} to {most} {unit}; give low and "
                    "high that hold it",
                    value=f"{self.value:g}",
                    least=f"{self.bounds[0]:g}",
                    most=f"{self.bounds[1]:g}",
                    unit=self.unit,
                )
            )
        given = [*numbers, *([] if self.second is None else [self.second])]
        if parse_unit(self.unit).is_money and self.year is None:
            raise FaultError(
                message(
                    "an amount in {unit} needs the 'year' of its prices",
                    unit=self.unit,
                )
            )
        if self.unit == SHARE and not all(0 <= n <= 1 for n in given):
            raise FaultError(
                message(
                    "{value} is a share and must lie from 0 to 1",
                    value=f"{self.value:g}",
                )
            )
        if not self.signed and min(given) < 0:
            raise FaultError(
                message(
                    "{given} {unit} is below zero",
                    given=f"{min(given):g}",
                    unit=self.unit,
                )
            )
        return self

    @property
    def bounds(self) -> tuple[float, float]:
        """Low and high; the value itself where there is no range."""
        low = self.value if self.low is None else self.low
        return low, self.value if self.high is None else self.high

    @property
    def is_ranged(self) -> bool:
        """Whether there is a range."""
        return self.bounds[0] < self.bounds[1]

    def in_unit(self, unit: str) -> float:
        """Return the value in another unit of the same dimension."""
        return self.value * conversion(self.unit, unit)


Tree = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Parameters:
    """A tree of quantities and words, reached by dotted keys.

    Attributes
    ----------
    tree : dict
        Groups as dicts; leaves are `Quantity`, text, truth values or lists of text.
    files : tuple of Path
        What it was read from.
    sources : dict
        Citations in English and Chinese, by key.
    """

    tree: Tree
    files: tuple[Path, ...] = ()
    sources: Mapping[str, tuple[str, str]] | None = None

    def __getitem__(self, key: str) -> Any:
        """Return the group, quantity or word of a dotted key."""
        at: Any = self.tree
        for number, step in enumerate(key.split(".")):
            if not isinstance(at, dict) or step not in at:
                known = list(at) if isinstance(at, dict) else []
                where = ".".join(key.split(".")[:number]) or message("the parameters")
                raise LabelError(
                    message(
                        "{where}: there is no '{step}'.{nearest}",
                        where=where,
                        step=step,
                        nearest=did_you_mean(step, known),
                    )
                )
            at = at[step]
        return at

    def __contains__(self, key: str) -> bool:
        """Say whether there is such a key."""
        try:
            self[key]
        except LabelError:
            return False
        return True

    def quantity(self, key: str) -> Quantity:
        """Return the quantity of a key.

        Raises
        ------
        LabelError
            There is none.
        """
        found = self[key]
        if not isinstance(found, Quantity):
            raise LabelError(
                message(
                    "{key} is not a number with a unit.",
                    key=key,
                )
            )
        return found

    def value(self, key: str, unit: str) -> float:
        """Return the value of a key in a unit.

        Raises
        ------
        LabelError
            There is none.
        UnitError
            It measures something else.
        """
        return self.quantity(key).in_unit(unit)

    def group(self, key: str) -> list[str]:
        """Return the names of the groups and quantities within a group."""
        return [name for name, one in self[key].items() if isinstance(one, dict | Quantity)]

    def name(self, key: str, language: str) -> str:
        """Return the name of a group or quantity in ``"zh"`` or ``"en"``; else the key's end."""
        found = self[key]
        wanted = f"name_{language}"
        text = found.get(wanted) if isinstance(found, dict) else getattr(found, wanted, "")
        return str(text or key.rpartition(".")[2])

    def quantities(self, *prefixes: str) -> dict[str, Quantity]:
        """Return all quantities by their keys, or those below some keys."""
        found = dict(_leaves(self.tree))
        if not prefixes:
            return found
        kept = tuple(f"{prefix}." for prefix in prefixes)
        return {key: one for key, one in found.items() if f"{key}.".startswith(kept)}

    def replaced(self, values: Mapping[str, float]) -> Parameters:
        """Return the parameters with other values, in the units that they have.

        The ranges and second values stay as they were.
        """
        tree = self.tree
        for key, value in values.items():
            changed = self.quantity(key).model_copy(update={"value": float(value)})
            tree = _put(tree, key.split("."), changed)
        return replace(self, tree=tree)

    def second_values(self, keys: Sequence[str]) -> Parameters:
        """Return the parameters with what the source prints elsewhere for these keys."""
        seconds = {key: self.quantity(key).second for key in keys}
        lacking = [key for key, second in seconds.items() if second is None]
        if lacking:
            raise LabelError(
                message(
                    "{lacking} has no second value.",
                    lacking=lacking[0],
                )
            )
        return self.replaced({key: second for key, second in seconds.items() if second is not None})

    def table(self, *prefixes: str) -> pd.DataFrame:
        """Return quantities as a table for people, with their sources."""
        cited = self.sources or {}
        rows = []
        for key, one in self.quantities(*prefixes).items():
            english, chinese = cited.get(one.source, (one.source, one.source))
            rows.append(
                {
                    "key": key,
                    "value": one.value,
                    "low": one.low,
                    "high": one.high,
                    "second_value": one.second,
                    "unit": one.unit,
                    "year": one.year,
                    "section": one.section,
                    "second_section": one.second_section,
                    "source_en": english,
                    "source_zh": chinese,
                    "note": one.note,
                }
            )
        return pd.DataFrame(rows).astype({"year": "Int64"})


def _leaves(tree: Tree, above: str = "") -> Iterator[tuple[str, Quantity]]:
    for name, one in tree.items():
        key = f"{above}{name}"
        if isinstance(one, Quantity):
            yield key, one
        elif isinstance(one, dict):
            yield from _leaves(one, f"{key}.")


def _put(tree: Tree, steps: list[str], leaf: Quantity) -> Tree:
    first, *rest = steps
    return {**tree, first: _put(tree[first], rest, leaf) if rest else leaf}
