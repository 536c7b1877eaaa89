"""The laws of a process system as linear equations: balances, relations and given amounts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.linalg import null_space
from scipy.optimize import linprog

from tanmai.core.errors import ConservationError, LabelError, did_you_mean
from tanmai.core.messages import Message, listed, message
from tanmai.metals.magnesium.flows.definition import ProcessDefinition, Relation

FloatArray = npt.NDArray[np.float64]

ROUNDING = 1e-9
"""What floating point may leave open, relative to the largest flow."""
_UNBOUNDED = 3  # status of linprog
_BALANCE = message("balance of {process}")


@dataclass(frozen=True)
class Interval:
    """The least and the most that a quantity can be.

    Attributes
    ----------
    least, most : float
        Limits; infinite where nothing limits the quantity.
    """

    least: float
    most: float

    @property
    def width(self) -> float:
        """The most less the least."""
        return self.most - self.least

    @property
    def middle(self) -> float:
        """The middle, which is the value itself where least and most agree."""
        return (self.least + self.most) / 2

    def holds(self, value: float, tolerance: float = 0.0) -> bool:
        """Whether a value lies inside."""
        return self.least - tolerance <= value <= self.most + tolerance


@dataclass(frozen=True)
class FlowEquations:
    """The set of flows x that obey E x = e, G x <= g and x >= 0 (stock changes are free).

    Attributes
    ----------
    variables : tuple of str
        Keys of the flows, then of the stocks.
    free : ndarray of bool
        Which variables may be negative.
    E, e : ndarray
        Equations: shape (equations, variables) and (equations,).
    laws : tuple of Message
        What each equation says, for messages.
    G, g : ndarray
        Inequalities.
    limits : tuple of Message
        What each inequality says.
    """

    variables: tuple[str, ...]
    free: npt.NDArray[np.bool_]
    E: FloatArray
    e: FloatArray
    laws: tuple[Message, ...]
    G: FloatArray
    g: FloatArray
    limits: tuple[Message, ...]

    @property
    def scale(self) -> float:
        """Size of the largest number that the equations are given, at least the smallest float."""
        return float(max(np.abs(self.e).max(initial=0.0), np.abs(self.g).max(initial=0.0), 1e-300))

    def row(self, weights: Mapping[str, float]) -> FloatArray:
        """Return a linear function of the variables as a row.

        Raises
        ------
        LabelError
            A weight names no variable.
        """
        row = np.zeros(len(self.variables))
        for key, weight in weights.items():
            if key not in self.variables:
                raise LabelError(
                    message(
                        "There is no flow '{key}'.{nearest}",
                        key=key,
                        nearest=did_you_mean(key, self.variables),
                    )
                )
            row[self.variables.index(key)] += weight
        return row

    def with_amounts(self, amounts: Mapping[str, float]) -> FlowEquations:
        """Return the same equations with more flows given."""
        rows = [self.row({key: 1.0}) for key in amounts]
        return replace(
            self,
            E=np.vstack([self.E, *rows]),
            e=np.append(self.e, list(amounts.values())),
            laws=self.laws + tuple(message("amount of {key}", key=key) for key in amounts),
        )

    # --- what the equations leave open ------------------------------------------------------

    def determined(self) -> dict[str, float]:
        """Return the variables that the equations alone determine, with their values."""
        kernel = null_space(self.E)
        values = np.linalg.lstsq(self.E, self.e, rcond=None)[0]
        loose = np.abs(kernel).max(axis=1, initial=0.0) > ROUNDING
        return {
            key: float(value)
            for key, value, is_loose in zip(self.variables, values, loose, strict=True)
            if not is_loose
        }

    def extremes(self, weights: Mapping[str, float]) -> tuple[Interval, FloatArray]:
        """Return the range of a linear function, and the points where its finite ends are reached.

        Raises
        ------
        ConservationError
            No flows obey the equations; the message names the laws that contradict.
        """
        row = self.row(weights)
        ends, points = [], []
        for sign in (1.0, -1.0):
            found = linprog(
                sign * row / _size(row),
                A_eq=self.E,
                b_eq=self.e / self.scale,
                A_ub=self.G,
                b_ub=self.g / self.scale,
                bounds=self._bounds,
                method="highs",
            )
            if found.status == _UNBOUNDED:
                ends.append(-sign * np.inf)
                continue
            if found.x is None:
                raise ConservationError(self.contradiction())
            ends.append(float(row @ found.x) * self.scale)
            points.append(found.x * self.scale)
        return Interval(min(ends), max(ends)), np.array(points).reshape(-1, len(row))

    def range_of(self, weights: Mapping[str, float]) -> Interval:
        """Return the range of a linear function of the flows, as found by linear programming."""
        return self.extremes(weights)[0]

    def range_of_ratio(self, above: Mapping[str, float], below: Mapping[str, float]) -> Interval:
        """Return the range of a ratio of two linear functions.

        With y = t x and t = 1 / (below x), the ratio is linear in y (Charnes and Cooper 1962).

        Raises
        ------
        ConservationError
            No flows obey the equations, or the denominator can be zero.
        """
        top, bottom = self.row(above), self.row(below)
        if self.range_of(below).least <= ROUNDING * self.scale:
            raise ConservationError(
                message(
                    "The sum of {below} can be zero, so nothing is a share of it.",
                    below=listed(below),
                )
            )
        size = _size(bottom)
        ends = []
        for sign in (1.0, -1.0):
            found = linprog(
                np.append(sign * top / _size(top), 0.0),
                A_eq=np.vstack(
                    [
                        np.column_stack([self.E, -self.e / self.scale]),
                        np.append(bottom / size, 0.0),
                    ]
                ),
                b_eq=np.append(np.zeros(len(self.e)), 1.0),
                A_ub=np.column_stack([self.G, -self.g / self.scale]),
                b_ub=np.zeros(len(self.g)),
                bounds=[*self._bounds, (0, None)],
                method="highs",
            )
            ends.append(-sign * np.inf if found.x is None else float(top @ found.x[:-1]) / size)
        return Interval(min(ends), max(ends))

    def contradiction(self) -> Message:
        """Return which laws cannot hold at once, and by how much the least repair misses them.

        The repair is the one with the smallest sum of gaps: in the balances of processes alone
        where these can take them, else in any law.
        """
        balances = np.array([law.text == _BALANCE.text for law in self.laws])
        gaps = self._least_repair(balances, np.zeros(len(self.g), bool))
        if gaps is None:
            gaps = self._least_repair(np.ones(len(self.e), bool), np.ones(len(self.g), bool))
        if gaps is None:  # every law can be missed by enough, but for the rounding
            return message(
                "The flows given contradict each other, and differ too much in size for it to be "
                "found where. Correct the amounts and factors that are far above the others."
            )
        said = [
            message("{law} (gap {gap})", law=law, gap=f"{gap:.6g}")
            for law, gap in zip(self.laws + self.limits, gaps * self.scale, strict=True)
            if abs(gap) > ROUNDING
        ]
        return message(
            "The flows given contradict each other: {said}. Correct an amount, or give the "
            "measured ones a standard deviation ('sd') and reconcile them.",
            said=listed(said),
        )

    def _least_repair(
        self, equations: npt.NDArray[np.bool_], limits: npt.NDArray[np.bool_]
    ) -> FloatArray | None:
        """Return the gap of each law if only those chosen may be missed; None if that fails."""
        n, m, k = len(self.variables), len(self.e), len(self.g)
        may = [(0, None if chosen else 0) for chosen in (*equations, *equations, *limits)]
        none = np.zeros((k, m))
        found = linprog(
            np.concatenate([np.zeros(n), np.ones(2 * m + k)]),
            A_eq=np.hstack([self.E, np.eye(m), -np.eye(m), np.zeros((m, k))]),
            b_eq=self.e / self.scale,
            A_ub=np.hstack([self.G, none, none, -np.eye(k)]),
            b_ub=self.g / self.scale,
            bounds=[*self._bounds, *may],
            method="highs",
        )
        if found.x is None:
            return None
        short, over, past = np.split(found.x[n:], [m, 2 * m])
        return np.concatenate([over - short, past])

    @property
    def _bounds(self) -> list[tuple[int | None, None]]:
        return [(None if free else 0, None) for free in self.free]


def _size(row: FloatArray) -> float:
    return float(np.abs(row).max(initial=0.0)) or 1.0


def flow_equations(definition: ProcessDefinition) -> FlowEquations:
    """Return the laws of a definition: balances, relations, and amounts that are exact.

    A process obeys sum of inflows = sum of outflows + change of stock. Amounts with a
    standard deviation are left to :func:`tanmai.metals.magnesium.flows.reconciliation.reconcile`.
    """
    variables = tuple(p.key for p in (*definition.flows, *definition.stocks))
    stocks = {stock.key for stock in definition.stocks}
    equal, limited = _Rows(variables), _Rows(variables)
    for process in definition.processes:
        equal.add(_balance(definition, process.key), 0.0, _BALANCE.filled(process=process.key))
    for relation in definition.relations:
        least, most = relation.limits
        if least == most:
            equal.add(*_comparison(relation, least), message("relation '{key}'", key=relation.name))
            continue
        row, total = _comparison(relation, least)
        below = {key: -weight for key, weight in row.items()}
        limited.add(below, -total, message("relation '{key}' (least)", key=relation.name))
        limited.add(
            *_comparison(relation, most), message("relation '{key}' (most)", key=relation.name)
        )
    for key, amount in _exact_amounts(definition).items():
        equal.add({key: 1.0}, amount, message("amount of {key}", key=key))
    free = np.array([key in stocks for key in variables])
    return FlowEquations(variables, free, *equal.arrays(), *limited.arrays())


class _Rows:
    """Rows of equations or inequalities as they are gathered."""

    def __init__(self, variables: tuple[str, ...]) -> None:
        self.at = {key: number for number, key in enumerate(variables)}
        self.rows: list[FloatArray] = []
        self.right: list[float] = []
        self.names: list[Message] = []

    def add(self, weights: Mapping[str, float], right: float, name: Message) -> None:
        row = np.zeros(len(self.at))
        row[[self.at[key] for key in weights]] = list(weights.values())
        self.rows.append(row)
        self.right.append(right)
        self.names.append(name)

    def arrays(self) -> tuple[FloatArray, FloatArray, tuple[Message, ...]]:
        shape = (len(self.rows), len(self.at))
        return np.array(self.rows).reshape(shape), np.array(self.right), tuple(self.names)


def _balance(definition: ProcessDefinition, process: str) -> dict[str, float]:
    """Inflow less outflow less change of stock of a process."""
    row: Counter[str] = Counter()
    for flow in definition.flows:
        row[flow.key] += (flow.end == process) - (flow.start == process)
    for stock in definition.stocks:
        row[stock.key] -= stock.process == process
    return {key: float(weight) for key, weight in row.items()}


def _comparison(relation: Relation, bound: float) -> tuple[dict[str, float], float]:
    """Return the row and right-hand side that compare the flows of a relation with a bound."""
    row: dict[str, float] = {}
    for key in relation.flows:
        row[key] = row.get(key, 0.0) + 1.0
    for key in relation.of:
        row[key] = row.get(key, 0.0) - bound
    return row, 0.0 if relation.of else bound


def _exact_amounts(definition: ProcessDefinition) -> dict[str, float]:
    measured = {flow.key for flow in definition.flows if flow.sd is not None}
    amounts = {k: v for k, v in definition.known_amounts().items() if k not in measured}
    return amounts | {s.key: s.change for s in definition.stocks if s.change is not None}
