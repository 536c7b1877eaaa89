"""All rules on one table."""

from __future__ import annotations

from collections.abc import Callable

from tanmai.checks import balance, emissions, form, kinds, magnitude, rules, solvability
from tanmai.checks.report import CheckReport, Finding
from tanmai.checks.rules import Rule
from tanmai.core.table import MrioTable

Check = Callable[[MrioTable], Finding]

_FORM: tuple[tuple[Rule, Check], ...] = (
    (rules.LABELS, form.check_labels),
    (rules.UNITS, magnitude.check_units),
    (rules.FINITE, form.check_finite),
)
_NUMBERS: tuple[tuple[Rule, Check], ...] = (
    (rules.LABEL_KINDS, kinds.check_label_kinds),
    (rules.REPEATED_SUMS, kinds.check_repeated_sums),
    (rules.HOME_CATEGORIES, kinds.check_home_categories),
    (rules.MONEY_MAGNITUDE, magnitude.check_money_magnitude),
    (rules.REGION_MONEY, magnitude.check_money_by_region),
    (rules.EMISSION_MAGNITUDE, emissions.check_emission_magnitude),
    (rules.NEGATIVE_OUTPUT, balance.check_negative_output),
    (rules.ZERO_OUTPUT, solvability.check_zero_output),
    (rules.ROW_BALANCE, balance.check_row_balance),
    (rules.COLUMN_BALANCE, balance.check_column_balance),
    (rules.COLUMN_SUMS, solvability.check_column_sums),
    (rules.SPECTRAL_RADIUS, solvability.check_spectral_radius),
    (rules.TRADE_SHARE_FORM, form.check_trade_share_form),
    (rules.EMISSION_WITHOUT_OUTPUT, emissions.check_emission_without_output),
    (rules.NEGATIVE_FLOWS, balance.check_negative_flows),
    (rules.NEGATIVE_FINAL_DEMAND, balance.check_negative_final_demand),
    (rules.NEGATIVE_EXPORTS, balance.check_negative_exports),
    (rules.NEGATIVE_VALUE_ADDED, balance.check_negative_value_added),
    (rules.EQUAL_LABELS, kinds.check_equal_labels),
    (rules.NEGATIVE_IMPORTS, magnitude.check_negative_imports),
    (rules.ERROR_SHARE, magnitude.check_error_share),
    (rules.EXCHANGED_PARTS, magnitude.check_exchanged_parts),
    (rules.EXPORTS_SIZE, magnitude.check_exports_size),
    (rules.IMPORTS_SIZE, magnitude.check_imports_size),
    (rules.FEW_PROVINCES_MONEY, magnitude.check_money_of_few_provinces),
    (rules.EMISSION_INTENSITY, emissions.check_emission_intensity),
    (rules.HOUSEHOLD_EMISSIONS, emissions.check_household_emissions),
    (rules.MISSING_EMISSIONS, emissions.check_missing_emissions),
    (rules.NEGATIVE_EMISSIONS, emissions.check_negative_emissions),
    (rules.HIGH_INTENSITY, emissions.check_high_intensity),
)


def check_table(table: MrioTable) -> CheckReport:
    """Run every rule on a table.

    Parameters
    ----------
    table : MrioTable
        The table; it is not changed.

    Returns
    -------
    CheckReport
        One result for each rule. Where the table holds a NaN or an infinity,
        the rules that compute with its numbers are not run, and the report
        says which.
    """
    results = tuple(check(table) for _, check in _FORM)
    if not results[-1].passed:
        return CheckReport(table.provenance.name, results, tuple(rule for rule, _ in _NUMBERS))
    results += tuple(check(table) for _, check in _NUMBERS)
    return CheckReport(table.provenance.name, results)
