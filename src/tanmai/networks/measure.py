"""What a measure of the regions is: a function of the weights that is asked of a network."""

from __future__ import annotations

from functools import update_wrapper
from typing import TYPE_CHECKING

from tanmai.networks.build import by_region, weight_matrix

if TYPE_CHECKING:
    from collections.abc import Callable

    import networkx as nx
    import pandas as pd

    from tanmai.networks.build import FloatArray


class Measure:
    """A measure of every region: called with a network, it gives a Series in its order.

    Parameters
    ----------
    of_weights : callable
        The measure (n,) of the weights w (n, n) by sender and receiver. Both are in the
        order of the codes, so that measures of one network share one w.

    Attributes
    ----------
    name : str
        Name of the function, and of the Series.
    """

    def __init__(self, of_weights: Callable[[FloatArray], FloatArray]) -> None:
        self.of_weights, self.name = of_weights, of_weights.__name__
        update_wrapper(self, of_weights)

    def __call__(self, graph: nx.DiGraph[str]) -> pd.Series:
        """Return the measure of every region of a network."""
        return by_region(graph, self.of_weights(weight_matrix(graph)), self.name)
