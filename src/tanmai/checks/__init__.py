"""Checks of a table: one function a rule, one report of all.

``check_table(table)`` runs every rule; ``check_table(table).require()``
raises the first error that it finds. Errors make results wrong or
meaningless: labels, totals among them, values that are not numbers, units, balances,
and everything that leaves the Leontief system without a meaningful solution. Warnings are
what published tables do hold: negative cells, a negative value added, regions
without an inventory, intensities far above the nation's.
"""

from __future__ import annotations

from tanmai.checks.balance import (
    check_column_balance,
    check_negative_exports,
    check_negative_final_demand,
    check_negative_flows,
    check_negative_output,
    check_negative_value_added,
    check_row_balance,
)
from tanmai.checks.emissions import (
    check_emission_intensity,
    check_emission_magnitude,
    check_emission_without_output,
    check_high_intensity,
    check_household_emissions,
    check_missing_emissions,
    check_negative_emissions,
)
from tanmai.checks.form import check_finite, check_labels, check_trade_share_form
from tanmai.checks.kinds import (
    check_equal_labels,
    check_home_categories,
    check_label_kinds,
    check_repeated_sums,
)
from tanmai.checks.magnitude import (
    check_error_share,
    check_exchanged_parts,
    check_exports_size,
    check_imports_size,
    check_money_by_region,
    check_money_magnitude,
    check_money_of_few_provinces,
    check_negative_imports,
    check_units,
)
from tanmai.checks.report import CheckReport, Finding
from tanmai.checks.rules import ERROR, WARNING, Rule
from tanmai.checks.solvability import check_column_sums, check_spectral_radius, check_zero_output
from tanmai.checks.suite import check_table
from tanmai.checks.treatments import NEGATIVE_FLOW_TREATMENTS, treat_negative_flows
from tanmai.core.spectral_radius import spectral_radius

__all__ = [
    "ERROR",
    "NEGATIVE_FLOW_TREATMENTS",
    "WARNING",
    "CheckReport",
    "Finding",
    "Rule",
    "check_column_balance",
    "check_column_sums",
    "check_emission_intensity",
    "check_emission_magnitude",
    "check_emission_without_output",
    "check_equal_labels",
    "check_error_share",
    "check_exchanged_parts",
    "check_exports_size",
    "check_finite",
    "check_high_intensity",
    "check_home_categories",
    "check_household_emissions",
    "check_imports_size",
    "check_label_kinds",
    "check_labels",
    "check_missing_emissions",
    "check_money_by_region",
    "check_money_magnitude",
    "check_money_of_few_provinces",
    "check_negative_emissions",
    "check_negative_exports",
    "check_negative_final_demand",
    "check_negative_flows",
    "check_negative_imports",
    "check_negative_output",
    "check_negative_value_added",
    "check_repeated_sums",
    "check_row_balance",
    "check_spectral_radius",
    "check_table",
    "check_trade_share_form",
    "check_units",
    "check_zero_output",
    "spectral_radius",
    "treat_negative_flows",
]
