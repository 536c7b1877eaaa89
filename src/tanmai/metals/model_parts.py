"""Parts of a definition in a TOML file: numbers within bounds, names, sources, units of mass."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from tanmai.core.errors import UnitError
from tanmai.core.faults import FaultError
from tanmai.core.messages import Message, listed, message

MASS_IN_TONNES = {"kg": 1e-3, "t": 1.0, "kt": 1e3, "10^4 t": 1e4, "Mt": 1e6}
"""Units that a flow may be given in."""

_IN_CHINESE = {
    "千克": "kg",
    "公斤": "kg",
    "吨": "t",
    "千吨": "kt",
    "万吨": "10^4 t",
    "百万吨": "Mt",
}


def _symbol_of(unit: object) -> object:
    return _IN_CHINESE.get(unit, unit) if isinstance(unit, str) else unit


UnitSymbol = Annotated[str, BeforeValidator(_symbol_of)]
"""A unit as the package writes it; one of mass may be given in Chinese: 万吨."""


def require_mass(given: Iterable[tuple[Message, str]], path: Path) -> None:
    """Reject units that are none of mass; each stands with what is given in it.

    Raises
    ------
    UnitError
        A unit is none of `MASS_IN_TONNES`.
    """
    for owner, unit in given:
        if unit not in MASS_IN_TONNES:
            raise UnitError(
                message(
                    "{path}: {owner} is in '{unit}', which is not a unit of mass; convert it to "
                    "one of {mass_in_tonnes}.",
                    path=path,
                    owner=owner,
                    unit=unit,
                    mass_in_tonnes=listed(MASS_IN_TONNES),
                )
            )


Fraction = Annotated[float, Field(ge=0, le=1)]
# Beyond these no number of the field lies, and quotients of two of them overflow.
_LEAST, _MOST = 1e-30, 1e30


def _zero_or_some(amount: float) -> float:
    if 0 < amount < _LEAST:
        raise FaultError(
            message(
                "an amount is 0 or at least {least}",
                least=f"{_LEAST:g}",
            )
        )
    return amount


Positive = Annotated[
    float,
    Field(gt=0, le=_MOST, allow_inf_nan=False),
    AfterValidator(_zero_or_some),
]
Amount = Annotated[
    float,
    Field(ge=0, le=_MOST, allow_inf_nan=False),
    AfterValidator(_zero_or_some),
]
Finite = Annotated[float, Field(ge=-_MOST, le=_MOST, allow_inf_nan=False)]
Deviation = Annotated[float, Field(ge=1e-6, le=10)]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Part(BaseModel):
    """A part of a definition: no key but those that it knows, and no change once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Named(Part):
    """A part with a key and a name in both languages."""

    key: Key
    name_en: str = Field(min_length=1)
    name_zh: str = Field(min_length=1)

    def name(self, language: str) -> str:
        """Return the name in ``"zh"`` or ``"en"``."""
        return self.name_zh if language == "zh" else self.name_en


class Source(Part):
    """Where numbers come from."""

    citation_en: str = Field(min_length=1)
    citation_zh: str = Field(min_length=1)

    def citation(self, language: str) -> str:
        """Return the citation in ``"zh"`` or ``"en"``."""
        return self.citation_zh if language == "zh" else self.citation_en
