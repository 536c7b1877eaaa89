"""``tanmai accounts``: accounts of one kind, by region, by sector and by flow.

Production, consumption, income, bilateral trade, value added, responsibility, linkages: each is
a function of the accounts of a table that gives tables, the first of them by what is ranked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.accounting.bilateral import bilateral_trade_accounts, split_flows
from tanmai.accounting.carbon import CONSERVATION_LIMIT, CarbonAccounts, carbon_accounts
from tanmai.accounting.frames import accounts_by_sector
from tanmai.accounting.relative import region_series, unit_per_person
from tanmai.accounting.responsibility import (
    income_accounts,
    shared_responsibility,
    value_added_responsibility,
)
from tanmai.accounting.value_added import (
    carbon_per_value_added,
    terms_of_trade,
    value_added_accounts,
)
from tanmai.analysis.linkages import (
    average_propagation_lengths,
    emission_linkages,
    output_linkages,
)
from tanmai.checks import Finding, check_table
from tanmai.core.errors import OptionError, TableError, UnitError, unknown
from tanmai.core.flow_matrix import FlowMatrix
from tanmai.core.frames import flow_records, region_columns, region_sector_columns, sector_columns
from tanmai.core.messages import Message, message
from tanmai.core.units import header, intensity_unit
from tanmai.io.province_values import read_population
from tanmai.io.tables import input_files
from tanmai.solve import LeontiefSystem
from tanmai.studies.national_statistics import POPULATION, embedded_population
from tanmai.studies.options import KindOptions
from tanmai.studies.prepare import PreparedTable, focus_of, prepare_table
from tanmai.studies.result import law
from tanmai.studies.steps import Step, silent

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class KindNumbers:
    """The numbers of accounts of one kind.

    Attributes
    ----------
    tables : dict of DataFrame
        The first by region, or by sector, is what is ranked.
    main : str
        The column of the first table that it is ranked by.
    law : Finding
        What the accounts must give back.
    flows : FlowMatrix or None
        The flows that a map of them shows, where the kind is of flows.
    limits : tuple of Message
        What must be known of the numbers.
    """

    tables: dict[str, pd.DataFrame]
    main: str
    law: Finding
    flows: FlowMatrix | None = None
    limits: tuple[Message, ...] = ()


@dataclass(frozen=True, eq=False)
class AccountedKind:
    """Accounts of one kind of a prepared table.

    Attributes
    ----------
    kind : Kind
        Which.
    prepared : PreparedTable
        The table.
    accounts : CarbonAccounts
        Its accounts.
    numbers : KindNumbers
        The tables of the kind.
    inputs : dict
        sha256 of every input file, by name.
    """

    kind: Kind
    prepared: PreparedTable
    accounts: CarbonAccounts
    numbers: KindNumbers
    inputs: dict[str, str]


@dataclass(frozen=True)
class Kind:
    """A kind of accounts.

    Attributes
    ----------
    name : str
        As it is typed.
    title : Message
        What it is of, for a heading.
    meaning : Message
        What the numbers are.
    of : callable
        Makes its tables.
    """

    name: str
    title: Message
    meaning: Message
    of: Callable[[CarbonAccounts, KindOptions], KindNumbers]


def account_kind(name: str, options: KindOptions, step: Step = silent) -> AccountedKind:
    """Account a table in one kind.

    Parameters
    ----------
    name : str
        One of ``KINDS``.
    options : KindOptions
        The table, its pressure, sectors, regions and population, the focus and the method.
    step : callable, optional
        Is told the name of each step as it begins.

    Raises
    ------
    TanmaiError
        The kind or an option is unknown, a file or a label is wrong, or the table has no accounts
        of the kind; the message says what to fix.
    """
    if name not in KINDS:
        raise OptionError(unknown(name, message("a kind of accounts"), KINDS))
    step("read")
    prepared = prepare_table(options)
    table = prepared.table
    people, inputs = _population(options, prepared)
    focus = focus_of(options, prepared.scheme, table, options.scheme)
    step("check")
    check_table(table).require()
    step("solve")
    system = LeontiefSystem(table, options.method)
    accounts = carbon_accounts(table, focus=focus, system=system)
    kind = KINDS[name]
    numbers = _with_gaps_said(accounts, kind.of(accounts, options))
    if people is not None:
        numbers = _per_person(accounts, numbers, people)
    return AccountedKind(kind, prepared, accounts, numbers, prepared.inputs | inputs)


def _population(
    options: KindOptions, prepared: PreparedTable
) -> tuple[Mapping[str, float] | None, dict[str, str]]:
    """Return the population that was given, or that travels with the package, and its sha256."""
    table, groups = prepared.table, prepared.groups
    if options.population is not None:
        people, _ = read_population(options.population, table.year, table.regions, groups)
        return people, input_files(options.population)
    try:
        unit_per_person(table)
    except UnitError:
        return None, {}
    embedded = embedded_population(table, groups)
    return embedded, input_files(POPULATION) if embedded is not None else {}


def _per_person(
    accounts: CarbonAccounts, numbers: KindNumbers, people: Mapping[str, float]
) -> KindNumbers:
    """Return the tables with what each region has a person, of accounts that are of a whole."""
    stem, frame = next(iter(numbers.tables.items()))
    unit = header(accounts.table.emission_unit)
    of_whole = [f"{name}_{unit}" for name in _OF_A_WHOLE if f"{name}_{unit}" in frame]
    if not of_whole:
        return numbers
    heads = region_series(accounts.table, people, message("population"))
    per_person, factor = unit_per_person(accounts.table)
    more = {
        f"{column.removesuffix(unit)}{per_person}": factor * frame[column] / heads
        for column in of_whole
    }
    return replace(numbers, tables={**numbers.tables, stem: frame.assign(**more)})


_OF_A_WHOLE = ("production_based", "consumption_based", "income_based", "shared")


def _with_gaps_said(accounts: CarbonAccounts, numbers: KindNumbers) -> KindNumbers:
    table = accounts.table
    gaps = [region for region in table.regions if region.code in table.without_emissions]
    if not gaps:
        return numbers
    said = message(
        "No data of {regions}: the zeros of what is emitted there are gaps.",
        regions=", ".join(str(region) for region in gaps),
    )
    return replace(numbers, limits=(*numbers.limits, said))


def _production(accounts: CarbonAccounts, _: KindOptions) -> KindNumbers:
    table = accounts.table
    unit, m = header(table.emission_unit), table.index.m
    home = np.diag(accounts.flows.values)
    by_region = region_columns(table.regions).assign(
        **{
            f"production_based_{unit}": accounts.production_based,
            f"for_own_final_demand_{unit}": home,
            **{f"{name}_{unit}": getattr(accounts, name) for name in ("outflow", "export")},
            f"household_{unit}": accounts.household,
            **_other_sinks(accounts, unit),
        }
    )
    of_sector = accounts.emissions_by_destination
    own = of_sector[np.arange(len(of_sector)), np.repeat(np.arange(m), table.index.n)]
    by_sector = region_sector_columns(table).assign(
        **{
            f"direct_{unit}": accounts.direct,
            f"for_own_final_demand_{unit}": own,
            f"outflow_{unit}": of_sector.sum(axis=1) - own,
            f"export_{unit}": accounts.exported,
        }
    )
    return KindNumbers(
        {"production_by_region": by_region, "production_by_sector": by_sector},
        f"production_based_{unit}",
        _returned(accounts, float(accounts.direct.sum())),
    )


def _other_sinks(accounts: CarbonAccounts, unit: str) -> dict[str, FloatArray]:
    sinks = {"stock_change": accounts.stock_change, "balancing": accounts.balancing_share}
    return {f"{name}_{unit}": values for name, values in sinks.items() if values.any()}


def _consumption(accounts: CarbonAccounts, _: KindOptions) -> KindNumbers:
    table = accounts.table
    unit = header(table.emission_unit)
    by_region = region_columns(table.regions).assign(
        **{
            f"consumption_based_{unit}": accounts.consumption_based,
            f"emitted_at_home_{unit}": np.diag(accounts.flows.values),
            f"inflow_{unit}": accounts.inflow,
            f"household_{unit}": accounts.household,
            f"net_outflow_{unit}": accounts.net_outflow,
        }
    )
    outside = accounts.exported + accounts.stocked + accounts.balancing
    returned = accounts.footprint_by_product.sum() + outside.sum()
    return KindNumbers(
        {
            "consumption_by_region": by_region,
            "consumption_by_final_demand": _by_final_demand(accounts),
            "consumption_by_sector": accounts_by_sector(accounts),
        },
        f"consumption_based_{unit}",
        _returned(accounts, float(returned)),
    )


def _by_final_demand(accounts: CarbonAccounts) -> pd.DataFrame:
    """Return the footprint of each category of final demand: of groups of households among them.

    Direct emissions of households are not in it.
    """
    table, by_category = accounts.table, accounts.flows_by_category
    unit, k = header(table.emission_unit), len(table.categories)
    footprint = by_category.sum(axis=0)
    at_home = by_category[np.arange(table.index.m), np.arange(table.index.m)]
    regions = region_columns(table.regions)
    return (
        regions.loc[np.repeat(regions.index, k)]
        .reset_index(drop=True)
        .assign(
            **{
                "category": [one.code for one in table.categories] * table.index.m,
                "category_zh": [one.name_zh for one in table.categories] * table.index.m,
                "category_en": [one.name_en for one in table.categories] * table.index.m,
                f"footprint_{unit}": footprint.ravel(),
                f"emitted_at_home_{unit}": at_home.ravel(),
                f"inflow_{unit}": (footprint - at_home).ravel(),
            }
        )
    )


def _income(accounts: CarbonAccounts, _: KindOptions) -> KindNumbers:
    table = accounts.table
    unit = header(table.emission_unit)
    found = income_accounts(accounts)
    per_money, factor = intensity_unit(table.money_unit, table.emission_unit)
    by_region = found.to_frame()
    after = list(by_region.columns).index(f"household_{unit}") + 1
    by_region.insert(after, f"production_based_{unit}", accounts.production_based)
    by_sector = region_sector_columns(table).assign(
        **{
            f"direct_{unit}": accounts.direct,
            f"enabled_{unit}": found.by_sector,
            f"enabled_intensity_{per_money}": factor * found.enabled_intensity,
        }
    )
    returned = found.by_sector.sum() + found.imports.sum() + found.balancing.sum()
    return KindNumbers(
        {
            "income_by_region": by_region,
            "income_by_sector": by_sector,
            "income_flows": flow_records(found.flows),
        },
        f"income_based_{unit}",
        _returned(accounts, float(returned)),
    )


def _bilateral(accounts: CarbonAccounts, _: KindOptions) -> KindNumbers:
    table = accounts.table
    unit = header(table.emission_unit)
    found = bilateral_trade_accounts(accounts)
    between = found.flows.between_regions()
    sold, bought = between.values.sum(axis=1), between.values.sum(axis=0)
    by_region = region_columns(table.regions).assign(
        **{
            f"sold_{unit}": sold,
            f"bought_{unit}": bought,
            f"net_sold_{unit}": sold - bought,
            f"export_{unit}": found.export,
            f"bilateral_consumption_{unit}": found.consumption_based,
            f"consumption_based_{unit}": accounts.consumption_based,
        }
    )
    flows = flow_records(found.flows).rename(columns={unit: f"bilateral_{unit}"})
    flows[f"consumption_based_{unit}"] = accounts.flows.values.ravel()
    flows = flows.join(split_flows(accounts).to_frame().iloc[:, -3:])
    returned = float((found.production_based - found.household).sum())
    return KindNumbers(
        {"bilateral_by_region": by_region, "bilateral_flows": flows},
        f"sold_{unit}",
        _returned(accounts, returned),
        between,
    )


def _value_added(accounts: CarbonAccounts, _: KindOptions) -> KindNumbers:
    table = accounts.table
    money = header(table.money_unit)
    found = value_added_accounts(table, system=accounts.system)
    terms = terms_of_trade(accounts, found).reset_index(drop=True)
    total = float(found.flows.values.sum() + found.outside.sum())
    expected = float(table.total_value_added.sum())
    return KindNumbers(
        {
            "value_added_by_region": found.to_frame().join(terms),
            "value_added_flows": _with_names(carbon_per_value_added(accounts, found), accounts),
        },
        f"earned_elsewhere_{money}",
        _kept(abs(total - expected) / (abs(expected) or 1.0)),
        found.flows.between_regions(),
    )


def _with_names(records: pd.DataFrame, accounts: CarbonAccounts) -> pd.DataFrame:
    """Return flows with the names of both regions in the place of their codes."""
    names = region_columns(accounts.table.regions, "to_").set_index("to_adcode", drop=False)
    origin = region_columns(accounts.table.regions, "from_").set_index("from_adcode", drop=False)
    ends = [frame.loc[records[end]] for end, frame in (("from", origin), ("to", names))]
    whole = [end.reset_index(drop=True) for end in ends]
    return pd.concat([*whole, records.drop(columns=["from", "to"])], axis=1)


def _responsibility(accounts: CarbonAccounts, options: KindOptions) -> KindNumbers:
    table, share = accounts.table, options.producer_share
    unit = header(table.emission_unit)
    shared = shared_responsibility(accounts, share)
    columns = {
        "production_based": accounts.production_based,
        "consumption_based": accounts.consumption_based,
        "shared": shared,
        "income_based": income_accounts(accounts).income_based,
    }
    limits: tuple[Message, ...] = ()
    try:
        by_value_added = value_added_responsibility(accounts)
    except TableError as error:
        limits = (message("No responsibility shared by value added: {why}", why=error.message),)
    else:
        producers = table.by_region(by_value_added.producers)
        columns["by_value_added"] = producers + by_value_added.consumers + accounts.household
    others = accounts.export + accounts.stock_change + accounts.balancing_share
    expected = float(accounts.production_based.sum())
    gap = abs(float(shared.sum() + (1.0 - share) * others.sum()) - expected)
    by_region = region_columns(table.regions).assign(
        **{f"{name}_{unit}": values for name, values in columns.items()}
    )
    return KindNumbers(
        {"responsibility_by_region": by_region},
        f"shared_{unit}",
        _kept(gap / (abs(expected) or 1.0)),
        limits=limits,
    )


def _linkages(accounts: CarbonAccounts, _: KindOptions) -> KindNumbers:
    table = accounts.table
    of_output = output_linkages(table, system=accounts.system)
    of_pressure = emission_linkages(accounts)
    steps = average_propagation_lengths(accounts.system)
    whole = region_sector_columns(table)
    for frame, prefix in ((of_output, ""), (of_pressure, "pressure_"), (steps, "")):
        whole = whole.join(frame.reset_index(drop=True).add_prefix(prefix))
    n = table.index.n
    by_sector = sector_columns(table, 1)
    for measure in ("power", "sensitivity", "pressure_power", "pressure_sensitivity"):
        by_sector[measure] = whole[measure].to_numpy().reshape(-1, n).mean(axis=0)
    kinds = whole["pressure_linkage"].to_numpy().reshape(-1, n)
    for kind in ("key", "backward", "forward", "weak"):
        by_sector[f"{kind}_regions"] = (kinds == kind).sum(axis=0)
    gap = abs(float(of_pressure["power"].mean()) - 1.0)
    return KindNumbers(
        {"linkages_by_sector": by_sector, "linkages": whole}, "key_regions", _kept(gap)
    )


def _returned(accounts: CarbonAccounts, returned: float) -> Finding:
    expected = float((accounts.direct_intensity * accounts.table.x).sum())
    if accounts.focus is not None and accounts.focus.reading == "products":
        expected = float(accounts.direct.sum())
    return _kept(abs(returned - expected) / (abs(expected) or 1.0))


def _kept(gap: float) -> Finding:
    said = message("The accounts give back what went into them (relative difference)")
    return law(said, gap, CONSERVATION_LIMIT)


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "production",
            message("Production-based CO₂ emissions"),
            message(
                "production_based is emitted in the region, households included: for its own final "
                "demand, for final demand of other regions (outflow), for exports."
            ),
            _production,
        ),
        Kind(
            "consumption",
            message("Consumption-based CO₂ emissions"),
            message(
                "consumption_based is emitted anywhere in the table for final demand of the "
                "region, households included; footprint is embodied in its final demand for the "
                "products of a sector."
            ),
            _consumption,
        ),
        Kind(
            "income",
            message("Income-based CO₂ emissions"),
            message(
                "income_based is emitted, in the region and downstream, with the labour and "
                "capital that the region supplies: v̂ G f, G = (I − B)⁻¹ (Ghosh). Imported inputs "
                "enable the rest."
            ),
            _income,
        ),
        Kind(
            "bilateral",
            message("CO₂ emissions embodied in bilateral trade"),
            message(
                "sold is emitted in the region, by its own technology alone, for all that it sells "
                "to other regions, intermediate goods included (EEBT); bilateral_flows.csv sets it "
                "beside the flows of consumption-based accounts, split into final goods, "
                "intermediates finished at the destination and those by way of third regions."
            ),
            _bilateral,
        ),
        Kind(
            "value-added",
            message("Value added embodied in trade, and CO₂ emissions beside it"),
            message(
                "earned_elsewhere is value added of the region in final demand of other regions, "
                "paid_elsewhere that of others in its own; terms_of_trade is what is emitted per "
                "value added earned over what is emitted elsewhere per value added paid."
            ),
            _value_added,
        ),
        Kind(
            "responsibility",
            message("Responsibility for CO₂ emissions by principle"),
            message(
                "shared is β of production-based and 1 − β of consumption-based emissions, with β "
                "from --producer-share; income_based is what the value added of the region "
                "enables; by_value_added shares along the chain, each sector keeping its share of "
                "value added."
            ),
            _responsibility,
        ),
        Kind(
            "linkages",
            message("Linkages of sectors in CO₂ emissions"),
            message(
                "power (backward) and sensitivity (forward) are Rasmussen's, of the Leontief "
                "inverse, and with pressure_ before them of intensities times the inverse; 1 is "
                "the average. key: both above it. steps_ are average propagation lengths; "
                "key_regions counts the regions in which the sector is key in what is emitted."
            ),
            _linkages,
        ),
    )
}
"""Every kind of accounts by name."""
