from dataclasses import replace

import numpy as np
import pytest

from embedded import embedded_study, embedded_table
from tanmai.core.errors import TableError
from tanmai.core.sector_schemes import VIEWS, sector_schemes
from tanmai.io.concordance_file import find_concordance, find_region_groups
from tanmai.io.tables import embedded_tables
from tanmai.report.data_citations import data_citations
from tanmai.studies.decomposition import reasons_by_default
from tanmai.studies.national_statistics import (
    embedded_deflators,
    embedded_population,
    embedded_sources,
    why_not_deflated,
)
from tanmai.studies.options import StudyOptions
from tanmai.studies.prepare import prepare_table


@pytest.fixture(scope="module")
def table():
    return embedded_table()


@pytest.fixture(scope="module")
def studies():
    return {
        year: embedded_study(table=f"cn31-{year}", scheme="s26", focus="mining", top=1)
        for year in ("2012", "2017")
    }


def test_population_is_that_of_the_year(table):
    people = embedded_population(table)
    assert list(people) == list(table.index.region_codes)
    assert sum(people.values()) == pytest.approx(140_011, rel=0.01)  # 10^4, the nation in 2017
    assert people["440000"] > people["540000"]
    assert embedded_population(replace(table, year=2004)) is None
    made_up = replace(table, provenance=replace(table.provenance, status="made-up"))
    assert embedded_population(made_up) is None


def test_population_of_groups_is_that_of_their_members(table):
    groups = embedded_study(regions="sic8")
    assert sum(groups.population.values()) == sum(embedded_population(table).values())
    assert embedded_population(groups.table) is None  # what the groups are is not known
    assert embedded_population(groups.table, find_region_groups("sic8")) == groups.population


def test_accounts_per_person_need_no_file():
    study = embedded_study()
    tonnes = 1e6 * study.accounts.consumption_based / (1e4 * np.array([*study.population.values()]))
    relative = study.tables["relative_accounts"]
    np.testing.assert_allclose(relative["consumption_based_tCO2_per_person"], tonnes)
    assert "population.csv" in study.inputs
    assert embedded_study(table="textbook-mini").population is None


def test_the_embedded_series_are_cited_where_they_were_taken():
    study = embedded_study()
    (source,) = embedded_sources(study.inputs)
    (work,) = data_citations([], [source])
    assert "National Bureau of Statistics" in work.bibtex()
    assert embedded_sources({"population.csv": "0" * 64, "other.csv": source.sha256}) == ()


def test_every_sector_has_the_price_of_its_industry():
    for scheme in sector_schemes():
        links = find_concordance(f"{scheme.name}_to_un6").links
        assert scheme.is_of([link.source for link in links])
        industry = {link.source.code: link.target.code for link in links}
        for code, group in zip(scheme.columns["code"], scheme.columns["group"], strict=True):
            expected = {"agriculture": "A-B", "construction": "F", "transport": "I"}
            assert industry[code] == expected.get(group, industry[code])
            assert (industry[code] == "C-E") == (
                group in {"mining", "manufacturing", "energy", "water"}
            )


@pytest.mark.parametrize("view", [None, *VIEWS])
def test_prices_are_those_of_the_base_year(view):
    scheme = next(s for s in sector_schemes() if s.name == "nbs42-2017")
    found = embedded_deflators(scheme, view, 2012)
    rows = found.rows.set_index(["year", "sector_code"])["price_index"]
    assert (rows[2012] == 1.0).all()
    mining = {None: "02", "s30": "C02", "s26": "S2"}[view]
    assert rows[2017, mining] == pytest.approx(0.96538, abs=5e-4)  # as the United Nations print it
    later = embedded_deflators(scheme, view, 2017).rows.set_index(["year", "sector_code"])
    assert later.loc[(2012, mining), "price_index"] == pytest.approx(1 / rows[2017, mining])
    assert embedded_deflators(scheme, view, 1999) is embedded_deflators(None, view, 2012) is None


@pytest.mark.parametrize("view", VIEWS)
def test_every_embedded_year_has_the_same_sectors_in_a_view_and_a_price_for_each(view):
    years = [name for name in embedded_tables() if name.startswith("cn31")]
    prepared = [prepare_table(StudyOptions(table=name, scheme=view)) for name in years]
    (labels,) = {tuple((s.code, s.name_zh) for s in each.table.sectors) for each in prepared}
    for each in prepared:
        found = embedded_deflators(each.scheme, view, 2012)
        assert {code for code, _ in labels} <= set(found.rows["sector_code"])


def test_a_comparison_is_at_constant_prices_of_its_first_year_by_default(studies):
    reasons = reasons_by_default(studies, method="polar average")
    (change,) = reasons.changes
    assert change.decomposition.prices == "constant prices"
    assert reasons.deflators.base_year == 2012
    record = reasons.record()
    assert "United Nations" in record["deflators"]
    assert list(record["inputs_sha256"]) == ["deflators.csv"]
    assert change.per_head
    assert change.decomposition.residual < 1e-9


def test_why_nothing_was_decomposed_is_said(studies, table):
    finer = embedded_study()
    reasons = reasons_by_default({"2012": studies["2012"], "x": finer}, method="polar average")
    assert reasons.changes == ()
    assert "nbs42-2012" in reasons.record()["why_not"]
    assert "not cover 1999" in str(why_not_deflated([replace(table, year=1999)]))
    assert "not in CNY" in str(why_not_deflated([replace(table, price_basis="constant 2010")]))
    assert "fictitious" in str(why_not_deflated([embedded_table("textbook-mini")]))


def test_what_stands_in_the_way_of_a_default_is_said_and_not_raised(studies, monkeypatch):
    def refuse(*_args, **_options):
        raise TableError("Final demand of Tibet is -1 in all.")

    monkeypatch.setattr("tanmai.studies.decomposition.changes_between", refuse)
    reasons = reasons_by_default(studies, method="polar average")
    assert str(reasons.why_not) == "Final demand of Tibet is -1 in all."
