"""The committed ledger against the figures computed anew, and what the README says of them."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import asdict
from functools import cache

import pytest
from magnesium_ledger import (
    HERE,
    INCONSISTENT,
    INPUT,
    NOT_DERIVABLE,
    REPRODUCED,
    Row,
    contradiction_if_multiplied,
    ledger,
    most_circulation_if_multiplied,
    numbers,
    printed,
    published,
)

from tanmai.metals.magnesium.flows.magnesium import MagnesiumFlows, magnesium_flows

IDS = [f"M{number:02d}" for number in range(1, 69)]
CO2_OF_DOLOMITE = 2 * 44.009 / 184.40
"""Mass of CO2 per mass of CaMg(CO3)2."""


@cache
def rows() -> dict[str, Row]:
    return {row.id: row for row in ledger()}


@cache
def committed() -> dict[str, dict[str, str]]:
    with (HERE / "ledger.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


@cache
def flows() -> MagnesiumFlows:
    return magnesium_flows()


@pytest.mark.parametrize("key", list(published()))
def test_no_row_has_moved(key: str) -> None:
    assert asdict(rows()[key]) == committed()[key]


def test_there_is_a_row_for_each_figure_of_the_paper() -> None:
    assert [key for key in committed() if key.startswith("M")] == IDS
    assert list(committed()) == list(published())


def test_findings_of_the_paper() -> None:
    count = Counter(committed()[key]["finding"] for key in IDS)
    assert count == {REPRODUCED: 33, INPUT: 26, INCONSISTENT: 4, NOT_DERIVABLE: 5}


def test_every_row_gives_its_reason() -> None:
    assert all(row["reason"] for row in committed().values())


def test_inputs_of_the_model_are_the_published_figures() -> None:
    for row in committed().values():
        if row["finding"] == INPUT and row["difference"]:
            assert row["difference"] == "0", row["id"]


@pytest.mark.parametrize(("key", "at"), [("M64", 1.0), ("M65", 1.0), ("M62", 1.0)])
def test_bounds_hold_what_cannot_be_derived(key: str, at: float) -> None:
    least, most = (float(end) for end in committed()[key]["ours"].split(" to "))
    assert least <= at * printed(key) <= most


def test_production_balances_as_printed() -> None:
    arriving = sum(printed(key) for key in ("M13", "M14", "M15"))
    leaving = sum(printed(key) for key in ("M02", "M38", "M39", "M40"))
    assert arriving == pytest.approx(1000.49, abs=0.005)
    assert arriving - leaving == pytest.approx(0.03, abs=0.005)


def test_calcination_loses_more_than_carbonate_can() -> None:
    assert pytest.approx(0.4773, abs=5e-5) == CO2_OF_DOLOMITE
    excess = printed("M38") - CO2_OF_DOLOMITE * printed("M13")
    assert excess == pytest.approx(56.1, abs=0.1)


def test_the_multiplied_reading_of_scrap_contradicts_the_circulation() -> None:
    assert most_circulation_if_multiplied() == pytest.approx(0.0409, abs=5e-5)
    assert "balance of processing (gap 0.337" in contradiction_if_multiplied()


def test_recovered_share_and_circulation_do_not_fit() -> None:
    recovered = 0.15 * printed("M01")
    leaves = 8.64 + flows().solution.interval("processing_scrap").most
    assert recovered / leaves == pytest.approx(0.92, abs=0.01)


def test_the_largest_rucksack_needs_an_output_that_was_never_made() -> None:
    needed = printed("M51") / flows().resources.rucksack_per_tonne
    made = flows().course.years.loc[2014, "output"]
    assert needed / made == pytest.approx(1.236, abs=0.001)


@pytest.mark.parametrize(
    ("text", "expected"), [("4-10; 15", (4, 10, 15)), ("-140; 5.0e7", (-140, 5e7))]
)
def test_numbers(text: str, expected: tuple[float, ...]) -> None:
    assert numbers(text) == expected
