import numpy as np
import pytest

from made_up import small_table
from tanmai.accounting.carbon import carbon_accounts
from tanmai.accounting.relative import accounts_per_person_and_gdp
from tanmai.core.errors import LabelError, TableError

PEOPLE = {"140000": 3702.0, "330000": 5657.0, "610000": 3835.0}


def test_tonnes_per_person_and_per_gdp():
    accounts = carbon_accounts(small_table())
    frame = accounts_per_person_and_gdp(accounts, PEOPLE)
    tonnes = accounts.production_based * 1e6
    np.testing.assert_allclose(
        frame["production_based_tCO2_per_person"], tonnes / (np.array([3702, 5657, 3835]) * 1e4)
    )
    gdp = accounts.table.by_region(accounts.table.total_value_added)
    np.testing.assert_allclose(frame["production_based_tCO2_per_1e4CNY"], tonnes / gdp)


def test_a_series_of_gdp_goes_before_the_table():
    accounts = carbon_accounts(small_table())
    gdp = {"610000": 40.0, "140000": 10.0, "330000": 20.0}
    frame = accounts_per_person_and_gdp(accounts, PEOPLE, gdp)
    np.testing.assert_allclose(
        frame["consumption_based_tCO2_per_1e4CNY"],
        accounts.consumption_based * 1e6 / np.array([10, 20, 40]),
    )


def test_every_region_needs_its_population():
    with pytest.raises(LabelError, match="No population is given for Zhejiang"):
        accounts_per_person_and_gdp(carbon_accounts(small_table()), {"140000": 1.0, "610000": 1.0})


@pytest.mark.parametrize("value", [0.0, -1.0, float("nan")])
def test_nobody_is_no_population(value):
    with pytest.raises(TableError, match="population of Shaanxi 陕西 is"):
        accounts_per_person_and_gdp(carbon_accounts(small_table()), PEOPLE | {"610000": value})
