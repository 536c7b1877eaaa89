"""Tables kept in another form than a dense array: checked, studied and never written out."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from made_up import make_table, make_trade_share_table
from tanmai.accounts import carbon_accounts
from tanmai.aggregation import aggregate
from tanmai.checks import check_table
from tanmai.concordance import region_groups
from tanmai.decomposition import (
    blocks_by_region,
    emission_linkages,
    hypothetical_extraction,
    sector_betweenness,
)
from tanmai.study import make_study
from tanmai.study_options import StudyOptions
from tanmai.table import MrioTable
from tanmai.tables import load_table, save_table
from tanmai.trade_share import TradeShares

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
    for module in ("tanmai.table", "tanmai.readers.bundle", "tanmai.leontief.system"):
        monkeypatch.setattr(f"{module}.MOST_WRITTEN_OUT", 10)
    monkeypatch.setattr("tanmai.leontief.choice.SMALL", 10)
    monkeypatch.setattr("tanmai.checks.solvability._SMALL", 10)
    save_table(stored(request.param), tmp_path / "large")
    monkeypatch.setattr(TradeShares, "intermediate_flows", None)
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


def test_a_study_is_made(large):
    name, folder = large
    study = make_study(StudyOptions(table=str(folder)))
    assert study.accounts.system.factorisations == 0
    expected = carbon_accounts(PLAIN[name]).flows.values
    np.testing.assert_allclose(study.accounts.flows.values, expected, rtol=1e-7, atol=1e-7)


def test_regions_are_merged(large):
    name, folder = large
    groups = region_groups()["sic8"]
    merged = aggregate(load_table(str(folder)), regions=groups)
    expected = aggregate(PLAIN[name], regions=groups)
    np.testing.assert_allclose(
        merged.Z.toarray() if sparse.issparse(merged.Z) else merged.Z, expected.Z, rtol=1e-9
    )
