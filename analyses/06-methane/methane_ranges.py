"""Ranges of the estimate: by source, of the nation's total and of a province's share in it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from methane_sources import HERE

NATION = "china"


def uncertainty() -> pd.DataFrame:
    """Return the bounds by source, and by province where it has its own."""
    return pd.read_csv(HERE / "uncertainty.csv", dtype={"province": str}, keep_default_na=False)


def ranges(cells: pd.DataFrame) -> pd.DataFrame:
    """Return CH4 of each province and of the nation with its lower and upper bound, kt.

    The deviation of a source is that of the nation's total and that of the share, as the root of
    the sum of squares; sources are taken as independent of each other. Of the nation only its
    totals deviate.
    """
    by_source = cells.groupby(["year", "province", "source"], as_index=False)["CH4_kt"].sum()
    nation = cells.groupby(["year", "source"], as_index=False)["CH4_kt"].sum()
    both = pd.concat([nation.assign(province=NATION), by_source], ignore_index=True)
    both = both.merge(_bounds(both), on=["source", "province"])
    share = both["province"] != NATION
    for end in ("low", "high"):
        deviation = np.hypot(both[f"national_{end}"] - 1, (both[f"share_{end}"] - 1) * share)
        both[end] = (both["CH4_kt"] * deviation) ** 2
    summed = both.groupby(["year", "province"])[["CH4_kt", "low", "high"]].sum()
    return summed.assign(
        low=(summed["CH4_kt"] - np.sqrt(summed["low"])).clip(lower=0),
        high=summed["CH4_kt"] + np.sqrt(summed["high"]),
    ).reset_index()


def _bounds(both: pd.DataFrame) -> pd.DataFrame:
    known = uncertainty().drop(columns="reason")
    general = known[known["province"] == ""].drop(columns="province")
    special = known[known["province"] != ""].set_index(["source", "province"])
    pairs = both[["source", "province"]].drop_duplicates()
    found = pairs.merge(general, on="source").set_index(["source", "province"])
    found.update(special)
    return found.reset_index()
