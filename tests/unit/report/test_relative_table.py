from __future__ import annotations

import numpy as np
import pytest

from tanmai.draw.page import fixed
from tanmai.report.relative_table import relative_table
from tanmai.report.voice import Voice


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_table_shows_what_the_csv_holds(default_study, language):
    table = relative_table(Voice(language, default_study))
    frame = default_study.tables["relative_accounts"]
    shown = [[cell.text for cell in row[1:]] for row in table.rows]
    columns = [
        f"{account}_based_{unit}"
        for unit in ("tCO2_per_person", "tCO2_per_1e4CNY")
        for account in ("production", "consumption")
    ]
    expected = [
        [fixed(value, places) for value, places in zip(row, (2, 2, 3, 3), strict=True)]
        for row in frame[columns].to_numpy()
    ]
    codes = frame["adcode"].astype(str).tolist()
    for code in default_study.table.without_emissions:
        row = expected[codes.index(code)]
        row[0] = row[2] = "—"  # nobody knows what is emitted there
    assert shown == expected
    assert ("国家统计局" if language == "zh" else "National Bureau of Statistics") in table.note


def test_all_together_is_the_sum_over_the_people(default_study):
    table = relative_table(Voice("en", default_study))
    people = 1e4 * np.sum(list(default_study.population.values()))
    whole = 1e6 * default_study.accounts.production_based.sum() / people
    assert table.total[1].text == fixed(whole, 2)


def test_without_a_population_there_is_no_table(textbook_study):
    assert relative_table(Voice("en", textbook_study)) is None
