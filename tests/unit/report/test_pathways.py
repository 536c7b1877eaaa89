"""The pathways of a study in its page, against the paths that were found."""

from __future__ import annotations

import pytest

from hand_made_tables import chain_of_regions, table_of
from tanmai.core.messages import LANGUAGES
from tanmai.report.page_table import NUMBER
from tanmai.report.pathways import (
    overall_paths_table,
    paths_of_flows_table,
    pathways_said,
    routes_table,
)
from tanmai.report.study_page import page
from tanmai.report.voice import Voice

TABLES = (routes_table, paths_of_flows_table, overall_paths_table)


@pytest.fixture(scope="module")
def chain_study(study_of):
    """Three regions in a row; region 0 emits 6 Mt for region 2, 5 of them by way of region 1."""
    return study_of(chain_of_regions(), path_coverage=0.999999)


@pytest.fixture(scope="module")
def unbounded_study(study_of):
    """A table with a negative cell of Z."""
    return study_of(table_of([[1, -1], [2, 1]], [[5, 3], [4, 2]], [1, 1], regions=2))


def texts(row):
    return [str(cell.sort) for cell in row]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("make", TABLES)
def test_every_row_fills_every_column(default_study, make, language):
    table = make(Voice(language, default_study))
    assert len(table.rows) == 20
    for row in table.rows:
        assert len(row) == len(table.columns)
        for cell, head in zip(row, table.columns, strict=True):
            assert head.kind != NUMBER or float(cell.sort) >= 0


def test_a_flow_goes_straight_or_through_a_third_region(chain_study):
    table = routes_table(Voice("en", chain_study))
    rows = {row[0].text: texts(row)[1:] for row in table.rows}
    by_third = rows["Region 0 → Region 2"]
    assert float(by_third[0]) == pytest.approx(6)
    assert float(by_third[1]) == pytest.approx(1 / 6)
    assert by_third[2:4] == ["Region 1 (83\N{NO-BREAK SPACE}%)", "2"]
    assert float(by_third[4]) == pytest.approx(1)
    assert table.regions[list(rows).index("Region 0 → Region 2")] == ("0", "2")


def test_a_path_names_a_region_where_it_enters_it(chain_study):
    table = paths_of_flows_table(Voice("zh", chain_study))
    named = {row[0].text: texts(row)[1] for row in table.rows}
    largest, next_largest = named["区0 → 区2"].split("；")
    assert largest == "区0：部门0 → 区1：部门0 → 区2：部门0（67%）"
    assert next_largest in {"区0：部门0 → 区1：部门0（17%）", "区0：部门0（17%）"}


def test_rows_name_the_sectors_and_the_ends_that_a_choice_follows(default_study):
    say = Voice("en", default_study)
    table = overall_paths_table(say)
    shown = {sector.code for sector in say.shown_sectors}
    for row, ends, sectors in zip(table.rows, table.regions, table.sectors, strict=True):
        assert set(sectors) <= shown
        begins = next(r for r in say.study.table.regions if r.code == ends[0])
        assert texts(row)[1].startswith(f"{begins.name_en}: ")
    assert len(paths_of_flows_table(say).sectors) == 20


def test_printed_bounds_are_no_smaller_than_the_bounds(default_study):
    table = paths_of_flows_table(Voice("en", default_study))
    for row, flow in zip(table.rows, default_study.pathways.flows, strict=True):
        assert flow.paths.cut_off <= float(row[-1].text) <= 1.01 * flow.paths.cut_off


def test_the_sentences_hold_the_shares_that_were_found(chain_study, default_study):
    routes, paths, overall = pathways_said(Voice("en", chain_study))
    # 6 Mt from region 0 and 10 from region 1 for region 2: 1 and 10 of them straight.
    assert routes == (
        "Of the key paths below (16.0\N{NO-BREAK SPACE}Mt CO₂ in total), 69\N{NO-BREAK SPACE}% "
        "runs directly from the region of emission to the region of final demand; the other routes "
        "listed pass mainly through Region 1."
    )
    assert "cover 100\N{NO-BREAK SPACE}% of each flow" in paths
    assert "The largest is Region 2: sector 0 (10.0" in overall
    *_, overall = pathways_said(Voice("zh", default_study))
    found = default_study.pathways.overall
    assert f"所列 {len(found.carbon)} 条路径覆盖 {100 * found.coverage:.1f}% 的排放" in overall


def test_shares_of_all_demand_add_up(default_study):
    table = overall_paths_table(Voice("en", default_study))
    shares = [float(row[3].sort) for row in table.rows]
    assert float(table.rows[-1][4].sort) == pytest.approx(sum(shares))
    assert sum(shares) == pytest.approx(default_study.pathways.overall.coverage)


def test_a_page_without_bounded_paths_says_why(unbounded_study, stub_pictures):
    say = Voice("en", unbounded_study)
    assert [make(say) for make in TABLES] == [None, None, None]
    html = page(unbounded_study, stub_pictures).html()
    assert str(unbounded_study.why_no_pathways)[:40] in html
    assert "Treloar" not in html


def test_a_page_shows_the_tables_and_cites_the_method(chain_study, stub_pictures):
    html = page(chain_study, stub_pictures).html()
    for stem in ("region-routes", "sector-paths", "overall-paths"):
        for language in LANGUAGES:
            assert f'id="{language}-table-{stem}"' in html
    assert "Defourny" in html
