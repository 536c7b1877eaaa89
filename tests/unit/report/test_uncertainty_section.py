from __future__ import annotations

import numpy as np
import pytest
from markupsafe import escape

from tanmai.core.messages import LANGUAGES
from tanmai.report.content import limits, sections
from tanmai.report.study_page import page
from tanmai.report.uncertainty import interval_material, uncertainty_section
from tanmai.report.voice import Voice
from tanmai.studies.files import notes
from tanmai.studies.uncertainty_statements import LEFT_OUT, statements


@pytest.fixture(scope="module")
def drawn_study(small_table, study_of):
    return study_of(small_table, draws=30)


@pytest.fixture(scope="module")
def html(drawn_study) -> str:
    return page(drawn_study, ()).html()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_states_the_uncertainty(drawn_study, html, language) -> None:
    say = Voice(language, drawn_study)
    assert f'id="{language}-uncertainty"' in html
    for sentence in (*statements(drawn_study.ensemble, say), say(LEFT_OUT)):
        assert escape(sentence) in html
        assert sentence in notes(drawn_study)
    assert say(LEFT_OUT) in limits(say)


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_draws_the_page_says_so(textbook_study, language) -> None:
    say = Voice(language, textbook_study)
    assert uncertainty_section(say) == {"drawn": None}
    assert "uncertainty" not in sections(say)
    said = {"zh": "未作不确定性传播", "en": "Uncertainty was not propagated"}
    assert said[language] in limits(say)[-1]
    assert say(LEFT_OUT) not in notes(textbook_study)


def test_tables_hold_the_intervals(drawn_study) -> None:
    accounts, ranks, paths = uncertainty_section(Voice("en", drawn_study))["drawn"]["tables"]
    frame = drawn_study.tables["account_intervals"]
    assert [row[-1].text for row in accounts.rows] == [
        f"{percent:.0f}" for percent in frame["net_outflow_sign_percent"]
    ]
    first = drawn_study.tables["rank_intervals"].set_index(["account", "adcode"])
    code = str(drawn_study.ranking.index[0])
    row = first.loc[("production_based", code)]
    assert ranks.rows[0][1].text == f"{row['rank']} [{row['low']}–{row['high']}]"
    largest = drawn_study.tables["path_intervals"].iloc[0]
    assert paths.rows[0][0].text == f"{largest['from_en']} → {largest['to_en']}"
    assert len(paths.rows) == 6


def test_the_picture_shows_the_table(drawn_study) -> None:
    material = interval_material(drawn_study.ensemble)
    frame = drawn_study.tables["account_intervals"]
    for part, name in (("production", "production_based"), ("net_outflow", "net_outflow")):
        np.testing.assert_array_equal(material[part]["low"], frame[f"{name}_low_MtCO2"])
        np.testing.assert_array_equal(material[part]["high"], frame[f"{name}_high_MtCO2"])
