"""Checks of the emissions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tanmai.checks import rules
from tanmai.checks.form import cell_name
from tanmai.checks.magnitude import covers_china, has_known_size
from tanmai.checks.reference import expected_population
from tanmai.checks.report import (
    Finding,
    Places,
    figure,
    judged,
    not_applicable,
    worst_rows,
)
from tanmai.checks.rules import Rule
from tanmai.core import units
from tanmai.core.messages import message
from tanmai.core.table import MrioTable


def check_emission_magnitude(table: MrioTable) -> Finding:
    """Check that the emissions of a table of China are of the size that China's are.

    Applies to tables of 25 or more provinces in Mt CO2, all stressors together. The
    limits are well apart from what China has emitted since 1990, and closer to it
    than its emissions in another unit. A table without any emissions is not judged.
    """
    total = float(table.F.sum() + table.F_Y.sum())
    if not covers_china(table) or not total or table.emission_unit != units.EMISSIONS:
        return not_applicable(rules.EMISSION_MAGNITUDE)
    places = Places.listed([message("{sum} in all", sum=figure(total, table.emission_unit))])
    return judged(rules.EMISSION_MAGNITUDE, total, places)


def check_emission_intensity(table: MrioTable) -> Finding:
    """Check emissions per value added of each province with emissions, t per 10⁴ CNY.

    Provinces of China have emitted between 0.2 and some 12 t for 10⁴ CNY of value
    added since 1997. Tables that are made up are not judged.
    """
    emitted = table.by_region(table.F.T).sum(axis=1) + table.F_Y.sum(axis=0)
    added = table.by_region(table.total_value_added)
    judged_regions = np.flatnonzero((emitted > 0) & (added > 0))
    known = has_known_size(table) and table.emission_unit == units.EMISSIONS
    if not known or not judged_regions.size:
        return not_applicable(rules.EMISSION_INTENSITY)
    found = 1e6 * emitted[judged_regions] / added[judged_regions]
    return _by_province(table, rules.EMISSION_INTENSITY, judged_regions, found)


def check_household_emissions(table: MrioTable) -> Finding:
    """Check direct emissions of households per head, t, by the population of 2017.

    In the embedded tables, 2007 to 2018, they are at most 1.1 t a head.
    """
    emitted = table.F_Y.sum(axis=0)
    people = [expected_population(code) for code in table.index.region_codes]
    known = has_known_size(table) and table.emission_unit == units.EMISSIONS
    judged_regions = np.flatnonzero(emitted > 0)
    if not known or None in people or not judged_regions.size:
        return not_applicable(rules.HOUSEHOLD_EMISSIONS)
    found = 1e2 * (emitted / np.array(people, dtype=np.float64))[judged_regions]
    return _by_province(table, rules.HOUSEHOLD_EMISSIONS, judged_regions, found)


def _by_province(
    table: MrioTable, rule: Rule, positions: NDArray[np.intp], found: NDArray[np.float64]
) -> Finding:
    """Judge a figure of some provinces; those outside the limits are named, the worst first."""
    order = np.argsort(-np.abs(np.log10(found)), kind="stable")
    worst = [int(at) for at in order if not rule.keeps(float(found[at]))]

    def name(position: int, language: str) -> str:
        at = worst[position]
        region = table.regions[int(positions[at])]
        return f"{region.into(language)}: {figure(float(found[at]), rule.unit)}"

    most = float(found[worst[0] if worst else int(order[0])])
    return judged(rule, most, Places(len(worst), name))


def check_missing_emissions(table: MrioTable) -> Finding:
    """Check that every region has emissions; those known to have no inventory count as missing."""
    emitted = np.abs(table.by_region(table.F.T)).sum(axis=1)
    gaps = [
        region
        for region, total in zip(table.regions, emitted, strict=True)
        if total == 0 or region.code in table.without_emissions
    ]
    places = Places(len(gaps), lambda position, language: gaps[position].into(language))
    return judged(rules.MISSING_EMISSIONS, float(len(gaps)), places)


def check_emission_without_output(table: MrioTable) -> Finding:
    """Check that no sector emits without output: its emissions would be lost."""
    emitted = np.abs(table.F).sum(axis=0)
    broken = (table.x <= 0) & (emitted > 0)
    return judged(
        rules.EMISSION_WITHOUT_OUTPUT,
        float(broken.sum()),
        worst_rows(table.index, broken, emitted, table.emission_unit),
    )


def check_negative_emissions(table: MrioTable) -> Finding:
    """Check that no sector and no household emits less than nothing."""
    cells = [
        (part, int(row), int(column))
        for part in ("F", "F_Y")
        for row, column in np.argwhere(getattr(table, part) < 0)
    ]

    def name(position: int, language: str) -> str:
        part, row, column = cells[position]
        amount = figure(getattr(table, part)[row, column], table.emission_unit)
        return f"{cell_name(table, part, row, column, language)}: {amount}"

    return judged(rules.NEGATIVE_EMISSIONS, float(len(cells)), Places(len(cells), name))


def check_high_intensity(table: MrioTable) -> Finding:
    """Check that no sector emits over 20 times as much per output as the nation's same sector.

    The nation's intensity of a sector is the sum of emissions over the sum of
    output of the regions that have an inventory. The figure found is the
    largest ratio, over all stressors.
    """
    m, n = table.index.m, table.index.n
    if not table.stressors:
        return not_applicable(rules.HIGH_INTENSITY)
    known = ~np.isin(np.array(table.index.region_codes), list(table.without_emissions))
    output = np.where(table.x > 0, table.x, 0.0).reshape(m, n)
    emitted = table.F.reshape(-1, m, n)
    national_output = output[known].sum(axis=0)
    national = np.divide(
        emitted[:, known].sum(axis=1),
        national_output,
        out=np.zeros((len(table.stressors), n)),
        where=national_output > 0,
    )
    expected = national[:, None, :] * output
    ratio = np.divide(emitted, expected, out=np.zeros_like(emitted), where=expected > 0)
    worst = ratio.max(axis=0).ravel()
    broken = worst > rules.HIGH_INTENSITY.limit
    return judged(rules.HIGH_INTENSITY, float(worst.max()), worst_rows(table.index, broken, worst))
