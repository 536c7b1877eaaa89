"""All flows of a system: given, reconciled, solved, or known only between bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tanmai.core.errors import LabelError, did_you_mean
from tanmai.core.messages import message
from tanmai.metals.magnesium.flows.definition import ProcessDefinition
from tanmai.metals.magnesium.flows.equations import (
    ROUNDING,
    FlowEquations,
    Interval,
    flow_equations,
)
from tanmai.metals.magnesium.flows.reconciliation import Reconciliation, reconcile
from tanmai.metals.magnesium.flows.system import check_balance, flow_system

GIVEN, RECONCILED, SOLVED = "given", "reconciled", "solved"
BOUNDED, UNBOUNDED = "bounded", "unbounded"


@dataclass(frozen=True)
class FlowSolution:
    """What is known of every flow and stock change.

    Attributes
    ----------
    definition : ProcessDefinition
    flows : DataFrame
        Index: key of the flow or stock. Columns: ``status``, ``given`` (<NA> where nothing is
        given), ``least`` and ``most``, in the unit of the definition. ``status`` is

        - ``given``: an amount taken as exact,
        - ``reconciled``: a measurement after reconciliation,
        - ``solved``: determined by the balances and relations,
        - ``bounded``: between ``least`` and ``most``,
        - ``unbounded``: nothing limits it from above (or, for a stock, on one side).
    reconciliation : Reconciliation
    equations : FlowEquations
        Every law and amount; ask it for the range of any sum or ratio.
    """

    definition: ProcessDefinition
    flows: pd.DataFrame
    reconciliation: Reconciliation
    equations: FlowEquations

    def range_of(self, weights: Mapping[str, float]) -> Interval:
        """Return the range of a weighted sum of flows (least and most agree where it is known)."""
        return self.equations.range_of(weights)

    def range_of_ratio(self, above: Mapping[str, float], below: Mapping[str, float]) -> Interval:
        """Return the range of a ratio of two weighted sums of flows."""
        return self.equations.range_of_ratio(above, below)

    def interval(self, key: str) -> Interval:
        """Return the range of one flow or stock change."""
        at = self._row(key)
        return Interval(float(self.flows["least"].iloc[at]), float(self.flows["most"].iloc[at]))

    def amount(self, key: str) -> float | None:
        """Return the amount of a flow, or None where only bounds are known."""
        at = self._row(key)
        if self.flows["status"].iloc[at] in (BOUNDED, UNBOUNDED):
            return None
        return float(self.flows["least"].iloc[at])

    def _row(self, key: str) -> int:
        known = list(self.flows.index)
        if key not in known:
            raise LabelError(
                message(
                    "There is no flow or stock '{key}'.{nearest}",
                    key=key,
                    nearest=did_you_mean(key, known),
                )
            )
        return known.index(key)


def solve_flows(definition: ProcessDefinition) -> FlowSolution:
    """Reconcile what is measured, solve what is determined, bound what is not.

    Parameters
    ----------
    definition : ProcessDefinition

    Returns
    -------
    FlowSolution

    Raises
    ------
    ConservationError
        The amounts and relations contradict each other; the message names them with the gap.

    Notes
    -----
    A flow is solved where the equations have no null direction along it. The least and the
    most of any other are two linear programs (HiGHS). Every end that is reached is a whole set
    of flows, and each is checked to balance process by process.
    """
    reconciliation = reconcile(definition)
    reconciled = {str(k): float(v) for k, v in reconciliation.flows["reconciled"].items()}
    equations = flow_equations(definition).with_amounts(reconciled)
    known = definition.known_amounts()
    known |= {s.key: s.change for s in definition.stocks if s.change is not None}
    solved = equations.determined()
    rows = {}
    for key in equations.variables:
        if key in solved:
            limits = Interval(known[key], known[key]) if key in known else None
            if key in reconciled or limits is None:
                limits = Interval(solved[key], solved[key])
        else:
            limits, points = equations.extremes({key: 1.0})
            _check_points(definition, equations, points)
        rows[key] = (
            _status(key, known, reconciled, limits, ROUNDING * equations.scale),
            known.get(key, pd.NA),
            limits.least,
            limits.most,
        )
    flows = pd.DataFrame.from_dict(
        rows, orient="index", columns=["status", "given", "least", "most"]
    ).rename_axis("flow")
    return FlowSolution(definition, flows, reconciliation, equations)


def _status(
    key: str,
    known: Mapping[str, float],
    reconciled: Mapping[str, float],
    limits: Interval,
    tolerance: float,
) -> str:
    if key in reconciled:
        return RECONCILED
    if key in known:
        return GIVEN
    if not np.isfinite(limits.width):
        return UNBOUNDED
    return SOLVED if limits.width <= tolerance else BOUNDED


def _check_points(
    definition: ProcessDefinition, equations: FlowEquations, points: np.ndarray
) -> None:
    for point in points:
        amounts = dict(zip(equations.variables, map(float, point), strict=True))
        check_balance(flow_system(definition, amounts), tolerance=1e-6)
