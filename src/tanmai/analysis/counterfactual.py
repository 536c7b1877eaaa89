"""A table by unit of output: coefficients and final demand to be changed, and solved again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tanmai.accounting.carbon import direct_intensity
from tanmai.core.errors import TableError
from tanmai.core.flows import written_out
from tanmai.core.messages import Message, message
from tanmai.core.table import FloatArray, MrioTable
from tanmai.solve import LeontiefSystem, technical_coefficients

BALANCED = 1e-13
"""What is solved for is a table, whose every row must balance as closely as one that was read."""


@dataclass(eq=False)
class Counterfactual:
    """A table in coefficients, to be changed in place and solved.

    Prices stay as they are: what an input costs less is value added, unless it is spent on
    another input.

    Attributes
    ----------
    table : MrioTable
        The table as it is.
    A : array (N, N)
        Inputs of domestic origin by unit of output.
    sinks : array (N, mk + 3)
        Final demand, exports, stock change and error.
    value_added : array (v, N)
        By unit of output.
    imports : array (N,)
        Imported inputs by unit of output.
    intensity : array (e, N)
        Emissions by unit of output.
    guess : array (N,)
        Output that the coefficients are written out with before they are solved: that of the
        table, or about what a sector that is new will make.
    """

    table: MrioTable
    A: FloatArray
    sinks: FloatArray
    value_added: FloatArray
    imports: FloatArray
    intensity: FloatArray
    guess: FloatArray

    @classmethod
    def of(cls, table: MrioTable) -> Counterfactual:
        """Return the coefficients of a table.

        Raises
        ------
        TableError
            Its flows are too large to be written out.
        """
        per_unit = np.divide(1.0, table.x, out=np.zeros_like(table.x), where=table.x > 0)
        return cls(
            table,
            np.array(technical_coefficients(written_out(table.Z), table.x)),
            np.column_stack([table.Y, table.exports, table.stock_change, table.error]),
            table.value_added * per_unit,
            table.imports * per_unit,
            np.array([direct_intensity(table, row) for row in range(len(table.stressors))]),
            np.array(table.x),
        )

    @property
    def Y(self) -> FloatArray:
        """Final demand (N, mk), to be changed in place."""
        return self.sinks[:, :-3]

    @property
    def exports(self) -> FloatArray:
        """Exports (N,), to be changed in place."""
        return self.sinks[:, -3]

    def solved(self, change: Message) -> MrioTable:
        """Return the table that has these coefficients and meets these sinks.

        x = (I - A)⁻¹ (Y 1 + exports + stock change + error), and from it Z = A x̂, value added,
        imports and emissions.

        Parameters
        ----------
        change : Message
            What was done, for the provenance.

        Raises
        ------
        TableError
            A sector makes nothing in the table and is asked to.
        UnsolvableError
            The coefficients use up more than is made.
        """
        start = self.written_out(change, self.guess)
        made = LeontiefSystem(start, tolerance=BALANCED).solve(self.sinks.sum(axis=1))
        idle = np.flatnonzero((self.guess <= 0) & (np.abs(made) > 0))
        if idle.size:
            raise TableError(
                message(
                    "{where} has no output in table '{start}', so its inputs are unknown; choose "
                    "another province or sector.",
                    where=start.index.where(idle[0]),
                    start=start.provenance.name,
                )
            )
        return self.with_output(start, made, message("Solved for its final demand."))

    def written_out(self, change: Message, x: FloatArray) -> MrioTable:
        """Return the table with flows of these coefficients at some output, not balanced yet."""
        return self.table.changed(change, {"Z": self.A * x, "x": x})

    def with_output(self, start: MrioTable, x: FloatArray, change: Message) -> MrioTable:
        """Return the table in which all parts follow from output x, which meets the sinks."""
        return start.changed(
            change,
            {
                "x": x,
                "Z": self.A * x,
                "Y": self.Y,
                "exports": self.exports,
                "stock_change": self.sinks[:, -2],
                "error": self.sinks[:, -1],
                "value_added": self.value_added * x,
                "imports": self.imports * x,
                "F": self.intensity * x,
            },
        )
