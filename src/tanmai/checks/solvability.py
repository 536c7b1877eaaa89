"""Checks of what the Leontief system needs: output, column sums, spectral radius."""

from __future__ import annotations

import numpy as np

from tanmai.checks import rules
from tanmai.checks.report import Finding, Places, judged, worst_rows
from tanmai.core.messages import message
from tanmai.core.spectral_radius import column_sums, spectral_radius
from tanmai.core.table import MrioTable

_DECIMALS = 9  # what lies beyond is noise of the method and would make files differ


def check_zero_output(table: MrioTable) -> Finding:
    """Check that no sector without output buys inputs, domestic or imported.

    A sector that neither makes nor buys anything may stay in the table.
    """
    idle = np.flatnonzero(table.x == 0)
    purchases = np.abs(table.imports)
    if idle.size:
        for region in range(table.index.m):
            purchases[idle] += np.abs(table.flows.block(table.rows_of(region), idle)).sum(axis=0)
    broken = (table.x == 0) & (purchases > 0)
    return judged(
        rules.ZERO_OUTPUT,
        float(broken.sum()),
        worst_rows(table.index, broken, purchases, table.money_unit),
    )


def check_column_sums(table: MrioTable) -> Finding:
    """Check that every column of A = Z x̂⁻¹ sums to less than one.

    One that does not belongs to a sector that sells below what its inputs cost; the
    table is sound all the same while its spectral radius is below one (Miller and
    Blair 2009, section 2.4).
    """
    sums = column_sums(table)
    broken = ~(sums <= rules.COLUMN_SUMS.limit)
    return judged(rules.COLUMN_SUMS, float(sums.max()), worst_rows(table.index, broken, sums))


def check_spectral_radius(table: MrioTable) -> Finding:
    """Check that the spectral radius of A is below one: else L = (I − A)⁻¹ is no sum of rounds."""
    found = round(spectral_radius(table), _DECIMALS)
    return judged(
        rules.SPECTRAL_RADIUS,
        found,
        Places.listed([message("the spectral radius is {radius}", radius=f"{found:.6g}")]),
    )
