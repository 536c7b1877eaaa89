"""The committed ledger against the figures computed anew."""

from __future__ import annotations

import csv
from dataclasses import asdict
from functools import cache
from pathlib import Path

import pytest
from ledger_2030 import INPUTS, LEDGER, inputs_text, ledger
from statement_ledger import (
    REASONS,
    STATEMENT_LEDGER,
    STATEMENTS,
    UNTOUCHED,
    statement_ledger,
)

from tanmai.io.tables import load_table
from tanmai.metals.magnesium.coupling.case import coupled_case
from tanmai.metals.magnesium.industry.outlook import run_outlook
from tanmai.metals.magnesium.industry.outlook_network import network_outlook
from tanmai.metals.magnesium.industry.outlook_network_tables import causes, flow_changes, provinces
from tanmai.metals.magnesium.industry.outlook_scenario import scenario_parameters
from tanmai.metals.statements import INCONSISTENT, INPUT, NOT_DERIVABLE, REPRODUCED


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def committed() -> list[dict[str, str]]:
    return rows_of(LEDGER)


@cache
def computed() -> list[dict[str, str]]:
    return [asdict(row) for row in ledger()]


@cache
def every_statement() -> list[dict[str, str]]:
    return [asdict(row) for row in statement_ledger()]


@pytest.mark.parametrize("place", range(len(committed())))
def test_no_row_has_moved(place: int) -> None:
    assert computed()[place] == committed()[place]


def test_there_is_a_row_for_each_figure() -> None:
    assert len(computed()) == len(committed())
    here = {row["id"] for row in committed() if row["id"].startswith("S")}
    assert here == {f"S{number:02d}" for number in range(1, 53)}


def test_every_row_gives_its_reason() -> None:
    assert all(row["reason"] for row in committed())


def test_inputs_are_the_printed_figures() -> None:
    for row in committed():
        if row["finding"] == INPUT:
            assert row["difference"] == "0", row


@pytest.mark.parametrize(
    ("key", "findings"),
    [
        ("S05", {INCONSISTENT}),
        ("S09", {INCONSISTENT}),
        ("S14", {REPRODUCED}),
        ("S16", {REPRODUCED}),
        ("S22", {REPRODUCED}),
        ("S25", {REPRODUCED, INCONSISTENT}),
        ("S28", {REPRODUCED}),
        ("S29", {INPUT, NOT_DERIVABLE}),
        ("S34", {REPRODUCED}),
        ("S35", {NOT_DERIVABLE}),
        ("S44", {REPRODUCED, INCONSISTENT}),
        ("S47", {NOT_DERIVABLE}),
        ("S52", {NOT_DERIVABLE}),
        ("S26", {INCONSISTENT}),
        ("S31", {REPRODUCED}),
        ("S46", {INCONSISTENT}),
        ("S49", {REPRODUCED}),
    ],
)
def test_findings(key: str, findings: set[str]) -> None:
    assert {row["finding"] for row in committed() if row["id"] == key} == findings


def test_no_statement_has_moved() -> None:
    for row, kept in zip(every_statement(), rows_of(STATEMENT_LEDGER), strict=True):
        assert row == kept


def test_every_statement_of_the_report_is_listed_once() -> None:
    numbers = [int(row["id"].removeprefix("I")) for row in every_statement()]
    assert numbers == [number for number in range(1, 426) if number != 200]  # 200 is not given


def test_what_models_take_is_what_is_printed() -> None:
    """Whether taken whole or as an end of a range, and in whatever unit."""
    taken = [row for row in every_statement() if row["finding"] == INPUT]
    assert len(taken) > 150
    assert all(row["ours"] and row["difference"] == "0" for row in taken)


def test_what_no_model_touches_has_its_reason() -> None:
    apart = [row for row in every_statement() if row["finding"] == UNTOUCHED]
    assert {row["reason"] for row in apart} <= set(REASONS.values())
    given = {row["where"] for row in rows_of(STATEMENTS) if row["kind"] == "none"}
    assert given == set(REASONS), "a reason that nothing has, or the other way round"


def test_no_input_has_moved() -> None:
    assert inputs_text() == INPUTS.read_text(encoding="utf-8")


def test_every_input_has_a_unit_and_a_source() -> None:
    rows = rows_of(INPUTS)
    assert all(row["unit"] and row["source_en"] for row in rows)
    money = [row for row in rows if "CNY" in row["unit"].split("/")[0]]
    assert all(row["year"] for row in money)
    assert all(row["section"] for row in rows if row["source_en"].startswith("Report on"))


def test_what_green_magnesium_changes_in_the_network() -> None:
    """The table at the head of README.md."""
    names = ("baseline", "policy", "technology", "international")
    runs = [run_outlook(name, scenario_parameters(name)) for name in names]
    found = network_outlook(coupled_case(load_table("cn31-2017")), runs)
    against = causes(found).set_index("scenario")
    whole = against.loc[list(names[1:]), "total_against_baseline_MtCO2"]
    assert whole.tolist() == pytest.approx([-2.7, -7.8, -5.4], abs=0.05)
    own = provinces(found).set_index(["scenario", "province_en"])
    shaanxi = [
        own.loc[(name, "Shaanxi"), "production_based_against_baseline"] for name in names[1:]
    ]
    assert shaanxi == pytest.approx([-1.5, -4.4, -3.0], abs=0.06)
    flows = flow_changes(found, 1).set_index("scenario")["change_MtCO2"]
    assert flows.tolist() == pytest.approx([-0.078, -0.212, -0.062], abs=0.001)
