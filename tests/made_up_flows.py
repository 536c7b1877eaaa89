"""Made-up flows between regions, and hypothesis strategies of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import strategies as st

from tanmai.core.flow_matrix import FlowMatrix
from tanmai.core.labels import Region, mainland_provinces
from tanmai.networks import build_transfer_network

if TYPE_CHECKING:
    import networkx as nx
    from numpy.typing import ArrayLike


def flow_matrix(values: ArrayLike, codes: str = "ABCDEFGHIJ") -> FlowMatrix:
    """Flows between regions named by one letter each, in Mt CO2."""
    matrix = np.array(values, dtype=float)
    regions = tuple(Region(code, f"{code}省", code) for code in codes[: len(matrix)])
    return FlowMatrix(regions, matrix, "Mt CO2")


def network(*edges: tuple[str, str, float], codes: str = "") -> nx.DiGraph[str]:
    """Transfer network of single flows, for example ``("A", "B", 3.0)``."""
    codes = codes or "".join(sorted({code for i, j, _ in edges for code in (i, j)}))
    values = np.zeros((len(codes), len(codes)))
    for i, j, weight in edges:
        values[codes.index(i), codes.index(j)] = weight
    return build_transfer_network(flow_matrix(values, codes))


def star(leaves: int, weight: float) -> nx.DiGraph[str]:
    """A in the middle, flows of one weight to and from every leaf."""
    pairs = [("A", leaf) for leaf in "BCDEFGHIJ"[:leaves]]
    return network(*((i, j, weight) for pair in pairs for i, j in (pair, pair[::-1])))


def line(weights: list[float]) -> nx.DiGraph[str]:
    """A → B → C → …, one weight a step."""
    return network(*(("ABCDEFGHI"[k], "BCDEFGHIJ"[k], w) for k, w in enumerate(weights)))


def cycle(length: int, weight: float) -> nx.DiGraph[str]:
    """A → B → … → A."""
    codes = "ABCDEFGHIJ"[:length]
    return network(*((codes[k - 1], codes[k], weight) for k in range(length)))


def provincial_flows(seed: int = 1, m: int = 31) -> FlowMatrix:
    """Dense flows between provinces with unequal senders and receivers."""
    rng = np.random.default_rng(seed)
    values = np.outer(rng.lognormal(3, 1, m), rng.lognormal(1, 1, m)) * rng.lognormal(
        0, 0.7, (m, m)
    )
    return FlowMatrix(mainland_provinces()[:m], values / values.sum() * 1e4, "Mt CO2")


@st.composite
def flow_matrices(draw: st.DrawFn, min_regions: int = 2, max_regions: int = 6) -> FlowMatrix:
    """Flows in sixteenths, many of them zero, so that ties and gaps are common."""
    m = draw(st.integers(min_regions, max_regions))
    cell = st.one_of(st.just(0), st.integers(0, 4), st.integers(0, 1000))
    cells = draw(st.lists(cell, min_size=m * m, max_size=m * m))
    return flow_matrix(np.reshape(cells, (m, m)) / 16.0)
