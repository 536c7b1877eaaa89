"""The table of a page that sets accounts against people and money."""

from __future__ import annotations

import numpy as np

from tanmai.accounting.relative import PERSONS_PER_UNIT, TONNES_PER_MEGATONNE, region_series
from tanmai.draw.page import fixed
from tanmai.report.page_table import NAME, Column, PageTable, number, words
from tanmai.report.voice import Voice
from tanmai.studies.national_statistics import POPULATION_SOURCE

_ACCOUNTS = {
    "production_based": ("生产侧", "Production-based"),
    "consumption_based": ("消费侧", "Consumption-based"),
}


def relative_table(say: Voice) -> PageTable | None:
    """Return emissions per person and per GDP of every region; None without a population."""
    study = say.study
    frame, people = study.relative_accounts, study.population
    if frame is None or people is None:
        return None
    columns = [Column(say.place.capitalize(), NAME)]
    decimals = []
    for unit, zh, en, places in (
        ("tCO2_per_person", "吨 CO₂/人", "t CO₂ a person", 2),
        ("tCO2_per_1e4CNY", "吨 CO₂/万元", "t CO₂/10⁴ CNY", 3),
    ):
        for name, title in _ACCOUNTS.items():
            columns.append(Column(say(*title), unit=say(zh, en)))
            decimals.append((f"{name}_{unit}", places))
    rows = [
        (
            words(say.marked(region)),
            *(number(fixed(row[column], places), row[column]) for column, places in decimals),
        )
        for region, row in zip(study.table.regions, frame.to_dict("records"), strict=True)
    ]
    totals = _of_all(say)
    return PageTable(
        stem="relative",
        caption=say(
            f"各{say.place}的人均排放与单位 GDP 排放{say.topic}，{study.table.year} 年",
            f"Emissions per person and per GDP by {say.place}{say.topic}, {study.table.year}",
        ),
        columns=tuple(columns),
        rows=tuple(rows),
        total=(
            words(say("全部", "All together")),
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
    people = PERSONS_PER_UNIT * region_series(study.table, study.population or {}, "population")
    money = study.table.total_value_added.sum()
    tonnes = [TONNES_PER_MEGATONNE * getattr(study.accounts, name).sum() for name in _ACCOUNTS]
    return [float(each / whole) for whole in (np.sum(people), money) for each in tonnes]


def _note(say: Voice) -> str:
    gdp = say("GDP 为表内增加值，当年价。", "GDP is the value added of the table, at its prices.")
    if say.study.options.population is not None:
        people = say("人口由用户提供。", "Population is the user's.")
    else:
        people = say(f"人口为{POPULATION_SOURCE[0]}。", f"Population: {POPULATION_SOURCE[1]}.")
    return f"{people}{say('', ' ')}{gdp}{say('', ' ')}{say.star}".rstrip()
