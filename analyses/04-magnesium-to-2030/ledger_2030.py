"""The ledger: each printed figure, ours, the difference, a finding and its reason."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd
from works_inputs import contradictions, works_inputs

from tanmai.metals.magnesium.industry.boundary_result import boundary_statements
from tanmai.metals.magnesium.industry.cluster import cluster_statements
from tanmai.metals.magnesium.industry.concentration import concentration_statements
from tanmai.metals.magnesium.industry.cost import CostModel
from tanmai.metals.magnesium.industry.cost_statements import cost_statements
from tanmai.metals.magnesium.industry.market_result import market_parameters
from tanmai.metals.magnesium.industry.market_statements import market_statements
from tanmai.metals.magnesium.industry.outlook_scenario import scenario_parameters
from tanmai.metals.magnesium.industry.outlook_statements import SCENARIOS, outlook_statements
from tanmai.metals.magnesium.industry.parameters import works_parameters
from tanmai.metals.magnesium.industry.park import park_programme
from tanmai.metals.magnesium.industry.park_result import park_statements
from tanmai.metals.magnesium.industry.plants_result import comparison_statements
from tanmai.metals.statements import Statement

HERE = Path(__file__).parent
LEDGER, INPUTS = HERE / "ledger.csv", HERE / "inputs.csv"
WORKS = ("price", "finance", "carbon", "routes", "ferrosilicon_making", "printed", "criteria")
WORKS += ("ferrosilicon_carbon", "capacity_classes", "concentration", "boundary", "park", "cluster")
"""The parameters of the works."""
MODELS: tuple[Callable[[], list[Statement]], ...] = (
    works_inputs,
    contradictions,
    comparison_statements,
    lambda: cost_statements(CostModel(works_parameters())),
    lambda: concentration_statements(works_parameters()),
    lambda: cluster_statements(works_parameters()),
    lambda: boundary_statements(works_parameters()),
    lambda: park_statements(works_parameters(), park_programme(works_parameters())),
    lambda: market_statements(market_parameters()),
    outlook_statements,
)
"""What each model takes in and gives out; a new model adds its own here."""


@dataclass(frozen=True)
class Row:
    """One row of the ledger, as text."""

    id: str
    section: str
    quantity: str
    published: str
    ours: str
    unit: str
    difference: str
    finding: str
    reason: str


def ledger() -> list[Row]:
    """Return the ledger, computed anew, in the order of the numbers of the figures."""
    found = [statement for model in MODELS for statement in model()]
    return [_row(one) for one in sorted(found, key=lambda one: one.key)]


def _row(one: Statement) -> Row:
    gap = one.difference
    return Row(
        one.key,
        one.section,
        one.name_en,
        one.printed,
        "" if one.ours is None else f"{one.ours:.6g}",
        one.unit,
        "" if gap is None else f"{gap:.3g}" if gap else "0",
        one.finding,
        one.reason_en,
    )


def write_ledger(path: Path = LEDGER) -> list[Row]:
    """Write the ledger and return it."""
    rows = ledger()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(asdict(rows[0])), lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(row) for row in rows)
    return rows


def write_inputs(path: Path = INPUTS) -> None:
    """Write every number that a model takes, with where it stands."""
    path.write_text(inputs_text(), encoding="utf-8", newline="\n")


def inputs_text() -> str:
    """Return these numbers as CSV: of a scenario those that differ from the baseline's."""
    baseline = scenario_parameters("baseline")
    frames = {
        "works": works_parameters().table(*WORKS),
        "market": market_parameters().table(),
        "baseline": baseline.table(),
    }
    held = baseline.quantities()
    for name in SCENARIOS[1:]:
        own = scenario_parameters(name)
        changed = [key for key, one in own.quantities().items() if one != held.get(key)]
        frames[name] = own.table(*changed)
    whole = pd.concat(frames, names=["model", "row"]).reset_index("model")
    return str(whole.to_csv(index=False, lineterminator="\n"))
