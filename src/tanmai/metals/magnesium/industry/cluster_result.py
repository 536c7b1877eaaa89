"""``tanmai magnesium cluster``: the weight of a cluster, what its park saves, what it induces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from tanmai.checks import Finding
from tanmai.core.labels import Region, find_province
from tanmai.core.messages import message
from tanmai.core.table import MrioTable
from tanmai.metals.magnesium.coupling.case import CoupledCase, coupled_case
from tanmai.metals.magnesium.coupling.data import COUPLING_FILES
from tanmai.metals.magnesium.flows.magnesium import OUTPUT_FILE
from tanmai.metals.magnesium.industry.cluster import (
    cluster_statements,
    inside_and_outside,
    location_quotients,
)
from tanmai.metals.magnesium.industry.cluster_induced import gap_of_two_runs, induced_table
from tanmai.metals.magnesium.industry.parameters import works_parameters
from tanmai.metals.parameters import Parameters
from tanmai.metals.result import MetalResult
from tanmai.metals.statements import Statement, statement_table
from tanmai.studies.result import hashes, law

_CLOSED = 1e-9
_TWO_RUNS = 1e-7
_ASSUMPTIONS = (
    message(
        "The works inside and outside is the same; fuel, haul of ferrosilicon, waste heat and "
        "green power, and what becomes of slag differ."
    ),
    message(
        "The economy of the location quotient is the output of all sectors in the year of the "
        "table."
    ),
    message(
        "What the node induces is what output and carbon fall by without it (hypothetical "
        "extraction)."
    ),
)
_LIMITS = (
    message("Prices and uses are those of 2025, the table is of its own year; they are not added."),
    message(
        "Slag sold is taken at 450 CNY per tonne of metal; at 450 per tonne of slag the "
        "income is five times as much."
    ),
)


@dataclass(frozen=True, eq=False, repr=False)
class ClusterResult(MetalResult):
    """A cluster.

    Attributes
    ----------
    parameters : Parameters
    province : Region
    case : CoupledCase
    quotients : DataFrame
    sides : DataFrame
        Items inside and outside.
    induced : DataFrame
    statements : list of Statement
    """

    parameters: Parameters
    province: Region
    case: CoupledCase
    quotients: pd.DataFrame
    sides: pd.DataFrame
    induced: pd.DataFrame
    statements: list[Statement]

    _views = "tanmai.metals.magnesium.pages.works_views"


def magnesium_cluster(
    table: MrioTable,
    inputs: Mapping[str, str],
    province: str | None = None,
    config: Path | None = None,
) -> ClusterResult:
    """Weigh a cluster, compare its works with one outside, and find what its magnesium induces.

    Parameters
    ----------
    table : MrioTable
        A table in the sectors of ``nbs42-2012`` or ``nbs42-2017``.
    inputs : mapping
        sha256 of its files, by name.
    province : str, optional
        Name or adcode of the province of the cluster; by default that of the parameters.
    config : Path, optional
        Numbers of the user's own.

    Raises
    ------
    LabelError
        The province is unknown or makes no magnesium in the table.
    FileError, OptionError, TableError, UnitError
        As in `coupled_case` and `works_parameters`.
    """
    parameters = works_parameters(config)
    place = find_province(province or str(parameters["cluster.province.code"]))
    case = coupled_case(table)
    quotients, sides = location_quotients(table), inside_and_outside(parameters)
    induced = induced_table(case, place.code)
    statements = cluster_statements(parameters)
    tables = {
        "location_quotients": quotients,
        "inside_and_outside": sides.reset_index(),
        "induced": induced,
        "published": statement_table(statements),
        "inputs": parameters.table("cluster"),
    }
    return ClusterResult(
        "magnesium cluster",
        {
            "table": table.provenance.name,
            "provinces": [place.code],
            "config": None if config is None else config.name,
        },
        {**inputs, **hashes([*parameters.files, *COUPLING_FILES, OUTPUT_FILE])},
        tables,
        _checks(case, place.code, sides),
        _ASSUMPTIONS,
        _LIMITS,
        {
            "induced": "x_k L[:, k] / L[k, k] for the magnesium k of the province",
            "price and technology": "means of the two sides",
        },
        parameters,
        place,
        case,
        quotients,
        sides,
        induced,
        statements,
        mrio_tables=(table,),
    )


def _checks(case: CoupledCase, province: str, sides: pd.DataFrame) -> tuple[Finding, ...]:
    cost = float((sides["cost"] - sides["cost_inside"] + sides["cost_outside"]).abs().max())
    carbon = float((sides["carbon"] - sides["carbon_inside"] + sides["carbon_outside"]).abs().max())
    return (
        law(
            message("Price and technology add up to the difference, item by item"),
            max(cost, carbon),
            _CLOSED * 1e4,
        ),
        law(
            message("Induced carbon equals the difference of two runs, relative"),
            gap_of_two_runs(case, province),
            _TWO_RUNS,
        ),
    )
