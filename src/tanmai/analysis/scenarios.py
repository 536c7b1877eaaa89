"""Scenarios: one table changed in several ways, each accounted, laid beside the table as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.accounting.carbon import carbon_accounts
from tanmai.core.errors import LabelError, OptionError
from tanmai.core.flow_matrix import FlowMatrix
from tanmai.core.focus import Focus
from tanmai.core.frames import flow_records, region_columns
from tanmai.core.messages import Message, message
from tanmai.core.table import MrioTable
from tanmai.core.units import header
from tanmai.solve import LeontiefSystem
from tanmai.solve.tasks import mapped

FloatArray = NDArray[np.float64]
Change = Callable[[MrioTable], MrioTable]

ACCOUNTS = ("production_based", "consumption_based", "outflow", "inflow", "net_outflow", "export")
"""The accounts of a region that are laid side by side."""


@dataclass(frozen=True, eq=False)
class ScenarioAccounts:
    """The accounts of m regions in one scenario.

    Attributes
    ----------
    accounts : dict of array (m,)
        Each of ``ACCOUNTS``; unit of the flows.
    flows : FlowMatrix
        Emitted in the row's region for the column's final demand.
    changes : tuple of Message
        What was done to the table, in order.
    """

    accounts: dict[str, FloatArray]
    flows: FlowMatrix
    changes: tuple[Message, ...]


@dataclass(frozen=True, eq=False)
class Scenarios:
    """A table as it is, and in several scenarios.

    Attributes
    ----------
    base : ScenarioAccounts
        The table as it is.
    changed : dict of ScenarioAccounts
        The scenarios by name.
    """

    base: ScenarioAccounts
    changed: dict[str, ScenarioAccounts]

    def by_region(self) -> pd.DataFrame:
        """Return the accounts of each region in each scenario, and their change from the base."""
        unit = header(self.base.flows.unit)
        names = region_columns(self.base.flows.regions)
        frames = []
        for scenario, found in self.changed.items():
            columns: dict[str, FloatArray] = {}
            for account in ACCOUNTS:
                values = found.accounts[account]
                columns[f"{account}_{unit}"] = values
                columns[f"{account}_change_{unit}"] = values - self.base.accounts[account]
            frames.append(names.assign(scenario=scenario, **columns))
        return pd.concat(frames, ignore_index=True)

    def flows(self) -> pd.DataFrame:
        """Return every flow in each scenario, and its change from the base."""
        unit = header(self.base.flows.unit)
        before = self.base.flows.values.ravel()
        frames = []
        for scenario, found in self.changed.items():
            frame = flow_records(found.flows).assign(scenario=scenario)
            frames.append(frame.assign(**{f"change_{unit}": frame[unit] - before}))
        return pd.concat(frames, ignore_index=True)


def account_scenarios(
    table: MrioTable,
    scenarios: Mapping[str, Change],
    *,
    focus: Focus | None = None,
    method: str | None = None,
    scheduler: str | None = None,
    progress: Callable[[int], None] = lambda _done: None,
) -> Scenarios:
    """Account a table as it is and in several scenarios.

    Parameters
    ----------
    table : MrioTable
        The table as it is.
    scenarios : mapping
        What is done to the table, by the name of the scenario: a function of the table that
        returns the changed one, solved for its final demand, such as
        ``partial(with_own_green_power, sectors=..., region=..., power=..., share=0.5)``. On a
        cluster it must be importable. It is called where the scenario is accounted, so that
        no more tables are held than there are threads.
    focus : Focus, optional
        As for `carbon_accounts`.
    method : str, optional
        How each is solved, one of `tanmai.solve.METHODS`; by default by the rule.
    scheduler : str, optional
        Address of a Dask scheduler; by default threads. See `tanmai.solve.tasks.mapped`.
    progress : callable, optional
        Is told how many are done, the table as it is among them.

    Raises
    ------
    OptionError
        There is no scenario.
    LabelError
        A scenario has other regions or another unit than the table.
    ConservationError
        A scenario's table does not give back its emissions: it was not solved anew.
    """
    if not scenarios:
        raise OptionError(
            message("There is no scenario to account for; give at least one change of the table.")
        )
    done = 0

    def finished(_at: int, _found: ScenarioAccounts) -> None:
        nonlocal done
        done += 1
        progress(done)

    model = _Model(table, focus, method)
    items = [(None, None), *scenarios.items()]
    base, *changed = mapped(_accounted, model, items, scheduler=scheduler, done=finished)
    return Scenarios(base, dict(zip(scenarios, changed, strict=True)))


@dataclass(frozen=True, eq=False)
class _Model:
    """What all scenarios start from, and how they are accounted."""

    table: MrioTable
    focus: Focus | None
    method: str | None


def _accounted(model: _Model, item: tuple[str | None, Change | None]) -> ScenarioAccounts:
    (name, change), before = item, model.table
    table = before if change is None else change(before)
    if (table.regions, table.emission_unit) != (before.regions, before.emission_unit):
        raise LabelError(
            message(
                "Scenario '{name}' does not have the regions, in their order, and the unit of "
                "emissions of table '{before}'; change numbers of the table alone.",
                name=name,
                before=before.provenance.name,
            )
        )
    system = LeontiefSystem(table, model.method)
    found = carbon_accounts(table, focus=model.focus, system=system)
    return ScenarioAccounts(
        {account: np.asarray(getattr(found, account)) for account in ACCOUNTS},
        found.flows,
        table.provenance.changes[len(before.provenance.changes) :],
    )
