"""Use and final demand by province."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tanmai.estimate import demand

if TYPE_CHECKING:
    from tanmai.estimate import BaseStructure, EstimateInputs, NationalTable

WEIGHTS = np.array([0.5, 0.3, 0.2])


def test_provinces_like_the_nation_use_as_the_nation(
    alike: BaseStructure, base_nation: BaseStructure, nation: NationalTable
) -> None:
    inputs = np.outer(WEIGHTS, nation.use.sum(axis=0))
    use = demand.provincial_use(inputs, alike, base_nation, nation.use)
    np.testing.assert_allclose(use, WEIGHTS[:, None, None] * nation.use, rtol=1e-11)


def test_use_adds_up_to_the_nation_and_to_each_provinces_input(
    inputs: EstimateInputs, nation: NationalTable
) -> None:
    shares = np.array([[0.5, 0.6, 0.2, 0.4], [0.3, 0.4, 0.5, 0.4], [0.2, 0.0, 0.3, 0.2]])
    bought = shares * nation.use.sum(axis=0)
    use = demand.provincial_use(bought, inputs.base, inputs.base_nation, nation.use)
    np.testing.assert_allclose(use.sum(axis=0), nation.use, rtol=1e-13)
    np.testing.assert_allclose(use.sum(axis=1), bought, atol=1e-9)
    assert (use[2, :, 1] == 0).all()


def test_a_province_that_used_more_of_an_input_still_does(
    alike: BaseStructure, base_nation: BaseStructure, nation: NationalTable
) -> None:
    alike.use[0, 1, 2] *= 3
    inputs = np.outer(WEIGHTS, nation.use.sum(axis=0))
    use = demand.provincial_use(inputs, alike, base_nation, nation.use)
    share = use[:, 1, 2] / use[:, :, 2].sum(axis=1)
    assert share[0] > 1.2 * share[1]


def test_final_demand_meets_the_provinces_and_the_nation(
    inputs: EstimateInputs, nation: NationalTable
) -> None:
    national = nation.final_demand[:, :4]
    final_use = inputs.accounts.final_use
    found = demand.provincial_final_demand(final_use, inputs.base, inputs.base_nation, national)
    np.testing.assert_allclose(found.sum(axis=0), national, atol=1e-13)
    rows = final_use / final_use.sum(axis=0) * national.sum(axis=0)
    np.testing.assert_allclose(found.sum(axis=1), rows, rtol=1e-10)


def test_increase_of_stocks_goes_by_output_and_decrease_by_use() -> None:
    output = np.array([[1.0, 1.0], [3.0, 3.0]])
    use = np.array([[1.0, 1.0], [1.0, 1.0]])
    stocks = demand.provincial_inventory(output, use, np.array([8.0, -8.0]))
    np.testing.assert_array_equal(stocks, [[2.0, -4.0], [6.0, -4.0]])
