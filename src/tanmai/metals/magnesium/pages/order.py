"""What the order of the provinces is worth, within the ranges of the grid factors."""

from __future__ import annotations

from tanmai.core.language import Language
from tanmai.metals.magnesium.results import CoupledResult

_LEAST_RANKED = 2


def said_of_order(result: CoupledResult, say: Language) -> str:
    """Say whether the provinces keep their order within the ranges of the grid factors."""
    ends = result.tables["at_grid_factors"].pivot_table(
        index=f"region_{say.language}", columns="grid_factor", values="total_t_per_t", sort=False
    )
    ordered = ends.sort_values("value", ascending=False, kind="stable")
    if len(ordered) < _LEAST_RANKED:
        return ""
    low, high = ordered["low"].tolist(), ordered["high"].tolist()
    open_pairs = [
        f"{one}{say(' and ')}{other}"
        for one, other, least, most in zip(
            ordered.index, ordered.index[1:], low, high[1:], strict=False
        )
        if least <= most
    ]
    if not open_pairs:
        return say(" Within the ranges of the factors the order of the provinces stands.")
    return say(
        " The ranges of the factors overlap: they do not order {open_pairs}.",
        open_pairs=say.join(open_pairs),
    )
