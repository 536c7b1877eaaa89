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
# Emitters whose ratio is within e to this power of the middle one are interpolated.
_HALF_WIDTH = 8.0
# Interpolation of an entire function of exponential type 1/2 to the last digit.
_ROUNDING = 1e-17
# Below this, sinh(u/2) / (u/2) is its series of four terms.
_SMALL = 0.1
_AT_ONCE = 16  # products whose polynomials stay in the cache


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
    for first_product in range(0, old.f.size, _AT_ONCE):
        sums.share_common(np.arange(first_product, min(first_product + _AT_ONCE, old.f.size)))
    for sign, absent, present in ((1.0, old, new), (-1.0, new, old)):
        for product in _with_zeros(absent, present):
            found = sums.share_limit(int(product), absent, present, sign)
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

    def emitted(self, products: int | IntArray) -> FloatArray:
        """Return a = f L of a product (N,), or of several, one a row."""
        return np.asarray(self.f * self.leontief[products])

    def demanded(self, products: int | IntArray) -> FloatArray:
        """Return b, final demand of a product by region and category (K,), without its sign."""
        return np.asarray(self.structure[products] * self.scale)


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

    def share_common(self, products: IntArray) -> None:
        """Share the elements of products that are above zero in both years.

        L(a1 b1, a0 b0) = √(a0 a1) √(b0 b1) sinh(u/2) / (u/2) with u = s + t, s = ln(a1 / a0) of
        the emitter and t = ln(b1 / b0) of the destination: an entire function of s. It is formed
        at Chebyshev nodes of s alone, some ten to thirty for a thousand emitters, and
        interpolated; of emitters far from the others, at their own s.
        """
        a0, a1 = self._old.emitted(products), self._new.emitted(products)
        both = (a0 > 0) & (a1 > 0)
        s = self._log_f + sum(log[products] for log, _ in self._parts.leontief)
        near = both.copy()
        low, high = _ends(s, near)
        for one in np.flatnonzero(high - low > 2 * _HALF_WIDTH):
            near[one] &= np.abs(s[one] - np.median(s[one, both[one]])) <= _HALF_WIDTH
            far = np.flatnonzero(both[one] & ~near[one])
            alone = np.zeros((1, far.size, a0.shape[1]))
            alone[0, np.arange(far.size), far] = np.sqrt(a0[one, far] * a1[one, far])
            self._add(products[[one]], s[[one]][:, far], np.eye(far.size), alone)
        low, high = _ends(s, near)
        some = np.flatnonzero(near.any(axis=1))
        if some.size:
            nodes, of_values, polynomials = _chebyshev(low[some], high[some], s[some])
            polynomials *= (np.sqrt(a0 * a1) * near)[some][:, None, :]
            self._add(products[some], nodes, of_values, polynomials)

    def _add(
        self, products: IntArray, nodes: FloatArray, of_values: FloatArray, polynomials: FloatArray
    ) -> None:
        """Add what products (P,) share: polynomials (P, c, N) of emitters, by values at nodes."""
        count, at = nodes.shape
        b0, b1 = self._old.demanded(products), self._new.demanded(products)
        values = _half_sinh(nodes[:, :, None] + _log_ratio(b1, b0)[:, None, :])
        values *= np.sqrt(b0 * b1)[:, None, :]
        values = of_values.T @ values
        logs = [log[products] for log, _ in self._parts.leontief]
        rows = np.stack([np.ones_like(logs[0]), np.broadcast_to(self._log_f, logs[0].shape), *logs])
        by_region = rows.reshape(-1, count, self._m, self._n).transpose(1, 2, 0, 3)
        of_emitters = polynomials.reshape(count, at, self._m, self._n).transpose(0, 2, 3, 1)
        sums = np.matmul(by_region, of_emitters)
        sums = sums.transpose(2, 1, 0, 3).reshape(-1, self._m, count * at)
        weight, of_f, *of_leontief = sums @ values.reshape(count * at, -1)
        self._weight += weight
        self._f += of_f
        self._leontief += np.array(of_leontief)
        for effect, (log, _) in zip(self._structure, self._parts.structure, strict=True):
            effect += sums[0] @ (values * log[products][:, None, :]).reshape(count * at, -1)

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


def _with_zeros(absent: _Year, present: _Year) -> IntArray:
    """Return the products of which a year may have elements that the other does not have."""
    emitted = present.f * present.leontief > 0
    gone = emitted & ((absent.f == 0) | (absent.leontief == 0))
    demanded = present.structure * present.scale > 0
    not_asked = demanded & ((absent.structure == 0) | (absent.mix.ravel() == 0))
    return np.flatnonzero(gone.any(axis=1) | not_asked.any(axis=1))


def _half_sinh(u: FloatArray) -> FloatArray:
    """Return sinh(u/2) / (u/2), the logarithmic mean of exp(u/2) and exp(-u/2)."""
    square = u * u
    series = 1.0 + square / 24.0 * (1.0 + square / 80.0 * (1.0 + square / 168.0))
    small = square < _SMALL * _SMALL
    half = 0.5 * np.where(small, 1.0, u)
    return np.where(small, series, np.sinh(half) / half)


def _ends(points: FloatArray, where: NDArray[np.bool_]) -> tuple[FloatArray, FloatArray]:
    """Return the least and the largest of some points of each row; of none, they are infinite."""
    low = points.min(axis=1, where=where, initial=np.inf)
    return low, points.max(axis=1, where=where, initial=-np.inf)


def _chebyshev(
    low: FloatArray, high: FloatArray, points: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return Chebyshev nodes of P intervals, and what interpolates from them to points.

    Parameters
    ----------
    low, high : array (P,)
        The intervals.
    points : array (P, N)
        Points of each; those outside count as its ends.

    Returns
    -------
    nodes : array (P, c)
        As many as the longest interval takes.
    of_values : array (c, c)
        What makes coefficients of values at the nodes.
    polynomials : array (P, c, N)
        The polynomials at the points, of which those are the coefficients.
    """
    middle = 0.5 * (high + low)[:, None]
    half = np.maximum(0.5 * (high - low), np.finfo(float).tiny)[:, None]
    nodes, of_values = _of_values(_nodes_of(float(half.max())))
    scaled = np.clip((points - middle) / half, -1.0, 1.0)
    polynomials = np.empty((len(points), nodes.size, points.shape[1]))
    polynomials[:, 0], polynomials[:, 1] = 1.0, scaled
    scaled *= 2.0
    for degree in range(2, nodes.size):
        np.multiply(scaled, polynomials[:, degree - 1], out=polynomials[:, degree])
        polynomials[:, degree] -= polynomials[:, degree - 2]
    return middle + half * nodes, of_values, polynomials


def _nodes_of(half: float) -> int:
    """Return how many nodes an interval of so much to each side takes.

    Of an entire function of type 1/2, c nodes leave no more than some (half / 4)^c / c!.
    """
    count, left = 0, 1.0
    while left > _ROUNDING:
        count += 1
        left *= 0.25 * half / count
    return max(count, 2)


@lru_cache(maxsize=32)
def _of_values(count: int) -> tuple[FloatArray, FloatArray]:
    """Return nodes in [-1, 1], and what makes Chebyshev coefficients of values at them."""
    nodes = np.cos(np.pi * (np.arange(count) + 0.5) / count)
    coefficients = np.array(2.0 / count * chebyshev.chebvander(nodes, count - 1), dtype=np.float64)
    coefficients[:, 0] /= 2.0
    return nodes, coefficients


def _log_ratio(new: FloatArray, old: FloatArray) -> FloatArray:
    """Return ln(new / old), zero where either is zero."""
    both = (new > 0) & (old > 0)
    return np.asarray(np.log(np.where(both, new, 1.0) / np.where(both, old, 1.0)))
