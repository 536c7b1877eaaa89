"""The committed ledger against the figures computed anew, and what the README says of them."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import asdict
from functools import cache

import models
import pytest
from metals_ledger import (
    HERE,
    INCONSISTENT,
    INPUT,
    INPUTS,
    NEEDS,
    QUOTED,
    REPRODUCED,
    Row,
    ledger,
    published,
)
from statements import ARITHMETIC

from tanmai.io.tables import load_table
from tanmai.metals.stocks.provinces import metal_in_provinces


@cache
def rows() -> dict[str, Row]:
    return {row.id: row for row in ledger()}


@cache
def committed() -> dict[str, dict[str, str]]:
    with (HERE / "ledger.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


@pytest.mark.parametrize("key", list(published()))
def test_no_row_has_moved(key: str) -> None:
    assert asdict(rows()[key]) == committed()[key]


def test_there_is_a_row_for_each_figure_and_each_statement() -> None:
    figures = [f"D{number:02d}" for number in range(1, 19)]
    statements = [f"K{number:03d}" for number in range(1, 157)]
    assert list(committed()) == list(published()) == figures + statements


def test_findings_are_as_the_readme_says() -> None:
    count = Counter(row["finding"] for row in committed().values())
    said = (HERE / "README.md").read_text(encoding="utf-8")
    for finding in (REPRODUCED, INPUT, INCONSISTENT, NEEDS, QUOTED):
        assert re.search(rf"\| {finding} \| {count[finding]} \|", said), (finding, count[finding])


def test_every_row_gives_its_reason() -> None:
    assert all(row["reason"] for row in committed().values())


def test_no_statement_is_both_input_and_computed() -> None:
    assert not set(INPUTS) & set(ARITHMETIC)


def test_the_readme_quotes_the_ranges_of_the_ledger() -> None:
    said = (HERE / "README.md").read_text(encoding="utf-8")
    for key, row in committed().items():
        if key.startswith("K"):
            for number in re.findall(r"\d+\.\d+ to \d+\.\d+", row["range"]):
                assert number in said, (key, number)


@pytest.mark.parametrize(("at", "scrap", "year"), [(1.0, 4818, 2021), (2.0, 3827, 2029)])
def test_longer_lives_mean_less_scrap_and_a_later_balance(
    at: float, scrap: float, year: int
) -> None:
    assert models.scrap_of_electronics(at) == pytest.approx(scrap, abs=1)
    assert models.balance_of_electronics(at) == year


def test_the_two_statements_on_indium_need_different_lives() -> None:
    first, second = (models.ranges()[key] for key in ("K146", "K147"))
    ends = [[float(n) for n in re.findall(r"\d+\.\d", text)[:2]] for text in (first, second)]
    assert ends[0][1] < ends[1][0]


def test_a_range_holds_inside_and_not_outside() -> None:
    low, high = (float(n) for n in re.findall(r"\d\.\d+", models.ranges()["K143"]))
    for recovery, holds in ((0.5 * (low + high), True), (low - 0.01, False), (high + 0.01, False)):
        world = models.load_metal("co-world")
        system = models.with_levers(world, collection=1.0, recovery=recovery)
        net = models.at(system, "mine", 2100) / models.TEN_THOUSAND
        assert (abs(net - 26) <= 0.5) is holds


def test_magnesium_into_stock_in_2015_is_as_the_readme_says() -> None:
    system = models.solved("mg-china")
    assert models.magnesium_into_stock(1.0) == pytest.approx(28.0, abs=0.05)
    low, high = models.magnesium_lifetimes()
    said = (HERE / "README.md").read_text(encoding="utf-8")
    assert f"lifetimes {low:.3g} to {high:.3g} times the assumed" in said
    assert models.at(system, "inflow", 2015) / models.TEN_THOUSAND == pytest.approx(44.04)


def test_carbon_by_province_is_as_the_readme_says() -> None:
    example = HERE / "provinces"
    files = example / "magnesium-2018.csv", example / "magnesium-process.toml"
    frame = metal_in_provinces(load_table("cn31-2017"), {}, *files).tables["carbon_of_a_tonne"]
    total = frame.set_index(["path", "name_en"])["total_tCO2_per_t"]
    assert total["primary"].between(15, 22).all()
    assert total["secondary"].between(3, 9).all()
