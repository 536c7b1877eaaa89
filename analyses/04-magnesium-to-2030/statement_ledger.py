"""Every statement of the report: which models take it or give it, and which none touches.

``statements.csv`` holds the printed figures, a row each, and where a figure enters:

- *taken*: a model takes it, from the parameters named (``W[price.carbon@high]``: of the works;
  ``M``: of the market; ``O``, ``policy``, ``international``, ``summary``: of the outlook and its
  scenarios; ``P``: of the plants; ``@low``, ``@high``, ``@second``: the range, the second value);
- *model*: a model gives it; the statement of ``ledger.csv`` is named;
- *arithmetic*: it follows, or not, from other rows (``I076 + I077``) and parameters;
- *assumed*: ours rests on assumptions, and neither confirms nor contradicts it;
- *none*: no model touches it, for the reason named.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pandas as pd
from ledger_2030 import MODELS, Row

from tanmai.metals.magnesium.industry.forecasts import WINDOW
from tanmai.metals.magnesium.industry.market_result import market_parameters
from tanmai.metals.magnesium.industry.outlook import Outlook, run_outlook
from tanmai.metals.magnesium.industry.outlook_scenario import scenario_parameters
from tanmai.metals.magnesium.industry.parameters import works_parameters
from tanmai.metals.magnesium.industry.plants import read_plants
from tanmai.metals.magnesium.routes.file import magnesium_routes
from tanmai.metals.magnesium.routes.routes import find_route
from tanmai.metals.parameters import Parameters
from tanmai.metals.statements import INPUT, NOT_DERIVABLE, Statement

HERE = Path(__file__).parent
STATEMENTS, STATEMENT_LEDGER = HERE / "statements.csv", HERE / "statement_ledger.csv"
UNTOUCHED = "outside the models"
TOLERANCE = 0.015
"""Share of a printed figure by which ours may differ by rounding, where no other is given."""
REASONS = {
    "BYPRODUCT": "A by-product whose quantity or use per tonne is not printed.",
    "COALSHARE": "Coal power of the whole industry; the scenarios carry routes and grid factors.",
    "COUNT": "A number of firms, cases or sites; no model has them one by one.",
    "DETAIL": "A detail of equipment below the balance of a tonne.",
    "DOWN": "Processing beyond ingot and alloy ingot.",
    "ENERGYLIMIT": "A limit of energy, on heat and works alike; plants are held to limits of ore "
    "and carbon, the boundary to carbon and cost.",
    "EVENT": "A single event; no model dates events.",
    "FINANCE": "Accounts, ratings or subsidies of firms; no model looks into a firm's books.",
    "FIRM": "A single firm's figure; the models take plants by ore, energy, carbon and power, and "
    "means of the industry.",
    "FIRMS": "Shares of single firms or their forecast; only sums of classes are printed.",
    "FUND": "A public fund; no scenario says who pays for conversion.",
    "GOAL": "A goal or forecast of a firm or body, without what it rests on.",
    "HEAT": "Heat of the reduction by scenario; the scenarios carry the energy of the works.",
    "HOURS": "A response within hours; mismatch is reckoned by the year.",
    "LATER": "A condition of later years; the models hold routes and costs as of 2025.",
    "NOUSE": "A reductant whose use per tonne or price is not printed.",
    "ORE": "Ore in the ground; no model has reserves.",
    "OTHER": "Water, air and other emissions; carbon and energy alone are modelled.",
    "OWNPOWER": "Coal boilers of some works; the routes take bought and waste heat power.",
    "PARITY": "Parity turns on the price of green power; its share moves carbon alone.",
    "PAST": "A past state or change; the models begin in 2025, and the price law takes a mean and "
    "a volatility.",
    "PRICE": "A price of 2030; the scenarios hold the prices of 2025.",
    "QUALITY": "Purity and grade; the models count tonnes of metal.",
    "RECOVERY": "Recovery; the routes take the ore of a tonne.",
    "RULE": "A rule or its date that no model turns on.",
    "SERIES": "Rests on daily series that are not published.",
    "SLAGUSE": "Use of slag in the country; park and cluster take their own.",
    "TRANSPORT": "A distance or time of transport; haul is reckoned between provinces.",
    "WORLD": "The world market; the models have China alone.",
}
"""Why no model touches a statement."""
_VERTICAL = "pidgeon_vertical_coal"
_REFERENCE = re.compile(r"(\w+)(?:\[([^\]]+)\]|<([^>]+)>)")


def statement_ledger() -> list[Row]:
    """Return the ledger of every statement, computed anew."""
    with STATEMENTS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    printed = _printed_numbers(rows)
    given = [one for model in MODELS for one in model()]
    return [_judged(row, printed, given) for row in rows]


def write_statement_ledger(path: Path = STATEMENT_LEDGER) -> list[Row]:
    """Write it and return it."""
    rows = statement_ledger()
    pd.DataFrame(rows).to_csv(path, index=False, lineterminator="\n")
    return rows


def _judged(row: dict[str, str], printed: Mapping[str, float], given: list[Statement]) -> Row:
    name = f"{row['subject']}: {row['quantity']}"
    low, high = (float(row[end]) if row[end] else None for end in ("low", "high"))
    if row["kind"] == "none":
        return _row(
            Statement(
                row["id"],
                row["section"],
                name,
                "",
                low,
                high,
                None,
                row["unit"],
                0.0,
                REASONS[row["where"]],
                "",
            ),
            UNTOUCHED,
        )
    if row["kind"] == "model":
        found = _named(given, row["where"])
        numbers, reason = [found.ours], f"{found.key}: {found.reason_en}"
        same = (low, high) == (found.low, found.high)
        known = found.finding if same or found.finding == NOT_DERIVABLE else None
    else:
        numbers = [_evaluated(part, printed) for part in row["where"].split(";")]
        known = {"taken": INPUT, "assumed": NOT_DERIVABLE}.get(row["kind"])
        reason = row["note"] or "Taken as printed."
    size = max(abs(end) for end in (low, high) if end is not None)
    tolerance = float(row["tolerance"] or TOLERANCE) * size
    judged = [
        Statement(
            row["id"], row["section"], name, "", low, high, ours, row["unit"], tolerance, reason, ""
        )
        for ours in numbers
    ]
    widest = max(judged, key=lambda one: abs(one.difference or 0.0))
    return _row(widest, known or widest.finding)


def _row(one: Statement, finding: str) -> Row:
    gap = one.difference
    small = gap is not None and finding == INPUT and abs(gap) <= one.tolerance
    return Row(
        one.key,
        one.section,
        one.name_en,
        one.printed,
        "" if one.ours is None else f"{one.ours:.6g}",
        one.unit,
        "" if gap is None else "0" if small or not gap else f"{gap:.3g}",
        finding,
        one.reason_en,
    )


def _named(given: list[Statement], where: str) -> Statement:
    key, _, name = where.partition(": ")
    found = [one for one in given if one.key == key and one.name_en.startswith(name)]
    if not found:
        raise ValueError(f"no statement of ledger.csv is {where}")
    return found[0]


def _printed_numbers(rows: list[dict[str, str]]) -> dict[str, float]:
    """Return each figure by its number, its ends as I001_low and I001_high, its middle as I001."""
    found: dict[str, float] = {}
    for row in rows:
        ends = {end: float(row[end]) for end in ("low", "high") if row[end]}
        found[row["id"]] = sum(ends.values()) / len(ends)
        found |= {f"{row['id']}_{end}": value for end, value in ends.items()}
    return found


def _evaluated(formula: str, printed: Mapping[str, float]) -> float:
    """Return the value of a formula of rows and parameters."""
    names = dict(printed)

    def replaced(match: re.Match[str]) -> str:
        name = f"v{len(names)}"
        names[name] = _looked_up(match[1], match[2] or match[3])
        return name

    text = _REFERENCE.sub(replaced, formula.strip())
    return float(pd.eval(text, engine="python", local_dict=names))


def _looked_up(book: str, key: str) -> float:
    if book == "P":
        return _of_plant(*key.split("."))
    if book in OUTPUTS and key in OUTPUTS[book]():
        return OUTPUTS[book]()[key]
    key, _, end = key.partition("@")
    found = _books()[book].quantity(key)
    value = getattr(found, end or "value")
    if value is None:
        raise ValueError(f"{book}[{key}] has no {end}")
    return float(value)


@cache
def _books() -> dict[str, Parameters]:
    scenarios = ("policy", "international", "summary")
    return {
        "W": works_parameters(),
        "M": market_parameters(),
        "O": scenario_parameters("baseline"),
        **{name: scenario_parameters(name) for name in scenarios},
    }


def _of_plant(key: str, column: str) -> float:
    numbers = read_plants(works_parameters()).table.numbers
    return float(numbers[column][key])


@cache
def _of_outlook() -> dict[str, float]:
    one: Outlook = run_outlook("baseline", _books()["O"])
    found = {f"{name}.2025": float(values[0, 0]) for name, values in one.indicators.items()}
    low = one.capacity.stock.values[0, 0][:, one.low_carbon].sum(axis=1)
    both = [one.provinces.index(code) for code in ("610000", "140000")]
    return found | {
        "energy_tce_per_t.2025": found["works_energy_GJ_per_t.2025"] / 29.3076,
        "low_carbon_in_shaanxi_and_shanxi": 100 * float(low[both].sum() / low.sum()),
    }


@cache
def _of_routes() -> dict[str, float]:
    book = magnesium_routes()
    found = {f"class.{one.name}": one.limit for one in book.classes}
    for one in book.ecological_footprints:
        found[f"{one.technology}.total"] = one.total
        found |= {f"{one.technology}.{part}": share for part, share in one.shares.items()}
    energy = next(use for use in find_route(book, _VERTICAL).inputs if use.key == "energy")
    return found | {"reduction_share": energy.stages["reduction"]}


OUTPUTS: dict[str, Callable[[], dict[str, float]]] = {
    "O": _of_outlook,
    "R": _of_routes,
    "C": lambda: {"window": float(WINDOW)},
}
"""What is looked up by name outside of the parameters."""
