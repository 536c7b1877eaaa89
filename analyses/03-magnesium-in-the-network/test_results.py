"""The results of the study with the embedded table; a row of published.csv that moves fails."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from magnesium_network import (
    MOVED_TONNES,
    NINGXIA,
    QINGHAI,
    SHAANXI,
    SHANXI,
    at_grid_factors,
    base_case,
    carbon_by_stage,
    destinations,
    effects,
    nodes,
    paths_through,
    power_check,
    size,
    what_ifs,
)

from tanmai.accounting.carbon import carbon_accounts
from tanmai.checks import check_table

PUBLISHED = pd.read_csv(Path(__file__).parent / "published.csv", dtype=str).set_index("id")
PROVINCES = (SHANXI, SHAANXI, NINGXIA)


def ours(row: str) -> list[float]:
    return [float(value) for value in PUBLISHED.loc[row, "ours"].split(";")]


def tolerance(row: str) -> float:
    return float(PUBLISHED.loc[row, "tolerance"])


@pytest.fixture(scope="module")
def base():
    return base_case()


@pytest.fixture(scope="module")
def cases(base):
    return what_ifs(base)


def test_carbon_of_a_tonne(base):
    totals = [base.tonnes[code].total for code in PROVINCES]
    assert totals == pytest.approx(ours("C03"), abs=tolerance("C03"))
    assert totals[1] == pytest.approx(ours("C01")[0], abs=tolerance("C01"))
    assert totals[0] == pytest.approx(ours("C02")[0], abs=tolerance("C02"))


def test_what_a_process_study_leaves_out(base):
    shares = carbon_by_stage(base)["left_out_percent"].tolist()
    assert shares == pytest.approx(ours("C05"), abs=tolerance("C05"))
    assert max(shares) < float(PUBLISHED.loc["C05", "published"])


def test_stages_add_up(base):
    frame = carbon_by_stage(base)
    parts = frame[
        ["gate_t_per_t", "ferrosilicon_gate_t_per_t", "power_t_per_t", "left_out_t_per_t"]
    ].sum(axis=1)
    assert parts.tolist() == pytest.approx(frame["total_t_per_t"].tolist())


def test_with_grid_factors_the_provinces_are_more_alike(base):
    totals = at_grid_factors(base).pivot_table(
        index="region_code", columns="grid_factor", values="total_t_per_t"
    )
    assert totals["value"].round(1).to_dict() == {SHANXI: 26.8, SHAANXI: 24.6, NINGXIA: 28.8}
    spread = totals["value"].max() - totals["value"].min()
    own = [base.tonnes[code].total for code in PROVINCES]
    assert spread < 0.65 * (max(own) - min(own))
    implied = power_check(base).set_index("region_code")["implied_kgCO2_per_kWh"]
    assert implied["150000"] == pytest.approx(0.888, abs=0.001)
    assert implied[SHAANXI] == pytest.approx(0.471, abs=0.001)


def test_most_of_the_carbon_leaves_the_country(base):
    ends = destinations(base)
    assert ends["tonnes"].sum() == pytest.approx(790_100)
    abroad = ends.loc[ends["destination"] == "exports", "MtCO2"].sum()
    assert ends["MtCO2"].sum() == pytest.approx(20.23, abs=0.01)
    assert 100 * abroad / ends["MtCO2"].sum() == pytest.approx(52.1, abs=0.1)


def test_magnesium_is_small_beside_its_province(base):
    frame = size(base).set_index("region_code")
    assert frame["percent_of_province"].max() == pytest.approx(2.89, abs=0.01)
    assert frame.loc[SHAANXI, "taken_from_host_percent"] == pytest.approx(30.5, abs=0.1)
    assert frame.loc[NINGXIA, "taken_from_host_percent"] == pytest.approx(19.1, abs=0.1)


def test_only_calcination_is_added_to_the_inventory(base):
    added = base.table.F.sum() - base.before.F.sum()
    assert added == pytest.approx(base.newly_counted.sum(), rel=1e-6)
    assert added == pytest.approx(3.66, abs=0.01)
    np.testing.assert_allclose(
        base.accounts.production_based,
        carbon_accounts(base.before).production_based + base.newly_counted,
        rtol=1e-9,
    )


def test_magnesium_as_a_node(base):
    frame = nodes(base).set_index(["region_code", "sector_code"])
    assert frame.loc[(SHAANXI, "Mg"), "emits_rank"] == 166
    assert frame.loc[(SHAANXI, "Mg"), "through_rank"] == 605
    assert (frame["of"] == 31 * 44).all()


def test_paths_through_magnesium(base):
    found = paths_through(base)["path"]
    assert found.iloc[0] == f"{SHAANXI}/Mg > abroad"
    assert f"{SHAANXI}/24 > {SHAANXI}/FeSi > {SHAANXI}/Mg > abroad" in set(found.head(6))


def test_what_ifs(base, cases):
    for case in cases:
        check_table(case.table).require()
    frame = effects(base, cases)
    assert frame["china_MtCO2"].tolist() == pytest.approx([-1.81, -0.12, -1.16], abs=0.01)
    electrolysis = cases[0]
    assert electrolysis.tonnes[QINGHAI].total == pytest.approx(ours("C04")[0], abs=tolerance("C04"))
    assert electrolysis.output_tonnes[QINGHAI] == pytest.approx(MOVED_TONNES, rel=1e-3)
    saved = (base.tonnes[SHAANXI].total - electrolysis.tonnes[QINGHAI].total) * MOVED_TONNES / 1e6
    assert -frame["china_MtCO2"].iloc[0] == pytest.approx(saved, rel=1e-2)


def test_exports_of_the_metal(base):
    table = base.table
    sold = {code: table.exports[table.index.position(code, "Mg")] for code in PROVINCES}
    made = {code: table.x[table.index.position(code, "Mg")] for code in PROVINCES}
    share = 100 * sum(sold.values()) / sum(made.values())
    assert share == pytest.approx(ours("C06")[0], abs=tolerance("C06"))


def test_where_hosts_held_too_little(base):
    frame = base.shortfalls.set_index(["region_code", "of"])
    assert frame.loc[(SHAANXI, "exports"), "percent"] == pytest.approx(-14.2, abs=0.1)
    assert frame.loc[(NINGXIA, "02"), "percent"] == pytest.approx(-20.1, abs=0.1)
    assert set(frame.index.get_level_values("region_code")) == {SHAANXI, NINGXIA}
