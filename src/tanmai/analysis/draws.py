"""One draw: a table near a given one that balances, with emissions near the given ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tanmai.analysis.spread import FUEL_KINDS, ModelledTrade, Spread
from tanmai.core.errors import LabelError, TableError, unknown
from tanmai.core.flows import MOST_WRITTEN_OUT, written_out
from tanmai.core.messages import message
from tanmai.core.table import MrioTable
from tanmai.io.ceads.inventory import FUEL_KIND_OF
from tanmai.joining import default_costs
from tanmai.solve.balancing import ras

FloatArray = NDArray[np.float64]
Singles = NDArray[np.float32]

# Provinces trade mostly within themselves, where plain RAS crawls: 11 passes instead of 36 on
# cn31, to the same matrix.
_MEMORY = 8
# The output of a draw is what its rows then sum to; a closer fit moves flows by some 1e-5 of
# the largest.
_MARGINS = 1e-5
# Standard normal numbers are the middles of so many classes that are equally likely.
_CLASSES = 1 << 16
_AT_ONCE = 1 << 17  # cells whose numbers stay in the cache


@dataclass(frozen=True, eq=False)
class FuelShares:
    """What coal, oil, gas and processes contribute to the emissions of a table.

    Attributes
    ----------
    sectors : array (4, N)
        Share of each of `FUEL_KINDS` in the emissions of each sector.
    households : array (4, m)
        The same of households.
    """

    sectors: FloatArray
    households: FloatArray

    @classmethod
    def of(cls, by_fuel: MrioTable) -> FuelShares:
        """Return the shares of a table whose emissions are by fuel.

        Parameters
        ----------
        by_fuel : MrioTable
            A table as `tanmai.core.emissions.with_inventory_by_fuel` gives it.

        Raises
        ------
        LabelError
            A stressor is no fuel that tanmai knows.
        """
        strange = [name for name in by_fuel.stressors if name not in FUEL_KIND_OF]
        if strange:
            raise LabelError(unknown(strange[0], message("a fuel"), FUEL_KIND_OF))
        kinds = [FUEL_KIND_OF[name] for name in by_fuel.stressors]
        belongs = np.array([[kind == one for one in kinds] for kind in FUEL_KINDS], dtype=float)
        return cls(_shares(belongs @ by_fuel.F), _shares(belongs @ by_fuel.F_Y))

    @classmethod
    def unknown(cls, table: MrioTable) -> FuelShares:
        """Return the shares for a table without fuels: one factor for all, as sure as coal's."""
        sectors = np.zeros((len(FUEL_KINDS), len(table.index)))
        households = np.zeros((len(FUEL_KINDS), table.index.m))
        sectors[0], households[0] = 1.0, 1.0
        return cls(sectors, households)

    def require_whole(self, table: MrioTable) -> None:
        """Reject shares that are not those of a table's emissions.

        Raises
        ------
        TableError
            Emissions of the table have shares that do not add up to one.
        """
        for shares, emissions in ((self.sectors, table.F), (self.households, table.F_Y)):
            sums = np.where((emissions != 0).any(axis=0), shares.sum(axis=0), 1.0)
            if not np.allclose(sums, 1.0, rtol=0, atol=1e-9):
                raise TableError(
                    message(
                        "The shares of fuels do not add up to the emissions of table '{table}'; "
                        "make them from the same inventory.",
                        table=table.provenance.name,
                    )
                )


def _shares(amounts: FloatArray) -> FloatArray:
    total = amounts.sum(axis=0)
    return np.asarray(np.divide(amounts, total, out=np.zeros_like(amounts), where=total != 0))


def require_drawable(table: MrioTable) -> None:
    """Reject a table whose draws, each of them written out, would be too large.

    Raises
    ------
    TableError
        It has more than ``MOST_WRITTEN_OUT`` rows, in whatever form.
    """
    size = len(table.index)
    if size > MOST_WRITTEN_OUT:
        raise TableError(
            message(
                "Table '{table}' has {size} rows, and no more than {most_written_out} can be "
                "drawn: every draw is written out, {part} GB. Merge sectors or regions first, or "
                "leave the draws out.",
                table=table.provenance.name,
                size=f"{size:,}",
                most_written_out=f"{MOST_WRITTEN_OUT:,}",
                part=f"{8e-09 * size**2:,.1f}",
            )
        )


@dataclass(frozen=True, eq=False)
class DrawnNumbers:
    """What one draw of a table of N rows, m regions, k categories and e stressors changes.

    Attributes
    ----------
    flows : array (N, N + mk + 1)
        Z, Y and exports side by side, in single precision: a draw errs by far more.
    F : array (e, N)
        Emissions.
    F_Y : array (e, m)
        Emissions of households.
    """

    flows: Singles
    F: FloatArray
    F_Y: FloatArray


class Perturbation:
    """Draws tables near a given one, with the same margins.

    Every flow and final demand P is multiplied by a log-normal factor of mean
    one, drawn from 65,536 that are equally likely, and the whole is fitted back (RAS) to the
    output of each seller and the total of each buyer, which are known much better than the
    cells between them.
    Negative cells (inventories) are kept as they are. Each emission is multiplied by the
    errors of its activity and of its emission factors (see `Spread`), all log-normal
    of mean one.

    Parameters
    ----------
    table : MrioTable
        The table; its flows are written out.
    spread : Spread
        How uncertain the numbers are taken to be.
    fuels : FuelShares, optional
        What the emissions come from, where an inventory tells it.

    Attributes
    ----------
    table, spread, fuels
        The same; shares of one fuel where they are not known.

    Raises
    ------
    TableError
        The table is too large (`require_drawable`), or the shares of fuels are not
        those of the table.
    """

    def __init__(self, table: MrioTable, spread: Spread, fuels: FuelShares | None = None) -> None:
        require_drawable(table)
        self.table, self.spread = table, spread
        self.fuels = fuels or FuelShares.unknown(table)
        self.fuels.require_whole(table)
        flows = np.hstack([written_out(table.Z), table.Y, table.exports[:, None]])
        negative = flows < 0
        self._negative = np.nonzero(negative)
        self._fixed = flows[self._negative]
        flows[self._negative] = 0.0
        self._margins = flows.sum(axis=1), flows.sum(axis=0)
        self._gravity = _by_gravity(table)
        self._noisy = _Noisy(flows, self._widths_of(flows))
        self._distances = _log_distances(table) if _is_modelled(spread) else None

    def draw(self, random: np.random.Generator) -> MrioTable:
        """Return one draw."""
        return self.table_of(self.draw_numbers(random))

    def draw_numbers(self, random: np.random.Generator) -> DrawnNumbers:
        """Return the numbers of one draw, in a third of the time that its table takes."""
        return DrawnNumbers(self._draw_flows(random), *self._draw_emissions(random))

    def table_of(self, drawn: DrawnNumbers) -> MrioTable:
        """Return the table of one draw."""
        table, size = self.table, len(self.table.index)
        flows = drawn.flows.astype(np.float64)
        flows.flags.writeable = False  # so that the parts are views, not copies
        parts = {
            "Z": flows[:, :size],
            "Y": flows[:, size:-1],
            "exports": flows[:, -1],
            "x": flows.sum(axis=1) + table.stock_change + table.error,
            "F": drawn.F,
            "F_Y": drawn.F_Y,
        }
        return table.changed(message("one draw of an ensemble"), parts)

    def _widths_of(self, flows: FloatArray) -> float | FloatArray:
        spread = self.spread.flows
        if not isinstance(spread, ModelledTrade):
            return spread
        m, n, k = self.table.index.m, self.table.index.n, len(self.table.categories)
        seller = np.repeat(np.arange(m), n)
        buyer = np.concatenate([np.repeat(np.arange(m), n), np.repeat(np.arange(m), k)])
        known = (seller[:, None] == buyer) | ~np.tile(self._gravity, m)[:, None]
        abroad = np.ones((m * n, 1), dtype=bool)
        return spread.widths(flows, np.hstack([known, abroad]))

    def _draw_flows(self, random: np.random.Generator) -> Singles:
        prior = self._noisy.draw(random)
        if self._distances is not None:
            self._move_pairs(prior, self._distances, random)
        drawn = ras(prior, *self._margins, tolerance=_MARGINS, memory=_MEMORY, out=prior)
        drawn[self._negative] = self._fixed
        return drawn

    def _move_pairs(
        self, flows: Singles, distances: FloatArray, random: np.random.Generator
    ) -> None:
        """Multiply modelled trade by a factor of each pair of regions and an exponent of cost."""
        spread = self.spread.flows
        assert isinstance(spread, ModelledTrade)
        m, n, k = self.table.index.m, self.table.index.n, len(self.table.categories)
        pairs = random.standard_normal((m, m))
        _to_factors(pairs, spread.pairs)
        beyond_one = np.expm1(spread.exponent * random.standard_normal())
        pairs *= np.exp(-beyond_one * distances)
        np.fill_diagonal(pairs, 1.0)
        by_column = [pairs.repeat(n, axis=1), pairs.repeat(k, axis=1), np.ones((m, 1))]
        of_seller = flows.reshape(m, n, -1)
        known = of_seller[:, ~self._gravity]
        of_seller *= np.hstack(by_column).astype(flows.dtype)[:, None, :]
        of_seller[:, ~self._gravity] = known

    def _draw_emissions(self, random: np.random.Generator) -> tuple[FloatArray, FloatArray]:
        """Return F (e, N) and F_Y (e, m)."""
        table, spread, fuels = self.table, self.spread, self.fuels
        m, n = table.index.m, table.index.n
        own, shared = random.standard_normal((m, n + 1)), random.standard_normal((m, 1))
        activity = np.sqrt(spread.within_region) * shared + np.sqrt(1 - spread.within_region) * own
        _to_factors(activity, spread.activity)
        factors = random.standard_normal(len(FUEL_KINDS))
        _to_factors(factors, np.array([getattr(spread, kind) for kind in FUEL_KINDS]))
        F = table.F * (factors @ fuels.sectors) * activity[:, :n].ravel()
        return F, table.F_Y * (factors @ fuels.households) * activity[:, n]


def _by_gravity(table: MrioTable) -> NDArray[np.bool_]:
    """Return for each sector (n,) whether its trade is modelled, not that of known lines.

    Gravity leaves no pair of regions without trade where both trade; an exchange that is
    known, as that of power, leaves most pairs without.
    """
    form, m, n = table.trade_shares, table.index.m, table.index.n
    if form is None or m < 2:
        return np.ones(n, dtype=bool)
    away = ~np.eye(m, dtype=bool)
    trades = (form.shares > 0) & away
    sends, receives = np.asarray(trades.any(axis=2)), np.asarray(trades.any(axis=1))
    possible = sends[:, :, None] & receives[:, None, :] & away
    empty = possible & (form.shares == 0)
    return np.asarray(2 * empty.sum(axis=(1, 2)) <= possible.sum(axis=(1, 2)))


def _is_modelled(spread: Spread) -> bool:
    return isinstance(spread.flows, ModelledTrade)


def _log_distances(table: MrioTable) -> FloatArray:
    """Return the logarithms of the costs between regions over their mean; 0 where not known."""
    m = table.index.m
    away = ~np.eye(m, dtype=bool)
    try:
        costs, _ = default_costs(table.regions)
    except LabelError:
        return np.zeros((m, m))
    mean = (costs + costs.T) / 2
    # two places that are one stay as near as the nearest others
    least = mean[away & (mean > 0)].min(initial=np.inf)
    near = np.where(away, np.maximum(mean, least), 1.0) if np.isfinite(least) else np.ones((m, m))
    return np.where(away, np.log(near / near[away].mean()), 0.0) if m > 1 else np.zeros((m, m))


def _to_factors(noise: FloatArray, deviation: float | FloatArray) -> None:
    """Turn standard normal numbers into log-normal factors of mean one, in place."""
    noise *= deviation
    noise -= deviation**2 / 2
    np.exp(noise, out=noise)


class _Noisy:
    """Flows times log-normal factors of mean one, independent, of one width or several.

    A factor is looked up by 16 random bits among `_CLASSES` that are equally likely, in a
    fifth of the time that a normal number and its exponential take.

    Parameters
    ----------
    flows : array
        The flows, none negative.
    widths : float or array
        Deviation of the logarithm of each.
    """

    def __init__(self, flows: FloatArray, widths: float | FloatArray) -> None:
        self._shape, self._flows = flows.shape, flows.astype(np.float32).ravel()
        from scipy.special import ndtri  # takes a while to import, and most studies draw nothing

        normal = ndtri((np.arange(_CLASSES) + 0.5) / _CLASSES)
        normal /= normal.std()
        each, positive = np.broadcast_to(widths, flows.shape).ravel(), self._flows > 0
        found, counts = np.unique(each[positive], return_counts=True)
        commonest = found[counts.argmax()] if found.size else 0.0
        # most flows have one width: all are drawn by it, and those of another once more
        self._table = _factors(normal, commonest)
        self._others = [
            (np.flatnonzero(positive & (each == width)), _factors(normal, width))
            for width in found
            if width != commonest
        ]

    def draw(self, random: np.random.Generator) -> Singles:
        """Return the flows, each times a factor."""
        drawn = np.empty_like(self._flows)
        for start in range(0, drawn.size, _AT_ONCE):
            part = drawn[start : start + _AT_ONCE]
            np.take(self._table, _classes(random, part.size), out=part, mode="clip")
            part *= self._flows[start : start + _AT_ONCE]
        for cells, table in self._others:
            drawn[cells] = table[_classes(random, cells.size)] * self._flows[cells]
        return drawn.reshape(self._shape)


def _factors(normal: FloatArray, width: float) -> Singles:
    factors = np.exp(width * normal)
    return np.asarray(factors / factors.mean(), dtype=np.float32)


def _classes(random: np.random.Generator, count: int) -> NDArray[np.uint16]:
    """Return random classes (count,), four of each number of 64 bits."""
    whole = np.asarray(random.bit_generator.random_raw(-(-count // 4)), dtype=np.uint64)
    return whole.astype("<u8", copy=False).view("<u2")[:count]
