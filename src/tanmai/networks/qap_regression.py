"""QAP regression: what explains the flows between regions, with p-values by permutation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pandas as pd

from tanmai.core.errors import LabelError, OptionError, UnsolvableError, too_few
from tanmai.core.messages import listed, message
from tanmai.core.notebook import Shown
from tanmai.networks.build import weight_matrix
from tanmai.networks.qap import QAP_SEED

if TYPE_CHECKING:
    from tanmai.networks.build import FloatArray

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the earth (IUGG)."""

_BATCH = 500  # permutations held at a time
_TIE = 1e-9


@dataclass(frozen=True, eq=False)
class QapRegression(Shown):
    """A regression of flows on explanatory matrices.

    Attributes
    ----------
    coefficients : DataFrame
        Index: ``matrix``, the name of each. ``coefficient`` (unit of the flow by unit of the
        matrix), ``standardised`` (in standard deviations), ``p_greater``, ``p_less`` and
        ``p_two_sided``: (1 + number of permutations with at least, at most, or at least so
        far from zero a t) / (1 + permutations).
    r_squared, adjusted_r_squared : float
        Share of the variance of the flows that the matrices explain.
    observations, permutations : int
        Number of ordered pairs and of permutations.
    """

    coefficients: pd.DataFrame
    r_squared: float
    adjusted_r_squared: float
    observations: int
    permutations: int

    def __repr__(self) -> str:
        return (
            f"<QapRegression of {self.observations} pairs, {self.permutations} permutations: "
            f"R² {self.r_squared:.3f}>"
        )

    def to_frame(self) -> pd.DataFrame:
        """Return the coefficients."""
        return self.coefficients.reset_index()


def qap_regression(
    graph: nx.DiGraph[str],
    matrices: Mapping[str, pd.DataFrame],
    permutations: int = 5000,
    seed: int = QAP_SEED,
) -> QapRegression:
    """Regress the flows of a network on matrices of the same regions (MRQAP).

    w_ij = b_0 + Σ_k b_k x_ij^k over all ordered pairs i ≠ j, pairs without a flow as 0, by
    least squares. Flows of one region depend on one another, so that the usual test does not
    hold; p-values are by double semi-partialling: each x^k is regressed on the other
    matrices, the regions of what is left of it are permuted, rows and columns alike, and the
    t of b_k is taken anew.

    Parameters
    ----------
    graph : networkx.DiGraph
        The network.
    matrices : mapping of DataFrame
        Explanatory matrices by name, region codes as index (from) and columns (to):
        `distances`, `differences` or your own. Diagonals do not count.
    permutations : int
        Number of permutations, at least 1.
    seed : int
        Seed of the permutations.

    Raises
    ------
    LabelError
        A matrix does not name each region of the network once, or holds something that is
        no number.
    OptionError
        No matrix is given, or ``permutations`` is below 1.
    UnsolvableError
        The flows are all equal, a matrix is a sum of others, or there are too few pairs.

    References
    ----------
    Dekker, Krackhardt, Snijders (2007), Psychometrika 72(4), 563-581;
    Krackhardt (1988), Social Networks 10(4), 359-381.
    """
    if permutations < 1:
        raise too_few(message("permutations"), permutations)
    if not matrices:
        raise OptionError(
            message("A QAP regression needs an explanatory matrix; give one or more.")
        )
    codes = sorted(graph)
    explanatory = [_values(matrix, codes, name) for name, matrix in matrices.items()]
    pairs = ~np.eye(len(codes), dtype=bool)
    y = weight_matrix(graph)[pairs]
    x = np.column_stack([np.ones(len(y)), *(matrix[pairs] for matrix in explanatory)])
    _require_solvable(y, x, list(matrices))
    b = np.linalg.lstsq(x, y, rcond=None)[0]
    unexplained = float(((y - x @ b) ** 2).sum() / ((y - y.mean()) ** 2).sum())
    freedom = len(y) - x.shape[1]
    orders = np.random.default_rng(seed).permuted(
        np.tile(np.arange(len(codes)), (permutations, 1)), axis=1
    )
    p_values = [
        _p_values(y, np.delete(x, k + 1, axis=1), matrix, orders)
        for k, matrix in enumerate(explanatory)
    ]
    coefficients = pd.DataFrame(
        p_values,
        index=pd.Index(list(matrices), name="matrix"),
        columns=["p_greater", "p_less", "p_two_sided"],
    )
    coefficients.insert(0, "coefficient", b[1:])
    coefficients.insert(1, "standardised", b[1:] * x[:, 1:].std(axis=0) / y.std())
    return QapRegression(
        coefficients=coefficients,
        r_squared=1.0 - unexplained,
        adjusted_r_squared=1.0 - unexplained * (len(y) - 1) / freedom,
        observations=len(y),
        permutations=permutations,
    )


def differences(values: pd.Series) -> pd.DataFrame:
    """Return |v_i − v_j| of values by region code: an explanatory matrix of unlikeness."""
    v = values.to_numpy(dtype=float)
    return pd.DataFrame(np.abs(v[:, None] - v), index=values.index, columns=values.index)


def distances(graph: nx.DiGraph[str]) -> pd.DataFrame:
    """Return the great-circle distances between the regions' points, in km.

    Raises
    ------
    LabelError
        A region has no point.
    """
    points = {code: (data.get("lon"), data.get("lat")) for code, data in graph.nodes(data=True)}
    without = [code for code, (lon, lat) in points.items() if lon is None or lat is None]
    if without:
        raise LabelError(
            message(
                "{without}: no position, so its distances are unknown; give a matrix of distances.",
                without=listed(without),
            )
        )
    lon, lat = np.radians(np.array(list(points.values()), dtype=float)).T
    chord = (
        np.sin((lat[:, None] - lat) / 2.0) ** 2
        + np.cos(lat[:, None]) * np.cos(lat) * np.sin((lon[:, None] - lon) / 2.0) ** 2
    )
    km = 2.0 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(chord, 0.0, 1.0)))
    return pd.DataFrame(km, index=list(points), columns=list(points))


def _values(matrix: pd.DataFrame, codes: list[str], name: str) -> FloatArray:
    """Return an explanatory matrix in the order of the codes."""
    for axis in (matrix.index, matrix.columns):
        if sorted(axis) != codes:
            raise LabelError(
                message(
                    "The matrix '{name}' does not name each region of the network once, in rows "
                    "and in columns; label both by region code.",
                    name=name,
                )
            )
    values: FloatArray = matrix.loc[codes, codes].to_numpy(dtype=float)
    off_diagonal = values[~np.eye(len(codes), dtype=bool)]
    if not np.isfinite(off_diagonal).all():
        raise LabelError(
            message(
                "The matrix '{name}' has a gap; give a number for every pair.",
                name=name,
            )
        )
    return values


def _require_solvable(y: FloatArray, x: FloatArray, names: list[str]) -> None:
    if len(y) <= x.shape[1]:
        raise UnsolvableError(
            message(
                "{n} pairs of regions are too few for {n_2} explanatory matrices; give fewer "
                "matrices or more regions.",
                n=len(y),
                n_2=len(names),
            )
        )
    if np.ptp(y) == 0.0:
        raise UnsolvableError(message("QAP regression is undefined where all flows are equal."))
    scaled = x / np.maximum(np.abs(x).max(axis=0), np.finfo(float).tiny)
    if np.linalg.matrix_rank(scaled) < x.shape[1]:
        raise UnsolvableError(
            message(
                "Of the matrices {names} one is a constant, or a sum of multiples of the others; "
                "leave it out.",
                names=listed(names),
            )
        )


def _p_values(
    y: FloatArray, others: FloatArray, matrix: FloatArray, orders: np.ndarray
) -> tuple[float, float, float]:
    """Return the p-values of one matrix beside the others (pairs, k), the constant among them."""
    n = len(matrix)
    pairs = ~np.eye(n, dtype=bool)
    basis = np.linalg.qr(others)[0]
    target = y - basis @ (basis.T @ y)
    left = np.zeros((n, n))
    left[pairs] = matrix[pairs] - basis @ (basis.T @ matrix[pairs])
    freedom = len(y) - others.shape[1] - 1

    def t_of(columns: FloatArray) -> FloatArray:
        cleaned = columns - (columns @ basis) @ basis.T
        square, along = (cleaned**2).sum(axis=1), cleaned @ target
        rest = np.maximum((target @ target) - along**2 / square, np.finfo(float).tiny)
        return np.asarray(along / np.sqrt(square * rest / freedom))

    observed = float(t_of(left[pairs][None])[0])
    drawn = np.concatenate(
        [
            t_of(left[part[:, :, None], part[:, None, :]][:, pairs])
            for part in np.array_split(orders, max(1, len(orders) // _BATCH))
        ]
    )
    tie, count = _TIE * max(abs(observed), 1.0), 1 + len(drawn)
    return (
        float((1 + (drawn >= observed - tie).sum()) / count),
        float((1 + (drawn <= observed + tie).sum()) / count),
        float((1 + (np.abs(drawn) >= abs(observed) - tie).sum()) / count),
    )
