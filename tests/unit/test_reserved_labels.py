"""Words that cannot be labels, labels that are one, and the nearest of others."""

import pytest

from tanmai.core.errors import did_you_mean, edit_distance
from tanmai.core.labels import all_provinces
from tanmai.core.reserved_labels import (
    control_character,
    is_country,
    is_final_use,
    is_primary_input,
    is_total,
    is_whole,
    outside_kind,
    same_label_key,
)
from tanmai.core.sector_schemes import sector_schemes


@pytest.mark.parametrize(
    "text",
    [
        *("合计", "合 计", "总计", "小计", "居民消费合计", "全国", "总产出", "所有部门"),
        *("Total", "TOTAL", "sub-total", "Sum", "Total output", "all sectors", "GO", "tiu"),
    ],
)
def test_totals(text):
    assert is_total(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("出口", "exports"),
        ("Exports", "exports"),
        ("Export: Total (fob)", "exports"),
        ("净出口", "exports"),
        ("国内省外流出", "outflow to other regions"),
        ("OF", "outflow to other regions"),
        ("进口", "imports"),
        ("Imports of goods", "imports"),
        ("调入", "inflow from other regions"),
        ("ERR", "errors"),
        ("误差项", "errors"),
        ("Statistical discrepancy", "errors"),
    ],
)
def test_trade_and_errors(text, kind):
    assert outside_kind(text) == kind
    assert not is_final_use(text)


@pytest.mark.parametrize(
    "text",
    [
        *("Re-export & Re-import", "Totally new", "General government", "存货变动", "其他"),
        *("进出口贸易服务", "Gross capital formation", "Goods of $10", "Summer tourism", "Errands"),
    ],
)
def test_labels_that_are_none_of_these(text):
    assert not any(kind(text) for kind in (is_total, is_whole, is_primary_input, outside_kind))


def test_no_sector_of_a_known_scheme_is_taken_for_a_total():
    for scheme in sector_schemes():
        for sector in scheme.sectors:
            for text in (sector.code, sector.name_zh, sector.name_en):
                assert not any(kind(text) for kind in (is_total, is_whole, outside_kind)), text


def test_provinces_are_no_totals_and_no_country():
    for province in all_provinces():
        for name in (province.name_zh, province.name_en):
            assert not any(kind(name) for kind in (is_total, is_country, outside_kind))


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Coal mining", "coal  MINING", True),
        ("ＣＯＡＬ", "coal", True),
        ("Oil, gas", "oil gas", True),
        ("coal\u200b", "coal", True),
        ("Goods < 10", "Goods > 10", False),
        ("Sector 1", "Sector 10", False),
    ],
)
def test_labels_that_are_one(one, other, alike):
    assert (same_label_key(one) == same_label_key(other)) == alike


@pytest.mark.parametrize("text", ["a\x00", "a\n", "\u200b", "\ud800", "\ufffe", "\u202eabc"])
def test_characters_that_cannot_be_seen_are_found(text):
    assert control_character(text) is not None
    assert control_character("农业 Agriculture & $") is None


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [("", "abc", 3), ("Hebay", "Hebei", 2), ("steel", "stele", 1), ("kitten", "sitting", 3)],
)
def test_distances_of_texts(one, other, far):
    assert edit_distance(one, other) == edit_distance(other, one) == far


def test_the_nearest_name_is_given_and_ties_all_are():
    names = [province.name_en for province in all_provinces()]
    assert "'Hebei'" in str(did_you_mean("Hebay", names))
    assert str(did_you_mean("Hebbei", names)) == " Did you mean 'Hebei'?"
    assert str(did_you_mean("Xubei", ["Hubei", "Hebei", "Henan"])) == " Did you mean 'Hubei'?"
    assert str(did_you_mean("Habei", ["Hubei", "Hebei"])) == " Did you mean 'Hubei' or 'Hebei'?"
    assert str(did_you_mean("Nowhere", names)) == ""
    assert str(did_you_mean("03", ["01", "02"])) == ""
