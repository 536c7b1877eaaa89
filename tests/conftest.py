"""Fixtures of the whole suite: made-up tables (see ``made_up.py``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import made_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from tanmai.table import MrioTable


@pytest.fixture(scope="session")
def small_table() -> MrioTable:
    """3 provinces x 4 sectors in whole numbers; tables are frozen, so all tests share it."""
    return made_up.small_table()


@pytest.fixture(scope="session")
def make_table() -> Callable[..., MrioTable]:
    """Factory ``make_table(seed, m, n, k, idle)`` of balanced random tables."""
    return made_up.make_table


@pytest.fixture(scope="session")
def make_trade_share_table() -> Callable[..., MrioTable]:
    """Factory ``make_trade_share_table(seed, m, n, k)``, in trade-share form."""
    return made_up.make_trade_share_table
