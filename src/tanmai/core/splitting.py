"""Splitting a sector into parts by shares; both balances and all totals are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tanmai.core.errors import LabelError, TableError
from tanmai.core.flows import written_out
from tanmai.core.labels import RegionSectorIndex, Sector
from tanmai.core.messages import Message, listed, message
from tanmai.core.table import MrioTable

FloatArray = NDArray[np.float64]

_ROUNDING = 1e-12


@dataclass(frozen=True, eq=False)
class SectorSplit:
    """How a sector is divided into p parts in each of m regions.

    Attributes
    ----------
    sector : str
        Code of the sector.
    parts : tuple of Sector
        What it is divided into, two or more.
    output : array (m, p)
        Share of each part in the output of the sector; rows sum to one.
    emissions : array (m, p) or None
        Share of each part in its emissions, or in whatever else the table counts; that of output
        where it is None.
    inputs : mapping of str to array (m, p)
        Share of each part in what the sector buys of a product, by the code of the product.
    sales : mapping of str to array (m, p)
        Share of each part in what the sector sells to a sector, by the code of the buyer.

    Raises
    ------
    LabelError
        There are fewer than two parts, or two of one code.
    TableError
        Shares are negative or do not sum to one.
    """

    sector: str
    parts: tuple[Sector, ...]
    output: FloatArray
    emissions: FloatArray | None = None
    inputs: Mapping[str, FloatArray] = field(default_factory=dict)
    sales: Mapping[str, FloatArray] = field(default_factory=dict)

    def __post_init__(self) -> None:
        codes = [part.code for part in self.parts]
        if len(set(codes)) < 2 or len(set(codes)) < len(codes):
            raise LabelError(
                message(
                    "Sector '{sector}' is split into {codes}; give two parts or more, each with "
                    "a code of its own.",
                    sector=self.sector,
                    codes=listed(codes),
                )
            )
        given = [self.output, *self.inputs.values(), *self.sales.values()]
        for shares in given if self.emissions is None else [*given, self.emissions]:
            sums = shares.sum(axis=1)
            if not ((shares >= 0).all() and np.allclose(sums, 1.0, rtol=0, atol=_ROUNDING)):
                raise TableError(
                    message(
                        "The shares of the parts of sector '{sector}' must be zero or more and "
                        "sum to one in every region; one sum is {sums}.",
                        sector=self.sector,
                        sums=f"{sums[np.abs(sums - 1).argmax()]:g}",
                    )
                )


def split_sector(table: MrioTable, split: SectorSplit) -> MrioTable:
    """Return the table with a sector divided into parts.

    With the output shares w of region r, part k makes w_k x. Of a named product p it buys the
    given share s_pk; all else that the sector buys, imports and value added too, it has by the
    one share that its balance leaves,

        c_k = (w_k x − Σ_p s_pk Z_p) / (x − Σ_p Z_p),

    and likewise by row for named buyers. What the sector sells to itself is divided by both
    shares. So rows and columns of every part balance as closely as those of the sector did.

    Parameters
    ----------
    table : MrioTable
        m regions, n sectors.
    split : SectorSplit
        The sector, its parts and their shares.

    Returns
    -------
    MrioTable
        Of m regions and n + p − 1 sectors; the parts stand where the sector stood.

    Raises
    ------
    LabelError
        The table has no such sector, product or buyer, or a code of a part already.
    TableError
        A part would buy or sell more than its output, or the flows are too large to be written
        out.

    Notes
    -----
    Merging the parts gives the table back. Without named products and buyers all accounts of
    regions and of the other sectors stay as they are, whatever the shares of the emissions.
    Source: Wolsky (1984); Lindner, Legault and Guan (2012).
    """
    index, at = _index_of_parts(table, split)
    m, n = table.index.m, table.index.n
    flows = np.array(written_out(table.Z)).reshape(m, n, m, n)
    x = table.x.reshape(m, n)[:, at]
    bought = flows[:, :, :, at].sum(axis=0).T  # by region and product
    sold = flows[:, at].sum(axis=1)  # by region and buyer
    inputs = _shares(table, split, split.inputs, bought, x, message("buy"))
    sales = _shares(table, split, split.sales, sold, x, message("sell"))
    rows = flows[:, at, None] * sales[:, :, None, :]
    flows = _put(flows, rows, at, axis=1)
    of_product = np.insert(
        inputs, [at] * (len(split.parts) - 1), inputs[:, :, [at]], axis=2
    ).transpose(2, 0, 1)
    columns = flows[:, :, :, at, None] * of_product[None]
    flows = _put(flows, columns, at, axis=3)
    supply, cost = sales[:, :, at], inputs[:, :, at]
    emitted = split.output if split.emissions is None else split.emissions

    def by_seller(values: FloatArray) -> FloatArray:
        return _divided(values, supply, at)

    return table.changed(
        message(
            "sector {sector} split into {parts}",
            sector=split.sector,
            parts=listed(part.code for part in split.parts),
        ),
        {
            "index": index,
            "Z": flows.reshape(len(index), len(index)),
            "Y": by_seller(table.Y),
            "exports": by_seller(table.exports),
            "stock_change": by_seller(table.stock_change),
            "error": by_seller(table.error),
            "x": _divided(table.x, split.output, at),
            "imports": _divided(table.imports, cost, at),
            "value_added": _divided(table.value_added.T, cost, at).T,
            "F": _divided(table.F.T, emitted, at).T,
        },
    )


def _index_of_parts(table: MrioTable, split: SectorSplit) -> tuple[RegionSectorIndex, int]:
    """Return the index with the parts in the place of the sector, and that place."""
    codes = table.index.sector_codes
    for code in (split.sector, *split.inputs, *split.sales):
        if code not in codes:
            raise LabelError(
                message(
                    "Table '{table}' has no sector '{code}' to split by.",
                    table=table.provenance.name,
                    code=code,
                )
            )
    if split.sector in (*split.inputs, *split.sales):
        raise LabelError(
            message(
                "What sector '{sector}' sells to itself is divided by the shares of all else; "
                "name another product or buyer.",
                sector=split.sector,
            )
        )
    at = codes.index(split.sector)
    sectors = [*table.sectors[:at], *split.parts, *table.sectors[at + 1 :]]
    return RegionSectorIndex(table.regions, tuple(sectors)), at


def _shares(
    table: MrioTable,
    split: SectorSplit,
    named: Mapping[str, FloatArray],
    flows: FloatArray,
    x: FloatArray,
    verb: Message,
) -> FloatArray:
    """Return the share of each part in every flow of the sector (m, p, n), the rest in balance.

    Parameters
    ----------
    named : mapping
        Shares that are given, by the code of the other sector.
    flows : array (m, n)
        The flows of the sector in each region, by the other sector.
    x : array (m,)
        Its output.
    """
    places = [table.index.sector_codes.index(code) for code in named]
    given = np.zeros_like(split.output)
    for place, shares in zip(places, named.values(), strict=True):
        given += shares * flows[:, [place]]
    left = split.output * x[:, None] - given
    rest = (x - flows[:, places].sum(axis=1))[:, None]
    near = _ROUNDING * np.abs(x)[:, None]
    some = np.abs(rest) > near
    wrong = np.argwhere((left < -near) | (~some & (left > near)))
    if wrong.size:
        region, part = wrong[0]
        raise TableError(
            message(
                "{part} of {region} would {verb} {given} {unit} by the shares that are given, "
                "of an output of {output}. Change these shares, or those of output.",
                part=split.parts[part],
                region=table.regions[region],
                verb=verb,
                given=f"{given[region, part]:,.6g}",
                unit=table.money_unit,
                output=f"{split.output[region, part] * x[region]:,.6g}",
            )
        )
    share = np.divide(np.maximum(left, 0.0), rest, out=split.output.copy(), where=some)
    every = np.repeat(share[:, :, None], flows.shape[1], axis=2)
    for place, shares in zip(places, named.values(), strict=True):
        every[:, :, place] = shares
    return every


def _put(whole: FloatArray, parts: FloatArray, at: int, axis: int) -> FloatArray:
    """Return an array with parts in the place of one position of an axis."""
    before, _, after = np.split(whole, [at, at + 1], axis=axis)
    return np.concatenate([before, parts, after], axis=axis)


def _divided(values: FloatArray, shares: FloatArray, at: int) -> FloatArray:
    """Return values (N, ...) with those of one sector divided by shares (m, p)."""
    m = len(shares)
    whole = values.reshape(m, len(values) // m, -1)
    parts = whole[:, [at]] * shares[:, :, None]
    return _put(whole, parts, at, axis=1).reshape(-1, *values.shape[1:])
