from dataclasses import replace

import numpy as np
import pytest

from embedded import embedded_study
from made_up import make_table, make_trade_share_table
from tanmai.accounting.readings import (
    READINGS,
    costs_between,
    kendalls_w,
    rebuilt_trade,
    under_reading,
)
from tanmai.core.errors import OptionError
from tanmai.core.labels import Region, find_province
from tanmai.studies.files import boundary_of_accounts, run_record
from tanmai.studies.options import StudyOptions, study_options
from tanmai.studies.study import make_study

NAMES = ("Beijing", "Tianjin", "Hebei", "Shanxi")


@pytest.fixture(scope="module")
def study():
    return embedded_study(focus="mining", top=5)


@pytest.fixture(scope="module")
def tables(study):
    return study.readings.tables(study.paths)


def test_costs_are_of_transport_between_provinces_and_distances_elsewhere():
    provinces = [find_province(name) for name in NAMES]
    costs = costs_between(provinces)
    assert costs[0, 1] == 20.0  # CNY a tonne, Beijing to Tianjin
    np.testing.assert_array_equal(costs, costs.T)
    cities = [Region("a", "甲", "A", 0.0, 0.0), Region("b", "乙", "B", 90.0, 0.0)]
    assert costs_between(cities)[0, 1] == pytest.approx(6371.0088 * np.pi / 2)
    with pytest.raises(OptionError, match="place of C"):
        costs_between([*cities, Region("c", "丙", "C")])


def test_a_commodity_on_lines_keeps_its_trade():
    table = make_trade_share_table(3, m=4, n=2)
    form = table.trade_shares
    shares = form.shares.copy()
    away = ~np.eye(4, dtype=bool)
    shares[0][away] = 0.0
    shares[0, 1, 0], shares[0, 0, 1], shares[0, 2, 3], shares[0, 3, 2] = 0.2, 0.1, 0.3, 0.1
    new = replace(form, shares=shares)
    lined = table.changed(
        "lines",
        {"Z": new.whole(), "Y": new.final_demand(), "trade_shares": new},
    )
    rebuilt = rebuilt_trade(lined, costs_between(lined.regions), 2.0)
    np.testing.assert_array_equal(rebuilt.trade_shares.shares[0], shares[0])
    assert not np.allclose(rebuilt.trade_shares.shares[1], shares[1])
    assert "that of 01 kept, since it follows lines" in str(rebuilt.provenance.changes[-1])


def test_trade_cannot_be_rebuilt_without_shares():
    with pytest.raises(OptionError, match="is not in trade-share form"):
        under_reading(make_table(1), "gravity_2")


def test_nothing_to_agree_on_is_refused():
    with pytest.raises(OptionError, match="two or more"):
        kendalls_w(np.ones((1, 3)))
    with pytest.raises(OptionError, match="ties all"):
        kendalls_w(np.ones((2, 3)))


def test_the_reading_of_a_study_is_chosen_and_said(study):
    chosen = embedded_study(focus="mining", top=5, reading="exports_at_origin")
    assert chosen.accounts.export.sum() == 0.0
    assert chosen.accounts.production_based.sum() == pytest.approx(
        study.accounts.production_based.sum()
    )
    zh, en = boundary_of_accounts(chosen.accounts, chosen.options.reading).pair
    assert "出口计入发货地区" in zh
    assert "demand of the region that ships them" in en
    record = run_record(chosen)
    assert record["options"]["reading"] == "exports_at_origin"
    assert len(record["checks"]) == len(run_record(study)["checks"])
    beside = study.readings.table(study.paths).set_index(["what", "scheme", "reading"])
    path = chosen.paths.iloc[0]
    rows = beside.loc[("path", "nbs42-2017", "exports_at_origin")]
    same = rows[(rows["from_adcode"] == path["from_adcode"]) & (rows["rank"] == 1)]
    assert same["MtCO2"].item() == pytest.approx(path["MtCO2"])


def test_a_reading_that_is_unknown_is_refused_with_the_nearest():
    with pytest.raises(OptionError, match="Did you mean 'direct_sales'"):
        study_options(None, {"reading": "direct_sale"})


def test_direct_sales_have_no_final_products_to_keep_to():
    asked = StudyOptions(focus="mining", focus_reading="products", reading="direct_sales")
    with pytest.raises(OptionError, match="no final products"):
        make_study(asked)
    products = embedded_study(focus="mining", focus_reading="products", top=3).readings
    made = {each.reading for each in products.own}
    assert made == set(READINGS) - {"direct_sales", "bilateral_trade"}
    assert "no final products" in str(products.left_out["nbs42-2017", "direct_sales"])


def test_draws_are_of_a_table_as_it_is():
    with pytest.raises(OptionError, match="has moved them already"):
        embedded_study(draws=2, reading="final_producer")


def test_every_reading_stands_in_both_schemes(study, tables):
    assert {(each.scheme, each.reading) for each in study.readings.made} == {
        (scheme, reading) for scheme in ("nbs42-2017", "s26") for reading in READINGS
    }
    assert study.readings.left_out == {}
    totals = tables["reading_totals"]
    assert totals["difference_MtCO2"].abs().max() < 1e-8 * totals["emitted_MtCO2"].max()
    assert totals["emitted_MtCO2"].to_numpy() == pytest.approx(study.accounts.direct.sum())
    overcount = totals.set_index("reading")["overcount_MtCO2"]
    assert (overcount["competitive_imports"] > 0).all()
    assert (overcount.drop("competitive_imports") == 0).all()


def test_sizes_and_ranks_are_those_of_the_accounts(study, tables):
    frame = tables["readings"].set_index(["what", "scheme", "reading"]).sort_index()
    for each in study.readings.made:
        net = frame.loc[("net_outflow", each.scheme, each.reading)]
        np.testing.assert_allclose(net["MtCO2"], each.net_outflow)
        assert sorted(net["rank"]) == list(range(1, 32))
        paths = frame.loc[("path", each.scheme, each.reading)]
        between = each.flows.between_regions().to_frame()
        for row in paths.itertuples():
            value = between.loc[row.from_adcode, row.to_adcode]
            assert row.MtCO2 == pytest.approx(value)
            assert row.rank == 1 + (between.to_numpy() > value).sum()
    own = frame.loc[("path", "nbs42-2017", "exports_as_sink")]
    listed = study.paths.set_index(["from_adcode", "to_adcode"])["rank"]
    found = own.set_index(["from_adcode", "to_adcode"])["rank"]
    assert (found.loc[listed.index] == listed).all()


def test_agreement_is_between_nought_and_one(tables):
    frame = tables["reading_agreement"]
    assert frame["kendalls_w"].between(0, 1).all()
    assert set(frame["what"]) == {"flow", "path", "net_outflow", "key_region"}
    assert frame.set_index(["what", "over"]).loc[("flow", "all"), "readings"] == 18


def test_the_other_scheme_is_left_out_where_the_focus_is_no_group_of_it():
    readings = embedded_study(focus="煤炭采选产品", top=3).readings
    assert {each.scheme for each in readings.made} == {"nbs42-2017"}
    assert "neither a sector nor a group" in str(readings.left_out["s26", "every reading"])


def test_a_table_of_its_own_sectors_has_the_readings_that_it_can_have():
    table = embedded_study(table="textbook-mini")
    made = {each.reading for each in table.readings.made}
    assert {"exports_as_sink", "direct_sales", "bilateral_trade"} <= made
    assert {each.scheme for each in table.readings.made} == {"own"}
    groups = embedded_study(regions="china", top=1)
    assert groups.readings is None
    assert "one region" in str(groups.why_no_readings)
    assert not table.why_no_readings
    assert "readings" not in groups.tables
