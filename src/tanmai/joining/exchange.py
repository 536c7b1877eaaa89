"""A commodity whose exchange between regions is known: power by its lines, coal by rail."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tanmai.core.errors import TableError
from tanmai.core.messages import message
from tanmai.core.table import FloatArray
from tanmai.joining.regional import RegionalTables
from tanmai.solve.balancing import ras, scale_under_cap

PRICE_RANGE = (0.3, 3.0)
"""Least and largest price of a sender, relative to the median."""

FACTOR_RANGE = (0.4, 2.5)
"""Least and largest factor of a region's use."""

MOST_OF_PURCHASES = 0.9
"""Most of all that a buyer buys which may be the commodity."""

_PASSES = 1000


@dataclass(frozen=True, eq=False)
class Exchange:
    """The physical exchange of one commodity between m regions.

    Parameters
    ----------
    sector : str
        Code of the commodity.
    quantities : array (m, m)
        What goes from region r to region s, in a physical unit; the diagonal is not used.
    production : array (m,)
        What each region makes of it, in the same unit.
    """

    sector: str
    quantities: FloatArray
    production: FloatArray

    def __post_init__(self) -> None:
        parts = (self.quantities, self.production)
        if not all(np.isfinite(part).all() and part.min(initial=0.0) >= 0 for part in parts):
            raise TableError(
                message(
                    "The exchange of {sector} has a quantity that is negative or not a number; "
                    "give what is sent and what is made, each 0 or more.",
                    sector=self.sector,
                )
            )

    def prices(self, output: FloatArray) -> FloatArray:
        """Return the sender's own price, output over production (m,).

        Held between 0.3 and 3 times the median; the median where a region makes nothing. At
        this price a unit that is sent carries what a unit made there emits on average.
        """
        made = (self.production > 0) & (output > 0)
        if not made.any():
            raise TableError(
                message(
                    "No region has both output and production of {sector}, so that its exchange "
                    "has no price; check the code and the production.",
                    sector=self.sector,
                )
            )
        price = np.divide(output, self.production, out=np.zeros_like(output), where=made)
        median = float(np.median(price[made]))
        low, high = (factor * median for factor in PRICE_RANGE)
        return np.where(made, np.clip(price, low, high), median)

    def values(self, output: FloatArray) -> FloatArray:
        """Return the exchange at the senders' own prices, in the money of output (m, m)."""
        sent = np.where(np.eye(len(output), dtype=bool), 0.0, self.quantities)
        return np.asarray(self.prices(output)[:, None] * sent)


@dataclass(frozen=True, eq=False)
class ExchangeEffect:
    """What an exchange moved.

    Attributes
    ----------
    sector : str
        Code of the commodity.
    prices : array (m,)
        Price of each sender; 10⁴ CNY a physical unit.
    values : array (m, m)
        The exchange in money, after regions were held within the range of factors.
    held : array (m,)
        Part of what each region sends and receives that was taken off for that.
    use_factors : array (m,)
        What the use of each region was multiplied by.
    capped : array of bool (m, n + k)
        The buyers held at 0.9 of their purchases.
    """

    sector: str
    prices: FloatArray
    values: FloatArray
    held: FloatArray
    use_factors: FloatArray
    capped: np.ndarray


def with_exchange(
    tables: RegionalTables, exchange: Exchange
) -> tuple[RegionalTables, ExchangeEffect]:
    """Return reconciled tables whose use of a commodity is what its exchange leaves.

    The use of a region is set to ``X + IM − EX − net``, net being the value of its physical
    net outflow. The total is kept. A region whose use would leave the range of 0.4 to 2.5
    times what its table says sends, or receives, so much less. The row is scaled to the use; a
    buyer for whom it would be more than 0.9 of all purchases is held there and the other
    buyers of the region take the rest. All other rows are fitted again to what the columns
    leave.

    Parameters
    ----------
    tables : RegionalTables
        Tables that `reconciled` returned.
    exchange : Exchange
        The physical exchange.

    Raises
    ------
    TableError
        The buyers of a region cannot take what it should use.
    """
    at = tables.index.sector_codes.index(exchange.sector)
    used = tables.total_use[:, at]
    base = tables.output[:, at] + tables.imports[:, at] - tables.exports[:, at]
    full = exchange.values(tables.output[:, at])
    values = _held(full, base, used)
    target = base - values.sum(axis=1) + values.sum(axis=0)
    factors = np.divide(target, used, out=np.ones_like(used), where=used > 0)
    m, n, k = tables.final_use.shape
    drawn = np.minimum(tables.final_use, 0.0)
    cells = np.concatenate([tables.use, tables.final_use - drawn], axis=2)
    purchases = cells.sum(axis=1)
    wanted = target - drawn[:, at].sum(axis=1)
    caps = MOST_OF_PURCHASES * purchases
    row = scale_under_cap(cells[:, at].T, wanted, caps.T).T
    capped = (row >= caps) & (row > 0)
    others = np.arange(n) != at
    rows = cells[:, others].sum(axis=(0, 2))
    columns = (purchases - row).ravel()
    # the row keeps its total up to the tolerance of the fit before
    rows *= columns.sum() / rows.sum()
    rest = ras(cells[:, others].transpose(1, 0, 2).reshape(n - 1, -1), rows, columns)
    fitted = np.empty_like(cells)
    fitted[:, at] = row
    fitted[:, others] = rest.reshape(n - 1, m, n + k).transpose(1, 0, 2)
    changed = replace(tables, use=fitted[:, :, :n], final_use=fitted[:, :, n:] + drawn)
    through = full.sum(axis=0) + full.sum(axis=1)
    taken = full - values
    lost = taken.sum(axis=0) + taken.sum(axis=1)
    effect = ExchangeEffect(
        sector=exchange.sector,
        prices=exchange.prices(tables.output[:, at]),
        values=values,
        held=np.divide(lost, through, out=np.zeros_like(lost), where=through > 0),
        use_factors=factors,
        capped=capped,
    )
    return changed, effect


def _held(values: FloatArray, base: FloatArray, used: FloatArray) -> FloatArray:
    """Return the exchange that leaves each region between 0.4 and 2.5 times its use.

    Flows only become smaller, so that the passes end.
    """
    low, high = FACTOR_RANGE
    held = values.copy()
    for _ in range(_PASSES):
        sent, received = held.sum(axis=1), held.sum(axis=0)
        target = base - sent + received
        too_low = np.clip(low * used - target, 0.0, sent)
        too_high = np.clip(target - high * used, 0.0, received)
        if max(too_low.max(), too_high.max()) <= 1e-9 * used.max():
            break
        held *= (1 - np.divide(too_low, sent, out=np.zeros_like(sent), where=sent > 0))[:, None]
        held *= 1 - np.divide(too_high, received, out=np.zeros_like(sent), where=received > 0)
    return held
