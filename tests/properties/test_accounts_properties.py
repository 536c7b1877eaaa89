import numpy as np
from hypothesis import given

from strategies import tables
from tanmai.accounting.carbon import carbon_accounts
from tanmai.core.labels import RegionSectorIndex


@given(tables())
def test_mass_is_conserved(table):
    accounts = carbon_accounts(table)
    emitted = table.F.sum() + table.F_Y.sum()
    sinks = accounts.consumption_based.sum() + accounts.export.sum() + accounts.balancing.sum()
    assert abs(emitted - sinks) <= 1e-9 * emitted
    assert accounts.conservation_gap <= 1e-9


@given(tables())
def test_embodied_intensity_follows_the_systems_form(table):
    """F_i + Σ_j ε_j z_ji = ε_i x_i (Chen)."""
    accounts = carbon_accounts(table)
    inflow = table.F[0] + accounts.embodied_intensity @ table.Z
    np.testing.assert_allclose(inflow, accounts.embodied_intensity * table.x, rtol=1e-8)


@given(tables())
def test_reordering_the_regions_reorders_the_flows(table):
    m, n, k = table.index.m, table.index.n, len(table.categories)
    order = np.arange(m)[::-1]
    rows = (order[:, None] * n + np.arange(n)).ravel()
    columns = (order[:, None] * k + np.arange(k)).ravel()
    reordered = table.changed(
        "regions in reverse",
        {
            "index": RegionSectorIndex(tuple(table.regions[r] for r in order), table.sectors),
            "Z": np.asarray(table.Z)[np.ix_(rows, rows)],
            "Y": table.Y[np.ix_(rows, columns)],
            "value_added": table.value_added[:, rows],
            "imports_final": table.imports_final[columns],
            "F": table.F[:, rows],
            "F_Y": table.F_Y[:, order],
            **{name: getattr(table, name)[rows] for name in ("exports", "error", "x", "imports")},
        },
    )
    before, after = carbon_accounts(table).flows.values, carbon_accounts(reordered).flows.values
    np.testing.assert_allclose(after, before[np.ix_(order, order)], rtol=1e-8, atol=1e-9)


@given(tables())
def test_scaling_money_leaves_the_flows(table):
    money = ("Z", "Y", "exports", "error", "x", "imports", "imports_final", "value_added")
    scaled = table.changed("in yuan", {name: getattr(table, name) * 1e4 for name in money})
    np.testing.assert_allclose(
        carbon_accounts(scaled).flows.values,
        carbon_accounts(table).flows.values,
        rtol=1e-8,
        atol=1e-9,
    )
