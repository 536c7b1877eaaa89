"""The readings of a flow of carbon by name: what it means that a region emits for another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tanmai.core.messages import Message, message

DEFAULT_READING = "exports_as_sink"
GRAVITY_EXPONENTS: Mapping[str, float] = MappingProxyType(
    {"gravity_0.5": 0.5, "gravity_1": 1.0, "gravity_2": 2.0}
)
"""The readings that rebuild the trade between regions, with the exponent of cost."""

OF_THE_WHOLE_TABLE = (*GRAVITY_EXPONENTS, "competitive_imports")
"""The readings that need the trade shares of a table, before anything of it is merged."""


@dataclass(frozen=True)
class Reading:
    """A reading.

    Attributes
    ----------
    name : str
        Its name on the command line.
    title : Message
        Its name for people.
    meaning : Message
        What a flow from r to s is under it.
    """

    name: str
    title: Message
    meaning: Message


_ALL = (
    Reading(
        DEFAULT_READING,
        message("Exports separate"),
        message(
            "emitted in r for the final demand of s; emissions for exports are kept separate and "
            "belong to no region."
        ),
    ),
    Reading(
        "exports_at_origin",
        message("Exports at origin"),
        message("emitted in r for the final demand and the exports of s."),
    ),
    Reading(
        "direct_sales",
        message("Direct sales"),
        message(
            "emitted by the sellers in r themselves for all that they sell to s, for intermediate "
            "or final use, upstream emissions excluded: f (z + y)."
        ),
    ),
    Reading(
        "final_producer",
        message("Final producer"),
        message(
            "emitted in r for the final goods made in s, exports included, whoever consumes them."
        ),
    ),
    Reading(
        "bilateral_trade",
        message("Bilateral trade (EEBT)"),
        message(
            "emitted in r, by its own technology alone, for all that it sells to s; intermediate "
            "goods count as demand of s."
        ),
    ),
    Reading(
        "competitive_imports",
        message("Competitive imports"),
        message(
            "emitted in r for the final demand of s if imports were made as the domestic products "
            "beside them are; flows are too large by that amount, which is entered as a negative "
            "balancing item."
        ),
    ),
    *(
        Reading(
            name,
            message("Gravity exponent {exponent}", exponent=f"{exponent:g}"),
            message(
                "emitted in r for the final demand of s, with trade between regions rebuilt from "
                "the total outflow and inflow of every product by transport cost to the power "
                "−{exponent}; exports separate.",
                exponent=f"{exponent:g}",
            ),
        )
        for name, exponent in GRAVITY_EXPONENTS.items()
    ),
)
READINGS: Mapping[str, Reading] = MappingProxyType({reading.name: reading for reading in _ALL})
"""Every reading by name; the first is the default."""


def of_products(name: str) -> bool:
    """Whether a reading has final products, so that a focus on products can keep to some."""
    return name not in ("direct_sales", "bilateral_trade")
