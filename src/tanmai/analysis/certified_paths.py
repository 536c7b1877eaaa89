"""Paths with their carbon, and a rest that is known though it was not searched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from tanmai.core.notebook import Shown
from tanmai.core.units import header

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int32]


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class CertifiedPaths(Shown):
    """P paths of a demand, largest first, and what the rest carries at most.

    Attributes
    ----------
    unit : str
        Unit of the emissions.
    steps : array (P, T + 1)
        What each path goes through, from final demand upstream; −1 beyond its end.
    carbon : array (P,)
        Emissions at the far end of each path, for this demand; below zero where
        the demand is (stock drawn down).
    gross : array (P,)
        The same with every cell of the demand taken without its sign; equal to
        ``carbon`` where no cell is negative.
    total : float
        Emissions of all paths.
    cut_off : float
        No path of the rest carries more than this.
    rest_bound : float
        What the rest carries at most, in either direction; for a demand without
        negative cells it is the rest itself.
    """

    unit: str
    steps: IntArray
    carbon: FloatArray
    gross: FloatArray
    total: float
    cut_off: float
    rest_bound: float

    def __repr__(self) -> str:
        return (
            f"<{type(self).__name__}: {len(self.carbon)} carry {100 * self.coverage:.1f} % of "
            f"{self.total:,.6g} {self.unit}, the rest {100 * self.rest_share:.1f} % at most>"
        )

    @cached_property
    def tier(self) -> NDArray[np.int64]:
        """Number of steps of each path (P,)."""
        return np.asarray((self.steps >= 0).sum(axis=1) - 1)

    @cached_property
    def share(self) -> FloatArray:
        """Share of each path in the total (P,), from 0 to 1."""
        return np.asarray(self.carbon / self.total)

    @property
    def coverage(self) -> float:
        """Share of the total that the paths carry together."""
        return float(self.carbon.sum() / self.total)

    @property
    def rest_share(self) -> float:
        """Share of the total that the rest carries at most."""
        return self.rest_bound / self.total

    @cached_property
    def emitter(self) -> NDArray[np.int64]:
        """What emits, at the far end of each path (P,)."""
        return np.asarray(self.steps[np.arange(len(self.carbon)), self.tier], dtype=np.int64)

    def chains(self, top: int | None = None) -> list[list[int]]:
        """Return what the ``top`` largest paths, or all, go through, from the emitter on."""
        return [row[row >= 0][::-1].tolist() for row in self.steps[:top]]

    def largest(self, count: int, coverage: float) -> Self:
        """Return the largest paths alone: as few as reach the coverage, and at most ``count``."""
        reached = np.flatnonzero(np.cumsum(self.carbon) >= coverage * self.total)
        kept = min(count, int(reached[0]) + 1 if reached.size else len(self.carbon))
        if kept >= len(self.carbon):
            return self
        return replace(
            self,
            steps=trimmed(self.steps[:kept]),
            carbon=self.carbon[:kept],
            gross=self.gross[:kept],
            cut_off=float(abs(self.carbon[kept])),
            rest_bound=self.rest_bound + float(self.gross[kept:].sum()),
        )


def trimmed(steps: IntArray) -> IntArray:
    """Return the steps without the columns that no path reaches."""
    return steps[:, : max(1, int((steps >= 0).sum(axis=1).max(initial=1)))]


def path_coverage(rows: Sequence[tuple[str, str, str, CertifiedPaths]]) -> pd.DataFrame:
    """Return how much paths cover: of each the table, the codes of both ends, and the paths."""
    import pandas as pd

    unit = header(rows[0][3].unit)
    columns = (
        *("table", "from_adcode", "to_adcode", f"total_{unit}", "listed", "covered_percent"),
        *("rest_percent_at_most", f"largest_of_rest_at_most_{unit}"),
    )
    covered = [
        (
            *(table, origin, destination, paths.total, len(paths.carbon), 100.0 * paths.coverage),
            *(100.0 * paths.rest_share, paths.cut_off),
        )
        for table, origin, destination, paths in rows
    ]
    return pd.DataFrame(covered, columns=columns)
