from __future__ import annotations

import numpy as np
import pytest

from tanmai.core.language import significant
from tanmai.draw.page import fixed
from tanmai.report.main_parts import main_parts
from tanmai.report.voice import Voice, is_of_provinces, languages
from tanmai.studies.options import StudyOptions


@pytest.fixture
def zh(textbook_study) -> Voice:
    return Voice("zh", textbook_study)


@pytest.fixture
def en(textbook_study) -> Voice:
    return Voice("en", textbook_study)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0.0, 1, "0.0"),
        (-0.04, 1, "0.0"),
        (-0.06, 1, "−0.1"),
        (1234567.891, 2, "1,234,567.89"),
        (-1000.0, 0, "−1,000"),
    ],
)
def test_fixed_has_thousands_and_a_true_minus(value: float, decimals: int, text: str) -> None:
    assert fixed(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (12345.6, "12,346"), (99.96, "100.0"), (1.2345, "1.23"), (-0.04567, "−0.0457")],
)
def test_significant_keeps_three_figures(value: float, text: str) -> None:
    assert significant(value) == text


def test_carbon_is_said_in_the_units_of_the_language(zh: Voice, en: Voice) -> None:
    assert [zh.carbon(v) for v in (3841.2, 100.0, 41.58, 0.0948)] == [
        "38.41\N{NO-BREAK SPACE}亿吨",
        "1.00\N{NO-BREAK SPACE}亿吨",
        "4,158\N{NO-BREAK SPACE}万吨",
        "9.48\N{NO-BREAK SPACE}万吨",
    ]
    assert en.carbon(3841.2) == "3,841\N{NO-BREAK SPACE}Mt CO₂"
    assert en.carbon(0.0948) == "0.0948\N{NO-BREAK SPACE}Mt CO₂"


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.394, "39%"), (0.0949, "9.5%"), (0.0996, "10%"), (0.0, "0.0%"), (1, "100%")],
)
def test_percent(zh: Voice, share: float, text: str) -> None:
    assert zh.percent(share) == text


def test_names_are_joined_as_the_language_joins_them(zh: Voice, en: Voice) -> None:
    assert [zh.join(["甲", "乙", "丙"][:n]) for n in range(4)] == ["", "甲", "甲和乙", "甲、乙和丙"]
    assert [en.join(["a", "b", "c"][:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]


def test_main_parts_stop_where_the_whole_is_explained(en: Voice) -> None:
    parts = main_parts(en, np.array([5.0, 85.0, 10.0]), ["coal", "steel", "salt"])
    assert parts == ["steel (85\N{NO-BREAK SPACE}%)"]
    many = main_parts(en, np.full(10, 1.0), [f"sector {i}" for i in range(10)])
    assert len(many) == 3
    assert main_parts(en, np.zeros(2), ["coal", "steel"]) == []


def test_main_parts_leave_out_what_is_not_there(en: Voice) -> None:
    assert main_parts(en, np.array([1.0, -0.3, 0.0]), ["a", "b", "c"]) == [
        "a (143\N{NO-BREAK SPACE}%)"
    ]


def test_decimals_follow_the_size_of_the_study(make_table, study_of) -> None:
    table = make_table(1)
    decimals = [
        Voice("en", study_of(table.changed("scaled", {"F": table.F * s, "F_Y": table.F_Y * s})))
        for s in (1.0, 1e-1)
    ]
    assert [say.decimals for say in decimals] == [1, 2]


def test_a_within_name_keeps_acronyms(en: Voice, textbook_study) -> None:
    sector = textbook_study.table.sectors[0]
    assert en.within(sector) == "mining"
    assert en.name(sector) == "Mining"


def test_a_fine_scheme_is_shown_in_thirty_sectors(default_study) -> None:
    say = Voice("en", default_study)
    n = default_study.table.index.n
    assert len(say.shown_sectors) == 30 < n
    shown = say.by_shown_sector(np.arange(float(n)))
    assert shown.shape == (30,)
    assert shown.sum() == pytest.approx(n * (n - 1) / 2)


def test_an_unknown_scheme_is_shown_as_it_is(textbook_study) -> None:
    say = Voice("en", textbook_study)
    assert say.shown_sectors == textbook_study.table.sectors
    values = np.array([1.0, 2.0])
    assert say.by_shown_sector(values) is values


def test_regions_that_are_no_provinces(foreign_table, study_of) -> None:
    study = study_of(foreign_table)
    assert not is_of_provinces(study)
    assert Voice("en", study).everywhere == "the 4 regions"
    assert Voice("zh", study).everywhere == "4 个地区"


def test_languages_of_a_study(study_of, small_table) -> None:
    assert [languages(study_of(small_table, lang=lang)) for lang in ("both", "zh", "en")] == [
        ("zh", "en"),
        ("zh",),
        ("en",),
    ]
    assert StudyOptions().lang == "both"
