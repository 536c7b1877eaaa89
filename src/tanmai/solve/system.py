"""The system of a table: which method it took, what it was asked, how near it came."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from threading import Lock
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from tanmai.core.errors import OptionError, UnsolvableError, likewise, unknown
from tanmai.core.flows import MOST_WRITTEN_OUT
from tanmai.core.labels import RegionSectorIndex
from tanmai.core.messages import Message, message
from tanmai.core.spectral_radius import column_sums, spectral_radius
from tanmai.core.table import MrioTable
from tanmai.solve import choice
from tanmai.solve.choice import Choice, choose_method
from tanmai.solve.coefficients import Coefficients
from tanmai.solve.methods import METHODS

FloatArray = NDArray[np.float64]
Columns = Callable[[FloatArray], FloatArray]
Solve = Callable[[FloatArray, FloatArray], FloatArray]
Result = TypeVar("Result")

TOLERANCE = 1e-10
"""Relative residual that every solution is refined to."""

_BELOW_ONE = 1.0 - 1e-12
_REFINEMENTS = 6
_ROUNDING = 1e-14
# What these leave, a dense factor would leave too.
_EXACT = ("dense_lu", "sparse_lu")
# Right-hand sides are solved so many at a time that a method's vectors take half a gigabyte.
_NUMBERS_AT_ONCE, _VECTORS = 2**26, 8
# Columns of a table in trade-share form come in blocks of sixteen, as BLAS multiplies them, with
# which products run near full speed; and in fours of parts, for two or four cores to do alike.
_COLUMNS_OF_SHARES, _BLOCK, _PARTS_OF_SHARES = 128, 16, 4

_CHANGING = Lock()  # of a system, by threads that solve for different columns of it


class LeontiefSystem:
    """The system (I − A) X = Y of a table, made once and asked many times.

    Parameters
    ----------
    table : MrioTable
        The table; A = Z x̂⁻¹, with a zero column where a sector has no output.
    method : str, optional
        One of ``METHODS``; by default `choose_method` takes one.
    tolerance : float
        Relative residual that is enough.
    columns : int, optional
        Right-hand sides that will be asked for in all, a few at a time; by default as many as
        there are regions.

    Attributes
    ----------
    A : Coefficients
        Products with A.
    choice : Choice
        The method for the columns that will be asked for, and why. Where so many
        more are asked for at once that it pays, a dense factor takes over.
    residual : float
        Largest residual left so far: max over columns of ‖Y − (I − A) X‖₁ / ‖Y‖₁.
    factorisations : int
        How often I − A was factorised.

    Raises
    ------
    UnsolvableError
        A flow or an output is not a number, an output is negative or zero
        with purchases, or the spectral radius of A is one or more. The
        message names the province and the sector.
    OptionError
        The method is unknown, or the tolerance is none.

    Examples
    --------
    >>> from tanmai.io.tables import load_table
    >>> system = LeontiefSystem(load_table("textbook-mini"))
    >>> system.choice.method
    'dense_lu'
    """

    def __init__(
        self,
        table: MrioTable,
        method: str | None = None,
        *,
        tolerance: float = TOLERANCE,
        columns: int | None = None,
    ) -> None:
        if not 0.0 < tolerance < 1.0:
            raise OptionError(
                message(
                    "The tolerance of a solution is {tolerance}; give one above zero.",
                    tolerance=tolerance,
                )
            )
        self.index: RegionSectorIndex = table.index
        self.tolerance = tolerance
        require_solvable(table)
        self.A, self._named = _products(table, method), method
        self.factorisations, self.residual = 0, 0.0
        asked = columns or table.index.m
        self.choice = _named(method, self.A) if method else choose_method(self.A, asked)
        self._take(self.choice.method)

    def solve(self, Y: FloatArray) -> FloatArray:
        """Return L Y, the output that final demand calls for.

        Parameters
        ----------
        Y : array (N,) or (N, k)
            Final demand.

        Raises
        ------
        UnsolvableError
            No method came within the tolerance.
        """
        return self._by_parts(Y, lambda gap, enough: self._solver.solve(gap, enough), self.A.times)

    def solve_transposed(self, F: FloatArray) -> FloatArray:
        """Return L' F for columns F (N,) or (N, k).

        Raises
        ------
        UnsolvableError
            No method came within the tolerance.
        """
        return self._by_parts(
            F,
            lambda gap, enough: self._solver.solve_transposed(gap, enough),
            self.A.times_transposed,
        )

    def expect(self, columns: int) -> None:
        """Take a dense factor, for good, where products with so many columns cost more.

        Parameters
        ----------
        columns : int
            Right-hand sides that will be asked for, at once or a few at a time.
        """
        if self._named or self.factorisations:
            return
        if choose_method(self.A, columns).method == "dense_lu":
            self._take("dense_lu")

    def multipliers(self, f: FloatArray) -> FloatArray:
        """Return f L, what a unit of final demand for each product embodies.

        Parameters
        ----------
        f : array (N,) or (k, N)
            Direct intensities, one row a stressor.
        """
        return self.solve_transposed(f.T).T

    @cached_property
    def largest_sum(self) -> float:
        """Largest sum of a column of L: no cell of it is above that where none is below zero."""
        return float(self.solve_transposed(np.ones(len(self.index))).max())

    def inverse(self) -> FloatArray:
        """Return L = (I − A)⁻¹, written out (N, N)."""
        return np.hstack([columns for _, columns in self.inverse_by_columns()])

    def inverse_by_columns(self) -> Iterator[tuple[slice, FloatArray]]:
        """Yield L a few columns (N, k) at a time, with their place; L is never held whole."""
        self.expect(len(self.index))
        for place in self._parts(len(self.index)):
            units = np.zeros((len(self.index), place.stop - place.start))
            units[np.arange(place.start, place.stop), np.arange(units.shape[1])] = 1.0
            yield place, self.solve(units)

    def coefficients(self) -> FloatArray:
        """Return A = Z x̂⁻¹, written out (N, N)."""
        return np.asarray(self.A.written_out(), dtype=np.float64)

    def in_parts(self, count: int, task: Callable[[slice], Result]) -> list[Result]:
        """Return what a task gives of columns, so many at a time that memory is bounded.

        Parts of a table in trade-share form are worked on side by side, each on one thread, so
        that what they give hangs on no number of cores.

        Parameters
        ----------
        count : int
            Columns in all.
        task : callable
            Is given the place of some of them.
        """
        places = list(self._parts(count))
        if len(places) < 2 or self.A.form != "trade shares":
            return [task(place) for place in places]
        at_once = 2 * _NUMBERS_AT_ONCE // (_VECTORS * len(self.index) * places[0].stop)
        cores = min(os.cpu_count() or 1, max(at_once, 1))
        with threadpool_limits(limits=1, user_api="blas"), ThreadPoolExecutor(cores) as pool:
            return list(pool.map(task, places))

    def _by_parts(self, given: FloatArray, solve: Solve, times: Columns) -> FloatArray:
        """Solve for the columns that are not zero, so many at a time that memory is bounded."""
        columns = np.asarray(given, dtype=np.float64).reshape(len(self.index), -1)
        asked = np.flatnonzero(columns.any(axis=0))
        self.expect(asked.size)
        solution = np.zeros(columns.shape)

        def solve_part(place: slice) -> None:
            some = place if asked.size == columns.shape[1] else asked[place]
            solution[:, some] = self._refined(columns[:, some], solve, times)

        self.in_parts(asked.size, solve_part)
        return solution.reshape(given.shape)

    def _take(self, method: str) -> None:
        self._solver = METHODS[method](self.A)
        self.factorisations += self._solver.factorisations

    def _parts(self, count: int) -> Iterator[slice]:
        width = max(_NUMBERS_AT_ONCE // (_VECTORS * len(self.index)), 1)
        if self.A.form == "trade shares" and count > _COLUMNS_OF_SHARES:
            most = max(min(width, _COLUMNS_OF_SHARES) // _BLOCK, 1)  # of blocks
            parts = _PARTS_OF_SHARES * -(-count // (_PARTS_OF_SHARES * most * _BLOCK))
            width = -(-count // (parts * _BLOCK)) * _BLOCK
        for first in range(0, count, width):
            yield slice(first, min(first + width, count))

    def _refined(self, Y: FloatArray, solve: Solve, times: Columns) -> FloatArray:
        """Solve, and solve again for what is left, until that is within the tolerance."""
        solver, scale = self._solver, np.abs(Y).sum(axis=0)
        X, gap, left = np.zeros_like(Y), Y, np.inf
        for _ in range(_REFINEMENTS):
            X += solve(gap, self.tolerance * scale)
            gap = Y - X
            gap += times(X)
            left = _relative(gap, scale)
            if left <= self.tolerance or self._is_exact(gap, X):
                with _CHANGING:
                    self.residual = max(self.residual, left)
                return X
            if not np.isfinite(left):
                break
        with _CHANGING:
            if self._solver is solver:  # else another thread has taken a factor
                self._fall_back(left)
        return self._refined(Y, solve, times)

    def _is_exact(self, gap: FloatArray, X: FloatArray) -> bool:
        """Whether a factor left no more than the rounding of a solution far above what is asked.

        So it is where sectors use up nearly all of their output: no method comes nearer.
        """
        floor = min(_ROUNDING, self.tolerance)
        return self.choice.method in _EXACT and _relative(gap, np.abs(X).sum(axis=0)) <= floor

    def _fall_back(self, left: float) -> None:
        """Take a dense factor where another method did not come near; fail where none can."""
        method = self.choice.method
        if method in _EXACT or len(self.index) > MOST_WRITTEN_OUT:
            raise UnsolvableError(
                message(
                    "The method '{method}' left {left}, above {tolerance}: I − A is close to "
                    "singular. Run `tanmai check` on the table and correct the sectors whose "
                    "inputs nearly use up their output.",
                    method=method,
                    left=_said(left),
                    tolerance=f"{self.tolerance:.0e}",
                )
            )
        why = message("{method} stopped at {left}", method=method, left=_said(left))
        self._take("dense_lu")
        self.choice = Choice("dense_lu", self.choice.products, why)


def _said(left: float) -> Message:
    """Return in words what a method left."""
    if not np.isfinite(left):
        return message("a singular factor")
    return message("a residual of {left}", left=f"{left:.1e}")


def _relative(gap: FloatArray, scale: FloatArray) -> float:
    """Return the largest sum of a column's gaps over the sum of what was asked for."""
    gaps = np.abs(gap).sum(axis=0)
    return float(np.max(gaps / np.where(scale > 0, scale, 1.0), initial=0.0))


def require_solvable(table: MrioTable) -> None:
    """Reject a table whose system has no meaningful solution.

    Raises
    ------
    UnsolvableError
        See `LeontiefSystem`; the first offending sector is named.
    """
    name, index = table.provenance.name, table.index
    inputs = table.intermediate_inputs
    rules: tuple[tuple[NDArray[np.bool_], Message, Message], ...] = (
        (
            ~(np.isfinite(inputs) & np.isfinite(table.x)),
            message("has an input or an output that is not a number"),
            message("Fill the cell in the source; tanmai never guesses one."),
        ),
        (table.x < 0, message("has a negative output"), message("Correct it in the source.")),
        (
            (table.x == 0) & (inputs != 0),
            message("buys inputs but has no output"),
            message("Give it its output, or set its purchases to zero."),
        ),
    )
    for broken, what, fix in rules:
        found = np.flatnonzero(broken)
        if found.size:
            first = int(found[0])
            more = likewise(found.size - 1)
            raise UnsolvableError(
                message(
                    "Table '{name}': {where} {what}: inputs {inputs}, output {x} {unit}{more}. "
                    "{fix}",
                    name=name,
                    where=index.where(first),
                    what=what,
                    inputs=f"{inputs[first]:,.6g}",
                    x=f"{table.x[first]:,.6g}",
                    unit=table.money_unit,
                    more=more,
                    fix=fix,
                )
            )
    _require_productive(table)


def _require_productive(table: MrioTable) -> None:
    """Reject a table whose A has a spectral radius of one or more; it is below its column sums."""
    sums = column_sums(table)
    worst = int(sums.argmax())
    if sums[worst] < 1.0 or (radius := spectral_radius(table)) < _BELOW_ONE:
        return
    raise UnsolvableError(
        message(
            "Table '{name}' is not productive: the spectral radius of A is {radius}, and {worst} "
            "buys domestic inputs worth its whole output or more (column sum of A {sum}). "
            "Correct its inputs or its output, or merge it with a neighbouring sector.",
            name=table.provenance.name,
            radius=f"{radius:.6g}",
            worst=table.index.where(worst),
            sum=f"{sums[worst]:.6g}",
        )
    )


def _products(table: MrioTable, method: str | None) -> Coefficients:
    """Return products with A: with its trade shares, where the table is large and has them."""
    large = method == "krylov" or (method is None and len(table.index) > choice.SMALL)
    flows = table.trade_shares if large and table.trade_shares is not None else table.Z
    return Coefficients(flows, table.x, table.index.m)


def _named(method: str, A: Coefficients) -> Choice:
    """Return the method that a user named."""
    if method not in METHODS:
        raise OptionError(unknown(method, message("a method of solution"), METHODS))
    return Choice(method, A.form, message("chosen by the user"))
