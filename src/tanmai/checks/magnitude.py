"""Checks of units and of sizes: money, trade and errors against what China's are known to be."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from tanmai.checks import rules
from tanmai.checks.reference import CHINA_EXPORTS, CHINA_GDP, CHINA_IMPORTS, expected_product
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
from tanmai.core.labels import Region, all_provinces, mainland_provinces
from tanmai.core.messages import Message, Name, message
from tanmai.core.table import MrioTable

FloatArray = NDArray[np.float64]

_MOST_OF_CHINA = 25
_ENOUGH_SECTORS, _MOST_ABOVE = 10, 0.2
_CLEARLY_MORE = 2.0
_REAL_ESTATE = re.compile("房地产|real estate", re.IGNORECASE)
_UNITS_OF_MONEY = (
    (1e-4, message("CNY")),
    (1e-1, message("thousand CNY")),
    (1e2, message("million CNY")),
    (1e4, message("10^8 CNY")),
    (1e5, message("billion CNY")),
)


def has_known_size(table: MrioTable) -> bool:
    """Whether its regions are provinces, at current prices in 10⁴ CNY, and not made up."""
    provinces = {province.code for province in mainland_provinces()}
    own = table.money_unit == units.MONEY and table.price_basis == "current"
    real = table.provenance.status != "made-up"
    return real and own and provinces.issuperset(table.index.region_codes)


def covers_china(table: MrioTable) -> bool:
    """Whether the regions are provinces of China and nearly all of them (25 or more)."""
    provinces = {province.code for province in mainland_provinces()}
    codes = set(table.index.region_codes)
    return codes <= provinces and len(codes) >= _MOST_OF_CHINA


def check_units(table: MrioTable) -> Finding:
    """Check that CO2 is in Mt CO2, and the money of a table of provinces in 10⁴ CNY.

    A table with other regions keeps the currency of its source, which its results name.
    """
    provinces = {province.code for province in all_provinces()}
    own_money = provinces.issuperset(table.index.region_codes)
    money = [(table.money_unit, units.MONEY)] if own_money else []
    emitted = [(one.unit, units.EMISSIONS) for one in table.pressures if one.is_co2]
    pairs = [*money, *dict.fromkeys(emitted)]
    wrong = [(given, own) for given, own in pairs if given != own]
    said = [
        message("the unit is '{given}' instead of {own}", given=given, own=own)
        for given, own in wrong
    ]
    return judged(rules.UNITS, float(len(wrong)), Places.listed(said))


def check_money_magnitude(table: MrioTable) -> Finding:
    """Check total value added against China's GDP of the year, and name the unit it looks like.

    Applies to tables of 25 or more provinces at current prices, for the years
    of ``CHINA_GDP``. Provincial products add up to the nation's within some
    ten per cent; a unit mistaken is a factor of ten at least.
    """
    if not covers_china(table) or table.year not in CHINA_GDP or table.price_basis != "current":
        return not_applicable(rules.MONEY_MAGNITUDE)
    gdp = CHINA_GDP[table.year] * 1e4
    found = float(table.total_value_added.sum()) / gdp
    said = message(
        "total value added is {ratio} times the GDP of {year}{unit}",
        ratio=f"{found:.3g}",
        year=table.year,
        unit=_looks_like(rules.MONEY_MAGNITUDE, found),
    )
    return judged(rules.MONEY_MAGNITUDE, found, Places.listed([said]))


def _looks_like(rule: Rule, found: float) -> Message:
    """Return what unit the figures look like, where one would bring them within the limits."""
    for factor, unit in _UNITS_OF_MONEY:
        if rule.keeps(found * factor):
            return message("; the figures look like {unit}", unit=unit)
    return Message("")


def check_money_by_region(table: MrioTable) -> Finding:
    """Check each province's value added against its known product, in tables of 25 or more."""
    if not covers_china(table):
        return not_applicable(rules.REGION_MONEY)
    return _by_region(table, rules.REGION_MONEY)


def check_money_of_few_provinces(table: MrioTable) -> Finding:
    """Check each province's value added against its known product, in tables of fewer than 25."""
    if covers_china(table):
        return not_applicable(rules.FEW_PROVINCES_MONEY)
    return _by_region(table, rules.FEW_PROVINCES_MONEY)


def _by_region(table: MrioTable, rule: Rule) -> Finding:
    """Hold value added by province against the GDP of the year by the shares of 2017."""
    expected = [expected_product(code, table.year) for code in table.index.region_codes]
    if not has_known_size(table) or None in expected:
        return not_applicable(rule)
    ratio = table.by_region(table.total_value_added) / np.array(expected, dtype=np.float64)
    off = np.abs(np.log10(np.maximum(ratio, np.finfo(float).tiny)))
    worst = [int(at) for at in np.argsort(-off, kind="stable") if not rule.keeps(float(ratio[at]))]

    def name(position: int, language: str) -> str:
        at = worst[position]
        return message(
            "{region}: value added is {ratio} times its known product{unit}",
            region=table.regions[at],
            ratio=f"{ratio[at]:.3g}",
            unit=_looks_like(rule, float(ratio[at])),
        ).into(language)

    return judged(rule, float(ratio[int(off.argmax())]), Places(len(worst), name))


def check_exports_size(table: MrioTable) -> Finding:
    """Check exports against China's of goods and services, in tables of 25 or more provinces."""
    return _against_china(table, rules.EXPORTS_SIZE, float(table.exports.sum()), CHINA_EXPORTS)


def check_imports_size(table: MrioTable) -> Finding:
    """Check imports, final ones too, against China's of goods and services."""
    found = float(table.imports.sum() + table.imports_final.sum())
    return _against_china(table, rules.IMPORTS_SIZE, found, CHINA_IMPORTS)


def _against_china(table: MrioTable, rule: Rule, found: float, known: dict[int, float]) -> Finding:
    if not covers_china(table) or not has_known_size(table) or table.year not in known:
        return not_applicable(rule)
    ratio = found / (known[table.year] * 1e4)
    said = message(
        "together {ratio} times the nation's of {year}", ratio=f"{ratio:.3g}", year=table.year
    )
    return judged(rule, ratio, Places.listed([said]))


def check_error_share(table: MrioTable) -> Finding:
    """Check that ERR, without its signs, is a small share of the output of every region."""
    output = table.by_region(np.abs(table.x))
    errors = table.by_region(np.abs(table.error))
    share = np.divide(errors, output, out=np.zeros_like(errors), where=output > 0)
    limit = rules.ERROR_SHARE.limit
    large = [int(at) for at in np.argsort(-share, kind="stable") if share[at] > limit]

    def name(position: int, language: str) -> str:
        at = large[position]
        return f"{table.regions[at].into(language)}: {share[at]:.3g}"

    return judged(rules.ERROR_SHARE, float(share.max()), Places(len(large), name))


def check_exchanged_parts(table: MrioTable) -> Finding:
    """Check that parts which enter one sum have the sizes that such parts have.

    Errors are smaller than exports; imported inputs are smaller than value added, in
    nearly every sector too (97 % of those of China's provinces; with imports and the
    compensation of employees exchanged, 65 %). Exchanged, they leave every balance
    as it is. A component of value added alone is held against imports in real estate.
    """
    errors, exports = np.abs(table.error).sum(), np.abs(table.exports).sum()
    imports, added = table.imports.sum(), table.total_value_added.sum()
    said = []
    if errors > exports > 0:
        said.append(
            message(
                "errors ({errors}) are larger than exports ({exports})",
                errors=f"{errors:,.6g}",
                exports=f"{exports:,.6g}",
            )
        )
    alone = table.index.m == 1  # imports of a region alone hold what it buys from others
    if imports > max(added, 0.0) and not alone:
        said.append(
            message(
                "imports ({imports}) are larger than value added ({added})",
                imports=f"{imports:,.6g}",
                added=f"{added:,.6g}",
            )
        )
    bought, at_home = np.abs(table.imports_final).sum(), table.absolute_demand.sum()
    if bought > at_home > 0:
        said.append(
            message(
                "final use of imports ({imports}) is larger than of domestic products ({own})",
                imports=f"{bought:,.6g}",
                own=f"{at_home:,.6g}",
            )
        )
    live = table.x > 0
    above = float((table.imports > table.total_value_added)[live].mean()) if live.any() else 0.0
    if live.sum() >= _ENOUGH_SECTORS and above > _MOST_ABOVE and not alone:
        said.append(
            message(
                "imports are larger than value added in {share} of the sectors",
                share=f"{above:.0%}",
            )
        )
    if exchanged := _exchanged_component(table):
        name, bought, earned = exchanged
        said.append(
            message(
                "imports of real estate ({imports}) are larger than '{component}' ({earned})",
                imports=f"{bought:,.6g}",
                component=name,
                earned=f"{earned:,.6g}",
            )
        )
    said += [
        message(
            "final demand of {one} is mostly for products of {other}, and the reverse",
            one=Name.of(one),
            other=Name.of(other),
        )
        for one, other in _exchanged_regions(table)
    ]
    return judged(rules.EXCHANGED_PARTS, float(len(said)), Places.listed(said))


def _exchanged_regions(table: MrioTable) -> list[tuple[Region, Region]]:
    """Return pairs of regions whose final demand seems to stand under the other's name.

    Most of a province's final demand is for its own products. Columns of two regions
    exchanged under their labels leave every sum as it is.
    """
    if not has_known_size(table):
        return []
    bought = table.by_region(table.final_demand)  # rows sell
    larger = bought > _CLEARLY_MORE * np.diag(bought)
    pairs = np.argwhere(np.triu(larger & larger.T))
    return [(table.regions[one], table.regions[other]) for one, other in pairs.tolist()]


def _exchanged_component(table: MrioTable) -> tuple[str, float, float] | None:
    """Return the smallest component of value added in real estate, where imports exceed it.

    Real estate hardly imports: in the provincial tables of 2007 to 2018 each of its
    wages, taxes, depreciation and surplus is four times its imported inputs at least,
    so that a row of imports exchanged with any of them stands out there.
    """
    named = [_REAL_ESTATE.search(f"{s.name_zh} {s.name_en}") for s in table.sectors]
    if len(table.value_added) == 1 or sum(map(bool, named)) != 1 or not has_known_size(table):
        return None
    at = next(position for position, match in enumerate(named) if match)
    bought = float(table.imports.reshape(-1, table.index.n)[:, at].sum())
    earned = table.value_added.reshape(len(table.value_added), -1, table.index.n)[:, :, at]
    parts = zip(table.value_added_labels, earned.sum(axis=1).tolist(), strict=True)
    name, least = min(parts, key=lambda part: part[1])
    return (name, bought, least) if least < bought and table.index.m > 1 else None


def check_negative_imports(table: MrioTable) -> Finding:
    """Check that no sector, and no region for final use, imports less than nothing.

    Inventories may be drawn down; a region's imports for all its final uses are not negative.
    """
    broken = table.imports < 0
    final = table.imports_final.reshape(table.index.m, -1).sum(axis=1)
    regions = [int(at) for at in np.argsort(final, kind="stable") if final[at] < 0]
    sectors = worst_rows(table.index, broken, table.imports, table.money_unit)

    def name(position: int, language: str) -> str:
        if position < sectors.count:
            return sectors.name(position, language)
        at = regions[position - sectors.count]
        amount = figure(float(final[at]), table.money_unit)
        region = table.regions[at]
        return message("{region}, final use: {amount}", region=region, amount=amount).into(language)

    count = sectors.count + len(regions)
    return judged(rules.NEGATIVE_IMPORTS, float(count), Places(count, name))
