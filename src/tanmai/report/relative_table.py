"""The table of a page that sets accounts against people and money."""

from __future__ import annotations

import numpy as np

from tanmai.accounting.relative import PERSONS_PER_UNIT, region_series
from tanmai.core.language import fixed
from tanmai.core.messages import message
from tanmai.core.units import TONNES_PER_MEGATONNE
from tanmai.report.page_table import NAME, Column, PageTable, number, unknown, words
from tanmai.report.voice import Voice
from tanmai.studies.national_statistics import POPULATION_SOURCE

_ACCOUNTS = {
    "production_based": message("Production-based"),
    "consumption_based": message("Consumption-based"),
}


def relative_table(say: Voice) -> PageTable | None:
    """Return emissions per person and per GDP of every region; None without a population."""
    study = say.study
    frame, people = study.relative_accounts, study.population
    if frame is None or people is None:
        return None
    columns = [Column(say.place.capitalize(), NAME)]
    decimals = []
    for unit, name_of_unit, places in (
        ("tCO2_per_person", say("t CO₂ per person"), 2),
        ("tCO2_per_1e4CNY", say.unit_name("t CO2/10^4 CNY"), 3),
    ):
        for name, title in _ACCOUNTS.items():
            columns.append(Column(say(title), unit=name_of_unit))
            decimals.append((f"{name}_{unit}", places))
    rows = [
        (
            words(say.marked(region)),
            *(
                unknown()
                if column.startswith("production") and say.is_unknown(region)
                else number(fixed(row[column], places), row[column])
                for column, places in decimals
            ),
        )
        for region, row in zip(study.table.regions, frame.to_dict("records"), strict=True)
    ]
    totals = _of_all(say)
    return PageTable(
        stem="relative",
        caption=say(
            "Emissions per person and per unit of GDP by {place}{topic}, {year}",
            place=say.place,
            topic=say.topic,
            year=study.table.year,
        ),
        columns=tuple(columns),
        rows=tuple(rows),
        total=(
            words(say("All")),
            *(
                number(fixed(value, places), value)
                for value, (_, places) in zip(totals, decimals, strict=True)
            ),
        ),
        note=_note(say),
        regions=tuple((code,) for code in study.table.index.region_codes),
    )


def _of_all(say: Voice) -> list[float]:
    """Return the quotients of all regions together, in the order of the columns."""
    study = say.study
    people = PERSONS_PER_UNIT * region_series(
        study.table, study.population or {}, message("population")
    )
    money = study.table.total_value_added.sum()
    tonnes = [TONNES_PER_MEGATONNE * getattr(study.accounts, name).sum() for name in _ACCOUNTS]
    return [float(each / whole) for whole in (np.sum(people), money) for each in tonnes]


def _note(say: Voice) -> str:
    gdp = say("GDP: value added of the table, at its prices.")
    if say.study.options.population is not None:
        people = say("Population: provided by the user.")
    else:
        people = say(
            "Population: {source}.",
            source=POPULATION_SOURCE,
        )
    return f"{people}{say.gap}{gdp}{say.gap}{say.star}".rstrip()
