import numpy as np
import pytest

from made_up import make_table, small_table
from tanmai.accounting.carbon import carbon_accounts
from tanmai.accounting.frames import accounts_by_province, accounts_by_sector
from tanmai.analysis import blocks_by_region, final_product_emissions, hypothetical_extraction
from tanmai.core.focus import Focus
from tanmai.core.frames import flow_records, net_flow_records
from tanmai.networks import key_paths
from tanmai.studies import tables as result_tables

PROVINCE_COLUMNS = (
    "adcode,province_zh,province_en,production_based_MtCO2,consumption_based_MtCO2,"
    "inflow_MtCO2,outflow_MtCO2,export_MtCO2,household_MtCO2,net_outflow_MtCO2"
)
SECTOR_COLUMNS = (
    "adcode,province_zh,province_en,sector_code,sector_zh,sector_en,direct_MtCO2,footprint_MtCO2,"
    "direct_intensity_tCO2_per_1e4CNY,embodied_intensity_tCO2_per_1e4CNY"
)
FLOW_COLUMNS = "from_adcode,from_zh,from_en,to_adcode,to_zh,to_en,MtCO2"
PATH_COLUMNS = (
    "rank,from_adcode,from_zh,from_en,to_adcode,to_zh,to_en,MtCO2,share_percent,"
    "main_emitting_sectors,main_final_categories"
)


@pytest.fixture
def closed():
    """A table without a balancing column."""
    table = small_table()
    return carbon_accounts(
        table.changed("closed", {"error": 0 * table.error, "exports": table.exports + table.error})
    )


def test_the_columns_are_those_that_users_are_promised(closed):
    paths = key_paths(closed.flows, 3)
    for frame, columns in (
        (accounts_by_province(closed), PROVINCE_COLUMNS),
        (accounts_by_sector(closed), SECTOR_COLUMNS),
        (flow_records(closed.flows), FLOW_COLUMNS),
        (net_flow_records(closed.flows), FLOW_COLUMNS),
        (result_tables.key_path_records(paths, closed), PATH_COLUMNS),
    ):
        assert ",".join(frame.columns) == columns


def test_a_balancing_column_is_shown_where_there_is_one():
    frame = accounts_by_province(carbon_accounts(small_table()))
    assert frame.columns[-1] == "balancing_MtCO2"
    totals = frame.filter(like="MtCO2").sum()
    sinks = totals[["consumption_based_MtCO2", "export_MtCO2", "balancing_MtCO2"]].sum()
    assert totals["production_based_MtCO2"] == pytest.approx(sinks, rel=1e-12)


def test_sectors_add_up_to_their_province(closed):
    sectors = accounts_by_sector(closed).groupby("adcode", sort=False)
    provinces = accounts_by_province(closed).set_index("adcode")
    sums = sectors[["direct_MtCO2", "footprint_MtCO2"]].sum()
    household = provinces["household_MtCO2"]
    expected = provinces["production_based_MtCO2"] - household
    np.testing.assert_allclose(sums["direct_MtCO2"], expected, rtol=1e-12)
    expected = provinces["consumption_based_MtCO2"] - household
    np.testing.assert_allclose(sums["footprint_MtCO2"], expected, rtol=1e-12)


def test_intensities_are_tonnes_per_ten_thousand_yuan(closed):
    frame = accounts_by_sector(closed)
    table = closed.table
    expected = table.F[0] * 1e6 / table.x
    np.testing.assert_allclose(frame["direct_intensity_tCO2_per_1e4CNY"], expected)


def test_flows_hold_all_pairs_and_the_diagonal(closed):
    frame = flow_records(closed.flows)
    assert len(frame) == 9
    shanxi_to_shaanxi = frame[(frame["from_en"] == "Shanxi") & (frame["to_en"] == "Shaanxi")]
    assert shanxi_to_shaanxi["MtCO2"].item() == closed.flows.values[0, 2]


def test_net_flows_have_one_direction_and_fall():
    accounts = carbon_accounts(make_table(1))
    frame = net_flow_records(accounts.flows)
    assert (frame["MtCO2"] > 0).all()
    assert frame["MtCO2"].is_monotonic_decreasing
    pairs = set(zip(frame["from_adcode"], frame["to_adcode"], strict=True))
    assert not pairs & {(to, origin) for origin, to in pairs}


def test_key_paths_name_what_is_behind_them(closed):
    paths = key_paths(closed.flows, 1)
    row = result_tables.key_path_records(paths, closed).iloc[0]
    codes = list(closed.table.index.region_codes)
    pair = codes.index(row["from_adcode"]), codes.index(row["to_adcode"])
    emitted = closed.emitting_sectors(*pair)
    largest = closed.table.sectors[int(emitted.argmax())]
    share = 100 * emitted.max() / emitted.sum()
    expected = f"{largest.name_zh} {largest.name_en} {share:.0f} %"
    assert row["main_emitting_sectors"].startswith(expected)


def test_main_parts_stop_when_enough_is_explained():
    names = ["a", "b", "c", "d"]
    parts = result_tables.main_parts
    assert parts(np.array([90.0, 5, 3, 2]), names) == "a 90 %"
    assert parts(np.array([10.0, 20, 30, 40]), names) == "d 40 %; c 30 %; b 20 %"
    assert parts(np.array([-10.0, 110, 0, 0]), names) == "b 110 %"
    assert parts(np.zeros(4), names) == ""


def test_a_focus_leaves_no_households():
    focus = Focus(("02",), "emitters", "mining")
    frame = accounts_by_province(carbon_accounts(small_table(), focus=focus))
    assert (frame["household_MtCO2"] == 0).all()


def test_final_products_add_up_to_what_each_region_emits(closed):
    frame = final_product_emissions(closed).to_frame()
    assert len(frame) == len(closed.table.index)
    sinks = [name for name in frame if name.endswith("_MtCO2")]
    assert sinks[: len(closed.table.categories)] == [
        f"{category.code}_MtCO2" for category in closed.table.categories
    ]
    emitted = frame.groupby("adcode", sort=False)[sinks].sum().sum(axis=1)
    np.testing.assert_allclose(emitted, closed.production_based - closed.household)
    np.testing.assert_allclose(
        frame.groupby("adcode", sort=False)["export_MtCO2"].sum(), closed.export, atol=1e-12
    )


def test_extraction_names_each_region_and_gives_its_effects(closed):
    found = hypothetical_extraction(closed, blocks_by_region(closed.table.index))
    frame = result_tables.extraction(found)
    assert frame["adcode"].tolist() == list(closed.table.index.region_codes)
    within = frame["internal_MtCO2"] + frame["mixed_MtCO2"] + frame["net_forward_MtCO2"]
    np.testing.assert_allclose(within, closed.production_based - closed.household)
