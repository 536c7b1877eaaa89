from dataclasses import replace
from functools import lru_cache
from itertools import permutations

import numpy as np
import pytest

from hand_made_tables import table_of
from made_up import make_table, small_table
from tanmai.accounting.carbon import carbon_accounts
from tanmai.analysis import FACTORS, METHODS, Deflators, at_constant_prices, decompose_change
from tanmai.analysis.demand_factors import demand_factors
from tanmai.core.errors import (
    ConservationError,
    LabelError,
    OptionError,
    TableError,
    UnsolvableError,
)
from tanmai.core.focus import Focus

BEFORE, AFTER = make_table(1, m=3, n=4), make_table(2, m=3, n=4)
CODES = BEFORE.index.region_codes
PEOPLE = (
    dict(zip(CODES, (10.0, 20.0, 30.0), strict=True)),
    dict(zip(CODES, (11.0, 19.0, 33.0), strict=True)),
)


def decompose(first=BEFORE, second=AFTER, **options):
    options = {"prices": "current prices", "zeros": "analytical limit"} | options
    return decompose_change(carbon_accounts(first), carbon_accounts(second), PEOPLE, **options)


@lru_cache(maxsize=1)
def factors_of_both():
    people = tuple(np.array(list(series.values())) for series in PEOPLE)
    return demand_factors(carbon_accounts(BEFORE), carbon_accounts(AFTER), people)


def state(first_f, first_l, old, new):
    """Return C with factors of two accounts, and of two demands by position."""
    f = first_f.F[0] / first_f.x
    L = np.linalg.inv(np.eye(12) - first_l.Z / first_l.x)
    y = np.einsum("jsc,sc,s,s->js", old, *new)
    return (f[:, None] * (L @ y)).reshape(3, 4, 3).sum(axis=1)


def flows_with(changed):
    """Return C with the factors named taken from the second year, written out."""
    before, after, _ = factors_of_both()
    take = [int(name in changed) for name in FACTORS]
    tables, demands = (BEFORE, AFTER), (before, after)
    parts = ("structure", "mix", "per_head", "population")
    structure, *rest = (
        getattr(demands[year], part) for year, part in zip(take[2:], parts, strict=True)
    )
    return state(tables[take[0]], tables[take[1]], structure, rest)


def test_factors_give_the_demand_back():
    before, _, treatments = factors_of_both()
    demand = np.einsum("jsc,sc,s->js", before.structure, before.mix, before.level)
    np.testing.assert_allclose(demand, BEFORE.final_demand, rtol=1e-12)
    np.testing.assert_allclose(before.mix.sum(axis=1), 1)
    assert (before.structure >= 0).all()
    assert treatments == ("category FU202 (Changes in inventories) split by sign",)


def test_all_orders_are_the_mean_of_seven_hundred_and_twenty():
    expected = np.zeros((6, 3, 3))
    known = {}
    for order in permutations(FACTORS):
        for place, name in enumerate(order):
            for changed in (frozenset(order[:place]), frozenset(order[: place + 1])):
                if changed not in known:
                    known[changed] = flows_with(changed)
            step = known[frozenset(order[: place + 1])] - known[frozenset(order[:place])]
            expected[FACTORS.index(name)] += step / 720
    np.testing.assert_allclose(decompose(method="all orders").effects, expected, rtol=1e-8)


def test_polar_average_is_the_mean_of_the_two_polar_orders():
    found = decompose(method="polar average").effects
    for place in range(6):
        forward = flows_with(FACTORS[: place + 1]) - flows_with(FACTORS[:place])
        backward = flows_with(FACTORS[place:]) - flows_with(FACTORS[place + 1 :])
        np.testing.assert_allclose(found[place], (forward + backward) / 2, rtol=1e-8, atol=1e-9)


def test_lmdi_is_the_sum_over_elements():
    """Every element by itself, with the logarithmic mean; no cell comes or goes here."""
    first, second = (make_table(seed, m=2, n=3, k=1) for seed in (3, 4))
    people = tuple(dict.fromkeys(first.index.region_codes, size) for size in (10.0, 12.0))
    found = decompose_change(
        carbon_accounts(first),
        carbon_accounts(second),
        people,
        method="additive LMDI-I",
        prices="current prices",
    )
    parts = []
    for table, size in ((first, 10.0), (second, 12.0)):
        L = np.linalg.inv(np.eye(6) - table.Z / table.x)
        total = table.Y.sum(axis=0)
        f = (table.F[0] / table.x)[:, None, None]
        factors = [f, L[:, :, None], (table.Y / total)[None], 1.0, total / size, size]
        parts.append(np.stack([np.broadcast_to(factor, (6, 6, 2)) for factor in factors]))
    old, new = (part.prod(axis=0) for part in parts)
    mean = (new - old) / np.log(new / old)
    expected = (mean * np.log(parts[1] / parts[0])).sum(axis=2).reshape(6, 2, 3, 2).sum(axis=2)
    np.testing.assert_allclose(found.effects, expected, rtol=1e-8, atol=1e-9)
    assert found.treatments == ("zeros: refuse",)


@pytest.mark.parametrize("method", METHODS)
def test_effects_sum_to_the_change_of_the_flows(method):
    result = decompose(method=method)
    change = carbon_accounts(AFTER).flows.values - carbon_accounts(BEFORE).flows.values
    np.testing.assert_allclose(result.effects.sum(axis=0), change, rtol=1e-9, atol=1e-8)
    assert result.residual <= 1e-12
    assert (result.method, result.years, result.prices) == (method, (2017, 2017), "current prices")


@pytest.mark.parametrize("method", METHODS)
def test_nothing_changed_has_no_effects(method):
    result = decompose_change(
        carbon_accounts(BEFORE),
        carbon_accounts(BEFORE),
        (PEOPLE[0], PEOPLE[0]),
        method=method,
        zeros="analytical limit",
    )
    np.testing.assert_allclose(result.effects, 0, atol=1e-9)


@pytest.mark.parametrize("method", METHODS)
def test_more_people_alone_are_an_effect_of_population(method):
    """Twice the demand by twice the people, all else equal."""
    parts = ("Z", "Y", "x", "exports", "error", "imports", "imports_final", "value_added", "F")
    double = BEFORE.changed("twice", {part: 2 * getattr(BEFORE, part) for part in parts})
    result = decompose_change(
        carbon_accounts(BEFORE),
        carbon_accounts(double),
        (PEOPLE[0], {code: 2 * people for code, people in PEOPLE[0].items()}),
        method=method,
        zeros="analytical limit",
    )
    np.testing.assert_allclose(result.effects[5], carbon_accounts(BEFORE).flows.values, rtol=1e-9)
    np.testing.assert_allclose(result.effects[:5], 0, atol=1e-8)


def test_sums_by_destination_and_by_origin():
    result = decompose()
    by_destination, by_origin = result.by_destination(), result.by_origin()
    flows = result.flows("production_structure")
    np.testing.assert_allclose(
        by_destination["production_structure_MtCO2"], flows.values.sum(axis=0)
    )
    np.testing.assert_allclose(by_origin["production_structure_MtCO2"], flows.values.sum(axis=1))
    np.testing.assert_allclose(
        by_destination.iloc[:, :6].sum(axis=1), by_destination["change_MtCO2"]
    )
    assert list(by_origin.index) == list(CODES)
    with pytest.raises(
        OptionError, match=r"'populaton' is not a factor\. Did you mean 'population'"
    ):
        result.flows("populaton")


def test_deflated_tables_are_compared_without_being_asked_twice():
    prices = np.linspace(0.9, 1.3, 12)
    base = BEFORE.changed("of 2012", {"year": 2012})
    constant = at_constant_prices(AFTER, Deflators(2012, prices, 1.1))
    result = decompose(base, constant, prices="constant prices")
    inflated = decompose(base, AFTER, prices="current prices")
    np.testing.assert_allclose(result.change, inflated.change, rtol=1e-8)
    assert np.abs(result.effects[4] - inflated.effects[4]).max() > 1.0
    with pytest.raises(OptionError, match="would be inflation"):
        decompose(base, AFTER, prices="constant prices")


def test_effects_that_miss_the_change_are_refused():
    first, second = carbon_accounts(BEFORE), carbon_accounts(AFTER)
    mixed = replace(second, system=first.system)
    with pytest.raises(ConservationError, match="effects miss the change"):
        decompose_change(first, mixed, PEOPLE, prices="current prices")


def test_a_focus_on_emitters_is_decomposed_alone():
    focus = Focus(("02",), "emitters", "second")
    one, other = (carbon_accounts(table, focus=focus) for table in (BEFORE, AFTER))
    result = decompose_change(one, other, PEOPLE, prices="current prices")
    np.testing.assert_allclose(
        result.effects.sum(axis=0), other.flows.values - one.flows.values, atol=1e-8
    )


def test_lmdi_refuses_what_comes_or_goes_unless_told():
    with pytest.raises(OptionError, match="which has no logarithm"):
        decompose(method="additive LMDI-I", zeros="refuse")
    assert "zeros: analytical limit" in decompose(method="additive LMDI-I").treatments


def test_lmdi_refuses_negative_flows():
    Z = np.array(AFTER.Z)
    Z[0, 1] = -Z[0, 1]
    with pytest.raises(UnsolvableError, match="is negative"):
        decompose(
            second=AFTER.changed("negative", {"Z": Z, "x": AFTER.x - (AFTER.Z - Z).sum(axis=1)}),
            method="additive LMDI-I",
        )


def test_a_category_without_demand_takes_the_structure_of_the_other_year():
    Y = BEFORE.Y.reshape(12, 3, 5).copy()
    Y[:, 0, 1] = 0.0
    empty = BEFORE.changed("no demand of the second category", {"Y": Y.reshape(12, 15)})
    empty = empty.changed(
        "balance",
        {"x": empty.x, "exports": BEFORE.exports + BEFORE.Y.sum(axis=1) - empty.Y.sum(axis=1)},
    )
    people = (np.ones(3), np.ones(3))
    before, after, _ = demand_factors(carbon_accounts(empty), carbon_accounts(AFTER), people)
    np.testing.assert_array_equal(before.structure[:, 0, 1], after.structure[:, 0, 1])
    assert before.mix[0, 1] == 0.0


def test_demand_below_zero_has_no_factors():
    demand = np.zeros_like(AFTER.Y)
    demand[:, 0] = -1.0
    with pytest.raises(TableError, match="final demand of Beijing 北京 is -12"):
        demand_factors(
            carbon_accounts(BEFORE),
            _with_demand(carbon_accounts(AFTER), demand),
            (np.ones(3), np.ones(3)),
        )


def _with_demand(accounts, demand):
    object.__setattr__(accounts, "category_demand", demand)
    return accounts


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": "LMDI"}, "'LMDI' is not a method of decomposition"),
        ({"zeros": "small value"}, "not a treatment of zeros"),
    ],
)
def test_unknown_options_are_refused(options, message):
    with pytest.raises(OptionError, match=message):
        decompose(**options)


def test_tables_of_other_labels_are_not_compared():
    with pytest.raises(LabelError, match="do not have the same regions"):
        decompose(second=make_table(2, m=2, n=4))
    with pytest.raises(LabelError, match="do not have the same sectors"):
        decompose(second=make_table(2, m=3, n=5))
    with pytest.raises(LabelError, match="do not have the same categories"):
        decompose(second=make_table(2, m=3, n=4, k=2))


def test_accounts_of_another_focus_are_not_compared():
    focus = Focus(("02",), "emitters", "second")
    with pytest.raises(LabelError, match="do not have the same focus"):
        decompose_change(carbon_accounts(BEFORE), carbon_accounts(AFTER, focus=focus), PEOPLE)


def test_population_is_given_for_every_region():
    accounts = carbon_accounts(small_table())
    with pytest.raises(LabelError, match="No population of 2017 is given for Zhejiang"):
        decompose_change(accounts, accounts, ({"140000": 1.0, "610000": 2.0}, {}))


def test_sourcing_apart_is_production_structure_together():
    """Technology, sourcing and imports of inputs are what production structure is, and more:
    where demand alone changes, both sets of factors say the same."""
    second = BEFORE.changed("more for all", {"Y": 1.5 * BEFORE.Y, "x": BEFORE.x})
    second = second.changed("and imports", {"imports_final": 1.5 * BEFORE.imports_final})
    six, eight = (
        decompose_change(
            carbon_accounts(BEFORE),
            carbon_accounts(second.changed("balance", {"error": balance_of(second)})),
            (PEOPLE[0], PEOPLE[0]),
            sourcing=sourcing,
        )
        for sourcing in (False, True)
    )
    np.testing.assert_allclose(eight.flows("demand_per_head").values, six.effects[4], rtol=1e-9)
    np.testing.assert_allclose(eight.effects[:6], 0.0, atol=1e-8)


def balance_of(table):
    return table.x - table.intermediate_sales - table.Y.sum(axis=1) - table.exports


def test_technology_that_needs_more_than_it_makes_with_the_other_origins_is_refused():
    """What was imported in one year is domestic in the other: 1.2 of inputs per output."""
    imported = replace(
        table_of([[30, 0], [0, 0]], [[70], [100]], [10, 10]), imports=np.array([90.0, 0.0])
    )
    domestic = table_of([[99, 0], [0, 0]], [[1], [100]], [10, 10])
    with pytest.raises(UnsolvableError, match="cannot be separated"):
        decompose_change(
            carbon_accounts(imported),
            carbon_accounts(domestic),
            ({"0": 1.0}, {"0": 1.0}),
            prices="current prices",
            sourcing=True,
        )
