"""Tables kept in another form than a dense array: checked, studied and never written out."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from made_up import make_table, make_trade_share_table
from tanmai.accounting.bilateral import bilateral_trade_accounts
from tanmai.accounting.carbon import carbon_accounts
from tanmai.accounting.imports import imported_by_domestic_technology
from tanmai.accounting.responsibility import income_accounts, value_added_responsibility
from tanmai.analysis import (
    Deflators,
    at_constant_prices,
    betweenness_between_regions,
    blocks_by_region,
    emission_linkages,
    hypothetical_extraction,
    largest_structural_paths,
    largest_transactions,
    region_routes,
    sector_betweenness,
    transaction_betweenness,
)
from tanmai.checks import check_table, treat_negative_flows
from tanmai.checks.solvability import check_zero_output
from tanmai.core.aggregation import aggregate
from tanmai.core.concordance import region_groups
from tanmai.core.errors import TableError
from tanmai.core.table import MrioTable
from tanmai.core.trade_shares import TradeShares
from tanmai.io.tables import load_table, save_table
from tanmai.studies.options import StudyOptions
from tanmai.studies.study import make_study

PLAIN = {"mapped": make_table(3, 5, 6, 3), "trade shares": make_trade_share_table(3, 5, 6, 3)}
PLAIN["sparse"] = make_table(4, 5, 6, 3)


def stored(name: str) -> MrioTable:
    table = PLAIN[name]
    if name == "sparse":
        return table.changed("kept sparse", {"Z": sparse.csr_array(table.Z)})
    return table


@pytest.fixture(params=list(PLAIN))
def large(request, monkeypatch, tmp_path):
    """Return a table as its bundle gives it, where ten rows are too many to be written out."""
    save_table(stored(request.param), tmp_path / "small")
    for module in ("tanmai.core.flows", "tanmai.io.bundle", "tanmai.solve.system"):
        monkeypatch.setattr(f"{module}.MOST_WRITTEN_OUT", 10)
    monkeypatch.setattr("tanmai.solve.choice.SMALL", 10)
    monkeypatch.setattr("tanmai.core.spectral_radius._SMALL", 10)
    save_table(stored(request.param), tmp_path / "large")
    monkeypatch.setattr(TradeShares, "whole", None)
    return request.param, tmp_path / "large"


def test_the_form_is_kept(large):
    name, folder = large
    Z = load_table(str(folder)).Z
    kinds = {"mapped": np.memmap, "trade shares": TradeShares, "sparse": sparse.csr_array}
    assert isinstance(Z, kinds[name])
    assert (folder / "Z.npy").exists() == (name == "mapped")


def test_checks_find_the_same(large):
    name, folder = large
    found, expected = check_table(load_table(str(folder))), check_table(stored(name))
    for one, other in zip(found.results, expected.results, strict=True):
        assert (one.rule, one.passed) == (other.rule, other.passed)
        assert (one.found is None) == (other.found is None)
        np.testing.assert_allclose(one.found or 0.0, other.found or 0.0, rtol=1e-6, atol=1e-9)


def test_accounts_and_what_stands_on_them_are_the_same(large):
    name, folder = large
    plain = PLAIN[name]
    accounts, expected = carbon_accounts(load_table(str(folder))), carbon_accounts(plain)
    assert accounts.system.choice.method == "krylov"
    close = {"rtol": 1e-7, "atol": 1e-7}
    np.testing.assert_allclose(accounts.flows.values, expected.flows.values, **close)
    np.testing.assert_allclose(accounts.flows_by_category, expected.flows_by_category, **close)
    np.testing.assert_allclose(sector_betweenness(accounts), sector_betweenness(expected), **close)
    for measure in ("power", "sensitivity", "power_cv"):
        np.testing.assert_allclose(
            emission_linkages(accounts)[measure], emission_linkages(expected)[measure], **close
        )
    blocks = blocks_by_region(plain.index)
    mixed = [hypothetical_extraction(each, blocks).mixed for each in (accounts, expected)]
    np.testing.assert_allclose(*mixed, **close)


def test_what_follows_routes_and_purchases_is_the_same(large):
    name, folder = large
    accounts, expected = carbon_accounts(load_table(str(folder))), carbon_accounts(PLAIN[name])
    demand = expected.demand[:, 1]
    close = {"rtol": 1e-7, "atol": 1e-9}
    for follow in (
        lambda each: region_routes(each, count=40),
        lambda each: largest_structural_paths(each, demand, count=300),
    ):
        found, known = follow(accounts), follow(expected)
        np.testing.assert_array_equal(found.steps, known.steps)
        np.testing.assert_allclose(found.carbon, known.carbon, **close)
    for find in (largest_transactions, lambda each: betweenness_between_regions(each).to_frame()):
        pd.testing.assert_frame_equal(find(accounts), find(expected), **close)


def test_trade_and_responsibility_are_the_same(large):
    name, folder = large
    accounts, expected = carbon_accounts(load_table(str(folder))), carbon_accounts(PLAIN[name])
    close = {"rtol": 1e-7, "atol": 1e-9}
    for part in ("producers", "consumers", "outside"):
        shared = [getattr(value_added_responsibility(each), part) for each in (accounts, expected)]
        np.testing.assert_allclose(*shared, **close)
    traded = [bilateral_trade_accounts(each).flows.values for each in (accounts, expected)]
    np.testing.assert_allclose(*traded, **close)
    income = [income_accounts(each).flows.values for each in (accounts, expected)]
    np.testing.assert_allclose(*income, **close)
    from_abroad = [imported_by_domestic_technology(each) for each in (accounts, expected)]
    np.testing.assert_allclose(*from_abroad, **close)


def test_prices_are_made_constant_where_the_flows_are_not_mapped(large):
    name, folder = large
    table, plain = load_table(str(folder)), PLAIN[name]
    deflators = Deflators(2000, np.linspace(0.9, 1.4, len(plain.index)), 1.1)
    if name == "mapped":
        with pytest.raises(TableError, match="intermediate flows in memory"):
            at_constant_prices(table, deflators)
        return
    constant, expected = (at_constant_prices(each, deflators) for each in (table, plain))
    assert type(constant.Z) is type(table.Z)
    flows = [carbon_accounts(each).flows.values for each in (constant, expected)]
    np.testing.assert_allclose(*flows, rtol=1e-7, atol=1e-9)


def test_arrays_of_all_pairs_are_refused(large):
    _, folder = large
    accounts = carbon_accounts(load_table(str(folder)))
    with pytest.raises(TableError, match="intermediate flows in memory"):
        transaction_betweenness(accounts)


def test_flows_without_negative_cells_need_no_treatment(large):
    _, folder = large
    table = load_table(str(folder))
    assert treat_negative_flows(table, "zero").Z is table.Z


def test_idle_sectors_that_buy_are_found(large):
    _, folder = large
    table = load_table(str(folder))
    x = np.array(table.x)
    x[[2, 17]] = 0.0
    idle = check_zero_output(table.changed("idle", {"x": x}))
    assert idle.found == 2.0


def test_a_mapped_bundle_is_written_again(large, tmp_path):
    _, folder = large
    table = load_table(str(folder))
    save_table(table, tmp_path / "again")
    again = load_table(str(tmp_path / "again"))
    assert type(again.Z) is type(table.Z)
    np.testing.assert_array_equal(again.Z.sum(axis=0), table.Z.sum(axis=0))


def test_a_study_is_made(large):
    name, folder = large
    study = make_study(StudyOptions(table=str(folder)))
    assert study.accounts.system.factorisations == 0
    expected = carbon_accounts(PLAIN[name]).flows.values
    np.testing.assert_allclose(study.accounts.flows.values, expected, rtol=1e-7, atol=1e-7)


def test_regions_are_merged(large, monkeypatch):
    name, folder = large
    groups = region_groups()["sic8"]
    table = load_table(str(folder))
    if name != "sparse":
        with pytest.raises(TableError, match="24 x 24 intermediate flows"):
            aggregate(table, regions=groups)
    monkeypatch.setattr("tanmai.core.flows.MOST_WRITTEN_OUT", 24)
    merged = aggregate(table, regions=groups)
    expected = aggregate(PLAIN[name], regions=groups)
    np.testing.assert_allclose(
        merged.Z.toarray() if sparse.issparse(merged.Z) else merged.Z, expected.Z, rtol=1e-9
    )


# A process of its own, so that nothing that other tests hold is counted.
BOUNDED = """
import sys, threading
import numpy as np
from tanmai.accounting.carbon import carbon_accounts
from tanmai.checks import check_table
from tanmai.analysis import largest_structural_paths, largest_transactions
from tanmai.io.tables import load_table

def anonymous():
    lines = open("/proc/self/status").read().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) * 1024

for module in ("tanmai.core.flows", "tanmai.solve.system", "tanmai.solve.choice"):
    for limit in {"MOST_WRITTEN_OUT", "SMALL"} & set(dir(sys.modules[module])):
        setattr(sys.modules[module], limit, 100)
table = load_table(sys.argv[1])
assert isinstance(table.Z, np.memmap)
done, before, peak = threading.Event(), anonymous(), [0]
def watch():
    while not done.wait(0.002):
        peak[0] = max(peak[0], anonymous())
watching = threading.Thread(target=watch)
watching.start()
accounts = carbon_accounts(table)
largest_structural_paths(accounts, accounts.demand[:, 0], count=100)
largest_transactions(accounts)
check_table(table)
done.set()
watching.join()
print((peak[0] - before) / (8 * len(table.index) ** 2))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory_of_a_mapped_table_stays_far_below_its_flows(monkeypatch, tmp_path):
    monkeypatch.setattr("tanmai.io.bundle.MOST_WRITTEN_OUT", 100)
    save_table(make_table(5, 25, 120, 1), tmp_path / "large")
    command = [sys.executable, "-c", BOUNDED, str(tmp_path / "large")]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert 0.0 < float(run.stdout) < 0.5
