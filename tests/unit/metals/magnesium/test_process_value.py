import pytest

from tanmai.core.errors import LabelError, OptionError
from tanmai.metals.magnesium.flows.definition_file import read_definition
from tanmai.metals.magnesium.flows.indicators import resource_use
from tanmai.metals.magnesium.flows.solution import solve_flows
from tanmai.metals.magnesium.flows.value import (
    flow_values,
    input_costs,
    prices_in_cny,
    stage_account,
    value_unit,
)


def test_resources_by_hand(aluminium):
    use = resource_use(aluminium, "metal", 2.0)  # kt
    assert use.output == 2000.0
    assert use.inputs.loc["power", "consumed"] == 2.7e7
    assert use.direct == pytest.approx(2000 * 1.88948)
    assert use.abiotic == pytest.approx(2.7e7 * 0.002 + 7 * 2000 * 1.88948)
    assert use.rucksack == pytest.approx(use.abiotic - 2000)
    assert use.abiotic_per_tonne == pytest.approx(13500 * 0.002 + 7 * 1.88948)
    assert use.direct_per_tonne == pytest.approx(1.88948)
    assert use.rucksack_per_tonne == pytest.approx(use.abiotic_per_tonne - 1)
    assert use.rucksack_per_direct == pytest.approx(use.rucksack / use.direct)
    assert use.inputs["share_of_direct"].to_dict() == {"power": 0.0, "alumina": 1.0}
    assert use.inputs["share_of_abiotic"].sum() == pytest.approx(1.0)


def test_a_product_without_direct_inputs_is_refused(aluminium):
    with pytest.raises(LabelError, match=r"'metals' has no direct inputs.*'metal'"):
        resource_use(aluminium, "metals", 1.0)


def test_values_in_two_currencies(aluminium):
    values = flow_values(solve_flows(aluminium))
    # 1 Mt at 2000 USD/t: 2e9 USD = 2e5 x 10^4 USD
    assert values.loc["metal", "least_usd"] == pytest.approx(2e5)
    assert values.loc["metal", "most"] == pytest.approx(2e5 * 6.9)
    assert values.loc["co2", "most"] == pytest.approx(-1223.35e3 * 50 / 1e4)
    assert value_unit("USD") == "10^4 USD"


def test_a_stage_counts_an_input_that_is_a_flow_once(aluminium):
    account = stage_account(solve_flows(aluminium), "smelting")
    bought = 1e6 * (13500 * 0.4 + 1.88948 * 2500 + 0.33387 * 3000) / 1e4
    created = 1e6 * (2000 * 6.9 - 1.22335 * 50) / 1e4
    assert account.bought.least == pytest.approx(bought)
    assert account.created.most == pytest.approx(created)
    assert account.added.middle == pytest.approx(created - bought)
    assert account.added.width == pytest.approx(0.0, abs=1e-3)


def test_a_missing_price_is_named(aluminium):
    with pytest.raises(OptionError, match=r"dross has no price; add a \[\[prices\]\] entry"):
        stage_account(solve_flows(aluminium), "making")


def test_an_unknown_stage_is_named(aluminium):
    with pytest.raises(LabelError, match=r"no stage 'smelter'.*'smelting'"):
        stage_account(solve_flows(aluminium), "smelter")


def test_dollars_need_a_rate(edited):
    definition = read_definition(edited("cny_per_usd = 6.9\n", ""))
    with pytest.raises(OptionError, match="price of 'metal' is in USD; give the year's rate"):
        prices_in_cny(definition)


def test_values_without_dollars(edited):
    path = edited("cny_per_usd = 6.9\n", "")
    text = path.read_text(encoding="utf-8").replace('currency = "USD"', 'currency = "CNY"')
    path.write_text(text, encoding="utf-8")
    values = flow_values(solve_flows(read_definition(path)))
    assert "least_usd" not in values
    assert values.loc["metal", "least"] == pytest.approx(2e5)


def test_costs_of_inputs(aluminium):
    costs = input_costs(aluminium, "metal")
    assert costs.loc["power", "cost"] == pytest.approx(5400)
    assert costs["share"].sum() == pytest.approx(1.0)
    with pytest.raises(LabelError, match="'goods' has no inputs"):
        input_costs(aluminium, "goods")
