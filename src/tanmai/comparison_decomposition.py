"""Why the carbon behind final demand changed from each study of a comparison to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pandas as pd

from tanmai.accounts import CarbonAccounts, carbon_accounts
from tanmai.decomposition import FACTORS, StructuralDecomposition, YearlyDeflators, decompose_change
from tanmai.parallel import mapped
from tanmai.study import Study
from tanmai.tables import input_files
from tanmai.units import header

READINGS = ("emitted_for", "emitted_in")
_Year = tuple[CarbonAccounts, Mapping[str, float]]
# Without a population, final demand is one factor: per head and heads cannot be told apart.
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
        """The factors that are told apart."""
        if self.per_head:
            return FACTORS
        return (*FACTORS[:-2], _DEMAND_LEVEL)

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
        frame.columns = [*FACTORS, "change"]
        if self.per_head:
            return frame
        level = frame.pop("demand_per_head") + frame.pop("population")
        frame.insert(len(FACTORS) - 2, _DEMAND_LEVEL, level)
        return frame


def changes_between(
    studies: Mapping[str, Study],
    deflators: YearlyDeflators | None,
    *,
    scheduler: str | None = None,
) -> tuple[Change, ...]:
    """Decompose the change of the flows from each study to the next, by the polar average.

    Parameters
    ----------
    studies : mapping
        Studies of the same regions and sectors by name, in their order. Where one has no
        population, final demand is one factor.
    deflators : YearlyDeflators or None
        Price indices of every year; None to compare at current prices all the same.
    scheduler : str, optional
        Address of a Dask scheduler; by default threads. See `tanmai.parallel.mapped`.

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
    found = mapped(_decomposed, prices, list(pairwise(years)), scheduler=scheduler)
    return tuple(
        Change(first, second, decomposition, per_head=per_head)
        for (first, second), decomposition in zip(pairwise(studies), found, strict=True)
    )


def _at_its_prices(deflators: YearlyDeflators, accounts: CarbonAccounts) -> CarbonAccounts:
    """Return the accounts of a table at constant prices."""
    return carbon_accounts(deflators.deflated(accounts.table), focus=accounts.focus)


def _decomposed(prices: str, pair: tuple[_Year, _Year]) -> StructuralDecomposition:
    (first, first_heads), (second, second_heads) = pair
    return decompose_change(first, second, (first_heads, second_heads), prices=prices)


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
        "inputs_sha256": {} if deflators is None else input_files(deflators.path),
        "residuals": {
            f"{change.first}-{change.second}": change.decomposition.residual for change in changes
        },
        "treatments": sorted(
            {done for change in changes for done in change.decomposition.treatments}
        ),
    }
