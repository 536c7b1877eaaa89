"""tanmai (碳脉, "carbon veins"): carbon through the provinces of China.

    >>> import tanmai as tm
    >>> table = tm.load("textbook-mini")
    >>> tm.accounts(table).flows.to_frame().shape
    (2, 2)

What stands here is public, and so are the rooms of the package (``tanmai.networks``,
``tanmai.analysis`` ...). Matrices are named as in the field: `MrioTable` holds Z, Y, x, F
and F_Y; rows sell, columns buy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

__version__ = version("tanmai")

if TYPE_CHECKING:
    # Imported where it is used: `import tanmai` and a solution need none of the rest.
    import networkx as nx
    import pandas as pd

    from tanmai.accounting.carbon import CarbonAccounts
    from tanmai.analysis.intervals import Ensemble
    from tanmai.analysis.structural_decomposition import StructuralDecomposition
    from tanmai.checks import CheckReport
    from tanmai.core.flow_matrix import FlowMatrix
    from tanmai.core.splitting import SectorSplit
    from tanmai.core.table import MrioTable
    from tanmai.draw.page import Sheet
    from tanmai.metals.magnesium.results import CoupledResult
    from tanmai.networks import NetworkStructure, QapRegression
    from tanmai.report.accounts_result import AccountsResult
    from tanmai.report.results import ComparisonResult, StudyResult
    from tanmai.report.scenario_result import ScenarioResult
    from tanmai.studies.joined import JoinedResult

_Given = ParamSpec("_Given")
_Found = TypeVar("_Found")

__all__ = [
    "accounts",
    "accounts_of",
    "aggregate",
    "check",
    "compare",
    "couple_magnesium",
    "decompose",
    "draws",
    "extract",
    "flow_map",
    "from_pymrio",
    "join",
    "key_provinces",
    "largest_flows",
    "load",
    "map",
    "nest",
    "network",
    "paths",
    "qap_regression",
    "save",
    "scenarios",
    "split",
    "structure",
    "study",
    "tables",
    "to_pymrio",
]


def _on_one_thread(function: Callable[_Given, _Found]) -> Callable[_Given, _Found]:
    """Make a function sum on one thread; see `tanmai.solve.tasks.on_one_thread`."""

    @wraps(function)
    def limited(*args: _Given.args, **options: _Given.kwargs) -> _Found:
        from tanmai.solve.tasks import on_one_thread

        return on_one_thread(function)(*args, **options)

    return limited


def tables() -> pd.DataFrame:
    """Return what is embedded: name, year, regions, sectors and status of every table.

    Examples
    --------
    >>> "cn31-2017" in tables().index
    True
    """
    import pandas as pd

    from tanmai.io.tables import embedded_tables, load_table

    found = [load_table(name) for name in embedded_tables()]
    return pd.DataFrame(
        {
            "year": [table.year for table in found],
            "regions": [table.index.m for table in found],
            "sectors": [table.index.n for table in found],
            "status": [table.provenance.status for table in found],
        },
        index=pd.Index([table.provenance.name for table in found], name="table"),
    )


def load(
    name_or_path: str | Path,
    *,
    layout: str | None = None,
    sheet: str | None = None,
    year: int | None = None,
    region: str | None = None,
) -> MrioTable:
    """Load an embedded table by name, or your own by path; see `tanmai.io.tables.load_table`.

    Examples
    --------
    >>> load("textbook-mini").index.m
    2
    """
    from tanmai.io.tables import load_table

    return load_table(str(name_or_path), layout=layout, sheet=sheet, year=year, region=region)


def save(table: MrioTable, path: str | Path, *, save_as: str | None = None) -> None:
    """Save a table as ``"bundle"``, ``"ceads"`` or ``"pymrio"``; see `tanmai.io.tables.save_table`.

    By default a ``.xlsx`` in the layout of CEADs, or a folder as a bundle.
    """
    from tanmai.io.tables import save_table

    save_table(table, Path(path), save_as)


def from_pymrio(system: Any, **options: Any) -> MrioTable:
    """Return a pymrio system as a table; see `tanmai.io.pymrio.reading.from_pymrio`."""
    from tanmai.io.pymrio.reading import from_pymrio as convert

    return convert(system, **options)


def to_pymrio(table: MrioTable) -> Any:
    """Return a table as a pymrio system; see `tanmai.io.pymrio.writing.to_pymrio`."""
    from tanmai.io.pymrio.writing import to_pymrio as convert

    return convert(table)


def check(table: MrioTable) -> CheckReport:
    """Run every rule on a table: ``.require()`` raises, ``.to_frame("en")`` lists the findings.

    Examples
    --------
    >>> check(load("textbook-mini")).passed
    True
    """
    from tanmai.checks import check_table

    return check_table(table)


def aggregate(
    table: MrioTable, *, sectors: str | None = None, regions: str | None = None
) -> MrioTable:
    """Merge sectors and regions of a table.

    Parameters
    ----------
    table : MrioTable
        The table.
    sectors : str, optional
        A view of its scheme (``"s26"``), a concordance by name, or the path of a CSV.
    regions : str, optional
        Groups of provinces: ``"sic8"``, or the path of a CSV.

    Raises
    ------
    LabelError
        The scheme or the groups are unknown, or do not fit the table.
    """
    from tanmai.studies.prepare import in_sectors_and_regions

    return in_sectors_and_regions(table, sectors, regions)


def split(table: MrioTable, by: str | Path | SectorSplit) -> MrioTable:
    """Split sectors of a table into parts by weights; balances and totals are kept.

    Parameters
    ----------
    table : MrioTable
        The table.
    by : str, Path or SectorSplit
        A CSV as `tanmai.io.sector_split.read_splits` reads it, or the shares of one sector.

    Raises
    ------
    TanmaiError
        As for `read_splits` and `tanmai.core.splitting.split_sector`.
    """
    from tanmai.core.splitting import SectorSplit, split_sector
    from tanmai.io.sector_split import read_splits

    for one in (by,) if isinstance(by, SectorSplit) else read_splits(Path(by), table):
        table = split_sector(table, one)
    return table


@_on_one_thread
def accounts(
    table: MrioTable,
    *,
    pressure: str | None = None,
    focus: str | Sequence[str] | None = None,
    reading: str = "emitters",
    method: str | None = None,
) -> CarbonAccounts:
    """Account a pressure of a table to producers and to final consumers, C = R' f̂ L Y.

    Parameters
    ----------
    table : MrioTable
        The table.
    pressure : str, optional
        Which of its pressures: ``"CO2"``, ``"CH4"``, ``"water"`` ..., ``"value-added"``; may be
        left out where it has one. The embedded tables ``cn31`` have CH4 as an estimate, see
        `tanmai.io.methane`.
    focus : str or sequence of str, optional
        Sectors to keep to: a group (``"mining"``), codes or names.
    reading : str
        ``"emitters"``: what the sectors of the focus emit, whoever's product it ends in;
        ``"products"``: what all sectors emit for final demand of the focused products.
    method : str, optional
        How to solve, one of `tanmai.solve.METHODS`; chosen by size, density and form.

    Returns
    -------
    CarbonAccounts
        ``.by_region()``, ``.by_sector()`` and ``.flows.to_frame()`` are DataFrames.

    Raises
    ------
    LabelError
        The focus names a sector that the table does not have.
    TableError, ConservationError
        As for `tanmai.accounting.carbon.carbon_accounts`.
    """
    from tanmai.accounting.carbon import carbon_accounts
    from tanmai.core.focus import find_focus
    from tanmai.core.sector_schemes import scheme_of
    from tanmai.solve import LeontiefSystem
    from tanmai.studies.prepare import with_embedded_pressure
    from tanmai.studies.table_options import PreparedOptions

    if pressure is not None:
        table = with_embedded_pressure(table, PreparedOptions(pressure=pressure)).of(pressure)
    kept = None
    if focus is not None:
        scheme = scheme_of(table)
        wanted = focus if isinstance(focus, str) else ",".join(focus)
        kept = find_focus(wanted, table, reading, scheme.groups_in(None) if scheme else {})
    system = LeontiefSystem(table, method) if method is not None else None
    return carbon_accounts(table, focus=kept, system=system)


@_on_one_thread
def accounts_of(kind: str, table: str | Path = "cn31-2017", **options: Any) -> AccountsResult:
    """Account a table in one kind, as ``tanmai accounts --kind`` does.

    Parameters
    ----------
    kind : str
        ``"production"``, ``"consumption"``, ``"income"``, ``"bilateral"``, ``"value-added"``,
        ``"responsibility"`` or ``"linkages"``.
    table : str or Path
        As for `load`.
    **options
        Those of `tanmai.studies.options.KindOptions`: ``pressure``, ``regions``, ``population`` ...

    Returns
    -------
    AccountsResult
        ``.tables`` are DataFrames, ``.largest()`` the first rows; ``.write(folder)`` writes them.

    Examples
    --------
    >>> found = accounts_of("income", "textbook-mini")
    >>> list(found.tables)
    ['income_by_region', 'income_by_sector', 'income_flows']
    """
    from tanmai.report.accounts_result import accounts_result
    from tanmai.studies.basic_options import options_of
    from tanmai.studies.options import KindOptions

    return accounts_result(kind, options_of(KindOptions, {"table": str(table), **options}))


@_on_one_thread
def network(flows: CarbonAccounts | FlowMatrix) -> nx.DiGraph[str]:
    """Return the transfer network: a graph of networkx with the flows between regions as weights.

    Nodes are adcodes with the attributes ``name_zh`` and ``name_en``; any measure of
    networkx works on it.
    """
    from tanmai.networks import build_transfer_network

    return build_transfer_network(_flows_of(flows))


@_on_one_thread
def key_provinces(graph: nx.DiGraph[str]) -> pd.DataFrame:
    """Rank the nodes of a transfer network; see `tanmai.networks.key_provinces`."""
    from tanmai.networks import key_provinces as ranking

    return ranking(graph)


@_on_one_thread
def structure(graph: nx.DiGraph[str], *, share: float = 0.8) -> NetworkStructure:
    """Return what social network analysis reports of the largest flows of a network.

    ``.summary`` (density, connectedness, hierarchy, efficiency ...), ``.regions`` (block,
    community, coreness, clustering of each), ``.blocks`` with their roles and
    ``.block_densities``; see `tanmai.networks.network_structure`.

    Parameters
    ----------
    graph : networkx.DiGraph
        The whole network, from `network`.
    share : float
        Share of the total that the flows kept carry; 1 keeps all.

    Raises
    ------
    OptionError
        ``share`` is not above 0 and at most 1.
    UnsolvableError
        The network has no flow.
    """
    from tanmai.networks import network_structure, top_share

    return network_structure(top_share(graph, share))


@_on_one_thread
def qap_regression(
    graph: nx.DiGraph[str], matrices: Mapping[str, pd.DataFrame], **options: Any
) -> QapRegression:
    """Regress the flows of a network on explanatory matrices, p-values by permutation (MRQAP).

    `tanmai.networks.distances` and `tanmai.networks.differences` make such matrices; see
    `tanmai.networks.qap_regression`.
    """
    from tanmai.networks import qap_regression as regression

    return regression(graph, matrices, **options)


def largest_flows(flows: CarbonAccounts | FlowMatrix, count: int = 20) -> pd.DataFrame:
    """Return the largest flows between regions with their shares, largest first."""
    from tanmai.networks import key_paths

    return key_paths(_flows_of(flows), count)


@_on_one_thread
def paths(
    accounts: CarbonAccounts,
    *,
    origin: str | None = None,
    to: str | None = None,
    count: int = 20,
    coverage: float = 0.9,
) -> pd.DataFrame:
    """Return the largest structural paths: from a sector that emits to a final demand.

    Parameters
    ----------
    accounts : CarbonAccounts
        The accounts.
    origin : str, optional
        Only emitters of this region (name or code).
    to : str, optional
        Only paths to the final demand of this region; by default to all sinks, exports too.
    count : int
        Most paths that are returned.
    coverage : float
        Share of the total that is enough, where fewer paths reach it.

    Returns
    -------
    DataFrame
        See `tanmai.analysis.path_table`.

    Raises
    ------
    LabelError
        A region is not in the table.
    OptionError, UnsolvableError
        As for `tanmai.analysis.largest_structural_paths`.
    """
    from tanmai.analysis.key_pathways import paths_between
    from tanmai.analysis.path_tables import EVERYWHERE, path_table

    found = paths_between(accounts, origin, to, count=count, coverage=coverage)
    whom = EVERYWHERE if to is None else accounts.table.index.find_region(to)
    return path_table(found, whom)


@_on_one_thread
def decompose(
    first: CarbonAccounts,
    second: CarbonAccounts,
    *,
    population: tuple[Mapping[str, float], Mapping[str, float]] | None = None,
    method: str = "polar",
    prices: str = "constant prices",
    sourcing: bool = False,
) -> StructuralDecomposition:
    """Share the change of carbon flows between two years among factors.

    Parameters
    ----------
    first, second : CarbonAccounts
        Accounts of the same regions and sectors in two years.
    population : two mappings, optional
        Population by region code in both years; one each where left out, so that demand
        per head is demand.
    method : str
        ``"polar"``, ``"all-orders"`` or ``"lmdi"``.
    prices : str
        ``"constant prices"`` rejects tables of different prices, ``"current prices"`` compares
        them all the same.
    sourcing : bool
        Set technology, provincial sourcing and imports apart.

    Raises
    ------
    OptionError
        The method is unknown, or the prices differ.
    LabelError
        The accounts are not of the same regions, sectors and focus.
    """
    from tanmai.analysis import decompose_change
    from tanmai.core.errors import OptionError, unknown
    from tanmai.core.messages import message
    from tanmai.studies.decomposition import DECOMPOSITIONS

    if method not in DECOMPOSITIONS:
        raise OptionError(unknown(method, message("a method of decomposition"), DECOMPOSITIONS))
    alone = dict.fromkeys(first.table.index.region_codes, 1.0)
    return decompose_change(
        first,
        second,
        population or (alone, alone),
        method=DECOMPOSITIONS[method],
        prices=prices,
        sourcing=sourcing,
    )


@_on_one_thread
def draws(
    accounts: CarbonAccounts, count: int = 1000, *, seed: int = 2017, scheduler: str | None = None
) -> Ensemble:
    """Account a table many times, perturbed: ``.account_intervals()``, ``.rank_intervals()``.

    Parameters
    ----------
    accounts : CarbonAccounts
        The accounts of the table as it stands.
    count : int
        Number of draws, 2 or more.
    seed : int
        The same seed gives the same draws.
    scheduler : str, optional
        Address of a scheduler of dask, to draw on a cluster.
    """
    from tanmai.analysis.ensemble import ensemble

    return ensemble(accounts, count, seed=seed, scheduler=scheduler)


@_on_one_thread
def extract(accounts: CarbonAccounts, *, by: str = "province") -> pd.DataFrame:
    """Leave each block out in turn: what falls away with it (hypothetical extraction).

    Parameters
    ----------
    accounts : CarbonAccounts
        The accounts.
    by : str
        ``"province"``, ``"sector"`` or ``"province-sector"``.
    """
    from tanmai.analysis import complete_extraction
    from tanmai.studies.extraction import blocks_by
    from tanmai.studies.tables import complete_extraction as extraction_table

    found = complete_extraction(accounts, blocks_by(by)(accounts.table.index))
    return extraction_table(found, accounts.table, by)


@_on_one_thread
def scenarios(table: str | Path, file: str | Path, **options: Any) -> ScenarioResult:
    """Set the scenarios of a file beside a table, as ``tanmai scenario`` does.

    Functions of a table in place of a file: `tanmai.analysis.scenarios.account_scenarios`.

    Parameters
    ----------
    table : str or Path
        As for `load`.
    file : str or Path
        TOML; see `tanmai.studies.scenario_file`.
    **options
        Those of `tanmai.studies.options.ScenarioOptions`.

    Returns
    -------
    ScenarioResult
        ``.tables`` are DataFrames; ``.write(folder)`` writes them, with maps and a page.
    """
    from tanmai.report.scenario_result import run_scenarios
    from tanmai.studies.basic_options import options_of
    from tanmai.studies.options import ScenarioOptions

    wanted = options_of(ScenarioOptions, {"table": str(table), **options})
    return run_scenarios(wanted, Path(file))


@_on_one_thread
def study(table: str | Path = "cn31-2017", **options: Any) -> StudyResult:
    """Make a whole study, as ``tanmai run`` does.

    Parameters
    ----------
    table : str or Path
        As for `load`.
    **options
        Those of `tanmai.studies.options.StudyOptions`: ``focus``, ``scheme``, ``top`` ...

    Returns
    -------
    StudyResult
        ``.tables`` are DataFrames; ``.write(folder)`` writes tables, pictures and page.

    Raises
    ------
    OptionError
        An option is unknown or has a value that is not allowed.
    """
    from tanmai.report.results import study_result

    return study_result(str(table), options)


@_on_one_thread
def compare(tables: Sequence[str | Path], **options: Any) -> ComparisonResult:
    """Set the studies of several tables side by side, as ``tanmai compare`` does.

    Parameters
    ----------
    tables : sequence of str or Path
        Two tables or more.
    **options
        As for `study`.
    """
    from tanmai.report.results import comparison_result

    return comparison_result([str(table) for table in tables], options)


def map(  # noqa: A001  # the name that people look for
    values: Mapping[str, float] | pd.Series,
    *,
    title: str = "",
    unit: str = "",
    source: str = "",
    language: str = "en",
    columns: str = "two",
    classes: int = 5,
    breaks: Sequence[float] = (),
    colours: str = "",
) -> Sheet:
    """Draw values by province on a map of China.

    Parameters
    ----------
    values : mapping or Series
        Values by province: adcode, Chinese or English name.
    title, unit, source : str
        The words of the picture.
    language : str
        ``"zh"`` or ``"en"``.
    columns : str
        ``"one"`` or ``"two"`` columns of a journal.
    classes : int
        Number of Fisher-Jenks classes, 2 to 7.
    breaks : sequence of float
        Your own bounds between classes, in place of those.
    colours : str
        A colour map of Crameri (``"batlow"``), or a colour for each class, low to high, with
        commas between.

    Returns
    -------
    Sheet
        A matplotlib figure; ``.savefig(path)``.

    Raises
    ------
    LabelError
        A name is no province.
    OptionError
        The classes, breaks or colours cannot be used.
    """
    from tanmai.draw.maps import MapDesign
    from tanmai.draw.page import Caption
    from tanmai.draw.single_maps import value_map

    caption = Caption(title, unit, source, language)
    return value_map(
        values,
        caption,
        design=MapDesign(columns),
        classes=classes,
        breaks=breaks,
        colours=colours,
    )


def flow_map(
    flows: CarbonAccounts | FlowMatrix | pd.DataFrame,
    *,
    count: int = 20,
    title: str = "",
    unit: str = "",
    source: str = "",
    language: str = "en",
    columns: str = "two",
) -> Sheet:
    """Draw the largest flows between provinces on a map of China.

    Parameters
    ----------
    flows : CarbonAccounts, FlowMatrix or DataFrame
        Flows; a DataFrame has the columns ``from``, ``to`` (names or adcodes), ``value``.
    count : int
        How many to draw.
    title, unit, source : str
        The words of the picture.
    language : str
        ``"zh"`` or ``"en"``.
    columns : str
        As for `map`.
    """
    import pandas as pd

    from tanmai.core.labels import find_province
    from tanmai.draw.maps import MapDesign
    from tanmai.draw.maps import flow_map as draw
    from tanmai.draw.page import Caption

    if not isinstance(flows, pd.DataFrame):
        matrix = _flows_of(flows).between_regions()
        flows, unit = matrix.to_records(), unit or matrix.unit
    ends = {end: [find_province(name).code for name in flows[end]] for end in ("from", "to")}
    ordered = flows.assign(**ends).sort_values("value", ascending=False, kind="stable")
    caption = Caption(title, unit, source, language)
    total = float(ordered["value"].sum())
    return draw(ordered.head(count), total, caption, design=MapDesign(columns))


@_on_one_thread
def join(folder: str | Path, **options: Any) -> JoinedResult:
    """Join the tables of single regions in a folder, as ``tanmai join`` does.

    Parameters
    ----------
    folder : str or Path
        A folder with one table a region.
    **options
        Those of `tanmai.studies.joined.JoinOptions`: ``emissions``, ``costs``, ``phi``,
        ``exponent`` ...

    Returns
    -------
    JoinedResult
        ``.table``, and ``.moved``, what was moved; ``.write(folder)`` writes both.
    """
    from tanmai.studies.joined import JoinOptions, join_folder

    return join_folder(JoinOptions(folder=Path(folder), **options))


@_on_one_thread
def nest(world: MrioTable, provinces: MrioTable, *, country: str = "CHN") -> MrioTable:
    """Replace a country of a world table by its provinces; see `tanmai.joining.nest`.

    Both tables must have the same sectors: `tanmai.aggregate` brings them there.
    """
    from tanmai.joining import nest as made

    return made(world, provinces, country=country).table


@_on_one_thread
def couple_magnesium(table: MrioTable | None = None, **options: Any) -> CoupledResult:
    """Open magnesium and its ferrosilicon in a table, as ``tanmai magnesium couple`` does.

    Parameters
    ----------
    table : MrioTable, optional
        The table; the default one where left out.
    **options
        As for `tanmai.metals.magnesium.results.couple_magnesium`.
    """
    from tanmai.io.tables import DEFAULT_TABLE, load_table
    from tanmai.metals.magnesium.results import couple_magnesium as couple

    return couple(table if table is not None else load_table(DEFAULT_TABLE), {}, **options)


def _flows_of(given: CarbonAccounts | FlowMatrix) -> FlowMatrix:
    from tanmai.core.flow_matrix import FlowMatrix

    return given if isinstance(given, FlowMatrix) else given.flows
