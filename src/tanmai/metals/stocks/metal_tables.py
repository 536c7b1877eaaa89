"""Metals that were solved, as tables: long, with the metal, the scenario and the year."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

import pandas as pd

from tanmai.metals.model_parts import MASS_IN_TONNES
from tanmai.metals.stocks.definition import (
    CENTRAL,
    CENTRAL_SCENARIO,
    LEVERS,
    MetalDefinition,
    Reserves,
    Source,
    Uncertain,
)
from tanmai.metals.stocks.definition_checks import cited_parts
from tanmai.metals.stocks.exploration import Draws
from tanmai.metals.stocks.lifetimes import Lifetime
from tanmai.metals.stocks.series import Cited, Series
from tanmai.metals.stocks.supply import (
    PATHS,
    Supplied,
    balance_year,
    crossing_year,
    exhaustion_year,
    stock_crossing_year,
)
from tanmai.metals.stocks.system import MetalSystem

SET_BY_SCENARIO = "set by the scenario"
"""Source of a number that a scenario sets."""
_LARGE = 1e4
_SHOWN = (2030, 2050, 2080, 2100)


@dataclass(frozen=True, eq=False)
class MetalCase:
    """A metal and all that was solved of it.

    Attributes
    ----------
    definition : MetalDefinition
    systems, supplied : dict
        By key of the scenario, the central one first.
    crossing : DataFrame or None
        The crossing year over recovery and demand.
    draws : Draws or None
    shares : DataFrame or None
        Shares of the variance.
    """

    definition: MetalDefinition
    systems: dict[str, MetalSystem]
    supplied: dict[str, Supplied]
    crossing: pd.DataFrame | None
    draws: Draws | None
    shares: pd.DataFrame | None

    @property
    def central(self) -> MetalSystem:
        """The central scenario."""
        return self.systems[CENTRAL]

    @property
    def milestone_years(self) -> list[int]:
        """The base year, and the years after it that tables for people show."""
        definition = self.definition
        later = [y for y in _SHOWN if definition.base_year < y <= definition.last_year]
        return [definition.base_year, *later]

    @property
    def tonnes(self) -> float:
        """Tonnes in the unit that is shown."""
        return MASS_IN_TONNES[self.definition.unit]


def stock_tables(cases: Sequence[MetalCase]) -> dict[str, pd.DataFrame]:
    """Return the tables of stocks and scrap by their stems; mass in tonnes."""
    return {
        "stocks": _all(_stocks(case) for case in cases),
        "metal_flows": _all(_flows(case) for case in cases),
        **_common(cases),
    }


def supply_tables(cases: Sequence[MetalCase]) -> dict[str, pd.DataFrame]:
    """Return the tables of supply by their stems; mass in tonnes."""
    grids = [_crossing(case) for case in cases]
    return {
        "milestones": _all(_milestones(case) for case in cases),
        "supply": _all(_supply(case) for case in cases),
        "crossing": _all(grids),
        **_common(cases),
    }


def _common(cases: Sequence[MetalCase]) -> dict[str, pd.DataFrame]:
    tables = {"inputs": _all(_inputs(case) for case in cases)}
    if all(case.draws is not None for case in cases):
        tables["intervals"] = _all(_intervals(case) for case in cases)
        tables["what_matters"] = _all(
            case.shares.assign(metal=case.definition.name)
            for case in cases
            if case.shares is not None
        )
    return tables


def _all(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    whole = pd.concat(list(frames), ignore_index=True)
    return whole[["metal", *(name for name in whole.columns if name != "metal")]]


def _labelled(frame: pd.DataFrame, case: MetalCase, scenario: str) -> pd.DataFrame:
    frame.insert(0, "scenario", scenario)
    frame.insert(0, "metal", case.definition.name)
    return frame


def _stocks(case: MetalCase) -> pd.DataFrame:
    """Return inflow, scrap, dissipation and stock by scenario, use and year, in tonnes."""
    parts = []
    for key, system in case.systems.items():
        for number, use in enumerate(case.definition.uses):
            frame = pd.DataFrame(
                {
                    "use": use.key,
                    "name_en": use.name_en,
                    "name_zh": use.name_zh,
                    "year": system.years,
                    "inflow_t": system.uses.inflow[:, number],
                    "scrap_t": system.flows["scrap"][:, number],
                    "dissipated_t": system.flows["dissipated"][:, number],
                    "stock_t": system.uses.stock[:, number],
                }
            )
            parts.append(_labelled(frame, case, key))
    return pd.concat(parts, ignore_index=True)


def _flows(case: MetalCase) -> pd.DataFrame:
    """Return every flow by scenario and year, in tonnes."""
    parts = []
    for key, system in case.systems.items():
        columns = {f"{flow}_t": system.total(flow) for flow in system.flows}
        parts.append(_labelled(pd.DataFrame({"year": system.years, **columns}), case, key))
    return pd.concat(parts, ignore_index=True)


def _supply(case: MetalCase) -> pd.DataFrame:
    parts = []
    for key, supplied in case.supplied.items():
        frame = pd.DataFrame(
            {
                "year": supplied.years,
                "need_t": supplied.need,
                **{f"{path}_t": supplied.by_path[path] for path in PATHS},
                "dependence": supplied.dependence,
                "secondary_share": supplied.secondary_share,
                "ceiling": supplied.ceiling,
                "mined_since_t": supplied.mined,
                "primary_need_since_t": supplied.primary_need,
            }
        )
        for name, course in (("reserves_t", supplied.reserves), ("cap_t", supplied.mine_cap)):
            frame[name] = pd.array(
                course if course is not None else [pd.NA] * len(frame), "Float64"
            )
        parts.append(_labelled(frame, case, key))
    return pd.concat(parts, ignore_index=True)


def milestones(system: MetalSystem, supplied: Supplied) -> dict[str, int | float | None]:
    """Return the years and numbers that sum up a scenario; a year that never comes is None."""
    last = len(supplied.years) - 1
    base = system.at(system.definition.base_year)
    reserves = None if supplied.reserves is None else float(supplied.reserves[last])
    need = float(supplied.primary_need[last])
    return {
        "crossing_year": crossing_year(system, supplied),
        "balance_year": balance_year(system),
        "stock_crossing_year": stock_crossing_year(system, supplied),
        "mines_exhausted": exhaustion_year(supplied, supplied.mined),
        "primary_need_reaches_reserves": exhaustion_year(supplied, supplied.primary_need),
        "dependence_base_year": float(supplied.dependence[base]),
        "dependence_last_year": float(supplied.dependence[last]),
        "secondary_share_last_year": float(supplied.secondary_share[last]),
        "ceiling_last_year": float(supplied.ceiling[last]),
        "primary_need_over_reserves": None if reserves is None else need / reserves,
    }


def _milestones(case: MetalCase) -> pd.DataFrame:
    rows = [
        {"metal": case.definition.name, "scenario": key} | milestones(system, case.supplied[key])
        for key, system in case.systems.items()
    ]
    frame = pd.DataFrame(rows)
    years = list(frame.columns[2:7])
    return frame.astype(dict.fromkeys(years, "Int64") | {frame.columns[-1]: "Float64"})


def _crossing(case: MetalCase) -> pd.DataFrame:
    assert case.crossing is not None
    long = case.crossing.reset_index().melt("demand", var_name="recovery", value_name="year")
    return long.assign(metal=case.definition.name)


def _intervals(case: MetalCase) -> pd.DataFrame:
    assert case.draws is not None
    return case.draws.intervals().assign(metal=case.definition.name)


def _inputs(case: MetalCase) -> pd.DataFrame:
    """Return every number that went in, with its source, and whether it is an assumption."""
    definition = case.definition
    rows = []
    for where, part in cited_parts(definition):
        rows.append(
            {
                "metal": definition.name,
                "what": where,
                "value": _said(part),
                "unit": getattr(part, "unit", None) or "",
                "assumption": assumed_part(part, definition),
                "source": cited(part, definition, attrgetter("citation_en")),
                "note": part.note,
            }
        )
    return pd.DataFrame([*rows, *_levers(definition)])


def _levers(definition: MetalDefinition) -> Iterator[dict[str, str]]:
    """Yield what each scenario sets, besides the series that it cites."""
    for scenario in definition.scenarios:
        for lever in LEVERS:
            value = getattr(scenario, lever)
            if value != getattr(CENTRAL_SCENARIO, lever):
                yield {
                    "metal": definition.name,
                    "what": f"scenarios {scenario.key} {lever}",
                    "value": _number(value),
                    "unit": "",
                    "assumption": "yes",
                    "source": SET_BY_SCENARIO,
                    "note": "",
                }


def assumed_part(part: Cited, definition: MetalDefinition) -> str:
    """Return whether numbers are assumptions: ``yes``, ``no`` or ``partly``."""
    marks = {definition.sources[key].assumed for key in (part.source, *part.printed)}
    return "partly" if len(marks) > 1 else "yes" if marks == {True} else "no"


def cited(part: Cited, definition: MetalDefinition, name: Callable[[Source], str]) -> str:
    """Return the sources of numbers by a name, each other one with the numbers that it prints."""
    sources = definition.sources
    others = (f"{text}: {name(sources[key])}" for key, text in part.printed.items())
    return "; ".join([name(sources[part.source]), *others])


def _said(part: object) -> str:
    """Return the numbers of a part as a text."""
    if isinstance(part, Series):
        if part.is_constant:
            return _number(next(iter(part.values.values())))
        rates = [f"{rate:+.2%}/a {when}" for when, rate in _rates(part) if rate]
        return "; ".join([*(f"{y}: {_number(v)}" for y, v in part.values.items()), *rates])
    if isinstance(part, Lifetime):
        more = f" ± {part.sd:g}" if part.sd else f" a, shape {part.shape:g}" if part.shape else ""
        return f"{part.kind} {part.mean:g}{more}" + ("" if part.shape else " a")
    if isinstance(part, Uncertain):
        return f"{part.low:g} to {part.high:g}"
    assert isinstance(part, Reserves)
    return f"{_number(part.amount)} in {part.year}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= _LARGE else f"{value:g}"


def _rates(series: Series) -> tuple[tuple[str, float], ...]:
    return ("before", series.before), ("after", series.after)
