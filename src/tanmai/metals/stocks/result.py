"""``tanmai metals stocks`` and ``tanmai metals supply``: what they find, as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tanmai.checks import Finding
from tanmai.core.errors import OptionError, TableError, too_few
from tanmai.core.messages import Message, Name, each_once, listed, message
from tanmai.metals.result import MetalResult
from tanmai.metals.stocks.definition import CENTRAL, CENTRAL_SCENARIO, MetalDefinition
from tanmai.metals.stocks.definition_file import (
    bundled_metals,
    metal_files,
    metals_named,
    read_metal,
    read_scenarios,
    with_scenarios,
)
from tanmai.metals.stocks.exploration import crossing_grid, draw_metal, sobol_shares
from tanmai.metals.stocks.magnesium_outlook import outlook_files, with_outlook
from tanmai.metals.stocks.metal_tables import MetalCase, stock_tables, supply_tables
from tanmai.metals.stocks.supply import supply_of
from tanmai.metals.stocks.system import BALANCED, MetalSystem, largest_gap, solve_scenarios
from tanmai.studies.result import hashes, law

_MAGNESIUM = "Mg"
LIMITS = (
    message(
        "Mines do not stop when the reserves are used up; the column 'Mines exhausted' gives "
        "the year in which they would be."
    ),
    message(
        "A use has one distribution of lifetimes in all years, demand does not answer to "
        "price, and nothing is shared out between regions."
    ),
    message(
        "Intervals hold the stated ranges alone, and neither the form of the model nor errors "
        "of the sources."
    ),
)


@dataclass(frozen=True, eq=False, repr=False)
class MetalsResult(MetalResult):
    """Stocks or supply of some metals."""

    cases: tuple[MetalCase, ...]

    _views = "tanmai.metals.stocks.pages.views"


def metal_stocks(
    metals: Sequence[str] = (),
    config: Path | None = None,
    scenarios: Path | None = None,
    draws: int = 0,
    outlook: str | None = None,
) -> MetalsResult:
    """Solve stocks in use and scrap by use.

    Parameters
    ----------
    metals : sequence of str
        Names of metals of the package; ``li`` is lithium in every region.
    config : Path, optional
        A metal of the user's own besides, or in their place.
    scenarios : Path, optional
        Scenarios and ranges in place of those of the metals.
    draws : int
        Monte Carlo draws for intervals and shares of the variance; 0 for none.
    outlook : str, optional
        Scenario of ``tanmai magnesium outlook`` whose demand and output magnesium takes.

    Raises
    ------
    OptionError
        No metal is asked for, or one is unknown.
    FileError, LabelError, UnitError, TableError, ConservationError
        A file is at fault; see `read_metal` and `solve_metal`.
    """
    return _result("metals stocks", metals, config, scenarios, draws, outlook)


def metal_supply(
    metals: Sequence[str] = (),
    config: Path | None = None,
    scenarios: Path | None = None,
    draws: int = 0,
    outlook: str | None = None,
) -> MetalsResult:
    """Solve supply paths, dependence, need against reserves and the crossing year.

    Parameters and errors are those of `metal_stocks`.
    """
    return _result("metals supply", metals, config, scenarios, draws, outlook)


def _result(
    command: str,
    metals: Sequence[str],
    config: Path | None,
    scenarios: Path | None,
    draws: int,
    outlook: str | None,
) -> MetalsResult:
    paths = [bundled_metals()[name] for name in metals_named(metals)]
    paths += [config] if config is not None else []
    if not paths:
        raise OptionError(
            message(
                "Name a metal with --metal ({bundled_metals}), or a file of your own with "
                "--config.",
                bundled_metals=listed(bundled_metals()),
            )
        )
    if draws == 1 or draws < 0:
        raise too_few(message("draws"), draws, least=2)
    definitions = _read(paths, outlook)
    if scenarios is not None:
        definitions = with_scenarios(definitions, read_scenarios(scenarios), scenarios)
    supplies = command == "metals supply"
    cases = tuple(_case(one, draws, crossing=supplies) for one in definitions)
    files = [file for path in paths for file in metal_files(path)]
    files += [] if scenarios is None else [scenarios]
    files += [] if outlook is None else outlook_files(outlook)
    return MetalsResult(
        command,
        {
            "metals": [case.definition.name for case in cases],
            "config": None if config is None else config.name,
            "scenarios": None if scenarios is None else scenarios.name,
            "draws": draws or None,
            "outlook": outlook,
        },
        hashes(dict.fromkeys(files)),
        supply_tables(cases) if supplies else stock_tables(cases),
        (_balance_check(cases), _paths_check(cases)),
        each_once(said for case in cases for said in _assumptions(case)),
        LIMITS,
        {
            "stocks": "flodym, cohorts by year, inflow in the middle of the year",
            "balance": "every process, use and year",
            "draws": "uniform over the ranges, seed 0" if draws else "none",
            "variance": "Sobol indices, SALib" if draws else "none",
        },
        cases,
    )


def _read(paths: Sequence[Path], outlook: str | None) -> list[MetalDefinition]:
    definitions = [read_metal(path) for path in paths]
    if outlook is None:
        return definitions
    if not any(one.symbol == _MAGNESIUM for one in definitions):
        raise OptionError(
            message(
                "outlook = '{outlook}' is of magnesium, which is not asked for; add --metal mg, "
                "or leave --outlook out.",
                outlook=outlook,
            )
        )
    return [with_outlook(one, outlook) if one.symbol == _MAGNESIUM else one for one in definitions]


def _case(definition: MetalDefinition, draws: int, *, crossing: bool) -> MetalCase:
    systems = {
        system.scenario.key: system
        for system in solve_scenarios(definition, (CENTRAL_SCENARIO, *definition.scenarios))
    }
    _require_use(systems[CENTRAL])
    return MetalCase(
        definition,
        systems,
        {key: supply_of(system) for key, system in systems.items()},
        crossing_grid(definition) if crossing else None,
        draw_metal(definition, draws) if draws else None,
        sobol_shares(definition, draws) if draws else None,
    )


def _require_use(system: MetalSystem) -> None:
    """Reject a metal of which nothing is in use where the page begins to tell of it."""
    definition = system.definition
    since, until = definition.sankey_years
    entered = system.total("inflow")[system.at(since) : system.at(until) + 1]
    if system.uses.stock[system.at(definition.base_year)].sum() <= 0:
        raise TableError(
            message(
                "{definition}: nothing is in use at the end of {base_year}; choose another "
                "'base_year', or give amounts up to it.",
                definition=definition.name,
                base_year=definition.base_year,
            )
        )
    if entered.sum() <= 0:
        raise TableError(
            message(
                "{definition}: nothing enters use in {until}; choose another 'sankey_year'.",
                definition=definition.name,
                until=until,
            )
        )


# --- checks and words --------------------------------------------------------------------


def _balance_check(cases: Sequence[MetalCase]) -> Finding:
    return law(
        message("Balance of every process and year, over the largest flow"),
        max(largest_gap(system) for case in cases for system in case.systems.values()),
        BALANCED,
    )


def _paths_check(cases: Sequence[MetalCase]) -> Finding:
    gaps = []
    for case in cases:
        for supplied in case.supplied.values():
            gap = np.abs(supplied.paths.sum(axis=1).to_numpy() - supplied.need)
            gaps.append(float(gap.max()) / (float(supplied.need.max()) or 1.0))
    return law(
        message("The four supply paths and the gap add up to the need, over the largest need"),
        max(gaps),
        BALANCED,
    )


def _assumptions(case: MetalCase) -> Iterator[Message]:
    definition = case.definition
    for source in definition.sources.values():
        if source.assumed:
            yield message(
                "{title}: {citation} (file {file}).",
                title=Name(definition.title_zh, definition.title_en),
                citation=Name(source.citation_zh, source.citation_en),
                file=definition.assumptions or definition.name,
            )
    yield message(
        "The need is met by recycling first, then by domestic mines, then by imports; what "
        "exceeds it is surplus."
    )
    yield message(
        "Between the years given a series is linear, unless it states otherwise; before the "
        "first and after the last it is constant, or changes at the rate stated."
    )
