"""Accounts are linear in the pressure: characterised before or after, they are the same."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import made_up
from tanmai.accounting.carbon import carbon_accounts
from tanmai.core.pressures import Characterisation, Pressure
from tanmai.io.pymrio.writing import to_pymrio

FACTOR = st.floats(0.01, 300)


def table_of_two_gases(seed):
    table = made_up.make_table(seed, 3, 4, 2, idle=0)
    rng = np.random.default_rng(seed)
    F = np.vstack([table.F[0], rng.uniform(0, 9, table.F.shape[1])])
    F_Y = np.vstack([table.F_Y[0], rng.uniform(0, 9, table.F_Y.shape[1])])
    gases = (Pressure("CO2", "Mt CO2"), Pressure("CH4", "kt CH4"))
    return table.with_pressures("made up", gases, F, F_Y)


@given(st.integers(0, 10_000), FACTOR, FACTOR)
def test_accounts_of_a_weighted_sum_are_the_weighted_sum_of_accounts(seed, carbon, methane):
    table = table_of_two_gases(seed)
    factors = Characterisation("own", "CO2e", {"CO2": carbon, "CH4": methane}, "made up")
    both = carbon_accounts(table.characterised(factors), stressor="CO2e")
    parts = [carbon_accounts(table, stressor=name) for name in ("CO2", "CH4")]
    weights = (carbon, 1e-3 * methane)
    for what in ("production_based", "consumption_based", "outflow", "export"):
        expected = sum(w * getattr(a, what) for w, a in zip(weights, parts, strict=True))
        np.testing.assert_allclose(getattr(both, what), expected, rtol=1e-9, atol=1e-9)
    expected = sum(w * a.flows.values for w, a in zip(weights, parts, strict=True))
    np.testing.assert_allclose(both.flows.values, expected, rtol=1e-9, atol=1e-9)


@settings(max_examples=8)  # pymrio takes a fifth of a second for each
@given(st.integers(0, 10_000))
def test_every_pressure_has_the_accounts_of_pymrio(seed):
    table = table_of_two_gases(seed)
    system = to_pymrio(table)
    system.calc_all()
    codes = [f"{region.code} {region.name_en}" for region in table.regions]
    consumption = system.emissions.D_cba_reg[codes]
    for name, unit in (("CO2", "Mt CO2"), ("CH4", "kt CH4")):
        accounts = carbon_accounts(table, stressor=name)
        assert accounts.flows.unit == system.emissions.unit.loc[name, "unit"] == unit
        np.testing.assert_allclose(
            accounts.consumption_based, consumption.loc[name].to_numpy(), rtol=1e-8
        )
