"""``tanmai magnesium boundary``: within which limits a low-carbon works pays."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from tanmai.checks import Finding
from tanmai.core.errors import too_few
from tanmai.core.messages import message
from tanmai.metals.magnesium.industry.boundary import READINGS, VARIABLES, Boundary
from tanmai.metals.magnesium.industry.boundary_search import (
    reductant_ceiling,
    shares_table,
    ways_table,
    works_table,
)
from tanmai.metals.magnesium.industry.parameters import works_parameters
from tanmai.metals.parameters import Parameters
from tanmai.metals.result import MetalResult
from tanmai.metals.statements import Statement, statement, statement_table
from tanmai.studies.result import hashes, law

DRAWS = 20_000
_ON_IT = 1e-5
_ASSUMPTIONS = (
    message(
        "Energy conditions in GJ refer to the heat of the reduction; the works as a whole "
        "takes 4.2 to 6.2 tce (123 to 182 GJ)."
    ),
    message(
        "The reference is the mean of 29.6 t CO₂/t; the difference of cost holds green power, "
        "reductant, fuel, the investment of the retrofit and the price of carbon."
    ),
    message("Distances are in shares of the ranges of the variables; volumes are drawn uniformly."),
)
_LIMITS = (
    message(
        "The printed direct emission of 21.3 t alone is above the limit of 18: in that "
        "reading no power and no reductant reach the boundary."
    ),
    message("The investment is that of section 4.3; by section 3.1 it is ten times as much."),
)


@dataclass(frozen=True, eq=False, repr=False)
class BoundaryResult(MetalResult):
    """The boundary and the works beside it.

    Attributes
    ----------
    boundary : Boundary
    works, ways : DataFrame
        As from `works_table` and `ways_table`.
    shares : DataFrame
        Shares of the ranges within the limits, by reading.
    statements : list of Statement
    """

    boundary: Boundary
    works: pd.DataFrame
    ways: pd.DataFrame
    shares: pd.DataFrame
    statements: list[Statement]

    _views = "tanmai.metals.magnesium.pages.works_views"


def magnesium_boundary(
    reading: str = "works", draws: int = DRAWS, config: Path | None = None
) -> BoundaryResult:
    """Find where low-carbon works keep the limit of carbon at no more cost.

    Parameters
    ----------
    reading : str
        Of the direct emission: ``works``, ``printed`` or ``reduction``.
    draws : int
        Points drawn in the ranges.
    config : Path, optional
        Numbers and works of the user's own.

    Raises
    ------
    OptionError
        There is no such reading, or fewer than 100 draws.
    FileError, LabelError, UnitError
        The user's file is at fault.
    """
    if draws < 100:
        raise too_few(message("draws"), draws, least=100)
    parameters = works_parameters(config)
    boundary = Boundary(parameters, reading)
    works, ways = works_table(boundary), ways_table(boundary)
    shares = shares_table(parameters, draws)
    statements = boundary_statements(parameters)
    tables = {
        "works": works.reset_index(),
        "cheapest_way": ways.reset_index(),
        "shares_inside": shares,
        "readings": readings_table(parameters),
        "published": statement_table(statements),
        "inputs": parameters.table("boundary", "finance", "price.fuel"),
    }
    return BoundaryResult(
        "magnesium boundary",
        {
            "reading": reading,
            "draws": draws,
            "config": None if config is None else config.name,
        },
        hashes(parameters.files),
        tables,
        _checks(boundary, works, ways, shares),
        _ASSUMPTIONS,
        _LIMITS,
        {
            "distance": "sequential quadratic programming from several starts",
            "cheapest way": "linear programme over green share, reductant and heat",
            "shares": f"{draws} uniform points",
        },
        boundary,
        works,
        ways,
        shares,
        statements,
    )


def readings_table(parameters: Parameters) -> pd.DataFrame:
    """Return carbon and cost at the printed boundary in each reading."""
    rows = []
    for reading in READINGS:
        one = Boundary(parameters, reading)
        rows.append(
            {
                "reading": reading,
                "carbon_t_per_t": float(one.carbon(one.values)),
                "direct_t_per_t": float(one.direct(one.values["reduction_heat"])),
                "cost_gap_CNY_per_t": float(one.cost_gap(one.values)),
                "reductant_ceiling": reductant_ceiling(one, capital=True),
                "reductant_ceiling_without_investment": reductant_ceiling(one, capital=False),
            }
        )
    return pd.DataFrame(rows)


def _checks(
    boundary: Boundary, works: pd.DataFrame, ways: pd.DataFrame, shares: pd.DataFrame
) -> tuple[Finding, ...]:
    off = 0.0
    for row in works.to_dict("records"):
        if not row["inside"] and row["distance"] == row["distance"]:
            point = {name: float(row[f"nearest_{name}"]) for name in VARIABLES}
            carbon, cost = (float(m) for m in boundary.margins(point))
            off = max(off, abs(min(carbon / boundary.limit, cost / 1000)))
    above = float((ways["carbon_t_per_t"] - boundary.limit).max())
    both = shares.pivot_table(index="reading", columns="within", values="share")
    wider = float((both["both"] - both[["carbon", "cost"]].min(axis=1)).max())
    return (
        law(message("Nearest points lie on the boundary, relative"), off, _ON_IT),
        law(
            message("Carbon above the limit after the cheapest way, t CO2/t"),
            0.0 if above != above else max(above, 0.0),
            1e-6,
        ),
        law(
            message("Share within both limits above that within one"),
            max(wider, 0.0),
            0.0,
        ),
    )


def boundary_statements(parameters: Parameters) -> list[Statement]:
    """Return the printed statements on the boundary with ours."""
    whole, printed, heat = (Boundary(parameters, reading) for reading in READINGS)
    carbon = {b.reading: float(b.carbon(b.values)) for b in (whole, printed, heat)}
    free, paid = (reductant_ceiling(whole, capital=one) for one in (False, True))
    ordinary = parameters.value("boundary.base.ferrosilicon_price", "CNY/t FeSi")
    affordable = [
        parameters.value(f"boundary.reductants.{key}.factor", "t CO2/t FeSi")
        for key in parameters.group("boundary.reductants")
        if parameters.value(f"boundary.reductants.{key}.price", "times") <= 1.15
    ]
    return [
        statement(
            "S21",
            "3.3",
            message("CO2 at the printed boundary, heat of the whole works"),
            None,
            18.0,
            carbon["works"],
            "t CO2/t",
            0.0,
            message(
                "The heat of the reduction is a part of that of the works; counted alone it "
                "gives {reduction}.",
                reduction=f"{carbon['reduction']:.1f}",
            ),
        ),
        statement(
            "S21",
            "3.3",
            message("CO2 at the printed boundary, printed direct emission"),
            None,
            18.0,
            carbon["printed"],
            "t CO2/t",
            0.0,
            message("The printed direct emission of 21.3 t is above the limit by itself."),
        ),
        statement(
            "S23",
            "3.3",
            message("price of ordinary ferrosilicon, from 6800 at 12 % more"),
            ordinary,
            ordinary,
            6800 / 1.12,
            "CNY/t",
            50,
            message("Section 2.1 prints a mean of 8150 for the same year."),
        ),
        statement(
            "S23",
            "3.3",
            message("least carbon of a reductant within the price ceiling"),
            None,
            1.8,
            min(affordable),
            "t CO2/t",
            0.0,
            message(
                "Low-carbon ferrosilicon keeps the price of 1.15 but not the factor of 1.8; "
                "the calcium-based reductant keeps the factor but costs 1.35 times as much."
            ),
        ),
        statement(
            "S24",
            "3.3",
            message("ceiling of the price of the reductant"),
            1.15,
            1.15,
            free,
            "times",
            0.005,
            message(
                "At the printed boundary with carbon at 75 and green power at 0.28, without "
                "the investment of the retrofit; with it {paid}.",
                paid=f"{paid:.2f}",
            ),
        ),
        statement(
            "S25",
            "3.3",
            message("border charge at 85 EUR/t on 29.6 t"),
            2550,
            2550,
            85 * 29.6,
            "EUR/t",
            0.5,
            message("29.6 x 85 is in EUR; the report prints the figure as CNY, and with 30 t."),
        ),
    ]
