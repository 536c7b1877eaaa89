"""Numbers as people and programs write them in small files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tanmai.core.units import NUMBER

_WITH_SEPARATORS = re.compile(
    r"[+-]?[0-9]{1,3}(?P<mark>[,， \u00a0\u202f])[0-9]{3}((?P=mark)[0-9]{3})*(\.[0-9]*)?"
)
_SEPARATORS = re.compile("[,， \u00a0\u202f]")
# Signs of statistical yearbooks and programs for what has no number.
_NO_NUMBER = frozenset(
    (
        *("", "-", "--", "---", "–", "—", "——", "…", "……", "...", "......", ".."),
        *("na", "n/a", "n.a.", "nan", "null", "none", "#n/a", "无", "缺", "暂缺", "缺失"),
    )
)


def is_no_number(text: str) -> bool:
    """Say whether a cell says that there is no number: blank, a dash, dots, NA.

    Examples
    --------
    >>> is_no_number("…"), is_no_number(" - "), is_no_number("0"), is_no_number("-1")
    (True, True, False, False)
    """
    return text.strip().casefold() in _NO_NUMBER


def is_percent(text: str) -> bool:
    """Say whether a number has a sign of percent."""
    return text.strip().endswith(("%", "％"))


def number_in(text: str) -> float | None:
    """Return the number of a cell, with or without thousands separators; None where it is none.

    A percent is the number before its sign.

    Examples
    --------
    >>> number_in("10,500.0"), number_in("1 050"), number_in("12.5%"), number_in("1,5")
    (10500.0, 1050.0, 12.5, None)
    """
    plain = text.strip().replace("\u2212", "-")
    if is_percent(plain):
        plain = plain[:-1].rstrip()
    if _WITH_SEPARATORS.fullmatch(plain):
        plain = _SEPARATORS.sub("", plain)
    if not re.fullmatch(NUMBER, plain):
        return None
    number = float(plain)
    return number if abs(number) != float("inf") else None


@dataclass(frozen=True)
class Held:
    """A total and the sum of what it should be the total of.

    Attributes
    ----------
    total, summed : float
        The two.
    agrees : bool
        Whether they differ by no more than the numbers are rounded.
    """

    total: float
    summed: float
    agrees: bool


def held_against_sum(total: str, parts: Sequence[str]) -> Held | None:
    """Hold a total against the sum of its parts, as they are written; None where one is no number.

    Examples
    --------
    >>> held_against_sum("3.1", ["1.04", "2.04"]).agrees, held_against_sum("5", ["1", "2"]).agrees
    (True, False)
    """
    whole, found = number_in(total), [number_in(part) for part in parts]
    known = [number for number in found if number is not None]
    if whole is None or not known or len(known) < len(found):
        return None
    summed = float(sum(known))
    steps = sum(0.5 * 10.0 ** -_decimals(text) for text in (total, *parts))
    return Held(whole, summed, abs(summed - whole) <= steps + 1e-9 * abs(whole))


def _decimals(text: str) -> int:
    """Return how many decimals a number is written with."""
    mantissa, _, power = text.strip().casefold().rstrip("%％ ").partition("e")
    return len(mantissa.partition(".")[2]) - int(power or 0)
