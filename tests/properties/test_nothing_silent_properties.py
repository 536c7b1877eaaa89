"""Wrong totals, doubled labels, exchanged parts and wrong units are refused, or said."""

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import made_up
from spoilt_tables import (
    WAYS,
    as_bundle,
    as_lists,
    as_pymrio,
    of_a_user,
    with_home_category,
    with_sum_category,
    with_sum_region,
    with_sum_sector,
    write_lists,
)
from strategies import seeds
from tanmai.checks import check_table
from tanmai.core.errors import LabelError, TanmaiError
from tanmai.core.table import MrioTable
from tanmai.io.lists import read_mapped

NAMES = ("Q", "其他活动", "Mixed services", "X9")  # no word gives these away: numbers must
WORDS = ("合计", "Total", "小计", "Sub-total", "全部", "TIU", "所有部门合计")
few = settings(max_examples=8, deadline=None)


def said_of(read, table: MrioTable) -> set[str]:
    """Return the codes of the rules that a table as read breaks, or the message that refuses it."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            report = check_table(read(table, Path(folder) / "it"))
        except TanmaiError as error:
            return {str(error)}
    return {result.rule.code for result in (*report.failures, *report.warnings)}


def some(draw: st.DataObject, count: int) -> list[int]:
    parts = st.lists(st.integers(0, count - 1), min_size=2, max_size=count, unique=True)
    return draw.draw(parts)


@pytest.mark.parametrize("way", WAYS)
@few
@given(seeds(), st.data(), st.sampled_from(NAMES))
def test_a_sum_of_sectors_is_found_by_its_numbers(way, seed, draw, name):
    table = made_up.make_table(seed, 3, 4, 5)
    assert "repeated-sums" not in said_of(WAYS[way], table)
    spoilt = with_sum_sector(table, some(draw, 4), name)
    assert "repeated-sums" in said_of(WAYS[way], spoilt)


@pytest.mark.parametrize("way", WAYS)
@few
@given(seeds(), st.sampled_from(WORDS))
def test_a_total_is_found_by_its_word(way, seed, name):
    table = made_up.make_table(seed, 2, 3, 5)
    sectors = (*table.sectors[:2], replace(table.sectors[2], name_zh=name, name_en=name))
    spoilt = replace(table, index=replace(table.index, sectors=sectors))
    if way == "lists":  # lists know codes alone
        spoilt = replace(
            table,
            index=replace(table.index, sectors=(*sectors[:2], replace(sectors[2], code=name))),
        )
    assert "label-kinds" in said_of(WAYS[way], spoilt)


@pytest.mark.parametrize("read", [as_lists, as_bundle, as_pymrio])
@few
@given(seeds(), st.sampled_from(("All", "Z9", "Total", "全国")))
def test_a_sum_of_regions_is_found(read, seed, name):
    table = made_up.make_table(seed, 3, 3, 2)
    spoilt = with_sum_region(table, name)
    found = said_of(read, spoilt)
    assert "repeated-sums" in found
    assert ("label-kinds" in found) == (name in ("Total", "全国"))


@pytest.mark.parametrize("read", [as_lists, as_bundle, as_pymrio])
@few
@given(seeds(), st.integers(0, 2))
def test_a_sector_that_stands_twice_is_said(read, seed, at):
    table = made_up.make_table(seed, 2, 3, 2)
    assert "equal-labels" not in said_of(read, table)
    assert "equal-labels" in said_of(read, with_sum_sector(table, [at], "Q"))


@pytest.mark.parametrize("read", [as_lists, as_bundle, as_pymrio])
@few
@given(seeds(), st.data(), st.sampled_from(NAMES))
def test_a_sum_of_categories_is_found(read, seed, draw, name):
    table = made_up.make_table(seed, 2, 3, 4)
    assert "repeated-sums" in said_of(read, with_sum_category(table, some(draw, 4), name))


@pytest.mark.parametrize("read", [as_lists, as_bundle, as_pymrio])
@few
@given(seeds(), st.sampled_from((*NAMES, "出口", "Exports", "ERR", "误差", "国内省外流出")))
def test_exports_as_demand_of_the_region_that_sells_are_found(read, seed, name):
    table = made_up.make_table(seed, 3, 3, 3)
    found = said_of(read, with_home_category(table, table.exports, name))
    assert "home-categories" in found
    assert ("label-kinds" in found) == (name not in NAMES)


@few
@given(seeds(), st.sampled_from(("政府消费", "Inventory change", "FU103")))
def test_a_use_at_home_that_is_named_so_is_taken(seed, name):
    table = made_up.make_table(seed, 3, 3, 2)
    found = said_of(as_bundle, with_home_category(table, table.exports, name))
    assert not found & {"home-categories", "label-kinds"}


def slip(label: str, kind: int) -> str:
    """Return a label as it is mistyped: a letter doubled, left out, exchanged, or in capitals."""
    return (label[:2] + label[1:], label[:-1], label[1] + label[0] + label[2:], label.upper())[kind]


@few
@given(seeds(), st.integers(0, 3), st.data())
def test_a_slip_in_a_list_never_becomes_a_label(seed, kind, draw):
    table = made_up.make_table(seed, 2, 3, 2)
    index = replace(
        table.index,
        sectors=tuple(
            replace(s, code=c)
            for s, c in zip(table.sectors, ("coal", "steel", "service"), strict=True)
        ),
    )
    with tempfile.TemporaryDirectory() as text:
        folder = Path(text)
        write_lists(replace(table, index=index), folder)
        read_mapped(folder / "table.toml")
        name = draw.draw(st.sampled_from(("flows", "final_demand", "emissions", "exports")))
        cells = pd.read_csv(folder / f"{name}.csv", dtype=str)
        column = draw.draw(st.sampled_from([c for c in cells if c.endswith("sector")]))
        row = draw.draw(st.integers(0, len(cells) - 1))
        wrong = slip(str(cells.loc[row, column]), kind)
        cells.loc[row, column] = wrong
        cells.to_csv(folder / f"{name}.csv", index=False)
        with pytest.raises(LabelError, match=rf"{name}\.csv, line {row + 2}: .*'{wrong}'"):
            read_mapped(folder / "table.toml")


@few
@given(seeds(), st.sampled_from((1e-8, 1e-4, 0.1, 10.0, 1e3, 1e4)))
def test_money_in_another_unit_is_refused(seed, factor):
    table = made_up.make_table(seed, 31, 3, 1)
    parts = ("Z", "Y", "exports", "error", "x", "imports", "imports_final", "value_added")
    scaled = {part: np.asarray(getattr(table, part)) * factor for part in parts}
    assert "money-magnitude" in said_of(as_bundle, table.changed("scaled", scaled))


@few
@given(seeds(), st.sampled_from((1e-6, 1e-3, 1e2, 1e3, 1e6)))
def test_emissions_in_another_unit_are_refused_or_said(seed, factor):
    table = of_a_user(made_up.make_table(seed, 31, 3, 1))
    scaled = {"F": table.F * factor, "F_Y": table.F_Y * factor}
    found = said_of(as_bundle, table.changed("scaled", scaled))
    assert found & {"emission-magnitude", "emission-intensity"}


@few
@given(seeds(), st.sampled_from((1e-6, 1e-3, 1e3, 1e6)))
def test_emissions_of_households_in_another_unit_are_said(seed, factor):
    table = known_households(of_a_user(made_up.make_table(seed, 5, 3, 1)))
    assert "household-emissions" not in said_of(as_bundle, table)
    changed = table.changed("scaled", {"F_Y": table.F_Y * factor})
    assert "household-emissions" in said_of(as_bundle, changed)


def known_households(table: MrioTable) -> MrioTable:
    """Return a table whose households emit 0.3 t a head."""
    from tanmai.checks.reference import expected_population

    people = np.array([expected_population(code) for code in table.index.region_codes])
    return table.changed("sized", {"F_Y": 0.3e-2 * people[None, :]})


@few
@given(seeds(), st.integers(0, 2))
def test_final_use_of_imports_below_nothing_or_above_all_is_said(seed, at):
    table = made_up.make_table(seed, 3, 3, 2)
    assert "negative-imports" not in said_of(as_bundle, table)
    signs = np.repeat(np.where(np.arange(3) == at, -1.0, 1.0), 2)
    below = table.changed("signs", {"imports_final": signs * table.imports_final})
    assert "negative-imports" in said_of(as_bundle, below)
    above = np.full(6, float(np.abs(table.Y).sum()))
    assert "exchanged-parts" in said_of(as_bundle, table.changed("large", {"imports_final": above}))


@few
@given(seeds(), st.integers(0, 30), st.sampled_from((1e-3, 1e-2, 1e2, 1e3)))
def test_one_province_in_another_unit_is_refused(seed, at, factor):
    """Its own value added is off, whatever the sum of all says."""
    table = of_a_user(known_size(made_up.make_table(seed, 31, 3, 1)))
    assert not said_of(as_bundle, table) & {"money-by-region", "money-magnitude"}
    own = np.ones((31, 3))
    own[at] = factor
    added = table.changed("scaled", {"value_added": table.value_added * own.ravel()})
    assert "money-by-region" in said_of(as_bundle, added)


def known_size(table: MrioTable) -> MrioTable:
    """Return a table whose provinces have their known value added, its balances left open."""
    from tanmai.checks.reference import expected_product

    known = [expected_product(code, table.year) for code in table.index.region_codes]
    ratio = np.array(known) / table.by_region(table.total_value_added)
    return table.changed("sized", {"value_added": table.value_added * np.repeat(ratio, 3)})


@few
@given(seeds())
def test_exports_exchanged_with_errors_are_said(seed):
    table = made_up.make_table(seed, 4, 5, 3)
    exchanged = {"exports": table.error, "error": table.exports}
    assume(np.abs(table.error).sum() < table.exports.sum())
    found = said_of(as_bundle, table.changed("exchanged", exchanged))
    assert {"exchanged-parts"} <= found


@few
@given(seeds())
def test_imports_exchanged_with_value_added_are_said(seed):
    table = made_up.make_table(seed, 4, 5, 3)
    exchanged = {
        "imports": table.total_value_added,
        "value_added": np.stack([table.imports, 0 * table.imports]),
    }
    found = said_of(as_bundle, table.changed("exchanged", exchanged))
    assert "exchanged-parts" in found
