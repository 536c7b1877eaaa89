"""Which of some vectors are sums of others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

# Totals are of numbers that were rounded; no real sector comes near the sum of others everywhere.
_TOLERANCE = 1e-3
_NEAR_WHOLE = 0.01
_INDEPENDENT = 1e-8
_MOST = 500


def sums_of_others(blocks: Sequence[FloatArray], own: int) -> list[tuple[int, tuple[int, ...]]]:
    """Return the labels whose numbers are those of another, or the sum of others, with these.

    Parameters
    ----------
    blocks : sequence of array (c, a, b)
        The numbers of each of c labels, in blocks of any b.
    own : int
        The first ``own`` cells of the first block belong to the c labels, and are left out where
        a label is held against others: cell i for label i. 0 where none does.

    Returns
    -------
    list of (int, tuple of int)
        Position of each sum, and of its parts; one part alone is equal to it.

    Notes
    -----
    From the smallest to the largest, each label is fitted by least squares with the
    smaller ones that are independent; it is a sum where all coefficients are 0 or 1
    (or up to the number of equal parts) and nothing is left, and a part of one of them
    where that one alone is added and others are taken. More than 500 labels are not
    compared.
    """
    if not 1 < len(blocks[0]) <= _MOST:
        return []
    products = sum(map(_products, blocks))
    scale = np.sqrt(np.diagonal(products))
    lengths = np.outer(*[np.where(scale > 0, scale, 1.0)] * 2)
    of_own = blocks[0][:, :, :own]
    basis: list[int] = []
    equals: dict[int, list[int]] = {}
    found: list[tuple[int, tuple[int, ...]]] = []
    for at in (int(position) for position in np.argsort(scale, kind="stable")):
        if scale[at] == 0:
            continue
        without = of_own[:, :, at] @ of_own[:, :, at].T if at < own else 0.0
        share = _fitted((products - without) / lengths, basis, at)
        if share is None:
            basis.append(at)
            equals[at] = [at]
            continue
        times = share * scale[at] / scale[basis]
        whole = np.rint(times).astype(int)
        added, taken = _parts(whole, basis, equals), _parts(-whole, basis, equals)
        if np.abs(times - whole).max() > _NEAR_WHOLE or len(added) + len(taken) != (
            np.abs(whole).sum()
        ):
            continue
        if len(added) == 1 and not taken:
            equals[added[0]].append(at)
            found += [(at, (added[0],))]
        elif len(added) == 1:
            # a total with a negative part, an inventory drawn down, may be smaller than another
            found += [(added[0], (at, *taken))]
        elif not taken:
            found += [(at, tuple(added))]
    return [
        (total, tuple(sorted(parts)))
        for total, parts in found
        if _adds_up(blocks, total, list(parts), own)
    ]


def _products(block: FloatArray) -> FloatArray:
    """Return the inner products (c, c) of the labels of a block, which is not copied."""
    return np.asarray((block.transpose(1, 0, 2) @ block.transpose(1, 2, 0)).sum(axis=0))


def _parts(times: NDArray[np.int_], basis: list[int], equals: dict[int, list[int]]) -> list[int]:
    """Return the labels that stand so many times in a sum: of equal ones, one after another."""
    return [
        part
        for one, number in zip(basis, times.tolist(), strict=True)
        for part in equals[one][: max(number, 0)]
    ]


def _fitted(gram: FloatArray, basis: list[int], at: int) -> FloatArray | None:
    """Return the coefficients of a vector in a basis, or None where it is independent of it."""
    both = [*basis, at]
    if not basis or gram[at, at] <= 0 or _is_independent(gram[np.ix_(both, both)]):
        return None
    products = gram[basis, at]
    share = np.linalg.lstsq(gram[np.ix_(basis, basis)], products, rcond=_INDEPENDENT)[0]
    left = gram[at, at] - products @ share
    return np.asarray(share) if left <= _TOLERANCE**2 * gram[at, at] else None


def _is_independent(gram: FloatArray) -> bool:
    """Whether the last of some vectors, by their inner products, is far from all the others.

    Most are, and that is found in a twentieth of the time that a fit takes.
    """
    try:
        factor = np.linalg.cholesky(gram)
    except np.linalg.LinAlgError:
        return False
    return bool(factor[-1, -1] ** 2 > _TOLERANCE**2 * gram[-1, -1])


def _adds_up(blocks: Sequence[FloatArray], at: int, parts: list[int], own: int) -> bool:
    """Whether parts add up to a label in more cells than there are parts to choose."""
    totals, others = [block[at] for block in blocks], [block[parts].sum(axis=0) for block in blocks]
    if at < own:
        totals[0], others[0] = (np.delete(cells, at, axis=1) for cells in (totals[0], others[0]))
    left = [np.linalg.norm(total - other) for total, other in zip(totals, others, strict=True)]
    close = np.linalg.norm(left) <= _TOLERANCE * np.linalg.norm([*map(np.linalg.norm, totals)])
    return bool(close and sum(map(np.count_nonzero, totals)) > len(parts))
