"""Pressures: what a table counts by sector, each with its name, unit and kind.

A pressure is emitted (CO2, CH4), drawn (water, energy) or earned (jobs, value
added); the accounts of all are the same mathematics. Two are never added, unless
characterisation factors bring them to one unit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tanmai.core.errors import OptionError, UnitError, did_you_mean
from tanmai.core.messages import LANGUAGES, Message, Name, listed, message
from tanmai.core.pressure_units import PressureUnit, formula, parse_pressure_unit, substance_of

VALUE_ADDED = "value-added"


@dataclass(frozen=True)
class _Known:
    name_zh: str
    name_en: str
    aliases: tuple[str, ...] = ()


_KNOWN = {
    "CO2e": _Known("温室气体排放", "greenhouse gas emissions", ("ghg", "温室气体")),
    "COD": _Known("化学需氧量排放", "chemical oxygen demand"),
    "water": _Known("用水", "water use", ("用水量", "水资源")),
    "energy": _Known(
        "能源消费", "energy use", ("能源", "能耗", "能源消费量", "energy consumption")
    ),
    "jobs": _Known("就业", "employment", ("就业人数", "从业人员", "persons employed")),
    VALUE_ADDED: _Known("增加值", "value added", ("va",)),
}


@dataclass(frozen=True)
class Pressure:
    """What one row of F counts.

    Attributes
    ----------
    name : str
        Name of the row, by which it is chosen: ``"CH4"``, ``"water"``.
    unit : str
        Its unit, as the package writes it.
    name_zh, name_en : str
        Its name within a sentence; those of a known pressure by default, and otherwise the name.

    Examples
    --------
    >>> Pressure("CH4", "kt CH4").name_en, Pressure("water", "10^8 m3").name_zh
    ('CH₄ emissions', '用水')
    """

    name: str
    unit: str
    name_zh: str = ""
    name_en: str = ""

    def __post_init__(self) -> None:
        known = _names_of(self.name)
        object.__setattr__(self, "name_zh", self.name_zh or known.name_zh)
        object.__setattr__(self, "name_en", self.name_en or known.name_en)

    def called(self, language: str) -> str:
        """Return the name within a sentence, in ``"zh"`` or ``"en"``."""
        return self.name_zh if language == "zh" else self.name_en

    def into(self, language: str) -> str:
        """Return the name as messages have it."""
        return self.name_zh if language == "zh" else self.name_en

    def spoken(self, language: str) -> str:
        """Return the name where messages have to be of it; nothing for CO2, which they are of."""
        return "" if self.is_co2 else self.called(language)

    def said_in(self, text: Message) -> Name:
        """Return a message as it is said of the pressure."""
        return Name(*(text.into(language, self.spoken(language)) for language in LANGUAGES))

    @cached_property
    def substance(self) -> str:
        """What is weighed, where the unit or the name says it; nothing where they do not."""
        try:
            found = parse_pressure_unit(self.unit).substance
        except UnitError:
            found = ""
        return found or substance_of(self.name)

    @property
    def is_emitted(self) -> bool:
        """Whether it is a mass of a substance, which is emitted: CO2, CH4, SO2."""
        return bool(self.substance)

    @property
    def is_co2(self) -> bool:
        """Whether it is carbon dioxide."""
        return self.substance == "CO2"


def _names_of(name: str) -> _Known:
    if name in _KNOWN:
        return _KNOWN[name]
    substance = substance_of(name)
    if substance:
        return _Known(f"{formula(substance)} 排放", f"{formula(substance)} emissions")
    return _Known(name, name)


def known_name(text: str) -> str:
    """Return the name by which the package knows a pressure, and the text where it does not.

    Examples
    --------
    >>> known_name("甲烷"), known_name("用水量"), known_name("Employment"), known_name("铅")
    ('CH4', 'water', 'jobs', '铅')
    """
    folded = text.strip().casefold()
    for name, known in _KNOWN.items():
        if folded in (name.casefold(), known.name_zh, known.name_en, *known.aliases):
            return name
    return substance_of(text) or text.strip()


def find_pressure(
    name: str, pressures: Sequence[Pressure], table: str, beside: Sequence[str] = ()
) -> int:
    """Return the position of a pressure by its name, in any language.

    Raises
    ------
    OptionError
        There is no such pressure; the message names those that there are, the ones beside the
        table among them, and how to give another.
    """
    wanted = known_name(name).casefold()
    for position, one in enumerate(pressures):
        if wanted in (one.name.casefold(), one.name_zh, one.name_en.casefold()):
            return position
    known = [*(one.name for one in pressures), *beside, VALUE_ADDED]
    raise OptionError(
        message(
            "Table '{table}' has no pressure '{name}'.{nearest} It has: {known}. Another is given "
            "as a column of --emissions whose header names it and its unit, such as "
            "water_1e8m3 or 用水量（亿立方米）; energy by an inventory of CEADs.",
            table=table,
            name=name,
            nearest=did_you_mean(name, known),
            known=listed(known),
        )
    )


_SPLIT = re.compile(
    r"(?P<name>.+?)\s*(?:[(（\[](?P<inside>[^()（）\[\]]+)[)）\]]|_(?P<after>[^_]+))"
)


def pressure_of_header(text: str) -> tuple[str, PressureUnit] | None:
    """Return the name and the unit that the header of a column gives a pressure, or None.

    Examples
    --------
    >>> name, unit = pressure_of_header("用水量（亿立方米）")
    >>> name, unit.symbol
    ('water', '10^8 m3')
    """
    found = _SPLIT.fullmatch(text.strip())
    try:
        if found is not None:
            name = known_name(found["name"])
            return name, parse_pressure_unit(
                found["inside"] or found["after"], substance_of(found["name"])
            )
        unit = parse_pressure_unit(text)
    except UnitError:
        return None
    return (unit.substance, unit) if unit.substance else None


@dataclass(frozen=True)
class Characterisation:
    """Factors that bring emissions to one unit: tonnes of it for a tonne of each.

    Attributes
    ----------
    name : str
        For instance ``"AR6 GWP100"``.
    pressure : str
        What they give, ``"CO2e"``.
    factors : dict
        Tonnes of it for a tonne of each substance or named stressor.
    source : str
        Where they are published.
    """

    name: str
    pressure: str
    factors: dict[str, float]
    source: str


CHARACTERISATIONS = {
    one.name: one
    for one in (
        Characterisation(
            "AR5 GWP100",
            "CO2e",
            {"CO2": 1.0, "CH4": 28.0, "N2O": 265.0},
            "IPCC (2013), AR5 Working Group I, Table 8.A.1, without climate-carbon feedbacks",
        ),
        Characterisation(
            "AR6 GWP100",
            "CO2e",
            {"CO2": 1.0, "CH4": 27.9, "CH4 fossil": 29.8, "CH4 non-fossil": 27.0, "N2O": 273.0},
            "IPCC (2021), AR6 Working Group I, Table 7.SM.7",
        ),
    )
}


def find_characterisation(name: str) -> Characterisation:
    """Return a set of characterisation factors by name.

    Raises
    ------
    OptionError
        There is none of this name.
    """
    if name not in CHARACTERISATIONS:
        raise OptionError(
            message(
                "There are no characterisation factors '{name}'.{nearest} Known: "
                "{characterisations}.",
                name=name,
                nearest=did_you_mean(name, CHARACTERISATIONS),
                characterisations=listed(CHARACTERISATIONS),
            )
        )
    return CHARACTERISATIONS[name]


def tonnes_in(pressure: Pressure) -> float:
    """Return how many tonnes one unit of a pressure is.

    Raises
    ------
    UnitError
        Its unit is no mass.
    """
    unit = parse_pressure_unit(pressure.unit)
    if unit.quantity != "mass":
        raise UnitError(
            message(
                "{pressure} is in {unit}, which is not a unit of mass; give it in t, kt or Mt.",
                pressure=pressure.name,
                unit=pressure.unit,
            )
        )
    return unit.size
