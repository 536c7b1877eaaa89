"""Units, parsed once at reading and carried with every result.

Inside the package money is 10⁴ CNY and emissions are Mt CO2; a table in
another unit is scaled when it is read.
"""

from __future__ import annotations

from dataclasses import dataclass

from tanmai.errors import UnitError, did_you_mean

MONEY = "10^4 CNY"
EMISSIONS = "Mt CO2"

_MONEY_FACTORS = {
    "10^4 CNY": 1.0,
    "10⁴ CNY": 1.0,
    "1e4 CNY": 1.0,
    "10 thousand yuan": 1.0,
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


def _parse(text: str, factors: dict[str, float], symbol: str, kind: str) -> Unit:
    folded = {key.casefold(): value for key, value in factors.items()}
    key = " ".join(text.split()).casefold()
    if key not in folded:
        raise UnitError(
            f"'{text}' is not a unit of {kind} that tanmai knows."
            f"{did_you_mean(text, factors)} Known: {', '.join(factors)}."
        )
    return Unit(symbol, text, folded[key])


def parse_money(text: str) -> Unit:
    """Parse a unit of money of a Chinese table.

    Raises
    ------
    UnitError
        The unit is unknown; the message lists those that are known.
    """
    return _parse(text, _MONEY_FACTORS, MONEY, "money")


def parse_emissions(text: str) -> Unit:
    """Parse a unit of CO2 emissions.

    Raises
    ------
    UnitError
        The unit is unknown; the message lists those that are known.
    """
    return _parse(text, _EMISSION_FACTORS, EMISSIONS, "emissions")


def header(symbol: str) -> str:
    """Return a unit as it stands in the header of a column.

    Examples
    --------
    >>> header("Mt CO2"), header("10^4 CNY")
    ('MtCO2', '1e4CNY')
    """
    return symbol.replace("10^", "1e").replace(" ", "")
