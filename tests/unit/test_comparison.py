from dataclasses import replace

import numpy as np
import pytest

from tanmai.comparison import compare_studies
from tanmai.errors import LabelError, OptionError
from tanmai.study import make_study
from tanmai.study_options import StudyOptions


@pytest.fixture(scope="module")
def studies():
    return {
        year: make_study(StudyOptions(table=f"cn31-{year}", scheme="s26", top=5))
        for year in ("2012", "2017")
    }


def test_accounts_stand_side_by_side_with_their_change(studies):
    frame = compare_studies(studies)["accounts"]
    np.testing.assert_array_equal(
        frame["net_outflow_2012_MtCO2"], studies["2012"].accounts.net_outflow
    )
    change = frame["export_2017_MtCO2"] - frame["export_2012_MtCO2"]
    np.testing.assert_allclose(frame["export_change_MtCO2"], change)


def test_a_key_path_of_one_year_is_shown_in_all(studies):
    frame = compare_studies(studies)["key_paths"]
    for year, study in studies.items():
        ranked = frame.set_index(["from_adcode", "to_adcode"])[f"rank_{year}"]
        for row in study.paths.itertuples(index=False):
            assert ranked[(row.from_adcode, row.to_adcode)] == row.rank
    assert (frame.filter(like="share_percent") > 0).all().all()


def test_what_is_not_comparable_is_refused(studies):
    with pytest.raises(OptionError, match="needs two or more studies"):
        compare_studies({"2012": studies["2012"]})
    mini = make_study(StudyOptions(table="textbook-mini"))
    with pytest.raises(LabelError, match="do not have the same regions"):
        compare_studies({"2012": studies["2012"], "mini": mini})
    mining = make_study(StudyOptions(table="cn31-2017", scheme="s26", focus="mining"))
    with pytest.raises(LabelError, match="do not have the same focus"):
        compare_studies({"2012": studies["2012"], "2017": mining})


def test_tables_name_their_regions_by_code_and_hold_no_row_numbers(studies):
    tables = compare_studies(studies)
    assert all("index" not in frame and "region" not in frame for frame in tables.values())
    sensitivity = tables["rank_sensitivity"].set_index(["study", "adcode"])
    for year, study in studies.items():
        assert (
            sensitivity.loc[year]["key_rank"].to_dict() == study.sensitivity["key_rank"].to_dict()
        )


def test_studies_whose_backbones_cannot_be_ranked_are_compared_without_sensitivity(studies):
    thin = {year: replace(study, sensitivity=None) for year, study in studies.items()}
    assert compare_studies(studies).keys() - compare_studies(thin).keys() == {"rank_sensitivity"}
