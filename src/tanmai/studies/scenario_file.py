"""A file of scenarios (TOML): what each changes, in names of provinces, sectors and categories.

    [scenario.cleaner-power]
    name_en = "Cleaner power"
    name_zh = "清洁电力"

    [[scenario.cleaner-power.change]]
    kind = "power-mix"
    provinces = ["Inner Mongolia", "Shanxi"]
    sectors = "24"
    fuels = "02"
    clean_share = [0.2, 0.5]

A scenario is a list of changes, made in their order, and may set a carbon price.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from tanmai.analysis.scenario_changes import (
    EXPORTS,
    DemandChange,
    FactorChange,
    InputChange,
    PowerMixChange,
    Selection,
    SourcingChange,
    TableChange,
)
from tanmai.core.errors import LabelError, OptionError, TanmaiError, did_you_mean
from tanmai.core.faults import FaultError, said_of
from tanmai.core.focus import find_focus
from tanmai.core.labels import Region, Sector
from tanmai.core.messages import Message, listed, message
from tanmai.core.table import MrioTable
from tanmai.io.toml import read_toml

Names = str | list[str]
ALL = "all"
OWN = "own"


@dataclass(frozen=True)
class CarbonPrice:
    """A price on emissions, and whose emissions are priced.

    Attributes
    ----------
    price : float
        Money of the table's currency a tonne.
    emitters : Selection
        The sectors whose emissions are priced.
    """

    price: float
    emitters: Selection


@dataclass(frozen=True)
class Scenario:
    """A scenario, in labels of a table.

    Attributes
    ----------
    key : str
        Its name in the file.
    name_zh, name_en : str
        Names for people.
    changes : tuple of TableChange
        What is changed, in order.
    carbon_price : CarbonPrice or None
        A price on emissions.
    """

    key: str
    name_zh: str
    name_en: str
    changes: tuple[TableChange, ...]
    carbon_price: CarbonPrice | None = None

    def name(self, language: str) -> str:
        """Return the name in ``"zh"`` or ``"en"``."""
        return self.name_zh if language == "zh" else self.name_en


@dataclass(frozen=True)
class Labels:
    """How names in the file are found in a table.

    Attributes
    ----------
    table : MrioTable
        The table.
    groups : mapping
        Codes of the sectors of each named group (``mining``).
    """

    table: MrioTable
    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def regions(self, names: Names) -> tuple[Region, ...]:
        """Return regions by name or code; all of them for ``"all"``."""
        if names == ALL:
            return self.table.regions
        given = re.split("[,，]", names) if isinstance(names, str) else names
        return tuple(dict.fromkeys(self.table.index.find_region(name) for name in given))

    def sectors(self, names: Names) -> tuple[Sector, ...]:
        """Return sectors by code, range, name or group; all of them for ``"all"``."""
        if names == ALL:
            return self.table.sectors
        given = [names] if isinstance(names, str) else names
        focused = (find_focus(text, self.table, "emitters", self.groups) for text in given)
        wanted = {code for focus in focused for code in focus.sector_codes}
        return tuple(sector for sector in self.table.sectors if sector.code in wanted)

    def categories(self, names: Names) -> tuple[str, ...]:
        """Return codes of categories of final demand by code or name, and ``exports``."""
        known = {EXPORTS: EXPORTS, "出口": EXPORTS}
        for one in self.table.categories:
            known |= {key.casefold(): one.code for key in (one.code, one.name_zh, one.name_en)}
        if names == ALL:
            return tuple(category.code for category in self.table.categories)
        given = re.split("[,，]", names) if isinstance(names, str) else names
        for name in given:
            if name.strip().casefold() not in known:
                codes = list(dict.fromkeys(known.values()))
                raise LabelError(
                    message(
                        "'{name}' is not a category of final demand of table '{table}'.{nearest} "
                        "Known: {codes}.",
                        name=name,
                        table=self.table.provenance.name,
                        nearest=did_you_mean(name, codes),
                        codes=listed(codes),
                    )
                )
        return tuple(dict.fromkeys(known[name.strip().casefold()] for name in given))


Factor = Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1)]


class _Change(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)

    provinces: Names = ALL


class _Demand(_Change):
    kind: Literal["final-demand"]
    sectors: Names = ALL
    categories: Names = ALL
    factor: Factor | None = None
    amount: Annotated[float, Field(allow_inf_nan=False)] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> _Demand:
        if (self.factor is None) == (self.amount is None):
            raise FaultError(message("give either factor or amount"))
        return self

    def change(self, labels: Labels) -> TableChange:
        return DemandChange(
            Selection(labels.regions(self.provinces), labels.sectors(self.sectors)),
            labels.categories(self.categories),
            factor=1.0 if self.factor is None else self.factor,
            amount=self.amount or 0.0,
        )


class _Input(_Change):
    kind: Literal["input"]
    sectors: Names
    inputs: Names
    factor: Factor
    instead: str | None = None

    def change(self, labels: Labels) -> TableChange:
        instead = labels.sectors(self.instead) if self.instead is not None else ()
        if len(instead) > 1:
            raise OptionError(
                message(
                    "instead = '{instead}' names several sectors; name one.",
                    instead=self.instead,
                )
            )
        return InputChange(
            Selection(labels.regions(self.provinces), labels.sectors(self.sectors)),
            labels.sectors(self.inputs),
            self.factor,
            instead[0] if instead else None,
        )


class _Emissions(_Change):
    kind: Literal["emission-factor"]
    sectors: Names
    factor: Factor

    def change(self, labels: Labels) -> TableChange:
        chosen = Selection(labels.regions(self.provinces), labels.sectors(self.sectors))
        return FactorChange(chosen, self.factor)


class _PowerMix(_Change):
    kind: Literal["power-mix"]
    sectors: Names
    fuels: Names = Field(default_factory=list)
    clean_share: tuple[Share, Share]

    @model_validator(mode="after")
    def _burns_fuel_before(self) -> _PowerMix:
        if self.clean_share[0] >= 1:
            raise FaultError(
                message("clean_share starts at 1, so that no fuel is left that could change")
            )
        return self

    def change(self, labels: Labels) -> TableChange:
        return PowerMixChange(
            Selection(labels.regions(self.provinces), labels.sectors(self.sectors)),
            labels.sectors(self.fuels) if self.fuels else (),
            *self.clean_share,
        )


class _Sourcing(_Change):
    kind: Literal["sourcing"]
    sectors: Names
    sellers: Names = ALL
    to: str = OWN
    share: Share

    def change(self, labels: Labels) -> TableChange:
        return SourcingChange(
            buyers=labels.regions(self.provinces),
            products=labels.sectors(self.sectors),
            sellers=labels.regions(self.sellers),
            to=None if self.to == OWN else labels.table.index.find_region(self.to),
            share=self.share,
        )


_AnyChange = Annotated[
    _Demand | _Input | _Emissions | _PowerMix | _Sourcing, Field(discriminator="kind")
]


class _Price(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    price: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    provinces: Names = ALL
    sectors: Names = ALL


class _Scenario(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name_zh: str = ""
    name_en: str = ""
    change: list[_AnyChange] = Field(default_factory=list)
    carbon_price: _Price | None = None

    @model_validator(mode="after")
    def _changes_something(self) -> _Scenario:
        if not self.change and self.carbon_price is None:
            raise FaultError(message("it has neither a change nor a carbon_price"))
        return self


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    scenario: Annotated[dict[str, _Scenario], Field(min_length=1)]


def read_scenarios(path: Path, labels: Labels) -> list[Scenario]:
    """Return the scenarios of a file, in the labels of a table.

    Parameters
    ----------
    path : Path
        TOML, as in the head of this module.
    labels : Labels
        The table that they change.

    Raises
    ------
    FileError
        The file is missing or not TOML.
    OptionError
        A key is unknown, a value out of range, or a name is not in the table; scenario and
        change are named.
    """
    content = read_toml(path, message("a file of scenarios"))
    try:
        found = TypeAdapter(_File).validate_python(content)
    except ValidationError as error:
        raise OptionError(
            message(
                "{path}: {problem}",
                path=path,
                problem=_in_words(error),
            )
        ) from error
    return [_resolved(path, key, one, labels) for key, one in found.scenario.items()]


def _resolved(path: Path, key: str, given: _Scenario, labels: Labels) -> Scenario:
    changes = []
    for place, change in enumerate(given.change, 1):
        try:
            changes.append(change.change(labels))
        except TanmaiError as error:
            raise OptionError(
                message(
                    "{path}: scenario '{key}', change {place} ({kind}): {problem}",
                    path=path,
                    key=key,
                    place=place,
                    kind=change.kind,
                    problem=error.message,
                )
            ) from error
    return Scenario(
        key,
        given.name_zh or key,
        given.name_en or key,
        tuple(changes),
        _price(path, key, given, labels),
    )


def _price(path: Path, key: str, given: _Scenario, labels: Labels) -> CarbonPrice | None:
    wanted = given.carbon_price
    if wanted is None:
        return None
    try:
        emitters = Selection(labels.regions(wanted.provinces), labels.sectors(wanted.sectors))
    except TanmaiError as error:
        raise OptionError(
            message(
                "{path}: scenario '{key}', carbon_price: {problem}",
                path=path,
                key=key,
                problem=error.message,
            )
        ) from error
    return CarbonPrice(wanted.price, emitters)


_KINDS = ("final-demand", "input", "emission-factor", "power-mix", "sourcing")


def _in_words(error: ValidationError) -> Message:
    """Return the first fault of a file with its place."""
    first = error.errors()[0]
    if first["loc"] == ("scenario",):
        return message("it has no scenario; begin one with a line [scenario.NAME].")
    where = _place([part for part in first["loc"] if part not in _KINDS])
    if first["type"] == "extra_forbidden":
        return message("{where}: this key is not known; take it out or correct it.", where=where)
    if first["type"] in ("union_tag_invalid", "union_tag_not_found"):
        given = str(first["input"].get("kind", "")) if isinstance(first["input"], dict) else ""
        return message(
            "{where}: kind = '{given}'.{nearest} Known: {known}.",
            where=where,
            given=given,
            nearest=did_you_mean(given, _KINDS),
            known=listed(_KINDS),
        )
    shown = first["input"] if isinstance(first["input"], str | int | float) else None
    value = "" if shown is None else f" = {shown!r}"
    return message("{where}{value}: {said}.", where=where, value=value, said=said_of(first))


def _place(parts: Sequence[Any]) -> Message:
    """Return where a fault stands: ``scenario 'x', change 2, factor``."""
    words: list[object] = []
    names = list(parts)
    if names[:1] == ["scenario"]:
        names = names[1:]
        if names:
            words.append(message("scenario '{key}'", key=names.pop(0)))
    if names[:1] == ["change"] and len(names) > 1:
        words.append(message("change {n}", n=int(names[1]) + 1))
        names = names[2:]
    words += names
    return listed(words)
