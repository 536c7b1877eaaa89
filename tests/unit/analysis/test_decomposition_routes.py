import numpy as np
import pytest

from made_up import make_table, small_table
from tanmai.accounting.carbon import carbon_accounts
from tanmai.analysis import region_routes, route_table
from tanmai.analysis.routes import MOST_BORDERS
from tanmai.core.errors import LabelError, OptionError
from tanmai.core.focus import Focus


def routes_by_hand(table, destination, borders):
    """Return the carbon of every walk of at most so many borders, block by block."""
    m, n = table.index.m, table.index.n
    A = (np.asarray(table.Z) / table.x).reshape(m, n, m, n)
    f = (table.F[0] / table.x).reshape(m, n)
    within = [np.linalg.inv(np.eye(n) - A[r, :, r]) for r in range(m)]
    y = table.final_demand[:, destination].reshape(m, n)
    found, open_routes = {}, []
    output = within[destination] @ y[destination]
    found[(destination,)] = f[destination] @ output
    open_routes += [
        ((destination, t), y[t] + A[t, :, destination] @ output)
        for t in set(range(m)) - {destination}
    ]
    while open_routes:
        route, demand = open_routes.pop()
        output = within[route[-1]] @ demand
        found[route] = f[route[-1]] @ output
        if len(route) <= borders:
            open_routes += [
                ((*route, t), A[t, :, route[-1]] @ output) for t in set(range(m)) - {route[-1]}
            ]
    return found


def by_steps(routes):
    return {
        tuple(step for step in row if step >= 0): value
        for row, value in zip(routes.steps.tolist(), routes.carbon.tolist(), strict=True)
    }


@pytest.mark.parametrize("destination", [0, 2])
def test_routes_are_walks_over_blocks_of_the_table(destination):
    table = small_table()
    code = table.index.region_codes[destination]
    routes = region_routes(carbon_accounts(table), [code], count=60, coverage=0.9999)
    by_hand = routes_by_hand(table, destination, 8)
    largest = sorted(by_hand.values(), reverse=True)[: len(routes.carbon)]
    np.testing.assert_allclose(routes.carbon, largest, rtol=1e-9)
    for route, value in by_steps(routes).items():
        assert value == pytest.approx(by_hand[route], rel=1e-9)


def test_stock_drawn_down_gives_back_carbon():
    table = small_table()
    Y = np.array(table.Y)
    Y[[1, 6], 4] = -40.0, -25.0
    drawn = table.changed("drawn", {"Y": Y, "exports": table.exports + (table.Y - Y).sum(axis=1)})
    assert (drawn.final_demand[:, 0] < 0).sum() == 2
    routes = region_routes(carbon_accounts(drawn), ["140000"], count=40, coverage=0.9999)
    by_hand = routes_by_hand(drawn, 0, 8)
    for route, value in by_steps(routes).items():
        assert value == pytest.approx(by_hand[route], rel=1e-9)
    assert abs(routes.total - routes.carbon.sum()) <= routes.rest_bound
    assert (routes.gross > np.abs(routes.carbon)).any()


def test_all_destinations_together_are_the_whole_footprint():
    accounts = carbon_accounts(make_table(3))
    routes = region_routes(accounts, count=10_000, coverage=0.95)
    assert routes.total == pytest.approx(accounts.flows.values.sum())
    assert routes.coverage >= 0.95
    gone = np.zeros_like(accounts.flows.values)
    np.add.at(gone, (routes.emitter, routes.steps[:, 0]), routes.carbon)
    missing = np.abs(accounts.flows.values - gone).sum()
    assert missing <= routes.rest_bound * (1 + 1e-9)


def test_no_route_stays_where_it_is():
    routes = region_routes(carbon_accounts(make_table(3)), count=500, coverage=0.999)
    one, other = routes.steps[:, :-1], routes.steps[:, 1:]
    assert not ((one == other) & (other >= 0)).any()
    assert routes.tier.max() >= 3


def test_a_focus_on_emitters_is_kept():
    accounts = carbon_accounts(small_table(), focus=Focus(("02",), "emitters", "mining"))
    routes = region_routes(accounts, ["330000"])
    assert routes.total == pytest.approx(accounts.flows.values[:, 1].sum())


def test_routes_in_words():
    routes = region_routes(carbon_accounts(small_table()), ["330000"], count=30, coverage=0.99)
    table = route_table(routes)
    assert list(table["to_adcode"].unique()) == ["330000"]
    home = table[table["borders"] == 0].iloc[0]
    assert home["meaning_zh"].startswith("浙江为本地最终需求排放，产品从未离开本地，")
    assert "Zhejiang for its own final demand" in home["meaning_en"]
    direct = table[table["route"] == "610000 > 330000"].iloc[0]
    assert direct["meaning_zh"].startswith("陕西为浙江的最终需求排放，产品直接到浙江，")
    assert "with no region between" in direct["meaning_en"]
    around = table[table["route"] == "610000 > 140000 > 330000"].iloc[0]
    assert around["meaning_zh"].startswith("陕西为浙江的最终需求排放，产品经山西到浙江，")
    assert around["meaning_en"].startswith(
        "Emitted in Shaanxi for final demand of Zhejiang, by way of Shanxi: "
    )
    assert around["from_adcode"] == "610000"
    assert len(route_table(routes, top=5)) == 5
    np.testing.assert_allclose(table["cumulative_share_percent"].iloc[-1], 100 * routes.coverage)


def test_a_destination_is_a_region_of_the_table():
    with pytest.raises(LabelError, match="region '510000' is not in this table"):
        region_routes(carbon_accounts(small_table()), ["510000"])


@pytest.mark.parametrize(("count", "coverage"), [(0, 0.5), (5, 0.0), (5, 1.0)])
def test_what_is_asked_for_can_be_given(count, coverage):
    with pytest.raises(OptionError, match="cannot be asked for"):
        region_routes(carbon_accounts(small_table()), count=count, coverage=coverage)


def test_a_demand_without_carbon_has_no_routes():
    table = small_table()
    clean = table.changed("clean", {"F": np.zeros_like(table.F)})
    with pytest.raises(OptionError, match="no route has a share in it"):
        region_routes(carbon_accounts(clean))


def test_too_many_routes_are_refused(monkeypatch):
    monkeypatch.setattr("tanmai.analysis.routes.MOST_ROUTES", 3)
    with pytest.raises(OptionError, match="routes at one border, above 3"):
        region_routes(carbon_accounts(make_table(3)))


def test_routes_have_an_end_where_two_sectors_sell_to_each_other_nearly_all(monkeypatch):
    table = make_table(3)
    Z, x, n = np.array(table.Z), np.array(table.x), table.index.n
    traded = 0.9999 * x[0] / (1.0 - 0.9999)
    Z[0, n] += traded
    Z[n, 0] += traded
    x[[0, n]] += traded
    accounts = carbon_accounts(table.changed("back and forth", {"Z": Z, "x": x}))
    routes = region_routes(accounts, count=20)
    assert routes.steps.shape[1] <= MOST_BORDERS
    assert 0 < len(routes.carbon) <= 20
    assert 0.0 < routes.rest_bound < routes.total
    monkeypatch.setattr("tanmai.analysis.routes.MOST_BORDERS", 1)
    with pytest.raises(OptionError, match="borders may carry more than any route that was found"):
        region_routes(accounts, [table.regions[0].code], count=20)
