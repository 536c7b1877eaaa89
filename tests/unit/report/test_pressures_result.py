"""Several pressures in one study: side by side, added by factors alone."""

from __future__ import annotations

import pandas as pd
import pytest

from embedded import embedded_table
from tanmai.accounting.carbon import carbon_accounts
from tanmai.core.errors import OptionError
from tanmai.core.language import Language
from tanmai.report.pressures_result import pressures_page, pressures_result
from tanmai.studies.options import StudyOptions
from tanmai.studies.prepare import replace_emissions
from tanmai.studies.pressures import options_of_each

AR6 = "AR6 GWP100"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """CO2 in Mt, CH4 in kt and water of the textbook table."""
    table, rows = embedded_table("textbook-mini"), []
    for i, region in enumerate(table.regions):
        for j, sector in enumerate([*table.index.sector_codes, "household"]):
            rows.append((region.code, sector, 10 + i + j, 100 * (1 + i) + 7 * j, 5 + 3 * i))
    path = tmp_path_factory.mktemp("desk") / "desk.csv"
    columns = ["province", "sector_code", "CO2_Mt", "CH4_kt", "water_1e8m3"]
    pd.DataFrame(rows, columns=columns).to_csv(path, index=False)
    return path


@pytest.fixture(scope="module")
def options(desk):
    return StudyOptions(table="textbook-mini", emissions=desk, lang="en")


@pytest.fixture(scope="module")
def summed(options):
    asked = options.model_copy(update={"gwp": AR6})
    return pressures_result(asked, ["CO2", "甲烷", "water"])


def test_the_parts_of_a_footprint_add_up_to_that_of_the_sum(summed, desk):
    whole = replace_emissions(embedded_table("textbook-mini"), desk).characterised(AR6).of("CO2e")
    mix = summed.tables["footprint_mix"]
    expected = carbon_accounts(whole).consumption_based
    assert mix["sum_MtCO2e"].to_numpy() == pytest.approx(expected)
    assert (mix["CO2_percent"] + mix["CH4_percent"]).to_numpy() == pytest.approx([100.0, 100.0])
    assert not [column for column in mix if "water" in column]


def test_without_factors_shares_stand_side_by_side(options):
    found = pressures_result(options, ["CO2", "CH4"])
    mix = found.tables["footprint_mix"]
    assert list(mix.columns[3:]) == ["CO2_share_percent", "CH4_share_percent"]
    assert mix.iloc[:, 3:].sum().to_numpy() == pytest.approx([100.0, 100.0])


def test_accounts_keep_their_units(summed):
    accounts = summed.tables["accounts_by_pressure"]
    assert {"CO2_production_based_MtCO2", "CH4_net_outflow_ktCH4"} <= set(accounts)
    assert "water_consumption_based_1e8m3" in accounts
    totals = summed.tables["pressures"].set_index("pressure")["total"]
    assert totals["CH4"] == pytest.approx(accounts["CH4_production_based_ktCH4"].sum())
    assert summed.record["studies"]["water"]["table"]["emission_unit"] == "10^8 m3"


def test_the_page_has_a_chooser_and_says_what_is_added(summed):
    text = pressures_page(summed, []).html()
    assert text.count("<option") == 3
    assert 'href="CH4/report.html"' in text
    assert "CO2e by AR6 GWP100" in text
    assert "CH₄ emissions are" in text
    assert "Water use: Net outflow" in text
    assert Language("zh")("pressures") not in text


@pytest.mark.parametrize(
    ("names", "given", "said"),
    [
        (["CO2", "二氧化碳"], {}, "two or more different ones"),
        (["CO2"], {}, "two or more different ones"),
        (["CO2", "CH4"], {"draws": 10}, "--draws is for the study of one pressure"),
    ],
)
def test_what_cannot_be_set_side_by_side(names, given, said, options):
    with pytest.raises(OptionError, match=said):
        options_of_each(options.model_copy(update=given), names)


def test_factors_are_for_the_mix_and_for_the_sum_itself(options):
    asked = options_of_each(options.model_copy(update={"gwp": AR6}), ["CH4", "CO2e"])
    assert (asked["CH4"].gwp, asked["CO2e"].gwp) == (None, AR6)


def test_each_study_has_a_folder_of_its_own(summed, tmp_path):
    home = summed.write(tmp_path / "gases", pictures=False)
    for name in ("CO2", "CH4", "water"):
        assert {"run.json", "flows.csv", "network.gexf"} <= {
            f.name for f in (home / name).iterdir()
        }
    assert "production_based_ktCH4" in (home / "CH4" / "accounts_by_province.csv").read_text(
        "utf-8"
    )
    assert (home / "footprint_mix.csv").is_file()
