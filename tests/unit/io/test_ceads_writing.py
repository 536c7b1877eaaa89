"""Tables written in the layout of CEADs and read back."""

from __future__ import annotations

import zipfile
from dataclasses import replace

import numpy as np
import pytest
import python_calamine

import workbooks
from embedded import embedded_table
from tanmai.core.errors import LabelError, TableError
from tanmai.core.labels import Region, RegionSectorIndex, Sector
from tanmai.core.table import FinalDemandCategory, Provenance
from tanmai.io.ceads.reading import read_ceads
from tanmai.io.ceads.writing import write_ceads

PARTS = ("Z", "Y", "x", "exports", "imports", "imports_final", "value_added", "F", "F_Y")


@pytest.fixture
def table():
    return workbooks.provincial_table(seed=3)


def test_a_table_comes_back_to_the_last_bit(table, tmp_path):
    write_ceads(table, tmp_path / "out.xlsx")
    read = read_ceads(tmp_path / "out.xlsx")
    for part in PARTS:
        np.testing.assert_array_equal(getattr(read, part), getattr(table, part))
    np.testing.assert_allclose(read.error, table.error, rtol=1e-6)
    assert read.index == table.index
    assert [c.code for c in read.categories] == [c.code for c in table.categories]
    assert read.value_added_labels == table.value_added_labels
    assert (read.year, read.stressors) == (2017, ("CO2",))
    assert read.provenance.changes == ()


def test_numbers_that_need_17_digits_keep_them(table, tmp_path):
    Z = table.Z * (1 / 3)
    assert any(float(f"{value:.16g}") != value for value in Z.ravel())
    value_added = table.value_added + (table.Z - Z).sum(axis=0) / 2
    error = table.error + (table.Z - Z).sum(axis=1)
    thirds = replace(table, Z=Z, value_added=value_added, error=error)
    write_ceads(thirds, tmp_path / "out.xlsx")
    np.testing.assert_array_equal(read_ceads(tmp_path / "out.xlsx").Z, Z)


def test_an_estimate_stays_an_estimate_with_its_caveat(table, tmp_path):
    provenance = Provenance(
        "cn4", "estimate", "tests", caveat_zh="估算表。", caveat_en="Estimated."
    )
    write_ceads(replace(table, provenance=provenance), tmp_path / "out.xlsx")
    read = read_ceads(tmp_path / "out.xlsx").provenance
    assert (read.name, read.status) == ("cn4", "estimate")
    assert (read.caveat_zh, read.caveat_en) == ("估算表。", "Estimated.")


def test_households_have_a_sheet_of_their_own(table, tmp_path):
    write_ceads(table, tmp_path / "out.xlsx")
    book = python_calamine.load_workbook(tmp_path / "out.xlsx")
    assert book.sheet_names == ["Note", "Sector ", "Province", "Household CO2", "Table_2017"]


def test_a_province_without_inventory_comes_back_as_one(table, tmp_path):
    F = table.F.copy()
    F[0, 5:10] = 0
    gap = replace(table, F=F, without_emissions=("150000",))
    write_ceads(gap, tmp_path / "out.xlsx")
    read = read_ceads(tmp_path / "out.xlsx")
    assert read.without_emissions == ("150000",)
    np.testing.assert_array_equal(read.F, F)


def test_a_table_without_emissions_has_no_row_of_them(table, tmp_path):
    size, m = len(table.index), table.index.m
    bare = replace(table, F=np.zeros((0, size)), F_Y=np.zeros((0, m)), stressors=())
    write_ceads(bare, tmp_path / "out.xlsx")
    assert read_ceads(tmp_path / "out.xlsx").stressors == ()


def test_several_stressors_are_added_up_which_the_note_says(table, tmp_path):
    both = replace(
        table,
        F=np.vstack([table.F, table.F]),
        F_Y=np.vstack([table.F_Y, table.F_Y]),
        stressors=("coal", "oil"),
    )
    write_ceads(both, tmp_path / "out.xlsx")
    np.testing.assert_array_equal(read_ceads(tmp_path / "out.xlsx").F, 2 * table.F)
    note = python_calamine.load_workbook(tmp_path / "out.xlsx").get_sheet_by_name("Note")
    assert ["added up", "emissions of coal, oil"] in note.to_python()


def test_the_same_table_gives_the_same_bytes(table, tmp_path):
    for name in ("one.xlsx", "other.xlsx"):
        write_ceads(table, tmp_path / name)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "other.xlsx").read_bytes()


def test_labels_cannot_become_formulas(table, tmp_path):
    harmful = '=HYPERLINK("http://example.org","部门")'
    sectors = (Sector("01", harmful, "+1+1"), *table.sectors[1:])
    named = replace(
        table,
        index=RegionSectorIndex(table.regions, sectors),
        provenance=replace(table.provenance, name="@SUM(1,1)"),
    )
    path = tmp_path / "out.xlsx"
    write_ceads(named, path)
    with zipfile.ZipFile(path) as archive:
        for part in archive.namelist():
            content = archive.read(part)
            assert b"<f>" not in content
            assert b"<hyperlink" not in content
    assert read_ceads(path).sectors[0].name_zh == harmful


def test_the_steps_are_told_in_order(table, tmp_path):
    told = []
    write_ceads(table, tmp_path / "out.xlsx", step=told.append)
    assert told == ["layout", "write"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda t: {
                "index": RegionSectorIndex((Region("R1", "甲", "A"), *t.regions[1:]), t.sectors)
            },
            "has no place for region A 甲 of table",
        ),
        (
            lambda t: {
                "index": RegionSectorIndex(
                    t.regions, tuple(replace(s, code=f"S{s.code}") for s in t.sectors)
                )
            },
            "has no place for sector S01 Sector 1 and 4 more",
        ),
        (
            lambda t: {"categories": (FinalDemandCategory("C1", "消", "C"), *t.categories[1:])},
            "has no place for final demand C1",
        ),
        (
            lambda _: {"value_added_labels": ("wages", "rest")},
            "has no place for value added 'wages'",
        ),
    ],
)
def test_labels_without_a_place_in_the_layout_are_refused(table, tmp_path, change, message):
    with pytest.raises(LabelError, match=message):
        write_ceads(replace(table, **change(table)), tmp_path / "out.xlsx")
    assert not (tmp_path / "out.xlsx").exists()


def test_a_table_with_a_nan_is_not_written(table, tmp_path):
    imports = table.imports.copy()
    imports[3] = np.nan
    with pytest.raises(TableError, match=r"is not written: .*imports"):
        write_ceads(replace(table, imports=imports), tmp_path / "out.xlsx")


def test_regions_of_the_textbook_have_no_place(tmp_path):
    with pytest.raises(LabelError, match="has no place for"):
        write_ceads(embedded_table("textbook-mini"), tmp_path / "out.xlsx")
