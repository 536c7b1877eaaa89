"""from_pymrio and to_pymrio: what must come back, and what must be refused."""

from __future__ import annotations

import json
import os
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pymrio
import pytest
from hypothesis import given, settings
from pyarrow import parquet
from scipy import sparse

import made_up
import strategies
from tanmai.checks import check_table
from tanmai.core.errors import FileError, LabelError, OptionError, TableError, UnitError
from tanmai.core.labels import Region, find_province
from tanmai.core.messages import Message
from tanmai.core.table import SourceFile
from tanmai.io.pymrio.reading import from_pymrio, is_pymrio_folder, read_pymrio_folder
from tanmai.io.pymrio.writing import to_pymrio, write_pymrio

if TYPE_CHECKING:
    from collections.abc import Callable

    from tanmai.core.table import MrioTable

# The forms of a table that are found again from its flows, not carried over.
FOUND_AGAIN = {"trade_shares"}
SINKS = ("exports", "stock_change", "error")
MONEY_PARTS = ("Z", "Y", "x", *SINKS, "imports", "imports_final", "value_added")


def assert_same_table(ours: MrioTable, expected: MrioTable, rtol: float = 0.0) -> None:
    for part in fields(expected):
        if part.name in FOUND_AGAIN:
            continue
        value, wanted = getattr(ours, part.name), getattr(expected, part.name)
        if isinstance(wanted, np.ndarray):
            np.testing.assert_allclose(value, wanted, rtol=rtol, atol=0.0, err_msg=part.name)
        else:
            assert value == wanted, part.name


@pytest.fixture
def test_system() -> Any:
    return pymrio.load_test()


class TestRoundTrip:
    def test_a_table_with_every_part_comes_back_to_the_last_bit(
        self, small_table: MrioTable
    ) -> None:
        provenance = replace(
            small_table.provenance,
            sources=(SourceFile("a.xlsx", "0" * 64, "sheet 1"),),
            changes=(Message("ERR kept apart"),),
            caveat_zh="估计值",
            caveat_en="an estimate",
        )
        table = replace(
            small_table,
            provenance=provenance,
            without_emissions=("610000",),
            price_basis="constant 2012",
        )
        table = made_up.with_stock_change(table)
        assert np.any(table.exports != 0)
        assert np.any(table.stock_change != 0)
        assert np.any(table.error != 0)
        assert np.any(table.imports_final != 0)
        assert_same_table(from_pymrio(to_pymrio(table)), table)

    @given(strategies.tables())
    @settings(max_examples=20, deadline=None)
    def test_any_table_comes_back(self, table: MrioTable) -> None:
        assert_same_table(from_pymrio(to_pymrio(table)), table)

    def test_the_trade_share_form_is_found_again(
        self, make_trade_share_table: Callable[..., MrioTable]
    ) -> None:
        table = make_trade_share_table(3, 3, 4, 2)
        found = from_pymrio(to_pymrio(table)).trade_shares
        assert found is not None
        assert table.trade_shares is not None
        of_domestic_use = table.trade_shares.shares / table.trade_shares.shares.sum(axis=1)[:, None]
        np.testing.assert_allclose(found.shares, of_domestic_use, atol=1e-12)
        np.testing.assert_allclose(found.whole(), table.Z, rtol=1e-9)

    def test_a_sparse_table_is_written_out(self, small_table: MrioTable) -> None:
        thin = small_table.changed("sparse", {"Z": sparse.csr_array(small_table.Z)})
        np.testing.assert_array_equal(from_pymrio(to_pymrio(thin)).Z, small_table.Z)

    def test_several_stressors_keep_their_order(self, small_table: MrioTable) -> None:
        table = replace(
            small_table,
            F=np.vstack([small_table.F, 2.0 * small_table.F]),
            F_Y=np.vstack([small_table.F_Y, 3.0 * small_table.F_Y]),
            stressors=("CO2", "CO2 of cement"),
        )
        assert_same_table(from_pymrio(to_pymrio(table)), table)
        one = from_pymrio(to_pymrio(table), stressors=["CO2 of cement"])
        assert one.stressors == ("CO2 of cement",)
        np.testing.assert_array_equal(one.F, table.F[1:])

    def test_the_system_of_pymrio_comes_back(self, test_system: Any) -> None:
        back = to_pymrio(from_pymrio(test_system, year=2010))
        pd.testing.assert_frame_equal(back.Z, test_system.Z, check_exact=True)
        pd.testing.assert_frame_equal(back.Y, test_system.Y, check_exact=True, check_dtype=False)
        pd.testing.assert_frame_equal(
            back.emissions.F * 1e9, test_system.emissions.F, check_dtype=False, rtol=1e-12
        )
        pd.testing.assert_frame_equal(
            back.factor_inputs.F.loc[["Value Added"]],
            test_system.factor_inputs.F,
            check_exact=True,
            check_dtype=False,
        )
        assert set(back.unit["unit"]) == {"Mill USD"}


class TestToPymrio:
    def test_exports_and_err_are_sinks_of_their_own(self, small_table: MrioTable) -> None:
        small_table = made_up.with_stock_change(small_table)
        system = to_pymrio(small_table)
        size, m = len(small_table.index), small_table.index.m
        assert list(system.get_regions()[m:]) == ["exports", "stock_change", "error"]
        by_region = system.Y.T.groupby(level="region", sort=False).sum().T.to_numpy()
        np.testing.assert_array_equal(by_region[:size, m], small_table.exports)
        np.testing.assert_array_equal(by_region[:size, m + 1], small_table.stock_change)
        np.testing.assert_array_equal(by_region[:size, m + 2], small_table.error)
        np.testing.assert_array_equal(by_region[:size, :m], small_table.final_demand)

    def test_no_sinks_without_exports_and_err(self, small_table: MrioTable) -> None:
        nothing = np.zeros(len(small_table.index))
        closed = small_table.changed("closed", {"exports": nothing, "error": nothing})
        assert len(to_pymrio(closed).get_regions()) == small_table.index.m

    def test_the_accounts_of_pymrio_have_no_nan(self, small_table: MrioTable) -> None:
        system = to_pymrio(small_table).calc_all()
        for account in ("D_cba_reg", "D_pba_reg", "D_imp_reg", "D_exp_reg"):
            assert np.isfinite(getattr(system.emissions, account).to_numpy()).all(), account

    def test_labels_are_text_that_people_can_read(self, small_table: MrioTable) -> None:
        system = to_pymrio(small_table)
        assert system.Z.index[0] == ("140000 Shanxi", "01 Agriculture")
        assert system.Y.columns[0] == ("140000 Shanxi", "FU101 Rural household consumption")

    def test_a_compartment_becomes_a_level(self, test_system: Any) -> None:
        back = to_pymrio(from_pymrio(test_system, year=2010))
        assert back.emissions.F.index.equals(test_system.emissions.F.index)
        assert list(back.emissions.F.index.names) == ["stressor", "compartment"]


class TestFromPymrio:
    def test_known_units_become_the_packages_own(self, small_table: MrioTable) -> None:
        system = to_pymrio(small_table)
        system.unit["unit"] = "M.CNY"
        system.factor_inputs.unit["unit"] = "M.CNY"
        system.emissions.unit["unit"] = "kt"
        table = from_pymrio(system)
        assert (table.money_unit, table.emission_unit) == ("10^4 CNY", "Mt CO2")
        for part in MONEY_PARTS:
            np.testing.assert_array_equal(
                getattr(table, part), 100.0 * getattr(small_table, part), err_msg=part
            )
        np.testing.assert_allclose(table.F, small_table.F / 1000.0, rtol=1e-15)
        np.testing.assert_allclose(table.F_Y, small_table.F_Y / 1000.0, rtol=1e-15)
        assert "emissions read in kt" in map(str, table.provenance.changes)

    def test_other_units_are_kept_with_the_numbers(self, test_system: Any) -> None:
        test_system.emissions.unit["unit"] = "TJ"
        table = from_pymrio(test_system, year=2010)
        assert (table.money_unit, table.emission_unit) == ("Mill USD", "TJ")
        np.testing.assert_array_equal(table.F, test_system.emissions.F.to_numpy())

    def test_final_demand_emissions_are_summed_by_region(self, test_system: Any) -> None:
        table = from_pymrio(test_system, year=2010)
        by_region = test_system.emissions.F_Y.T.groupby(level="region", sort=False).sum().T
        np.testing.assert_allclose(table.F_Y, by_region.to_numpy() * 1e-9, rtol=1e-12)

    def test_provinces_are_known_by_their_names(self, test_system: Any) -> None:
        test_system.rename_regions({"reg1": "Shaanxi", "reg2": "山西"})
        regions = from_pymrio(test_system, year=2010).regions
        assert regions[0] == find_province("610000")
        assert regions[1] == find_province("140000")
        assert regions[2] == Region("reg3", "reg3", "reg3")

    def test_output_is_summed_where_it_is_not_there(self, test_system: Any) -> None:
        test_system.x = None
        table = from_pymrio(test_system, year=2010)
        expected = test_system.Z.to_numpy().sum(axis=1) + test_system.Y.to_numpy().sum(axis=1)
        np.testing.assert_allclose(table.x, expected, rtol=1e-14)

    def test_value_added_may_be_what_is_left(self, test_system: Any) -> None:
        table = from_pymrio(test_system, value_added=None, year=2010)
        inputs = np.asarray(table.Z.sum(axis=0))
        np.testing.assert_allclose(table.total_value_added, table.x - inputs, rtol=1e-12)
        assert any("output less inputs" in change for change in map(str, table.provenance.changes))
        assert not table.imports.any()

    def test_value_added_of_final_demand_is_left_out_and_said(self, test_system: Any) -> None:
        inputs = test_system.factor_inputs
        inputs.F_Y = pd.DataFrame(1.0, index=inputs.F.index, columns=test_system.Y.columns)
        table = from_pymrio(test_system, year=2010)
        assert (
            str(table.provenance.changes[0]) == "value added of final demand (42 Mill USD) left out"
        )

    def test_labels_changed_in_pymrio_are_told(self, small_table: MrioTable) -> None:
        table = replace(small_table, without_emissions=("140000", "610000"))
        system = to_pymrio(table)
        system.aggregate(region_agg=["north", "330000 Zhejiang", "north", "exports", "error"])
        merged = from_pymrio(system)
        assert [region.code for region in merged.regions] == ["north", "330000"]
        assert merged.sectors == table.sectors
        assert merged.without_emissions == ()
        assert tuple(map(str, merged.provenance.changes)) == ("regions changed in pymrio",)
        assert check_table(merged).passed
        assert merged.exports.sum() == table.exports.sum()

    def test_the_year_of_the_metadata(self, test_system: Any) -> None:
        test_system.meta.change_meta("year", "2011")
        assert from_pymrio(test_system).year == 2011
        assert from_pymrio(test_system, year=2012).year == 2012


class TestRefusals:
    def test_a_system_without_flows(self, test_system: Any) -> None:
        test_system.Z = None
        with pytest.raises(TableError, match=r"has no Z or no Y; call its calc_all"):
            from_pymrio(test_system, year=2010)

    def test_no_year(self, test_system: Any) -> None:
        with pytest.raises(OptionError, match=r"does not state its year; give it as year="):
            from_pymrio(test_system)

    def test_an_unknown_extension_gets_the_nearest_name(self, test_system: Any) -> None:
        with pytest.raises(OptionError, match=r"no extension 'emission'. Did you mean 'emissions'"):
            from_pymrio(test_system, extension="emission", year=2010)

    def test_an_unknown_stressor_gets_the_nearest_name(self, test_system: Any) -> None:
        with pytest.raises(OptionError, match=r"Did you mean 'emission_type1 | air'"):
            from_pymrio(test_system, stressors=["emission_type1|air"], year=2010)

    def test_an_extension_without_flows(self, test_system: Any) -> None:
        test_system.emissions.F = None
        with pytest.raises(TableError, match="Extension 'emissions' has no F"):
            from_pymrio(test_system, year=2010)

    def test_stressors_of_several_units_come_each_in_its_own(self, test_system: Any) -> None:
        test_system.emissions.unit.iloc[1, 0] = "m3"
        table = from_pymrio(test_system, year=2010)
        assert [one.unit for one in table.pressures] == ["kg", "m3"]
        one = from_pymrio(test_system, stressors=["emission_type2 | water"], year=2010)
        assert one.emission_unit == "m3"
        np.testing.assert_array_equal(table.of("emission_type2 | water").F, one.F)
        again = from_pymrio(to_pymrio(table))
        assert again.pressures == table.pressures
        np.testing.assert_array_equal(again.F, table.F)
        np.testing.assert_array_equal(again.F_Y, table.F_Y)

    def test_no_unit(self, test_system: Any) -> None:
        test_system.unit = None
        with pytest.raises(UnitError, match="the system has the units none"):
            from_pymrio(test_system, year=2010)

    def test_value_added_in_another_unit(self, test_system: Any) -> None:
        test_system.factor_inputs.unit["unit"] = "hours"
        with pytest.raises(UnitError, match="'factor_inputs' is not in the unit of Z, Mill USD"):
            from_pymrio(test_system, year=2010)

    @pytest.mark.parametrize("part", ["Z", "Y", "x"])
    def test_a_nan_is_named_by_its_cell(self, test_system: Any, part: str) -> None:
        test_system.calc_system()
        frame = getattr(test_system, part).astype(float)
        frame.iloc[9, 0] = np.nan
        setattr(test_system, part, frame)
        with pytest.raises(TableError, match=rf"{part} \(reg2, mining.*Fill the cell"):
            from_pymrio(test_system, year=2010)

    @pytest.mark.parametrize(
        ("part", "axis"), [("Z", "columns"), ("Y", "rows"), ("F", "columns"), ("F_Y", "columns")]
    )
    def test_labels_out_of_order(self, test_system: Any, part: str, axis: str) -> None:
        owner = test_system if part in ("Z", "Y") else test_system.emissions
        frame = getattr(owner, part)
        number = 0 if axis == "rows" else 1
        labels = frame.axes[number]
        swapped = labels[[1, 0, *range(2, len(labels))]]
        setattr(owner, part, frame.reindex(swapped, axis=number))
        with pytest.raises(LabelError, match=rf"The {axis} of {part}.* differ from the labels"):
            from_pymrio(test_system, year=2010)

    def test_a_missing_row(self, test_system: Any) -> None:
        test_system.Z = test_system.Z.iloc[:-1]
        with pytest.raises(LabelError, match=r"47 labels, but 6 regions x 8 sectors are 48"):
            from_pymrio(test_system, year=2010)

    def test_regions_with_different_sectors(self, test_system: Any) -> None:
        Z = test_system.Z
        Z.index = pd.MultiIndex.from_tuples(
            [("reg2", "fishing") if label == ("reg2", "food") else label for label in Z.index],
            names=Z.index.names,
        )
        with pytest.raises(LabelError, match=r"rows of Z .* are not regions x sectors"):
            from_pymrio(test_system, year=2010)

    def test_a_sink_without_rows(self, test_system: Any) -> None:
        test_system.Y[("RoW", "exports")] = 1.0
        with pytest.raises(LabelError, match=r"\(RoW\). Sinks .* exports, .* empty rows"):
            from_pymrio(test_system, year=2010)

    def test_categories_that_differ_between_regions(self, test_system: Any) -> None:
        test_system.Y = test_system.Y.iloc[:, :-1]
        with pytest.raises(LabelError, match="41 labels, but 6 regions x 7 categories are 42"):
            from_pymrio(test_system, year=2010)

    def test_regions_of_final_demand_that_are_not_those_of_the_flows(
        self, test_system: Any
    ) -> None:
        test_system.Y = test_system.Y.rename(columns={"reg6": "RoW"}, level="region")
        with pytest.raises(LabelError, match=r"regions of Y are not those of Z \(RoW, reg6\)"):
            from_pymrio(test_system, year=2010)

    def test_a_sink_that_emits(self, small_table: MrioTable) -> None:
        system = to_pymrio(small_table)
        system.emissions.F.iloc[0, -1] = 1.0
        with pytest.raises(TableError, match=r"error make, buy or emit something"):
            from_pymrio(system)


class TestFolders:
    @pytest.mark.parametrize(("form", "rtol"), [("txt", 1e-11), ("parquet", 0.0)])
    def test_a_saved_table_comes_back(
        self, small_table: MrioTable, tmp_path: Path, form: str, rtol: float
    ) -> None:
        table = replace(small_table, value_added=small_table.value_added / 3.0)
        to_pymrio(table).save_all(tmp_path / "saved", table_format=form)
        assert is_pymrio_folder(tmp_path / "saved")
        found = read_pymrio_folder(tmp_path / "saved")
        names = [source.name for source in found.provenance.sources]
        assert f"Z.{form}" in names
        assert f"emissions/F_Y.{form}" in names
        assert all(len(source.sha256) == 64 for source in found.provenance.sources)
        bare = replace(found, provenance=replace(found.provenance, sources=()))
        assert_same_table(bare, table, rtol)

    def test_another_folder(self, tmp_path: Path) -> None:
        assert not is_pymrio_folder(tmp_path)
        with pytest.raises(FileError, match=r"has no file_parameters.json; name the folder"):
            read_pymrio_folder(tmp_path)

    @pytest.mark.parametrize("damage", ["missing", "empty", "no json"])
    def test_a_damaged_folder(self, small_table: MrioTable, tmp_path: Path, damage: str) -> None:
        to_pymrio(small_table).save_all(tmp_path)
        if damage == "missing":
            (tmp_path / "Z.txt").unlink()
        elif damage == "empty":
            (tmp_path / "Z.txt").write_text("", encoding="utf-8")
        else:
            (tmp_path / "file_parameters.json").write_text("{", encoding="utf-8")
        with pytest.raises(FileError, match="cannot be read by pymrio"):
            read_pymrio_folder(tmp_path)


def saved(tmp_path: Path, table: MrioTable, **extensions: Any) -> Path:
    system = to_pymrio(table)
    for name in extensions:
        delattr(system, name)
    system.save_all(tmp_path / "p", table_format="parquet")
    return tmp_path / "p"


def test_a_folder_without_value_added_takes_what_output_leaves(
    tmp_path: Path, small_table: MrioTable
) -> None:
    table = read_pymrio_folder(saved(tmp_path, small_table, factor_inputs=None))
    left = small_table.x - np.asarray(small_table.Z).sum(axis=0)
    np.testing.assert_allclose(table.value_added[0], left, rtol=1e-12)
    assert "value added taken as output less inputs; imports are in it" in map(
        str, table.provenance.changes
    )
    assert check_table(table).passed


def test_the_test_system_of_pymrio_fails_for_what_it_lacks() -> None:
    """Its value added is a hundredth of its final demand: columns cannot add up."""
    system = pymrio.load_test().calc_all()
    assert system.factor_inputs.F.to_numpy().sum() < 0.02 * system.Y.to_numpy().sum()
    stressor = ("emission_type1 | air",)
    table = from_pymrio(system, year=2010, stressors=stressor)
    found = next(f for f in check_table(table).results if f.rule.code == "column-balance")
    assert not found.passed
    assert "leave it out of the lists or the pymrio folder" in found.rule.fix("en")
    assert check_table(from_pymrio(system, year=2010, stressors=stressor, value_added=None)).passed


def test_a_pipe_and_a_flood_of_numbers_are_refused(tmp_path: Path, small_table: MrioTable) -> None:
    folder = saved(tmp_path, small_table)
    wide = pa.table({str(at): pa.array(np.zeros(2), type=pa.float64()) for at in range(3)})
    before = (folder / "Z.parquet").read_bytes()
    parquet.write_table(wide, folder / "Z.parquet")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tanmai.io.pymrio.reading._MOST_MIB", 0)
        with pytest.raises(FileError, match=r"larger than 0 MiB|2 x 3 numbers, too many"):
            read_pymrio_folder(folder)
    (folder / "Z.parquet").unlink()
    os.mkfifo(folder / "Z.parquet")
    with pytest.raises(FileError, match="not a file but a pipe"):
        read_pymrio_folder(folder)
    (folder / "Z.parquet").unlink()
    (folder / "Z.parquet").write_bytes(before[:-9])
    with pytest.raises(FileError, match="is not a parquet file"):
        read_pymrio_folder(folder)


def test_metadata_nested_without_end_are_one_message(
    tmp_path: Path, small_table: MrioTable
) -> None:
    folder = saved(tmp_path, small_table)
    (folder / "file_parameters.json").write_text("[" * 200_000)
    with pytest.raises(FileError, match="cannot be read by pymrio"):
        read_pymrio_folder(folder)


def test_a_folder_for_pymrio_tells_neither_when_nor_where_it_was_written(small_table, tmp_path):
    write_pymrio(small_table, tmp_path / "saved")
    said = (tmp_path / "saved" / "metadata.json").read_text(encoding="utf-8")
    assert json.loads(said)["history"] == []
    assert str(tmp_path) not in said
