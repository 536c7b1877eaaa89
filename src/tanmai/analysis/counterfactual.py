"""A table by unit of output: coefficients and final demand to be changed, and solved again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tanmai.accounting.carbon import direct_intensity
from tanmai.core.errors import TableError
from tanmai.core.flows import written_out
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
    Y : array (N, mk)
        Final demand.
    exports : array (N,)
        Exports.
    value_added : array (v, N)
        By unit of output.
    imports : array (N,)
        Imported inputs by unit of output.
    intensity : array (e, N)
        Emissions by unit of output.
    """

    table: MrioTable
    A: FloatArray
    Y: FloatArray
    exports: FloatArray
    value_added: FloatArray
    imports: FloatArray
    intensity: FloatArray

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
            np.array(table.Y),
            np.array(table.exports),
            table.value_added * per_unit,
            table.imports * per_unit,
            np.array([direct_intensity(table, row) for row in range(len(table.stressors))]),
        )

    def solved(self, changes: Sequence[str]) -> MrioTable:
        """Return the table that has these coefficients and meets this final demand.

        x = (I - A)⁻¹ (Y 1 + exports + stock change + error), and from it Z = A x̂, value added,
        imports and emissions.

        Parameters
        ----------
        changes : sequence of str
            What was done, a sentence each, for the provenance.

        Raises
        ------
        TableError
            A sector makes nothing in the table and is asked to.
        UnsolvableError
            The coefficients use up more than is made.
        """
        table, x = self.table, self.table.x
        start = table.changed("; ".join(changes), {"Z": self.A * x, "Y": self.Y})
        demand = self.Y.sum(axis=1) + self.exports + table.stock_change + table.error
        made = LeontiefSystem(start, tolerance=BALANCED).solve(demand)
        idle = np.flatnonzero((x <= 0) & (np.abs(made) > 0))
        if idle.size:
            raise TableError(
                f"{table.index.where(idle[0])} makes nothing in table '{table.provenance.name}', "
                "so that nothing tells what it would need; ask another province or sector."
            )
        return start.changed(
            "solved for this final demand",
            {
                "x": made,
                "Z": self.A * made,
                "Y": self.Y,
                "exports": self.exports,
                "value_added": self.value_added * made,
                "imports": self.imports * made,
                "F": self.intensity * made,
            },
        )
