"""Treatments of negative intermediate flows, by name; none is ever taken silently."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tanmai.core.errors import OptionError, unknown
from tanmai.core.messages import message
from tanmai.core.table import MrioTable

FloatArray = NDArray[np.float64]

NEGATIVE_FLOW_TREATMENTS = ("keep", "zero", "transpose")


def treat_negative_flows(table: MrioTable, treatment: str) -> MrioTable:
    """Return the table with its negative intermediate flows treated; balances are kept.

    Parameters
    ----------
    table : MrioTable
        The table.
    treatment : str
        ``"keep"``: the flows stay, and the provenance says so.
        ``"zero"``: Z_ij < 0 becomes 0; the row keeps its output by ERR_i += Z_ij,
        the column by taking −Z_ij from value added, in proportion to its components.
        ``"transpose"``: a negative sale from i to j is booked as a sale from
        j to i: Z_ij = 0, Z_ji += |Z_ij|, and both outputs rise by |Z_ij|.

    Returns
    -------
    MrioTable
        A new table; its provenance names the treatment and what it moved.

    Raises
    ------
    OptionError
        The treatment is unknown.
    """
    if treatment not in NEGATIVE_FLOW_TREATMENTS:
        raise OptionError(
            unknown(treatment, message("a treatment of negative flows"), NEGATIVE_FLOW_TREATMENTS)
        )
    from scipy import sparse

    sellers, buyers, values = table.negative_flows()
    size = len(table.index)
    taken = sparse.csr_array((-values, (sellers, buyers)), shape=(size, size))
    moved = float(taken.sum())
    change = message(
        "negative intermediate flows ({n} cells, {moved} {unit}): {treatment}",
        n=taken.nnz,
        moved=f"{moved:,.6g}",
        unit=table.money_unit,
        treatment=treatment,
    )
    if treatment == "keep" or taken.nnz == 0:
        return table.changed(change, {})
    held = table.flows.matrix()
    flows = sparse.csr_array(held)
    by_row: FloatArray = np.asarray(taken.sum(axis=1))
    by_column: FloatArray = np.asarray(taken.sum(axis=0))
    if treatment == "zero":
        parts: dict[str, Any] = {
            "Z": flows + taken,
            "error": table.error - by_row,
            "value_added": table.value_added - _shares_of_components(table) * by_column,
        }
    else:
        parts = {"Z": flows + taken + taken.T, "x": table.x + by_row + by_column}
    parts["Z"] = parts["Z"].tocsr() if sparse.issparse(held) else parts["Z"].toarray()
    return table.changed(change, parts)


def _shares_of_components(table: MrioTable) -> FloatArray:
    """Return the share (v, N) of each component in value added; equal where there is none."""
    total = table.total_value_added
    equal = np.full(table.value_added.shape, 1.0 / len(table.value_added_labels))
    return np.asarray(np.divide(table.value_added, total, out=equal, where=total != 0))
