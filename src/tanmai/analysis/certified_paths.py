"""Paths with their carbon, and a rest that is known though it was not searched."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int32]


@dataclass(frozen=True, eq=False, kw_only=True)
class CertifiedPaths:
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
