"""A page on water, jobs or value added, and the commands beside it, speak of these alone."""

from __future__ import annotations

import re
from dataclasses import fields

import pandas as pd
import pytest

from embedded import embedded_table
from tanmai.analysis.path_tables import meaning
from tanmai.core.errors import OptionError
from tanmai.core.pressures import Pressure
from tanmai.draw.page import Caption
from tanmai.report.scenario_result import run_scenarios
from tanmai.report.study_page import page
from tanmai.studies.extraction import extract_blocks
from tanmai.studies.options import ExtractionOptions, ScenarioOptions, StudyOptions
from tanmai.studies.prepare import prepare_table
from tanmai.studies.study import make_study
from tanmai.studies.tables import said_of

OF_CARBON = re.compile(r"CO₂|CO2|[Cc]arbon|碳|排放|\b[Ee]mi(?:t|ssion)")
# The name of the program, and titles of works that are cited.
APART = re.compile(
    r"<style.*?</style>|<script.*?</script>|<ul class=\"references\".*?</ul>|tanmai（碳脉）"
    r"|tanmai <span lang=\"zh-CN\">碳脉</span>",
    re.DOTALL,
)


@pytest.fixture
def desk(tmp_path):
    """A file of two pressures, as Excel saves it in China."""
    table = embedded_table("textbook-mini")
    rows = [
        f"{region.name_zh},{sector},{10 + i + j},{50 + i + j}"
        for i, region in enumerate(table.regions)
        for j, sector in enumerate([*table.index.sector_codes, "household"])
    ]
    path = tmp_path / "desk.csv"
    header = "省份,sector_code,用水量（亿立方米）,就业_万人"
    path.write_text("\n".join([header, *rows]), encoding="gb18030")
    return path


@pytest.mark.parametrize(
    ("asked", "zh", "en"),
    [
        ({"pressure": "用水"}, "亿立方米", "water use"),
        (
            {"pressure": "jobs", "focus": "01", "imports": "domestic_technology"},
            "万人",
            "employment",
        ),
        ({"pressure": "water", "focus": "01", "focus_reading": "products"}, "用水", "10⁸ m³"),
    ],
)
def test_a_page_of_another_pressure_says_nothing_of_carbon(desk, tmp_path, asked, zh, en):
    study = make_study(StudyOptions(table="textbook-mini", emissions=desk, **asked))
    page(study, []).write(tmp_path / "page.html")
    text = APART.sub("", (tmp_path / "page.html").read_text("utf-8"))
    text = re.sub(r"read the focus as emitters, or take another reading|视为排放者", "", text)
    assert zh in text
    assert en in text
    found = [text[max(at.start() - 50, 0) : at.end() + 50] for at in OF_CARBON.finditer(text)]
    assert found == []


def test_value_added_needs_no_file():
    options = StudyOptions(table="textbook-mini", pressure="增加值")
    table = prepare_table(options).table
    assert (table.pressure.name, table.emission_unit) == ("value-added", "10^4 CNY")
    assert options.to_record()["pressure"] == "增加值"
    assert "pressure" not in StudyOptions(table="textbook-mini").to_record()


def test_several_pressures_need_a_choice_and_an_unknown_one_gets_the_nearest(desk):
    asked = {"table": "textbook-mini", "emissions": desk}
    with pytest.raises(OptionError, match=r"water, jobs; choose one: .*--pressure"):
        prepare_table(StudyOptions(**asked))
    with pytest.raises(OptionError, match=r"no pressure 'watr'. Did you mean 'water'"):
        prepare_table(StudyOptions(**asked, pressure="watr"))
    with pytest.raises(OptionError, match=r"choose one with --gwp: AR5 GWP100, AR6 GWP100"):
        prepare_table(StudyOptions(table="textbook-mini", pressure="CO2e"))


def test_factors_bring_a_table_of_carbon_dioxide_to_its_equivalent():
    table = prepare_table(StudyOptions(table="textbook-mini", gwp="AR6 GWP100")).table
    assert (table.stressors, table.emission_unit) == (("CO2e",), "Mt CO2e")


def test_an_extraction_of_another_pressure_is_named_by_it(desk):
    asked = ExtractionOptions(table="textbook-mini", emissions=desk, pressure="water")
    result = extract_blocks(asked, "province")
    assert "pressure_lost_1e8m3" in result.tables["extraction"].columns
    said = " ".join(one.into(language) for one in result.assumptions for language in ("zh", "en"))
    assert "water use" in said
    assert not OF_CARBON.search(said)


def test_a_carbon_price_on_water_is_refused(desk, tmp_path):
    file = tmp_path / "scenarios.toml"
    file.write_text(
        '[scenario.tax]\ncarbon_price = { price = 100, sectors = "01" }\n', encoding="utf-8"
    )
    asked = ScenarioOptions(table="textbook-mini", emissions=desk, pressure="water")
    with pytest.raises(OptionError, match=r"carbon price, and the pressure is water use in 10\^8"):
        run_scenarios(asked, file)


def test_a_picture_says_its_unit_and_pressure():
    assert "pressure" in {field.name for field in fields(Caption)}
    water = Pressure("water", "10^8 m3")
    caption = Caption("t", water.unit, "s", "zh", pressure=water.spoken("zh"))
    assert caption.unit_name == "亿立方米"
    assert caption.say("No negative emissions") == "用水不为负"


def test_columns_speak_of_emissions_only_where_something_is_emitted():
    columns = ["emitter_adcode", "main_emitting_sectors", "emitted_1e8m3", "inflow_1e8m3"]
    frame = pd.DataFrame([["a", "b", 1.0, 2.0]], columns=columns)
    readings = pd.DataFrame({"reading": ["emitted_for", "emitted_in"]})
    water = said_of(Pressure("water", "10^8 m3"), {"paths": frame, "parts": readings})
    assert list(water["paths"]) == [
        *("origin_adcode", "main_sectors_of_origin", "total_1e8m3", "inflow_1e8m3")
    ]
    assert list(water["parts"]["reading"]) == ["for_final_demand", "at_origin"]
    methane = said_of(Pressure("CH4", "kt CH4"), {"paths": frame})
    assert list(methane["paths"]) == columns


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        ("kt CH4", "it emits 2.00 kt CH4 for that."),
        ("10^8 m3", "2.00 10⁸ m³ of this sector are for that."),
    ],
)
def test_a_path_is_said_in_the_words_of_its_unit(unit, said):
    index = embedded_table("textbook-mini").index
    assert meaning(index, [0], index.regions[0], 2.0, unit).into("en").endswith(said)
