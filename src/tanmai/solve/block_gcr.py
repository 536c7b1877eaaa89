"""Multipliers of a few stressors at once in single precision: block GCR, nothing factorised."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tanmai.core.table import FloatArray

Singles = NDArray[np.float32]

_MOST_PASSES = 30
# Directions whose products differ by less, relatively, count as one.
_DEPENDENT = 1e-5
_TILE = 16  # rows that BLAS multiplies together: a product with 32 takes less time than with 31


def block_gcr(
    f: FloatArray, flows: Singles, output: FloatArray, regions: int, *, tolerance: float
) -> tuple[Singles, Singles] | None:
    """Return multipliers M near f (I − A)⁻¹ of rows f (k, N), and what they leave of f.

    All rows share the directions of search, and (I − A_rr)⁻¹ of every region is the
    preconditioner: `cn31` takes four products of 2 N² k operations for 31 rows and 3e-4, and
    five for 1e-5, of which the first is cheap where every row is of one region; what single
    precision can reach is some 3e-6.

    Parameters
    ----------
    f : array (k, N)
        Direct intensities of k stressors, or of one in k regions.
    flows : array (N, N)
        Intermediate flows Z.
    output : array (N,)
        Total output x; a sector without output buys nothing.
    regions : int
        Number m of regions, each with N / m sectors.
    tolerance : float
        Largest |R| x allowed of each row of R = f − M (I − A), relative to f x. With flows
        that are not negative, M Y is wrong by R L Y, no more than that, for any final demand
        Y of which x is enough.

    Returns
    -------
    M, R : array (k, N)
        None in place of both where they are not reached in thirty products.

    Notes
    -----
    GCR: Eisenstat, Elman and Schultz (1983); in blocks, O'Leary (1980).
    """
    per_output = np.divide(1.0, output, out=np.zeros(len(output)), where=output > 0)
    weights, inverse = output.astype(np.float32), per_output.astype(np.float32)
    at_home = _inverses_at_home(flows, inverse, regions)
    if at_home is None:
        return None
    emits = f.any(axis=1)
    left = f[emits].astype(np.float32)
    goal = tolerance * (np.abs(left) @ weights)
    solution = np.zeros_like(left)
    directions, products = (np.zeros((0, len(output)), dtype=np.float32) for _ in range(2))
    for _ in range(_MOST_PASSES):
        if (np.abs(left) @ weights <= goal).all():
            multipliers, rest = (np.zeros(f.shape, dtype=np.float32) for _ in range(2))
            multipliers[emits], rest[emits] = solution, left
            return multipliers, rest
        direction = _preconditioned(left, at_home)
        times = _times if len(directions) else _times_by_region
        product = direction - times(direction, flows, regions) * inverse
        known = (product * weights) @ products.T
        direction -= known @ directions
        product -= known @ products
        turn = _orthonormal(product, weights)
        direction, product = turn @ direction, turn @ product
        share = (left * weights) @ product.T
        solution += share @ direction
        left -= share @ product
        directions = np.vstack([directions, direction])
        products = np.vstack([products, product])
    return None


def _times(rows: Singles, flows: Singles, _regions: int) -> Singles:
    """Return rows (k, N) times flows."""
    tiles = np.zeros((-(-len(rows) // _TILE) * _TILE, rows.shape[1]), dtype=np.float32)
    tiles[: len(rows)] = rows
    return np.asarray((tiles @ flows)[: len(rows)])


def _times_by_region(rows: Singles, flows: Singles, regions: int) -> Singles:
    """Return rows (k, N) times flows, of each region by those that are not zero there."""
    product, n = np.zeros_like(rows), rows.shape[1] // regions
    for start in range(0, rows.shape[1], n):
        own = slice(start, start + n)
        here = rows[:, own].any(axis=1)
        product[here] += rows[here, own] @ flows[own]
    return product


def _inverses_at_home(flows: Singles, inverse: Singles, regions: int) -> Singles | None:
    """Return (I − A_rr)⁻¹ of every region (m, n, n)."""
    n = len(inverse) // regions
    own = np.arange(regions)
    blocks = flows.reshape(regions, n, regions, n)[own, :, own]
    blocks *= -inverse.reshape(regions, 1, n)
    np.einsum("rii->ri", blocks)[...] += 1.0
    try:
        return np.linalg.inv(blocks)
    except np.linalg.LinAlgError:
        return None


def _preconditioned(rows: Singles, at_home: Singles) -> Singles:
    m, n, _ = at_home.shape
    by_region = rows.reshape(-1, m, n).transpose(1, 0, 2) @ at_home
    return np.asarray(by_region.transpose(1, 0, 2).reshape(rows.shape))


def _orthonormal(rows: Singles, weights: Singles) -> Singles:
    """Return the combinations (l, k) of rows that are orthonormal by weights; dependent ones go."""
    products = ((rows * weights) @ rows.T).astype(np.float64)
    length = np.sqrt(np.diagonal(products))
    scale = np.divide(1.0, length, out=np.zeros_like(length), where=length > 0)
    sizes, vectors = np.linalg.eigh(products * scale * scale[:, None])
    kept = sizes > _DEPENDENT
    return np.asarray((vectors[:, kept] / np.sqrt(sizes[kept])).T * scale, dtype=np.float32)
