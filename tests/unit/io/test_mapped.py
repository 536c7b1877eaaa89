import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from made_up import small_table
from tanmai.accounting.carbon import carbon_accounts
from tanmai.core.errors import FileError, LabelError, OptionError, UnitError
from tanmai.io.lists import read_mapped

MAPPING = """
name = "mine"
year = 2017
money_unit = "亿元"
emission_unit = "万吨"

[flows]
file = "flows.csv"
from_region = "卖方省份"
from_sector = "卖方部门"
to_region = "买方省份"
to_sector = "买方部门"
value = "金额"

[final_demand]
file = "final.parquet"

[exports]
file = "exports.csv"

[imports]
file = "imports.csv"

[emissions]
file = "co2.csv"

[households]
file = "households.csv"
"""


def closed_table():
    table = small_table()
    value_added = table.value_added - np.array([[1.0], [0.0]]) * table.error
    changes = {"error": 0 * table.error, "x": table.x - table.error, "value_added": value_added}
    return table.changed("closed", changes)


@pytest.fixture
def folder(tmp_path):
    """The small table as long lists, rows in a random order, in other units."""
    table = closed_table()
    names = {"140000": "山西省", "330000": "Zhejiang", "610000": "陕西"}
    labels = [(names[r.code], s.code) for r in table.regions for s in table.sectors]
    rng = np.random.default_rng(0)

    def shuffled(rows, columns):
        frame = pd.DataFrame(rows, columns=columns)
        return frame.iloc[rng.permutation(len(frame))]

    def by_sector(values, scale):
        rows = [(*label, value * scale) for label, value in zip(labels, values, strict=True)]
        return shuffled(rows, ["region", "sector", "value"])

    flows = [(*labels[i], *labels[j], table.Z[i, j] / 1e4) for i in range(12) for j in range(12)]
    columns = ["卖方省份", "卖方部门", "买方省份", "买方部门", "金额"]
    shuffled(flows, columns).to_csv(tmp_path / "flows.csv", index=False)
    final = [
        (*labels[i], names[region.code], category.code, table.Y[i, 5 * r + c] / 1e4)
        for i in range(12)
        for r, region in enumerate(table.regions)
        for c, category in enumerate(table.categories)
    ]
    columns = ["from_region", "from_sector", "to_region", "category", "value"]
    shuffled(final, columns).to_parquet(tmp_path / "final.parquet")
    by_sector(table.exports, 1e-4).to_csv(tmp_path / "exports.csv", index=False)
    by_sector(table.imports, 1e-4).to_csv(tmp_path / "imports.csv", index=False)
    by_sector(table.F[0], 100).to_csv(tmp_path / "co2.csv", index=False)
    pd.DataFrame({"region": names.values(), "value": 100 * table.F_Y[0]}).to_csv(
        tmp_path / "households.csv", index=False
    )
    (tmp_path / "table.toml").write_text(MAPPING, encoding="utf-8")
    return tmp_path


def test_a_table_in_lists_is_the_table(folder):
    read, table = read_mapped(folder / "table.toml"), closed_table()
    assert read.regions == table.regions
    order = [read.index.sector_codes.index(code) for code in table.index.sector_codes]
    rows = (np.arange(3)[:, None] * 4 + order).ravel()
    np.testing.assert_allclose(np.asarray(read.Z)[np.ix_(rows, rows)], table.Z, rtol=1e-12)
    np.testing.assert_allclose(read.x[rows], table.x, rtol=1e-12)
    np.testing.assert_allclose(read.total_value_added[rows], table.total_value_added, rtol=1e-9)
    np.testing.assert_allclose(
        carbon_accounts(read).flows.values, carbon_accounts(table).flows.values, rtol=1e-9
    )
    assert read.provenance.sources[0].name == "flows.csv"


def edit(folder, name, old, new):
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new", "error", "message"),
    [
        ("table.toml", "year = 2017", "yaer = 2017", OptionError, "'yaer' is not a key.*'year'"),
        ("table.toml", 'name = "mine"', "", OptionError, "'name' is missing"),
        ("table.toml", "[flows]", "[flows", FileError, "is not valid TOML"),
        ("table.toml", 'value = "金额"', 'value = "金客"', FileError, "no column '金客'"),
        ("table.toml", '"exports.csv"', '"none.csv"', FileError, "none.csv is not a file"),
        ("table.toml", '"exports.csv"', '"../exports.csv"', FileError, "leaves the folder"),
        ("table.toml", '"亿元"', '"亿圆"', Exception, "'亿圆' is not a unit of money"),
        ("households.csv", "山西省", "山外省", LabelError, "'山外省' is not a province"),
        ("households.csv", "山西省", "Zhejiang", LabelError, "gives the cell 330000 twice"),
        ("households.csv", "山西省,", "山西省,1 ", FileError, "line 2: '1 .*not a number"),
        ("exports.csv", "Zhejiang,02", "Zhejiang,2", LabelError, "'2' appears as sector"),
    ],
)
def test_what_is_wrong_is_named(folder, name, old, new, error, message):
    edit(folder, name, old, new)
    with pytest.raises(error, match=message):
        read_mapped(folder / "table.toml")


def test_regions_as_written_need_no_province(folder):
    edit(folder, "table.toml", "year = 2017", 'year = 2017\nregions = "as written"')
    edit(folder, "households.csv", "山西省", "Elsewhere")
    with pytest.raises(LabelError, match="'Elsewhere' appears as region"):
        read_mapped(folder / "table.toml")
    edit(folder, "households.csv", "Elsewhere", "山西省")
    assert {region.code for region in read_mapped(folder / "table.toml").regions} == {
        "山西省",
        "Zhejiang",
        "陕西",
    }


@pytest.mark.parametrize("name", ["exports.csv", "imports.csv", "flows.csv"])
def test_a_row_that_a_nearly_whole_list_lacks_is_said(folder, name):
    rows = pd.read_csv(folder / name, dtype=str)
    rows.drop(index=[2, 5]).to_csv(folder / name, index=False)
    notes = tuple(map(str, read_mapped(folder / "table.toml").provenance.assumptions))
    (said,) = [note for note in notes if note.startswith(f"{name} has no row for ")]
    assert said.endswith(" and 1 more; taken as zero")


def test_a_list_of_few_cells_leaves_out_what_is_zero(folder):
    rows = pd.read_csv(folder / "exports.csv", dtype=str)
    rows.head(5).to_csv(folder / "exports.csv", index=False)
    notes = tuple(map(str, read_mapped(folder / "table.toml").provenance.assumptions))
    assert not [note for note in notes if "no row" in note]


def test_a_unit_that_is_not_known_names_the_mapping(folder):
    mapping = folder / "table.toml"
    mapping.write_text(mapping.read_text("utf-8").replace('"亿元"', '"万美元"'), "utf-8")
    with pytest.raises(UnitError, match=r"table\.toml: '万美元' is not a unit of money"):
        read_mapped(mapping)


def test_the_numbers_of_rows_that_pandas_keeps_are_no_column(folder):
    cells = pd.read_parquet(folder / "final.parquet")
    whole = read_mapped(folder / "table.toml")
    cells[cells["value"] != 0].sort_values("value").to_parquet(folder / "final.parquet")
    found = read_mapped(folder / "table.toml")
    assert not [note for note in map(str, found.provenance.changes) if "left out" in note]
    np.testing.assert_allclose(found.Y.sum(axis=1), whole.Y.sum(axis=1))


def test_a_column_of_dates_that_is_not_read_is_left_out_with_a_note(folder):
    cells = pd.read_parquet(folder / "final.parquet").assign(when=pd.Timestamp("2017-01-01"))
    cells.to_parquet(folder / "final.parquet")
    found = read_mapped(folder / "table.toml")
    assert "columns of final.parquet left out: when" in map(str, found.provenance.changes)


def test_a_column_of_a_parquet_file_that_stands_twice_is_refused(folder):
    path = folder / "final.parquet"
    cells = pq.read_table(path)
    pq.write_table(cells.append_column("value", cells["value"]), path)
    with pytest.raises(FileError, match="has the column value twice"):
        read_mapped(folder / "table.toml")
