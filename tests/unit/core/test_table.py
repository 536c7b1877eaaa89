"""The table: shapes, freezing, sums, and changes that leave a trace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
from scipy import sparse

import made_up
from tanmai.core.errors import TableError
from tanmai.core.table import MrioTable, Provenance, SourceFile

VECTORS = ("exports", "stock_change", "error", "x", "imports", "imports_final")
MATRICES = ("Z", "Y", "value_added", "F", "F_Y")


def test_labels_of_the_parts(small_table: MrioTable) -> None:
    assert [region.code for region in small_table.regions] == ["140000", "330000", "610000"]
    assert [sector.code for sector in small_table.sectors] == ["01", "02", "03", "04"]


def test_category_names(small_table: MrioTable) -> None:
    category = small_table.categories[2]
    assert (category.name("zh"), category.name("en")) == ("政府消费", "Government consumption")


@pytest.mark.parametrize("part", VECTORS)
def test_a_vector_of_another_length(small_table: MrioTable, part: str) -> None:
    values = getattr(small_table, part)
    with pytest.raises(TableError, match=rf"^{part} of table 'small' is .* 3 regions, 4 sectors"):
        replace(small_table, **{part: values[:-1]})


@pytest.mark.parametrize("part", MATRICES)
@pytest.mark.parametrize("axis", [0, 1])
def test_a_matrix_of_another_shape(small_table: MrioTable, part: str, axis: int) -> None:
    values = np.concatenate([getattr(small_table, part)] * 2, axis=axis)
    with pytest.raises(TableError, match=rf"^{part} of table 'small' is .* ask for"):
        replace(small_table, **{part: values})


def test_a_sparse_matrix_of_another_shape(small_table: MrioTable) -> None:
    with pytest.raises(TableError, match=r"^Z of table 'small' is \(12, 11\)"):
        replace(small_table, Z=sparse.csr_array(np.asarray(small_table.Z)[:, :-1]))


def test_stock_change_may_be_left_out(small_table: MrioTable) -> None:
    np.testing.assert_array_equal(small_table.stock_change, np.zeros(12))
    stocked = made_up.with_stock_change(small_table)
    assert stocked.stock_change.any()


def test_a_region_without_emissions_must_be_one_of_the_table(small_table: MrioTable) -> None:
    with pytest.raises(TableError, match="540000 are not regions of the table"):
        replace(small_table, without_emissions=("140000", "540000"))


@pytest.mark.parametrize("part", VECTORS + MATRICES)
def test_no_number_can_be_changed_in_place(small_table: MrioTable, part: str) -> None:
    with pytest.raises(ValueError, match="read-only"):
        getattr(small_table, part)[0] = 1.0


@pytest.mark.parametrize("form", [sparse.csr_array, sparse.csr_matrix, sparse.coo_array])
def test_sparse_flows_become_a_csr_array_of_their_own(
    small_table: MrioTable, form: Callable[[np.ndarray], sparse.sparray]
) -> None:
    given = form(np.asarray(small_table.Z).astype(int))
    table = replace(small_table, Z=given)
    assert isinstance(table.Z, sparse.csr_array)
    assert table.Z.dtype == np.float64
    given.data[:] = 0
    np.testing.assert_array_equal(table.Z.toarray(), small_table.Z)
    with pytest.raises(ValueError, match="read-only"):
        table.Z.data[0] = 1.0


def test_a_trade_share_form_of_another_size(
    make_trade_share_table: Callable[..., MrioTable],
) -> None:
    table, other = make_trade_share_table(0, 2, 3, 1), make_trade_share_table(0, 2, 3, 2)
    with pytest.raises(TableError, match=r"form of table .* 2 categories, the table of 2, 3 and 1"):
        replace(table, trade_shares=other.trade_shares)


def test_no_part_can_be_put_in_place(small_table: MrioTable) -> None:
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'x'"):
        small_table.x = np.zeros(12)  # type: ignore[misc]


def test_whole_numbers_become_floats(small_table: MrioTable) -> None:
    table = replace(small_table, Z=np.asarray(small_table.Z).astype(int))
    assert table.Z.dtype == np.float64


def test_final_demand_by_region(small_table: MrioTable) -> None:
    by_region = small_table.Y.reshape(12, 3, 5)
    for region in range(3):
        np.testing.assert_array_equal(
            small_table.final_demand[:, region], by_region[:, region].sum(axis=1)
        )


def test_value_added_is_the_sum_of_its_components(small_table: MrioTable) -> None:
    np.testing.assert_array_equal(
        small_table.total_value_added, small_table.value_added[0] + small_table.value_added[1]
    )


def test_sums_by_region(small_table: MrioTable) -> None:
    np.testing.assert_array_equal(
        small_table.by_region(small_table.x),
        [small_table.x[:4].sum(), small_table.x[4:8].sum(), small_table.x[8:].sum()],
    )
    by_region = small_table.by_region(np.asarray(small_table.Z))
    assert by_region.shape == (3, 12)
    np.testing.assert_array_equal(by_region[1], np.asarray(small_table.Z)[4:8].sum(axis=0))


class TestChanges:
    def test_a_change_gives_a_new_table_and_is_written_down(self, small_table: MrioTable) -> None:
        doubled = small_table.changed("output doubled", {"x": 2.0 * small_table.x})
        twice = doubled.changed("year corrected", {"year": 2018})
        np.testing.assert_array_equal(doubled.x, 2.0 * small_table.x)
        assert tuple(map(str, doubled.provenance.changes)) == ("output doubled",)
        assert tuple(map(str, twice.provenance.changes)) == ("output doubled", "year corrected")
        assert tuple(map(str, small_table.provenance.changes)) == ()
        assert (small_table.year, twice.year) == (2017, 2018)

    def test_sums_are_those_of_the_new_table(self, small_table: MrioTable) -> None:
        before = small_table.final_demand.copy()
        doubled = small_table.changed("Y doubled", {"Y": 2.0 * small_table.Y})
        np.testing.assert_array_equal(doubled.final_demand, 2.0 * before)
        np.testing.assert_array_equal(small_table.final_demand, before)

    @pytest.mark.parametrize(
        ("part", "kept"), [("Z", False), ("Y", False), ("F", True), ("x", True)]
    )
    def test_new_flows_drop_the_trade_share_form(
        self, make_trade_share_table: Callable[..., MrioTable], part: str, kept: bool
    ) -> None:
        table = make_trade_share_table(0, 2, 3, 1)
        changed = table.changed("doubled", {part: 2.0 * getattr(table, part)})
        assert (changed.trade_shares is not None) == kept

    def test_a_form_given_with_the_flows_is_kept(
        self, make_trade_share_table: Callable[..., MrioTable]
    ) -> None:
        table = make_trade_share_table(0, 2, 3, 1)
        parts = {"Z": table.Z, "Y": table.Y, "trade_shares": table.trade_shares}
        assert table.changed("nothing", parts).trade_shares is table.trade_shares


class TestProvenance:
    def test_a_change_leaves_the_rest(self) -> None:
        source = SourceFile("a.xlsx", "0" * 64, "sheet")
        provenance = Provenance("t", "official", "ceads", (source,), (), "注意", "mind")
        changed = provenance.with_change("first").with_change("second")
        assert changed == replace(provenance, changes=changed.changes)
        assert list(map(str, changed.changes)) == ["first", "second"]
        assert provenance.changes == ()

    @pytest.mark.parametrize(
        ("status", "estimate"), [("estimate", True), ("official", False), ("user", False)]
    )
    def test_an_estimate_says_so(self, small_table: MrioTable, status: str, estimate: bool) -> None:
        provenance = replace(small_table.provenance, status=status)
        assert replace(small_table, provenance=provenance).is_estimate == estimate


@pytest.mark.parametrize("year", [-5, 0, 1, 217, 20170])
def test_a_year_that_is_none_is_refused(small_table: MrioTable, year: int) -> None:
    with pytest.raises(TableError, match=f"{year} of table 'small' is not a year"):
        replace(small_table, year=year)
