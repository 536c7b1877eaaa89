import numpy as np
import pytest

from tanmai.core.errors import LabelError, OptionError
from tanmai.metals.magnesium.routes.emissions import Conditions
from tanmai.metals.magnesium.routes.file import magnesium_routes
from tanmai.metals.magnesium.routes.grid_factors import YEARS_BEYOND, grid_factor, grid_factor_table
from tanmai.metals.magnesium.routes.routes import (
    KINDS,
    clean_class,
    find_route,
    route_carbon,
    route_table,
)

BOOK = magnesium_routes()
GRID_YEARS = grid_factor_table()["year"]
SHAANXI_2023, QINGHAI_2023 = 0.6335, 0.1796
CALCINATION = 10.6 * 0.47732 * 0.9149


def _carbon(key, province="陕西", year=2025, **conditions):
    return route_carbon(BOOK, key, Conditions(province, year, **conditions))


def test_vertical_retort_is_the_sum_of_its_inputs_by_hand():
    found = _carbon("pidgeon_vertical_coal").by_kind
    assert found["fuel"] == pytest.approx((4.5 - 3857 * 0.1229e-3) * 2.6085, rel=1e-12)
    assert found["calcination"] == pytest.approx(CALCINATION, rel=1e-12)
    assert found["power"] == pytest.approx(3.857 * SHAANXI_2023, rel=1e-12)
    assert found["reductant"] == pytest.approx(1.15 * (4.0 + 8.5 * SHAANXI_2023), rel=1e-12)


def test_the_gate_holds_what_is_emitted_there_and_the_cradle_all():
    found = _carbon("pidgeon_horizontal")
    assert found.gate_to_gate == pytest.approx(found.by_kind[["fuel", "calcination"]].sum())
    assert found.cradle_to_gate == pytest.approx(found.parts.to_numpy().sum(), rel=1e-12)
    assert found.indirect > 0
    assert found.by_stage.sum() == pytest.approx(found.by_kind.sum(), rel=1e-12)
    assert found.uncounted == ("fluorite",)


def test_energy_falls_to_the_stages_by_the_shares_given():
    fuel = _carbon("pidgeon_horizontal").parts["fuel"]
    assert fuel["reduction"] / fuel.sum() == pytest.approx(0.65)
    assert fuel["reductant_making"] == 0


def test_pure_dolomite_comes_near_the_default_of_the_ipcc():
    pure = BOOK.model_copy(
        update={
            "factors": tuple(
                one.model_copy(update={"value": 1.0}) if one.key == "dolomite_purity" else one
                for one in BOOK.factors
            )
        }
    )
    found = route_carbon(pure, "pidgeon_2015", Conditions(None, 2015)).by_kind["calcination"]
    assert found == pytest.approx(10.6 * 88.02 / 184.40, rel=1e-4)
    assert found == pytest.approx(5.13, rel=0.015)


def test_waste_heat_saves_bought_power_alone():
    without, park = _carbon("pidgeon_vertical_gas"), _carbon("closed_loop_park")
    saved = without.by_kind - park.by_kind
    assert saved["power"] == pytest.approx(1.35 * SHAANXI_2023, rel=1e-9)
    assert saved.drop("power").abs().max() < 1e-12
    assert park.bound == pytest.approx(5.5 * 0.45)
    assert park.cradle_to_gate == pytest.approx(park.parts.to_numpy().sum(), rel=1e-12)


def test_green_power_is_carbon_free_and_leaves_the_reductant():
    grid, green = (_carbon("electrolytic", "青海", green_share=share) for share in (0.0, 0.87))
    assert grid.by_kind["power"] == pytest.approx(12.3 * QINGHAI_2023, rel=1e-12)
    assert green.by_kind["power"] == pytest.approx(0.13 * grid.by_kind["power"], rel=1e-12)
    assert green.cradle_to_gate == pytest.approx(
        _carbon("electrolytic_green_power", "青海").cradle_to_gate
    )
    without = _carbon("pidgeon_vertical_coal", green_share=1.0).by_kind
    assert without["power"] == 0
    assert without["reductant"] == _carbon("pidgeon_vertical_coal").by_kind["reductant"]


def test_a_route_takes_over_inputs_and_green_share():
    like = find_route(BOOK, "pidgeon_low_carbon_ferrosilicon")
    assert like.green_share == find_route(BOOK, "pidgeon_green_power").green_share == 0.45
    assert {use.key for use in like.inputs} == {
        use.key for use in find_route(BOOK, "pidgeon_vertical_coal").inputs
    }
    assert _carbon(like.key).by_kind["reductant"] == pytest.approx(1.15 * 2.1)


def test_the_reductant_may_be_made_in_another_province():
    here, there = (
        _carbon("pidgeon_vertical_coal", "山西", reductant_province=place)
        for place in (None, "青海")
    )
    change = here.by_kind - there.by_kind
    assert change["reductant"] == pytest.approx(1.15 * 8.5 * (0.6634 - QINGHAI_2023), rel=1e-9)
    assert change.drop("reductant").abs().max() < 1e-12
    assert there.grid_of_reductant.region_en == "Qinghai"


def test_silicon_aluminium_saves_a_quarter_of_the_reductant():
    alloy, usual = (
        _carbon(key).by_kind["reductant"]
        for key in ("pidgeon_silicon_aluminium", "pidgeon_green_power")
    )
    assert alloy == pytest.approx(0.75 * usual, rel=1e-12)


# --- grid ----------------------------------------------------------------------------------


def test_the_grid_factor_is_that_of_the_province_and_year():
    found = grid_factor("Shaanxi", 2022)
    assert (found.value, found.year, bool(found.note)) == (0.6558, 2022, False)
    assert found.low < found.value < found.high
    assert grid_factor("山西", 2022).value == 0.7096


def test_after_the_last_year_the_newest_own_factor_is_used_and_said():
    found = grid_factor("宁夏", 2028)
    assert (found.value, found.year) == (0.6187, 2023)
    assert "Ningxia" in found.note.into("en")
    assert "宁夏" in found.note.into("zh")


def test_without_an_own_factor_the_national_one_stands_in_and_is_said():
    early, never = grid_factor("青海", 2017), grid_factor("西藏", 2022)
    assert (early.value, early.region_en, early.year) == (0.6101, "China", 2015)
    assert "0.1326 of 2021" in early.note.into("en")
    assert (early.low, early.high) == (0.1326, 0.6101)
    assert (never.value, never.year) == (0.5366, 2022)
    assert "Tibet" in never.note.into("en")
    notes = _carbon("pidgeon_2015", "青海", 2017).notes
    assert notes == (early.note,)


def test_a_year_that_no_factor_is_near_is_refused_with_the_years_that_are_known():
    first, last = min(GRID_YEARS) - YEARS_BEYOND, max(GRID_YEARS) + YEARS_BEYOND
    assert grid_factor(None, first).year == min(GRID_YEARS)
    assert grid_factor(None, last).year == max(GRID_YEARS)
    for year in (1990, first - 1, last + 1):
        with pytest.raises(OptionError, match=f"for {year}: .* from {first} to {last}"):
            grid_factor("Shaanxi", year)


def test_every_grid_factor_names_its_source_and_lies_between_all_water_and_all_coal():
    table = grid_factor_table()
    assert (table["source"].str.len() > 20).all()
    assert table["factor_kgCO2_per_kWh"].between(0.1, 0.9).all()
    counts = table.groupby("year").size()
    assert counts.to_dict() == {2015: 1, 2021: 31, 2022: 31, 2023: 31}
    assert not table.duplicated(["year", "adcode"]).any()


# --- classes and tables ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("intensity", "name"),
    [(7.7, "I"), (10.0, "I"), (10.01, "II"), (31.1, "III"), (35.01, "above III")],
)
def test_classes_of_clean_production(intensity, name):
    assert clean_class(BOOK, intensity) == name


def test_a_table_of_routes_provinces_and_years():
    results = {
        f"pidgeon_vertical_gas, {province or 'China'}, {year}": route_carbon(
            BOOK, "pidgeon_vertical_gas", Conditions(province, year)
        )
        for province in ("陕西", None)
        for year in (2017, 2022)
    }
    table = route_table(BOOK, results)
    assert list(table.index) == [
        "pidgeon_vertical_gas, 陕西, 2017",
        "pidgeon_vertical_gas, 陕西, 2022",
        "pidgeon_vertical_gas, China, 2017",
        "pidgeon_vertical_gas, China, 2022",
    ]
    np.testing.assert_allclose(table[list(KINDS)].sum(axis=1), table["cradle_to_gate"])
    assert not table.isna().any().any()
    # before its own factors Shaanxi runs on the national one
    assert table["cradle_to_gate"].iloc[0] == table["cradle_to_gate"].iloc[2]


def test_unknown_names_are_said():
    with pytest.raises(LabelError, match="Did you mean 'pidgeon_horizontal'"):
        _carbon("pidgeon_horizontl")
    with pytest.raises(LabelError, match="not a province"):
        _carbon("electrolytic", "Atlantis")
    with pytest.raises(OptionError, match=r"between 0 and 1, not 1\.2"):
        Conditions("陕西", 2020, green_share=1.2)
