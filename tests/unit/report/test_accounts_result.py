"""Accounts of one kind: their tables add up, of any pressure, by group and by head."""

import numpy as np
import pandas as pd
import pytest

import tanmai as tm
from command_line import status_of
from tanmai.accounting.value_added import value_added_accounts
from tanmai.core.errors import OptionError
from tanmai.core.language import LanguageOf
from tanmai.report.accounts_result import _pictures
from tanmai.studies.account_kinds import KINDS

WATER = """province,sector_code,用水量（亿立方米）
浙江,01,2
浙江,02,12
浙江,household,1
陕西,01,8
陕西,02,5
陕西,household,0.5
"""


@pytest.fixture(scope="module")
def accounts():
    return tm.accounts(tm.load("cn31-2012"))


@pytest.fixture(scope="module")
def of():
    # the linkages of all sectors take seconds
    seen = {"linkages": {"scheme": "s26"}}
    return {kind: tm.accounts_of(kind, "cn31-2012", **seen.get(kind, {})) for kind in KINDS}


def first(result):
    return next(iter(result.tables.values()))


def test_every_region_has_the_accounts_of_the_table(of, accounts):
    production, consumption = first(of["production"]), first(of["consumption"])
    np.testing.assert_allclose(production["production_based_MtCO2"], accounts.production_based)
    np.testing.assert_allclose(consumption["consumption_based_MtCO2"], accounts.consumption_based)
    parts = ["for_own_final_demand", "outflow", "export", "household"]
    sums = production[[f"{part}_MtCO2" for part in parts]].sum(axis=1)
    rest = accounts.stock_change + accounts.balancing_share
    np.testing.assert_allclose(sums + rest, accounts.production_based)
    home = consumption[["emitted_at_home_MtCO2", "inflow_MtCO2", "household_MtCO2"]].sum(axis=1)
    np.testing.assert_allclose(home, accounts.consumption_based)
    by_sector = of["production"].tables["production_by_sector"]
    np.testing.assert_allclose(by_sector["direct_MtCO2"], accounts.direct)


def test_ways_of_trade_add_up_to_the_flow(of, accounts):
    flows = of["bilateral"].tables["bilateral_flows"]
    ways = ["final_goods", "intermediates", "via_third_regions"]
    sums = flows[[f"{way}_MtCO2" for way in ways]].sum(axis=1)
    np.testing.assert_allclose(sums, flows["consumption_based_MtCO2"], atol=1e-9)
    np.testing.assert_allclose(flows["consumption_based_MtCO2"], accounts.flows.values.ravel())
    sold = flows[flows["from_adcode"] != flows["to_adcode"]].groupby("from_adcode")
    by_region = first(of["bilateral"]).set_index("adcode")["sold_MtCO2"]
    np.testing.assert_allclose(sold["bilateral_MtCO2"].sum(), by_region)


def test_value_added_is_paid_by_someone(of, accounts):
    frame = first(of["value-added"])
    assert frame["net_earned_1e4CNY"].sum() == pytest.approx(0, abs=1e-3)
    earned = value_added_accounts(accounts.table, system=accounts.system)
    whole = frame["earned_elsewhere_1e4CNY"] + frame["earned_at_home_1e4CNY"]
    np.testing.assert_allclose(whole, earned.flows.values.sum(axis=1))
    assert {"from_zh", "to_en", "tCO2_per_1e4CNY"} <= set(
        of["value-added"].tables["value_added_flows"]
    )


def test_responsibility_lies_between_its_ends(of):
    frame = first(of["responsibility"])
    ends = frame[["production_based_MtCO2", "consumption_based_MtCO2"]]
    np.testing.assert_allclose(frame["shared_MtCO2"], ends.mean(axis=1))
    assert "by_value_added_MtCO2" in frame
    alone = tm.accounts_of("responsibility", "cn31-2012", producer_share=1)
    np.testing.assert_allclose(first(alone)["shared_MtCO2"], ends["production_based_MtCO2"])


def test_a_principle_that_a_table_has_not_is_left_out_with_its_reason():
    found = tm.accounts_of("responsibility", "cn31-2017")
    assert "by_value_added_MtCO2" not in first(found)
    assert any(
        "No responsibility shared by value added" in limit.into("en") for limit in found.limits
    )


def test_key_sectors_are_counted(of):
    counts = first(of["linkages"]).filter(like="_regions").sum(axis=1)
    assert (counts == 31).all()
    assert of["linkages"].largest(1)["sector_en"].item() == "Electricity and heat"
    assert of["linkages"].tables["linkages"]["steps_forward"].max() > 1


def test_groups_have_accounts_by_head_of_a_file(tmp_path):
    """Heads of a group are those of its provinces: its account a head is their mean."""
    people = tm.accounts_of("production", "cn31-2012")
    frame = first(people)
    heads = 100 * frame["production_based_MtCO2"] / frame["production_based_tCO2_per_person"]
    rows = pd.DataFrame({"province": frame["adcode"], "year": 2012, "population": 2 * heads})
    rows.fillna(700).to_csv(tmp_path / "people.csv", index=False)
    asked = {"regions": "sic8", "population": tmp_path / "people.csv"}
    groups = first(tm.accounts_of("production", "cn31-2012", **asked))
    own = first(tm.accounts_of("production", "cn31-2012", regions="sic8"))
    assert len(groups) == 8
    column = "production_based_tCO2_per_person"
    ratio = groups[column] / own[column]
    assert ((ratio > 0.45) & (ratio < 0.55)).all()


@pytest.mark.parametrize("kind", KINDS)
def test_another_pressure_is_accounted_by_its_name_and_unit(kind, tmp_path):
    desk = tmp_path / "water.csv"
    desk.write_text(WATER, encoding="utf-8")
    asked = {"emissions": desk, "pressure": "water"}
    if kind not in ("linkages", "bilateral", "value-added"):
        people = "province,year,population\n浙江,2017,5657\n陕西,2017,3835\n"
        (tmp_path / "people.csv").write_text(people, encoding="utf-8")
        asked["population"] = tmp_path / "people.csv"
    found = tm.accounts_of(kind, "textbook-mini", **asked)
    said = " ".join(one.into("en") for one in (*found.assumptions, *found.limits))
    assert "CO₂" not in said
    assert "emission" not in said
    columns = set().union(*found.tables.values())
    assert not [column for column in columns if "CO2" in column]
    if "population" in asked:
        heads = [column for column in columns if column.endswith("_m3_per_person")]
        assert heads
    say = LanguageOf("en", "water use")
    assert "CO₂" not in say(found.accounted.kind.title)
    if kind in ("linkages", "responsibility"):
        ((_, draw),) = _pictures(found).items()
        assert "water use" in draw(found, say).title


def test_an_unknown_kind_gets_the_nearest():
    with pytest.raises(OptionError, match="Did you mean 'income'"):
        tm.accounts_of("incom", "textbook-mini")


def test_the_command_prints_the_largest_and_writes_all(monkeypatch, capsys, tmp_path):
    out = tmp_path / "out"
    words = ("accounts", "textbook-mini", "--kind", "bilateral", "--lang", "en", "--out", out)
    assert status_of(monkeypatch, *words) == 0
    names = {path.name for path in out.rglob("*")}
    assert {"bilateral_by_region.csv", "tables.xlsx", "run.json", "map-bilateral.en.svg"} <= names
    printed = capsys.readouterr().out
    assert "CO₂ emissions embodied in bilateral trade" in printed
    assert printed.index("Shaanxi") < printed.index("Zhejiang")
