"""The balance report."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from tanmai.estimate import balance_report
from tanmai.estimate.report import perron_root

if TYPE_CHECKING:
    from tanmai.table import MrioTable


def test_spectral_radius_is_the_largest_eigenvalue() -> None:
    matrix = np.random.default_rng(5).uniform(0, 0.1, (12, 12))
    assert perron_root(matrix) == pytest.approx(np.abs(np.linalg.eigvals(matrix)).max(), rel=1e-11)


def test_spectral_radius_of_a_cycle_and_of_a_triangle() -> None:
    assert perron_root(np.array([[0.0, 0.9], [0.4, 0.0]])) == pytest.approx(0.6, rel=1e-11)
    assert perron_root(np.array([[0.5, 0.25], [0.0, 0.1]])) == pytest.approx(0.5, rel=1e-11)


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
