"""``tanmai magnesium outlook``: scenarios to 2030, alone and in the provinces' network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tanmai.checks import Finding, check_table
from tanmai.core.errors import too_few
from tanmai.core.messages import message
from tanmai.core.table import MrioTable
from tanmai.metals.magnesium.coupling.case import coupled_case
from tanmai.metals.magnesium.coupling.data import COUPLING_FILES
from tanmai.metals.magnesium.flows.magnesium import OUTPUT_FILE
from tanmai.metals.magnesium.industry import outlook_network_tables as network_tables
from tanmai.metals.magnesium.industry.conversion import adopted
from tanmai.metals.magnesium.industry.market_series import read_adoption
from tanmai.metals.magnesium.industry.outlook import Outlook, run_outlook
from tanmai.metals.magnesium.industry.outlook_carbon import BASE_YEAR
from tanmai.metals.magnesium.industry.outlook_cohorts import CONSERVED
from tanmai.metals.magnesium.industry.outlook_network import (
    BASELINE,
    NetworkOutlook,
    changes_over_draws,
    network_outlook,
)
from tanmai.metals.magnesium.industry.outlook_scenario import (
    LAST_YEAR,
    VINTAGES_FILE,
    scenario_parameters,
)
from tanmai.metals.magnesium.industry.outlook_tables import network_frames, outlook_tables
from tanmai.metals.magnesium.routes.file import magnesium_routes, route_files
from tanmai.metals.magnesium.routes.grid_factors import GRID_FACTORS_FILE
from tanmai.metals.result import MetalResult
from tanmai.studies.result import hashes, law

SCENARIOS = (BASELINE, "policy", "technology", "international")
DRAWS = 1000
NETWORK_DRAWS = 20
"""Draws that are put into a table: each is solved anew."""
_ASSUMPTIONS = (
    message(
        "Output is the smaller of demand and capacity at its highest utilisation, spread as "
        "capacity over provinces and routes."
    ),
    message(
        "Routes by province in 2025, lives and the mix of what is built are not published; "
        "they are assumptions."
    ),
    message(
        "CO2 is from the cradle to the gate, from routes, provinces and grid factors, not "
        "from the report's results."
    ),
    message(
        "Ranges are drawn from triangular distributions with the same random numbers in every "
        "scenario."
    ),
    message(
        "Costs of routes are those that the report prints; the sum of the items of the cost "
        "model is given beside them."
    ),
)
_NETWORK_ASSUMPTIONS = (
    message(
        "In the table all other recipes and final demand stay; output, routes, share of "
        "exports and the grid factors of the power that magnesium and ferrosilicon use follow "
        "the scenario; buyers pay out of value added."
    ),
    message(
        "Draws in the network: output, routes, exports and grids of the last year of the first "
        "{network_draws} draws are put into the table, which is solved for each; uses of a route "
        "are not drawn there.",
        network_draws=NETWORK_DRAWS,
    ),
    message(
        "What falling grid factors do for everybody else is not due to magnesium and is left out."
    ),
)
_LIMITS = (
    message(
        "The report's 28-40 GJ/t are the heat of reduction, its 4.2-6.2 tce/t that of the "
        "works; energy here is the latter."
    ),
    message(
        "Output of other provinces is counted with Ningxia and Qinghai; Henan and Anhui are not "
        "shown separately."
    ),
)


@dataclass(frozen=True, eq=False, repr=False)
class OutlookResult(MetalResult):
    """Scenarios, their draws and what they change in a table.

    Attributes
    ----------
    runs, drawn : dict
        Scenarios run on the values, and on the draws.
    network : NetworkOutlook or None
        The scenarios in a table.
    """

    runs: dict[str, Outlook]
    drawn: dict[str, Outlook]
    network: NetworkOutlook | None

    _views = "tanmai.metals.magnesium.pages.outlook"


def magnesium_outlook(
    scenarios: Sequence[str] = (),
    *,
    config: Path | None = None,
    draws: int = DRAWS,
    until: int = LAST_YEAR,
    adoption: Path | None = None,
    table: MrioTable | None = None,
    inputs: dict[str, str] | None = None,
) -> OutlookResult:
    """Run scenarios of the magnesium industry, and put them into a table.

    Parameters
    ----------
    scenarios : sequence of str
        Names of scenarios or paths of files; the four of the package where none is named. The
        baseline is always run, first.
    config : Path, optional
        Numbers of the user's own in the place of the baseline's.
    draws : int
        Draws over the ranges, two or more.
    until : int
        The last year.
    adoption : Path, optional
        A course of adoption (`read_adoption`) that the Bass curve is fitted to.
    table : MrioTable, optional
        A table to couple magnesium in and to put the scenarios into.
    inputs : dict, optional
        sha256 of its files, by name.

    Raises
    ------
    LabelError, FileError, UnitError
        A scenario, a province, a route or a number is not sound.
    OptionError
        Too few draws, a year before the base year, or a scenario that closes or converts more
        than there is.
    TableError
        The table cannot be coupled.
    """
    if draws < 2:
        raise too_few(message("draws"), draws, least=2)
    named = list(dict.fromkeys((BASELINE, *(scenarios or SCENARIOS))))
    read = {Path(name).stem: scenario_parameters(name, config) for name in named}
    if adoption is not None:
        course = read_adoption(adoption)
        read = {key: adopted(one, course) for key, one in read.items()}
    book = magnesium_routes()
    runs = {key: run_outlook(key, one, until=until, book=book) for key, one in read.items()}
    drawn = {
        key: run_outlook(key, one, draws=draws, until=until, book=book) for key, one in read.items()
    }
    network, over_draws = None, {}
    if table is not None:
        coupled = coupled_case(table)
        network = network_outlook(coupled, list(runs.values()))
        over_draws = {"network_draws": changes_over_draws(coupled, drawn, NETWORK_DRAWS)}
    tables = {**outlook_tables(runs, drawn), **network_frames(network), **over_draws}
    files = [*dict.fromkeys(path for one in read.values() for path in one.files), VINTAGES_FILE]
    files += [GRID_FACTORS_FILE, *route_files(None), *([adoption] if adoption else [])]
    files += [*COUPLING_FILES, OUTPUT_FILE] if network else []
    return OutlookResult(
        "magnesium outlook",
        {
            "scenarios": [one.title("zh") + " " + one.title("en") for one in runs.values()],
            "until": until,
            "draws": draws,
            "table": table.provenance.name if table else None,
            "adoption": adoption.name if adoption else None,
            "config": config.name if config else None,
        },
        {**(inputs or {}), **hashes(files)},
        tables,
        _checks(runs, drawn, network),
        (*_ASSUMPTIONS, *(_NETWORK_ASSUMPTIONS if network else ())),
        _LIMITS,
        {
            "cohorts": "normal lives (flodym), years of building from the course of output",
            "draws": "triangular, common random numbers",
            "seed": next(iter(drawn.values())).draws.seed,
        },
        runs,
        drawn,
        network,
        mrio_tables=(table,) if table else (),
    )


def _checks(
    runs: dict[str, Outlook], drawn: dict[str, Outlook], network: NetworkOutlook | None
) -> tuple[Finding, ...]:
    checks = [
        law(
            message("Capacity by province and route is conserved, relative"),
            max(one.capacity.gap for one in (*runs.values(), *drawn.values())),
            CONSERVED,
        ),
        law(
            message("All scenarios have one base year, relative"),
            _apart_in_base_year(runs),
            CONSERVED,
        ),
    ]
    if network is not None:
        checks += _network_checks(network)
    return tuple(checks)


def _apart_in_base_year(runs: dict[str, Outlook]) -> float:
    first, *others = (one.indicators["carbon_MtCO2"][0, 0] for one in runs.values())
    return max((abs(float(other / first - 1.0)) for other in others), default=0.0)


def _network_checks(network: NetworkOutlook) -> list[Finding]:
    cases = [case for *_, case in network.all_cases()]
    causes = network_tables.causes(network)
    parts = causes[["output_MtCO2", "works_MtCO2", "grids_MtCO2"]].sum(axis=1)
    whole = float(network.start.accounts.production_based.sum())
    return [
        law(
            message(
                "Errors of the tables of {base_year} and of every scenario and year",
                base_year=BASE_YEAR,
            ),
            float(sum(len(check_table(case.table).failures) for case in cases)),
            0.0,
        ),
        law(
            message("Conservation of the accounts of every case, relative"),
            max(float(case.accounts.conservation_gap) for case in cases),
            CONSERVED,
        ),
        law(
            message("Output, works and grids add up to the change, over all of China"),
            float(np.abs(parts - causes["total_MtCO2"]).max()) / whole,
            CONSERVED,
        ),
    ]
