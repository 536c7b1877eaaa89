"""Provinces within a world table: mapped, and the other regions as partners."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import made_up
from made_up_world import make_world
from tanmai.core.labels import all_provinces
from tanmai.joining import nest
from tanmai.report import partners
from tanmai.report.ground import ground_of
from tanmai.report.pictures_of_study import can_be_drawn, mapped_paths, picture_material
from tanmai.report.study_page import page
from tanmai.report.voice import Voice

if TYPE_CHECKING:
    from collections.abc import Callable

    from tanmai.studies.study import Study


@pytest.fixture(scope="module")
def study(study_of: Callable[..., Study]) -> Study:
    """Three provinces in the place of China, among Australia and Germany."""
    provinces = made_up.make_table(7, 3, 4, 2, 0)
    made = nest(make_world(7, provinces.sectors), provinces, country="CHN")
    return study_of(made.table, top=3)


def test_flows_with_partners_are_those_of_the_accounts(study: Study) -> None:
    found = study.partners
    assert found is not None
    assert [region.code for region in found.others] == ["AUS", "DEU"]
    flows = study.accounts.flows.to_frame()
    here = [region.code for region in found.provinces]
    np.testing.assert_array_equal(found.outflow, flows.loc[here, ["AUS", "DEU"]])
    np.testing.assert_array_equal(found.inflow, flows.loc[["AUS", "DEU"], here].T)
    both, total = study.tables["partners_by_province"], study.tables["partners"]
    summed = both.groupby("partner_adcode")["net_outflow_MtCO2"].sum()
    by_partner = total.set_index("partner_adcode")["net_outflow_MtCO2"]
    np.testing.assert_allclose(summed, by_partner.loc[summed.index], atol=1e-12)
    net = study.accounts.net_outflow[[code in here for code in flows.index]]
    np.testing.assert_allclose(by_partner.sum(), net.sum(), atol=1e-9)


def test_maps_show_the_provinces_and_no_flow_abroad(study: Study) -> None:
    codes = {province.code for province in all_provinces()}
    for kind in ("production", "consumption"):
        assert len(picture_material(study, kind)["values"]) == 3
        assert codes.issuperset(picture_material(study, kind)["values"].index)
    paths = mapped_paths(study)
    assert codes.issuperset([*paths["from_adcode"], *paths["to_adcode"]])
    flows = picture_material(study, "network_map")["flows"]
    assert len(flows.codes) == 3
    assert ground_of(study.table) is not None
    assert can_be_drawn(study, "partners")


def test_page_has_a_section_of_partners(study: Study) -> None:
    say = Voice("en", study)
    table = partners.partners_table(say)
    assert table is not None
    assert {row[0].text for row in table.rows} == {"Australia", "Germany"}
    assert "3 provinces" in partners.partners_said(say)[0]
    assert "partners" in page(study, []).editions[0].sections


def test_a_table_of_provinces_has_no_partners(textbook_study: Study) -> None:
    assert textbook_study.partners is None
    assert "partners" not in textbook_study.tables
