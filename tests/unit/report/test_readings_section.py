from __future__ import annotations

import re

import pytest

from embedded import embedded_study
from tanmai.accounting.readings import READINGS
from tanmai.report.readings import findings, readings_section
from tanmai.report.shown_readings import MOST_ROWS, shown_paths, shown_readings
from tanmai.report.study_page import page
from tanmai.report.voice import Voice


@pytest.fixture(scope="module")
def study():
    return embedded_study(focus="mining", top=8)


@pytest.fixture(scope="module")
def frame(study):
    return study.tables["readings"]


def test_a_path_that_stands_is_among_the_first_ten_of_the_table_throughout(study, frame):
    found = findings(Voice("en", study))
    paths = frame[frame["what"] == "path"]
    ranks = paths.assign(name=paths["from_en"] + " → " + paths["to_en"]).groupby("name")["rank"]
    said = [line for line in (*found.stands, *found.turns) if "among the first 10" in line]
    assert len(said) == 5
    for line in said:
        name = re.match(r"(.+?) is (not )?", line)
        low, high = ranks.get_group(name[1]).min(), ranks.get_group(name[1]).max()
        assert f"ranks {low} to {high}" in line or f"rank {low})" in line
        assert (high <= 10) == (name[2] is None) == (line in found.stands)


def test_the_largest_path_of_every_reading_is_said(study, frame):
    found = findings(Voice("en", study))
    leaders = frame[(frame["what"] == "path") & (frame["rank"] == 1)]
    names = set(leaders["from_en"] + " → " + leaders["to_en"])
    (line,) = [text for text in (*found.stands, *found.turns) if "largest" in text]
    assert all(name in line for name in names)
    assert (len(names) == 1) == (line in found.stands)


def test_directions_are_those_of_the_table(study, frame):
    found = findings(Voice("en", study))
    nets = frame[frame["what"] == "net_outflow"]
    signs = (nets["MtCO2"] > 0).groupby(nets["from_en"]).agg(["min", "max"])
    senders = set(signs.index[signs["min"]])
    turning = set(signs.index[signs["min"] != signs["max"]])
    (line,) = [text for text in found.stands if text.startswith("Net exporters")]
    assert f"({len(senders)})" in line
    assert all(name in line for name in senders)
    said = [text for text in found.turns if text.startswith("The direction")]
    assert {re.search(r"net flow of (.+) depends", text)[1] for text in said} == turning


def test_the_concordance_is_that_of_the_table(study):
    table = study.tables["reading_agreement"].set_index(["what", "over"])["kendalls_w"]
    said = findings(Voice("zh", study)).agreement
    assert f"全部流量 {table['flow', 'all']:.2f}" in said
    assert f"净流出 {table['net_outflow', 'all']:.2f}" in said


def test_the_picture_holds_the_largest_paths_and_the_other_scheme(study):
    compared = study.readings
    shown = shown_readings(compared)
    assert [each.reading for each in shown[:-1]] == list(READINGS)
    assert (shown[-1].scheme, shown[-1].reading) == ("s26", "exports_as_sink")
    ends = shown_paths(compared, study.paths)
    assert len(ends) == min(MOST_ROWS, len(compared.paths(study.paths)))
    first = [tuple(map(int, divmod(each.between.argmax(), 31))) for each in compared.made]
    assert set(first) <= set(ends)


@pytest.fixture(scope="module")
def html(study, stub_pictures):
    return page(study, stub_pictures).html()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_says_what_stands_and_what_the_readings_are(study, language, html):
    section = readings_section(Voice(language, study))
    for line in (*section["readings"].stands, *section["readings"].turns):
        assert line.replace("'", "&#39;") in html
    for title, meaning in section["meanings"]:
        assert title in html
        assert meaning in html
    totals = section["reading_totals_table"]
    assert len(totals.rows) == len(READINGS)


def test_a_study_under_another_reading_says_so(textbook_study, stub_pictures):
    study = embedded_study(table="textbook-mini", reading="final_producer", lang="en")
    assert "（计入最终产品生产地）" in Voice("zh", study).topic
    html = page(study, stub_pictures).html()
    assert "exports are counted as demand of the province that ships them" in html
    assert "This study defines flows as “final producer”" in html
    assert "Exports</b> count as demand of the province that ships them" in html
    assert "This study defines flows" not in page(textbook_study, stub_pictures).html()
