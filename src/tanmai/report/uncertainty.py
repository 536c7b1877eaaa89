"""Uncertainty of the results of a study: its draws in sentences, tables and a picture."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tanmai.analysis.intervals import Ensemble
from tanmai.core.units import header
from tanmai.draw.page import fixed
from tanmai.report.page_table import NAME, TEXT, Cell, Column, PageTable, number, words
from tanmai.report.speech import NBSP
from tanmai.report.voice import Voice
from tanmai.studies.uncertainty_statements import assumptions, left_out, statements

_MOST_PATHS = 20
_ACCOUNTS = {
    "production_based": ("生产侧", "Production-based"),
    "consumption_based": ("消费侧", "Consumption-based"),
    "net_outflow": ("净流出", "Net outflow"),
    "key_province": ("综合名次", "Composite rank"),
}


def uncertainty_section(say: Voice) -> dict[str, Any]:
    """Return what the section speaks of: sentences and tables; None where nothing was drawn."""
    drawn = say.study.ensemble
    if drawn is None:
        return {"drawn": None}
    return {
        "drawn": {
            "statements": statements(drawn, say.language),
            "assumptions": assumptions(drawn, say.language),
            "left_out": left_out(say.language),
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
            words(say(row["province_zh"], row["province_en"])),
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
    interval = say("90% 区间", f"90{NBSP}% interval")
    return PageTable(
        stem="account-intervals",
        caption=say(
            f"各{say.place}账户的区间{say.topic}，{say.unit}",
            f"Intervals of the accounts by {say.place}{say.topic}, {say.unit}",
        ),
        columns=(
            Column(say.place.capitalize(), NAME),
            *(
                column
                for name in accounts
                for column in (Column(say(*_ACCOUNTS[name])), Column(interval, TEXT))
            ),
            Column(say("净流向不变", "Direction kept"), unit="%"),
        ),
        rows=tuple(rows),
    )


def _ranks(say: Voice, drawn: Ensemble) -> PageTable:
    frame = drawn.rank_intervals()
    by_region = {
        name: part.set_index("adcode").to_dict("index") for name, part in frame.groupby("account")
    }
    order = frame[frame["account"] == "key_province"]["adcode"]
    rows = [
        (
            words(
                say(
                    by_region["key_province"][code]["province_zh"],
                    by_region["key_province"][code]["province_en"],
                )
            ),
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
            f"名次及其 90% 区间，与属于前五的抽样占比{say.topic}",
            f"Ranks, their 90{NBSP}% intervals, and the share of draws among the "
            f"first five{say.topic}",
        ),
        columns=(
            Column(say.place.capitalize(), NAME),
            *(
                column
                for name in _ACCOUNTS
                for column in (
                    Column(say(*_ACCOUNTS[name])),
                    Column(say("前五", "First five"), unit="%"),
                )
            ),
        ),
        rows=tuple(rows),
        note=say(
            "综合名次按七项网络指标名次的平均，每次抽样重新计算。",
            "Composite rank: by the mean of the ranks in seven measures of the network, taken anew "
            "in each draw.",
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
            f"最大流动的区间，与属于前五、前二十的抽样占比{say.topic}",
            f"Intervals of the largest flows, and the share of draws among the five and the twenty "
            f"largest{say.topic}",
        ),
        columns=(
            Column(say("路径", "Path"), NAME),
            Column(say("流量", "Flow"), unit=say.unit),
            Column(say("90% 区间", f"90{NBSP}% interval"), TEXT, say.unit),
            Column(say("前五", "First five"), unit="%"),
            Column(say("前二十", "First twenty"), unit="%"),
        ),
        rows=tuple(rows),
    )


def _interval(say: Voice, low: float, high: float) -> Cell:
    return words(f"{say.amount(low)}{NBSP}…{NBSP}{say.amount(high)}")


def _share(percent: float) -> Cell:
    return number(fixed(percent, 0), percent)
