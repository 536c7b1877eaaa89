"""Pressures of a table: their units, their names, one chosen, several characterised."""

import numpy as np
import pytest

from made_up import small_table
from tanmai.core.errors import OptionError, UnitError
from tanmai.core.pressure_units import parse_pressure_unit, unit_in_words
from tanmai.core.pressures import Pressure, pressure_of_header

GASES = (
    Pressure("CO2", "Mt CO2"),
    Pressure("CH4", "kt CH4"),
    Pressure("N2O", "t N2O"),
    Pressure("water", "10^8 m3"),
)


def table_of_gases():
    table = small_table()
    rows = np.arange(1.0, 5.0)
    return table.with_pressures(
        "made up", GASES, np.outer(rows, table.F[0]), np.outer(rows, table.F_Y[0])
    )


@pytest.mark.parametrize(
    ("text", "symbol", "size", "zh", "en"),
    [
        ("亿立方米", "10^8 m3", 1e8, "亿立方米", "10⁸ m³"),
        ("10⁸ m³", "10^8 m3", 1e8, "亿立方米", "10⁸ m³"),
        ("1e8m3", "10^8 m3", 1e8, "亿立方米", "10⁸ m³"),
        ("万吨标煤", "10^4 tce", 293.076, "万吨标煤", "10⁴ tce"),
        ("亿吨", "10^8 t", 1e8, "亿吨", "10⁸ t"),
        ("万人", "10^4 persons", 1e4, "万人", "10⁴ persons"),
        ("1000 p", "10^3 persons", 1e3, "千人", "10³ persons"),
        ("TJ", "TJ", 1.0, "太焦", "TJ"),
        ("Gg CH4", "kt CH4", 1e3, "千吨 CH₄", "kt CH₄"),
        ("t CO2-eq", "t CO2e", 1.0, "吨 CO₂e", "t CO₂e"),
        ("亿元", "10^8 CNY", 1e8, "亿元", "10⁸ CNY"),
    ],
)
def test_a_unit_is_parsed_and_said(text, symbol, size, zh, en):
    unit = parse_pressure_unit(text)
    assert (unit.symbol, unit.factor) == (symbol, 1.0)
    assert unit.size == pytest.approx(size)
    assert (unit_in_words(symbol, "zh"), unit_in_words(symbol, "en")) == (zh, en)
    assert parse_pressure_unit(symbol).symbol == symbol


@pytest.mark.parametrize(("text", "factor"), [("t CO2", 1e-6), ("万吨CO2", 1e-2), ("Mt CO2", 1.0)])
def test_carbon_dioxide_alone_is_brought_to_megatonnes(text, factor):
    unit = parse_pressure_unit(text)
    assert (unit.symbol, unit.factor) == ("Mt CO2", pytest.approx(factor))


def test_an_unknown_unit_gets_the_nearest_and_another_substance_is_rejected():
    with pytest.raises(UnitError, match=r"'ktcf' is not a unit.*Did you mean 'ktce'"):
        parse_pressure_unit("ktcf")
    with pytest.raises(UnitError, match="the pressure is CH4, not CO2"):
        parse_pressure_unit("Mt CO2", "CH4")
    with pytest.raises(UnitError, match="the pressure is a volume, not CO2"):
        parse_pressure_unit("m3 CO2")


@pytest.mark.parametrize(
    ("header", "name", "symbol"),
    [
        ("MtCO2", "CO2", "Mt CO2"),
        ("CH4_kt", "CH4", "kt CH4"),
        ("甲烷（万吨）", "CH4", "10^4 t CH4"),
        ("用水量（亿立方米）", "water", "10^8 m3"),
        ("就业_万人", "jobs", "10^4 persons"),
        ("lead (t)", "lead", "t"),
    ],
)
def test_a_header_gives_name_and_unit(header, name, symbol):
    found = pressure_of_header(header)
    assert found is not None
    assert (found[0], found[1].symbol) == (name, symbol)


@pytest.mark.parametrize("header", ["value", "note", "sector_name", "Mt", "用水量"])
def test_a_header_without_both_is_no_pressure(header):
    assert pressure_of_header(header) is None


def test_a_table_of_one_unit_needs_no_description():
    table = small_table()
    assert table.described == ()
    assert table.pressures == (Pressure("CO2", "Mt CO2"),)
    assert table.of("二氧化碳") is table


@pytest.mark.parametrize("name", ["water", "用水", "Water use", "用水量"])
def test_one_pressure_is_chosen_by_any_of_its_names(name):
    table = table_of_gases()
    one = table.of(name)
    assert (one.stressors, one.emission_unit) == (("water",), "10^8 m3")
    np.testing.assert_array_equal(one.F[0], table.F[3])
    np.testing.assert_array_equal(one.F_Y[0], table.F_Y[3])
    assert "water" in str(one.provenance.changes[-1])


def test_value_added_is_a_pressure_of_every_table():
    table = small_table()
    one = table.of("增加值")
    assert one.emission_unit == table.money_unit
    np.testing.assert_array_equal(one.F[0], table.total_value_added)
    assert not one.F_Y.any()


def test_an_unknown_pressure_gets_the_nearest_and_several_need_a_choice():
    table = table_of_gases()
    with pytest.raises(OptionError, match=r"no pressure 'watr'. Did you mean 'water'.*value-added"):
        table.of("watr")
    with pytest.raises(OptionError, match=r"CO2, CH4, N2O, water; choose one"):
        _ = table.pressure


@pytest.mark.parametrize(
    ("by", "methane", "laughing"), [("AR5 GWP100", 28, 265), ("AR6 GWP100", 27.9, 273)]
)
def test_greenhouse_gases_come_to_one_unit_by_published_factors(by, methane, laughing):
    table = table_of_gases()
    of_all = table.characterised(by).of("CO2e")
    assert of_all.emission_unit == "Mt CO2e"
    expected = table.F[0] + methane * 1e-3 * table.F[1] + laughing * 1e-6 * table.F[2]
    np.testing.assert_allclose(of_all.F[0], expected, rtol=1e-14)
    assert "IPCC" in str(table.characterised(by).provenance.changes[-1])


def test_fossil_methane_has_a_factor_of_its_own():
    table = small_table()
    named = table.with_pressures("made up", (Pressure("CH4 fossil", "Mt CH4"),), table.F, table.F_Y)
    of_all = named.characterised("AR6 GWP100").of("CO2e")
    np.testing.assert_allclose(of_all.F[0], 29.8 * table.F[0], rtol=1e-14)


def test_what_cannot_be_characterised_is_rejected():
    water = table_of_gases().of("water")
    with pytest.raises(OptionError, match=r"AR6 GWP100 makes CO2e of CO2, CH4.*has water"):
        water.characterised("AR6 GWP100")
    with pytest.raises(OptionError, match=r"'AR6 GWP10'. Did you mean 'AR6 GWP100'"):
        water.characterised("AR6 GWP10")


def test_pressures_that_are_replaced_do_not_leave_their_units_behind():
    plain = small_table()
    again = table_of_gases().with_pressures("back", plain.pressures, plain.F, plain.F_Y)
    assert (again.described, again.emission_unit) == ((), "Mt CO2")
