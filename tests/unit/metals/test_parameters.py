"""Parameters as data: units, years and ranges are checked, a user's file replaces any part."""

from __future__ import annotations

import pytest

from tanmai.core.errors import FileError, LabelError, UnitError
from tanmai.metals.parameter_file import load_parameters
from tanmai.metals.quantity_units import conversion, parse_unit

BASE = """
[sources.report]
citation_en = "A report"
citation_zh = "某报告"

[price.power]
name_en = "Power"
name_zh = "电力"
value = 0.35
low = 0.2
high = 0.5
unit = "CNY/kWh"
year = 2025
section = "2.1"
source = "report"
second = 0.36
second_section = "3.3"

[price]
note = "words"

[works.use]
value = 2.0
unit = "t FeSi/t Mg"
source = "report"

[grid.green]
value = 0.25
unit = "share"
source = "report"

[routes]
open = true

[routes.old]
name_en = "Old"
name_zh = "旧"
[routes.old.use]
value = 1.0
unit = "t/t Mg"
source = "report"
"""


@pytest.fixture
def load(tmp_path):
    base = tmp_path / "base.toml"
    base.write_text(BASE, encoding="utf-8")

    def read(own=None):
        if own is None:
            return load_parameters([base])
        config = tmp_path / "own.toml"
        config.write_text(own, encoding="utf-8")
        return load_parameters([base], config)

    return read


@pytest.mark.parametrize(
    ("given", "wanted", "factor"),
    [
        ("CNY/MWh", "CNY/kWh", 1e-3),
        ("tce/t Mg", "GJ/t Mg", 29.3076),
        ("10^8 CNY", "CNY", 1e8),
        ("kg CO2/kWh", "t CO2/kWh", 1e-3),
        ("%", "share", 0.01),
        ("CNY/t/a", "CNY/a/t", 1.0),
    ],
)
def test_units_of_one_dimension_convert(given, wanted, factor):
    assert conversion(given, wanted) == pytest.approx(factor)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [("CNY/t slag", "CNY/t Mg"), ("kWh", "GJ"), ("CNY", "EUR"), ("CNY/kWh", "kWh/CNY")],
)
def test_units_of_another_dimension_are_rejected(given, wanted):
    with pytest.raises(UnitError, match="does not measure"):
        conversion(given, wanted)


def test_an_unknown_unit_names_its_nearest():
    with pytest.raises(UnitError, match="Did you mean 'tce'"):
        parse_unit("tces/t Mg")


def test_values_are_given_in_the_unit_that_is_asked_for(load):
    parameters = load()
    assert parameters.value("price.power", "CNY/MWh") == pytest.approx(350)
    assert parameters.second_values(["price.power"]).value("price.power", "CNY/kWh") == 0.36
    assert parameters.replaced({"price.power": 0.1}).value("price.power", "CNY/kWh") == 0.1
    assert parameters.value("price.power", "CNY/kWh") == 0.35
    with pytest.raises(LabelError, match="has no second value"):
        parameters.second_values(["works.use"])


def test_a_table_holds_every_number_with_its_source(load):
    table = load().table("price", "works").set_index("key")
    assert list(table.index) == ["price.power", "works.use"]
    assert table.loc["price.power", "section"] == "2.1"
    assert table.loc["price.power", "source_en"] == "A report"


def test_a_file_of_ones_own_replaces_a_part_in_any_unit(load):
    own = load('[price]\npower = { value = 300, unit = "CNY/MWh", year = 2026 }')
    one = own.quantity("price.power")
    assert one.value == pytest.approx(0.3)
    assert (one.low, one.high, one.unit, one.year) == (0.2, 0.5, "CNY/kWh", 2026)
    assert own.table("price").loc[0, "source_en"] == "own.toml"
    assert own.value("works.use", "t FeSi/t Mg") == 2.0


def test_a_member_of_ones_own_is_like_another(load):
    own = load(
        '[routes.mine]\nlike = "old"\nname_en = "Mine"\nuse = { value = 0.5, unit = "t/t Mg" }'
    )
    assert own.group("routes") == ["old", "mine"]
    assert own.name("routes.mine", "en") == "Mine"
    assert own.name("routes.mine", "zh") == "旧"
    assert own.value("routes.mine.use", "t/t Mg") == 0.5


def test_members_of_a_file_of_the_package_may_be_like_others(tmp_path):
    base = tmp_path / "base.toml"
    more = '[routes.new]\nlike = "old"\n[routes.new.use]\nvalue = 3\nunit = "t/t Mg"\n'
    base.write_text(f'{BASE}{more}source = "report"', encoding="utf-8")
    parameters = load_parameters([base])
    assert parameters.value("routes.new.use", "t/t Mg") == 3
    assert parameters.name("routes.new", "en") == "Old"
    base.write_text(BASE.replace("[routes.old]", '[routes.old]\nlike = "odd"'), encoding="utf-8")
    with pytest.raises(LabelError, match="is not defined above it"):
        load_parameters([base])


@pytest.mark.parametrize(
    ("own", "error", "said"),
    [
        ("[price]\npower = 0.3", FileError, r"price\.power is 0\.3 without a unit; give it as"),
        ("[price]\npower = { value = 0.3, year = 2025 }", UnitError, r"price\.power has no unit"),
        (
            '[price]\npower = { value = 0.3, unit = "CNY/kWh" }',
            FileError,
            r"price\.power has no year; give it as .*year",
        ),
        (
            '[price]\npower = { value = 0.9, unit = "CNY/kWh", year = 2025 }',
            FileError,
            "0.9 lies outside its range 0.2 to 0.5",
        ),
        ('[grid]\ngreen = { value = 1.2, unit = "share" }', FileError, "must lie from 0 to 1"),
        ('[grid]\ngreen = { value = 120, unit = "%" }', FileError, "must lie from 0 to 1"),
        ('[works]\nuse = { value = -1, unit = "t FeSi/t Mg" }', FileError, "below zero"),
        ('[works]\nuse = { value = 1, unit = "t/t Mg" }', UnitError, "give t FeSi/t Mg"),
        ('[works]\nuse = { value = "1", unit = "t FeSi/t Mg" }', FileError, "give a number"),
        ('[works]\nuse = { valve = 1, unit = "t FeSi/t Mg" }', FileError, "Did you mean 'value'"),
        ("[prise]\npower = 1", LabelError, "there is no 'prise'. Did you mean 'price'"),
        ("[price]\npowr = 1", LabelError, r"there is no 'price\.powr'. Did you mean 'power'"),
        ("price = 1", FileError, r"give its members in \[price\]"),
        ('[routes.mine]\nlike = "odl"', LabelError, "like 'odl', which there is not. Did you"),
        ("[price]\nnote = 3", FileError, "give one like 'words'"),
    ],
)
def test_a_fault_of_a_file_is_one_message_with_place_and_fix(load, own, error, said):
    with pytest.raises(error, match=said):
        load(own)
