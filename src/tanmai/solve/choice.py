"""Which method solves a system: one rule, in one place.

The rule, and the measurements that it rests on, are described in
docs/design/methods-of-solution.md.
"""

from __future__ import annotations

from dataclasses import dataclass

from tanmai.core import flows
from tanmai.core.messages import Message, message
from tanmai.solve.coefficients import Coefficients

# Up to this many rows a dense factor takes no longer than products, and leaves rounding alone.
SMALL = 1000
# A product with CSR beats a dense one below this share of non-zero cells.
SPARSE_DENSITY = 0.12
# A factor costs ⅔ N³ operations, a Krylov solution some 11 products of 2 N² k.
ROWS_PER_RIGHT_HAND_SIDE = 33
# A product with trade shares is cheaper than one with A written out: a factor pays where a
# quarter of the inverse is asked for, of tables whose A is small (4,000 rows: 0.13 GB).
ROWS_PER_RIGHT_HAND_SIDE_OF_SHARES, ROWS_OF_SHARES_WRITTEN_OUT = 4, 4000
_NEVER_WRITTEN_OUT = {
    "trade shares": message("flows in trade-share form"),
    "mapped": message("memory-mapped flows"),
}


@dataclass(frozen=True)
class Choice:
    """A method of solution and why it was taken.

    Attributes
    ----------
    method : str
        One of ``METHODS``.
    products : str
        What products with A are made of; see `Coefficients.form`.
    why : Message
        The reason.
    """

    method: str
    products: str
    why: Message


def choose_method(A: Coefficients, right_hand_sides: int) -> Choice:
    """Return the method for a system, from its size, density, form and right-hand sides.

    Parameters
    ----------
    A : Coefficients
        The technical coefficients.
    right_hand_sides : int
        Columns that are asked for at once: the regions, for carbon accounts.

    Notes
    -----
    In this order:

    1. flows sparse up to ``SPARSE_DENSITY``: products in CSR form;
    2. up to ``SMALL`` rows: a dense factor;
    3. flows in trade-share form, in CSR form, or memory-mapped: products with them, so that they
       are not written out; but a dense factor where a good part of the inverse of a table in
       trade-share form is asked for, and its A is small;
    4. dense flows: products where there are more than ``ROWS_PER_RIGHT_HAND_SIDE`` rows to a
       right-hand side, else a dense factor.

    A system asks again where it is given more columns than there are regions: what linkages
    need of a large dense table is worth a factor. A sparse factor fills up, and one in single
    precision saves memory but hardly time; both are taken only by name.
    """
    N, form = A.size, A.form
    if form == "CSR" and (N > SMALL or A.density <= SPARSE_DENSITY):
        filled = f"{100 * A.density:.3g}"
        return Choice("krylov", form, message("{filled}% of the cells are non-zero", filled=filled))
    if N <= SMALL:
        return Choice("dense_lu", form, message("{N} rows, no more than {most}", N=N, most=SMALL))
    most = ROWS_PER_RIGHT_HAND_SIDE_OF_SHARES * right_hand_sides >= N
    small = min(ROWS_OF_SHARES_WRITTEN_OUT, flows.MOST_WRITTEN_OUT) >= N
    if form == "trade shares" and small and most:
        return Choice("dense_lu", form, _of_sides(N, right_hand_sides))
    if form != "gemm":
        return Choice("krylov", form, _NEVER_WRITTEN_OUT[form])
    method = "dense_lu" if ROWS_PER_RIGHT_HAND_SIDE * right_hand_sides >= N else "krylov"
    return Choice(method, form, _of_sides(N, right_hand_sides))


def _of_sides(N: int, right_hand_sides: int) -> Message:
    return message("{N} rows and {columns} right-hand sides", N=N, columns=right_hand_sides)
