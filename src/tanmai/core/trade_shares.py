"""The trade-share (Chenery-Moses) form of intermediate flows.

Every user of a commodity in a province draws it from the same provinces in
the same shares, so that ``Z[(r,i),(s,j)] = T[i,r,s] * U[s,i,j]`` with the
share T of province r in what province s uses of commodity i, and the use U of
commodity i by sector j of province s. A product with A then costs
R²S + RS² operations instead of (RS)².

Source: Chenery (1953); Moses (1955); Miller and Blair (2022), section 3.4.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from tanmai.core.errors import TableError
from tanmai.core.flows import Flows, Rows
from tanmai.core.messages import Message, message

FloatArray = NDArray[np.float64]

TRADE_SHARE_TOLERANCE = 1e-9
"""Flows have the form when none differs from it by more than this share of the largest."""


@dataclass(frozen=True, eq=False)
class TradeShares(Flows):
    """Flows of m regions, n sectors and k categories of final demand in trade-share form.

    Parameters
    ----------
    shares : array (n, m, m)
        ``shares[i, r, s]``: share of region r in the use of commodity i in
        region s; dimensionless; what is missing to 1 is imported.
    use : array (m, n, n)
        ``use[s, i, j]``: use of commodity i, from everywhere, by sector j of
        region s; money.
    final_use : array (m, n, k)
        ``final_use[s, i, c]``: use of commodity i, from everywhere, by
        category c of final demand in region s; money.

    Raises
    ------
    TableError
        The arrays do not have the same regions and sectors.
    """

    product: ClassVar[str] = "trade shares"
    layout: ClassVar[str] = "trade shares"

    shares: FloatArray
    use: FloatArray
    final_use: FloatArray

    def __post_init__(self) -> None:
        n, m, *_ = (*self.shares.shape, 0, 0)
        fits = (
            self.shares.shape == (n, m, m)
            and self.use.shape == (m, n, n)
            and self.final_use.ndim == 3
            and self.final_use.shape[:2] == (m, n)
        )
        if not fits:
            raise TableError(
                message(
                    "Trade shares {shape}, use {shape_2} and final use {shape_3} do not fit: "
                    "they must be (sectors, regions, regions), (regions, sectors, sectors) and "
                    "(regions, sectors, categories).",
                    shape=self.shares.shape,
                    shape_2=self.use.shape,
                    shape_3=self.final_use.shape,
                )
            )

    @property
    def shape(self) -> tuple[int, int]:
        """Shape (mn, mn) of Z."""
        size = self.shares.shape[0] * self.shares.shape[1]
        return size, size

    @property
    def T(self) -> _Transposed:
        """Z', for products with it."""
        return _Transposed(self)

    def __matmul__(self, columns: FloatArray) -> FloatArray:
        """Return Z times a vector (mn,) or a matrix (mn, k), in mn (m + n) k operations."""
        n, m = self.shares.shape[:2]
        drawn = np.matmul(self.use, columns.reshape(m, n, -1))
        made = np.empty_like(drawn)
        np.matmul(self.shares, drawn.transpose(1, 0, 2), out=made.transpose(1, 0, 2))
        return np.asarray(made.reshape(columns.shape))

    def sum(self, axis: int) -> FloatArray:
        """Return the sums (mn,) of the columns of Z (axis 0) or of its rows (axis 1)."""
        ones = np.ones(self.shape[0])
        return self.T @ ones if axis == 0 else self @ ones

    def min(self) -> float:
        """Return a bound of the smallest flow: below zero only where a share or a use is."""
        return float(min(self.shares.min(), self.use.min()))

    def rows(self, rows: Rows) -> FloatArray:
        """Return some rows (k, N) of Z, written out."""
        n, m = self.shares.shape[:2]
        r, i = np.divmod(np.arange(m * n)[rows], n)
        cells = self.shares[i, r, :, None] * self.use[:, i].transpose(1, 0, 2)
        return np.asarray(cells.reshape(len(i), m * n))

    def final_sold_by(self, region: int) -> FloatArray:
        """Return the rows (n, mk) of Y of one region's sellers, written out."""
        n = self.shares.shape[0]
        cells = self.shares[:, region, :, None] * self.final_use.transpose(1, 0, 2)
        return np.asarray(cells.reshape(n, -1))

    def at_home(self, regions: int) -> FloatArray:  # noqa: ARG002
        """Return the blocks (m, n, n) of Z inside each region."""
        return np.asarray(self._own_shares()[:, :, None] * self.use)

    def between(self, seller: int, buyer: int, regions: int) -> FloatArray:  # noqa: ARG002
        """Return the block (n, n) of Z from one region to another."""
        return np.asarray(self.shares[:, seller, buyer, None] * self.use[buyer])

    def diagonal(self) -> FloatArray:
        """Return the diagonal (mn,) of Z."""
        return np.asarray((self._own_shares() * np.diagonal(self.use, axis1=1, axis2=2)).ravel())

    def _own_shares(self) -> FloatArray:
        return np.asarray(np.diagonal(self.shares, axis1=1, axis2=2).T)

    def block(self, rows: Rows, columns: Rows) -> FloatArray:
        """Return some rows and columns of Z, written out."""
        n, places = self.shares.shape[0], np.arange(self.shape[0])
        (r, i), (s, j) = np.divmod(places[rows][:, None], n), np.divmod(places[columns], n)
        return np.asarray(self.shares[i, r, s] * self.use[s, i, j])

    @property
    def trade_shares(self) -> TradeShares:
        """The flows themselves."""
        return self

    def parts(self) -> dict[str, NDArray[Any]]:
        """Return shares and uses by name."""
        return {"shares": self.shares, "use": self.use, "final_use": self.final_use}

    def describe(self) -> Message:
        """Return in words how the flows are held, and what it saves."""
        n, m = self.shares.shape[:2]
        return message(
            "in trade-share form to {tolerance} of the largest: {numbers} numbers in place of "
            "{cells}, a product {times} times cheaper",
            tolerance=f"{TRADE_SHARE_TOLERANCE:.0e}",
            numbers=f"{n * m * m + m * n * n:,}",
            cells=f"{(m * n) ** 2:,}",
            times=f"{m * n / (m + n):,.0f}",
        )

    def over_rows(self, divisors: FloatArray) -> TradeShares:
        """Return the form of Z and Y with every row divided by its own number."""
        return self.times_rows(1.0 / divisors)

    def times_rows(self, factors: FloatArray) -> TradeShares:
        """Return the form of Z and Y with every row multiplied by its factor (mn,), above zero.

        What users draw of a commodity in all, over what they drew before, goes into their use,
        so that shares sum to what they did.
        """
        n, m = self.shares.shape[:2]
        scaled = self.shares * factors.reshape(m, n).T[:, :, None]
        before, after = self.shares.sum(axis=1), scaled.sum(axis=1)
        change = np.divide(
            after, before, out=np.ones_like(after), where=(before != 0) & (after != 0)
        )
        of_use = change.T[:, :, None]
        return TradeShares(scaled / change[:, None, :], self.use * of_use, self.final_use * of_use)

    def with_sector(self) -> TradeShares:
        """Return the form with one more sector in every region, the last, without flows."""
        return TradeShares(
            np.pad(self.shares, ((0, 1), (0, 0), (0, 0))),
            np.pad(self.use, ((0, 0), (0, 1), (0, 1))),
            np.pad(self.final_use, ((0, 0), (0, 1), (0, 0))),
        )

    def whole(self) -> FloatArray:
        """Return Z (mn, mn), written out."""
        n, m = self.shares.shape[:2]
        return self._spread(self.use).reshape(m * n, m * n)

    def final_demand(self) -> FloatArray:
        """Return Y (mn, mk), written out."""
        n, m = self.shares.shape[:2]
        return self._spread(self.final_use).reshape(m * n, -1)

    def _spread(self, use: FloatArray) -> FloatArray:
        """Return the use (m, n, k) of all regions by origin (m, n, m, k)."""
        n, m = self.shares.shape[:2]
        cells = np.empty((m, n, m, use.shape[2]))
        by_origin, by_user = self.shares.transpose(1, 0, 2), use.transpose(1, 0, 2)
        return np.multiply(by_origin[:, :, :, None], by_user[None], out=cells)


@dataclass(frozen=True, eq=False)
class _Transposed:
    """Z' of flows in trade-share form."""

    flows: TradeShares

    def __matmul__(self, columns: FloatArray) -> FloatArray:
        shares, use = self.flows.shares, self.flows.use
        n, m = shares.shape[:2]
        by_region = columns.reshape(m, n, -1)
        gathered = np.matmul(shares.transpose(0, 2, 1), by_region.transpose(1, 0, 2))
        drawn = np.matmul(use.transpose(0, 2, 1), gathered.transpose(1, 0, 2))
        return np.asarray(drawn.reshape(columns.shape))


def find_trade_shares(
    intermediate: FloatArray,
    final: FloatArray,
    m: int,
    n: int,
    tolerance: float = TRADE_SHARE_TOLERANCE,
) -> TradeShares | None:
    """Return the trade-share form of Z and Y, or None where they have none.

    Parameters
    ----------
    intermediate : array (mn, mn)
        Intermediate flows Z.
    final : array (mn, mk)
        Final demand Y.
    m, n : int
        Number of regions and of sectors.
    tolerance : float
        Largest difference allowed, relative to the largest flow.

    Notes
    -----
    U[s,i,j] = Σ_r Z[(r,i),(s,j)] and T[i,r,s] = Σ_j Z[(r,i),(s,j)] / Σ_j U[s,i,j],
    the sums over j running over final demand too; the table has the form when
    their product gives the flows back. Flows know no imports, so shares that
    are found sum to 1 and the use is that of domestic goods.
    """
    flows, bought = intermediate.reshape(m, n, m, n), final.reshape(m, n, m, -1)
    use, final_use = flows.sum(axis=0), bought.sum(axis=0)
    by_origin = (flows.sum(axis=3) + bought.sum(axis=3)).transpose(1, 0, 2)
    total = by_origin.sum(axis=1, keepdims=True)
    shares = np.divide(by_origin, total, out=np.zeros_like(by_origin), where=total != 0)
    form = TradeShares(
        np.ascontiguousarray(shares),
        np.ascontiguousarray(use.transpose(1, 0, 2)),
        np.ascontiguousarray(final_use.transpose(1, 0, 2)),
    )
    largest = max(max(part.max(), -part.min()) for part in (intermediate, final))
    for region in range(m):
        rows = slice(region * n, (region + 1) * n)
        for sold, given in (
            (form.rows(rows), intermediate[rows]),
            (form.final_sold_by(region), final[rows]),
        ):
            if not np.abs(sold - given).max() <= tolerance * largest:
                return None
    return form
