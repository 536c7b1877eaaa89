"""Hypothetical extraction: what a block of sectors emits for itself and for the rest.

With final demand y of all sinks and a block s against the rest t, carbon splits into

- internal effect          IE   = f_s (I − A_ss)⁻¹ y_s,
- mixed effect             ME   = f_s [L_ss − (I − A_ss)⁻¹] y_s: leaves the block and comes back,
- net forward linkage      NFLE = f_s L_st y_t: emitted in the block for the rest,
- net backward linkage     NBLE = f_t L_ts y_s: emitted in the rest for the block.

IE + ME + NFLE is what the block emits; IE + ME + NBLE is what its final demand
embodies; NFLE − NBLE is its net transfer, above zero for a net exporter.

Sources: Duarte, Sánchez-Chóliz and Bielsa (2002); Miller and Blair (2022).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.accounting.carbon import CONSERVATION_LIMIT, CarbonAccounts
from tanmai.analysis.final_demand import total_final_demand
from tanmai.core.errors import ConservationError, OptionError
from tanmai.core.flow_matrix import FlowMatrix
from tanmai.core.labels import Region, RegionSectorIndex
from tanmai.core.messages import message
from tanmai.core.notebook import Shown
from tanmai.core.units import header
from tanmai.solve import Coefficients

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False, repr=False)
class Blocks(Shown):
    """A partition of the N sectors of a table into K blocks.

    Attributes
    ----------
    names : tuple of Region
        Codes and names of the blocks.
    membership : array (N,)
        Position of the block that each sector belongs to.

    Raises
    ------
    OptionError
        A block has no sector, or a sector no block.
    """

    names: tuple[Region, ...]
    membership: IntArray

    def __repr__(self) -> str:
        return f"<Blocks: {self.membership.size} sectors in {len(self.names)}>"

    def to_frame(self) -> pd.DataFrame:
        """Return the blocks with their names and the number of their sectors."""
        return pd.DataFrame(
            {
                "block": [block.code for block in self.names],
                "name_zh": [block.name_zh for block in self.names],
                "name_en": [block.name_en for block in self.names],
                "sectors": np.bincount(self.membership, minlength=len(self.names)),
            }
        )

    def __post_init__(self) -> None:
        found = np.unique(self.membership)
        if not np.array_equal(found, np.arange(len(self.names))):
            raise OptionError(
                message(
                    "{n} blocks are named, but the sectors belong to {size}; every block needs a "
                    "sector and every sector a block.",
                    n=len(self.names),
                    size=found.size,
                )
            )

    def members(self, index: RegionSectorIndex) -> list[NDArray[np.intp]]:
        """Return the rows of a table that each block has.

        Raises
        ------
        OptionError
            The blocks are not of this table.
        """
        if self.membership.shape != (len(index),):
            raise OptionError(
                message(
                    "The blocks place {size} sectors, but the table has {n}; make them from the "
                    "table's index.",
                    size=self.membership.size,
                    n=len(index),
                )
            )
        order = np.argsort(self.membership, kind="stable")
        return np.split(order, np.flatnonzero(np.diff(self.membership[order])) + 1)


def blocks_by_region(index: RegionSectorIndex) -> Blocks:
    """Return each region as a block."""
    return Blocks(index.regions, np.repeat(np.arange(index.m), index.n))


def blocks_by_sector(index: RegionSectorIndex) -> Blocks:
    """Return each sector, of all regions together, as a block."""
    names = tuple(Region(s.code, s.name_zh, s.name_en) for s in index.sectors)
    return Blocks(names, np.tile(np.arange(index.n), index.m))


def blocks_by_region_and_sector(index: RegionSectorIndex) -> Blocks:
    """Return each sector of each region as a block; codes are ``610000/02``."""
    names = tuple(
        Region(f"{r.code}/{s.code}", f"{r.name_zh}{s.name_zh}", f"{r.name_en} {s.name_en}")
        for r in index.regions
        for s in index.sectors
    )
    return Blocks(names, np.arange(len(index)))


def blocks_of_group(group: FloatArray, name_zh: str, name_en: str) -> Blocks:
    """Return a group of sectors and all the rest as two blocks.

    Parameters
    ----------
    group : array (N,)
        1 for the sectors of the group, 0 elsewhere.
    name_zh, name_en : str
        Name of the group.

    Raises
    ------
    OptionError
        All sectors, or none, are in the group.
    """
    names = (Region("group", name_zh, name_en), Region("rest", *message("Rest").pair))
    return Blocks(names, np.where(np.asarray(group) != 0, 0, 1))


@dataclass(frozen=True, eq=False, repr=False)
class ExtractionEffects(Shown):
    """The four effects of each of K blocks against all the others.

    Attributes
    ----------
    names : tuple of Region
        Codes and names of the blocks.
    unit : str
        Unit of the emissions.
    internal, mixed, net_forward, net_backward : array (K,)
        IE, ME, NFLE and NBLE of each block.
    """

    names: tuple[Region, ...]
    unit: str
    internal: FloatArray
    mixed: FloatArray
    net_forward: FloatArray
    net_backward: FloatArray

    def __repr__(self) -> str:
        return (
            f"<{type(self).__name__} of {len(self.names)} blocks, {self.unit}: internal "
            f"{self.internal.sum():,.6g}, mixed {self.mixed.sum():,.6g}, "
            f"net forward {self.net_forward.sum():,.6g}>"
        )

    @property
    def net_transfer(self) -> FloatArray:
        """NFLE − NBLE (K,): above zero where a block emits for others on balance."""
        return self.net_forward - self.net_backward

    def to_frame(self) -> pd.DataFrame:
        """Return the effects by code of the block, units in the headers."""
        effects = {
            "internal": self.internal,
            "mixed": self.mixed,
            "net_forward": self.net_forward,
            "net_backward": self.net_backward,
            "net_transfer": self.net_transfer,
        }
        unit = header(self.unit)
        return pd.DataFrame(
            {f"{name}_{unit}": values for name, values in effects.items()},
            index=pd.Index([block.code for block in self.names], name="block"),
        )


@dataclass(frozen=True, eq=False, repr=False)
class Extraction(ExtractionEffects):
    """Hypothetical extraction of each of K blocks. Unit of the emissions.

    Attributes
    ----------
    pairwise : FlowMatrix
        ``values[t, s]`` = f_t L_ts y_s: emitted in block t for the final demand of
        block s's products. Off the diagonal it is the net backward linkage of s to t,
        and the net forward linkage of t to s; on it, IE + ME.
    """

    pairwise: FlowMatrix


def hypothetical_extraction(accounts: CarbonAccounts, blocks: Blocks) -> Extraction:
    """Extract each block in turn and split its carbon into four effects.

    Parameters
    ----------
    accounts : CarbonAccounts
        Accounts of the table.
    blocks : Blocks
        The partition; K blocks.

    Returns
    -------
    Extraction
        K blocks; unit of the emissions.

    Raises
    ------
    OptionError
        The blocks are not of this table.
    ConservationError
        A block's effects differ from its emissions by more than 1e-9, relative.

    Notes
    -----
    All blocks take one solve of K columns and one small system each. Source:
    Duarte, Sánchez-Chóliz and Bielsa (2002).
    """
    table, count = accounts.table, len(blocks.names)
    members = blocks.members(table.index)
    f, y = accounts.direct_intensity, total_final_demand(accounts)
    rows = np.arange(y.size)
    demand = np.zeros((y.size, count))
    demand[rows, blocks.membership] = y
    called = accounts.system.solve(demand)
    pairs = np.array([f[rows] @ called[rows] for rows in members])
    internal = internal_effects(accounts.system.A, f, y, members)
    own = np.diagonal(pairs)
    result = Extraction(
        names=blocks.names,
        unit=table.emission_unit,
        pairwise=FlowMatrix(blocks.names, pairs, table.emission_unit),
        internal=internal,
        mixed=own - internal,
        net_forward=pairs.sum(axis=1) - own,
        net_backward=pairs.sum(axis=0) - own,
    )
    _require_conserved(result, np.array([accounts.direct[rows].sum() for rows in members]))
    return result


def internal_effects(
    A: Coefficients, f: FloatArray, y: FloatArray, blocks: Sequence[NDArray[np.intp]]
) -> FloatArray:
    """Return IE = f_s (I − A_ss)⁻¹ y_s of each block."""
    return np.array(
        [
            f[rows] @ np.linalg.solve(np.eye(rows.size) - A.block(rows, rows), y[rows])
            for rows in blocks
        ]
    )


def _require_conserved(result: Extraction, emitted: FloatArray) -> None:
    effects = result.internal + result.mixed + result.net_forward
    gap = np.abs(effects - emitted)
    worst = int(gap.argmax())
    if not gap[worst] <= CONSERVATION_LIMIT * np.abs(emitted).sum():
        raise ConservationError(
            message(
                "The effects of block '{names}' give {effects} of the {emitted} {unit} that it "
                "emits. Run `tanmai check` on the table and fix the rows that it names.",
                names=result.names[worst],
                effects=f"{effects[worst]:,.9g}",
                emitted=f"{emitted[worst]:,.9g}",
                unit=result.unit,
            )
        )
