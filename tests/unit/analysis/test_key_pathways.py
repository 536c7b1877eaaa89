from importlib import import_module
from itertools import pairwise

import numpy as np
import pytest

from brute_force_paths import all_paths
from hand_made_tables import chain_of_regions, table_of
from made_up import make_table, small_table
from tanmai.accounting.carbon import carbon_accounts
from tanmai.analysis import (
    key_pathways,
    largest_structural_paths,
    path_table,
    route_table,
    total_final_demand,
)
from tanmai.core.errors import OptionError, UnsolvableError
from tanmai.core.focus import Focus

ALL = {"count": 200, "coverage": 0.9999999}


def by_chain(paths):
    return {
        tuple(step for step in row if step >= 0): value
        for row, value in zip(paths.steps.tolist(), paths.carbon.tolist(), strict=True)
    }


def by_code(listed, column):
    return dict(zip(listed[column], listed["MtCO2"], strict=True))


def test_pathways_of_a_chain():
    """Region 0 emits 6 Mt for region 2: 5 by way of region 1, 4 of these through its factory."""
    found = key_pathways(carbon_accounts(chain_of_regions()), [("0", "2"), ("1", "2")], **ALL)
    first, second = found.flows
    paths = path_table(first.paths, first.destination)
    assert by_code(paths, "path") == pytest.approx({"0/0 > 1/0 > 2/0": 4, "0/0 > 1/0": 1, "0/0": 1})
    assert by_code(route_table(first.routes), "route") == pytest.approx(
        {"0 > 1 > 2": 5, "0 > 2": 1}
    )
    assert by_code(route_table(second.routes), "route") == pytest.approx({"1 > 2": 10})
    assert (first.origin.code, first.destination.code) == ("0", "2")
    assert found.overall.total == pytest.approx(26)
    assert len(found.overall.carbon) == 6


@pytest.mark.parametrize("focus", [None, ("emitters", 0), ("products", 2)])
def test_every_path_is_recomputed_and_none_above_the_cut_off_is_missed(focus):
    """Each path carries f a … a y of its own steps; a search through all finds no other."""
    table = make_table(4, m=3, n=3)
    chosen = focus and Focus((table.index.sector_codes[focus[1]],), focus[0], "chosen")
    accounts = carbon_accounts(table, focus=chosen)
    codes = table.index.region_codes
    flow = key_pathways(accounts, [(codes[2], codes[0])], count=30).flows[0]
    A = np.asarray(table.Z) / np.where(table.x > 0, table.x, 1.0)
    f = np.where(np.arange(9) >= 6, accounts.direct_intensity, 0.0)
    demand = accounts.demand[:, 0]
    for chain, value in by_chain(flow.paths).items():
        steps = np.prod([A[k, j] for j, k in pairwise(chain)])
        assert value == pytest.approx(f[chain[-1]] * steps * demand[chain[0]], rel=1e-12)
    larger = {
        chain: value
        for chain, value in all_paths(table, demand, flow.paths.cut_off).items()
        if f[chain[-1]] > 0 and abs(value) > flow.paths.cut_off * (1 + 1e-9)
    }
    assert len(larger) >= 10
    listed = by_chain(flow.paths)
    assert {chain: listed[chain] for chain in larger} == pytest.approx(larger)


def test_shares_add_up_to_the_flow_with_what_is_left():
    accounts = carbon_accounts(make_table(7, m=4, n=3))
    codes = accounts.table.index.region_codes
    ends = [(r, s) for r in codes for s in codes if r != s]
    found = key_pathways(accounts, ends, count=5)
    for (r, s), flow in zip(ends, found.flows, strict=True):
        carried = accounts.flows.values[codes.index(r), codes.index(s)]
        for part in (flow.paths, flow.routes):
            assert part.total == pytest.approx(carried, rel=1e-9)
            assert abs(part.total - part.carbon.sum()) <= part.rest_bound * (1 + 1e-9)
        if (accounts.demand[:, codes.index(s)] >= 0).all():
            assert flow.paths.coverage + flow.paths.rest_share == pytest.approx(1)
            assert flow.routes.coverage + flow.routes.rest_share == pytest.approx(1)
        assert {row[row >= 0][-1] for row in flow.routes.steps} == {codes.index(r)}


def test_paths_of_all_demand_count_exports_too():
    accounts = carbon_accounts(small_table())
    overall = key_pathways(accounts, [], count=40).overall
    assert overall.total == pytest.approx(accounts.direct.sum())
    expected = largest_structural_paths(accounts, total_final_demand(accounts), count=40)
    np.testing.assert_array_equal(overall.carbon, expected.carbon)


def test_what_cannot_be_bounded_is_refused():
    table = table_of([[1, -1], [2, 1]], [[5, 3], [4, 2]], [1, 1], regions=2)
    with pytest.raises(UnsolvableError, match="paths cannot be bounded"):
        key_pathways(carbon_accounts(table), [("0", "1")])
    with pytest.raises(OptionError, match="give at least one path"):
        key_pathways(carbon_accounts(chain_of_regions()), [("0", "2")], count=0)


def test_a_flow_of_which_no_path_is_certified_is_listed_with_what_it_carries(monkeypatch):
    accounts = carbon_accounts(chain_of_regions())
    module = import_module("tanmai.analysis.key_pathways")
    search = module.region_routes

    def some(emitted, destinations, **options):
        if destinations == ["1"]:
            raise OptionError("none is certified")
        return search(emitted, destinations, **options)

    monkeypatch.setattr(module, "region_routes", some)
    found = key_pathways(accounts, [("0", "2"), ("0", "1")], **ALL)
    assert [(f.origin.code, f.destination.code) for f in found.flows] == [("0", "2")]
    (left,) = found.uncertified
    assert (left.origin.code, left.destination.code) == ("0", "1")
    assert left.total == pytest.approx(accounts.flows.values[0, 1])
    rows = found.to_frame().set_index(["table", "from_adcode", "to_adcode"])
    for table in ("structural_paths", "region_routes"):
        row = rows.loc[(table, "0", "1")]
        assert row["listed"] == 0
        assert row["rest_percent_at_most"] == 100.0
        assert row["largest_of_rest_at_most_MtCO2"] == row["total_MtCO2"] == left.total
