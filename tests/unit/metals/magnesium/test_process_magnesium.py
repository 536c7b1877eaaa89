import pytest

from tanmai.core.errors import OptionError
from tanmai.metals.magnesium.flows.diagrams import magnesium_diagrams
from tanmai.metals.magnesium.flows.magnesium import (
    indicator_table,
    magnesium_flows,
    magnesium_output,
    rucksack_course,
)


@pytest.fixture(scope="module")
def flows():
    return magnesium_flows()


def test_every_known_flow_keeps_its_figure(flows):
    table = flows.solution.flows
    given = table[table["status"] == "given"]
    assert (given["least"] == given["given"]).all()
    assert not table["least"].isna().any()
    assert not table["most"].isna().any()


def test_nothing_known_only_from_a_picture_is_invented(flows):
    for key in ("powder_made", "anodes_made"):
        assert flows.solution.amount(key) is None
        assert flows.solution.interval(key).least == pytest.approx(0.0, abs=1e-6)
        assert flows.solution.interval(key).most == pytest.approx(12.5, rel=1e-7)


def test_yields_multiply_to_the_yield_of_ore(flows):
    yields = {name: interval.middle for name, interval in flows.yields.items()}
    assert yields["magnesium per dolomite"] == pytest.approx(84.3579 / 894.179, rel=1e-5)
    assert all(0 < value < 1 for value in yields.values())


def test_stages_hand_on_the_value_that_they_create(flows):
    processing, trade = flows.stages["processing"], flows.stages["trade"]
    scrap = flows.values.loc["processing_scrap"]
    assert trade.bought.most == pytest.approx(
        flows.values.loc[["ingots_made", "alloys_made", "anodes_made"], "most"].sum(), rel=1e-7
    )
    assert processing.created.most == pytest.approx(trade.bought.most + scrap["most"], rel=1e-7)
    for account in flows.stages.values():
        widest = account.created.width + account.bought.width
        assert account.added.width <= widest + 1e-3


def test_indicators_in_one_table(flows):
    table = indicator_table(flows)
    assert (table["most"] >= table["least"]).all()
    per_tonne = table["least"]["ecological rucksack per tonne"]
    assert per_tonne == pytest.approx(table["least"]["abiotic resource input per tonne"] - 1)
    assert table.loc["value added: processing", "unit"] == "10^4 CNY"
    assert flows.costs["cost"].sum() == pytest.approx(5554.5)


def test_course_leaves_gaps(flows):
    course = flows.course
    assert list(course.years.index) == [2012, 2014, 2015]
    assert course.gaps == (2006, 2007, 2008, 2009, 2010, 2011, 2013)
    assert course.years.loc[2012, "basis"] == "derived"
    per_tonne = course.years["rucksack"] / course.years["output"]
    assert per_tonne.max() == pytest.approx(per_tonne.min())
    assert course.years.loc[2015, "rucksack"] == pytest.approx(flows.resources.rucksack, rel=1e-4)


def test_a_course_without_data_is_empty():
    course = rucksack_course(2006, 2008)
    assert course.years.empty
    assert course.gaps == (2006, 2007, 2008)


def test_a_course_backwards_is_refused():
    with pytest.raises(OptionError, match="exchange the two"):
        rucksack_course(2015, 2006)


def test_outputs_by_place():
    output = magnesium_output()
    whole = output[(output["period"] == "year") & (output["year"] == 2017)]
    named = whole.set_index("region_en")["output_kt"]
    assert named["Shaanxi"] > named["Ningxia"] > named["Shanxi"]
    adcodes = dict(zip(output["region_en"], output["adcode"], strict=True))
    assert (adcodes["Shaanxi"], adcodes["Shanxi"], adcodes["China"]) == ("610000", "140000", "")
    assert set(output["basis"]) == {"reported", "derived"}
    assert (output["source"] != "").all()
    parts = output[output["region_en"] != "China"].groupby(["year", "period"])["output_kt"].sum()
    totals = output[output["region_en"] == "China"].set_index(["year", "period"])["output_kt"]
    fugu = output[output["region_en"] == "Fugu"].set_index(["year", "period"])["output_kt"]
    assert (parts.sub(fugu, fill_value=0) <= totals.reindex(parts.index) * 1.001).all()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_diagrams_of_each_stage_and_the_whole(flows, language):
    diagrams = magnesium_diagrams(flows, language)
    assert {name.partition("-")[0] for name in diagrams} == {"mass", "value"}
    assert len(diagrams) == 8
    for drawn in diagrams.values():
        assert drawn.unit in {"10⁴ t", "万吨", "10⁸ CNY", "亿元"}
        assert (drawn.diagram.links["most"] >= drawn.diagram.links["least"]).all()
        assert (drawn.diagram.links["least"] >= 0).all()


def test_languages_draw_the_same_flows(flows):
    zh, en = (magnesium_diagrams(flows, language) for language in ("zh", "en"))
    for name in zh:
        columns = ["source", "target", "least", "most", "kind"]
        assert zh[name].diagram.links[columns].equals(en[name].diagram.links[columns])
