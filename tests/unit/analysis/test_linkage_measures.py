from functools import partial

import numpy as np
import pytest

from hand_made_tables import chain_of_regions, table_of
from made_up import make_table, small_table
from tanmai.accounting.carbon import carbon_accounts
from tanmai.analysis import (
    Blocks,
    average_propagation_lengths,
    blocks_by_region,
    blocks_by_region_and_sector,
    blocks_by_sector,
    blocks_of_group,
    emission_linkages,
    first_tier,
    hypothetical_extraction,
    output_linkages,
    total_final_demand,
    ultimate_emitters,
)
from tanmai.core.errors import ConservationError, OptionError
from tanmai.core.focus import Focus, sector_mask
from tanmai.solve import LeontiefSystem

MINING = Focus(("02",), "products", "mining")


def inverse(table):
    return np.linalg.inv(np.eye(len(table.x)) - np.asarray(table.Z) / table.x)


def test_emission_linkages_are_those_of_f_times_the_inverse():
    table = make_table(9)
    effects = (table.F[0] / table.x)[:, None] * inverse(table)
    linkages = emission_linkages(carbon_accounts(table))
    size, total = len(effects), effects.sum()
    np.testing.assert_allclose(linkages["power"], size * effects.sum(axis=0) / total)
    np.testing.assert_allclose(linkages["sensitivity"], size * effects.sum(axis=1) / total)
    variation = effects.std(axis=0, ddof=1) / effects.mean(axis=0)
    np.testing.assert_allclose(linkages["power_cv"], variation)


def test_a_sector_is_key_where_both_are_above_one():
    linkages = output_linkages(make_table(9))
    high = (linkages["power"] > 1, linkages["sensitivity"] > 1)
    names = {(True, True): "key", (True, False): "backward", (False, True): "forward"}
    expected = [names.get(pair, "weak") for pair in zip(*high, strict=True)]
    assert linkages["linkage"].tolist() == expected
    assert {"key", "weak"} <= set(expected)


def test_an_idle_sector_has_even_linkages():
    table = make_table(4, idle=2)
    idle = table.x == 0
    linkages = emission_linkages(carbon_accounts(table))
    assert (linkages["power_cv"][idle] == 0).all()
    assert (linkages["power"][idle] == 0).all()
    assert np.isfinite(linkages.drop(columns="linkage").to_numpy()).all()


def test_one_sector_has_nothing_to_be_compared_with():
    with pytest.raises(OptionError, match="single sector has no linkages"):
        output_linkages(table_of([[10]], [[20]], [3]))


def test_nothing_emitted_has_no_linkages():
    table = small_table()
    clean = table.changed("clean", {"F": np.zeros_like(table.F)})
    with pytest.raises(OptionError, match="Nothing emits"):
        emission_linkages(carbon_accounts(clean))


def test_propagation_lengths_are_the_mean_of_the_powers_of_A():
    table = make_table(2, m=2, n=3)
    A = np.asarray(table.Z) / table.x
    power, weights, steps = np.eye(6), np.zeros((6, 6)), np.zeros((6, 6))
    for k in range(1, 400):
        power = power @ A
        weights += power
        steps += k * power
    lengths = average_propagation_lengths(LeontiefSystem(table))
    forward, backward = (steps.sum(axis=axis) / weights.sum(axis=axis) for axis in (1, 0))
    np.testing.assert_allclose(lengths["steps_forward"], forward, rtol=1e-9)
    np.testing.assert_allclose(lengths["steps_backward"], backward, rtol=1e-9)


def test_propagation_lengths_of_idle_sectors_are_zero():
    table = make_table(4, idle=2)
    idle = table.x == 0
    lengths = average_propagation_lengths(LeontiefSystem(table)).to_numpy()
    assert not lengths[idle].any()
    assert (lengths[~idle] >= 1).all()


def test_effects_are_those_of_the_blocks_of_the_inverse():
    table = small_table()
    L, A = inverse(table), np.asarray(table.Z) / table.x
    f = table.F[0] / table.x
    y = table.x - A @ table.x
    extraction = hypothetical_extraction(carbon_accounts(table), blocks_by_region(table.index))
    s, t = np.arange(4, 8), np.r_[0:4, 8:12]
    alone = np.linalg.inv(np.eye(4) - A[np.ix_(s, s)])
    assert extraction.internal[1] == pytest.approx(f[s] @ alone @ y[s])
    assert extraction.mixed[1] == pytest.approx(f[s] @ (L[np.ix_(s, s)] - alone) @ y[s])
    assert extraction.net_forward[1] == pytest.approx(f[s] @ L[np.ix_(s, t)] @ y[t])
    assert extraction.net_backward[1] == pytest.approx(f[t] @ L[np.ix_(t, s)] @ y[s])
    first = np.arange(4)
    pair = f[first] @ L[np.ix_(first, s)] @ y[s]
    assert extraction.pairwise.values[0, 1] == pytest.approx(pair)


def test_blocks_name_their_members():
    index = small_table().index
    assert [block.code for block in blocks_by_sector(index).names] == ["01", "02", "03", "04"]
    assert blocks_by_sector(index).membership.tolist() == [0, 1, 2, 3] * 3
    block = blocks_by_region_and_sector(index).names[index.position("610000", "02")]
    assert (block.code, block.name_zh) == ("610000/02", "陕西煤炭采选")
    group = blocks_of_group(sector_mask(small_table(), ["02"]), "采矿", "Mining")
    assert group.membership.tolist() == [1, 0, 1, 1] * 3


def test_extraction_as_a_table():
    table = small_table()
    group = blocks_of_group(sector_mask(table, ["02"]), "采矿", "Mining")
    extraction = hypothetical_extraction(carbon_accounts(table), group)
    frame = extraction.to_frame()
    assert list(frame.index) == ["group", "rest"]
    np.testing.assert_allclose(frame["net_transfer_MtCO2"].sum(), 0, atol=1e-9)
    emitted = frame[["internal_MtCO2", "mixed_MtCO2", "net_forward_MtCO2"]].sum(axis=1)
    assert emitted["group"] == pytest.approx(table.F[0].reshape(3, 4)[:, 1].sum())


def test_blocks_part_the_sectors():
    index = small_table().index
    with pytest.raises(OptionError, match="every block needs a sector"):
        Blocks(index.regions, np.zeros(12, dtype=np.int64))
    with pytest.raises(OptionError, match="every block needs a sector"):
        blocks_of_group(np.ones(12), "全部", "All")


def test_blocks_are_of_the_table():
    with pytest.raises(OptionError, match="blocks place 3 sectors, but the table has 12"):
        hypothetical_extraction(
            carbon_accounts(small_table()), blocks_by_region(chain_of_regions().index)
        )


def test_effects_that_miss_the_emissions_are_refused():
    table = small_table()
    accounts = carbon_accounts(table)
    object.__setattr__(accounts, "direct_intensity", accounts.direct_intensity * 1.001)
    with pytest.raises(ConservationError, match="effects of block"):
        hypothetical_extraction(accounts, blocks_by_region(table.index))


def test_final_demand_of_all_sinks_is_output_less_what_is_used_up():
    table = small_table()
    expected = table.x - np.asarray(table.Z).sum(axis=1)
    np.testing.assert_allclose(total_final_demand(carbon_accounts(table)), expected)
    focused = total_final_demand(carbon_accounts(table, focus=MINING))
    np.testing.assert_allclose(focused, expected * sector_mask(table, ["02"]))


def test_three_readings_of_upstream_are_three_formulas():
    table = small_table()
    accounts, group = carbon_accounts(table), sector_mask(table, ["02"])
    chosen = group == 1
    f, L = table.F[0] / table.x, inverse(table)
    y = table.x - np.asarray(table.Z).sum(axis=1)
    bought = table.Z[:, chosen].sum(axis=1)
    ultimate = ultimate_emitters(accounts, group)
    np.testing.assert_allclose(ultimate, f * (L[:, chosen] @ y[chosen]), rtol=1e-10)
    np.testing.assert_allclose(first_tier(accounts, group, embodied=False), f * bought, rtol=1e-12)
    np.testing.assert_allclose(
        first_tier(accounts, group, embodied=True), (f @ L) * bought, rtol=1e-10
    )


@pytest.mark.parametrize("reading", [ultimate_emitters, partial(first_tier, embodied=True)])
@pytest.mark.parametrize("group", [np.ones(3), np.zeros(12), np.full(12, 0.5)])
def test_a_group_is_a_mask(reading, group):
    with pytest.raises(OptionError, match="array of 12 ones and zeros"):
        reading(carbon_accounts(small_table()), group)
