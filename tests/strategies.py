"""Hypothesis strategies of made-up tables."""

from __future__ import annotations

from hypothesis import strategies as st

import made_up
from tanmai.core.table import MrioTable


def seeds() -> st.SearchStrategy[int]:
    """Seeds of random numbers."""
    return st.integers(min_value=0, max_value=2**32 - 1)


@st.composite
def tables(draw: st.DrawFn, max_regions: int = 5, max_sectors: int = 5) -> MrioTable:
    """Balanced random tables; some have idle sectors or one category of final demand only."""
    m = draw(st.integers(1, max_regions))
    n = draw(st.integers(1, max_sectors))
    k = draw(st.integers(1, len(made_up.CATEGORIES)))
    idle = draw(st.integers(0, max(0, m * n // 3)))
    return made_up.make_table(draw(seeds()), m, n, k, idle)


@st.composite
def trade_share_tables(draw: st.DrawFn, max_regions: int = 5, max_sectors: int = 5) -> MrioTable:
    """Balanced random tables in trade-share form."""
    m = draw(st.integers(1, max_regions))
    n = draw(st.integers(1, max_sectors))
    k = draw(st.integers(1, len(made_up.CATEGORIES)))
    return made_up.make_trade_share_table(draw(seeds()), m, n, k)
