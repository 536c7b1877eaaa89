"""``tanmai paths``: the structural paths and routes of one flow, with what the rest carries."""

from __future__ import annotations

from tanmai.accounting.carbon import CONSERVATION_LIMIT, CarbonAccounts, carbon_accounts
from tanmai.analysis import CertifiedPaths, path_coverage, path_table, route_table
from tanmai.analysis.key_pathways import paths_between, routes_between
from tanmai.analysis.path_tables import EVERYWHERE
from tanmai.checks import Finding, check_table
from tanmai.core.labels import Region
from tanmai.core.messages import message
from tanmai.solve import LeontiefSystem
from tanmai.studies import tables as result_tables
from tanmai.studies.files import boundary_of_accounts, focus_sentence, solution_record
from tanmai.studies.options import PathOptions
from tanmai.studies.prepare import focus_of, prepare_table
from tanmai.studies.result import ModelResult, law
from tanmai.studies.steps import Step, silent

_MEANING = (
    message(
        "structural_paths.csv: a path runs from the sector that emits, by its sales, to the sector "
        "that sells to final demand; its emissions are those of the first sector for that demand. "
        "region_routes.csv: the borders that goods cross on the way, the steps within a region "
        "summed up. Paths and routes are two ways to cut the same total and do not add up."
    ),
    message(
        "Codes are written region/sector: 130000/14 is sector 14 of the region 130000. tier is "
        "the number of sales between sectors, 0 where the sector that emits sells to final "
        "demand."
    ),
    message(
        "path_coverage.csv is the certificate: no path or route that is not listed carries more "
        "than largest_of_rest_at_most, and all of them together carry rest_percent_at_most of the "
        "total."
    ),
)


def find_paths(options: PathOptions, step: Step = silent) -> ModelResult:
    """Find the largest structural paths and routes between two regions, to one, or of all.

    Parameters
    ----------
    options : PathOptions
        The table and its options, the region that emits, the region whose final demand it is
        for, the emitting sectors, and the number of paths.
    step : callable, optional
        Is told the name of each step as it begins.

    Raises
    ------
    TanmaiError
        An option, a file, a label or the table is wrong, or no path is certified.
    """
    step("read")
    prepared = prepare_table(options)
    table = prepared.table
    origin, to = (
        table.index.find_region(name) if name is not None else None
        for name in (options.origin, options.to)
    )
    focus = focus_of(options, prepared.scheme, table, options.scheme)
    step("check")
    check_table(table).require()
    step("solve")
    accounts = carbon_accounts(table, focus=focus, system=LeontiefSystem(table, options.method))
    step("paths")
    ends = (options.origin, options.to)
    count, coverage = options.top, options.path_coverage
    paths = paths_between(accounts, *ends, count=count, coverage=coverage)
    routes = routes_between(accounts, *ends, count=count, coverage=coverage)
    names = (origin.code if origin else "", to.code if to else "")
    return ModelResult(
        command="paths",
        options=options.to_record(),
        inputs=prepared.inputs,
        tables=result_tables.said_of(
            table.pressure,
            {
                "structural_paths": path_table(paths, to or EVERYWHERE),
                "region_routes": route_table(routes),
                "path_coverage": path_coverage(
                    [("structural_paths", *names, paths), ("region_routes", *names, routes)]
                ),
            },
        ),
        checks=(
            _is_the_flow("structural paths", paths, accounts, origin, to, whole=True),
            _is_the_flow("region routes", routes, accounts, origin, to, whole=False),
        ),
        assumptions=(
            *(table.pressure.said_in(text) for text in _MEANING),
            *([focus_sentence(focus)] if focus else []),
        ),
        limits=(
            table.provenance.caveats,
            table.pressure.said_in(boundary_of_accounts(accounts, options.reading)),
        ),
        method={**solution_record(accounts), "search": "branch and bound on total multipliers"},
        mrio_tables=(table,),
    )


def _is_the_flow(
    what: str,
    found: CertifiedPaths,
    accounts: CarbonAccounts,
    origin: Region | None,
    to: Region | None,
    *,
    whole: bool,
) -> Finding:
    """Return the law that the total of paths is the flow of the accounts.

    ``whole``: without a destination, what is emitted for exports, inventories and the balancing
    column counts too.
    """
    codes = accounts.table.index.region_codes
    rows = [codes.index(origin.code)] if origin else list(range(len(codes)))
    flows = accounts.flows.values[rows]
    if to is not None:
        flows = flows[:, [codes.index(to.code)]]
    total = float(flows.sum())
    if to is None and whole:
        others = accounts.export + accounts.stock_change + accounts.balancing_share
        total += float(others[rows].sum())
    size = max(abs(total), abs(found.total))
    name = message("The total of the {what} is the flow of the accounts (relative difference)")
    return law(
        name.filled(what=_WHAT[what]),
        abs(found.total - total) / size if size else 0.0,
        CONSERVATION_LIMIT,
    )


_WHAT = {
    "structural paths": message("structural paths"),
    "region routes": message("region routes"),
}
