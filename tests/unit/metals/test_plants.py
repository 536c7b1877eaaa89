"""Plants: thresholds, ranks under all weights, and two plants' carbon split by cause."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanmai.core.errors import FileError, LabelError, OptionError, UnitError
from tanmai.metals.magnesium.industry.parameters import works_parameters
from tanmai.metals.magnesium.industry.plant_comparison import CarbonParts, split
from tanmai.metals.magnesium.industry.plants import read_plants
from tanmai.metals.magnesium.industry.plants_result import compare_two_plants, screen_plants
from tanmai.metals.magnesium.industry.screening import (
    FAILED,
    UNKNOWN,
    ranks_under_all_weights,
    scale,
)

OWN = """key,name_en,name_zh,province,route,energy [tce/t Mg],carbon [t CO2/t Mg],own_ore [share]
a,A,甲,陕西,pidgeon,4.2,27,1
b,B,乙,山西,pidgeon,5.0,30,0.5
c,C,丙,青海,electrolytic,6.0,36,
"""
UNIT = st.floats(0, 1)


@pytest.fixture
def own(tmp_path):
    def write(old="", new="", name="plants.csv", text=OWN):
        path = tmp_path / name
        path.write_text(text.replace(old, new, 1) if old else text, encoding="utf-8")
        return path

    return write


@given(st.lists(st.tuples(UNIT, UNIT, UNIT), min_size=2, max_size=6))
@settings(deadline=None, max_examples=40)
def test_a_dominated_plant_is_never_ahead(rows):
    frame = pd.DataFrame(rows, columns=["x", "y", "z"])
    axis_of, axes = {"x": "one", "y": "one", "z": "other"}, ["one", "other"]
    ranks = ranks_under_all_weights(frame, axis_of, axes, 50)
    values = frame.to_numpy()
    for first in range(len(rows)):
        for second in range(len(rows)):
            if (values[first] >= values[second]).all():
                assert (ranks[:, first] <= ranks[:, second]).all()


def test_weights_on_one_axis_give_its_order():
    frame = pd.DataFrame({"x": [0.1, 0.9, 0.5], "y": [1.0, 0.0, 0.4]})
    axis_of = {"x": "one", "y": "other"}
    weights = np.array([[1.0, 0.0], [0.0, 1.0]])
    ranks = ranks_under_all_weights(frame, axis_of, ["one", "other"], weights=weights)
    assert ranks.tolist() == [[3, 1, 2], [1, 3, 2]]


def test_a_plant_that_breaks_a_threshold_is_not_ranked(own):
    result = screen_plants(own(), first=1, weightings=200)
    thresholds = result.tables["thresholds"]
    failed = thresholds[thresholds["outcome"] == FAILED]
    assert failed[["key", "criterion", "limit"]].to_numpy().tolist() == [["c", "carbon", "≤ 35"]]
    assert "Class III" in failed["reason"].iloc[0]
    assert list(result.screening.table.index) == ["a", "b"]
    assert result.screening.table.loc["a", "first_share"] == 1.0
    assert set(thresholds.loc[thresholds["criterion"] == "ore_grade", "outcome"]) == {UNKNOWN}


def test_a_gap_may_be_anything(own):
    path = own("b,B,乙,山西,pidgeon,5.0,30,0.5", "b,B,乙,山西,pidgeon,4.2,27,")
    text = path.read_text(encoding="utf-8").replace("36,\n", "30,0.5\n")
    path.write_text(text, encoding="utf-8")
    table = screen_plants(path, first=1, weightings=2000).screening.table
    assert table.loc["a", "first_share"] > 0
    assert table.loc["b", "score_low"] < table.loc["b", "score_high"]
    assert table.loc["a", "score_low"] == table.loc["a", "score_high"]


def test_the_direction_of_a_criterion_says_which_end_is_better():
    plants = read_plants(works_parameters())
    frame = pd.DataFrame({"carbon": [10.0, 20.0], "own_ore": [0.2, 0.8]})
    assert scale(frame, plants.criteria).to_numpy().tolist() == [[1.0, 0.0], [0.0, 1.0]]


def test_the_plants_of_the_report():
    table = screen_plants(weightings=500).screening.table
    assert len(table) == 11
    assert table.index[0] == "western"
    assert table["among_first_share"].sum() == pytest.approx(3.0, abs=0.05)


def test_the_parts_of_the_two_plants_add_up_exactly():
    result = compare_two_plants(("yinguang", "western"))
    printed = result.split[result.split.index.str.startswith("printed")]
    assert len(printed) == 2
    assert printed["total"].to_numpy() == pytest.approx(31.1 - 7.7, abs=1e-12)
    first = printed.iloc[0]
    assert first["reductant"] == pytest.approx(1.15 * 5.2)
    assert first["calcination"] == pytest.approx(10.6 * 0.47732 * 0.9149)
    back = compare_two_plants(("western", "yinguang")).split
    assert back.to_numpy() == pytest.approx(-result.split.to_numpy(), abs=1e-12)


PARTS = st.builds(
    CarbonParts,
    st.floats(0, 30),
    st.floats(0, 2e4),
    st.floats(0, 2e-3),
    st.floats(0, 10),
    st.floats(0, 6),
)


@given(PARTS, PARTS)
@settings(deadline=None)
def test_causes_add_up_and_change_sign(one, other):
    causes = split(one, other)
    assert sum(causes.values()) == pytest.approx(one.total - other.total, abs=1e-9)
    back = split(other, one)
    assert {key: -value for key, value in back.items()} == pytest.approx(causes, abs=1e-9)


@pytest.mark.parametrize(
    ("old", "new", "error", "said"),
    [
        ("pidgeon,4.2", ",4.2", FileError, r"row 2 \('a'\) has no route"),
        ("pidgeon,4.2", "pidgen,4.2", LabelError, "no route 'pidgen'. Did you mean 'pidgeon'"),
        ("energy [tce/t Mg]", "energy", UnitError, "column 'energy' has no unit"),
        ("energy [tce/t Mg]", "energy [kWh]", UnitError, "give tce/t Mg"),
        ("energy [tce/t Mg]", "haul_extra [CNY/t Mg]", UnitError, "money without a year"),
        ("27,1\n", "27,1.5\n", FileError, "share above one"),
        ("27,1\n", "-27,1\n", FileError, "from zero up"),
        ("陕西", "峡西", LabelError, "'a': "),
    ],
)
def test_bad_tables_of_plants(own, old, new, error, said):
    with pytest.raises(error, match=said):
        screen_plants(own(old, new), weightings=100)


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        (
            '[criteria.dust]\nname_en = "Dust"\nname_zh = "粉尘"\naxis = "technology"\n'
            'unit = "kg/t Mg"',
            FileError,
            "criteria.dust has no direction .*'higher' or 'lower'",
        ),
        (
            '[criteria.dust]\nname_en = "Dust"\nname_zh = "粉尘"\naxis = "technology"\n'
            'direction = "lower"',
            FileError,
            "criteria.dust has no unit",
        ),
        (
            '[criteria.dust]\nlike = "carbon"\naxis = "tech"',
            LabelError,
            "no axis 'tech'",
        ),
        ('[criteria.carbon]\ndirection = "less"', FileError, "direction"),
    ],
)
def test_bad_criteria(own, text, error, said):
    with pytest.raises(error, match=said):
        screen_plants(config=own(name="own.toml", text=text), weightings=100)


def test_options_that_cannot_be(own):
    with pytest.raises(LabelError, match="Did you mean 'western'"):
        compare_two_plants(("yinguang", "westen"))
    with pytest.raises(OptionError, match="compared with itself"):
        compare_two_plants(("western", "western"))
    with pytest.raises(OptionError, match="first = 9"):
        screen_plants(own(), first=9, weightings=100)
    strict = '[criteria.carbon.most]\nvalue = 5\nunit = "t CO2/t Mg"'
    with pytest.raises(OptionError, match="No plant passes"):
        screen_plants(own(), config=own(name="own.toml", text=strict), weightings=100)


def test_a_plant_whose_parts_exceed_its_emission(own):
    text = (
        "key,name_en,name_zh,province,route,direct [t CO2/t Mg],indirect [t CO2/t Mg]\n"
        "a,A,甲,陕西,pidgeon,3,10\nb,B,乙,青海,electrolytic,1,6\n"
    )
    with pytest.raises(FileError, match=r"'a': its direct emission is 1\.63 t CO2/t less"):
        compare_two_plants(("a", "b"), own(text=text))
