"""Ranks of draws, whatever the accounts are."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tanmai.analysis.intervals import Ensemble
from tanmai.analysis.spread import Spread
from tanmai.core.flow_matrix import FlowMatrix
from tanmai.core.labels import mainland_provinces

M = 6
REGIONS = mainland_provinces()[:M]
AMOUNTS = st.integers(0, 40).map(float)


@st.composite
def ensembles(draw):
    """Draws of accounts in small whole numbers, so that many are equal."""
    count = draw(st.integers(2, 8))
    flows = draw(arrays(float, (count, M, M), elements=AMOUNTS))
    produced, consumed = (draw(arrays(float, (count, M), elements=AMOUNTS)) for _ in range(2))
    central = SimpleNamespace(
        table=SimpleNamespace(regions=REGIONS, emission_unit="Mt CO2"),
        flows=FlowMatrix(REGIONS, flows[0], "Mt CO2"),
        production_based=produced[0],
        consumption_based=consumed[0],
        net_outflow=flows[0].sum(axis=1) - flows[0].sum(axis=0),
    )
    key = np.array([draw(st.permutations(range(1, M + 1))) for _ in range(count)], dtype=float)
    return Ensemble(
        central=central,
        key_rank_central=key[0],
        flows=flows,
        production_based=produced,
        consumption_based=consumed,
        key_rank=key,
        spread=Spread(),
        by_fuel=False,
        method="dense_lu",
        seed=0,
    )


@given(ensembles(), st.integers(1, M), st.sampled_from((0.5, 0.9)))
def test_rank_intervals_are_ranks_in_order(drawn, top, level):
    frame = drawn.rank_intervals(top, level)
    assert len(frame) == 4 * M
    assert (frame["low"] >= 1).all()
    assert (frame["high"] <= M).all()
    assert (frame["low"] <= frame["median"]).all()
    assert (frame["median"] <= frame["high"]).all()
    among = frame[f"among_top_{top}_percent"]
    assert (frame["first_percent"] <= among).all()
    for _, part in frame.groupby("account"):
        assert part["rank"].is_monotonic_increasing
        # somebody is first in every draw, several where values are equal
        assert part["first_percent"].sum() >= 100.0 - 1e-9
        assert part[f"among_top_{top}_percent"].sum() >= 100.0 * top - 1e-9


@given(ensembles())
def test_each_region_has_one_composite_rank(drawn):
    key = drawn.rank_intervals(top=M).query("account == 'key_province'")
    assert sorted(key["rank"]) == list(range(1, M + 1))
    assert key["first_percent"].sum() == pytest.approx(100.0)
    assert (key[f"among_top_{M}_percent"] == 100.0).all()


@given(ensembles())
def test_a_wider_level_holds_a_narrower_one(drawn):
    wide, narrow = (
        drawn.rank_intervals(level=level).set_index(["account", "adcode"]) for level in (0.9, 0.5)
    )
    assert (wide["low"] <= narrow["low"]).all()
    assert (wide["high"] >= narrow["high"]).all()
