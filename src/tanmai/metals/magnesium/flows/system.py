"""A set of flows as a flodym system, and whether every process of it balances."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from flodym import (
    Dimension,
    DimensionSet,
    FlodymArray,
    FlowDefinition,
    MFASystem,
    SimpleFlowDrivenStock,
    Stock,
    StockDefinition,
    make_empty_flows,
    make_empty_stocks,
    make_processes,
)

from tanmai.core.errors import ConservationError, LabelError
from tanmai.core.messages import listed, message
from tanmai.metals.magnesium.flows.definition import ProcessDefinition
from tanmai.metals.magnesium.flows.equations import ROUNDING

_OUTSIDE = "sysenv"  # flodym's name for everything beyond the boundary
_TIME = ("t",)


def flow_system(definition: ProcessDefinition, amounts: Mapping[str, float]) -> MFASystem:
    """Return a complete set of flows and stock changes as a flodym system of one year.

    Parameters
    ----------
    definition : ProcessDefinition
        Places outside become flodym's single outside.
    amounts : mapping
        Amount of each flow and change of each stock, in the unit of the definition.

    Raises
    ------
    LabelError
        A flow or stock has no amount.
    """
    lacking = [p.key for p in (*definition.flows, *definition.stocks) if p.key not in amounts]
    if lacking:
        raise LabelError(
            message(
                "{definition}: {lacking} has no amount; solve the flows first.",
                definition=definition.name,
                lacking=listed(lacking),
            )
        )
    inside = [process.key for process in definition.processes]
    dims = DimensionSet(
        dim_list=[Dimension(name="Time", letter="t", items=[definition.year], dtype=int)]
    )
    processes = make_processes([_OUTSIDE, *inside])
    flows = make_empty_flows(
        processes,
        [
            FlowDefinition(
                from_process_name=flow.start if flow.start in inside else _OUTSIDE,
                to_process_name=flow.end if flow.end in inside else _OUTSIDE,
                dim_letters=_TIME,
                name_override=flow.key,
            )
            for flow in definition.flows
        ],
        dims,
    )
    stocks = make_empty_stocks(
        [
            StockDefinition(
                name=stock.key,
                process_name=stock.process,
                dim_letters=_TIME,
                subclass=SimpleFlowDrivenStock,
            )
            for stock in definition.stocks
        ],
        processes,
        dims,
    )
    for key, flow in flows.items():
        flow.values[...] = amounts[key]
    for key, stock in stocks.items():
        change = amounts[key]
        arrays = (stock.inflow, max(change, 0.0)), (stock.outflow, max(-change, 0.0))
        for array, amount in (*arrays, (stock.stock, change)):
            assert array is not None  # flodym makes them all
            array.values[...] = amount
    return MFASystem(dims=dims, parameters={}, processes=processes, flows=flows, stocks=stocks)


def balance_gaps(system: MFASystem) -> pd.DataFrame:
    """Return inflow, outflow, change of stock and what is missing, by process.

    ``gap = inflow - outflow - stock_change``, in the unit of the system; index: key of the process.
    """
    zero = FlodymArray.full(system.dims, 0.0)
    rows = {}
    for name in system.processes:
        if name == _OUTSIDE:
            continue
        inflow = sum((f for f in system.flows.values() if f.to_process.name == name), zero)
        outflow = sum((f for f in system.flows.values() if f.from_process.name == name), zero)
        stored = sum((_change(s) for s in system.stocks.values() if _is_at(s, name)), zero)
        gap = inflow - outflow - stored
        rows[name] = [float(part.sum_values()) for part in (inflow, outflow, stored, gap)]
    columns = ["inflow", "outflow", "stock_change", "gap"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("process")


def _is_at(stock: Stock, process: str) -> bool:
    return stock.process is not None and stock.process.name == process


def _change(stock: Stock) -> FlodymArray:
    assert stock.inflow is not None  # flodym makes both
    assert stock.outflow is not None
    return stock.inflow - stock.outflow


def check_balance(system: MFASystem, tolerance: float = ROUNDING) -> None:
    """Reject a system of which a process does not balance.

    Parameters
    ----------
    system : MFASystem
    tolerance : float
        Largest gap, relative to the largest flow of the system.

    Raises
    ------
    ConservationError
        A process loses or gains mass; the message names each such process with its gap.
    """
    gaps = balance_gaps(system)
    largest = max(float(abs(flow.values).max()) for flow in system.flows.values())
    open_gaps = gaps["gap"][gaps["gap"].abs() > tolerance * largest]
    if open_gaps.empty:
        return
    said = [
        message(
            "{process} keeps {gap} that never leaves"
            if gap > 0
            else "{process} gives out {gap} that never came in",
            process=process,
            gap=f"{abs(gap):.6g}",
        )
        for process, gap in open_gaps.items()
    ]
    raise ConservationError(
        message(
            "Mass is not conserved: {said} (largest flow {largest}, tolerance {tolerance} of "
            "it). Correct these flows, or reconcile them.",
            said=listed(said),
            largest=f"{largest:.6g}",
            tolerance=f"{tolerance:g}",
        )
    )
