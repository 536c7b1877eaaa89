"""The cluster: location quotients, items inside and outside, and what magnesium induces."""

from __future__ import annotations

import numpy as np
import pytest

from embedded import embedded_table
from tanmai.core.errors import LabelError, UnitError
from tanmai.metals.magnesium.coupling.magnesium import MAGNESIUM
from tanmai.metals.magnesium.industry.cluster import inside_and_outside
from tanmai.metals.magnesium.industry.cluster_induced import extracted, induced_output
from tanmai.metals.magnesium.industry.cluster_result import magnesium_cluster
from tanmai.metals.magnesium.industry.parameters import works_parameters
from tanmai.metals.statements import INCONSISTENT, REPRODUCED


@pytest.fixture(scope="module")
def result():
    return magnesium_cluster(embedded_table(), {"F.parquet": "0" * 64})


def test_shares_add_up_and_the_quotient_is_their_ratio(result):
    frame = result.quotients
    assert frame.groupby("year")["share"].sum().to_numpy() == pytest.approx(1.0)
    row = frame[(frame["year"] == "2025") & (frame["region_code"] == "610000")].iloc[0]
    assert row["share"] == pytest.approx(685.2 / 1042.1)
    table = result.case.before
    own = table.by_region(table.x)[table.index.region_codes.index("610000")]
    assert row["location_quotient"] == pytest.approx(row["share"] / (own / table.x.sum()))


def test_items_add_up_price_apart_from_technology():
    frame = inside_and_outside(works_parameters())
    assert (frame["cost"] - frame["cost_inside"] + frame["cost_outside"]).abs().max() < 1e-9
    assert (frame["carbon"] - frame["carbon_inside"] + frame["carbon_outside"]).abs().max() < 1e-9
    heat = frame.loc["heat"]
    assert heat["cost_price"] == pytest.approx((3.876 + 4.026) / 2 * (1306 - 1654))
    assert heat["cost_technology"] == pytest.approx((1306 + 1654) / 2 * (3.876 - 4.026))
    assert frame.loc["ferrosilicon", "cost_technology"] == 0
    assert frame.loc["slag_sold", "cost"] == pytest.approx(-5.005 * 82)


def test_induced_carbon_is_the_difference_of_two_runs(result):
    case = result.case
    induced = induced_output(case, "610000")
    without = extracted(case, "610000")
    assert np.abs(induced + without - case.table.x).sum() / induced.sum() < 1e-6
    place = case.table.index.position("610000", MAGNESIUM)
    assert without[place] == 0
    assert induced[place] == pytest.approx(case.table.x[place])
    assert result.induced["output_1e8_CNY"].sum() == pytest.approx(induced.sum() / 1e4)
    assert (result.induced["MtCO2"] >= 0).all()


def test_what_is_printed(result):
    found = {}
    for one in result.statements:
        found.setdefault(one.key, set()).add(one.finding)
    assert found == {"S17": {REPRODUCED}, "S48": {INCONSISTENT}, "S50": {INCONSISTENT}}


def test_provinces_and_numbers_that_cannot_be(tmp_path):
    table = embedded_table()
    with pytest.raises(LabelError, match="makes no magnesium in this table; provinces that do"):
        magnesium_cluster(table, {}, "Hainan")
    own = tmp_path / "own.toml"
    own.write_text(
        '[cluster.items.heat.inside]\nprice = { value = 9, unit = "CNY/kWh", year = 2025 }',
        encoding="utf-8",
    )
    with pytest.raises(UnitError, match=r"cluster\.items\.heat\.inside\.price: .*give CNY/tce"):
        magnesium_cluster(table, {}, config=own)
