"""Units of pressures: mass of a substance, volume, energy, persons, area, money.

A unit keeps the scale that it was given in, so that 亿立方米 is ``10^8 m3`` and no
number changes; CO2 alone is brought to Mt, as everywhere in the package.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product

from tanmai.core.errors import UnitError, did_you_mean
from tanmai.core.messages import listed, message
from tanmai.core.units import EMISSIONS, any_of, plain_unit

_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")

# Symbol: the quantity that it measures, its size in the unit of that quantity, its Chinese name.
_BASES = {
    "kg": ("mass", 1e-3, "千克"),
    "t": ("mass", 1.0, "吨"),
    "kt": ("mass", 1e3, "千吨"),
    "Mt": ("mass", 1e6, "百万吨"),
    "Gt": ("mass", 1e9, "十亿吨"),
    "m3": ("volume", 1.0, "立方米"),
    "km3": ("volume", 1e9, "立方千米"),
    "MJ": ("energy", 1e-6, "兆焦"),
    "GJ": ("energy", 1e-3, "吉焦"),
    "TJ": ("energy", 1.0, "太焦"),
    "PJ": ("energy", 1e3, "拍焦"),
    "EJ": ("energy", 1e6, "艾焦"),
    "kWh": ("energy", 3.6e-6, "千瓦时"),
    "MWh": ("energy", 3.6e-3, "兆瓦时"),
    "GWh": ("energy", 3.6, "吉瓦时"),
    "TWh": ("energy", 3.6e3, "太瓦时"),
    "tce": ("energy", 0.0293076, "吨标煤"),
    "ktce": ("energy", 29.3076, "千吨标煤"),
    "Mtce": ("energy", 29307.6, "百万吨标煤"),
    "toe": ("energy", 0.041868, "吨油当量"),
    "persons": ("persons", 1.0, "人"),
    "ha": ("area", 1.0, "公顷"),
    "km2": ("area", 1e2, "平方千米"),
    "CNY": ("money", 1.0, "元"),
}
_QUANTITIES = {
    "mass": message("a mass"),
    "volume": message("a volume"),
    "energy": message("an energy"),
    "persons": message("a number of persons"),
    "area": message("an area"),
    "money": message("an amount of money"),
}
_WORDS = {
    "kg": ("千克", "公斤", "kilograms"),
    "t": ("吨", "tonne", "tonnes", "ton", "tons", "metric tons"),
    "kt": ("gg",),
    "Mt": ("tg",),
    "Gt": ("pg",),
    "m3": ("立方米", "m^3", "cubic metres", "cubic meters"),
    "km3": ("立方千米", "km^3"),
    "kWh": ("千瓦时", "度"),
    "tce": ("吨标煤", "吨标准煤", "t标准煤", "tonnes of coal equivalent"),
    "toe": ("吨油当量", "吨标准油"),
    "persons": ("人", "person", "people", "p", "jobs", "employees"),
    "ha": ("公顷", "hectares"),
    "km2": ("平方千米", "平方公里", "km^2"),
    "CNY": ("元", "yuan", "rmb"),
}
SUBSTANCES = {
    "CO2": ("二氧化碳", "carbon dioxide"),
    "CO2e": (
        *("co2eq", "co2-eq", "co2 eq", "co2-e", "co2 equivalent", "co2 equivalents", "co2当量"),
        "二氧化碳当量",
    ),
    "CH4": ("甲烷", "methane"),
    "N2O": ("氧化亚氮", "nitrous oxide"),
    "SO2": ("二氧化硫", "sulphur dioxide", "sulfur dioxide"),
    "NOx": ("氮氧化物", "nitrogen oxides"),
    "NH3": ("氨", "ammonia"),
    "PM2.5": ("细颗粒物",),
    "PM10": (),
    "COD": ("化学需氧量",),
}
_SCALES = {
    "": 0,
    "千": 3,
    "thousand": 3,
    "1000": 3,
    "1,000": 3,
    "万": 4,
    "10000": 4,
    "10,000": 4,
    "ten thousand": 4,
    "百万": 6,
    "million": 6,
    "千万": 7,
    "亿": 8,
    "100 million": 8,
    "hundred million": 8,
    "十亿": 9,
    "billion": 9,
} | {f"{mark}{power}": power for mark, power in product(("10^", "1e"), range(2, 13))}
_IN_CHINESE = {0: "", 3: "千", 4: "万", 6: "百万", 7: "千万", 8: "亿", 9: "十亿"}


def _folded(names: dict[str, tuple[str, ...]], symbols: tuple[str, ...]) -> dict[str, str]:
    own = {symbol.casefold(): symbol for symbol in symbols}
    return {word: symbol for symbol, words in names.items() for word in words} | own


_BASE_OF = _folded(_WORDS, tuple(_BASES))
_SUBSTANCE_OF = _folded(SUBSTANCES, tuple(SUBSTANCES))


_TEXT = re.compile(
    rf"(?P<scale>{any_of(_SCALES)})? ?(?P<base>{any_of(_BASE_OF)})"
    rf"(?:[ _-]?(?:of )?(?P<substance>{any_of(_SUBSTANCE_OF)}))?"
)
_SYMBOL = re.compile(r"(?:10\^(?P<power>\d+) )?(?P<base>\w+)(?: (?P<substance>\S+))?")


@dataclass(frozen=True)
class PressureUnit:
    """A unit of a pressure as it was read.

    Attributes
    ----------
    symbol : str
        How the package writes it: ``"10^8 m3"``, ``"kt CH4"``.
    read_as : str
        The text in the source.
    factor : float
        Multiply values in ``read_as`` by this to have them in ``symbol``.
    quantity : str
        ``mass``, ``volume``, ``energy``, ``persons``, ``area`` or ``money``.
    size : float
        One ``symbol`` in t, m3, TJ, persons, ha or CNY.
    substance : str
        What is weighed, where the unit says it: ``"CO2"``, ``"CH4"``.
    """

    symbol: str
    read_as: str
    factor: float
    quantity: str
    size: float
    substance: str = ""


def parse_pressure_unit(text: str, substance: str = "") -> PressureUnit:
    """Parse a unit of a pressure: ``亿立方米``, ``10^4 persons``, ``kt CH4``, ``万吨标煤``, ``TJ``.

    Parameters
    ----------
    text : str
        The unit.
    substance : str, optional
        What is weighed, for a mass that does not say it.

    Raises
    ------
    UnitError
        The unit is unknown, or weighs another substance.

    Examples
    --------
    >>> parse_pressure_unit("亿立方米").symbol, parse_pressure_unit("万吨标煤").symbol
    ('10^8 m3', '10^4 tce')
    """
    found = _TEXT.fullmatch(plain_unit(text))
    if found is None:
        known = [*_BASES, *(f"Mt {name}" for name in SUBSTANCES)]
        raise UnitError(
            message(
                "'{text}' is not a unit that tanmai knows.{nearest} Known: {bases}, a mass with "
                "its substance ({substances}), and multiples such as 10^4, 10^8, 万, 亿, million.",
                text=text,
                nearest=did_you_mean(text, known),
                bases=listed(_BASES),
                substances=listed(SUBSTANCES),
            )
        )
    power, base = _SCALES[found["scale"] or ""], _BASE_OF[found["base"]]
    quantity, size, _ = _BASES[base]
    stated = _SUBSTANCE_OF[found["substance"]] if found["substance"] else ""
    if stated and (quantity != "mass" or substance not in ("", stated)):
        weighed_as = substance or _QUANTITIES[quantity]
        raise UnitError(
            message(
                "'{text}' does not fit: the pressure is {weighed}, not {stated}. Fix the unit.",
                text=text,
                weighed=weighed_as,
                stated=stated,
            )
        )
    weighed = (stated or substance) if quantity == "mass" else ""
    size *= 10.0**power
    if weighed == "CO2":
        return PressureUnit(EMISSIONS, text, size * 1e-6, quantity, 1e6, weighed)
    symbol = " ".join(filter(None, (f"10^{power}" if power else "", base, weighed)))
    return PressureUnit(symbol, text, 1.0, quantity, size, weighed)


def substance_of(name: str) -> str:
    """Return the substance that a name names, or nothing.

    Examples
    --------
    >>> substance_of("甲烷"), substance_of("CO2-eq"), substance_of("water")
    ('CH4', 'CO2e', '')
    """
    return _SUBSTANCE_OF.get(plain_unit(name), "")


def unit_in_words(symbol: str, language: str) -> str:
    """Return a unit as people write it in a language; one that is not known, nearly as it is.

    Examples
    --------
    >>> unit_in_words("10^8 m3", "zh"), unit_in_words("10^8 m3", "en")
    ('亿立方米', '10⁸ m³')
    """
    found = _SYMBOL.fullmatch(symbol)
    if found is None or found["base"] not in _BASES or int(found["power"] or 0) not in _IN_CHINESE:
        return re.sub(r"10\^(\d+)", lambda m: "10" + m[1].translate(_RAISED), formula(symbol))
    power, base = int(found["power"] or 0), found["base"]
    weighed = f" {formula(found['substance'])}" if found["substance"] else ""
    if language == "zh":
        return f"{_IN_CHINESE[power]}{_BASES[base][2]}{weighed}"
    scale = f"10{str(power).translate(_RAISED)} " if power else ""
    return scale + re.sub(r"(?<=m)[23]$", lambda m: m[0].translate(_RAISED), base) + weighed


def formula(text: str) -> str:
    """Return a text with the figures of chemical formulas lowered.

    Examples
    --------
    >>> formula("CO2e and N2O")
    'CO₂e and N₂O'
    """
    return re.sub(r"\b(?:CO2|CH4|N2O|SO2|NH3)", lambda m: m[0].translate(_LOWERED), text)
