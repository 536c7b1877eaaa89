"""Cost of a tonne: items, printed figures, switching values, sensitivity, files of one's own."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanmai.core.errors import FileError, LabelError, OptionError, UnitError
from tanmai.metals.magnesium.industry.cost import (
    CARBON_PRICE,
    CostModel,
    capital_recovery,
    switching_value,
)
from tanmai.metals.magnesium.industry.cost_analysis import (
    FERROSILICON,
    GREEN_POWER,
    POWER,
    credited,
    overtaking_carbon_price,
    price_grids,
    switching_lines,
    switching_table,
    tornado,
)
from tanmai.metals.magnesium.industry.cost_result import magnesium_cost
from tanmai.metals.magnesium.industry.parameters import works_parameters
from tanmai.metals.sensitivity import sobol_indices
from tanmai.metals.statements import INCONSISTENT, REPRODUCED

MODEL = CostModel(works_parameters())
VERTICAL, GREEN = "pidgeon_vertical", "electrolytic_green"
OWN = """
[routes.mine]
like = "pidgeon_vertical"
name_en = "My works"
[routes.mine.use]
own_power = { value = 1.0, unit = "MWh/t Mg" }
[price]
ferrosilicon = { value = 5800, low = 5500, high = 6200, unit = "CNY/t FeSi", year = 2025 }
"""


@pytest.fixture
def own(tmp_path):
    def write(text):
        path = tmp_path / "works.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_the_cost_by_hand():
    items = MODEL.items(VERTICAL)
    assert items["fuel"] == pytest.approx(4.026 * 1654)
    assert items["power"] == pytest.approx(3857 * 0.35)
    assert items["reductant"] == pytest.approx(1.15 * 8500)
    assert items["ores"] == pytest.approx(10.6 * 50 + 0.21 * 2700)
    assert items["capital"] == pytest.approx(14000 * 0.0116829545 * 10 / 0.671)
    assert items["carbon"] == pytest.approx(50 * 31.1)
    assert items["byproduct"] == -450
    assert MODEL.cost(VERTICAL) == pytest.approx(sum(items.values()))


def test_maintenance_is_a_share_of_operating_cost_and_stays_where_prices_move():
    items = MODEL.items(GREEN)
    operating = sum(items[k] for k in ("fuel", "power", "reductant", "ores", "labour_environment"))
    assert items["maintenance"] / (items["maintenance"] + operating) == pytest.approx(0.12)
    assert MODEL.items(GREEN, {GREEN_POWER: 0.5})["maintenance"] == items["maintenance"]


@given(st.floats(0.001, 0.5), st.floats(1, 60))
@settings(max_examples=25, deadline=None)
def test_the_charge_on_capital_pays_it_back(rate, years):
    whole = round(years) or 1
    paid = sum(float(capital_recovery(rate, whole)) / (1 + rate) ** t for t in range(1, whole + 1))
    assert paid == pytest.approx(1.0)


@pytest.mark.parametrize("route", MODEL.routes)
@given(st.floats(0.0, 3.0))
@settings(max_examples=10, deadline=None)
def test_the_cost_rises_with_every_price(route, step):
    base = MODEL.values(route)
    for key in [key for key in base if key.startswith("price.")]:
        dearer = MODEL.cost(route, {key: float(base[key]) * (1 + step)})
        assert dearer >= MODEL.cost(route) - 1e-9


def test_printed_break_even_prices_come_back_and_move_as_printed():
    for route, printed in ((VERTICAL, 18200), (GREEN, 19500)):
        assert MODEL.printed_cost(route, MODEL.conditions(route)) == pytest.approx(printed)
    credit = credited(MODEL, VERTICAL)
    at = {**credit.conditions(GREEN), CARBON_PRICE: 120.0}
    assert credit.printed_cost(GREEN, at) == pytest.approx(19500 - 70 * 23.4)
    paid = {**MODEL.conditions(GREEN), CARBON_PRICE: 120.0}
    assert MODEL.printed_cost(GREEN, paid) == pytest.approx(19500 + 70 * 7.7)


def test_electrolysis_overtakes_whether_carbon_is_paid_or_credited():
    for model in (MODEL, credited(MODEL, VERTICAL)):
        assert overtaking_carbon_price(model, VERTICAL, GREEN) == pytest.approx(50 + 1300 / 23.4)


def test_findings_on_what_is_printed():
    found = {(one.key, one.name_en): one for one in magnesium_cost(draws=2).statements}
    by_key = {key: {one.finding for (k, _), one in found.items() if k == key} for key, _ in found}
    for key in ("S14", "S16", "S22", "S27", "S49"):
        assert by_key[key] == {REPRODUCED}
    assert by_key["S12"] == by_key["S26"] == {INCONSISTENT}
    slope = found["S14", "cost moved by 0.05 CNY/kWh"]
    assert slope.ours == pytest.approx(0.05 * (1.15 * 8500 + 3857))
    assert "4225 kWh" in slope.reason_en


def test_a_switching_value_switches():
    table = switching_table(MODEL, VERTICAL, GREEN).set_index("input")
    price = table.loc[FERROSILICON, "break_even"]
    assert MODEL.cost(VERTICAL, {FERROSILICON: price}) == pytest.approx(21850)
    slag = f"routes.{VERTICAL}.byproduct"
    assert MODEL.cost(VERTICAL, {slag: table.loc[slag, "equal_cost"]}) == pytest.approx(
        MODEL.cost(GREEN)
    )
    assert switching_value((1.0, 1.0), (0.0, 1.0), (2.0, 2.0)) is None


def test_the_tornado_holds_each_input_alone():
    frame = tornado(MODEL, VERTICAL)
    assert frame.loc[FERROSILICON, "at_high"] == MODEL.cost(VERTICAL, {FERROSILICON: 9200.0})
    assert frame["spread"].is_monotonic_decreasing
    assert not [key for key in frame.index if "electrolytic" in key]


def test_the_line_of_equal_cost_lies_between_the_two_sides():
    grid = price_grids(MODEL, VERTICAL, GREEN)["green_power_and_carbon"]
    gap = grid.gap["printed"]
    assert gap.min() < 0 < gap.max()
    along, up = 0, len(grid.up) - 1
    changed = {GREEN_POWER: grid.along[along], CARBON_PRICE: grid.up[up]}
    expected = MODEL.printed_cost(VERTICAL, {CARBON_PRICE: grid.up[up]}) - MODEL.printed_cost(
        GREEN, changed
    )
    assert gap[up, along] == pytest.approx(expected)


def test_lines_of_linkage():
    lines = switching_lines(MODEL).set_index("power_price_CNY_per_kWh")
    row = lines.iloc[(lines.index - 0.35).to_series().abs().argmin()]
    assert row["ferrosilicon_price_CNY_per_t"] == pytest.approx(4329 + 8500 * 0.35)
    green = row["green_power_price_printed_CNY_per_kWh"]
    assert MODEL.printed_cost(GREEN, {GREEN_POWER: green}) == pytest.approx(
        MODEL.printed_cost(VERTICAL, {POWER: 0.35})
    )


def test_sobol_indices_against_a_closed_form():
    """Of x + y z with uniform inputs: V = Vx + my² Vz + mz² Vy + Vy Vz."""
    ranges = {"x": (0.0, 6.0), "y": (1.0, 3.0), "z": (0.0, 4.0), "idle": (0.0, 1.0)}
    found = sobol_indices(lambda v: v["x"] + v["y"] * v["z"], ranges, 2048)
    var = {key: (high - low) ** 2 / 12 for key, (low, high) in ranges.items()}
    first = {"x": var["x"], "y": 4 * var["y"], "z": 4 * var["z"]}
    both = var["y"] * var["z"]
    whole = sum(first.values()) + both
    for key, part in first.items():
        assert found.loc[key, "first"] == pytest.approx(part / whole, abs=0.01)
        mixed = 0.0 if key == "x" else both
        assert found.loc[key, "total"] == pytest.approx((part + mixed) / whole, abs=0.01)
    assert found.loc["idle", "total"] == pytest.approx(0.0, abs=1e-9)


def test_routes_and_prices_of_ones_own(own):
    result = magnesium_cost("mine", "closed_loop", own(OWN), draws=4)
    assert result.items.loc["mine", "power"] == pytest.approx((3857 - 1000) * 0.35)
    assert result.items.loc["mine", "reductant"] == pytest.approx(1.15 * 5800)
    assert result.items.loc[VERTICAL, "reductant"] == pytest.approx(1.15 * 5800)
    inputs = result.tables["inputs"].set_index("key")
    assert inputs.loc["price.ferrosilicon", "source_en"] == "works.toml"
    assert "works.toml" in result.inputs


def test_carbon_below_the_allocation_costs_nothing_unless_it_is_sold():
    free = CostModel(MODEL.parameters.replaced({"carbon.free_allocation": 10.0}))
    assert free.items(GREEN)["carbon"] == 0
    assert np.all(free.items(VERTICAL)["carbon"] == pytest.approx(50 * 21.1))


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("[price]\nfuel = { value = 900 }", UnitError, "price.fuel has no unit"),
        (
            '[price]\nfuel = { value = 900, unit = "CNY/tce" }',
            FileError,
            "price.fuel has no year",
        ),
        (
            '[routes.pidgeon_vertical]\nutilisation = { value = 76, unit = "share" }',
            FileError,
            "utilisation: .*lie",
        ),
        (
            '[routes.pidgeon_vertical.use]\nown_power = { value = 5000, unit = "kWh/t Mg" }',
            OptionError,
            r"power from waste heat \(5000 kWh/t\) is more than the power used",
        ),
    ],
)
def test_bad_numbers_of_ones_own(own, text, error, said):
    with pytest.raises(error, match=said):
        magnesium_cost(config=own(text), draws=2)


@pytest.mark.parametrize(
    ("more", "error", "said"),
    [
        ({"route": "pidgeon_verticals"}, LabelError, "Did you mean 'pidgeon_vertical'"),
        ({"route": GREEN}, OptionError, "compared with itself"),
        ({"draws": 1000}, OptionError, "power of two"),
    ],
)
def test_options_that_cannot_be(more, error, said):
    with pytest.raises(error, match=said):
        magnesium_cost(**more)
