from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from embedded import embedded_study
from tanmai.accounting.carbon import carbon_accounts
from tanmai.analysis import SOURCING_FACTORS, YearlyDeflators
from tanmai.core.errors import LabelError, OptionError
from tanmai.studies.comparison import compare_studies
from tanmai.studies.decomposition import READINGS, changes_between, decomposition_table


@pytest.fixture(scope="module")
def studies():
    return {
        year: embedded_study(table=f"cn31-{year}", scheme="s26", top=5)
        for year in ("2012", "2015", "2017")
    }


@pytest.fixture(scope="module")
def changes(studies):
    return changes_between(studies, None)


@pytest.mark.parametrize("reading", READINGS)
def test_the_effects_add_up_to_the_change_of_the_flows(studies, changes, reading):
    axis = {"emitted_for": 0, "emitted_in": 1}[reading]
    for change, (first, second) in zip(changes, [("2012", "2015"), ("2015", "2017")], strict=True):
        before, after = (
            studies[name].accounts.flows.values.sum(axis=axis) for name in (first, second)
        )
        effects = change.effects(reading)
        np.testing.assert_allclose(effects["change"], after - before)
        np.testing.assert_allclose(
            effects[list(change.factors)].sum(axis=1), effects["change"], atol=1e-9
        )
        assert change.decomposition.residual < 1e-9


def without_population(studies):
    return {name: replace(study, population=None) for name, study in studies.items()}


def test_without_a_population_demand_is_one_factor(studies):
    (change, _) = changes_between(without_population(studies), None)
    assert change.factors == (*SOURCING_FACTORS[:-2], "demand_level")


def test_a_population_tells_heads_and_demand_per_head_apart(studies):
    codes = studies["2012"].table.index.region_codes
    grown = {
        name: replace(study, population=dict.fromkeys(codes, 100.0 + 5 * number))
        for number, (name, study) in enumerate(studies.items())
    }
    apart = changes_between(grown, None)
    for together, change in zip(
        changes_between(without_population(studies), None), apart, strict=True
    ):
        assert change.factors == SOURCING_FACTORS
        effects = change.effects("emitted_for")
        assert (effects["population"] > 0).all()
        both = effects["population"] + effects["demand_per_head"]
        np.testing.assert_allclose(both, together.effects("emitted_for")["demand_level"], rtol=0.02)


def test_inflation_is_no_growth_at_constant_prices(studies):
    # One table twice, its prices doubled: at constant prices nothing has changed.
    first = studies["2012"]
    money = ("Z", "Y", "x", "exports", "imports", "imports_final", "value_added")
    parts = {part: 2 * getattr(first.table, part) for part in money}
    table = replace(first.table, year=2015, trade_shares=None, **parts)
    doubled = replace(first, table=table, accounts=carbon_accounts(table))
    codes = [*first.table.index.sector_codes, "imports"]
    rows = pd.concat(
        pd.DataFrame({"sector_code": codes, "year": year, "price_index": price})
        for year, price in ((2012, 1.0), (2015, 2.0))
    )
    pair = without_population({"2012": first, "2015": doubled})
    (constant,) = changes_between(pair, YearlyDeflators("prices.csv", 2012, rows))
    (current,) = changes_between(pair, None)
    assert constant.decomposition.prices == "constant prices"
    size = first.accounts.flows.values.sum()
    assert np.abs(constant.decomposition.effects).max() < 1e-9 * size
    assert current.effects("emitted_for")["demand_level"].sum() > 0.1 * size


def test_the_table_holds_every_factor_and_what_is_left(studies, changes):
    frame = compare_studies(studies, changes)["decomposition"]
    pd.testing.assert_frame_equal(frame, decomposition_table(changes))
    assert len(frame) == len(changes) * len(READINGS) * 31
    assert frame["residual_MtCO2"].abs().max() < 1e-9
    assert set(frame["prices"]) == {"current prices"}
    assert "decomposition" not in compare_studies(studies)


def test_tables_of_other_sectors_are_not_decomposed(studies):
    other = embedded_study(table="cn31-2017", scheme="s30")
    with pytest.raises(LabelError, match="do not have the same sectors"):
        changes_between({"2012": studies["2012"], "2017": other}, None)


def test_a_table_at_constant_prices_is_not_deflated_again(studies):
    table = replace(studies["2012"].table, price_basis="constant 2010")
    codes = [*table.index.sector_codes, "imports"]
    rows = pd.concat(
        pd.DataFrame({"sector_code": codes, "year": year, "price_index": 1.0})
        for year in (2012, 2015)
    )
    deflated = replace(studies["2012"], accounts=carbon_accounts(table))
    pair = {"2012": deflated, "2015": studies["2015"]}
    with pytest.raises(OptionError, match="already"):
        changes_between(pair, YearlyDeflators("prices.csv", 2012, rows))
