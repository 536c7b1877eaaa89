"""Uncertainty of the results of a study: its draws in sentences, tables and a picture."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tanmai.analysis.intervals import Ensemble
from tanmai.core.language import NBSP, fixed
from tanmai.core.messages import message
from tanmai.core.units import header
from tanmai.report.page_table import NAME, TEXT, Cell, Column, PageTable, number, words
from tanmai.report.voice import Voice
from tanmai.studies.uncertainty_statements import LEFT_OUT, assumptions, few_draws, statements

_MOST_PATHS = 20
_ACCOUNTS = {
    "production_based": message("Production-based"),
    "consumption_based": message("Consumption-based"),
    "net_outflow": message("Net outflow"),
    "key_province": message("Key rank"),
}


def uncertainty_section(say: Voice) -> dict[str, Any]:
    """Return what the section speaks of: sentences and tables; None where nothing was drawn."""
    drawn = say.study.ensemble
    if drawn is None:
        return {"drawn": None}
    return {
        "drawn": {
            "statements": statements(drawn, say),
            "assumptions": assumptions(drawn, say),
            "left_out": say(LEFT_OUT),
            "tables": [_accounts(say, drawn), _ranks(say, drawn), _paths(say, drawn)],
        }
    }


def interval_material(drawn: Ensemble) -> dict[str, Any]:
    """Return what `tanmai.draw.charts.interval_chart` takes beside the caption."""
    frame = drawn.account_intervals().set_index("adcode")
    unit = header(drawn.central.table.emission_unit)
    parts = {"production": "production_based", "consumption": "consumption_based"}
    return {
        "regions": drawn.regions,
        "without_data": drawn.central.table.without_emissions,
        **{
            part: pd.DataFrame(
                {
                    "central": frame[f"{name}_{unit}"],
                    "low": frame[f"{name}_low_{unit}"],
                    "high": frame[f"{name}_high_{unit}"],
                }
            )
            for part, name in (parts | {"net_outflow": "net_outflow"}).items()
        },
    }


def _accounts(say: Voice, drawn: Ensemble) -> PageTable:
    unit = header(drawn.central.table.emission_unit)
    accounts = [name for name in _ACCOUNTS if name != "key_province"]
    rows = [
        (
            words(row[f"province_{say.language}"]),
            *(
                cell
                for name in accounts
                for cell in (
                    number(say.amount(row[f"{name}_{unit}"]), row[f"{name}_{unit}"]),
                    _interval(say, row[f"{name}_low_{unit}"], row[f"{name}_high_{unit}"]),
                )
            ),
            _share(row["net_outflow_sign_percent"]),
        )
        for row in drawn.account_intervals().to_dict("records")
    ]
    interval = say("{level} interval", level=say.percent(0.9))
    return PageTable(
        stem="account-intervals",
        caption=say(
            "Intervals of the accounts by {place}{topic}, {unit}",
            place=say.place,
            topic=say.topic,
            unit=say.unit,
        ),
        columns=(
            Column(say.place.capitalize(), NAME),
            *(
                column
                for name in accounts
                for column in (Column(say(_ACCOUNTS[name])), Column(interval, TEXT))
            ),
            Column(say("Direction kept"), unit="%"),
        ),
        rows=tuple(rows),
        note=_with_few(say, drawn, say.star),
    )


def _ranks(say: Voice, drawn: Ensemble) -> PageTable:
    frame = drawn.rank_intervals()
    by_region = {
        name: part.set_index("adcode").to_dict("index") for name, part in frame.groupby("account")
    }
    order = frame[frame["account"] == "key_province"]["adcode"]
    rows = [
        (
            words(by_region["key_province"][code][f"province_{say.language}"]),
            *(
                cell
                for name in _ACCOUNTS
                for row in [by_region[name][code]]
                for cell in (
                    number(f"{row['rank']} [{row['low']}–{row['high']}]", row["rank"]),
                    _share(row["among_top_5_percent"]),
                )
            ),
        )
        for code in order
    ]
    return PageTable(
        stem="rank-intervals",
        caption=say(
            "Ranks, their {level} intervals, and the share of draws among the first five{topic}",
            level=say.percent(0.9),
            topic=say.topic,
        ),
        columns=(
            Column(say.place.capitalize(), NAME),
            *(
                column
                for name in _ACCOUNTS
                for column in (
                    Column(say(_ACCOUNTS[name])),
                    Column(say("First five"), unit="%"),
                )
            ),
        ),
        rows=tuple(rows),
        note=_with_few(
            say,
            drawn,
            say("Key rank: by mean rank over seven network measures, computed again in each draw."),
        ),
    )


def _paths(say: Voice, drawn: Ensemble) -> PageTable:
    unit = header(drawn.central.table.emission_unit)
    rows = [
        (
            words(f"{row[f'from_{say.language}']} → {row[f'to_{say.language}']}"),
            number(say.amount(row[unit]), row[unit]),
            _interval(say, row[f"low_{unit}"], row[f"high_{unit}"]),
            _share(row["among_top_5_percent"]),
            _share(row["among_top_20_percent"]),
        )
        for row in drawn.path_intervals().head(_MOST_PATHS).to_dict("records")
    ]
    return PageTable(
        stem="path-intervals",
        caption=say(
            "Intervals of the largest flows, and the share of draws among the five and the "
            "twenty largest{topic}",
            topic=say.topic,
        ),
        columns=(
            Column(say("Path"), NAME),
            Column(say("Flow"), unit=say.unit),
            Column(say("{level} interval", level=say.percent(0.9)), TEXT, say.unit),
            Column(say("First five"), unit="%"),
            Column(say("First twenty"), unit="%"),
        ),
        rows=tuple(rows),
        note=_with_few(say, drawn, ""),
    )


def _with_few(say: Voice, drawn: Ensemble, note: str) -> str:
    """Return a note, and after it that there are few draws, where there are."""
    few = few_draws(drawn)
    return say.gap.join(text for text in (note, say(few) if few else "") if text)


def _interval(say: Voice, low: float, high: float) -> Cell:
    return words(f"{say.amount(low)}{NBSP}…{NBSP}{say.amount(high)}")


def _share(percent: float) -> Cell:
    return number(fixed(percent, 0), percent)
