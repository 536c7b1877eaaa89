"""Places of nodes that attract each other by the flow between them and do not overlap."""

from __future__ import annotations

import networkx as nx
import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

SEED = 20170101
"""Seed of the places from which the nodes start."""

_ROUNDS, _PUSHES = 300, 400
_APART = 5.0  # between the rims of two nodes, which leaves room for a name


def force_layout(weights: FloatArray, radii: FloatArray, width: float, height: float) -> FloatArray:
    """Return places (m, 2) within a box: strongly tied nodes are near, none touches another.

    The layout of Fruchterman and Reingold (1991) on w + w', stretched to the box; nodes that
    lie nearer than 5 mm, rim to rim, are then pushed apart.

    Parameters
    ----------
    weights : array (m, m)
        Flows from row to column.
    radii : array (m,)
        Radius of each node, in millimetres.
    width, height : float
        The box, in millimetres.
    """
    ties = np.sqrt(weights + weights.T)  # roots, or the largest tie alone would shape the picture
    graph = nx.from_numpy_array(ties / ties.mean())
    placed = nx.spring_layout(graph, weight="weight", iterations=_ROUNDS, seed=SEED)
    box = np.array([width, height])
    places = np.array([placed[node] for node in range(len(radii))])
    return _pushed_apart(_stretched(places, radii, box), radii, box)


def _stretched(places: FloatArray, radii: FloatArray, box: FloatArray) -> FloatArray:
    """Return places that fill the box, each axis on its own, with every node inside.

    Half of a place is where the forces put it, half its rank along the axis: a few nodes far
    out would leave all others no room.
    """
    low, high = places.min(axis=0), places.max(axis=0)
    shares = (places - low) / np.where(high > low, high - low, 1.0)
    ranks = places.argsort(axis=0, kind="stable").argsort(axis=0) / max(len(places) - 1, 1)
    inside = box - 2 * radii.max()
    return np.asarray((shares + ranks) / 2 * inside + radii.max())


def _pushed_apart(places: FloatArray, radii: FloatArray, box: FloatArray) -> FloatArray:
    """Push pairs that are too near apart, half the way each, until none is, or for 400 rounds."""
    wanted = radii[:, None] + radii[None, :] + _APART
    np.fill_diagonal(wanted, 0.0)
    for _ in range(_PUSHES):
        between = places[:, None, :] - places[None, :, :]
        distance = np.linalg.norm(between, axis=2)
        lacking = np.maximum(wanted - distance, 0.0)
        if lacking.max() < 1e-6:
            break
        direction = between / np.where(distance > 0, distance, 1.0)[:, :, None]
        places = places + 0.5 * (direction * lacking[:, :, None]).sum(axis=1)
        places = np.clip(places, radii[:, None], box - radii[:, None])
    return places
