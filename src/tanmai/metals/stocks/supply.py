"""Supply paths, dependence, need against reserves, and when recycling takes over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tanmai.core.errors import TableError
from tanmai.core.messages import message
from tanmai.metals.stocks.series import FloatArray
from tanmai.metals.stocks.system import MetalSystem

PATHS = ("mine", "primary_imports", "secondary", "secondary_imports", "unmet")
"""The four paths of supply, and what none of them meets."""
_SURPLUS_FROM = ("mine", "secondary", "secondary_imports")
_NEGLIGIBLE = 1e-12
"""A whole below this share of the largest part counts as none."""


@dataclass(frozen=True, eq=False)
class Supplied:
    """How the need of a metal is met, by year; mass in tonnes.

    Attributes
    ----------
    years : array of int
    need : array
        What fabrication takes, less the new scrap reclaimed.
    by_path : dict of str to array
        What each of `PATHS` supplies; in each year they add up to the need.
    dependence : array
        (imports - exports and surplus) / need, below zero where more leaves than enters; zero in a
        closed region.
    secondary_share : array
        Secondary metal, domestic and imported, over the need.
    ceiling : array
        Scrap over need, one at most: the share at perfect collection and recovery.
    mined : array
        Ore mined, cumulated from the year after that of the reserves; zero before.
    primary_need : array
        Need less secondary metal, cumulated likewise, as ore.
    reserves : array or None
        What could be mined since that year.
    mine_cap : array or None
        What the hosts yield.
    """

    years: np.ndarray
    need: FloatArray
    by_path: dict[str, FloatArray]
    dependence: FloatArray
    secondary_share: FloatArray
    ceiling: FloatArray
    mined: FloatArray
    primary_need: FloatArray
    reserves: FloatArray | None
    mine_cap: FloatArray | None

    @property
    def paths(self) -> pd.DataFrame:
        """What each path supplies. Index: year. Columns: `PATHS`."""
        return pd.DataFrame(self.by_path, index=pd.Index(self.years, name="year"))


def supply_of(system: MetalSystem) -> Supplied:
    """Account for how the need is met.

    Surplus is taken from mines first, then from recycling. Exports of metal are taken from mines
    and imports of primary metal alike, then from recycling. So the paths add up to the need of
    the region itself.

    Raises
    ------
    TableError
        What has been mined up to the base year is more than the reserves of an earlier year.
    """
    need = system.total("fabricated") - system.total("reclaimed")
    by_path = _after_exports(system)
    imports = system.total("primary_imports") + system.total("secondary_imports")
    exports = system.total("refined_exports") + system.total("surplus")
    is_open = system.definition.supply.trade == "open"
    secondary = by_path["secondary"] + by_path["secondary_imports"]
    since = _since_reserves(system)
    primary = np.maximum(need - secondary, 0.0) / system.inputs.mine_yield
    supplied = Supplied(
        system.years,
        need,
        by_path,
        _ratio(imports - exports, need) if is_open else np.zeros_like(need),
        _ratio(secondary, need),
        np.minimum(_ratio(system.total("scrap"), need), 1.0),
        np.cumsum(np.where(since, system.total("ore"), 0.0)),
        np.cumsum(np.where(since, primary, 0.0)),
        system.inputs.reserves,
        system.inputs.mine_cap,
    )
    _check_supplied(system, supplied)
    return supplied


def _after_exports(system: MetalSystem) -> dict[str, FloatArray]:
    """Return what each path supplies to the region itself."""
    left, surplus = {key: system.total(key) for key in PATHS}, system.total("surplus")
    for key in _SURPLUS_FROM:
        taken = np.minimum(left[key], surplus)
        left[key], surplus = left[key] - taken, surplus - taken
    primary = left["mine"] + left["primary_imports"]
    exports = system.total("refined_exports")
    away = _ratio(np.minimum(exports, primary), primary)
    left["mine"], left["primary_imports"] = (
        (1 - away) * left[key] for key in ("mine", "primary_imports")
    )
    rest = np.maximum(exports - primary, 0.0)
    for key in ("secondary", "secondary_imports"):
        taken = np.minimum(left[key], rest)
        left[key], rest = left[key] - taken, rest - taken
    return left


def _since_reserves(system: MetalSystem) -> np.ndarray:
    definition = system.definition
    first = definition.reserves.year if definition.reserves else definition.base_year
    return np.asarray(system.years > first)


def _ratio(part: FloatArray, whole: FloatArray) -> FloatArray:
    """Return a ratio, zero where there is no whole beside the largest part."""
    least = _NEGLIGIBLE * np.abs(part).max(initial=0.0)
    return np.divide(part, whole, out=np.zeros_like(whole), where=whole > least)


def _check_supplied(system: MetalSystem, supplied: Supplied) -> None:
    definition = system.definition
    if definition.reserves is None or supplied.reserves is None:
        return
    base = min(system.at(definition.base_year), len(system.years) - 1)
    if supplied.mined[base] > supplied.reserves[base]:
        raise TableError(
            message(
                "{definition}: the reserves of {year} ({reserves} t) are below what was mined "
                "from then to {base_year} ({mined} t); correct 'reserves' or 'mine'.",
                definition=definition.name,
                year=definition.reserves.year,
                reserves=f"{supplied.reserves[base]:,.0f}",
                base_year=definition.base_year,
                mined=f"{supplied.mined[base]:,.0f}",
            )
        )


def first_year(years: np.ndarray, reached: np.ndarray) -> int | None:
    """Return the first year in which something is reached, or None."""
    found = np.flatnonzero(reached)
    return int(years[found[0]]) if found.size else None


def crossing_year(system: MetalSystem, supplied: Supplied) -> int | None:
    """Return the first year after the base year with more secondary than primary metal."""
    past = supplied.years > system.definition.base_year
    return first_year(supplied.years, past & (supplied.secondary_share > 0.5))


def balance_year(system: MetalSystem) -> int | None:
    """Return the first year after the base year whose scrap reaches what enters use."""
    past = system.years > system.definition.base_year
    return first_year(system.years, past & (system.total("scrap") >= system.total("inflow")))


def stock_crossing_year(system: MetalSystem, supplied: Supplied) -> int | None:
    """Return the first year after the base year with more metal in use than left in reserves."""
    if supplied.reserves is None:
        return None
    left = supplied.reserves - supplied.primary_need
    past = system.years > system.definition.base_year
    return first_year(system.years, past & (system.uses.stock.sum(axis=1) > left))


def exhaustion_year(supplied: Supplied, cumulated: FloatArray) -> int | None:
    """Return the year in which a cumulated need reaches the reserves, or None to the end."""
    if supplied.reserves is None:
        return None
    return first_year(supplied.years, cumulated >= supplied.reserves)
