"""Stocks in use, scrap and supply of a metal against closed forms and cases by hand."""

import math

import numpy as np
import pytest

from made_up_metals import CLOSED, HEAD, OPEN, RESERVES, constant, metal, use
from tanmai.core.errors import ConservationError
from tanmai.metals.stocks import bundled_metals, load_metal, solve_metal, supply_of
from tanmai.metals.stocks.definition import Scenario
from tanmai.metals.stocks.definition_file import metals_named
from tanmai.metals.stocks.supply import (
    balance_year,
    crossing_year,
    exhaustion_year,
    stock_crossing_year,
)
from tanmai.metals.stocks.system import BALANCED, check_balance, largest_gap

SHORT = HEAD.replace("last_year = 2100", "last_year = 2040")
ODYM = HEAD.replace("1950", "2000").replace("2020", "2004").replace("2100", "2009")
PULSE = "amount = { values = { 1959 = 0, 1960 = 100, 1961 = 0 }, "
PULSE += 'unit = "t", source = "made_up" }'


def by_use(definition, number=0):
    uses = solve_metal(definition).uses
    return uses.inflow[:, number], uses.outflow[:, number], uses.stock[:, number]


def test_a_constant_inflow_of_a_fixed_life_fills_the_stock_in_that_time(tmp_path):
    _, outflow, stock = by_use(metal(tmp_path, use(), CLOSED))
    assert stock[:12] == pytest.approx([100.0 * min(n, 10) for n in range(1, 13)])
    assert outflow[:12] == pytest.approx([0.0] * 10 + [100.0] * 2)


def test_exponential_growth_has_the_known_ratio_of_stock_to_inflow(tmp_path):
    driver = 'amount = { values = { 2020 = 100 }, before = 0.04, after = 0.04, unit = "t", '
    inflow, outflow, stock = by_use(
        metal(tmp_path, use(driver=driver + 'source = "made_up" }'), CLOSED)
    )
    ratio = (1 - 1.04**-10) / (1 - 1.04**-1)  # sum of 1.04^-k, k from 0 to 9
    assert stock[20:] == pytest.approx(ratio * inflow[20:])
    assert outflow[20:] == pytest.approx(inflow[20:] * 1.04**-10)


@pytest.mark.parametrize(
    ("lifetime", "survival"),
    [
        (
            'kind = "weibull", mean = 12.0, shape = 2.5',
            lambda age: math.exp(-((age * math.gamma(1 + 1 / 2.5) / 12.0) ** 2.5)),
        ),
        (
            'kind = "normal", mean = 12.0, sd = 3.0',
            lambda age: 0.5 * math.erfc((age - 12.0) / (3.0 * math.sqrt(2))),
        ),
        (
            'kind = "lognormal", mean = 12.0, sd = 5.0',
            lambda age: (
                0.5
                * math.erfc(
                    (math.log(age) - math.log(12.0) + math.log1p(25 / 144) / 2)
                    / math.sqrt(2 * math.log1p(25 / 144))
                )
            ),
        ),
    ],
)
def test_what_enters_at_once_leaves_by_the_closed_form(tmp_path, lifetime, survival):
    _, _, stock = by_use(metal(tmp_path, use(driver=PULSE, lifetime=lifetime), CLOSED))
    expected = [100 * survival(age + 0.5) for age in range(40)]
    assert stock[10:50] == pytest.approx(expected, abs=1e-10)


def test_a_published_textbook_case(tmp_path):
    """Ten cohorts of 1 to 10 with a fixed life of 5 years: Pauliuk and Heeren (2020), ODYM."""
    inflow = ", ".join(f"{2000 + n} = {n + 1}" for n in range(10))
    driver = f'amount = {{ values = {{ {inflow} }}, unit = "t", source = "made_up" }}'
    parts = use(driver=driver, lifetime='kind = "fixed", mean = 5.0'), CLOSED
    _, outflow, stock = by_use(metal(tmp_path, *parts, head=ODYM))
    assert outflow == pytest.approx([0, 0, 0, 0, 0, 1, 2, 3, 4, 5], abs=1e-12)
    assert stock == pytest.approx([1, 3, 6, 10, 15, 20, 25, 30, 35, 40])


@pytest.mark.parametrize(
    "lifetime",
    [
        'kind = "fixed", mean = 7.0',
        'kind = "weibull", mean = 9.0, shape = 2.0',
        'kind = "normal", mean = 12.0, sd = 3.0',
    ],
)
def test_inflow_and_stock_driven_give_the_same_system(tmp_path, lifetime):
    driver = 'amount = { values = { 1950 = 10, 2020 = 200, 2100 = 300 }, unit = "t", '
    driver += 'source = "made_up" }'
    forward = solve_metal(metal(tmp_path, use(driver=driver, lifetime=lifetime), CLOSED))
    stock = ", ".join(
        f"{y} = {float(s)!r}" for y, s in zip(forward.years, forward.uses.stock[:, 0], strict=True)
    )
    driver = 'driven_by = "stock"\namount = { values = { ' + stock + ' }, unit = "t", '
    driver += 'source = "made_up" }'
    back = solve_metal(metal(tmp_path, use(driver=driver, lifetime=lifetime), CLOSED))
    for name in ("inflow", "outflow", "stock"):
        ahead, behind = getattr(forward.uses, name), getattr(back.uses, name)
        assert behind == pytest.approx(ahead, rel=1e-9, abs=1e-9)


def test_things_become_metal_by_the_intensity_of_the_year_in_which_they_enter(tmp_path):
    driver = 'driven_by = "stock"\namount = { values = { 1949 = 0, 1950 = 1000 }, unit = "cars", '
    driver += 'source = "made_up" }\nintensity = { values = { 1950 = 8.0, 1960 = 4.0 }, '
    inflow, outflow, _ = by_use(
        metal(tmp_path, use(driver=driver + 'unit = "kg", source = "made_up" }'), CLOSED)
    )
    assert inflow[0] == pytest.approx(8.0)  # 1000 cars of 8 kg
    assert outflow[10] == pytest.approx(8.0)
    assert inflow[10] == pytest.approx(4.0)


def test_scrap_is_collected_and_recovered_and_new_scrap_returns(tmp_path):
    more = "".join(
        f'{name} = {{ value = {value}, source = "made_up" }}\n'
        for name, value in (
            ("dissipation", 0.1),
            ("fabrication_yield", 0.3),
            ("new_scrap_recovery", 0.95),
        )
    )
    system = solve_metal(metal(tmp_path, use(more=more), CLOSED))
    at = {key: system.total(key)[50] for key in system.flows}
    assert at["dissipated"] == pytest.approx(10.0)
    assert at["secondary"] == pytest.approx(100 * 0.9 * 0.5 * 0.8)
    assert at["fabricated"] == pytest.approx(100 / 0.3)
    assert at["reclaimed"] == pytest.approx(0.95 * 0.7 * 100 / 0.3)
    need = 100 / 0.3 * (1 - 0.7 * 0.95)  # one pass after the other, to the end
    assert at["mine"] == pytest.approx(need - at["secondary"])


def test_a_need_that_is_nothing_beside_the_mine_depends_on_nobody(tmp_path):
    supplied = supply_of(solve_metal(metal(tmp_path, use(driver=constant(5e-324)), OPEN)))
    assert supplied.by_path["mine"].max() < 1e-300
    assert not supplied.dependence.any()


def test_the_paths_of_supply_add_up_to_the_need(tmp_path):
    supplied = supply_of(solve_metal(metal(tmp_path, use(), OPEN)))
    assert supplied.paths.sum(axis=1).to_numpy() == pytest.approx(supplied.need)
    late = supplied.paths.iloc[-1]
    assert late[["mine", "secondary", "primary_imports"]].tolist() == pytest.approx([30, 40, 30])
    assert supplied.dependence[-1] == pytest.approx(0.3)


def test_what_a_region_makes_beyond_its_need_is_surplus(tmp_path):
    rich = OPEN.replace("value = 30.0", "value = 130.0")
    system = solve_metal(metal(tmp_path, use(), rich))
    supplied = supply_of(system)
    assert system.total("surplus")[-1] == pytest.approx(70.0)
    assert supplied.paths.iloc[-1]["mine"] == pytest.approx(60.0)
    assert supplied.dependence[-1] == pytest.approx(-0.7)


def test_mines_of_a_by_product_yield_what_their_host_holds(tmp_path):
    host = """
    [[hosts]]
    key = "zinc"
    name_en = "Zinc"
    name_zh = "锌"
    output = { value = 1.0, unit = "10^4 t", source = "made_up" }
    grade = { value = 0.005, source = "made_up" }
    recovery = { value = 0.8, source = "made_up" }
    """
    supplied = supply_of(solve_metal(metal(tmp_path, use(), CLOSED, host)))
    late = supplied.paths.iloc[-1]
    assert late[["mine", "secondary", "unmet"]].tolist() == pytest.approx([40.0, 40.0, 20.0])
    assert supplied.paths.sum(axis=1).to_numpy() == pytest.approx(supplied.need)


def test_reserves_are_exhausted_when_the_need_for_ore_reaches_them(tmp_path):
    definition = metal(tmp_path, use(), CLOSED, RESERVES.replace("20000", "600"))
    supplied = supply_of(solve_metal(definition))
    assert exhaustion_year(supplied, supplied.mined) == 2030  # 60 t a year of 600
    growing = Scenario(key="g", name_en="g", name_zh="g", reserve_growth=0.03)
    later = supply_of(solve_metal(definition, growing))
    # 60 n reaches 600 * 1.03^n for the first time at n = 17
    assert exhaustion_year(later, later.mined) == 2037


def test_recycling_takes_over_when_it_supplies_more_than_half(tmp_path):
    driver = 'amount = { values = { 2010 = 100, 2020 = 200 }, unit = "t", source = "made_up" }'
    definition = metal(tmp_path, use(driver=driver, collection=1.0, recovery=0.9), CLOSED, RESERVES)
    system = solve_metal(definition)
    # scrap of the cohort of 2012, 120 t of 200, is the first of which 90 % is more than half
    assert crossing_year(system, supply_of(system)) == 2022
    assert balance_year(system) == 2030
    assert stock_crossing_year(system, supply_of(system)) is None


def test_every_process_balances_and_a_broken_flow_is_named(tmp_path):
    system = solve_metal(metal(tmp_path, use(), OPEN))
    assert largest_gap(system) <= BALANCED
    system.flows["collected"][30, 0] += 1.0
    with pytest.raises(ConservationError, match=r"collection in 1980 \(-1 t\), recycling in 1980"):
        check_balance(system)


@pytest.mark.parametrize("name", bundled_metals())
def test_the_metals_of_the_package_balance(name):
    definition = load_metal(name)
    system = solve_metal(definition)
    assert largest_gap(system) <= BALANCED
    supplied = supply_of(system)
    assert supplied.paths.sum(axis=1).to_numpy() == pytest.approx(supplied.need)
    assert np.isfinite(supplied.dependence).all()
    for scenario in definition.scenarios:
        assert largest_gap(solve_metal(definition, scenario)) <= BALANCED


def test_a_symbol_means_the_metal_in_every_region():
    assert metals_named(["li", "ge-china"]) == ["li-china", "li-world", "ge-china"]


def test_the_past_of_a_scenario_is_that_of_the_central_one(tmp_path):
    definition = metal(tmp_path, use(), CLOSED)
    changed = Scenario(key="c", name_en="c", name_zh="c", demand=2.0, collection=1.0, recovery=1.0)
    base, other = solve_metal(definition), solve_metal(definition, changed)
    known = base.years <= 2020
    assert other.total("secondary")[known] == pytest.approx(base.total("secondary")[known])
    assert other.total("inflow")[-1] == pytest.approx(200.0)
    assert other.total("secondary")[-1] == pytest.approx(other.total("scrap")[-1])


def test_constant_units_are_converted(tmp_path):
    inflow, _, _ = by_use(metal(tmp_path, use(driver=constant(2.0, "10^4 t")), CLOSED, head=SHORT))
    assert inflow[0] == pytest.approx(2e4)
    chinese, _, _ = by_use(metal(tmp_path, use(driver=constant(2.0, "万吨")), CLOSED, head=SHORT))
    assert chinese[0] == inflow[0]
