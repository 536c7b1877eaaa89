"""The balance report."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from tanmai.estimate import balance_report

if TYPE_CHECKING:
    from tanmai.table import MrioTable


def test_spectral_radius_is_the_largest_eigenvalue(small_table: MrioTable) -> None:
    eigenvalues = np.linalg.eigvals(np.asarray(small_table.Z) / small_table.x)
    radius = balance_report(small_table).spectral_radius
    assert radius == pytest.approx(np.abs(eigenvalues).max(), rel=1e-10)


def test_report_of_a_balanced_table(small_table: MrioTable) -> None:
    report = balance_report(small_table)
    assert report.row_gap == 0
    assert report.column_gap == 0
    assert report.error_share == pytest.approx(3 / small_table.x.sum())
    assert report.without_output == ()


def test_report_finds_what_is_out_of_balance(small_table: MrioTable) -> None:
    x = small_table.x.copy()
    x[3] += 7
    report = balance_report(small_table.changed("Output raised.", {"x": x}))
    assert report.row_gap == pytest.approx(7 / x.max())
    assert report.column_gap == pytest.approx(7 / x.max())
