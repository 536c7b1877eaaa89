import numpy as np
import pytest

import made_up_sheets as sheets
from tanmai.core.errors import LabelError
from tanmai.io.ceads.inventory import FUELS, read_ceads_inventory

PLACES = ("Shaanxi", "Beijing", "Inner Mongolia", "Shanxi")


@pytest.fixture(scope="module")
def workbook(tmp_path_factory):
    folder = tmp_path_factory.mktemp("inventory")
    return sheets.write_workbook(folder / "inventory_2017.xlsx", sheets.inventory(PLACES))


@pytest.fixture(scope="module")
def inventory(workbook):
    return read_ceads_inventory(workbook)


def test_provinces_are_joined_by_name_and_stand_in_nbs_order(inventory):
    assert [p.code for p in inventory.provinces] == ["110000", "140000", "150000", "610000"]
    for province, values in zip(inventory.provinces, inventory.values, strict=True):
        seed = PLACES.index(province.name_en)
        grid = sheets.inventory_sheet(seed, underscored=seed == 3)
        column = grid[0].index("Raw_Coal" if seed == 3 else "Raw Coal")
        np.testing.assert_array_equal(values[:, 0], [row[column] for row in grid[4:49]])


def test_rows_of_households_stand_apart_and_nothing_is_lost(inventory):
    assert [row.name_en for row in inventory.household_rows] == ["Urban", "Rural"]
    assert len(inventory.rows) == 45
    assert inventory.fuels == FUELS
    for seed, place in enumerate(PLACES):
        at = [p.name_en for p in inventory.provinces].index(place)
        stated = sheets.inventory_sheet(seed)[3][-1]
        assert inventory.scope_1[at] == pytest.approx(stated, rel=1e-12)


def test_what_is_missing_is_said(inventory):
    assert len(inventory.missing) == 27
    assert "540000" in {province.code for province in inventory.missing}
    assert inventory.year == 2017
    assert "NOTE" in str(inventory.provenance.changes[1])


def test_the_order_of_sheets_rows_and_columns_is_irrelevant(inventory, tmp_path):
    rng = np.random.default_rng(1)
    moved = {}
    for name, grid in reversed(sheets.inventory(PLACES).items()):
        if name == "NOTE":
            moved[name] = grid
            continue
        order = [0, *(1 + rng.permutation(len(grid[0]) - 1))]
        body = [grid[at] for at in 3 + rng.permutation(len(grid) - 3)]
        moved[name] = [[row[at] for at in order] for row in [*grid[:3], *body]]
    other = read_ceads_inventory(sheets.write_workbook(tmp_path / "moved.xlsx", moved))
    np.testing.assert_array_equal(other.values, inventory.values)
    np.testing.assert_array_equal(other.households, inventory.households)


def test_units_are_those_of_each_column(inventory, tmp_path):
    grids = sheets.inventory(PLACES)
    grid = grids["Beijing2017"]
    column = grid[0].index("Coke")
    grid[1][column] = "万吨"
    for row in grid[3:]:
        row[column] *= 100.0
    other = read_ceads_inventory(sheets.write_workbook(tmp_path / "units.xlsx", grids))
    np.testing.assert_allclose(other.values, inventory.values, rtol=1e-12)


def test_labels_without_their_blanks_are_the_same_labels(inventory, tmp_path):
    joined = sheets.inventory(PLACES)
    for name in [name for name in joined if name != "NOTE"]:
        for row in joined[name]:
            row[0] = row[0].replace("Total Consumption", "TotalEmissions").strip()
        head = joined[name][0]
        head[1:] = [label.replace(" ", "").replace("_", "") for label in head[1:]]
    other = read_ceads_inventory(sheets.write_workbook(tmp_path / "joined.xlsx", joined))
    np.testing.assert_array_equal(other.values, inventory.values)
    np.testing.assert_array_equal(other.households, inventory.households)


def test_emissions_by_fuel(inventory):
    by_fuel = inventory.by_fuel(["02", "03"])
    expected = sum(sheets.inventory_sheet(seed)[row][1] for seed in range(4) for row in (5, 6))
    assert by_fuel["Raw Coal"] == pytest.approx(expected, rel=1e-12)
    with pytest.raises(LabelError, match=r"46 is not a row of inventory 'inventory_2017'"):
        inventory.by_fuel(["46"])
