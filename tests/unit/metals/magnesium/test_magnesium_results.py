"""The four results of ``tanmai magnesium``: what their tables and their records hold."""

import json

import numpy as np
import pandas as pd
import pytest

from embedded import embedded_table
from tanmai.core.errors import ConservationError, LabelError, OptionError
from tanmai.core.language import Language
from tanmai.core.messages import LANGUAGES, message
from tanmai.io.tables import input_files, load_table, locate_table
from tanmai.metals.magnesium.pages.coupling import shortfall_part
from tanmai.metals.magnesium.results import (
    couple_magnesium,
    magnesium_footprint,
    magnesium_mass,
    magnesium_value,
)
from tanmai.metals.magnesium.routes.emissions import Conditions
from tanmai.metals.magnesium.routes.file import magnesium_routes
from tanmai.metals.magnesium.routes.routes import route_carbon
from tanmai.metals.result_page import result_page
from tanmai.studies.result import ModelResult, law

NAME = "cn31-2017"


@pytest.fixture(scope="module")
def mass():
    return magnesium_mass()


@pytest.fixture(scope="module")
def value():
    return magnesium_value()


@pytest.fixture(scope="module")
def footprint():
    return magnesium_footprint(["electrolytic", "closed_loop_park"], ["Qinghai", "陕西"], draws=40)


@pytest.fixture(scope="module")
def table():
    return load_table(NAME)


@pytest.fixture(scope="module")
def coupled(table):
    return couple_magnesium(table, input_files(locate_table(NAME)))


def test_every_process_balances_whatever_the_flows_are(mass):
    gaps = mass.tables["balance"].set_index("process").to_numpy(float)
    assert len(gaps) == len(mass.definition.processes)
    np.testing.assert_allclose(gaps, 0.0, atol=1e-9)


def test_gaps_of_the_course_stay_gaps(mass):
    course = mass.tables["course"].set_index("year")
    assert course.index.tolist() == list(range(2006, 2016))
    known = course.index[course["basis"] != "no data"]
    assert known.tolist() == [2012, 2014, 2015]
    assert course["rucksack_t"].isna().sum() == 7


def test_every_number_that_went_in_has_a_source(mass, value, footprint):
    for frame in (mass.tables["sources"], value.tables["sources"], footprint.tables["inputs"]):
        assert (frame["source"].str.len() > 0).all()


def test_two_currencies_differ_by_the_rate(value):
    values = value.tables["values"]
    rate = value.definition.cny_per_usd
    assert rate is not None
    np.testing.assert_allclose(values["most_1e4CNY"], rate * values["most_1e4USD"])


def test_stages_of_value_add_up_where_they_are_known(value):
    production = value.tables["stages"].set_index("stage").loc["production"]
    bought, created, added = (
        production[f"{what}_least_1e4CNY"] for what in ("bought", "created", "added")
    )
    assert created - bought == pytest.approx(added)


def test_what_trade_adds_is_bounded_by_other_prices_of_exports(value):
    bounds = value.tables["trade_bounds"].set_index("exports_at")
    trade = value.tables["stages"].set_index("stage").loc["trade"]
    used = bounds.loc["customs price"]
    assert used["least"] == pytest.approx(trade["added_least_1e4CNY"])
    assert used["most"] == pytest.approx(trade["added_most_1e4CNY"])
    at_home = bounds.loc["all at home price"]
    assert at_home[["least", "most"]].abs().max() < 1e-6
    assert bounds["least"].min() < used["least"]


def test_a_price_of_the_users_own_moves_the_value(value, tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(
        'like = "magnesium-2015"\n[[prices]]\nflow = "pidgeon_magnesium"\nvalue = 26000.0\n',
        encoding="utf-8",
    )
    own = magnesium_value(config=path)
    made, dear = (
        one.tables["stages"].set_index("stage").loc["production", "created_least_1e4CNY"]
        for one in (value, own)
    )
    assert dear == pytest.approx(2 * made)
    assert set(own.inputs) == {"magnesium-2015.toml", "own.toml"}


def test_a_footprint_is_that_of_its_route_province_and_year(footprint):
    frame = footprint.tables["footprint"].set_index("label")
    assert len(frame) == 4
    one = route_carbon(magnesium_routes(), "electrolytic", Conditions("Qinghai", 2025))
    assert frame.loc["electrolytic, 630000", "cradle_to_gate"] == one.cradle_to_gate
    stages = footprint.tables["footprint_by_stage"].groupby("label")["tCO2_per_t"].sum()
    assert stages["closed_loop_park, 610000"] == pytest.approx(
        frame.loc["closed_loop_park, 610000", "cradle_to_gate"]
    )
    assert len(footprint.tables["footprint_by_province"]) == 2 * 31


def test_a_province_or_route_that_is_named_twice_stands_once():
    twice = magnesium_footprint(["electrolytic"] * 2, ["Shaanxi", "陕西"], draws=2)
    assert twice.options["routes"] == ["electrolytic"]
    assert twice.options["provinces"] == ["610000"]


def test_a_file_of_routes_with_nothing_published_leaves_those_tables_out(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(
        """
name = "own"
title_en = "My works"
title_zh = "本厂"
stages = [{ key = "works", name_en = "Works", name_zh = "全厂" }]
[sources.mine]
citation_en = "My works"
citation_zh = "本厂"
[[factors]]
key = "coal"
name_en = "Coal"
name_zh = "煤"
value = 1.8
unit = "t CO2/t"
source = "mine"
[[routes]]
key = "mine"
name_en = "Mine"
name_zh = "本厂"
technology = "pidgeon"
inputs = [
  { key = "coal", kind = "fuel", amount = 4.0, low = 3.9, high = 4.2, unit = "t", factor = "coal",
    stages = { works = 1.0 }, source = "mine" },
]
""".replace(",\n    stages", ", stages"),
        encoding="utf-8",
    )
    own = magnesium_footprint(config=path, draws=20)
    assert not {"published", "plants", "ecological_footprint"} & set(own.tables)
    assert own.tables["footprint"]["cradle_to_gate"].tolist() == [pytest.approx(7.2)]
    assert set(own.inputs) == {"own.toml", "grid_factors.csv"}
    for language in LANGUAGES:
        text = result_page(own, [], [language]).html()
        assert "7.2" in text.partition("-answer-title")[2].partition("</section>")[0]


def test_emissions_after_are_those_before_and_those_newly_counted(coupled, table):
    said = coupled.method["conservation"]
    before = float(table.F[0].sum() + table.F_Y[0].sum())
    assert said["in_the_inventory_of_the_table"] == pytest.approx(before, rel=1e-12)
    calcined = route_carbon(magnesium_routes(), "pidgeon_2015", Conditions(None, 2017)).by_kind
    tonnes = coupled.tables["carbon_of_a_tonne"]["output_t"].sum()
    assert said["newly_counted"] == pytest.approx(tonnes * calcined["calcination"] / 1e6)
    assert abs(said["difference"]) < 1e-9 * before


def test_one_province_and_another_route(table, tmp_path):
    one = couple_magnesium(table, {}, route="pidgeon_vertical_gas", provinces=["Shaanxi"])
    assert one.options["provinces"] == ["610000"]
    assert one.options["routes"] == ["pidgeon_vertical_gas"]
    assert one.tables["carbon_of_a_tonne"]["output_t"].tolist() == [pytest.approx(478_900)]
    path = tmp_path / "own.toml"
    path.write_text(
        'output = { Gansu = 1000.0, Henan = 500.0 }\ninventory = ["fuel", "calcination"]\n'
    )
    own = couple_magnesium(table, {}, provinces=["甘肃"], config=path)
    assert own.options["provinces"] == ["620000"]
    assert own.method["conservation"]["newly_counted"] == 0.0
    assert "taken from the host" in str(own.assumptions[1])


def test_a_route_without_reductant_opens_no_ferrosilicon(table):
    one = couple_magnesium(table, {}, route="electrolytic", provinces=["Ningxia"])
    assert not one.case.has("FeSi")
    assert one.tables["carbon_of_a_tonne"]["ferrosilicon_gate_t_per_t"].tolist() == [0.0]
    assert not [said for said in one.assumptions if "errosilicon" in str(said)]
    page = result_page(one, [], ["en"]).html()
    assert "errosilicon" not in page.partition("-answer-title")[2].partition("</section>")[0]


def test_what_the_inventory_holds_is_said_as_it_was_given(table, tmp_path):
    path = tmp_path / "own.toml"
    path.write_text("inventory = []\n")
    own = couple_magnesium(table, {}, config=path)
    frame = own.tables["carbon_of_a_tonne"]
    gate = (frame["gate_t_per_t"] * frame["output_t"]).sum() / 1e6
    assert own.method["conservation"]["newly_counted"] == pytest.approx(gate)
    assert "works' fuels" in str(own.assumptions[1])


def test_a_province_without_output_is_refused(table):
    with pytest.raises(OptionError, match="is known of Hainan 海南, only of Sh"):
        couple_magnesium(table, {}, provinces=["海南"])
    with pytest.raises(LabelError, match="is not a province"):
        couple_magnesium(table, {}, provinces=["Hainam"])


def test_what_a_host_lacks_is_said_everywhere():
    found = couple_magnesium(embedded_table(), {}, provinces=["陕西"])
    assert found.tables["shortfalls"]["of"].tolist() == ["exports"]
    assert found.method["shortfalls"][0]["region_en"] == "Shaanxi"
    said = [str(one) for one in found.assumptions if "sold at home" in str(one)]
    assert len(said) == 1
    assert said[0].startswith("Smelting in Shaanxi exports less than Magnesium smelting does")
    part = shortfall_part(found, Language("zh"))[0]
    assert part.tables[0].rows[0][0].text == "陕西"


def test_the_same_result_is_written_to_the_same_bytes(footprint, coupled, tmp_path):
    for result in (footprint, coupled):
        folders = [tmp_path / f"{result.command}{n}" for n in (1, 2)]
        for folder in folders:
            result.write(folder, pictures=False)
        one, other = ({p.name: p.read_bytes() for p in f.iterdir()} for f in folders)
        assert one == other
        assert {f"{stem}.csv" for stem in result.tables} < set(one)
        record = json.loads(one["run.json"])
        assert all(check["passed"] for check in record["checks"])
        assert record["inputs_sha256"] == result.inputs


def test_a_result_that_breaks_its_own_law_is_never_made():
    broken = law(message("Conservation"), 0.1, 1e-9)
    with pytest.raises(ConservationError, match=r"Conservation: found 0\.1, limit 1e-09"):
        ModelResult("flows", {}, {}, {}, (broken,), (), (), {})


def test_what_is_not_known_is_blank_in_the_csv(mass, tmp_path):
    mass.write(tmp_path, pictures=False)
    course = pd.read_csv(tmp_path / "course.csv", dtype=str, keep_default_na=False)
    assert course.set_index("year").loc["2009", "output_t"] == ""
