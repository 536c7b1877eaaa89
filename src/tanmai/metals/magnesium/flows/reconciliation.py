"""Measured flows that disagree, adjusted as little as their precision asks for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.linalg import null_space
from scipy.optimize import nnls
from scipy.stats import chi2

from tanmai.core.errors import ConservationError
from tanmai.core.messages import message
from tanmai.metals.magnesium.flows.definition import ProcessDefinition
from tanmai.metals.magnesium.flows.equations import (
    ROUNDING,
    FloatArray,
    FlowEquations,
    flow_equations,
)

_WEIGHT_OF_LAWS = 1e4
_MOST_PASSES = 60


@dataclass(frozen=True)
class Reconciliation:
    """Measured flows before and after reconciliation.

    Attributes
    ----------
    flows : DataFrame
        Index: key of the flow. Columns: ``measured`` and ``sd`` as given, ``reconciled``,
        ``adjustment`` = reconciled - measured, ``adjustment_in_sd``, and ``sd_reconciled``, the
        standard deviation that is left; all but ``adjustment_in_sd`` in the unit of the
        definition.
    sum_of_squares : float
        Sum of the squared adjustments in standard deviations.
    redundancy : int
        Number of independent laws among the measurements alone.
    p_value : float
        Probability of a sum of squares as large by chance; 1 without redundancy.
    """

    flows: pd.DataFrame
    sum_of_squares: float
    redundancy: int
    p_value: float


def reconcile(definition: ProcessDefinition) -> Reconciliation:
    r"""Adjust the measured flows so that every law of the system holds.

    Minimises :math:`\sum_k ((x_k - m_k) / s_k)^2` over the measured flows k subject to the
    balances, relations and exact amounts, with every flow zero or more. Flows that are not
    measured adapt freely.

    Parameters
    ----------
    definition : ProcessDefinition
        Flows with ``sd`` are measured; the rest of its amounts are exact.

    Returns
    -------
    Reconciliation

    Raises
    ------
    ConservationError
        The exact amounts and the relations contradict each other whatever the measurements are.

    Notes
    -----
    Kuehn and Davidson (1961); Narasimhan and Jordache (2000), Data reconciliation and gross error
    detection, chapters 3 and 7. The bounds are kept by non-negative least squares (Lawson and
    Hanson 1974) on flows, split stock changes and slacks, with the equations as heavy rows whose
    residual is fed back until they hold. The standard deviations left over and the redundancy
    count limits that are reached as equations.
    """
    equations = flow_equations(definition)
    known = definition.known_amounts()
    keys = [flow.key for flow in definition.flows if flow.sd is not None]
    relative = [flow.sd for flow in definition.flows if flow.sd is not None]
    measured = np.array([known[key] for key in keys])
    sd = np.array(relative) * measured
    _require_uncertain(keys, sd)
    equations.range_of({})  # rejects exact amounts that contradict each other
    if not keys:
        return Reconciliation(_frame(keys, *[np.empty(0)] * 4), 0.0, 0, 1.0)
    at = np.array([equations.variables.index(key) for key in keys])
    x = _closest(equations, at, measured, sd)
    left, redundancy = _precision(equations, at, sd, x)
    squares = float((((x[at] - measured) / sd) ** 2).sum())
    p_value = float(chi2.sf(squares, redundancy)) if redundancy else 1.0
    return Reconciliation(_frame(keys, measured, sd, x[at], left), squares, redundancy, p_value)


def _require_uncertain(keys: list[str], sd: FloatArray) -> None:
    for key, deviation in zip(keys, sd, strict=True):
        if deviation == 0:
            raise ConservationError(
                message(
                    "The measured flow '{key}' is zero, so its relative 'sd' is meaningless; "
                    "leave the 'sd' out, or give the smallest amount distinguishable from zero.",
                    key=key,
                )
            )


def _closest(
    equations: FlowEquations, at: npt.NDArray[np.intp], measured: FloatArray, sd: FloatArray
) -> FloatArray:
    """Return the flows that obey the laws and are closest to the measurements."""
    n, slacks = len(equations.variables), len(equations.g)
    scale = max(equations.scale, float(measured.max()))
    free = np.flatnonzero(equations.free)
    laws = np.block(
        [
            [equations.E, -equations.E[:, free], np.zeros((len(equations.e), slacks))],
            [equations.G, -equations.G[:, free], np.eye(slacks)],
        ]
    )
    right = np.concatenate([equations.e, equations.g]) / scale
    weights = 1 / sd
    observed = np.zeros((len(at), laws.shape[1]))
    observed[np.arange(len(at)), at] = weights / weights.max()
    seen = measured / scale * weights / weights.max()
    rows = np.vstack([_WEIGHT_OF_LAWS * laws, observed])
    target = right.copy()
    for _ in range(_MOST_PASSES):
        found, _ = nnls(rows, np.concatenate([_WEIGHT_OF_LAWS * target, seen]))
        residual = right - laws @ found
        if np.abs(residual).max(initial=0.0) < 1e-3 * ROUNDING:
            x = found[:n].copy()
            x[free] -= found[n : n + len(free)]
            return np.asarray(x * scale)
        target += residual
    raise ConservationError(
        message(
            "Reconciliation still misses the laws by {max} after {most_passes} passes; give the "
            "measurements standard deviations of closer size.",
            max=f"{np.abs(residual).max() * scale:.3g}",
            most_passes=_MOST_PASSES,
        )
    )


def _precision(
    equations: FlowEquations, at: npt.NDArray[np.intp], sd: FloatArray, x: FloatArray
) -> tuple[FloatArray, int]:
    """Return the standard deviations left over, and the number of laws among measurements."""
    tolerance = ROUNDING * max(equations.scale, float(np.abs(x).max()))
    reached = equations.G[equations.g - equations.G @ x <= tolerance]
    vanished = np.eye(len(x))[(np.abs(x) <= tolerance) & ~equations.free]
    kernel = null_space(np.vstack([equations.E, reached, vanished]))[at]
    columns, singular, _ = np.linalg.svd(kernel / sd[:, None], full_matrices=False)
    basis = columns[:, singular > ROUNDING * singular.max(initial=0.0)]
    left: FloatArray = sd * np.sqrt((basis**2).sum(axis=1))
    return left, len(at) - basis.shape[1]


def _frame(
    keys: list[str],
    measured: FloatArray,
    sd: FloatArray,
    reconciled: FloatArray,
    left: FloatArray,
) -> pd.DataFrame:
    adjustment = reconciled - measured
    return pd.DataFrame(
        {
            "measured": measured,
            "sd": sd,
            "reconciled": reconciled,
            "adjustment": adjustment,
            "adjustment_in_sd": adjustment / sd,
            "sd_reconciled": left,
        },
        index=pd.Index(keys, name="flow", dtype=object),
    )
