import pytest

from tanmai.metals.magnesium.routes.file import magnesium_routes
from tanmai.metals.magnesium.routes.routes import Conditions, route_carbon
from tanmai.metals.magnesium.routes.tables import factors_table, inputs_table, parts_table

BOOK = magnesium_routes()


def test_parts_sum_to_the_scopes():
    conditions = Conditions("宁夏", 2021)
    results = {
        key: route_carbon(BOOK, key, conditions) for key in ("closed_loop_park", "electrolytic")
    }
    table = parts_table(BOOK, results)
    for label, result in results.items():
        own = table[table["label"] == label].groupby("scope")["tCO2_per_t"].sum()
        assert own["gate"] == pytest.approx(result.gate_to_gate, rel=1e-12)
        assert own.sum() == pytest.approx(result.cradle_to_gate, rel=1e-12)
    assert (table["tCO2_per_t"] > 0).all()
    assert not table.isna().any().any()


def test_every_input_stands_with_its_range_and_source():
    table = inputs_table(BOOK)
    assert len(table) == sum(len(route.inputs) for route in BOOK.routes)
    assert (table["low"] <= table["amount"]).all()
    assert (table["amount"] <= table["high"]).all()
    assert (table["source"] != "").all()
    power = table[(table["route"] == "electrolytic") & (table["input"] == "power")].iloc[0]
    assert (power["amount"], power["unit"], power["price_CNY_per_unit"]) == (12300, "kWh", 0.35)


def test_every_factor_stands_with_what_goes_into_it():
    table = factors_table(BOOK).set_index("factor")
    assert len(table) == len(BOOK.factors)
    assert table.loc["ferrosilicon", "power"] == "ferrosilicon_power"
    assert table.loc["dolomite", "times"] == "dolomite_purity calcination_conversion"
    assert (table["low"] <= table["value"]).all()
    assert (table["value"] <= table["high"]).all()
