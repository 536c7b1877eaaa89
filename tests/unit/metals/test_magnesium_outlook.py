"""Magnesium in use joined to the outlook of its industry."""

import tomllib
from pathlib import Path

import numpy as np
import pytest

from made_up_metals import CLOSED, metal, use
from tanmai.core.errors import OptionError
from tanmai.metals.magnesium.industry.outlook import run_outlook
from tanmai.metals.magnesium.industry.outlook_scenario import scenario_parameters
from tanmai.metals.stocks import load_metal, solve_metal, supply_of
from tanmai.metals.stocks.magnesium_outlook import with_outlook
from tanmai.metals.stocks.result import metal_stocks

MG_2015 = Path(run_outlook.__code__.co_filename).parents[1] / "data" / "magnesium-2015.toml"


def test_demand_and_output_to_2030_are_those_of_the_outlook():
    central = solve_metal(load_metal("mg-china"))
    system = solve_metal(with_outlook(load_metal("mg-china"), "baseline"))
    found = run_outlook("baseline", scenario_parameters("baseline"))
    home = found.demand["electric_cars"] + found.demand["other"]
    years = slice(system.at(2025), system.at(2030) + 1)
    assert system.total("inflow")[years] == pytest.approx(home[:, 0])
    assert system.total("mine")[years] == pytest.approx(found.output.sum(axis=(1, 2, 3)))
    past = slice(0, system.at(2023) + 1)
    assert system.uses.stock[past] == pytest.approx(central.uses.stock[past])


def test_after_the_outlook_demand_grows_as_the_central_one():
    system = solve_metal(with_outlook(load_metal("mg-china"), "policy"))
    inflow = system.total("inflow")
    ratio = inflow[system.at(2050)] / inflow[system.at(2030)]
    assert ratio == pytest.approx(120 / 80)
    pace = inflow[system.at(2031) :] / inflow[system.at(2030) : -1]
    assert np.ptp(pace) == pytest.approx(0.0, abs=1e-12)


def test_the_stock_of_the_study_of_2015_goes_on_to_2050():
    with MG_2015.open("rb") as file:
        relations = {one["name"]: one for one in tomllib.load(file)["relations"]}
    used = relations["products that enter use"]["total"]
    for definition in (load_metal("mg-china"), with_outlook(load_metal("mg-china"), "baseline")):
        system = solve_metal(definition)
        at, uses = system.at(2015), system.uses
        assert system.total("inflow")[at] == pytest.approx(1e4 * used)
        added = (uses.inflow - uses.outflow)[at + 1 :].sum()
        assert system.years[-1] == 2050
        assert uses.stock[-1].sum() == pytest.approx(uses.stock[at].sum() + added)
        assert uses.stock[-1].sum() > 3 * uses.stock[at].sum()


def test_its_scrap_is_what_could_stand_in_for_primary_output():
    system = solve_metal(with_outlook(load_metal("mg-china"), "baseline"))
    supplied = supply_of(system)
    assert 0 < supplied.secondary_share[system.at(2030)] < supplied.ceiling[system.at(2030)] < 1


def test_only_magnesium_has_an_outlook(tmp_path):
    with pytest.raises(OptionError, match="outlook = 'baseline' is of magnesium"):
        metal_stocks(["ge"], outlook="baseline")
    with pytest.raises(OptionError, match=r"unobtainium has no \[total\]"):
        with_outlook(metal(tmp_path, use(), CLOSED), "baseline")
