from dataclasses import replace

import dask
import numpy as np
import pandas as pd
import pytest

from embedded import embedded_study, embedded_table
from tanmai.analysis import YearlyDeflators
from tanmai.core.errors import LabelError, OptionError
from tanmai.io.tables import save_table
from tanmai.studies.comparison import compare_studies, make_studies
from tanmai.studies.decomposition import changes_between
from tanmai.studies.options import StudyOptions


@pytest.fixture(scope="module")
def studies():
    return {
        year: embedded_study(table=f"cn31-{year}", scheme="s26", top=5) for year in ("2012", "2017")
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


def test_one_table_is_refused_before_it_is_studied():
    told = []
    with pytest.raises(OptionError, match="needs two or more studies"):
        make_studies([StudyOptions(table="textbook-mini")], lambda *step: told.append(step))
    assert told == []


def test_what_is_not_comparable_is_refused(studies):
    with pytest.raises(OptionError, match="needs two or more studies"):
        compare_studies({"2012": studies["2012"]})
    mini = embedded_study(table="textbook-mini")
    with pytest.raises(LabelError, match="do not have the same regions"):
        compare_studies({"2012": studies["2012"], "mini": mini})
    mining = embedded_study(table="cn31-2017", scheme="s26", focus="mining")
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


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    """A small table of two years, the second with twice the emissions."""
    table = embedded_table("textbook-mini")
    later = replace(table, year=table.year + 1, F=2 * table.F)
    folder = tmp_path_factory.mktemp("years") / "later"
    save_table(later, folder)
    return "textbook-mini", str(folder)


def in_numbers(tables, scheduler=None):
    """Return every table of a comparison at constant prices, and what was told."""
    told = []
    asked = [StudyOptions(table=table, scheduler=scheduler) for table in tables]
    studies = make_studies(asked, lambda *step: told.append(step))
    first = next(iter(studies.values())).table
    rows = pd.concat(
        pd.DataFrame(
            {"sector_code": [*first.index.sector_codes, "imports"], "year": y, "price_index": price}
        )
        for y, price in ((first.year, 1.0), (first.year + 1, 1.1))
    )
    deflators = YearlyDeflators("prices.csv", first.year, rows)
    changes = changes_between(studies, deflators, scheduler=scheduler)
    return compare_studies(studies, changes), told


def test_the_same_comparison_on_one_thread_on_two_and_on_a_cluster(grown, cluster):
    with dask.config.set(num_workers=2):
        here, told = in_numbers(grown)
    with dask.config.set(num_workers=1):
        alone, _ = in_numbers(grown)
    there, _ = in_numbers(grown, cluster)
    assert told == [("studies", done, 2) for done in range(3)]
    assert {"accounts", "decomposition", "rank_changes"} <= set(here)
    for other in (alone, there):
        assert list(other) == list(here)
        for name, frame in here.items():
            pd.testing.assert_frame_equal(other[name], frame, check_exact=True)


def test_studies_of_one_year_go_by_the_name_of_their_table(grown, tmp_path):
    table = embedded_table("textbook-mini")
    provenance = replace(table.provenance, name="another")
    save_table(replace(table, provenance=provenance), tmp_path / "another")
    asked = [StudyOptions(table=name) for name in (grown[0], str(tmp_path / "another"))]
    assert list(make_studies(asked)) == [str(table.year), "another"]
    with pytest.raises(OptionError, match="textbook-mini cannot be distinguished"):
        make_studies([*asked, StudyOptions(table="textbook-mini"), asked[0]])
