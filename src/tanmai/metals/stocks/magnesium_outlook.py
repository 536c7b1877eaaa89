"""Magnesium in use under an outlook of its industry: the outlook's demand and output to 2030."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tanmai.core.errors import OptionError
from tanmai.core.messages import Name, message
from tanmai.metals.magnesium.industry.outlook import run_outlook
from tanmai.metals.magnesium.industry.outlook_scenario import scenario_parameters
from tanmai.metals.model_parts import MASS_IN_TONNES
from tanmai.metals.stocks.definition import MetalDefinition, Source
from tanmai.metals.stocks.series import FloatArray, Series

_SOURCE = "outlook"
_EXPORTS = "exports"


def outlook_files(scenario: str) -> tuple[Path, ...]:
    """Return the files that an outlook is read from."""
    return scenario_parameters(scenario).files


def with_outlook(definition: MetalDefinition, scenario: str) -> MetalDefinition:
    """Return magnesium with the demand and the output of an outlook of the industry.

    What enters use at home is the outlook's demand less exports, mines yield its output. After
    the outlook both grow as the definition's own demand does from the outlook's last year on.

    Parameters
    ----------
    definition : MetalDefinition
        A definition of magnesium with a total.
    scenario : str
        ``baseline``, ``policy``, ``technology`` or ``international``.

    Raises
    ------
    OptionError
        The metal has no total or no mines, or ends before the outlook does.
    LabelError, FileError, UnitError
        As in `scenario_parameters`.
    """
    if definition.total is None or definition.supply.mine is None:
        raise OptionError(
            message(
                "{definition} has no [total] or no mines that an outlook could replace.",
                definition=definition.name,
            )
        )
    found = run_outlook(scenario, scenario_parameters(scenario))
    if definition.last_year <= found.years[-1]:
        raise OptionError(
            message(
                "{definition} ends in {last_year}, and the outlook in {years}; let it run further.",
                definition=definition.name,
                last_year=definition.last_year,
                years=found.years[-1],
            )
        )
    home = sum(
        (tonnes for use, tonnes in found.demand.items() if use != _EXPORTS),
        np.zeros((len(found.years), 1)),
    )
    output = found.output.sum(axis=(2, 3))
    rate = _growth(definition.total, found.years[-1], definition.last_year)
    supply = definition.supply.model_copy(
        update={"mine": _joined(definition.supply.mine, found.years, output[:, 0], rate)}
    )
    citation_zh, citation_en = message(
        "Outlook of the magnesium industry, {scenario} (tanmai magnesium outlook); growth of the "
        "central demand after it",
        scenario=Name(found.title("zh"), found.title("en")),
    ).pair
    source = Source(citation_en=citation_en, citation_zh=citation_zh)
    return definition.model_copy(
        update={
            "total": _joined(definition.total, found.years, home[:, 0], rate),
            "supply": supply,
            "sources": {**definition.sources, _SOURCE: source},
        }
    )


def _growth(series: Series, first: int, last: int) -> float:
    """Return the growth per year of a series from one year to another."""
    ends = series.over(np.array([first, last]))
    return float((ends[1] / ends[0]) ** (1 / (last - first)) - 1)


def _joined(series: Series, years: tuple[int, ...], tonnes: FloatArray, rate: float) -> Series:
    """Return a series in tonnes: what it holds before the outlook, the outlook, and growth."""
    held = [year for year in series.values if year < years[0]]
    assert series.unit is not None  # checked when the definition is read
    before = series.over(np.array(held)) * MASS_IN_TONNES[series.unit]
    values = dict(zip(held, map(float, before), strict=True))
    values |= dict(zip(years, map(float, tonnes), strict=True))
    return Series(
        values=values, before=series.before, after=rate, unit="t", source=_SOURCE, note=series.note
    )
