"""Readings of a flow of carbon: what it means that a region emits for another.

Each reading is a table made from the table of a study, of which the ordinary account
C = R' f̂ L Y is taken, so that every reading keeps every identity of the accounts: what is
emitted goes to final demand and to the sinks that the reading leaves, and to nothing else.
"""

from tanmai.accounting.readings.agreement import kendalls_w
from tanmai.accounting.readings.definitions import under_reading
from tanmai.accounting.readings.gravity import costs_between, rebuilt_trade
from tanmai.core.readings import (
    DEFAULT_READING,
    GRAVITY_EXPONENTS,
    OF_THE_WHOLE_TABLE,
    READINGS,
    Reading,
    of_products,
)

__all__ = [
    "DEFAULT_READING",
    "GRAVITY_EXPONENTS",
    "OF_THE_WHOLE_TABLE",
    "READINGS",
    "Reading",
    "costs_between",
    "kendalls_w",
    "of_products",
    "rebuilt_trade",
    "under_reading",
]
