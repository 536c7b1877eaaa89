"""Lists of cells: labels are texts that are held against each other, values are numbers."""

import datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import made_up
from spoilt_tables import write_lists
from tanmai.checks import check_table
from tanmai.core.errors import FileError, LabelError
from tanmai.io.lists import read_mapped

TABLE = made_up.make_table(3, 3, 3, 2)
PROVINCES = {"110000": "Beijing", "120000": "Tianjin", "130000": "Hebei"}


@pytest.fixture
def folder(tmp_path):
    """A made-up table as lists: regions by name as written, sectors coal, steel and service."""
    write_lists(TABLE, tmp_path)
    for name in ("flows", "final_demand", "exports", "imports", "emissions"):
        cells = listed(tmp_path, name)
        names = {"01": "coal", "02": "steel", "03": "service"} | PROVINCES
        cells = cells.replace(names).replace({"FU201": "capital", "FU202": "inventories"})
        cells.to_csv(tmp_path / f"{name}.csv", index=False)
    return tmp_path


def listed(folder, name):
    return pd.read_csv(folder / f"{name}.csv", dtype=str)


def changed(folder, name, change):
    """Change the rows of a list, and return the mapping to read."""
    cells = change(listed(folder, name))
    cells.to_csv(folder / f"{name}.csv", index=False)
    return folder / "table.toml"


def put(column, row, text):
    def change(cells):
        cells.loc[row, column] = text
        return cells

    return change


def test_the_lists_are_the_table(folder):
    read = read_mapped(folder / "table.toml")
    np.testing.assert_allclose(np.asarray(read.Z), TABLE.Z, rtol=1e-12)
    assert read.provenance.changes == ()


@pytest.mark.parametrize(
    ("name", "column", "text", "said"),
    [
        ("flows", "to_sector", "Coal", r"line 2: sector 'Coal' and 'coal' of .* only in case"),
        ("flows", "to_sector", "co al", "differ only in case, blanks or marks"),
        ("flows", "from_sector", "steell", r"line 2: sector 'steell' never.*mean 'steel'"),
        ("final_demand", "category", "capitol", r"'capitol' stands in one region.*'capital'"),
        ("flows", "from_region", "Bejing", r"line 2: region 'Bejing' never.*mean 'Beijing'"),
        ("emissions", "sector", "stel", r"line 2: 'stel' appears as sector.*mean 'steel'"),
        ("flows", "to_sector", "a\x07b", r"line 2: to_sector 'a\\u0007b' has the control"),
        ("flows", "to_sector", "a\u200bb", r"line 2: to_sector 'a\\u200bb' has the control"),
        ("flows", "to_sector", " ", "line 2 has no to_sector"),
    ],
)
def test_a_slip_names_its_line_and_the_nearest_label(folder, name, column, text, said):
    path = changed(folder, name, put(column, 0, text))
    with pytest.raises(LabelError, match=said):
        read_mapped(path)


def test_a_label_far_from_all_others_is_kept_and_said(folder):
    def own(cells):
        cells.loc[
            (cells["from_region"] == "110000") & (cells["from_sector"] == "coal"), "value"
        ] = "0"
        new = cells.iloc[[0]].assign(from_sector="fishery", to_sector="fishery", value="1")
        return pd.concat([cells, new])

    read = read_mapped(changed(folder, "flows", own))
    said = "sector 'fishery' stands in one region alone (Beijing)"
    assert said in map(str, read.provenance.assumptions)
    assert read.index.n == 4


def test_labels_that_the_mapping_lists_are_the_only_ones(folder):
    path = folder / "table.toml"
    text = path.read_text(encoding="utf-8")
    listed = 'sectors = ["service", "steel", "coal"]\ncategories = ["capital", "inventories"]\n'
    path.write_text(listed + text, encoding="utf-8")
    assert read_mapped(path).index.sector_codes == ("service", "steel", "coal")
    changed(folder, "flows", put("from_sector", 0, "steal"))
    with pytest.raises(LabelError, match=r"line 2: 'steal' is not a sector.*lists.*mean 'steel'"):
        read_mapped(path)
    path.write_text(listed.replace('"coal"', '"coal", "steal"') + text, encoding="utf-8")
    assert read_mapped(path).index.n == 4


def test_one_province_under_two_names_is_found(folder):
    def renamed(cells):
        return cells.replace({"to_region": {"Beijing": "北京"}})

    changed(folder, "final_demand", renamed)
    read = read_mapped(changed(folder, "flows", renamed))
    failed = {result.rule.code: result.where_en for result in check_table(read).failures}
    assert failed["labels"] == "regions 'Beijing' and '北京' are one"


def test_what_has_no_row_or_no_unit_is_said(folder):
    path = changed(folder, "emissions", lambda cells: cells.iloc[2:].assign(note="x"))
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('emission_unit = "Mt CO2"\n', ""), encoding="utf-8")
    assert tuple(map(str, read_mapped(path).provenance.assumptions)) == (
        "no unit of emissions is given; they are taken as Mt CO2",
        "columns of emissions.csv left out: note",
        "emissions.csv has no row for Beijing, coal and 1 more; taken as zero",
    )


def parquet(folder, **columns):
    """Put the flows into parquet, with other columns."""
    cells = listed(folder, "flows")
    cells["value"] = cells["value"].astype(float)
    arrays = {name: pa.array(cells[name].tolist()) for name in cells} | columns
    pq.write_table(pa.table(arrays), folder / "flows.parquet")
    path = folder / "table.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("flows.csv", "flows.parquet"), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "value", [True, datetime.datetime(2017, 1, 1), datetime.date(2017, 1, 1), [1.0], b"1"]
)
def test_values_of_parquet_that_are_no_numbers_are_refused(folder, value):
    path = parquet(folder, value=pa.array([value] * len(listed(folder, "flows"))))
    with pytest.raises(FileError, match=r"column 'value' holds .*, neither texts nor numbers"):
        read_mapped(path)


@pytest.mark.parametrize("value", [1, 1.5, Decimal("1.5"), "1.5"])
def test_values_of_parquet_that_are_numbers_are_read(folder, value):
    size = len(listed(folder, "flows"))
    read = read_mapped(parquet(folder, value=pa.array([value] * size)))
    assert np.asarray(read.Z).sum() == size * float(value)


@pytest.mark.parametrize(
    ("value", "said"),
    [(None, "data row 1: .* missing"), (float("nan"), "data row 1: .* missing"), ("1_5", "'1_5'")],
)
def test_values_of_parquet_that_are_missing_are_named(folder, value, said):
    rest = ["1"] if isinstance(value, str) else [1.0]
    values = pa.array([value, *rest * (len(listed(folder, "flows")) - 1)])
    with pytest.raises(FileError, match=said):
        read_mapped(parquet(folder, value=values))


def test_a_label_of_parquet_that_is_missing_is_named(folder):
    labels = [None, *listed(folder, "flows")["to_sector"][1:]]
    with pytest.raises(LabelError, match=r"flows\.parquet, data row 1 has no to_sector"):
        read_mapped(parquet(folder, to_sector=pa.array(labels)))
