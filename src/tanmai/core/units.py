"""Units, parsed once at reading and carried with every result.

Inside the package money is 10⁴ CNY and emissions are Mt CO2; a table in
another unit is scaled when it is read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from tanmai.core.errors import UnitError, did_you_mean
from tanmai.core.messages import listed, message

MONEY = "10^4 CNY"
EMISSIONS = "Mt CO2"
TONNES_PER_MEGATONNE = 1e6

NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
"""A number as a file writes it: no thousands separators, no other digits, no names of numbers."""

_MONEY_FACTORS = {
    "10^4 CNY": 1.0,
    "10⁴ CNY": 1.0,
    "1e4 CNY": 1.0,
    "10 thousand yuan": 1.0,
    "10,000 yuan": 1.0,
    "10000 yuan": 1.0,
    "万元": 1.0,
    "CNY": 1e-4,
    "yuan": 1e-4,
    "元": 1e-4,
    "thousand CNY": 0.1,
    "千元": 0.1,
    "million CNY": 1e2,
    "M.CNY": 1e2,
    "百万元": 1e2,
    "10^8 CNY": 1e4,
    "100 million yuan": 1e4,
    "亿元": 1e4,
    "billion CNY": 1e5,
}
_EMISSION_FACTORS = {
    "Mt CO2": 1.0,
    "Mt CO₂": 1.0,
    "MtCO2": 1.0,
    "Mt": 1.0,
    "million tonnes": 1.0,
    "百万吨": 1.0,
    "10^4 t CO2": 1e-2,
    "万吨": 1e-2,
    "kt CO2": 1e-3,
    "kt": 1e-3,
    "Gg": 1e-3,
    "t CO2": 1e-6,
    "t": 1e-6,
    "吨": 1e-6,
    "kg CO2": 1e-9,
    "kg": 1e-9,
}


def is_number(text: str) -> bool:
    """Say whether a text is a number and nothing but a number.

    Examples
    --------
    >>> is_number("1.5e3"), is_number("1_5"), is_number("1,500"), is_number("nan")
    (True, False, False, False)
    """
    return re.fullmatch(NUMBER, text.strip()) is not None


@dataclass(frozen=True)
class Unit:
    """A unit as it was read, and the factor that turns it into the package's own.

    Attributes
    ----------
    symbol : str
        The package's unit, for example ``"10^4 CNY"``.
    read_as : str
        The unit's text in the source.
    factor : float
        Multiply values in ``read_as`` by this to have them in ``symbol``.
    """

    symbol: str
    read_as: str
    factor: float


# A scale (10^4, million, 万) before or after a currency, or before a weight.
_POWERS_OF_TEN = {
    "10^3": 1e3,
    "10^4": 1e4,
    "10^5": 1e5,
    "10^6": 1e6,
    "10^7": 1e7,
    "10^8": 1e8,
    "10^9": 1e9,
    "ten thousand": 1e4,
    "10 thousand": 1e4,
    "hundred million": 1e8,
    "100 million": 1e8,
    "thousand": 1e3,
    "million": 1e6,
    "mn": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "trillion": 1e12,
}
_CHINESE_SCALES = {
    "": 1.0,
    "千": 1e3,
    "万": 1e4,
    "十万": 1e5,
    "百万": 1e6,
    "千万": 1e7,
    "亿": 1e8,
    "十亿": 1e9,
    "百亿": 1e10,
    "千亿": 1e11,
    "万亿": 1e12,
}
_WEIGHTS = {"mt": 1e6, "tg": 1e6, "gt": 1e9, "pg": 1e9, "kt": 1e3, "gg": 1e3, "t": 1.0, "kg": 1e-3}


def any_of(words: Iterable[str]) -> str:
    """Return a pattern of any of some words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True) if word)


_SCALE = rf"(?:{any_of(_POWERS_OF_TEN)}|10,000|10 000|10000|1e[3-9])"
_CURRENCY = r"(?:chinese yuan|yuan|cny|rmb|renminbi|人民币)"
_ZH = any_of(_CHINESE_SCALES)
_CO2 = r"(?:[ -]?(?:of )?(?:co2|carbon dioxide|二氧化碳)(?:e|eq|-?eq|当量)?)"
_MONEY_TEXT = re.compile(
    rf"(?P<before>{_SCALE}) ?(?:x |\* )?{_CURRENCY}(?: ?(?:yuan|rmb|cny))?"
    rf"|{_CURRENCY} ?(?P<after>{_SCALE})"
    rf"|(?:人民币)? ?(?P<zh>{_ZH}) ?元(?:人民币)?(?! ?/)"
)
_EMISSION_TEXT = re.compile(
    rf"(?P<zh>{_ZH})?吨(?!标|/|标准){_CO2}?"
    rf"|(?P<before>{_SCALE}) ?(?:metric )?(?:tonnes?|tons?|t){_CO2}?(?![a-z/])"
    rf"|(?P<weight>mt|tg|gt|pg|kt|gg|kg){_CO2}?(?![a-z/])"
    rf"|(?P<bare>t){_CO2}(?![a-z/])|(?P<word>tonnes|metric tons?|tons){_CO2}?(?![a-z/])"
)
_AFTER_THE_WORD = re.compile(
    r"(?:计量单位|单位|\bunits?(?: of (?:measure|account))?)\s*(?:[:=]|is|为|是)?\s*"
    r"([^();,。、\]】]+)"
)
_IN_BRACKETS = re.compile(r"[(\[【]\s*([^()\[\]【】]+?)\s*[)\]】]")
_AFTER_IN = re.compile(r"\bin ([^();,]+)")
_AMOUNT = re.compile(r"(?:^|[^a-z0-9.])[0-9][0-9.,]*\s*$")
_ALONE = frozenset({"元", "人民币元", "吨", "tons", "tonnes"})
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def plain_unit(text: str) -> str:
    """Return a text in one form: 10⁴ as 10^4, CO₂ as co2, single blanks, small letters."""
    powers = re.sub(r"10\s*([⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda m: "10^" + m[1].translate(_SUPERSCRIPTS), text)
    powers = re.sub(r"10\s*(?:\^|\*\*)\s*(?=\d)", "10^", powers)
    return " ".join(unicodedata.normalize("NFKC", powers).casefold().split())


def _scale(text: str) -> float:
    if text in _POWERS_OF_TEN:
        return _POWERS_OF_TEN[text]
    return float(text.replace(",", "").replace(" ", ""))


def _money_factor(found: re.Match[str]) -> float:
    if found["zh"] is not None:
        return _CHINESE_SCALES[found["zh"]] * 1e-4
    return _scale(found["before"] or found["after"]) * 1e-4


def _emission_factor(found: re.Match[str]) -> float:
    if found["weight"]:
        return _WEIGHTS[found["weight"]] * 1e-6
    if found["before"]:
        return _scale(found["before"]) * 1e-6
    return _CHINESE_SCALES[found["zh"] or ""] * 1e-6


def _factor_of(text: str, factors: dict[str, float], grammar: re.Pattern[str]) -> float | None:
    """Return the factor of a text that is a unit and nothing else."""
    folded = {plain_unit(key): value for key, value in factors.items()}
    plain = plain_unit(text)
    if plain in folded:
        return folded[plain]
    found = grammar.fullmatch(plain)
    factor_of = _money_factor if grammar is _MONEY_TEXT else _emission_factor
    return factor_of(found) if found else None


def _parse(
    text: str, factors: dict[str, float], grammar: re.Pattern[str], symbol: str, kind: str
) -> Unit:
    factor = _factor_of(text, factors, grammar)
    if factor is None:
        raise UnitError(
            message(
                "'{text}' is not a unit of {kind} that tanmai knows.{nearest} Known: {known}.",
                text=text,
                kind=kind,
                nearest=did_you_mean(text, factors),
                known=listed(factors),
            )
        )
    return Unit(symbol, text, factor)


def parse_money(text: str) -> Unit:
    """Parse a unit of money of a Chinese table: ``万元``, ``10^8 CNY``, ``billion RMB``.

    Raises
    ------
    UnitError
        The unit is unknown; the message lists those that are known.
    """
    return _parse(text, _MONEY_FACTORS, _MONEY_TEXT, MONEY, "money")


def parse_emissions(text: str) -> Unit:
    """Parse a unit of CO2 emissions: ``Mt CO2``, ``万吨``, ``10^4 t``.

    Raises
    ------
    UnitError
        The unit is unknown; the message lists those that are known.
    """
    return _parse(text, _EMISSION_FACTORS, _EMISSION_TEXT, EMISSIONS, "emissions")


def money_units_in(text: str) -> tuple[Unit, ...]:
    """Return the units of money that a title, a label or a note states, wherever it does.

    A unit alone (元, yuan) counts in brackets or after "unit" only, and an amount
    (82万亿元) never.

    Examples
    --------
    >>> [unit.factor for unit in money_units_in("2017年投入产出表（计量单位：亿元）")]
    [10000.0]
    """
    return _units_in(text, _MONEY_FACTORS, _MONEY_TEXT, MONEY)


def emission_units_in(text: str) -> tuple[Unit, ...]:
    """Return the units of emissions that a label or a note states, as `money_units_in`."""
    return _units_in(text, _EMISSION_FACTORS, _EMISSION_TEXT, EMISSIONS)


def _units_in(
    text: str, factors: dict[str, float], grammar: re.Pattern[str], symbol: str
) -> tuple[Unit, ...]:
    plain = plain_unit(text)
    factor_of = _money_factor if grammar is _MONEY_TEXT else _emission_factor
    found: dict[float, str] = {}
    for context in (_AFTER_THE_WORD, _IN_BRACKETS, _AFTER_IN):
        for said in (match[1].strip() for match in context.finditer(plain)):
            factor = _factor_of(said, factors, grammar)
            if factor is not None:
                found.setdefault(factor, said)
    for stated in grammar.finditer(plain):
        before = plain[: stated.start()]
        within_word = re.search(r"[a-z]$", before) and stated[0][0].isascii()
        if not (_AMOUNT.search(before) or within_word or stated[0] in _ALONE):
            found.setdefault(factor_of(stated), stated[0])
    return tuple(Unit(symbol, said, factor) for factor, said in found.items())


def stated_unit(text: str) -> str | None:
    """Return what a text states after the word unit (单位) and a colon, or None; known or not."""
    plain = plain_unit(text)
    found = _AFTER_THE_WORD.search(plain)
    return found[1].strip() if found and ":" in found[0] else None


def header(symbol: str) -> str:
    """Return a unit as it stands in the header of a column.

    Examples
    --------
    >>> header("Mt CO2"), header("10^4 CNY")
    ('MtCO2', '1e4CNY')
    """
    return symbol.replace("10^", "1e").replace(" ", "")


def intensity_unit(money: str, emissions: str) -> tuple[str, float]:
    """Return the header of an intensity and the factor that brings it there.

    Examples
    --------
    >>> intensity_unit("10^4 CNY", "Mt CO2"), intensity_unit("10^4 CNY", "10^8 m3")
    (('tCO2_per_1e4CNY', 1000000.0), ('1e8m3_per_1e4CNY', 1.0))
    """
    if (money, emissions) == (MONEY, EMISSIONS):
        return "tCO2_per_1e4CNY", TONNES_PER_MEGATONNE
    return f"{header(emissions)}_per_{header(money)}", 1.0
