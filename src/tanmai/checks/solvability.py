"""Checks of what the Leontief system needs: output, column sums, spectral radius."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.linalg import ArpackError, LinearOperator, eigs

from tanmai.checks import rules
from tanmai.checks.report import CheckResult, Places, judged, worst_rows
from tanmai.table import MrioTable, written_out

FloatArray = NDArray[np.float64]

_SMALL = 100
_TOLERANCE = 1e-10
_DECIMALS = 9  # what lies beyond is noise of the method and would make files differ
_BASIS = 8  # Arnoldi vectors; the first eigenvalue of such tables stands well apart


def check_zero_output(table: MrioTable) -> CheckResult:
    """Check that no sector without output buys inputs, domestic or imported.

    A sector that neither makes nor buys anything may stay in the table.
    """
    idle = np.flatnonzero(table.x == 0)
    purchases = np.abs(table.imports)
    if idle.size:
        for region in range(table.index.m):
            purchases[idle] += np.abs(written_out(table.sold_by(region)[:, idle])).sum(axis=0)
    broken = (table.x == 0) & (purchases > 0)
    return judged(
        rules.ZERO_OUTPUT,
        float(broken.sum()),
        worst_rows(table.index, broken, purchases, table.money_unit),
    )


def check_column_sums(table: MrioTable) -> CheckResult:
    """Check that every column of A = Z x̂⁻¹ sums to less than one."""
    sums = table.intermediate_inputs * _reciprocal(table.x)
    broken = ~(sums <= rules.COLUMN_SUMS.limit)
    return judged(rules.COLUMN_SUMS, float(sums.max()), worst_rows(table.index, broken, sums))


def check_spectral_radius(table: MrioTable) -> CheckResult:
    """Check that the spectral radius of A is below one: else L = (I − A)⁻¹ is no sum of rounds."""
    found = round(spectral_radius(table), _DECIMALS)
    return judged(
        rules.SPECTRAL_RADIUS,
        found,
        Places.listed([f"谱半径 {found:.6g}"], [f"the spectral radius is {found:.6g}"]),
    )


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
