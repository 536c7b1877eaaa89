"""The additive logarithmic mean Divisia index (LMDI-I) on the elements of a Leontief model.

With the logarithmic mean L(a, b) = (a − b) / ln(a / b), factor k of an element e, a product
of factors, has the effect L(e₁, e₀) ln(k₁ / k₀), which leaves no residual. An element
that is zero in one year has no logarithm; in the limit of the zero going to
nothing its whole change belongs to the factors that are zero, in equal parts.

Sources: Ang (2005); Ang and Liu (2007); Su and Ang (2012).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

from tanmai.accounting.carbon import CarbonAccounts
from tanmai.analysis.demand_factors import DemandFactors
from tanmai.analysis.final_demand import require_bounded_paths
from tanmai.core.errors import OptionError
from tanmai.core.messages import message

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

ZEROS = ("refuse", "analytical limit")
# Where the logarithms differ by less, the arithmetic mean equals the logarithmic to 1e-9.
_NEAR = 1e-4


def log_mean_effects(
    first: CarbonAccounts,
    second: CarbonAccounts,
    before: DemandFactors,
    after: DemandFactors,
    zeros: str,
    parts: Parts | None = None,
) -> FloatArray:
    """Return the LMDI-I effects (k, m, m) of f, L, structure, mix, per head and population.

    Elements are f_i L_ij structure_jsc mix_sc per-head_s population_s, one for every
    emitter, product, region and category.

    Parameters
    ----------
    first, second : CarbonAccounts
        Accounts of the two years; L is written out.
    before, after : DemandFactors
        Their factors of final demand.
    zeros : str
        ``"refuse"`` or ``"analytical limit"``.
    parts : Parts, optional
        Factors of L and of the structure, in the place of each; by default each is one.

    Raises
    ------
    OptionError
        An element is zero in one year only, and zeros are rejected.
    UnsolvableError, ConservationError
        As in `require_bounded_paths`.
    """
    old, new = _Year(first, before), _Year(second, after)
    sums = _Sums(old, new, parts or _whole(old, new))
    for product in range(old.f.size):
        sums.share_common(product)
        for sign, absent, present in ((1.0, old, new), (-1.0, new, old)):
            found = sums.share_limit(product, absent, present, sign)
            if found and zeros == "refuse":
                raise OptionError(
                    message(
                        "Some carbon in the product of {where} is zero in one year and not in "
                        "the other, which has no logarithm. Say zeros='analytical limit' to give "
                        "its change to the factors that are zero, or take the polar average.",
                        where=first.table.index.where(product),
                    )
                )
    return sums.effects()


@dataclass(frozen=True, eq=False)
class Parts:
    """How the effects of L and of the structure of demand are shared out among their factors.

    Attributes
    ----------
    leontief, structure : sequence of (array, array)
        For every factor, what it has of the logarithm of the ratio of two elements; and its
        share in an element that is zero in one of the years. L by product and emitter
        (N, N), the structure by product, and by region and category (N, K).
    """

    leontief: Sequence[tuple[FloatArray, FloatArray]]
    structure: Sequence[tuple[FloatArray, FloatArray]]


def _whole(old: _Year, new: _Year) -> Parts:
    """Return L and the structure as one factor each."""
    return Parts(
        [(_log_ratio(new.leontief, old.leontief), np.ones_like(old.leontief))],
        [(_log_ratio(new.structure, old.structure), np.ones_like(old.structure))],
    )


class _Year:
    """The factors of one year, by product: a = f L of the emitters, b of the destinations."""

    def __init__(self, accounts: CarbonAccounts, factors: DemandFactors) -> None:
        require_bounded_paths(accounts)
        self.f = accounts.direct_intensity
        self.leontief = np.ascontiguousarray(accounts.system.inverse().T)
        self.structure = factors.structure.reshape(self.f.size, -1)
        self.mix = np.abs(factors.mix)
        self.per_head, self.population = factors.per_head, factors.population
        self.scale = (self.mix * factors.level[:, None]).ravel()
        self.negative = factors.mix < 0

    def emitted(self, product: int) -> FloatArray:
        """Return a = f L of a product (N,)."""
        return np.asarray(self.f * self.leontief[product])

    def demanded(self, product: int) -> FloatArray:
        """Return b, final demand of a product by region and category (K,), without its sign."""
        return np.asarray(self.structure[product] * self.scale)


class _Sums:
    """Sums over emitters of a region and over products, by origin and by demand (m, K)."""

    def __init__(self, old: _Year, new: _Year, parts: Parts) -> None:
        self._old, self._new, self._parts = old, new, parts
        self._m, self._c = old.mix.shape
        self._n = old.f.size // self._m
        shape = (self._m, self._m * self._c)
        self._f, self._limit_mix, self._weight = (np.zeros(shape) for _ in range(3))
        self._leontief = np.zeros((len(parts.leontief), *shape))
        self._structure = np.zeros((len(parts.structure), *shape))
        self._log_f = _log_ratio(new.f, old.f)
        self._log_means = _LogMeans(old.f.size, self._m * self._c)

    def share_common(self, product: int) -> None:
        """Share the elements of a product that are above zero in both years."""
        old, new = self._old, self._new
        b0, b1 = old.demanded(product), new.demanded(product)
        columns = np.flatnonzero((b0 > 0) & (b1 > 0))
        if not columns.size:
            return
        a0, a1 = old.emitted(product), new.emitted(product)
        both = (a0 > 0) & (a1 > 0)
        a0, a1 = a0 * both, a1 * both
        logs_l = [log[product] for log, _ in self._parts.leontief]
        rows = np.stack([np.ones_like(a0), self._log_f, *logs_l]).reshape(-1, self._m, self._n)
        by_region = self._log_means.summed(
            rows.transpose(1, 0, 2), a0, a1, b0[columns], b1[columns]
        )
        self._weight[:, columns] += by_region[:, 0]
        self._f[:, columns] += by_region[:, 1]
        self._leontief[:, :, columns] += by_region[:, 2:].transpose(1, 0, 2)
        for effect, (log, _) in zip(self._structure, self._parts.structure, strict=True):
            effect[:, columns] += by_region[:, 0] * log[product, columns]

    def share_limit(self, product: int, absent: _Year, present: _Year, sign: float) -> bool:
        """Share the elements of a product that are zero in one year; return whether there are any.

        An element with z zero factors gives 1/z of itself to each. Elements of the same number of
        zeros among emitters and among destinations are products, so no matrix is formed.
        """
        a, b = present.emitted(product), present.demanded(product)
        zero_f, zero_l = absent.f == 0, absent.leontief[product] == 0
        zero_structure = absent.structure[product] == 0
        zero_mix = absent.mix.ravel() == 0
        zeros_a = zero_f.astype(int) + zero_l
        zeros_b = zero_structure.astype(int) + zero_mix
        if not (zeros_a[a > 0].any() or zeros_b[b > 0].any()):
            return False
        found = False
        for count in (0, 1, 2):
            rows = zeros_a == count
            zeros = count + zeros_b
            if not rows.any() or not zeros.any():
                continue
            share = sign * np.divide(b, zeros, out=np.zeros_like(b), where=zeros > 0)
            emitted = a * rows
            if not emitted.any() or not share.any():
                continue
            found = True
            by_l = [emitted * zero_l * part[product] for _, part in self._parts.leontief]
            rows_of = np.stack([emitted, emitted * zero_f, *by_l]).reshape(-1, self._m, self._n)
            whole, by_f, *by_parts = rows_of.sum(axis=2)[:, :, None] * share
            self._f += by_f
            self._leontief += np.array(by_parts)
            for effect, (_, part) in zip(self._structure, self._parts.structure, strict=True):
                effect += whole * zero_structure * part[product]
            self._limit_mix += whole * zero_mix
        return found

    def effects(self) -> FloatArray:
        """Return the effects (k, m, m), signs of the demand put back."""
        old, new = self._old, self._new
        mix = self._weight * _log_ratio(new.mix, old.mix).ravel() + self._limit_mix
        sign = np.where(old.negative | new.negative, -1.0, 1.0)
        by_category = np.stack([self._f, *self._leontief, *self._structure, mix, self._weight])
        by_category = by_category.reshape(-1, self._m, self._m, self._c)
        *shares, weight = (by_category * sign).sum(axis=3)
        head = weight * np.log(new.per_head / old.per_head)
        people = weight * np.log(new.population / old.population)
        return np.stack([*shares, head, people])


# Columns whose ratio is within e to this power of the middle one are interpolated, on so many
# nodes more than the interval is long: to the last digits, since what is interpolated is entire
# and of exponential type 1/2.
_HALF_WIDTH, _NODES = 8.0, 14


class _LogMeans:
    """Sums over emitters of logarithmic means of products a b' of two years.

    With the ratio t = ln(b1 / b0), L(a1 b1, a0 b0) = √(b0 b1) L(a1 exp(t/2), a0 exp(-t/2)), and
    that is √(a0 a1) sinh(u/2) / (u/2) with u = ln(a1 / a0) + t: an entire function of t. Its sums
    are formed at Chebyshev nodes of t alone, some twenty in place of hundreds of columns, and
    interpolated.
    """

    def __init__(self, rows: int, columns: int) -> None:
        self._memory = np.empty((2, rows * columns))

    def summed(
        self, rows: FloatArray, a0: FloatArray, a1: FloatArray, b0: FloatArray, b1: FloatArray
    ) -> FloatArray:
        """Return sums of the means of a1 b1' and a0 b0', weighted by rows (m, k, n): (m, k, K)."""
        t = np.log(b1 / b0)
        middle = np.median(t)
        near = np.flatnonzero(np.abs(t - middle) <= _HALF_WIDTH)
        low, high = t[near].min(), t[near].max()
        count = _NODES + int(np.ceil(high - low))
        if count >= near.size:
            return self._summed(rows, a0, a1, b0, b1)
        nodes, basis = _chebyshev(low, high, count, t[near])
        at_nodes = self._summed(rows, a0, a1, np.exp(-nodes / 2), np.exp(nodes / 2))
        sums = np.empty((*rows.shape[:2], t.size))
        sums[:, :, near] = at_nodes @ basis * np.sqrt(b0[near] * b1[near])
        far = np.flatnonzero(np.abs(t - middle) > _HALF_WIDTH)
        if far.size:
            sums[:, :, far] = self._summed(rows, a0, a1, b0[far], b1[far])
        return sums

    def _summed(
        self, rows: FloatArray, a0: FloatArray, a1: FloatArray, b0: FloatArray, b1: FloatArray
    ) -> FloatArray:
        means = self._means(a0, a1, b0, b1)
        return np.asarray(np.matmul(rows, means.reshape(rows.shape[0], rows.shape[2], b0.size)))

    def _means(self, a0: FloatArray, a1: FloatArray, b0: FloatArray, b1: FloatArray) -> FloatArray:
        """Return the means of a1 b1' and a0 b0' (N, K); a row of zeros stays zero."""
        shape = (a0.size, b0.size)
        means, logs = self._memory[:, : a0.size * b0.size].reshape(2, *shape)
        log_a, log_b = _log_ratio(a1, a0), np.log(b1 / b0)
        # one product of rank two writes the matrix once, where two outer products and their
        # difference would write it three times
        np.matmul(np.stack([a1, -a0], axis=1), np.stack([b1, b0]), out=means)
        np.add.outer(log_a, log_b, out=logs)
        near = rows, columns = _near_zero(log_a, log_b)
        logs[near] = 1.0
        means /= logs
        means[near] = 0.5 * (a1[rows] * b1[columns] + a0[rows] * b0[columns])
        return means


def _chebyshev(
    low: float, high: float, count: int, points: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return Chebyshev nodes of an interval, and what interpolates from them to points.

    Parameters
    ----------
    low, high : float
        The interval.
    count : int
        Number of nodes.
    points : array (K,)
        Points of the interval.

    Returns
    -------
    nodes : array (count,)
    basis : array (count, K)
        Values at the nodes times it are values at the points.
    """
    middle, half = 0.5 * (high + low), max(0.5 * (high - low), np.finfo(float).tiny)
    nodes, coefficients = _of_values(count)
    scaled = np.clip((points - middle) / half, -1.0, 1.0)
    basis = coefficients @ chebyshev.chebvander(scaled, count - 1).T
    return middle + half * nodes, np.asarray(basis, dtype=np.float64)


@lru_cache(maxsize=32)
def _of_values(count: int) -> tuple[FloatArray, FloatArray]:
    """Return nodes in [-1, 1], and what makes Chebyshev coefficients of values at them."""
    nodes = np.cos(np.pi * (np.arange(count) + 0.5) / count)
    coefficients = np.array(2.0 / count * chebyshev.chebvander(nodes, count - 1), dtype=np.float64)
    coefficients[:, 0] /= 2.0
    return nodes, coefficients


def _near_zero(log_a: FloatArray, log_b: FloatArray) -> tuple[IntArray, IntArray]:
    """Return the rows and columns at which log_a + log_b is near zero, by sorting log_a."""
    order = np.argsort(log_a, kind="stable")
    first, last = np.searchsorted(log_a[order], [-log_b - _NEAR, -log_b + _NEAR])
    count = last - first
    columns = np.repeat(np.arange(log_b.size), count)
    within = np.arange(columns.size) - np.repeat(np.cumsum(count) - count, count)
    return order[first[columns] + within], columns


def _log_ratio(new: FloatArray, old: FloatArray) -> FloatArray:
    """Return ln(new / old), zero where either is zero."""
    both = (new > 0) & (old > 0)
    return np.asarray(np.log(np.where(both, new, 1.0) / np.where(both, old, 1.0)))
