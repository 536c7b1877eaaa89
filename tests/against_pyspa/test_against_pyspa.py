"""Structural paths beside those of pyspa (Stephan et al.), an independent search."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from pyspa import pyspa

from made_up import make_table
from tanmai.accounting.carbon import carbon_accounts
from tanmai.analysis import structural_paths
from tanmai.solve import LeontiefSystem

if TYPE_CHECKING:
    from pathlib import Path

    from tanmai.accounting.carbon import CarbonAccounts

CUT_OFF = 0.002  # of what a unit of the product embodies
DEEPEST = 12  # stages; pyspa stops there


def paths_of_pyspa(
    accounts: CarbonAccounts, product: int, cut_off: float, folder: Path
) -> dict[tuple[int, ...], float]:
    """Return what pyspa lists for a unit of a product: paths with all that is upstream of them."""
    size = len(accounts.table.index)
    numbers = list(range(1, size + 1))
    A = LeontiefSystem(accounts.table).coefficients()
    pd.DataFrame(A, columns=numbers).to_csv(folder / "A.csv", index=False)
    intensities = {
        "Sector ID": numbers,
        "Name": [f"sector {number}" for number in numbers],
        "Unit": "money",
        "Region": "here",
        "DR_CO2_(Mt)": accounts.direct_intensity,
        "TR_CO2_(Mt)": accounts.embodied_intensity,
    }
    pd.DataFrame(intensities).to_csv(folder / "info.csv", index=False)
    pd.DataFrame({"Flow": ["CO2"], "Value": [cut_off]}).to_csv(folder / "cut_off.csv", index=False)
    chain = pyspa.get_spa(
        target_ID=product + 1,
        max_stage=DEEPEST,
        a_matrix=str(folder / "A.csv"),
        infosheet=str(folder / "info.csv"),
        thresholds=str(folder / "cut_off.csv"),
        breakdown_remainder=False,
    )
    return {
        tuple(int(node.get_index_reference()) for node in path.nodes): path.get_intensity(
            "direct", "CO2"
        )
        for path in chain.pathways_list
    }


@pytest.mark.parametrize("seed", range(3))
def test_the_paths_are_those_of_pyspa(seed, tmp_path):
    accounts = carbon_accounts(make_table(seed, m=2, n=3))
    product = int((accounts.embodied_intensity - accounts.direct_intensity).argmax())
    cut_off = CUT_OFF * accounts.embodied_intensity[product]
    paths = structural_paths(accounts, np.eye(6)[product], cut_off)
    found = {
        tuple(step for step in row if step >= 0): value
        for row, value in zip(paths.steps.tolist(), paths.carbon.tolist(), strict=True)
    }
    listed = paths_of_pyspa(accounts, product, cut_off, tmp_path)
    # pyspa also lists a path that is below the cut-off where what is upstream of it is above
    above = {steps: value for steps, value in listed.items() if value >= cut_off}
    assert len(above) > 10
    assert found == pytest.approx(above)
