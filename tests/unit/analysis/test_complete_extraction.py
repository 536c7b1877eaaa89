import sys

import dask
import numpy as np
import pytest

from hand_made_tables import chain_of_regions
from made_up import make_table, make_trade_share_table, small_table
from tanmai.accounting.carbon import carbon_accounts
from tanmai.analysis import (
    blocks_by_region,
    blocks_by_region_and_sector,
    blocks_by_sector,
    complete_extraction,
    hypothetical_extraction,
    total_final_demand,
)
from tanmai.core.errors import ConservationError, OptionError
from tanmai.core.focus import Focus
from tanmai.solve import METHODS, LeontiefSystem, choice

EFFECTS = ("internal", "mixed", "net_forward", "net_backward")
NUMBERS = (*EFFECTS, "output", "output_lost", "emissions", "emissions_lost")
KINDS = (blocks_by_region, blocks_by_sector, blocks_by_region_and_sector)
MODULE = sys.modules["tanmai.analysis.complete_extraction"]


def without(accounts, rows):
    """Return the output and the emissions of what is left when rows are deleted."""
    kept = np.setdiff1d(np.arange(len(accounts.table.x)), rows)
    A = accounts.system.coefficients()[np.ix_(kept, kept)]
    x = np.linalg.solve(np.eye(kept.size) - A, total_final_demand(accounts)[kept])
    return x.sum(), accounts.direct_intensity[kept] @ x


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("table", [small_table(), make_table(6, idle=2)], ids=["small", "idle"])
def test_what_falls_away_is_what_a_table_without_the_block_lacks(kind, table):
    accounts = carbon_accounts(table)
    blocks = kind(table.index)
    found = complete_extraction(accounts, blocks)
    total = accounts.direct_intensity @ table.x
    for block, rows in enumerate(blocks.members(table.index)):
        output, emissions = without(accounts, rows)
        assert found.output_lost[block] == pytest.approx(table.x.sum() - output, abs=1e-3)
        assert found.emissions_lost[block] == pytest.approx(total - emissions, abs=1e-9)
        assert found.output[block] == pytest.approx(table.x[rows].sum())
        assert found.emissions[block] == pytest.approx(table.F[0, rows].sum())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("focus", [None, Focus(("02",), "products", "two")])
def test_the_effects_are_those_of_hypothetical_extraction(kind, focus):
    table = make_table(7)
    accounts = carbon_accounts(table, focus=focus)
    blocks = kind(table.index)
    found, expected = complete_extraction(accounts, blocks), hypothetical_extraction
    for name in EFFECTS:
        np.testing.assert_allclose(
            getattr(found, name), getattr(expected(accounts, blocks), name), atol=1e-9
        )


@pytest.mark.parametrize("method", METHODS)
def test_every_method_and_form_gives_the_same(method):
    table = make_trade_share_table(8)
    blocks = blocks_by_region_and_sector(table.index)
    found = complete_extraction(
        carbon_accounts(table, system=LeontiefSystem(table, method)), blocks
    )
    exact = complete_extraction(carbon_accounts(table), blocks)
    for name in NUMBERS:
        np.testing.assert_allclose(getattr(found, name), getattr(exact, name), rtol=1e-8, atol=1e-8)
    assert found.residual <= 1e-10


@pytest.mark.parametrize("method", METHODS)
def test_the_same_numbers_on_one_thread_on_two_and_on_a_cluster(method, cluster, monkeypatch):
    monkeypatch.setattr(MODULE, "_MOST_COLUMNS", 3)
    table = make_table(9, 5, 7)
    accounts = carbon_accounts(table, system=LeontiefSystem(table, method))
    blocks = blocks_by_region_and_sector(table.index)
    with dask.config.set(num_workers=2):
        here = complete_extraction(accounts, blocks)
    with dask.config.set(num_workers=1):
        alone = complete_extraction(accounts, blocks)
    there = complete_extraction(accounts, blocks, scheduler=cluster)
    for other in (alone, there):
        for name in (*NUMBERS, "residual"):
            np.testing.assert_array_equal(getattr(other, name), getattr(here, name))


def test_one_factor_and_few_columns_at_a_time_serve_all_blocks(monkeypatch):
    widths, solve = [], LeontiefSystem.solve
    table = make_table(9, 5, 7)
    accounts = carbon_accounts(table)
    monkeypatch.setattr(MODULE, "_MOST_COLUMNS", 10)
    monkeypatch.setattr(
        LeontiefSystem, "solve", lambda own, Y: (widths.append(Y.shape[1:]), solve(own, Y))[1]
    )
    told = []
    complete_extraction(
        accounts,
        blocks_by_region(table.index),
        progress=lambda done, of: told.append((done, of)),
    )
    assert accounts.system.factorisations == 1
    assert sorted(widths) == [(), *[(7,)] * 5]
    assert told == [(done, 5) for done in range(6)]


def test_a_large_table_is_factorised_once_for_all_its_parts(monkeypatch):
    monkeypatch.setattr(choice, "SMALL", 10)
    monkeypatch.setattr(choice, "ROWS_PER_RIGHT_HAND_SIDE", 2)
    monkeypatch.setattr(MODULE, "_MOST_COLUMNS", 20)
    made, factor = [], METHODS["dense_lu"]
    monkeypatch.setitem(METHODS, "dense_lu", lambda *of: (made.append(of), factor(*of))[1])
    table = make_table(9, 5, 7)
    accounts = carbon_accounts(table)
    assert not made
    complete_extraction(accounts, blocks_by_region_and_sector(table.index))
    assert len(made) == accounts.system.factorisations == 1


def test_blocks_of_another_table_are_refused():
    accounts = carbon_accounts(small_table())
    with pytest.raises(OptionError, match="blocks place 3 sectors, but the table has 12"):
        complete_extraction(accounts, blocks_by_region(chain_of_regions().index))


def test_effects_that_do_not_balance_are_refused():
    accounts = carbon_accounts(small_table())
    object.__setattr__(accounts, "direct_intensity", accounts.direct_intensity * 1.001)
    with pytest.raises(ConservationError, match=r"Blocks emit .* for others, but others emit"):
        complete_extraction(accounts, blocks_by_region(accounts.table.index))
