import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from scipy import sparse

from made_up import make_trade_share_table, small_table
from tanmai.core.errors import FileError
from tanmai.io.bundle import read_bundle, write_bundle

PARTS = (
    "Y",
    "exports",
    "stock_change",
    "error",
    "x",
    "imports",
    "imports_final",
    "value_added",
    "F",
    "F_Y",
)


def same(one, other):
    for part in PARTS:
        np.testing.assert_array_equal(getattr(one, part), getattr(other, part))
    for part in ("index", "categories", "value_added_labels", "stressors", "without_emissions"):
        assert getattr(one, part) == getattr(other, part)
    assert (one.year, one.price_basis, one.provenance) == (
        other.year,
        other.price_basis,
        other.provenance,
    )


def test_a_table_comes_back_to_the_last_bit(tmp_path):
    table = small_table()
    write_bundle(table, tmp_path / "b")
    read = read_bundle(tmp_path / "b")
    same(read, table)
    np.testing.assert_array_equal(read.Z, table.Z)
    assert read.trade_shares is None


def test_a_table_in_trade_share_form_comes_back_in_that_form(tmp_path):
    table = make_trade_share_table(1)
    write_bundle(table, tmp_path / "b")
    read = read_bundle(tmp_path / "b")
    same(read, table)
    np.testing.assert_array_equal(read.Z, table.Z)
    np.testing.assert_array_equal(read.trade_shares.shares, table.trade_shares.shares)
    assert not (tmp_path / "b" / "Z.parquet").exists()


def test_a_sparse_table_comes_back_sparse(tmp_path):
    table = small_table()
    thin = table.changed("sparse", {"Z": sparse.csr_array(table.Z)})
    write_bundle(thin, tmp_path / "b")
    read = read_bundle(tmp_path / "b")
    same(read, thin)
    assert sparse.issparse(read.Z)
    np.testing.assert_array_equal(read.Z.toarray(), table.Z)


def test_the_same_table_gives_the_same_bytes(tmp_path):
    for name in ("one", "other"):
        write_bundle(make_trade_share_table(1), tmp_path / name)
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "other" / file.name).read_bytes()


def test_numbers_that_fit_are_stored_narrow_and_others_are_not(tmp_path):
    table = small_table().changed("thirds", {"imports": np.full(12, 1 / 3)})
    write_bundle(table, tmp_path / "b")
    assert str(pq.read_schema(tmp_path / "b" / "Z.parquet").field("value").type) == "float"
    assert str(pq.read_schema(tmp_path / "b" / "imports.parquet").field("value").type) == "double"


def test_writing_again_replaces_the_bundle(tmp_path):
    write_bundle(make_trade_share_table(1), tmp_path / "b")
    write_bundle(small_table(), tmp_path / "b")
    same(read_bundle(tmp_path / "b"), small_table())
    assert not (tmp_path / "b" / "shares.parquet").exists()


@pytest.fixture
def bundle(tmp_path):
    write_bundle(small_table(), tmp_path / "b")
    return tmp_path / "b"


def test_a_folder_without_description_is_no_bundle(tmp_path):
    with pytest.raises(FileError, match=r"is not a bundle: it has no table\.json"):
        read_bundle(tmp_path)


def test_a_missing_part_is_named(bundle):
    (bundle / "F_Y.parquet").unlink()
    with pytest.raises(FileError, match=r"F_Y\.parquet is missing"):
        read_bundle(bundle)


def test_a_damaged_part_is_named(bundle):
    (bundle / "x.parquet").write_bytes(b"not parquet")
    with pytest.raises(FileError, match=r"x\.parquet is damaged"):
        read_bundle(bundle)


def test_a_mapped_file_that_is_damaged_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr("tanmai.io.bundle.MOST_WRITTEN_OUT", 5)
    write_bundle(small_table(), tmp_path / "mapped")
    assert isinstance(read_bundle(tmp_path / "mapped").Z, np.memmap)
    (tmp_path / "mapped" / "Z.npy").write_bytes(b"nothing")
    with pytest.raises(FileError, match=r"Z\.npy is damaged"):
        read_bundle(tmp_path / "mapped")


def test_a_damaged_description_is_named(bundle):
    (bundle / "table.json").write_text("{", encoding="utf-8")
    with pytest.raises(FileError, match=r"table\.json is damaged .*invalid JSON"):
        read_bundle(bundle)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("format", "other"),
        ("form", "other"),
        ("year", "2017"),
        ("year", 2017.5),
        ("regions", [{"colour": 1}]),
        ("regions", [{"code": "1", "name_zh": None, "name_en": "x"}]),
        ("provenance", None),
        ("stressors", "CO2"),
    ],
)
def test_a_description_that_does_not_fit_is_named(bundle, key, value):
    text = json.loads((bundle / "table.json").read_text(encoding="utf-8"))
    text[key] = value
    (bundle / "table.json").write_text(json.dumps(text), encoding="utf-8")
    with pytest.raises(FileError, match=rf"table\.json is damaged or not of the format.*: {key}"):
        read_bundle(bundle)


@pytest.mark.parametrize("key", ["year", "sectors", "money_unit"])
def test_a_key_that_is_missing_is_named(bundle, key):
    text = json.loads((bundle / "table.json").read_text(encoding="utf-8"))
    del text[key]
    (bundle / "table.json").write_text(json.dumps(text), encoding="utf-8")
    with pytest.raises(FileError, match=f": {key}: this key is missing"):
        read_bundle(bundle)


def without_sums(bundle):
    """Make a bundle as earlier versions wrote it, without the sums of its parts."""
    text = json.loads((bundle / "table.json").read_text(encoding="utf-8"))
    del text["sha256"]
    (bundle / "table.json").write_text(json.dumps(text), encoding="utf-8")


def test_a_changed_byte_of_any_part_is_found(bundle):
    for part in sorted(bundle.glob("*.parquet")):
        content = part.read_bytes()
        part.write_bytes(content[:9] + bytes([content[9] ^ 1]) + content[10:])
        with pytest.raises(
            FileError, match=rf"{part.stem}\.parquet is damaged: it is not the file"
        ):
            read_bundle(bundle)
        part.write_bytes(content)
    without_sums(bundle)
    same(read_bundle(bundle), small_table())


@pytest.mark.parametrize(
    "values", [[[1.0]] * 12, [True] * 12, ["1"] * 12, [np.datetime64("2017-01-01", "s")] * 12]
)
def test_values_of_a_part_are_numbers(bundle, values):
    without_sums(bundle)
    column = pa.table({"value": pa.array(values)}).replace_schema_metadata({"shape": "[12]"})
    pq.write_table(column, bundle / "x.parquet")
    with pytest.raises(FileError, match=r"x\.parquet is damaged \(its values are .*, not numbers"):
        read_bundle(bundle)


def test_no_value_of_a_part_is_missing(bundle):
    without_sums(bundle)
    column = pa.table({"value": pa.array([1.0] * 11 + [None])})
    pq.write_table(column.replace_schema_metadata({"shape": "[12]"}), bundle / "x.parquet")
    with pytest.raises(FileError, match=r"x\.parquet is damaged \(it lacks 1 of its values"):
        read_bundle(bundle)


def test_sparse_flows_that_do_not_fit_are_named(tmp_path):
    table = small_table()
    write_bundle(table.changed("sparse", {"Z": sparse.csr_array(table.Z)}), tmp_path / "s")
    without_sums(tmp_path / "s")
    for part in ("Z_indices", "Z_indptr", "Z_data"):
        path = tmp_path / "s" / f"{part}.parquet"
        content = path.read_bytes()
        values = pq.read_table(path)["value"].to_numpy() + 7
        values = values[:-1] if part == "Z_data" else values
        shape = {"shape": json.dumps([len(values)])}
        pq.write_table(pa.table({"value": values}).replace_schema_metadata(shape), path)
        with pytest.raises(FileError, match="the sparse flows do not fit 12 sectors"):
            read_bundle(tmp_path / "s")
        path.write_bytes(content)


def test_a_part_of_more_values_than_belong_is_not_read(tmp_path):
    """A column of one value repeated is small on disk, however many it holds."""
    write_bundle(small_table(), tmp_path / "b")
    many = pa.table({"value": pa.array(np.zeros(10**6))})
    pq.write_table(many.replace_schema_metadata({"shape": "[1000000]"}), tmp_path / "b/x.parquet")
    text = (tmp_path / "b/table.json").read_text(encoding="utf-8")
    content = json.loads(text) | {"sha256": {}}
    (tmp_path / "b/table.json").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(FileError, match=r"holds 1,000,000 values, where [\d,]+ at most belong"):
        read_bundle(tmp_path / "b")
