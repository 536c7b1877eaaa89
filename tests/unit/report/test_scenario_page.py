"""The page of scenarios: it opens with what changes, in the words of its pressure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

import tanmai as tm
from tanmai.report.page_table import UNKNOWN
from tanmai.report.scenario_page import scenario_edition
from tanmai.report.scenario_pictures import moving_flows, price_parts, scenario_pictures
from tanmai.report.scenario_result import ScenarioResult

if TYPE_CHECKING:
    from pathlib import Path

SCENARIOS = """
[scenario.less]
name_en = "Less manufacturing"
name_zh = "少制造"

[[scenario.less.change]]
kind = "final-demand"
provinces = "Zhejiang"
sectors = "02"
factor = 0.5

[scenario.price]
carbon_price = { price = 100 }
"""
WATER = """province,sector_code,用水量（亿立方米）
浙江,01,2
浙江,02,12
陕西,01,8
陕西,02,5
"""
SAME = """
[scenario.same]
[[scenario.same.change]]
kind = "emission-factor"
sectors = "01"
factor = 1
"""


def made(folder: Path, text: str, **options: object) -> ScenarioResult:
    file = folder / "scenarios.toml"
    file.write_text(text, encoding="utf-8")
    return tm.scenarios("textbook-mini", file, **options)


@pytest.fixture
def result(tmp_path: Path) -> ScenarioResult:
    return made(tmp_path, SCENARIOS)


def test_it_opens_with_what_changes_by_how_much_and_where(result: ScenarioResult) -> None:
    english, chinese = (scenario_edition(result, [], result.voice(one)) for one in ("en", "zh"))
    totals = result.tables["scenarios"].set_index("scenario")
    change = totals.loc["less", "emitted_change_MtCO2"]
    share = -100 * change / totals.loc["base", "emitted_MtCO2"]
    said = english.findings[0].replace("\N{NO-BREAK SPACE}", " ")
    begins = f"Less manufacturing: emissions fall by {-change:.1f} Mt CO₂ ({share:.0f} %). "
    assert said.startswith(begins)
    assert english.key_figures[0].value.startswith("−")
    assert english.findings[1].startswith("price: emissions and flows stay as they are. A price")
    assert chinese.findings[0].startswith("少制造：排放减少")
    changed = english.context["findings"][0].paragraphs[0]
    assert changed.endswith("of Zhejiang for Manufacturing × 0.5.")


def test_flows_that_grow_and_shrink_are_those_of_the_table(result: ScenarioResult) -> None:
    grow, shrink = moving_flows(result.numbers, result.numbers.wanted[0])
    flows = result.tables["scenario_flows"]
    flows = flows[(flows["scenario"] == "less") & (flows["from_adcode"] != flows["to_adcode"])]
    change = flows["change_MtCO2"]
    assert grow["value"].sum() == pytest.approx(change[change > 0].sum())
    assert shrink["value"].sum() == pytest.approx(-change[change < 0].sum())


def test_the_parts_of_a_rise_are_its_cost_and_that_of_its_suppliers(result: ScenarioResult) -> None:
    parts = price_parts(result.numbers, result.numbers.wanted[1])
    rises = result.tables["price_by_sector"]
    x = tm.load("textbook-mini").x
    weighted = pd.Series(x * rises["price_rise_percent"]).groupby(rises["sector_code"]).sum()
    output = pd.Series(x).groupby(rises["sector_code"]).sum()
    np.testing.assert_allclose(parts.sum(axis=1), weighted / output)
    assert (parts["upstream"] > 0).all()


def test_what_changes_nothing_has_no_map(tmp_path: Path) -> None:
    same = made(tmp_path, SAME)
    assert not scenario_pictures(same.numbers)
    edition = scenario_edition(same, [], same.voice("en"))
    assert edition.findings == ["same: emissions and flows stay as they are."]
    assert [part.stem for part in edition.context["findings"]] == ["changed"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_of_water_says_nothing_of_carbon(tmp_path: Path, language: str) -> None:
    desk = tmp_path / "water.csv"
    desk.write_text(WATER, encoding="utf-8")
    text = SCENARIOS.partition("[scenario.price]")[0]
    result = made(tmp_path, text, emissions=desk, pressure="water")
    edition = scenario_edition(result, [], result.voice(language))
    said = [edition.title, *edition.findings]
    for part in edition.context["findings"]:
        said += [part.title, *part.paragraphs]
        for table in part.tables:
            said += [table.caption, *(column.title + column.unit for column in table.columns)]
    assert not re.search("CO₂|[Cc]arbon|[Ee]mi(t|ssion)|碳|排放", " ".join(said))
    assert {"zh": "用水", "en": "water use"}[language] in edition.title


def test_what_a_region_without_data_emits_is_a_dash(tmp_path: Path) -> None:
    file = tmp_path / "scenarios.toml"
    text = '[scenario.a]\n[[scenario.a.change]]\nkind = "final-demand"\nfactor = 0.9\n'
    file.write_text(text, encoding="utf-8")
    result = tm.scenarios("cn31-2017", file, scheme="s26")
    edition = scenario_edition(result, [], result.voice("en"))
    accounts = next(p for p in edition.context["findings"] if p.stem == "accounts").tables[0]
    row = next(row for row in accounts.rows if row[0].text == "Tibet")
    assert [row[1].text, row[2].text, row[5].text] == [UNKNOWN] * 3
    assert row[3].text != UNKNOWN
