"""The spectral radius of A, on which it hangs whether a table is productive."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tanmai.core.flows import written_out
from tanmai.core.table import MrioTable

FloatArray = NDArray[np.float64]

_SMALL = 100
_TOLERANCE = 1e-10
_BASIS = 8  # Arnoldi vectors; the first eigenvalue of such tables stands well apart


def column_sums(table: MrioTable) -> FloatArray:
    """Return the sum of each column of A = Z x̂⁻¹ (N,); zero where a sector has no output."""
    return np.asarray(table.intermediate_inputs * _reciprocal(table.x))


def spectral_radius(table: MrioTable) -> float:
    """Return the largest modulus of the eigenvalues of A = Z x̂⁻¹.

    Parameters
    ----------
    table : MrioTable
        The table; columns of sectors without output count as zero.

    Returns
    -------
    float
        The spectral radius, dimensionless, to 1e-10.

    Notes
    -----
    By the implicitly restarted Arnoldi method on products with Z, so that
    neither A nor a factor of it is written out; small tables, and the rare
    one on which it does not converge, by all eigenvalues. Source: Lehoucq,
    Sorensen and Yang (1998).
    """
    size, reciprocal = len(table.index), _reciprocal(table.x)
    if size > _SMALL:
        # a quarter of a second that a table of one province need not wait for
        from scipy.sparse.linalg import ArpackError, LinearOperator, eigs

        operator = LinearOperator(
            (size, size), matvec=lambda v: table.Z @ (reciprocal * v.ravel()), dtype=np.float64
        )
        try:
            largest = eigs(
                operator,
                k=1,
                v0=np.ones(size),
                ncv=_BASIS,
                tol=_TOLERANCE,
                return_eigenvectors=False,
            )
            return float(np.abs(largest).max())
        except ArpackError:
            pass
    return float(np.abs(np.linalg.eigvals(written_out(table.Z) * reciprocal)).max())


def _reciprocal(x: FloatArray) -> FloatArray:
    return np.divide(1.0, x, out=np.zeros_like(x), where=x > 0)
