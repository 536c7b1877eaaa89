"""The tables of m regions, stacked: what a multi-regional table is joined from."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tanmai.core.errors import TableError
from tanmai.core.labels import RegionSectorIndex
from tanmai.core.messages import Message, message
from tanmai.core.table import FinalDemandCategory, FloatArray, Provenance
from tanmai.solve.balancing import scale_under_cap

CAP = 0.98
"""Most of its output that a region exports, and most of its use that it imports."""


@dataclass(frozen=True, eq=False)
class RegionalTables:
    """Competitive tables of m regions, n sectors and k categories of final demand; 10⁴ CNY.

    Parameters
    ----------
    index : RegionSectorIndex
        Regions and sectors.
    categories : tuple of FinalDemandCategory
        The k categories of final demand; exports are apart.
    use : array (m, n, n)
        Use of commodity i, from everywhere, by sector j.
    final_use : array (m, n, k)
        Use of commodity i, from everywhere, by each category; changes of stocks may
        be negative.
    output : array (m, n)
        Output X.
    value_added : array (m, v, n)
        Value added by component, of any sign.
    value_added_labels : tuple of str
        Names of the v components.
    exports, imports : array (m, n)
        Trade abroad.
    own_share : array (m, n)
        Share o of what a region uses of its own products in the most that it could
        (`own_share`).
    year : int
        Year of the tables.
    provenance : Provenance
        Where they come from.

    Raises
    ------
    TableError
        A part does not have the shape that the labels ask for, or a use, an output, exports
        or imports are negative, or not numbers.
    """

    index: RegionSectorIndex
    categories: tuple[FinalDemandCategory, ...]
    use: FloatArray
    final_use: FloatArray
    output: FloatArray
    value_added: FloatArray
    value_added_labels: tuple[str, ...]
    exports: FloatArray
    imports: FloatArray
    own_share: FloatArray
    year: int
    provenance: Provenance

    def __post_init__(self) -> None:
        m, n, k = self.index.m, self.index.n, len(self.categories)
        expected = {
            "use": (m, n, n),
            "final_use": (m, n, k),
            "output": (m, n),
            "value_added": (m, len(self.value_added_labels), n),
            "exports": (m, n),
            "imports": (m, n),
            "own_share": (m, n),
        }
        for part, shape in expected.items():
            found = getattr(self, part)
            if found.shape != shape:
                raise TableError(
                    message(
                        "{part} of the regional tables is {shape}, but {m} regions, {n} sectors "
                        "and {k} categories of final demand ask for {shape_2}.",
                        part=part,
                        shape=found.shape,
                        m=m,
                        n=n,
                        k=k,
                        shape_2=shape,
                    )
                )
            lowest = -np.inf if part in ("final_use", "value_added") else 0.0
            if not (np.isfinite(found).all() and found.min(initial=0.0) >= lowest):
                self._reject_cell(part, found, lowest)

    def _reject_cell(self, part: str, found: FloatArray, lowest: float) -> None:
        at = np.argwhere(~(np.isfinite(found) & (found >= lowest)))[0]
        region = self.index.regions[at[0]]
        sector = self.index.sectors[at[2 if part == "value_added" else 1]]
        raise TableError(
            message(
                "'{part}' of {region}, {sector} is {found}; joining needs numbers that are not "
                "negative there. Correct the table of the region.",
                part=part,
                region=region,
                sector=sector,
                found=f"{found[tuple(at)]:.6g}",
            )
        )

    @property
    def intermediate_inputs(self) -> FloatArray:
        """What each sector buys from all sectors, output less value added (m, n)."""
        return np.asarray(self.output - self.value_added.sum(axis=1))

    @property
    def total_use(self) -> FloatArray:
        """Use of each commodity by sectors and final demand, stocks taken off (m, n)."""
        return np.asarray(self.use.sum(axis=2) + self.final_use.sum(axis=2))

    def with_capped_exports(self) -> RegionalTables:
        """Return the tables with exports of no more than 0.98 of output.

        What a region exports beyond that was made elsewhere: the other regions export it
        instead, in proportion to their own exports, so that each commodity keeps its total.

        Raises
        ------
        TableError
            The regions together export more of a commodity than 0.98 of its output.
        """
        caps = CAP * self.output
        return replace(
            self, exports=_capped(self.exports, caps, self, message("exports"), message("output"))
        )

    def with_capped_imports(self) -> RegionalTables:
        """Return the tables with imports of no more than 0.98 of use.

        What a region imports beyond that passes through it: the other regions take it
        instead, in proportion to their own imports.

        Raises
        ------
        TableError
            The regions together import more of a commodity than 0.98 of its use.
        """
        caps = CAP * np.maximum(self.total_use, 0.0)
        return replace(
            self, imports=_capped(self.imports, caps, self, message("imports"), message("use"))
        )


def _capped(
    values: FloatArray, caps: FloatArray, tables: RegionalTables, what: Message, of: Message
) -> FloatArray:
    totals, room = values.sum(axis=0), caps.sum(axis=0)
    over = totals > room
    if over.any():
        sector = tables.index.sectors[int(np.argmax(over))]
        raise TableError(
            message(
                "{sector}: the {what} of all regions together, {totals}, are more than {cap} of "
                "their {of}, {room}; goods pass through. Correct the tables, or leave what "
                "passes through out of both.",
                sector=sector,
                what=what,
                totals=f"{totals[over][0]:.6g}",
                cap=CAP,
                of=of,
                room=f"{room[over][0] / CAP:.6g}",
            )
        )
    open_to_trade = np.where((values > 0) | (values.sum(axis=0) == 0), values, 0.0)
    short = np.where(values > 0, caps, 0.0).sum(axis=0) < totals
    # where those that trade have no room left, all others take their part of it
    prior = np.where(short, np.maximum(open_to_trade, 1e-9 * caps), open_to_trade)
    return scale_under_cap(prior, totals, caps)
