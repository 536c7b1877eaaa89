"""Many draws: accounted, ranked and put together, on every core or on a cluster."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.random import SeedSequence
from numpy.typing import NDArray

from tanmai.accounting.carbon import CarbonAccounts
from tanmai.analysis.draw_accounts import DrawAccounting, key_ranks_of
from tanmai.analysis.draws import FuelShares, Perturbation
from tanmai.analysis.intervals import Ensemble
from tanmai.analysis.spread import Spread
from tanmai.core.errors import too_few
from tanmai.core.messages import message
from tanmai.solve.tasks import mapped

Batch = dict[str, NDArray[np.float64]]

# A batch is what is computed and sent as one: a tenth of a second of work on cn31.
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
        Address of a Dask scheduler; by default every core of this machine. See
        `tanmai.solve.tasks.mapped`.
    progress : callable, optional
        Is told how many draws are done, none at first.

    Raises
    ------
    OptionError
        Fewer than two draws.
    TableError
        The table is too large to be drawn.
    SchedulerError
        The cluster does not answer, or lost its workers.
    """
    if draws < 2:
        raise too_few(message("draws"), draws, least=2)
    perturbation = Perturbation(accounts.table, spread or Spread.of(accounts.table), fuels)
    accounting = DrawAccounting.of(accounts, perturbation, method)
    seeds = SeedSequence(seed).spawn(draws)
    batches = [seeds[start : start + _BATCH] for start in range(0, draws, _BATCH)]
    done = 0
    progress(done)

    def finished(at: int, _batch: Batch) -> None:
        nonlocal done
        done += len(batches[at])
        progress(done)

    computed = mapped(
        _account_batch, accounting, batches, scheduler=scheduler, done=finished, in_copies=True
    )
    return Ensemble(
        central=accounts,
        key_rank_central=key_ranks_of(accounts.flows.values, accounts.flows.codes),
        **{name: np.concatenate([batch[name] for batch in computed]) for name in computed[0]},
        spread=perturbation.spread,
        by_fuel=fuels is not None,
        method=accounting.method,
        seed=seed,
    )


def _account_batch(accounting: DrawAccounting, seeds: Sequence[SeedSequence]) -> Batch:
    accounted = [accounting.accounts(np.random.Generator(np.random.SFC64(seed))) for seed in seeds]
    return {name: np.array([one[name] for one in accounted]) for name in accounted[0]}
