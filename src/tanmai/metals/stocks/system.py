"""All flows of a metal by year: from ore and trade through use to scrap, and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import numpy as np

from tanmai.core.errors import ConservationError
from tanmai.core.messages import Message, listed, message
from tanmai.metals.stocks.definition import CENTRAL_SCENARIO, MetalDefinition, Scenario
from tanmai.metals.stocks.dynamics import UseStocks, use_stocks
from tanmai.metals.stocks.inputs import Inputs, inputs_of, with_scenario
from tanmai.metals.stocks.series import FloatArray

BALANCED = 1e-9
"""Largest gap of a process in a year, relative to the largest flow of the metal."""
_COLUMNS = 64
"""Uses of as many scenarios as are solved at once; their cohorts then fit into memory caches."""
ABROAD, GROUND, LOST = "abroad", "ground", "lost"
NOWHERE, STOCKPILE = "nowhere", "stockpile"


class FlowKind(NamedTuple):
    """Where a flow begins and ends, and what it is called."""

    start: str
    end: str
    name: Message


FLOWS: Mapping[str, FlowKind] = {
    "ore": FlowKind(GROUND, "mining", message("Metal in ore")),
    "mining_losses": FlowKind("mining", LOST, message("Tailings and slag")),
    "mine": FlowKind("mining", "market", message("Domestic mines")),
    "primary_imports": FlowKind(ABROAD, "market", message("Imports of primary metal")),
    "secondary_imports": FlowKind(ABROAD, "market", message("Imports of secondary metal")),
    "secondary": FlowKind("recycling", "market", message("Domestic recycling")),
    "reclaimed": FlowKind("new_scrap", "market", message("New scrap reclaimed")),
    "unmet": FlowKind(NOWHERE, "market", message("Need that nothing meets")),
    "refined_exports": FlowKind("market", ABROAD, message("Exports of metal")),
    "surplus": FlowKind("market", STOCKPILE, message("Surplus")),
    "fabricated": FlowKind("market", "fabrication", message("Metal to fabrication")),
    "new_scrap": FlowKind("fabrication", "new_scrap", message("New scrap")),
    "new_scrap_lost": FlowKind("new_scrap", LOST, message("New scrap lost")),
    "product_exports": FlowKind("fabrication", ABROAD, message("Net exports in products")),
    "inflow": FlowKind("fabrication", "use", message("Into use")),
    "dissipated": FlowKind("use", LOST, message("Dissipated")),
    "scrap": FlowKind("use", "collection", message("Scrap")),
    "uncollected": FlowKind("collection", LOST, message("Not collected")),
    "collected": FlowKind("collection", "recycling", message("Collected")),
    "recycling_losses": FlowKind("recycling", LOST, message("Lost in recycling")),
}
"""Every flow of a metal, by key."""
PROCESSES: Mapping[str, Message] = {
    "mining": message("Mining and smelting"),
    "market": message("Metal"),
    "fabrication": message("Fabrication"),
    "new_scrap": message("New scrap"),
    "use": message("In use"),
    "collection": message("Collection"),
    "recycling": message("Recycling"),
}
"""Every process, with its name."""
_OF_THE_WORLD = {"mine": message("Mines"), "secondary": message("Recycling")}


def flow_name(key: str, definition: MetalDefinition, language: str) -> str:
    """Return the name of a flow; in a closed region nothing is called domestic."""
    closed = definition.supply.trade == "closed"
    name = _OF_THE_WORLD.get(key) if closed else None
    return (name or FLOWS[key].name).into(language)


@dataclass(frozen=True, eq=False)
class MetalSystem:
    """A metal by year under a scenario, in tonnes.

    Attributes
    ----------
    inputs : Inputs
    scenario : Scenario
    uses : UseStocks
        Inflow, outflow and stock, years x uses.
    flows : dict
        Flows by the keys of `FLOWS`: by year, or years x uses.
    """

    inputs: Inputs
    scenario: Scenario
    uses: UseStocks
    flows: dict[str, FloatArray]

    @property
    def definition(self) -> MetalDefinition:
        """What it was solved from."""
        return self.inputs.definition

    @property
    def years(self) -> np.ndarray:
        """Every year."""
        return self.inputs.years

    def total(self, key: str) -> FloatArray:
        """Return a flow by year, over all uses."""
        flow = self.flows[key]
        return flow if flow.ndim == 1 else flow.sum(axis=1)

    def at(self, year: int) -> int:
        """Return the position of a year."""
        return int(year - self.years[0])


def solve_metal(definition: MetalDefinition, scenario: Scenario = CENTRAL_SCENARIO) -> MetalSystem:
    """Solve stocks, scrap and supply of a metal in every year.

    Parameters
    ----------
    definition : MetalDefinition
    scenario : Scenario, optional
        Default: the central one.

    Returns
    -------
    MetalSystem

    Raises
    ------
    TableError
        A given stock falls faster than its things wear out, or reserves are below what has been
        mined of them already.
    ConservationError
        A process does not balance.
    """
    return next(solve_scenarios(definition, [scenario]))


def solve_scenarios(
    definition: MetalDefinition, scenarios: Iterable[Scenario]
) -> Iterator[MetalSystem]:
    """Solve a metal under one scenario after the other, a block of them at a time.

    Errors are those of `solve_metal`.
    """
    base, rest = inputs_of(definition), iter(scenarios)
    size = max(_COLUMNS // len(definition.uses), 1)
    while block := list(islice(rest, size)):
        several = [with_scenario(base, scenario) for scenario in block]
        for inputs, scenario, stocks in zip(several, block, use_stocks(several), strict=True):
            system = MetalSystem(inputs, scenario, stocks, _flows(inputs, stocks))
            check_balance(system)
            yield system


def _flows(inputs: Inputs, stocks: UseStocks) -> dict[str, FloatArray]:
    """Return every flow, from use back to the ore.

    What leaves use is dissipated, or scrap; of the scrap so much is collected, and of that so
    much recovered. Fabrication takes products / yield, its new scrap returns to the metal. The
    need that supply must meet is what fabrication takes less the new scrap reclaimed. It is met
    by imported secondary metal, domestic recycling, domestic mines and imports of primary metal,
    in this order; what mines and recycling yield beyond it is surplus.
    """
    dissipated = inputs.dissipation * stocks.outflow
    scrap = stocks.outflow - dissipated
    collected = inputs.collection * scrap
    recovered = inputs.recovery * collected
    exported = inputs.product_exports * stocks.inflow
    fabricated = (stocks.inflow + exported) / inputs.fabrication_yield
    new_scrap = fabricated - stocks.inflow - exported
    reclaimed = inputs.new_scrap_recovery * new_scrap
    need = (fabricated - reclaimed).sum(axis=1)
    secondary = recovered.sum(axis=1)
    left = need + inputs.refined_exports - secondary - inputs.secondary_imports
    mine, imports, unmet = _primary(inputs, np.maximum(left, 0.0))
    ore = mine / inputs.mine_yield
    return {
        "ore": ore,
        "mining_losses": ore - mine,
        "mine": mine,
        "primary_imports": imports,
        "secondary_imports": inputs.secondary_imports,
        "secondary": secondary,
        "reclaimed": reclaimed,
        "unmet": unmet,
        "refined_exports": inputs.refined_exports,
        "surplus": mine + imports + unmet - left,
        "fabricated": fabricated,
        "new_scrap": new_scrap,
        "new_scrap_lost": new_scrap - reclaimed,
        "product_exports": exported,
        "inflow": stocks.inflow,
        "dissipated": dissipated,
        "scrap": scrap,
        "uncollected": scrap - collected,
        "collected": collected,
        "recycling_losses": collected - recovered,
    }


def _primary(inputs: Inputs, left: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return what mines yield, what is imported and what nobody supplies, of a need for primary."""
    mine = left if inputs.mine is None else inputs.mine
    if inputs.mine_cap is not None:
        mine = np.minimum(mine, inputs.mine_cap)
    lacking = np.maximum(left - mine, 0.0)
    none = np.zeros_like(left)
    closed = inputs.definition.supply.trade == "closed"
    return (mine, none, lacking) if closed else (mine, lacking, none)


def balance_gaps(system: MetalSystem) -> dict[str, FloatArray]:
    """Return inflow - outflow - change of stock of every process, by year (by use where it has)."""
    stock = system.uses.stock
    change = np.diff(stock, axis=0, prepend=0.0)
    gaps = {"use": -change}
    for process in PROCESSES:
        arriving = [key for key, flow in FLOWS.items() if flow.end == process]
        leaving = [key for key, flow in FLOWS.items() if flow.start == process]
        if process == "use":
            for sign, keys in ((1, arriving), (-1, leaving)):
                for key in keys:
                    gaps["use"] = gaps["use"] + sign * system.flows[key]
        else:
            inflow = sum((system.total(key) for key in arriving), np.zeros(len(system.years)))
            gaps[process] = inflow - sum(system.total(key) for key in leaving)
    return gaps


def largest_gap(system: MetalSystem) -> float:
    """Return the largest gap of any process and year, relative to the largest flow."""
    largest = max(float(np.abs(flow).max()) for flow in system.flows.values())
    return max(float(np.abs(gap).max()) for gap in balance_gaps(system).values()) / (largest or 1.0)


def check_balance(system: MetalSystem) -> None:
    """Reject a system of which a process does not balance in a year.

    Raises
    ------
    ConservationError
        A process gains or loses mass; the message names the first year of each.
    """
    largest = max(float(np.abs(flow).max()) for flow in system.flows.values()) or 1.0
    said = []
    for process, gap in balance_gaps(system).items():
        wrong = np.argwhere(np.abs(gap) > BALANCED * largest)
        if wrong.size:
            year = system.years[wrong[0][0]]
            said.append(
                message(
                    "{process} in {year} ({gap} t)",
                    process=process,
                    year=year,
                    gap=f"{gap[tuple(wrong[0])]:.4g}",
                )
            )
    if said:
        raise ConservationError(
            message(
                "{definition}: mass is not conserved in {said}.",
                definition=system.definition.name,
                said=listed(said),
            )
        )
