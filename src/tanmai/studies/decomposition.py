"""Why the carbon behind final demand changed from each study of a comparison to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd

from tanmai.accounting.carbon import CarbonAccounts, carbon_accounts
from tanmai.analysis import METHODS, StructuralDecomposition, YearlyDeflators, decompose_change
from tanmai.core.errors import TanmaiError
from tanmai.core.messages import Message, message
from tanmai.core.units import header
from tanmai.io.tables import input_files
from tanmai.solve.tasks import mapped
from tanmai.studies.national_statistics import (
    DEFLATORS,
    DEFLATORS_SOURCE,
    embedded_deflators,
    why_not_deflated,
)
from tanmai.studies.options import ChangeOptions
from tanmai.studies.study import LARGE, Study

READINGS = ("emitted_for", "emitted_in")
DECOMPOSITIONS = dict(zip(("polar", "all-orders", "lmdi"), METHODS, strict=True))
"""The ways to decompose, by the word of the command line."""
_Year = tuple[CarbonAccounts, Mapping[str, float]]
# Without a population, final demand is one factor: per head and heads cannot be distinguished.
_DEMAND_LEVEL = "demand_level"


@dataclass(frozen=True, eq=False)
class Change:
    """The decomposition of the change between two studies that follow one another.

    Attributes
    ----------
    first, second : str
        Names of the studies.
    decomposition : StructuralDecomposition
        The effects.
    per_head : bool
        Whether a population was given, so that demand per head and population
        are apart.
    """

    first: str
    second: str
    decomposition: StructuralDecomposition
    per_head: bool

    @property
    def factors(self) -> tuple[str, ...]:
        """The factors that are distinguished."""
        factors = self.decomposition.factors
        return factors if self.per_head else (*factors[:-2], _DEMAND_LEVEL)

    def effects(self, reading: str) -> pd.DataFrame:
        """Return the effects by region code and factor, and the ``change``.

        Parameters
        ----------
        reading : str
            One of ``READINGS``. ``"emitted_for"``: what each region's final demand makes all
            regions emit; ``"emitted_in"``: what is emitted in each region for all final demand.
        """
        taken = self.decomposition
        frame = taken.by_destination() if reading == "emitted_for" else taken.by_origin()
        frame.columns = [*taken.factors, "change"]
        if self.per_head:
            return frame
        level = frame.pop("demand_per_head") + frame.pop("population")
        frame.insert(len(taken.factors) - 2, _DEMAND_LEVEL, level)
        return frame


def changes_between(
    studies: Mapping[str, Study],
    deflators: YearlyDeflators | None,
    *,
    method: str = METHODS[0],
    scheduler: str | None = None,
) -> tuple[Change, ...]:
    """Decompose the change of the flows from each study to the next.

    Technology, provincial sourcing and imports are factors of their own where no flow is
    negative and the table is not too large to be written out.

    Parameters
    ----------
    studies : mapping
        Studies of the same regions and sectors by name, in their order. Where one has no
        population, final demand is one factor.
    deflators : YearlyDeflators or None
        Price indices of every year; None to compare at current prices all the same.
    method : str
        One of `tanmai.analysis.METHODS`; LMDI takes zeros in their analytical limit.
    scheduler : str, optional
        Address of a Dask scheduler; by default threads. See `tanmai.solve.tasks.mapped`.

    Raises
    ------
    TanmaiError
        As for `decompose_change` and `YearlyDeflators.deflated`.
    """
    solved = [study.accounts for study in studies.values()]
    if deflators is not None:
        solved = mapped(_at_its_prices, deflators, solved, scheduler=scheduler)
    heads = {
        name: study.population for name, study in studies.items() if study.population is not None
    }
    per_head = len(heads) == len(studies)
    if not per_head:
        codes = next(iter(studies.values())).table.index.region_codes
        heads = dict.fromkeys(studies, dict.fromkeys(codes, 1.0))
    years = zip(solved, (heads[name] for name in studies), strict=True)
    prices = "current prices" if deflators is None else "constant prices"
    sourcing = all(len(one.table.index) <= LARGE and one.system.A.non_negative for one in solved)
    how = _How(method, prices, sourcing)
    found = mapped(_decomposed, how, list(pairwise(years)), scheduler=scheduler)
    return tuple(
        Change(first, second, decomposition, per_head=per_head)
        for (first, second), decomposition in zip(pairwise(studies), found, strict=True)
    )


def _at_its_prices(deflators: YearlyDeflators, accounts: CarbonAccounts) -> CarbonAccounts:
    """Return the accounts of a table at constant prices."""
    return carbon_accounts(deflators.deflated(accounts.table), focus=accounts.focus)


@dataclass(frozen=True)
class _How:
    """How changes are decomposed."""

    method: str
    prices: str
    sourcing: bool


def _decomposed(how: _How, pair: tuple[_Year, _Year]) -> StructuralDecomposition:
    (first, first_heads), (second, second_heads) = pair
    return decompose_change(
        first,
        second,
        (first_heads, second_heads),
        method=how.method,
        prices=how.prices,
        zeros="analytical limit",
        sourcing=how.sourcing,
    )


@dataclass(frozen=True, eq=False)
class Reasons:
    """Why the flows of a comparison changed, or why that is not said.

    Attributes
    ----------
    changes : tuple of Change
        The decomposition from each study to the next; none where it was not made.
    deflators : YearlyDeflators or None
        The price indices that were taken.
    why_not : Message or None
        Why there is none, where it is known.
    """

    changes: tuple[Change, ...] = ()
    deflators: YearlyDeflators | None = None
    why_not: Message | None = None

    def record(self) -> dict[str, Any]:
        """Return what ``run.json`` says of it."""
        if not self.changes:
            return {"method": None, "why_not": str(self.why_not or "")}
        return decomposition_record(self.changes, self.deflators)


NO_REASONS = Reasons()


def decomposed_as_asked(
    studies: Mapping[str, Study],
    options: ChangeOptions,
    deflators: YearlyDeflators | None,
    scheduler: str | None = None,
) -> Reasons:
    """Decompose the changes as options say: by default at constant prices, where they fit.

    Parameters
    ----------
    studies : mapping
        Studies of the same regions by name, in their order.
    options : ChangeOptions
        How.
    deflators : YearlyDeflators or None
        The price indices of ``options.deflators``.
    scheduler : str, optional
        As for `changes_between`.

    Raises
    ------
    TanmaiError
        As for `changes_between`, where deflators or current prices were asked for.
    """
    method = DECOMPOSITIONS[options.decomposition]
    if deflators is None and not options.current_prices:
        return reasons_by_default(studies, method=method, scheduler=scheduler)
    changes = changes_between(studies, deflators, method=method, scheduler=scheduler)
    return Reasons(changes, deflators)


def reasons_by_default(
    studies: Mapping[str, Study], *, method: str, scheduler: str | None = None
) -> Reasons:
    """Decompose the changes at constant prices with the embedded deflators, where they fit.

    Prices are those of the first year of all. Whatever stands in the way is said, since no
    decomposition was asked for by name.

    Parameters
    ----------
    studies : mapping
        Studies of the same regions by name, in their order.
    method : str
        One of `tanmai.analysis.METHODS`.
    scheduler : str, optional
        As for `changes_between`.
    """
    tables = [study.table for study in studies.values()]
    why_not = why_not_deflated(tables)
    if why_not is not None:
        return Reasons(why_not=why_not)
    first = next(iter(studies.values()))
    base_year = min(table.year for table in tables)
    deflators = embedded_deflators(first.scheme, first.options.scheme, base_year)
    if deflators is None:
        unknown = message("no price indices exist for the classification of sectors")
        return Reasons(why_not=unknown)
    try:
        changes = changes_between(studies, deflators, method=method, scheduler=scheduler)
    except TanmaiError as error:
        return Reasons(why_not=error.message)
    return Reasons(changes, deflators)


def decomposition_table(changes: Sequence[Change]) -> pd.DataFrame:
    """Return the effects of every factor on every region, in both readings.

    Returns
    -------
    DataFrame
        ``from_study``, ``to_study``, ``reading`` (as for `Change.effects`), ``prices``,
        ``adcode``, ``province_zh``, ``province_en``, each factor, ``change`` and
        ``residual``, the change less its effects; in the unit of the emissions, which
        stands behind their names.
    """
    return pd.concat(
        [_rows(change, reading) for change in changes for reading in READINGS], ignore_index=True
    )


def _rows(change: Change, reading: str) -> pd.DataFrame:
    taken = change.decomposition
    effects = change.effects(reading)
    residual = effects["change"] - effects[list(change.factors)].sum(axis=1)
    names = pd.DataFrame(
        {
            "from_study": change.first,
            "to_study": change.second,
            "reading": reading,
            "prices": taken.prices,
            "adcode": [region.code for region in taken.regions],
            "province_zh": [region.name_zh for region in taken.regions],
            "province_en": [region.name_en for region in taken.regions],
        },
        index=effects.index,
    )
    return names.join(effects.assign(residual=residual).add_suffix(f"_{header(taken.unit)}"))


def decomposition_record(
    changes: Sequence[Change], deflators: YearlyDeflators | None
) -> dict[str, Any]:
    """Return what ``run.json`` says of a decomposition: how it was made, and what it left."""
    return {
        "method": changes[0].decomposition.method,
        "prices": changes[0].decomposition.prices,
        "factors": list(changes[0].factors),
        "base_year": None if deflators is None else deflators.base_year,
        "deflators": _named(deflators),
        "inputs_sha256": {} if deflators is None else input_files(deflators.path),
        "residuals": {
            f"{change.first}-{change.second}": change.decomposition.residual for change in changes
        },
        "treatments": sorted(
            {done for change in changes for done in change.decomposition.treatments}
        ),
    }


def _named(deflators: YearlyDeflators | None) -> str | None:
    if deflators is None:
        return None
    return str(DEFLATORS_SOURCE) if deflators.path == DEFLATORS else Path(deflators.path).name
