from dataclasses import replace

import numpy as np
import pytest

from brute_force_paths import all_paths
from made_up import make_table, make_trade_share_table, small_table
from tanmai.accounting.carbon import carbon_accounts
from tanmai.analysis import branch_and_bound, largest_structural_paths, structural_paths
from tanmai.analysis import path_search as suppliers
from tanmai.core.errors import ConservationError, OptionError, UnsolvableError
from tanmai.core.focus import Focus
from tanmai.solve import LeontiefSystem


def by_steps(paths):
    return {
        tuple(step for step in row if step >= 0): value
        for row, value in zip(paths.steps.tolist(), paths.carbon.tolist(), strict=True)
    }


@pytest.mark.parametrize("seed", range(4))
def test_paths_are_those_of_a_search_through_all(seed):
    """As the path lists of older tools: every path above the cut-off, with its value."""
    table = make_table(seed, m=2, n=3)
    accounts = carbon_accounts(table)
    demand = accounts.demand[:, 1]
    cut_off = 2e-4 * accounts.consumption_based[1]
    paths = structural_paths(accounts, demand, cut_off)
    expected = all_paths(table, demand, cut_off)
    assert len(expected) > 100
    assert by_steps(paths) == pytest.approx(expected)
    assert (np.diff(np.abs(paths.carbon)) <= 0).all()


def test_a_unit_of_one_product_has_its_multiplier_as_total():
    table = make_table(11, m=2, n=3)
    accounts = carbon_accounts(table)
    unit = np.eye(6)[4]
    total = accounts.embodied_intensity[4]
    paths = structural_paths(accounts, unit, 1e-3 * total)
    assert paths.total == pytest.approx(total)
    assert (paths.steps[:, 0] == 4).all()
    assert by_steps(paths) == pytest.approx(all_paths(table, unit, 1e-3 * total))


def test_stock_drawn_down_gives_paths_below_zero():
    table = make_table(2, m=2, n=3)
    demand = np.array([5.0, -3.0, 0.0, 2.0, 4.0, -1.0])
    accounts = carbon_accounts(table)
    paths = structural_paths(accounts, demand, 1e-3 * accounts.embodied_intensity.max())
    expected = all_paths(table, demand, paths.cut_off)
    assert by_steps(paths) == pytest.approx(expected)
    assert min(expected.values()) < 0
    rest = paths.total - paths.carbon.sum()
    assert abs(rest) <= paths.rest_bound


def test_paths_and_rest_are_the_whole():
    accounts = carbon_accounts(small_table())
    demand = accounts.demand[:, 1]
    paths = structural_paths(accounts, demand, 0.05)
    assert paths.carbon.sum() + paths.rest_bound == pytest.approx(paths.total, rel=1e-12)
    assert paths.total == pytest.approx(accounts.embodied_intensity @ demand, rel=1e-12)
    assert paths.coverage + paths.rest_share == pytest.approx(1.0)
    assert paths.share.sum() == pytest.approx(paths.coverage)


def test_the_largest_paths_are_the_first_of_a_deeper_search():
    accounts = carbon_accounts(make_table(5))
    demand = accounts.demand[:, 0]
    some = largest_structural_paths(accounts, demand, count=300, coverage=0.999)
    deep = structural_paths(accounts, demand, some.cut_off / 10)
    assert len(some.carbon) == 300
    np.testing.assert_array_equal(some.carbon, deep.carbon[:300])
    assert some.cut_off == deep.carbon[300]
    assert some.rest_bound == pytest.approx(some.total - some.carbon.sum())


def test_the_search_stops_where_enough_is_covered():
    accounts = carbon_accounts(make_table(5))
    paths = largest_structural_paths(accounts, accounts.demand[:, 0], coverage=0.5)
    assert paths.coverage >= 0.5
    assert paths.coverage - paths.share[-1] < 0.5


def test_a_table_in_trade_share_form_has_the_same_paths():
    table = make_trade_share_table(4)
    accounts = carbon_accounts(table)
    others = carbon_accounts(table, system=LeontiefSystem(table, "krylov"))
    demand = accounts.demand[:, 2]
    first, second = (structural_paths(each, demand, 1.0) for each in (accounts, others))
    np.testing.assert_array_equal(first.steps, second.steps)
    np.testing.assert_allclose(first.carbon, second.carbon, rtol=1e-12)


def test_a_focus_on_emitters_ends_every_path_at_them():
    accounts = carbon_accounts(small_table(), focus=Focus(("02",), "emitters", "mining"))
    paths = largest_structural_paths(accounts, accounts.demand[:, 1], count=50)
    assert set(paths.emitter % 4) == {1}
    assert paths.total == pytest.approx(accounts.flows.values[:, 1].sum())


def test_a_cut_off_above_everything_leaves_all_to_the_rest():
    accounts = carbon_accounts(small_table())
    paths = structural_paths(accounts, accounts.demand[:, 1], 1e6)
    assert paths.carbon.size == 0
    assert paths.rest_share == pytest.approx(1.0)


@pytest.mark.parametrize("cut_off", [0.0, -1.0, float("nan")])
def test_the_cut_off_is_above_zero(cut_off):
    accounts = carbon_accounts(small_table())
    with pytest.raises(OptionError, match="give an emission above zero"):
        structural_paths(accounts, accounts.demand[:, 1], cut_off)


@pytest.mark.parametrize(("count", "coverage"), [(0, 0.5), (5, 0.0), (5, 1.0)])
def test_what_is_asked_for_can_be_given(count, coverage):
    accounts = carbon_accounts(small_table())
    with pytest.raises(OptionError, match="cannot be asked for"):
        largest_structural_paths(accounts, accounts.demand[:, 1], count=count, coverage=coverage)


def test_a_demand_fits_the_table_and_embodies_something():
    accounts = carbon_accounts(small_table())
    with pytest.raises(OptionError, match="one number for each of the 12 sectors"):
        structural_paths(accounts, np.ones(5), 1.0)
    with pytest.raises(OptionError, match="one number for each of the 12 sectors"):
        structural_paths(accounts, np.full(12, np.nan), 1.0)
    with pytest.raises(OptionError, match="no path has a share in it"):
        structural_paths(accounts, np.zeros(12), 1.0)


def using_itself(share):
    """Return the small table with a sector that uses so much of its own output."""
    table = small_table()
    Z, x = np.array(table.Z), np.array(table.x)
    sold = x[5] - Z[5, 5]
    x[5] = sold / (1.0 - share)
    Z[5, 5] = share * x[5]
    return table.changed("using itself", {"Z": Z, "x": x})


@pytest.mark.parametrize("share", [0.99, 0.9999, 1.0 - 1e-6])
def test_a_sector_that_uses_nearly_all_of_its_output_is_searched_with_an_end(share):
    """The chains of such a sector hardly lose a thing a step: a² a³ a⁴ ... for ever."""
    table = using_itself(share)
    accounts = carbon_accounts(table)
    demand = np.abs(accounts.demand[:, 1])
    paths = largest_structural_paths(accounts, demand, count=50)
    assert paths.steps.shape[1] <= branch_and_bound.MOST_TIERS
    assert len(paths.carbon) > 0
    assert paths.carbon.sum() + paths.rest_bound == pytest.approx(paths.total)
    if share == 0.99:  # a search without multipliers would not end for the others
        found = by_steps(paths)
        known = all_paths(table, demand, 0.5 * float(paths.carbon[0]))
        assert len(known) > 1
        assert known == pytest.approx({steps: found[steps] for steps in known})
        assert max(known.values()) == pytest.approx(paths.carbon[0])


def test_what_the_chains_beyond_the_end_carry_is_known():
    """A sector alone with f = 1, y = 1 and a = 0.999: its paths carry a^k, the rest a^1000 of all.

    The end is after 1,000 tiers, k = 0 ... 999.
    """
    share, table = 0.999, using_itself(0.999)
    Z, F = np.array(table.Z), np.zeros((1, 12))
    Z[:, 5] *= np.eye(12)[5]
    F[0, 5] = table.x[5]
    exports = table.exports + np.asarray(table.Z).sum(axis=1) - Z.sum(axis=1)
    accounts = carbon_accounts(table.changed("alone", {"Z": Z, "F": F, "exports": exports}))
    found = structural_paths(accounts, np.eye(12)[5], 1e-9)
    chains = [(5,) * (k + 1) for k in range(branch_and_bound.MOST_TIERS)]
    assert by_steps(found) == pytest.approx({c: share ** (len(c) - 1) for c in chains})
    assert found.total == pytest.approx(1000.0)
    assert found.rest_share == pytest.approx(share**1000)
    assert found.cut_off == pytest.approx(share**1000)


def test_where_longer_chains_may_carry_more_no_path_is_called_the_largest(monkeypatch):
    monkeypatch.setattr(branch_and_bound, "MOST_TIERS", 1)
    accounts = carbon_accounts(using_itself(0.9999))
    demand = np.eye(12)[5]
    with pytest.raises(OptionError, match=r"steps may carry more than any path that was found"):
        largest_structural_paths(accounts, demand, count=5)


def test_the_last_search_that_could_be_made_is_the_result(monkeypatch):
    accounts = carbon_accounts(make_table(2, m=4, n=5))
    demand = accounts.demand[:, 1]
    monkeypatch.setattr(suppliers, "MOST_BRANCHES", 2000)
    monkeypatch.setattr(branch_and_bound, "MOST_BRANCHES", 2000)
    found = largest_structural_paths(accounts, demand, count=10**6, coverage=0.999)
    assert found.coverage < 0.999
    assert by_steps(found) == pytest.approx(all_paths(accounts.table, demand, found.cut_off))
    assert found.carbon.sum() + found.rest_bound == pytest.approx(found.total)


def test_too_many_branches_are_refused(monkeypatch):
    monkeypatch.setattr(suppliers, "MOST_BRANCHES", 100)
    accounts = carbon_accounts(small_table())
    with pytest.raises(OptionError, match="branches at one tier, above 100"):
        structural_paths(accounts, accounts.demand[:, 1], 1e-6)


@pytest.mark.parametrize(
    ("part", "cell", "message"),
    [("Z", (1, 2), r"flow from .* is negative"), ("F", (0, 3), "has negative CO₂ emissions")],
)
def test_what_is_negative_cannot_be_bounded(part, cell, message):
    table = small_table()
    values = np.array(getattr(table, part))
    values[cell] = -1.0
    accounts = carbon_accounts(small_table())
    changed = table.changed("negative", {part: values})
    object.__setattr__(accounts, "table", changed)
    object.__setattr__(accounts, "direct_intensity", changed.F[0] / changed.x)
    with pytest.raises(UnsolvableError, match=message):
        structural_paths(accounts, accounts.demand[:, 1], 1.0)


def test_multipliers_that_are_not_exact_bound_nothing():
    table = small_table()
    loose = LeontiefSystem(table, "krylov", tolerance=1e-3)
    accounts = carbon_accounts(table)
    rough = replace(accounts, embodied_intensity=loose.multipliers(accounts.direct_intensity))
    with pytest.raises(ConservationError, match="to a smaller tolerance"):
        structural_paths(rough, accounts.demand[:, 1], 1.0)
