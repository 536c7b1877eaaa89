import sys
from dataclasses import replace

import dask
import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from embedded import embedded_table
from made_up import make_table, small_table
from tanmai.accounting.carbon import carbon_accounts
from tanmai.analysis.draws import FuelShares, Perturbation, _Noisy
from tanmai.analysis.ensemble import ensemble
from tanmai.analysis.spread import ModelledTrade, Spread
from tanmai.checks import check_table
from tanmai.core.errors import LabelError, OptionError, TableError
from tanmai.core.focus import Focus
from tanmai.core.labels import RegionSectorIndex, Sector
from tanmai.core.language import Language
from tanmai.core.pressures import Pressure
from tanmai.core.table import FinalDemandCategory, MrioTable, Provenance
from tanmai.core.trade_shares import TradeShares
from tanmai.networks import build_transfer_network, key_provinces
from tanmai.solve import LeontiefSystem
from tanmai.studies.options import StudyOptions
from tanmai.studies.study import make_study
from tanmai.studies.uncertainty_statements import assumptions, statements

WIDE = Spread(flows=0.5, activity=0.2, within_region=0.5)
NONE = Spread(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def small_accounts():
    return carbon_accounts(small_table())


def draw(seed=0, spread=WIDE, table=None):
    return Perturbation(table or small_table(), spread).draw(np.random.default_rng(seed))


def test_a_draw_balances_and_keeps_its_margins():
    table, one = make_table(3), draw(table=make_table(3))
    report = check_table(one)
    assert not {result.rule.code for result in report.failures} & {"row-balance", "column-balance"}
    np.testing.assert_allclose(one.x, table.x, rtol=3e-5)
    np.testing.assert_allclose(one.Z.sum(axis=0), table.Z.sum(axis=0), rtol=3e-5)
    np.testing.assert_allclose(one.Y.sum(axis=0), table.Y.sum(axis=0), rtol=3e-5)
    assert np.abs(one.Z - table.Z).max() > 0.1 * np.abs(table.Z).max()


def test_draws_far_from_the_table_are_fitted_too():
    """Steps of RAS that combine earlier passes lead astray here, and are given up."""
    draws = Perturbation(embedded_table("textbook-mini"), Spread(flows=2.0))
    seeds = np.random.SeedSequence(2017).spawn(1000)
    for seed in (seeds[at] for at in (397, 470, 514, 754)):
        one = draws.draw(np.random.Generator(np.random.SFC64(seed)))
        np.testing.assert_allclose(one.Z.sum(axis=0), draws.table.Z.sum(axis=0), rtol=1e-4)


def test_negative_cells_stay_as_they_are():
    table = small_table()
    one = draw()
    np.testing.assert_array_equal(one.Y[table.Y < 0], table.Y[table.Y < 0])
    assert (one.Y[table.Y >= 0] >= 0).all()


def test_sparse_flows_are_drawn_as_dense_ones():
    table = small_table()
    stored = replace(table, Z=sparse.csr_array(table.Z))
    np.testing.assert_array_equal(draw(table=stored).Z, draw(table=table).Z)


def test_no_spread_gives_the_table_back():
    one = draw(spread=NONE)
    np.testing.assert_allclose(one.Z, small_table().Z, rtol=1e-6)
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


def test_factors_have_mean_one():
    table = make_table(1, m=2, n=2)
    spread = Spread(0.4, 0.3, 0.5, 0.2, 0.2, 0.2, 0.2)
    draws = [draw(seed, spread, table) for seed in range(600)]
    for part, given in (("F", table.F), ("F_Y", table.F_Y)):
        mean = np.mean([getattr(one, part) for one in draws], axis=0)
        np.testing.assert_allclose(mean, given, rtol=0.06)


def test_households_err_with_their_region():
    table = make_table(1, m=2, n=2)
    spread = replace(NONE, activity=0.3, within_region=1.0)
    one = draw(4, spread, table)
    np.testing.assert_allclose(
        one.F_Y[0] / table.F_Y[0], (one.F[0] / table.F[0]).reshape(2, 2)[:, 0], rtol=1e-12
    )


def test_one_factor_moves_all_emissions_where_fuels_are_not_known():
    table, one = small_table(), draw(spread=replace(NONE, coal=0.2))
    moved = one.F[table.F > 0] / table.F[table.F > 0]
    np.testing.assert_allclose(moved, moved[0], rtol=1e-12)
    assert moved[0] != pytest.approx(1.0, abs=1e-3)
    np.testing.assert_array_equal(draw(spread=replace(NONE, gas=0.2)).F, table.F)


def by_fuel(table):
    """A table whose first half of sectors burns coal alone, the others coal and gas by half."""
    half = np.where(np.arange(table.F.size) < table.F.size // 2, 0.0, 0.5)
    F = np.vstack([table.F[0] * (1 - half) / 2, table.F[0] * (1 - half) / 2, table.F[0] * half])
    F_Y = np.vstack([table.F_Y[0], 0 * table.F_Y[0], 0 * table.F_Y[0]])
    fuels = ("Raw Coal", "Coke", "Natural Gas")
    return table.changed("by fuel", {"F": F, "F_Y": F_Y, "stressors": fuels})


def test_each_fuel_has_a_factor_of_its_own():
    table = small_table()
    shares = FuelShares.of(by_fuel(table))
    spread = replace(NONE, coal=0.2, gas=0.2)
    one = Perturbation(table, spread, shares).draw(np.random.default_rng(0))
    emits = table.F[0] > 0
    moved = np.where(emits, one.F[0], 1.0) / np.where(emits, table.F[0], 1.0)
    coal, mixed = moved[:6][emits[:6]], moved[6:][emits[6:]]
    np.testing.assert_allclose(coal, coal[0], rtol=1e-12)
    np.testing.assert_allclose(mixed, mixed[0], rtol=1e-12)
    assert coal[0] != pytest.approx(mixed[0], abs=1e-3)
    np.testing.assert_allclose(one.F_Y[0], table.F_Y[0] * coal[0], rtol=1e-12)


def test_fuels_that_are_not_those_of_the_table_are_refused():
    table = small_table()
    with pytest.raises(LabelError, match="'CO2' is not a fuel"):
        FuelShares.of(table)
    shares = FuelShares.of(by_fuel(table))
    short = replace(shares, sectors=0.5 * shares.sectors)
    with pytest.raises(TableError, match="shares of fuels do not add up"):
        Perturbation(table, WIDE, short)


def test_the_same_seed_gives_the_same_results_everywhere(cluster, monkeypatch):
    here = ensemble(small_accounts(), 12, spread=WIDE, seed=7)
    with dask.config.set(num_workers=1):
        alone = ensemble(small_accounts(), 12, spread=WIDE, seed=7)
    there = ensemble(small_accounts(), 12, spread=WIDE, seed=7, scheduler=cluster)
    monkeypatch.setattr("tanmai.solve.tasks.may_be_copied", lambda: sys.platform == "linux")
    with dask.config.set(num_workers=2):
        in_copies = ensemble(small_accounts(), 12, spread=WIDE, seed=7)
    for other in (alone, there, in_copies):
        for name in ("flows", "production_based", "consumption_based", "key_rank"):
            np.testing.assert_array_equal(getattr(other, name), getattr(here, name))
    assert (ensemble(small_accounts(), 12, spread=WIDE, seed=8).flows != here.flows).any()


def test_draws_are_solved_by_a_method_by_name_to_the_same_accounts(monkeypatch):
    table, asked = make_table(3), []

    def noted(drawn, method):
        asked.append(method)
        return LeontiefSystem(drawn, method)

    monkeypatch.setattr("tanmai.analysis.draw_accounts.LeontiefSystem", noted)
    accounts = carbon_accounts(table)
    quick, exact = ensemble(accounts, 3), ensemble(accounts, 3, method="dense_lu")
    assert asked == ["dense_lu"] * 3
    assert (quick.method, exact.method) == ("block_gcr", "dense_lu")
    for name in ("flows", "production_based", "consumption_based"):
        np.testing.assert_allclose(getattr(quick, name), getattr(exact, name), rtol=1e-4)
    np.testing.assert_array_equal(quick.key_rank, exact.key_rank)


def test_a_draw_that_single_precision_does_not_solve_is_solved_in_full(monkeypatch):
    accounts = carbon_accounts(make_table(3))
    quick = ensemble(accounts, 2)
    monkeypatch.setattr("tanmai.analysis.draw_accounts.block_gcr", lambda *_a, **_o: None)
    full = ensemble(accounts, 2)
    assert (full.flows != quick.flows).any()
    np.testing.assert_allclose(full.flows, quick.flows, rtol=1e-4)


def test_factors_of_flows_have_mean_one_and_their_widths():
    flows = np.ones((300, 400))
    widths = np.where(np.arange(400) < 300, 0.97, 0.3) * flows
    drawn = _Noisy(flows, widths).draw(np.random.default_rng(5)).astype(float)
    for columns, width in ((slice(0, 300), 0.97), (slice(300, None), 0.3)):
        logs = np.log(drawn[:, columns])
        assert logs.std() == pytest.approx(width, rel=0.02)
        assert logs.mean() == pytest.approx(-(width**2) / 2, abs=0.01)
        assert drawn[:, columns].mean() == pytest.approx(1.0, abs=0.02)
    assert abs(np.corrcoef(drawn[:, 0], drawn[:, 1])[0, 1]) < 0.2


def test_draws_have_the_emission_and_the_focus_of_the_accounts():
    table = small_table()
    two = table.changed(
        "two emissions",
        {
            "F": np.vstack([table.F, table.F[:, ::-1]]),
            "F_Y": np.vstack([table.F_Y, table.F_Y]),
            "stressors": ("CO2", "CH4"),
        },
    )
    accounts = carbon_accounts(two, focus=Focus(("01",), "products", "farming"), stressor="CH4")
    drawn = ensemble(accounts, 2, spread=NONE)
    assert drawn.central is accounts
    for flows in drawn.flows:
        np.testing.assert_allclose(flows, accounts.flows.values, rtol=1e-4)


def test_a_table_too_large_to_be_drawn_is_refused_before_it_is_solved(monkeypatch):
    accounts, options = small_accounts(), StudyOptions(table="textbook-mini", draws=2)
    monkeypatch.setattr("tanmai.analysis.draws.MOST_WRITTEN_OUT", 3)
    with pytest.raises(TableError, match=r"has 12 rows, and no more than 3 can be drawn"):
        ensemble(accounts, 2)
    told = []
    with pytest.raises(TableError, match=r"Merge sectors or regions first, or leave the draws"):
        make_study(options, lambda *step: told.append(step[0]))
    assert told == ["read"]


def test_ranks_of_draws_hold_the_central_ranks_of_a_sure_table():
    drawn = ensemble(small_accounts(), 6, spread=NONE)
    frame = drawn.rank_intervals()
    for bound in ("median", "low", "high"):
        np.testing.assert_array_equal(frame[bound], frame["rank"])
    assert set(frame["first_percent"]) == {0.0, 100.0}
    key = frame[frame["account"] == "key_province"].set_index("adcode")["rank"]
    network = build_transfer_network(carbon_accounts(small_table()).flows)
    pd.testing.assert_series_equal(
        key, key_provinces(network)["key_rank"], check_names=False, check_dtype=False
    )


def test_statements_say_what_the_tables_hold():
    drawn = ensemble(small_accounts(), 40, spread=WIDE)
    path = drawn.path_intervals().iloc[0]
    share = f"{path['among_top_5_percent']:.0f}"
    told = statements(drawn, Language("en"))
    assert told[0] == (
        f"{path['from_en']} → {path['to_en']} is among the five largest flows in "
        f"{share}\N{NO-BREAK SPACE}% of the draws."
    )
    assert (
        f"{path['from_zh']} → {path['to_zh']} 在 {share}%" in statements(drawn, Language("zh"))[0]
    )
    first = drawn.rank_intervals().iloc[0]
    assert f"{first['province_en']} in production-based emissions" in told[-2]
    keeping = (drawn.account_intervals()["net_outflow_sign_percent"] >= 95).sum()
    assert f"net flow of {keeping} of 3 regions" in told[-1]


def test_nothing_is_said_of_flows_that_are_not_there_or_are_all_among_the_largest():
    table = make_table(1, m=2, n=2)
    two = statements(ensemble(carbon_accounts(table), 4), Language("en"))
    assert not [sentence for sentence in two if "among the five largest" in sentence]
    assert len(two) == 2
    silent = table.changed("no emissions", {"F": 0 * table.F})
    assert statements(ensemble(carbon_accounts(silent), 4), Language("en")) == []


def test_assumptions_name_every_deviation():
    drawn = ensemble(small_accounts(), 2, spread=replace(WIDE, coal=0.07))
    assert "one nationwide error for all emission factors (7" in assumptions(drawn, Language("en"))
    fuels = FuelShares.of(by_fuel(small_table()))
    drawn = ensemble(
        carbon_accounts(small_table()), 2, spread=replace(WIDE, oil=0.011), fuels=fuels
    )
    assert "1.1%" in assumptions(drawn, Language("zh"))


def test_intervals_hold_the_middle_of_the_draws():
    drawn = ensemble(small_accounts(), 60, spread=WIDE)
    frame = drawn.account_intervals(level=0.5)
    inside = (drawn.consumption_based >= frame["consumption_based_low_MtCO2"].to_numpy()) & (
        drawn.consumption_based <= frame["consumption_based_high_MtCO2"].to_numpy()
    )
    assert inside.mean(axis=0) == pytest.approx(np.full(3, 0.5), abs=0.02)
    central = carbon_accounts(small_table())
    np.testing.assert_array_equal(frame["consumption_based_MtCO2"], central.consumption_based)
    assert frame["net_outflow_sign_percent"].between(0, 100).all()


def test_paths_say_how_often_they_are_among_the_largest():
    drawn = ensemble(small_accounts(), 20, spread=WIDE)
    frame = drawn.path_intervals(top=(1, 6))
    assert len(frame) == 6
    assert frame["among_top_1_percent"].sum() == pytest.approx(100.0)
    assert (frame["among_top_6_percent"] == 100.0).all()
    assert frame["MtCO2"].is_monotonic_decreasing


def test_what_makes_no_ensemble_is_refused():
    with pytest.raises(OptionError, match="number of draws is 1; give 2"):
        ensemble(small_accounts(), 1)
    with pytest.raises(OptionError, match="is not a valid spread"):
        Spread(within_region=1.5)


def joined_table(lines: bool = False) -> MrioTable:
    """Return three provinces whose trade is modelled; of the last sector by lines, if asked."""
    table = embedded_table()
    kept = [table.index.region_codes.index(code) for code in ("110000", "140000", "440000")]
    m, n = 3, 4
    rng = np.random.default_rng(5)
    shares = rng.uniform(0.1, 1, (n, m, m)) + 3 * np.eye(m)
    if lines:
        shares[-1] = 3 * np.eye(m)
        shares[-1, 0, 1] = shares[-1, 1, 2] = 1.0
    shares /= shares.sum(axis=1, keepdims=True)
    form = TradeShares(shares, rng.uniform(1e5, 1e6, (m, n, n)), rng.uniform(1e5, 1e6, (m, n, 1)))
    Z, Y = form.whole(), form.final_demand()
    x = Z.sum(axis=1) + Y.sum(axis=1)
    sectors = tuple(Sector(f"{k:02d}", str(k), str(k)) for k in range(1, n + 1))
    return MrioTable(
        index=RegionSectorIndex(tuple(table.regions[at] for at in kept), sectors),
        categories=(FinalDemandCategory("FU", "最终", "Final"),),
        Z=Z,
        Y=Y,
        exports=np.zeros(m * n),
        error=np.zeros(m * n),
        x=x,
        imports=np.zeros(m * n),
        imports_final=np.zeros(m),
        value_added=(x - Z.sum(axis=0))[None],
        value_added_labels=("VA",),
        F=rng.uniform(1, 5, (1, m * n)),
        F_Y=np.ones((1, m)),
        stressors=("CO2",),
        year=2017,
        provenance=Provenance("joined", "estimate", "tanmai.join"),
        trade_shares=form,
    )


def test_widths_of_modelled_trade_depend_on_size_and_place():
    trade = ModelledTrade()
    flows = np.array([1e3, 2e5, 2e8])
    inside, between = np.ones(3, dtype=bool), np.zeros(3, dtype=bool)
    np.testing.assert_array_equal(trade.widths(flows, inside), [0.38, 0.33, 0.18])
    np.testing.assert_array_equal(trade.widths(flows, between), [0.97, 0.64, 0.41])


def test_a_joined_table_has_the_measured_spread_and_others_one_width():
    assert Spread.of(embedded_table("cn31-2012")).flows == ModelledTrade()
    assert Spread.of(embedded_table("textbook-mini")) == Spread()


def test_methane_is_less_certain_than_co2() -> None:
    of_co2, table = Spread(), embedded_table("textbook-mini")
    methane = replace(table, stressors=("CH4",), described=(Pressure("CH4", "kt CH4"),))
    found = Spread.of(methane)
    assert found.activity > 2 * of_co2.activity
    assert found.coal > 2 * of_co2.coal
    assert found.flows == of_co2.flows


def test_flows_of_a_pair_err_together_where_trade_is_modelled():
    table = joined_table()
    only_pairs = ModelledTrade(inside=(0.0,) * 6, between=(0.0,) * 6, pairs=0.5, exponent=0.0)
    draws = Perturbation(table, Spread(flows=only_pairs))
    random = np.random.default_rng(1)
    ratios = np.array([np.asarray(draws.draw(random).Z) / table.Z for _ in range(60)])
    cells = np.log(ratios.reshape(60, 3, 4, 3, 4))
    together = np.corrcoef(cells[:, 0, 0, 1, 0], cells[:, 0, 0, 1, 1])[0, 1]
    apart = np.corrcoef(cells[:, 0, 0, 1, 0], cells[:, 1, 0, 2, 0])[0, 1]
    assert together > 0.9
    assert abs(apart) < 0.6


def test_a_commodity_of_known_lines_keeps_its_pairs():
    table = joined_table(lines=True)
    only_pairs = ModelledTrade(inside=(0.0,) * 6, between=(0.0,) * 6, pairs=0.5, exponent=0.5)
    drawn = Perturbation(table, Spread(flows=only_pairs)).draw(np.random.default_rng(2))
    before, after = (np.asarray(one.Z).reshape(3, 4, 3, 4) for one in (table, drawn))
    assert (after[:, -1][before[:, -1] == 0] == 0).all()
    moved = [np.abs(np.log(after[0, i, 1] / before[0, i, 1])).mean() for i in (0, 3)]
    assert moved[1] < moved[0]


def test_farther_regions_trade_less_with_a_larger_exponent():
    """Beijing and Shanxi are near, Guangdong is far: the exponent moves trade between the two."""
    table = joined_table()
    only_cost = ModelledTrade(inside=(0.0,) * 6, between=(0.0,) * 6, pairs=0.0, exponent=0.5)
    draws = Perturbation(table, Spread(flows=only_cost))
    random = np.random.default_rng(3)
    near, far = [], []
    for _ in range(20):
        flows = np.asarray(draws.draw(random).Z).reshape(3, 4, 3, 4).sum(axis=(1, 3))
        near.append(flows[0, 1])
        far.append(flows[0, 2])
    assert np.corrcoef(near, far)[0, 1] < -0.9
