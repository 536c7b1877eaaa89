from dataclasses import replace

import dask
import numpy as np
import pytest

from made_up import make_table, small_table
from tanmai.accounts import carbon_accounts
from tanmai.checks import check_table
from tanmai.errors import OptionError
from tanmai.uncertainty import Perturbation, Spread, ensemble

WIDE = Spread(flows=0.5, activity=0.2, within_region=0.5)
NONE = Spread(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def draw(seed=0, spread=WIDE, table=None):
    return Perturbation(table or small_table(), spread).draw(np.random.default_rng(seed))


def test_a_draw_balances_and_keeps_its_margins():
    table, one = make_table(3), draw(table=make_table(3))
    report = check_table(one)
    assert not {result.rule.code for result in report.failures} & {"row-balance", "column-balance"}
    np.testing.assert_allclose(one.x, table.x, rtol=1e-7)
    np.testing.assert_allclose(one.Z.sum(axis=0), table.Z.sum(axis=0), rtol=1e-7)
    np.testing.assert_allclose(one.Y.sum(axis=0), table.Y.sum(axis=0), rtol=1e-7)
    assert np.abs(one.Z - table.Z).max() > 0.1 * np.abs(table.Z).max()


def test_negative_cells_stay_as_they_are():
    table = small_table()
    one = draw()
    np.testing.assert_array_equal(one.Y[table.Y < 0], table.Y[table.Y < 0])
    assert (one.Y[table.Y >= 0] >= 0).all()


def test_no_spread_gives_the_table_back():
    one = draw(spread=NONE)
    np.testing.assert_allclose(one.Z, small_table().Z, rtol=1e-9)
    np.testing.assert_array_equal(one.F, small_table().F)


def test_emissions_of_a_region_err_together():
    table = make_table(1, m=2, n=2)
    logs = np.array(
        [
            np.log(
                draw(seed, replace(NONE, activity=0.3, within_region=0.8), table).F[0] / table.F[0]
            )
            for seed in range(400)
        ]
    )
    correlation = np.corrcoef(logs.T)
    assert correlation[0, 1] == pytest.approx(0.8, abs=0.1)
    assert correlation[0, 2] == pytest.approx(0.0, abs=0.15)
    assert logs.std(axis=0) == pytest.approx(np.full(4, 0.3), rel=0.15)


def test_the_same_seed_gives_the_same_results_on_every_scheduler():
    results = []
    for scheduler in ("threads", "synchronous"):
        with dask.config.set(scheduler=scheduler):
            results.append(ensemble(small_table(), 4, spread=WIDE, seed=7).flows)
    np.testing.assert_array_equal(*results)
    assert (ensemble(small_table(), 4, spread=WIDE, seed=8).flows != results[0]).any()


def test_intervals_hold_the_middle_of_the_draws():
    drawn = ensemble(small_table(), 60, spread=WIDE)
    frame = drawn.account_intervals(level=0.5)
    inside = (drawn.consumption_based >= frame["consumption_based_low_MtCO2"].to_numpy()) & (
        drawn.consumption_based <= frame["consumption_based_high_MtCO2"].to_numpy()
    )
    assert inside.mean(axis=0) == pytest.approx(np.full(3, 0.5), abs=0.02)
    central = carbon_accounts(small_table())
    np.testing.assert_array_equal(frame["consumption_based_MtCO2"], central.consumption_based)
    assert frame["net_outflow_sign_percent"].between(0, 100).all()


def test_paths_say_how_often_they_are_among_the_largest():
    drawn = ensemble(small_table(), 20, spread=WIDE)
    frame = drawn.path_intervals(top=(1, 6))
    assert len(frame) == 6
    assert frame["among_top_1_percent"].sum() == pytest.approx(100.0)
    assert (frame["among_top_6_percent"] == 100.0).all()
    assert frame["MtCO2"].is_monotonic_decreasing


def test_what_makes_no_ensemble_is_refused():
    with pytest.raises(OptionError, match="1 draws give no interval"):
        ensemble(small_table(), 1)
    with pytest.raises(OptionError, match="is no spread"):
        Spread(within_region=1.5)
