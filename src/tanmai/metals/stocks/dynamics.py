"""Stocks in use and what leaves them, by flodym: driven by the inflow or by the stock."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from flodym import Dimension, DimensionSet, InflowDrivenDSM, StockArray, StockDrivenDSM

from tanmai.core.errors import TableError
from tanmai.metals.stocks.inputs import Inputs
from tanmai.metals.stocks.lifetimes import LifetimesByUse
from tanmai.metals.stocks.series import FloatArray

_ROUNDING = 1e-9
_LEAST_LEFT = 1e-6


@dataclass(frozen=True, eq=False)
class UseStocks:
    """Inflow, outflow and stock at the end of each year, tonnes, years x uses."""

    inflow: FloatArray
    outflow: FloatArray
    stock: FloatArray


def use_stocks(inputs: Inputs) -> UseStocks:
    """Compute stocks and outflows of every use from its cohorts.

    An inflow I(c) enters in the middle of year c; S is the survival at an age:

        stock(t) = Σ_{c≤t} I(c) S(t − c + ½),  outflow(t) = I(t) − stock(t) + stock(t − 1).

    Where a stock is given, I follows from it, in things: I(t) = (stock(t) − Σ_{c<t} I(c)
    S(t − c + ½)) / S(½). Things become metal by the intensity of the year in which they enter.

    Parameters
    ----------
    inputs : Inputs

    Returns
    -------
    UseStocks

    Raises
    ------
    TableError
        A given stock falls faster than its things wear out, so that the inflow would be below
        zero, or nothing of an inflow is left at the end of its year.

    Notes
    -----
    The stocks are flodym's; the model is that of Müller (2006) and Pauliuk and Heeren (2020).
    """
    inflow = inputs.amount.copy()
    if inputs.is_stock.any():
        driven = np.flatnonzero(inputs.is_stock)
        inflow[:, driven] = _inflow_into(inputs, driven)
    dims = _dims(inputs.years, len(inputs.lifetimes))
    model = InflowDrivenDSM(
        dims=dims,
        inflow=StockArray(dims=dims, values=inflow * inputs.intensity),
        lifetime_model=LifetimesByUse(dims=dims, lifetimes=inputs.lifetimes),
    )
    model.compute()  # type: ignore[no-untyped-call]
    assert model.inflow is not None  # flodym makes all three
    assert model.outflow is not None
    assert model.stock is not None
    return UseStocks(model.inflow.values, model.outflow.values, model.stock.values)


def _dims(years: np.ndarray, uses: int) -> DimensionSet:
    time = Dimension(name="Time", letter="t", items=[int(year) for year in years], dtype=int)
    use = Dimension(name="Use", letter="u", items=list(range(uses)), dtype=int)
    return DimensionSet(dim_list=[time, use])


def _inflow_into(inputs: Inputs, driven: np.ndarray) -> FloatArray:
    """Return what enters the uses of which the stock is given."""
    stock = inputs.amount[:, driven]
    dims = _dims(inputs.years, len(driven))
    lifetimes = tuple(inputs.lifetimes[use] for use in driven)
    _require_left_at_the_end(inputs, driven)
    model = StockDrivenDSM(
        dims=dims,
        stock=StockArray(dims=dims, values=stock),
        lifetime_model=LifetimesByUse(dims=dims, lifetimes=lifetimes),
        solver="lapack",
    )
    model.compute()  # type: ignore[no-untyped-call]
    assert model.inflow is not None
    inflow: FloatArray = model.inflow.values
    wrong = np.argwhere(inflow < -_ROUNDING * max(float(stock.max()), 1.0))
    if wrong.size:
        year, use = wrong[0]
        definition = inputs.definition
        raise TableError(
            f"{definition.name}: the stock of '{definition.uses[driven[use]].key}' falls in "
            f"{inputs.years[year]} faster than its things wear out (inflow {inflow[year, use]:.4g})"
            "; let it fall more slowly, or give it a shorter lifetime."
        )
    return np.maximum(inflow, 0.0)


def _require_left_at_the_end(inputs: Inputs, driven: np.ndarray) -> None:
    """Refuse a stock of things of which nothing is left at the end of the year they enter in."""
    for use in driven:
        left = float(inputs.lifetimes[use].survival(np.array([0.5]))[0])
        if left < _LEAST_LEFT:
            definition = inputs.definition
            raise TableError(
                f"{definition.name}: of what enters '{definition.uses[use].key}' no more than "
                f"{left:.2g} is left at the end of its year, so its inflow cannot follow from its "
                "stock; give it a lifetime of more than half a year, or the inflow itself."
            )
