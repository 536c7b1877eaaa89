"""Value added and output by province."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tanmai.estimate import production

if TYPE_CHECKING:
    from tanmai.estimate import BaseStructure, EstimateInputs, NationalTable, SectorCodes

PRODUCT = np.array([[10.0, 40.0, 50.0], [20.0, 30.0, 10.0], [10.0, 30.0, 20.0]])


def test_ratio_to_the_nation_is_held_and_is_one_without_a_nation() -> None:
    ratio = production.relative_to_nation(
        np.array([[4.0, 0.1, 9.0]]), np.array([[1.0, 1.0, 0.0]]), 0.5, 3.0
    )
    np.testing.assert_array_equal(ratio, [[3.0, 0.5, 1.0]])


def test_value_added_of_named_sectors_comes_from_output(
    alike: BaseStructure, base_nation: BaseStructure
) -> None:
    alike.value_added[0, 2] = -5.0
    alike.value_added[1, 1] = -1.0
    by_output = np.array([False, False, True, False])
    found = production.base_value_added(alike, base_nation, by_output)
    rate = base_nation.value_added[0, 2] / base_nation.output[0, 2]
    np.testing.assert_allclose(found[0, 2], alike.output[0, 2] * rate, rtol=1e-13)
    assert found[1, 1] == 0.0
    np.testing.assert_array_equal(found[:, 3], alike.value_added[:, 3])


def test_first_guess_mixes_base_and_regional_product(codes: SectorCodes) -> None:
    base = np.array([[6.0, 1.0, 1.0, 1.0], [2.0, 1.0, 1.0, 1.0], [2.0, 0.0, 2.0, 2.0]])
    national = np.array([100.0, 10.0, 10.0, 10.0])
    prior = production.value_added_prior(base, PRODUCT, codes, national)
    assert prior[0, 0] == np.float64((0.85 * 0.6 + 0.15 * 0.25) * 100)
    np.testing.assert_allclose(prior.sum(axis=0), national, rtol=1e-13)


def test_a_sector_is_absent_only_without_share_emissions_and_with_an_inventory(
    codes: SectorCodes,
) -> None:
    base = np.array([[1.0, 0.0, 0.0, 1.0], [1.0, 0.0, 1.0, 1.0], [1.0, 0.0, 1.0, 1.0]])
    base[0, 1] = 1.0
    emissions = np.zeros((3, 4))
    absent = production.absent_sectors(base, emissions, codes, np.array([True, True, False]))
    np.testing.assert_array_equal(np.argwhere(absent), [[1, 1]])
    emissions[1, 1] = 0.1
    assert not production.absent_sectors(base, emissions, codes, np.ones(3, dtype=bool))[1, 1]


def test_value_added_meets_regional_product_and_the_nation(codes: SectorCodes) -> None:
    prior = np.random.default_rng(3).uniform(1, 5, (3, 4))
    national = np.array([40.0, 30.0, 70.0, 80.0])
    fitted = production.provincial_value_added(prior, PRODUCT, codes, national)
    np.testing.assert_allclose(fitted.sum(axis=0), national, rtol=1e-13)
    industry = fitted[:, 1] + fitted[:, 2]
    np.testing.assert_allclose(industry, [40, 30, 30], rtol=1e-11)


def test_provinces_like_the_nation_keep_its_rate(
    alike: BaseStructure, base_nation: BaseStructure, nation: NationalTable
) -> None:
    value_added = np.outer([0.5, 0.3, 0.2], nation.total_value_added)
    output = production.provincial_output(
        value_added, alike, base_nation, nation.total_value_added, nation.output
    )
    np.testing.assert_allclose(output, np.outer([0.5, 0.3, 0.2], nation.output), rtol=1e-12)


def test_a_province_with_a_higher_rate_in_the_base_year_needs_less_output(
    alike: BaseStructure, base_nation: BaseStructure, nation: NationalTable
) -> None:
    alike.value_added[0, 3] *= 1.4
    value_added = np.outer([0.4, 0.4, 0.2], nation.total_value_added)
    output = production.provincial_output(
        value_added, alike, base_nation, nation.total_value_added, nation.output
    )
    assert output[0, 3] < output[1, 3]
    odds = value_added[:2, 3] / (output[:2, 3] - value_added[:2, 3])
    assert odds[0] > odds[1]
    np.testing.assert_allclose(output.sum(axis=0), nation.output, rtol=1e-13)


def test_components_meet_value_added_and_the_nation_with_its_subsidies(
    inputs: EstimateInputs, nation: NationalTable
) -> None:
    value_added = np.outer([0.5, 0.3, 0.2], nation.total_value_added)
    parts = production.value_added_components(
        value_added, inputs.accounts.income, nation.value_added
    )
    np.testing.assert_allclose(parts.sum(axis=0), value_added, rtol=1e-11)
    np.testing.assert_allclose(parts.sum(axis=1), nation.value_added, rtol=1e-11)
    np.testing.assert_allclose(parts[1], np.outer([0.5, 0.3, 0.2], nation.value_added[1]))
    # Agriculture is split as the income of the provinces is: the largest odds stay the largest.
    income = inputs.accounts.income
    odds_of_income = income[:, 0] / (income[:, 2] + income[:, 3])
    odds = parts[0, :, 0] / (parts[2, :, 0] + parts[3, :, 0])
    np.testing.assert_array_equal(np.argsort(odds), np.argsort(odds_of_income))
