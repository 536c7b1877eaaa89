"""Stocks in use and what leaves them, by flodym: driven by the inflow or by the stock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from flodym import Dimension, DimensionSet, InflowDrivenDSM, StockArray, StockDrivenDSM

from tanmai.core.errors import TableError
from tanmai.core.messages import message
from tanmai.metals.stocks.inputs import Inputs
from tanmai.metals.stocks.lifetimes import Lifetime, LifetimesByUse
from tanmai.metals.stocks.series import FloatArray

_ROUNDING = 1e-9
_LEAST_LEFT = 1e-6


@dataclass(frozen=True, eq=False)
class UseStocks:
    """Inflow, outflow and stock at the end of each year, tonnes, years x uses."""

    inflow: FloatArray
    outflow: FloatArray
    stock: FloatArray


class _Column(NamedTuple):
    """A use of one of the inputs; a column of the model."""

    inputs: Inputs
    use: int

    @property
    def lifetime(self) -> Lifetime:
        return self.inputs.lifetimes[self.use]

    @property
    def name(self) -> str:
        return self.inputs.definition.uses[self.use].key


def use_stocks(several: Sequence[Inputs]) -> list[UseStocks]:
    """Compute stocks and outflows of every use from its cohorts, for several inputs at once.

    An inflow I(c) enters in the middle of year c; S is the survival at an age:

        stock(t) = Σ_{c≤t} I(c) S(t − c + ½),  outflow(t) = I(t) − stock(t) + stock(t − 1).

    Where a stock is given, I follows from it, in things: I(t) = (stock(t) − Σ_{c<t} I(c)
    S(t − c + ½)) / S(½). Things become metal by the intensity of the year in which they enter.

    Parameters
    ----------
    several : sequence of Inputs
        Of the same years: their uses stand side by side in one model.

    Returns
    -------
    list of UseStocks
        One for each of the inputs.

    Raises
    ------
    TableError
        A given stock falls faster than its things wear out, so that the inflow would be below
        zero, or nothing of an inflow is left at the end of its year.

    Notes
    -----
    The stocks are flodym's; the model is that of Müller (2006) and Pauliuk and Heeren (2020).
    """
    columns = [_Column(one, use) for one in several for use in range(len(one.lifetimes))]
    inflow = np.hstack([one.amount for one in several])
    is_stock = np.concatenate([one.is_stock for one in several])
    if is_stock.any():
        driven = [column for column, is_one in zip(columns, is_stock, strict=True) if is_one]
        inflow[:, is_stock] = _inflow_into(inflow[:, is_stock], driven)
    dims = _dims(several[0].years, len(columns))
    metal = inflow * np.hstack([one.intensity for one in several])
    model = InflowDrivenDSM(
        dims=dims,
        inflow=StockArray(dims=dims, values=metal),
        lifetime_model=_lifetimes(dims, columns),
    )
    model.compute()  # type: ignore[no-untyped-call]
    assert model.inflow is not None  # flodym makes all three
    assert model.outflow is not None
    assert model.stock is not None
    found = (
        np.hsplit(flow.values, len(several)) for flow in (model.inflow, model.outflow, model.stock)
    )
    return [UseStocks(*one) for one in zip(*found, strict=True)]


def _dims(years: np.ndarray, columns: int) -> DimensionSet:
    time = Dimension(name="Time", letter="t", items=[int(year) for year in years], dtype=int)
    use = Dimension(name="Use", letter="u", items=list(range(columns)), dtype=int)
    return DimensionSet(dim_list=[time, use])


def _lifetimes(dims: DimensionSet, columns: Sequence[_Column]) -> LifetimesByUse:
    return LifetimesByUse(dims=dims, lifetimes=tuple(column.lifetime for column in columns))


def _inflow_into(stock: FloatArray, driven: Sequence[_Column]) -> FloatArray:
    """Return what enters the uses of which the stock is given."""
    for column in driven:
        _require_left_at_the_end(column)
    years = driven[0].inputs.years
    dims = _dims(years, len(driven))
    model = StockDrivenDSM(
        dims=dims,
        stock=StockArray(dims=dims, values=stock),
        lifetime_model=_lifetimes(dims, driven),
        solver="lapack",
    )
    model.compute()  # type: ignore[no-untyped-call]
    assert model.inflow is not None
    inflow: FloatArray = model.inflow.values
    wrong = np.argwhere(inflow < -_ROUNDING * np.maximum(stock.max(axis=0), 1.0))
    if wrong.size:
        year, use = wrong[0]
        raise TableError(
            message(
                "{definition}: the stock of '{driven}' falls in {years} faster than its products "
                "wear out (inflow {inflow}); let it fall more slowly, or give it a shorter "
                "lifetime.",
                definition=driven[use].inputs.definition.name,
                driven=driven[use].name,
                years=years[year],
                inflow=f"{inflow[year, use]:.4g}",
            )
        )
    return np.maximum(inflow, 0.0)


def _require_left_at_the_end(column: _Column) -> None:
    """Reject a stock of things of which nothing is left at the end of the year they enter in."""
    left = float(column.lifetime.survival(np.array([0.5]))[0])
    if left < _LEAST_LEFT:
        raise TableError(
            message(
                "{definition}: of what enters '{column}' no more than {left} is left at the end "
                "of its year, so its inflow cannot follow from its stock; give it a lifetime of "
                "more than half a year, or the inflow itself.",
                definition=column.inputs.definition.name,
                column=column.name,
                left=f"{left:.2g}",
            )
        )
