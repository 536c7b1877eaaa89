"""Complete extraction: what a block of sectors makes for itself and others, and what falls with it.

A block s that makes, buys and is asked for nothing leaves output
x̄_t = (I − A_tt)⁻¹ y_t to the rest t. With the inverse in blocks, what falls away is

- output     1'L_s L_ss⁻¹ x_s,
- emissions  ε_s L_ss⁻¹ x_s,  ε = f L,

so that the block's own rows and columns of L are all that it takes: any number of blocks shares
one factor, and none needs a system of its own.

Source: Dietzenbacher, van der Linden and Steenge (1993); Temurshoev (2010); Miller and Blair
(2022).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tanmai.accounting.carbon import CONSERVATION_LIMIT, CarbonAccounts
from tanmai.analysis.extraction import Blocks, ExtractionEffects, internal_effects
from tanmai.analysis.final_demand import total_final_demand
from tanmai.core.errors import ConservationError
from tanmai.core.messages import message
from tanmai.solve import LeontiefSystem
from tanmai.solve.tasks import mapped

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]

# Columns of L that are held at a time: enough for a product of matrices, 16 MB at most.
_MOST_COLUMNS, _MOST_NUMBERS = 128, 2**21


@dataclass(frozen=True, eq=False, repr=False)
class CompleteExtraction(ExtractionEffects):
    """Complete extraction of each of K blocks.

    Attributes
    ----------
    output, output_lost : array (K,)
        Output of each block, and of all blocks that falls away with it; unit of money.
    emissions, emissions_lost : array (K,)
        The same of emissions; unit of the emissions.
    residual : float
        Largest residual of the solution, relative.
    """

    output: FloatArray
    output_lost: FloatArray
    emissions: FloatArray
    emissions_lost: FloatArray
    residual: float


@dataclass(frozen=True, eq=False)
class _Model:
    """What all blocks are extracted from: f, y, ε and 1'L of N sectors, and their output."""

    system: LeontiefSystem
    intensity: FloatArray
    demand: FloatArray
    embodied: FloatArray
    output_multipliers: FloatArray
    output: FloatArray


def complete_extraction(
    accounts: CarbonAccounts,
    blocks: Blocks,
    *,
    scheduler: str | None = None,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> CompleteExtraction:
    """Extract each block in turn: its four effects, and the output and emissions that fall away.

    Parameters
    ----------
    accounts : CarbonAccounts
        Accounts of the table.
    blocks : Blocks
        The partition; K blocks, as many as the table has sectors at most.
    scheduler : str, optional
        Address of a Dask scheduler; by default threads. See `tanmai.solve.tasks.mapped`.
    progress : callable, optional
        Is told how many blocks are done, and of how many.

    Raises
    ------
    OptionError
        The blocks are not of this table.
    ConservationError
        What blocks emit for others differs from what others emit for them by more than 1e-9,
        relative.
    SchedulerError
        The cluster does not answer, or lost its workers.

    Notes
    -----
    All N columns of L are solved for, a few at a time, and none is kept. Accounts of products
    fall by what those products embody.
    """
    members = blocks.members(accounts.table.index)
    demand = total_final_demand(accounts)
    system = accounts.system
    system.expect(demand.size)
    model = _Model(
        system,
        accounts.direct_intensity,
        demand,
        accounts.embodied_intensity,
        system.multipliers(np.ones(demand.size)),
        system.solve(demand),
    )
    parts = list(_parts(members))
    done = 0

    def finished(at: int, _effects: object) -> None:
        nonlocal done
        done += len(parts[at])
        progress(done, len(members))

    progress(0, len(members))
    extracted = mapped(_extract, model, parts, scheduler=scheduler, done=finished)
    internal, own, outside, emissions_lost, output_lost = np.vstack(
        [effects for effects, _ in extracted]
    ).T
    emissions = np.array([accounts.direct[rows].sum() for rows in members])
    found = CompleteExtraction(
        names=blocks.names,
        unit=accounts.table.emission_unit,
        internal=internal,
        mixed=own - internal,
        net_forward=emissions - own,
        net_backward=outside,
        output=np.array([model.output[rows].sum() for rows in members]),
        output_lost=output_lost,
        emissions=emissions,
        emissions_lost=emissions_lost,
        residual=max(system.residual, *(residual for _, residual in extracted)),
    )
    _require_conserved(found)
    return found


def _parts(members: Sequence[IntArray]) -> Iterator[list[IntArray]]:
    """Yield neighbouring blocks together, up to the columns that are held at a time."""
    size = sum(rows.size for rows in members)
    most = max(min(_MOST_COLUMNS, _MOST_NUMBERS // size), 1)
    part: list[IntArray] = []
    for rows in members:
        if part and sum(one.size for one in part) + rows.size > most:
            yield part
            part = []
        part.append(rows)
    yield part


def _extract(model: _Model, part: Sequence[IntArray]) -> tuple[FloatArray, float]:
    """Return IE, IE + ME, NBLE and both losses of some blocks (k, 5), and the residual."""
    system = copy(model.system)  # parts that are solved at once do not share a residual
    system.residual = 0.0
    columns = np.concatenate(part)
    units = np.zeros((model.demand.size, columns.size))
    units[columns, np.arange(columns.size)] = 1.0
    called = system.solve(units)
    emitted = model.intensity @ called
    effects, first = [], 0
    for rows in part:
        place = slice(first, first + rows.size)
        first = place.stop
        within, y = called[rows, place], model.demand[rows]
        own = model.intensity[rows] @ within @ y
        asked = np.linalg.solve(within, model.output[rows])  # L_ss⁻¹ x_s
        effects.append(
            (
                own,
                emitted[place] @ y - own,
                model.embodied[rows] @ asked,
                model.output_multipliers[rows] @ asked,
            )
        )
    internal = internal_effects(system.A, model.intensity, model.demand, part)
    return np.column_stack([internal, effects]), system.residual


def _require_conserved(found: CompleteExtraction) -> None:
    gap = abs(float(found.net_transfer.sum()))
    if not gap <= CONSERVATION_LIMIT * np.abs(found.emissions).sum():
        raise ConservationError(
            message(
                "Blocks emit {sum} {unit} for others, but others emit {sum_2} for them. Run "
                "`tanmai check` on the table and fix the rows that it names.",
                sum=f"{found.net_forward.sum():,.9g}",
                unit=found.unit,
                sum_2=f"{found.net_backward.sum():,.9g}",
            )
        )
