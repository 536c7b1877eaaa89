from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tanmai.core.messages import LANGUAGES
from tanmai.report.path_sentences import largest_path, path_sectors, study_paths
from tanmai.report.sentences import answer, balance, emitted, key_regions, traded
from tanmai.report.voice import Voice
from tanmai.studies.options import StudyOptions
from tanmai.studies.study import Study, make_study

NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.mark.parametrize("reading", [None, "emitters", "products"])
def test_five_sentences_each_of_them_one(textbook_study, study_of, language, reading) -> None:
    study = textbook_study
    if reading is not None:
        study = study_of(study.table, focus="01", focus_reading=reading)
    sentences = answer(Voice(language, study))
    stop = "。" if language == "zh" else "."
    assert len(sentences) == 5
    for sentence in sentences:
        assert sentence.endswith(stop)
        assert "{" not in sentence
        assert "  " not in sentence


def test_the_numbers_are_those_of_the_accounts(textbook_study) -> None:
    say, accounts = Voice("en", textbook_study), textbook_study.accounts
    total = accounts.production_based.sum()
    assert say.carbon(total) in emitted(say)
    assert say.percent(accounts.outflow.sum() / accounts.direct.sum()) in traded(say)
    assert say.carbon(accounts.export.sum()) in traded(say)
    assert say.carbon(accounts.net_outflow.max()) in balance(say)
    flows = accounts.flows.between_regions().values
    assert say.carbon(flows.max()) in largest_path(say)


def test_sender_and_receiver_are_the_right_way_round(default_study, language) -> None:
    say, net = Voice(language, default_study), default_study.accounts.net_outflow
    sender, receiver = say.region(int(net.argmax())), say.region(int(net.argmin()))
    sentence = balance(say)
    assert sentence.index(sender) < sentence.index(receiver)
    origin, destination = np.unravel_index(
        default_study.accounts.flows.between_regions().values.argmax(), (31, 31)
    )
    path = largest_path(say)
    assert path.index(say.region(int(origin))) < path.index(say.region(int(destination)))


def test_no_trade_is_said(table_without_trade, study_of) -> None:
    study = study_of(table_without_trade)
    zh, en = Voice("zh", study), Voice("en", study)
    assert traded(en) == ("No CO₂ was embodied in flows between provinces; none arose for exports.")
    assert traded(zh) == "省份之间没有隐含碳流动；没有为出口而产生的排放。"
    assert balance(en) == "No province is a net exporter or importer of embodied CO₂."
    assert largest_path(zh) == "省份之间没有流动。"
    assert key_regions(en) == "There are no flows, so no province is ranked."


def test_no_emissions_are_said(small_table, study_of, language) -> None:
    first = np.tile(np.arange(small_table.index.n) == 0, small_table.index.m)
    code = small_table.index.sector_codes[0]
    study = study_of(replace(small_table, F=small_table.F * ~first), focus=code)
    sentences = answer(Voice(language, study))
    assert (
        "没有计入本研究的 CO₂ 排放" if language == "zh" else "no CO₂ within the scope"
    ) in sentences[0]
    assert not any(character.isdigit() for character in sentences[1])


def test_households_and_missing_inventories_are_named(default_study) -> None:
    zh, en = emitted(Voice("zh", default_study)), emitted(Voice("en", default_study))
    assert zh.startswith("2017 年，31 个省份共排放 CO₂ ")
    assert zh.endswith("；西藏没有排放清单，按零计。")
    assert "directly by households; Tibet has no emission inventory and is counted as zero" in en


def test_two_missing_inventories_take_the_plural(small_table, study_of) -> None:
    table = replace(small_table, without_emissions=("140000", "610000"))
    assert emitted(Voice("en", study_of(table))).endswith(
        "Shanxi and Shaanxi have no emission inventory and are counted as zero."
    )


def test_a_focus_is_said_and_households_are_not(textbook_study, study_of) -> None:
    emitters = Voice("en", study_of(textbook_study.table, focus="01"))
    products = Voice("zh", study_of(textbook_study.table, focus="01", focus_reading="products"))
    assert "direct emissions of mining in" in emitted(emitters)
    assert "households" not in " ".join(answer(emitters))
    assert "对采矿业产品的最终需求（含出口）" in emitted(products)


def test_one_sector_alone_is_not_called_the_main_one(textbook_study, study_of) -> None:
    say = Voice("en", study_of(textbook_study.table, focus="01"))
    assert "comes mainly" not in largest_path(say)
    assert path_sectors(say, study_paths(say)[0]) == [f"mining (100{NBSP}%)"]


def test_one_key_region_takes_the_singular(small_table, study_of) -> None:
    study = study_of(small_table)
    assert " the key province is " in key_regions(Voice("en", study))


def test_one_region_is_called_by_its_name(make_table, study_of) -> None:
    study = study_of(make_table(2, m=1))
    assert emitted(Voice("en", study)).startswith("In 2017, Beijing emitted ")
    assert emitted(Voice("zh", study)).startswith("2017 年，北京共排放 CO₂ ")


def study_of_products(year: int, sector: str) -> Study:
    return make_study(
        StudyOptions(table=f"cn31-{year}", focus=sector, focus_reading="products", lang="en")
    )


def test_stock_drawn_down_is_said_and_no_share_of_mixed_signs(below_zero_study) -> None:
    study = below_zero_study
    accounts = study.accounts
    assert accounts.outflow.sum() < 0
    for language, drawn in (("zh", "动用库存"), ("en", "drawn down")):
        say = Voice(language, study)
        sentences = answer(say)
        assert all(drawn in sentence for sentence in sentences[:4])
        assert not any("%" in sentence for sentence in sentences)
        assert say.carbon(accounts.direct.sum()) in sentences[0]
        assert say.carbon(np.trace(accounts.flows.values)) in sentences[1]
        assert say.carbon(accounts.outflow.sum()) in sentences[1]
        assert say.carbon(accounts.export.sum()) in sentences[1]
        sender, receiver = accounts.net_outflow.argmax(), accounts.net_outflow.argmin()
        for region in (sender, receiver):
            assert say.carbon(accounts.outflow[region]) in sentences[2]
            assert say.carbon(accounts.inflow[region]) in sentences[2]


def test_a_sum_below_zero_is_not_called_emitted(below_zero_study) -> None:
    below, above = below_zero_study, study_of_products(2015, "14")
    assert "accounts for −" in emitted(Voice("en", below))
    assert "排放为 −" in emitted(Voice("zh", below))
    assert "caused emissions of" in emitted(Voice("en", above))
    assert "net of stock drawn down" in emitted(Voice("en", above))
    assert "已扣除动用库存的部分" in emitted(Voice("zh", above))


def test_a_path_among_negative_flows_has_its_share_of_the_positive_ones() -> None:
    study = study_of_products(2017, "05")
    zh, en = largest_path(Voice("zh", study)), largest_path(Voice("en", study))
    assert "占省份间正流量的" in zh
    assert "of all positive flows between provinces" in en
    assert en.endswith(f"serves mainly inventory change (100{NBSP}%).")
    assert zh.endswith("主要用于存货增加（100%）。")


def test_products_are_named_once() -> None:
    say = Voice("zh", study_of_products(2015, "04"))
    assert "产品产品" not in emitted(say) + say.topic
    assert "金属矿采选产品的最终需求" in emitted(say)
