"""Units of quantities: what they measure, and the factor from one to another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from tanmai.core.errors import UnitError, did_you_mean
from tanmai.core.language import Language
from tanmai.core.messages import Message, listed, message

_SCALES: dict[str, tuple[str, float]] = {
    "CNY": ("CNY", 1.0),
    "EUR": ("EUR", 1.0),
    "USD": ("USD", 1.0),
    "kWh": ("kWh", 1.0),
    "MWh": ("kWh", 1e3),
    "GWh": ("kWh", 1e6),
    "MJ": ("GJ", 1e-3),
    "GJ": ("GJ", 1.0),
    "tce": ("GJ", 29.3076),
    "kgce": ("GJ", 0.0293076),
    "kg": ("t", 1e-3),
    "t": ("t", 1.0),
    "kt": ("t", 1e3),
    "Mt": ("t", 1e6),
    "m3": ("m3", 1.0),
    "gha": ("gha", 1.0),
    "km": ("km", 1.0),
    "kW": ("kW", 1.0),
    "MW": ("kW", 1e3),
    "a": ("a", 1.0),
    "month": ("a", 1 / 12),
    "d": ("d", 1.0),
    "h": ("h", 1.0),
    "vehicle": ("vehicle", 1.0),
    "firm": ("firm", 1.0),
    "person": ("person", 1.0),
    "share": ("1", 1.0),
    "%": ("1", 0.01),
    "times": ("1", 1.0),
}
_CHINESE_SCALES = {"": 1.0, "千": 1e3, "万": 1e4, "百万": 1e6, "亿": 1e8}
_CHINESE_UNITS = {
    "元": "CNY",
    "千克": "kg",
    "公斤": "kg",
    "吨": "t",
    "吨标煤": "tce",
    "吨标准煤": "tce",
    "千瓦时": "kWh",
    "度": "kWh",
    "吉焦": "GJ",
    "立方米": "m3",
    "千瓦": "kW",
    "年": "a",
    "小时": "h",
    "人": "person",
}
_NAMES = {
    "share": Message(""),
    "a": message("years"),
    "times": message("times"),
    "10^4 t": message("10⁴ t"),
    "10^4 t/a": message("10⁴ t/a"),
    "10^4 t Mg/a": message("10⁴ t Mg/a"),
    "CNY/t": message("CNY/t"),
    "CNY/t Mg": message("CNY/t"),
    "CNY/t FeSi": message("CNY/t FeSi"),
    "CNY/t CO2": message("CNY/t CO₂"),
    "CNY/t slag": message("CNY/t slag"),
    "CNY/tce": message("CNY/tce"),
    "CNY/kWh": message("CNY/kWh"),
    "EUR/t": message("EUR/t"),
    "t CO2/t": message("t CO₂/t"),
    "t CO2/t Mg": message("t CO₂/t"),
    "t CO2/t FeSi": message("t CO₂/t FeSi"),
    "t/t": message("t/t"),
    "t/t Mg": message("t/t Mg"),
    "t FeSi/t Mg": message("t FeSi/t Mg"),
    "t slag/t Mg": message("t slag/t Mg"),
    "tce/t": message("tce/t"),
    "tce/t Mg": message("tce/t Mg"),
    "kWh/t Mg": message("kWh/t Mg"),
    "GJ/t Mg": message("GJ/t Mg"),
}
_CHINESE = re.compile(f"(?P<scale>千|万|百万|亿)?(?P<unit>{'|'.join(_CHINESE_UNITS)})")
MONEY = ("CNY", "EUR", "USD")
SHARE = "share"
_POWER = re.compile(r"^10\^(\d+) (.+)$")


@dataclass(frozen=True)
class QuantityUnit:
    """A unit that is understood.

    Attributes
    ----------
    dimension : tuple of str
        What it measures: numerator, then the denominators in order; a substance belongs to it,
        so that a tonne of slag is not a tonne of metal.
    factor : float
        The unit in the first unit of its dimension.
    """

    dimension: tuple[str, ...]
    factor: float

    @property
    def is_money(self) -> bool:
        """Whether an amount of it is an amount of money."""
        return self.dimension[0].partition(" ")[0] in MONEY


@lru_cache(maxsize=512)
def parse_unit(text: str) -> QuantityUnit:
    """Parse a unit such as ``t CO2/t Mg``, ``10^8 CNY``, ``CNY/kWh``, ``万吨`` or ``share``.

    Power (kWh) and heat (GJ, tce) are kept apart: what a kWh is worth in heat depends on a
    convention.

    Raises
    ------
    UnitError
        A part of it is unknown.

    Examples
    --------
    >>> parse_unit("tce/t Mg").factor, parse_unit("kg CO2/kWh").dimension
    (29.3076, ('t CO2', 'kWh'))
    >>> parse_unit("万吨 Mg").factor, conversion("亿元", "10^4 CNY")
    (10000.0, 10000.0)
    """
    numerator, *denominators = (_part(part, text) for part in text.split("/"))
    factor = numerator[1]
    for _, below in denominators:
        factor /= below
    return QuantityUnit((numerator[0], *sorted(name for name, _ in denominators)), factor)


def conversion(given: str, wanted: str) -> float:
    """Return the factor that turns a value in one unit into another.

    Raises
    ------
    UnitError
        One is unknown, or they measure different things.

    Examples
    --------
    >>> conversion("kg CO2/kWh", "t CO2/MWh"), conversion("%", "share")
    (1.0, 0.01)
    """
    one, other = parse_unit(given), parse_unit(wanted)
    if one.dimension != other.dimension:
        raise UnitError(
            message(
                "'{given}' does not measure what '{wanted}' measures; give {wanted}.",
                given=given,
                wanted=wanted,
            )
        )
    return one.factor / other.factor


def unit_name(unit: str, say: Language) -> str:
    """Return a unit of a parameter as people write it; a share has none."""
    return say(_NAMES[unit]) if unit in _NAMES else say.unit_name(unit)


def _part(text: str, whole: str) -> tuple[str, float]:
    part, ten = text.strip(), 1.0
    power = _POWER.match(part)
    if power:
        ten, part = 10.0 ** int(power[1]), power[2]
    word, _, substance = part.partition(" ")
    chinese = _CHINESE.fullmatch(word)
    if chinese:
        word, ten = _CHINESE_UNITS[chinese["unit"]], ten * _CHINESE_SCALES[chinese["scale"] or ""]
    if word not in _SCALES:
        raise UnitError(
            message(
                "'{whole}' is not a unit that tanmai knows: '{word}'.{nearest} Known: {scales}; "
                "a substance may follow (t CO2), a power of ten precede (10^4 t); or in Chinese "
                "(万吨, 亿元).",
                whole=whole,
                word=word or whole,
                nearest=did_you_mean(word, _SCALES),
                scales=listed(_SCALES),
            )
        )
    name, scale = _SCALES[word]
    return f"{name} {substance}".strip(), ten * scale
