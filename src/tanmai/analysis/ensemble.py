"""Many draws: accounted, ranked and put together, on threads or on a cluster."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from hashlib import sha256

import numpy as np
from numpy.random import SeedSequence
from numpy.typing import NDArray

from tanmai import __version__
from tanmai.accounting.carbon import CarbonAccounts
from tanmai.analysis.draw_accounts import DrawAccounting, key_ranks_of
from tanmai.analysis.draws import FuelShares, Perturbation
from tanmai.analysis.intervals import Ensemble
from tanmai.analysis.spread import Spread
from tanmai.analysis.unfinished import Batch, UnfinishedDraws
from tanmai.core.errors import too_few
from tanmai.core.flows import written_out
from tanmai.core.messages import message
from tanmai.solve.tasks import mapped

FloatArray = NDArray[np.float64]

# A batch is what is computed, sent and kept as one: a tenth of a second of work on cn31.
_BATCH = 5


def ensemble(
    accounts: CarbonAccounts,
    draws: int,
    *,
    spread: Spread | None = None,
    fuels: FuelShares | None = None,
    method: str | None = None,
    seed: int = 2017,
    scheduler: str | None = None,
    unfinished: UnfinishedDraws | None = None,
    progress: Callable[[int], None] = lambda _done: None,
) -> Ensemble:
    """Account a table many times, perturbed.

    Parameters
    ----------
    accounts : CarbonAccounts
        The accounts of the table as it stands; their emission and focus are those of the draws.
    draws : int
        Number of draws, 2 or more.
    spread : Spread, optional
        How uncertain the numbers are taken to be.
    fuels : FuelShares, optional
        What the emissions come from, where an inventory by fuel tells it.
    method : str, optional
        How each draw is solved, one of `tanmai.solve.METHODS`; by default by
        `tanmai.solve.block_gcr`, in single precision.
    seed : int
        The same seed gives the same draws, wherever they are computed.
    scheduler : str, optional
        Address of a Dask scheduler; by default threads. See `tanmai.solve.tasks.mapped`.
    unfinished : UnfinishedDraws, optional
        Where finished batches are kept, to be resumed after an interruption; the
        caller discards them once the results are safe.
    progress : callable, optional
        Is told how many draws are done, kept ones included.

    Raises
    ------
    OptionError
        Fewer than two draws.
    TableError
        The table is too large to be drawn.
    FileError
        What is kept was made from something else.
    SchedulerError
        The cluster does not answer, or lost its workers.
    """
    if draws < 2:
        raise too_few(message("draws"), draws, least=2)
    perturbation = Perturbation(accounts.table, spread or Spread.of(accounts.table), fuels)
    accounting = DrawAccounting.of(accounts, perturbation, method)
    seeds = SeedSequence(seed).spawn(draws)
    batches = [seeds[start : start + _BATCH] for start in range(0, draws, _BATCH)]
    found: dict[int, Batch] = {}
    if unfinished is not None:
        shapes = [_shapes(len(batch), accounts.table.index.m) for batch in batches]
        found = unfinished.begin(_made_from(accounting, draws, seed), shapes)
    missing = [position for position in range(len(batches)) if position not in found]
    done = sum(len(batches[position]) for position in found)
    progress(done)

    def finished(at: int, batch: Batch) -> None:
        nonlocal done
        if unfinished is not None:
            unfinished.keep(missing[at], batch)
        done += len(batches[missing[at]])
        progress(done)

    waiting = [batches[position] for position in missing]
    computed = mapped(_account_batch, accounting, waiting, scheduler=scheduler, done=finished)
    found |= dict(zip(missing, computed, strict=True))
    together = [found[position] for position in range(len(batches))]
    return Ensemble(
        central=accounts,
        key_rank_central=key_ranks_of(accounts.flows.values, accounts.flows.codes),
        **{name: np.concatenate([batch[name] for batch in together]) for name in together[0]},
        spread=perturbation.spread,
        by_fuel=fuels is not None,
        method=accounting.method,
        seed=seed,
    )


def _shapes(draws: int, m: int) -> dict[str, tuple[int, ...]]:
    """Return the shapes of a batch of draws of m regions, as `_account_batch` makes it."""
    vectors = ("production_based", "consumption_based", "key_rank")
    return {"flows": (draws, m, m), **dict.fromkeys(vectors, (draws, m))}


def _account_batch(accounting: DrawAccounting, seeds: Sequence[SeedSequence]) -> Batch:
    accounted = [accounting.accounts(np.random.Generator(np.random.SFC64(seed))) for seed in seeds]
    # in one order in memory, kept and read again or not: sums hang on it in their last digit
    return {name: np.array([one[name] for one in accounted], order="C") for name in accounted[0]}


def _made_from(accounting: DrawAccounting, draws: int, seed: int) -> dict[str, str]:
    """Return what draws hang on, by name: two runs with the same of all have the same draws."""
    perturbation = accounting.perturbation
    table, fuels = perturbation.table, perturbation.fuels
    parts = [getattr(table, field.name) for field in fields(table) if field.name != "Z"]
    numbers = [part for part in parts if isinstance(part, np.ndarray)]
    return {
        "version of tanmai": __version__,
        "table": _hash_of(written_out(table.Z), *numbers, repr(table.index).encode()),
        "inventory by fuel": _hash_of(fuels.sectors, fuels.households),
        "spread": repr(perturbation.spread),
        "emission": table.stressors[accounting.row],
        "focus": repr(accounting.focus),
        "method of solution": accounting.method,
        "number of draws": str(draws),
        "seed": str(seed),
    }


def _hash_of(*values: FloatArray | bytes) -> str:
    """Return the sha256 of values one after the other."""
    digest = sha256()
    for value in values:
        digest.update(value.tobytes() if isinstance(value, np.ndarray) else value)
    return digest.hexdigest()
