from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import made_up
from embedded import embedded_study
from tanmai.core.messages import LANGUAGES
from tanmai.report.page_table import NUMBER, PageTable
from tanmai.report.provenance_tables import (
    checks_table,
    conservation_table,
    inputs_table,
    power,
    sources_table,
)
from tanmai.report.study_tables import (
    accounts_table,
    imports_table,
    network_table,
    paths_table,
    ranking_table,
)
from tanmai.report.table_of_sectors import sectors_table
from tanmai.report.voice import Voice
from tanmai.studies.options import StudyOptions
from tanmai.studies.study import make_study

ALL = (
    accounts_table,
    ranking_table,
    paths_table,
    sectors_table,
    network_table,
    checks_table,
    conservation_table,
    sources_table,
    inputs_table,
)


def column(table: PageTable, title: str) -> list[float]:
    position = [c.title for c in table.columns].index(title)
    return [float(row[position].sort) for row in table.rows]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("make", ALL)
def test_every_row_fills_every_column(default_study, make, language) -> None:
    table = make(Voice(language, default_study))
    assert table.rows
    assert table.caption
    for row in [*table.rows, *([table.total] if table.total else [])]:
        assert len(row) == len(table.columns)
        for cell, head in zip(row, table.columns, strict=True):
            if head.kind == NUMBER and table.sortable and row is not table.total:
                float(cell.sort)


def test_accounts_hold_the_figures_and_their_sums(default_study) -> None:
    table = accounts_table(Voice("en", default_study))
    accounts = default_study.accounts
    known = [
        region.code not in default_study.table.without_emissions
        for region in default_study.table.regions
    ]
    for title, values in (
        ("Production-based", accounts.production_based),
        ("Net outflow", accounts.net_outflow),
    ):
        shown = np.array(column(table, title))
        assert shown[known] == pytest.approx(values[known], rel=1e-8)
    assert column(table, "Inflow") == pytest.approx(accounts.inflow, rel=1e-8)
    sums = [float(cell.sort) for cell in table.total[1:]]
    assert sums[0] == pytest.approx(accounts.production_based.sum(), rel=1e-8)
    assert sums[4] == pytest.approx(0.0, abs=1e-6)
    assert table.total[5].text == "0.0"


def test_a_missing_inventory_is_marked(default_study) -> None:
    table = accounts_table(Voice("en", default_study))
    assert [row[0].text for row in table.rows if "*" in row[0].text] == ["Tibet*"]
    assert "* No emission inventory" in table.note
    titles = [column.title for column in table.columns]
    (tibet,) = [row for row in table.rows if "*" in row[0].text]
    unknown = {title for title, cell in zip(titles, tibet, strict=True) if cell.text == "—"}
    assert unknown == set(titles[1:]) - {"Consumption-based", "Inflow"}


def test_columns_that_say_nothing_are_left_out(small_table, textbook_study, study_of) -> None:
    with_error = accounts_table(Voice("en", study_of(small_table)))
    without = accounts_table(Voice("en", textbook_study))
    focused = accounts_table(Voice("en", study_of(small_table, focus="02")))
    titles = [[c.title for c in t.columns] for t in (with_error, without, focused)]
    assert ["Balancing" in names for names in titles] == [True, False, True]
    assert ["Households, direct" in names for names in titles] == [True, True, False]
    assert "+ balancing" in with_error.note
    assert "balancing" not in without.note


def test_inventories_without_a_region_are_a_sink_of_their_own(small_table, study_of) -> None:
    study = study_of(made_up.with_stock_change(small_table))
    say, accounts = Voice("en", study), study.accounts
    table = accounts_table(say)
    assert column(table, "Inventories without a region") == pytest.approx(
        accounts.stock_change, rel=1e-8
    )
    assert "= net outflow + export + inventories without a region + balancing." in table.note
    sinks = ("Net outflow", "Export", "Inventories without a region", "Balancing")
    difference = np.subtract(column(table, "Production-based"), column(table, "Consumption-based"))
    assert np.sum([column(table, title) for title in sinks], axis=0) == pytest.approx(
        difference, rel=1e-6
    )
    zh = accounts_table(Voice("zh", study))
    assert "净流出 + 出口 + 未分地区的存货 + 误差项。" in zh.note
    without = accounts_table(Voice("en", study_of(small_table)))
    assert "Inventories" not in "".join(c.title for c in without.columns) + without.note


def test_conservation_holds_inventories_without_a_region(small_table, study_of) -> None:
    study = study_of(made_up.with_stock_change(small_table))
    say = Voice("en", study)
    rows = {row[0].text: row[1].text for row in conservation_table(say).rows}
    stocked = study.accounts.stocked.sum()
    assert abs(stocked) > 1e-3 * study.accounts.direct.sum()
    assert rows["Embodied in inventories without a region"] == say.amount(stocked)
    assert "10<sup>−" in rows["Difference"] or rows["Difference"] == "0"


def test_ranks_are_all_shown_in_the_order_of_the_key_rank(default_study) -> None:
    table = ranking_table(Voice("zh", default_study))
    assert [row[0].text for row in table.rows] == [str(i) for i in range(1, 32)]
    shown = [[int(cell.text) for cell in row[4:]] for row in table.rows]
    assert shown == default_study.ranking.filter(regex="^(?!key|mean).*_rank$").to_numpy().tolist()
    means = [float(row[2].sort) for row in table.rows]
    assert means == pytest.approx(np.mean(shown, axis=1))


def test_a_rank_that_turns_on_the_threshold_is_marked(default_study) -> None:
    table = ranking_table(Voice("zh", default_study))
    marked = {row[1].text for row in table.rows if "†" in row[3].text}
    sensitivity = default_study.sensitivity
    turning = sensitivity[sensitivity["turns_on_threshold"]]
    assert marked == set(turning["province_zh"])
    assert "名次取决于阈值" in table.note
    low, high = sensitivity.iloc[0][["min_rank", "max_rank"]]
    assert table.rows[0][3].text.rstrip("†‡") == f"{low}–{high}"


def test_paths_are_named_and_add_up(default_study) -> None:
    table = paths_table(Voice("zh", default_study))
    first = default_study.paths.iloc[0]
    assert table.rows[0][1].text == f"{first['from_zh']} → {first['to_zh']}"
    assert float(table.rows[0][2].sort) == pytest.approx(first["MtCO2"], rel=1e-8)
    cumulative = default_study.paths["cumulative_share_percent"].iloc[-1]
    assert 100 * float(table.rows[-1][4].sort) == pytest.approx(cumulative)
    assert table.rows[0][5].sort.endswith("%）")
    main = [row[5].text.count('<span class="part">') for row in table.rows]
    assert min(main) >= 1
    assert max(main) > 1


def test_shares_above_the_whole_are_explained(small_table, make_table, study_of) -> None:
    drawn_down = paths_table(
        Voice("en", study_of(make_table(1), focus="01", focus_reading="products"))
    )
    values = study_of(small_table).accounts.flows_by_category
    plain = paths_table(Voice("en", study_of(small_table)))
    assert "more than 100" in drawn_down.note
    assert ("more than 100" in plain.note) == bool((values < 0).any())


def test_shares_of_paths_are_of_the_positive_flows(default_study) -> None:
    options = StudyOptions(table="cn31-2017", focus="05", focus_reading="products")
    mixed = make_study(options)
    assert "all positive flows between provinces" in paths_table(Voice("en", mixed)).note
    assert "全部正流量" in paths_table(Voice("zh", mixed)).note
    assert "all flows between provinces" in paths_table(Voice("en", default_study)).note


def test_sums_by_sector_are_those_of_the_nation(default_study) -> None:
    table = sectors_table(Voice("en", default_study))
    accounts = default_study.accounts
    assert len(table.rows) == 30
    assert sum(column(table, "Direct emissions")) == pytest.approx(accounts.direct.sum())
    footprint = accounts.consumption_based.sum() - accounts.household.sum()
    assert sum(column(table, "Footprint of its products")) == pytest.approx(footprint)


def test_sectors_stand_in_the_order_of_their_codes(default_study, foreign_table, study_of) -> None:
    merged = embedded_study(scheme="s26")
    for study, codes in (
        (default_study, [f"C{i:02d}" for i in range(1, 31)]),
        (merged, [f"S{i}" for i in range(1, 27)]),
        (study_of(foreign_table), [sector.code for sector in foreign_table.sectors]),
    ):
        say = Voice("en", study)
        table = sectors_table(say)
        assert [row[0].text for row in table.rows] == codes
        names = {sector.code: say.name(sector) for sector in say.shown_sectors}
        assert [row[1].text for row in table.rows] == [names[code] for code in codes]
        by_code = dict(
            zip(
                (sector.code for sector in say.shown_sectors),
                say.by_shown_sector(study.accounts.footprint_by_product.sum(axis=0)),
                strict=True,
            )
        )
        assert column(table, "Footprint of its products") == pytest.approx(
            [by_code[code] for code in codes], rel=1e-8
        )


def test_a_footprint_below_zero_is_explained(default_study) -> None:
    below = sectors_table(Voice("en", default_study))
    shown = [row[4].text for row in below.rows]
    assert any(text.startswith("−") for text in shown)
    assert below.note.endswith("gave back more than other final demand caused.")
    assert "负值：动用库存" in sectors_table(Voice("zh", default_study)).note


def test_nothing_below_zero_needs_no_explanation(textbook_study) -> None:
    assert "Below zero" not in sectors_table(Voice("en", textbook_study)).note


def test_a_sum_below_zero_has_no_shares(below_zero_study) -> None:
    table = sectors_table(Voice("en", below_zero_study))
    assert {row[3].text for row in table.rows} == {row[5].text for row in table.rows} == {"—"}
    assert table.total[2].text.startswith("−")


@pytest.mark.parametrize(
    ("reading", "said"),
    [
        ("emitters", "zero for all others"),
        ("products", "not all that it emits; the intensities in accounts_by_sector.csv are those"),
    ],
)
def test_columns_by_sector_are_explained_for_a_focus(small_table, study_of, reading, said) -> None:
    note = sectors_table(Voice("en", study_of(small_table, focus="02", focus_reading=reading))).note
    assert said in note
    assert "Households" not in note


def test_no_emission_gives_no_share(small_table, study_of) -> None:
    first = np.tile(np.arange(small_table.index.n) == 0, small_table.index.m)
    code = small_table.index.sector_codes[0]
    study = study_of(replace(small_table, F=small_table.F * ~first), focus=code)
    assert set(column(sectors_table(Voice("en", study)), "Share")) == {0.0}


def test_imports_are_shown_where_they_were_asked_for(small_table, study_of) -> None:
    asked = study_of(small_table, imports="domestic_technology")
    table = imports_table(Voice("en", asked))
    assert table is not None
    assert column(table, "Embodied in imports") == pytest.approx(asked.imported, rel=1e-8)
    assert imports_table(Voice("en", study_of(small_table))) is None


def test_the_network_stands_beside_its_backbone(default_study) -> None:
    table = network_table(Voice("en", default_study))
    rows = {row[0].text: [cell.text for cell in row[1:3]] for row in table.rows}
    edges = [g.number_of_edges() for g in (default_study.network, default_study.backbone)]
    assert rows["Edges"] == [str(number) for number in edges]
    assert "Negative flows left out" not in rows


def test_checks_say_pass_or_warning_in_words(default_study) -> None:
    table = checks_table(Voice("en", default_study))
    results = default_study.checks.results
    assert len(table.rows) == len(results)
    assert [row[4].text == "warning" for row in table.rows] == [not r.passed for r in results]
    places = [row[5].text for row in table.rows if row[4].text == "warning"]
    assert all(places)


def test_conservation_gives_the_figures(default_study) -> None:
    table = conservation_table(Voice("en", default_study))
    figures = {row[0].text: row[1].text for row in table.rows}
    total = float(figures["Production-based, sum"].replace(",", ""))
    assert total == pytest.approx(default_study.accounts.production_based.sum(), abs=0.05)
    assert figures["Residual of the solution"] == power(default_study.accounts.residual)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (5.8e-16, "5.8 × 10<sup>−16</sup>"), (-2e-12, "−2.0 × 10<sup>−12</sup>")],
)
def test_power_of_ten(value: float, text: str) -> None:
    assert str(power(value)).replace("\N{NO-BREAK SPACE}", " ") == text


def test_files_are_named_with_the_beginning_of_their_sha256(default_study) -> None:
    say = Voice("en", default_study)
    read = {row[0].text: row[1].text for row in inputs_table(say).rows}
    assert read.keys() == default_study.inputs.keys()
    assert all(default_study.inputs[name].startswith(begin) for name, begin in read.items())
    assert len(sources_table(say).rows) == len(default_study.table.provenance.sources)
