"""A study: every number that one command gives, before anything is drawn or written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.accounting.carbon import CarbonAccounts, carbon_accounts
from tanmai.accounting.frames import accounts_by_province, accounts_by_sector
from tanmai.accounting.imports import imported_by_domestic_technology
from tanmai.accounting.readings import DEFAULT_READING, GRAVITY_EXPONENTS
from tanmai.accounting.relative import has_gdp, has_own_units
from tanmai.analysis import (
    Extraction,
    FinalProductEmissions,
    KeyPathways,
    blocks_by_region,
    final_product_emissions,
    hypothetical_extraction,
    key_pathways,
)
from tanmai.analysis.draws import FuelShares, require_drawable
from tanmai.analysis.ensemble import ensemble
from tanmai.analysis.intervals import Ensemble
from tanmai.checks import CheckReport, check_table
from tanmai.core.concordance import Concordance
from tanmai.core.errors import FileError, OptionError, UnsolvableError
from tanmai.core.focus import Focus
from tanmai.core.frames import flow_records, net_flow_records
from tanmai.core.labels import all_provinces
from tanmai.core.messages import Message, message
from tanmai.core.sector_schemes import SectorScheme
from tanmai.core.table import MrioTable
from tanmai.draw.workers import begun
from tanmai.io.province_values import read_population
from tanmai.io.tables import input_files
from tanmai.networks import (
    BACKBONES,
    NetworkStructure,
    build_transfer_network,
    edge_table,
    key_paths,
    key_province_sensitivity,
    key_provinces,
    louvain_communities,
    network_structure,
    network_summary,
    node_table,
)
from tanmai.solve import LeontiefSystem
from tanmai.solve.tasks import on_one_thread
from tanmai.studies import tables as result_tables
from tanmai.studies.national_statistics import POPULATION, embedded_population
from tanmai.studies.options import StudyOptions
from tanmai.studies.partners import Partners, partners_of
from tanmai.studies.prepare import PreparedTable, focus_of, is_by_fuel, merged, prepare_table
from tanmai.studies.readings import ReadingsCompared, compare_readings
from tanmai.studies.steps import Step, silent

FloatArray = NDArray[np.float64]

MOST_FLOWS, MOST_FLOWS_OF_LARGE = 20, 5
"""The paths and routes of no more key paths than these are listed, in a large table fewer."""
LARGE = 2_000
"""A table of more rows than these is large: a search in it takes a solution of its own size."""
_QUESTIONS = 3  # of a column for each region: accounts, extraction, multipliers


@dataclass(frozen=True, eq=False)
class Study:
    """The numbers of a study.

    Attributes
    ----------
    options : StudyOptions
        What was asked for.
    table : MrioTable
        The table that was solved, after emissions and scheme.
    scheme : SectorScheme or None
        The scheme of the table as it was loaded, where it is a known one.
    inputs : dict
        sha256 of every input file, by name.
    checks : CheckReport
        The checks of the table.
    groups : Concordance or None
        The groups that the regions of the loaded table were merged into.
    boundary_checks : CheckReport or None
        The checks of the user's own boundaries, where they were given.
    accounts : CarbonAccounts
        The accounts.
    network : DiGraph
        Flows between regions, all of them.
    backbone : DiGraph
        The edges that the chosen backbone keeps.
    communities : Series
        Community of each region.
    paths : DataFrame
        Key paths, as `tanmai.networks.key_paths` gives them.
    ranking : DataFrame
        Key provinces, with the rank in every measure.
    sensitivity : DataFrame or None
        What each rank turns on; None where a backbone is too thin to be ranked.
    population : mapping or None
        Population by region code, 10⁴ persons: the user's, or that which travels with the
        package where it covers the regions and the year.
    imported : array (m,) or None
        Carbon of imports by domestic technology, where it was asked for.
    ensemble : Ensemble or None
        The accounts of perturbed tables, where draws were asked for.
    aggregation_effect : float or None
        Largest change of a region's consumption-based emissions, in the unit
        of emissions, that merging the sectors made; None where nothing was merged.
    prepared : PreparedTable
        The table on its way from the file, for the other readings of it.
    notes : tuple of Message
        What was left out of the files beside the table.
    """

    options: StudyOptions
    table: MrioTable
    scheme: SectorScheme | None
    inputs: dict[str, str]
    checks: CheckReport
    groups: Concordance | None
    boundary_checks: CheckReport | None
    accounts: CarbonAccounts
    network: nx.DiGraph[str]
    backbone: nx.DiGraph[str]
    communities: pd.Series
    paths: pd.DataFrame
    ranking: pd.DataFrame
    sensitivity: pd.DataFrame | None
    population: Mapping[str, float] | None
    imported: FloatArray | None
    ensemble: Ensemble | None
    aggregation_effect: float | None
    prepared: PreparedTable
    notes: tuple[Message, ...] = ()

    @cached_property
    @on_one_thread
    def extraction(self) -> Extraction:
        """Hypothetical extraction of each region."""
        blocks = blocks_by_region(self.table.index)
        return hypothetical_extraction(self.accounts, blocks)

    @cached_property
    @on_one_thread
    def final_products(self) -> FinalProductEmissions:
        """Emissions by region, final product and kind of final demand."""
        return final_product_emissions(self.accounts)

    @cached_property
    @on_one_thread
    def relative_accounts(self) -> pd.DataFrame | None:
        """Accounts per person and per GDP, where population or GDP is known."""
        if self.population is None and not has_gdp(self.table):
            return None
        return result_tables.relative_accounts(self.accounts, self.population)

    @cached_property
    def partners(self) -> Partners | None:
        """What provinces exchange with other regions of the table; None where it lacks either."""
        return partners_of(self.accounts)

    @property
    def readings(self) -> ReadingsCompared | None:
        """Every reading side by side; None where ``why_no_readings`` says why."""
        return None if isinstance(self._readings, Message) else self._readings

    @property
    def why_no_readings(self) -> Message:
        """Why the readings do not stand side by side; empty where they do."""
        return self._readings if isinstance(self._readings, Message) else Message("")

    @cached_property
    @on_one_thread
    def _readings(self) -> ReadingsCompared | Message:
        if len(self.table.index) > LARGE:
            return message(
                "the table has more than {n} rows, and each reading is a solution of its own",
                n=LARGE,
            )
        if self.table.index.m < 2:
            return message("a table of one region has no flows between regions")
        return compare_readings(self.prepared, self.options, self.accounts)

    @cached_property
    @on_one_thread
    def structure(self) -> NetworkStructure | None:
        """Structure of the backbone; None where nothing flows between regions."""
        return network_structure(self.backbone) if self.backbone.number_of_edges() else None

    @contextmanager
    def explored(self) -> Iterator[None]:
        """Find the readings and the structure in copies of this process while the context lasts.

        What else is done meanwhile should take as long; see `tanmai.draw.workers.begun`.
        """
        names = ("_readings", "structure")
        with begun([partial(getattr, self, name) for name in names]) as finding:
            yield
            vars(self).update(zip(names, finding.results(), strict=True))

    @property
    def pathways(self) -> KeyPathways | None:
        """Paths and routes behind the key paths; None where ``why_no_pathways`` says why."""
        return None if isinstance(self._pathways, Message) else self._pathways

    @property
    def why_no_pathways(self) -> Message:
        """Why no paths and routes are listed; empty where they are."""
        return self._pathways if isinstance(self._pathways, Message) else Message("")

    @cached_property
    @on_one_thread
    def _pathways(self) -> KeyPathways | Message:
        most = MOST_FLOWS if len(self.table.index) <= LARGE else MOST_FLOWS_OF_LARGE
        ends = self.paths[["from_adcode", "to_adcode"]].head(most)
        options = self.options
        try:
            return key_pathways(
                self.accounts,
                list(ends.itertuples(index=False, name=None)),
                count=options.path_count,
                coverage=options.path_coverage,
            )
        except (OptionError, UnsolvableError) as error:
            return error.message

    @cached_property
    @on_one_thread
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables for people, by the stem of their file."""
        accounts = self.accounts
        tables = {
            "accounts_by_province": accounts_by_province(accounts),
            "accounts_by_sector": accounts_by_sector(accounts),
            "flows": flow_records(accounts.flows),
            "net_flows": net_flow_records(accounts.flows),
            "key_paths": result_tables.key_path_records(self.paths, accounts),
            "final_products": self.final_products.to_frame(),
            "extraction": result_tables.extraction(self.extraction),
            "network_nodes": node_table(self.network),
            "network_edges": edge_table(self.network, self.backbone),
            "network_summary": pd.concat(
                [
                    network_summary(graph).assign(network=name)
                    for name, graph in (("whole", self.network), ("backbone", self.backbone))
                ],
                ignore_index=True,
            ),
        }
        if self.structure is not None:
            tables |= result_tables.structure(self.structure)
        if self.pathways is not None:
            tables |= result_tables.pathways(self.pathways)
        if self.relative_accounts is not None:
            tables["relative_accounts"] = self.relative_accounts
        if self.partners is not None:
            tables |= self.partners.tables
        if self.readings is not None:
            tables |= self.readings.tables(self.paths)
        if self.sensitivity is not None:
            tables["rank_sensitivity"] = self.sensitivity.rename_axis("adcode").reset_index()
        return tables | self.tables_beside()

    def tables_beside(self) -> dict[str, pd.DataFrame]:
        """Return what stands beside the accounts where it was asked for: imports and intervals."""
        tables = {}
        if self.imported is not None:
            name = "imported_carbon" if self.table.pressure.is_co2 else "imported_pressure"
            tables[name] = result_tables.imported_carbon(self.accounts, self.imported)
        if self.ensemble is not None:
            tables["account_intervals"] = self.ensemble.account_intervals()
            tables["rank_intervals"] = self.ensemble.rank_intervals()
            tables["path_intervals"] = self.ensemble.path_intervals()
        return tables


@dataclass(frozen=True, eq=False)
class StudyInputs:
    """Everything that a study reads: what is wrong with an option or a file is found by now.

    Attributes
    ----------
    options : StudyOptions
        What is asked for.
    prepared : PreparedTable
        The table.
    focus : Focus or None
        The sectors that are kept to.
    population : mapping or None
        As for `Study`.
    boundary_checks : CheckReport or None
        As for `Study`.
    files : dict
        sha256 of every file, by name.
    notes : tuple of Message
        As for `Study`.
    """

    options: StudyOptions
    prepared: PreparedTable
    focus: Focus | None
    population: Mapping[str, float] | None
    boundary_checks: CheckReport | None
    files: dict[str, str]
    notes: tuple[Message, ...] = ()


def read_study(options: StudyOptions) -> StudyInputs:
    """Read everything that a study needs, before anything is checked or solved.

    Raises
    ------
    TanmaiError
        An option, a file or a label is wrong; the message says what to fix.
    """
    _require_files(options)
    prepared = prepare_table(options)
    table = prepared.table
    focus = focus_of(options, prepared.scheme, table, options.scheme)
    if options.draws:
        _require_whole(options)
        require_drawable(table)
    population, people_in, notes = _population(options, table, prepared.groups)
    boundary_checks, drawn_from = _boundary_checks(prepared.loaded, options)
    files = prepared.inputs | people_in | drawn_from
    return StudyInputs(options, prepared, focus, population, boundary_checks, files, notes)


def _require_files(options: StudyOptions) -> None:
    """Reject files that are not there before a table is read, which may take a minute.

    Raises
    ------
    FileError
        A file of the options is missing.
    """
    for option in ("emissions", "population", "boundaries"):
        path: Path | None = getattr(options, option)
        if path is not None and not path.exists():
            raise FileError(
                message(
                    "{path} is not a file; check the name and folder of --{option}.",
                    path=path,
                    option=option,
                )
            )


@on_one_thread
def make_study(options: StudyOptions, step: Step = silent) -> Study:
    """Compute a study.

    Parameters
    ----------
    options : StudyOptions
        What is asked for.
    step : callable, optional
        Is told the name of each step as it begins, and of the draws how many are done.

    Raises
    ------
    TanmaiError
        An option, a file, a label or the table is wrong; the message says what to fix.
    """
    step("read")
    return solve_study(read_study(options), step)


def solve_study(read: StudyInputs, step: Step = silent) -> Study:
    """Compute a study of what was read for it; see `make_study`."""
    options, prepared = read.options, read.prepared
    loaded, table = prepared.loaded, prepared.table
    scheme, groups = prepared.scheme, prepared.groups
    step("check")
    as_read = options.model_copy(update={"reading": DEFAULT_READING})
    checks = check_table(table if _is_whole(options) else prepared.under(as_read))
    checks.require()
    step("solve")
    system = LeontiefSystem(table, options.method, columns=_QUESTIONS * table.index.m)
    accounts = carbon_accounts(table, focus=read.focus, system=system)
    effect = None
    if table is not loaded and table.regions == loaded.regions:
        effect = _aggregation_effect(options, prepared, accounts)
    drawn = None
    if options.draws:
        fuels = None
        if is_by_fuel(options.emissions):
            fuels = FuelShares.of(merged(prepared.read, scheme, groups, options))
        drawn = _drawn(accounts, options, fuels, step)
    step("network")
    network = build_transfer_network(accounts.flows)
    backbone = BACKBONES[options.backbone](network)
    imported = None
    if options.imports == "domestic_technology":
        imported = imported_by_domestic_technology(accounts)
    return Study(
        options=options,
        table=table,
        scheme=scheme,
        inputs=read.files,
        checks=checks,
        groups=_of_table(groups, loaded) if groups is not None else None,
        boundary_checks=read.boundary_checks,
        accounts=accounts,
        network=network,
        backbone=backbone,
        communities=louvain_communities(network),
        paths=key_paths(accounts.flows, options.top),
        ranking=key_provinces(network),
        sensitivity=key_province_sensitivity(network),
        population=read.population,
        imported=imported,
        ensemble=drawn,
        aggregation_effect=effect,
        prepared=prepared,
        notes=read.notes,
    )


def _is_whole(options: StudyOptions) -> bool:
    """Whether the table of a study is one of flows as a table has them, whatever is read in it."""
    return options.reading == DEFAULT_READING or options.reading in GRAVITY_EXPONENTS


def _require_whole(options: StudyOptions) -> None:
    """Reject draws of a table whose cells a reading has moved."""
    if not _is_whole(options):
        raise OptionError(
            message(
                "Draws move the cells of a table, and the reading '{reading}' has moved them "
                "already; take the draws with exports as a sink, or with a gravity exponent.",
                reading=options.reading,
            )
        )


def _population(
    options: StudyOptions, table: MrioTable, groups: Concordance | None
) -> tuple[Mapping[str, float] | None, dict[str, str], tuple[Message, ...]]:
    """Return the population given or that of the package, its sha256, and what was left out."""
    if options.population is not None:
        people, notes = read_population(options.population, table.year, table.regions, groups)
        return people, input_files(options.population), notes
    if not has_own_units(table):
        return None, {}, ()
    embedded = embedded_population(table, groups)
    return embedded, input_files(POPULATION) if embedded is not None else {}, ()


def _drawn(
    accounts: CarbonAccounts,
    options: StudyOptions,
    fuels: FuelShares | None,
    step: Step,
) -> Ensemble:
    return ensemble(
        accounts,
        options.draws,
        fuels=fuels,
        method=options.method,
        scheduler=options.scheduler,
        progress=lambda done: step("draws", done, options.draws),
    )


def _boundary_checks(
    table: MrioTable, options: StudyOptions
) -> tuple[CheckReport | None, dict[str, str]]:
    """Return the checks and the sha256 of the user's own boundaries, before anything is solved."""
    path, crs, column = options.boundaries, options.boundaries_crs, options.name_column
    if path is None and crs is None and column is None:
        return None, {}
    # The libraries of maps take a second to import; most studies need none before drawing.
    from tanmai.draw.boundaries import boundary_source
    from tanmai.draw.boundaries.checks import check_boundaries

    source = boundary_source(path, crs, column)
    provinces = {province.code for province in all_provinces()}
    source.require(code for code in table.index.region_codes if code in provinces)
    files = {name: sha for file in source.files for name, sha in input_files(file).items()}
    return check_boundaries(source), files


def _of_table(groups: Concordance, table: MrioTable) -> Concordance:
    """Return the groups of the regions that a table has: no map may show more than its numbers."""
    codes = table.index.region_codes
    return replace(groups, links=tuple(k for k in groups.links if k.source.code in codes))


def _aggregation_effect(
    options: StudyOptions, prepared: PreparedTable, accounts: CarbonAccounts
) -> float:
    """Return how far merging the sectors moved the consumption-based emissions of a region."""
    table = prepared.under(options.model_copy(update={"scheme": None}))
    detailed = carbon_accounts(
        table,
        focus=focus_of(options, prepared.scheme, table, None),
        system=LeontiefSystem(table, options.method),
    )
    return float(np.abs(accounts.consumption_based - detailed.consumption_based).max())
