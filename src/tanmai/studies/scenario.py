"""``tanmai scenario``: what if demand, technology, power, sourcing or a carbon price were other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from tanmai.accounting.carbon import CONSERVATION_LIMIT, stressor_row
from tanmai.analysis.price_model import PriceEffects, price_effects
from tanmai.analysis.scenario_changes import changed
from tanmai.analysis.scenarios import ScenarioAccounts, Scenarios, account_scenarios
from tanmai.checks import Finding, check_table
from tanmai.core.errors import OptionError
from tanmai.core.focus import Focus
from tanmai.core.messages import message
from tanmai.core.pressures import Pressure
from tanmai.core.table import FinalDemandCategory, MrioTable
from tanmai.core.units import header
from tanmai.networks.largest_flows import key_paths
from tanmai.studies.options import ScenarioOptions
from tanmai.studies.prepare import PreparedTable, focus_of, prepare_table
from tanmai.studies.result import law
from tanmai.studies.scenario_file import CarbonPrice, Labels, Scenario, read_scenarios
from tanmai.studies.steps import Step, silent


@dataclass(frozen=True, eq=False)
class ScenarioNumbers:
    """A table as it is and in every scenario of a file.

    Attributes
    ----------
    prepared : PreparedTable
        The table as it is.
    focus : Focus or None
        The sectors that the accounts keep to.
    wanted : tuple of Scenario
        The scenarios, in the order of their file.
    found : Scenarios
        The accounts of the table and of every scenario.
    prices : dict of PriceEffects
        Effects of carbon prices, by scenario.
    """

    prepared: PreparedTable
    focus: Focus | None
    wanted: tuple[Scenario, ...]
    found: Scenarios
    prices: dict[str, PriceEffects]

    @property
    def table(self) -> MrioTable:
        """The table as it is."""
        return self.prepared.table

    @property
    def laws(self) -> tuple[Finding, ...]:
        """How far production and consumption with exports differ in every scenario."""
        return _laws(self.found)


def scenario_numbers(options: ScenarioOptions, path: Path, step: Step = silent) -> ScenarioNumbers:
    """Account a table as it is and in every scenario of a file.

    Parameters
    ----------
    options : ScenarioOptions
        The table, its emissions, sectors and regions, the focus and the method.
    path : Path
        The file of scenarios; see `tanmai.studies.scenario_file`.
    step : callable, optional
        Is told the name of each step as it begins.

    Raises
    ------
    TanmaiError
        An option, a file, a label or a scenario is wrong; the message says what to fix.
    """
    step("read")
    prepared = prepare_table(options)
    table = prepared.table
    focus = focus_of(options, prepared.scheme, table, options.scheme)
    groups = prepared.scheme.groups_in(options.scheme) if prepared.scheme is not None else {}
    wanted = read_scenarios(path, Labels(table, groups))
    _check_price(table.pressure, wanted)
    step("check")
    check_table(table).require()
    step("solve")
    # a table whose prices are asked for is solved here, once; the others where they are accounted
    priced_tables = {one.key: _changed(one, table) for one in wanted if one.carbon_price}
    found = account_scenarios(
        table,
        {
            one.key: partial(_given, priced_tables[one.key])
            if one.carbon_price
            else partial(_changed, one)
            for one in wanted
        },
        focus=focus,
        method=options.method,
        scheduler=options.scheduler,
    )
    prices = {
        one.key: _prices(one.carbon_price, priced_tables[one.key])
        for one in wanted
        if one.carbon_price
    }
    return ScenarioNumbers(prepared, focus, tuple(wanted), found, prices)


def _check_price(pressure: Pressure, wanted: Sequence[Scenario]) -> None:
    """Reject a carbon price on what is not carbon.

    Raises
    ------
    OptionError
        A scenario has a carbon price, and the pressure is neither CO2 nor CO2e.
    """
    priced = next((one.key for one in wanted if one.carbon_price is not None), None)
    if priced is not None and pressure.substance not in ("CO2", "CO2e"):
        raise OptionError(
            message(
                "Scenario '{priced}' has a carbon price, and the pressure is {pressure} in "
                "{unit}. Take carbon_price out, or account CO2.",
                priced=priced,
                pressure=pressure,
                unit=pressure.unit,
            )
        )


def _changed(scenario: Scenario, table: MrioTable) -> MrioTable:
    try:
        return changed(table, scenario.changes)
    except OptionError as error:
        raise OptionError(
            message(
                "Scenario '{key}': {problem}",
                key=scenario.key,
                problem=error.message,
            )
        ) from error


def _given(changed_table: MrioTable, _table: MrioTable) -> MrioTable:
    return changed_table


def _prices(wanted: CarbonPrice, table: MrioTable) -> PriceEffects:
    """Return the effects of a scenario's carbon price in the table as the scenario changes it."""
    priced = np.zeros(len(table.index))
    priced[wanted.emitters.positions(table.index)] = 1.0
    return price_effects(table, wanted.price, priced, stressor=stressor_row(table, None))


def scenario_tables(
    found: Scenarios, wanted: Sequence[Scenario], prices: Mapping[str, PriceEffects], top: int
) -> dict[str, pd.DataFrame]:
    """Return the tables of scenarios beside the table as it is.

    Parameters
    ----------
    found : Scenarios
        Accounts of the table and of every scenario.
    wanted : sequence of Scenario
        The scenarios, in the order of their file.
    prices : mapping of PriceEffects
        Effects of carbon prices, by scenario.
    top : int
        Number of key paths that are compared.

    Returns
    -------
    dict of DataFrame
        ``scenarios`` (totals and what was changed), ``scenario_provinces``, ``scenario_flows``,
        ``scenario_key_paths`` and, with a carbon price, ``price_by_sector`` and
        ``price_by_final_demand``.
    """
    tables = {
        "scenarios": _totals(found, wanted),
        "scenario_provinces": found.by_region(),
        "scenario_flows": found.flows(),
        "scenario_key_paths": _key_paths(found, top),
    }
    if prices:
        tables["price_by_sector"] = pd.concat(
            [one.by_product().assign(scenario=key) for key, one in prices.items()],
            ignore_index=True,
        )
        tables["price_by_final_demand"] = pd.concat(
            [one.by_final_demand().assign(scenario=key) for key, one in prices.items()],
            ignore_index=True,
        )
        paid = {key: one.revenue for key, one in prices.items()}
        unit = next(iter(prices.values())).table.money_unit
        totals = tables["scenarios"]
        tables["scenarios"] = totals.assign(
            **{f"carbon_payment_{unit}": totals["scenario"].map(paid)}
        )
    return tables


def _totals(found: Scenarios, wanted: Sequence[Scenario]) -> pd.DataFrame:
    """Return emissions of each scenario, and what was changed, one row each; the base first."""
    unit = header(found.base.flows.unit)
    name_zh, name_en = message("Base").pair
    sums = _sums(found.base, unit)
    rows = [{"scenario": "base", "name_zh": name_zh, "name_en": name_en, **sums}]
    for one in wanted:
        sums = _sums(found.changed[one.key], unit)
        rows.append(
            {
                "scenario": one.key,
                "name_zh": one.name_zh,
                "name_en": one.name_en,
                **sums,
                "changes": "; ".join(map(str, found.changed[one.key].changes[:1])),
            }
        )
    frame = pd.DataFrame(rows)
    for account in ("emitted", "between_regions", "exported"):
        column = f"{account}_{unit}"
        frame[f"{account}_change_{unit}"] = frame[column] - frame[column].iloc[0]
    frame["changes"] = frame["changes"].fillna("")
    return frame


def _sums(found: ScenarioAccounts, unit: str) -> dict[str, float]:
    return {
        f"emitted_{unit}": float(found.accounts["production_based"].sum()),
        f"between_regions_{unit}": float(found.flows.between_regions().values.sum()),
        f"exported_{unit}": float(found.accounts["export"].sum()),
    }


def _key_paths(found: Scenarios, top: int) -> pd.DataFrame:
    """Return the largest flows of the base and of each scenario: kept, gained and lost."""
    unit = header(found.base.flows.unit)
    ends = ["from_adcode", "from_zh", "from_en", "to_adcode", "to_zh", "to_en"]
    before = key_paths(found.base.flows, top)
    frames = []
    for key, one in found.changed.items():
        after = key_paths(one.flows, top)
        both = before[[*ends, "rank", unit]].merge(
            after[[*ends, "rank", unit]], on=ends, how="outer", suffixes=("_before", "_after")
        )
        where = _positions(both, found)
        # what is lost from, or new among, the largest is still a flow on the other side
        both[f"{unit}_before"] = found.base.flows.values[where]
        both[f"{unit}_after"] = one.flows.values[where]
        kept = both["rank_before"].notna() & both["rank_after"].notna()
        both["key_path"] = np.where(
            kept, "kept", np.where(both["rank_before"].isna(), "gained", "lost")
        )
        both = both.sort_values(["rank_after", "rank_before"], kind="stable", ignore_index=True)
        frames.append(both.assign(scenario=key))
    joined = pd.concat(frames, ignore_index=True)
    for rank in ("rank_before", "rank_after"):
        joined[rank] = joined[rank].astype("Int64")
    return joined


def _positions(pairs: pd.DataFrame, found: Scenarios) -> tuple[list[int], list[int]]:
    codes = list(found.base.flows.codes)
    return (
        [codes.index(code) for code in pairs["from_adcode"]],
        [codes.index(code) for code in pairs["to_adcode"]],
    )


def household_groups(table: MrioTable) -> dict[int, FinalDemandCategory]:
    """Return the categories of final demand that are of households, by their position."""
    return {
        at: one
        for at, one in enumerate(table.categories)
        if "household" in one.name_en.casefold() or "居民" in one.name_zh
    }


def _laws(found: Scenarios) -> tuple[Finding, ...]:
    """Return how far production and consumption with exports differ, at most over the scenarios."""
    return tuple(
        law(
            message(
                "Scenario {key}: production equals consumption and exports (relative difference)",
                key=key,
            ),
            _gap(one),
            CONSERVATION_LIMIT,
        )
        for key, one in found.changed.items()
    )


def _gap(found: ScenarioAccounts) -> float:
    made = float(found.accounts["production_based"].sum())
    used = float((found.accounts["consumption_based"] + found.accounts["export"]).sum())
    return abs(made - used) / max(abs(made), np.finfo(float).tiny)
