"""Which paths and readings the picture of readings shows."""

from __future__ import annotations

import pandas as pd

from tanmai.studies.readings import ReadFlows, ReadingsCompared

MOST_ROWS = 14
"""Paths in the picture; readings.csv has all."""


def shown_paths(compared: ReadingsCompared, listed: pd.DataFrame) -> list[tuple[int, int]]:
    """Return the paths of the picture: the largest of any reading, in the study's order."""
    ends = compared.paths(listed)
    best = {pair: min(int(each.path_ranks[pair]) for each in compared.made) for pair in ends}
    kept = sorted(ends, key=lambda pair: (best[pair], compared.study.path_ranks[pair]))[:MOST_ROWS]
    return [pair for pair in ends if pair in set(kept)]


def shown_readings(compared: ReadingsCompared) -> list[ReadFlows]:
    """Return the columns of the picture: the study's sectors, and its reading in the other."""
    other = [
        each
        for each in compared.made
        if each.scheme != compared.own_scheme and each.reading == compared.chosen
    ]
    return [*compared.own, *other]
