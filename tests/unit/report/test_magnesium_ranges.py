"""Sentences on magnesium are held to the intervals of the numbers that they stand on."""

from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest

from tanmai.core.language import Language
from tanmai.metals.magnesium.pages.coupling import said_of_order
from tanmai.metals.magnesium.pages.flows import flow_findings
from tanmai.metals.magnesium.results import magnesium_mass


def grids(**ranges):
    rows = [
        {"region_en": name, "region_zh": name, "grid_factor": end, "total_t_per_t": value}
        for name, ends in ranges.items()
        for end, value in zip(("low", "value", "high"), ends, strict=True)
    ]
    return SimpleNamespace(tables={"at_grid_factors": pd.DataFrame(rows)})


@pytest.mark.parametrize(
    ("ranges", "said"),
    [
        ({"A": (5, 6, 7), "B": (2, 3, 4)}, "the order of the provinces holds"),
        ({"A": (5, 6, 7), "B": (2, 3, 5), "C": (0, 1, 1)}, "they do not order A and B."),
        ({"A": (5, 6, 7)}, ""),
    ],
)
def test_provinces_are_ordered_only_where_their_ranges_are_apart(ranges, said):
    found = said_of_order(grids(**ranges), Language("en"))
    assert said in found
    assert bool(found) == bool(said)


def test_a_measurement_is_held_to_its_own_interval():
    result = magnesium_mass()
    reconciled = result.flows.solution.reconciliation
    frame = reconciled.flows.copy()
    inside = frame["adjustment_in_sd"].abs().max() <= 1.96
    said = " ".join(flow_findings(result, Language("en")).answer)
    assert ("keeps all" in said) == inside
    frame.iloc[0, frame.columns.get_loc("adjustment_in_sd")] = -7.25
    solution = replace(result.flows.solution, reconciliation=replace(reconciled, flows=frame))
    moved = replace(result, flows=replace(result.flows, solution=solution))
    said = " ".join(flow_findings(moved, Language("en")).answer)
    assert "out of their own 95 % intervals" in said
    assert "7.2 standard deviations" in said
