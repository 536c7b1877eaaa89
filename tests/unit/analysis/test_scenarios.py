from functools import partial

import dask
import numpy as np
import pandas as pd
import pytest

from cluster_tasks import scaled_demand
from made_up import make_table, small_table
from tanmai.accounting.carbon import carbon_accounts
from tanmai.analysis.scenarios import ACCOUNTS, account_scenarios
from tanmai.core.errors import ConservationError, LabelError, OptionError
from tanmai.core.focus import Focus

GROWTH = {f"times {factor}": partial(scaled_demand, factor) for factor in (0.5, 1.0, 2.0)}


def cleaner(table):
    return table.changed("Half the emissions.", {"F": 0.5 * table.F})


def with_output_alone(table):
    return table.changed("Output doubled, and nothing else.", {"x": 2 * table.x})


def test_each_scenario_is_accounted_and_set_against_the_table_as_it_is():
    table = small_table()
    focus = Focus(("02",), "emitters", "coal")
    told = []
    found = account_scenarios(
        table, {**GROWTH, "cleaner": cleaner}, focus=focus, progress=told.append
    )
    base = carbon_accounts(table, focus=focus)
    assert told == [1, 2, 3, 4, 5]
    assert [str(one) for one in found.changed["cleaner"].changes] == ["Half the emissions."]
    assert not found.base.changes
    frame = found.by_region().set_index(["scenario", "adcode"])
    for scenario, factor in {"times 0.5": 0.5, "times 1.0": 1.0, "cleaner": 0.5}.items():
        for account in ACCOUNTS:
            rows, before = frame.loc[scenario], getattr(base, account)
            np.testing.assert_allclose(rows[f"{account}_MtCO2"], factor * before, atol=1e-9)
            change = rows[f"{account}_change_MtCO2"]
            np.testing.assert_allclose(change, (factor - 1) * before, atol=1e-9)
    flows = found.flows().set_index("scenario")
    doubled = flows.loc["times 2.0"]
    np.testing.assert_allclose(doubled["MtCO2"], 2 * base.flows.values.ravel())
    np.testing.assert_allclose(doubled["change_MtCO2"], base.flows.values.ravel())


def test_the_same_on_one_thread_on_two_and_on_a_cluster(cluster):
    table = make_table(3)
    with dask.config.set(num_workers=2):
        here = account_scenarios(table, GROWTH)
    with dask.config.set(num_workers=1):
        alone = account_scenarios(table, GROWTH)
    there = account_scenarios(table, GROWTH, scheduler=cluster)
    for other in (alone, there):
        pd.testing.assert_frame_equal(other.by_region(), here.by_region(), check_exact=True)
        pd.testing.assert_frame_equal(other.flows(), here.flows(), check_exact=True)


def test_what_is_no_scenario_of_the_table_is_refused():
    table = small_table()
    with pytest.raises(OptionError, match="There is no scenario"):
        account_scenarios(table, {})
    with pytest.raises(LabelError, match="Scenario 'other' does not have the regions"):
        account_scenarios(table, {"other": lambda _table: make_table(1)})
    with pytest.raises(ConservationError, match="sum of the accounts against the emissions"):
        account_scenarios(table, {"unsolved": with_output_alone})
